// SPDX-License-Identifier: Apache-2.0
// The words of the report that no run changes.
#ifndef PVS_VALIDATE_WORDS_H
#define PVS_VALIDATE_WORDS_H

typedef struct {
    const char *what, *note;
} Assumption; ///< a list ends with null

extern const char words_use[], words_criteria[];
extern const char *const words_limits[];
extern const Assumption words_assumptions[], words_credibility[];

#endif
