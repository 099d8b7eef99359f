// SPDX-License-Identifier: Apache-2.0
// Error values. A message is made in the C locale, so that it reads the same in every host program.
#include "status.h"

#include <stdarg.h>

#include "text.h"

const char *pvs_status_text(PvsStatus status) {
    switch (status) {
#define X(name, meaning)                                                                           \
    case PVS_##name:                                                                               \
        return meaning;
        PVS_STATUS_TABLE(X)
#undef X
    }
    return "unknown status";
}

PvsStatus pvs_error_set(PvsError *err, PvsStatus status, const char *format, ...) {
    if (err) {
        err->status = status;
        va_list args;
        va_start(args, format);
        pvs_text_format(err->message, sizeof err->message, format, args);
        va_end(args);
        pvs_text_clean(err->message);
    }
    return status;
}
