// SPDX-License-Identifier: Apache-2.0
// The designed states: first run, what cannot be read, a lost connection; both themes; a phone; what
// screen readers are told (axe-core).
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import path from "node:path";
import { open, program, ready, scratch, serve, settle, source, web } from "./harness.mjs";
import { serveRecord } from "../../dev/server.mjs";

const record = path.join(scratch, "states.pvr");
execFileSync(program, ["run", path.join(web, "tests/data/every-kind.yaml"), "--record", record, "--quiet"]);

// axe-core runs in the page: its script is handed in by the test, past the page's policy, not asked for.
async function axe(page, name) {
    await page.evaluate(fs.readFileSync(path.join(web, "node_modules/axe-core/axe.min.js"), "utf8"));
    const found = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "best-practice"] }));
    const list = found.violations.map((v) => `${v.id} (${v.impact}): ${v.nodes.slice(0, 3).map((n) => `${n.target} ${n.any?.[0]?.message ?? ""}`).join("; ")}`);
    assert.deepEqual(list, [], `accessibility of ${name}`);
}

export default {
    async "first run offers examples and opens one"(chromium) {
        const server = await serve(["view"]);
        const page = await open(chromium, server.url);
        await page.waitForSelector("#cover .examples button", { timeout: 30000 });
        await page.shot("first-run");
        await axe(page, "first run");
        await page.click('#cover .examples button:has-text("First steps")');
        await page.waitForFunction(() => window.pavise.battle?.complete, null, { timeout: 60000 });
        assert.equal(await page.isVisible("#cover"), false);
        assert.deepEqual(await page.faults(), []);
        await server.stop();
    },

    async "what cannot be read is said with file and line, and read again when mended"(chromium) {
        const file = path.join(scratch, "wrong.yaml");
        const good = fs.readFileSync(path.join(source, "scenarios/first-steps.yaml"), "utf8");
        fs.writeFileSync(file, good.replace("type: s-400-battalion", "type: s-4OO-battalion"));
        const server = await serve(["view", file, "--jobs", "1"]);
        const page = await open(chromium, server.url);
        await page.waitForSelector('#cover [role="alert"]', { timeout: 30000 });
        await page.shot("failed-scenario");
        assert.match(await page.textContent("#cover"), /wrong\.yaml:\d+:\d+.*s-4OO-battalion/);
        await axe(page, "a failed scenario");
        fs.writeFileSync(file, good);
        await page.click("#cover button.primary");
        await page.waitForFunction(() => window.pavise.battle?.complete, null, { timeout: 60000 });
        assert.deepEqual(await page.faults(), []);
        await server.stop();
        // A record that was cut off.
        const cut = path.join(scratch, "cut.pvr");
        fs.writeFileSync(cut, fs.readFileSync(record).subarray(0, 20000));
        const second = await serve(["view", cut]);
        const page2 = await open(chromium, second.url);
        await page2.waitForSelector('#cover [role="alert"]', { timeout: 30000 });
        await page2.shot("failed-record");
        assert.deepEqual(await page2.faults(), []);
        await second.stop();
    },

    async "a lost connection is said, what is here stays, and it comes back"(chromium) {
        const server = await serveRecord(record);
        const page = await open(chromium, server.url, { allow: [/WebSocket/] });
        await ready(page);
        server.drop();
        await page.waitForSelector("#notes .bad", { timeout: 10000 });
        await page.shot("connection-lost");
        assert.ok(await page.evaluate(() => window.pavise.battle.t.n > 0));
        await page.waitForFunction(() => !document.querySelector("#notes .bad"), null, { timeout: 20000 });
        server.close();
    },

    async "both themes, with axe"(chromium) {
        const server = await serve(["view", record]);
        for (const dark of [true, false]) {
            const page = await open(chromium, server.url, { dark, hash: "t=1000" });
            await ready(page);
            assert.equal(await page.getAttribute("html", "data-theme"), dark ? "dark" : "light");
            await page.evaluate(() => window.pavise.nextThreat(true));
            await settle(page);
            await page.shot(dark ? "theme-dark" : "theme-light");
            await axe(page, dark ? "dark" : "light");
            await page.click("#tab-log");
            await settle(page);
            await axe(page, `the log, ${dark ? "dark" : "light"}`);
            await page.click("#layers-button");
            await page.shot(dark ? "log-dark" : "log-light");
            await axe(page, "layers");
            // The ground of the theme is on the globe: coarse content of the picture.
            const light = await page.evaluate(() => {
                const c = window.pavise.globe.snapshot();
                const d = c.getContext("2d").getImageData(c.width / 2, c.height / 2 - 60, 40, 40).data;
                return d.reduce((s, v, i) => s + (i % 4 === 3 ? 0 : v), 0) / (d.length * 0.75);
            });
            assert.ok(dark ? light < 90 : light > 160, `mean brightness ${light.toFixed(0)}`);
            await page.click("#theme-button");
            assert.equal(await page.getAttribute("html", "data-theme"), dark ? "light" : "dark");
            assert.deepEqual(await page.faults(), []);
            await page.context().close();
        }
        await server.stop();
    },

    async "a phone: looking, with touch"(chromium) {
        const server = await serve(["view", record]);
        const page = await open(chromium, server.url, { width: 390, height: 780, touch: true, hash: "t=1000" });
        await ready(page);
        await settle(page);
        await page.shot("phone-globe");
        const wide = await page.evaluate(() => document.documentElement.scrollWidth);
        assert.ok(wide <= 390, `the page is ${wide} px wide`);
        await page.tap('#tabs [data-tab="right"]');
        await settle(page);
        await page.shot("phone-numbers");
        await page.tap('#tabs [data-tab="left"]');
        await page.shot("phone-scenario");
        await axe(page, "phone");
        await page.tap('#tabs [data-tab="globe"]');
        // A tap on a symbol selects it.
        const [x, y] = await page.evaluate(() => {
            const p = window.pavise;
            const out = new Float64Array(3);
            const t = p.things.find((k) => k.name === "north");
            p.globe.view.project(t.ecef[0], t.ecef[1], t.ecef[2], out);
            return [out[0], out[1]];
        });
        await page.touchscreen.tap(x, y);
        await page.waitForFunction(() => window.pavise.selection, null, { timeout: 10000 });
        await page.tap("#play");
        await page.waitForFunction(() => window.pavise.t > 1001, null, { timeout: 20000 });
        assert.deepEqual(await page.faults(), []);
        await server.stop();
    },
};
