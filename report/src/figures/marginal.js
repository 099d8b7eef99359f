// SPDX-License-Identifier: Apache-2.0
// What one more would buy, how much is enough, what if one limit were gone, and the listed raids.
import { section, table } from "../dom.js";
import { clear } from "../facts.js";
import { capital, figures, interval, money, percent, writer } from "../format.js";
import { COLOURS, Plot, forest, plot } from "../plots.js";

export function oneMore(d) {
    const rows = d.one_more?.rows;
    if (!rows?.length) return null;
    const best = [...rows].sort((a, b) => b.probability_best - a.probability_best)[0], seen = rows.filter((r) => clear(r.avoided_ci95));
    return section({
        id: "one-more", question: "One more of what?",
        answer: seen.length ? `${capital(best.label)} is the best of these with probability ${percent(best.probability_best)}: ${figures(best.avoided)} leakers avoided a night (${interval(best.avoided_ci95, figures)}).` : "None of these shows an effect at this number of battles.",
        figure: [
            forest(rows.map((r) => ({ name: r.label, mean: r.avoided, lo: r.avoided_ci95[0], hi: r.avoided_ci95[1], clear: Boolean(clear(r.avoided_ci95)) })), { x: "leakers avoided a night", label: "leakers avoided by one more" }),
            table(["", { n: "avoided" }, { n: "price" }, "basis of the price", { n: "avoided for each MUSD" }, { n: "probability of being best" }],
                rows.map((r) => [r.label, { n: figures(r.avoided), small: interval(r.avoided_ci95, figures) }, { n: money(r.price_usd) }, r.price_basis ?? "", r.avoided_per_musd === null ? { n: "undefined" } : { n: figures(r.avoided_per_musd), small: interval(r.avoided_per_musd_ci95, figures) }, { n: percent(r.probability_best) }])),
        ],
        note: "On the same luck as the base. Per price is undefined where the effect includes zero.",
        rows: [["option", "avoided", "lo95", "hi95", "price_usd", "avoided_per_musd", "probability_best"], ...rows.map((r) => [r.label, r.avoided, r.avoided_ci95[0], r.avoided_ci95[1], r.price_usd, r.avoided_per_musd, r.probability_best])],
    });
}

export function goal(d) {
    const g = d.goal;
    if (!g?.rows?.length) return null;
    return section({
        id: "goal", question: `How much is enough for at most ${g.at_most} ${g.measure}?`, answer: `${capital(g.said)}${g.answer_ci95 ? ` (${interval(g.answer_ci95, (x) => String(x))})` : ""}.`,
        figure: plot({
            height: 260, marginLeft: 52, marginBottom: 42, x: { label: g.path, nice: true }, y: { label: `P(${g.measure} ≤ ${g.at_most})`, domain: [0, 1], grid: true },
            marks: [
                Plot.ruleY([g.probability], { stroke: "var(--ink)", strokeDasharray: "4 3" }),
                Plot.link(g.rows, { x1: "value", x2: "value", y1: (r) => r.p_ci95[0] ?? 0, y2: (r) => r.p_ci95[1] ?? 1, stroke: COLOURS[0], strokeWidth: 2 }),
                Plot.line(g.rows, { x: "value", y: (r) => r.fitted ?? r.p, stroke: COLOURS[0] }), Plot.dot(g.rows, { x: "value", y: "p", fill: COLOURS[0], r: 4 }),
            ],
        }, "probability of reaching the goal"),
        rows: [["value", "p", "lo95", "hi95"], ...g.rows.map((r) => [r.value, r.p, r.p_ci95[0], r.p_ci95[1]])],
    });
}

export function counterfactuals(d) {
    const rows = d.counterfactuals;
    if (!rows?.length) return null;
    const best = [...rows].sort((a, b) => b.avoided - a.avoided)[0], worse = rows.filter((r) => r.ci95[1] !== null && r.ci95[1] < 0);
    return section({
        id: "counterfactuals", question: "What if one limit were gone?",
        answer: `${capital(best.name)}: ${figures(best.avoided)} leakers fewer a night (${interval(best.ci95, figures)})${worse.length ? `; more leak with ${worse.map((r) => r.name).join(", ")}: more of something can hurt, as when shots come early at what others would take better` : ""}.`,
        figure: forest(rows.map((r) => ({ name: r.name, mean: r.avoided, lo: r.ci95[0], hi: r.ci95[1], clear: Boolean(clear(r.ci95)) })), { x: "leakers avoided a night", label: "counterfactuals", marginLeft: 170 }),
        note: "On the same luck; they need not add up.", rows: [["counterfactual", "avoided", "lo95", "hi95"], ...rows.map((r) => [r.name, r.avoided, r.ci95[0], r.ci95[1]])],
    });
}

export function cases(d) {
    const rows = d.cases?.rows;
    if (!rows?.length) return null;
    const range = d.cases.range?.leakers, write = writer("leakers");
    return section({
        id: "cases", question: "How does it stand over the listed raids?",
        answer: range ? `From ${write(range.least)} to ${write(range.most)} leakers; the defence's worst is ${range.worst_for_defence}.` : "",
        figure: forest(rows.map((r) => ({ name: r.name, mean: r.measures.leakers.mean, lo: r.measures.leakers.ci95[0], hi: r.measures.leakers.ci95[1] })), { x: "leakers a night", label: "leakers of the listed raids", zero: false, marginLeft: 170 }),
        note: "In the order of the file: a range, not a ranking.", rows: [["raid", "leakers", "lo95", "hi95"], ...rows.map((r) => [r.name, r.measures.leakers.mean, ...r.measures.leakers.ci95])],
    });
}
