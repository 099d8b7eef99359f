// SPDX-License-Identifier: Apache-2.0
// Everything by keyboard; the table is also the help sheet.
import { $, el, fill } from "./dom.js";

export const KEYS = [
    ["Time", [["space", "play or pause"], ["← →", "event before, next event"], ["Shift ← →", "ten seconds back, on"], ["[ ]", "slower, faster"], ["L", "loop"], ["Home End", "begin, end"]]],
    ["Globe", [["Alt + arrows", "move the camera"], ["+ −", "nearer, farther"], ["Q E", "turn"], ["R T", "tilt"], ["A", "all in view"], ["C", "centre the selection"], ["F", "follow it"]]],
    ["Select", [["N, Shift N", "next, last thing"], ["G", "next threat in the air"], ["K", "next leaker"], ["/", "search a name"], ["Esc", "let go, close"]]],
    ["Show", [["P", "truth, picture, both"], ["V", "coverage and envelopes"], ["Y", "layers"], ["D", "dark, light"], ["M", "measure"], ["1 2 3", "left, right panel, log"]]],
    ["What if", [["I J U O", "move the selection by a step: north, west, south, east"], ["Ctrl Z", "undo"], ["Ctrl Y", "redo"], ["Ctrl S", "save, with the difference first"]]],
    ["More", [["S", "share, picture, frames"], ["?", "this sheet"]]],
];

export function help() {
    let dialog = $("help");
    if (!dialog) {
        dialog = el("dialog#help", { "aria-labelledby": "help-title" });
        document.body.append(dialog);
        fill(dialog,
            el("h2#help-title", "How to read it, and every key"),
            el("p", "Orange diamonds are the raid, blue rectangles the defence: colour and shape say the same. Filled is alive and armed, hollow is a decoy or lost; a cross marks where a threat came down, a ring where it was stopped."),
            el("p", "Drag turns the globe, the wheel zooms, the right button tilts. Click a symbol, a line of the log or a mark of the timeline. In a scenario, drag what stands: the odds are counted anew at once."),
            KEYS.map(([group, list]) => [el("h3", group), el("div.keys", list.map(([k, what]) => el("div", el("span", what), el("kbd", k))))]),
            el("p.soft", "Results are notional, from public estimates, not a prediction. ", el("a", { href: "assets/licences.txt" }, "Licences"), "; base map: Natural Earth."),
            el("div.row", el("button.primary", { type: "button", onclick: () => dialog.close() }, "Close")),
        );
    }
    dialog.showModal();
}

export function keys(app) {
    document.addEventListener("keydown", (e) => {
        const typing = e.target.closest("input, textarea, select, [role=textbox]");
        if (document.querySelector("dialog[open]")) {
            return;
        }
        if (typing) {
            if (e.key === "Escape") {
                e.target.blur();
            }
            return;
        }
        if (act(app, e)) {
            e.preventDefault();
        }
    });
}

function act(app, e) {
    const onButton = e.target.closest("button, summary, a, [role=tab]");
    const key = e.key.length === 1 ? e.key.toLowerCase() : e.key;
    if (e.ctrlKey || e.metaKey) {
        const edit = { z: e.shiftKey ? "redo" : "undo", y: "redo", s: "save" }[key];
        return edit && app.editor ? (app.editor[edit](), true) : false;
    }
    if (e.altKey) {
        const way = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, 1], ArrowDown: [0, -1] }[key];
        return way ? (app.globe.pan(...way), true) : false;
    }
    switch (key) {
        case " ":
            if (onButton) {
                return false;
            }
            app.setPlaying(!app.playing);
            return true;
        case "ArrowLeft":
        case "ArrowRight": {
            const forward = key === "ArrowRight";
            if (e.shiftKey) {
                app.seek(app.t + (forward ? 10 : -10));
            } else {
                app.step(forward);
            }
            return true;
        }
        case "Enter":
            if (app.editor?.placing && !onButton) {
                const box = app.globe.openBox();
                app.editor.place(app.globe.view.ground(box.x + box.w / 2, box.y + box.h / 2));
                return true;
            }
            if (app.measure?.on && !onButton) {
                const box = app.globe.openBox();
                app.measure.click(box.x + box.w / 2, box.y + box.h / 2);
                return true;
            }
            return false;
        case "Home":
            app.seek(0);
            return true;
        case "End":
            app.seek(app.end);
            return true;
        case "[":
        case "]":
            app.rateStep(key === "]" ? 1 : -1);
            return true;
        case "+":
        case "=":
            app.globe.zoom(0.7);
            return true;
        case "-":
        case "_":
            app.globe.zoom(1.43);
            return true;
        case "Escape":
            return app.escape();
        case "/":
            $("search").focus();
            return true;
        case "?":
            help();
            return true;
    }
    const plain = {
        l: () => $("loop").click(), a: () => app.frameAll(), c: () => app.center(), f: () => app.selection && app.follow(!app.following),
        q: () => app.globe.turn(-15, 0), e: () => app.globe.turn(15, 0), r: () => app.globe.turn(0, -10), t: () => app.globe.turn(0, 10),
        n: () => app.next(e.shiftKey ? -1 : 1), g: () => app.nextThreat(false), k: () => app.nextThreat(true),
        p: () => app.cycleShow(), v: () => $("coverage-button").click(), y: () => $("layers-button").click(),
        d: () => $("theme-button").click(), m: () => $("measure-button").click(), s: () => $("share-button").click(),
        1: () => app.fold("left"), 2: () => app.fold("right"), 3: () => app.right.show("log"),
        i: () => app.editor?.nudge(0, 1), u: () => app.editor?.nudge(0, -1), j: () => app.editor?.nudge(-1, 0), o: () => app.editor?.nudge(1, 0),
    }[key];
    if (plain) {
        plain();
        return true;
    }
    return false;
}
