// SPDX-License-Identifier: Apache-2.0
// Reads a record (docs/reference/record-format.md) as it arrives: header, blocks, footer. What the
// file says of itself (names of kinds, ids, numbers) is taken from it; nothing of it is assumed.
// Every length is checked before it is used; every CRC is checked.

const MAGIC = [0x89, 0x50, 0x56, 0x52, 0x0d, 0x0a, 0x1a, 0x0a];
const MAX_META = 256 * 1024 * 1024;
const MAX_BLOCK = 16 * 1024 * 1024;
export const NONE = -1;

/// What is wrong with a record, in words for the reader of the page.
export class RecordError extends Error {
    constructor(message, what = "damaged") {
        super(message);
        this.name = "RecordError";
        this.what = what; // "damaged", "newer", "not-a-record", "cut"
    }
}

// --- CRC-32, eight bytes at a time -----------------------------------------------------------------
const CRC = (() => {
    const t = Array.from({ length: 8 }, () => new Int32Array(256));
    for (let i = 0; i < 256; i++) {
        let c = i;
        for (let k = 0; k < 8; k++) {
            c = c & 1 ? (c >>> 1) ^ 0xedb88320 : c >>> 1;
        }
        t[0][i] = c;
    }
    for (let i = 0; i < 256; i++) {
        for (let k = 1; k < 8; k++) {
            t[k][i] = (t[k - 1][i] >>> 8) ^ t[0][t[k - 1][i] & 255];
        }
    }
    return t;
})();

/// CRC-32 of ISO 3309 of bytes[from..to).
export function crc32(bytes, from = 0, to = bytes.length) {
    const [t0, t1, t2, t3, t4, t5, t6, t7] = CRC;
    let c = -1;
    let i = from;
    for (; i + 8 <= to; i += 8) {
        c ^= bytes[i] | (bytes[i + 1] << 8) | (bytes[i + 2] << 16) | (bytes[i + 3] << 24);
        c =
            t7[c & 255] ^
            t6[(c >>> 8) & 255] ^
            t5[(c >>> 16) & 255] ^
            t4[c >>> 24] ^
            t3[bytes[i + 4]] ^
            t2[bytes[i + 5]] ^
            t1[bytes[i + 6]] ^
            t0[bytes[i + 7]];
    }
    for (; i < to; i++) {
        c = (c >>> 8) ^ t0[(c ^ bytes[i]) & 255];
    }
    return ~c >>> 0;
}

/// The kinds of events as the metadata names them: [{name, level, ids, domains, numbers}], by number.
export function parseKinds(texts) {
    return texts.map((text) => {
        const [left, right = ""] = text.split("|");
        const [name, level, ...ids] = left.trim().split(/\s+/);
        const pairs = ids.map((x) => x.split(":"));
        return {
            name,
            level,
            ids: pairs.map((p) => p[0]),
            domains: pairs.map((p) => p[1]),
            numbers: right.trim() ? right.trim().split(/\s+/) : [],
        };
    });
}

function growTo(array, n) {
    if (array.length >= n) {
        return array;
    }
    const next = new array.constructor(Math.max(n, array.length * 2));
    next.set(array);
    return next;
}

/// Decodes events of a block's payload into columns. Path segments and plots, of which there are
/// many, stand apart from the rest.
export class EventDecoder {
    constructor(kinds) {
        this.kinds = kinds;
        this.nIds = Uint8Array.from(kinds, (k) => k.ids.length);
        this.nNumbers = Uint8Array.from(kinds, (k) => k.numbers.length);
        this.path = kinds.findIndex((k) => k.name === "path");
        this.plot = kinds.findIndex((k) => k.name === "plot");
        this.clear();
    }

    clear() {
        this.n = 0;
        this.t = new Float64Array(1024);
        this.kind = new Uint8Array(1024);
        this.ids = new Int32Array(4096);
        this.at = new Uint32Array(1024);
        this.x = new Float64Array(4096);
        this.nx = 0;
        this.ns = 0;
        this.segThreat = new Int32Array(256);
        this.segKind = new Uint8Array(256);
        this.seg = new Float64Array(256 * 15);
        this.np = 0;
        this.plotT = new Float64Array(1024);
        this.plotThreat = new Int32Array(1024);
        this.plotRadar = new Int32Array(1024);
        this.plotMerged = new Uint8Array(1024);
        this.plotV = new Float32Array(4096);
    }

