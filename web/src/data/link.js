// SPDX-License-Identifier: Apache-2.0
// The line to the server (docs/reference/viewer-protocol.md): requests with replies, notices, and
// battles as streams of record bytes. A line that breaks is taken up again, and the page is told.

const PROTOCOL = "pavise-view-1";

export class Link {
    #socket = null;
    #next = 1;
    #waiting = new Map();
    #streams = new Map();
    #retry = 0;
    #closed = false;

    /// on: {open(), lost(seconds), notice(message)}
    constructor(on) {
        this.on = on;
        this.connect();
    }

    connect() {
        const url = new URL("ws", document.baseURI);
        url.protocol = url.protocol === "https:" ? "wss:" : "ws:";
        const socket = new WebSocket(url, PROTOCOL);
        socket.binaryType = "arraybuffer";
        this.#socket = socket;
        socket.onopen = () => {
            this.#retry = 0;
            this.on.open?.();
        };
        socket.onmessage = (e) => (typeof e.data === "string" ? this.#text(e.data) : this.#bytes(e.data));
        socket.onclose = () => this.#lost();
    }

    #lost() {
        for (const { fail } of this.#waiting.values()) {
            fail(problem("lost", "the connection to the server was lost"));
        }
        this.#waiting.clear();
        this.#streams.clear();
        if (this.#closed) {
            return;
        }
        const wait = Math.min(5000, 250 * 2 ** this.#retry++);
        this.on.lost?.(wait / 1000);
        setTimeout(() => this.connect(), wait);
    }

    #text(text) {
        let m;
        try {
            m = JSON.parse(text);
        } catch {
            return;
        }
        if (m.re !== undefined) {
            const w = this.#waiting.get(m.re);
            this.#waiting.delete(m.re);
            if (w && m.ok) {
                w.done(m);
            } else if (w) {
                w.fail(problem(m.error?.code, m.error?.text, m.error?.findings));
            }
        } else if (m.say === "stream-failed") {
            this.#streams.get(m.stream)?.fail(problem(m.error?.code, m.error?.text));
            this.#streams.delete(m.stream);
        } else if (m.say) {
            this.on.notice(m);
        }
    }

    // A frame of a stream may come before the reply that names it: it waits then.
    #bytes(buffer) {
        if (buffer.byteLength < 16) {
            return;
        }
        const view = new DataView(buffer);
        if (view.getUint8(0) !== 1) {
            return;
        }
        const flags = view.getUint8(1);
        const id = view.getUint32(4, true);
        let s = this.#streams.get(id);
        if (!s) {
            s = { early: [] };
            this.#streams.set(id, s);
        }
        if (s.early) {
            s.early.push(buffer);
            return;
        }
        s.frame(buffer.slice(16), (flags & 1) !== 0, (flags & 2) !== 0);
        if (flags & 3) {
            this.#streams.delete(id);
        }
    }

    /// Sends a request; a promise of its reply.
    ask(what, keys = {}) {
        return new Promise((done, fail) => {
            if (this.#socket.readyState !== WebSocket.OPEN) {
                fail(problem("lost", "there is no connection to the server"));
                return;
            }
            const id = this.#next++;
            this.#waiting.set(id, { done, fail });
            this.#socket.send(JSON.stringify({ id, do: what, ...keys }));
        });
    }

    /// Plays a battle: frame(bytes, last, failed) for each piece. A promise of {stream, ...}.
    async play(keys, on) {
        const reply = await this.ask("play", keys);
        const early = this.#streams.get(reply.stream)?.early ?? [];
        this.#streams.set(reply.stream, on);
        for (const buffer of early) {
            this.#bytes(buffer);
        }
        return reply;
    }

    close() {
        this.#closed = true;
        this.#socket.close();
    }
}

export function problem(code = "internal", text = "something went wrong", findings = []) {
    return Object.assign(new Error(text), { code, findings: findings ?? [] });
}
