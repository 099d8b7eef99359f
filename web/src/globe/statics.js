// SPDX-License-Identifier: Apache-2.0
// What stands: sites, posts, units, radars, areas; their symbols, names and, for the selection, a
// ring and the lines of the chain of command.
import { ecefFromLlh, enuAxes, pointFromRae, destination } from "../data/paths.js";
import { DASHED, LineRows, PLAIN } from "./lines.js";
import { rgba } from "./movers.js";

/// The things of a record's metadata, as the page draws them.
export function thingsOf(meta) {
    const out = [];
    const seen = new Set();
    const key = (p) => `${p.lat_deg.toFixed(4)},${p.lon_deg.toFixed(4)}`;
    meta.sites.forEach((s, id) => out.push({ what: "site", id, name: s.name, lat: s.lat_deg, lon: s.lon_deg, value: s.value_usd }));
    meta.units.forEach((u, id) => {
        seen.add(key(u));
        out.push({ what: "unit", id, name: u.name, lat: u.lat_deg, lon: u.lon_deg, layer: u.layer });
    });
    meta.posts.forEach((p, id) => {
        if (!p.name.endsWith("/alone")) {
            out.push({ what: "post", id, name: p.name, lat: p.lat_deg, lon: p.lon_deg });
        }
    });
    meta.radars.forEach((r, id) => {
        if (r.unit === null && !seen.has(key(r))) {
            out.push({ what: "radar", id, name: r.name, lat: r.lat_deg, lon: r.lon_deg });
        }
    });
    meta.areas.forEach((a, id) => out.push({ what: "area", id, name: a.name, lat: a.lat_deg, lon: a.lon_deg, radius: a.radius_m }));
    for (const t of out) {
        t.ecef = Float64Array.from(ecefFromLlh(t.lat, t.lon, 0));
    }
    return out;
}

/// Points of a circle on the ground (flat ECEF), n of them.
export function circle(lat, lon, radius, n = 72, h = 0) {
    const out = new Float64Array(3 * n);
    for (let i = 0; i < n; i++) {
        const [a, b] = destination(lat, lon, (2 * Math.PI * i) / n, radius);
        ecefFromLlh(a, b, h, out, 3 * i);
    }
    return out;
}

const IMPORTANCE = { site: 8, post: 5, unit: 4, radar: 4, area: 1 };

export class Statics {
    constructor(globe, app) {
        this.globe = globe;
        this.app = app;
        this.things = [];
        this.screen = new Float64Array(3);
        this.hits = [];
    }

    set(things) {
        this.things = things;
        this.areasKey = "";
    }

    draw(t) {
        const { app, globe } = this;
        const view = globe.view;
        const mpp = view.metresPerPixel(Math.max(1, globe.range ?? 1e6));
        this.hits.length = 0;
        const b = app.battle;
        for (const thing of this.things) {
            const e = thing.ecef;
            if (!view.project(e[0], e[1], e[2], this.screen)) {
                continue;
            }
            const [x, y] = this.screen;
            if (x < -60 || y < -60 || x > view.width + 60 || y > view.height + 60) {
                continue;
            }
            if (thing.what === "area") {
                if (mpp < 3000) {
                    globe.fastRows.strip(thing.ring ??= circle(thing.lat, thing.lon, thing.radius), 72, rgba(app.theme.defence, 90), 1, DASHED, true);
                    app.labels.want(1, thing.name, x, y, 0, app.theme.faintText);
                }
                continue;
            }
            const point = thing.what === "unit" && thing.layer === "point";
            if (point && mpp > 2500) {
                continue;
            }
            const lost = b && (thing.what === "site" || thing.what === "unit") && b.lostAt[thing.what][thing.id] <= t;
            const big = mpp < 320 ? 34 : mpp < 1300 ? (point ? 0 : 26) : point ? 0 : 20;
            const cell = big
                ? globe.atlas.symbol(thing, lost ? "lost" : "")
                : globe.atlas.mark(lost ? "square-open" : "square", app.theme.defence);
            const size = big || (mpp < 900 ? 9 : 6);
            globe.sprites.add(view, e[0], e[1], e[2], size, cell);
            this.hits.push(thing, x, y, Math.max(7, size / 2));
            if (app.options.labels && (!point || mpp < 200)) {
                app.labels.want(IMPORTANCE[thing.what], thing.name, x, y, size / 2 + 3, thing.what === "site" ? app.theme.text : app.theme.defenceText);
            }
        }
        this.#selection(t);
    }

    #selection() {
        const { app, globe } = this;
        const sel = app.selection;
        const thing = sel && sel.what !== "threat" && this.things.find((x) => x.what === sel.what && x.id === sel.id);
        if (!thing) {
            return;
        }
        const e = thing.ecef;
        globe.sprites.add(globe.view, e[0], e[1], e[2], 44, globe.atlas.mark("halo", app.theme.accent));
        if (globe.view.project(e[0], e[1], e[2], this.screen)) {
            app.labels.want(9, thing.name, this.screen[0], this.screen[1], 24, app.theme.accentText);
        }
    }
}

export { enuAxes, pointFromRae, LineRows, PLAIN };
