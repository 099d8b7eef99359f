// SPDX-License-Identifier: Apache-2.0
// Luck: Philox against its published answers and Random123 itself; ids and keys stable for ever;
// draws uniform.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#if defined(__GNUC__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"
#endif
#include <Random123/philox.h>
#if defined(__GNUC__)
#pragma GCC diagnostic pop
#endif

#include "base/isa.h"
#include "base/luck.h"
#include "base/math.h"
#include "support/csv.h"

static uint32_t hex_cell(const Csv *csv, size_t row, const char *column) {
    return (uint32_t)strtoul(csv_text(csv, row, column), NULL, 16);
}

static size_t check_table(const char *path) {
    Csv csv;
    assert_true(csv_load(&csv, path));
    for (size_t i = 0; i < csv.n_rows; i++) {
        PvsBlock counter = {{hex_cell(&csv, i, "ctr0_hex"), hex_cell(&csv, i, "ctr1_hex"),
                             hex_cell(&csv, i, "ctr2_hex"), hex_cell(&csv, i, "ctr3_hex")}};
        uint32_t key[2] = {hex_cell(&csv, i, "key0_hex"), hex_cell(&csv, i, "key1_hex")};
        int rounds = (int)csv_number(&csv, i, "rounds");
        PvsBlock wanted = {{hex_cell(&csv, i, "out0_hex"), hex_cell(&csv, i, "out1_hex"),
                            hex_cell(&csv, i, "out2_hex"), hex_cell(&csv, i, "out3_hex")}};
        PvsBlock got = pvs_philox4x32(counter, key, rounds);
        assert_memory_equal(&got, &wanted, sizeof wanted);
        if (rounds == 10) {
            got = pvs_philox_inline(counter, key[0], key[1]);
            assert_memory_equal(&got, &wanted, sizeof wanted);
        }
    }
    size_t n = csv.n_rows;
    csv_free(&csv);
    return n;
}

static void philox_gives_the_published_answers(void **state) {
    (void)state;
    assert_int_equal(check_table("rng/philox4x32_kat.csv"), 6);
    assert_int_equal(check_table("rng/philox4x32_10_more.csv"), 200);
}

static void philox_agrees_with_random123_everywhere(void **state) {
    (void)state;
    for (uint32_t i = 0; i < 20000; i++) {
        PvsBlock counter = pvs_luck_block(pvs_luck(i, 1), PVS_LUCK_TEST, i, i);
        PvsBlock keys = pvs_luck_block(pvs_luck(i, 2), PVS_LUCK_TEST, i, i);
        philox4x32_ctr_t c = {{counter.w[0], counter.w[1], counter.w[2], counter.w[3]}};
        philox4x32_key_t k = {{keys.w[0], keys.w[1]}};
        for (int rounds = 7; rounds <= 10; rounds += 3) {
            philox4x32_ctr_t wanted = philox4x32_R((unsigned)rounds, c, k);
            PvsBlock got = pvs_philox4x32(counter, keys.w, rounds);
            assert_memory_equal(got.w, wanted.v, sizeof got.w);
        }
    }
}

// The layout that luck.h states: a change would give every old seed another battle.
static void the_counter_is_id_ordinal_purpose(void **state) {
    (void)state;
    PvsLuck luck = pvs_luck(20260301, 17);
    uint64_t id = pvs_id_of_name("north", 5);
    PvsBlock counter = {{(uint32_t)id, (uint32_t)(id >> 32), 5, PVS_LUCK_KILL}};
    PvsBlock wanted = pvs_philox4x32(counter, luck.key, 10);
    PvsBlock got = pvs_luck_block(luck, PVS_LUCK_KILL, id, 5);
    assert_memory_equal(&got, &wanted, sizeof wanted);
    PvsBlock inlined = pvs_luck_block_inline(luck, PVS_LUCK_KILL, id, 5);
    assert_memory_equal(&inlined, &wanted, sizeof wanted);
}

