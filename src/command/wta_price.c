// SPDX-License-Identifier: Apache-2.0
// Which weapons are worth their prices against one target? min over x of left * prod q_i^x_i + sum
// price_i x_i, by depth-first search.
//
// What is left falls by each weapon, so a weapon that does not pay at some point never pays further
// down. The bound lets the best remaining ratio c = price / -ln q be had in any amount: min over a
// >= 0 of left e^-a + c a = c (1 + ln(left / c)) when left > c. With prices near the dual optimum a
// few weapons at a time pay, and the search is a dozen steps.
#include "command/wta_price.h"

#include "base/math.h"

#define STEPS_MAX 20000    // then the bound of the relaxation stands in: still a lower bound
#define LN_Q_MIN  (-700.0) // a sure kill: e^-700 of anything is nothing

typedef struct {
    PvsPriceItem *items;
    int n, steps;
    int count[32], item[32], depth;
    double best;
    PvsPriced *out;
} Search;

static double relaxed(const PvsPriceItem *item, double left, double ln_left) {
    return left <= item->ratio ? left : item->ratio * (1 + ln_left - item->ln_ratio);
}

static void keep(Search *s, double value) {
    s->best = value;
    s->out->value = value;
    s->out->n = s->depth;
    for (int k = 0; k < s->depth; k++) {
        s->out->kind[k] = s->items[s->item[k]].kind;
        s->out->count[k] = s->count[k];
    }
}

static void search(Search *s, int from, double left, double ln_left, double cost) {
    if (left + cost < s->best) {
        keep(s, left + cost);
    }
    for (int i = from; i < s->n && s->depth < 32; i++) {
        const PvsPriceItem *item = &s->items[i];
        if (cost + relaxed(item, left, ln_left) >= s->best) {
            return; // ratios only grow
        }
        if (++s->steps > STEPS_MAX) {
            return;
        }
        // One after the other of a kind, each while it pays; then go on with later kinds.
        double l = left, ln_l = ln_left, c = cost;
        int place = s->depth++;
        s->item[place] = i;
        for (int k = 1; k <= item->most && l * (1 - item->q) > item->price; k++) {
            l *= item->q;
            ln_l += item->ln_q;
            c += item->price;
            s->count[place] = k;
            search(s, i + 1, l, ln_l, c);
        }
        s->depth--;
    }
}

static void sort_by_ratio(PvsPriceItem *items, int n) {
    for (int i = 1; i < n; i++) {
        PvsPriceItem item = items[i];
        int at = i;
        for (; at > 0 && items[at - 1].ratio > item.ratio; at--) {
            items[at] = items[at - 1];
        }
        items[at] = item;
    }
}

void pvs_price(double left, PvsPriceItem *items, int n, double cutoff, PvsPriced *out) {
    int kept = 0;
    for (int i = 0; i < n; i++) {
        PvsPriceItem item = items[i];
        if (item.most > 0 && left * (1 - item.q) > item.price) {
            item.ratio = item.price / -item.ln_q;
            item.ln_ratio = item.ratio > 0 ? pvs_log(item.ratio) : -745;
            items[kept++] = item;
        }
    }
    *out = (PvsPriced){.value = left, .exact = 1};
    if (kept == 0) {
        return;
    }
    sort_by_ratio(items, kept);
    Search s = {.items = items, .n = kept, .out = out, .best = cutoff < left ? cutoff : left};
    out->value = s.best;
    double ln_left = pvs_log(left);
    search(&s, 0, left, ln_left, 0);
    if (s.steps > STEPS_MAX) {
        double bound = relaxed(&items[0], left, ln_left);
        out->exact = 0;
        out->value = bound < out->value ? bound : out->value;
    }
}
