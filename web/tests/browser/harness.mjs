// SPDX-License-Identifier: Apache-2.0
// What every browser test shares: the program serving a file, a page in headless Chromium that fails
// on any console error, any CSP violation and any request that leaves the server, and screenshots.
import { spawn } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";

const here = path.dirname(fileURLToPath(import.meta.url));
export const web = path.join(here, "../..");
export const source = path.join(web, "..");
export const shots = path.join(web, "shots");
export const program = process.env.PAVISE ?? path.join(source, "build/pavise");

/// A temporary folder that goes away with the run.
export const scratch = fs.mkdtempSync(path.join(os.tmpdir(), "pavise-web-"));
process.on("exit", () => fs.rmSync(scratch, { recursive: true, force: true }));

const CHROMIUM = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"].find((f) => fs.existsSync(f));

/// Why the tests cannot run here; null when they can.
export function missing() {
    if (process.env.PAVISE_NO_BROWSER) {
        return "PAVISE_NO_BROWSER is set";
    }
    if (!fs.existsSync(path.join(web, "node_modules/playwright-core"))) {
        return "web/node_modules is not there (make viewer)";
    }
    if (!fs.existsSync(path.join(web, "dist/index.html"))) {
        return "web/dist is not built (make viewer)";
    }
    if (!CHROMIUM) {
        return "no Chromium is installed (apt-get install chromium)";
    }
    return fs.existsSync(program) ? null : `${program} is not built`;
}

export async function browser() {
    const { chromium } = await import(path.join(web, "node_modules/playwright-core/index.mjs"));
    return chromium.launch({
        executablePath: CHROMIUM,
        args: ["--no-sandbox", "--use-angle=swiftshader", "--enable-unsafe-swiftshader", "--ignore-gpu-blocklist", "--disable-background-networking", "--disable-component-update"],
    });
}

const servers = new Set();
process.on("exit", () => servers.forEach((p) => p.kill("SIGKILL")));

/// pavise with these arguments as a server: {url, stop()}.
export function serve(args) {
    const child = spawn("nice", ["-n", "10", program, ...args, "--no-browser", ...(args[0] === "view" ? ["--page", path.join(web, "dist")] : [])], { stdio: ["ignore", "pipe", "pipe"] });
    servers.add(child);
    let said = "";
    child.stderr.on("data", (d) => (said += d));
    return new Promise((done, fail) => {
        let out = "";
        child.stdout.on("data", (d) => {
            out += d;
            const url = out.match(/http:\/\/\S+/);
            if (url) {
                done({ url: url[0], child, said: () => said, stop: () => new Promise((end) => {
                    child.once("exit", end);
                    child.kill("SIGTERM");
                    servers.delete(child);
                }) });
            }
        });
        child.once("exit", (code) => fail(new Error(`pavise ${args.join(" ")} ended with ${code}: ${said}`)));
    });
}

/// A page that keeps book of what it must not do.
export async function open(chromium, url, { width = 1360, height = 800, dark = true, touch = false, hash = "", motion = "reduce", allow = [] } = {}) {
    const context = await chromium.newContext({
        viewport: { width, height }, colorScheme: dark ? "dark" : "light", hasTouch: touch, reducedMotion: motion, serviceWorkers: "block",
    });
    const page = await context.newPage();
    const faults = [];
    const { origin } = new URL(url);
    page.on("console", (m) => {
        if (["error", "warning"].includes(m.type()) && !/GPU stall|swiftshader|GroupMarker|ReadPixels/i.test(m.text()) && !allow.some((a) => a.test(m.text()))) {
            faults.push(`console ${m.type()}: ${m.text()}`);
        }
    });
    page.on("pageerror", (e) => faults.push(`page error: ${e.message}`));
    page.on("request", (r) => {
        const u = new URL(r.url());
        if (!["data:", "blob:"].includes(u.protocol) && u.origin !== origin) {
            faults.push(`outside request: ${r.url()}`);
        }
    });
    await page.addInitScript(() => {
        window.cspViolations = [];
        document.addEventListener("securitypolicyviolation", (e) => window.cspViolations.push(`${e.violatedDirective}: ${e.blockedURI}`));
    });
    await page.goto(url + (hash ? `#${hash}` : ""), { timeout: 90000, waitUntil: "commit" });
    page.faults = async () => [...faults, ...(await page.evaluate(() => window.cspViolations).catch(() => []))];
    page.shot = (name) => page.screenshot({ path: path.join(shots, `${name}.png`) });
    return page;
}

/// The battle is whole and its first picture is drawn.
export async function ready(page, timeout = 60000) {
    await page.waitForFunction(() => window.pavise?.shown && window.pavise.battle?.complete, null, { timeout });
}

/// Lets the page draw what changed, twice.
export const settle = (page) => page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(() => requestAnimationFrame(done)))));

fs.mkdirSync(shots, { recursive: true });
