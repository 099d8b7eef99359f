// SPDX-License-Identifier: Apache-2.0
// Symbols on the screen: one row of 32 bytes each, its place relative to the camera, so that single
// precision is enough. One draw call for all of a layer.
import { Stream } from "./draw.js";
import { cameraUniforms, setCamera, strip, uniformsOf } from "./lines.js";

export const SPRITE_BYTES = 32;

const VS = `
in vec2 corner;
in vec3 rel;
in vec3 look;                    // size (px), cell of the atlas, angle (rad)
in vec4 tint;
uniform vec3 u_right, u_up, u_forward;
uniform vec2 u_tan, u_size;
uniform float u_cells;
out vec2 v_uv;
out vec4 v_tint;
void main() {
    vec4 p = vec4(dot(rel, u_right) / u_tan.x, dot(rel, u_up) / u_tan.y, 0.0, dot(rel, u_forward));
    if (p.w < 1.0) { gl_Position = vec4(2.0, 2.0, 0.0, 1.0); return; }
    float s = sin(look.z), c = cos(look.z);
    vec2 turned = vec2(corner.x * c - corner.y * s, corner.x * s + corner.y * c);
    gl_Position = vec4(p.xy + turned * look.x * 0.5 / u_size * p.w, 0.0, p.w);
    vec2 cell = vec2(mod(look.y, u_cells), floor(look.y / u_cells));
    v_uv = (cell + vec2(corner.x, -corner.y) * 0.49 + 0.5) / u_cells;
    v_tint = tint;
}`;

const FS = `
precision highp float;
in vec2 v_uv;
in vec4 v_tint;
uniform sampler2D u_atlas;
void main() {
    vec4 c = texture(u_atlas, v_uv);
    if (c.a < 0.02) { discard; }
    out_FragColor = vec4(c.rgb * v_tint.rgb, c.a * v_tint.a);
}`;

export class Sprites {
    constructor(scene, atlas) {
        this.scene = scene;
        this.atlas = atlas;
        this.stream = new Stream(scene.context, SPRITE_BYTES, {
            rel: [1, 3, 0], look: [2, 3, 12], tint: [3, 4, 24, true],
        }, 1);
        this.u = cameraUniforms();
        this.uniforms = { ...uniformsOf(this.u), u_atlas: () => this.atlas.texture(), u_cells: () => this.atlas.cells };
        this.n = 0;
        this.#hold(512);
    }
    #hold(capacity) {
        const next = new ArrayBuffer(capacity * SPRITE_BYTES);
        if (this.bytes) {
            new Uint8Array(next).set(this.bytes);
        }
        this.buffer = next;
        this.f = new Float32Array(next);
        this.bytes = new Uint8Array(next);
        this.capacity = capacity;
    }
    clear() {
        this.n = 0;
    }
    /// A symbol at a place (ECEF) seen by view.
    add(view, x, y, z, size, cell, alpha = 255, angle = 0, r = 255, g = 255, b = 255) {
        if (this.n === this.capacity) {
            this.#hold(2 * this.capacity);
        }
        const o = this.n * 8;
        const f = this.f;
        f[o] = x - view.px;
        f[o + 1] = y - view.py;
        f[o + 2] = z - view.pz;
        f[o + 3] = size;
        f[o + 4] = cell;
        f[o + 5] = angle;
        const k = 4 * o + 24;
        this.bytes[k] = r;
        this.bytes[k + 1] = g;
        this.bytes[k + 2] = b;
        this.bytes[k + 3] = alpha;
        this.n++;
    }
    /// Sends what was added; once a frame.
    send() {
        if (!this.n) {
            return;
        }
        const vertexArray = this.stream.send(this.buffer, this.n);
        if (!this.command) {
            this.command = strip(this.scene, vertexArray, VS, FS, { corner: 0, rel: 1, look: 2, tint: 3 }, this.uniforms);
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
