// SPDX-License-Identifier: Apache-2.0
// The base map's files from Natural Earth (public domain) as world-atlas packs it, and the names of
// countries and larger towns.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const modules = path.join(path.dirname(fileURLToPath(import.meta.url)), "../node_modules");
const read = (name) => JSON.parse(fs.readFileSync(path.join(modules, name)));

/// Natural Earth 1:50 million as TopoJSON, without what the page does not use.
export function makeMap() {
    const t = read("world-atlas/countries-50m.json");
    for (const o of Object.values(t.objects)) {
        for (const g of o.geometries) {
            delete g.properties;
            delete g.id;
        }
    }
    return JSON.stringify(t);
}

// Middle of a country: that of its largest ring, in the plane of its own latitude.
function middle(topology, geometry) {
    const { scale, translate } = topology.transform;
    const arc = (i) => {
        const points = [];
        let x = 0;
        let y = 0;
        for (const [dx, dy] of topology.arcs[i < 0 ? ~i : i]) {
            x += dx;
            y += dy;
            points.push([x * scale[0] + translate[0], y * scale[1] + translate[1]]);
        }
        return i < 0 ? points.reverse() : points;
    };
    const polygons = geometry.type === "Polygon" ? [geometry.arcs] : geometry.arcs ?? [];
    let best = null;
    for (const p of polygons) {
        const ring = p[0].flatMap((i) => arc(i));
        let area = 0;
        let cx = 0;
        let cy = 0;
        for (let i = 0; i < ring.length; i++) {
            const [x1, y1] = ring[i];
            const [x2, y2] = ring[(i + 1) % ring.length];
            const c = x1 * y2 - x2 * y1;
            area += c / 2;
            cx += (x1 + x2) * c;
            cy += (y1 + y2) * c;
        }
        const size = Math.abs(area);
        if (size > 0 && (!best || size > best.size)) {
            best = { size, lon: cx / (6 * area), lat: cy / (6 * area) };
        }
    }
    return best;
}

/// [[name, longitude, latitude, population or square degrees, 1 for a country], ...], by importance.
export function makePlaces() {
    const t = read("world-atlas/countries-50m.json");
    const countries = t.objects.countries.geometries
        .map((g) => ({ m: middle(t, g), name: g.properties.name }))
        .filter((c) => c.m && c.m.size > 0.02)
        .map((c) => [c.name, Number(c.m.lon.toFixed(2)), Number(c.m.lat.toFixed(2)), Number(c.m.size.toFixed(1)), 1]);
    const towns = read("city-timezones/data/cityMap.json")
        .filter((c) => c.pop > 1000)
        .map((c) => [c.city_ascii || c.city, Number(c.lng.toFixed(2)), Number(c.lat.toFixed(2)), Math.round(c.pop), 0]);
    countries.sort((a, b) => b[3] - a[3]);
    towns.sort((a, b) => b[3] - a[3]);
    return JSON.stringify([...countries, ...towns]);
}
