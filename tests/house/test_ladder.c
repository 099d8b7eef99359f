// SPDX-License-Identifier: Apache-2.0
// The ladder of the house: a room includes only rooms below it. The list stands in CMakeLists.txt.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "house/house.h"

// What is found while the source files are walked.
typedef struct {
    House house;
    int n_files, n_includes, n_wrong;
} Walk;

// Room of a path below src/, -1 when it is none.
static int room_of(const House *house, const char *path) {
    const char *src = PVS_SOURCE_DIR "/src/";
    if (strncmp(path, src, strlen(src)) != 0) {
        return -1;
    }
    const char *name = path + strlen(src);
    return house_find(house, name, strcspn(name, "/"));
}

static void check_include(Walk *walk, const char *path, int from, const char *name) {
    const char *slash = strchr(name, '/');
    if (!slash) {
        return; // in the same folder, or the system's
    }
    int to = house_find(&walk->house, name, (size_t)(slash - name));
    if (to < 0) {
        return; // the system's, or the public face
    }
    walk->n_includes++;
    if (to != from && !(walk->house.rooms[from].below & 1u << to)) {
        print_error("%s includes \"%.*s\": %s is not below %s\n", path, (int)strcspn(name, "\">"),
                    name, walk->house.rooms[to].name, walk->house.rooms[from].name);
        walk->n_wrong++;
    }
    if (strncmp(slash, "/../", 4) == 0) {
        print_error("%s includes through ..\n", path);
        walk->n_wrong++;
    }
}

static void check_file(const char *path, void *ctx) {
    Walk *walk = ctx;
    if (!house_ends_with(path, ".c") && !house_ends_with(path, ".h")) {
        return;
    }
    int from = room_of(&walk->house, path);
    if (from < 0) {
        print_error("%s: its folder is no room of CMakeLists.txt\n", path);
        walk->n_wrong++;
        return;
    }
    walk->n_files++;
    char *text = house_read(path);
    for (char *at = text; (at = strstr(at, "#include")); at += 8) {
        char *name = at + 8 + strspn(at + 8, " \t");
        if (*name == '"' || *name == '<') {
            check_include(walk, path, from, name + 1);
            if (strncmp(name + 1, "../", 3) == 0) {
                print_error("%s includes through ..\n", path);
                walk->n_wrong++;
            }
        }
    }
    free(text);
}

// A wrong one would let a lower room depend on what is built on it, until nothing can be used or
// tested alone.
static void a_room_includes_only_rooms_below_it(void **state) {
    (void)state;
    Walk walk = {0};
    assert_true(house_ladder(&walk.house));
    house_walk(PVS_SOURCE_DIR "/src", check_file, &walk);
    print_message("%d rooms, %d files, %d includes between rooms\n", walk.house.n, walk.n_files,
                  walk.n_includes);
    assert_true(walk.n_files > 0 && walk.n_includes > 0);
    assert_int_equal(walk.n_wrong, 0);
}

// The defender knows only what its sensors report: a header that shows truth must not be within
// command's reach.
static void command_never_reaches_model_or_battle(void **state) {
    (void)state;
    House house;
    assert_true(house_ladder(&house));
    int command = house_find(&house, "command", 7);
    int model = house_find(&house, "model", 5), battle = house_find(&house, "battle", 6);
    assert_true(command >= 0 && model >= 0 && battle >= 0);
    unsigned reach = house.rooms[command].below;
    assert_false(reach & (1u << model | 1u << battle));
    for (int i = 0; i < house.n; i++) { // nor over any room that it may include
        if (reach & 1u << i) {
            assert_false(house.rooms[i].below & (1u << model | 1u << battle));
        }
    }
}

static bool includes_refused(const char *name, const char *from_room) {
    Walk walk = {0};
    assert_true(house_ladder(&walk.house));
    check_include(&walk, "(the test's own example)",
                  house_find(&walk.house, from_room, strlen(from_room)), name);
    return walk.n_wrong > 0;
}

// The check itself must be able to fail.
static void the_check_refuses_what_it_should(void **state) {
    (void)state;
    assert_true(includes_refused("battle/battle.h\"", "command"));
    assert_true(includes_refused("model/model.h\"", "command"));
    assert_true(includes_refused("earth/earth.h\"", "base"));
    assert_true(includes_refused("weapon/weapon.h\"", "sensor"));
    assert_false(includes_refused("weapon/weapon.h\"", "command"));
    assert_false(includes_refused("base/math.h\"", "cli"));
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_room_includes_only_rooms_below_it),
        cmocka_unit_test(command_never_reaches_model_or_battle),
        cmocka_unit_test(the_check_refuses_what_it_should),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
