// SPDX-License-Identifier: Apache-2.0
// What command believes. A record says which post holds which track from when to when, and each plot;
// a track's own state is not in it. So a track is drawn where its plots put it: a straight line
// through those of the last half minute, carried on to now, with the ellipse of their errors, which
// grows with age. It is the page's estimate, and the legend says so.
import { enuAxes, ecefFromLlh, pointFromRae, llhFromEcef } from "../data/paths.js";
import { DASHED, PLAIN } from "./lines.js";
import { rgba } from "./movers.js";

const WINDOW_S = 40;
const STALE_S = 30;
const COLUMNS = 7; // of a plot's row: t, radar, merged, range, azimuth, elevation, signal to noise

export class Picture {
    constructor(app) {
        this.app = app;
        this.reset();
    }

    reset() {
        this.plots = null;
        this.asked = -1;
        this.heldKey = "";
    }

    /// Asks the server for the battle with its plots, once they are to be shown.
    want() {
        const { app } = this;
        if (!app.battle || this.asked === app.battleNumber || !app.battle.complete) {
            if (app.battle && !app.battle.complete) {
                setTimeout(() => app.options.show !== "truth" && this.want(), 400);
            }
            return;
        }
        this.asked = app.battleNumber;
        const number = ++app.plotNumber;
        const battle = app.battle;
        app.note("The plots are on their way.", "plots", false, 0);
        app.plotSlot = {
            number,
            take: (d) => {
                if (d.chunk && app.battle === battle) {
                    battle.append({ n: 0, t: [], kind: [], ids: [], at: [], x: [], segments: { n: 0 }, plots: d.chunk.plots });
                    app.touch();
                }
                if (d.done || d.error) {
                    app.note(d.error ? `The plots cannot be read: ${d.error.text}` : null, "plots", Boolean(d.error));
                    this.whole = true;
                    app.touch();
                }
            },
        };
        app.link.play({ level: "plot", ...app.slot.keys }, {
            frame: (bytes, last, failed) => !failed && app.plotSlot?.number === number && app.worker.postMessage({ stream: number, bytes, end: last }, [bytes]),
            fail: (e) => app.note(e.message, "plots", true),
        }).catch((e) => app.note(e.message, "plots", true));
    }

