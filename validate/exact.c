// SPDX-License-Identifier: Apache-2.0
// What must agree exactly, or to a proven optimum: the generator, and the static assignment.
#include "base/luck.h"
#include "command/command.h"

#include "validate.h"

static uint32_t hex(const Csv *csv, size_t row, const char *column) {
    return (uint32_t)strtoul(csv_text(csv, row, column), NULL, 16);
}

static void philox(const Suite *suite, const Csv *csv, Tally *t) {
    (void)suite;
    for (size_t i = 0; i < csv->n_rows; i++) {
        PvsBlock counter = {{hex(csv, i, "ctr0_hex"), hex(csv, i, "ctr1_hex"),
                             hex(csv, i, "ctr2_hex"), hex(csv, i, "ctr3_hex")}};
        const uint32_t key[2] = {hex(csv, i, "key0_hex"), hex(csv, i, "key1_hex")};
        const PvsBlock want = {{hex(csv, i, "out0_hex"), hex(csv, i, "out1_hex"),
                                hex(csv, i, "out2_hex"), hex(csv, i, "out3_hex")}};
        PvsBlock got = pvs_philox4x32(counter, key, (int)csv_number(csv, i, "rounds"));
        char row[32];
        snprintf(row, sizeof row, "row %zu", i + 1);
        tally_holds(t, row, "four words are equal", memcmp(&got, &want, sizeof want) == 0);
    }
}

#define PHILOX_ELEMENT "random numbers: Philox4x32"
const Set set_philox_known = {.name = "rng/philox_kat",
                              .file = "rng/philox4x32_kat.csv",
                              .element = PHILOX_ELEMENT,
                              .equation = "Salmon et al., SC11",
                              .source = "known answers of the Random123 distribution",
                              .tolerance = "equal",
                              .run = philox};
const Set set_philox_more = {.name = "rng/philox_more",
                             .file = "rng/philox4x32_10_more.csv",
                             .element = PHILOX_ELEMENT,
                             .equation = "Salmon et al., SC11",
                             .source = "a generator of its own that gives the known answers",
                             .tolerance = "equal",
                             .run = philox};

// --- assignment ----------------------------------------------------------------------------------------------------

typedef struct {
    PvsWta wta; ///< rows repeated for types with several units
    double *value, *p;
} Instance;

static bool instance_read(Instance *in, const char *folder, const char *file, int units) {
    char command[2600];
    snprintf(command, sizeof command, "gzip -dc '%s/wta/%s' 2>/dev/null", folder, file);
    FILE *f = popen(command, "r");
    int n_weapons = 0, n_targets = 0;
    bool ok = f && fscanf(f, "%d %d", &n_weapons, &n_targets) == 2 && n_weapons > 0 &&
              n_targets > 0 && n_weapons <= 2000 && n_targets <= 2000;
    if (ok) {
        size_t cells = (size_t)n_weapons * (size_t)n_targets;
        in->value = calloc((size_t)n_targets, sizeof(double));
        in->p = calloc(cells * (size_t)units, sizeof(double));
        ok = in->value && in->p;
        for (int j = 0; ok && j < n_targets; j++) {
            ok &= fscanf(f, "%lf", &in->value[j]) == 1;
        }
        for (size_t k = 0; ok && k < cells; k++) {
            ok &= fscanf(f, "%lf", &in->p[k]) == 1;
        }
        for (int u = 1; ok && u < units; u++) {
            memcpy(in->p + cells * (size_t)u, in->p, cells * sizeof(double));
        }
        in->wta = (PvsWta){n_weapons * units, n_targets, in->value, in->p};
    }
    if (f) {
        pclose(f);
    }
    return ok;
}

#define NODE_LIMIT    2000
#define PROVEN_SIZE   30   ///< up to this many weapons and targets the exact solver must prove its answer
#define OPTIMUM_NEAR  1e-6 ///< the objective's tolerance
#define IMPROVED_GAP  0.01 ///< the default must lie within this of the optimum
#define LARGE_SIZE    60   ///< a quick run leaves larger instances out

