// SPDX-License-Identifier: Apache-2.0
// Values as people write them: quantities with units, low..high, plus-or-minus, lognormal times, and figures with their range and source.
#include <math.h>
#include <string.h>

#include "base/text.h"
#include "scenario/shapes.h"

// Part of a scalar.
typedef struct {
    const char *at;
    size_t n;
} Span;

static Span trimmed(Span s) {
    while (s.n > 0 && (s.at[0] == ' ' || s.at[0] == '\t')) {
        s.at++;
        s.n--;
    }
    while (s.n > 0 && (s.at[s.n - 1] == ' ' || s.at[s.n - 1] == '\t')) {
        s.n--;
    }
    return s;
}

static Span span_of(const PvsNode *node) {
    return trimmed((Span){node->text, node->n});
}

// Where `mark` stands in a text; -1 when it does not.
static long find_in(Span s, const char *mark) {
    size_t n = strlen(mark);
    for (size_t i = 0; i + n <= s.n; i++) {
        if (memcmp(s.at + i, mark, n) == 0) {
            return (long)i;
        }
    }
    return -1;
}

static bool take_suffix(Span *s, const char *word) {
    size_t n = strlen(word);
    if (s->n > n && memcmp(s->at + s->n - n, word, n) == 0 && s->at[s->n - n - 1] == ' ') {
        *s = trimmed((Span){s->at, s->n - n});
        return true;
    }
    return false;
}

static PvsDimension dimension_of(const PvsField *field, unsigned take) {
    return take & PVS_TAKE_MACH ? PVS_DIM_MACH_OR_SPEED : field->dim;
}

// --- one quantity ----------------------------------------------------------------------------------------------

typedef struct {
    PvsBinder *b;
    const PvsField *field;
    PvsNode *node;
    unsigned take;
} Reading;

static bool limits_of(const PvsField *field, double *min, double *max) {
    *min = field->min;
    *max = field->max;
    if (*min == 0 && *max == 0) {
        *max = field->dim == PVS_DIM_FRACTION ? 1 : field->kind == PVS_FIELD_COUNT ? 1e9 : INFINITY;
    }
    return true;
}

static void show(double value, PvsDimension dim, char *buf, size_t size) {
    if (dim == PVS_DIM_COUNT || dim == PVS_DIM_NONE || dim == PVS_DIM_RATIO) {
        pvs_number_format(value, buf, size);
    } else {
        pvs_quantity_format(value, dim, buf, size);
    }
}

static bool within(const Reading *r, double value, bool mach) {
    double min, max;
    limits_of(r->field, &min, &max);
    if (mach) {
        min = 0;
        max = 30;
    }
    if (value >= min && value <= max) {
        return true;
    }
    char bound[64], got[64];
    PvsDimension dim = mach ? PVS_DIM_NONE : r->field->dim;
    show(value < min ? min : max, dim, bound, sizeof bound);
    show(value, dim, got, sizeof got);
    if (value < min && min == 0) {
        pvs_report(r->b->load, r->node, "%s: %s is negative", r->field->name, got);
    } else {
        pvs_report(r->b->load, r->node, "%s: %s is %s; %s is the %s", r->field->name, got,
                   value < min ? "too small" : "too large", bound, value < min ? "least" : "most");
    }
    return false;
}

static bool quantity(const Reading *r, Span text, PvsQuantity *out) {
    PvsError err;
    double unix_s;
    if (r->field->dim == PVS_DIM_TIME &&
        pvs_date_parse(text.at, text.n, &unix_s)) { // a date counts from the start
        *out = (PvsQuantity){.si = unix_s - r->b->start_unix_s};
        return within(r, out->si, false);
    }
    if (pvs_quantity_parse(text.at, text.n, dimension_of(r->field, r->take), out, &err) != PVS_OK) {
        pvs_report(r->b->load, r->node, "%s: %s", r->field->name, err.message);
        return false;
    }
    return within(r, out->si, out->is_mach != 0);
}

// The unit of a text: what stands behind its number, or before it ("Mach 2").
static Span unit_of(Span text, bool *before) {
    size_t n = pvs_number_length(text.at, text.n);
    *before = n == 0 && text.n > 0;
    if (n > 0) {
        return trimmed((Span){text.at + n, text.n - n});
    }
    size_t letters = 0;
    while (letters < text.n && text.at[letters] != ' ' &&
           !(text.at[letters] >= '0' && text.at[letters] <= '9')) {
        letters++;
    }
    return (Span){text.at, letters};
}

