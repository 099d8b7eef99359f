// SPDX-License-Identifier: Apache-2.0
#include "serve/outbox.h"

#include <pthread.h>
#include <string.h>

#include "base/arena.h"

struct PvsOutbox {
    pthread_mutex_t lock;
    PvsOutItem *first, *last;
};

PvsOutbox *pvs_outbox_create(void) {
    PvsOutbox *outbox = pvs_alloc(sizeof *outbox);
    if (outbox) {
        pthread_mutex_init(&outbox->lock, NULL);
    }
    return outbox;
}

void pvs_outbox_destroy(PvsOutbox *outbox) {
    if (outbox) {
        for (PvsOutItem *item = outbox->first, *next; item; item = next) {
            next = item->next;
            pvs_outbox_free_item(item);
        }
        pthread_mutex_destroy(&outbox->lock);
        pvs_free(outbox);
    }
}

bool pvs_outbox_put(PvsOutbox *outbox, PvsOutItem item, const char *text, size_t n) {
    PvsOutItem *kept = pvs_alloc(sizeof *kept + n);
    if (!kept) {
        return false;
    }
    *kept = item;
    kept->next = NULL;
    kept->n = n;
    kept->log = item.log ? pvs_log_share(item.log) : NULL;
    if (n > 0) {
        memcpy(kept->text, text, n);
    }
    pthread_mutex_lock(&outbox->lock);
    *(outbox->last ? &outbox->last->next : &outbox->first) = kept;
    outbox->last = kept;
    pthread_mutex_unlock(&outbox->lock);
    return true;
}

PvsOutItem *pvs_outbox_take(PvsOutbox *outbox) {
    pthread_mutex_lock(&outbox->lock);
    PvsOutItem *first = outbox->first;
    outbox->first = outbox->last = NULL;
    pthread_mutex_unlock(&outbox->lock);
    return first;
}

void pvs_outbox_free_item(PvsOutItem *item) {
    pvs_log_release(item->log);
    pvs_free(item);
}