static void solve(const Instance *in, const char *row, double optimum, bool proven, double greedy,
                  Tally *t) {
    int n_weapons = in->wta.n_weapons;
    int *target = calloc((size_t)n_weapons + 1, sizeof *target);
    PvsWtaResult r;
    PvsArena arena = {0};
    pvs_wta_greedy(&in->wta, target, &r);
    if (greedy == greedy) {
        tally_near(t, row, "greedy", r.objective, greedy, OPTIMUM_NEAR);
    }
    pvs_wta_improve(&in->wta, target, &r);
    if (proven) {
        tally_holds(t, row, "default within 1 % of the optimum",
                    r.objective <= optimum * (1 + IMPROVED_GAP) + OPTIMUM_NEAR);
    }
    pvs_wta_exact(&in->wta, NODE_LIMIT, &arena, target, &r);
    tally_holds(t, row, "exact is not above the best known", r.objective <= optimum + OPTIMUM_NEAR);
    tally_holds(t, row, "its lower bound holds", r.lower_bound <= optimum + OPTIMUM_NEAR);
    if (proven && n_weapons <= PROVEN_SIZE && in->wta.n_targets <= PROVEN_SIZE) {
        tally_near(t, row, "exact", r.objective, optimum, OPTIMUM_NEAR);
        tally_holds(t, row, "exact is proven", r.proven_optimal);
    }
    pvs_arena_free(&arena);
    free(target);
}

// Instances whose names begin with own_ or held_ are this project's; the others may not be copied into
// it, and are read where they are.
static bool may_be_published(const char *name) {
    return strncmp(name, "own_", 4) == 0 || strncmp(name, "held_", 5) == 0;
}

static bool instance_find(Instance *in, const Suite *suite, const Csv *csv, size_t i) {
    const char *file = csv_text(csv, i, "file");
    int units = (int)csv_number(csv, i, "units_per_weapon");
    units = units > 0 ? units : 1;
    return instance_read(in, suite->folder, file, units) ||
           instance_read(in, suite->unpublished, file, units);
}

static void instances(const Suite *suite, const Csv *csv, Tally *t, bool published) {
    t->n_rows = 0;
    for (size_t i = 0; i < csv->n_rows; i++) {
        const char *row = csv_text(csv, i, "instance");
        double size = fmax(csv_number(csv, i, "weapons") * csv_number(csv, i, "units_per_weapon"),
                           csv_number(csv, i, "targets"));
        if (may_be_published(row) != published || (suite->quick && size > LARGE_SIZE)) {
            continue;
        }
        Instance in = {0};
        if (instance_find(&in, suite, csv, i)) {
            t->n_rows++;
            solve(&in, row, csv_number(csv, i, "optimum_or_best"),
                  csv_number(csv, i, "proven_optimal") == 1,
                  csv_number(csv, i, "greedy_marginal_value"), t);
        }
        free(in.value);
        free(in.p);
    }
    if (t->n_rows == 0) {
        t->state = SET_NOT_TESTED;
        t->why = published ? "no instance could be read"
                           : "instances that may not be published are not at hand";
    }
}

static void own_instances(const Suite *suite, const Csv *csv, Tally *t) {
    instances(suite, csv, t, true);
}

// The repository's list names its own instances alone.
static void instances_of_others(const Suite *suite, const Csv *csv, Tally *t) {
    instances(suite, csv, t, false);
    char path[1200];
    snprintf(path, sizeof path, "%s/wta/instances.csv", suite->unpublished);
    FILE *there = t->n_rows == 0 ? fopen(path, "rb") : NULL;
    Csv list = {0};
    if (there) {
        fclose(there);
        if (csv_load_file(&list, path)) {
            t->state = SET_HELD;
            instances(suite, &list, t, false);
        }
        csv_free(&list);
    }
}

#define WTA_ELEMENT   "weapon-target assignment: greedy, default and exact"
#define WTA_EQUATION  "min sum v_j prod (1 - p_ij)^x_ij; Lagrangian prices, branch and bound"
#define WTA_TOLERANCE "1e-6; the default within 1 % of the optimum; exact proven to 30 x 30"

const Set set_assignment = {.name = "wta/own",
                            .file = "wta/instances.csv",
                            .element = WTA_ELEMENT,
                            .equation = WTA_EQUATION,
                            .source = "proven optima: column generation and HiGHS",
                            .tolerance = WTA_TOLERANCE,
                            .run = own_instances};
const Set set_assignment_others = {.name = "wta/published",
                                   .file = "wta/instances.csv",
                                   .element = WTA_ELEMENT,
                                   .equation = WTA_EQUATION,
                                   .source = "Sonuc 2017, Andersen 2022; optima proven apart",
                                   .tolerance = WTA_TOLERANCE,
                                   .run = instances_of_others};
