// SPDX-License-Identifier: Apache-2.0
// The designed states without a battle: first run, and what failed, in words, with file and line and
// what to do.
import { $, el, fill } from "./dom.js";

export function uncover() {
    $("cover").hidden = true;
}

export function cover(app, { title, text, failure, retry }) {
    const findings = (failure?.findings ?? []).map((f) => [
        el("p", el("b", f.line ? `${f.file}:${f.line}:${f.column}: ` : f.file ? `${f.file}: ` : ""), f.text),
        f.excerpt ? el("pre", f.excerpt) : null,
    ]);
    $("app").dataset.state = "failed";
    fill($("cover"), el("div.card", { role: "alert" },
        el("h2", title),
        text ? el("p", text) : null,
        failure?.text && !findings.length ? el("p", failure.text) : failure?.message && !findings.length ? el("p", failure.message) : null,
        findings,
        el("div.row", retry ? el("button.primary", { type: "button", onclick: retry }, "Read it again") : null,
            el("span.soft", "Mend the file and read it again; pavise check FILE says the same in the terminal.")),
    ));
    $("cover").hidden = false;
}

export function firstRun(app, examples) {
    $("app").dataset.state = "first";
    fill($("cover"), el("div.card",
        el("h2", "An air battle on a globe"),
        el("p", "Open one of these to begin, or give a file: ", el("code", "pavise view FILE"), ", where FILE is a scenario, a record or a study's folder."),
        el("div.examples", (examples ?? []).map((x) => el("button", { type: "button", onclick: () => app.link.ask("open", { example: x.name }).catch((e) => app.note(e.message, "open", true)) },
            el("b", x.title ?? x.name), el("span.soft", x.about ?? "")))),
        el("p.soft", "Space plays, the arrow keys step from event to event, drag turns the globe, ? shows every key. In a scenario, drag a battery and watch the odds change. Figures are notional, public estimates, not a prediction."),
    ));
    $("cover").hidden = false;
    $("cover").querySelector("button")?.focus();
}
