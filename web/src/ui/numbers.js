// SPDX-License-Identifier: Apache-2.0
// Live figures at the clock's time: counts, the kill chain, magazines, channel use, with plots over
// the whole battle. All of them come from sorted columns: any time, either direction.
import uPlot from "uplot";
import { countUpTo } from "../data/battle.js";
import { el, fill, num, musd } from "./dom.js";

const N = 240; // points of a plot

export class Numbers {
    constructor(app, root) {
        this.app = app;
        this.counts = el("div");
        this.chain = el("div.chain");
        this.magazines = el("div");
        this.plotA = el("div.plot");
        this.plotB = el("div.plot");
        this.notes = el("div");
        fill(root,
            el("section.sect", el("h2", "Threats"), this.counts, this.plotA),
            el("section.sect", el("h2", "Kill chain", el("span.count", "armed threats")), this.chain),
            el("section.sect", el("h2", "Channels in use"), this.plotB),
            el("section.sect", el("h2", "Rounds", el("span.count", "left / at the start")), this.magazines),
            el("section.sect", this.notes),
        );
        new ResizeObserver(() => this.#plots()).observe(this.plotA);
    }

    /// The battle changed: what does not hang on the clock.
    refresh() {
        const b = this.app.battle;
        this.stamp = b ? `${this.app.battleNumber}.${b.revision}` : "";
        if (!b) {
            return;
        }
        this.#steps(b);
        this.#series(b);
        this.#plots();
        fill(this.notes, el("h2", "Notional"), b.meta.warnings.map((w) => el("p.soft", w)), el("p.small", `seed ${b.meta.seed}, replication ${b.meta.replication}, pavise ${b.meta.pavise}`));
        this.draw(true);
    }

    // Sorted times at which armed threats reached each step of the chain.
    #steps(b) {
        const first = (kind) => {
            const at = new Map();
            const k = b.K[kind];
            for (let e = 0; e < b.t.n; e++) {
                if (b.kind.a[e] === k) {
                    const i = b.ids.a[4 * e];
                    if (b.threatArmed[i] && !at.has(i)) {
                        at.set(i, b.t.a[e]);
                    }
                }
            }
            return Float64Array.from(at.values()).sort();
        };
        this.steps = [
            ["launched", first("launch")], ["seen", first("seen")], ["in a picture", first("picture")],
            ["assigned", first("assigned")], ["fired at", first("fired")], ["killed", first("killed")],
        ];
    }

