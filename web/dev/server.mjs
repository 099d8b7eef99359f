// SPDX-License-Identifier: Apache-2.0
// For work on the page without the C program: serves dist/ and plays one record file over the
// protocol's WebSocket (hello, play, stop). Loopback alone.
//
//     node dev/server.mjs battle.pvr [port]
import crypto from "node:crypto";
import fs from "node:fs";
import http from "node:http";
import path from "node:path";
import { fileURLToPath } from "node:url";

const dist = path.join(path.dirname(fileURLToPath(import.meta.url)), "../dist");
const TYPES = { ".html": "text/html; charset=utf-8", ".js": "text/javascript", ".css": "text/css", ".json": "application/json", ".svg": "image/svg+xml", ".txt": "text/plain; charset=utf-8" };
export const CSP = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; worker-src 'self'; form-action 'none'; frame-ancestors 'none'; base-uri 'none'";

function frame(payload, opcode) {
    const n = payload.length;
    const head = n < 126 ? Buffer.from([0x80 | opcode, n]) : n < 65536 ? Buffer.from([0x80 | opcode, 126, n >> 8, n & 255]) : Buffer.from([0x80 | opcode, 127, 0, 0, 0, 0, n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]);
    return Buffer.concat([head, payload]);
}

/// Serves; options: {port, hello, answer(request, say, stream)}; gives {url, close()}.
export function serve({ port = 0, hello, answer }) {
    const server = http.createServer((req, res) => {
        const name = new URL(req.url, "http://x").pathname;
        const file = path.join(dist, name === "/" ? "index.html" : path.normalize(name));
        if (!file.startsWith(dist) || !fs.existsSync(file)) {
            res.writeHead(404).end();
            return;
        }
        res.writeHead(200, { "content-type": TYPES[path.extname(file)] ?? "application/octet-stream", "content-security-policy": CSP });
        fs.createReadStream(file).pipe(res);
    });
    const sockets = new Set();
    server.on("upgrade", (req, socket) => {
        const key = crypto.createHash("sha1").update(`${req.headers["sec-websocket-key"]}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest("base64");
        socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${key}\r\nSec-WebSocket-Protocol: pavise-view-1\r\n\r\n`);
        sockets.add(socket);
        socket.on("error", () => {});
        socket.on("close", () => sockets.delete(socket));
        const say = (m) => socket.write(frame(Buffer.from(JSON.stringify(m)), 1));
        let next = 1;
        const stream = (bytes) => {
            const id = next++;
            setImmediate(() => {
                for (let at = 0; at < bytes.length || at === 0; at += 65536) {
                    const piece = bytes.subarray(at, at + 65536);
                    const head = Buffer.alloc(16);
                    head[0] = 1;
                    head[1] = at + 65536 >= bytes.length ? 1 : 0;
                    head.writeUInt32LE(id, 4);
                    head.writeBigUInt64LE(BigInt(at), 8);
                    socket.write(frame(Buffer.concat([head, piece]), 2));
                }
            });
            return id;
        };
        let pending = Buffer.alloc(0);
        socket.on("data", (d) => {
            pending = Buffer.concat([pending, d]);
            for (;;) {
                if (pending.length < 6) {
                    return;
                }
                let n = pending[1] & 127;
                let at = 2;
                if (n === 126) {
                    n = pending.readUInt16BE(2);
                    at = 4;
                }
                if (pending.length < at + 4 + n) {
                    return;
                }
                const mask = pending.subarray(at, at + 4);
                const body = Buffer.from(pending.subarray(at + 4, at + 4 + n));
                body.forEach((v, i) => (body[i] = v ^ mask[i & 3]));
                const opcode = pending[0] & 15;
                pending = pending.subarray(at + 4 + n);
                if (opcode === 8) {
                    socket.end();
                } else if (opcode === 1) {
                    answer(JSON.parse(body), say, stream);
                }
            }
        });
        say(hello);
    });
    return new Promise((done) => server.listen(port, "127.0.0.1", () => done({
        url: `http://127.0.0.1:${server.address().port}/`,
        drop: () => sockets.forEach((s) => s.destroy()),
        close: () => {
            sockets.forEach((s) => s.destroy());
            server.close();
        },
    })));
}

/// Serves one record file.
export function serveRecord(file, port = 0) {
    const bytes = fs.readFileSync(file);
    return serve({
        port,
        hello: { say: "hello", protocol: 1, pavise: "dev", kind: "record", file: path.basename(file), title: path.basename(file, ".pvr"), writable: false, clients: 1, failure: null, examples: [] },
        answer: (q, say, stream) => {
            if (q.do === "play") {
                say({ re: q.id, ok: true, stream: stream(bytes), seed: 1, replication: 0, revision: 0, level: q.level });
            } else {
                say({ re: q.id, ok: false, error: { code: "not-here", text: "a record has no such thing" } });
            }
        },
    });
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
    serveRecord(process.argv[2], Number(process.argv[3] ?? 8780)).then((s) => console.log(s.url));
}
