// SPDX-License-Identifier: Apache-2.0
// The reference page of the categories, made from their tables: what stands there is what is read and
// written.
#include <string.h>

#include "tables.h"

static const char intro[] =
    "# ASTERIX: what is read and written, item by item\n\n"
    "Made from the tables in `src/asterix/` (`pavise schema --asterix`); a test compares. See "
    "[ASTERIX in and out](../asterix.md) for how to use it.\n\n"
    "Every item below is decoded, encoded and printed by `pavise track --decode`. Bits are counted "
    "in the order in which they are sent. `RE` and `SP` (reserved expansion, special purpose) are "
    "passed over by their length and kept as bytes. In an extended item, `|` ends an octet with "
    "its "
    "extension bit; octets of later editions are stepped over. A record with an item or subfield "
    "that is not here cannot be read to its end: the rest of its block is skipped and counted.\n\n"
    "What is read from plots and tracks, and what Pavise writes:\n\n"
    "| category | in | out |\n"
    "| --- | --- | --- |\n"
    "| CAT048 | plots for the tracker: 010, 020, 040, 070, 090, 110, 140, 220 | by the library |\n"
    "| CAT034 | time, north marks, antenna period, place of the radar: 000, 010, 020, 030, 041, "
    "120 "
    "| by the library |\n"
    "| CAT062 | a reference's tracks: 010, 015, 040, 060, 070, 080, 105, 130, 136, 185, 220, 290, "
    "380, 500 | tracks: 010, 015, 040, 060, 070, 080 (simulated, always), 105, 130, 185, 220, 290, "
    "380, 500 |\n"
    "| CAT065 | printed alone | end of each batch: 000, 010, 015, 020, 030 |\n"
    "| CAT001, CAT002 | plots and their time, as CAT048 and CAT034 | by the library |\n"
    "| CAT021 | printed alone | by the library |\n";

static void scaled(PvsStr *out, const PvsAsterixField *field) {
    char step[32];
    pvs_number_format(field->scale, step, sizeof step);
    if (field->scale < 1.0) { // steps are 1 or 360 or 180 over powers of two: say them so
        for (int k = 1; k < 40; k++) {
            for (int top = 0; top < 3; top++) {
                static const double tops[] = {1.0, 360.0, 180.0};
                if (tops[top] / (double)(1ull << k) == field->scale) {
                    pvs_text_printf(step, sizeof step, "%g/2^%d", tops[top], k);
                    k = 40;
                    break;
                }
            }
        }
    }
    pvs_str_printf(out, "%s %s%s", step, field->unit,
                   field->kind == PVS_ASTERIX_SINT ? ", signed" : "");
}

static void field_text(PvsStr *out, const PvsAsterixField *field) {
    if (*field->name) {
        pvs_str_printf(out, "%s ", field->name);
    }
    pvs_str_printf(out, "%d", field->bits);
    bool number = field->kind == PVS_ASTERIX_UINT || field->kind == PVS_ASTERIX_SINT;
    if (number && (*field->unit || field->kind == PVS_ASTERIX_SINT)) {
        pvs_str_printf(out, " (");
        scaled(out, field);
        pvs_str_printf(out, ")");
    } else if (!number && field->kind != PVS_ASTERIX_SPARE) {
        static const char *const kinds[] = {"",     "", "octal", "hex",  "6-bit text",
                                            "text", "", "",      "bytes"};
        pvs_str_printf(out, " (%s)", kinds[field->kind]);
    }
}

static void fields_text(PvsStr *out, const PvsAsterixField *fields) {
    const char *between = "";
    for (; fields->bits; fields++) {
        if (fields->kind == PVS_ASTERIX_FX) {
            pvs_str_printf(out, "%s", fields[1].bits ? " \\|" : "");
            between = " ";
            continue;
        }
        pvs_str_printf(out, "%s", between);
        field_text(out, fields);
        between = ", ";
    }
}

static const char *form_text(int form) {
    static const char *const texts[] = {"fixed",        "extended", "repeated, counted",
                                        "repeated, FX", "compound", "explicit length"};
    return texts[form];
}

static void item_row(PvsStr *out, int place, const char *id, const PvsAsterixItem *item) {
    pvs_str_printf(out, "| %.0d | %s | %s | %s | ", place, id, item->title, form_text(item->form));
    if (item->form == PVS_ASTERIX_EXPLICIT) {
        pvs_str_printf(out, "bytes");
    } else if (item->fields) {
        fields_text(out, item->fields);
    }
    pvs_str_printf(out, " |\n");
}

static void items_table(PvsStr *out, const PvsAsterixItem *items) {
    pvs_str_printf(out, "\n| FRN | item | content | form | fields: bits (step) |\n"
                        "| --- | --- | --- | --- | --- |\n");
    for (int i = 0; !asterix_is_end(&items[i]); i++) {
        if (!items[i].id) {
            continue;
        }
        item_row(out, i + 1, items[i].id, &items[i]);
        const PvsAsterixItem *subs = items[i].subs;
        for (int k = 0; subs && !asterix_is_end(&subs[k]); k++) {
            char id[32];
            pvs_text_printf(id, sizeof id, "%s/%s", items[i].id, subs[k].id ? subs[k].id : "");
            if (subs[k].id) {
                item_row(out, 0, id, &subs[k]);
            }
        }
    }
}

void pvs_asterix_reference(PvsStr *out) {
    pvs_str_add(out, intro, strlen(intro));
    for (int i = 0; pvs_asterix_categories[i]; i++) {
        const PvsAsterixCategory *c = pvs_asterix_categories[i];
        pvs_str_printf(out, "\n## CAT%03d: %s\n\nTable of edition %s; reads editions %s.\n",
                       c->number, c->title, c->edition, c->reads);
        if (c->items_if_set) {
            pvs_str_printf(out, "\nPlots:\n");
        }
        items_table(out, c->items);
        if (c->items_if_set) {
            pvs_str_printf(out, "\nTracks (the first bit of item 020 is 1):\n");
            items_table(out, c->items_if_set);
        }
    }
    pvs_str_printf(out, "\n## Registers in item 250\n\nThese are also printed field by field.\n\n"
                        "| register | fields: bits (step) |\n| --- | --- |\n");
    for (unsigned bds = 0; bds < 256; bds++) {
        if (pvs_asterix_bds_fields(bds)) {
            pvs_str_printf(out, "| %X,%X | ", bds >> 4, bds & 15);
            fields_text(out, pvs_asterix_bds_fields(bds));
            pvs_str_printf(out, " |\n");
        }
    }
    pvs_str_printf(out, "\n## What is skipped, and counted\n\n");
    for (int i = 0; i < PVS_ASTERIX_N_SKIPS; i++) {
        pvs_str_printf(out, "- %s\n", pvs_asterix_skip_text((PvsAsterixSkip)i));
    }
    pvs_str_printf(out, "\n## What is no plot for the tracker, and counted\n\n");
    for (int i = 0; i < PVS_ASTERIX_N_UNUSED; i++) {
        pvs_str_printf(out, "- %s\n", pvs_asterix_unused_text((PvsAsterixUnused)i));
    }
}
