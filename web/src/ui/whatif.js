// SPDX-License-Identifier: Apache-2.0
// What if: leakers and other figures before and now on common random numbers, the difference with an
// interval that is valid at every moment, tightening while one looks.
import uPlot from "uplot";
import { el, fill, num } from "./dom.js";

const NAMES = { leakers: "leakers", killed: "killed", hit: "hits", interceptors_fired: "rounds fired", defence_cost_usd: "cost of rounds", assets_destroyed: "sites and units lost" };

const figure = (name, v) => (name.endsWith("_usd") ? `${num(v / 1e6)} M` : num(v));

export class WhatIf {
    constructor(app, root) {
        this.app = app;
        this.history = [];
        this.head = el("div");
        this.plot = el("div.plot");
        this.table = el("div");
        this.tools = el("div.row");
        this.tried = el("div");
        fill(root, el("section.sect", el("h2", "What if", el("span.count", { role: "status" })), this.head, this.plot), el("section.sect", this.tools, this.tried), el("section.sect", this.table));
        this.status = root.querySelector(".count");
        this.state();
        this.#empty();
        new ResizeObserver(() => this.#draw()).observe(this.plot);
    }

    begin() {
        this.app.link.ask("whatif").catch((e) => fill(this.head, el("p.soft", e.message)));
    }

    #empty() {
        fill(this.head, el("p.soft", "Drag a battery, a radar or a site; change its rounds in its panel; add from the catalogue. Leakers before and now appear here and sharpen while you look."));
    }

    /// Buttons as they can be used now.
    state() {
        const e = this.app.editor;
        const button = (label, on, act, title) => el("button", { type: "button", disabled: !on, title, onclick: act }, label);
        fill(this.tools,
            button("Undo", e?.canUndo, () => e.undo(), "Ctrl Z"),
            button("Redo", e?.canRedo, () => e.redo(), "Ctrl Y"),
            button("Confirm", e?.changed, () => this.#confirm(), "Plays this change on fresh seeds that no try has seen"),
            button("Save ...", e?.changed && e?.data?.writable !== false, () => e.save(), "Shows the difference first (Ctrl S)"),
        );
    }

    async #confirm() {
        try {
            await this.app.link.ask("confirm", { pairs: 400 });
            this.history = [];
        } catch (e) {
            this.app.note(e.message, "confirm", true, 8000);
        }
    }

    notice(m) {
        const e = this.app.editor;
        if (m.error) {
            fill(this.head, el("p.bad", m.error.text ?? String(m.error)));
            return;
        }
        const changed = m.measures?.some((x) => x.now);
        if (changed && e.asked && this.forRevision !== m.revision && m.measures[0].difference) {
            e.answered = performance.now() - e.asked; // from the drop to the changed number
            this.firstAnswer = e.answered;
        }
        if (this.forRevision !== m.revision || this.fresh !== m.fresh) {
            this.history = [];
        }
        this.forRevision = m.revision;
        this.fresh = m.fresh;
        this.last = m;
        const lead = m.measures?.find((x) => x.name === "leakers") ?? m.measures?.[0];
        if (lead?.difference) {
            this.history.push([m.pairs, lead.difference.mean, lead.difference.lo, lead.difference.hi]);
        }
        this.#head(m, lead);
        this.#table(m);
        this.#draw();
    }

