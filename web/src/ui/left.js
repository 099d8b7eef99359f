// SPDX-License-Identifier: Apache-2.0
// The left panel: what the scenario holds, and the story of what is selected.
import { countUpTo, ENDS } from "../data/battle.js";
import { el, fill, num, distance, musd, degrees, span } from "./dom.js";
import { story } from "./words.js";
import { Gantt } from "./gantt.js";

const KINDS = [
    ["site", "sites"], ["post", "posts"], ["unit", "units"], ["radar", "radars"], ["area", "soft-kill areas"],
];

export class Left {
    constructor(app, root) {
        this.app = app;
        this.selected = el("section.sect", { "aria-label": "Selected", "aria-live": "polite" });
        this.tree = el("div");
        fill(root, this.selected, this.tree);
        this.gantt = new Gantt(app);
        this.select();
    }

    /// Lists what the scenario holds.
    list() {
        const { app } = this;
        const open = new Set([...this.tree.querySelectorAll("details[open]")].map((d) => d.dataset.kind));
        const sections = KINDS.map(([what, label]) => {
            const things = app.things.filter((t) => t.what === what);
            return things.length ? this.#section(what, label, things.map((t) => ({ what, id: t.id, name: t.name }))) : null;
        });
        const b = app.battle;
        if (b) {
            sections.push(this.#section("threat", "raid groups", b.meta.groups.map((g, i) => ({
                what: "group", id: i, name: g.name, note: `${g.count} ${b.meta.types[g.type].name}`,
            }))));
        }
        fill(this.tree, sections, app.editor?.tools());
        this.tree.querySelectorAll("details").forEach((d) => (d.open = open.has(d.dataset.kind)));
    }

    #section(kind, label, rows) {
        const list = el("ul.list");
        const section = el("details.sect", { "data-kind": kind }, el("summary", el("span.grow", label), el("span.count", String(rows.length))), list);
        // Rows are made when they are first looked at: a large scenario has thousands.
        section.addEventListener("toggle", () => {
            if (section.open && !list.childElementCount) {
                fill(list, rows.map((r) => el("li", el("button", {
                    type: "button",
                    onclick: () => (r.what === "group" ? this.#group(r.id) : this.app.select({ what: r.what, id: r.id }, { go: true })),
                }, el("span", r.name), el("span.soft", r.note ?? "")))));
            }
        });
        return section;
    }

    #group(id) {
        const { app } = this;
        const b = app.battle;
        const members = [];
        for (let i = 0; i < b.nThreats; i++) {
            if (b.threatGroup[i] === id) {
                members.push(i);
            }
        }
        app.selection = null;
        fill(this.selected,
            el("h2", b.meta.groups[id].name, el("span.count", `${members.length}`)),
            el("ul.list", members.map((i) => el("li", el("button", { type: "button", onclick: () => app.select({ what: "threat", id: i }, { go: true }) },
                el("span", b.threatName[i]), el("span.soft", ENDS[b.threatEnd[i]]))))),
        );
    }

    /// Shows what is selected now.
    select() {
        const { app } = this;
        const s = app.selection;
        this.shown = null;
        if (!s) {
            fill(this.selected, el("h2", "Nothing selected"), el("p.soft", app.battle ? "Click a symbol, a line of the log or a mark on the timeline; or search a name." : "The battle is on its way."));
            return;
        }
        if (s.what === "threat") {
            this.#threat(s.id);
        } else if (s.what === "unit") {
            this.#unit(s.id);
        } else {
            this.#thing(s);
        }
    }

    #moment(clause) {
        const { app } = this;
        // A link and no button: it flows with the sentence.
        return el("a", { href: `#t=${clause.t.toFixed(1)}`, title: `Go to ${app.battle.clock(clause.t)}`, onclick: (e) => {
            e.preventDefault();
            app.seek(clause.t);
            app.center();
        } }, `${clause.text} `, el("span.soft", app.battle.clock(clause.t)));
    }

    #threat(i) {
        const { app } = this;
        const b = app.battle;
        const type = b.meta.types[b.threatType[i]];
        const told = story(b, i);
        const parts = [];
        told.clauses.forEach((c, k) => parts.push(k ? "; " : "", this.#moment(c)));
        const more = [
            told.more.seen ? `seen by ${told.more.seen} more` : "",
            told.more.tracked ? `tracked by ${told.more.tracked} more` : "",
            told.more.lost ? `lost from a picture ${told.more.lost} times` : "",
        ].filter(Boolean).join(", ");
        const end = ENDS[b.threatEnd[i]];
        const leak = told.leak >= 0 ? b.meta.reasons[told.leak] : null;
        this.now = el("dl.kv");
        fill(this.selected,
            el("h2", el("span.raid", b.threatName[i]), el("span.count", end)),
            el("p.soft", `${type.name}, ${type.class}${b.threatArmed[i] ? "" : ", decoy"}, ${musd(type.price_usd)}`),
            el("div.row", this.#follow(), el("button", { type: "button", onclick: () => app.playFrom(b.threatFrom[i]) }, "Play its story")),
            el("div.story", el("p", parts, "."), more ? el("p.soft", `Also ${more}.`) : null,
                leak ? el("p", el("b.raid", `Why it got through: ${leak}.`)) : null),
            this.now,
        );
        this.shown = () => this.#threatNow(i);
        this.shown();
    }

    #follow() {
        const { app } = this;
        const on = app.following && app.selection && app.following.what === app.selection.what && app.following.id === app.selection.id;
        return el("button", { type: "button", "aria-pressed": String(Boolean(on)), title: "The camera goes with it (F)", onclick: () => app.follow(!on) }, "Follow");
    }

    #threatNow(i) {
        const { app } = this;
        const b = app.battle;
        const at = app.placeOf({ what: "threat", id: i });
        const tracks = b.holds.filter((h) => h.threat === i && h.from <= app.t && h.to > app.t);
        const p1 = new Float64Array(3);
        const p2 = new Float64Array(3);
        let speed = null;
        if (at && b.placeOnPath(i, app.t, p1, 0) && b.placeOnPath(i, app.t + 0.5, p2, 0)) {
            speed = Math.hypot(p2[0] - p1[0], p2[1] - p1[1], p2[2] - p1[2]) * 2;
        }
        fill(this.now, app.t < b.threatFrom[i] ? [el("dt", "now"), el("dd", "not launched yet")] : at ? [
            el("dt", "height"), el("dd", distance(Math.max(0, at.h))),
            el("dt", "speed"), el("dd", speed === null ? "–" : `${num(speed)} m/s`),
            el("dt", "place"), el("dd", degrees(at.lat, at.lon)),
            el("dt", "held by"), el("dd", tracks.length ? `${tracks.length} post${tracks.length > 1 ? "s" : ""}` : "nobody"),
            tracks.length && tracks.some((h) => h.identified <= app.t) ? [el("dt", "taken for"), el("dd", (() => {
                const h = tracks.find((x) => x.identified <= app.t);
                return h.decoy ? "a decoy" : b.meta.classes[h.cls] ?? "unknown";
            })())] : null,
        ] : [el("dt", "ended"), el("dd", `${ENDS[b.threatEnd[i]]} at ${b.clock(b.threatTo[i])}`)]);
    }

    #unit(i) {
        const { app } = this;
        const u = app.battle.meta.units[i];
        const post = u.post === null ? null : app.battle.meta.posts[u.post];
        this.now = el("div");
        this.kept = el("div.plot");
        this.gantt.unit(i);
        fill(this.selected,
            el("h2", el("span.defence", u.name), el("span.count", u.layer)),
            el("p.soft", `${post ? `under ${post.name}, ` : ""}${u.channels} channel${u.channels === 1 ? "" : "s"}, ${musd(u.price_usd)}`),
            el("div.row", this.#follow(), app.editor?.buttons({ what: "unit", id: i })),
            this.now,
            this.gantt.root,
            el("ul.list", app.battle.ofUnit[i].filter((e) => ["killed", "hit"].includes(app.battle.kindName(e))).slice(0, 200).map((e) =>
                el("li", el("button", { type: "button", onclick: () => app.goTo(e) }, el("span", `${app.battle.kindName(e)} ${app.battle.nameOf("threat", app.battle.idOf(e, "threat"))}`), el("span.soft", app.battle.clock(app.battle.t.a[e])))))),
            app.editor?.fields({ what: "unit", id: i }),
        );
        this.shown = () => this.#unitNow(i);
        this.shown();
    }

    #unitNow(i) {
        const { app } = this;
        const b = app.battle;
        const u = b.meta.units[i];
        const busy = b.busy(i, app.t);
        const lost = b.lostAt.unit[i] <= app.t;
        const shots = b.shots.filter((s) => s.unit === i && s.from <= app.t);
        const kills = shots.filter((s) => s.result === "hit" && s.to <= app.t).length;
        const flying = shots.filter((s) => s.to > app.t).length;
        fill(this.now,
            el("table", el("caption.quiet-text", "Rounds of the unit"),
                el("tr", el("th", "round"), el("th.n", "ready"), el("th.n", "of"), el("th.n", "depot")),
                u.rounds.map((r, k) => el("tr", el("td", b.meta.rounds[r.round].name), el("td.n", String(b.roundsLeft(i, k, app.t))), el("td.n", String(r.ready)), el("td.n.soft", String(r.depot))))),
            el("dl.kv",
                el("dt", "state"), el("dd", lost ? el("span.bad", "destroyed") : busy ? "engaging" : "ready"),
                el("dt", "channels in use"), el("dd", `${busy} of ${u.channels}`),
                el("dt", "fired"), el("dd", `${shots.length}, ${flying} in the air`),
                el("dt", "kills"), el("dd", String(kills))),
        );
        this.gantt.draw();
    }

    #thing(s) {
        const { app } = this;
        const t = app.things.find((x) => x.what === s.what && x.id === s.id);
        if (!t) {
            fill(this.selected, el("h2", "It is no longer here"));
            return;
        }
        this.now = el("dl.kv");
        fill(this.selected, el("h2", el("span.defence", t.name), el("span.count", s.what)), el("div.row", app.editor?.buttons(s)), this.now, app.editor?.fields(s));
        this.shown = () => {
            const b = app.battle;
            const rows = [el("dt", "place"), el("dd", degrees(t.lat, t.lon))];
            if (s.what === "site" && b && b.meta.sites[s.id]) {
                const site = b.meta.sites[s.id];
                const hits = countUpTo(b.siteHits[s.id], b.siteHits[s.id].length, app.t);
                rows.push(el("dt", "value"), el("dd", musd(site.value_usd)), el("dt", "hits"), el("dd", `${hits} of ${site.hits_to_destroy}`),
                    el("dt", "state"), el("dd", b.lostAt.site[s.id] <= app.t ? el("span.bad", "destroyed") : "stands"));
            }
            if (s.what === "area") {
                rows.push(el("dt", "radius"), el("dd", distance(t.radius)));
            }
            fill(this.now, rows);
        };
        this.shown();
    }

    draw() {
        const now = performance.now();
        if (this.shown && (!this.drawn || now - this.drawn > 200 || this.app.still)) {
            this.drawn = now;
            this.shown();
        }
    }
}

export { span };
