// SPDX-License-Identifier: Apache-2.0
// Private to command/: the best set of weapons for one target at given prices (the pricing problem
// of the exact solver).
#ifndef PVS_COMMAND_WTA_PRICE_H
#define PVS_COMMAND_WTA_PRICE_H

/// Weapons of one kind that may be added to the target: at most `most` of them, each leaves `q` of
/// the target and costs `price`.
typedef struct {
    double q, price, ratio, ln_q, ln_ratio; ///< ratio = price / -ln q; filled by pvs_price
    int kind, most;
} PvsPriceItem;

typedef struct {
    double value; ///< the least left + prices, or a lower bound of it when `exact` is 0
    int n;        ///< items taken
    int kind[32], count[32];
    int exact;
} PvsPriced;

/// min over counts of left * prod q^count + sum price * count. Items with price >= left (1 - q) are
/// never taken; order does not matter. Values at or above `cutoff` need not be found exactly: the
/// answer is then at least `cutoff`. The items are sorted in place.
void pvs_price(double left, PvsPriceItem *items, int n, double cutoff, PvsPriced *out);

#endif
