// SPDX-License-Identifier: Apache-2.0
// Where what moves is: the closed forms of src/motion/motion.h, in the browser. Numbers are metres,
// seconds and radians, places are Earth-fixed (ECEF). tests/unit/ compares them with the C program.

export const ARC = 0;
export const BALLISTIC = 1;
export const PROFILE = 2;
export const A_M = 6378137.0;
export const F = 1 / 298.257223563;
export const E2 = F * (2 - F);
export const B_M = A_M * (1 - F);
const GM = 3.986004418e14;
const EARTH_RATE = 7.292115e-5;

/// Numbers of a segment in its row: t0, t1, then p0 to p12.
export const ROW = 15;

// Position from a normal and a height, written to out[o..o+2].
function fromNormal(nx, ny, nz, h, out, o) {
    const n = A_M / Math.sqrt(1 - E2 * nz * nz);
    out[o] = (n + h) * nx;
    out[o + 1] = (n + h) * ny;
    out[o + 2] = (n + h) * nz - E2 * n * nz;
}

// Kepler's problem over the turning Earth: Newton on the change of eccentric anomaly, Lagrange's f, g.
function ballistic(d, r, s, out, o) {
    const px = d[r + 2];
    const py = d[r + 3];
    const pz = d[r + 4];
    const vx = d[r + 5];
    const vy = d[r + 6];
    const vz = d[r + 7];
    const r0 = Math.hypot(px, py, pz);
    const inverseA = 2 / r0 - (vx * vx + vy * vy + vz * vz) / GM;
    const rate = Math.sqrt(GM * inverseA) * inverseA;
    const eCos = 1 - r0 * inverseA;
    const eSin = (px * vx + py * vy + pz * vz) * Math.sqrt(inverseA / GM);
    const mean = rate * s;
    let low = mean - 2;
    let high = mean + 2;
    let x = mean / (1 - eCos);
    if (!(x > low && x < high)) {
        x = mean;
    }
    for (let i = 0; i < 60; i++) {
        const sinX = Math.sin(x);
        const cosX = Math.cos(x);
        const miss = x - eCos * sinX + eSin * (1 - cosX) - mean;
        if (miss > 0) {
            high = x;
        } else {
            low = x;
        }
        const step = miss / (1 - eCos * cosX + eSin * sinX);
        const next = x - step;
        if (Math.abs(step) < 1e-12) {
            x = next;
            break;
        }
        x = next > low && next < high ? next : 0.5 * (low + high);
    }
    const half = Math.sin(0.5 * x);
    const f = 1 - (2 * half * half) / inverseA / r0;
    const g = s - (x - Math.sin(x)) / rate;
    const qx = f * px + g * vx;
    const qy = f * py + g * vy;
    const c = Math.cos(EARTH_RATE * s);
    const sn = Math.sin(EARTH_RATE * s);
    out[o] = c * qx + sn * qy;
    out[o + 1] = c * qy - sn * qx;
    out[o + 2] = f * pz + g * vz;
}

/// Where the segment in row `r` (its first index in d) of a kind is at t; out[o..o+2] in ECEF, m.
/// t may lie outside the segment's time, on the continued curve.
export function segmentAt(kind, d, r, t, out, o) {
    const s = t - d[r];
    if (kind === BALLISTIC) {
        ballistic(d, r, s, out, o);
        return;
    }
    let phi;
    let h;
    let cx = 0;
    let cy = 0;
    let cz = 0;
    if (kind === ARC) {
        phi = d[r + 11] * s;
        h = d[r + 12] + d[r + 13] * s;
        cx = d[r + 8];
        cy = d[r + 9];
        cz = d[r + 10];
    } else {
        phi = ((d[r + 10] * s + d[r + 9]) * s + d[r + 8]) * s;
        h = d[r + 14] + ((d[r + 13] * s + d[r + 12]) * s + d[r + 11]) * s;
    }
    const c = Math.cos(phi);
    const sn = Math.sin(phi);
    fromNormal(
        cx + d[r + 2] * c + d[r + 5] * sn,
        cy + d[r + 3] * c + d[r + 6] * sn,
        cz + d[r + 4] * c + d[r + 7] * sn,
        h,
        out,
        o,
    );
}

/// ECEF of a geodetic place.
export function ecefFromLlh(latDeg, lonDeg, h = 0, out = new Float64Array(3), o = 0) {
    const lat = (latDeg * Math.PI) / 180;
    const lon = (lonDeg * Math.PI) / 180;
    const c = Math.cos(lat);
    fromNormal(c * Math.cos(lon), c * Math.sin(lon), Math.sin(lat), h, out, o);
    return out;
}

/// Geodetic place of a point: [latitude deg, longitude deg, ellipsoidal height m]. Bowring's first
/// step and one more: below a millimetre from the ground to 3000 km.
export function llhFromEcef(x, y, z) {
    const p = Math.hypot(x, y);
    const ep2 = E2 / (1 - E2);
    let beta = Math.atan2(z * A_M, p * B_M);
    let lat = 0;
    for (let i = 0; i < 2; i++) {
        const s = Math.sin(beta);
        const c = Math.cos(beta);
        lat = Math.atan2(z + ep2 * B_M * s * s * s, p - E2 * A_M * c * c * c);
        beta = Math.atan2((1 - F) * Math.sin(lat), Math.cos(lat));
    }
    const sinLat = Math.sin(lat);
    const n = A_M / Math.sqrt(1 - E2 * sinLat * sinLat);
    const h = p * Math.cos(lat) + z * sinLat - A_M * Math.sqrt(1 - E2 * sinLat * sinLat);
    return [(lat * 180) / Math.PI, (Math.atan2(y, x) * 180) / Math.PI, Number.isFinite(n) ? h : 0];
}

