// SPDX-License-Identifier: Apache-2.0
// A few lines to make elements with; and how numbers are written.

/// el("div.card#x", {title: ..., onclick: ...}, child, "text", [children], null)
export function el(spec, ...rest) {
    const [, tag = "div", tail = ""] = spec.match(/^([a-z0-9]*)(.*)$/i);
    const node = document.createElement(tag || "div");
    for (const part of tail.match(/[.#][^.#]+/g) ?? []) {
        if (part[0] === ".") {
            node.classList.add(part.slice(1));
        } else {
            node.id = part.slice(1);
        }
    }
    for (const item of rest) {
        if (item && item.constructor === Object) {
            for (const [k, v] of Object.entries(item)) {
                if (k.startsWith("on")) {
                    node.addEventListener(k.slice(2), v);
                } else if (v === true) {
                    node.setAttribute(k, "");
                } else if (v !== false && v !== null && v !== undefined) {
                    node.setAttribute(k, v);
                }
            }
        } else {
            append(node, item);
        }
    }
    return node;
}

function append(node, item) {
    if (Array.isArray(item)) {
        item.forEach((x) => append(node, x));
    } else if (item !== null && item !== undefined && item !== false) {
        node.append(item);
    }
}

export function fill(node, ...items) {
    node.replaceChildren();
    append(node, items);
    return node;
}

export const $ = (id) => document.getElementById(id);

/// A number for people: "1 234", "12.3", "0.54".
export function num(v, digits = 3) {
    if (v === null || v === undefined || !Number.isFinite(v)) {
        return "–";
    }
    const a = Math.abs(v);
    const decimals = a === 0 || Number.isInteger(v) ? 0 : Math.max(0, digits - 1 - Math.floor(Math.log10(a)));
    const s = a.toFixed(Math.min(4, decimals));
    const [whole, part] = s.split(".");
    return (v < 0 ? "−" : "") + whole.replace(/\B(?=(\d{3})+$)/g, "\u202f") + (part ? `.${part}` : "");
}

export function distance(m) {
    return m < 1000 ? `${num(Math.round(m))} m` : `${num(m / 1000, m < 100e3 ? 3 : 4)} km`;
}

export function musd(usd) {
    return usd >= 1e6 ? `${num(usd / 1e6)} MUSD` : `${num(usd / 1e3)} kUSD`;
}

export function degrees(lat, lon) {
    const part = (v, a, b) => `${Math.abs(v).toFixed(4)}° ${v < 0 ? b : a}`;
    return `${part(lat, "N", "S")}  ${part(lon, "E", "W")}`;
}

/// Seconds as "1:02:03" or "2:03".
export function span(s) {
    const x = Math.round(Math.abs(s));
    const h = Math.floor(x / 3600);
    const m = Math.floor((x % 3600) / 60);
    const r = String(x % 60).padStart(2, "0");
    return (s < 0 ? "−" : "") + (h ? `${h}:${String(m).padStart(2, "0")}:${r}` : `${m}:${r}`);
}
