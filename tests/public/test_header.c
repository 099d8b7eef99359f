// SPDX-License-Identifier: Apache-2.0
// The public header compiles alone, as C and as C++, strictly; and each short header behind it
// does.
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *const headers[] = {"pavise", "battle", "events", "model",
                                      "paths",  "record", "status", "time"};
#define N_HEADERS (sizeof headers / sizeof *headers)

static bool works(const char *compiler) {
    char command[400];
    snprintf(command, sizeof command, "echo 'int x;' | %s - -fsyntax-only > /dev/null 2>&1",
             compiler);
    return system(command) == 0;
}

static void assert_each_compiles(const char *compiler) {
    if (!works(compiler)) {
        print_message("%s is not here: not tested\n", compiler);
        skip();
    }
    for (size_t i = 0; i < N_HEADERS; i++) {
        char command[800];
        snprintf(command, sizeof command,
                 "echo '#include <pavise/%s.h>' | %s -pedantic -Wall -Wextra -Werror -I %s/include "
                 "- -fsyntax-only",
                 headers[i], compiler, PVS_SOURCE_DIR);
        if (system(command) != 0) {
            fail_msg("<pavise/%s.h> does not compile alone: %s", headers[i], command);
        }
    }
}

// Users' programs are strict C17, and include what they need and nothing before it.
static void each_public_header_compiles_alone_as_c(void **ctx) {
    (void)ctx;
    assert_each_compiles("cc -x c -std=c17");
}

static void each_public_header_compiles_alone_as_cxx(void **ctx) {
    (void)ctx;
    assert_each_compiles("c++ -x c++ -std=c++11");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(each_public_header_compiles_alone_as_c),
        cmocka_unit_test(each_public_header_compiles_alone_as_cxx),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
