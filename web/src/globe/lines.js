// SPDX-License-Identifier: Apache-2.0
// Lines over the globe, as wide as the screen says: trails and predicted paths, outlines, pairs. A
// piece of line is a row of 64 bytes: both ends in two floats each (centimetres anywhere), the times
// of its ends, colour and style. What time does to a trail is done here, by the clock's uniform.
import { Cartesian2, Cartesian3 } from "@cesium/engine";
import { HORIZON, Stream, command } from "./draw.js";

export const LINE_BYTES = 64;
export const PLAIN = 0;
export const DASHED = 1;
export const TRAIL = 2; // fades behind the clock, dashed ahead of it

const VS = `
in vec2 corner;
in vec3 a_hi, a_lo, b_hi, b_lo;
in vec2 times;
in vec4 colour;
in vec4 style;
uniform vec3 u_camHi, u_camLo, u_right, u_up, u_forward;
uniform vec2 u_tan, u_size;
${HORIZON}
out vec4 v_colour;
out float v_across, v_seen, v_along, v_t;
flat out float v_half, v_mode;
vec4 clip(vec3 rel) {
    return vec4(dot(rel, u_right) / u_tan.x, dot(rel, u_up) / u_tan.y, 0.0, dot(rel, u_forward));
}
void main() {
    vec3 a = (a_hi - u_camHi) + (a_lo - u_camLo), b = (b_hi - u_camHi) + (b_lo - u_camLo);
    vec4 ca = clip(a), cb = clip(b);
    float near = 10.0, ka = 0.0, kb = 1.0;
    if (ca.w < near && cb.w < near) { gl_Position = vec4(2.0, 2.0, 0.0, 1.0); return; }
    if (ca.w < near) { ka = (near - ca.w) / (cb.w - ca.w); }
    if (cb.w < near) { kb = (near - ca.w) / (cb.w - ca.w); }
    vec4 pa = mix(ca, cb, ka), pb = mix(ca, cb, kb);
    vec2 sa = pa.xy / pa.w * u_size, sb = pb.xy / pb.w * u_size;
    vec2 way = sb - sa;
    float span = length(way);
    way = span > 1e-4 ? way / span : vec2(1.0, 0.0);
    vec2 side = vec2(-way.y, way.x);
    float k = corner.x * 0.5 + 0.5;
    v_half = style.x * 255.0 * 0.25 * 0.5;
    v_mode = floor(style.y * 255.0 + 0.5);
    float reach = v_half + 1.0;
    vec4 at = mix(pa, pb, k);
    vec2 shift = (side * corner.y + way * corner.x * 0.5) * reach;
    gl_Position = vec4(at.xy + shift / u_size * at.w, 0.0, at.w);
    v_across = corner.y * reach;
    v_along = k * span;
    v_seen = seen(mix(a, b, mix(ka, kb, k)));
    v_t = mix(times.x, times.y, mix(ka, kb, k));
    v_colour = colour;
}`;

const FS = `
precision highp float;
in vec4 v_colour;
in float v_across, v_seen, v_along, v_t;
flat in float v_half, v_mode;
uniform float u_now, u_trail, u_ahead;
void main() {
    if (v_seen < 0.0) { discard; }
    float alpha = v_colour.a * clamp(v_half + 0.5 - abs(v_across), 0.0, 1.0);
    if (v_mode > 1.5) {
        float age = u_now - v_t;
        if (age >= 0.0) {
            if (age > u_trail) { discard; }
            alpha *= 1.0 - 0.85 * age / u_trail;
        } else {
            if (-age > u_ahead) { discard; }
            alpha *= 0.55 * step(fract(v_t / u_ahead * 16.0), 0.5);
        }
    } else if (v_mode > 0.5) {
        alpha *= step(fract(v_along / 8.0), 0.55);
    }
    out_FragColor = vec4(v_colour.rgb, alpha);
}`;

