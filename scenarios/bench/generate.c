// SPDX-License-Identifier: Apache-2.0
// Makes the large benchmark scenarios from R1: R1 x s (all counts x s, area x s, same density) and a million moving entities.
//
//     bench_generate BENCH_FOLDER OUT_FOLDER        (BENCH_FOLDER holds r1.yaml and r1/)
//
// writes OUT_FOLDER/r1x4.yaml, r1x10.yaml, r1x30.yaml with their tables, and million.yaml.
//
// R1 x s is s copies of R1 on a grid of the size of R1's own defended ground. A copy keeps every distance and bearing from its tile's
// centre; launch times and radar phases are drawn anew, so that no two copies beat in step. The same bytes come out on every machine: the
// draws are counter-based (base/luck.h) with the seed below, the cosine is base/math.h's.
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "base/luck.h"
#include "base/math.h"

#define SEED            20260301u
#define LINE_MAX_BYTES  512
#define R1_LAT_DEG      (-25.1) // middle of R1's sites
#define R1_LON_DEG      132.5
#define TILE_KM         620.0 // R1's sites and radars cover about this square
#define KM_PER_DEG      111.2
#define LAUNCH_JITTER_S 300.0

typedef struct {
    double lat_deg, lon_deg; // centre
    int index;
} Tile;

static const struct { int copies, columns; } SCALES[] = {{4, 2}, {10, 4}, {30, 6}};

static PvsLuck luck(void) {
    return pvs_luck(SEED, 0);
}

static double draw_u01(const char *name, int copy) {
    return pvs_luck_u01(luck(), PVS_LUCK_TEST, pvs_id_of_name(name, strlen(name)), (uint32_t)copy);
}

/// Copies fill a grid row by row, centred on R1's own place.
static Tile tile_of(int copy, int copies, int columns) {
    int rows = (copies + columns - 1) / columns;
    double east_km = ((copy % columns) - (columns - 1) / 2.0) * TILE_KM;
    double north_km = ((rows - 1) / 2.0 - copy / columns) * TILE_KM;
    Tile tile = {.index = copy + 1, .lat_deg = R1_LAT_DEG + north_km / KM_PER_DEG};
    tile.lon_deg = R1_LON_DEG + east_km / (KM_PER_DEG * pvs_cos(tile.lat_deg * PVS_DEG_RAD));
    return tile;
}

/// Moves a position of R1 into a tile, keeping kilometres east and north of the centre.
static void place(const Tile *tile, const char *lat, const char *lon, double *lat_deg,
                  double *lon_deg) {
    double north_deg = strtod(lat, NULL) - R1_LAT_DEG;
    double east_deg = strtod(lon, NULL) - R1_LON_DEG;
    *lat_deg = tile->lat_deg + north_deg;
    *lon_deg = tile->lon_deg +
               east_deg * pvs_cos(R1_LAT_DEG * PVS_DEG_RAD) / pvs_cos(tile->lat_deg * PVS_DEG_RAD);
}

/// Splits a line at its commas in place; returns the number of fields.
static int split(char *line, char *fields[], int max) {
    int n = 0;
    line[strcspn(line, "\r\n")] = '\0';
    for (char *at = line; at && n < max; n++) {
        fields[n] = at;
        at = strchr(at, ',');
        if (at) {
            *at++ = '\0';
        }
    }
    return n;
}

typedef void (*RowWriter)(FILE *out, const Tile *tile, char *fields[], int n);

static void write_asset(FILE *out, const Tile *tile, char *f[], int n) {
    (void)n;
    double lat, lon;
    place(tile, f[1], f[2], &lat, &lon);
    fprintf(out, "t%02d-%s,%.6f,%.6f\n", tile->index, f[0], lat, lon);
}

/// Radars and batteries: name, place, and the rest as it is; a radar's last field is its phase, drawn anew within its scan.
static void write_placed(FILE *out, const Tile *tile, char *f[], int n) {
    double lat, lon;
    place(tile, f[1], f[2], &lat, &lon);
    fprintf(out, "t%02d-%s,%.6f,%.6f", tile->index, f[0], lat, lon);
    for (int i = 3; i < n; i++) {
        fprintf(out, ",%s", f[i]);
    }
    fprintf(out, "\n");
}

