// SPDX-License-Identifier: Apache-2.0
// Values with a shape of their own, first part: positions, dates, M of N, aims.
#include "scenario/shapes.h"

#include <math.h>
#include <string.h>

#include "base/math.h"
#include "base/text.h"

// A field for a part of a shape, so that the readers of values can name it.
static PvsField part_field(const char *name, PvsFieldKind kind, PvsDimension dim, double min,
                           double max) {
    return (PvsField){.name = name, .kind = kind, .dim = dim, .min = min, .max = max, .help = ""};
}

static PvsFound nearest(PvsView view) {
    return (PvsFound){view.layers[0].node, &view.layers[0]};
}

// --- ignored: texts that stand beside a table, and include, which is read before ---------------------------------

static void read_ignored(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    (void)out;
    pvs_value_tell(b, field, nearest(view), NULL);
}
const PvsShape pvs_shape_ignored = {"a text", "{\"type\": \"string\"}", read_ignored, NULL};
const PvsShape pvs_shape_include = {
    "a list of files", "{\"type\": [\"string\", \"array\"], \"items\": {\"type\": \"string\"}}",
    read_ignored, NULL};

// Views that others read: their words alone.
const PvsShape pvs_shape_types = {
    "name -> the fields of an entry",
    "{\"type\": \"object\", \"additionalProperties\": {\"$ref\": \"#/$defs/type\"}}", NULL, NULL};
const PvsShape pvs_shape_type_names = {
    "word -> entry", "{\"type\": \"object\", \"additionalProperties\": {\"type\": \"string\"}}",
    NULL, NULL};

// --- positions -------------------------------------------------------------------------------------------------

static bool degrees(PvsBinder *b, const PvsField *field, PvsNode *node, const char *what,
                    double most, double *rad) {
    double value;
    if (node->kind != PVS_NODE_SCALAR || !pvs_number_parse(node->text, node->n, &value)) {
        pvs_report(b->load, node, "%s: %s is a number of degrees; found %s", field->name, what,
                   pvs_node_found(b->load, node));
        return false;
    }
    if (!(fabs(value) <= most)) {
        pvs_report(b->load, node, "%s: a %s lies between -%.0f and %.0f degrees; found %s%s",
                   field->name, what, most, most, pvs_node_found(b->load, node),
                   most == 90 && fabs(value) <= 180 ? " (latitude comes first)" : "");
        return false;
    }
    *rad = value * PVS_DEG_RAD;
    return true;
}

static bool read_point(PvsBinder *b, const PvsField *field, PvsNode *node, PvsSpecPosition *out) {
    if (node->n != 2) {
        pvs_report(b->load, node,
                   "%s: a position is [latitude, longitude] in degrees; found a list of %u",
                   field->name, node->n);
        return false;
    }
    if (!degrees(b, field, &node->items[0], "latitude", 90, &out->lat_rad) ||
        !degrees(b, field, &node->items[1], "longitude", 180, &out->lon_rad)) {
        return false;
    }
    out->kind = PVS_AT_POINT;
    return true;
}

