// SPDX-License-Identifier: Apache-2.0
// ASTERIX, EUROCONTROL's binary formats of radar plots and system tracks, read and written from one
// table for each category.
//
// A record is a flat list of leaves (one for each field that stands in it, in the order of the
// bits); a table says which item, name, unit and scale a leaf has. The decoder trusts no length: each
// item is bounded by its record and each record by its block; what cannot be read is skipped, counted
// by its reason, and reading goes on behind it.
//
// source   asterix-specs (Z. Bosnjak, KZPS), EUROCONTROL's definitions; editions stand in each table
#ifndef PVS_ASTERIX_ASTERIX_H
#define PVS_ASTERIX_ASTERIX_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "base/status.h"
#include "base/text.h"

// --- what a category looks like ------------------------------------------------------------------

typedef enum {
    PVS_ASTERIX_UINT,  ///< unsigned; value = raw * scale
    PVS_ASTERIX_SINT,  ///< two's complement; value = raw * scale
    PVS_ASTERIX_OCTAL, ///< a code, three bits a digit
    PVS_ASTERIX_HEX,   ///< bits without a unit: an address, a register
    PVS_ASTERIX_ICAO,  ///< characters of six bits (ICAO Annex 10)
    PVS_ASTERIX_ASCII, ///< characters of eight bits
    PVS_ASTERIX_SPARE, ///< bits that mean nothing; kept, so that a record encodes to the same bytes
    PVS_ASTERIX_FX,    ///< extension bit of an extended item; has no leaf
    PVS_ASTERIX_BYTES, ///< content of an explicit item (RE, SP): not looked into
} PvsAsterixKind;

/// A field. Lists of fields end with bits = 0.
typedef struct {
    const char *name; ///< "" where the item or subfield is this one value
    uint8_t bits;     ///< 1 to 64
    uint8_t kind;     ///< PvsAsterixKind
    double scale;     ///< of UINT and SINT
    const char *unit; ///< "" for plain numbers and codes
} PvsAsterixField;

typedef enum {
    PVS_ASTERIX_FIXED,         ///< its fields, once
    PVS_ASTERIX_EXTENDED,      ///< its fields up to an FX bit that is 0
    PVS_ASTERIX_REPETITIVE,    ///< a count octet, then its fields that many times
    PVS_ASTERIX_REPETITIVE_FX, ///< its fields again and again, until their FX bit is 0
    PVS_ASTERIX_COMPOUND,      ///< an FX chain of presence bits, then the subfields present
    PVS_ASTERIX_EXPLICIT,      ///< a length octet that counts itself, then bytes
} PvsAsterixForm;

/// An item, or a subfield of a compound item. Lists end with id = "END"; an id of null is a spare
/// place.
typedef struct PvsAsterixItem {
    const char *id;    ///< "040"; "SRL" for a subfield
    const char *title; ///< what it is, in words
    uint8_t form;      ///< PvsAsterixForm
    const PvsAsterixField *fields;
    const struct PvsAsterixItem *subs; ///< of a compound item
} PvsAsterixItem;

/// A category: its items in the order of the user application profile (the bits of FSPEC).
typedef struct {
    uint8_t number;      ///< 48
    const char *edition; ///< whose item table this is
    const char *reads;   ///< editions whose records it reads
    const char *title;
    const PvsAsterixItem *items;
    /// A second profile, taken when the first bit of item `switch_item` (its place) is 1; null
    /// but for CAT001, where plots and tracks differ.
    const PvsAsterixItem *items_if_set;
    uint8_t switch_item;
} PvsAsterixCategory;

/// All categories that have a table, ended by null.
extern const PvsAsterixCategory *const pvs_asterix_categories[];
/// The table of a category, null when there is none.
const PvsAsterixCategory *pvs_asterix_category(int number);

// --- records -------------------------------------------------------------------------------------

#define PVS_ASTERIX_EMPTY                                                                          \
    0xffff ///< `field` of a leaf that only says: this item is there, and empty

