// SPDX-License-Identifier: Apache-2.0
// Elements, and the frame that all figures share: the question, the answer in a sentence, the figure, the data behind it.

/** An element with attributes and children; text is text, never markup. */
export function el(tag, attributes = {}, ...children) {
    const node = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (value === null || value === undefined || value === false) continue;
        if (name === "class") node.className = value;
        else node.setAttribute(name, value === true ? "" : value);
    }
    for (const child of children.flat()) {
        if (child !== null && child !== undefined) node.append(child);
    }
    return node;
}

const cell = (value) => {
    const text = value === null || value === undefined ? "" : String(value);
    return /[",\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};

/** Rows (arrays, the first one the header) as CSV. */
export const csv = (rows) => rows.map((row) => row.map(cell).join(",")).join("\n") + "\n";

/** The data behind a figure: to save, and to read. */
function data(id, rows) {
    const text = csv(rows);
    const link = el("a", { href: `data:text/csv;charset=utf-8,${encodeURIComponent(text)}`, download: `${id}.csv` }, "save as CSV");
    return el("details", { class: "data" }, el("summary", {}, "the data"), el("p", {}, link), el("pre", {}, text.length > 20000 ? `${text.slice(0, 20000)}…` : text));
}

export function section({ id, question, answer, figure, rows, note }) {
    return el(
        "section", { id },
        el("h2", {}, question),
        el("p", { class: "answer" }, answer),
        ...[figure].flat().map((f) => (f && f.tagName?.toLowerCase() === "svg" ? el("div", { class: "figure" }, f) : f)),
        note ? el("p", { class: "note" }, note) : null,
        rows ? data(id, rows) : null,
    );
}

/** A table from a header and rows of cells; a cell may be a node, or {n: number text} for right-aligned figures. */
export function table(head, rows, className = "") {
    const make = (tag, c) => {
        if (c && typeof c === "object" && "n" in c) return el(tag, { class: "n" }, c.n, c.small ? el("small", {}, c.small) : null);
        return el(tag, {}, c);
    };
    return el(
        "div", { class: "wide" },
        el("table", { class: className }, el("thead", {}, el("tr", {}, head.map((h) => make("th", h)))), el("tbody", {}, rows.map((r) => el("tr", {}, r.map((c) => make("td", c)))))),
    );
}
