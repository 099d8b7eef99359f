// SPDX-License-Identifier: Apache-2.0
// The Earth as one triangle over the screen: each pixel's ray meets the ellipsoid in closed form, so
// the ground is exact at any distance, with no tiles to wait for. Land, coast and borders are two
// textures (the world, and a sharp one of what is in view) whose channels are coloured here: a
// change of theme draws nothing anew.
import {
    Cartesian2, Cartesian3, Cartesian4, Texture, PixelFormat, PixelDatatype, Sampler,
    TextureMinificationFilter, TextureMagnificationFilter, TextureWrap,
} from "@cesium/engine";
import { A_M, B_M } from "../data/paths.js";
import { command, quad } from "./draw.js";

const VS = `
in vec2 corner;
out vec2 v_ndc;
void main() { v_ndc = corner; gl_Position = vec4(corner, 0.0, 1.0); }`;

const FS = `
precision highp float;
in vec2 v_ndc;
uniform vec3 u_right, u_up, u_forward, u_camera;
uniform vec2 u_tan;
uniform float u_cc, u_pixel;
uniform vec3 u_radii;
uniform sampler2D u_world, u_detail;
uniform vec3 u_e, u_n;
uniform vec4 u_place;            // offset of the camera in the detail's plane, its radius, is it there
uniform vec3 u_centre;
uniform vec4 u_sea, u_land, u_coast, u_border, u_grid, u_space;
uniform float u_step;
const float PI = 3.14159265358979;

// One minus how near a value is to a multiple of step, in pixels.
float line(float value, float width) {
    float f = abs(fract(value - 0.5) - 0.5);
    return 1.0 - clamp(f / max(width, 1e-9) - 0.35, 0.0, 1.0);
}

void main() {
    vec3 d = normalize(u_forward + v_ndc.x * u_tan.x * u_right + v_ndc.y * u_tan.y * u_up);
    vec3 s = d / u_radii;
    vec3 c = u_camera / u_radii;
    float a = dot(s, s), b = dot(c, s), disc = b * b - a * u_cc;
    // How far the ray passes by the limb, in pixels: soft edge, thin air.
    float edge = sqrt(max(u_cc, 1e-9) * a);
    float miss = (edge + b) / (edge * u_pixel);
    if (disc <= 0.0 || b >= 0.0) {
        float glow = b < 0.0 ? exp(-max(0.0, (edge + b) / edge) * 60.0) : 0.0;
        out_FragColor = vec4(mix(u_space.rgb, u_coast.rgb, 0.22 * glow), 1.0);
        return;
    }
    float k = u_cc / (-b + sqrt(disc));
    vec3 q = k * d;                                   // from the camera to the ground
    vec3 p = u_camera + q;
    vec3 n = normalize(p / (u_radii * u_radii));
    vec3 m = vec3(-1.0);
    float part = 1.0;                                 // of the world's coarse map
    if (u_place.w > 0.5) {
        vec2 e = vec2(dot(q, u_e), dot(q, u_n)) + u_place.xy;
        float r = length(e) / u_place.z;
        if (r < 1.0 && dot(n, u_centre) > 0.0) {
            m = textureLod(u_detail, e / u_place.z * 0.5 + 0.5, 0.0).rgb;
            part = smoothstep(0.96, 1.0, r);
        }
    }
    float slant = clamp(dot(n, -d), 0.0, 1.0);
    float grid = 0.0;
#ifdef LEAN
    m = max(m, vec3(0.0));                            // the sharp map is all there is
#else
    float lon = atan(p.y, p.x), lat = asin(clamp(n.z, -1.0, 1.0));
    if (part > 0.0) {
        vec2 uv = vec2(lon / (2.0 * PI) + 0.5, lat / PI + 0.5);
        vec3 coarse = textureLod(u_world, uv, 0.0).rgb;
        m = m.r < 0.0 ? coarse : mix(m, coarse, part);
    }
    // Graticule: thin, fading where its lines would crowd. In the lean mode it is part of the sharp map.
    vec2 g = vec2(lat, lon) * (180.0 / PI) / u_step;
    float across = k * u_pixel / (u_radii.x * slant) * (180.0 / PI) / u_step;
    float round_ = max(cos(lat), 0.02);
    grid = max(line(g.x, across), line(g.y, across / round_) * step(abs(lat) * 180.0 / PI, 89.0))
        * smoothstep(0.35, 0.05, across / round_);
#endif
    vec3 colour = mix(u_sea.rgb, u_land.rgb, m.r);
    colour = mix(colour, u_grid.rgb, u_grid.a * grid);
    colour = mix(colour, u_border.rgb, u_border.a * m.b);
    colour = mix(colour, u_coast.rgb, u_coast.a * m.g);
    // The limb darkens a little, so that a sphere is seen.
    float rim = smoothstep(0.0, 0.35, slant);
    colour = mix(mix(u_space.rgb, colour, 0.72), colour, rim);
    colour = mix(u_space.rgb, colour, clamp(-miss, 0.0, 1.0));
    out_FragColor = vec4(colour, 1.0);
}`;

