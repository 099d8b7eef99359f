// SPDX-License-Identifier: Apache-2.0
// Mouse and finger on the globe: what is under it, a click selects, a drag on something that can be
// moved moves it.
import { $, el } from "./dom.js";

/// What is nearest to a screen place: {what, id} or null. Movers come before what stands.
export function pick(app, x, y, reach = 0) {
    let best = null;
    let bestD = 1;
    const h = app.movers.hits;
    for (let i = 0; i < h.length; i += 5) {
        const d = Math.hypot(h[i + 2] - x, h[i + 3] - y) / (h[i + 4] + reach);
        if (d < bestD) {
            bestD = d;
            best = h[i] === "shot" ? { what: "threat", id: app.battle.shots[h[i + 1]].threat, shot: h[i + 1] } : { what: h[i], id: h[i + 1] };
        }
    }
    const s = app.statics.hits;
    for (let i = 0; i < s.length; i += 4) {
        const d = (Math.hypot(s[i + 1] - x, s[i + 2] - y) / (s[i + 3] + reach)) * (best ? 1.6 : 1);
        if (d < bestD) {
            bestD = d;
            best = { what: s[i].what, id: s[i].id };
        }
    }
    return best;
}

export function pointer(app) {
    const globe = $("globe");
    const tip = el("div.tip", { hidden: true });
    globe.append(tip);
    let down = null;
    const at = (e) => {
        const r = globe.getBoundingClientRect();
        return [e.clientX - r.left, e.clientY - r.top];
    };
    globe.addEventListener("pointerdown", (e) => {
        const [x, y] = at(e);
        const hit = pick(app, x, y, e.pointerType === "touch" ? 10 : 2);
        down = { x, y, hit, moved: false, time: performance.now() };
        app.following = e.button === 0 && !hit ? null : app.following;
        if (e.button === 0 && !app.measure?.on && app.editor?.canDrag(hit)) {
            down.drag = hit;
            app.globe.movable = false;
            globe.setPointerCapture(e.pointerId);
        }
    }, true);
    globe.addEventListener("pointermove", (e) => {
        const [x, y] = at(e);
        if (down && Math.hypot(x - down.x, y - down.y) > 4) {
            down.moved = true;
        }
        if (down?.drag && down.moved) {
            globe.classList.add("dragging");
            const p = app.globe.view.ground(x, y);
            if (p) {
                app.editor.drag(down.drag, p);
            }
            return;
        }
        if (app.measure?.on) {
            app.measure.move(x, y);
        }
        if (!down) {
            hover(app, globe, tip, x, y);
        }
    });
    globe.addEventListener("pointerleave", () => {
        tip.hidden = true;
        globe.classList.remove("hovering");
    });
    const up = (e) => {
        const was = down;
        down = null;
        app.globe.movable = true;
        globe.classList.remove("dragging");
        if (!was) {
            return;
        }
        const [x, y] = at(e);
        if (was.drag && was.moved) {
            app.editor.drop(was.drag, app.globe.view.ground(x, y));
            return;
        }
        if (e.button !== 0 || was.moved || e.type === "pointercancel") {
            return;
        }
        if (app.measure?.on) {
            app.measure.click(x, y);
        } else if (app.editor?.placing) {
            app.editor.place(app.globe.view.ground(x, y));
        } else {
            app.select(was.hit ? { what: was.hit.what, id: was.hit.id } : null);
        }
    };
    globe.addEventListener("pointerup", up);
    globe.addEventListener("pointercancel", up);
    globe.addEventListener("dblclick", () => app.selection && app.center());
}

function hover(app, globe, tip, x, y) {
    const hit = pick(app, x, y, 2);
    globe.classList.toggle("hovering", Boolean(hit));
    if (!hit) {
        tip.hidden = true;
        return;
    }
    const b = app.battle;
    const what = hit.what === "threat" ? b.meta.types[b.threatType[hit.id]].name : hit.what;
    const shot = hit.shot !== undefined ? b.shots[hit.shot] : null;
    tip.replaceChildren(el("span", shot ? `${b.meta.rounds[shot.round].name} at ${app.nameOf(hit)}` : app.nameOf(hit)), el("span.soft", shot ? `from ${b.meta.units[shot.unit].name}` : what));
    tip.hidden = false;
    tip.style.left = `${Math.min(x + 14, app.globe.width - 200)}px`;
    tip.style.top = `${y + 14}px`;
}
