/* What a protocol file says, as read: one struct a mapping, one member a key (docs/protocol.md describes each). The
 * first member of every struct is the line of the mapping, 0 where it is not given. */
#ifndef COPSE_SPEC_H
#define COPSE_SPEC_H

#include "typed_yaml.h"

#include <copse/effect.h>
#include <copse/model.h>
#include <copse/multiverse.h>
#include <copse/plot.h>
#include <copse/protocol.h>
#include <copse/report.h>
#include <copse/study.h>

typedef struct copse_i_criterion { /* of eligibility */
    size_t line;
    copse_i_string name, where, reason, detail;
} copse_i_criterion;

typedef struct copse_i_prefer {
    size_t line;
    copse_i_string column;
    copse_i_strings order;
} copse_i_prefer;
typedef struct copse_i_nearest {
    size_t line;
    copse_i_string column;
    copse_i_number to;
} copse_i_nearest;
typedef struct copse_i_rule { /* of one_effect: exactly one of them */
    size_t line;
    copse_i_prefer prefer;
    copse_i_nearest nearest;
    copse_i_string smallest, largest, earliest, latest;
    copse_i_flag largest_n;
} copse_i_rule;

typedef struct copse_i_combine {
    size_t line;
    copse_i_string column, by, structure, time, obs;
    copse_i_number rho, phi;
    copse_aggregate_opts opts; /* found by the check, with the two below */
    const char *needed[2];     /* columns in which an eligible row must have a value */
    size_t needs;
} copse_i_combine;

typedef struct copse_i_model {
    size_t line;
    copse_i_string method, test;
    copse_i_number level;
    copse_fit_opts opts; /* found by the check */
} copse_i_model;

typedef struct copse_i_subgroup {
    size_t line;
    copse_i_string column, tau2, title;
    copse_i_strings levels;
    copse_tau2_mode mode; /* found by the check */
} copse_i_subgroup;

typedef struct copse_i_columns {
    size_t line;
    copse_i_string input[COPSE_IN_COUNT];
} copse_i_columns;

struct copse_i_multi;
typedef struct copse_i_outcome {
    size_t line;
    copse_i_string name, title, where, measure, effect, axis_label, published;
    copse_i_strings favours, published_measures;
    copse_i_columns columns;
    copse_i_number digits;
    copse_i_string vtype, to, transform;
    copse_i_flag uncorrected, drop00;
    copse_i_number add, ci_level, control_risk, sd, items;
    copse_i_strings scale;
    const copse_measure *measure_entry; /* found by the check, with those below */
    copse_effect_opts effect_opts;
    copse_doubt_opts doubt;
    copse_transform shown_as;
    copse_transform_settings settings;
    const char *shown_name;                     /* what the estimates are called where 'effect' does not say */
    const struct copse_i_multi *multiverse;     /* that the outcome is in; NULL: none */
    struct copse_i_outcome *otherwise_measured; /* the outcome by the other measures of its multiverse */
    size_t other_measures;
} copse_i_outcome;

typedef struct copse_i_sensitivity {
    size_t line;
    copse_i_string name, title, also, method, test, tau2;
    copse_i_strings lift;
    copse_i_number rho, phi;
    copse_fit_opts opts; /* found by the check: the model's, with what is changed */
    copse_tau2_mode mode;
} copse_i_sensitivity;

typedef struct copse_i_robust { /* what is asked again of each pooled outcome */
    size_t line;
    copse_i_flag leave_one_out;
    copse_i_strings bias;
} copse_i_robust;

/* Of a multiverse: rows that may be left out, and other rules for one effect a trial. */
typedef struct copse_i_excluded {
    size_t line;
    copse_i_string name, title, where;
} copse_i_excluded;
typedef struct copse_i_other_rules {
    size_t line;
    copse_i_string name, title;
    copse_i_items rules;
} copse_i_other_rules;

