// SPDX-License-Identifier: Apache-2.0
// Where each threat of a record is at 40 moments of its flight, by the C program's own paths: what
// the viewer's arithmetic is compared with.
//
//     viewer_positions RECORD    prints "threat t_ns x y z" in ECEF, m
#include <inttypes.h>
#include <stdio.h>

#include <pavise/pavise.h>

enum { N_MOMENTS = 40 };

int main(int argc, char **argv) {
    PvsError err = {0};
    PvsRecord *record = NULL;
    if (argc != 2 || pvs_record_open(argv[1], &record, &err) != PVS_OK) {
        fprintf(stderr, "viewer_positions: %s\n", argc == 2 ? err.message : "give a record");
        return 1;
    }
    PvsPaths *paths = pvs_paths_create();
    PvsSink sink = pvs_paths_sink(paths);
    if (pvs_record_replay(record, &sink, 1, &err) != PVS_OK) {
        fprintf(stderr, "viewer_positions: %s\n", err.message);
        return 1;
    }
    PvsTime begin, end;
    for (uint32_t threat = 0; threat < 1000; threat++) {
        if (!pvs_paths_span(paths, threat, &begin, &end)) {
            continue;
        }
        for (int i = 0; i < N_MOMENTS; i++) {
            PvsTime t = begin + (end - begin) / N_MOMENTS * i;
            PvsPathPoint p;
            if (pvs_paths_at(paths, threat, t, &p)) {
                printf("%" PRIu32 " %" PRId64 " %.6f %.6f %.6f\n", threat, (int64_t)t,
                       p.pos_ecef[0], p.pos_ecef[1], p.pos_ecef[2]);
            }
        }
    }
    pvs_paths_destroy(paths);
    pvs_record_close(record);
    return 0;
}
