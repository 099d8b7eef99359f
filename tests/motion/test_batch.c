// SPDX-License-Identifier: Apache-2.0
// Batches give the bits of single evaluations: any instruction set, size and mixture.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "base/isa.h"
#include "random_motion.h"

#define CAPACITY 600

static _Alignas(64) double lanes[9][CAPACITY];
static PvsSegment segments[CAPACITY];
static const PvsSegment *lane[CAPACITY];
static PvsTime times[CAPACITY];

static void check_batch(size_t n, int isa) {
    PvsKinematicsSoA out = {lanes[0], lanes[1], lanes[2], lanes[3], lanes[4],
                            lanes[5], lanes[6], lanes[7], lanes[8]};
    memset(lanes, 0xff, sizeof lanes);
    pvs_segments_at(lane, times, n, out, isa);
    for (size_t i = 0; i < n; i++) {
        PvsKinematics want = pvs_segment_at(lane[i], times[i]);
        double w[9];
        memcpy(w, &want, sizeof w);
        for (int k = 0; k < 9; k++) {
            if (memcmp(&w[k], &lanes[k][i], sizeof(double)) != 0) {
                fail_msg("instruction set %d, %zu lanes, lane %zu, value %d: %a, alone %a", isa, n,
                         i, k, lanes[k][i], w[k]);
            }
        }
    }
    for (size_t i = (n + 3) / 4 * 4; i < CAPACITY; i++) {
        uint64_t bits;
        memcpy(&bits, &lanes[8][i], sizeof bits);
        assert_true(bits == UINT64_MAX); // nothing is written beyond
    }
}

// If this failed, the outcome of a battle would hang on the processor, or on who else is in a
// radar's scan.
static void every_instruction_set_and_size_gives_the_same_bits(void **state) {
    (void)state;
    for (uint32_t i = 0; i < CAPACITY; i++) {
        segments[i] = random_segment(i, random_place(i, 0, 0, 100));
        lane[i] = &segments[i];
        times[i] = segments[i].t0 + (PvsTime)((double)(segments[i].t1 - segments[i].t0) *
                                              random_in(i, 70, -0.2, 1.2));
    }
    for (int isa = 0; isa <= pvs_isa_best(); isa = isa ? isa + 1 : 2) {
        for (size_t n = 0; n < 140; n++) {
            check_batch(n, isa);
        }
        check_batch(592, isa);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_instruction_set_and_size_gives_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
