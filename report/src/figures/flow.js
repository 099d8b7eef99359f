// SPDX-License-Identifier: Apache-2.0
// The kill chain as a flow: how far armed threats came, where they left, and why what leaked did.
import { sankey, sankeyLinkHorizontal } from "d3-sankey";
import { section } from "../dom.js";
import { basePoint, shortLabel } from "../facts.js";
import { capital, figures, percent } from "../format.js";
import { WIDTH, forest } from "../plots.js";

const SVG = "http://www.w3.org/2000/svg";
const make = (tag, attributes, text) => {
    const node = document.createElementNS(SVG, tag);
    for (const [name, value] of Object.entries(attributes)) node.setAttribute(name, value);
    if (text !== undefined) node.textContent = text;
    return node;
};
const fate = (name) => (name.startsWith("leaked") ? "var(--s2)" : /killed/.test(name) ? "var(--s1)" : "var(--dim)");

function diagram(flow) {
    const names = [...new Set(flow.links.flatMap((l) => [l.from, l.to]))];
    const height = Math.max(320, 34 * names.filter((n) => !flow.stages.includes(n)).length);
    const graph = sankey().nodeId((n) => n.name).nodeWidth(10).nodePadding(16).extent([[4, 12], [WIDTH - 190, height - 12]])({
        nodes: names.map((name) => ({ name })), links: flow.links.map((l) => ({ source: l.from, target: l.to, value: Math.max(l.mean, 1e-9) })),
    });
    const svg = make("svg", { viewBox: `0 0 ${WIDTH} ${height}`, role: "img", "aria-label": "flow of armed threats through the kill chain" });
    for (const link of graph.links) {
        svg.append(make("path", { d: sankeyLinkHorizontal()(link), fill: "none", stroke: fate(link.target.name), "stroke-opacity": 0.35, "stroke-width": Math.max(1, link.width) }));
    }
    for (const node of graph.nodes) {
        svg.append(make("rect", { x: node.x0, y: node.y0, width: node.x1 - node.x0, height: Math.max(1, node.y1 - node.y0), fill: fate(node.name) }));
        const inside = flow.stages.includes(node.name);
        svg.append(make("text", { x: inside ? node.x0 : node.x1 + 6, y: inside ? node.y0 - 4 : (node.y0 + node.y1) / 2 + 4, class: "label" }, `${node.name} ${figures(node.value)}`));
    }
    return svg;
}

export default function flow(d) {
    const p = basePoint(d);
    if (!p.flow?.links?.length) return null;
    const into = (test) => p.flow.links.filter((l) => test(l.to)).reduce((sum, l) => sum + l.mean, 0);
    const launched = p.flow.links.filter((l) => l.from === "launched").reduce((sum, l) => sum + l.mean, 0);
    const leaks = p.flow.links.filter((l) => l.to.startsWith("leaked"));
    const reasons = Object.entries(p.reasons ?? {}).filter(([, m]) => m.mean > 0).sort((a, b) => b[1].mean - a[1].mean);
    const leaked = leaks.reduce((sum, l) => sum + l.mean, 0);
    const figure = [diagram(p.flow)];
    if (reasons.length) {
        figure.push(forest(reasons.map(([name, m]) => ({ name, mean: m.mean, lo: m.ci95?.[0], hi: m.ci95?.[1] })), { x: "leakers a night, by why the chain broke", label: "leakers by reason", zero: false, marginLeft: 170 }));
    }
    return section({
        id: "flow", question: "Where does the kill chain break?",
        answer: leaked > 0 ? `Of ${figures(launched)} armed threats a night ${figures(into((n) => n === "killed"))} are killed, ${figures(into((n) => n === "soft-killed"))} lost to soft kill and ${figures(leaked)} leak${reasons.length ? `, most (${percent(reasons[0][1].mean / leaked)}) as "${reasons[0][0]}"` : ""}.` : `Of ${figures(launched)} armed threats a night none leaks.`,
        figure, note: `${capital(shortLabel(d, p))}. A threat leaves from the furthest stage that it reached. Every leaker has one label, by the documented order.`,
        rows: [["from", "to", "mean", "lo95", "hi95"], ...p.flow.links.map((l) => [l.from, l.to, l.mean, l.ci95?.[0], l.ci95?.[1]])],
    });
}

