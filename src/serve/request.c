// SPDX-License-Identifier: Apache-2.0
#include "serve/request.h"

#include <stdarg.h>
#include <string.h>

bool pvs_request_read(PvsRequest *r, const char *text, size_t n) {
    PvsError err = {0};
    if (pvs_json_parse(text, n, &r->arena, &r->json, &err) != PVS_OK) {
        r->json = NULL;
        pvs_request_fail(r, "bad-request", "%s", err.message);
        return false;
    }
    r->has_id = pvs_json_u64(pvs_json_get(r->json, "id"), &r->id);
    if (!r->has_id || !pvs_request_text(r, "do")) {
        pvs_request_fail(r, "bad-request", "a request is an object with \"id\" and \"do\"");
        return false;
    }
    return true;
}

void pvs_request_reply(const PvsRequest *r, PvsStr *out) {
    bool too_large = r->body.n > PVS_REPLY_BYTES_MAX;
    bool no_memory = r->body.failed || r->error.failed;
    pvs_str_printf(out, r->has_id ? "{\"re\": %llu" : "{\"re\": null", (unsigned long long)r->id);
    if (too_large || no_memory) {
        pvs_str_printf(
            out,
            ", \"ok\": false, \"error\": {\"code\": \"%s\", \"text\": \"%s\", \"findings\": []}}",
            no_memory ? "internal" : "limit",
            no_memory ? "out of memory" : "the answer is larger than 16 MiB; ask for less");
    } else if (r->error.n > 0) {
        pvs_str_printf(out, ", \"ok\": false, \"error\": ");
        pvs_str_add(out, r->error.text, r->error.n);
        pvs_str_add(out, "}", 1);
    } else {
        pvs_str_printf(out, ", \"ok\": true");
        if (r->body.n > 0) {
            pvs_str_add(out, r->body.text, r->body.n);
        }
        pvs_str_add(out, "}", 1);
    }
}

void pvs_request_free(PvsRequest *r) {
    pvs_log_release(r->log);
    pvs_arena_free(&r->arena);
    pvs_str_free(&r->body);
    pvs_str_free(&r->error);
}

// --- arguments -----------------------------------------------------------------------------------

const char *pvs_request_text(const PvsRequest *r, const char *key) {
    return pvs_json_string(pvs_json_get(r->json, key));
}

bool pvs_request_number(PvsRequest *r, const char *key, double standard, double low, double high,
                        double *out) {
    const PvsJson *value = pvs_json_get(r->json, key);
    *out = standard;
    if (!value || value->kind == PVS_JSON_NULL) {
        return true;
    }
    if (!pvs_json_number(value, out) || !(*out >= low && *out <= high)) {
        pvs_request_fail(r, "bad-request", "\"%s\" takes a number from %g to %g", key, low, high);
        return false;
    }
    return true;
}

bool pvs_request_count(PvsRequest *r, const char *key, uint64_t standard, uint64_t high,
                       uint64_t *out) {
    const PvsJson *value = pvs_json_get(r->json, key);
    *out = standard;
    if (!value || value->kind == PVS_JSON_NULL) {
        return true;
    }
    if (!pvs_json_u64(value, out) || *out > high) {
        pvs_request_fail(r, "bad-request", "\"%s\" takes a whole number from 0 to %llu", key,
                         (unsigned long long)high);
        return false;
    }
    return true;
}

bool pvs_request_flag(const PvsRequest *r, const char *key, bool standard) {
    const PvsJson *value = pvs_json_get(r->json, key);
    return value && (value->kind == PVS_JSON_TRUE || value->kind == PVS_JSON_FALSE)
               ? value->kind == PVS_JSON_TRUE
               : standard;
}

// --- the reply -----------------------------------------------------------------------------------

static void add_key(PvsRequest *r, const char *key) {
    pvs_str_printf(&r->body, ", \"%s\": ", key);
}

void pvs_request_add(PvsRequest *r, const char *key, const char *text) {
    add_key(r, key);
    text ? pvs_str_json_string(&r->body, text) : pvs_str_printf(&r->body, "null");
}

void pvs_request_add_number(PvsRequest *r, const char *key, double value) {
    add_key(r, key);
    pvs_str_json_number(&r->body, value);
}

void pvs_request_add_count(PvsRequest *r, const char *key, uint64_t value) {
    add_key(r, key);
    pvs_str_printf(&r->body, "%llu", (unsigned long long)value);
}

void pvs_request_add_flag(PvsRequest *r, const char *key, bool value) {
    add_key(r, key);
    pvs_str_printf(&r->body, value ? "true" : "false");
}

void pvs_request_add_json(PvsRequest *r, const char *key, const PvsStr *json) {
    add_key(r, key);
    r->body.failed = r->body.failed || json->failed;
    if (json->n > 0) {
        pvs_str_add(&r->body, json->text, json->n);
    }
}

static void set_error(PvsRequest *r, const char *code, const char *text, const PvsDiags *diags) {
    pvs_str_free(&r->error);
    r->error = (PvsStr){0};
    pvs_str_printf(&r->error, "{\"code\": \"%s\", \"text\": ", code);
    pvs_str_json_string(&r->error, text);
    pvs_str_printf(&r->error, ", \"findings\": ");
    pvs_json_findings(&r->error, diags);
    pvs_str_add(&r->error, "}", 1);
}

void pvs_request_fail(PvsRequest *r, const char *code, const char *format, ...) {
    char text[600];
    va_list args;
    va_start(args, format);
    pvs_text_format(text, sizeof text, format, args);
    va_end(args);
    set_error(r, code, text, NULL);
}

void pvs_request_fail_diags(PvsRequest *r, const char *code, const PvsDiags *diags,
                            const char *otherwise) {
    const char *text = otherwise;
    for (size_t i = 0; i < diags->n; i++) {
        if (diags->items[i].severity == PVS_DIAG_ERROR && diags->items[i].message) {
            text = diags->items[i].message;
            break;
        }
    }
    set_error(r, code, text, diags);
}

void pvs_request_fail_status(PvsRequest *r, PvsStatus status, const char *message) {
    set_error(r, pvs_code_of(status), message && *message ? message : pvs_status_text(status),
              NULL);
}

const char *pvs_code_of(PvsStatus status) {
    switch (status) {
    case PVS_BAD_INPUT:
        return "bad-input";
    case PVS_LIMIT:
        return "limit";
    case PVS_IO:
        return "io";
    case PVS_BAD_USAGE:
        return "bad-request";
    default:
        return "internal";
    }
}

void pvs_json_findings(PvsStr *out, const PvsDiags *diags) {
    pvs_str_add(out, "[", 1);
    for (size_t i = 0; diags && i < diags->n; i++) {
        const PvsDiag *d = &diags->items[i];
        pvs_str_printf(out, "%s{\"severity\": \"%s\", \"file\": ", i ? ", " : "",
                       d->severity == PVS_DIAG_ERROR ? "error" : "warning");
        d->place.file ? pvs_str_json_string(out, d->place.file) : pvs_str_printf(out, "null");
        pvs_str_printf(out, ", \"line\": %d, \"column\": %d, \"text\": ", d->place.line,
                       d->place.column);
        pvs_str_json_string(out, d->message ? d->message : "");
        pvs_str_printf(out, ", \"excerpt\": ");
        d->excerpt ? pvs_str_json_string(out, d->excerpt) : pvs_str_printf(out, "null");
        pvs_str_add(out, "}", 1);
    }
    pvs_str_add(out, "]", 1);
}
