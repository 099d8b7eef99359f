// SPDX-License-Identifier: Apache-2.0
// What moves, drawn from path segments at any time: threats, rounds on their way, trails and
// predicted paths, and the marks of what ended (a cross where it came down, a ring where it was
// stopped).
import { ROW } from "../data/paths.js";
import { LineRows, TRAIL, PLAIN, DASHED } from "./lines.js";
import { segmentAt } from "../data/paths.js";

const rgba = (css, alpha) => {
    const n = parseInt(css.slice(1), 16);
    return [n >> 16, (n >> 8) & 255, n & 255, alpha];
};

export class Movers {
    constructor(globe, app) {
        this.globe = globe;
        this.app = app;
        this.paths = new LineRows(4096);
        this.rowsOf = []; // [first, end) rows of each threat's path
        this.trailRows = new LineRows(4096);
        this.place = new Float64Array(3);
        this.screen = new Float64Array(3);
        this.hits = []; // what was drawn where: for picking
        this.trailKey = "";
        this.trailTime = 0;
        this.alive = 0;
    }

    reset() {
        this.paths.clear();
        this.rowsOf = [];
        this.sampled = 0;
        this.trailKey = "";
    }

    // Path of a threat as pieces of line with their times, made once.
    #sample(b, threat) {
        const from = this.paths.n;
        const end = Math.min(b.threatTo[threat], b.pathEnd(threat));
        const colour = rgba(this.app.theme.raid, b.threatArmed[threat] ? 200 : 120);
        const p = new Float64Array(6);
        for (let i = 0; i < b.segCount[threat]; i++) {
            const row = b.segFirst[threat] + i;
            const d = b.seg.a;
            const t0 = d[ROW * row];
            const t1 = Math.min(d[ROW * row + 1], end);
            if (!(t1 > t0)) {
                continue;
            }
            const kind = b.segKind.a[row];
            segmentAt(kind, d, ROW * row, t0, p, 0);
            segmentAt(kind, d, ROW * row, (t0 + t1) / 2, p, 3);
            const length = 2 * Math.hypot(p[3] - p[0], p[4] - p[1], p[5] - p[2]);
            const turning = kind === 0 && (d[ROW * row + 8] || d[ROW * row + 9] || d[ROW * row + 10]);
            const n = Math.max(1, Math.min(64, Math.ceil(turning ? 12 : kind === 0 ? length / 25e3 : length / 12e3)));
            for (let k = 1; k <= n; k++) {
                const ta = t0 + ((t1 - t0) * (k - 1)) / n;
                const tb = t0 + ((t1 - t0) * k) / n;
                segmentAt(kind, d, ROW * row, tb, p, 3);
                this.paths.add(p, 0, p, 3, colour, 1.25, TRAIL, ta, tb);
                p.copyWithin(0, 3);
            }
        }
        this.rowsOf[threat] = { from, to: this.paths.n, end: b.threatTo[threat], n: b.segCount[threat] };
    }

    #trails(b, t, selected) {
        const { app, globe } = this;
        const layer = globe.trails;
        layer.now = t;
        layer.trail = app.options.trails ? app.options.trailMinutes * 60 : 1e-3;
        layer.ahead = app.options.predicted ? 3600 : 1e-3;
        const alive = this.alive;
        const slack = Math.max(20, Math.min(300, app.rate * 0.5));
        const key = `${alive}|${b.revision}|${Math.floor(t / slack)}|${selected}|${app.options.trails}${app.options.predicted}${app.options.trailMinutes}|${app.theme.name}`;
        const now = performance.now();
        if (key === this.trailKey || (now - this.trailTime < 200 && !app.still)) {
            return;
        }
        this.trailKey = key;
        this.trailTime = now;
        const rows = this.trailRows;
        rows.clear();
        const lo = t - layer.trail - slack;
        const hi = t + layer.ahead + slack;
        const f = () => this.paths.f;
        for (let i = 0; i < b.nThreats; i++) {
            if (!(b.threatFrom[i] <= t + slack) || !(b.threatTo[i] > t - slack) || i === selected) {
                continue;
            }
            let r = this.rowsOf[i];
            if (!r || r.n !== b.segCount[i] || r.end !== b.threatTo[i]) {
                this.#sample(b, i);
                r = this.rowsOf[i];
            }
            let a = r.from;
            let z = r.to;
            while (a < z && f()[a * 16 + 13] < lo) {
                a++;
            }
            while (z > a && f()[(z - 1) * 16 + 12] > hi) {
                z--;
            }
            rows.copy(this.paths, a, z);
        }
        layer.set(rows);
    }

    /// Draws everything that moves at t.
    draw(t) {
        const { app, globe } = this;
        const b = app.battle;
        this.hits.length = 0;
        if (!b) {
            globe.trails.set(this.trailRows.clear() ?? this.trailRows);
            return;
        }
        const view = globe.view;
        const sprites = globe.sprites;
        const truth = app.options.show !== "picture";
        const dim = app.options.show === "both" ? 110 : 255;
        const mpp = view.metresPerPixel(Math.max(1, globe.range ?? 1e6));
        const near = mpp < 260;
        const size = near ? 30 : mpp < 900 ? 13 : 10;
        const { raid, raidDim } = app.theme;
        const armedMark = globe.atlas.mark("diamond", raid);
        const decoyMark = globe.atlas.mark("diamond-open", raidDim);
        const p = this.place;
        const s = this.screen;
        let alive = 0;
        if (app.options.marks && truth) {
            this.#ends(b, t, mpp);
        }
        const wantLabels = app.options.labels && mpp < 600;
        for (let i = 0; i < b.nThreats; i++) {
            if (!(t >= b.threatFrom[i]) || t >= b.threatTo[i] || !b.placeOnPath(i, t, p, 0)) {
                continue;
            }
            alive++;
            if (!truth || !view.project(p[0], p[1], p[2], s)) {
                continue;
            }
            if (s[0] < -40 || s[1] < -40 || s[0] > view.width + 40 || s[1] > view.height + 40) {
                continue;
            }
            const armed = b.threatArmed[i];
            const missing = app.options.show === "both" && !app.picture?.held(i, t);
            const alpha = missing ? 160 : armed ? dim : Math.min(dim, 200);
            const cell = near
                ? globe.atlas.symbol({ what: "threat", cls: b.meta.types[b.threatType[i]].class }, missing ? "lost" : armed ? "" : "lost")
                : missing ? globe.atlas.mark("diamond-open", raid) : armed ? armedMark : decoyMark;
            sprites.add(view, p[0], p[1], p[2], near ? size : armed ? size : size * 0.8, cell, alpha);
            this.hits.push("threat", i, s[0], s[1], near ? 14 : 8);
            if (wantLabels) {
                app.labels.want(2 + armed, b.threatName[i], s[0], s[1], near ? 17 : 9, app.theme.raidText);
            }
        }
        this.alive = alive;
        if (truth) {
            this.#trails(b, t, -1);
        } else {
            globe.trails.set(new LineRows(1));
            this.trailKey = "";
        }
        this.#shots(b, t, mpp);
        this.#selected(b, t);
    }

    // Where threats ended up to t.
    #ends(b, t, mpp) {
        const { app, globe } = this;
        const view = globe.view;
        const size = mpp < 260 ? 14 : 8;
        const cross = globe.atlas.mark("cross", app.theme.raid);
        const ring = globe.atlas.mark("ring", app.theme.defence);
        const soft = globe.atlas.mark("ring", app.theme.grey);
        for (let i = 0; i < b.nThreats; i++) {
            const to = b.threatTo[i];
            if (!(to <= t)) {
                continue;
            }
            const x = b.endPlace[3 * i];
            const y = b.endPlace[3 * i + 1];
            const z = b.endPlace[3 * i + 2];
            if (!view.project(x, y, z, this.screen)) {
                continue;
            }
            const end = b.threatEnd[i];
            const age = t - to;
            const fresh = Math.max(0, 1 - age / 60);
            const alpha = Math.round(110 + 145 * fresh) * (b.threatArmed[i] ? 1 : 0.6);
            const cell = end === 1 ? ring : end >= 4 ? cross : soft;
            sprites(globe).add(view, x, y, z, size * (1 + 0.8 * fresh) * (end >= 4 ? 1.25 : 1), cell, alpha);
            this.hits.push("threat", i, this.screen[0], this.screen[1], 6);
        }
    }

    // Rounds between launcher and meeting point, drawn straight: a record says when and where they
    // begin and end, not how they flew.
    #shots(b, t, mpp) {
        const { app, globe } = this;
        const view = globe.view;
        const mark = globe.atlas.mark("triangle", app.theme.defence);
        const rows = globe.fastRows;
        const colour = rgba(app.theme.defence, 190);
        const p = new Float64Array(6);
        this.nShots = 0;
        for (let i = b.firstShot(t); i < b.shots.length && b.shots[i].from <= t; i++) {
            const s = b.shots[i];
            if (!(s.to > t)) {
                continue;
            }
            const u = b.unitPlace(s.unit);
            if (!s.place) {
                s.place = new Float64Array(3);
                const to = Number.isFinite(s.to) ? s.to : t;
                b.placeOnPath(s.threat, Math.min(to, b.threatTo[s.threat]), s.place, 0);
            }
            this.nShots++;
            const k = Number.isFinite(s.to) ? (t - s.from) / Math.max(1e-3, s.to - s.from) : 0;
            for (let c = 0; c < 3; c++) {
                p[c] = u[c] + (s.place[c] - u[c]) * Math.max(0, k - 0.25);
                p[3 + c] = u[c] + (s.place[c] - u[c]) * k;
            }
            rows.add(p, 0, p, 3, colour, 2, PLAIN);
            globe.sprites.add(view, p[3], p[4], p[5], mpp < 260 ? 13 : 9, mark);
            if (view.project(p[3], p[4], p[5], this.screen)) {
                this.hits.push("shot", i, this.screen[0], this.screen[1], 8);
            }
        }
    }

    // The selection: its whole path, and whom it is paired with.
    #selected(b, t) {
        const { app, globe } = this;
        const sel = app.selection;
        if (!sel || sel.what !== "threat") {
            return;
        }
        const accent = rgba(app.theme.accent, 255);
        const faint = rgba(app.theme.accent, 120);
        if (!this.rowsOf[sel.id] || this.rowsOf[sel.id].n !== b.segCount[sel.id] || this.rowsOf[sel.id].end !== b.threatTo[sel.id]) {
            this.#sample(b, sel.id);
        }
        const r = this.rowsOf[sel.id];
        const f = this.paths.f;
        const p = new Float64Array(6);
        for (let k = r.from; k < r.to; k++) {
            for (let c = 0; c < 3; c++) {
                p[c] = f[16 * k + c] + f[16 * k + 3 + c];
                p[3 + c] = f[16 * k + 6 + c] + f[16 * k + 9 + c];
            }
            const ahead = f[16 * k + 12] > t;
            globe.fastRows.add(p, 0, p, 3, ahead ? faint : accent, ahead ? 1.25 : 2, ahead ? DASHED : PLAIN);
        }
        const t1 = Math.min(t, b.threatTo[sel.id] - 1e-6);
        if (b.placeOnPath(sel.id, Math.max(t1, b.threatFrom[sel.id]), p, 0)) {
            globe.sprites.add(globe.view, p[0], p[1], p[2], 34, globe.atlas.mark("halo", app.theme.accent));
            if (globe.view.project(p[0], p[1], p[2], this.screen)) {
                app.labels.want(9, b.threatName[sel.id], this.screen[0], this.screen[1], 20, app.theme.accentText);
            }
        }
    }
}

const sprites = (globe) => globe.sprites;

/// Colours as bytes, for others.
export { rgba };
