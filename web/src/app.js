// SPDX-License-Identifier: Apache-2.0
// What the parts of the page share: battle, clock, selection, options; and the loop that draws what
// changed.
import { Battle } from "./data/battle.js";
import { Link, problem } from "./data/link.js";
import { ecefFromLlh, llhFromEcef } from "./data/paths.js";
import { Globe } from "./globe/globe.js";
import { Labels } from "./globe/labels.js";
import { Movers } from "./globe/movers.js";
import { Statics, thingsOf } from "./globe/statics.js";
import { readAddress, writeAddress } from "./ui/address.js";
import { $, el, fill, span } from "./ui/dom.js";
import { cover, firstRun, uncover } from "./ui/cover.js";
import { keys } from "./ui/keys.js";
import { Measure } from "./ui/measure.js";
import { Picture } from "./globe/picture.js";
import { Reach } from "./globe/reach.js";
import { Left } from "./ui/left.js";
import { Log } from "./ui/log.js";
import { Numbers } from "./ui/numbers.js";
import { pointer } from "./ui/pointer.js";
import { Right } from "./ui/right.js";
import { search } from "./ui/search.js";
import { THEMES, preferred } from "./ui/theme.js";
import { Timeline } from "./ui/timeline.js";
import { closeSheets, toolbar } from "./ui/toolbar.js";

export const RATES = [0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1000, 2000, 5000, 10000];

export class App {
    constructor() {
        this.t = 0;
        this.end = 1;
        this.rate = 60;
        this.playing = false;
        this.loop = false;
        this.battle = null;
        this.battleNumber = 0;
        this.plotNumber = 1e9; // streams of plots have numbers of their own
        this.things = [];
        this.selection = null;
        this.pair = null; // event whose shooter and target are marked
        this.options = { show: "truth", labels: true, names: true, trails: true, trailMinutes: 10, predicted: false, marks: true };
        this.frameStats = { n: 0, script: 0, worst: 0 };
        this.address = readAddress();
        this.options.show = this.address.show ?? "truth";
        this.rate = this.address.rate ?? 60;
        this.#theme(preferred(storage("theme")));
        this.lean = this.#isLean();
        performance.mark("app-begin");
        this.#parts();
        performance.mark("app-made");
        this.link = new Link({
            open: () => this.#online(),
            lost: (s) => this.#offline(s),
            notice: (m) => this.#notice(m),
        });
        requestAnimationFrame((now) => this.#tick(now));
    }

    // Without a GPU the page draws with less: a smaller map, no smoothing of edges.
    #isLean() {
        const wish = new URLSearchParams(location.search).get("lean");
        if (wish !== null) {
            return wish !== "0";
        }
        const probe = document.createElement("canvas").getContext("webgl2");
        const info = probe?.getExtension("WEBGL_debug_renderer_info");
        const name = String(info ? probe.getParameter(info.UNMASKED_RENDERER_WEBGL) : probe?.getParameter(probe.RENDERER) ?? "");
        probe?.getExtension("WEBGL_lose_context")?.loseContext();
        this.noWebgl = !probe;
        return /swiftshader|llvmpipe|software|basic render/i.test(name);
    }

