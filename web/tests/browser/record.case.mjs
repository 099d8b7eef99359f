// SPDX-License-Identifier: Apache-2.0
// A record in the viewer: it opens, plays, scrubs, and says what is so at each moment.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import path from "node:path";
import { open, program, ready, scratch, serve, settle, web } from "./harness.mjs";

const record = path.join(scratch, "every-kind.pvr");
execFileSync(program, ["run", path.join(web, "tests/data/every-kind.yaml"), "--record", record, "--quiet"]);

export default {
    async "a record opens, plays, scrubs both ways and steps"(chromium) {
        const server = await serve(["view", record]);
        const page = await open(chromium, server.url);
        await ready(page);
        await page.shot("record-begin");
        assert.match(await page.textContent("#name"), /Every kind/);
        // Plays: the clock moves.
        await page.keyboard.press("Space");
        await page.waitForFunction(() => window.pavise.t > 20);
        await page.keyboard.press("Space");
        assert.equal(await page.evaluate(() => window.pavise.playing), false);
        // Scrubs there and back: the same moment gives the same places.
        const at = (t) => page.evaluate((t) => {
            const p = window.pavise;
            p.seek(t);
            const o = new Float64Array(3);
            const out = [];
            for (let i = 0; i < p.battle.nThreats; i++) {
                if (p.battle.place(i, t, o, 0)) {
                    out.push([i, ...o]);
                }
            }
            return out;
        }, t);
        const once = await at(900);
        await at(3000);
        await at(10);
        assert.deepEqual(await at(900), once);
        assert.ok(once.length > 5, "threats are in the air a quarter of an hour in");
        await settle(page);
        await page.shot("record-15-min");
        // Steps: to the next event, and the log shows it.
        const t = await page.evaluate(() => window.pavise.t);
        await page.keyboard.press("ArrowRight");
        assert.ok((await page.evaluate(() => window.pavise.t)) > t);
        assert.deepEqual(await page.faults(), []);
        await server.stop();
    },
};
