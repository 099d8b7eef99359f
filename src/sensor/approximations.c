// SPDX-License-Identifier: Apache-2.0
// Two published formulas for the SNR that a detector needs, kept only to check the exact form and
// to show how far they are off: W. J. Albersheim, Proc. IEEE 69 (1981), and D. A. Shnidman, IEEE
// Trans. AES 38 (2002). No battle uses them.
#include "base/math.h"
#include "sensor.h"

double pvs_albersheim_snr_db(double pd, int n_pulses, double pfa) {
    double a = pvs_log(0.62 / pfa);
    double b = pvs_log(pd / (1.0 - pd));
    double n = n_pulses;
    return -5.0 * pvs_log10(n) +
           (6.2 + 4.54 / sqrt(n + 0.44)) * pvs_log10(a + 0.12 * a * b + 1.7 * b);
}

// Shnidman's degree of fluctuation; 0 stands for a steady target.
static double fluctuation(int swerling, double n) {
    switch (swerling) {
    case 1:
        return 1.0;
    case 2:
        return n;
    case 3:
        return 2.0;
    case 4:
        return 2.0 * n;
    default:
        return 0.0;
    }
}

double pvs_shnidman_snr_db(int swerling, double pd, int n_pulses, double pfa) {
    double n = n_pulses;
    double alpha = n_pulses < 40 ? 0.0 : 0.25; // as printed; MATLAB keeps 0 at n = 40 itself
    double root_fa = sqrt(-0.8 * pvs_log(4.0 * pfa * (1.0 - pfa)));
    double root_d = sqrt(fmax(-0.8 * pvs_log(4.0 * pd * (1.0 - pd)), 0.0));
    double eta = root_fa + (pd >= 0.5 ? root_d : -root_d);
    double steady = eta * (eta + 2.0 * sqrt(0.5 * n + (alpha - 0.25)));

    double k = fluctuation(swerling, n);
    double c_db = 0.0;
    if (k > 0.0) {
        c_db = (((17.7006 * pd - 18.4496) * pd + 14.5339) * pd - 3.525) / k;
        if (pd > 0.872) {
            c_db += (pvs_exp(27.31 * pd - 25.14) +
                     (pd - 0.8) * (0.7 * pvs_log(1e-5 / pfa) + (2.0 * n - 20.0) / 80.0)) /
                    k;
        }
    }
    return c_db + pvs_db_from_lin(steady / n);
}