/// A field as it stands in a record.
typedef struct {
    uint8_t item;   ///< place in the category's profile
    uint8_t sub;    ///< 1 + place among the subfields; 0 for the item itself
    uint16_t rep;   ///< which repetition, from 0
    uint16_t field; ///< place in the list of fields, or PVS_ASTERIX_EMPTY
    uint64_t raw;   ///< the bits; of BYTES: offset in `bytes` * 2^32 + length
} PvsAsterixLeaf;

/// A record, read or to be written. Zero-initialise; pvs_asterix_record_free when done. It may be
/// used again: its memory is kept.
typedef struct {
    const PvsAsterixCategory *category;
    const PvsAsterixItem *items; ///< the profile in force
    const uint8_t *bytes;        ///< as read: in the reader's buffer, valid until the next read
    size_t n_bytes;
    PvsAsterixLeaf *leaves;
    size_t n_leaves, capacity;
    bool failed; ///< memory was out; the record is not whole
} PvsAsterixRecord;

void pvs_asterix_record_free(PvsAsterixRecord *record);

// What can be wrong, and is skipped and counted. One line a reason: name, text.
#define PVS_ASTERIX_SKIP_TABLE(X)                                                                  \
    X(UNKNOWN_CATEGORY, "blocks of a category that has no table")                                  \
    X(BAD_LENGTH, "blocks whose length is below 4 or leads beyond what is there")                  \
    X(UNKNOWN_ITEM, "rests of blocks, from a record with an item that its category does not have") \
    X(UNKNOWN_SUBFIELD,                                                                            \
      "rests of blocks, from a record with a subfield that its item does not have")                \
    X(BEYOND_BLOCK, "rests of blocks, from a record that leads beyond its block")                  \
    X(BAD_EXPLICIT, "rests of blocks, from a record whose RE or SP field has length 0")            \
    X(NO_ITEMS, "rests of blocks, from a record without items (trailing bytes)")                   \
    X(LOST, "stretches of bytes that are no block")                                                \
    X(NOT_UDP, "packets that are not UDP over IP")                                                 \
    X(OTHER_PORT, "datagrams to another port")                                                     \
    X(FRAGMENT, "fragments of IP packets")                                                         \
    X(CUT_PACKET, "packets that the capture or their headers cut short")                           \
    X(NO_MEMORY, "records for which memory was out")

typedef enum {
#define X(name, text) PVS_ASTERIX_SKIP_##name,
    PVS_ASTERIX_SKIP_TABLE(X)
#undef X
        PVS_ASTERIX_N_SKIPS
} PvsAsterixSkip;
#define PVS_ASTERIX_READ PVS_ASTERIX_N_SKIPS ///< nothing wrong

/// A reason in words.
const char *pvs_asterix_skip_text(PvsAsterixSkip skip);

/// Reads the record that begins at `bytes` and ends at most at `bytes + n`. On success the record
/// says how long it is (n_bytes) and PVS_ASTERIX_READ is returned, else why it cannot be read; then
/// its leaves are those in front of the fault. Allocates only when a record has more leaves than
/// this one ever had.
PvsAsterixSkip pvs_asterix_decode(const PvsAsterixCategory *category, const uint8_t *bytes,
                                  size_t n, PvsAsterixRecord *record);

/// The item, subfield (null for none) and field of a leaf; the field is null for EMPTY.
const PvsAsterixItem *pvs_asterix_leaf_item(const PvsAsterixRecord *record,
                                            const PvsAsterixLeaf *leaf);
const PvsAsterixItem *pvs_asterix_leaf_sub(const PvsAsterixRecord *record,
                                           const PvsAsterixLeaf *leaf);
const PvsAsterixField *pvs_asterix_leaf_field(const PvsAsterixRecord *record,
                                              const PvsAsterixLeaf *leaf);
/// The value of a number (UINT, SINT, OCTAL and HEX as integers) in the field's unit.
double pvs_asterix_value(const PvsAsterixField *field, uint64_t raw);
/// The text of ICAO, ASCII, OCTAL and HEX fields; at most 22 characters and a zero.
void pvs_asterix_text(const PvsAsterixField *field, uint64_t raw, char buf[24]);

