// SPDX-License-Identifier: Apache-2.0
// The assumption card: the ten choices that move answers most, said before any number is shown.

const choices = [
    ["What counts as a leak", "an armed threat that hit or came down elsewhere without being stopped; decoys never"],
    ["Kill probabilities, and what they share", "one figure by class of target, assumed; nights, units, lots, threats and salvos share part of their luck"],
    ["Salvo and assessment", "the doctrine's salvo; a kill is believed with a stated chance of error, alike for one salvo"],
    ["Warning", "heights of flight, the 4/3 Earth's horizon, whether an outer radar cues"],
    ["Simultaneity of arrival", "the raid's launch times and routes, drawn where the scenario says so"],
    ["Telling decoys apart", "a stated chance of recognising one; else it draws fire"],
    ["Coordination", "posts on their own pictures, with link delays; who learns of whose engagements"],
    ["Magazines, reload, availability", "rounds ready and in the depot, times of reload, the share of nights on which a unit works"],
    ["Soft-kill share", "chance of losing navigation in an area, once a threat"],
    ["Siting and sectors", "where units stand and where their radars look"],
];

export const choiceNames = choices.map(([name]) => name);
export default choices;
