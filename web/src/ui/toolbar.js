// SPDX-License-Identifier: Apache-2.0
// The line at the top and the controls of time: buttons wired to what they do.
import { RATES } from "../app.js";
import { $, el, fill } from "./dom.js";
import { help } from "./keys.js";
import { reachSheet } from "./reachsheet.js";
import { shareSheet } from "./share.js";

export function toolbar(app) {
    $("play").onclick = () => app.setPlaying(!app.playing);
    $("back").onclick = () => app.step(false);
    $("next").onclick = () => app.step(true);
    $("loop").onclick = (e) => {
        app.loop = !app.loop;
        e.currentTarget.setAttribute("aria-pressed", String(app.loop));
    };
    fill($("rate"), RATES.map((r) => el("option", { value: String(r) }, `×${r}`)));
    $("rate").value = String(app.rate);
    $("rate").onchange = (e) => app.setRate(Number(e.target.value));
    $("help-button").onclick = () => help();
    $("theme-button").onclick = () => app.setTheme(app.theme.name === "dark" ? "light" : "dark");
    const show = $("show");
    show.onclick = (e) => e.target.dataset.show && app.setShow(e.target.dataset.show);
    show.onkeydown = (e) => {
        const d = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
        if (d) {
            e.stopPropagation();
            e.preventDefault();
            app.cycleShow(d);
            show.querySelector('[aria-checked="true"]').focus();
        }
    };
    sheet(app, "layers-button", "layers", layers);
    sheet(app, "coverage-button", "coverage", reachSheet);
    sheet(app, "share-button", "share", shareSheet);
    document.querySelectorAll("#tabs button").forEach((b) => {
        b.onclick = () => {
            $("app").dataset.tab = b.dataset.tab;
            document.querySelectorAll("#tabs button").forEach((x) => x.setAttribute("aria-pressed", String(x === b)));
            app.right.show(app.right.now);
            app.touch();
        };
    });
}

/// A small panel under a button of the line at the top; make(app) gives its content.
export function sheet(app, button, id, make) {
    $(button).onclick = () => {
        const open = document.getElementById(id);
        closeSheets();
        if (!open) {
            const node = el("div.sheet.under", { id, role: "dialog", "aria-label": $(button).textContent }, make(app));
            $("app").append(node);
            $(button).setAttribute("aria-expanded", "true");
            node.querySelector("input, button, select")?.focus();
        }
    };
}

export function closeSheets() {
    const open = document.querySelectorAll(".sheet.under");
    open.forEach((n) => n.remove());
    document.querySelectorAll('#top [aria-expanded="true"]').forEach((b) => b.id !== "search" && b.setAttribute("aria-expanded", "false"));
    return open.length > 0;
}

function layers(app) {
    const check = (key, label) => {
        const input = el("input", { type: "checkbox", onchange: () => {
            app.options[key] = input.checked;
            app.touch();
        } });
        input.checked = app.options[key];
        return el("label.check", input, label);
    };
    const minutes = el("input", { type: "range", min: "1", max: "60", value: String(app.options.trailMinutes), "aria-label": "Length of trails, minutes", oninput: () => {
        app.options.trailMinutes = Number(minutes.value);
        said.textContent = `${minutes.value} min`;
        app.touch();
    } });
    const said = el("span.soft", `${app.options.trailMinutes} min`);
    return [
        el("h2", "Layers"),
        check("trails", "trails"), el("div.row", minutes, said),
        check("predicted", "paths ahead (dashed)"),
        check("marks", "where threats ended"),
        check("labels", "names of what stands and flies"),
        check("names", "names of the map"),
        app.battle ? el("div.field", el("label", { for: "picture-post" }, "whose picture"), posts(app)) : null,
        el("p.small", "In the picture, tracks are drawn by the page from the plots of the last 40 s, with two sigmas of their errors: dot, not identified; diamond, taken for hostile; hollow, for a decoy; square, merged; pale, older than 30 s."),
    ];
}

function posts(app) {
    const held = new Set(app.battle.holds.map((h) => h.post));
    const select = el("select", { id: "picture-post", onchange: () => {
        app.options.post = Number(select.value);
        app.picture.heldKey = "";
        app.touch();
    } }, el("option", { value: "-1" }, "of all posts together"), [...held].map((i) => el("option", { value: String(i) }, app.battle.meta.posts[i].name)));
    select.value = String(app.options.post ?? -1);
    return select;
}