function texture(context, source, width, height) {
    return new Texture({
        context,
        ...(source ? { source } : { width, height }),
        pixelFormat: PixelFormat.RGBA,
        pixelDatatype: PixelDatatype.UNSIGNED_BYTE,
        flipY: false,
        sampler: new Sampler({
            wrapS: TextureWrap.REPEAT,
            wrapT: TextureWrap.CLAMP_TO_EDGE,
            minificationFilter: TextureMinificationFilter.LINEAR,
            magnificationFilter: TextureMagnificationFilter.LINEAR,
        }),
    });
}

export class Earth {
    constructor(scene, lean) {
        this.scene = scene;
        const context = scene.context;
        const empty = { width: 1, height: 1, arrayBufferView: new Uint8Array([0, 0, 0, 255]) };
        this.world = texture(context, empty);
        this.detail = texture(context, empty);
        this.place = null; // {lat, lon, origin, axes, radius} of the detail
        this.step = 10;
        this.colours = {};
        const v = () => new Cartesian3();
        const u = (this.u = {
            right: v(), up: v(), forward: v(), camera: v(), tan: new Cartesian2(), cc: 1, pixel: 1,
            radii: new Cartesian3(A_M, A_M, B_M), e: v(), n: v(), place: new Cartesian4(), centre: v(),
        });
        const uniforms = {
            u_world: () => this.world,
            u_detail: () => this.detail,
            u_step: () => this.step,
        };
        for (const name of Object.keys(u)) {
            uniforms[`u_${name}`] = () => u[name];
        }
        for (const name of ["sea", "land", "coast", "border", "grid", "space"]) {
            this.colours[name] = new Cartesian4(0, 0, 0, 1);
            uniforms[`u_${name}`] = () => this.colours[name];
        }
        this.command = command(scene, quad(context), VS, lean ? `#define LEAN\n${FS}` : FS, { corner: 0 }, uniforms, { blend: false });
    }

    setWorld(bitmap) {
        this.world.destroy();
        this.world = texture(this.scene.context, bitmap);
    }

    setDetail(bitmap, place) {
        this.detail.destroy();
        this.detail = texture(this.scene.context, bitmap);
        this.place = place;
    }

    update(frameState) {
        if (!frameState.passes.render) {
            return;
        }
        const { camera } = this.scene;
        const u = this.u;
        Cartesian3.clone(camera.rightWC, u.right);
        Cartesian3.clone(camera.upWC, u.up);
        Cartesian3.clone(camera.directionWC, u.forward);
        Cartesian3.clone(camera.positionWC, u.camera);
        const tanY = Math.tan(camera.frustum.fovy / 2);
        u.tan.x = tanY * camera.frustum.aspectRatio;
        u.tan.y = tanY;
        const p = camera.positionWC;
        u.cc = (p.x / A_M) ** 2 + (p.y / A_M) ** 2 + (p.z / B_M) ** 2 - 1;
        u.pixel = (2 * tanY) / this.scene.drawingBufferHeight;
        const d = this.place;
        u.place.w = d ? 1 : 0;
        if (d) {
            const [ex, ey, ez, nx, ny, nz, ux, uy, uz] = d.axes;
            Cartesian3.fromElements(ex, ey, ez, u.e);
            Cartesian3.fromElements(nx, ny, nz, u.n);
            Cartesian3.fromElements(ux, uy, uz, u.centre);
            const dx = p.x - d.origin[0];
            const dy = p.y - d.origin[1];
            const dz = p.z - d.origin[2];
            u.place.x = dx * ex + dy * ey + dz * ez;
            u.place.y = dx * nx + dy * ny + dz * nz;
            u.place.z = d.radius;
        }
        frameState.commandList.push(this.command);
    }

    isDestroyed() {
        return false;
    }
    destroy() {}
}
