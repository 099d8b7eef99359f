// SPDX-License-Identifier: Apache-2.0
// Stories from a record say what happened, in words, for leakers and for any threat.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "support/outcome.h"
#include "support/temporary.h"

static PvsRecord *record_of(Temporary *t, const PvsEvent *events, size_t n) {
    PvsMeta meta = synthetic_meta();
    PvsRecordWriter *writer;
    PvsRecord *record = NULL;
    PvsError err = {0};
    pvs_record_writer_create(temporary_path(t, "r.pvr"), &meta, NULL, &writer, &err);
    PvsSink sink = pvs_record_writer_sink(writer);
    for (size_t i = 0; i < n; i++) {
        sink.on_event(sink.ctx, &events[i]);
    }
    if (pvs_record_writer_finish(writer, false, &err) != PVS_OK ||
        pvs_record_open(t->path, &record, &err) != PVS_OK) {
        fail_msg("%s", err.message);
    }
    return record;
}

// The text with its paragraphs in one line each.
static const char *unwrapped(PvsStr *text) {
    for (char *p = text->text; (p = strstr(p, "\n  "));) {
        *p = ' ';
        memmove(p + 1, p + 3, strlen(p + 3) + 1);
    }
    return text->text;
}

// Written by hand from the events: this is what a reader is promised.
static void each_leaker_is_told_with_its_chain_and_its_label(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    PvsRecord *record = record_of(&t, synthetic_events, SYNTHETIC_N);
    PvsStr text = {0};
    assert_int_equal(pvs_explain(record, NULL, false, &text, NULL), PVS_OK);
    static const char wanted[] =
        "2 leakers: not seen 1, assessed dead 1\n"
        "\n"
        "drones/3 (drone, armed): hit; leaked: assessed dead\n"
        "  Launched at 20:01:02 from 22.00 S 133.20 E. Seen by north/search at 20:23:15, 211 km.\n"
        "  Tracked by north/search at 20:23:25, 210 km; in the picture of sector at 20:23:27;\n"
        "  identified as one-way-drone by sector at 20:23:42. Assigned to north at 20:25:48, held\n"
        "  44 s for a channel; one round-a fired at 20:25:56, missed at 20:26:15, 22 km; declared\n"
        "  killed at 20:26:21, wrongly. Hit depot at 20:31:40.\n"
        "    guns   out-of-envelope 20:23:43\n"
        "    north  no-channel 20:25:04 > assigned 20:25:48 > ordered 20:25:50 > fired 20:25:56 >\n"
        "           missed 20:26:15 > assessed dead 20:26:21\n"
        "  The chain broke at north: assessed dead - it was declared killed while alive, and not "
        "shot at again.\n"
        "\n"
        "missile (missile, armed): missed; leaked: not seen\n"
        "  Launched at 20:01:03 from 21.00 S 133.20 E. No radar ever saw it. Came down at\n"
        "  20:28:20, 850 m from its aim point.\n"
        "  The chain broke: not seen - no radar ever detected it.\n";
    assert_string_equal(text.text, wanted);
    pvs_str_free(&text);
    pvs_record_close(record);
    temporary_remove(&t);
}

static void any_threat_is_told_by_name(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    PvsRecord *record = record_of(&t, synthetic_events, SYNTHETIC_N);
    PvsStr text = {0};
    assert_int_equal(pvs_explain(record, "drones/1", false, &text, NULL), PVS_OK);
    assert_non_null(strstr(text.text, "drones/1 (drone, armed): killed\n"));
    assert_non_null(strstr(unwrapped(&text),
                           "two round-a from 20:25:10 on, one hit, one missed. Killed by "
                           "north with round-a at 20:25:42, 480 m up. "));
    text.n = 0;
    assert_int_equal(pvs_explain(record, "drones/2", false, &text, NULL), PVS_OK);
    assert_non_null(strstr(text.text, "drones/2 (decoy, decoy): soft-killed\n"));
    assert_non_null(strstr(unwrapped(&text), "It lost its way in jam at 20:25:25."));
    pvs_str_free(&text);
    pvs_record_close(record);
    temporary_remove(&t);
}