    #head(m, lead) {
        const word = { running: m.fresh ? "confirming" : "counting", done: m.fresh ? "confirmed" : "done", paused: "paused", failed: "failed" }[m.state] ?? m.state;
        this.status.textContent = `${word}, ${num(m.pairs)} of ${num(m.pairs_wanted)} battles each`;
        if (!lead) {
            return;
        }
        const v = (x, cls) => (x ? [el(`span.big${cls}`, num(x.mean)), el("span.ci", x.lo === null ? "" : `[${num(x.lo)}, ${num(x.hi)}]`)] : [el("span.big.soft", "–"), el("span")]);
        const dim = lead.difference && lead.difference.lo === null ? ".dim" : "";
        fill(this.head,
            el("div.figures", { "aria-live": "off" },
                el("span", "leakers", el("span.ci", " before")), ...v(lead.before, ""),
                el("span.ci", "now"), ...v(lead.now, dim),
                el("span.ci", "difference"), ...(lead.difference ? [
                    el(`span.big${dim}${lead.difference.hi < 0 ? ".defence" : lead.difference.lo > 0 ? ".raid" : ""}`, `${lead.difference.mean > 0 ? "+" : ""}${num(lead.difference.mean)}`),
                    el("span.ci", lead.difference.lo === null ? "first estimate" : `[${num(lead.difference.lo)}, ${num(lead.difference.hi)}]`),
                ] : [el("span.big.soft", "–"), el("span")]),
            ),
            el("p.small", `of ${num(m.of)} armed threats; 95 %, valid at every look${lead.correlation !== undefined && lead.correlation !== null ? `; common luck ${num(lead.correlation, 2)}` : ""}`),
        );
        fill(this.tried,
            m.tries > 1 ? el("p", `${m.tries} changes were tried: the best of several looks better than it is. Only a confirmed figure is for reports.`) : null,
            m.fresh && m.state === "done" ? el("p", el("b", "Confirmed"), " on fresh seeds: this figure may be saved and reported.") : null,
            this.app.editor.moves.length ? el("details", el("summary", el("span.grow", "what was tried"), el("span.count", String(this.app.editor.moves.length))), el("ol.list", this.app.editor.moves.slice(-30).map((x) => el("li.small", x)))) : null,
        );
    }

    #table(m) {
        const cell = (name, x) => (x ? [figure(name, x.mean), x.lo === null || x.lo === undefined ? "" : el("div.ci", `[${figure(name, x.lo)}, ${figure(name, x.hi)}]`)] : "–");
        fill(this.table, el("table.measures",
            el("tr", el("th.n", "before"), el("th.n", "now"), el("th.n", "difference")),
            (m.measures ?? []).map((x) => [
                el("tr", el("th.of", { colspan: "3", scope: "rowgroup" }, NAMES[x.name] ?? x.name)),
                el("tr", el("td.n", cell(x.name, x.before)), el("td.n", cell(x.name, x.now)), el("td.n", cell(x.name, x.difference))),
            ]),
        ));
    }

    // The interval against the battles played: it tightens.
    #draw() {
        const width = this.plot.clientWidth;
        const h = this.history;
        if (!width || h.length < 2) {
            if (!h.length) {
                this.plot.replaceChildren();
                this.u = null;
            }
            return;
        }
        const data = [h.map((x) => x[0]), h.map((x) => x[2]), h.map((x) => x[3]), h.map((x) => x[1])];
        const th = this.app.theme;
        const made = `${width} ${th.name}`;
        if (this.u && this.made === made) {
            this.u.setData(data);
            return;
        }
        this.made = made;
        this.plot.replaceChildren();
        const axis = { stroke: th.plot.axis, grid: { stroke: th.plot.grid, width: 1 }, ticks: { stroke: th.plot.grid, width: 1 }, font: "11px system-ui, sans-serif" };
        this.u = new uPlot({
            width, height: 112, legend: { show: false }, padding: [6, 6, 0, 0], cursor: { show: false },
            scales: { x: { time: false } },
            axes: [{ ...axis, size: 22, space: 50 }, { ...axis, size: 36, space: 22 }],
            bands: [{ series: [2, 1], fill: th.plot.band }],
            series: [{}, { stroke: th.plot.now, width: 1, points: { show: false } }, { stroke: th.plot.now, width: 1, points: { show: false } }, { stroke: th.text, width: 1.5, points: { show: false } }],
        }, data, this.plot);
        this.plot.append(el("p.small", "difference in leakers against battles played"));
    }
}