    /// n events from bytes[from..to); the whole stretch must be used.
    payload(bytes, from, to, n) {
        const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
        const id = [0, 0, 0, 0];
        let i = from;
        const varint = () => {
            let v = bytes[i++];
            if (v < 128) {
                return v;
            }
            v &= 127;
            let m = 128;
            for (let k = 0; k < 9; k++) {
                const b = bytes[i++];
                v += (b & 127) * m;
                if (b < 128) {
                    return v;
                }
                m *= 128;
            }
            throw new RecordError("a number is longer than ten bytes");
        };
        for (let e = 0; e < n; e++) {
            const kind = bytes[i++];
            if (kind >= this.kinds.length) {
                throw new RecordError(`an event of kind ${kind} is not described in the metadata`, "newer");
            }
            const z = varint();
            const t = (z % 2 === 0 ? z / 2 : -(z + 1) / 2) * 1e-9;
            const nIds = this.nIds[kind];
            const nNumbers = this.nNumbers[kind];
            for (let k = 0; k < nIds; k++) {
                id[k] = varint() - 1;
            }
            if (i + 8 * nNumbers > to) {
                throw new RecordError("an event runs over the end of its block");
            }
            if (kind === this.path) {
                this.#segment(view, i, id);
            } else if (kind === this.plot) {
                this.#plot(view, i, t, id);
            } else {
                this.#event(view, i, kind, t, id, nIds, nNumbers);
            }
            i += 8 * nNumbers;
        }
        if (i !== to) {
            throw new RecordError("a block holds more bytes than its events");
        }
    }

    #event(view, i, kind, t, id, nIds, nNumbers) {
        const n = this.n++;
        if (n >= this.t.length) {
            this.t = growTo(this.t, n + 1);
            this.kind = growTo(this.kind, n + 1);
            this.at = growTo(this.at, n + 1);
            this.ids = growTo(this.ids, 4 * (n + 1));
        }
        this.t[n] = t;
        this.kind[n] = kind;
        this.at[n] = this.nx;
        for (let k = 0; k < 4; k++) {
            this.ids[4 * n + k] = k < nIds ? id[k] : NONE;
        }
        this.x = growTo(this.x, this.nx + nNumbers);
        for (let k = 0; k < nNumbers; k++) {
            this.x[this.nx++] = view.getFloat64(i + 8 * k, true);
        }
    }

    #segment(view, i, id) {
        const n = this.ns++;
        this.segThreat = growTo(this.segThreat, n + 1);
        this.segKind = growTo(this.segKind, n + 1);
        this.seg = growTo(this.seg, 15 * (n + 1));
        this.segThreat[n] = id[0];
        this.segKind[n] = id[2];
        const out = this.seg;
        const o = 15 * n;
        out[o] = view.getFloat64(i, true) * 1e-9;
        out[o + 1] = view.getFloat64(i + 8, true) * 1e-9;
        for (let k = 2; k < 15; k++) {
            out[o + k] = view.getFloat64(i + 8 * k, true);
        }
    }

    #plot(view, i, t, id) {
        const n = this.np++;
        if (n >= this.plotT.length) {
            this.plotT = growTo(this.plotT, n + 1);
            this.plotThreat = growTo(this.plotThreat, n + 1);
            this.plotRadar = growTo(this.plotRadar, n + 1);
            this.plotMerged = growTo(this.plotMerged, n + 1);
            this.plotV = growTo(this.plotV, 4 * (n + 1));
        }
        this.plotT[n] = t;
        this.plotThreat[n] = id[0];
        this.plotRadar[n] = id[1];
        this.plotMerged[n] = Math.min(255, Math.max(0, id[2]));
        for (let k = 0; k < 4; k++) {
            this.plotV[4 * n + k] = view.getFloat64(i + 8 * k, true);
        }
    }

    /// What has been decoded since the last take, as one chunk of trimmed columns; null when nothing.
    take() {
        if (!this.n && !this.ns && !this.np) {
            return null;
        }
        const { n, ns, np } = this;
        const chunk = {
            n,
            t: this.t.slice(0, n),
            kind: this.kind.slice(0, n),
            ids: this.ids.slice(0, 4 * n),
            at: this.at.slice(0, n),
            x: this.x.slice(0, this.nx),
            segments: {
                n: ns,
                threat: this.segThreat.slice(0, ns),
                kind: this.segKind.slice(0, ns),
                data: this.seg.slice(0, 15 * ns),
            },
            plots: {
                n: np,
                t: this.plotT.slice(0, np),
                threat: this.plotThreat.slice(0, np),
                radar: this.plotRadar.slice(0, np),
                merged: this.plotMerged.slice(0, np),
                v: this.plotV.slice(0, 4 * np),
            },
        };
        this.n = this.nx = this.ns = this.np = 0;
        return chunk;
    }
}