static void an_unknown_threat_is_answered_with_the_nearest(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    PvsRecord *record = record_of(&t, synthetic_events, SYNTHETIC_N);
    PvsStr text = {0};
    PvsError err = {0};
    assert_int_equal(pvs_explain(record, "drone/1", false, &text, &err), PVS_BAD_USAGE);
    assert_string_equal(
        err.message,
        "no threat is called \"drone/1\"; did you mean one of \"drones/1\" to \"drones/3\"?");
    assert_int_equal(pvs_explain(record, "misile", false, &text, &err), PVS_BAD_USAGE);
    assert_string_equal(err.message, "no threat is called \"misile\"; did you mean \"missile\"?");
    pvs_record_close(record);
    temporary_remove(&t);
}

static void a_battle_without_leakers_says_so(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    PvsRecord *record = record_of(&t, synthetic_events, 6);
    PvsStr text = {0};
    assert_int_equal(pvs_explain(record, NULL, false, &text, NULL), PVS_OK);
    assert_string_equal(text.text, "No leakers: nothing armed got through.\n");
    text.n = 0;
    assert_int_equal(pvs_explain(record, "missile", false, &text, NULL), PVS_OK);
    assert_non_null(strstr(unwrapped(&text), "Still flying at the end."));
    pvs_str_free(&text);
    pvs_record_close(record);
    temporary_remove(&t);
}

// Ids that point nowhere and orders that no battle makes must not upset the teller.
static void events_in_no_sensible_order_are_survived(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    const PvsEvent events[] = {
        {1, PVS_EV_LEAK, {2, PVS_LEAK_OTHER, PVS_NONE}, {0}},
        {1, PVS_EV_INTERCEPT, {2, 0, 5, PVS_NONE}, {0}},
        {1, PVS_EV_ASSESSED, {2, PVS_NONE, 1}, {0}},
        {1, PVS_EV_FIRED, {2, PVS_NONE, PVS_NONE, PVS_NONE}, {0}},
        {2, PVS_EV_ASSIGNED, {2, PVS_NONE, PVS_NONE, PVS_NONE}, {0}},
        {2, PVS_EV_GATE, {2, PVS_NONE, PVS_NONE, PVS_NONE}, {0}},
        {2, PVS_EV_HIT, {2, PVS_NONE, PVS_NONE}, {0}},
        {2, PVS_EV_SEEN, {PVS_NONE, 0}, {0}},
        {3, PVS_EV_KILLED, {2, PVS_NONE, PVS_NONE, PVS_NONE}, {0}},
    };
    PvsRecord *record = record_of(&t, events, sizeof events / sizeof *events);
    PvsStr text = {0};
    assert_int_equal(pvs_explain(record, NULL, true, &text, NULL), PVS_OK);
    assert_non_null(strstr(text.text, "1 leaker"));
    pvs_str_free(&text);
    pvs_record_close(record);
    temporary_remove(&t);
}

static void failing_allocations_are_reported(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    PvsRecord *record = record_of(&t, synthetic_events, SYNTHETIC_N);
    PvsStatus status = PVS_NO_MEMORY;
    for (long n = 0; status != PVS_OK && n < 200; n++) {
        PvsStr text = {0};
        pvs_alloc_fail_after(n);
        status = pvs_explain(record, NULL, false, &text, NULL);
        pvs_alloc_fail_after(-1);
        assert_true(status == PVS_OK || status == PVS_NO_MEMORY);
        pvs_str_free(&text);
    }
    assert_int_equal(status, PVS_OK);
    pvs_record_close(record);
    temporary_remove(&t);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_leaker_is_told_with_its_chain_and_its_label),
        cmocka_unit_test(any_threat_is_told_by_name),
        cmocka_unit_test(an_unknown_threat_is_answered_with_the_nearest),
        cmocka_unit_test(a_battle_without_leakers_says_so),
        cmocka_unit_test(events_in_no_sensible_order_are_survived),
        cmocka_unit_test(failing_allocations_are_reported),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
