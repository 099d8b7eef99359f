// SPDX-License-Identifier: Apache-2.0
// Collects the labels of a frame and places them, the important ones first, so that none cover
// another. Places of the map come last.

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
        this.#map();
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
