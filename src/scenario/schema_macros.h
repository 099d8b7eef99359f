// SPDX-License-Identifier: Apache-2.0
// Short forms for the rows of the schema's tables. SPEC is the struct that the table fills: define it before each table.
#ifndef PVS_SCENARIO_SCHEMA_MACROS_H
#define PVS_SCENARIO_SCHEMA_MACROS_H

#include "scenario/schema.h"
#include "scenario/shapes.h"
#include "scenario/spec.h"

#define FIELD(name_, kind_, dim_, member_, def_, help_, ...)                                       \
    {                                                                                              \
        .name = name_, .kind = PVS_FIELD_##kind_, .dim = PVS_DIM_##dim_,                           \
        .offset = offsetof(SPEC, member_), .def = def_, .help = help_, __VA_ARGS__                 \
    }
/// The place of a member in an object that stands inside SPEC as a part of it.
#define WITHIN(part_, member_) (offsetof(SPEC, part_.member_) - offsetof(SPEC, part_))
/// A field of such an object.
#define PART_FIELD(name_, kind_, dim_, part_, member_, def_, help_, ...)                           \
    {                                                                                              \
        .name = name_, .kind = PVS_FIELD_##kind_, .dim = PVS_DIM_##dim_,                           \
        .offset = WITHIN(part_, member_), .def = def_, .help = help_, __VA_ARGS__                  \
    }
#define NUMBER(name_, dim_, member_, def_, help_, ...)                                             \
    FIELD(name_, NUMBER, dim_, member_, def_, help_, __VA_ARGS__)
#define CHANCE(name_, dim_, member_, def_, help_, ...)                                             \
    FIELD(name_, CHANCE, dim_, member_, def_, help_, __VA_ARGS__)
#define COUNT(name_, member_, def_, help_, ...)                                                    \
    FIELD(name_, COUNT, COUNT, member_, def_, help_, __VA_ARGS__)
#define BOOL(name_, member_, def_, help_) FIELD(name_, BOOL, NONE, member_, def_, help_, .flags = 0)
#define TEXT(name_, member_, help_)       FIELD(name_, TEXT, NONE, member_, NULL, help_, .flags = 0)
#define NAME(name_, member_, help_, ...)  FIELD(name_, NAME, NONE, member_, NULL, help_, __VA_ARGS__)
#define ENUM(name_, member_, def_, names_, help_)                                                  \
    FIELD(name_, ENUM, NONE, member_, def_, help_, .names = names_)
#define OBJECT(name_, member_, object_, help_)                                                     \
    FIELD(name_, OBJECT, NONE, member_, NULL, help_, .object = &object_)
#define MAP(name_, member_, object_, help_, ...)                                                   \
    FIELD(name_, MAP, NONE, member_, NULL, help_, .object = &object_, __VA_ARGS__)
#define LIST(name_, member_, object_, help_, ...)                                                  \
    FIELD(name_, LIST, NONE, member_, NULL, help_, .object = &object_, __VA_ARGS__)
#define SHAPE(name_, member_, shape_, def_, help_, ...)                                            \
    FIELD(name_, SHAPE, NONE, member_, def_, help_, .shape = &shape_, __VA_ARGS__)
#define VIEW(name_, member_, help_, ...) FIELD(name_, VIEW, NONE, member_, NULL, help_, __VA_ARGS__)

#define FIELDS(table)                    .fields = table, .n_fields = (int)(sizeof table / sizeof table[0])

#endif
