// SPDX-License-Identifier: Apache-2.0
// Scenarios for the commands: where the catalogue is, loading, and what there is to say about them.
#include "cli/scenarios.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/arena.h"

#define SCENARIO_LIMIT ((size_t)64 << 20)

static bool is_folder(const char *path) {
    struct stat st;
    return *path && stat(path, &st) == 0 && S_ISDIR(st.st_mode);
}

// ../share/pavise/catalog from the program's own folder.
static bool beside_program(char *buf, size_t size) {
    char path[4096];
    ssize_t n = readlink("/proc/self/exe", path, sizeof path - 1);
    if (n <= 0) {
        return false;
    }
    path[n] = '\0';
    char *slash = strrchr(path, '/');
    if (!slash) {
        return false;
    }
    *slash = '\0';
    return pvs_text_printf(buf, size, "%s/../share/pavise/catalog", path) < size && is_folder(buf);
}

const char *cli_catalog_dir(const CliArgs *args, char *buf, size_t size) {
    const char *given = cli_value(args, "catalog"), *environment = getenv("PAVISE_CATALOG");
    if (given) {
        return given;
    }
    if (environment && *environment) {
        return environment;
    }
    if (beside_program(buf, size)) {
        return buf;
    }
    static const char *const built_in[] = {PAVISE_DATA_DIR "/catalog",
                                           PAVISE_SOURCE_DIR "/catalog"};
    for (size_t i = 0; i < sizeof built_in / sizeof *built_in; i++) {
        if (is_folder(built_in[i])) {
            return built_in[i];
        }
    }
    return "";
}

void cli_say_diags(PvsDiags *diags) {
    char text[2000];
    for (size_t i = 0; i < diags->n; i++) {
        pvs_diag_format(&diags->items[i], text, sizeof text);
        fprintf(stderr, "%s\n", text);
    }
    size_t n_all = diags->n_errors + diags->n_warnings;
    if (n_all > diags->n) {
        fprintf(stderr, "(%zu more findings)\n", n_all - diags->n);
    }
    if (diags->n_errors > 1) {
        fprintf(stderr, "%zu errors\n", diags->n_errors);
    }
    pvs_diags_free(diags);
}

// "a.b=c" as path and value; the text lives in the arena. False when it has no '='.
static bool read_override(const char *text, PvsArena *arena, PvsOverride *out) {
    const char *equals = strchr(text, '=');
    out->path = equals ? pvs_arena_strndup(arena, text, (size_t)(equals - text)) : NULL;
    out->value = equals ? equals + 1 : NULL;
    return out->path && *out->path;
}

static int load(const CliArgs *args, const char *path, const PvsScenarioOptions *opt,
                PvsScenario **out) {
    PvsDiags diags = {0};
    PvsStatus status;
    if (strcmp(path, "-") == 0) {
        PvsStr text = {0};
        if (!cli_read_stdin(&text, SCENARIO_LIMIT)) {
            pvs_str_free(&text);
            return EXIT_INPUT;
        }
        status = pvs_scenario_load_text(text.text ? text.text : "", text.n, "standard input", ".",
                                        opt, out, &diags);
        pvs_str_free(&text);
    } else {
        status = pvs_scenario_load(path, opt, out, &diags);
    }
    bool is_quiet = status == PVS_OK && cli_value(args, "quiet");
    if (is_quiet) {
        pvs_diags_free(&diags);
    } else {
        if (status != PVS_OK && diags.n_errors == 0) {
            cli_error("%s: %s", path, pvs_status_text(status));
        }
        cli_say_diags(&diags);
    }
    return status == PVS_OK ? EXIT_DONE : status == PVS_NO_MEMORY ? EXIT_FAILED : EXIT_INPUT;
}

int cli_scenario_load(const CliArgs *args, const char *path, PvsScenario **out) {
    char catalog[4200];
    *out = NULL;
    PvsArena arena;
    pvs_arena_init(&arena);
    PvsScenarioOptions opt = pvs_scenario_options_default();
    PvsOverride overrides[CLI_MANY_MAX];
    opt.catalog_dir = cli_catalog_dir(args, catalog, sizeof catalog);
    opt.overrides = overrides;
    for (int i = 0; i < args->n_many; i++) {
        if (!read_override(args->many[i], &arena, &overrides[i])) {
            pvs_arena_free(&arena);
            return cli_usage(args->command, "--set takes PATH=VALUE, not \"%s\"", args->many[i]);
        }
        opt.n_overrides++;
    }
    int status = load(args, path, &opt, out);
    pvs_arena_free(&arena);
    return status;
}

int cli_model_load(const CliArgs *args, const char *path, PvsModel **out, PvsStr *reported) {
    PvsScenario *scenario;
    int status = cli_scenario_load(args, path, &scenario);
    if (status != EXIT_DONE) {
        return status;
    }
    PvsDiags diags = {0};
    PvsStatus compiled = pvs_scenario_compile(scenario, out, &diags);
    if (reported) {
        pvs_str_printf(reported, "%s", pvs_scenario_reported(scenario));
    }
    pvs_scenario_free(scenario);
    if (compiled == PVS_OK && cli_value(args, "quiet")) {
        pvs_diags_free(&diags);
    } else {
        if (compiled != PVS_OK && diags.n_errors == 0) {
            cli_error("%s: %s", path, pvs_status_text(compiled));
        }
        cli_say_diags(&diags);
    }
    return compiled == PVS_OK ? EXIT_DONE : compiled == PVS_NO_MEMORY ? EXIT_FAILED : EXIT_INPUT;
}