// {from: depot, bearing: 45 deg, range: 12 km}; from may be left out where something stands around.
static void read_offset_map(PvsBinder *b, const PvsField *field, PvsFound found, bool needs_from,
                            PvsSpecPosition *out) {
    PvsNode *node = found.node;
    const PvsField bearing =
        part_field("bearing", PVS_FIELD_NUMBER, PVS_DIM_ANGLE, -PVS_TWO_PI, PVS_TWO_PI);
    const PvsField range = part_field("range", PVS_FIELD_NUMBER, PVS_DIM_LENGTH, 0, 2e7);
    static const char *const known[] = {"from", "bearing", "range", "lat", "lon"};
    for (uint32_t i = 0; i < node->n; i++) {
        bool ok = false;
        for (size_t k = 0; k < sizeof known / sizeof known[0]; k++) {
            ok = ok || strcmp(node->pairs[i].key, known[k]) == 0;
        }
        if (!ok) {
            pvs_report(b->load, node,
                       "%s: unknown key \"%.48s\" in a position, which is [latitude, longitude] or "
                       "{from: , bearing: , range: }",
                       field->name, node->pairs[i].key);
            return;
        }
    }
    PvsPair *lat = pvs_node_find(node, "lat"), *lon = pvs_node_find(node, "lon");
    if (lat && lon) { // columns of a table
        bool ok = degrees(b, field, &lat->value, "latitude", 90, &out->lat_rad) &&
                  degrees(b, field, &lon->value, "longitude", 180, &out->lon_rad);
        out->kind = ok ? PVS_AT_POINT : PVS_AT_NOWHERE;
        return;
    }
    PvsPair *from = pvs_node_find(node, "from"), *b_pair = pvs_node_find(node, "bearing"),
            *r_pair = pvs_node_find(node, "range");
    if ((needs_from && !from) || !b_pair || !r_pair) {
        pvs_report(b->load, node, "%s: this takes {%sbearing: , range: }", field->name,
                   needs_from ? "from: , " : "");
        return;
    }
    if (from && from->value.kind != PVS_NODE_SCALAR) {
        pvs_report(b->load, &from->value, "from: this takes the name of a place; found %s",
                   pvs_node_found(b->load, &from->value));
        return;
    }
    PvsValue bearing_value, range_value;
    if (pvs_value_read(b, &bearing, (PvsFound){&b_pair->value, found.layer}, 0, &bearing_value) &&
        pvs_value_read(b, &range, (PvsFound){&r_pair->value, found.layer}, 0, &range_value)) {
        out->kind = PVS_AT_OFFSET;
        out->from = from ? from->value.text : NULL;
        out->bearing_rad = bearing_value.dist.a;
        out->range_m = range_value.dist.a;
    }
}

static void read_position_of(PvsBinder *b, const PvsField *field, PvsView view,
                             PvsSpecPosition *out, bool needs_from) {
    PvsFound found = nearest(view);
    out->node = found.node;
    if (found.node->kind == PVS_NODE_LIST) {
        read_point(b, field, found.node, out);
    } else if (found.node->kind == PVS_NODE_MAP) {
        read_offset_map(b, field, found, needs_from, out);
    } else if (found.node->kind == PVS_NODE_SCALAR && !pvs_node_is_null(found.node)) {
        out->kind = PVS_AT_NAMED;
        out->from = found.node->text;
    } else {
        pvs_report(b->load, found.node,
                   "%s: this takes [latitude, longitude], {from: , bearing: , range: } or the name "
                   "of a place; found %s",
                   field->name, pvs_node_found(b->load, found.node));
    }
    pvs_value_tell(b, field, found, NULL);
}

static void read_position(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    read_position_of(b, field, view, out, true);
}

static void read_offset(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    read_position_of(b, field, view, out, false);
}

#define POSITION_JSON "{\"$ref\": \"#/$defs/position\"}"
const PvsShape pvs_shape_position = {"`[latitude, longitude]` in degrees, `{from: place, bearing: "
                                     ", range: }` or the name of a place",
                                     POSITION_JSON, read_position, NULL};
const PvsShape pvs_shape_offset = {"`{bearing: , range: }`", POSITION_JSON, read_offset, NULL};

// --- dates -----------------------------------------------------------------------------------------------------

// Days from 1970-01-01 to a date of the Gregorian calendar (H. Hinnant, "chrono-compatible low-level date algorithms", 2013).
static int64_t days_from_civil(int64_t y, int m, int d) {
    y -= m <= 2;
    int64_t era = (y >= 0 ? y : y - 399) / 400;
    int64_t yoe = y - era * 400, doy = (153 * (m + (m > 2 ? -3 : 9)) + 2) / 5 + d - 1;
    int64_t doe = yoe * 365 + yoe / 4 - yoe / 100 + doy;
    return era * 146097 + doe - 719468;
}

static void civil_from_days(int64_t z, int64_t *y, int *m, int *d) {
    z += 719468;
    int64_t era = (z >= 0 ? z : z - 146096) / 146097;
    int64_t doe = z - era * 146097, yoe = (doe - doe / 1460 + doe / 36524 - doe / 146096) / 365;
    int64_t doy = doe - (365 * yoe + yoe / 4 - yoe / 100), mp = (5 * doy + 2) / 153;
    *d = (int)(doy - (153 * mp + 2) / 5 + 1);
    *m = (int)(mp < 10 ? mp + 3 : mp - 9);
    *y = yoe + era * 400 + (*m <= 2);
}

static bool two_digits(const char *text, int *value) {
    if (text[0] < '0' || text[0] > '9' || text[1] < '0' || text[1] > '9') {
        return false;
    }
    *value = 10 * (text[0] - '0') + (text[1] - '0');
    return true;
}

