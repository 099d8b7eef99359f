// SPDX-License-Identifier: Apache-2.0
// One request of a page and its reply. Private to the room.
#ifndef PVS_SERVE_REQUEST_H
#define PVS_SERVE_REQUEST_H

#include "base/arena.h"
#include "base/diags.h"
#include "base/text.h"
#include "record/json.h"
#include "serve/log.h"

#define PVS_REPLY_BYTES_MAX ((size_t)16 << 20)

typedef struct PvsView PvsView;

typedef struct {
    PvsView *view;
    uint64_t client, id;
    bool has_id;
    const PvsJson *json; ///< null: not understood
    PvsArena arena;      ///< of this request
    PvsStr body;         ///< members of the reply: each begins with ", "
    PvsStr error;        ///< the error object; empty: done
    PvsLog *log;         ///< a stream that begins once the reply is on its way; owned
    uint32_t stream;
    bool may_skip; ///< of the stream
} PvsRequest;

/// Reads the text. False: it is no request; the error is set.
bool pvs_request_read(PvsRequest *r, const char *text, size_t n);
/// The whole reply into *out.
void pvs_request_reply(const PvsRequest *r, PvsStr *out);
void pvs_request_free(PvsRequest *r);

// --- arguments ---
const char *pvs_request_text(const PvsRequest *r,
                             const char *key); ///< null: not given, or no string
/// `standard` when not given. False, and the error set, when it is something else.
bool pvs_request_number(PvsRequest *r, const char *key, double standard, double low, double high,
                        double *out);
bool pvs_request_count(PvsRequest *r, const char *key, uint64_t standard, uint64_t high,
                       uint64_t *out);
bool pvs_request_flag(const PvsRequest *r, const char *key, bool standard);

// --- the reply ---
void pvs_request_add(PvsRequest *r, const char *key, const char *text); ///< string; null: null
void pvs_request_add_number(PvsRequest *r, const char *key, double value);
void pvs_request_add_count(PvsRequest *r, const char *key, uint64_t value);
void pvs_request_add_flag(PvsRequest *r, const char *key, bool value);
void pvs_request_add_json(PvsRequest *r, const char *key, const PvsStr *json); ///< as it is

void pvs_request_fail(PvsRequest *r, const char *code, const char *format, ...)
    __attribute__((format(printf, 3, 4)));
/// With the findings, which stay the caller's; the text is the first error's.
void pvs_request_fail_diags(PvsRequest *r, const char *code, const PvsDiags *diags,
                            const char *otherwise);
void pvs_request_fail_status(PvsRequest *r, PvsStatus status, const char *message);

/// The code of the protocol for a status.
const char *pvs_code_of(PvsStatus status);
/// `[finding, ...]`; diags null: [].
void pvs_json_findings(PvsStr *out, const PvsDiags *diags);

#endif
