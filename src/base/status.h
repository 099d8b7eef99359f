// SPDX-License-Identifier: Apache-2.0
// Status codes and the error value. Part of the public face: <pavise/status.h> has it.
#ifndef PVS_BASE_STATUS_H
#define PVS_BASE_STATUS_H

#include <pavise/status.h>

#endif
