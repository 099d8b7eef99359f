// SPDX-License-Identifier: Apache-2.0
// The schema's tables: sound in themselves, and the kept pages are made from them.
#include "loading.h"
#include "scenario/bind.h"
#include "support/temporary.h"

#define OBJECTS_MAX 64

static size_t size_of_kind(PvsFieldKind kind) {
    static const size_t sizes[] = {[PVS_FIELD_TEXT] = sizeof(char *),
                                   [PVS_FIELD_NAME] = sizeof(char *),
                                   [PVS_FIELD_BOOL] = sizeof(int),
                                   [PVS_FIELD_COUNT] = sizeof(int64_t),
                                   [PVS_FIELD_NUMBER] = sizeof(double),
                                   [PVS_FIELD_SPEED] = sizeof(PvsSpecSpeed),
                                   [PVS_FIELD_CHANCE] = sizeof(PvsDist),
                                   [PVS_FIELD_CHANCE_SPEED] = sizeof(PvsSpecSpeedDist),
                                   [PVS_FIELD_HEIGHT] = sizeof(PvsSpecHeight),
                                   [PVS_FIELD_ENUM] = sizeof(int),
                                   [PVS_FIELD_CLASSES] = sizeof(uint32_t),
                                   [PVS_FIELD_OBJECT] = 1,
                                   [PVS_FIELD_MAP] = sizeof(PvsSpecMap),
                                   [PVS_FIELD_LIST] = sizeof(PvsSpecMap),
                                   [PVS_FIELD_VIEW] = sizeof(PvsView),
                                   [PVS_FIELD_SHAPE] = 1};
    return sizes[kind];
}

static void check_object(const PvsObject *object, const PvsObject **done, int *n) {
    for (int i = 0; i < *n; i++) {
        if (done[i] == object) {
            return;
        }
    }
    assert_true(*n < OBJECTS_MAX);
    done[(*n)++] = object;
    assert_non_null(object->help);
    assert_non_null(object->side);
    for (int i = 0; i < object->n_fields; i++) {
        const PvsField *f = &object->fields[i];
        if (!f->help || !f->name) {
            fail_msg("%s.%s has no help", object->name, f->name);
        }
        if (object->size && f->offset + size_of_kind(f->kind) > object->size) {
            fail_msg("%s.%s lies outside its struct", object->name, f->name);
        }
        for (int k = 0; k < i; k++) { // two fields on one place would overwrite each other
            const PvsField *g = &object->fields[k];
            bool texts = f->kind == PVS_FIELD_SHAPE ||
                         g->kind == PVS_FIELD_SHAPE; // words beside a table write nothing
            if (strcmp(f->name, g->name) == 0 ||
                (f->offset == g->offset && !texts && f->kind != PVS_FIELD_OBJECT)) {
                fail_msg("%s: %s and %s", object->name, f->name, g->name);
            }
        }
        assert_true(f->min <= f->max);
        assert_true(f->kind != PVS_FIELD_ENUM || f->names);
        assert_true(f->kind != PVS_FIELD_SHAPE || f->shape->read);
        if (f->object) {
            check_object(f->object, done, n);
        }
    }
    if (object->shorthand) {
        assert_non_null(pvs_object_field(object, object->shorthand));
    }
    if (object->mixin) {
        check_object(object->mixin, done, n);
    }
}

static void every_field_lies_in_its_struct_and_has_words(void **state) {
    (void)state;
    const PvsObject *done[OBJECTS_MAX];
    int n = 0;
    check_object(&pvs_object_scenario, done, &n);
    assert_true(n > 30);
}

// A default that cannot be read would be an error in every scenario that leaves the field out.
static void every_default_can_be_read(void **state) {
    (void)state;
    const PvsObject *done[OBJECTS_MAX];
    int n = 0;
    check_object(&pvs_object_scenario, done, &n);
    for (int i = 0; i < n; i++) {
        PvsDiags diags = {0};
        PvsLoad loading = {.diags = &diags};
        pvs_arena_init(&loading.arena);
        PvsBinder binder = {.load = &loading};
        double scratch[2048] = {0};
        assert_true(done[i]->size <= sizeof scratch);
        pvs_bind_defaults(&binder, done[i], scratch);
        pvs_load_free(&loading);
        char *found = findings(&diags);
        if (*found) {
            fail_msg("%s: %s", done[i]->name, found);
        }
        free(found);
    }
}

static void every_kind_has_an_object_and_readable_defaults(void **state) {
    (void)state;
    for (int i = 0; pvs_entry_kinds[i]; i++) {
        assert_non_null(pvs_object_of_kind(pvs_entry_kinds[i]));
    }
    assert_null(pvs_object_of_kind("no-such-kind"));
    assert_null(pvs_kind_defaults("no-such-kind"));
}

// The pages in docs/reference are made by `pavise schema` and `pavise schema --reference`; run these when this fails.
static void expect_kept(const char *path, void (*make)(PvsStr *)) {
    PvsStr made = {0};
    make(&made);
    assert_false(made.failed);
    size_t n;
    char *kept = temporary_slurp(path, &n);
    if (!kept || n != made.n || memcmp(kept, made.text, n) != 0) {
        fail_msg("%s is not what the schema makes: write it anew (pavise schema, pavise schema "
                 "--reference)",
                 path);
    }
    free(kept);
    pvs_str_free(&made);
}

static void the_kept_pages_are_made_from_the_schema(void **state) {
    (void)state;
    expect_kept(PVS_SOURCE_DIR "/docs/reference/scenario.schema.json", pvs_schema_json);
    expect_kept(PVS_SOURCE_DIR "/docs/reference/scenario.md", pvs_schema_reference);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(every_field_lies_in_its_struct_and_has_words),
        cmocka_unit_test(every_default_can_be_read),
        cmocka_unit_test(every_kind_has_an_object_and_readable_defaults),
        cmocka_unit_test(the_kept_pages_are_made_from_the_schema),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
