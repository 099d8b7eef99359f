// SPDX-License-Identifier: Apache-2.0
// Inputs, every assumed number, sources, hash, version, and the command to repeat it all.
import { el, section, table } from "../dom.js";
import { capital, count, figures } from "../format.js";

export default function inputs(d) {
    const assumed = (d.assumptions ?? []).filter((a) => a.assumption), ranged = (d.assumptions ?? []).filter((a) => !a.assumption);
    const rows = (list) => list.map((a) => [el("code", {}, a.path), { n: a.text }, { n: a.low !== null && a.low !== a.high ? `${figures(a.low, 3)} – ${figures(a.high, 3)}` : "" }, a.source ?? ""]);
    const facts = [
        ["scenario", d.scenario], ["repeat it", el("code", {}, d.command ?? "")], ["inputs (SHA-256)", el("code", {}, d.inputs_sha256)], ["results (SHA-256)", el("code", {}, d.results_sha256 ?? "")],
        ["seed", String(d.seed)], ["program", d.provenance?.program ?? d.pavise], ["battles", count(d.provenance?.battles ?? d.replications)], ["catalogue entries", (d.provenance?.catalogue ?? []).join(", ")],
    ];
    return section({
        id: "inputs", question: "What went into it?", answer: `${assumed.length} assumed figures and ${ranged.length} with a published range; every one is listed.`,
        figure: [
            table(["", ""], facts),
            el("details", {}, el("summary", {}, `assumed figures (${assumed.length})`), table(["path", { n: "value" }, { n: "range" }, "source, or why"], rows(assumed), "small")),
            el("details", {}, el("summary", {}, `figures with a range and source (${ranged.length})`), table(["path", { n: "value" }, { n: "range" }, "source"], rows(ranged), "small")),
        ],
        note: [...new Set([...(d.notes ?? []), ...(d.points[0]?.warnings ?? [])])].map(capital).join(". "),
        rows: [["path", "text", "low", "best", "high", "unit", "assumption", "source"], ...(d.assumptions ?? []).map((a) => [a.path, a.text, a.low, a.best, a.high, a.unit, a.assumption, a.source])],
    });
}
