// SPDX-License-Identifier: Apache-2.0
// A link to this view, a picture of it, and frames of a stretch of time for a film. Nothing is sent
// anywhere: files go to the person's own downloads.
import { el, fill } from "./dom.js";

function download(blob, name) {
    const a = el("a", { href: URL.createObjectURL(blob), download: name });
    document.body.append(a);
    a.click();
    a.remove();
    setTimeout(() => URL.revokeObjectURL(a.href), 10000);
}

const blobOf = (canvas, type) => new Promise((done) => canvas.toBlob(done, type));

// Time, name and the notional line are part of each picture.
function caption(app, canvas) {
    const ctx = canvas.getContext("2d");
    const k = canvas.width / app.globe.width;
    ctx.font = `${13 * k}px system-ui, sans-serif`;
    ctx.textBaseline = "bottom";
    ctx.lineWidth = 3 * k;
    ctx.strokeStyle = app.theme.halo;
    ctx.fillStyle = app.theme.text;
    const text = `${app.hello?.title ?? ""}  ${app.battle.clock(app.t, true)} UTC  notional, public estimates, not a prediction (Pavise ${app.battle.meta.pavise})`;
    ctx.strokeText(text, 12 * k, canvas.height - 10 * k);
    ctx.fillText(text, 12 * k, canvas.height - 10 * k);
    return canvas;
}

export async function picture(app) {
    const blob = await blobOf(caption(app, app.globe.snapshot()), "image/png");
    download(blob, `pavise-${app.battle.clock(app.t).replaceAll(":", "")}.png`);
    return blob.size;
}

/// Frames of [from, to] as numbered PNGs in one uncompressed tar: what ffmpeg and others read.
export async function frames(app, from, to, n, told) {
    const parts = [];
    const was = app.t;
    app.setPlaying(false);
    for (let i = 0; i < n; i++) {
        app.t = from + ((to - from) * i) / Math.max(1, n - 1);
        const blob = await blobOf(caption(app, app.globe.snapshot()), "image/png");
        parts.push(...tarEntry(`frame-${String(i).padStart(5, "0")}.png`, new Uint8Array(await blob.arrayBuffer())));
        told?.(i + 1, n);
        await new Promise((done) => setTimeout(done));
    }
    parts.push(new Uint8Array(1024));
    app.seek(was);
    const tar = new Blob(parts, { type: "application/x-tar" });
    download(tar, "pavise-frames.tar");
    return tar.size;
}

function tarEntry(name, bytes) {
    const head = new Uint8Array(512);
    const put = (text, at) => [...text].forEach((c, i) => (head[at + i] = c.charCodeAt(0)));
    put(name, 0);
    put("0000644\0", 100);
    put("0000000\0", 108);
    put("0000000\0", 116);
    put(`${bytes.length.toString(8).padStart(11, "0")}\0`, 124);
    put("00000000000\0", 136);
    put("        ", 148);
    head[156] = 48;
    put("ustar\x0000", 257);
    put(`${head.reduce((a, b) => a + b, 0).toString(8).padStart(6, "0")}\0 `, 148);
    return [head, bytes, new Uint8Array((512 - (bytes.length % 512)) % 512)];
}

/// A film by the browser's own recorder, where it has one (WebM).
export async function film(app, seconds, told) {
    const canvas = document.createElement("canvas");
    canvas.width = app.globe.canvas.width;
    canvas.height = app.globe.canvas.height;
    const ctx = canvas.getContext("2d");
    const stream = canvas.captureStream(25);
    const recorder = new MediaRecorder(stream, { mimeType: "video/webm" });
    const parts = [];
    recorder.ondataavailable = (e) => parts.push(e.data);
    const done = new Promise((end) => (recorder.onstop = end));
    recorder.start();
    app.setPlaying(true);
    const begin = performance.now();
    while (performance.now() - begin < seconds * 1000 && app.playing) {
        ctx.drawImage(app.globe.snapshot(), 0, 0);
        caption(app, canvas);
        told?.((performance.now() - begin) / 1000, seconds);
        await new Promise((next) => requestAnimationFrame(next));
    }
    app.setPlaying(false);
    recorder.stop();
    await done;
    download(new Blob(parts, { type: "video/webm" }), "pavise.webm");
}

export function shareSheet(app) {
    if (!app.battle) {
        return [el("p", "There is no battle yet.")];
    }
    const said = el("p.small", { role: "status" });
    const number = (label, value) => el("input", { type: "number", min: "1", value: String(value), "aria-label": label, size: "5" });
    const seconds = number("Seconds of film", 10);
    const n = number("Number of frames", 120);
    const span = number("Minutes of the battle", 10);
    return [
        el("h2", "Share"),
        el("div.row", el("button", { type: "button", onclick: async () => {
            const text = location.href;
            await navigator.clipboard?.writeText(text).then(() => fill(said, "The link is copied: it opens this time, place and selection."), () => fill(said, text));
        } }, "Copy a link to this view")),
        el("div.row", el("button", { type: "button", onclick: async () => fill(said, `saved, ${Math.round((await picture(app)) / 1024)} KiB`) }, "Save a picture")),
        el("h3", "Film"),
        el("div.row", seconds, "s at the present rate ", el("button", { type: "button", disabled: !window.MediaRecorder, onclick: () => film(app, Number(seconds.value), (a, b) => fill(said, `${a.toFixed(1)} of ${b} s`)).then(() => fill(said, "saved")).catch((e) => fill(said, e.message)) }, "Record")),
        el("h3", "Frames"),
        el("div.row", n, "frames of", span, "min ", el("button", { type: "button", onclick: () => frames(app, app.t, Math.min(app.end, app.t + 60 * Number(span.value)), Math.min(2000, Number(n.value)), (a, b) => fill(said, `${a} of ${b}`)).then(() => fill(said, "saved as a tar of PNGs")) }, "Save")),
        said,
    ];
}
