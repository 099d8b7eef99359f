// SPDX-License-Identifier: Apache-2.0
// Collects the labels of a frame and places them, the important ones first, so that none cover
// another. Places of the map come last.

import { llhFromEcef } from "../data/paths.js";

export class Labels {
    constructor(globe, app, places) {
        this.globe = globe;
        this.app = app;
        this.places = places;
        this.list = [];
    }

    want(importance, text, x, y, dx, colour) {
        this.list.push({ importance, text, x, y, dx, colour });
    }

    place() {
        const { globe, app } = this;
        const over = globe.overlay;
        const { halo } = app.theme;
        const font = "12px system-ui, sans-serif";
        this.list.sort((a, b) => b.importance - a.importance);
        let left = 160;
        for (const l of this.list) {
            if (left <= 0) {
                break;
            }
            if (over.label(l.text, l.x, l.y, { font, colour: l.colour, halo, dx: l.dx, force: l.importance >= 9, align: l.dx ? "left" : "centre" })) {
                left--;
            }
        }
        this.list.length = 0;
        this.#scale();
        if (app.options.names) {
            this.#degrees();
        }
        this.#map();
    }

    // How long a round number of kilometres is in the middle of the view, at the lower left.
    #scale() {
        const { globe, app } = this;
        const box = globe.openBox();
        const y = box.y + box.h - 18;
        const a = globe.view.ground(box.x + 40, y);
        const b = globe.view.ground(box.x + 140, y);
        if (!a || !b || box.w < 240) {
            return;
        }
        const metres = Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
        const digits = 10 ** Math.floor(Math.log10(metres));
        const round = metres / digits >= 5 ? 5 * digits : metres / digits >= 2 ? 2 * digits : digits;
        const w = (100 * round) / metres;
        const x = box.x + 16;
        const { ctx } = globe.overlay;
        for (const [colour, width] of [[app.theme.halo, 4], [app.theme.text, 1.5]]) {
            ctx.strokeStyle = colour;
            ctx.lineWidth = width;
            ctx.beginPath();
            ctx.moveTo(x, y - 4);
            ctx.lineTo(x, y);
            ctx.lineTo(x + w, y);
            ctx.lineTo(x + w, y - 4);
            ctx.stroke();
        }
        globe.overlay.label(round >= 1000 ? `${round / 1000} km` : `${round} m`, x + w + 6, y - 3, { font: "11px system-ui, sans-serif", colour: app.theme.text, halo: app.theme.halo, force: true });
    }

    // Degrees of the graticule along the left and the lower edge of what no panel covers.
    #degrees() {
        const { globe, app } = this;
        const box = globe.openBox();
        const { step } = globe.earth;
        const decimals = step < 0.1 ? 2 : step < 1 ? (step === 0.25 ? 2 : 1) : 0;
        const style = { font: "11px system-ui, sans-serif", colour: app.theme.placeText, halo: app.theme.halo };
        const along = (x0, y0, x1, y1, which, name) => {
            let before = null;
            for (let i = 0; i <= 60; i++) {
                const x = x0 + ((x1 - x0) * i) / 60;
                const y = y0 + ((y1 - y0) * i) / 60;
                const p = globe.view.ground(x, y);
                const v = p ? llhFromEcef(...p)[which] : null;
                if (v !== null && before !== null && Math.abs(v - before.v) < 5 * step) {
                    const k = Math.floor(Math.max(v, before.v) / step);
                    if (k * step > Math.min(v, before.v) && k * step <= Math.max(v, before.v)) {
                        const u = (k * step - before.v) / (v - before.v || 1);
                        const d = k * step;
                        globe.overlay.label(`${Math.abs(d).toFixed(decimals)}°${d === 0 ? "" : name[d < 0 ? 1 : 0]}`, before.x + (x - before.x) * u, before.y + (y - before.y) * u, style);
                    }
                }
                before = v === null ? null : { v, x, y };
            }
        };
        along(box.x + 8, box.y + 16, box.x + 8, box.y + box.h - 40, 0, "NS");
        along(box.x + 120, box.y + box.h - 14, box.x + box.w - 40, box.y + box.h - 14, 1, "EW");
    }

    // Countries and towns, where there is room.
    #map() {
        const { globe, app } = this;
        if (!this.places || !app.options.names) {
            return;
        }
        const view = globe.view;
        const range = globe.range ?? 1e7;
        const s = (this.screen ??= new Float64Array(3));
        const { halo } = app.theme;
        let left = 40;
        for (const p of this.places) {
            if (range > p.to || range < p.from) {
                continue;
            }
            if (!view.project(p.ecef[0], p.ecef[1], p.ecef[2], s) || s[0] < 0 || s[1] < 0 || s[0] > view.width || s[1] > view.height) {
                continue;
            }
            const country = p.country;
            if (globe.overlay.label(country ? p.name.toUpperCase() : p.name, s[0], s[1], {
                font: country ? "11px system-ui, sans-serif" : "11px system-ui, sans-serif",
                colour: country ? app.theme.placeText : app.theme.faintText,
                halo, align: country ? "centre" : "left", dx: country ? 0 : 5,
            })) {
                if (!country) {
                    const ctx = globe.overlay.ctx;
                    ctx.fillStyle = app.theme.faintText;
                    ctx.beginPath();
                    ctx.arc(s[0], s[1], 1.5, 0, 7);
                    ctx.fill();
                }
                if (--left <= 0) {
                    break;
                }
            }
        }
    }
}
