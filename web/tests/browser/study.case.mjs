// SPDX-License-Identifier: Apache-2.0
// A study's folder and a live battle in the viewer.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { open, program, ready, scratch, serve, settle, source, web } from "./harness.mjs";

export default {
    async "a study's folder shows its figures, and a replication is picked and played"(chromium) {
        const folder = path.join(scratch, "study");
        execFileSync(program, ["study", path.join(source, "scenarios/first-steps.yaml"), "--replications", "30", "--out", folder, "--quiet"]);
        const server = await serve(["view", folder]);
        const page = await open(chromium, server.url);
        await ready(page);
        await page.waitForSelector("#panel-study td button.link", { timeout: 30000 });
        assert.match(await page.textContent("#panel-study"), /leakers/);
        await settle(page);
        await page.shot("study");
        const was = await page.evaluate(() => window.pavise.battleNumber);
        await page.click("#panel-study td button.link >> nth=3");
        await page.waitForFunction((n) => window.pavise.battleNumber > n && window.pavise.slot.battle?.complete, was, { timeout: 30000 });
        assert.deepEqual(await page.faults(), []);
        await server.stop();
    },

    async "a live battle grows while two browsers watch"(chromium) {
        const server = await serve(["run", "--live", "--rate", "20", path.join(web, "tests/data/every-kind.yaml")]);
        const one = await open(chromium, server.url, { width: 760, height: 480 });
        const two = await open(chromium, server.url, { width: 420, height: 420 });
        for (const page of [one, two]) {
            await page.waitForFunction(() => window.pavise?.battle?.t.n > 3 && window.pavise.t > 15, null, { timeout: 90000 });
        }
        const t = await one.evaluate(() => window.pavise.end);
        await one.waitForFunction((t) => window.pavise.end > t + 20 || window.pavise.battle.complete, t, { timeout: 90000 });
        await settle(one);
        await one.shot("live");
        assert.match(await one.textContent("#liveness"), /live|ended/);
        // Scrubbing back leaves the edge of what happens; the battle goes on.
        await one.evaluate(() => window.pavise.seek(1));
        await one.waitForTimeout(1500);
        assert.ok((await one.evaluate(() => window.pavise.t)) < (await one.evaluate(() => window.pavise.end)) - 5);
        assert.deepEqual(await one.faults(), []);
        assert.deepEqual(await two.faults(), []);
        await server.stop();
    },
};
