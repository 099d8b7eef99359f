// SPDX-License-Identifier: Apache-2.0
// Events in words: a line for the log, and the story of a threat from launch to end, each clause
// with the moment that it speaks of.
import { distance } from "./dom.js";

/// Kinds in groups, for the log's filters.
export const GROUPS = [
    { id: "raid", label: "launches", kinds: ["launch"] },
    { id: "seen", label: "detections", kinds: ["seen", "confirmed", "dropped", "radar-full", "emission"] },
    { id: "picture", label: "tracks", kinds: ["picture", "picture-lost", "identified"] },
    { id: "command", label: "orders", kinds: ["assigned", "ordered", "assessed", "channel-free", "reloaded", "empty"] },
    { id: "gates", label: "held back", kinds: ["gate"] },
    { id: "rounds", label: "rounds", kinds: ["fired", "intercept"] },
    { id: "kills", label: "kills", kinds: ["killed", "damaged", "soft-killed", "entered-area", "adrift"] },
    { id: "leaks", label: "leaks", kinds: ["hit", "missed", "failed", "leak", "site-lost", "unit-lost", "end"] },
];

/// One event as a line: {kind, what}. Names stand as they are in the scenario.
export function line(b, e) {
    const name = b.kindName(e);
    const of = (what, domain = what) => b.nameOf(domain, b.idOf(e, what));
    const threat = () => of("threat");
    const n = (k) => b.numberOf(e, k);
    switch (name) {
        case "launch":
            return `${threat()} launched (${of("type")}${b.idOf(e, "armed") > 0 ? "" : ", decoy"})`;
        case "seen":
            return `${threat()} seen by ${of("radar")}, ${distance(n("range_m"))}`;
        case "confirmed":
            return `${threat()} tracked by ${of("radar")}, ${distance(n("range_m"))}`;
        case "dropped":
            return `${threat()} dropped by ${of("radar")}`;
        case "radar-full":
            return `${threat()} not held: ${of("radar")} is full`;
        case "picture":
            return `${threat()} in the picture of ${of("post")}`;
        case "picture-lost":
            return `${threat()} lost by ${of("post")}`;
        case "identified":
            return `${threat()} taken by ${of("post")} for ${b.idOf(e, "decoy") > 0 ? "a decoy" : of("class")}`;
        case "gate":
            return `${threat()} not for ${of("unit")}: ${of("gate")}`;
        case "assigned":
            return `${threat()} assigned to ${of("unit")} by ${of("post")} (${of("round")})`;
        case "ordered":
            return `${threat()} ordered to ${of("unit")}`;
        case "fired":
            return `${of("unit")} fires ${of("round")} at ${threat()}, ${distance(n("range_m"))}`;
        case "intercept":
            return `${of("unit")}: ${of("result")} ${threat()}, ${distance(n("range_m"))} at ${distance(n("h_m"))}`;
        case "assessed":
            return `${of("unit")} judges ${threat()} ${b.idOf(e, "killed") > 0 ? "killed" : "alive"}`;
        case "channel-free":
            return `${of("unit")}: a channel is free`;
        case "reloaded":
            return `${of("unit")}: ${b.idOf(e, "rounds")} ${of("round")} ready again`;
        case "empty":
            return `${of("unit")} has no round left`;
        case "emission":
            return `${of("radar")} ${b.idOf(e, "on") > 0 ? "radiates" : "is silent"}`;
        case "entered-area":
            return `${threat()} enters ${of("area")}${b.idOf(e, "lost") > 0 ? " and is lost" : ""}`;
        case "damaged":
            return `${threat()} damaged by ${of("unit")} (${of("round")}), flies on`;
        case "adrift":
            return `${threat()} lost its way in ${of("area")}, flies straight on`;
        case "killed":
            return `${threat()} killed by ${of("unit")} (${of("round")}) at ${distance(n("h_m"))}`;
        case "soft-killed":
            return `${threat()} lost to soft kill by ${of("area")}`;
        case "failed":
            return `${threat()} broke down by itself`;
        case "hit":
            return `${threat()} hit ${of("site") || of("unit")}`;
        case "missed":
            return `${threat()} came down elsewhere, ${distance(n("miss_m"))} off`;
        case "site-lost":
            return `${of("site")} is destroyed`;
        case "unit-lost":
            return `${of("unit")} is destroyed`;
        case "leak":
            return `${threat()} leaked: ${of("reason")}`;
        case "end":
            return "the battle ends";
        default:
            return name;
    }
}

