// SPDX-License-Identifier: Apache-2.0
// SHA-256 against the examples of the standard (FIPS 180-4; NIST, "SHA-256 example values").
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/sha256.h"

static void assert_hash(const char *text, const char *wanted) {
    PvsSha256 hash;
    char hex[65];
    pvs_sha256_init(&hash);
    pvs_sha256_add(&hash, text, strlen(text));
    pvs_sha256_hex(&hash, hex);
    assert_string_equal(hex, wanted);
}

static void the_examples_of_the_standard_come_out(void **state) {
    (void)state;
    assert_hash("", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    assert_hash("abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    assert_hash("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static void a_million_letters_in_uneven_pieces(void **state) {
    (void)state;
    PvsSha256 hash;
    char hex[65], piece[1000];
    memset(piece, 'a', sizeof piece);
    pvs_sha256_init(&hash);
    size_t left = 1000000;
    for (size_t n = 1; left > 0; n = n * 7 % 997) {
        size_t now = n < left ? n : left;
        pvs_sha256_add(&hash, piece, now);
        left -= now;
    }
    pvs_sha256_hex(&hash, hex);
    assert_string_equal(hex, "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_examples_of_the_standard_come_out),
        cmocka_unit_test(a_million_letters_in_uneven_pieces),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
