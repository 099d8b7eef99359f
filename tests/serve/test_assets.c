// SPDX-License-Identifier: Apache-2.0
// What becomes of a folder of files: addresses, kinds, encodings; and what never is served.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "serve/assets.h"
#include "support/temporary.h"

static void put(Temporary *t, const char *name, const char *text) {
    FILE *file = fopen(temporary_path(t, name), "w");
    assert_non_null(file);
    fputs(text, file);
    fclose(file);
}

static void a_folder_is_read_and_links_are_not_followed(void **state) {
    (void)state;
    Temporary t;
    PvsAssets assets;
    PvsError err;
    char sub[200];
    temporary_create(&t);
    put(&t, "index.html", "<!doctype html>");
    put(&t, "main.js", "plain");
    put(&t, "main.js.br", "brotli");
    put(&t, "main.js.gz", "gz");
    put(&t, ".hidden", "x");
    put(&t, "odd name.js", "x");
    put(&t, "only.css.br", "x");
    snprintf(sub, sizeof sub, "%s/sub", t.dir);
    mkdir(sub, 0700);
    put(&t, "sub/a.svg", "<svg/>");
    assert_int_equal(symlink("/etc/passwd", temporary_path(&t, "passwd.txt")), 0);
    assert_int_equal(symlink("/etc", temporary_path(&t, "etc")), 0);
    assert_int_equal(pvs_assets_load(t.dir, &assets, &err), PVS_OK);

    assert_string_equal(pvs_assets_find(&assets, "/")->type, "text/html; charset=utf-8");
    assert_null(pvs_assets_find(&assets, "/index.html"));
    const PvsAsset *main_js = pvs_assets_find(&assets, "/main.js");
    assert_string_equal(main_js->type, "text/javascript; charset=utf-8");
    assert_int_equal(pvs_asset_encoding(main_js, "gzip, deflate, br"), PVS_BROTLI);
    assert_int_equal(pvs_asset_encoding(main_js, "gzip;q=0.5"), PVS_GZIP);
    assert_int_equal(pvs_asset_encoding(main_js, "gzip;q=0, br;q=0"), PVS_AS_IS);
    assert_int_equal(pvs_asset_encoding(main_js, "brx, xgzip"), PVS_AS_IS);
    assert_int_equal(pvs_asset_encoding(main_js, NULL), PVS_AS_IS);
    assert_memory_equal(main_js->data[PVS_BROTLI], "brotli", 6);
    assert_string_equal(pvs_assets_find(&assets, "/sub/a.svg")->type, "image/svg+xml");
    assert_null(pvs_assets_find(&assets, "/passwd.txt"));
    assert_null(pvs_assets_find(&assets, "/etc/passwd"));
    assert_null(pvs_assets_find(&assets, "/.hidden"));
    assert_null(pvs_assets_find(&assets, "/odd name.js"));
    assert_null(pvs_assets_find(&assets, "/main.js.br"));
    assert_null(pvs_assets_find(&assets, "/only.css")->data[PVS_AS_IS]); // answered as not there
    pvs_assets_free(&assets);
    unlink(temporary_path(&t, "sub/a.svg"));
    rmdir(sub);
    temporary_remove(&t);
}

static void without_a_page_there_is_one_that_says_how(void **state) {
    (void)state;
    static const char *const folders[] = {NULL, "/nowhere", "/etc/passwd"};
    for (size_t i = 0; i < 3; i++) {
        PvsAssets assets;
        PvsError err;
        assert_int_equal(pvs_assets_load(folders[i], &assets, &err), PVS_OK);
        assert_int_equal(assets.n, 1);
        assert_non_null(
            strstr((const char *)pvs_assets_find(&assets, "/")->data[PVS_AS_IS], "make viewer"));
        pvs_assets_free(&assets);
    }
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_folder_is_read_and_links_are_not_followed),
        cmocka_unit_test(without_a_page_there_is_one_that_says_how),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
