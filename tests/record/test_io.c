// SPDX-License-Identifier: Apache-2.0
// Output files are whole or absent, whatever fails.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "record/io.h"
#include "support/faulty_io.h"
#include "support/temporary.h"

static PvsStatus write_file(const char *path, const PvsIo *io, size_t n_lines, PvsError *err) {
    PvsOut *out;
    PvsStatus status = pvs_out_create(path, io, &out, err);
    if (status != PVS_OK) {
        return status;
    }
    for (size_t i = 0; i < n_lines; i++) {
        pvs_out_text(out, "a line of twenty-one\n");
    }
    return pvs_out_commit(out, err);
}

static void a_committed_file_holds_what_was_written(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    FaultyIo faults = {.fail_at = -1, .write_max = 7}; // short writes are no failure
    PvsIo io = faulty_io(&faults);
    assert_int_equal(write_file(temporary_path(&t, "x"), &io, 10000, NULL), PVS_OK);
    size_t n;
    char *data = temporary_slurp(t.path, &n);
    assert_int_equal(n, 210000);
    assert_memory_equal(data + n - 21, "a line of twenty-one\n", 21);
    free(data);
    assert_int_equal(temporary_count(&t), 1);
    temporary_remove(&t);
}

// Each system call in turn fails with a full disk: there must be an error with the path and the
// reason, the old file must be whole, and no temporary file may stay.
static void whatever_call_fails_the_old_file_stays(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    const char *path = temporary_path(&t, "x");
    FaultyIo faults = {.fail_at = -1};
    PvsIo io = faulty_io(&faults);
    assert_int_equal(write_file(path, &io, 10000, NULL), PVS_OK);
    long n_calls = faults.n_calls;
    assert_in_range(n_calls, 8, 40);
    for (long i = 0; i < n_calls; i++) {
        temporary_spit(path, "old", 3);
        faults = (FaultyIo){.fail_at = i, .error = ENOSPC};
        PvsError err = {0};
        PvsStatus status = write_file(path, &io, 10000, &err);
        size_t n;
        char *data = temporary_slurp(path, &n);
        assert_non_null(data);
        if (status == PVS_OK) {
            // What cannot be opened as a folder, and its closing, are left to the system.
            assert_true(i >= n_calls - 3);
            assert_int_equal(n, 210000);
        } else if (n != 3) {
            // The rename had been done: only the folder's fsync is left to fail then, and the file
            // is whole.
            assert_int_equal(n, 210000);
            assert_true(i >= n_calls - 3);
        } else {
            assert_memory_equal(data, "old", 3);
        }
        if (status != PVS_OK) {
            assert_int_equal(status, PVS_IO);
            assert_non_null(strstr(err.message, path));
            assert_non_null(strstr(err.message, "No space left on device"));
        }
        free(data);
        assert_int_equal(temporary_count(&t), 1);
    }
    temporary_remove(&t);
}

// A record written to /dev/full or /dev/null must never replace the device by a file.
static void a_device_is_written_and_not_replaced(void **ctx) {
    (void)ctx;
    PvsError err = {0};
    assert_int_equal(write_file("/dev/full", NULL, 10, &err), PVS_IO);
    assert_non_null(strstr(err.message, "No space left on device"));
    assert_int_equal(write_file("/dev/null", NULL, 10, NULL), PVS_OK);
    struct stat st;
    assert_int_equal(stat("/dev/full", &st), 0);
    assert_true(S_ISCHR(st.st_mode));
    assert_int_equal(stat("/dev/null", &st), 0);
    assert_true(S_ISCHR(st.st_mode));
}

static void a_discarded_file_leaves_nothing(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    PvsOut *out;
    assert_int_equal(pvs_out_create(temporary_path(&t, "x"), NULL, &out, NULL), PVS_OK);
    pvs_out_text(out, "half");
    pvs_out_discard(out);
    pvs_out_discard(NULL);
    assert_int_equal(temporary_count(&t), 0);
    temporary_remove(&t);
}

// A temporary name that another run holds is left alone.
static void a_foreign_temporary_file_is_left_alone(void **ctx) {
    (void)ctx;
    Temporary t;
    temporary_create(&t);
    temporary_spit(temporary_path(&t, "x.tmp-0"), "theirs", 6);
    assert_int_equal(write_file(temporary_path(&t, "x"), NULL, 1, NULL), PVS_OK);
    size_t n;
    char *data = temporary_slurp(temporary_path(&t, "x.tmp-0"), &n);
    assert_string_equal(data, "theirs");
    free(data);
    temporary_remove(&t);
}

static void a_missing_folder_is_named(void **ctx) {
    (void)ctx;
    PvsError err = {0};
    assert_int_equal(write_file("/nonexistent/folder/x", NULL, 1, &err), PVS_IO);
    assert_string_equal(err.message,
                        "/nonexistent/folder/x: cannot be created: No such file or directory");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_committed_file_holds_what_was_written),
        cmocka_unit_test(whatever_call_fails_the_old_file_stays),
        cmocka_unit_test(a_device_is_written_and_not_replaced),
        cmocka_unit_test(a_discarded_file_leaves_nothing),
        cmocka_unit_test(a_foreign_temporary_file_is_left_alone),
        cmocka_unit_test(a_missing_folder_is_named),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
