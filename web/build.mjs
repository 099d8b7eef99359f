// SPDX-License-Identifier: Apache-2.0
// Builds dist/: the page, its scripts and styles, the base map, each also compressed. What is built
// hangs on nothing but the sources and the lock file: the same bytes each time.
import fs from "node:fs";
import path from "node:path";
import zlib from "node:zlib";
import { fileURLToPath } from "node:url";
import esbuild from "esbuild";
import { makeMap, makePlaces } from "./tools/map.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const out = path.resolve(process.argv.slice(2).find((a) => !a.startsWith("--")) ?? path.join(here, "dist"));
const quick = process.argv.includes("--quick"); // no compression: for work on the page
const assets = path.join(out, "assets");

// Cesium marks what only its debug build needs; our page does without.
const withoutDebug = {
    name: "without-debug",
    setup(build) {
        // Credits stand in the help sheet and in licences.txt; Cesium's own display injects styles.
        build.onLoad({ filter: /Scene[\\/]CreditDisplay\.js$/ }, () => ({
            contents: "export default class CreditDisplay { beginFrame() {} endFrame() {} update() {} addStaticCredit() {} removeStaticCredit() {} addCreditToNextFrame() {} destroy() {} isDestroyed() { return false; } }",
            loader: "js",
        }));
        build.onLoad({ filter: /@cesium[\\/]engine[\\/]Source[\\/].*\.js$/ }, async ({ path: file }) => {
            const text = await fs.promises.readFile(file, "utf8");
            const contents = text.replace(/\/\/>>includeStart\('debug'[\s\S]*?\/\/>>includeEnd\('debug'\);?/g, "");
            return { contents, loader: "js" };
        });
        // Never used here: splats, mesh codecs. Left out, they save a megabyte.
        build.onResolve({ filter: /^(@spz-loader\/core|@cesium\/wasm-splats|meshoptimizer|draco3d|ktx-parse|protobufjs.*|dompurify|@zip\.js\/.*|jsep|lerc)$/ }, (args) =>
            args.importer.includes("@cesium") ? { path: args.path, namespace: "unused" } : undefined,
        );
        build.onLoad({ filter: /.*/, namespace: "unused" }, () => ({
            contents: "module.exports = {};",
            loader: "js",
        }));
    },
};

async function scripts() {
    const common = {
        bundle: true, minify: !quick, target: ["es2022"], legalComments: "none", logLevel: "warning",
        define: { CESIUM_BASE_URL: '"assets/"' },
    };
    const main = await esbuild.build({
        ...common, entryPoints: [path.join(here, "src/main.js")], format: "esm", outfile: path.join(assets, "main.js"),
        plugins: [withoutDebug], metafile: true,
    });
    await esbuild.build({
        ...common, format: "iife", outdir: assets,
        entryPoints: { boot: path.join(here, "src/boot.js"), "record-worker": path.join(here, "src/data/worker.js"), "map-worker": path.join(here, "src/map/worker.js") },
    });
    await esbuild.build({
        ...common, entryPoints: [path.join(here, "src/style.css")], outfile: path.join(assets, "style.css"),
    });
    return main.metafile;
}

function licences() {
    const parts = [];
    for (const name of ["@cesium/engine", "milsymbol", "uplot", "world-atlas", "city-timezones"]) {
        const dir = path.join(here, "node_modules", name);
        const { version, license } = JSON.parse(fs.readFileSync(path.join(dir, "package.json")));
        const file = fs.readdirSync(dir).find((f) => /^licen[cs]e/i.test(f));
        parts.push(`${name} ${version} (${license})\n\n${file ? fs.readFileSync(path.join(dir, file), "utf8") : ""}`);
    }
    return parts.join("\n\n----------------------------------------\n\n");
}

function compress(dir) {
    for (const name of fs.readdirSync(dir).sort()) {
        const file = path.join(dir, name);
        if (fs.statSync(file).isDirectory()) {
            compress(file);
        } else if (/\.(js|css|json|html|txt|svg)$/.test(name)) {
            const bytes = fs.readFileSync(file);
            fs.writeFileSync(`${file}.gz`, zlib.gzipSync(bytes, { level: 9 }));
            const brotli = { params: { [zlib.constants.BROTLI_PARAM_QUALITY]: 11, [zlib.constants.BROTLI_PARAM_SIZE_HINT]: bytes.length } };
            fs.writeFileSync(`${file}.br`, zlib.brotliCompressSync(bytes, brotli));
        }
    }
}

fs.rmSync(out, { recursive: true, force: true });
fs.mkdirSync(assets, { recursive: true });
await scripts();
fs.writeFileSync(path.join(assets, "map.json"), makeMap());
fs.writeFileSync(path.join(assets, "places.json"), makePlaces());
fs.writeFileSync(path.join(assets, "licences.txt"), licences());
fs.copyFileSync(path.join(here, "src/index.html"), path.join(out, "index.html"));
fs.copyFileSync(path.join(here, "src/icon.svg"), path.join(assets, "icon.svg"));
if (!quick) {
    compress(out);
}
