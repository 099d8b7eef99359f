// SPDX-License-Identifier: Apache-2.0
// The two themes. One blue (the defence) and one orange (the raid) of about equal lightness, one
// accent for the selection, grey for the rest. Text passes WCAG AA on both grounds; tests check it.

const hex = (c) => [1, 3, 5].map((i) => parseInt(c.slice(i, i + 2), 16) / 255);
const map = (sea, land, coast, border, grid, space, k) => ({
    sea: [...hex(sea), 1], land: [...hex(land), 1], coast: [...hex(coast), k[0]], border: [...hex(border), k[1]],
    grid: [...hex(grid), k[2]], space: [...hex(space), 1],
});

export const THEMES = {
    dark: {
        name: "dark",
        map: map("#0e1621", "#1d2733", "#6b7f95", "#52647a", "#8fa3b8", "#05080c", [0.75, 0.55, 0.13]),
        raid: "#f0883e", raidDim: "#c98a5a", raidText: "#f6a76a",
        defence: "#58a6ff", defenceText: "#8ec3ff",
        accent: "#f2e34c", accentText: "#f7ee8f",
        grey: "#8b98a7", text: "#e6edf3", faintText: "#8b98a7", placeText: "#6f7d8c",
        ink: "#05080c", icon: "#05080c", frame: "#05080c", halo: "rgba(8,12,18,0.85)",
        plot: { grid: "#263241", axis: "#9aa8b7", before: "#8b98a7", now: "#58a6ff", band: "rgba(88,166,255,0.18)" },
    },
    light: {
        name: "light",
        map: map("#dfe8ef", "#f7f5f0", "#6f8396", "#8d9aa6", "#4e6478", "#c3ced8", [0.8, 0.6, 0.16]),
        raid: "#c4560a", raidDim: "#b5713c", raidText: "#9a4206",
        defence: "#0b62c4", defenceText: "#0a4f9e",
        accent: "#8a2be2", accentText: "#6d1fb8",
        grey: "#66727e", text: "#17202a", faintText: "#55616d", placeText: "#6b7681",
        ink: "#ffffff", icon: "#ffffff", frame: "#ffffff", halo: "rgba(255,255,255,0.85)",
        plot: { grid: "#dde3e8", axis: "#55616d", before: "#7b8793", now: "#0b62c4", band: "rgba(11,98,196,0.15)" },
    },
};

/// The theme that the person or the system asks for.
export function preferred(saved) {
    if (saved === "dark" || saved === "light") {
        return saved;
    }
    return matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
}
