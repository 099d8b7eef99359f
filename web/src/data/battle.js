// SPDX-License-Identifier: Apache-2.0
// A battle as the page holds it: the record's events in columns, and from them the few indices that
// answer "what was so at t" at once, at any t, in either direction. It grows chunk by chunk while a
// record arrives; nothing here steps through time.
import { parseKinds } from "./record.js";
import { ROW, segmentAt, ecefFromLlh } from "./paths.js";

export const FLYING = 0;
export const ENDS = ["flying", "killed", "soft-killed", "failed", "hit", "missed"];
const END_OF = { killed: 1, "soft-killed": 2, failed: 3, hit: 4, missed: 5 };

/// Lanes of the timeline, from top to bottom, with the kinds of events that they show.
export const LANES = [
    { id: "raid", label: "raid", kinds: ["launch"] },
    { id: "detections", label: "detections", kinds: ["seen", "confirmed"] },
    { id: "launches", label: "rounds", kinds: ["fired"] },
    { id: "kills", label: "kills", kinds: ["killed", "soft-killed"] },
    { id: "leaks", label: "leaks", kinds: ["hit", "missed", "leak", "site-lost", "unit-lost"] },
];

/// A column of numbers that grows.
class Column {
    constructor(Type, capacity = 1024) {
        this.a = new Type(capacity);
        this.n = 0;
    }
    push(v) {
        if (this.n === this.a.length) {
            const next = new this.a.constructor(this.n * 2);
            next.set(this.a);
            this.a = next;
        }
        this.a[this.n++] = v;
    }
    append(values) {
        const need = this.n + values.length;
        if (need > this.a.length) {
            const next = new this.a.constructor(Math.max(need, this.a.length * 2));
            next.set(this.a.subarray(0, this.n));
            this.a = next;
        }
        this.a.set(values, this.n);
        this.n = need;
    }
}

/// Number of values in sorted a[0..n) that are <= t.
export function countUpTo(a, n, t) {
    let low = 0;
    let high = n;
    while (low < high) {
        const m = (low + high) >> 1;
        if (a[m] <= t) {
            low = m + 1;
        } else {
            high = m;
        }
    }
    return low;
}

export class Battle {
    constructor(meta) {
        this.meta = meta;
        this.kinds = parseKinds(meta.events);
        this.K = Object.fromEntries(this.kinds.map((k, i) => [k.name, i]));
        this.duration = meta.duration_s || 1;
        this.complete = false;
        this.t = new Column(Float64Array);
        this.kind = new Column(Uint8Array);
        this.ids = new Column(Int32Array, 4096);
        this.at = new Column(Uint32Array);
        this.x = new Column(Float64Array, 4096);
        this.#threats();
        this.segKind = new Column(Uint8Array);
        this.segThreat = new Column(Int32Array);
        this.seg = new Column(Float64Array, 1024 * ROW);
        this.ofThreat = Array.from({ length: this.nThreats }, () => []); // event indices
        this.ofUnit = meta.units.map(() => []);
        this.ofKind = this.kinds.map(() => new Column(Float64Array, 64)); // times
        this.shots = [];
        this.shotsMeasured = 0;
        this.longestShot = 0;
        this.openShots = new Map(); // shot number -> index
        this.holds = []; // stretches in which a post holds a track: {threat, post, track, from, to, ...}
        this.openHolds = new Map();
        this.rounds = meta.units.map((u) => u.rounds.map((r) => ({ ...r, t: [], left: [] })));
        this.channels = meta.units.map(() => ({ t: [0], busy: [0] }));
        this.lostAt = { site: meta.sites.map(() => Infinity), unit: meta.units.map(() => Infinity) };
        this.siteHits = meta.sites.map(() => []);
        this.plots = null;
        this.lastT = 0;
        this.revision = 0;
    }

