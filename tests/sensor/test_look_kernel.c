// SPDX-License-Identifier: Apache-2.0
// The vector loops really are vector code, in each instruction set: counts packed arithmetic in the
// compiled objects. A loop that the compiler gave up would have the same bits and pass every other
// test, four times slower.
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#if defined(__x86_64__) && defined(__OPTIMIZE__) && !defined(__SANITIZE_ADDRESS__) &&              \
    !defined(__SANITIZE_THREAD__)

typedef struct {
    int packed;  ///< instructions of +, -, *, /, sqrt on whole vectors of the set's width
    int scalar;  ///< the same on one number
    int divides; ///< divisions and roots among the packed: one or more in four of the loops
} Count;

/// "vmulps ..." -> packed or scalar arithmetic.
static void count_line(const char *line, const char *wide, Count *count) {
    static const char *const ops[] = {"add", "sub", "mul", "div", "sqrt"};
    const char *op = strstr(line, "\t");
    if (!op) {
        return;
    }
    op += 1 + (op[1] == 'v');
    for (int i = 0; i < 5; ++i) {
        size_t n = strlen(ops[i]);
        if (strncmp(op, ops[i], n) == 0) {
            bool packed = strncmp(op + n, "ps", 2) == 0 || strncmp(op + n, "pd", 2) == 0;
            bool scalar = strncmp(op + n, "ss", 2) == 0 || strncmp(op + n, "sd", 2) == 0;
            count->packed += packed && strstr(line, wide);
            count->divides += packed && i >= 3 && strstr(line, wide);
            count->scalar += scalar;
        }
    }
}

static Count count_object(const char *isa, const char *wide) {
    char command[1024], line[512];
    snprintf(command, sizeof command,
             "objdump -d --no-show-raw-insn '" PVS_BINARY_DIR
             "/CMakeFiles/pvs_sensor_isa%s.dir/src/sensor/look_kernel.c.o'",
             isa);
    Count count = {0};
    FILE *pipe = popen(command, "r");
    assert_non_null(pipe);
    while (fgets(line, sizeof line, pipe)) {
        count_line(line, wide, &count);
    }
    assert_int_equal(pclose(pipe), 0);
    return count;
}

static void every_loop_of_the_look_kernel_is_vector_code(void **state) {
    (void)state;
#if defined(__clang__)
    const int least = 250; // of 271 to 311
#else
    const int least = 310; // of 342 to 350; the smallest loop has 40, or a division
#endif
    const struct {
        const char *isa, *wide;
    } sets[] = {{"0", "xmm"}, {"2", "xmm"}, {"3", "ymm"}, {"4", "mm"}}; // gcc prefers ymm for v4
    for (int i = 0; i < 4; ++i) {
        Count count = count_object(sets[i].isa, sets[i].wide);
        print_message("isa %s: %d packed, %d scalar\n", sets[i].isa, count.packed, count.scalar);
        assert_true(count.packed >= least);
        assert_true(count.scalar <= count.packed); // gcc keeps tails that never run
        assert_true(count.divides >=
                    6); // azimuth (twice), beam, aspect (a root and a division), Pd
    }
}

#else

static void every_loop_of_the_look_kernel_is_vector_code(void **state) {
    (void)state;
    skip(); // neither the objects of an unoptimised build nor those of a sanitizer are vector code
}

#endif

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_loop_of_the_look_kernel_is_vector_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
