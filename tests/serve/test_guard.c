// SPDX-License-Identifier: Apache-2.0
// Who is let in: names, origins, tokens.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "serve/guard.h"

static const PvsGuard local = {.port = 8080};
static const PvsGuard open_to_all = {
    .token = "0123456789abcdef", .name = "host.example", .port = 8080};

static void on_loopback_only_its_own_names_are_hosts(void **state) {
    (void)state;
    static const char *const good[] = {"127.0.0.1:8080", "localhost:8080", "LOCALHOST:8080",
                                       "[::1]:8080", "127.1.2.3:8080"};
    static const char *const bad[] = {"evil.example:8080",
                                      "127.0.0.1",
                                      "127.0.0.1:8081",
                                      "127.0.0.1:8080x",
                                      "",
                                      ":8080",
                                      "192.168.1.2:8080",
                                      "127.0.0.1.evil.example:8080",
                                      "localhost.evil.example:8080",
                                      "[::1]",
                                      "[fe80::1]:8080",
                                      "127.0.0.1:8080:8080",
                                      "evil@127.0.0.1:8080"};
    for (size_t i = 0; i < sizeof good / sizeof *good; i++) {
        assert_true(pvs_guard_host(&local, good[i]));
    }
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        assert_false(pvs_guard_host(&local, bad[i]));
    }
}

// A name of somebody else's that was made to point here (DNS rebinding) is no address.
static void beyond_loopback_hosts_are_addresses_and_the_given_name(void **state) {
    (void)state;
    assert_true(pvs_guard_host(&open_to_all, "192.168.1.2:8080"));
    assert_true(pvs_guard_host(&open_to_all, "[fe80::1]:8080"));
    assert_true(pvs_guard_host(&open_to_all, "Host.Example:8080"));
    assert_false(pvs_guard_host(&open_to_all, "evil.example:8080"));
    assert_false(pvs_guard_host(&open_to_all, "1.2.3.evil:8080"));
}

static void an_origin_is_the_very_host(void **state) {
    (void)state;
    assert_true(pvs_guard_origin(&local, NULL, "127.0.0.1:8080"));
    assert_true(pvs_guard_origin(&local, "http://127.0.0.1:8080", "127.0.0.1:8080"));
    assert_false(pvs_guard_origin(&local, "http://localhost:8080", "127.0.0.1:8080"));
    assert_false(pvs_guard_origin(&local, "https://127.0.0.1:8080", "127.0.0.1:8080"));
    assert_false(pvs_guard_origin(&local, "http://127.0.0.1:9000", "127.0.0.1:8080"));
    assert_false(pvs_guard_origin(&local, "http://evil.example", "evil.example"));
    assert_false(pvs_guard_origin(&local, "null", "127.0.0.1:8080"));
    assert_false(pvs_guard_origin(&local, "", "127.0.0.1:8080"));
}

static void a_token_is_needed_whole(void **state) {
    (void)state;
    assert_true(pvs_guard_token(&local, NULL));
    assert_true(pvs_guard_token(&open_to_all, "0123456789abcdef"));
    assert_false(pvs_guard_token(&open_to_all, "0123456789abcdeF"));
    assert_false(pvs_guard_token(&open_to_all, "0123456789abcde"));
    assert_false(pvs_guard_token(&open_to_all, ""));
    assert_false(pvs_guard_token(&open_to_all, NULL));
}

static void a_cookie_is_found_by_its_whole_name(void **state) {
    (void)state;
    char buf[20];
    assert_true(pvs_guard_cookie(&local, "a=1; pavise_8080=xyz; b=2", buf, sizeof buf));
    assert_string_equal(buf, "xyz");
    assert_true(pvs_guard_cookie(&local, "pavise_8080=xyz", buf, sizeof buf));
    assert_false(pvs_guard_cookie(&local, "pavise_8081=xyz", buf, sizeof buf));
    assert_false(pvs_guard_cookie(&local, "not_pavise_8080=xyz", buf, sizeof buf));
    assert_false(
        pvs_guard_cookie(&local, "pavise_8080=aaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", buf, sizeof buf));
    assert_false(pvs_guard_cookie(&local, ";;;", buf, sizeof buf));
    assert_false(pvs_guard_cookie(&local, NULL, buf, sizeof buf));
}

static void loopback_is_told_from_the_rest(void **state) {
    (void)state;
    assert_true(pvs_guard_is_loopback("127.0.0.1") && pvs_guard_is_loopback("::1") &&
                pvs_guard_is_loopback("localhost"));
    assert_false(pvs_guard_is_loopback("0.0.0.0") || pvs_guard_is_loopback("127.evil") ||
                 pvs_guard_is_loopback("10.0.0.1") || pvs_guard_is_loopback("::"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(on_loopback_only_its_own_names_are_hosts),
        cmocka_unit_test(beyond_loopback_hosts_are_addresses_and_the_given_name),
        cmocka_unit_test(an_origin_is_the_very_host),
        cmocka_unit_test(a_token_is_needed_whole),
        cmocka_unit_test(a_cookie_is_found_by_its_whole_name),
        cmocka_unit_test(loopback_is_told_from_the_rest),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
