// SPDX-License-Identifier: Apache-2.0
// Loads a scenario, plays one battle, prints its outcome and where the first threat was half-way.
//
//     cc run_once.c $(pkg-config --cflags --libs pavise) -o run_once
//     ./run_once first-steps.yaml /usr/local/share/pavise/catalog
#include <stdio.h>
#include <stdlib.h>

#include <pavise/pavise.h>

static void on_finding(void *ctx, bool is_error, const char *text) {
    (void)ctx;
    (void)is_error;
    fprintf(stderr, "%s\n", text);
}

static int fail(const PvsError *err) {
    fprintf(stderr, "run_once: %s\n", err->message);
    return 1;
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: run_once SCENARIO CATALOG\n");
        return 2;
    }
    PvsError err = {0};
    PvsModelOptions load = pvs_model_options_default();
    load.catalog_dir = argv[2];
    load.on_finding = on_finding;
    PvsModel *model;
    if (pvs_model_load(argv[1], &load, &model, &err) != PVS_OK) {
        return fail(&err);
    }

    // One state a thread; sinks see every event that they ask for.
    PvsState *state = pvs_state_create(model);
    PvsHash *hash = pvs_hash_create();
    PvsPaths *paths = pvs_paths_create();
    if (!state || !hash || !paths) {
        fprintf(stderr, "run_once: out of memory\n");
        return 1;
    }
    const PvsSink sinks[] = {pvs_hash_sink(hash), pvs_paths_sink(paths)};
    PvsRunOptions run = pvs_run_options_default();
    run.sinks = sinks;
    run.n_sinks = 2;
    PvsOutcome outcome;
    if (pvs_battle_run(model, state, 1, 0, &run, &outcome, &err) != PVS_OK) {
        return fail(&err);
    }

    char hex[65];
    pvs_hash_hex(hash, hex);
    size_t n = pvs_outcome_text(model, &outcome, 1, 0, hex, false, NULL, 0);
    char *text = malloc(n + 1);
    if (text) {
        pvs_outcome_text(model, &outcome, 1, 0, hex, false, text, n + 1);
        fputs(text, stdout);
        free(text);
    }

    PvsTime t_begin, t_end;
    PvsPathPoint at;
    char name[128];
    if (pvs_paths_span(paths, 0, &t_begin, &t_end) &&
        pvs_paths_at(paths, 0, t_begin + (t_end - t_begin) / 2, &at)) {
        pvs_model_name(model, PVS_DOM_THREAT, 0, name, sizeof name);
        printf("\nHalf-way, %s was at %.4f %.4f, %.0f m above the ellipsoid.\n", name, at.lat_deg,
               at.lon_deg, at.h_ell_m);
    }

    pvs_paths_destroy(paths);
    pvs_hash_destroy(hash);
    pvs_state_destroy(state);
    pvs_model_free(model);
    return 0;
}
