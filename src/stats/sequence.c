// SPDX-License-Identifier: Apache-2.0
// Confidence sequences: the Gaussian mixture boundary on studentised means, and empirical Bernstein
// bets for bounded values.
#include "stats/sequence.h"

#include "base/math.h"
#include "stats/distributions.h"
#include "stats/hall.h"

#define N_FIRST      20
#define EVENTS_FIRST 20

PvsInterval pvs_sequence_interval(PvsRunning r, double unit, double n_tight, double confidence) {
    if (r.n < N_FIRST || r.n_events < EVENTS_FIRST || !(r.variance >= 0)) {
        return pvs_interval_undefined();
    }
    double n = (double)r.n, ln_alpha = pvs_log1p(-confidence);
    // The mixture's scale, best near n_tight (their equation for rho with Lambert's W expanded).
    double rho2 = (-2 * ln_alpha + pvs_log(-2 * ln_alpha + 1)) / n_tight;
    double k = n * rho2 + 1;
    double t = sqrt(2 * k / (n * n * rho2) * (0.5 * pvs_log(k) - ln_alpha));
    double sd = sqrt(r.variance + 2 * unit * unit / (n - 1)), part = sqrt(r.variance) / sd;
    double skewness = r.skewness == r.skewness ? r.skewness * part * part * part : 0;
    return (PvsInterval){r.mean - sd * pvs_hall_inverse(t, skewness, n),
                         r.mean - sd * pvs_hall_inverse(-t, skewness, n)};
}

double pvs_sequence_share_bound(uint64_t k, uint64_t n, double confidence) {
    // Largest p whose mixture likelihood ratio is below 1 / alpha: k ln p + (n - k) ln(1 - p) >= limit.
    double yes = (double)k, no = (double)(n - k);
    double limit =
        pvs_ln_beta(yes + 0.5, no + 0.5) - pvs_ln_beta(0.5, 0.5) + pvs_log1p(-confidence);
    double low = n > 0 ? yes / (double)n : 1, high = 1;
    for (int i = 0; i < 60 && high - low > 1e-12; i++) {
        double p = low + (high - low) / 2;
        double ln = (yes > 0 ? yes * pvs_log(p) : 0) + (no > 0 ? no * pvs_log1p(-p) : 0);
        if (ln >= limit) {
            low = p;
        } else {
            high = p;
        }
    }
    return high;
}

PvsInterval pvs_sequence_difference(const PvsPairs *p, double unit, double largest, double n_tight,
                                    double confidence) {
    double alpha = 1 - confidence;
    PvsPairsSummary s = pvs_pairs_summary(p);
    PvsRunning r = {p->n, p->n_more + p->n_less, s.mean_diff, s.var_diff, pvs_pairs_skewness(p, 1)};
    PvsInterval interval = pvs_sequence_interval(r, unit, n_tight, 1 - 0.8 * alpha);
    if (interval.lo == interval.lo || p->n == 0 || !(largest > 0)) {
        return interval;
    }
    double side = 1 - 0.1 * alpha;
    return (PvsInterval){-largest * pvs_sequence_share_bound(p->n_less, p->n, side),
                         largest * pvs_sequence_share_bound(p->n_more, p->n, side)};
}

PvsBoundedSequence pvs_bounded_sequence(double low, double high, double confidence) {
    return (PvsBoundedSequence){.low = low, .high = high, .confidence = confidence};
}

PvsInterval pvs_bounded_sequence_add(PvsBoundedSequence *s, double value) {
    double x = (value - s->low) / (s->high - s->low);
    x = x < 0 ? 0 : x > 1 ? 1 : x;
    // The bet uses what was seen before this value alone.
    double n = (double)s->n + 1, ln_two_over_alpha = pvs_log(2) - pvs_log1p(-s->confidence);
    double mean = (0.5 + s->sum) / n, variance = (0.25 + s->sum_square_errors) / n;
    double bet = sqrt(2 * ln_two_over_alpha / (variance * n * pvs_log1p(n)));
    bet = bet > 0.5 ? 0.5 : bet;
    double error = x - mean, cost = -pvs_log1p(-bet) - bet;
    s->sum_bets += bet;
    s->sum_bet_values += bet * x;
    s->sum_cost += error * error * cost;

    s->n++;
    s->sum += x;
    double now = x - (0.5 + s->sum) / (n + 1);
    s->sum_square_errors += now * now;
    double centre = s->sum_bet_values / s->sum_bets;
    double half = (ln_two_over_alpha + s->sum_cost) / s->sum_bets;
    double lo = centre - half < 0 ? 0 : centre - half, hi = centre + half > 1 ? 1 : centre + half;
    return (PvsInterval){s->low + lo * (s->high - s->low), s->low + hi * (s->high - s->low)};
}
