// SPDX-License-Identifier: Apache-2.0
// The symbols: milsymbol's (MIL-STD-2525D), drawn once each into an atlas. Shape says the kind and,
// with the frame, the side (diamond: the raid; rectangle: the defence); colour says the side again;
// fill says state. Two hues of equal lightness that every eye tells apart.
import ms from "milsymbol";
import {
    Texture, PixelFormat, PixelDatatype, Sampler, TextureMinificationFilter, TextureMagnificationFilter,
} from "@cesium/engine";

ms.setBrokenPath2D(false); // it would be found out with a canvas that is read back: slow

const CELLS = 16;
const CELL = 72;

// Entities of 2525D by class of threat: symbol set and entity.
const THREATS = {
    "one-way-drone": ["01", "110300"],
    "decoy-drone": ["01", "110300"],
    "cruise-missile": ["02", "110000"],
    "supersonic-cruise": ["02", "110000"],
    ballistic: ["02", "110000"],
    "quasi-ballistic": ["02", "110000"],
    aeroballistic: ["02", "110000"],
    "glide-bomb": ["01", "110100"],
    aircraft: ["01", "110100"],
};
const MODIFIER = { ballistic: "03", "quasi-ballistic": "03", aeroballistic: "03" };

/// SIDC of a thing of the page: {what: "threat" | "unit" | "post" | "radar" | "site" | "area", ...}.
export function sidc(thing) {
    const side = thing.what === "threat" ? "6" : "3";
    let set = "10";
    let entity = "130100";
    let modifier = "00";
    switch (thing.what) {
        case "threat":
            [set, entity] = THREATS[thing.cls] ?? ["01", "110000"];
            modifier = MODIFIER[thing.cls] ?? "00";
            break;
        case "unit":
            set = "10";
            entity = thing.layer === "point" ? "130100" : "130102";
            break;
        case "post":
            entity = "110000";
            break;
        case "radar":
            set = "15";
            entity = "220300";
            break;
        case "site":
            set = "20";
            entity = "110000";
            break;
        case "area":
            set = "10";
            entity = "150500";
            break;
    }
    return `100${side}${set}0000${entity}${modifier}00`;
}

export class Atlas {
    constructor(scene) {
        this.scene = scene;
        this.cells = CELLS;
        this.canvas = document.createElement("canvas");
        this.canvas.width = this.canvas.height = CELLS * CELL;
        this.ctx = this.canvas.getContext("2d", { willReadFrequently: true });
        this.at = new Map();
        this.next = 0;
        this.dirty = true;
    }

    /// Colours of the sides: {raid, defence, ink} as CSS colours. Everything is drawn anew.
    paint(colours) {
        this.colours = colours;
        this.at.clear();
        this.next = 0;
        this.ctx.clearRect(0, 0, this.canvas.width, this.canvas.height);
        this.dirty = true;
    }

    /// Cell of a symbol: {what, cls, layer} of a thing with a state ("" or "lost").
    symbol(thing, state = "") {
        const code = sidc(thing);
        return this.#cell(`${code}${state}`, (ctx) => {
            const threat = thing.what === "threat";
            const colour = threat ? this.colours.raid : this.colours.defence;
            const lost = state === "lost";
            const mode = { Hostile: colour, Friend: colour, Neutral: colour, Unknown: colour, Civilian: colour, Suspect: colour };
            const symbol = new ms.Symbol(code, {
                size: 100,
                colorMode: mode,
                fill: !lost,
                monoColor: lost ? colour : "",
                iconColor: lost ? colour : this.colours.icon,
                frameColor: { Hostile: this.colours.frame, Friend: this.colours.frame, Neutral: this.colours.frame, Unknown: this.colours.frame },
                strokeWidth: 6,
                outlineWidth: 0,
                infoFields: false,
            });
            const { x1, y1, x2, y2 } = symbol.bbox;
            const k = (CELL - 8) / Math.max(x2 - x1, y2 - y1);
            ctx.translate(CELL / 2, CELL / 2);
            ctx.scale(k, k);
            ctx.translate(-(x1 + x2) / 2, -(y1 + y2) / 2);
            symbol.canvasDraw(ctx, symbol.drawInstructions);
        });
    }

    /// Plain marks: "diamond", "diamond-open", "square", "square-open", "ring", "cross", "dot",
    /// "triangle", in a colour.
    mark(shape, colour) {
        return this.#cell(`${shape} ${colour}`, (ctx) => {
            const m = CELL / 2;
            const r = CELL / 2 - 6;
            ctx.translate(m, m);
            ctx.fillStyle = ctx.strokeStyle = colour;
            ctx.lineWidth = 9;
            ctx.lineJoin = "round";
            ctx.beginPath();
            const open = shape.endsWith("-open");
            switch (shape.replace("-open", "")) {
                case "diamond":
                    ctx.moveTo(0, -r);
                    ctx.lineTo(r, 0);
                    ctx.lineTo(0, r);
                    ctx.lineTo(-r, 0);
                    ctx.closePath();
                    break;
                case "square":
                    ctx.rect(-r * 0.8, -r * 0.8, r * 1.6, r * 1.6);
                    break;
                case "triangle":
                    ctx.moveTo(0, -r);
                    ctx.lineTo(r * 0.7, r * 0.8);
                    ctx.lineTo(-r * 0.7, r * 0.8);
                    ctx.closePath();
                    break;
                case "cross":
                    ctx.moveTo(-r * 0.7, -r * 0.7);
                    ctx.lineTo(r * 0.7, r * 0.7);
                    ctx.moveTo(r * 0.7, -r * 0.7);
                    ctx.lineTo(-r * 0.7, r * 0.7);
                    ctx.stroke();
                    return;
                case "ring":
                    ctx.arc(0, 0, r * 0.75, 0, 2 * Math.PI);
                    ctx.stroke();
                    return;
                case "halo":
                    ctx.lineWidth = 4;
                    ctx.arc(0, 0, r, 0, 2 * Math.PI);
                    ctx.stroke();
                    return;
                default:
                    ctx.arc(0, 0, r * 0.6, 0, 2 * Math.PI);
            }
            if (open) {
                ctx.lineWidth = 8;
                ctx.stroke();
            } else {
                ctx.fill();
                ctx.lineWidth = 5;
                ctx.strokeStyle = this.colours.ink;
                ctx.stroke();
            }
        });
    }

    #cell(key, drawInto) {
        let cell = this.at.get(key);
        if (cell === undefined) {
            cell = this.next++ % (CELLS * CELLS);
            this.at.set(key, cell);
            const { ctx } = this;
            ctx.save();
            ctx.translate((cell % CELLS) * CELL, Math.floor(cell / CELLS) * CELL);
            ctx.beginPath();
            ctx.rect(0, 0, CELL, CELL);
            ctx.clip();
            drawInto(ctx);
            ctx.restore();
            this.dirty = true;
        }
        return cell;
    }

    texture() {
        if (this.dirty) {
            this.dirty = false;
            const { context } = this.scene;
            this.made?.destroy();
            this.made = new Texture({
                context,
                source: this.canvas,
                flipY: false,
                preMultiplyAlpha: false,
                pixelFormat: PixelFormat.RGBA,
                pixelDatatype: PixelDatatype.UNSIGNED_BYTE,
                sampler: new Sampler({
                    minificationFilter: TextureMinificationFilter.LINEAR_MIPMAP_LINEAR,
                    magnificationFilter: TextureMagnificationFilter.LINEAR,
                }),
            });
            this.made.generateMipmap();
        }
        return this.made;
    }
}