/// Rows of lines that can be filled quickly.
export class LineRows {
    constructor(capacity = 1024) {
        this.n = 0;
        this.#hold(new ArrayBuffer(capacity * LINE_BYTES));
    }
    #hold(buffer) {
        this.buffer = buffer;
        this.f = new Float32Array(buffer);
        this.u = new Uint8Array(buffer);
        this.capacity = buffer.byteLength / LINE_BYTES;
    }
    clear() {
        this.n = 0;
    }
    need(n) {
        if (this.n + n > this.capacity) {
            const next = new ArrayBuffer(Math.max(this.n + n, 2 * this.capacity) * LINE_BYTES);
            new Uint8Array(next).set(this.u);
            this.#hold(next);
        }
    }
    /// One piece from p[a..] to p[b..] (ECEF), width in px, mode, rgba as bytes.
    add(p, a, q, b, rgba, width = 1.5, mode = PLAIN, ta = 0, tb = 0) {
        this.need(1);
        const f = this.f;
        let o = (this.n * LINE_BYTES) / 4;
        for (let i = 0; i < 3; i++) {
            const x = p[a + i];
            const y = q[b + i];
            f[o + i] = x;
            f[o + 3 + i] = x - f[o + i];
            f[o + 6 + i] = y;
            f[o + 9 + i] = y - f[o + 6 + i];
        }
        f[o + 12] = ta;
        f[o + 13] = tb;
        o = this.n * LINE_BYTES + 56;
        this.u[o] = rgba[0];
        this.u[o + 1] = rgba[1];
        this.u[o + 2] = rgba[2];
        this.u[o + 3] = rgba[3];
        this.u[o + 4] = Math.min(255, Math.round(width * 4));
        this.u[o + 5] = mode;
        this.u[o + 6] = 0;
        this.u[o + 7] = 0;
        this.n++;
    }
    /// A line through points (flat ECEF array of n).
    strip(points, n, rgba, width, mode, closed = false) {
        for (let i = 0; i + 1 < n; i++) {
            this.add(points, 3 * i, points, 3 * i + 3, rgba, width, mode);
        }
        if (closed && n > 2) {
            this.add(points, 3 * (n - 1), points, 0, rgba, width, mode);
        }
    }
    /// Copies rows [from, to) of other rows.
    copy(other, from, to) {
        const n = to - from;
        this.need(n);
        this.u.set(other.u.subarray(from * LINE_BYTES, to * LINE_BYTES), this.n * LINE_BYTES);
        this.n += n;
    }
}

/// A layer of lines; set(rows) when they changed.
export class Lines {
    constructor(scene) {
        this.scene = scene;
        this.now = 0;
        this.trail = 600;
        this.ahead = 900;
        this.stream = new Stream(scene.context, LINE_BYTES, {
            a_hi: [1, 3, 0], a_lo: [2, 3, 12], b_hi: [3, 3, 24], b_lo: [4, 3, 36], times: [5, 2, 48],
            colour: [6, 4, 56, true], style: [7, 4, 60, true],
        }, 1);
        this.u = cameraUniforms();
        this.uniforms = {
            ...uniformsOf(this.u),
            u_now: () => this.now,
            u_trail: () => this.trail,
            u_ahead: () => this.ahead,
        };
        this.n = 0;
    }

    set(rows) {
        this.n = rows.n;
        if (!this.n) {
            return;
        }
        const vertexArray = this.stream.send(rows.buffer, rows.n);
        if (!this.command) {
            const locations = { corner: 0, a_hi: 1, a_lo: 2, b_hi: 3, b_lo: 4, times: 5, colour: 6, style: 7 };
            this.command = strip(this.scene, vertexArray, VS, FS, locations, this.uniforms);
        }
        this.command.vertexArray = vertexArray;
        this.command.instanceCount = this.n;
    }

    update(frameState) {
        if (frameState.passes.render && this.n && this.command) {
            setCamera(this.u, this.scene);
            frameState.commandList.push(this.command);
        }
    }
    isDestroyed() {
        return false;
    }
    destroy() {}
}

/// A command that draws a strip of four corners for each instance.
export function strip(scene, vertexArray, vs, fs, locations, uniforms) {
    return command(scene, { vertexArray, count: 4 }, vs, fs, locations, uniforms, { primitiveType: 5 });
}

export function cameraUniforms() {
    const v = () => new Cartesian3();
    return {
        camHi: v(), camLo: v(), right: v(), up: v(), forward: v(), camera: v(), tan: new Cartesian2(),
        size: new Cartesian2(), cc: 1,
    };
}

export function uniformsOf(u) {
    const map = {};
    for (const name of Object.keys(u)) {
        map[`u_${name}`] = () => u[name];
    }
    return map;
}

/// Brings the uniforms of the camera up to date. u_size is half the screen in CSS pixels.
export function setCamera(u, scene) {
    const c = scene.camera;
    const p = c.positionWC;
    Cartesian3.clone(p, u.camera);
    for (const k of ["x", "y", "z"]) {
        u.camHi[k] = Math.fround(p[k]);
        u.camLo[k] = p[k] - u.camHi[k];
    }
    Cartesian3.clone(c.rightWC, u.right);
    Cartesian3.clone(c.upWC, u.up);
    Cartesian3.clone(c.directionWC, u.forward);
    u.tan.y = Math.tan(c.frustum.fovy / 2);
    u.tan.x = u.tan.y * c.frustum.aspectRatio;
    u.size.x = scene.canvas.clientWidth / 2;
    u.size.y = scene.canvas.clientHeight / 2;
    u.cc = (p.x / 6378137) ** 2 + (p.y / 6378137) ** 2 + (p.z / 6356752.314245) ** 2 - 1;
}
