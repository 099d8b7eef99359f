// SPDX-License-Identifier: Apache-2.0
// Asks the built libraries what no reader can see at a glance: no mutable variable outside
// functions, no foreign elementary function, nothing that prints or exits or reads the clock, only
// names of our own, no fused multiply-add.
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "house/house.h"

// Walks over one archive.
typedef struct {
    const char *room;
    int n_seen, n_wrong;
} Walk;

static void note_source(const char *path, void *ctx) {
    *(bool *)ctx |= house_ends_with(path, ".c");
}

// A room of headers alone has no archive.
static bool has_sources(const char *room) {
    char folder[4096];
    bool found = false;
    snprintf(folder, sizeof folder, "%s/src/%s", PVS_SOURCE_DIR, room);
    house_walk(folder, note_source, &found);
    return found;
}

// Runs a command on the archive of each room and shows its lines to `visit`. Returns how much was
// wrong; a missing archive is.
static int for_each_archive(const char *command_format, void (*visit)(char *line, void *ctx)) {
    House house;
    assert_true(house_ladder(&house));
    int n_wrong = 0, n_archives = 0;
    for (int i = 0; i < house.n; i++) {
        const char *room = house.rooms[i].name;
        char archive[4096], command[8192];
        if (strcmp(room, "cli") == 0 || !has_sources(room)) {
            continue; // the program is no library
        }
        snprintf(archive, sizeof archive, "%s/libpvs_%s.a", PVS_BINARY_DIR, room);
        struct stat info;
        if (stat(archive, &info) != 0) {
            print_error("%s is not built\n", archive);
            n_wrong++;
            continue;
        }
        Walk walk = {.room = room};
        snprintf(command, sizeof command, command_format, archive);
        int status = house_lines(command, visit, &walk);
        if (status != 0 || walk.n_seen == 0) {
            print_error("\"%s\" said nothing (status %d)\n", command, status);
            n_wrong++;
        }
        n_wrong += walk.n_wrong;
        n_archives++;
    }
    assert_true(n_archives > 0);
    return n_wrong;
}

// Last word of a line.
static const char *last_word(const char *line) {
    const char *space = strrchr(line, ' ');
    return space ? space + 1 : line;
}

// ---- no mutable variables at file scope

// Each with its reason.
static const char *const mutable_allowed[] = {
    // base/arena.c: counts down to an injected allocation failure; per thread, set by tests alone
    "fail_after",
};

static void check_mutable(char *line, void *ctx) {
    Walk *walk = ctx;
    // objdump -t: "value flags section<TAB>size name"; sections without a tab are headings.
    char *tab = strchr(line, '\t');
    if (!tab) {
        return;
    }
    walk->n_seen++;
    *tab = '\0';
    const char *section = last_word(line), *name = last_word(tab + 1);
    bool writable =
        (strncmp(section, ".data", 5) == 0 && strncmp(section, ".data.rel.ro", 12) != 0) ||
        strncmp(section, ".bss", 4) == 0 || strncmp(section, ".tbss", 5) == 0 ||
        strncmp(section, ".tdata", 6) == 0 || strcmp(section, "*COM*") == 0;
    if (!writable || strcmp(name, section) == 0) {
        return;
    }
    for (size_t i = 0; i < sizeof mutable_allowed / sizeof mutable_allowed[0]; i++) {
        if (strcmp(name, mutable_allowed[i]) == 0) {
            return;
        }
    }
    print_error("%s: %s is a mutable variable (section %s)\n", walk->room, name, section);
    walk->n_wrong++;
}

// One would let two battles in one process change each other.
static void no_library_has_mutable_variables_at_file_scope(void **state) {
    (void)state;
    assert_int_equal(for_each_archive("objdump -t %s", check_mutable), 0);
}

// ---- only our names

static void check_prefix(char *line, void *ctx) {
    Walk *walk = ctx;
    // nm -g: "value type name"; other lines name the members.
    if (strlen(line) < 20 || line[16] != ' ') {
        return;
    }
    walk->n_seen++;
    const char *name = last_word(line);
    if (strncmp(name, "pvs_", 4) != 0) {
        print_error("%s: %s does not begin with pvs_\n", walk->room, name);
        walk->n_wrong++;
    }
}

// Another name in a user's program would clash with what a room calls its own, or take its place.
static void every_symbol_that_the_libraries_export_begins_with_pvs(void **state) {
    (void)state;
    Walk archive = {.room = "libpavise.a"}, shared = {.room = "libpavise.so"};
    assert_int_equal(
        house_lines("nm -g --defined-only " PVS_BINARY_DIR "/libpavise.a", check_prefix, &archive),
        0);
    assert_int_equal(
        house_lines("nm -D --defined-only " PVS_BINARY_DIR "/libpavise.so", check_prefix, &shared),
        0);
    print_message("%d and %d names\n", archive.n_seen, shared.n_seen);
    assert_true(archive.n_seen > 0 && archive.n_seen == shared.n_seen);
    assert_int_equal(archive.n_wrong + shared.n_wrong, 0);
}

// ---- nothing from outside that is not the same everywhere

// The system's elementary functions: their last bits change with its version and the processor.
// (Not listed, because exact: sqrt, fabs, floor, ceil, trunc, rint, fmin, fmax, copysign, ldexp,
// frexp, fmod.)
static const char *const libm_refused[] = {
    "sin",   "cos",   "tan",   "sincos", "asin",  "acos", "atan",  "atan2",    "sinh",   "cosh",
    "tanh",  "asinh", "acosh", "atanh",  "exp",   "exp2", "exp10", "expm1",    "log",    "log2",
    "log10", "log1p", "pow",   "cbrt",   "hypot", "erf",  "erfc",  "gamma",    "lgamma", "tgamma",
    "j0",    "j1",    "jn",    "y0",     "y1",    "yn",   "fma",   "lgamma_r",
};

