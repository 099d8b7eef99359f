// SPDX-License-Identifier: Apache-2.0
// Builds dist/report.html: one page with style and script inside; pavise report puts a study's results in their place.
import fs from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.join(here, "dist");
const bundle = async (file, options) => (await esbuild.build({ entryPoints: [path.join(here, "src", file)], bundle: true, minify: true, write: false, legalComments: "none", logLevel: "warning", ...options })).outputFiles[0].text.trim();

const style = await bundle("style.css", {});
const script = await bundle("main.js", { format: "iife", target: ["es2022"] });
const page = fs.readFileSync(path.join(here, "src/index.html"), "utf8");
fs.mkdirSync(out, { recursive: true });
// "</script" inside a script would end it; functions, so that $ in the code is no pattern
fs.writeFileSync(path.join(out, "report.html"), page.replace("/*STYLE*/", () => style).replace("/*SCRIPT*/", () => script.replaceAll("</script", "<\\/script")));
