// SPDX-License-Identifier: Apache-2.0
// Search by name: units, sites, posts, radars, areas, threats.
import { $, el, fill } from "./dom.js";

const MOST = 30;

export function search(app) {
    const input = $("search");
    const list = $("found");
    let found = [];
    let at = -1;

    const close = () => {
        list.hidden = true;
        input.setAttribute("aria-expanded", "false");
        input.removeAttribute("aria-activedescendant");
        at = -1;
    };
    const mark = (i) => {
        at = i;
        [...list.children].forEach((li, k) => li.setAttribute("aria-selected", String(k === i)));
        input.setAttribute("aria-activedescendant", i >= 0 ? `found-${i}` : "");
        list.children[i]?.scrollIntoView({ block: "nearest" });
    };
    const take = (x) => {
        close();
        input.value = "";
        input.blur();
        app.select({ what: x.what, id: x.id }, { go: true });
    };
    const find = () => {
        const q = input.value.trim().toLowerCase();
        found = [];
        if (q && app.battle) {
            const push = (what, id, name) => {
                const k = name.toLowerCase().indexOf(q);
                if (k >= 0) {
                    found.push({ what, id, name, rank: k + (what === "threat" ? 0.5 : 0) });
                }
            };
            app.things.forEach((t) => push(t.what, t.id, t.name));
            app.battle.threatName.forEach((name, i) => push("threat", i, name));
            found.sort((a, b) => a.rank - b.rank || a.name.length - b.name.length);
            found = found.slice(0, MOST);
        }
        fill(list, found.length ? found.map((x, i) => el("li", { role: "option", id: `found-${i}`, "aria-selected": "false", onmousedown: (e) => {
            e.preventDefault();
            take(x);
        } }, el("span", x.name), el("span.soft", x.what))) : el("li.soft", { role: "option", "aria-disabled": "true" }, "Nothing has that name"));
        list.hidden = !q;
        input.setAttribute("aria-expanded", String(Boolean(q)));
        mark(found.length ? 0 : -1);
    };
    input.addEventListener("input", find);
    input.addEventListener("blur", close);
    input.addEventListener("keydown", (e) => {
        if (e.key === "ArrowDown" || e.key === "ArrowUp") {
            e.preventDefault();
            mark(Math.max(0, Math.min(found.length - 1, at + (e.key === "ArrowDown" ? 1 : -1))));
        } else if (e.key === "Enter" && found[at]) {
            take(found[at]);
        }
    });
}