/* Choices beside those of the main analysis, of some outcomes or of all others. */
typedef struct copse_i_multi {
    size_t line;
    copse_i_strings outcomes, measures, methods, tests, lift, adjust, steps;
    copse_i_items one_effect, exclude;
    copse_i_number null, permutations, seed;
    copse_i_flag joint_all;
    copse_method *method; /* found by the check: the model's own first; in the protocol's arena */
    copse_test *test;
    copse_adjustment *adjustment; /* NONE first */
    double *step;
    size_t methods_found, tests_found, adjustments_found;
} copse_i_multi;

typedef struct copse_i_described {
    size_t line;
    copse_i_string name, title, table, where, label, reason, because;
    copse_i_strings columns;
} copse_i_described;

typedef struct copse_i_published {
    size_t line;
    copse_i_string table, where, label, outcome, subgroup, measure, sign, estimate, ci_lower, ci_upper, I2, k, verdict;
    copse_i_strings measures;
    copse_i_number digits, I2_digits;
} copse_i_published;

typedef struct copse_i_plots {
    size_t line;
    copse_i_flag forest, speccurve;
    copse_i_strings formats;
    copse_i_string layout, study_interval;
} copse_i_plots;

typedef struct copse_i_outputs {
    size_t line;
    copse_i_strings formats;
} copse_i_outputs;

typedef struct copse_i_spec {
    size_t line;
    copse_i_number copse;
    copse_i_string title, description, data, encoding, decimal, id, trial, outcome_column, direction, warn;
    copse_i_strings label, agree, arms, favours;
    copse_i_items eligibility, one_effect, outcomes, sensitivity, described;
    copse_i_combine combine;
    copse_i_model model;
    copse_i_subgroup subgroup;
    copse_i_number min_trials;
    copse_i_flag strict;
    copse_i_published published;
    copse_i_plots plots;
    copse_i_outputs outputs;
    copse_i_robust robustness;
    copse_i_items multiverse;
} copse_i_spec;

extern const copse_i_schema copse_i_spec_schema;

struct copse_protocol {
    char *path; /* as it was opened */
    char *name; /* for messages and the manifest: "@name", or the file's own name without its folders */
    char sha256[65];
    copse_i_arena arena;
    copse_i_spec spec;
};

static inline copse_i_outcome *copse_i_outcome_at(const copse_i_spec *spec, size_t i)
{
    return (copse_i_outcome *)spec->outcomes.item + i;
}
static inline copse_i_sensitivity *copse_i_sensitivity_at(const copse_i_spec *spec, size_t i)
{
    return (copse_i_sensitivity *)spec->sensitivity.item + i;
}
static inline const copse_i_criterion *copse_i_criterion_at(const copse_i_spec *spec, size_t i)
{
    return (const copse_i_criterion *)spec->eligibility.item + i;
}
static inline const copse_i_rule *copse_i_rule_at(const copse_i_items *rules, size_t i)
{
    return (const copse_i_rule *)rules->item + i;
}
static inline copse_i_multi *copse_i_multi_at(const copse_i_spec *spec, size_t i)
{
    return (copse_i_multi *)spec->multiverse.item + i;
}
static inline const copse_i_other_rules *copse_i_other_rules_at(const copse_i_multi *multi, size_t i)
{
    return (const copse_i_other_rules *)multi->one_effect.item + i;
}
static inline const copse_i_excluded *copse_i_excluded_at(const copse_i_multi *multi, size_t i)
{
    return (const copse_i_excluded *)multi->exclude.item + i;
}
static inline const copse_i_described *copse_i_described_at(const copse_i_spec *spec, size_t i)
{
    return (const copse_i_described *)spec->described.item + i;
}

/** A key's value, or a default where it is not given. */
static inline const char *copse_i_or(copse_i_string value, const char *otherwise)
{
    return value.line > 0 ? value.text : otherwise;
}

/** What needs no data: names are slugs and unique, methods, tests, measures, formats and layouts exist, numbers lie in
 *  their ranges, lifted criteria exist. Finds each outcome's measure. */
COPSE_NODISCARD copse_status copse_i_spec_check(copse_protocol *protocol, copse_error *err);

#endif