static void write_radar(FILE *out, const Tile *tile, char *f[], int n) {
    char phase[32];
    double scan_s = strtod(f[5], NULL);
    snprintf(phase, sizeof phase, "%.3f", scan_s * draw_u01(f[0], tile->index));
    f[n - 1] = phase;
    write_placed(out, tile, f, n);
}

static void write_threat(FILE *out, const Tile *tile, char *f[], int n) {
    (void)n;
    double launch_s = strtod(f[3], NULL) + LAUNCH_JITTER_S * draw_u01(f[0], tile->index);
    fprintf(out, "t%02d-%s,%s,t%02d-%s,%.3f,%s,%s,%s\n", tile->index, f[0], f[1], tile->index, f[2],
            launch_s, f[4], f[5], f[6]);
}

static void write_waypoint(FILE *out, const Tile *tile, char *f[], int n) {
    (void)n;
    double lat, lon;
    place(tile, f[2], f[3], &lat, &lon);
    fprintf(out, "t%02d-%s,%s,%.6f,%.6f,%s\n", tile->index, f[0], f[1], lat, lon, f[4]);
}

static const struct {
    const char *file;
    RowWriter write;
} TABLES[] = {{"assets.csv", write_asset},
              {"radars.csv", write_radar},
              {"batteries.csv", write_placed},
              {"threats.csv", write_threat},
              {"waypoints.csv", write_waypoint}};

#define PATH_MAX_BYTES 4096

static void fail(const char *what, const char *why) {
    fprintf(stderr, "%s: %s\n", what, why);
    exit(EXIT_FAILURE);
}

static void join(char path[PATH_MAX_BYTES], const char *folder, const char *file) {
    if (snprintf(path, PATH_MAX_BYTES, "%s/%s", folder, file) >= PATH_MAX_BYTES) {
        fail(folder, "the path is too long");
    }
}

static FILE *open_in(const char *folder, const char *file, const char *mode) {
    char path[PATH_MAX_BYTES];
    join(path, folder, file);
    FILE *stream = fopen(path, mode);
    if (!stream) {
        fail(path, strerror(errno));
    }
    return stream;
}

static void finish(FILE *out, const char *what) {
    if (fclose(out) != 0) {
        fail(what, strerror(errno));
    }
}

/// One table of R1, once for each copy.
static void copy_table(const char *in_folder, const char *out_folder, int i_table, int copies,
                       int columns) {
    FILE *in = open_in(in_folder, TABLES[i_table].file, "r");
    FILE *out = open_in(out_folder, TABLES[i_table].file, "w");
    char line[LINE_MAX_BYTES], *fields[16];
    if (fgets(line, sizeof line, in)) {
        fputs(line, out);
    }
    long first_row = ftell(in);
    for (int copy = 0; copy < copies; copy++) {
        Tile tile = tile_of(copy, copies, columns);
        fseek(in, first_row, SEEK_SET);
        while (fgets(line, sizeof line, in)) {
            int n = split(line, fields, 16);
            TABLES[i_table].write(out, &tile, fields, n);
        }
    }
    fclose(in);
    finish(out, TABLES[i_table].file);
}

static void make_folder(const char *path) {
    if (mkdir(path, 0777) != 0 && errno != EEXIST) {
        fail(path, strerror(errno));
    }
}

/// The scenario of R1 with the tables of another folder and its own name.
static void write_scaled_scenario(const char *bench, const char *out_folder, int copies) {
    char file[64], line[LINE_MAX_BYTES];
    snprintf(file, sizeof file, "r1x%d.yaml", copies);
    FILE *in = open_in(bench, "r1.yaml", "r");
    FILE *out = open_in(out_folder, file, "w");
    while (fgets(line, sizeof line, in)) {
        if (strncmp(line, "name:", 5) == 0) {
            fprintf(out, "name: R1 x %d, a benchmark\n", copies);
            continue;
        }
        const char *rest = line;
        for (const char *table; (table = strstr(rest, "r1/")) != NULL; rest = table + 3) {
            fprintf(out, "%.*sr1x%d/", (int)(table - rest), rest, copies);
        }
        fputs(rest, out);
    }
    fclose(in);
    finish(out, file);
}

