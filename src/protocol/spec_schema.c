/* The keys of a protocol, each with its type and its place in the structs of spec.h. */
#include "spec.h"

#define FIELD(type, key, kind)                                                                                         \
    {                                                                                                                  \
#key, COPSE_KIND_##kind, false, offsetof(type, key), NULL                                                      \
    }
#define NEEDED(type, key, kind)                                                                                        \
    {                                                                                                                  \
#key, COPSE_KIND_##kind, true, offsetof(type, key), NULL                                                       \
    }
#define NESTED(type, key, kind, sub)                                                                                   \
    {                                                                                                                  \
#key, COPSE_KIND_##kind, false, offsetof(type, key), &(sub)                                                    \
    }
#define SCHEMA(name, text, type, fields)                                                                               \
    static const copse_i_schema name = {text, sizeof(type), fields, sizeof(fields) / sizeof *(fields)}

static const copse_i_field criterion_fields[] = {
    NEEDED(copse_i_criterion, name, STRING), NEEDED(copse_i_criterion, where, STRING),
    NEEDED(copse_i_criterion, reason, STRING), FIELD(copse_i_criterion, detail, STRING)};
SCHEMA(criterion_schema, "a criterion of 'eligibility'", copse_i_criterion, criterion_fields);

static const copse_i_field prefer_fields[] = {NEEDED(copse_i_prefer, column, STRING),
                                              NEEDED(copse_i_prefer, order, STRINGS)};
SCHEMA(prefer_schema, "'prefer'", copse_i_prefer, prefer_fields);

static const copse_i_field nearest_fields[] = {NEEDED(copse_i_nearest, column, STRING),
                                               NEEDED(copse_i_nearest, to, NUMBER)};
SCHEMA(nearest_schema, "'nearest'", copse_i_nearest, nearest_fields);

static const copse_i_field rule_fields[] = {NESTED(copse_i_rule, prefer, MAPPING, prefer_schema),
                                            NESTED(copse_i_rule, nearest, MAPPING, nearest_schema),
                                            FIELD(copse_i_rule, smallest, STRING),
                                            FIELD(copse_i_rule, largest, STRING),
                                            FIELD(copse_i_rule, earliest, STRING),
                                            FIELD(copse_i_rule, latest, STRING),
                                            FIELD(copse_i_rule, largest_n, FLAG)};
SCHEMA(rule_schema, "a rule of 'one_effect'", copse_i_rule, rule_fields);

static const copse_i_field combine_fields[] = {
    FIELD(copse_i_combine, column, STRING),    FIELD(copse_i_combine, by, STRING),
    FIELD(copse_i_combine, structure, STRING), FIELD(copse_i_combine, rho, NUMBER),
    FIELD(copse_i_combine, phi, NUMBER),       FIELD(copse_i_combine, time, STRING),
    FIELD(copse_i_combine, obs, STRING)};
SCHEMA(combine_schema, "'combine'", copse_i_combine, combine_fields);

static const copse_i_field model_fields[] = {FIELD(copse_i_model, method, STRING), FIELD(copse_i_model, test, STRING),
                                             FIELD(copse_i_model, level, NUMBER)};
SCHEMA(model_schema, "'model'", copse_i_model, model_fields);

static const copse_i_field subgroup_fields[] = {
    NEEDED(copse_i_subgroup, column, STRING), FIELD(copse_i_subgroup, levels, STRINGS),
    FIELD(copse_i_subgroup, tau2, STRING), FIELD(copse_i_subgroup, title, STRING)};
SCHEMA(subgroup_schema, "'subgroup'", copse_i_subgroup, subgroup_fields);

