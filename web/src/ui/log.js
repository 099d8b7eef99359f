// SPDX-License-Identifier: Apache-2.0
// The log: every event but plots as a line, in step with the globe, with filters by kind and by
// name. Only the lines that are seen exist as elements, however long the battle is.
import { countUpTo } from "../data/battle.js";
import { el, fill } from "./dom.js";
import { GROUPS, line } from "./words.js";

const ROW = 22;

export class Log {
    constructor(app, root) {
        this.app = app;
        this.on = new Set(["rounds", "kills", "leaks"]);
        this.text = "";
        this.mine = false;
        this.list = new Int32Array(0);
        this.follow = true;
        this.buttons = GROUPS.map((g) =>
            el("button", { type: "button", "aria-pressed": String(this.on.has(g.id)), onclick: (e) => this.#toggle(g.id, e.target) }, g.label),
        );
        this.onlyMine = el("button", { type: "button", "aria-pressed": "false", title: "Only what the selection takes part in", onclick: () => {
            this.mine = !this.mine;
            this.onlyMine.setAttribute("aria-pressed", String(this.mine));
            this.refresh();
        } }, "selection");
        const input = el("input", { type: "search", placeholder: "Filter by a word", "aria-label": "Filter the log by a word", oninput: () => {
            this.text = input.value.toLowerCase();
            this.refresh();
        } });
        this.space = el("div.space");
        this.lines = el("div.lines", { tabindex: "0", role: "group", "aria-label": "Events", onscroll: () => this.#paint() }, this.space);
        this.lines.addEventListener("wheel", () => (this.follow = false), { passive: true });
        this.lines.addEventListener("pointerdown", () => (this.follow = false));
        this.foot = el("button.link.small", { type: "button", onclick: () => {
            this.follow = true;
            this.draw();
        } }, "");
        this.count = el("span.small", { role: "status" });
        fill(root, el("div.log", el("div.filters", input, this.buttons, this.onlyMine, this.count), this.lines));
        this.pool = [];
    }

    #toggle(id, button) {
        if (this.on.has(id)) {
            this.on.delete(id);
        } else {
            this.on.add(id);
        }
        button.setAttribute("aria-pressed", String(this.on.has(id)));
        this.refresh();
    }

    /// Finds the lines anew (filters, selection or the battle changed).
    refresh() {
        const b = this.app.battle;
        this.stamp = b ? `${this.app.battleNumber}.${b.revision}` : "";
        if (!b) {
            this.list = new Int32Array(0);
            this.#paint();
            return;
        }
        const wanted = new Uint8Array(b.kinds.length);
        for (const g of GROUPS) {
            if (this.on.has(g.id)) {
                g.kinds.forEach((k) => (wanted[b.K[k]] = 1));
            }
        }
        const sel = this.app.selection;
        const source = this.mine && sel ? (sel.what === "threat" ? b.ofThreat[sel.id] : sel.what === "unit" ? b.ofUnit[sel.id] : []) : null;
        const out = [];
        const n = source ? source.length : b.t.n;
        for (let i = 0; i < n; i++) {
            const e = source ? source[i] : i;
            if (wanted[b.kind.a[e]] && (!this.text || line(b, e).toLowerCase().includes(this.text))) {
                out.push(e);
            }
        }
        this.list = Int32Array.from(out);
        this.times = Float64Array.from(out, (e) => b.t.a[e]);
        this.count.textContent = `${out.length} events`;
        this.space.style.height = `${out.length * ROW}px`;
        this.now = -2;
        this.draw(true);
    }

    draw(force) {
        const b = this.app.battle;
        if (b && this.stamp !== `${this.app.battleNumber}.${b.revision}` && !this.waiting) {
            this.waiting = setTimeout(() => {
                this.waiting = 0;
                this.refresh();
            }, 250);
        }
        const now = this.list.length ? countUpTo(this.times, this.times.length, this.app.t + 1e-6) - 1 : -1;
        if (now === this.now && !force) {
            return;
        }
        this.now = now;
        if (this.app.playing && !this.touched) {
            this.follow = true;
        }
        if (this.follow && this.lines.clientHeight) {
            this.lines.scrollTop = Math.max(0, now * ROW - this.lines.clientHeight * 0.6);
        }
        this.#paint();
    }

    #paint() {
        const b = this.app.battle;
        const h = this.lines.clientHeight;
        if (!h) {
            return;
        }
        const first = Math.max(0, Math.floor(this.lines.scrollTop / ROW) - 2);
        const last = Math.min(this.list.length, first + Math.ceil(h / ROW) + 4);
        for (let i = first; i < last; i++) {
            const e = this.list[i];
            const node = (this.pool[i - first] ??= this.#row());
            if (node.event !== e || node.number !== this.app.battleNumber) {
                node.event = e;
                node.number = this.app.battleNumber;
                node.time.textContent = b.clock(b.t.a[e]);
                node.what.textContent = line(b, e);
                node.root.title = node.what.textContent;
            }
            node.root.hidden = false;
            node.root.style.top = `${i * ROW}px`;
            node.root.className = i === this.now ? "now" : i > this.now ? "later" : "";
        }
        for (let k = Math.max(0, last - first); k < this.pool.length; k++) {
            this.pool[k].root.hidden = true;
        }
    }

    #row() {
        const time = el("time");
        const what = el("span.what");
        const node = { time, what, root: el("button", { type: "button", onclick: () => this.app.goTo(node.event) }, time, what) };
        this.space.append(node.root);
        return node;
    }
}
