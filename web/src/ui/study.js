// SPDX-License-Identifier: Apache-2.0
// A study's folder: its figures beside the globe, and its replications to pick from and play.
import { el, fill, num } from "./dom.js";

const PAGE = 100;
// What a reader asks first; the rest is a click away.
const FIRST = ["leakers", "leak_fraction", "no_leak", "worst5_leakers", "killed", "soft_killed", "hit", "interceptors_fired", "defence_cost_usd", "attack_cost_usd", "assets_destroyed", "value_lost"];

export class Study {
    constructor(app, root) {
        this.app = app;
        this.figures = el("section.sect");
        this.list = el("section.sect");
        fill(root, this.figures, this.list);
        this.sort = "leakers";
        this.down = true;
        this.point = 0;
        this.from = 0;
    }

    async open() {
        try {
            const { study } = await this.app.link.ask("study");
            this.study = study;
            this.#figures();
        } catch (e) {
            fill(this.figures, el("h2", "Study"), el("p.soft", e.message));
        }
        await this.page();
    }

    #figures() {
        const s = this.study;
        const points = s.points ?? [];
        const p = points[this.point];
        const choose = el("select", { "aria-label": "Point of the study", onchange: (e) => {
            this.point = Number(e.target.value);
            this.from = 0;
            this.#figures();
            this.page();
        } }, points.map((x, i) => el("option", { value: String(i) }, Object.entries(x.factors ?? {}).map(([k, v]) => `${k} ${v}`).join(", ") || "as written")));
        choose.value = String(this.point);
        const all = Object.entries(p?.measures ?? {}).filter(([k]) => !/[/@]/.test(k));
        const first = FIRST.map((k) => all.find(([name]) => name === k)).filter(Boolean);
        const rest = all.filter(([k]) => !FIRST.includes(k));
        const value = (k, v) => (v === null || v === undefined ? "–" : /_usd$|^value_lost$/.test(k) ? `${num(v / 1e6)} M` : num(v));
        const row = ([k, m]) => el("tr", el("td", k.replaceAll("_", " ").replace(/ usd$/, ", USD")), el("td.n", value(k, m.mean), m.ci95 && m.ci95[0] !== null && m.ci95[1] !== null ? el("div.ci", `[${value(k, m.ci95[0])}, ${value(k, m.ci95[1])}]`) : null));
        fill(this.figures,
            el("h2", "Study", el("span.count", `${num(p?.replications ?? s.replications)} battles`)),
            points.length > 1 ? choose : null,
            el("table", el("tr", el("th", "a battle, mean"), el("th.n", "95 %")), first.map(row)),
            rest.length ? el("details", el("summary", el("span.grow", "all other figures"), el("span.count", String(rest.length))), el("table", rest.map(row))) : null,
        );
    }

    async page() {
        let r;
        try {
            r = await this.app.link.ask("replications", { from: this.from, n: PAGE, sort: this.sort, down: this.down, point: this.point });
        } catch (e) {
            fill(this.list, el("p.soft", e.message));
            return;
        }
        const at = (name) => r.columns.indexOf(name);
        const columns = ["replication", "leakers", "killed", "interceptors_fired"].filter((c) => at(c) >= 0);
        const head = el("tr", columns.map((c) => el("th.n", el("button.link", { type: "button", onclick: () => {
            this.down = this.sort === c ? !this.down : true;
            this.sort = c;
            this.from = 0;
            this.page();
        } }, c === "interceptors_fired" ? "fired" : c, this.sort === c ? (this.down ? " ↓" : " ↑") : ""))));
        fill(this.list,
            el("h2", "Replications", el("span.count", `${num(r.total)}`)),
            el("table", head, r.rows.map((row) => el("tr", columns.map((c, i) => el("td.n", i ? num(row[at(c)]) : el("button.link", { type: "button", title: "Play this battle", onclick: () => this.app.play({ point: this.point, replication: row[at("replication")] }) }, num(row[at(c)]))))))),
            el("div.row",
                el("button", { type: "button", disabled: this.from === 0, onclick: () => ((this.from -= PAGE), this.page()) }, "Before"),
                el("button", { type: "button", disabled: this.from + PAGE >= r.total, onclick: () => ((this.from += PAGE), this.page()) }, "Next")),
        );
    }
}
