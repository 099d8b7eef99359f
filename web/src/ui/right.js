// SPDX-License-Identifier: Apache-2.0
// The right panel: tabs for what if (scenarios), replications (study folders), numbers and the log.
import { el, fill } from "./dom.js";
import { Editor } from "./editor.js";
import { Study } from "./study.js";
import { WhatIf } from "./whatif.js";

export class Right {
    constructor(app, root) {
        this.app = app;
        this.tabs = el("div.tabs", { role: "tablist", "aria-label": "Panel" });
        this.panels = el("div", { class: "tabpanel" });
        this.list = [];
        fill(root, this.tabs);
        this.root = root;
        this.numbers = this.#add("numbers", "Numbers");
        this.log = this.#add("log", "Log");
        this.show("numbers");
    }

    #add(id, label, first = false) {
        const panel = el("div.tabpanel", { role: "tabpanel", id: `panel-${id}`, "aria-labelledby": `tab-${id}`, tabindex: "0" });
        const tab = el("button", { type: "button", role: "tab", id: `tab-${id}`, "aria-controls": `panel-${id}`, "aria-selected": "false", tabindex: "-1", onclick: () => this.show(id) }, label);
        tab.addEventListener("keydown", (e) => {
            const d = { ArrowRight: 1, ArrowLeft: -1 }[e.key];
            if (d) {
                e.stopPropagation();
                const i = this.list.findIndex((x) => x.id === id);
                const next = this.list[(i + d + this.list.length) % this.list.length];
                this.show(next.id);
                next.tab.focus();
            }
        });
        const entry = { id, tab, panel };
        if (first) {
            this.list.unshift(entry);
            this.tabs.prepend(tab);
        } else {
            this.list.push(entry);
            this.tabs.append(tab);
        }
        this.root.append(panel);
        return panel;
    }

    show(id) {
        for (const x of this.list) {
            const on = x.id === id;
            x.tab.setAttribute("aria-selected", String(on));
            x.tab.tabIndex = on ? 0 : -1;
            x.panel.hidden = !on;
        }
        this.now = id;
        this.app.touch();
        this.app.log?.draw(true);
        this.app.numbers?.refresh();
    }

    /// The server said what FILE is: the panels that it offers.
    async open(hello) {
        const { app } = this;
        const has = (id) => this.list.some((x) => x.id === id);
        if (hello.kind === "scenario" && !app.editor) {
            app.editor = new Editor(app);
            app.whatif = new WhatIf(app, this.#add("whatif", "What if", true));
            this.show("whatif");
        }
        if (hello.kind === "study" && !has("study")) {
            app.study = new Study(app, this.#add("study", "Study", true));
            this.show("study");
            app.study.open();
        }
        if (hello.kind !== "record") {
            await (app.editor ? app.editor.describe().then(() => app.whatif.begin()) : app.link.ask("describe").then((d) => (app.described = d))).catch((e) => {
                if (!["not-here", "lost"].includes(e.code)) {
                    app.note(e.message, "describe", true);
                }
            });
        }
    }

    themed() {
        this.app.whatif?.notice && this.app.whatif.last && this.app.whatif.notice(this.app.whatif.last);
    }
}
