// SPDX-License-Identifier: Apache-2.0
// Engagements of a unit as bars: from order to the channel's release, rounds as ticks, results as
// colour. A click goes there.
import { el } from "./dom.js";

const BAR = 9;

export class Gantt {
    constructor(app) {
        this.app = app;
        this.canvas = el("canvas.strip", { "aria-hidden": "true" });
        this.note = el("p.small");
        this.root = el("figure.plot", { "aria-label": "Engagements over time" }, this.canvas, this.note);
        this.canvas.addEventListener("click", (e) => this.#click(e));
    }

    unit(i) {
        const b = this.app.battle;
        this.bars = [];
        this.unitId = i;
        const open = new Map();
        const free = [];
        for (const e of b.ofUnit[i]) {
            const kind = b.kindName(e);
            const t = b.t.a[e];
            if (kind === "ordered") {
                const again = open.get(b.idOf(e, "threat"));
                if (again) {
                    again.to = Math.min(again.to, again.last ?? t);
                    free[again.row] = again.to;
                }
                const bar = { from: t, to: Infinity, threat: b.idOf(e, "threat"), shots: [], row: 0, event: e };
                bar.row = free.findIndex((x) => x <= t);
                if (bar.row < 0) {
                    bar.row = free.push(Infinity) - 1;
                } else {
                    free[bar.row] = Infinity;
                }
                open.set(bar.threat, bar);
                this.bars.push(bar);
            } else if (kind === "fired") {
                open.get(b.idOf(e, "threat"))?.shots.push({ t, result: b.shots.find((s) => s.event === e)?.result });
            } else if (kind === "assessed" || kind === "intercept" || kind === "gate") {
                const bar = open.get(b.idOf(e, "threat"));
                if (bar) {
                    bar.last = t;
                }
            } else if (kind === "channel-free") {
                // The record does not say whose channel it was: that of the engagement that ended last.
                const first = [...open.values()].sort((p, q) => (q.last ?? -1) - (p.last ?? -1))[0];
                if (first) {
                    first.to = t;
                    free[first.row] = t;
                    open.delete(first.threat);
                }
            }
        }
        this.rows = Math.max(1, free.length);
        this.canvas.style.height = `${Math.min(120, 18 + this.rows * BAR)}px`;
        this.root.hidden = !this.bars.length;
        this.range = this.bars.length ? [this.bars[0].from, Math.max(...this.bars.map((x) => (Number.isFinite(x.to) ? x.to : x.from + 60)))] : [0, 1];
        const pad = Math.max(10, (this.range[1] - this.range[0]) * 0.03);
        this.range = [this.range[0] - pad, this.range[1] + pad];
        this.note.textContent = `${this.bars.length} engagements, ${b.clock(this.range[0])} to ${b.clock(this.range[1])}`;
        this.key = "";
    }

    draw() {
        const { app, canvas } = this;
        const w = canvas.clientWidth;
        const h = canvas.clientHeight;
        if (!w || !this.bars?.length) {
            return;
        }
        const ratio = Math.min(2, devicePixelRatio || 1);
        canvas.width = w * ratio;
        canvas.height = h * ratio;
        const ctx = canvas.getContext("2d");
        ctx.scale(ratio, ratio);
        const th = app.theme;
        const [a, z] = this.range;
        this.x = (t) => ((t - a) / (z - a)) * w;
        const bar = Math.min(BAR, (h - 10) / this.rows);
        for (const x of this.bars) {
            const x0 = this.x(x.from);
            const x1 = Math.max(x0 + 2, this.x(Math.min(x.to, z)));
            const y = 4 + x.row * bar;
            ctx.globalAlpha = x.from > app.t ? 0.3 : 0.75;
            ctx.fillStyle = th.grey;
            ctx.fillRect(x0, y, x1 - x0, bar - 3);
            for (const s of x.shots) {
                ctx.globalAlpha = s.t > app.t ? 0.4 : 1;
                ctx.fillStyle = s.result === "hit" ? th.defence : th.raid;
                ctx.fillRect(this.x(s.t), y - 1, 2, bar - 1);
            }
        }
        ctx.globalAlpha = 1;
        ctx.fillStyle = th.accent;
        ctx.fillRect(this.x(app.t), 0, 1.5, h);
    }

    #click(e) {
        const r = this.canvas.getBoundingClientRect();
        const [a, z] = this.range;
        this.app.seek(a + ((e.clientX - r.left) / r.width) * (z - a));
    }
}