    #parts() {
        document.documentElement.classList.toggle("lean", this.lean);
        if (this.noWebgl) {
            cover(this, { title: "This browser cannot draw the globe", text: "WebGL 2 is off or missing. Turn on hardware acceleration or software rendering in the browser's settings; the record can also be read with pavise explain." });
        }
        this.globe = new Globe($("globe"), { lean: this.lean, onMove: () => this.#moved() });
        this.globe.waiting = true; // no map is drawn before it is known where one will look
        setTimeout(() => (this.globe.waiting = false), 1500);
        this.globe.openBoxOf = () => this.#openBox();
        this.globe.setTheme(this.theme);
        this.labels = new Labels(this.globe, this, null);
        this.movers = new Movers(this.globe, this);
        this.statics = new Statics(this.globe, this);
        this.picture = new Picture(this);
        this.extra = new Reach(this);
        this.globe.layers.push(
            () => {
                this.globe.range = this.globe.cameraState().range;
            },
            () => this.extra?.draw(this.t),
            () => this.statics.draw(this.t),
            () => this.movers.draw(this.t),
            () => this.picture?.draw(this.t),
            () => this.#pairMarks(),
            () => this.editor?.draw(),
            () => this.measure?.draw(),
            () => this.labels.place(),
        );
        this.timeline = new Timeline(this);
        this.right = new Right(this, $("right"));
        this.log = new Log(this, this.right.log);
        this.numbers = new Numbers(this, this.right.numbers);
        this.left = new Left(this, $("left"));
        this.measure = new Measure(this);
        toolbar(this);
        keys(this);
        pointer(this);
        search(this);
        this.setShow(this.options.show);
        this.globe.setCamera(this.address.camera ?? { lat: 20, lon: 30, range: 2.2e7, heading: 0, pitch: -90 });
        fetch("assets/places.json").then((r) => r.json()).then((list) => this.#places(list)).catch(() => {});
    }

    #places(list) {
        this.labels.places = list.map(([name, lon, lat, size, country]) => ({
            name, country: country === 1,
            // How far off a name is still worth its room.
            to: country ? Math.min(3e7, 9e5 * Math.sqrt(size) + 8e5) : 2.5e3 * Math.sqrt(size),
            from: country ? Math.min(2e6, 9e4 * Math.sqrt(size)) : 0,
            ecef: Float64Array.from(ecefFromLlh(lat, lon)),
        }));
        this.touch();
    }

    // --- the server ------------------------------------------------------------------------------------

    #online() {
        $("liveness").textContent = "";
        this.note(null, "lost");
    }