// Reads `text`, with the unit of `other` when it has none of its own.
static bool quantity_beside(const Reading *r, Span text, Span other, PvsQuantity *out) {
    bool before, own_before;
    Span unit = unit_of(other, &before), own = unit_of(text, &own_before);
    char joined[160];
    if (own.n > 0 || unit.n == 0 || text.n + unit.n + 2 > sizeof joined) {
        return quantity(r, text, out);
    }
    pvs_text_printf(joined, sizeof joined, "%.*s %.*s", before ? (int)unit.n : (int)text.n,
                    before ? unit.at : text.at, before ? (int)text.n : (int)unit.n,
                    before ? text.at : unit.at);
    return quantity(r, (Span){joined, strlen(joined)}, out);
}

// --- scalars ---------------------------------------------------------------------------------------------------

static bool range(const Reading *r, Span left, Span right, PvsValue *out) {
    PvsQuantity low, high;
    if (!(r->take & PVS_TAKE_CHANCE)) {
        pvs_report(r->b->load, r->node,
                   "%s: low..high is chance, drawn in each battle; this takes one value, or {low: "
                   ", best: , high: }",
                   r->field->name);
        return false;
    }
    if (!quantity_beside(r, left, right, &low) || !quantity_beside(r, right, left, &high)) {
        return false;
    }
    if (low.is_mach != high.is_mach || low.si > high.si) {
        pvs_report(r->b->load, r->node, "%s: the lower value comes first in low..high",
                   r->field->name);
        return false;
    }
    out->dist = (PvsDist){low.si < high.si ? PVS_DIST_UNIFORM : PVS_DIST_FIXED, low.si, high.si};
    out->mach = low.is_mach != 0;
    out->low = low.si;
    out->high = high.si;
    out->best = 0.5 * (low.si + high.si);
    return true;
}

// "a ± b": chance where chance is taken (uniform), else the range of what is not known.
static bool plus_minus(const Reading *r, Span centre_text, Span spread_text, PvsValue *out) {
    PvsQuantity centre, spread;
    if (!quantity_beside(r, centre_text,
                         spread_text.n && spread_text.at[spread_text.n - 1] == '%' ? centre_text
                                                                                   : spread_text,
                         &centre)) {
        return false;
    }
    double half;
    if (spread_text.n > 1 && spread_text.at[spread_text.n - 1] == '%' &&
        r->field->dim != PVS_DIM_FRACTION) {
        Span number = trimmed((Span){spread_text.at, spread_text.n - 1});
        double percent;
        if (!pvs_number_parse(number.at, number.n, &percent)) {
            pvs_report(r->b->load, r->node, "%s: \"%.*s\" is no percentage", r->field->name,
                       (int)spread_text.n, spread_text.at);
            return false;
        }
        half = fabs(centre.si) * percent / 100.0;
    } else if (!quantity_beside(r, spread_text, centre_text, &spread)) {
        return false;
    } else {
        half = spread.si;
    }
    out->low = centre.si - half;
    out->high = centre.si + half;
    out->best = centre.si;
    out->mach = centre.is_mach != 0;
    bool chance = (r->take & PVS_TAKE_CHANCE) != 0 && half > 0;
    out->dist =
        chance ? (PvsDist){PVS_DIST_UNIFORM, out->low, out->high} : pvs_dist_fixed(centre.si);
    return half >= 0 && within(r, out->low, out->mach) && within(r, out->high, out->mach);
}

static bool scalar(const Reading *r, Span text, PvsValue *out) {
    if (r->take & PVS_TAKE_HEIGHT) {
        out->agl = take_suffix(&text, "agl");
        if (!out->agl) {
            take_suffix(&text, "msl");
        }
    }
    long at = find_in(text, "..");
    if (at >= 0) {
        return range(r, trimmed((Span){text.at, (size_t)at}),
                     trimmed((Span){text.at + at + 2, text.n - (size_t)at - 2}), out);
    }
    static const char *const marks[] = {"\xC2\xB1", "+/-", "+-"};
    for (size_t i = 0; i < sizeof marks / sizeof marks[0]; i++) {
        at = find_in(text, marks[i]);
        if (at > 0) {
            size_t n = strlen(marks[i]);
            return plus_minus(r, trimmed((Span){text.at, (size_t)at}),
                              trimmed((Span){text.at + at + n, text.n - (size_t)at - n}), out);
        }
    }
    PvsQuantity q;
    if (!quantity(r, text, &q)) {
        return false;
    }
    out->dist = pvs_dist_fixed(q.si);
    out->low = out->best = out->high = q.si;
    out->mach = q.is_mach != 0;
    return true;
}

// --- maps ------------------------------------------------------------------------------------------------------

