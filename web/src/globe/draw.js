// SPDX-License-Identifier: Apache-2.0
// The little that all layers share: a command of Cesium's renderer that draws over what stands, in
// the order in which layers were added. There is no depth buffer: what the Earth hides is found in
// closed form (HORIZON in the shaders, hidden() here).
import {
    Buffer, BufferUsage, ComponentDatatype, DrawCommand, Pass, PrimitiveType, RenderState,
    ShaderProgram, VertexArray, BlendingState,
} from "@cesium/engine";
import { A_M, B_M } from "../data/paths.js";

/// GLSL: how visible a point is, from its place relative to the camera; below 0 the Earth hides it.
export const HORIZON = `
uniform vec3 u_camera;
uniform float u_cc;
const vec3 RADII = vec3(${A_M.toFixed(1)}, ${A_M.toFixed(1)}, ${B_M.toFixed(4)});
float seen(vec3 rel) {
    vec3 v = rel / RADII, c = u_camera / RADII;
    float t = -dot(v, c);
    return max(u_cc - t, u_cc * dot(v, v) - t * t);
}`;

export function quad(context) {
    const buffer = Buffer.createVertexBuffer({
        context,
        typedArray: new Float32Array([-1, -1, 3, -1, -1, 3]),
        usage: BufferUsage.STATIC_DRAW,
    });
    const attribute = { index: 0, vertexBuffer: buffer, componentsPerAttribute: 2, componentDatatype: ComponentDatatype.FLOAT };
    return { vertexArray: new VertexArray({ context, attributes: [attribute] }), count: 3 };
}

export function command(scene, shape, vs, fs, attributeLocations, uniformMap, options = {}) {
    return new DrawCommand({
        vertexArray: shape.vertexArray,
        primitiveType: options.primitiveType ?? PrimitiveType.TRIANGLES,
        shaderProgram: ShaderProgram.fromCache({
            context: scene.context,
            vertexShaderSource: vs,
            fragmentShaderSource: fs,
            attributeLocations,
        }),
        renderState: RenderState.fromCache({
            depthTest: { enabled: false },
            depthMask: false,
            cull: { enabled: false },
            blending: options.blend === false ? BlendingState.DISABLED : BlendingState.ALPHA_BLEND,
        }),
        uniformMap,
        count: shape.count,
        instanceCount: options.instanceCount ?? 0,
        pass: Pass.OVERLAY,
        cull: false,
        owner: options.owner,
    });
}

/// A vertex buffer that is filled anew, and grows, with attributes given as
/// {name: [location, components, byte offset, normalised bytes?]}.
export class Stream {
    constructor(context, stride, attributes, divisor) {
        Object.assign(this, { context, stride, attributes, divisor });
        this.capacity = 0;
    }

    /// Sends n rows of bytes; returns the vertex array to draw with.
    send(bytes, n) {
        if (n > this.capacity) {
            this.vertexArray?.destroy();
            this.capacity = Math.max(256, n, Math.ceil(this.capacity * 1.5));
            this.buffer = Buffer.createVertexBuffer({
                context: this.context,
                sizeInBytes: this.capacity * this.stride,
                usage: BufferUsage.DYNAMIC_DRAW,
            });
            const attributes = Object.values(this.attributes).map(([index, components, offset, asBytes]) => ({
                index,
                vertexBuffer: this.buffer,
                componentsPerAttribute: components,
                componentDatatype: asBytes ? ComponentDatatype.UNSIGNED_BYTE : ComponentDatatype.FLOAT,
                normalize: Boolean(asBytes),
                offsetInBytes: offset,
                strideInBytes: this.stride,
                instanceDivisor: this.divisor,
            }));
            if (this.divisor) {
                // A corner that is not instanced: Cesium wants one attribute to count vertices by.
                this.corner ??= Buffer.createVertexBuffer({
                    context: this.context,
                    typedArray: new Float32Array([-1, -1, 1, -1, -1, 1, 1, 1]),
                    usage: BufferUsage.STATIC_DRAW,
                });
                this.corner.vertexArrayDestroyable = false;
                this.buffer.vertexArrayDestroyable = true;
                attributes.unshift({
                    index: 0,
                    vertexBuffer: this.corner,
                    componentsPerAttribute: 2,
                    componentDatatype: ComponentDatatype.FLOAT,
                });
            }
            this.vertexArray = new VertexArray({ context: this.context, attributes });
        }
        if (n > 0) {
            this.buffer.copyFromArrayView(new Uint8Array(bytes, 0, n * this.stride), 0);
        }
        return this.vertexArray;
    }
}

/// Whether the Earth hides a point from the camera (both ECEF, m).
export function hidden(camera, cc, x, y, z) {
    const cx = camera.x / A_M;
    const cy = camera.y / A_M;
    const cz = camera.z / B_M;
    const vx = x / A_M - cx;
    const vy = y / A_M - cy;
    const vz = z / B_M - cz;
    const t = -(vx * cx + vy * cy + vz * cz);
    return t > cc && t * t > cc * (vx * vx + vy * vy + vz * vz);
}
