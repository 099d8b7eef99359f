// SPDX-License-Identifier: Apache-2.0
// Status codes and the error value that every fallible function can fill in.
//
// Nothing below cli/ prints, exits or aborts on input: what can fail returns a PvsStatus and, when
// the caller asks for it, a sentence that says what was found and what was expected.
#ifndef PAVISE_STATUS_H
#define PAVISE_STATUS_H

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

// One line a status: name, what it means.
#define PVS_STATUS_TABLE(X)                                                                        \
    X(OK, "done")                                                                                  \
    X(BAD_INPUT, "the input is not valid")                                                         \
    X(BAD_USAGE, "the function or command was called wrongly")                                     \
    X(NO_MEMORY, "out of memory")                                                                  \
    X(IO, "a file could not be read or written")                                                   \
    X(LIMIT, "a stated limit was exceeded")                                                        \
    X(INTERRUPTED, "stopped on request; what was done stands")

typedef enum {
#define X(name, meaning) PVS_##name,
    PVS_STATUS_TABLE(X)
#undef X
} PvsStatus;

/// An error value: the status and one sentence (file, line, column, found, expected). Owned by the
/// caller.
typedef struct {
    PvsStatus status;
    char message[480];
} PvsError;

/// One line of meaning for a status; never null.
const char *pvs_status_text(PvsStatus status);

/// Fills `err` (when not null) from a printf format and returns `status`, so that callers write
/// `return pvs_error_set(err, PVS_IO, "...")`. Thread-safe.
PvsStatus pvs_error_set(PvsError *err, PvsStatus status, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

#ifdef __cplusplus
}
#endif

#endif