    #series(b) {
        const end = Math.max(1, this.app.end);
        const t = Array.from({ length: N + 1 }, (_, i) => (end * i) / N);
        const at = (kind) => t.map((x) => b.count(kind, x));
        const launched = at("launch");
        const killed = at("killed").map((v, i) => v + b.count("soft-killed", t[i]));
        const leaked = at("hit").map((v, i) => v + b.count("missed", t[i]));
        const failed = at("failed");
        const air = launched.map((v, i) => v - killed[i] - leaked[i] - failed[i]);
        const start = b.meta.start_unix_s;
        const clock = t.map((x) => x + start);
        this.dataA = [clock, air, killed, leaked];
        const busy = new Float64Array(t.length);
        b.channels.forEach((c) => t.forEach((x, i) => (busy[i] += c.busy[Math.max(0, countUpTo(c.t, c.t.length, x) - 1)])));
        this.dataB = [clock, Array.from(busy)];
        this.allChannels = b.meta.units.reduce((n, u) => n + u.channels, 0);
        const open = new Set();
        this.byRound = new Map();
        b.meta.units.forEach((u, i) => u.rounds.forEach((r, k) => {
            const list = this.byRound.get(r.round) ?? { start: 0, depot: 0, at: [] };
            list.start += r.ready;
            list.depot += r.depot;
            list.at.push([i, k]);
            this.byRound.set(r.round, list);
            open.add(r.round);
        }));
    }

    #plots() {
        if (!this.dataA) {
            return;
        }
        const width = this.plotA.clientWidth;
        if (!width || (this.made === `${width} ${this.app.theme.name} ${this.stamp}`)) {
            return;
        }
        this.made = `${width} ${this.app.theme.name} ${this.stamp}`;
        const th = this.app.theme;
        const make = (root, data, series, height) => {
            root.replaceChildren();
            const axis = { stroke: th.plot.axis, grid: { stroke: th.plot.grid, width: 1 }, ticks: { stroke: th.plot.grid, width: 1 }, font: "11px system-ui, sans-serif", size: 34 };
            const plot = new uPlot({
                width, height, legend: { show: false }, padding: [6, 4, 0, 0],
                cursor: { y: false, drag: { x: false, y: false }, points: { show: false } },
                scales: { x: { time: true } },
                tzDate: (ts) => uPlot.tzDate(new Date(ts * 1000), "UTC"),
                axes: [{ ...axis, size: 22, space: 64, values: (u, v) => v.map((x) => new Date(x * 1000).toISOString().slice(11, 16)) }, { ...axis, space: 24, values: (u, v) => v.map((x) => (x >= 1000 ? `${x / 1000}k` : String(x))) }],
                series: [{}, ...series],
                hooks: { draw: [(u) => this.#cursor(u)] },
            }, data, root);
            root.onclick = (e) => {
                const r = plot.over.getBoundingClientRect();
                this.app.seek(plot.posToVal(e.clientX - r.left, "x") - this.app.battle.meta.start_unix_s);
            };
            return plot;
        };
        const line = (stroke, extra = {}) => ({ stroke, width: 1.5, points: { show: false }, ...extra });
        this.a = make(this.plotA, this.dataA, [line(th.grey, { dash: [4, 3] }), line(th.defence), line(th.raid, { width: 2 })], 120);
        this.plotA.append(el("p.small", "grey dashed: in the air; ", el("span.defence", "blue: stopped"), "; ", el("span.raid", "orange: hit or came down")));
        this.b = make(this.plotB, this.dataB, [line(th.defence, { fill: th.plot.band })], 84);
        this.plotB.append(el("p.small", `of ${num(this.allChannels)} in all`));
    }

    #cursor(u) {
        const x = u.valToPos(this.app.t + this.app.battle.meta.start_unix_s, "x", true);
        const { ctx, bbox } = u;
        ctx.save();
        ctx.fillStyle = this.app.theme.accent;
        ctx.fillRect(x - 1, bbox.top, 2, bbox.height);
        ctx.restore();
    }

    draw(force) {
        const { app } = this;
        const b = app.battle;
        const now = performance.now();
        if (!b || !this.counts.clientWidth || (!force && this.drawn && now - this.drawn < 200 && !app.still)) {
            return;
        }
        if (this.stamp !== `${app.battleNumber}.${b.revision}`) {
            if (!this.waiting) {
                this.waiting = setTimeout(() => {
                    this.waiting = 0;
                    this.refresh();
                }, 300);
            }
            return;
        }
        this.drawn = now;
        this.#now(b, app.t);
        this.a?.redraw(false);
        this.b?.redraw(false);
    }

    #now(b, t) {
        const c = (k) => b.count(k, t);
        let armedLeaks = 0;
        for (let i = 0; i < b.nThreats; i++) {
            armedLeaks += b.threatArmed[i] && b.threatEnd[i] >= 4 && b.threatTo[i] <= t ? 1 : 0;
        }
        const air = c("launch") - c("killed") - c("soft-killed") - c("failed") - c("hit") - c("missed");
        const row = (label, v, cls = "") => [el(`dt`, label), el(`dd${cls}`, num(v))];
        fill(this.counts, el("dl.kv",
            row("launched", c("launch")), row("in the air", air), row("killed", c("killed"), ".defence"),
            row("soft-killed", c("soft-killed"), ".defence"), row("failed by themselves", c("failed")),
            row("hit", c("hit"), ".raid"), row("came down elsewhere", c("missed"), ".raid"),
            el("dt", el("b", "leakers"), el("span.small", " armed, hit or missed")), el("dd.raid", el("b", num(armedLeaks))),
        ));
        const most = Math.max(1, countUpTo(this.steps[0][1], this.steps[0][1].length, t));
        fill(this.chain, this.steps.map(([label, times]) => {
            const n = countUpTo(times, times.length, t);
            const bar = el("i");
            bar.style.width = `${(100 * n) / most}%`;
            return [el("div.cell", bar, el("span", label)), el("div.v", num(n))];
        }), el("div.cell", el("span.raid", "leaked")), el("div.v.raid", num(armedLeaks)));
        let cost = 0;
        const rows = [...this.byRound.entries()].map(([round, r]) => {
            const left = r.at.reduce((n, [i, k]) => n + b.roundsLeft(i, k, t), 0);
            const m = b.meta.rounds[round];
            return { name: m.name, left, start: r.start, depot: r.depot };
        }).sort((p, q) => (p.left / p.start) - (q.left / q.start));
        const n = b.shots.length;
        for (let i = 0; i < n && b.shots[i].from <= t; i++) {
            cost += b.meta.rounds[b.shots[i].round].price_usd;
        }
        fill(this.magazines, el("table", rows.slice(0, 14).map((r) => {
            const bar = el("i");
            bar.style.width = `${Math.min(100, (100 * r.left) / Math.max(1, r.start))}%`;
            return el("tr", el("td", r.name), el("td", el("div.bar", bar)), el("td.n", num(r.left)), el("td.n.soft", `/ ${num(r.start)}`));
        })), el("p.small", `fired so far: ${musd(cost)}`));
    }
}
