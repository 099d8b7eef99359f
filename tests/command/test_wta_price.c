// SPDX-License-Identifier: Apache-2.0
// The pricing problem of the exact solver against enumeration.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/luck.h"
#include "base/math.h"
#include "command/wta_price.h"
#include "support/check.h"

static double u01(uint64_t id, uint32_t ordinal) {
    return pvs_luck_u01((PvsLuck){{6, 6}}, PVS_LUCK_TEST, id, ordinal);
}

static double enumerate(const PvsPriceItem *items, int n, int at, double left, double paid) {
    if (at == n) {
        return left + paid;
    }
    double best = INFINITY;
    for (int k = 0; k <= items[at].most; k++) {
        best = fmin(best, enumerate(items, n, at + 1, left, paid));
        left *= items[at].q;
        paid += items[at].price;
    }
    return best;
}

static int random_items(uint64_t id, PvsPriceItem *items) {
    int n = (int)(8 * u01(id, 0));
    for (int i = 0; i < n; i++) {
        double q = u01(id, (uint32_t)(10 + i)) < 0.1 ? 0 : u01(id, (uint32_t)(20 + i));
        double price = u01(id, (uint32_t)(30 + i)) < 0.1 ? 0 : 40 * u01(id, (uint32_t)(40 + i));
        items[i] = (PvsPriceItem){.q = q,
                                  .ln_q = q > 0 ? pvs_log(q) : -700,
                                  .price = price,
                                  .kind = i,
                                  .most = (int)(4 * u01(id, (uint32_t)(50 + i)))};
    }
    return n;
}

// The least value, and a purchase that costs just that: else a bound would be wrong, or a good
// assignment lost.
static void least_purchase_agrees_with_enumeration(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 2000; id++) {
        PvsPriceItem items[8], kept[8];
        int n = random_items(id, items);
        double left = 100 * u01(id, 1);
        for (int i = 0; i < n; i++) {
            kept[i] = items[i];
        }
        PvsPriced out;
        pvs_price(left, items, n, INFINITY, &out);
        CHECK_NEAR(out.value, enumerate(kept, n, 0, left, 0), 1e-10);
        assert_int_equal(out.exact, 1);
        double value = left, paid = 0;
        for (int s = 0; s < out.n; s++) {
            assert_true(out.count[s] >= 1 && out.count[s] <= kept[out.kind[s]].most);
            for (int k = 0; k < out.count[s]; k++) {
                value *= kept[out.kind[s]].q;
                paid += kept[out.kind[s]].price;
            }
        }
        CHECK_NEAR(value + paid, out.value, 1e-10);
    }
}

// With a cutoff the value is right below it, and at least the cutoff otherwise.
static void cutoff_only_saves_work(void **state) {
    (void)state;
    for (uint64_t id = 0; id < 1000; id++) {
        PvsPriceItem items[8], again[8];
        int n = random_items(id, items);
        double left = 100 * u01(id, 1), cutoff = left * u01(id, 2);
        random_items(id, again);
        PvsPriced whole, cut;
        pvs_price(left, items, n, INFINITY, &whole);
        pvs_price(left, again, n, cutoff, &cut);
        if (whole.value < cutoff) {
            CHECK_NEAR(cut.value, whole.value, 1e-10);
        } else {
            assert_true(cut.value >= cutoff - 1e-10);
        }
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(least_purchase_agrees_with_enumeration),
        cmocka_unit_test(cutoff_only_saves_work),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
