// SPDX-License-Identifier: Apache-2.0
// A scenario in the viewer: a battery is dragged, the number changes, undo takes it back, the file is
// saved after its difference was shown, and reads back.
import assert from "node:assert/strict";
import fs from "node:fs";
import path from "node:path";
import { open, ready, scratch, serve, settle, source } from "./harness.mjs";

function copy(name) {
    const file = path.join(scratch, name);
    fs.copyFileSync(path.join(source, "scenarios/first-steps.yaml"), file);
    return file;
}

// Where a thing stands on the page.
const spot = (page, name) => page.evaluate((name) => {
    const p = window.pavise;
    const t = p.things.find((x) => x.name === name);
    const out = new Float64Array(3);
    p.globe.view.project(t.ecef[0], t.ecef[1], t.ecef[2], out);
    return [out[0], out[1]];
}, name);

export default {
    async "a battery is dragged, the odds change, undo, redo, save"(chromium) {
        const file = copy("moved.yaml");
        const server = await serve(["view", file, "--jobs", "1"]);
        const page = await open(chromium, server.url);
        await ready(page);
        await page.waitForFunction(() => window.pavise.whatif?.last?.measures?.length, null, { timeout: 60000 });
        await settle(page);
        const before = await page.evaluate(() => window.pavise.things.find((t) => t.name === "north").lat);
        const [x, y] = await spot(page, "north");
        await page.mouse.move(x, y);
        await page.mouse.down();
        await page.mouse.move(x + 20, y + 40, { steps: 3 });
        await page.mouse.move(x + 60, y + 120, { steps: 3 });
        await page.mouse.up();
        await page.waitForFunction(() => window.pavise.editor.revision > 0 && window.pavise.editor.changed, null, { timeout: 30000 });
        await page.waitForFunction(() => window.pavise.whatif.last?.measures?.[0]?.difference, null, { timeout: 60000 });
        const first = await page.evaluate(() => window.pavise.whatif.firstAnswer);
        console.log(`    what if: first changed number ${first.toFixed(0)} ms after the drop`);
        await page.waitForFunction(() => window.pavise.battle.complete && window.pavise.editor.data.changed, null, { timeout: 30000 });
        const after = await page.evaluate(() => window.pavise.things.find((t) => t.name === "north").lat);
        assert.ok(Math.abs(after - before) > 0.01, `north moved from ${before} to ${after}`);
        await page.waitForFunction(() => (window.pavise.whatif.last.measures[0].difference?.lo ?? null) !== null, null, { timeout: 60000 });
        await settle(page);
        await page.shot("scenario-dragged");
        // The difference of the leakers stands in the panel, with its interval.
        assert.match(await page.textContent("#panel-whatif"), /difference[\s\S]*\[/);
        await page.keyboard.press("Escape");
        await page.keyboard.press("Control+z");
        await page.waitForFunction((lat) => Math.abs(window.pavise.things.find((t) => t.name === "north").lat - lat) < 1e-9 && window.pavise.battle.complete, before, { timeout: 30000 });
        await page.keyboard.press("Control+y");
        await page.waitForFunction((lat) => Math.abs(window.pavise.things.find((t) => t.name === "north").lat - lat) > 0.01, before, { timeout: 30000 });
        // Save: the difference first, then the file, with its comments.
        await page.keyboard.press("Control+s");
        await page.waitForSelector("dialog[open] .diff");
        await page.shot("scenario-save");
        assert.match(await page.textContent("dialog .diff"), /-\s+at: \[-23\.90, 133\.30\]/);
        const text = fs.readFileSync(file, "utf8");
        await page.click("dialog button.primary");
        await page.waitForFunction(() => !document.querySelector("dialog[open]"), null, { timeout: 30000 });
        const saved = fs.readFileSync(file, "utf8");
        assert.notEqual(saved, text);
        assert.match(saved, /# from the catalogue; what follows overrides it/);
        assert.equal(saved.split("\n").length, text.split("\n").length);
        assert.deepEqual(await page.faults(), []);
        await server.stop();
    },

    async "with the keyboard alone: select, move, add, undo"(chromium) {
        const server = await serve(["view", copy("keys.yaml"), "--jobs", "1"]);
        const page = await open(chromium, server.url);
        await ready(page);
        await page.waitForFunction(() => window.pavise.editor?.data);
        await page.keyboard.press("/");
        await page.keyboard.type("north");
        await page.keyboard.press("Enter");
        assert.equal(await page.evaluate(() => window.pavise.nameOf(window.pavise.selection)), "north");
        const lat = await page.evaluate(() => window.pavise.things.find((t) => t.name === "north").lat);
        await page.keyboard.press("i");
        await page.waitForFunction((lat) => window.pavise.things.find((t) => t.name === "north").lat > lat + 1e-4 && window.pavise.editor.revision === 1, lat, { timeout: 30000 });
        // A unit is added from the catalogue without a mouse.
        await page.evaluate(() => window.pavise.editor.openCatalogue());
        await page.waitForSelector('.sheet input[type="search"]');
        await page.keyboard.type("gepard");
        await page.keyboard.press("Tab");
        await page.keyboard.press("Tab");
        await page.shot("catalogue");
        await page.keyboard.press("Enter");
        assert.ok(await page.evaluate(() => Boolean(window.pavise.editor.placing)));
        await page.focus("#globe");
        await page.keyboard.press("Enter");
        await page.waitForFunction(() => window.pavise.things.some((t) => /^gepard-1$/.test(t.name)), null, { timeout: 30000 });
        // The help sheet, and out of it.
        await page.keyboard.press("?");
        await page.waitForSelector("#help[open]");
        await page.shot("help");
        await page.keyboard.press("Escape");
        // Time, rate, camera, show.
        const state = () => page.evaluate(() => ({ t: window.pavise.t, rate: window.pavise.rate, show: window.pavise.options.show, c: window.pavise.globe.cameraState() }));
        const a = await state();
        await page.keyboard.press("ArrowRight");
        await page.keyboard.press("]");
        await page.keyboard.press("p");
        await page.keyboard.press("+");
        await page.keyboard.press("Alt+ArrowLeft");
        await page.keyboard.press("e");
        await settle(page);
        const b = await state();
        assert.ok(b.t > a.t && b.rate > a.rate && b.show === "picture" && b.c.range < a.c.range && Math.abs(b.c.lon - a.c.lon) > 1e-6);
        await page.keyboard.press("End");
        assert.equal((await state()).t, await page.evaluate(() => window.pavise.end));
        assert.deepEqual(await page.faults(), []);
        await server.stop();
    },
};