/// The first leaf of a field by its path: "140", "040/RHO", "130/SAM", "340/POS/RHO"; null when the
/// record does not have it.
const PvsAsterixLeaf *pvs_asterix_find(const PvsAsterixRecord *record, const char *path);
/// Its value; false, with *value untouched, when the record does not have it.
bool pvs_asterix_get(const PvsAsterixRecord *record, const char *path, double *value);

/// The fields of the 56 bits of a mode S register (0x40, 0x50, 0x60), null for others.
const PvsAsterixField *pvs_asterix_bds_fields(unsigned bds);

/// One JSON object: {"cat":48,"010":{"SAC":1,"SIC":2},"140":43200.5,...}: values in the units of the
/// tables, codes and addresses as text, repetitions as arrays, RE and SP as hexadecimal text, the registers above also field by field.
void pvs_asterix_json(const PvsAsterixRecord *record, PvsStr *out);

/// The reference page of all categories, as Markdown: docs/reference/asterix.md.
void pvs_asterix_reference(PvsStr *out);

// --- writing -------------------------------------------------------------------------------------

/// Empties a record for writing one of a category (which has a table).
void pvs_asterix_begin(PvsAsterixRecord *record, int category);
/// Sets a field by its path (as pvs_asterix_find), rounded to the field's step; the item and subfield
/// it is in will stand in the record, with zeros for what is not set. False, with nothing set, when
/// the value does not fit the field (never clipped), or the category has no such field.
bool pvs_asterix_set(PvsAsterixRecord *record, const char *path, double value);
/// Adds a leaf as it is. False when memory is out.
bool pvs_asterix_add(PvsAsterixRecord *record, PvsAsterixLeaf leaf);
/// The bits of a value in a field; false when it does not fit.
bool pvs_asterix_raw(const PvsAsterixField *field, double value, uint64_t *raw);
/// Writes the record: FSPEC and items. Returns its length; when that is more than `capacity`, what is
/// in `bytes` is not whole. Puts the leaves in order. A record that was read gives back its bytes,
/// but for extensions that the table does not know and FSPEC octets without a bit.
size_t pvs_asterix_encode(PvsAsterixRecord *record, uint8_t *bytes, size_t capacity);

/// Records of one category, to be sent in one datagram. Zero-initialise `n`.
typedef struct {
    size_t n; ///< octets, header included; 0 while empty
    uint8_t bytes[1400];
} PvsAsterixBlock;
/// Adds a record; false when it does not fit any more or is of another category: send the block, set
/// n to 0, add it again. (A record without leaves, or too long for any block, is not written.)
bool pvs_asterix_block_add(PvsAsterixBlock *block, PvsAsterixRecord *record);

#define PVS_ASTERIX_CAPTURE_HEAD   24 ///< octets in front of a capture's packets
#define PVS_ASTERIX_CAPTURE_PACKET 44 ///< octets in front of each payload
/// Head of a capture file (pcap, raw IP).
void pvs_asterix_capture_head(uint8_t out[PVS_ASTERIX_CAPTURE_HEAD]);
/// A packet of it: a datagram of n octets (at most 65,507) from and to a UDP port of 127.0.0.1, at a
/// time of the capture >= 0. `out` has room for n + PVS_ASTERIX_CAPTURE_PACKET; returns that.
size_t pvs_asterix_capture_packet(double time_s, int udp_port, const uint8_t *payload, size_t n,
                                  uint8_t *out);

// --- reading -------------------------------------------------------------------------------------

/// What was read, and what was skipped and why.
typedef struct {
    uint64_t n_packets, n_blocks, n_records, n_bytes;
    uint64_t n_of_category[256];
    struct {
        uint64_t n;     ///< how many
        uint64_t bytes; ///< how much of the input they are
        uint64_t first; ///< where the first was: packet number from 1, or offset in a raw file
    } skips[PVS_ASTERIX_N_SKIPS];
    uint64_t n_of_unknown_category[256];
} PvsAsterixCounts;

