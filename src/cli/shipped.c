// SPDX-License-Identifier: Apache-2.0
// Where what came with the program stands: beside it, where it was installed, in the sources that it was built from.
#include <string.h>
#include <unistd.h>

#include "cli/cli.h"

static bool is_there(const char *path) {
    return access(path, R_OK) == 0;
}

const char *cli_shipped(const char *name, const char *in_sources, char *buf, size_t size) {
    char self[4096];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (n > 0) {
        self[n] = '\0';
        char *slash = strrchr(self, '/');
        int n_folder = slash ? (int)(slash - self) : 0;
        if (pvs_text_printf(buf, size, "%.*s/../share/pavise/%s", n_folder, self, name) < size &&
            is_there(buf)) {
            return buf;
        }
    }
    if (pvs_text_printf(buf, size, PAVISE_DATA_DIR "/%s", name) < size && is_there(buf)) {
        return buf;
    }
    return pvs_text_printf(buf, size, PAVISE_SOURCE_DIR "/%s", in_sources) < size && is_there(buf)
               ? buf
               : NULL;
}