bool pvs_date_parse(const char *text, size_t n, double *unix_s) {
    int century, year, month, day, hour, minute, second = 0;
    bool has_seconds = n == 20;
    if ((n != 17 && n != 20) || text[n - 1] != 'Z' || text[4] != '-' || text[7] != '-' ||
        (text[10] != 'T' && text[10] != ' ') || text[13] != ':' ||
        (has_seconds && text[16] != ':')) {
        return false;
    }
    if (!two_digits(text, &century) || !two_digits(text + 2, &year) ||
        !two_digits(text + 5, &month) || !two_digits(text + 8, &day) ||
        !two_digits(text + 11, &hour) || !two_digits(text + 14, &minute) ||
        (has_seconds && !two_digits(text + 17, &second))) {
        return false;
    }
    int64_t y = 100 * century + year, back_y;
    int back_m, back_d;
    if (month < 1 || month > 12 || day < 1 || day > 31 || hour > 23 || minute > 59 || second > 59) {
        return false;
    }
    int64_t days = days_from_civil(y, month, day);
    civil_from_days(days, &back_y, &back_m, &back_d);
    if (back_y != y || back_m != month || back_d != day) {
        return false; // 30 February
    }
    *unix_s = (double)(days * 86400 + hour * 3600 + minute * 60 + second);
    return true;
}

void pvs_date_format(double unix_s, char *buf, size_t size) {
    int64_t s = (int64_t)floor(unix_s), days = (s >= 0 ? s : s - 86399) / 86400, y;
    int m, d, rest = (int)(s - days * 86400);
    civil_from_days(days, &y, &m, &d);
    pvs_text_printf(buf, size, "%04d-%02d-%02dT%02d:%02d:%02dZ", (int)y, m, d, rest / 3600,
                    rest / 60 % 60, rest % 60);
}

static void read_date(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    PvsFound found = nearest(view);
    if (found.node->kind != PVS_NODE_SCALAR ||
        !pvs_date_parse(found.node->text, found.node->n, out)) {
        pvs_report(b->load, found.node,
                   "%s: this takes a date and time like 2026-03-01T20:00:00Z; found %s",
                   field->name, pvs_node_found(b->load, found.node));
        return;
    }
    b->start_unix_s = *(double *)out;
    pvs_value_tell(b, field, found, NULL);
}

static void default_date(void *out) {
    *(double *)out = 1767225600; // 2026-01-01
}
const PvsShape pvs_shape_date = {
    "a date and time, UTC, like `2026-03-01T20:00:00Z`",
    "{\"type\": \"string\", \"pattern\": \"^[0-9]{4}-[0-9]{2}-[0-9]{2}[T "
    "][0-9]{2}:[0-9]{2}(:[0-9]{2})?Z$\"}",
    read_date, default_date};

// --- M of N ----------------------------------------------------------------------------------------------------

typedef struct {
    int m, n;
} Confirm;

static void default_confirm(void *out) {
    *(Confirm *)out = (Confirm){3, 3};
}

// A whole number of at most four digits at the start of a text; moves it.
static int small_number(const char **text) {
    int value = 0, digits = 0;
    while (**text >= '0' && **text <= '9' && digits < 4) {
        value = 10 * value + (*(*text)++ - '0');
        digits++;
    }
    return digits ? value : -1;
}

static void read_confirm(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    PvsFound found = nearest(view);
    const char *text = found.node->kind == PVS_NODE_SCALAR ? found.node->text : "";
    int m = small_number(&text);
    bool of = strncmp(text, " of ", 4) == 0;
    text += of ? 4 : 0;
    int n = of ? small_number(&text) : -1;
    if (m < 1 || n < m || n > 16 || *text) {
        pvs_report(b->load, found.node,
                   "%s: this takes \"M of N\", M at most N, N at most 16; found %s", field->name,
                   pvs_node_found(b->load, found.node));
        return;
    }
    *(Confirm *)out = (Confirm){m, n};
    pvs_value_tell(b, field, found, NULL);
}
const PvsShape pvs_shape_confirm = {"`M of N`, N at most 16",
                                    "{\"type\": \"string\", \"pattern\": \"^[0-9]+ of [0-9]+$\"}",
                                    read_confirm, default_confirm};

// --- a time, or never ------------------------------------------------------------------------------------------

