// SPDX-License-Identifier: Apache-2.0
// The sheet for coverage and envelopes: what is shown, at which height, for which target.
import { el, fill, distance } from "./dom.js";

// The slider is logarithmic: 20 m to 40 km.
const toHeight = (x) => {
    const h = 20 * 2000 ** x;
    const step = 10 ** Math.floor(Math.log10(h)) / 2;
    return Math.round(h / step) * step;
};
const toSlider = (h) => Math.log(h / 20) / Math.log(2000);

export function reachSheet(app) {
    const reach = app.extra;
    const o = reach.options;
    if (app.hello?.kind === "record") {
        return [el("h2", "Coverage and envelopes"), el("p", "A record says what happened, not what could be seen. Open the scenario itself to see where sensors see and weapons reach.")];
    }
    const types = (app.editor?.data ?? app.described)?.types ?? [];
    const check = (key, label) => {
        const input = el("input", { type: "checkbox", onchange: () => reach.set(key, input.checked) });
        input.checked = o[key];
        return el("label.check", input, label);
    };
    const said = el("output", distance(o.height));
    const slider = el("input", { type: "range", min: "0", max: "1", step: "0.005", value: String(toSlider(o.height)), "aria-label": "Height of the target above mean sea level", oninput: () => {
        const h = toHeight(Number(slider.value));
        said.textContent = distance(h);
        slider.setAttribute("aria-valuetext", distance(h));
        reach.set("height", h);
    } });
    const type = el("select", { "aria-label": "Target", onchange: () => reach.set("type", type.value) }, el("option", { value: "" }, "a target of 0.1 m²"), types.map((t) => el("option", { value: t.name }, t.name)));
    type.value = o.type;
    const legend = el("p.small", { role: "status" });
    const tell = () => {
        const who = o.type || "a target of 0.1 m²";
        fill(legend, reach.error ? el("span.bad", reach.error) : `Grey: half of the looks find ${who} at ${distance(o.height)}. Blue: rounds reach it there. Yellow or violet: the selection; orange dashed: its engagement radar's horizon.`);
    };
    reach.onAnswer = tell;
    tell();
    return [
        el("h2", "Coverage and envelopes"),
        check("coverage", "where sensors see"),
        check("envelopes", "where rounds reach"),
        check("volume", "volume of the selected unit"),
        check("selectedOnly", "the selection alone"),
        el("div.field", el("div.row", el("span", "height"), said), slider, type),
        legend,
    ];
}
