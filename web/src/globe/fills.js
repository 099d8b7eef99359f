// SPDX-License-Identifier: Apache-2.0
// Faint areas and volumes: triangles with a colour, the same on both sides.
import { Stream, HORIZON, command } from "./draw.js";
import { cameraUniforms, setCamera, uniformsOf } from "./lines.js";

const BYTES = 28;
const VS = `
in vec3 hi, lo;
in vec4 colour;
uniform vec3 u_camHi, u_camLo, u_right, u_up, u_forward;
uniform vec2 u_tan;
${HORIZON}
out vec4 v_colour;
out float v_seen;
void main() {
    vec3 rel = (hi - u_camHi) + (lo - u_camLo);
    gl_Position = vec4(dot(rel, u_right) / u_tan.x, dot(rel, u_up) / u_tan.y, 0.0, dot(rel, u_forward));
    v_seen = seen(rel);
    v_colour = colour;
}`;
const FS = `
precision highp float;
in vec4 v_colour;
in float v_seen;
void main() {
    if (v_seen < 0.0) { discard; }
    out_FragColor = v_colour;
}`;

export class Triangles {
    constructor(capacity = 3072) {
        this.n = 0;
        this.#hold(new ArrayBuffer(capacity * BYTES));
    }
    #hold(buffer) {
        this.buffer = buffer;
        this.f = new Float32Array(buffer);
        this.u = new Uint8Array(buffer);
    }
    clear() {
        this.n = 0;
    }
    vertex(p, o, rgba) {
        if ((this.n + 1) * BYTES > this.buffer.byteLength) {
            const next = new ArrayBuffer(this.buffer.byteLength * 2);
            new Uint8Array(next).set(this.u);
            this.#hold(next);
        }
        const k = this.n * 7;
        for (let i = 0; i < 3; i++) {
            this.f[k + i] = p[o + i];
            this.f[k + 3 + i] = p[o + i] - this.f[k + i];
        }
        this.u.set(rgba, this.n * BYTES + 24);
        this.n++;
    }
    /// A closed outline (flat ECEF array of n points) filled from a middle point.
    fan(middle, points, n, rgba) {
        for (let i = 0; i < n; i++) {
            this.vertex(middle, 0, rgba);
            this.vertex(points, 3 * i, rgba);
            this.vertex(points, 3 * ((i + 1) % n), rgba);
        }
    }
    /// The band between two outlines of n points each.
    band(a, b, n, rgba) {
        for (let i = 0; i < n; i++) {
            const j = (i + 1) % n;
            this.vertex(a, 3 * i, rgba);
            this.vertex(b, 3 * i, rgba);
            this.vertex(b, 3 * j, rgba);
            this.vertex(a, 3 * i, rgba);
            this.vertex(b, 3 * j, rgba);
            this.vertex(a, 3 * j, rgba);
        }
    }
}

export class Fills {
    constructor(scene) {
        this.scene = scene;
        this.u = cameraUniforms();
        this.stream = new Stream(scene.context, BYTES, { hi: [0, 3, 0], lo: [1, 3, 12], colour: [2, 4, 24, true] }, 0);
        this.n = 0;
    }
    set(triangles) {
        this.n = triangles.n;
        if (!this.n) {
            return;
        }
        const vertexArray = this.stream.send(triangles.buffer, triangles.n);
        this.command ??= command(this.scene, { vertexArray, count: 0 }, VS, FS, { hi: 0, lo: 1, colour: 2 }, uniformsOf(this.u));
        this.command.vertexArray = vertexArray;
        this.command.count = this.n;
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
