// SPDX-License-Identifier: Apache-2.0
// Which of the compiled instruction sets this processor can run: the compiler's own test (CPUID and
// the operating system's state saving), for all features of the level that the kernels' code can
// contain.
#include "isa.h"

#include <stdbool.h>

#if defined(__x86_64__)
int pvs_isa_best(void) {
    __builtin_cpu_init();
    bool v2 = __builtin_cpu_supports("sse4.2") && __builtin_cpu_supports("popcnt");
    bool v3 = v2 && __builtin_cpu_supports("avx2") && __builtin_cpu_supports("bmi") &&
              __builtin_cpu_supports("bmi2") && __builtin_cpu_supports("fma");
    bool v4 = v3 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512bw") &&
              __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512dq") &&
              __builtin_cpu_supports("avx512vl");
    return v4 ? 4 : v3 ? 3 : v2 ? 2 : 0;
}
#else
int pvs_isa_best(void) {
    return 0;
}
#endif
