// SPDX-License-Identifier: Apache-2.0
// A bounded ring under one lock.
#include "serve/inbox.h"

#include <pthread.h>
#include <string.h>

#include "base/arena.h"

#define MAILS_MAX    4096
#define REQUESTS_MAX 2048 ///< the rest is kept for comings and goings

struct PvsInbox {
    pthread_mutex_t lock;
    pthread_cond_t filled;
    bool nudged;
    size_t first, n;
    PvsMail mails[MAILS_MAX];
};

PvsInbox *pvs_inbox_create(void) {
    PvsInbox *inbox = pvs_alloc(sizeof *inbox);
    if (inbox) {
        pthread_mutex_init(&inbox->lock, NULL);
        pthread_cond_init(&inbox->filled, NULL);
    }
    return inbox;
}

void pvs_inbox_destroy(PvsInbox *inbox) {
    if (inbox) {
        for (size_t i = 0; i < inbox->n; i++) {
            pvs_free(inbox->mails[(inbox->first + i) % MAILS_MAX].text);
        }
        pthread_cond_destroy(&inbox->filled);
        pthread_mutex_destroy(&inbox->lock);
        pvs_free(inbox);
    }
}

bool pvs_inbox_put(PvsInbox *inbox, PvsMailKind kind, uint64_t client, const char *text, size_t n) {
    char *copy = NULL;
    if (text && !(copy = pvs_alloc(n + 1))) {
        return false;
    }
    if (copy) {
        memcpy(copy, text, n);
    }
    pthread_mutex_lock(&inbox->lock);
    bool fits = inbox->n < (kind == PVS_MAIL_REQUEST ? REQUESTS_MAX : MAILS_MAX);
    if (fits) {
        inbox->mails[(inbox->first + inbox->n++) % MAILS_MAX] = (PvsMail){kind, client, copy, n};
        pthread_cond_signal(&inbox->filled);
    }
    pthread_mutex_unlock(&inbox->lock);
    if (!fits) {
        pvs_free(copy);
    }
    return fits;
}

bool pvs_inbox_take(PvsInbox *inbox, bool wait, PvsMail *out) {
    pthread_mutex_lock(&inbox->lock);
    while (wait && inbox->n == 0 && !inbox->nudged) {
        pthread_cond_wait(&inbox->filled, &inbox->lock);
    }
    inbox->nudged = false;
    bool some = inbox->n > 0;
    *out = (PvsMail){0};
    if (some) {
        *out = inbox->mails[inbox->first];
        inbox->first = (inbox->first + 1) % MAILS_MAX;
        inbox->n--;
    }
    pthread_mutex_unlock(&inbox->lock);
    return some;
}

void pvs_inbox_nudge(PvsInbox *inbox) {
    pthread_mutex_lock(&inbox->lock);
    inbox->nudged = true;
    pthread_cond_signal(&inbox->filled);
    pthread_mutex_unlock(&inbox->lock);
}
