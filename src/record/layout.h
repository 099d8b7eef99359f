// SPDX-License-Identifier: Apache-2.0
// Private to record/: the layout of a record, as docs/reference/record-format.md describes it.
#ifndef PVS_RECORD_LAYOUT_H
#define PVS_RECORD_LAYOUT_H

#define PVS_RECORD_MAGIC                                                                           \
    "\x89PVR\r\n\x1a\n" ///< 8 bytes; text-mode transfers and truncation to 7 bits break it visibly
#define PVS_RECORD_END_MAGIC "PVR\r\nend" ///< 8 bytes
#define PVS_RECORD_MAGIC_N   8
#define PVS_RECORD_VERSION   1

#define PVS_RECORD_HEAD_N    16 ///< magic, version, length of the metadata
#define PVS_RECORD_BLOCK_N                                                                         \
    17 ///< 'B', payload bytes (4), events (4), time of the first event (8); then payload and CRC
#define PVS_RECORD_INDEX_N 20 ///< offset (8), time of the first event (8), events (4)
#define PVS_RECORD_FOOTER_N                                                                        \
    49 ///< 'F', flags (4), events (8), blocks (4), sha256 (32); then index and CRC
#define PVS_RECORD_TAIL_N           16 ///< offset of the footer (8), end magic (8)
#define PVS_RECORD_CRC_N            4

#define PVS_RECORD_META_MAX         (256u << 20) ///< bytes of metadata that a reader accepts
#define PVS_RECORD_PAYLOAD          65536u ///< a block is closed when its payload has reached this
#define PVS_RECORD_PAYLOAD_MAX      (PVS_RECORD_PAYLOAD + PVS_EVENT_BYTES_MAX)

#define PVS_RECORD_FLAG_INTERRUPTED 1u

#endif