static const copse_i_field columns_fields[] = {
#define COLUMN_FIELD(id, name, text)                                                                                   \
    {name, COPSE_KIND_STRING, false, offsetof(copse_i_columns, input) + COPSE_IN_##id * sizeof(copse_i_string), NULL},
    COPSE_INPUT_LIST(COLUMN_FIELD)
#undef COLUMN_FIELD
};
SCHEMA(columns_schema, "'columns'", copse_i_columns, columns_fields);

static const copse_i_field outcome_fields[] = {
    NEEDED(copse_i_outcome, name, STRING),        FIELD(copse_i_outcome, title, STRING),
    FIELD(copse_i_outcome, where, STRING),        NEEDED(copse_i_outcome, measure, STRING),
    FIELD(copse_i_outcome, effect, STRING),       NESTED(copse_i_outcome, columns, MAPPING, columns_schema),
    FIELD(copse_i_outcome, favours, STRINGS),     FIELD(copse_i_outcome, axis_label, STRING),
    FIELD(copse_i_outcome, digits, NUMBER),       FIELD(copse_i_outcome, vtype, STRING),
    FIELD(copse_i_outcome, uncorrected, FLAG),    FIELD(copse_i_outcome, add, NUMBER),
    FIELD(copse_i_outcome, to, STRING),           FIELD(copse_i_outcome, drop00, FLAG),
    FIELD(copse_i_outcome, ci_level, NUMBER),     FIELD(copse_i_outcome, transform, STRING),
    FIELD(copse_i_outcome, control_risk, NUMBER), FIELD(copse_i_outcome, sd, NUMBER),
    FIELD(copse_i_outcome, items, NUMBER),        FIELD(copse_i_outcome, scale, STRINGS),
    FIELD(copse_i_outcome, published, STRING),    FIELD(copse_i_outcome, published_measures, STRINGS)};
SCHEMA(outcome_schema, "an outcome", copse_i_outcome, outcome_fields);

static const copse_i_field sensitivity_fields[] = {
    NEEDED(copse_i_sensitivity, name, STRING),  FIELD(copse_i_sensitivity, title, STRING),
    FIELD(copse_i_sensitivity, lift, STRINGS),  FIELD(copse_i_sensitivity, also, STRING),
    FIELD(copse_i_sensitivity, method, STRING), FIELD(copse_i_sensitivity, test, STRING),
    FIELD(copse_i_sensitivity, tau2, STRING),   FIELD(copse_i_sensitivity, rho, NUMBER),
    FIELD(copse_i_sensitivity, phi, NUMBER)};
SCHEMA(sensitivity_schema, "a sensitivity analysis", copse_i_sensitivity, sensitivity_fields);

static const copse_i_field robust_fields[] = {FIELD(copse_i_robust, leave_one_out, FLAG),
                                              FIELD(copse_i_robust, bias, STRINGS)};
SCHEMA(robust_schema, "'robustness'", copse_i_robust, robust_fields);

static const copse_i_field excluded_fields[] = {NEEDED(copse_i_excluded, name, STRING),
                                                FIELD(copse_i_excluded, title, STRING),
                                                NEEDED(copse_i_excluded, where, STRING)};
SCHEMA(excluded_schema, "an entry of 'exclude'", copse_i_excluded, excluded_fields);

static const copse_i_field other_rules_fields[] = {
    NEEDED(copse_i_other_rules, name, STRING),
    FIELD(copse_i_other_rules, title, STRING),
    {"rules", COPSE_KIND_ONE_OR_ITEMS, true, offsetof(copse_i_other_rules, rules), &rule_schema}};
SCHEMA(other_rules_schema, "an entry of the multiverse's 'one_effect'", copse_i_other_rules, other_rules_fields);

static const copse_i_field multi_fields[] = {
    FIELD(copse_i_multi, outcomes, STRINGS),    FIELD(copse_i_multi, measures, STRINGS),
    FIELD(copse_i_multi, methods, STRINGS),     FIELD(copse_i_multi, tests, STRINGS),
    FIELD(copse_i_multi, lift, STRINGS),        NESTED(copse_i_multi, exclude, ITEMS, excluded_schema),
    FIELD(copse_i_multi, adjust, STRINGS),      NESTED(copse_i_multi, one_effect, ITEMS, other_rules_schema),
    FIELD(copse_i_multi, steps, STRINGS),       FIELD(copse_i_multi, null, NUMBER),
    FIELD(copse_i_multi, permutations, NUMBER), FIELD(copse_i_multi, seed, NUMBER),
    FIELD(copse_i_multi, joint_all, FLAG)};
SCHEMA(multi_schema, "'multiverse'", copse_i_multi, multi_fields);

static const copse_i_field described_fields[] = {
    NEEDED(copse_i_described, name, STRING),  FIELD(copse_i_described, title, STRING),
    NEEDED(copse_i_described, table, STRING), FIELD(copse_i_described, where, STRING),
    NEEDED(copse_i_described, label, STRING), FIELD(copse_i_described, columns, STRINGS),
    FIELD(copse_i_described, reason, STRING), FIELD(copse_i_described, because, STRING)};
SCHEMA(described_schema, "an entry of 'described'", copse_i_described, described_fields);

static const copse_i_field published_fields[] = {
    NEEDED(copse_i_published, table, STRING),    FIELD(copse_i_published, where, STRING),
    FIELD(copse_i_published, label, STRING),     NEEDED(copse_i_published, outcome, STRING),
    FIELD(copse_i_published, subgroup, STRING),  FIELD(copse_i_published, measure, STRING),
    FIELD(copse_i_published, measures, STRINGS), FIELD(copse_i_published, sign, STRING),
    NEEDED(copse_i_published, estimate, STRING), NEEDED(copse_i_published, ci_lower, STRING),
    NEEDED(copse_i_published, ci_upper, STRING), FIELD(copse_i_published, I2, STRING),
    FIELD(copse_i_published, k, STRING),         FIELD(copse_i_published, digits, NUMBER),
    FIELD(copse_i_published, I2_digits, NUMBER), FIELD(copse_i_published, verdict, STRING)};
SCHEMA(published_schema, "'published'", copse_i_published, published_fields);

static const copse_i_field plots_fields[] = {
    FIELD(copse_i_plots, forest, FLAG), FIELD(copse_i_plots, speccurve, FLAG), FIELD(copse_i_plots, formats, STRINGS),
    FIELD(copse_i_plots, layout, STRING), FIELD(copse_i_plots, study_interval, STRING)};
SCHEMA(plots_schema, "'plots'", copse_i_plots, plots_fields);

static const copse_i_field outputs_fields[] = {FIELD(copse_i_outputs, formats, STRINGS)};
SCHEMA(outputs_schema, "'outputs'", copse_i_outputs, outputs_fields);

static const copse_i_field spec_fields[] = {
    NEEDED(copse_i_spec, copse, NUMBER),
    NEEDED(copse_i_spec, title, STRING),
    FIELD(copse_i_spec, description, STRING),
    NEEDED(copse_i_spec, data, STRING),
    FIELD(copse_i_spec, encoding, STRING),
    FIELD(copse_i_spec, decimal, STRING),
    FIELD(copse_i_spec, id, STRING),
    FIELD(copse_i_spec, label, STRINGS),
    NEEDED(copse_i_spec, trial, STRING),
    FIELD(copse_i_spec, outcome_column, STRING),
    FIELD(copse_i_spec, direction, STRING),
    FIELD(copse_i_spec, agree, STRINGS),
    FIELD(copse_i_spec, arms, STRINGS),
    FIELD(copse_i_spec, favours, STRINGS),
    NESTED(copse_i_spec, eligibility, ITEMS, criterion_schema),
    NESTED(copse_i_spec, one_effect, ITEMS, rule_schema),
    NESTED(copse_i_spec, combine, MAPPING, combine_schema),
    NESTED(copse_i_spec, model, MAPPING, model_schema),
    NESTED(copse_i_spec, subgroup, MAPPING, subgroup_schema),
    FIELD(copse_i_spec, min_trials, NUMBER),
    FIELD(copse_i_spec, warn, STRING),
    FIELD(copse_i_spec, strict, FLAG),
    {"outcomes", COPSE_KIND_ITEMS, true, offsetof(copse_i_spec, outcomes), &outcome_schema},
    NESTED(copse_i_spec, sensitivity, ITEMS, sensitivity_schema),
    NESTED(copse_i_spec, robustness, MAPPING, robust_schema),
    NESTED(copse_i_spec, multiverse, ONE_OR_ITEMS, multi_schema),
    NESTED(copse_i_spec, described, ITEMS, described_schema),
    NESTED(copse_i_spec, published, MAPPING, published_schema),
    NESTED(copse_i_spec, plots, MAPPING, plots_schema),
    NESTED(copse_i_spec, outputs, MAPPING, outputs_schema)};
const copse_i_schema copse_i_spec_schema = {"a protocol", sizeof(copse_i_spec), spec_fields,
                                            sizeof spec_fields / sizeof *spec_fields};