// Golden values, a change alarm: computed once from the formulas in luck.c, by another program in
// another language.
static void keys_and_ids_are_stable_for_ever(void **state) {
    (void)state;
    PvsLuck luck = pvs_luck(1, 0);
    uint64_t north = pvs_id_of_name("north", 5);
    print_message("%08x%08x %016llx %016llx %016llx\n", luck.key[1], luck.key[0],
                  (unsigned long long)north, (unsigned long long)pvs_id_member(north, 3),
                  (unsigned long long)pvs_id_pair(north, 3));
    assert_true((((uint64_t)luck.key[1] << 32) | luck.key[0]) == 0xdce423fc82c0d5b8u);
    assert_true(north == 0x85f343305927dc6du);
    assert_true(pvs_id_member(north, 3) == 0xa1a9c7fbaff186dbu);
    assert_true(pvs_id_pair(north, 3) == 0x04d4205b71f352b5u);
}

static uint64_t mix_inverse(uint64_t x) {
    // The finaliser backwards: xor-shifts are undone by repeating them, products by the inverse
    // modulo 2^64.
    x ^= x >> 31 ^ x >> 62;
    x *= 0x319642B2D24D8EC3u;
    x ^= x >> 27 ^ x >> 54;
    x *= 0x96DE1B173F119089u;
    return x ^ x >> 30 ^ x >> 60;
}

// Fowler, Noll, Vo: published 64-bit answers for "", "a", "foobar".
static void names_are_hashed_by_fnv_1a(void **state) {
    (void)state;
    assert_true(mix_inverse(pvs_id_of_name("", 0)) == 0xcbf29ce484222325u);
    assert_true(mix_inverse(pvs_id_of_name("a", 1)) == 0xaf63dc4c8601ec8cu);
    assert_true(mix_inverse(pvs_id_of_name("foobar", 6)) == 0x85944171f73967e8u);
}

static int by_value(const void *a, const void *b) {
    uint64_t p = *(const uint64_t *)a, q = *(const uint64_t *)b;
    return (p > q) - (p < q);
}

// Two things with one id would share their luck. With 64 bits the chance for 60,000 ids is 1e-10.
static void different_meanings_have_different_ids(void **state) {
    (void)state;
    enum { N = 60000 };
    uint64_t *ids = calloc(N, sizeof *ids);
    for (uint64_t i = 0; i < N / 6; i++) {
        char name[32];
        int n = snprintf(name, sizeof name, "guns/%d", (int)i);
        ids[6 * i] = pvs_id_of_name(name, (size_t)n);
        ids[6 * i + 1] = pvs_id_member(7, i);
        ids[6 * i + 2] = pvs_id_pair(7, i);
        ids[6 * i + 3] = pvs_id_pair(i, 7);
        ids[6 * i + 4] = pvs_id_pair(i, i + 1000000);
        PvsLuck luck = pvs_luck(3, i);
        ids[6 * i + 5] = (uint64_t)luck.key[1] << 32 | luck.key[0];
    }
    qsort(ids, N, sizeof *ids, by_value);
    for (int i = 1; i < N; i++) {
        // pair(7, 7) is there twice by intention
        assert_true(ids[i] != ids[i - 1] || ids[i] == pvs_id_pair(7, 7));
    }
    free(ids);
}

