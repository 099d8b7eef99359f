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

    async "log, story, timeline, picture, measure and address"(chromium) {
        const server = await serve(["view", record]);
        const page = await open(chromium, server.url, { hash: "t=900" });
        await ready(page);
        // A line of the log: the clock goes there, the threat is selected, the pair marked, its story told.
        await page.click("#tab-log");
        await page.waitForSelector(".lines button:not([hidden])");
        await page.fill('.filters input', "fires");
        await page.waitForFunction(() => [...document.querySelectorAll(".lines button:not([hidden]) .what")].every((n) => n.textContent.includes("fires")));
        await page.click(".lines button:not([hidden])");
        const after = await page.evaluate(() => ({ t: window.pavise.t, pair: window.pavise.pair && window.pavise.battle.kindName(window.pavise.pair.event), sel: window.pavise.selection?.what }));
        assert.equal(after.pair, "fired");
        assert.equal(after.sel, "threat");
        await settle(page);
        await page.shot("record-log-pair");
        assert.match(await page.textContent("#left .story"), /launched.*seen by.*tracked by/s);
        // A clause of the story is a link to its moment.
        await page.click("#left .story a >> nth=1");
        assert.ok((await page.evaluate(() => window.pavise.t)) < after.t);
        // The timeline: a click takes the clock there; a drag scrubs; the wheel zooms.
        const box = await page.locator("#timeline").boundingBox();
        await page.mouse.click(box.x + box.width * 0.7, box.y + 30);
        const t1 = await page.evaluate(() => window.pavise.t);
        await page.mouse.move(box.x + box.width * 0.7, box.y + 30);
        await page.mouse.down();
        await page.mouse.move(box.x + box.width * 0.4, box.y + 30, { steps: 4 });
        await page.mouse.up();
        assert.ok((await page.evaluate(() => window.pavise.t)) < t1);
        await page.mouse.wheel(0, -300);
        await page.waitForFunction(() => window.pavise.timeline.to - window.pavise.timeline.from < window.pavise.end * 0.95);
        // What command believes: tracks with ellipses, then both.
        await page.evaluate(() => window.pavise.seek(1000));
        await page.click('#show [data-show="both"]');
        await page.waitForFunction(() => window.pavise.picture.whole && window.pavise.picture.shown > 0, null, { timeout: 60000 });
        await settle(page);
        await page.shot("record-both");
        const off = await page.evaluate(() => {
            const p = window.pavise;
            const o = new Float64Array(3);
            const miss = [];
            for (const h of p.battle.holds) {
                if (h.from <= p.t && h.to > p.t && p.battle.place(h.threat, p.t, o, 0)) {
                    const e = p.picture.estimate(h.threat, p.t);
                    if (e && e.age < 15) {
                        miss.push(Math.hypot(e.place[0] - o[0], e.place[1] - o[1], e.place[2] - o[2]));
                    }
                }
            }
            return miss.sort((a, b) => a - b)[Math.floor(miss.length / 2)];
        });
        assert.ok(off < 3000, `the middle track is ${off} m off the truth`);
        await page.click('#show [data-show="picture"]');
        await settle(page);
        await page.shot("record-picture");
        // Measures between two places.
        await page.keyboard.press("Escape");
        await page.keyboard.press("m");
        await page.mouse.click(500, 300);
        await page.mouse.click(700, 420);
        await page.waitForFunction(() => window.pavise.measure.total > 100);
        await page.shot("record-measure");
        await page.keyboard.press("Escape");
        // The address opens the same view.
        await page.waitForFunction(() => location.hash.includes("t="));
        await page.waitForTimeout(600);
        const hash = await page.evaluate(() => location.hash.slice(1));
        const again = await open(chromium, server.url, { hash });
        await ready(again);
        assert.ok(Math.abs((await again.evaluate(() => window.pavise.t)) - (await page.evaluate(() => window.pavise.t))) < 0.2);
        assert.equal(await again.evaluate(() => window.pavise.options.show), "picture");
        // A picture and frames are saved.
        const [download] = await Promise.all([page.waitForEvent("download"), page.evaluate(async () => {
            document.getElementById("share-button").click();
            document.querySelector("#share .row:nth-of-type(2) button").click();
        })]);
        assert.match(download.suggestedFilename(), /^pavise-\d{6}\.png$/);
        assert.deepEqual(await page.faults(), []);
        await server.stop();
    },
};
