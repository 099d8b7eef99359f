// SPDX-License-Identifier: Apache-2.0
// Time as lanes: density at the top, then raid, detections, rounds, kills, leaks, with the cursor.
// Dragging scrubs both ways, the wheel zooms, a click near an event goes to it.
import { LANES } from "../data/battle.js";
import { $ } from "./dom.js";

const NAMES = 84;

export class Timeline {
    constructor(app) {
        this.app = app;
        this.root = $("timeline");
        this.canvas = document.createElement("canvas");
        this.canvas.setAttribute("aria-hidden", "true");
        this.root.append(this.canvas);
        this.ctx = this.canvas.getContext("2d");
        this.base = document.createElement("canvas");
        this.from = 0;
        this.to = 1;
        this.key = "";
        this.#inputs();
        new ResizeObserver(() => {
            this.key = "";
            app.touch();
        }).observe(this.root);
    }

    /// Shows all of the battle.
    all() {
        this.from = 0;
        this.to = Math.max(1, this.app.end);
        this.whole = true;
        this.key = "";
        this.app.touch();
    }

    get names() {
        return this.width < 420 ? 12 : NAMES;
    }
    x(t) {
        return this.names + ((t - this.from) / (this.to - this.from)) * (this.width - this.names - 12);
    }
    time(x) {
        return this.from + ((x - this.names) / (this.width - this.names - 12)) * (this.to - this.from);
    }

    zoom(factor, about) {
        const span = Math.max(2, Math.min(this.app.end, (this.to - this.from) * factor));
        const k = (about - this.from) / (this.to - this.from);
        this.from = Math.max(0, Math.min(this.app.end - span, about - k * span));
        this.to = this.from + span;
        this.whole = span >= this.app.end - 1e-6;
        this.key = "";
        this.app.touch();
    }

    #inputs() {
        const { root, app } = this;
        const at = (e) => e.clientX - root.getBoundingClientRect().left;
        root.addEventListener("pointerdown", (e) => {
            root.setPointerCapture(e.pointerId);
            this.drag = { x: at(e), pan: e.shiftKey || e.button === 1, from: this.from, moved: false };
            if (!this.drag.pan) {
                app.seek(this.#near(at(e), e.clientY), { scrub: true });
            }
        });
        root.addEventListener("pointermove", (e) => {
            if (!this.drag) {
                return;
            }
            const x = at(e);
            if (this.drag.pan) {
                const span = this.to - this.from;
                const d = ((this.drag.x - x) / (this.width - this.names - 12)) * span;
                this.from = Math.max(0, Math.min(app.end - span, this.drag.from + d));
                this.to = this.from + span;
                this.key = "";
                app.touch();
            } else if (this.drag.moved || Math.abs(x - this.drag.x) > 2) {
                this.drag.moved = true;
                app.seek(this.time(x), { scrub: true });
            }
        });
        const up = () => {
            this.drag = null;
            app.scrubbed();
        };
        root.addEventListener("pointerup", up);
        root.addEventListener("pointercancel", up);
        root.addEventListener("wheel", (e) => {
            e.preventDefault();
            this.zoom(Math.exp(Math.sign(e.deltaY) * 0.25), Math.max(this.from, Math.min(this.to, this.time(at(e)))));
        }, { passive: false });
        root.addEventListener("dblclick", () => this.all());
    }