static void read_never(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    PvsFound found = nearest(view);
    PvsField time = part_field(field->name, PVS_FIELD_NUMBER, PVS_DIM_TIME, 0, 1e6);
    time.flags = field->flags;
    if (found.node->kind == PVS_NODE_SCALAR && strcmp(found.node->text, "never") == 0) {
        *(double *)out = -1;
        pvs_value_tell(b, field, found, NULL);
    } else {
        pvs_bind_leaf(b, &time, found, out);
    }
}
const PvsShape pvs_shape_never = {"a time, or `never`", "{\"$ref\": \"#/$defs/time\"}", read_never,
                                  NULL};

// --- aims ------------------------------------------------------------------------------------------------------

static PvsSpecAim aim_of(PvsBinder *b, PvsNode *node) {
    PvsSpecAim aim = {.node = node, .share = NAN};
    const PvsField field = part_field("aim", PVS_FIELD_SHAPE, PVS_DIM_NONE, 0, 0);
    if (node->kind == PVS_NODE_LIST) {
        read_point(b, &field, node, &aim.at);
        aim.at.node = node;
    } else if (node->kind == PVS_NODE_SCALAR && !pvs_node_is_null(node)) {
        aim.name = node->text;
    } else if (node->kind == PVS_NODE_MAP && pvs_node_find(node, "bearing")) {
        read_offset_map(b, &field, (PvsFound){node, NULL}, true, &aim.at);
        aim.at.node = node;
    } else {
        pvs_report(b->load, node,
                   "aim: this takes a name, a position, or shares like {depot: 70 %%, north: 30 "
                   "%%}; found %s",
                   pvs_node_found(b->load, node));
    }
    return aim;
}

static bool is_point(const PvsNode *node) {
    double value;
    return node->kind == PVS_NODE_LIST && node->n == 2 && node->items[0].kind == PVS_NODE_SCALAR &&
           pvs_number_parse(node->items[0].text, node->items[0].n, &value);
}

static void read_shares(PvsBinder *b, PvsView view, PvsSpecMap *out) {
    const char **names;
    uint32_t n = pvs_view_keys(b->load, view, &names);
    PvsSpecAim *aims = pvs_load_alloc(b->load, (n ? n : 1) * sizeof *aims);
    PvsField share = part_field("share", PVS_FIELD_NUMBER, PVS_DIM_FRACTION, 0, 1);
    share.flags = PVS_VARY;
    double sum = 0;
    for (uint32_t i = 0; aims && i < n; i++) {
        PvsFound found = pvs_view_find(view, names[i], NULL);
        size_t length = pvs_bind_enter(b, names[i]);
        aims[i] = (PvsSpecAim){.name = names[i], .node = found.node, .share = NAN};
        pvs_bind_leaf(b, &share, found, &aims[i].share);
        pvs_bind_leave(b, length);
        sum += aims[i].share;
    }
    PvsNode *node = pvs_view_node(view);
    if (aims && fabs(sum - 1) > 0.005) { // NaN: a share was reported
        pvs_report(b->load, node, "aim: the shares sum to %.6g %%; they must sum to 100 %%",
                   100 * sum);
    }
    for (uint32_t i = 0; aims && i < n; i++) {
        aims[i].share /= sum;
    }
    out->items = aims;
    out->n = aims ? n : 0;
}

static void read_aim(PvsBinder *b, const PvsField *field, PvsView view, void *out) {
    PvsSpecMap *map = out;
    PvsFound found = nearest(view);
    if (found.node->kind == PVS_NODE_MAP && !pvs_node_find(found.node, "bearing")) {
        read_shares(b, view, map);
        return;
    }
    bool list = found.node->kind == PVS_NODE_LIST && !is_point(found.node);
    uint32_t n = list ? found.node->n : 1;
    PvsSpecAim *aims = pvs_load_alloc(b->load, (n ? n : 1) * sizeof *aims);
    for (uint32_t i = 0; aims && i < n; i++) {
        aims[i] = aim_of(b, list ? &found.node->items[i] : found.node);
        aims[i].share = 1.0 / n;
    }
    map->items = aims;
    map->n = aims ? n : 0;
    pvs_value_tell(b, field, found, NULL);
}
const PvsShape pvs_shape_aim = {"the name of a site or unit, a position, a list of these in equal "
                                "parts, or shares over several by name",
                                "{\"$ref\": \"#/$defs/aim\"}", read_aim, NULL};