/// One line for each reason for which something was skipped ("3 blocks of a category that has no
/// table (CAT010 2, CAT019 1), 120 bytes, first in packet 7"); nothing when all was read.
void pvs_asterix_counts_tell(const PvsAsterixCounts *counts, bool packets, PvsStr *out);

typedef struct PvsAsterixReader PvsAsterixReader;

typedef struct {
    int udp_port; ///< of captures: datagrams to this port alone; 0 = any
} PvsAsterixReadOptions;
PvsAsterixReadOptions pvs_asterix_read_options_default(void);

/// Reads blocks out of memory that stays the caller's and outlives the reader. Null when memory is
/// out.
PvsAsterixReader *pvs_asterix_reader_of_bytes(const uint8_t *bytes, size_t n);
/// Reads a file, which is the reader's from now on, also when this fails: it is closed with the
/// reader, unless it is standard input. It is a capture (pcap or pcapng, told by its first bytes), or blocks
/// one after another. Errors: BAD_INPUT for a damaged capture's head or a link type that is not
/// known, NO_MEMORY, IO. `name` is for messages and outlives the reader.
PvsStatus pvs_asterix_reader_of_file(FILE *file, const char *name,
                                     const PvsAsterixReadOptions *options, PvsAsterixReader **out,
                                     PvsError *err);
/// Listens to a UDP port of the loopback address (127.0.0.1); port 0: one that is free. Reading gives
/// false when nothing came for `timeout_ms`, and may be tried again. Errors: IO, NO_MEMORY.
PvsStatus pvs_asterix_reader_of_udp(int port, int timeout_ms, PvsAsterixReader **out,
                                    PvsError *err);
/// The port that such a reader listens to; -1 for other readers.
int pvs_asterix_udp_port(const PvsAsterixReader *reader);
/// The next record; false at the end, or on a failure (pvs_asterix_reader_error says). Records come
/// in the order of the input. Not thread-safe: one thread a reader.
bool pvs_asterix_read(PvsAsterixReader *reader, PvsAsterixRecord *record);
/// What went wrong with the input as a whole, null when nothing did.
const PvsError *pvs_asterix_reader_error(const PvsAsterixReader *reader);
const PvsAsterixCounts *pvs_asterix_reader_counts(const PvsAsterixReader *reader);
void pvs_asterix_reader_close(PvsAsterixReader *reader);

// --- what radars and trackers say ----------------------------------------------------------------

/// Times of day run from midnight to midnight. A clock makes them one line: seconds from the midnight
/// in front of the first of them, each on the day that puts it nearest to the one before. A time more
/// than a minute from the one before is believed once three in a row agree within a minute (a gap in
/// the recording); until then it is a jump, and refused. Zero-initialise.
typedef struct {
    bool started;
    double last_s;                 ///< the last that was believed
    double jump_s;                 ///< the last that was refused
    int n_agreeing;                ///< refused ones in a row that agree
    uint64_t n_jumps, n_midnights; ///< refused; midnights crossed forward
} PvsAsterixClock;
/// NaN when the time is refused: a jump, or not within a day.
double pvs_asterix_clock(PvsAsterixClock *clock, double time_of_day_s);

// Why a target report is no plot for a tracker. One line a reason: name, text.
#define PVS_ASTERIX_UNUSED_TABLE(X)                                                                \
    X(NO_TIME, "target reports without a time (CAT001 before any CAT002 of its radar too)")        \
    X(BAD_TIME, "target reports whose time lies beyond the day, or alone more than a minute off")  \
    X(NO_POSITION, "target reports without range and azimuth")                                     \
    X(NO_DETECTION, "track updates without a detection")                                           \
    X(MONITOR, "reports of a field monitor")                                                       \
    X(TEST, "test targets")                                                                        \
    X(EXTENDED_RANGE, "plots beyond 256 NM, whose range stands in a field that is not read")

typedef enum {
#define X(name, text) PVS_ASTERIX_UNUSED_##name,
    PVS_ASTERIX_UNUSED_TABLE(X)
#undef X
        PVS_ASTERIX_N_UNUSED
} PvsAsterixUnused;
#define PVS_ASTERIX_PLOT PVS_ASTERIX_N_UNUSED ///< it is one
const char *pvs_asterix_unused_text(PvsAsterixUnused unused);

