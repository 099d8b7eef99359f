// SPDX-License-Identifier: Apache-2.0
// What waits for the owner: requests, and clients that came and went. The network's thread puts in, the owner takes out. Private to the room.
#ifndef PVS_SERVE_INBOX_H
#define PVS_SERVE_INBOX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef enum {
    PVS_MAIL_NONE,
    PVS_MAIL_JOINED, ///< a client is connected
    PVS_MAIL_LEFT,
    PVS_MAIL_REQUEST, ///< text: what it sent
} PvsMailKind;

typedef struct {
    PvsMailKind kind;
    uint64_t client;
    char *text; ///< REQUEST: n bytes and a zero; whoever takes the mail frees it (pvs_free)
    size_t n;
} PvsMail;

typedef struct PvsInbox PvsInbox;

PvsInbox *pvs_inbox_create(void); ///< null: out of memory
void pvs_inbox_destroy(PvsInbox *inbox);

/// Puts in a copy. False when it is full or memory is out (JOINED and LEFT find room when REQUEST does not).
bool pvs_inbox_put(PvsInbox *inbox, PvsMailKind kind, uint64_t client, const char *text, size_t n);
/// Takes the oldest. `wait`: until there is one or the inbox is nudged. False: there was none.
bool pvs_inbox_take(PvsInbox *inbox, bool wait, PvsMail *out);
/// Wakes the one who waits.
void pvs_inbox_nudge(PvsInbox *inbox);

#endif
