// SPDX-License-Identifier: Apache-2.0
// Differences on the same luck, with intervals that hold for all of them together.
import { section, table } from "../dom.js";
import { clear, pointOf, shortLabel } from "../facts.js";
import { count, figures, interval, title, writer } from "../format.js";
import { forest } from "../plots.js";

export default function differences(d) {
    const measures = [...new Set((d.comparisons ?? []).map((c) => c.measure))];
    return measures.map((measure) => {
        const all = d.comparisons.filter((c) => c.measure === measure), write = writer(measure);
        const rows = all.map((c) => ({ name: shortLabel(d, pointOf(d, c.point)), mean: c.mean, lo: c.ci95_simultaneous?.[0] ?? c.ci95[0], hi: c.ci95_simultaneous?.[1] ?? c.ci95[1], clear: Boolean(clear(c.ci95_simultaneous ?? c.ci95)) }));
        const base = shortLabel(d, pointOf(d, all[0].base)), seen = rows.filter((r) => r.clear);
        const scale = write.name === "percent" ? 100 : 1;
        return section({
            id: `differences-${measure}`, question: `What changes against ${base}: ${title(measure)}?`,
            answer: rows.every((r) => r.lo === 0 && r.hi === 0) ? "Nothing: every pair of battles gave the same." : seen.length ? `${seen.map((r) => `${r.name}: ${r.mean > 0 ? "+" : ""}${write(r.mean)}`).join("; ")}. The others show no effect that holds for all comparisons together.` : "No difference is seen that holds for all comparisons together.",
            figure: [
                rows.every((r) => r.lo === 0 && r.hi === 0) ? null : forest(rows.map((r) => ({ ...r, mean: scale * r.mean, lo: scale * r.lo, hi: scale * r.hi })), { x: `difference of ${title(measure)}${scale === 100 ? ", points of per cent" : ""}`, label: `differences of ${title(measure)}` }),
                table(["", { n: "difference" }, { n: "95 % together" }, { n: "correlation" }, { n: "variance saved" }, { n: "pairs" }],
                    all.map((c, i) => [rows[i].name, { n: write(c.mean) }, { n: interval([rows[i].lo, rows[i].hi], write) }, { n: figures(c.correlation) }, { n: c.variance_ratio ? `${figures(c.variance_ratio)} ×` : "–" }, { n: count(c.pairs) }])),
            ],
            note: "Every battle was fought twice on the same luck; a filled dot: the interval, which holds for all comparisons together (Holm), leaves out zero.",
            rows: [["point", "base", "measure", "difference", "lo95", "hi95", "lo_together", "hi_together", "correlation", "variance_ratio", "pairs"], ...all.map((c) => [pointOf(d, c.point).label, pointOf(d, c.base).label, c.measure, c.mean, c.ci95[0], c.ci95[1], c.ci95_simultaneous?.[0], c.ci95_simultaneous?.[1], c.correlation, c.variance_ratio, c.pairs])],
        });
    });
}