    #threats() {
        const { groups, types } = this.meta;
        this.nThreats = groups.reduce((n, g) => n + g.count, 0);
        const n = this.nThreats;
        this.threatGroup = new Int32Array(n);
        this.threatName = new Array(n);
        this.threatType = new Int32Array(n);
        this.threatArmed = new Uint8Array(n).fill(1);
        this.threatFrom = new Float64Array(n).fill(Infinity);
        this.threatTo = new Float64Array(n).fill(Infinity);
        this.threatEnd = new Uint8Array(n);
        this.threatEndEvent = new Int32Array(n).fill(-1);
        this.threatLeak = new Int16Array(n).fill(-1);
        this.segFirst = new Int32Array(n).fill(-1);
        this.segCount = new Int32Array(n);
        this.segHint = new Int32Array(n);
        this.endPlace = new Float64Array(3 * n);
        let i = 0;
        groups.forEach((g, ig) => {
            for (let k = 1; k <= g.count; k++, i++) {
                this.threatGroup[i] = ig;
                this.threatType[i] = g.type;
                this.threatName[i] = g.count === 1 ? g.name : `${g.name}/${k}`;
            }
        });
        this.typeNames = types.map((t) => t.name);
    }

    /// Takes a chunk of the record in (record.js).
    append(chunk) {
        const base = this.t.n;
        const xBase = this.x.n;
        if (!chunk.n && !chunk.segments.n) {
            this.#plots(chunk.plots); // plots alone: nothing else changes
            return;
        }
        this.t.append(chunk.t);
        this.kind.append(chunk.kind);
        this.ids.append(chunk.ids);
        this.x.append(chunk.x);
        for (let i = 0; i < chunk.n; i++) {
            this.at.push(chunk.at[i] + xBase);
        }
        this.#segments(chunk.segments);
        for (let e = base; e < this.t.n; e++) {
            this.#take(e);
        }
        if (chunk.plots.n) {
            this.#plots(chunk.plots);
        }
        this.lastT = Math.max(this.lastT, this.t.n ? this.t.a[this.t.n - 1] : 0);
        this.revision++;
    }

    // Segments of a threat come in order; they are kept in one table in the order of arrival, which
    // is that of a threat's launch: a threat's are neighbours unless its path changed later.
    #segments(s) {
        for (let i = 0; i < s.n; i++) {
            const threat = s.threat[i];
            const row = this.segKind.n;
            if (this.segFirst[threat] < 0) {
                this.segFirst[threat] = row;
            } else if (this.segFirst[threat] + this.segCount[threat] !== row) {
                this.#moveSegments(threat);
            }
            this.#cutFrom(threat, s.data[ROW * i]);
            this.segCount[threat]++;
            this.segKind.push(s.kind[i]);
            this.segThreat.push(threat);
            this.seg.append(s.data.subarray(ROW * i, ROW * (i + 1)));
        }
    }

    // A path that changes: what was foreseen from t on is not flown.
    #cutFrom(threat, t) {
        const d = this.seg.a;
        for (let k = this.segCount[threat] - 1; k >= 0; k--) {
            const r = ROW * (this.segFirst[threat] + k);
            if (d[r + 1] <= t) {
                break;
            }
            d[r + 1] = t;
            d[r] = Math.min(d[r], t);
        }
    }

    #moveSegments(threat) {
        const first = this.segFirst[threat];
        const row = this.segKind.n;
        for (let k = 0; k < this.segCount[threat]; k++) {
            this.segKind.push(this.segKind.a[first + k]);
            this.segThreat.push(threat);
            this.seg.append(this.seg.a.slice(ROW * (first + k), ROW * (first + k + 1)));
        }
        this.segFirst[threat] = row;
    }

    #take(e) {
        const kind = this.kind.a[e];
        const t = this.t.a[e];
        const k = this.kinds[kind];
        this.ofKind[kind].push(t);
        const threat = k.domains[0] === "threat" ? this.ids.a[4 * e] : -1;
        if (threat >= 0 && threat < this.nThreats) {
            this.ofThreat[threat].push(e);
        }
        const unitAt = k.domains.indexOf("unit");
        const unit = unitAt >= 0 ? this.ids.a[4 * e + unitAt] : -1;
        if (unit >= 0 && unit < this.ofUnit.length) {
            this.ofUnit[unit].push(e);
        }
        this.#index(k.name, e, t, threat, unit);
    }

    #index(name, e, t, threat, unit) {
        const id = (i) => this.ids.a[4 * e + i];
        const num = (i) => this.x.a[this.at.a[e] + i];
        switch (name) {
            case "launch":
                this.threatFrom[threat] = t;
                this.threatType[threat] = id(1);
                this.threatArmed[threat] = id(3) > 0 ? 1 : 0;
                break;
            case "killed":
            case "soft-killed":
            case "failed":
            case "hit":
            case "missed":
                this.threatTo[threat] = t;
                this.threatEnd[threat] = END_OF[name];
                this.threatEndEvent[threat] = e;
                ecefFromLlh(num(0), num(1), name === "killed" ? num(2) : 0, this.endPlace, 3 * threat);
                if (name === "hit" && id(1) >= 0) {
                    this.siteHits[id(1)].push(t);
                }
                break;
            case "leak":
                this.threatLeak[threat] = id(1);
                break;
            case "fired":
                this.openShots.set(id(3), this.shots.length);
                this.shots.push({
                    threat, unit, round: id(2), shot: id(3), from: t, to: Infinity, result: "in-flight",
                    event: e, place: null,
                });
                this.#spend(unit, id(2), t);
                break;
            case "intercept": {
                const s = this.shots[this.openShots.get(id(2))];
                if (s) {
                    s.to = t;
                    s.result = this.meta.results[id(3)];
                    s.end = e;
                    this.openShots.delete(id(2));
                }
                break;
            }
            case "reloaded":
                this.#reload(unit, id(1), id(2), t);
                break;
            case "ordered":
                this.#channel(unit, t, 1);
                break;
            case "channel-free":
                this.#channel(unit, t, -1);
                break;
            case "picture":
                this.openHolds.set(id(1) * 1e6 + id(2), this.holds.length);
                this.holds.push({
                    threat, post: id(1), track: id(2), from: t, to: Infinity, cls: -1, decoy: false,
                    identified: Infinity,
                });
                break;
            case "picture-lost": {
                const key = id(1) * 1e6 + id(2);
                const h = this.holds[this.openHolds.get(key)];
                if (h) {
                    h.to = t;
                    this.openHolds.delete(key);
                }
                break;
            }
            case "identified":
                for (const at of this.openHolds.values()) {
                    const h = this.holds[at];
                    if (h.threat === threat && h.post === id(1)) {
                        h.cls = id(2);
                        h.decoy = id(3) > 0;
                        h.identified = t;
                    }
                }
                break;
            case "site-lost":
                this.lostAt.site[id(0)] = t;
                break;
            case "unit-lost":
                this.lostAt.unit[id(0)] = t;
                break;
            case "end":
                this.endT = t;
                this.complete = true;
                break;
        }
    }

    #spend(unit, round, t) {
        const r = this.rounds[unit]?.find((x) => x.round === round);
        if (r) {
            r.t.push(t);
            r.left.push((r.left.at(-1) ?? r.ready) - 1);
        }
    }

    #reload(unit, round, rounds, t) {
        const r = this.rounds[unit]?.find((x) => x.round === round);
        if (r) {
            r.t.push(t);
            r.left.push((r.left.at(-1) ?? r.ready) + rounds);
        }
    }

    #channel(unit, t, by) {
        const c = this.channels[unit];
        if (c) {
            c.t.push(t);
            c.busy.push(Math.max(0, c.busy.at(-1) + by));
        }
    }

    // Plots by threat, each threat's in order of time.
    #plots(p) {
        if (!this.plots) {
            this.plots = Array.from({ length: this.nThreats }, () => ({ n: 0, rows: [] }));
            this.plotRows = 0;
        }
        for (let i = 0; i < p.n; i++) {
            const list = this.plots[p.threat[i]];
            if (list) {
                list.rows.push(p.t[i], p.radar[i], p.merged[i], p.v[4 * i], p.v[4 * i + 1], p.v[4 * i + 2], p.v[4 * i + 3]);
                list.n++;
            }
        }
        this.plotRows += p.n;
    }

    // --- what is so at t -------------------------------------------------------------------------

    /// Where a threat is at t; false when it is not in the air. out[o..] in ECEF, m.
    place(threat, t, out, o) {
        if (!(t >= this.threatFrom[threat]) || t >= this.threatTo[threat]) {
            return false;
        }
        return this.placeOnPath(threat, t, out, o);
    }

    /// Where its path is at t, whether it still flies or not.
    placeOnPath(threat, t, out, o) {
        const n = this.segCount[threat];
        if (!n) {
            return false;
        }
        const first = this.segFirst[threat];
        const d = this.seg.a;
        let i = this.segHint[threat];
        while (i > 0 && t < d[ROW * (first + i)]) {
            i--;
        }
        while (i + 1 < n && t >= d[ROW * (first + i) + 1]) {
            i++;
        }
        this.segHint[threat] = i;
        const row = first + i;
        segmentAt(this.segKind.a[row], d, ROW * row, t, out, o);
        return true;
    }

    /// First shot that may still be in the air at t: shots stand in order of their launch, and none
    /// flies longer than the longest that was seen.
    firstShot(t) {
        while (this.shotsMeasured < this.shots.length) {
            const s = this.shots[this.shotsMeasured];
            if (!Number.isFinite(s.to) && !this.complete) {
                break;
            }
            if (Number.isFinite(s.to)) {
                this.longestShot = Math.max(this.longestShot, s.to - s.from);
            }
            this.shotsMeasured++;
        }
        const slack = this.complete ? this.longestShot : 1e9;
        let low = 0;
        let high = this.shots.length;
        while (low < high) {
            const m = (low + high) >> 1;
            if (this.shots[m].from < t - slack - 1) {
                low = m + 1;
            } else {
                high = m;
            }
        }
        return low;
    }

    /// Place of a unit (ECEF).
    unitPlace(unit) {
        this.unitAt ??= this.meta.units.map((u) => Float64Array.from(ecefFromLlh(u.lat_deg, u.lon_deg, u.h_ell_m)));
        return this.unitAt[unit];
    }

    /// End of a threat's known path, s.
    pathEnd(threat) {
        const n = this.segCount[threat];
        return n ? this.seg.a[ROW * (this.segFirst[threat] + n - 1) + 1] : 0;
    }

    /// How many events of a kind happened up to t.
    count(kind, t) {
        const c = this.ofKind[this.K[kind]];
        return c ? countUpTo(c.a, c.n, t) : 0;
    }

    roundsLeft(unit, i, t) {
        const r = this.rounds[unit][i];
        const n = countUpTo(r.t, r.t.length, t);
        return n ? r.left[n - 1] : r.ready;
    }

    busy(unit, t) {
        const c = this.channels[unit];
        return c.busy[Math.max(0, countUpTo(c.t, c.t.length, t) - 1)];
    }

    /// Index of the first event after t (or of the last before it, backwards) that the filter takes.
    step(t, forward, takes = () => true) {
        const a = this.t.a;
        const n = this.t.n;
        if (forward) {
            for (let e = countUpTo(a, n, t + 1e-9); e < n; e++) {
                if (takes(this.kind.a[e], e)) {
                    return e;
                }
            }
            return -1;
        }
        for (let e = countUpTo(a, n, t - 1e-9) - 1; e >= 0; e--) {
            if (takes(this.kind.a[e], e)) {
                return e;
            }
        }
        return -1;
    }

    /// Name of what an id of a domain points at.
    nameOf(domain, id) {
        if (id < 0) {
            return "";
        }
        const m = this.meta;
        const lists = {
            type: m.types, group: m.groups, radar: m.radars, unit: m.units, post: m.posts, site: m.sites,
            area: m.areas, round: m.rounds,
        };
        if (domain === "threat") {
            return this.threatName[id] ?? `threat ${id}`;
        }
        if (lists[domain]) {
            return lists[domain][id]?.name ?? `${domain} ${id}`;
        }
        const plain = { gate: m.gates, reason: m.reasons, class: m.classes, result: m.results };
        return plain[domain]?.[id] ?? String(id);
    }

    /// Ids of an event by the name that the table gives them.
    idOf(e, name) {
        const k = this.kinds[this.kind.a[e]];
        const i = k.ids.indexOf(name);
        return i < 0 ? -1 : this.ids.a[4 * e + i];
    }
    numberOf(e, name) {
        const k = this.kinds[this.kind.a[e]];
        const i = k.numbers.indexOf(name);
        return i < 0 ? NaN : this.x.a[this.at.a[e] + i];
    }
    kindName(e) {
        return this.kinds[this.kind.a[e]].name;
    }

    /// Clock of the scenario at t: "22:14:07".
    clock(t, withDay = false) {
        const d = new Date((this.meta.start_unix_s + t) * 1000);
        const s = d.toISOString();
        return withDay ? `${s.slice(0, 10)} ${s.slice(11, 19)}` : s.slice(11, 19);
    }
}
