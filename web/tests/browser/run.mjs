// SPDX-License-Identifier: Apache-2.0
// Runs the browser tests, one after another, in one Chromium. Screenshots of each are kept in shots/.
//
//     node tests/browser/run.mjs [a word of the names to run]
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { browser, missing } from "./harness.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const why = missing();
if (why) {
    console.log(`skipped: ${why}`);
    process.exit(77);
}
const word = process.argv[2] ?? "";
const chromium = await browser();
let passed = 0;
let failed = 0;
for (const file of fs.readdirSync(here).filter((f) => f.endsWith(".case.mjs")).sort()) {
    const { default: cases } = await import(pathToFileURL(path.join(here, file)));
    for (const [name, run] of Object.entries(cases)) {
        if (!`${file} ${name}`.includes(word)) {
            continue;
        }
        const begin = Date.now();
        try {
            await run(chromium);
            passed++;
            console.log(`ok ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)`);
        } catch (e) {
            failed++;
            console.log(`not ok ${name} (${((Date.now() - begin) / 1000).toFixed(1)} s)\n    ${String(e.stack ?? e).replaceAll("\n", "\n    ")}`);
        }
        for (const context of chromium.contexts()) {
            await context.close();
        }
    }
}
await chromium.close();
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
