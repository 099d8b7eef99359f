// SPDX-License-Identifier: Apache-2.0
// The arithmetic of paths and places against the C program's and against published values.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Battle } from "../../src/data/battle.js";
import { RecordStream } from "../../src/data/record.js";
import { ecefFromLlh, inverse, llhFromEcef } from "../../src/data/paths.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const { PAVISE, VIEWER_POSITIONS } = process.env;

export function readRecord(file, piece = 50021) {
    const bytes = fs.readFileSync(file);
    let battle;
    const s = new RecordStream({ meta: (m) => (battle = new Battle(m)), chunk: (c) => battle.append(c) });
    for (let at = 0; at < bytes.length; at += piece) {
        s.push(bytes.subarray(at, at + piece));
    }
    s.end();
    return { battle, stream: s };
}

test("places of every kind of segment are those of the C program", { skip: !(PAVISE && VIEWER_POSITIONS) && "PAVISE and VIEWER_POSITIONS are not set: run by ctest" }, () => {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "pavise-"));
    const record = path.join(dir, "a.pvr");
    execFileSync(PAVISE, ["run", path.join(here, "../data/every-kind.yaml"), "--record", record, "--quiet"]);
    const rows = execFileSync(VIEWER_POSITIONS, [record], { encoding: "utf8" }).trim().split("\n");
    const { battle } = readRecord(record);
    const out = new Float64Array(3);
    const kinds = new Set();
    let worst = 0;
    for (const row of rows) {
        const [threat, t, x, y, z] = row.split(" ").map(Number);
        assert.ok(battle.placeOnPath(threat, t * 1e-9, out, 0));
        kinds.add(battle.segKind.a[battle.segFirst[threat] + battle.segHint[threat]]);
        worst = Math.max(worst, Math.hypot(out[0] - x, out[1] - y, out[2] - z));
    }
    assert.ok(rows.length > 500, `${rows.length} places`);
    assert.deepEqual([...kinds].sort(), [0, 1, 2], "arc, ballistic and profile all occurred");
    assert.ok(worst < 1e-4, `largest difference ${worst} m, wanted below 0.1 mm`);
    fs.rmSync(dir, { recursive: true });
});

test("a place survives the way to ECEF and back, from pole to pole, from the ground to 3000 km", () => {
    for (let lat = -90; lat <= 90; lat += 7.5) {
        for (const h of [-100, 0, 3000, 400e3, 3e6]) {
            const [x, y, z] = ecefFromLlh(lat, 133.25, h);
            const [lat2, lon2, h2] = llhFromEcef(x, y, z);
            assert.ok(Math.abs(lat2 - lat) < 1e-9, `latitude ${lat} at ${h} m came back as ${lat2}`);
            assert.ok(Math.abs(lat) === 90 || Math.abs(lon2 - 133.25) < 1e-9);
            assert.ok(Math.abs(h2 - h) < 2e-3, `height ${h} at ${lat} came back as ${h2}`);
        }
    }
});

test("distances are those that Vincenty printed", () => {
    // Vincenty 1975, example (a), recomputed on WGS-84 by Geoscience Australia: Flinders Peak to Buninyong.
    const r = inverse(-(37 + 57 / 60 + 3.7203 / 3600), 144 + 25 / 60 + 29.5244 / 3600, -(37 + 39 / 60 + 10.1561 / 3600), 143 + 55 / 60 + 35.3839 / 3600);
    assert.ok(Math.abs(r.distance_m - 54972.271) < 1e-2, `${r.distance_m}`);
    assert.ok(Math.abs(r.bearing_deg - (306 + 52 / 60 + 5.37 / 3600)) < 1e-4, `${r.bearing_deg}`);
    assert.equal(inverse(10, 20, 10, 20).distance_m, 0);
});
