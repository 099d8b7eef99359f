// SPDX-License-Identifier: Apache-2.0
// The measuring tool: click or tap two or more places; distances and bearings on the ellipsoid.
import { ecefFromLlh, inverse, llhFromEcef } from "../data/paths.js";
import { PLAIN } from "../globe/lines.js";
import { rgba } from "../globe/movers.js";
import { $, distance } from "./dom.js";

export class Measure {
    constructor(app) {
        this.app = app;
        this.on = false;
        this.points = [];
        $("measure-button").onclick = () => this.toggle();
    }

    toggle() {
        this.on = !this.on;
        this.points = [];
        this.ahead = null;
        $("measure-button").setAttribute("aria-pressed", String(this.on));
        $("globe").classList.toggle("measuring", this.on);
        this.app.note(this.on ? "Click places to measure between them; Enter takes the middle of the view; Esc ends." : null, "measure", false, 0);
        this.app.touch();
    }

    click(x, y) {
        const p = this.app.globe.view.ground(x, y);
        if (p) {
            const [lat, lon] = llhFromEcef(...p);
            this.points.push({ lat, lon });
            this.#say();
        }
        this.app.touch();
    }

    move(x, y) {
        const p = this.app.globe.view.ground(x, y);
        this.ahead = p ? (([lat, lon]) => ({ lat, lon }))(llhFromEcef(...p)) : null;
        this.app.touch();
    }

    #say() {
        let sum = 0;
        for (let i = 1; i < this.points.length; i++) {
            sum += inverse(this.points[i - 1].lat, this.points[i - 1].lon, this.points[i].lat, this.points[i].lon).distance_m;
        }
        if (this.points.length > 1) {
            this.total = sum;
            this.app.note(`${distance(sum)} in ${this.points.length - 1} leg${this.points.length > 2 ? "s" : ""}`, "measure", false, 0);
        }
    }

    draw() {
        if (!this.on) {
            return;
        }
        const { app } = this;
        const all = this.ahead && this.points.length ? [...this.points, this.ahead] : this.points;
        const s = new Float64Array(3);
        for (let i = 0; i < all.length; i++) {
            const e = ecefFromLlh(all[i].lat, all[i].lon);
            app.globe.sprites.add(app.globe.view, e[0], e[1], e[2], 9, app.globe.atlas.mark("dot", app.theme.accent));
            if (i === 0) {
                continue;
            }
            // The line follows the ground: a chord would dip below it.
            const r = inverse(all[i - 1].lat, all[i - 1].lon, all[i].lat, all[i].lon);
            if (r.distance_m < 1) {
                continue;
            }
            const a = ecefFromLlh(all[i - 1].lat, all[i - 1].lon);
            const n = Math.max(1, Math.min(64, Math.ceil(r.distance_m / 20e3)));
            const p = new Float64Array(6);
            p.set(a);
            for (let k = 1; k <= n; k++) {
                const u = k / n;
                const x = [0, 1, 2].map((c) => a[c] + (e[c] - a[c]) * u);
                const [lat, lon] = llhFromEcef(...x);
                ecefFromLlh(lat, lon, 0, p, 3);
                app.globe.fastRows.add(p, 0, p, 3, rgba(app.theme.accent, 255), 2, PLAIN);
                p.copyWithin(0, 3);
            }
            if (app.globe.view.project(e[0], e[1], e[2], s)) {
                app.labels.want(10, `${distance(r.distance_m)}  ${r.bearing_deg.toFixed(1)}°`, s[0], s[1], 10, app.theme.accentText);
            }
        }
    }
}
