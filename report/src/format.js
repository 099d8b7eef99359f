// SPDX-License-Identifier: Apache-2.0
// Numbers as people read them: never more digits than the interval supports, and at most two where assumed kill probabilities
// drive the answer.

/** Rounds to `digits` significant digits; plain notation, thin spaces between thousands. */
export function figures(x, digits = 2) {
    if (x === null || x === undefined || Number.isNaN(x)) return "–";
    if (x === 0) return "0";
    const power = Math.floor(Math.log10(Math.abs(x)));
    const step = 10 ** (power - digits + 1);
    const rounded = Math.round(x / step) * step;
    const decimals = Math.max(0, Math.min(6, digits - 1 - Math.floor(Math.log10(Math.abs(rounded) || 1))));
    const text = rounded.toFixed(decimals).replace("-", "−");
    const [whole, part] = text.split(".");
    const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f");
    return part ? `${grouped}.${part}` : grouped;
}

/** A whole number, all of its digits. */
export const count = (n) => (n === null || n === undefined ? "–" : String(Math.round(n)).replace("-", "−").replace(/\B(?=(\d{3})+(?!\d))/g, "\u202f"));

export const capital = (text) => (text ? text[0].toUpperCase() + text.slice(1) : "");

export function percent(x, digits = 2) {
    if (x === null || x === undefined) return "–";
    return `${figures(100 * x, x > 0.995 && x < 1 ? 3 : digits)}\u202f%`;
}

export function money(x, digits = 2) {
    if (x === null || x === undefined) return "–";
    const units = [[1e9, "BUSD"], [1e6, "MUSD"], [1e3, "kUSD"]];
    for (const [scale, unit] of units) {
        if (Math.abs(x) >= scale) return `${figures(x / scale, digits)}\u202f${unit}`;
    }
    return `${figures(x, digits)}\u202fUSD`;
}

/** How a measure's values are written: shares as per cent, money as money, the rest as counts. */
export function writer(name) {
    const base = name.split(/[/@%:]/)[0];
    if (/_usd$|^value_lost$/.test(base)) return money;
    if (/^(leak_fraction|no_leak|any_leak|destroyed)$/.test(base)) return percent;
    return figures;
}

/** "61 [60, 63]"; an open end is said so. */
export function interval(ci, write) {
    if (!ci || (ci[0] === null && ci[1] === null)) return "";
    if (ci[0] === null) return `at most ${write(ci[1])}`;
    if (ci[1] === null) return `at least ${write(ci[0])}`;
    return `${write(ci[0])} to ${write(ci[1])}`;
}

const titles = {
    leakers: "leakers", leak_fraction: "share that leaks", no_leak: "nights without a leak", any_leak: "nights with a leak",
    worst5_leakers: "leakers in the worst 5 % of nights", interceptors_fired: "rounds fired", killed: "killed", soft_killed: "soft-killed",
    defence_cost_usd: "cost of rounds fired", attack_cost_usd: "cost of the raid", assets_destroyed: "assets destroyed", value_lost: "value lost",
    launched: "launched", hit: "hit their aim points",
};
export const title = (name) => titles[name] ?? name.replace(/_/g, " ");

/** A time of the battle as h:mm:ss. */
export function clock(t_s) {
    const t = Math.round(t_s);
    const two = (n) => String(n).padStart(2, "0");
    return `${Math.floor(t / 3600)}:${two(Math.floor(t / 60) % 60)}:${two(t % 60)}`;
}