/// East, north and up unit vectors of a place, as nine numbers.
export function enuAxes(latDeg, lonDeg) {
    const lat = (latDeg * Math.PI) / 180;
    const lon = (lonDeg * Math.PI) / 180;
    const sl = Math.sin(lon);
    const cl = Math.cos(lon);
    const sp = Math.sin(lat);
    const cp = Math.cos(lat);
    return [-sl, cl, 0, -sp * cl, -sp * sl, cp, cp * cl, cp * sl, sp];
}

/// The point at range, azimuth and elevation (m, rad, rad) from a place in ECEF with its axes.
export function pointFromRae(origin, axes, range, az, el, out, o) {
    const c = range * Math.cos(el);
    const e = c * Math.sin(az);
    const n = c * Math.cos(az);
    const u = range * Math.sin(el);
    for (let i = 0; i < 3; i++) {
        out[o + i] = origin[i] + e * axes[i] + n * axes[3 + i] + u * axes[6 + i];
    }
}

/// Place at a bearing and ground distance on a sphere of mean radius: for rings and labels, where
/// metres do not matter. Degrees, metres -> [lat deg, lon deg].
export function destination(latDeg, lonDeg, bearingRad, distance) {
    const r = distance / 6371008.8;
    const lat = (latDeg * Math.PI) / 180;
    const sin2 = Math.sin(lat) * Math.cos(r) + Math.cos(lat) * Math.sin(r) * Math.cos(bearingRad);
    const lat2 = Math.asin(Math.max(-1, Math.min(1, sin2)));
    const lon2 =
        (lonDeg * Math.PI) / 180 +
        Math.atan2(
            Math.sin(bearingRad) * Math.sin(r) * Math.cos(lat),
            Math.cos(r) - Math.sin(lat) * sin2,
        );
    return [(lat2 * 180) / Math.PI, ((((lon2 * 180) / Math.PI + 540) % 360) + 360) % 360 - 180];
}

/// Great-circle distance (m) and initial bearing (deg) between two places on the ellipsoid, by
/// Vincenty's inverse formula; near antipodes, where it does not settle, by the sphere.
export function inverse(lat1, lon1, lat2, lon2) {
    const rad = Math.PI / 180;
    const u1 = Math.atan((1 - F) * Math.tan(lat1 * rad));
    const u2 = Math.atan((1 - F) * Math.tan(lat2 * rad));
    const l = (lon2 - lon1) * rad;
    const [su1, cu1, su2, cu2] = [Math.sin(u1), Math.cos(u1), Math.sin(u2), Math.cos(u2)];
    let lambda = l;
    for (let i = 0; i < 100; i++) {
        const sl = Math.sin(lambda);
        const cl = Math.cos(lambda);
        const ss = Math.hypot(cu2 * sl, cu1 * su2 - su1 * cu2 * cl);
        if (ss === 0) {
            return { distance_m: 0, bearing_deg: 0 };
        }
        const cs = su1 * su2 + cu1 * cu2 * cl;
        const sigma = Math.atan2(ss, cs);
        const sa = (cu1 * cu2 * sl) / ss;
        const c2a = 1 - sa * sa;
        const c2m = c2a === 0 ? 0 : cs - (2 * su1 * su2) / c2a;
        const c = (F / 16) * c2a * (4 + F * (4 - 3 * c2a));
        const next =
            l + (1 - c) * F * sa * (sigma + c * ss * (c2m + c * cs * (-1 + 2 * c2m * c2m)));
        if (Math.abs(next - lambda) < 1e-12) {
            const v = (c2a * (A_M * A_M - B_M * B_M)) / (B_M * B_M);
            const a = 1 + (v / 16384) * (4096 + v * (-768 + v * (320 - 175 * v)));
            const b = (v / 1024) * (256 + v * (-128 + v * (74 - 47 * v)));
            const ds =
                b * ss *
                (c2m +
                    (b / 4) *
                        (cs * (-1 + 2 * c2m * c2m) -
                            (b / 6) * c2m * (-3 + 4 * ss * ss) * (-3 + 4 * c2m * c2m)));
            const bearing = Math.atan2(cu2 * sl, cu1 * su2 - su1 * cu2 * cl);
            return { distance_m: B_M * a * (sigma - ds), bearing_deg: ((bearing / rad) + 360) % 360 };
        }
        lambda = next;
    }
    const s =
        Math.sin(lat1 * rad) * Math.sin(lat2 * rad) +
        Math.cos(lat1 * rad) * Math.cos(lat2 * rad) * Math.cos(l);
    return { distance_m: 6371008.8 * Math.acos(Math.max(-1, Math.min(1, s))), bearing_deg: 0 };
}
