// SPDX-License-Identifier: Apache-2.0
// The record's reader: right bytes in any pieces, wrong bytes refused in words.
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { Battle } from "../../src/data/battle.js";
import { RecordStream, crc32 } from "../../src/data/record.js";
import { readAddress, writeAddress } from "../../src/ui/address.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const { PAVISE } = process.env;
const skip = !PAVISE && "PAVISE is not set: run by ctest";

function make() {
    const dir = fs.mkdtempSync(path.join(os.tmpdir(), "pavise-"));
    const file = path.join(dir, "a.pvr");
    const json = JSON.parse(execFileSync(PAVISE, ["run", path.join(here, "../data/every-kind.yaml"), "--record", file, "--json"], { encoding: "utf8" }));
    const bytes = fs.readFileSync(file);
    fs.rmSync(dir, { recursive: true });
    return { bytes, json };
}

function read(bytes, piece) {
    let battle = null;
    const s = new RecordStream({ meta: (m) => (battle = new Battle(m)), chunk: (c) => battle.append(c) });
    for (let at = 0; at < bytes.length; at += piece) {
        s.push(bytes.subarray(at, at + piece));
    }
    s.end();
    return battle;
}

test("the checksum is CRC-32 of ISO 3309", () => {
    assert.equal(crc32(new TextEncoder().encode("123456789")), 0xcbf43926);
    assert.equal(crc32(new TextEncoder().encode("12345678")), 0x9ae0daaf);
});

test("what the page counts is what the program counts", { skip }, () => {
    const { bytes, json } = make();
    const b = read(bytes, 65536);
    const end = b.endT;
    assert.equal(b.count("launch", end), json.threats.launched);
    assert.equal(b.count("killed", end), json.threats.killed);
    assert.equal(b.count("soft-killed", end), json.threats.soft_killed);
    assert.equal(b.count("failed", end), json.threats.failed);
    assert.equal(b.count("hit", end), json.threats.hit);
    assert.equal(b.count("missed", end), json.threats.missed);
    assert.equal(b.shots.length, json.interceptors.fired);
    const leakers = b.threatLeak.filter((x) => x >= 0).length;
    assert.equal(leakers, json.threats.armed.hit + json.threats.armed.missed);
    for (const [i, u] of b.meta.units.entries()) {
        assert.equal(b.rounds[i].reduce((n, _, k) => n + b.roundsLeft(i, k, end), 0) <= json.units[u.name].rounds_left, true, u.name);
        assert.equal(b.shots.filter((s) => s.unit === i).length, json.units[u.name].fired, u.name);
    }
});

test("pieces of any size give the same battle", { skip }, () => {
    const { bytes } = make();
    const one = read(bytes, bytes.length);
    for (const piece of [1, 17, 4096]) {
        const b = read(bytes, piece);
        assert.equal(b.t.n, one.t.n);
        assert.deepEqual(b.t.a.slice(0, b.t.n), one.t.a.slice(0, one.t.n));
        assert.deepEqual(Array.from(b.segFirst), Array.from(one.segFirst));
    }
});

test("damage is refused in words", { skip }, () => {
    const { bytes } = make();
    const bad = (change) => {
        const copy = Uint8Array.from(bytes);
        return () => read(change(copy) ?? copy, 4096);
    };
    assert.throws(bad((b) => void (b[0] = 1)), /no record of Pavise/);
    assert.throws(bad((b) => void (b[8] = 9)), /version 9/);
    assert.throws(bad((b) => void (b[40] ^= 1)), /header does not match/);
    assert.throws(bad((b) => void (b[b.length >> 1] ^= 1)), /checksum/);
    assert.throws(bad((b) => b.subarray(0, b.length >> 1)), /cut off/);
    assert.throws(bad((b) => b.subarray(0, 10)), /cut off/);
    assert.throws(() => read(new Uint8Array(0), 1), /cut off/);
});

test("bytes at random never hang or break the reader", () => {
    let seed = 12345;
    const random = () => (seed = (Math.imul(seed, 1103515245) + 12345) >>> 0) / 2 ** 32;
    for (let i = 0; i < 300; i++) {
        const n = Math.floor(random() * 400);
        const bytes = Uint8Array.from({ length: n }, () => random() * 256);
        bytes.set([0x89, 0x50, 0x56, 0x52, 0x0d, 0x0a, 0x1a, 0x0a, 1, 0, 0, 0].slice(0, n));
        assert.throws(() => read(bytes, 64), (e) => e.name === "RecordError" || e instanceof SyntaxError);
    }
});

test("the address of a view reads back as it was written", () => {
    const view = { t: 3600.5, camera: { lat: -24.1, lon: 133.2, range: 600000, heading: 12, pitch: -60 }, selection: { what: "threat", name: "drones/4" }, show: "both", rate: 300 };
    const hash = writeAddress(view);
    assert.deepEqual(readAddress(`#${hash}`), view);
    assert.deepEqual(readAddress("#t=x&c=1,2&s=foo:bar&show=no"), {});
});