    #radars() {
        const b = this.app.battle;
        if (this.radarsOf === b) {
            return;
        }
        this.radarsOf = b;
        const told = new Map((this.app.editor?.data ?? this.app.described)?.radars?.map((r) => [r.name, r]) ?? []);
        this.radars = b.meta.radars.map((r) => ({
            origin: ecefFromLlh(r.lat_deg, r.lon_deg, r.h_ell_m),
            axes: enuAxes(r.lat_deg, r.lon_deg),
            // Where the scenario is not at hand: what a medium radar has, said in the legend.
            sr: told.get(r.name)?.sigma_range_m || 100,
            sa: told.get(r.name)?.sigma_az_rad || 0.004,
            known: told.has(r.name),
        }));
    }

    // Who is held at t, by whom; kept for the frame.
    #held(t) {
        const b = this.app.battle;
        const key = `${t} ${b.revision}`;
        if (key !== this.heldKey) {
            this.heldKey = key;
            this.map = new Map();
            const post = this.app.options.post ?? -1;
            for (const h of b.holds) {
                if (h.from > t) {
                    break;
                }
                if (h.to > t && (post < 0 || h.post === post)) {
                    const was = this.map.get(h.threat);
                    if (!was || (h.identified <= t && was.identified > t)) {
                        this.map.set(h.threat, h);
                    }
                }
            }
        }
        return this.map;
    }

    /// Whether anybody holds a track of this threat at t.
    held(threat, t) {
        return this.#held(t).has(threat);
    }

    /// State of a track from its plots: {place, sigmas, age, merged} or null.
    estimate(threat, t) {
        const list = this.app.battle.plots?.[threat];
        if (!list?.n) {
            return null;
        }
        const { rows } = list;
        let low = 0;
        let high = list.n;
        while (low < high) {
            const m = (low + high) >> 1;
            if (rows[COLUMNS * m] <= t) {
                low = m + 1;
            } else {
                high = m;
            }
        }
        if (!low) {
            return null;
        }
        const last = COLUMNS * (low - 1);
        const age = t - rows[last];
        const p = (this.p ??= new Float64Array(3));
        // A line through the plots of the window, by least squares, with its value at the last.
        let n = 0;
        const sum = [0, 0, 0];
        const cross = [0, 0, 0];
        let st = 0;
        let stt = 0;
        for (let i = last; i >= 0 && rows[last] - rows[i] <= WINDOW_S && n < 12; i -= COLUMNS) {
            const r = this.radars[rows[i + 1]];
            if (!r) {
                continue;
            }
            pointFromRae(r.origin, r.axes, rows[i + 3], rows[i + 4], rows[i + 5], p, 0);
            const u = rows[i] - rows[last];
            for (let k = 0; k < 3; k++) {
                sum[k] += p[k];
                cross[k] += p[k] * u;
            }
            st += u;
            stt += u * u;
            n++;
        }
        if (!n) {
            return null;
        }
        const det = n * stt - st * st;
        const spread = det / Math.max(1, n * n); // variance of the plots' times
        const place = new Float64Array(3);
        for (let k = 0; k < 3; k++) {
            const v = spread > 4 ? (n * cross[k] - st * sum[k]) / det : 0;
            place[k] = sum[k] / n + v * (age - st / n);
        }
        const r = this.radars[rows[last + 1]];
        const range = rows[last + 3];
        const gain = 1 / Math.sqrt(n);
        const grow = spread > 4 ? Math.sqrt(1 + (age - st / n) ** 2 / spread) : 1 + age / 5;
        return {
            place, age, n, merged: rows[last + 2] > 1, az: rows[last + 4],
            along: r.sr * gain * grow + (spread > 4 ? 0 : 60 * age), across: Math.max(r.sa * range * gain * grow, 10) + (spread > 4 ? 0 : 60 * age),
        };
    }

    draw(t) {
        const { app } = this;
        const b = app.battle;
        if (!b || app.options.show === "truth") {
            return;
        }
        if (this.asked !== app.battleNumber) {
            this.want();
        }
        this.#radars();
        if (!b.plots) {
            return;
        }
        const { globe } = app;
        const view = globe.view;
        const mpp = view.metresPerPixel(Math.max(1, globe.range ?? 1e6));
        const near = mpp < 260;
        const s = (this.screen ??= new Float64Array(3));
        const truth = new Float64Array(3);
        this.shown = 0;
        this.late = 0;
        for (const [threat, h] of this.#held(t)) {
            const e = this.estimate(threat, t);
            if (!e || !view.project(e.place[0], e.place[1], e.place[2], s)) {
                continue;
            }
            this.shown++;
            const late = e.age > STALE_S;
            this.late += late ? 1 : 0;
            const known = h.identified <= t;
            const alpha = late ? 130 : 255;
            const colour = known && !h.decoy ? app.theme.raid : app.theme.grey;
            const size = near ? 22 : 10;
            const cell = globe.atlas.mark(e.merged ? "square-open" : known ? (h.decoy ? "diamond-open" : "diamond") : "dot", colour);
            globe.sprites.add(view, e.place[0], e.place[1], e.place[2], size, cell, alpha);
            app.movers.hits.push("threat", threat, s[0], s[1], 10);
            this.#ellipse(e, mpp, rgba(colour, late ? 90 : 170));
            if (app.options.show === "both" && b.place(threat, t, truth, 0)) {
                globe.fastRows.add(e.place, 0, truth, 0, rgba(app.theme.grey, 150), 1, DASHED);
            }
            if (app.options.labels && mpp < 400) {
                app.labels.want(3, `${h.track}${known ? ` ${h.decoy ? "decoy" : b.meta.classes[h.cls] ?? ""}` : ""}${late ? ` ${Math.round(e.age)} s old` : ""}`, s[0], s[1], 13, app.theme.text);
            }
        }
    }

    // Two sigmas of the plots' errors, on the ground plane, turned to the last radar's line of sight.
    #ellipse(e, mpp, colour) {
        if (e.across / mpp < 1.5 && e.along / mpp < 1.5) {
            return;
        }
        const [lat, lon] = llhFromEcef(e.place[0], e.place[1], e.place[2]);
        const a = enuAxes(lat, lon);
        const n = 24;
        const out = (this.ring ??= new Float64Array(3 * n));
        const sin = Math.sin(e.az);
        const cos = Math.cos(e.az);
        for (let i = 0; i < n; i++) {
            const u = 2 * Math.min(e.along, 50e3) * Math.cos((2 * Math.PI * i) / n);
            const v = 2 * Math.min(e.across, 50e3) * Math.sin((2 * Math.PI * i) / n);
            const east = u * sin + v * cos;
            const north = u * cos - v * sin;
            for (let k = 0; k < 3; k++) {
                out[3 * i + k] = e.place[k] + east * a[k] + north * a[3 + k];
            }
        }
        this.app.globe.fastRows.strip(out, n, colour, 1, PLAIN, true);
    }
}

