// SPDX-License-Identifier: Apache-2.0
// Names and thin marks over the globe, on a canvas of its own: crisp in every theme, and labels that
// never pile up: each claims cells of a coarse grid, the important ones first; who finds its place
// taken is not shown.

const CELL = 16;

export class Overlay {
    constructor(canvas) {
        this.canvas = canvas;
        this.ctx = canvas.getContext("2d");
        this.widths = new Map();
    }

    begin(width, height, ratio) {
        const { canvas, ctx } = this;
        const w = Math.round(width * ratio);
        const h = Math.round(height * ratio);
        if (canvas.width !== w || canvas.height !== h) {
            canvas.width = w;
            canvas.height = h;
        }
        ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
        ctx.clearRect(0, 0, width, height);
        this.columns = Math.ceil(width / CELL) + 1;
        this.rows = Math.ceil(height / CELL) + 1;
        const n = this.columns * this.rows;
        if (!this.taken || this.taken.length !== n) {
            this.taken = new Uint8Array(n);
        } else {
            this.taken.fill(0);
        }
        this.shown = 0;
        this.font = "";
    }

    /// Keeps a box free of labels (a panel, a symbol).
    block(x, y, w, h) {
        this.#box(x, y, w, h, true);
    }

    #box(x, y, w, h, take) {
        const c0 = Math.max(0, Math.floor(x / CELL));
        const c1 = Math.min(this.columns - 1, Math.floor((x + w) / CELL));
        const r0 = Math.max(0, Math.floor(y / CELL));
        const r1 = Math.min(this.rows - 1, Math.floor((y + h) / CELL));
        for (let r = r0; r <= r1; r++) {
            for (let c = c0; c <= c1; c++) {
                if (take) {
                    this.taken[r * this.columns + c] = 1;
                } else if (this.taken[r * this.columns + c]) {
                    return false;
                }
            }
        }
        return true;
    }

    /// A label beside (dx from) a place, if nobody stands there; returns whether it is shown.
    label(text, x, y, { font, colour, halo, dx = 0, align = "left", force = false }) {
        const { ctx } = this;
        if (this.font !== font) {
            ctx.font = this.font = font;
        }
        const key = font + text;
        let w = this.widths.get(key);
        if (w === undefined) {
            w = ctx.measureText(text).width;
            if (this.widths.size > 5000) {
                this.widths.clear();
            }
            this.widths.set(key, w);
        }
        const left = align === "centre" ? x - w / 2 : align === "right" ? x - dx - w : x + dx;
        const top = y - 7;
        if (!force && !this.#box(left - 2, top, w + 4, 14, false)) {
            return false;
        }
        this.#box(left - 2, top, w + 4, 14, true);
        ctx.textBaseline = "middle";
        if (halo) {
            ctx.lineWidth = 3;
            ctx.strokeStyle = halo;
            ctx.lineJoin = "round";
            ctx.strokeText(text, left, y);
        }
        ctx.fillStyle = colour;
        ctx.fillText(text, left, y);
        this.shown++;
        return true;
    }
}