    // A click on a lane takes the nearest event of that lane within six pixels.
    #near(x, clientY) {
        const y = clientY - this.root.getBoundingClientRect().top;
        const t = this.time(x);
        const b = this.app.battle;
        const lane = LANES[Math.floor((y - this.top) / this.lane)];
        if (!b || !lane || y < this.top) {
            return t;
        }
        let best = t;
        let miss = (6 / (this.width - this.names - 12)) * (this.to - this.from);
        for (const kind of lane.kinds) {
            const c = b.ofKind[b.K[kind]];
            for (const i of c ? nearIndices(c, t) : []) {
                const d = Math.abs(c.a[i] - t);
                if (d < miss) {
                    miss = d;
                    best = c.a[i];
                }
            }
        }
        return best;
    }

    #paintBase() {
        const { app, base } = this;
        const b = app.battle;
        const ratio = Math.min(2, devicePixelRatio || 1);
        base.width = Math.round(this.width * ratio);
        base.height = Math.round(this.height * ratio);
        const ctx = base.getContext("2d");
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        const th = app.theme;
        const w = this.width - this.names - 12;
        this.#axis(ctx, th);
        LANES.forEach((lane, i) => {
            const y = this.top + i * this.lane;
            ctx.fillStyle = th.plot.grid;
            ctx.fillRect(this.names, y + this.lane - 0.5, w, 1);
            if (this.names > 20) {
                ctx.fillStyle = th.faintText;
                ctx.font = "11px system-ui, sans-serif";
                ctx.textAlign = "right";
                ctx.textBaseline = "middle";
                ctx.fillText(lane.label, this.names - 8, y + this.lane / 2);
            }
            if (b) {
                this.#lane(ctx, b, lane, y, w, th);
            }
        });
        if (b) {
            this.#density(ctx, b, w, th);
        }
    }

    #axis(ctx, th) {
        const span = this.to - this.from;
        const steps = [1, 2, 5, 10, 30, 60, 120, 300, 600, 1800, 3600, 7200, 10800, 21600, 43200, 86400];
        const step = steps.find((s) => (span / s) * 76 < this.width - this.names) ?? 86400;
        ctx.font = "11px system-ui, sans-serif";
        ctx.textBaseline = "middle";
        ctx.textAlign = "center";
        const start = this.app.battle?.meta.start_unix_s ?? 0;
        for (let t = Math.ceil((this.from + start) / step) * step - start; t <= this.to; t += step) {
            const x = this.x(t);
            if (x < this.names) {
                continue;
            }
            ctx.fillStyle = th.plot.grid;
            ctx.fillRect(x, 16, 1, this.height - 16);
            ctx.fillStyle = th.faintText;
            const s = new Date((start + t) * 1000).toISOString();
            if (x > this.names + 16 && x < this.width - 30) {
                ctx.fillText(step < 60 ? s.slice(11, 19) : s.slice(11, 16), x, 8);
            }
        }
    }

    #lane(ctx, b, lane, y, w, th) {
        const bins = new Uint32Array(Math.ceil(w) + 1);
        const scale = w / (this.to - this.from);
        let most = 0;
        for (const kind of lane.kinds) {
            const c = b.ofKind[b.K[kind]];
            if (!c) {
                continue;
            }
            for (let i = 0; i < c.n; i++) {
                const x = (c.a[i] - this.from) * scale;
                if (x >= 0 && x <= w) {
                    most = Math.max(most, ++bins[x | 0]);
                }
            }
        }
        const colour = lane.id === "raid" || lane.id === "leaks" ? th.raid : lane.id === "detections" ? th.grey : th.defence;
        ctx.fillStyle = colour;
        for (let x = 0; x < bins.length; x++) {
            if (bins[x]) {
                const h = Math.max(3, (this.lane - 5) * Math.sqrt(bins[x] / most));
                ctx.globalAlpha = 0.55 + 0.45 * (bins[x] / most);
                ctx.fillRect(this.names + x, y + this.lane - 2 - h, 1.5, h);
            }
        }
        ctx.globalAlpha = 1;
    }

    // How much happens: all events, smoothed, over the lanes.
    #density(ctx, b, w, th) {
        const bins = new Float32Array(Math.ceil(w / 2) + 1);
        const scale = w / 2 / (this.to - this.from);
        for (let i = 0; i < b.t.n; i++) {
            const x = (b.t.a[i] - this.from) * scale;
            if (x >= 0 && x < bins.length) {
                bins[x | 0]++;
            }
        }
        const top = 18;
        const bottom = this.top - 2;
        const most = bins.reduce((m, v) => Math.max(m, v), 1);
        ctx.beginPath();
        ctx.moveTo(this.names, bottom);
        for (let i = 0; i < bins.length; i++) {
            const v = (bins[Math.max(0, i - 1)] + 2 * bins[i] + bins[Math.min(bins.length - 1, i + 1)]) / 4;
            ctx.lineTo(this.names + 2 * i, bottom - (bottom - top) * Math.sqrt(v / most));
        }
        ctx.lineTo(this.names + w, bottom);
        ctx.closePath();
        ctx.fillStyle = th.plot.band;
        ctx.fill();
        ctx.strokeStyle = th.grey;
        ctx.lineWidth = 1;
        ctx.stroke();
    }

    draw() {
        const { app, canvas, ctx } = this;
        this.width = this.root.clientWidth;
        this.height = this.root.clientHeight;
        if (this.width < 40) {
            return;
        }
        this.top = Math.min(40, this.height * 0.3);
        this.lane = (this.height - this.top - 4) / LANES.length;
        if (this.whole && this.to !== app.end) {
            this.to = Math.max(1, app.end);
            this.key = "";
        }
        const key = `${this.width}x${this.height} ${this.from} ${this.to} ${app.battle?.revision} ${app.battleNumber} ${app.theme.name}`;
        const now = performance.now();
        if (key !== this.key && (!this.painted || now - this.painted > 120 || app.still)) {
            this.key = key;
            this.painted = now;
            this.#paintBase();
        } else if (key !== this.key) {
            app.touchLater();
        }
        const ratio = Math.min(2, devicePixelRatio || 1);
        if (canvas.width !== this.base.width || canvas.height !== this.base.height) {
            canvas.width = this.base.width;
            canvas.height = this.base.height;
        }
        ctx.setTransform(1, 0, 0, 1, 0, 0);
        ctx.clearRect(0, 0, canvas.width, canvas.height);
        ctx.drawImage(this.base, 0, 0);
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        const x = this.x(app.t);
        const left = this.names;
        if (x >= left - 1 && x <= this.width - 8) {
            ctx.fillStyle = app.theme.accent;
            ctx.fillRect(x - 0.75, 14, 1.5, this.height - 16);
            ctx.beginPath();
            ctx.moveTo(x - 5, 12);
            ctx.lineTo(x + 5, 12);
            ctx.lineTo(x, 19);
            ctx.fill();
        }
        this.#mine(ctx, left);
    }

    // The events of the selection stand out under the lanes.
    #mine(ctx, left) {
        const { app } = this;
        const sel = app.selection;
        const b = app.battle;
        if (!sel || !b) {
            return;
        }
        const list = sel.what === "threat" ? b.ofThreat[sel.id] : sel.what === "unit" ? b.ofUnit[sel.id] : null;
        ctx.fillStyle = app.theme.accent;
        for (const e of list ?? []) {
            const x = this.x(b.t.a[e]);
            if (x >= left && x < this.width - 8) {
                ctx.fillRect(x, this.height - 4, 2, 4);
            }
        }
    }
}

function nearIndices(c, t) {
    let low = 0;
    let high = c.n;
    while (low < high) {
        const m = (low + high) >> 1;
        if (c.a[m] < t) {
            low = m + 1;
        } else {
            high = m;
        }
    }
    return [low - 1, low].filter((i) => i >= 0 && i < c.n);
}
