// SPDX-License-Identifier: Apache-2.0
// Draws the base map away from the page's thread: Natural Earth's land, coast and borders as the
// red, green and blue of a texture, which the Earth's shader colours by theme.
import { ecefFromLlh } from "../data/paths.js";

let map = null;
let asked = false; // the page listens

/// The topology's arcs as places (degrees) and as ECEF, which rings they make, which are borders.
function read(topology) {
    const { scale, translate } = topology.transform;
    const arcs = topology.arcs.map((arc) => {
        let x = 0;
        let y = 0;
        const n = arc.length;
        const deg = new Float64Array(2 * n);
        const ecef = new Float64Array(3 * n);
        for (let i = 0; i < n; i++) {
            x += arc[i][0];
            y += arc[i][1];
            deg[2 * i] = x * scale[0] + translate[0];
            deg[2 * i + 1] = y * scale[1] + translate[1];
            ecefFromLlh(deg[2 * i + 1], deg[2 * i], 0, ecef, 3 * i);
        }
        return { n, deg, ecef, uses: 0, centre: null, reach: 0 };
    });
    for (const a of arcs) {
        const m = Math.floor(a.n / 2);
        a.centre = a.ecef.subarray(3 * m, 3 * m + 3);
        for (let i = 0; i < a.n; i++) {
            a.reach = Math.max(a.reach, Math.hypot(
                a.ecef[3 * i] - a.centre[0], a.ecef[3 * i + 1] - a.centre[1], a.ecef[3 * i + 2] - a.centre[2]));
        }
    }
    const rings = [];
    const walk = (object, each) => {
        for (const g of object.geometries ?? [object]) {
            const polygons = g.type === "Polygon" ? [g.arcs] : g.type === "MultiPolygon" ? g.arcs : [];
            polygons.forEach((p) => p.forEach(each));
        }
    };
    walk(topology.objects.land, (ring) => rings.push(ring));
    const coast = new Set(rings.flat().map((i) => (i < 0 ? ~i : i)));
    walk(topology.objects.countries, (ring) => ring.forEach((i) => arcs[i < 0 ? ~i : i].uses++));
    return {
        arcs,
        rings,
        coast: [...coast].map((i) => arcs[i]),
        borders: arcs.filter((a, i) => a.uses > 1 && !coast.has(i)),
    };
}

// Each arc's points on the canvas, computed once a picture.
function place(project) {
    for (const a of map.arcs) {
        a.xy ??= new Float32Array(2 * a.n);
        project(a);
    }
}

function ringPath(ctx, ring) {
    let first = true;
    for (const index of ring) {
        const a = map.arcs[index < 0 ? ~index : index];
        const { xy, n } = a;
        for (let k = first ? 0 : 1; k < n; k++) {
            const i = index < 0 ? n - 1 - k : k;
            if (first) {
                ctx.moveTo(xy[2 * i], xy[2 * i + 1]);
                first = false;
            } else {
                ctx.lineTo(xy[2 * i], xy[2 * i + 1]);
            }
        }
    }
    ctx.closePath();
}

// Edges along the antimeridian and the pole are cuts of the data, no coasts.
function isCut(a, i) {
    const d = a.deg;
    return (
        (Math.abs(d[2 * i]) > 179.99 && Math.abs(d[2 * i + 2]) > 179.99) ||
        (d[2 * i + 1] < -89.9 && d[2 * i + 3] < -89.9)
    );
}

function lines(ctx, arcs, near) {
    ctx.beginPath();
    for (const a of arcs) {
        if (!near(a)) {
            continue;
        }
        let pen = false;
        for (let i = 0; i < a.n; i++) {
            if (pen) {
                ctx.lineTo(a.xy[2 * i], a.xy[2 * i + 1]);
            } else {
                ctx.moveTo(a.xy[2 * i], a.xy[2 * i + 1]);
            }
            pen = i + 1 < a.n && !isCut(a, i);
        }
    }
    ctx.stroke();
}

function draw(width, height, project, near, coastWidth, more) {
    const canvas = new OffscreenCanvas(width, height);
    const ctx = canvas.getContext("2d", { alpha: false });
    ctx.fillStyle = "#000";
    ctx.fillRect(0, 0, width, height);
    place(project);
    ctx.fillStyle = "#f00";
    ctx.beginPath();
    for (const ring of map.rings) {
        ringPath(ctx, ring);
    }
    ctx.fill("evenodd");
    ctx.globalCompositeOperation = "lighter";
    ctx.lineJoin = "round";
    more?.(ctx);
    ctx.strokeStyle = "#00f";
    ctx.lineWidth = coastWidth;
    lines(ctx, map.borders, near);
    ctx.strokeStyle = "#0f0";
    ctx.lineWidth = coastWidth;
    lines(ctx, map.coast, near);
    return canvas.transferToImageBitmap();
}