/// A target report of CAT048 or CAT001 as a plot.
typedef struct {
    uint8_t sac, sic;
    double time_s;            ///< by the listener's clock
    double range_m;           ///< slant range
    double az_rad;            ///< from the radar's true north
    double height_msl_m;      ///< of a 3-D radar; NaN: none
    double flight_level_m;    ///< pressure altitude, validated and not garbled; NaN: none
    int32_t mode_3a;          ///< validated and not garbled; -1: none
    int32_t code_as_received; ///< mode 3/A whatever its state; -1: none
    uint32_t mode_s;          ///< 0: none
    bool simulated;
    bool primary_alone; ///< seen by the primary radar alone
} PvsAsterixPlot;

/// A service message of CAT034 or CAT002.
typedef struct {
    uint8_t sac, sic;
    double time_s;
    int type;          ///< 1 north marker, 2 sector crossing, ...
    double az_rad;     ///< of a sector crossing; NaN: none
    double period_s;   ///< of the antenna; NaN: not said
    bool has_position; ///< CAT034 item 120
    double lat_rad, lon_rad, h_msl_m;
} PvsAsterixService;

/// Listens to the records of a recording, in order. Zero-initialise.
typedef struct {
    PvsAsterixClock clock;
    uint8_t sac, sic;               ///< of the block: records without a source have the last one's
    double time_of_radar_s[256][2]; ///< by SIC: 1 + last full time of day, and the SAC it was of
    uint64_t n_unused[PVS_ASTERIX_N_UNUSED];
} PvsAsterixListener;

/// What a record of CAT048 or CAT001 says; other than PVS_ASTERIX_PLOT is counted in `n_unused`.
PvsAsterixUnused pvs_asterix_plot(PvsAsterixListener *listener, const PvsAsterixRecord *record,
                                  PvsAsterixPlot *out);
/// What a record of CAT034 or CAT002 says; false when it has no time that can be
/// believed.
bool pvs_asterix_service(PvsAsterixListener *listener, const PvsAsterixRecord *record,
                         PvsAsterixService *out);

/// A system track.
typedef struct {
    uint8_t sac, sic, service;
    uint16_t number;
    double time_s; ///< written modulo a day
    double lat_rad, lon_rad;
    double vel_east_mps, vel_north_mps; ///< NaN: not said, as all below
    double h_ell_m;                     ///< geometric height
    double flight_level_m;              ///< measured flight level, as height
    double climb_mps;
    double sigma_east_m, sigma_north_m, cov_east_north_m2;
    double sigma_h_m, sigma_vel_east_mps, sigma_vel_north_mps, sigma_climb_mps;
    double age_s;    ///< since the last plot
    int32_t mode_3a; ///< -1: none
    uint32_t mode_s; ///< 0: none
    bool mono, simulated, tentative, first, last, coasting;
} PvsAsterixTrack;

/// A track as nothing but its place and time: all else NaN, -1, 0 and false.
PvsAsterixTrack pvs_asterix_track(uint16_t number, double time_s, double lat_rad, double lon_rad);
/// Makes a CAT062 record of a track; it is marked as simulated whatever the struct says. A quantity
/// that has no place in its item (height above 45.7 km, speed above 8,191 m/s) is left out, never
/// clipped; standard deviations and ages above the top say the top, as the standard has it.
void pvs_asterix_put_track(PvsAsterixRecord *record, const PvsAsterixTrack *track);
/// Makes a CAT065 end-of-batch record.
void pvs_asterix_put_batch(PvsAsterixRecord *record, uint8_t sac, uint8_t sic, uint8_t service,
                           double time_s, unsigned batch);
/// What a CAT062 record says; false when it has no time that can be believed, or no position in
/// latitude and longitude.
bool pvs_asterix_get_track(PvsAsterixListener *listener, const PvsAsterixRecord *record,
                           PvsAsterixTrack *out);

#endif
