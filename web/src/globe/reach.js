// SPDX-License-Identifier: Apache-2.0
// Where sensors see and weapons reach, as the server computes it: outlines on the ground at a chosen
// height, volumes of the selected unit. Thin outlines, faint fill; what is selected is full.
import { destination, ecefFromLlh } from "../data/paths.js";
import { DASHED, LineRows, PLAIN } from "./lines.js";
import { Triangles } from "./fills.js";
import { rgba } from "./movers.js";

/// An outline about a place: ranges[i] at azimuth 360 i / n.
export function outline(lat, lon, ranges, h) {
    const n = ranges.length;
    const out = new Float64Array(3 * n);
    for (let i = 0; i < n; i++) {
        const [a, b] = destination(lat, lon, (2 * Math.PI * i) / n, ranges[i]);
        ecefFromLlh(a, b, h, out, 3 * i);
    }
    return out;
}

// A ring of one radius, or a sector of it (degrees, clockwise) closed by the place itself.
function ring(lat, lon, radius, sector, h, n = 72) {
    const whole = !sector || Math.abs(sector[1] - sector[0]) >= 359.9;
    const span = whole ? 360 : ((sector[1] - sector[0] + 720) % 360) || 360;
    const out = new Float64Array(3 * n);
    for (let i = 0; i < n; i++) {
        const az = ((whole ? 0 : sector[0]) + (span * i) / (whole ? n : n - 2)) * (Math.PI / 180);
        const [a, b] = !whole && i === n - 1 ? [lat, lon] : destination(lat, lon, az, radius);
        ecefFromLlh(a, b, h, out, 3 * i);
    }
    return out;
}

export class Reach {
    constructor(app) {
        this.app = app;
        this.options = { coverage: false, envelopes: false, volume: true, selectedOnly: false, height: 500, type: "" };
        this.coverages = [];
        this.envelopes = [];
        this.key = "";
    }

    get on() {
        return this.options.coverage || this.options.envelopes;
    }

    changed() {
        if (this.on) {
            this.ask();
        }
    }
    selectionChanged() {
        this.key = "";
        if (this.on && this.options.envelopes) {
            this.ask();
        }
    }

    set(key, value) {
        this.options[key] = value;
        this.key = "";
        this.app.touch();
        clearTimeout(this.later);
        this.later = setTimeout(() => this.ask(), 60);
    }

    /// Asks the server; the newest question wins.
    async ask() {
        const { app, options: o } = this;
        const number = (this.number = (this.number ?? 0) + 1);
        this.error = null;
        try {
            if (o.coverage) {
                const r = await app.link.ask("coverage", { h_m: o.height, ...(o.type ? { type: o.type } : { rcs_m2: 0.1 }), azimuths: 72 });
                if (number !== this.number) {
                    return;
                }
                this.coverages = r.coverages;
            }
            if (o.envelopes) {
                const sel = app.selection?.what === "unit" ? app.nameOf(app.selection) : null;
                const heights = [o.height, 30, 100, 300, 1000, 3000, 6000, 10000, 15000, 20000, 25000, 30000, 40000, 60000].filter((h, i) => i === 0 || h !== o.height);
                const r = await app.link.ask("envelope", { ...(sel && o.selectedOnly ? { units: [sel] } : {}), ...(o.type ? { type: o.type } : {}), heights_m: heights });
                if (number !== this.number) {
                    return;
                }
                this.envelopes = r.envelopes;
            }
        } catch (e) {
            this.error = e.message;
            this.coverages = [];
            this.envelopes = [];
        }
        this.key = "";
        this.onAnswer?.();
        app.touch();
    }