/// The whole world, longitude across and latitude up.
function world(width) {
    const height = width / 2;
    const project = (a) => {
        for (let i = 0; i < a.n; i++) {
            a.xy[2 * i] = ((a.deg[2 * i] + 180) / 360) * width;
            a.xy[2 * i + 1] = ((a.deg[2 * i + 1] + 90) / 180) * height;
        }
    };
    return draw(width, height, project, () => true, 1);
}

// Parallels and meridians, faint, every `step` degrees.
function graticule(ctx, step, origin, axes, k, size, radius) {
    const r0 = Math.hypot(...origin);
    const lat0 = (Math.asin(origin[2] / r0) * 180) / Math.PI;
    const lon0 = (Math.atan2(origin[1], origin[0]) * 180) / Math.PI;
    const reach = (Math.asin(Math.min(1, radius / r0)) * 180) / Math.PI * 1.5 + step;
    const wide = Math.min(180, reach / Math.max(0.02, Math.cos((Math.min(89, Math.abs(lat0) + reach) * Math.PI) / 180)));
    const p = new Float64Array(3);
    const to = (lat, lon) => {
        ecefFromLlh(lat, lon, 0, p, 0);
        const seen = p[0] * axes[6] + p[1] * axes[7] + p[2] * axes[8] > 0.05 * r0;
        const d = [p[0] - origin[0], p[1] - origin[1], p[2] - origin[2]];
        return [
            (d[0] * axes[0] + d[1] * axes[1] + d[2] * axes[2]) * k + size / 2,
            (d[0] * axes[3] + d[1] * axes[4] + d[2] * axes[5]) * k + size / 2, seen,
        ];
    };
    ctx.strokeStyle = "#00004c";
    ctx.lineWidth = 1.2;
    ctx.beginPath();
    const line = (n, at) => {
        let pen = false;
        for (let i = 0; i <= n; i++) {
            const [x, y, seen] = at(i / n);
            if (seen && pen) {
                ctx.lineTo(x, y);
            } else {
                ctx.moveTo(x, y);
            }
            pen = seen;
        }
    };
    const south = Math.max(-89, lat0 - reach);
    const north = Math.min(89, lat0 + reach);
    for (let lat = Math.ceil(south / step) * step; lat <= north; lat += step) {
        line(48, (u) => to(lat, lon0 - wide + 2 * wide * u));
    }
    for (let lon = Math.ceil((lon0 - wide) / step) * step; lon <= lon0 + wide; lon += step) {
        line(32, (u) => to(south + (north - south) * u, lon));
    }
    ctx.stroke();
}

/// What lies within `radius` of a place, on the plane that touches the Earth there.
function detail({ size, radius, origin, axes, step }) {
    const [ex, ey, ez, nx, ny, nz, ux, uy, uz] = axes;
    const r0 = Math.hypot(...origin);
    const k = size / (2 * radius);
    const limit = 0.08; // cosine of the angle from which on points are put on the rim
    const project = (a) => {
        const p = a.ecef;
        for (let i = 0; i < a.n; i++) {
            const x = p[3 * i];
            const y = p[3 * i + 1];
            const z = p[3 * i + 2];
            const dx = x - origin[0];
            const dy = y - origin[1];
            const dz = z - origin[2];
            let e = dx * ex + dy * ey + dz * ez;
            let n = dx * nx + dy * ny + dz * nz;
            if (x * ux + y * uy + z * uz < limit * r0) {
                const s = (1.05 * r0) / Math.max(1, Math.hypot(e, n));
                e *= s;
                n *= s;
            }
            a.xy[2 * i] = e * k + size / 2;
            a.xy[2 * i + 1] = n * k + size / 2;
        }
    };
    const near = (a) => {
        const dx = a.centre[0] - origin[0];
        const dy = a.centre[1] - origin[1];
        const dz = a.centre[2] - origin[2];
        return Math.hypot(dx, dy, dz) < a.reach + 1.6 * radius &&
            a.centre[0] * ux + a.centre[1] * uy + a.centre[2] * uz > -a.reach;
    };
    return draw(size, size, project, near, 1.6, step ? (ctx) => graticule(ctx, step, origin, axes, k, size, radius) : null);
}

onmessage = async ({ data }) => {
    if (data.url) {
        const topology = await (await fetch(data.url)).json();
        map = read(topology);
        if (asked) {
            postMessage({ ready: true });
        }
    } else if (data.ask) {
        asked = true;
        if (map) {
            postMessage({ ready: true });
        }
    } else if (!map) {
        postMessage({ none: true });
    } else if (data.width) {
        const bitmap = world(data.width);
        postMessage({ world: bitmap }, [bitmap]);
    } else {
        const bitmap = detail(data);
        postMessage({ detail: bitmap, place: data }, [bitmap]);
    }
};
