// SPDX-License-Identifier: Apache-2.0
// Whether more battles would change the answer.
import { section } from "../dom.js";
import { basePoint } from "../facts.js";
import { count, figures, interval } from "../format.js";
import { COLOURS, Plot, plot } from "../plots.js";

export default function convergence(d) {
    const p = basePoint(d), c = (d.convergence ?? []).find((x) => x.point === p.id && x.measure === "leakers");
    if (!c || c.n.length < 3) return null;
    const rows = c.n.map((n, i) => ({ n, mean: c.mean[i], lo: c.lo[i], hi: c.hi[i] })).filter((r) => r.n >= 8), last = rows.at(-1);
    return section({
        id: "convergence", question: "Were there battles enough?",
        answer: `After ${count(last.n)} battles the mean is ${figures(last.mean)} (${interval([last.lo, last.hi], figures)}). ${d.stopped?.said ?? ""}`,
        figure: plot({
            height: 230, marginLeft: 52, marginBottom: 40, x: { type: "log", label: "battles", tickFormat: "~s" }, y: { label: "mean leakers", grid: true },
            marks: [Plot.areaY(rows, { x: "n", y1: "lo", y2: "hi", fill: COLOURS[0], fillOpacity: 0.2 }), Plot.line(rows, { x: "n", y: "mean", stroke: COLOURS[0] }), Plot.dot(rows, { x: "n", y: "mean", fill: COLOURS[0], r: 3 })],
        }, "convergence of the mean"),
        rows: [["battles", "mean", "lo95", "hi95"], ...rows.map((r) => [r.n, r.mean, r.lo, r.hi])],
    });
}
