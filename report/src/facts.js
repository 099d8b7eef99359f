// SPDX-License-Identifier: Apache-2.0
// What the figures ask of the results document (docs/reference/study-results.md).

export const HEADLINE = ["leakers", "leak_fraction", "no_leak", "worst5_leakers", "interceptors_fired", "defence_cost_usd", "value_lost"];

export const designs = (d) => d.points.filter((p) => p.kind === "design");
export const pointOf = (d, id) => d.points.find((p) => p.id === id);
export const basePoint = (d) => pointOf(d, d.comparisons?.[0]?.base) ?? designs(d)[0] ?? d.points[0];

/** A point's name without what all points have in common. */
export function shortLabel(d, point) {
    const paths = Object.keys(point.factors ?? {});
    if (point.kind !== "design" || paths.length === 0) return point.label;
    return paths.map((path) => `${path.split(".").slice(-2).join(" ")} ${point.factors[path]}`).join(", ");
}

/** The factors that are numbers at every design. */
export function numericFactors(d) {
    return (d.factors ?? []).map((f) => f.path).filter((path) => designs(d).length > 1 && designs(d).every((p) => typeof p.factors?.[path] === "number"));
}

/** How wide an interval is against its middle says how many digits a reader may believe; never more than two. */
export const clear = (ci) => ci && ci[0] !== null && ci[1] !== null && (ci[0] > 0 || ci[1] < 0);
