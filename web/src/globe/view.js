// SPDX-License-Identifier: Apache-2.0
// What the camera sees, in plain numbers, once a frame: everything that places things on the screen
// in JavaScript (symbols, labels, picking) uses this and none of Cesium's classes.
import { A_M, B_M } from "../data/paths.js";

export class View {
    constructor() {
        this.m = new Float64Array(12); // rows: right, up, forward, each with its offset
    }

    /// From the camera; width and height are CSS pixels.
    set(camera, width, height) {
        const r = camera.rightWC;
        const u = camera.upWC;
        const f = camera.directionWC;
        const p = camera.positionWC;
        Object.assign(this, { width, height, camera: p });
        this.m.set([r.x, r.y, r.z, 0, u.x, u.y, u.z, 0, f.x, f.y, f.z, 0]);
        const tan = Math.tan(camera.frustum.fovy / 2);
        this.scaleY = height / (2 * tan);
        this.scaleX = this.scaleY;
        this.tan = tan;
        this.aspect = width / height;
        this.px = p.x;
        this.py = p.y;
        this.pz = p.z;
        this.cc = (p.x / A_M) ** 2 + (p.y / A_M) ** 2 + (p.z / B_M) ** 2 - 1;
    }

    /// Screen place of a point in ECEF: writes x, y (CSS pixels) and the distance along the view to
    /// out; false when it is behind the camera or the Earth.
    project(x, y, z, out) {
        const dx = x - this.px;
        const dy = y - this.py;
        const dz = z - this.pz;
        const m = this.m;
        const w = m[8] * dx + m[9] * dy + m[10] * dz;
        if (w <= 1) {
            return false;
        }
        // Hidden by the Earth?
        const cx = this.px / A_M;
        const cy = this.py / A_M;
        const cz = this.pz / B_M;
        const vx = dx / A_M;
        const vy = dy / A_M;
        const vz = dz / B_M;
        const t = -(vx * cx + vy * cy + vz * cz);
        if (t > this.cc && t * t > this.cc * (vx * vx + vy * vy + vz * vz)) {
            return false;
        }
        out[0] = this.width / 2 + (this.scaleX * (m[0] * dx + m[1] * dy + m[2] * dz)) / w;
        out[1] = this.height / 2 - (this.scaleY * (m[4] * dx + m[5] * dy + m[6] * dz)) / w;
        out[2] = w;
        return true;
    }

    /// Metres that a pixel is wide at a distance along the view.
    metresPerPixel(w) {
        return w / this.scaleY;
    }

    /// Point of the ellipsoid under a screen place, or null.
    ground(px, py) {
        const m = this.m;
        const a = (px - this.width / 2) / this.scaleX;
        const b = (this.height / 2 - py) / this.scaleY;
        const dx = m[8] + a * m[0] + b * m[4];
        const dy = m[9] + a * m[1] + b * m[5];
        const dz = m[10] + a * m[2] + b * m[6];
        const sx = dx / A_M;
        const sy = dy / A_M;
        const sz = dz / B_M;
        const qa = sx * sx + sy * sy + sz * sz;
        const qb = (this.px / A_M) * sx + (this.py / A_M) * sy + (this.pz / B_M) * sz;
        const disc = qb * qb - qa * this.cc;
        if (disc <= 0 || qb >= 0) {
            return null;
        }
        const k = this.cc / (-qb + Math.sqrt(disc));
        return [this.px + k * dx, this.py + k * dy, this.pz + k * dz];
    }
}
