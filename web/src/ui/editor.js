// SPDX-License-Identifier: Apache-2.0
// Changing a scenario: what can be moved and set, one op at a time, checked by the server, which keeps
// the text. After each change the battle is played anew and the odds are counted (whatif.js).
import { ecefFromLlh, inverse, llhFromEcef } from "../data/paths.js";
import { thingsOf } from "../globe/statics.js";
import { DASHED } from "../globe/lines.js";
import { rgba } from "../globe/movers.js";
import { closeSheets } from "./toolbar.js";
import { $, el, fill, distance } from "./dom.js";

// Where a new thing of a catalogue's kind is written.
const SECTIONS = { unit: "units", gun: "units", radar: "radars", "passive-sensor": "radars", post: "posts", "soft-kill-area": "soft_kill", formation: "formations" };
// Of a thing's values, those that a person is likely to change, first.
const USUAL = /\.(type|count|heading|under|value|hits_to_destroy|radius|channels|rounds\.[^.]+\.(ready|depot)|doctrine\.(fire|choose|weapons)|kill_prob)$/;

export class Editor {
    constructor(app) {
        this.app = app;
        this.revision = 0;
        this.moves = [];
    }

    /// Asks what the scenario holds, and takes it over.
    async describe() {
        this.data = await this.app.link.ask("describe");
        this.revision = this.data.revision;
        this.byName = new Map(this.data.things.map((t) => [`${t.kind}:${t.name}`, t]));
        this.byPath = new Map(this.data.things.filter((t) => t.kind === "group" || t.kind === "formation").map((t) => [t.path, t]));
        this.#state(this.data);
        return this.data;
    }

    /// The things of the battle with what may be done to them.
    things() {
        const list = thingsOf(this.app.battle.meta);
        for (const t of list) {
            const d = this.byName?.get(`${t.what}:${t.name}`);
            t.path = d?.path;
            t.move = d?.move ?? "no";
            t.type = d?.type;
            t.under = d?.under;
        }
        return list;
    }

    thing(s) {
        return s && this.app.things.find((t) => t.what === s.what && t.id === s.id);
    }

    // --- dragging -----------------------------------------------------------------------------------

    canDrag(hit) {
        const t = this.thing(hit);
        return Boolean(t && t.move && t.move !== "no" && this.data?.writable !== false);
    }

