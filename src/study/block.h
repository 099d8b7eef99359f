// SPDX-License-Identifier: Apache-2.0
// Private to study/: a block of replications as bytes: a run of rows of one point, column by column, with what they belong to and a checksum.
//
//     "PVSBLK1\n"  magic
//     u32          bytes of the header that follows
//     header       version text, study hash text (64), u64 seed, u64 layout hash, u32 point, u64 first, u32 n rows, u32 n columns, u32 n series numbers a row
//     columns      each: u8 how, then its numbers (see block.c); those of the rows first, then those of the series
//     u32          CRC-32 of all bytes before it
//
// Little-endian. A block is immutable, and the same replications give the same bytes.
#ifndef PVS_STUDY_BLOCK_H
#define PVS_STUDY_BLOCK_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/status.h"
#include "base/text.h"

typedef struct {
    char version[256];     ///< of the program
    char study[256];       ///< inputs_sha256 of the study
    uint64_t seed, layout; ///< hash of the layout
    uint32_t point;
    uint64_t first;
    uint32_t n;         ///< rows
    uint32_t n_columns; ///< of a row
    uint32_t n_series;  ///< numbers of time series beside each row; 0: none
    size_t body;        ///< where the columns begin; set by reading
} PvsBlockHead;

/// Encodes n rows (row by row: rows[i * n_columns + column]) and their series (likewise) to `out`.
void pvs_block_encode(const PvsBlockHead *head, const double *rows, const double *series,
                      PvsStr *out);

typedef enum { PVS_BLOCK_WHOLE, PVS_BLOCK_DAMAGED } PvsBlockState;
/// Reads the head of a whole block. `why` (of at least 160 bytes) says what is wrong with a damaged one.
PvsBlockState pvs_block_head(const void *data, size_t n, PvsBlockHead *head, char *why);
/// Decodes the rows (and, when not null, the series) of a block whose head was read: head->n rows. False when it is damaged after all.
bool pvs_block_decode(const void *data, size_t n, const PvsBlockHead *head, double *rows,
                      double *series);

#endif
