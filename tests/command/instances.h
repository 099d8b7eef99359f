// SPDX-License-Identifier: Apache-2.0
// Reference instances of the static assignment: read from tests/data, and, when it is there, from
// the full reference set (PAVISE_REFERENCE, or ../shared/reference beside the checkout), part of
// which must not be copied into the product.
#ifndef PVS_TESTS_COMMAND_INSTANCES_H
#define PVS_TESTS_COMMAND_INSTANCES_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "command/command.h"
#include "support/csv.h"

typedef struct {
    char name[64];
    PvsWta wta; ///< rows repeated for types with several units
    double *value, *p;
    double optimum, greedy; ///< greedy 0: not stated
    int proven;
} Instance;

static inline int instance_read(Instance *in, const char *folder, const char *file, int units) {
    char command[1200];
    snprintf(command, sizeof command, "gzip -dc '%s/%s'", folder, file);
    FILE *f = popen(command, "r");
    int n_weapons = 0, n_targets = 0, ok = f && fscanf(f, "%d %d", &n_weapons, &n_targets) == 2;
    if (ok) {
        size_t cells = (size_t)n_weapons * (size_t)n_targets;
        in->value = calloc((size_t)n_targets, sizeof(double));
        in->p = calloc(cells * (size_t)units, sizeof(double));
        for (int j = 0; j < n_targets; j++) {
            ok &= fscanf(f, "%lf", &in->value[j]) == 1;
        }
        for (size_t k = 0; k < cells; k++) {
            ok &= fscanf(f, "%lf", &in->p[k]) == 1;
        }
        for (int u = 1; u < units; u++) {
            memcpy(in->p + cells * (size_t)u, in->p, cells * sizeof(double));
        }
        in->wta = (PvsWta){n_weapons * units, n_targets, in->value, in->p};
    }
    if (f) {
        pclose(f);
    }
    return ok;
}

static inline void instance_free(Instance *in) {
    free(in->value);
    free(in->p);
}

/// Folder of the full set, or null.
static inline const char *instance_full_set(void) {
    static char folder[1024];
    const char *reference = getenv("PAVISE_REFERENCE");
    snprintf(folder, sizeof folder, "%s/wta",
             reference ? reference : PVS_SOURCE_DIR "/../shared/reference");
    char list[1100];
    snprintf(list, sizeof list, "%s/instances.csv", folder);
    FILE *f = fopen(list, "rb");
    if (f) {
        fclose(f);
    }
    return f ? folder : NULL;
}

/// Calls visit for each instance of a folder whose name begins with `prefix`; returns how many.
static inline int instance_each(const char *folder, const char *prefix,
                                void (*visit)(const Instance *in)) {
    Csv csv;
    int n = 0;
    char list[1100];
    snprintf(list, sizeof list, "%s/instances.csv", folder);
    if (!csv_load_file(&csv, list)) {
        return 0;
    }
    for (size_t row = 0; row < csv.n_rows; row++) {
        Instance in = {0};
        snprintf(in.name, sizeof in.name, "%s", csv_text(&csv, row, "instance"));
        if (strncmp(in.name, prefix, strlen(prefix)) != 0) {
            continue;
        }
        double greedy = csv_number(&csv, row, "greedy_marginal_value");
        in.optimum = csv_number(&csv, row, "optimum_or_best");
        in.greedy = greedy == greedy ? greedy : 0;
        in.proven = csv_number(&csv, row, "proven_optimal") == 1;
        if (instance_read(&in, folder, csv_text(&csv, row, "file"),
                          (int)csv_number(&csv, row, "units_per_weapon"))) {
            visit(&in);
            n++;
        }
        instance_free(&in);
    }
    csv_free(&csv);
    return n;
}

#endif