    // What goes along when a thing is moved.
    #company(thing) {
        return thing.move === "own" ? this.app.things.filter((t) => t === thing || (t.path === thing.path && t.path)) : this.app.things.filter((t) => t.path === thing.path);
    }

    drag(hit, point) {
        const thing = this.thing(hit);
        this.#preview(thing, point);
        const r = inverse(this.dragFrom.lat, this.dragFrom.lon, thing.lat, thing.lon);
        this.app.note(`${thing.name}: ${distance(r.distance_m)} towards ${r.bearing_deg.toFixed(0)}°`, "drag", false, 1500);
    }

    #preview(thing, point) {
        const [lat, lon] = llhFromEcef(...point);
        if (this.dragging !== thing) {
            this.dragging = thing;
            this.dragFrom = { lat: thing.lat, lon: thing.lon };
            this.company = this.#company(thing).map((t) => ({ t, lat: t.lat, lon: t.lon }));
        }
        const dLat = lat - this.dragFrom.lat;
        const dLon = lon - this.dragFrom.lon;
        for (const c of this.company) {
            c.t.lat = c.lat + dLat;
            c.t.lon = c.lon + dLon;
            c.t.ecef = Float64Array.from(ecefFromLlh(c.t.lat, c.t.lon, 0));
            c.t.ring = null;
        }
        this.app.touch();
    }

    async drop(hit, point) {
        const thing = this.thing(hit);
        if (!point || !thing) {
            this.#back();
            return;
        }
        this.#preview(thing, point);
        const dLat = thing.lat - this.dragFrom.lat;
        const dLon = thing.lon - this.dragFrom.lon;
        // A group's place is that of its middle; its members keep their places about it.
        const group = thing.move === "group" ? this.byPath.get(thing.path) : null;
        const lat = group ? group.lat_deg + dLat : thing.lat;
        const lon = group ? group.lon_deg + dLon : thing.lon;
        this.app.select({ what: thing.what, id: thing.id });
        const done = await this.edit([{ op: "move", path: thing.path, lat_deg: lat, lon_deg: lon }], `move ${thing.path.split(".").slice(1).join(".")} by ${distance(inverse(this.dragFrom.lat, this.dragFrom.lon, thing.lat, thing.lon).distance_m)}`);
        if (!done) {
            this.#back();
        }
        this.dragging = null;
    }

    #back() {
        for (const c of this.company ?? []) {
            c.t.lat = c.lat;
            c.t.lon = c.lon;
            c.t.ecef = Float64Array.from(ecefFromLlh(c.lat, c.lon, 0));
        }
        this.dragging = null;
        this.app.touch();
    }

    /// A line from where the dragged thing stood.
    draw() {
        if (this.dragging) {
            const a = ecefFromLlh(this.dragFrom.lat, this.dragFrom.lon, 0);
            this.app.globe.fastRows.add(a, 0, this.dragging.ecef, 0, rgba(this.app.theme.accent, 255), 1.5, DASHED);
        }
    }

    /// Moves the selection by a step of the keyboard: a fiftieth of what is in view.
    async nudge(east, north) {
        const t = this.thing(this.app.selection);
        if (!t || !this.canDrag(this.app.selection)) {
            this.app.note("Select something that can be moved (N goes through what stands).", "drag");
            return;
        }
        const step = (this.app.globe.cameraState().range / 50 / 6.371e6) * (180 / Math.PI);
        const lat = t.lat + north * step;
        const lon = t.lon + (east * step) / Math.max(0.1, Math.cos((t.lat * Math.PI) / 180));
        await this.drop(this.app.selection, Array.from(ecefFromLlh(lat, lon, 0)));
    }

    // --- ops ------------------------------------------------------------------------------------------

    /// One step: all ops or none. Gives whether it was taken.
    async edit(ops, what) {
        this.asked = performance.now();
        this.answered = null;
        try {
            await this.app.link.ask("edit", { revision: this.revision, ops });
            this.moves.push(what);
            return true;
        } catch (e) {
            this.app.note(e.findings?.length ? e.findings.map((f) => f.text).join("; ") : e.message, "edit", true, 9000);
            return false;
        }
    }

    async undo() {
        this.asked = performance.now();
        await this.app.link.ask("undo").catch((e) => this.app.note(e.message, "edit"));
    }
    async redo() {
        this.asked = performance.now();
        await this.app.link.ask("redo").catch((e) => this.app.note(e.message, "edit"));
    }

    #state(m) {
        this.changed = m.changed;
        this.canUndo = m.undo;
        this.canRedo = m.redo;
        this.app.whatif?.state();
    }

    /// A notice of the server.
    notice(m) {
        if (m.say === "scenario") {
            this.#state(m);
            if (m.revision !== this.revision) {
                this.revision = m.revision;
                this.#anew();
            }
        } else if (m.say === "whatif") {
            this.app.whatif?.notice(m);
        }
    }

    // The scenario is another: what it holds, and the battle, anew.
    async #anew() {
        const { app } = this;
        try {
            await this.describe();
            await app.play({ which: "now" }, { keepTime: true });
            app.extra?.changed();
        } catch (e) {
            if (e.code !== "lost") {
                app.note(e.message, "edit", true);
            }
        }
    }

    // --- the panel's parts -----------------------------------------------------------------------------

    buttons(s) {
        const t = this.thing(s);
        if (!t?.path) {
            return null;
        }
        return [
            t.move !== "no" ? el("button", { type: "button", title: "Then click where it shall stand; or drag it; or use I J U O", onclick: () => this.startPlacing({ move: s, label: `Click where ${t.name} shall stand` }) }, "Move") : null,
            el("button", { type: "button", title: "Take it out of the scenario", onclick: () => this.edit([{ op: "remove", path: t.path }], `remove ${t.path}`) }, "Remove"),
        ];
    }

    /// Fields of the selected thing, filled in when the server has told its values.
    fields(s) {
        const t = this.thing(s);
        if (!t?.path) {
            return null;
        }
        const box = el("div.plot", el("p.skeleton", "its values ..."));
        this.app.link.ask("values", { under: t.path }).then(({ values }) => {
            const usual = values.filter((v) => USUAL.test(v.path));
            const rest = values.filter((v) => !USUAL.test(v.path) && !/\.(at|around)$/.test(v.path));
            fill(box,
                el("table", el("caption.quiet-text", `Values of ${t.path}`), usual.map((v) => this.#row(v, t.path))),
                rest.length ? this.#rest(rest, t.path) : null,
                el("p.small", "○ assumed. Change a value and press Enter: 24, 120 km, [low, high] ..."));
        }).catch(() => fill(box));
        return box;
    }

    #rest(rest, path) {
        const table = el("table");
        const box = el("details", el("summary", el("span.grow", "all other values"), el("span.count", String(rest.length))), table);
        box.addEventListener("toggle", () => {
            if (box.open && !table.childElementCount) {
                fill(table, rest.map((v) => this.#row(v, path)));
            }
        });
        return box;
    }

    #row(v, under) {
        const name = v.path.slice(under.length + 1) || v.path;
        const input = el("input", { type: "text", value: v.value ?? "", "aria-label": v.path, size: "9" });
        const put = () => {
            if (input.value !== (v.value ?? "")) {
                this.edit([{ op: "set", path: v.path, value: input.value }], `${v.path} = ${input.value}`).then((ok) => {
                    if (!ok) {
                        input.value = v.value ?? "";
                    }
                });
            }
        };
        input.addEventListener("keydown", (e) => e.key === "Enter" && put());
        input.addEventListener("change", put);
        const from = v.source ?? (v.file ? `${v.file.split("/").at(-1)}:${v.line}` : v.default ? "default" : "");
        const label = el("td", name.replace(/^rounds\./, ""));
        label.classList.toggle("assumed", Boolean(v.assumption));
        label.title = `${v.path}\n${v.assumption ? "assumed: " : ""}${from}`;
        return el("tr", label, el("td.n", input));
    }

    /// "+ add" under the list of what stands.
    tools() {
        return el("section.sect", el("button", { type: "button", onclick: () => this.openCatalogue() }, "+ Add from the catalogue"));
    }

    async openCatalogue() {
        closeSheets();
        const box = el("div.sheet.under", { role: "dialog", "aria-label": "Add from the catalogue" });
        $("app").append(box);
        fill(box, el("p.skeleton", "the catalogue ..."));
        let entries;
        try {
            ({ catalog: { entries } } = await this.app.link.ask("catalog"));
        } catch (e) {
            fill(box, el("p", e.message));
            return;
        }
        const usable = [{ name: "a place to protect", kind: "site", title: "A site with a value and hits to destroy" }, ...entries.filter((x) => SECTIONS[x.kind])];
        const list = el("ul.list");
        const find = el("input", { type: "search", placeholder: "Search the catalogue", "aria-label": "Search the catalogue", oninput: () => show() });
        const under = el("select", { "aria-label": "Under which post" }, el("option", { value: "" }, "under nobody"), this.app.things.filter((t) => t.what === "post").map((t) => el("option", { value: t.name }, `under ${t.name}`)));
        under.selectedIndex = Math.min(1, under.options.length - 1);
        const show = () => {
            const q = find.value.toLowerCase();
            fill(list, usable.filter((x) => `${x.name} ${x.title} ${x.kind}`.toLowerCase().includes(q)).map((x) => el("li", el("button", { type: "button", title: x.title, onclick: () => {
                const post = under.value;
                closeSheets();
                this.startPlacing({ add: x, under: post, label: `Click where ${x.name} shall stand` });
            } }, el("span", x.name), el("span.soft", x.kind)))));
        };
        show();
        list.style.maxHeight = "50vh";
        fill(box, el("h2", "Add from the catalogue"), el("div.field", find, under), list);
        find.focus();
    }

    startPlacing(what) {
        this.placing = what;
        $("globe").classList.add("placing");
        this.app.note(`${what.label}. Esc lets it be; Enter takes the middle of the view.`, "place", false, 0);
    }
    stopPlacing() {
        this.placing = null;
        $("globe").classList.remove("placing");
        this.app.note(null, "place");
    }

    place(point) {
        const p = this.placing;
        if (!p || !point) {
            return;
        }
        this.stopPlacing();
        if (p.move) {
            this.drop(p.move, point);
            return;
        }
        const [lat, lon] = llhFromEcef(...point);
        const at = `[${lat.toFixed(5)}, ${lon.toFixed(5)}]`;
        const x = p.add;
        const section = x.kind === "site" ? "sites" : SECTIONS[x.kind];
        const taken = new Set(this.data.things.map((t) => t.path));
        const stem = x.kind === "site" ? "site" : x.name.replace(/[^a-z0-9-]/gi, "-");
        let n = 1;
        while (taken.has(`${section}.${stem}-${n}`)) {
            n++;
        }
        const under = p.under && ["units", "radars", "posts", "formations"].includes(section) ? `, under: ${p.under}` : "";
        const value = x.kind === "site" ? `{at: ${at}, value: 100 MUSD, hits_to_destroy: 2}` : `{type: ${x.name}, at: ${at}${under}}`;
        this.edit([{ op: "add", path: `${section}.${stem}-${n}`, value }], `add ${stem}-${n}`);
        this.app.pendingSelection = { what: x.kind === "site" ? "site" : section === "units" ? "unit" : section === "radars" ? "radar" : section === "posts" ? "post" : "area", name: `${stem}-${n}` };
    }

    // --- saving ------------------------------------------------------------------------------------------

    async save() {
        const { app } = this;
        let p;
        try {
            p = await app.link.ask("preview");
        } catch (e) {
            app.note(e.message, "save", true);
            return;
        }
        const dialog = el("dialog", { "aria-labelledby": "save-title" });
        document.body.append(dialog);
        dialog.addEventListener("close", () => dialog.remove());
        const lines = p.diff.split("\n").map((l) => {
            const cls = l.startsWith("@@") || l.startsWith("---") || l.startsWith("+++") ? "at" : l[0] === "+" ? "add" : l[0] === "-" ? "del" : "";
            return [el(`span${cls ? `.${cls}` : ""}`, l), "\n"];
        });
        const name = el("input", { type: "text", placeholder: "moved.yaml", "aria-label": "Name of a new file beside it" });
        const said = el("p", { role: "status" });
        const put = async (as) => {
            try {
                const r = await app.link.ask("save", { digest: p.digest, ...(as ? { as } : {}) });
                dialog.close();
                app.note(`Saved: ${r.file}`, "save");
            } catch (e) {
                fill(said, el("span.bad", e.message));
            }
        };
        const none = !p.differences.length && !/^[+-][^+-]/m.test(p.diff);
        fill(dialog,
            el("h2#save-title", none ? "Nothing has changed" : `What will change in ${this.data.file}`),
            none ? el("p", "The scenario stands as it is in the file.") : el("div.diff", { tabindex: "0", role: "region", "aria-label": "Difference of the file" }, lines),
            !none && !p.confirmed ? el("p", "The figures of these changes are not confirmed: of several tries the best looks better than it is. Confirm reruns them on fresh seeds.") : null,
            none ? null : el("div.field", el("label", "Or as a new file beside it: ", name)),
            said,
            el("div.row",
                none ? null : el("button.primary", { type: "button", onclick: () => put(name.value.trim()) }, "Save"),
                el("button", { type: "button", onclick: () => dialog.close() }, none ? "Close" : "Do not save")),
        );
        dialog.showModal();
    }
}
