// SPDX-License-Identifier: Apache-2.0
// The address of the view: time, camera, selection and switches in the URL's hash, so that a link
// opens what its sender saw. "#t=3600&c=-24.1,133.2,600000,0,-90&s=threat:drones/4&show=both"

export function readAddress(hash = location.hash) {
    const q = new URLSearchParams(hash.replace(/^#/, ""));
    const out = {};
    if (q.has("t") && Number.isFinite(Number(q.get("t")))) {
        out.t = Number(q.get("t"));
    }
    const c = (q.get("c") ?? "").split(",").map(Number);
    if (c.length === 5 && c.every(Number.isFinite) && Math.abs(c[0]) <= 90 && c[2] > 0) {
        out.camera = { lat: c[0], lon: c[1], range: c[2], heading: c[3], pitch: c[4] };
    }
    const s = (q.get("s") ?? "").match(/^(threat|unit|post|radar|site|area):(.+)$/);
    if (s) {
        out.selection = { what: s[1], name: s[2] };
    }
    if (["truth", "picture", "both"].includes(q.get("show"))) {
        out.show = q.get("show");
    }
    if (Number(q.get("rate")) > 0) {
        out.rate = Number(q.get("rate"));
    }
    return out;
}

export function writeAddress({ t, camera, selection, show, rate }) {
    const q = new URLSearchParams();
    if (t) {
        q.set("t", t.toFixed(1));
    }
    if (camera) {
        q.set("c", [camera.lat.toFixed(4), camera.lon.toFixed(4), Math.round(camera.range), camera.heading.toFixed(0), camera.pitch.toFixed(0)].join(","));
    }
    if (selection) {
        q.set("s", `${selection.what}:${selection.name}`);
    }
    if (show && show !== "truth") {
        q.set("show", show);
    }
    if (rate && rate !== 60) {
        q.set("rate", String(rate));
    }
    // Slashes and colons read better unescaped, and are allowed in a hash.
    return q.toString().replaceAll("%2F", "/").replaceAll("%3A", ":").replaceAll("%2C", ",");
}
