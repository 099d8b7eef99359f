// SPDX-License-Identifier: Apache-2.0
// The reader of JSON stands in base: more rooms than this one read it.
#ifndef PVS_RECORD_JSON_H
#define PVS_RECORD_JSON_H

#include "base/json.h"

#endif
