// SPDX-License-Identifier: Apache-2.0
// Private to scenario/: the study file as its tables fill it.
#ifndef PVS_SCENARIO_STUDY_IMPL_H
#define PVS_SCENARIO_STUDY_IMPL_H

#include "scenario/impl.h"
#include "scenario/study_file.h"

typedef struct {
    const char *const *items;
    uint32_t n;
    PvsNode *node; ///< null: absent
} PvsStudyWords;

typedef struct {
    uint64_t count, at_least, at_most;
    const char *until;
    PvsPlace until_place;
    double width, time_s;
} PvsStudyStop;

typedef struct {
    const PvsStudyFactor *factors;
    uint32_t n_factors;
    const PvsStudySettings *listed;
    uint32_t n_listed;
    PvsNode *node;
} PvsStudyVary;

typedef struct {
    PvsStudyDraw kind;
    PvsStudyShape shape;
    double correlation, widen;
    uint32_t battles;
    const PvsStudyRange *list;
    uint32_t n_list;
} PvsSpecDraw;

typedef struct {
    PvsSpecHead head;
    PvsStudySettings set;
    double price_usd;
    const char *source, *about;
} PvsSpecNamed;

typedef struct {
    int64_t version, seed, samples;
    const char *name, *about, *scenario;
    PvsStudyStop stop;
    PvsStudyVary vary;
    int design;
    struct {
        PvsStudySettings to;
        PvsStudyWords measures;
    } compare;
    PvsSpecDraw draw;
    PvsStudyWords counterfactuals, chosen;
    PvsSpecMap one_more, cases, structural, ensemble; ///< PvsSpecNamed
    int sharing;
    struct {
        const char *path;
        PvsStudyWords over;
        const char *measure;
        double at_most, probability;
    } goal;
    struct {
        const char *measure;
        int64_t morris, sobol, battles;
    } sensitivity;
} PvsSpecStudy;

extern const PvsObject pvs_object_study;

/// Reads a map of paths and values; false: reported.
bool pvs_study_settings(PvsBinder *b, const char *what, PvsNode *node, PvsStudySettings *out);

#endif