// What prints, ends the program, reads the clock, the environment or hidden state.
static const char *const effects_refused[] = {
    "printf",    "puts",   "putchar", "vprintf",   "perror",        "stdout",
    "stderr",    "exit",   "_exit",   "abort",     "getenv",        "time",
    "clock",     "rand",   "srand",   "random",    "clock_gettime", "gettimeofday",
    "setlocale", "strtok", "signal",  "localtime", "gmtime",
};

// Allocation goes through pvs_alloc and its like, so that a test can make each one fail.
// base/arena.c has them.
static const char *const allocators[] = {"malloc",  "calloc",        "realloc", "strdup",
                                         "strndup", "aligned_alloc", "asprintf"};

static bool is_one_of(const char *name, const char *const *list, size_t n) {
    for (size_t i = 0; i < n; i++) {
        if (strcmp(name, list[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_libm(const char *name) {
    size_t n = sizeof libm_refused / sizeof libm_refused[0];
    char base[32];
    size_t length = strlen(name);
    if (is_one_of(name, libm_refused, n) || strstr(name, "_finite")) {
        return true;
    }
    if (length < 2 || length >= sizeof base || !strchr("fl", name[length - 1])) {
        return false;
    }
    snprintf(base, sizeof base, "%.*s", (int)length - 1, name); // sinf, sinl
    return is_one_of(base, libm_refused, n);
}

static void check_undefined(char *line, void *ctx) {
    Walk *walk = ctx;
    if (!strstr(line, " U ")) {
        return;
    }
    walk->n_seen++;
    const char *name = last_word(line);
    if (is_libm(name)) {
        print_error("%s calls %s of the system's libm; base/math.h has it\n", walk->room, name);
        walk->n_wrong++;
    }
    if (is_one_of(name, effects_refused, sizeof effects_refused / sizeof effects_refused[0])) {
        print_error("%s uses %s\n", walk->room, name);
        walk->n_wrong++;
    }
    if (strcmp(walk->room, "base") != 0 &&
        is_one_of(name, allocators, sizeof allocators / sizeof allocators[0])) {
        print_error("%s calls %s; base/arena.h has pvs_alloc\n", walk->room, name);
        walk->n_wrong++;
    }
}

// A call of the system's sine would make the outcome hash depend on its version and on the
// processor.
static void no_library_calls_libm_or_prints_or_reads_the_clock(void **state) {
    (void)state;
    assert_int_equal(for_each_archive("nm -u %s", check_undefined), 0);
}

static void the_name_check_knows_all_forms_of_libm(void **state) {
    (void)state;
    assert_true(is_libm("sin") && is_libm("sinf") && is_libm("expl") && is_libm("__exp_finite"));
    assert_false(is_libm("sqrt") || is_libm("pvs_sin") || is_libm("memcpy") || is_libm("ceil"));
}

// ---- no fused multiply-add

static void check_fma(char *line, void *ctx) {
    Walk *walk = ctx;
    walk->n_seen++;
    if (strstr(line, "vfmadd") || strstr(line, "vfnmadd") || strstr(line, "vfmsub") ||
        strstr(line, "vfnmsub")) {
        if (walk->n_wrong++ < 3) {
            print_error("%s: %s\n", walk->room, line);
        }
    }
}

// One would round once where the others round twice: another hash on another processor.
static void no_library_contains_a_fused_multiply_add(void **state) {
    (void)state;
#if defined(__x86_64__)
    assert_int_equal(for_each_archive("objdump -d --no-show-raw-insn %s", check_fma), 0);
#else
    skip(); // the names of the instructions are those of x86-64
#endif
}

// ---- kernels are vector code

typedef struct {
    const char *object;
    int n_packed, n_kernels, n_wrong;
} Vectors;

static void count_packed(char *line, void *ctx) {
    Vectors *v = ctx;
    bool arithmetic = strstr(line, "mulpd") || strstr(line, "addpd") || strstr(line, "divpd") ||
                      strstr(line, "pmuludq");
    v->n_packed += arithmetic && (strstr(line, "ymm") || strstr(line, "zmm"));
}

static void check_kernel(char *object, void *ctx) {
    Vectors *v = ctx;
    char command[8192];
    snprintf(command, sizeof command, "objdump -d --no-show-raw-insn '%s'", object);
    v->n_packed = 0;
    v->n_kernels++;
    house_lines(command, count_packed, v);
    if (v->n_packed < 20) {
        print_error("%s: %d packed instructions\n", object, v->n_packed);
        v->n_wrong++;
    }
}

// A small change in a loop, and the compiler gives up: the same bits, four times slower.
static void every_kernel_is_vector_code(void **state) {
    (void)state;
#if defined(__x86_64__) && defined(PVS_OPTIMISED)
    Vectors v = {0};
    house_lines("find '" PVS_BINARY_DIR "/CMakeFiles' -path '*_isa[34].dir/*' -name '*_kernel.c.o'",
                check_kernel, &v);
    print_message("%d kernels\n", v.n_kernels);
    assert_true(v.n_kernels >= 2);
    assert_int_equal(v.n_wrong, 0);
#else
    skip(); // an unoptimised build has none
#endif
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(no_library_has_mutable_variables_at_file_scope),
        cmocka_unit_test(every_symbol_that_the_libraries_export_begins_with_pvs),
        cmocka_unit_test(no_library_calls_libm_or_prints_or_reads_the_clock),
        cmocka_unit_test(the_name_check_knows_all_forms_of_libm),
        cmocka_unit_test(no_library_contains_a_fused_multiply_add),
        cmocka_unit_test(every_kernel_is_vector_code),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
