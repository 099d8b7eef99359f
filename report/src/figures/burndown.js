// SPDX-License-Identifier: Apache-2.0
// Magazines and channels over the night, by layer, as bands over battles.
import { section } from "../dom.js";
import { basePoint, shortLabel } from "../facts.js";
import { capital, figures } from "../format.js";
import { COLOURS, DASHES, Plot, plot } from "../plots.js";

function bands(series, layers, key) {
    return layers.flatMap((layer) => series.t_s.map((t, i) => {
        const b = series.by_layer[layer][key];
        return { t: t / 3600, layer, lo: b.q05[i], mid: b.q50[i], hi: b.q95[i] };
    }));
}

// Cut after the last moment at which anything is in the air.
function busyUntil(series) {
    let last = series.t_s.length;
    while (last > 2 && series.in_air.q95[last - 2] === 0) last--;
    return last;
}

// Each layer's name at the end of its line, moved apart where lines end close together.
function names(rows, layers) {
    const most = Math.max(...rows.map((r) => r.hi)), step = most / 14;
    const ends = layers.map((layer) => ({ ...rows.filter((r) => r.layer === layer).at(-1), layer })).sort((a, b) => a.mid - b.mid);
    let below = -Infinity;
    return ends.map((end) => {
        below = Math.max(end.mid, below + step);
        return { ...end, at: below };
    });
}

function chart(rows, layers, label) {
    return plot({
        height: 240, marginLeft: 56, marginBottom: 40, x: { label: "hours after the start" }, y: { label, grid: true, zero: true },
        marginRight: 90, color: { domain: layers, range: layers.map((_, i) => COLOURS[i % COLOURS.length]) },
        marks: [
            Plot.areaY(rows, { x: "t", y1: "lo", y2: "hi", z: "layer", fill: "layer", fillOpacity: 0.2, curve: "step-after" }),
            ...layers.map((layer, i) => Plot.line(rows.filter((r) => r.layer === layer), { x: "t", y: "mid", stroke: COLOURS[i % COLOURS.length], strokeDasharray: DASHES[i % DASHES.length], strokeWidth: 1.6, curve: "step-after" })),
            Plot.text(names(rows, layers), { x: "t", y: "at", text: "layer", textAnchor: "start", dx: 6, fill: "var(--ink)" }),
            Plot.ruleY([0], { stroke: "var(--line)" }),
        ],
    }, label);
}

export default function burndown(d) {
    const p = basePoint(d), s = p.series;
    if (!s?.by_layer || !s.t_s?.length) return [];
    const end = busyUntil(s), cut = (b) => Object.fromEntries(Object.entries(b).map(([k, v]) => [k, v.slice(0, end)]));
    const series = { ...s, t_s: s.t_s.slice(0, end), by_layer: Object.fromEntries(Object.entries(s.by_layer).map(([k, v]) => [k, { rounds_left: cut(v.rounds_left), channels_busy: cut(v.channels_busy) }])) };
    const layers = Object.keys(series.by_layer), rounds = bands(series, layers, "rounds_left"), busy = bands(series, layers, "channels_busy");
    const left = layers.map((layer) => ({ layer, share: rounds.filter((r) => r.layer === layer).at(-1).mid / (p.magazines?.find((m) => m.layer === layer)?.rounds || NaN) })).filter((l) => l.share === l.share).sort((a, b) => a.share - b.share);
    const peak = layers.map((layer) => ({ layer, most: Math.max(...busy.filter((r) => r.layer === layer).map((r) => r.hi)), of: p.magazines?.find((m) => m.layer === layer)?.channels }));
    const short = peak.filter((x) => x.of && x.most >= x.of);
    const out = (rows, what) => [["hours", "layer", `${what}_q05`, `${what}_q50`, `${what}_q95`], ...rows.map((r) => [r.t, r.layer, r.lo, r.mid, r.hi])];
    return [
        section({
            id: "magazines", question: "Do the magazines last the night?",
            answer: left.length ? `Layer ${left[0].layer} comes nearest to empty: half of the nights end with ${figures(100 * left[0].share)} % of its rounds or less.` : "No layer has counted rounds.",
            figure: chart(rounds, layers, "rounds left"), note: `${capital(shortLabel(d, p))}. Line: the middle night; band: nine nights in ten. Launchers and depots together.`, rows: out(rounds, "rounds"),
        }),
        section({
            id: "channels", question: "Are there channels enough?",
            answer: short.length ? `In one night of twenty ${short.map((x) => `layer ${x.layer} has all ${x.of} channels busy`).join(", ")}.` : "No layer has all of its channels busy, even in the busiest twentieth of nights.",
            figure: chart(busy, layers, "channels busy"), note: "Line: the middle night; band: nine nights in ten.", rows: out(busy, "channels"),
        }),
    ];
}
