// SPDX-License-Identifier: Apache-2.0
// The report: reads the results that stand in the page, and writes the figures that they can answer.
import choices from "./card.js";
import { el } from "./dom.js";
import { structural, sensitivity, sharing } from "./figures/assumed.js";
import burndown from "./figures/burndown.js";
import convergence from "./figures/convergence.js";
import curves from "./figures/curves.js";
import differences from "./figures/differences.js";
import distribution from "./figures/distribution.js";
import flow from "./figures/flow.js";
import headline, { flips, sentence } from "./figures/headline.js";
import inputs from "./figures/inputs.js";
import { cases, counterfactuals, goal, oneMore } from "./figures/marginal.js";
import { capital } from "./format.js";
import timeline from "./figures/timeline.js";

const FIGURES = [headline, curves, differences, cases, flow, distribution, burndown, timeline, oneMore, goal, counterfactuals, structural, sharing, sensitivity, convergence, inputs];

function top(d) {
    const turned = flips(d);
    return el(
        "header", {},
        el("p", { class: "kind" }, "Pavise study"),
        el("h1", {}, d.study || d.scenario),
        d.about ? el("p", { class: "about" }, d.about) : null,
        el("p", { class: "sentence" }, capital(sentence(d))),
        turned ? el("p", { class: "turned" }, turned) : null,
        el("p", { class: "notice" }, d.notice),
    );
}

const card = () => el(
    "section", { id: "card", class: "card" },
    el("h2", {}, "Ten choices that move such answers most"),
    el("ol", {}, choices.map(([name, setting]) => el("li", {}, el("b", {}, name), ` ${setting}`))),
);

function contents(sections) {
    return el("nav", { "aria-label": "contents" }, sections.map((s) => el("a", { href: `#${s.id}` }, s.querySelector("h2").textContent)));
}

function write(d) {
    document.title = `${d.study || d.scenario} · Pavise`;
    const sections = FIGURES.flatMap((figure) => figure(d)).filter(Boolean);
    document.querySelector("main").replaceChildren(top(d), card(), contents(sections), ...sections, el("footer", {}, `Pavise ${d.pavise}. ${d.notice}`));
}

write(JSON.parse(document.getElementById("results").textContent));
