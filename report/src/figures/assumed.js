// SPDX-License-Identifier: Apache-2.0
// What the answer hangs on: the choices of the card switched, sharing on and off, and the shares of what is not known.
import { el, section, table } from "../dom.js";
import { clear } from "../facts.js";
import { capital, figures, interval, percent } from "../format.js";
import { Plot, forest, plot } from "../plots.js";

export function structural(d) {
    const rows = d.structural;
    if (!rows?.length) return null;
    const sorted = [...rows].sort((a, b) => Math.abs(b.difference) - Math.abs(a.difference)), flips = rows.filter((r) => r.flips);
    return section({
        id: "structural", question: "Which choice of the card moves the answer?",
        answer: `${capital(sorted[0].name)} moves it most: ${sorted[0].difference > 0 ? "+" : ""}${figures(sorted[0].difference)} ${sorted[0].measure} (${interval(sorted[0].ci95, figures)}). ${flips.length ? `The sign of the first comparison turns round under ${flips.map((r) => r.name).join(", ")}.` : "None turns the first comparison round."}`,
        figure: forest(sorted.map((r) => ({ name: r.name, mean: r.difference, lo: r.ci95[0], hi: r.ci95[1], clear: Boolean(clear(r.ci95)) })), { x: `change of ${sorted[0].measure}`, label: "structural tornado" }),
        rows: [["choice", "setting", "difference", "lo95", "hi95", "flips"], ...rows.map((r) => [r.name, JSON.stringify(r.settings), r.difference, r.ci95[0], r.ci95[1], r.flips])],
    });
}

export function sharing(d) {
    if (!d.sharing?.length) return null;
    const find = (name) => d.sharing.find((s) => s.name === name)?.measures, on = find("on"), off = find("off");
    if (!on || !off) return null;
    return section({
        id: "sharing", question: "What if looks and shots shared no luck?",
        answer: `Mean ${figures(on.leakers.mean)} with sharing, ${figures(off.leakers.mean)} without; the worst 5 % of nights ${figures(on.worst5_leakers?.mean)} against ${figures(off.worst5_leakers?.mean)}. Published raids vary 2 to 13 times more than independent draws.`,
        figure: table(["", { n: "leakers" }, { n: "worst 5 %" }, { n: "nights without a leak" }], [["shared, as assumed", on], ["independent", off]].map(([name, m]) => [name, { n: figures(m.leakers.mean), small: interval(m.leakers.ci95, figures) }, { n: figures(m.worst5_leakers?.mean) }, { n: percent(m.no_leak?.mean), small: interval(m.no_leak?.ci95, percent) }])),
    });
}

export function sensitivity(d) {
    const s = d.sensitivity;
    if (!s?.drawn?.length) return [];
    const out = [];
    if (s.tornado?.length) {
        const rows = [...s.tornado].sort((a, b) => Math.abs(b.high - b.low) - Math.abs(a.high - a.low));
        out.push(section({
            id: "tornado", question: "Which figures that nobody knows move the answer?", answer: s.said ? `${capital(s.said)}.` : "",
            figure: plot({
                height: 60 + 30 * rows.length, marginLeft: 170, marginBottom: 46, x: { label: `mean ${s.measure}, with a group at its low and high end`, grid: true, nice: true }, y: { label: null, domain: rows.map((r) => r.group), tickSize: 0 },
                marks: [
                    Plot.link(rows, { x1: "low", x2: "high", y1: "group", y2: "group", stroke: "var(--s1)", strokeWidth: 10, strokeOpacity: 0.5 }),
                    Plot.text(rows, { x: "low", y: "group", text: () => "low", dy: 14 }), Plot.text(rows, { x: "high", y: "group", text: () => "high", dy: 14 }), Plot.ruleX(rows.slice(0, 1), { x: "base", stroke: "var(--ink)" }),
                ],
            }, "tornado of what is not known"),
            rows: [["group", "low", "base", "high"], ...rows.map((r) => [r.group, r.low, r.base, r.high])],
        }));
    }
    const shares = s.sobol?.length ? s.sobol : null;
    if (shares) {
        out.push(section({
            id: "sobol", question: "How much of the spread does each group explain?",
            answer: `${[...shares].sort((a, b) => b.total - a.total)[0].group} most, of what is not known.`,
            figure: forest(shares.map((r) => ({ name: r.group, mean: r.total, lo: r.total_ci95?.[0], hi: r.total_ci95?.[1] })), { x: "total share of the variance of the expectation", label: "Sobol indices", zero: false, marginLeft: 170 }),
            rows: [["group", "first", "lo95", "hi95", "total", "lo95", "hi95"], ...shares.map((r) => [r.group, r.first, ...(r.first_ci95 ?? []), r.total, ...(r.total_ci95 ?? [])])],
        }));
    }
    if (s.split) {
        out.push(section({
            id: "split", question: "Chance, or not knowing?",
            answer: `${percent(s.split.share_ignorance)} (${interval(s.split.ci95, percent)}) of the variance of ${s.measure} from night to night comes from what is not known, the rest from chance.`,
            figure: el("p", { class: "note" }, `Bands of drawn figures are "over the assumed ranges"; they are no confidence intervals. Rank correlation inside a group: ${s.correlation}.`),
        }));
    }
    return out;
}