static bool part(const Reading *r, const PvsNode *map, const char *key, PvsValue *out) {
    PvsPair *pair = pvs_node_find(map, key);
    if (!pair) {
        return false;
    }
    Reading inner = *r;
    inner.node = &pair->value;
    if (pair->value.kind != PVS_NODE_SCALAR) {
        pvs_report(r->b->load, &pair->value, "%s: %s is one value; found %s", r->field->name, key,
                   pvs_node_found(r->b->load, &pair->value));
        return false;
    }
    return scalar(&inner, span_of(&pair->value), out);
}

// {mean: 10 s, law: exponential}
static bool exponential(const Reading *r, PvsNode *map, PvsValue *out) {
    PvsValue mean = {0};
    Reading plain = *r;
    plain.take &= ~(unsigned)PVS_TAKE_CHANCE;
    const PvsNode *law = &pvs_node_find(map, "law")->value;
    if (!(r->take & PVS_TAKE_CHANCE)) {
        pvs_report(r->b->load, map,
                   "%s: {mean, law} is chance; this takes one value, or {low: , best: , high: }",
                   r->field->name);
        return false;
    }
    if (law->kind != PVS_NODE_SCALAR || strcmp(law->text, "exponential") != 0 ||
        pvs_node_find(map, "p90") || !part(&plain, map, "mean", &mean) || !(mean.best > 0)) {
        pvs_report(r->b->load, map,
                   "%s: a law is written {mean: 10 s, law: exponential}, with a mean above 0",
                   r->field->name);
        return false;
    }
    *out = (PvsValue){.dist = {PVS_DIST_EXPONENTIAL, mean.best, 0},
                      .low = mean.best,
                      .best = mean.best,
                      .high = mean.best};
    return true;
}

// {mean: 10 s, p90: 14 s}
static bool lognormal(const Reading *r, PvsNode *map, PvsValue *out) {
    PvsValue mean = {0}, p90 = {0};
    Reading plain = *r;
    plain.take &= ~(unsigned)PVS_TAKE_CHANCE;
    if (!(r->take & PVS_TAKE_CHANCE)) {
        pvs_report(r->b->load, map,
                   "%s: {mean, p90} is chance; this takes one value, or {low: , best: , high: }",
                   r->field->name);
        return false;
    }
    if (!part(&plain, map, "mean", &mean) || !part(&plain, map, "p90", &p90)) {
        pvs_report(r->b->load, map, "%s: {mean: , p90: } needs both", r->field->name);
        return false;
    }
    // A lognormal's 90 % quantile is at most exp(1.2816^2 / 2) = 2.27 times its mean.
    if (!(p90.best > mean.best) || !(p90.best < 2.27 * mean.best)) {
        pvs_report(r->b->load, map, "%s: p90 lies between the mean and 2.27 times the mean",
                   r->field->name);
        return false;
    }
    *out = (PvsValue){.dist = {PVS_DIST_LOGNORMAL, mean.best, p90.best},
                      .low = mean.best,
                      .best = mean.best,
                      .high = p90.best};
    return true;
}

static bool starts_with(const char *text, const char *word) {
    return strncmp(text, word, strlen(word)) == 0;
}

static bool check_value_keys(const Reading *r, const PvsNode *map) {
    static const char *const known[] = {"low", "best", "high",   "mean",
                                        "p90", "law",  "source", "assumption"};
    for (uint32_t i = 0; i < map->n; i++) {
        bool ok = false;
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
            ok = ok || strcmp(map->pairs[i].key, known[k]) == 0;
        }
        if (!ok) {
            pvs_report(r->b->load, r->node,
                       "%s: unknown key \"%.48s\"; this takes {low: , best: , high: , source: , "
                       "assumption: }%s",
                       r->field->name, map->pairs[i].key,
                       r->take & PVS_TAKE_CHANCE
                           ? " or {mean: , p90: } or {mean: , law: exponential}"
                           : "");
            return false;
        }
    }
    return true;
}

static bool citation(const Reading *r, const PvsNode *map, PvsValue *out) {
    PvsPair *source = pvs_node_find(map, "source"), *assumption = pvs_node_find(map, "assumption");
    int marked = 0;
    if (source && source->value.kind != PVS_NODE_SCALAR) {
        pvs_report(r->b->load, &source->value, "%s: source is a text", r->field->name);
        return false;
    }
    if (assumption && !pvs_value_bool(r->b, "assumption", &assumption->value, &marked)) {
        return false;
    }
    out->source = source ? source->value.text : NULL;
    out->assumption = marked || (source && (starts_with(out->source, "estimate") ||
                                            starts_with(out->source, "assumption")));
    return true;
}

