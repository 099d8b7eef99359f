// SPDX-License-Identifier: Apache-2.0
// What the owner sends, until the network's thread takes it. Private to the room.
#ifndef PVS_SERVE_OUTBOX_H
#define PVS_SERVE_OUTBOX_H

#include "serve/client.h"

typedef enum { PVS_OUT_REPLY, PVS_OUT_NOTICE, PVS_OUT_STREAM, PVS_OUT_STOP } PvsOutKind;

typedef struct PvsOutItem {
    struct PvsOutItem *next;
    PvsOutKind kind;
    uint64_t client; ///< 0: all
    PvsNotice notice;
    uint32_t stream;
    bool may_skip;
    PvsLog *log;
    size_t n;
    char text[];
} PvsOutItem;

typedef struct PvsOutbox PvsOutbox;

PvsOutbox *pvs_outbox_create(void);
void pvs_outbox_destroy(PvsOutbox *outbox);
/// Copies item and text; shares the log. False: out of memory.
bool pvs_outbox_put(PvsOutbox *outbox, PvsOutItem item, const char *text, size_t n);
/// All that is there, oldest first; each to be freed by pvs_outbox_free_item.
PvsOutItem *pvs_outbox_take(PvsOutbox *outbox);
void pvs_outbox_free_item(PvsOutItem *item);

#endif
