// SPDX-License-Identifier: Apache-2.0
// One battle told by its engagements: who shot when, and what came of it.
import { section } from "../dom.js";
import { count } from "../format.js";
import { Plot, plot } from "../plots.js";

const LOOK = { hit: ["circle", "var(--s1)"], missed: ["cross", "var(--s2)"], wasted: ["diamond", "var(--dim)"], "in-flight": ["triangle", "var(--dim)"] };

export default function timeline(d) {
    return (d.timelines ?? []).filter((t) => t.chosen === "worst" || d.timelines.length === 1).slice(0, 1).map((t) => {
        const shots = t.rows.flatMap((row) => row.shots.map((s) => ({ ...s, unit: row.unit, from: s.t_s / 3600, to: (s.t_end_s ?? s.t_s) / 3600 })));
        if (!shots.length) return null;
        const units = [...new Set(shots.map((s) => s.unit))], leaks = (t.leaks ?? []).map((l) => ({ ...l, at: l.t_s / 3600 }));
        const hits = shots.filter((s) => s.result === "hit").length;
        return section({
            id: "timeline", question: `What happened in the ${t.chosen} night?`,
            answer: `Battle ${t.replication}: ${count(t.leakers)} leakers; ${shots.length} rounds from ${units.length} units, of which ${hits} hit.`,
            figure: plot({
                height: 60 + 18 * (units.length + 1), marginLeft: 170, marginBottom: 40, x: { label: "hours after the start", grid: true }, y: { label: null, domain: ["leaks", ...units], tickSize: 0 },
                marks: [
                    Plot.link(shots, { x1: "from", x2: "to", y1: "unit", y2: "unit", stroke: "var(--line)", strokeWidth: 4 }),
                    ...Object.entries(LOOK).map(([result, [symbol, colour]]) => Plot.dot(shots.filter((s) => s.result === result), { x: "to", y: "unit", symbol, r: 3, stroke: colour, fill: result === "hit" ? colour : "none" })),
                    Plot.tickX(leaks, { x: "at", y: () => "leaks", stroke: "var(--s2)", strokeWidth: 2 }),
                ],
            }, "engagements of one battle"),
            note: "Filled dot: hit; cross: missed; diamond: wasted on what was gone; tick: a leak.",
            rows: [["unit", "t_s", "t_end_s", "threat", "type", "round", "result"], ...shots.map((s) => [s.unit, s.t_s, s.t_end_s, s.threat, s.type, s.round, s.result])],
        });
    });
}
