// SPDX-License-Identifier: Apache-2.0
// A real report in a real browser: made from a small study by the program itself, opened from disk at desktop and phone width, in both themes and in
// print. Fails on any message of the console, any request that leaves the page, a figure that is missing, or text that runs out of the page.
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url)), report = path.dirname(here), source = path.dirname(report);
const skip = (why) => {
    console.log(`skipped: ${why}`);
    process.exit(77);
};
const pavise = process.env.PAVISE ?? path.join(source, "build/pavise"), browserPath = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].find((f) => fs.existsSync(f));
if (!fs.existsSync(path.join(report, "dist/report.html"))) skip("report/dist is not built (make viewer)");
if (!browserPath) skip("no Chromium is here");
const { chromium } = await import("playwright-core").catch(() => skip("playwright-core is not installed (npm ci in report/)"));

const shots = path.join(report, "shots"), folder = fs.mkdtempSync(path.join(os.tmpdir(), "pavise-report-"));
fs.mkdirSync(shots, { recursive: true });
const check = (holds, what) => {
    if (!holds) throw new Error(what);
};

/** What must be drawn for a study that asks everything, and what must not for one that asks nothing. */
const ALL = ["headline", "differences-leakers", "cases", "flow", "distribution", "magazines", "channels", "one-more", "goal", "counterfactuals", "structural", "sharing", "convergence", "inputs"];

async function open(browser, file, options) {
    const context = await browser.newContext(options), page = await context.newPage(), said = [];
    page.on("console", (m) => said.push(m.text()));
    page.on("pageerror", (e) => said.push(String(e)));
    page.on("request", (r) => { if (!/^(file|data|blob):/.test(r.url())) said.push(`request to ${r.url()}`); });
    await page.goto(`file://${file}`);
    check(said.length === 0, `the page said: ${said.join("; ")}`);
    return page;
}

const text = (page) => page.evaluate(() => document.querySelector("main").innerText);

try {
    const study = path.join(folder, "all"), plain = path.join(folder, "plain");
    execFileSync(pavise, ["study", path.join(source, "studies/two-more-guns.yaml"), "--replications", "30", "--out", study, "--quiet"], { stdio: "inherit" });
    execFileSync(pavise, ["study", path.join(source, "scenarios/first-steps.yaml"), "--replications", "20", "--out", plain, "--quiet"], { stdio: "inherit" });
    for (const dir of [study, plain]) execFileSync(pavise, ["report", dir, "--quiet"], { stdio: "inherit" });

    const browser = await chromium.launch({ executablePath: browserPath, args: ["--no-sandbox"] });
    const file = path.join(study, "report.html"), wide = await open(browser, file, { viewport: { width: 1100, height: 900 } });
    for (const id of ALL) check(await wide.$(`section#${id} h2`), `the figure "${id}" is missing`);
    check(!/undefined is|NaN|\[object/.test(await text(wide)), "a number or object came out as text of the program");
    check((await wide.$$("section details.data a[download]")).length >= 10, "figures lack their data");
    await wide.screenshot({ path: path.join(shots, "desktop.png"), fullPage: true });
    await wide.pdf({ path: path.join(shots, "print.pdf"), format: "A4" });
    const dark = await open(browser, file, { viewport: { width: 1100, height: 900 }, colorScheme: "dark" });
    await dark.screenshot({ path: path.join(shots, "dark.png"), fullPage: true });
    const phone = await open(browser, file, { viewport: { width: 390, height: 800 }, deviceScaleFactor: 2 });
    check(await phone.evaluate(() => document.documentElement.scrollWidth <= window.innerWidth), "the page runs out of a phone's width");
    await phone.screenshot({ path: path.join(shots, "phone.png"), fullPage: true });
    const bare = await open(browser, path.join(plain, "report.html"), { viewport: { width: 1100, height: 900 } });
    for (const id of ["differences-leakers", "goal", "one-more", "counterfactuals", "structural"]) check(!(await bare.$(`section#${id}`)), `"${id}" is drawn though the study did not ask for it`);
    await browser.close();
    console.log("the report opens, wide, narrow, dark and in print");
} finally {
    fs.rmSync(folder, { recursive: true, force: true });
}