// Chi-square over 256 cells with 255 degrees of freedom; 5 sigma: one false alarm in 3 million
// runs, and the seed is fixed.
static void draws_are_uniform_over_ordinals_ids_replications_and_purposes(void **state) {
    (void)state;
    enum { CELLS = 256, N = 256 * 400 };
    for (int over = 0; over < 4; over++) {
        unsigned count[CELLS] = {0};
        double sum = 0, lag = 0, last = 0.5;
        for (uint32_t i = 0; i < N; i++) {
            PvsLuck luck = pvs_luck(11, over == 2 ? i : 0);
            uint64_t id = over == 1 ? i : pvs_id_pair(1, 2);
            PvsPurpose purpose = over == 3 ? (PvsPurpose)(i % PVS_LUCK_N_PURPOSES) : PVS_LUCK_TEST;
            uint32_t ordinal = over == 0 ? i : over == 3 ? i / PVS_LUCK_N_PURPOSES : 0;
            double u = pvs_luck_u01(luck, purpose, id, ordinal);
            assert_true(u > 0 && u < 1);
            count[(int)(u * CELLS)]++;
            sum += u - 0.5;
            lag += (u - 0.5) * (last - 0.5);
            last = u;
        }
        double chi2 = 0, expected = (double)N / CELLS;
        for (int c = 0; c < CELLS; c++) {
            chi2 += (count[c] - expected) * (count[c] - expected) / expected;
        }
        print_message("over %d: chi-square %.1f (255 +- 22.6)\n", over, chi2);
        assert_true(fabs(chi2 - 255) < 5 * sqrt(2 * 255.0));
        assert_true(fabs(sum) < 5 * sqrt(N / 12.0));
        assert_true(fabs(lag) < 5 * sqrt(N / 144.0));
    }
}

static void uniforms_never_reach_0_or_1(void **state) {
    (void)state;
    assert_true(pvs_u01_32(0) > 0 && pvs_u01_32(UINT32_MAX) < 1);
    assert_true(pvs_u01_53(0, 0) > 0 && pvs_u01_53(UINT32_MAX, UINT32_MAX) < 1);
    assert_true(pvs_u01_32(0) == 1 - pvs_u01_32(UINT32_MAX));
}

static void normals_have_mean_0_and_variance_1(void **state) {
    (void)state;
    enum { N = 100000 };
    double sum = 0, sum2 = 0, sum4 = 0;
    for (uint32_t i = 0; i < N; i++) {
        double z = pvs_luck_normal(pvs_luck(5, 5), PVS_LUCK_TEST, 1, i);
        sum += z;
        sum2 += z * z;
        sum4 += z * z * z * z;
    }
    assert_true(fabs(sum / N) < 5 / sqrt(N));
    assert_true(fabs(sum2 / N - 1) < 5 * sqrt(2.0 / N));
    assert_true(fabs(sum4 / N - 3) < 5 * sqrt(96.0 / N));
}

// A look kernel may take either: the same bits, tails too.
static void a_batch_gives_the_single_draws_on_every_instruction_set(void **state) {
    (void)state;
    enum { N = 77 };
    uint64_t id[N];
    double u[N + 1];
    for (uint64_t i = 0; i < N; i++) {
        id[i] = pvs_id_pair(9, i);
    }
    static const int isas[] = {0, 2, 3, 4};
    for (int k = 0; k < 4 && isas[k] <= pvs_isa_best(); k++) {
        for (size_t n = 0; n <= N; n++) {
            for (int word = 0; word < 4; word++) {
                u[n] = -1; // nothing behind the end
                pvs_luck_u01_batch(isas[k], pvs_luck(3, 4), PVS_LUCK_LOOK, id, 12, word, n, u);
                assert_true(u[n] == -1);
                for (size_t i = 0; i < n; i++) {
                    PvsBlock block = pvs_luck_block(pvs_luck(3, 4), PVS_LUCK_LOOK, id[i], 12);
                    assert_true(u[i] == pvs_u01_32(block.w[word]));
                }
            }
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(philox_gives_the_published_answers),
        cmocka_unit_test(philox_agrees_with_random123_everywhere),
        cmocka_unit_test(the_counter_is_id_ordinal_purpose),
        cmocka_unit_test(keys_and_ids_are_stable_for_ever),
        cmocka_unit_test(names_are_hashed_by_fnv_1a),
        cmocka_unit_test(different_meanings_have_different_ids),
        cmocka_unit_test(draws_are_uniform_over_ordinals_ids_replications_and_purposes),
        cmocka_unit_test(uniforms_never_reach_0_or_1),
        cmocka_unit_test(normals_have_mean_0_and_variance_1),
        cmocka_unit_test(a_batch_gives_the_single_draws_on_every_instruction_set),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
