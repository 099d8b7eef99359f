// SPDX-License-Identifier: Apache-2.0
// Observable Plot in the report's manner: one type, one width, colours that also differ in lightness, dash and symbol.
import * as Plot from "@observablehq/plot";

export { Plot };
export const WIDTH = 760;

/** Series colours, told apart by the colour-blind and, with dashes and symbols, in black and white. */
export const COLOURS = ["var(--s1)", "var(--s2)", "var(--s3)", "var(--s4)", "var(--s5)", "var(--s6)"];
export const DASHES = ["none", "7 3", "2 3", "9 3 2 3", "4 2", "1 2"];
export const SYMBOLS = ["circle", "square", "triangle", "diamond", "cross", "star"];

export function plot(options, label) {
    const node = Plot.plot({ width: WIDTH, style: { fontFamily: "inherit", fontSize: "12px", background: "none", color: "var(--ink)", overflow: "visible" }, ...options });
    node.setAttribute("role", "img");
    node.setAttribute("aria-label", label);
    node.removeAttribute("width");
    node.removeAttribute("height");
    return node;
}

/** Means with intervals, one line each: what differences, avoided leakers and tornado bars share. */
export function forest(rows, { x, label, zero = true, marginLeft = 230 }) {
    const open = rows.map((r) => ({ ...r, lo: r.lo ?? r.mean, hi: r.hi ?? r.mean }));
    return plot({
        height: 52 + 26 * rows.length, marginLeft, marginRight: 24, marginTop: 6, marginBottom: 46,
        x: { label: x, grid: true, nice: true }, y: { label: null, domain: rows.map((r) => r.name), tickSize: 0 },
        marks: [
            zero ? Plot.ruleX([0], { stroke: "var(--ink)", strokeOpacity: 0.6 }) : null,
            Plot.link(open, { x1: "lo", x2: "hi", y1: "name", y2: "name", stroke: "var(--s1)", strokeWidth: 2.5 }),
            Plot.dot(open, { x: "mean", y: "name", r: 4.5, fill: (r) => (r.clear === false ? "var(--paper)" : "var(--s1)"), stroke: "var(--s1)", strokeWidth: 1.5 }),
        ].filter(Boolean),
    }, label);
}
