// SPDX-License-Identifier: Apache-2.0
// The document of `pavise run --json`. Its names are a promise to scripts: add to them, do not
// rename.
#include "export/export.h"

// The counts of threats in the order in which they are printed: JSON name, field.
#define THREAT_COUNTS(X)                                                                           \
    X(launched)                                                                                    \
    X(killed) X(soft_killed) X(failed) X(hit) X(missed) X(returned) X(in_flight) X(unreleased)
#define SHOT_COUNTS(X) X(fired) X(hit) X(missed) X(wasted) X(in_flight)

// The key of an entry that has a line of its own.
static void add_line_key(PvsStr *out, const char *key, bool first) {
    pvs_str_printf(out, first ? "\n   " : ",\n   ");
    pvs_str_json_string(out, key);
    pvs_str_printf(out, ": ");
}

static void add_key(PvsStr *out, const char *key, bool first) {
    pvs_str_printf(out, first ? "" : ", ");
    pvs_str_json_string(out, key);
    pvs_str_printf(out, ": ");
}

// The members of an object of counts, without its braces.
static void add_threat_counts(PvsStr *out, const PvsThreatCounts *c) {
    const char *comma = "";
#define X(name)                                                                                    \
    pvs_str_printf(out, "%s\"" #name "\": %u", comma, c->name);                                    \
    comma = ", ";
    THREAT_COUNTS(X)
#undef X
}

static void add_shot_counts(PvsStr *out, const PvsShotCounts *c) {
    const char *comma = "";
#define X(name)                                                                                    \
    pvs_str_printf(out, "%s\"" #name "\": %u", comma, c->name);                                    \
    comma = ", ";
    SHOT_COUNTS(X)
#undef X
}

static void add_threats(PvsStr *out, const PvsMeta *m, const PvsOutcome *o) {
    pvs_str_printf(out, " \"threats\": {");
    add_threat_counts(out, &o->all);
    pvs_str_printf(out, ",\n  \"armed\": {");
    add_threat_counts(out, &o->armed);
    pvs_str_printf(out, "},\n  \"decoys\": {");
    add_threat_counts(out, &o->decoys);
    pvs_str_printf(out, "},\n  \"by_type\": {");
    for (uint32_t i = 0; i < m->n_types; i++) {
        add_line_key(out, m->types[i].name, i == 0);
        pvs_str_printf(out, "{");
        add_threat_counts(out, &o->by_type[i]);
        pvs_str_printf(out, "}");
    }
    pvs_str_printf(out, "}},\n");
}

static void add_shots(PvsStr *out, const PvsMeta *m, const PvsOutcome *o) {
    pvs_str_printf(out, " \"interceptors\": {");
    add_shot_counts(out, &o->shots);
    pvs_str_printf(out, ",\n  \"by_type\": {");
    for (uint32_t i = 0; i < m->n_rounds; i++) {
        add_line_key(out, m->rounds[i].name, i == 0);
        pvs_str_printf(out, "{");
        add_shot_counts(out, &o->by_round[i]);
        pvs_str_printf(out, "}");
    }
    pvs_str_printf(out, "}},\n");
}

static const char *truth(bool b) {
    return b ? "true" : "false";
}

static void add_units_and_sites(PvsStr *out, const PvsMeta *m, const PvsOutcome *o) {
    pvs_str_printf(out, " \"units\": {");
    for (uint32_t i = 0; i < m->n_units; i++) {
        const PvsUnitOutcome *u = &o->units[i];
        add_line_key(out, m->units[i].at.name, i == 0);
        pvs_str_printf(out,
                       "{\"fired\": %u, \"kills\": %u, \"rounds_left\": %u, \"destroyed\": %s}",
                       u->fired, u->kills, u->rounds_left, truth(u->destroyed));
    }
    pvs_str_printf(out, "},\n \"assets\": {");
    for (uint32_t i = 0; i < m->n_sites; i++) {
        const PvsSiteOutcome *s = &o->sites[i];
        add_line_key(out, m->sites[i].at.name, i == 0);
        pvs_str_printf(out, "{\"hits\": ");
        pvs_str_json_number(out, s->hits);
        pvs_str_printf(out, ", \"destroyed\": %s, \"low_kills\": %u}", truth(s->destroyed),
                       s->low_kills);
    }
    pvs_str_printf(out, "},\n");
}

static void add_leaks(PvsStr *out, const PvsOutcome *o) {
    uint32_t could = o->armed.launched - o->armed.failed - o->armed.returned;
    pvs_str_printf(out, " \"leakers\": %u, \"leak_fraction\": ", o->leakers);
    if (could > 0) {
        pvs_str_json_number(out, (double)o->leakers / could);
    } else {
        pvs_str_printf(out, "null");
    }
    pvs_str_printf(out, ",\n \"leak_reasons\": {");
    for (int i = 0; i < PVS_N_LEAK_REASONS; i++) {
        add_key(out, pvs_leak_name((PvsLeakReason)i), i == 0);
        pvs_str_printf(out, "%u", o->leak_reasons[i]);
    }
    pvs_str_printf(out, "},\n");
}

static void add_work(PvsStr *out, const PvsOutcome *o) {
    pvs_str_printf(
        out,
        " \"work\": {\"looks\": %llu, \"detections\": %llu, \"plots\": %llu, \"scans\": %llu, ",
        (unsigned long long)o->n_looks, (unsigned long long)o->n_detections,
        (unsigned long long)o->n_plots, (unsigned long long)o->n_scans);
    pvs_str_printf(out, "\"windows\": %llu, \"decisions\": %llu, \"events\": %llu},\n",
                   (unsigned long long)o->n_windows, (unsigned long long)o->n_decisions,
                   (unsigned long long)o->n_events);
}

void pvs_result_json(const PvsResult *result, PvsStr *out) {
    const PvsMeta *m = result->meta;
    const PvsOutcome *o = result->outcome;
    pvs_str_printf(out, "{\"pavise\": ");
    pvs_str_json_string(out, m->version);
    pvs_str_printf(out, ", \"scenario\": ");
    pvs_str_json_string(out, m->scenario_name);
    pvs_str_printf(out, ",\n \"inputs_sha256\": ");
    pvs_str_json_string(out, m->inputs_sha256);
    pvs_str_printf(out, ",\n \"seed\": %llu, \"replication\": %llu, \"end_time_s\": ",
                   (unsigned long long)m->seed, (unsigned long long)m->replication);
    pvs_str_json_number(out, pvs_time_s(o->t_end));
    pvs_str_printf(out, ", \"interrupted\": %s,\n", truth(o->interrupted));
    add_threats(out, m, o);
    add_shots(out, m, o);
    add_units_and_sites(out, m, o);
    pvs_str_printf(out, " \"cost\": {\"defence_usd\": ");
    pvs_str_json_number(out, o->defence_cost_usd);
    pvs_str_printf(out, ", \"attack_usd\": ");
    pvs_str_json_number(out, o->attack_cost_usd);
    pvs_str_printf(out, "},\n");
    add_leaks(out, o);
    add_work(out, o);
    pvs_str_printf(out, " \"warnings\": [");
    for (uint32_t i = 0; i < m->n_warnings; i++) {
        pvs_str_printf(out, i ? ", " : "");
        pvs_str_json_string(out, m->warnings[i]);
    }
    pvs_str_printf(out, "],\n \"outcome_sha256\": ");
    if (result->sha256) {
        pvs_str_json_string(out, result->sha256);
    } else {
        pvs_str_printf(out, "null");
    }
    pvs_str_printf(out, "}\n");
}
