// SPDX-License-Identifier: Apache-2.0
// Leakers against each numeric factor, a curve for each setting of the others, with bands.
import { section } from "../dom.js";
import { designs, numericFactors } from "../facts.js";
import { interval, title, writer } from "../format.js";
import { COLOURS, DASHES, Plot, SYMBOLS, plot } from "../plots.js";

export default function curves(d) {
    return numericFactors(d).map((path) => curve(d, path)).filter(Boolean);
}

function curve(d, path) {
    const others = (p) => Object.entries(p.factors).filter(([k]) => k !== path).map(([k, v]) => `${k.split(".").slice(-2).join(" ")} ${v}`).join(", ");
    const rows = designs(d).filter((p) => p.measures.leakers).map((p) => ({
        x: p.factors[path], y: p.measures.leakers.mean, lo: p.measures.leakers.ci95[0], hi: p.measures.leakers.ci95[1],
        q05: p.measures.leakers.quantiles?.["0.05"], q95: p.measures.leakers.quantiles?.["0.95"], series: others(p),
    })).sort((a, b) => a.x - b.x);
    const names = [...new Set(rows.map((r) => r.series))];
    if (new Set(rows.map((r) => r.x)).size < 2 || names.length > COLOURS.length) return null;
    const at = (r) => names.indexOf(r.series), write = writer("leakers");
    const first = rows[0], last = rows.filter((r) => r.series === first.series).at(-1);
    const label = path.split(".").slice(-2).join(" ");
    return section({
        id: `curve-${path.replace(/[^a-z0-9]+/gi, "-")}`, question: `How do leakers go with ${label}?`,
        answer: `From ${first.x} to ${last.x}: ${write(first.y)} (${interval([first.lo, first.hi], write)}) to ${write(last.y)} (${interval([last.lo, last.hi], write)}) leakers a night.`,
        figure: plot({
            height: 330, marginLeft: 52, marginBottom: 42, x: { label, nice: true }, y: { label: "leakers a night", grid: true, zero: true },
            marks: [
                names.length === 1 && rows.every((r) => r.q05 !== undefined) ? Plot.areaY(rows, { x: "x", y1: "q05", y2: "q95", fill: "var(--s1)", fillOpacity: 0.1 }) : null,
                Plot.areaY(rows, { x: "x", y1: (r) => r.lo ?? r.y, y2: (r) => r.hi ?? r.y, z: "series", fill: (r) => COLOURS[at(r)], fillOpacity: 0.25 }),
                ...names.map((name, i) => Plot.line(rows.filter((r) => r.series === name), { x: "x", y: "y", stroke: COLOURS[i], strokeWidth: 1.8, strokeDasharray: DASHES[i] })),
                ...names.map((name, i) => Plot.dot(rows.filter((r) => r.series === name), { x: "x", y: "y", symbol: SYMBOLS[i], fill: COLOURS[i], r: 4 })),
                names.length > 1 ? Plot.text(names.map((name) => rows.filter((r) => r.series === name).at(-1)), { x: "x", y: "y", text: "series", textAnchor: "end", dy: -10 }) : null,
                Plot.ruleY([0], { stroke: "var(--line)" }),
            ].filter(Boolean),
        }, `${title("leakers")} against ${label}`),
        note: names.length === 1 ? "Dark band: where the mean lies (95 %). Light band: where nine nights in ten lie." : "Bands: where the mean lies (95 %).",
        rows: [[path, "others", "leakers", "lo95", "hi95", "q05", "q95"], ...rows.map((r) => [r.x, r.series, r.y, r.lo, r.hi, r.q05, r.q95])],
    });
}
