// SPDX-License-Identifier: Apache-2.0
// Decodes records away from the page's thread: bytes in, chunks of columns out.
import { RecordStream, chunkBuffers } from "./record.js";

const streams = new Map();

onmessage = ({ data }) => {
    const { stream, bytes, end } = data;
    let s = streams.get(stream);
    if (!s) {
        s = new RecordStream({
            meta: (meta) => postMessage({ stream, meta }),
            chunk: (chunk) => postMessage({ stream, chunk }, chunkBuffers(chunk)),
        });
        streams.set(stream, s);
    }
    try {
        if (s.broken) {
            return;
        }
        if (bytes) {
            s.push(new Uint8Array(bytes));
        }
        if (end) {
            s.end();
            postMessage({ stream, done: true, events: s.events, interrupted: s.interrupted });
        }
    } catch (e) {
        s.broken = true;
        postMessage({ stream, error: { code: e.what ?? "damaged", text: e.message } });
    }
    if (end) {
        streams.delete(stream);
    }
};
