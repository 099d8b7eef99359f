// SPDX-License-Identifier: Apache-2.0
// The answer first: a sentence, and the table of all points.
import { el, section, table } from "../dom.js";
import { HEADLINE, basePoint, clear, pointOf, shortLabel } from "../facts.js";
import { capital, count, interval, title, writer } from "../format.js";

export function sentence(d) {
    const p = basePoint(d), m = p.measures.leakers, f = p.measures.leak_fraction, write = writer("leakers");
    if (!m) return d.points[0].label;
    const share = f && f.mean !== null ? `, ${writer("leak_fraction")(f.mean)} of what could` : "";
    const name = d.points.length > 1 ? ` with ${shortLabel(d, p)}` : "";
    return `${write(m.mean)} leakers a night${name} (${interval(m.ci95, write)})${share}.`;
}

/** The differences that hold for all comparisons together, in words. */
function differences(d) {
    const all = (d.comparisons ?? []).filter((c) => c.measure === "leakers"), write = writer("leakers");
    const seen = all.filter((c) => clear(c.ci95_simultaneous ?? c.ci95));
    if (!all.length) return "";
    if (!seen.length) return ` Against ${shortLabel(d, pointOf(d, all[0].base))} no other point shows a difference.`;
    return ` Against ${shortLabel(d, pointOf(d, all[0].base))}: ${seen.map((c) => `${shortLabel(d, pointOf(d, c.point))} ${c.mean > 0 ? "+" : ""}${write(c.mean)} (${interval(c.ci95_simultaneous ?? c.ci95, write)})`).join("; ")}.`;
}

/** What an assumption that turns the answer round makes of it. */
export function flips(d) {
    const names = (d.structural ?? []).filter((s) => s.flips).map((s) => s.name);
    return names.length ? `The sign of the first comparison turns round under: ${names.join(", ")}.` : null;
}

export default function headline(d) {
    const names = HEADLINE.filter((name) => d.points.some((p) => p.measures[name] && p.measures[name].mean !== null));
    const rows = d.points.map((p) => [
        el("span", {}, shortLabel(d, p), p.kind === "case" ? el("small", {}, " listed raid") : null),
        ...names.map((name) => {
            const m = p.measures[name], write = writer(name);
            return m ? { n: write(m.mean), small: interval(m.ci95, write) } : "";
        }),
    ]);
    const data = [["point", "measure", "mean", "lo95", "hi95", "method", "battles"]];
    for (const p of d.points) {
        for (const name of names) {
            const m = p.measures[name];
            if (m) data.push([p.label, name, m.mean, m.ci95?.[0], m.ci95?.[1], m.method, p.replications]);
        }
    }
    return section({
        id: "headline", question: "What gets through?",
        answer: capital(sentence(d)) + differences(d),
        figure: table(["", ...names.map((name) => ({ n: title(name) }))], rows, "headline"),
        note: `Means over ${count(d.replications)} battles a point with their ${Math.round(100 * d.confidence)} % intervals. ${pointOf(d, 0)?.measures.leakers?.assumed ? "Where figures were drawn, the draw is the sampling unit." : ""}`,
        rows: data,
    });
}
