// SPDX-License-Identifier: Apache-2.0
// The whole distribution of leakers: means hide the bad nights.
import { section } from "../dom.js";
import { basePoint, shortLabel } from "../facts.js";
import { capital, count, figures, percent } from "../format.js";
import { Plot, plot } from "../plots.js";

export default function distribution(d) {
    const p = basePoint(d), all = p.distributions?.leakers;
    if (!all || all.value.length < 2) return null;
    const n = all.count.reduce((a, b) => a + b, 0), worst = p.measures.worst5_leakers?.mean, mean = p.measures.leakers.mean;
    const rows = all.value.map((value, i) => ({ value, share: all.count[i] / n, bad: worst !== undefined && value >= (p.measures.leakers.quantiles?.["0.95"] ?? Infinity) }));
    return section({
        id: "distribution", question: "How bad are the bad nights?",
        answer: `The mean is ${figures(mean)}; the worst 5 % of nights see ${figures(worst)} on average${p.measures.no_leak ? `, and ${percent(p.measures.no_leak.mean)} of nights none` : ""}.`,
        figure: plot({
            height: 260, marginLeft: 48, marginBottom: 40, x: { label: "leakers in a night", domain: [-0.7, all.value.at(-1) + 0.7] }, y: { label: "share of nights", grid: true, percent: true },
            marks: [
                Plot.rectY(rows, { x1: (r) => r.value - 0.45, x2: (r) => r.value + 0.45, y: "share", fill: (r) => (r.bad ? "var(--s2)" : "var(--s1)"), fillOpacity: 0.8 }),
                Plot.ruleX([mean], { stroke: "var(--ink)", strokeDasharray: "4 3" }),
                Plot.text([mean], { x: (x) => x, frameAnchor: "top", text: () => "mean", dx: 18, dy: 4 }), Plot.ruleY([0], { stroke: "var(--line)" }),
            ],
        }, "distribution of leakers"),
        note: `${capital(shortLabel(d, p))}, ${count(n)} nights. Orange: the worst twentieth.`,
        rows: [["leakers", "nights"], ...all.value.map((value, i) => [value, all.count[i]])],
    });
}