static void write_scaled(const char *bench, const char *out_folder, int copies, int columns) {
    char in[PATH_MAX_BYTES], out[PATH_MAX_BYTES], name[32];
    snprintf(name, sizeof name, "r1x%d", copies);
    join(in, bench, "r1");
    join(out, out_folder, name);
    make_folder(out);
    for (int i_table = 0; i_table < (int)(sizeof TABLES / sizeof *TABLES); i_table++) {
        copy_table(in, out, i_table, copies, columns);
    }
    write_scaled_scenario(bench, out_folder, copies);
}

// A million entities: a square of 10 x 10 radars, 300 km apart; about each, 10,000 entities that fly for the whole ten minutes.
#define MILLION_SIDE       10
#define MILLION_SPACING_KM 300.0
#define MILLION_GROUP      10000

static void million_place(int cell, double east_km, double *lat_deg, double *lon_deg) {
    double half = (MILLION_SIDE - 1) / 2.0;
    *lat_deg = R1_LAT_DEG + (half - cell / MILLION_SIDE) * MILLION_SPACING_KM / KM_PER_DEG;
    double km = (cell % MILLION_SIDE - half) * MILLION_SPACING_KM + east_km;
    *lon_deg = R1_LON_DEG + km / (KM_PER_DEG * pvs_cos(*lat_deg * PVS_DEG_RAD));
}

static void write_million(const char *out_folder) {
    FILE *out = open_in(out_folder, "million.yaml", "w");
    double lat, lon;
    fprintf(out,
            "# A million moving entities, 100 radars, ten minutes: a load, no battle. Made by "
            "scenarios/bench/generate.c.\n"
            "pavise: 1\nname: A million entities, a benchmark\nduration: 10 min\nengagement: "
            "off\nsharing: off\n"
            "posts:\n  command: {at: [%.2f, %.2f]}\nradars:\n",
            R1_LAT_DEG, R1_LON_DEG);
    for (int cell = 0; cell < MILLION_SIDE * MILLION_SIDE; cell++) {
        char name[16];
        snprintf(name, sizeof name, "radar-%03d", cell + 1);
        million_place(cell, 0, &lat, &lon);
        fprintf(out,
                "  %s: {at: [%.6f, %.6f], under: command, finds: {rcs: 1 m2, at: 100 km, snr: 13 "
                "dB}, instrumented_range: 150 km, "
                "scan_period: 10 s, phase: %.3f s, antenna_height: 30 m, resolution: {range: 0 m, "
                "azimuth: 0 deg}}\n",
                name, lat, lon, 10 * draw_u01(name, 0));
    }
    fprintf(out, "types:\n  mover: {kind: cruise-missile, speed: 220 m/s, altitude: 3000 m msl, "
                 "rcs: 0.5 m2, cep: 0 m}\nraids:\n");
    for (int cell = 0; cell < MILLION_SIDE * MILLION_SIDE; cell++) {
        million_place(cell, 40, &lat, &lon);
        fprintf(out,
                "  group-%03d: {type: mover, count: %d, launch: {from: [%.6f, %.6f], spread: 150 "
                "km, at: 0 s}, altitude: 500..9000 m msl, ",
                cell + 1, MILLION_GROUP, lat, lon);
        million_place(cell, -400, &lat, &lon);
        fprintf(out, "aim: [%.6f, %.6f]}\n", lat, lon);
    }
    finish(out, "million.yaml");
}

int main(int argc, char **argv) {
    if (argc != 3) {
        fprintf(stderr, "usage: bench_generate BENCH_FOLDER OUT_FOLDER\n");
        return 2;
    }
    make_folder(argv[2]);
    for (size_t i = 0; i < sizeof SCALES / sizeof *SCALES; i++) {
        write_scaled(argv[1], argv[2], SCALES[i].copies, SCALES[i].columns);
    }
    write_million(argv[2]);
    return 0;
}