/// The story of a threat: clauses [{text, t, who?}], told so far as it is known at the end.
export function story(b, threat) {
    const out = [];
    const first = {};
    const end = b.threatTo[threat];
    let again = null; // the same order as before, given again
    const say = (e, text) => {
        again = null;
        out.push({ t: b.t.a[e], text });
    };
    const order = (e, text) => {
        if (again && again.text === text) {
            again.n++;
            again.clause.text = `${text}, again ${again.n === 1 ? "once" : `${again.n} times`}`;
        } else {
            say(e, text);
            again = { text, n: 0, clause: out.at(-1) };
        }
    };
    let more = { seen: 0, tracked: 0, lost: 0 };
    const shots = b.shots.filter((s) => s.threat === threat);
    for (const e of b.ofThreat[threat]) {
        const kind = b.kindName(e);
        const of = (what, domain = what) => b.nameOf(domain, b.idOf(e, what));
        const n = (k) => b.numberOf(e, k);
        // What was still ordered against it when it was gone is no part of its story.
        if (b.t.a[e] > end && ["gate", "assigned", "seen", "confirmed", "picture", "identified"].includes(kind)) {
            continue;
        }
        switch (kind) {
            case "launch":
                say(e, `launched${b.threatArmed[threat] ? "" : ", a decoy"}`);
                break;
            case "seen":
                if (first.seen) {
                    more.seen++;
                } else {
                    first.seen = say(e, `seen by ${of("radar")}, ${distance(n("range_m"))}`) ?? true;
                }
                break;
            case "confirmed":
                if (first.tracked) {
                    more.tracked++;
                } else {
                    first.tracked = say(e, `tracked by ${of("radar")}, ${distance(n("range_m"))}`) ?? true;
                }
                break;
            case "picture":
                if (!first.picture) {
                    first.picture = say(e, `in the picture of ${of("post")}`) ?? true;
                }
                break;
            case "picture-lost":
                more.lost++;
                break;
            case "identified":
                if (first.identified !== b.idOf(e, "class") + 100 * b.idOf(e, "decoy")) {
                    first.identified = b.idOf(e, "class") + 100 * b.idOf(e, "decoy");
                    say(e, `taken by ${of("post")} for ${b.idOf(e, "decoy") > 0 ? "a decoy" : of("class")}`);
                }
                break;
            case "gate":
                if (["no-channel", "no-crew", "no-rounds", "reserved", "held", "misidentified", "handover-failed", "believed-dead", "too-late"].includes(of("gate"))) {
                    say(e, `${of("unit")} did not shoot: ${of("gate").replaceAll("-", " ")}`);
                }
                break;
            case "assigned":
                order(e, `assigned to ${of("unit")} with ${of("round")}`);
                break;
            case "fired": {
                const s = shots.find((x) => x.shot === b.idOf(e, "shot"));
                say(e, `${of("unit")} fired ${of("round")} at ${distance(n("range_m"))}${s ? `: ${s.result === "in-flight" ? "still flying" : s.result}` : ""}`);
                break;
            }
            case "assessed": {
                const killed = b.idOf(e, "killed") > 0;
                const really = b.threatEnd[threat] === 1 && b.threatTo[threat] <= b.t.a[e];
                say(e, `judged ${killed ? "killed" : "alive"}${killed === really ? "" : ", wrongly"}`);
                break;
            }
            case "entered-area":
                say(e, `entered ${of("area")}${b.idOf(e, "lost") > 0 ? " and lost its way" : " and flew on"}`);
                break;
            case "damaged":
                say(e, `damaged by ${of("unit")} (${of("round")}), flew on`);
                break;
            case "adrift":
                say(e, `lost its way in ${of("area")}`);
                break;
            case "killed":
                say(e, `killed by ${of("unit")} (${of("round")}) at ${distance(n("h_m"))} height`);
                break;
            case "soft-killed":
                say(e, "lost to soft kill");
                break;
            case "failed":
                say(e, "broke down by itself");
                break;
            case "hit":
                say(e, `hit ${of("site") || of("unit")}`);
                break;
            case "missed":
                say(e, `came down elsewhere, ${distance(n("miss_m"))} off`);
                break;
            case "leak":
                break;
        }
    }
    return { clauses: out, more, leak: b.threatLeak[threat] };
}
