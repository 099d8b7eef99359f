// SPDX-License-Identifier: Apache-2.0
// The words of the report that no run changes: what the model is for, where it ends, what it assumes. In the parts that
// DoD MIL-STD-3022 asks of a verification and validation report, and NASA-STD-7009's factors of credibility, in brief.
#include "words.h"

#include <stddef.h>

const char words_use[] =
    "Pavise is for analysis and teaching: how much of a raid a described defence lets through, at what cost, why, and "
    "what a change would alter, over many battles, with public and coarse figures. A result is a statement about the "
    "scenario as written.";

const char *const words_limits[] = {
    "It predicts no real night: the figures of real systems are public estimates given as ranges, and sites are "
    "notional.",
    "Threats and interceptors fly by tables and kills are drawn from tables; nothing here says how a seeker, a fuze, a "
    "warhead or a guidance law behaves.",
    "The Earth is smooth: terrain masking is not built yet. Low threats are seen farther than behind hills.",
    "Tracks in the default fidelity are statistical: their rates of false, merged and swapped tracks are zero until "
    "measured from the tracker.",
    "There is no neutral traffic in a scene: mistaken engagements are not modelled.",
    NULL};

const Assumption words_assumptions[] = {
    {"Kill probabilities are single figures by class of target with a few modifiers.",
     "High: they drive leak rates; results carry two digits at most, and studies vary them over their ranges."},
    {"Shots and looks share part of their luck (night, unit, lot, threat, salvo).",
     "High for the tails: independent shots make the worst nights absurdly good. Shares are assumptions; a study shows "
     "its answer with sharing on and off."},
    {"Human and mechanical times are lognormal by mean and 90th percentile.",
     "Medium: saturation depends on means and on the spread; both can be varied."},
    {"Radar horizon by an effective Earth radius of 4/3.",
     "Medium at low heights and in ducting weather; k is a field of the scenario."},
    {"The cross-section of a threat is one figure by band and aspect, with one offset a threat and a night.",
     "Medium: detection ranges go with its fourth root."},
    {NULL, NULL}};

const Assumption words_credibility[] = {
    {"Verification", "Closed forms and independent programs, listed below; the same bits on every build."},
    {"Validation", "Against published theory for whole battles; against published raids only as stated in their part."},
    {"Input pedigree", "Every catalogue figure has low, best, high and a source, or is marked as an assumption."},
    {"Uncertainty of results", "Intervals over battles; ignorance drawn apart; both stand in every study."},
    {"Robustness", "Screening and variance shares by studies over the catalogue's ranges."},
    {"History of use", "None outside this project yet."},
    {"Management", "Open source; each change tested; this report is made by a command anyone can run."},
    {NULL, NULL}};

const char words_criteria[] =
    "Set before any run, in the source of each set: a value must lie within the tolerance of its row. Rows that chance "
    "decides are judged together: a family-wise error of 1 % over all rows (Holm's procedure); a row beyond |z| = 3.5 is "
    "shown and played again at four times the battles, and the second run counts; where fewer than 20 events are expected "
    "the exact binomial decides; where nothing is chance every battle must be equal; and the sum of z squared must lie in "
    "its 99 % range, so that a wrong spread shows as well as a wrong mean. Each row says which bias it would find with a "
    "probability of 80 %.";