    #offline(seconds) {
        this.note(`The connection to the server is lost. What is here stays; trying again in ${seconds.toFixed(seconds < 1 ? 1 : 0)} s.`, "lost", true);
    }

    #notice(m) {
        if (m.say === "hello") {
            this.#hello(m);
        } else if (m.say === "live") {
            this.#live(m);
        } else {
            this.editor?.notice(m);
        }
    }

    async #hello(m) {
        performance.mark("hello");
        const again = this.hello && this.hello.file === m.file && this.hello.kind === m.kind && this.battle?.complete;
        this.hello = m;
        document.title = `${m.title ?? m.file ?? "Pavise"} - Pavise`;
        $("name").textContent = m.title ?? m.file ?? "";
        $("name").classList.remove("skeleton");
        $("app").dataset.kind = m.kind;
        if (m.protocol !== 1) {
            cover(this, { title: "This page is older than its server", text: `The server speaks version ${m.protocol} of the protocol, this page version 1. Reload the page; if that does not help, install both from one release.` });
            return;
        }
        if (m.kind === "failed") {
            cover(this, { title: `${m.file ?? "The file"} could not be opened`, failure: m.failure, retry: () => this.link.ask("reload") });
            return;
        }
        if (m.kind === "none") {
            firstRun(this, m.examples);
            return;
        }
        uncover();
        await this.right.open(m, again);
        if (!again) {
            await this.play({});
        }
    }

    #live(m) {
        this.liveEdge = m.t_s;
        $("liveness").textContent = m.state === "playing" ? `live ×${m.rate}, ${m.clients} watching` : m.state;
        $("liveness").classList.toggle("live-dot", m.state === "playing");
        if (this.hello?.kind === "live" && this.liveFollow !== false && m.state === "playing") {
            this.rate = m.rate;
            if (Math.abs(this.t - m.t_s) > Math.max(2, 2 * m.rate) || !this.playing) {
                this.t = m.t_s;
            }
            this.playing = true;
            this.#playing();
        }
        this.touch();
    }

    /// Plays a battle of the server: keys as in the protocol. The battle that is here stays until the
    /// new one has begun.
    async play(keys, { keepTime = false } = {}) {
        const number = ++this.battleNumber;
        this.worker ??= this.#worker();
        const slot = (this.slot = { number, keys, battle: null, keepTime });
        this.slots ??= new Map();
        try {
            const reply = await this.link.play({ level: "path", ...keys }, {
                frame: (bytes, last, failed) => {
                    if (this.slot === slot && !failed) {
                        this.worker.postMessage({ stream: number, bytes, end: last }, [bytes]);
                    }
                },
                fail: (e) => this.note(`The battle ended early: ${e.message}`, "play", true),
            });
            slot.reply = reply;
            return reply;
        } catch (e) {
            if (e.code !== "lost") {
                cover(this, { title: "The battle could not be played", failure: e, retry: () => this.play(keys) });
            }
            return null;
        }
    }

    #worker() {
        const worker = new Worker("assets/record-worker.js");
        worker.onmessage = ({ data }) => {
            const { slot } = this;
            if (this.plotSlot && data.stream === this.plotSlot.number) {
                this.plotSlot.take(data);
                return;
            }
            if (!slot || data.stream !== slot.number) {
                return;
            }
            if (data.meta) {
                performance.mark("battle-begin");
                slot.battle = new Battle(data.meta);
                this.#begin(slot);
                performance.mark("battle-began");
            } else if (data.chunk) {
                slot.battle.append(data.chunk);
                this.#grown(slot.battle);
            } else if (data.done) {
                performance.mark("battle-whole");
                slot.battle.complete = true;
                slot.battle.revision++;
                this.#grown(slot.battle);
                $("app").dataset.state = "ready";
                if (data.interrupted) {
                    this.note("The battle was interrupted: it ends early.", "play");
                }
            } else if (data.error) {
                $("app").dataset.state = "failed";
                const partly = slot.battle && slot.battle.t.n > 0;
                if (partly) {
                    this.note(`The record is damaged: ${data.error.text}. What came before it is shown.`, "play", true);
                } else {
                    cover(this, { title: "The record cannot be read", failure: { ...data.error, findings: [] }, retry: () => this.link.ask("reload") });
                }
            }
        };
        return worker;
    }

    #begin(slot) {
        const b = slot.battle;
        const first = !this.battle;
        const keep = this.battle && slot.keepTime;
        const sel = this.selection ? { what: this.selection.what, name: this.nameOf(this.selection) } : this.address.selection;
        this.battle = b;
        this.picture?.reset();
        this.movers.reset();
        this.things = this.editor?.things?.() ?? thingsOf(b.meta);
        this.statics.set(this.things);
        this.end = this.hello.kind === "live" ? Math.max(1, this.liveEdge ?? 1) : b.duration;
        this.selection = null;
        this.pendingSelection = sel;
        this.#findSelection();
        if (!keep) {
            this.t = this.address.t ?? 0;
            this.timeline.all();
        }
        if (first && !this.address.camera) {
            this.frameAll(0);
        }
        this.globe.waiting = false;
        this.pair = null;
        this.left.list();
        this.left.select();
        this.log.refresh();
        this.numbers.refresh();
        this.touch();
    }

    #findSelection() {
        const sel = this.pendingSelection;
        if (!sel || !this.battle) {
            return;
        }
        const id = sel.what === "threat" ? this.battle.threatName.indexOf(sel.name) : this.things.find((t) => t.what === sel.what && t.name === sel.name)?.id ?? -1;
        this.pendingSelection = null;
        if (id >= 0) {
            this.select({ what: sel.what, id });
        }
    }

    #grown(b) {
        if (this.battle !== b) {
            return;
        }
        if (b.endT !== undefined) {
            this.end = Math.max(1, b.endT);
        } else {
            this.end = this.hello.kind === "live" ? Math.max(1, b.lastT, this.liveEdge ?? 0) : Math.max(b.duration, b.lastT);
        }
        if (b.complete && this.t > this.end) {
            this.t = this.end;
        }
        if (b.complete) {
            this.left.select();
        }
        this.touch();
    }

    // --- clock -----------------------------------------------------------------------------------------

    seek(t, { scrub = false } = {}) {
        this.t = Math.max(0, Math.min(this.end, t));
        this.liveFollow = this.hello?.kind === "live" && this.t >= this.end - 2;
        if (scrub) {
            this.scrubbing = true;
        }
        this.touch();
        this.#writeLater();
    }
    scrubbed() {
        this.scrubbing = false;
        this.touch();
    }

    setPlaying(yes) {
        if (yes && this.t >= this.end - 1e-6) {
            this.t = 0;
        }
        this.playing = yes;
        this.liveFollow = yes && this.hello?.kind === "live" && this.t >= this.end - 5;
        this.#playing();
        this.touch();
    }
    #playing() {
        const b = $("play");
        b.textContent = this.playing ? "❚❚" : "▶";
        b.setAttribute("aria-label", this.playing ? "Pause" : "Play");
    }

    playFrom(t) {
        this.seek(t);
        this.rate = Math.min(this.rate, 60);
        $("rate").value = String(this.rate);
        this.follow(true);
        this.setPlaying(true);
    }

    setRate(rate) {
        this.rate = rate;
        this.#writeLater();
        this.touch();
    }
    rateStep(by) {
        const at = RATES.reduce((best, r, i) => (Math.abs(Math.log(r / this.rate)) < Math.abs(Math.log(RATES[best] / this.rate)) ? i : best), 0);
        this.setRate(RATES[Math.max(0, Math.min(RATES.length - 1, at + by))]);
        $("rate").value = String(this.rate);
    }

    /// Steps to the next (or last) event: of the selection, where it has one; of what the log shows else.
    step(forward) {
        const b = this.battle;
        if (!b) {
            return;
        }
        const skip = new Set(["channel-free", "dropped", "picture", "picture-lost", "identified", "gate", "ordered", "confirmed"].map((k) => b.K[k]));
        const sel = this.selection;
        const mine = sel?.what === "threat" ? new Set(b.ofThreat[sel.id]) : sel?.what === "unit" ? new Set(b.ofUnit[sel.id]) : null;
        const e = b.step(this.t, forward, (kind, i) => (mine ? mine.has(i) : !skip.has(kind)));
        if (e >= 0) {
            this.setPlaying(false);
            this.goTo(e, { camera: Boolean(mine) });
        }
    }

    /// Goes to an event: clock, selection, camera on shooter and target.
    goTo(e, { camera = true } = {}) {
        const b = this.battle;
        this.seek(b.t.a[e]);
        const threat = b.idOf(e, "threat");
        const unit = b.idOf(e, "unit");
        this.pair = { event: e, threat, unit, radar: b.idOf(e, "radar"), site: b.idOf(e, "site") };
        if (!camera) {
            return;
        }
        if (threat >= 0) {
            this.select({ what: "threat", id: threat }, { keepPair: true });
        } else if (unit >= 0) {
            this.select({ what: "unit", id: unit }, { keepPair: true });
        }
        const places = this.#pairPlaces();
        if (places.length) {
            this.globe.frameOn(places, { min: 8e3, pad: 1.5 });
        }
    }

    #pairPlaces() {
        const p = this.pair;
        const b = this.battle;
        const out = [];
        const x = new Float64Array(3);
        if (p.threat >= 0 && b.placeOnPath(p.threat, Math.min(this.t, b.threatTo[p.threat]), x, 0)) {
            out.push(llhFromEcef(x[0], x[1], x[2]));
        }
        const add = (m) => m && out.push([m.lat_deg, m.lon_deg, 0]);
        add(b.meta.units[p.unit]);
        add(b.meta.radars[p.radar]);
        add(b.meta.sites[p.site]);
        return out;
    }

    // The pair of the last event gone to, as a line between the two.
    #pairMarks() {
        const p = this.pair;
        const b = this.battle;
        if (!p || !b || p.threat < 0 || Math.abs(this.t - b.t.a[p.event]) > 30) {
            return;
        }
        const other = b.meta.units[p.unit] ?? b.meta.radars[p.radar] ?? b.meta.sites[p.site];
        const x = new Float64Array(6);
        if (!other || !b.placeOnPath(p.threat, Math.min(this.t, b.threatTo[p.threat]), x, 0)) {
            return;
        }
        ecefFromLlh(other.lat_deg, other.lon_deg, 0, x, 3);
        const c = this.theme.accent;
        const n = parseInt(c.slice(1), 16);
        this.globe.fastRows.add(x, 0, x, 3, [n >> 16, (n >> 8) & 255, n & 255, 220], 1.5, 1);
        this.globe.sprites.add(this.globe.view, x[3], x[4], x[5], 40, this.globe.atlas.mark("halo", c));
    }

    // --- selection --------------------------------------------------------------------------------------

    select(s, { go = false, keepPair = false } = {}) {
        this.selection = s;
        if (!keepPair) {
            this.pair = null;
        }
        if (this.following && (!s || s.what !== this.following.what || s.id !== this.following.id)) {
            this.following = null;
        }
        this.left.select();
        if (this.log.mine) {
            this.log.refresh();
        }
        this.extra?.selectionChanged?.();
        if (s && this.narrow() && !go) {
            this.note(`Selected ${this.nameOf(s)}: see Scenario`, "select", false, 2500);
        }
        if (go) {
            if (s.what === "threat" && (this.t < this.battle.threatFrom[s.id] || this.t > this.battle.threatTo[s.id])) {
                this.seek(Math.min(this.battle.threatTo[s.id], this.end) - 1e-3);
            }
            this.center();
        }
        this.#writeLater();
        this.touch();
    }

    nameOf(s) {
        if (!s) {
            return "";
        }
        return s.what === "threat" ? this.battle?.threatName[s.id] ?? "" : this.things.find((t) => t.what === s.what && t.id === s.id)?.name ?? "";
    }

    /// Where a thing is now: {lat, lon, h}, or null.
    placeOf(s) {
        if (!s) {
            return null;
        }
        if (s.what === "threat") {
            const x = new Float64Array(3);
            const b = this.battle;
            if (!b.place(s.id, this.t, x, 0)) {
                return null;
            }
            const [lat, lon, h] = llhFromEcef(x[0], x[1], x[2]);
            return { lat, lon, h };
        }
        const t = this.things.find((y) => y.what === s.what && y.id === s.id);
        return t ? { lat: t.lat, lon: t.lon, h: 0 } : null;
    }

    /// Brings the selection into the middle.
    center() {
        const at = this.placeOf(this.selection) ?? (this.selection?.what === "threat" ? this.#endOf(this.selection.id) : null);
        if (at) {
            this.globe.frameOn([[at.lat, at.lon, at.h]], { min: Math.min(60e3, Math.max(8e3, this.globe.cameraState().range * 0.25)) });
        }
    }
    #endOf(i) {
        const p = this.battle.endPlace;
        if (this.battle.threatEnd[i] === 0) {
            return null;
        }
        const [lat, lon] = llhFromEcef(p[3 * i], p[3 * i + 1], p[3 * i + 2]);
        return { lat, lon, h: 0 };
    }

    follow(yes) {
        this.following = yes ? this.selection : null;
        this.followed = null;
        if (yes) {
            this.center();
        }
        this.left.select();
        this.touch();
    }

    // The camera keeps its place relative to what it follows.
    #followStep() {
        const at = this.placeOf(this.following);
        if (!at || this.globe.flight) {
            return;
        }
        if (this.followed) {
            const s = this.globe.cameraState();
            const dLat = at.lat - this.followed.lat;
            const dLon = at.lon - this.followed.lon;
            if (Math.abs(dLat) + Math.abs(dLon) > 1e-7) {
                this.globe.setCamera({ ...s, lat: s.lat + dLat, lon: s.lon + dLon });
            }
        }
        this.followed = at;
    }

    /// All that stands, and where the raid comes from, in view.
    frameAll(ms = 250) {
        const places = this.things.map((t) => [t.lat, t.lon, 0]);
        if (places.length) {
            this.globe.frameOn(places, { ms, pad: 1.7, min: 60e3 });
        }
    }

    // --- show ------------------------------------------------------------------------------------------

    setShow(show) {
        this.options.show = show;
        document.querySelectorAll("#show button").forEach((b) => b.setAttribute("aria-checked", String(b.dataset.show === show)));
        if (show !== "truth") {
            this.picture?.want();
        }
        this.#writeLater();
        this.touch();
    }

    cycleShow(by = 1) {
        const all = ["truth", "picture", "both"];
        this.setShow(all[(all.indexOf(this.options.show) + by + 3) % 3]);
    }

    /// Lets go of the innermost thing: sheet, measure, placing, selection.
    escape() {
        if (closeSheets()) {
            return true;
        }
        if (this.measure?.on) {
            this.measure.toggle();
        } else if (this.editor?.placing) {
            this.editor.stopPlacing();
        } else {
            this.follow(false);
            this.select(null);
        }
        return true;
    }

    /// The next thing that stands, in the order of the list.
    next(by) {
        const n = this.things.length;
        if (n) {
            const i = this.things.findIndex((t) => t.what === this.selection?.what && t.id === this.selection?.id);
            const t = this.things[(i + by + n) % n];
            this.select({ what: t.what, id: t.id }, { go: true });
        }
    }

    /// The next threat in the air, or the next one that leaked.
    nextThreat(leaker) {
        const b = this.battle;
        if (!b) {
            return;
        }
        const from = this.selection?.what === "threat" ? this.selection.id + 1 : 0;
        for (let k = 0; k < b.nThreats; k++) {
            const i = (from + k) % b.nThreats;
            if (leaker ? b.threatLeak[i] >= 0 : b.threatFrom[i] <= this.t && b.threatTo[i] > this.t) {
                this.select({ what: "threat", id: i }, { go: true });
                return;
            }
        }
        this.note(leaker ? "Nothing leaked." : "Nothing is in the air now.", "next");
    }

    fold(side) {
        $("app").classList.toggle(`folded-${side}`);
        this.touch();
    }

    #theme(name) {
        this.theme = THEMES[name];
        document.documentElement.dataset.theme = name;
        const b = $("theme-button");
        b.textContent = name === "dark" ? "Light" : "Dark";
        b.setAttribute("aria-label", `Use the ${name === "dark" ? "light" : "dark"} theme`);
    }
    setTheme(name) {
        storage("theme", name);
        this.#theme(name);
        this.globe.setTheme(this.theme);
        this.movers.reset();
        this.statics.set(this.things);
        this.timeline.key = "";
        this.numbers.refresh();
        this.right.themed?.();
        this.touch();
    }

    narrow() {
        return matchMedia("(max-width: 719px)").matches;
    }

    #openBox() {
        const g = $("globe").getBoundingClientRect();
        const box = { x: 0, y: 44, w: g.width, h: g.height - 44 };
        const bottom = $("bottom").getBoundingClientRect();
        box.h = bottom.top - g.top - box.y;
        if (!this.narrow()) {
            const l = $("left");
            const r = $("right");
            if (l.offsetWidth) {
                box.x = l.getBoundingClientRect().right;
            }
            box.w = (r.offsetWidth ? r.getBoundingClientRect().left : g.width) - box.x;
        }
        return box;
    }

    /// Says something for a while; a key names it, so that it can be replaced or (null) taken away.
    note(text, key = "note", bad = false, ms = bad ? 0 : 5000) {
        this.notes ??= new Map();
        this.notes.get(key)?.remove();
        this.notes.delete(key);
        if (!text) {
            return;
        }
        const node = el("div.note", el("span", text), el("button.plain", { type: "button", "aria-label": "Close this message", onclick: () => node.remove() }, "×"));
        node.classList.toggle("bad", bad);
        $("notes").append(node);
        this.notes.set(key, node);
        if (ms) {
            setTimeout(() => node.remove(), ms);
        }
    }

    // --- loop -------------------------------------------------------------------------------------------

    touch() {
        this.dirty = true;
    }
    touchLater() {
        setTimeout(() => this.touch(), 130);
    }
    get still() {
        return !this.playing && !this.scrubbing;
    }
    #moved() {
        if (!this.following) {
            this.followed = null;
        }
        this.#writeLater();
    }

    #writeLater() {
        clearTimeout(this.writing);
        this.writing = setTimeout(() => {
            if (!this.battle || this.noAddress) {
                return;
            }
            const sel = this.selection ? { what: this.selection.what, name: this.nameOf(this.selection) } : null;
            const hash = writeAddress({ t: this.t, camera: this.globe.cameraState(), selection: sel, show: this.options.show, rate: this.rate });
            history.replaceState(null, "", `#${hash}`);
        }, 400);
    }

    #tick(now) {
        requestAnimationFrame((next) => this.#tick(next));
        const begin = performance.now();
        const dt = Math.min(0.25, (now - (this.last ?? now)) / 1000);
        this.last = now;
        if (this.playing && this.battle && !this.scrubbing) {
            this.t += dt * this.rate;
            if (this.t >= this.end) {
                if (this.loop && this.battle.complete) {
                    this.t = 0;
                } else {
                    this.t = this.end;
                    if (this.hello?.kind !== "live" || this.battle.complete) {
                        this.setPlaying(false);
                    }
                }
            }
            this.dirty = true;
            this.#writeLater();
        }
        if (this.following) {
            this.#followStep();
        }
        const dirty = this.dirty;
        this.dirty = false;
        if (dirty) {
            this.globe.dirty = true;
        }
        const drew = this.globe.frame();
        if (dirty) {
            this.#panels();
        }
        if (drew || dirty) {
            const spent = performance.now() - begin;
            const f = this.frameStats;
            f.n++;
            f.script += spent;
            f.worst = Math.max(f.worst, spent);
            if (this.battle && !this.shown && this.globe.mapShown && this.battle.t.n) {
                this.shown = performance.now();
                performance.mark("first-picture");
            }
        }
    }

    #panels() {
        const b = this.battle;
        if (b) {
            $("clock").textContent = b.clock(this.t);
            $("clock").dateTime = new Date((b.meta.start_unix_s + this.t) * 1000).toISOString();
            $("elapsed").textContent = `+${span(this.t)}`;
        }
        const tl = $("timeline");
        const now = performance.now();
        if (!this.aria || now - this.aria > 500 || this.still) {
            this.aria = now;
            tl.setAttribute("aria-valuemax", String(Math.round(this.end)));
            tl.setAttribute("aria-valuenow", String(Math.round(this.t)));
            tl.setAttribute("aria-valuetext", b ? b.clock(this.t) : "");
        }
        this.timeline.draw();
        this.log.draw();
        this.numbers.draw();
        this.left.draw();
    }
}

function storage(key, value) {
    try {
        if (value === undefined) {
            return localStorage.getItem(`pavise.${key}`);
        }
        localStorage.setItem(`pavise.${key}`, value);
    } catch {
        // Private windows have no storage: the choice lasts as long as the page.
    }
    return null;
}

export { problem, fill, storage };