    draw() {
        const { app, options: o } = this;
        const sel = app.selection ? `${app.selection.what}:${app.nameOf(app.selection)}` : "";
        const key = `${this.on} ${sel} ${this.number} ${JSON.stringify(o)} ${app.theme.name} ${this.coverages.length} ${this.envelopes.length}`;
        if (key === this.key) {
            return;
        }
        this.key = key;
        const rows = (this.rows ??= new LineRows());
        const fills = (this.fills ??= new Triangles());
        rows.clear();
        fills.clear();
        if (o.coverage) {
            this.#coverage(rows, fills, sel);
        }
        if (o.envelopes) {
            this.#envelopes(rows, fills, sel);
        }
        app.globe.outlines.set(rows);
        app.globe.fills.set(fills);
    }

    #coverage(rows, fills, sel) {
        const { theme } = this.app;
        const many = this.coverages.length > 24;
        for (const c of this.coverages) {
            const mine = sel && (sel === `radar:${c.radar}` || (sel.startsWith("unit:") && c.radar.startsWith(`${sel.slice(5)}/`)));
            if (this.options.selectedOnly && sel && !mine) {
                continue;
            }
            const far = Math.max(...c.range_m);
            if (!(far > 0)) {
                continue;
            }
            const n = c.range_m.length;
            const points = outline(c.lat_deg, c.lon_deg, c.range_m.map((r) => Math.max(r, 1)), 0);
            rows.strip(points, n, rgba(mine ? theme.accent : theme.grey, mine ? 255 : many ? 120 : 190), mine ? 2 : 1.25, PLAIN, true);
            fills.fan(ecefFromLlh(c.lat_deg, c.lon_deg, 0), points, n, rgba(mine ? theme.accent : theme.grey, mine ? 40 : many ? 4 : 12));
        }
    }

    #envelopes(rows, fills, sel) {
        const { theme } = this.app;
        for (const e of this.envelopes) {
            const mine = sel === `unit:${e.unit}`;
            if ((this.options.selectedOnly && sel && !mine) || !e.reaches || !(e.range_max_m[0] > 0 || mine)) {
                continue;
            }
            const colour = (a) => rgba(mine ? theme.accent : theme.defence, a);
            if (e.range_max_m[0] > 0) {
                const outer = ring(e.lat_deg, e.lon_deg, e.range_max_m[0], e.sector_deg, 0);
                rows.strip(outer, 72, colour(mine ? 255 : 170), mine ? 2 : 1.25, PLAIN, true);
                fills.fan(ecefFromLlh(e.lat_deg, e.lon_deg, 0), outer, 72, colour(mine ? 36 : 10));
                if (mine && e.range_min_m[0] > 200) {
                    rows.strip(ring(e.lat_deg, e.lon_deg, e.range_min_m[0], null, 0), 72, colour(200), 1, DASHED, true);
                }
                // What the engagement radar does not see is no envelope: the horizon at that height.
                if (mine && e.sight_m[0] < e.range_max_m[0]) {
                    rows.strip(ring(e.lat_deg, e.lon_deg, e.sight_m[0], e.sector_deg, 0), 72, rgba(theme.raid, 230), 1.5, DASHED, true);
                }
            }
            if (mine && this.options.volume) {
                this.#volume(rows, fills, e, colour);
            }
        }
    }

    // Rings up the ladder of heights, joined: the volume, horizon included.
    #volume(rows, fills, e, colour) {
        const ladder = e.heights_m.map((h, i) => ({ h, r: Math.min(e.range_max_m[i], e.sight_m[i] || Infinity) })).slice(1).filter((x) => x.r > 0).sort((a, b) => a.h - b.h);
        let before = null;
        for (const { h, r } of ladder) {
            const points = ring(e.lat_deg, e.lon_deg, r, e.sector_deg, h);
            rows.strip(points, 72, colour(110), 1, PLAIN, true);
            if (before) {
                fills.band(before, points, 72, colour(18));
                for (let i = 0; i < 72; i += 9) {
                    rows.add(before, 3 * i, points, 3 * i, colour(80), 1, PLAIN);
                }
            }
            before = points;
        }
    }
}
