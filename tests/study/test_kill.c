// SPDX-License-Identifier: Apache-2.0
// A study that is killed at any instant loses no finished block, and goes on to the same bits. tools/check.sh runs more instants (PAVISE_KILLS).
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/luck.h"
#include "study/studies.h"

static const char guns[] = STUDY_HEAD "replications: 64\nvary: {units.guns.count: [2, 6]}\n";

static PvsStatus run(Temporary *t, bool resume, char sha[65], PvsError *err) {
    PvsStudyOptions o = studies_options(NULL, 2);
    o.resume = resume;
    return studies_run(t, "guns.yaml", "out", o, sha, err);
}

static bool exists(Temporary *t, const char *name) {
    return access(temporary_path(t, name), F_OK) == 0;
}

// The child may be killed while it makes the folder, plays, commits a block, writes results, or when it is done.
static void killed_at_many_instants_it_resumes_to_the_same_bits(void **state) {
    (void)state;
    const char *wanted = getenv("PAVISE_KILLS");
    int n_kills = wanted ? atoi(wanted) : 12;
    Temporary whole;
    char expected[65], sha[65];
    PvsError err = {0};
    temporary_create(&whole);
    studies_write(&whole, "guns.yaml", guns);
    assert_int_equal(
        studies_run(&whole, "guns.yaml", "out", studies_options(NULL, 2), expected, &err), PVS_OK);
    studies_remove(&whole);
    int n_early = 0;
    for (int i = 0; i < n_kills; i++) {
        Temporary t;
        temporary_create(&t);
        studies_write(&t, "guns.yaml", guns);
        double wait_s = 0.9 * pvs_luck_u01(pvs_luck(11, 0), PVS_LUCK_TEST, (uint64_t)i, 0);
        pid_t child = fork();
        if (child == 0) {
            run(&t, false, sha, &err);
            _exit(0);
        }
        struct timespec nap = {0, (long)(wait_s * 1e9)};
        nanosleep(&nap, NULL);
        kill(child, SIGKILL);
        waitpid(child, NULL, 0);
        bool begun = exists(&t, "out/study.json");
        n_early += !begun;
        PvsStatus status = run(&t, begun, sha, &err);
        if (status != PVS_OK || strcmp(sha, expected) != 0) {
            fail_msg("killed after %.3f s: status %d, %s, \"%s\"", wait_s, status, sha,
                     err.message);
        }
        studies_remove(&t);
    }
    print_message("%d kills, %d before the folder was whole\n", n_kills, n_early);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(killed_at_many_instants_it_resumes_to_the_same_bits),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