static bool figure(const Reading *r, PvsNode *map, PvsValue *out) {
    PvsValue best = {0}, low = {0}, high = {0};
    Reading plain = *r;
    plain.take &= ~(unsigned)PVS_TAKE_CHANCE;
    bool has_low = pvs_node_find(map, "low") != NULL, has_high = pvs_node_find(map, "high") != NULL;
    if (!pvs_node_find(map, "best")) {
        pvs_report(r->b->load, map, "%s: {low: , best: , high: } needs at least best",
                   r->field->name);
        return false;
    }
    if (!part(r, map, "best", &best) || (has_low && !part(&plain, map, "low", &low)) ||
        (has_high && !part(&plain, map, "high", &high))) {
        return false;
    }
    if (best.dist.kind != PVS_DIST_FIXED && (has_low || has_high)) {
        pvs_report(r->b->load, map,
                   "%s: best is chance here, so that it cannot stand between low and high",
                   r->field->name);
        return false;
    }
    if ((has_low && (low.best > best.best || low.mach != best.mach)) ||
        (has_high && (high.best < best.best || high.mach != best.mach))) {
        pvs_report(r->b->load, map, "%s: low, best and high are not in order", r->field->name);
        return false;
    }
    *out = best;
    out->low = has_low ? low.best : best.low;
    out->high = has_high ? high.best : best.high;
    return true;
}

const char *pvs_value_key(const PvsBinder *b, const PvsLayer *layer, char *buf, size_t size) {
    if (!layer || !layer->entry) {
        return b->path;
    }
    pvs_text_printf(buf, size, "%s%s", layer->entry,
                    b->path + (layer->base < b->n_path ? layer->base : b->n_path));
    return buf;
}

// An outer draw moves a figure that is not known exactly; chance inside it stays as it is. A sole figure
// with a source is offered too, with low = best = high: what comes back is held within the field's limits.
static void draw(PvsBinder *b, const PvsField *field, const PvsLayer *layer, PvsValue *value) {
    bool sole = value->low == value->high && value->source && field->kind != PVS_FIELD_COUNT;
    if (!b->draw || value->dist.kind != PVS_DIST_FIXED || !(value->low < value->high || sole)) {
        return;
    }
    char key[PVS_PATH_MAX + 128];
    double drawn = b->draw(b->draw_ctx, pvs_value_key(b, layer, key, sizeof key), value->low,
                           value->best, value->high);
    double low = value->low, high = value->high;
    if (sole) {
        limits_of(field, &low, &high);
        high = value->mach ? 30 : high;
    }
    drawn = drawn > low ? drawn : low; // also when it is NaN
    value->dist = pvs_dist_fixed(drawn < high ? drawn : high);
}

bool pvs_value_read(PvsBinder *b, const PvsField *field, PvsFound found, unsigned take,
                    PvsValue *out) {
    Reading r = {b, field, found.node, take};
    *out = (PvsValue){0};
    bool ok = false;
    if (found.node->kind == PVS_NODE_SCALAR) {
        ok = scalar(&r, span_of(found.node), out);
    } else if (found.node->kind == PVS_NODE_MAP && check_value_keys(&r, found.node)) {
        bool chance = pvs_node_find(found.node, "mean") || pvs_node_find(found.node, "p90");
        ok = pvs_node_find(found.node, "law") ? exponential(&r, found.node, out)
             : chance                         ? lognormal(&r, found.node, out)
                                              : figure(&r, found.node, out);
        ok = ok && citation(&r, found.node, out);
    } else {
        pvs_report(b->load, found.node, "%s: this takes %s; found %s", field->name,
                   pvs_dimension_units(dimension_of(field, take)),
                   pvs_node_found(b->load, found.node));
    }
    if (ok) {
        draw(b, field, found.layer, out);
    }
    return ok;
}

bool pvs_value_bool(PvsBinder *b, const char *what, PvsNode *node, int *out) {
    static const char *const yes[] = {"yes", "on", "true", "no", "off", "false"};
    for (size_t i = 0; node->kind == PVS_NODE_SCALAR && i < sizeof yes / sizeof yes[0]; i++) {
        if (strcmp(node->text, yes[i]) == 0) {
            *out = i < 3;
            return true;
        }
    }
    pvs_report(b->load, node, "%s: this takes yes or no; found %s", what,
               pvs_node_found(b->load, node));
    return false;
}

const char *pvs_range_text(PvsLoad *load, const PvsNode *figure) {
    const PvsPair *low = pvs_node_find(figure, "low"), *high = pvs_node_find(figure, "high"),
                  *best = pvs_node_find(figure, "best");
    const char *text = pvs_load_printf(load, "%.40s to %.40s",
                                       low    ? low->value.text
                                       : best ? best->value.text
                                              : "?",
                                       high   ? high->value.text
                                       : best ? best->value.text
                                              : "?");
    return text ? text : "";
}