/// The buffers of a chunk, to be handed over and not copied between threads.
export function chunkBuffers(c) {
    return [
        c.t, c.kind, c.ids, c.at, c.x, c.segments.threat, c.segments.kind, c.segments.data,
        c.plots.t, c.plots.threat, c.plots.radar, c.plots.merged, c.plots.v,
    ].map((a) => a.buffer);
}

/// Reads a record pushed in pieces of any size. on.meta(meta), then on.chunk(chunk) many times.
export class RecordStream {
    #buffer = new Uint8Array(1 << 16);
    #have = 0;
    #read = 0;
    #state = "header";
    events = 0;
    interrupted = false;

    constructor(on) {
        this.on = on;
    }

    push(bytes) {
        if (this.#read > 0 && this.#have + bytes.length > this.#buffer.length) {
            this.#buffer.copyWithin(0, this.#read, this.#have);
            this.#have -= this.#read;
            this.#read = 0;
        }
        this.#buffer = growTo(this.#buffer, this.#have + bytes.length);
        this.#buffer.set(bytes, this.#have);
        this.#have += bytes.length;
        while (this.#step()) {
            /* as long as something whole is there */
        }
        const chunk = this.decoder?.take();
        if (chunk) {
            this.on.chunk(chunk);
        }
    }

    /// Says that no more comes. A record that ends before its footer was cut off.
    end() {
        if (this.#state === "header") {
            throw new RecordError("the file ends in its header: it was cut off", "cut");
        }
        if (this.#state !== "done") {
            throw new RecordError("the file ends before its footer: it was cut off", "cut");
        }
    }

    #step() {
        const b = this.#buffer;
        const at = this.#read;
        const left = this.#have - at;
        const view = new DataView(b.buffer);
        if (this.#state === "header") {
            for (let i = 0; i < Math.min(8, left); i++) {
                if (b[at + i] !== MAGIC[i]) {
                    throw new RecordError("this is no record of Pavise", "not-a-record");
                }
            }
            if (left < 16) {
                return false;
            }
            const version = view.getUint32(at + 8, true);
            if (version !== 1) {
                throw new RecordError(
                    `the record has version ${version}; this viewer reads version 1`,
                    "newer",
                );
            }
            const n = view.getUint32(at + 12, true);
            if (n > MAX_META) {
                throw new RecordError("the metadata is longer than a record may hold");
            }
            if (left < 20 + n) {
                return false;
            }
            if (crc32(b, at, at + 16 + n) !== view.getUint32(at + 16 + n, true)) {
                throw new RecordError("the header does not match its checksum");
            }
            const meta = JSON.parse(new TextDecoder().decode(b.subarray(at + 16, at + 16 + n)));
            this.decoder = new EventDecoder(parseKinds(meta.events));
            this.#read += 20 + n;
            this.#state = "blocks";
            this.on.meta(meta);
            return true;
        }
        if (this.#state === "blocks" && left >= 17) {
            if (b[at] === 0x46) {
                this.interrupted = (view.getUint32(at + 1, true) & 1) === 1;
                this.#state = "done";
                return false;
            }
            if (b[at] !== 0x42) {
                throw new RecordError("between two blocks stands neither block nor footer");
            }
            const n = view.getUint32(at + 1, true);
            if (n > MAX_BLOCK) {
                throw new RecordError("a block is longer than a record may hold");
            }
            if (left < 21 + n) {
                return false;
            }
            if (crc32(b, at, at + 17 + n) !== view.getUint32(at + 17 + n, true)) {
                throw new RecordError("a block does not match its checksum");
            }
            const count = view.getUint32(at + 5, true);
            this.decoder.payload(b, at + 17, at + 17 + n, count);
            this.events += count;
            this.#read += 21 + n;
            return true;
        }
        return false;
    }
}
