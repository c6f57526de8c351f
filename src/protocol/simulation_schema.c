/* The keys of a simulation design, each with its type and its place in the structs of simulation_spec.h. */
#include "simulation_spec.h"

#include <stddef.h>

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

typedef copse_i_sim_distribution dist;
static const copse_i_field distribution_fields[] = {
    FIELD(dist, name, STRING),     FIELD(dist, distribution, STRING), FIELD(dist, data, STRING),
    FIELD(dist, value, STRINGS),   FIELD(dist, columns, STRINGS),     FIELD(dist, min, STRINGS),
    FIELD(dist, max, STRINGS),     FIELD(dist, mean, STRINGS),        FIELD(dist, sd, STRINGS),
    FIELD(dist, meanlog, STRINGS), FIELD(dist, sdlog, STRINGS),       FIELD(dist, shape, STRINGS),
    FIELD(dist, scale, STRINGS),   FIELD(dist, df, STRINGS),          FIELD(dist, a, STRINGS),
    FIELD(dist, b, STRINGS)};
SCHEMA(distribution_schema, "a distribution", copse_i_sim_distribution, distribution_fields);

static const copse_i_field shape_fields[] = {
    FIELD(copse_i_sim_shape, name, STRING),  NEEDED(copse_i_sim_shape, shape, STRING),
    FIELD(copse_i_sim_shape, df, NUMBER),    FIELD(copse_i_sim_shape, alpha, NUMBER),
    FIELD(copse_i_sim_shape, share, NUMBER), FIELD(copse_i_sim_shape, distance, NUMBER),
    FIELD(copse_i_sim_shape, factor, NUMBER)};
SCHEMA(shape_schema, "an entry of 'effects'", copse_i_sim_shape, shape_fields);

static const copse_i_field selection_fields[] = {
    FIELD(copse_i_sim_selection, name, STRING), NEEDED(copse_i_sim_selection, by, STRING),
    FIELD(copse_i_sim_selection, direction, STRING), FIELD(copse_i_sim_selection, steps, STRINGS),
    FIELD(copse_i_sim_selection, weights, STRINGS)};
SCHEMA(selection_schema, "an entry of 'selection'", copse_i_sim_selection, selection_fields);

static const copse_i_field moderator_fields[] = {
    NEEDED(copse_i_sim_moderator, name, STRING), NEEDED(copse_i_sim_moderator, slope, NUMBER),
    FIELD(copse_i_sim_moderator, kind, STRING), FIELD(copse_i_sim_moderator, values, STRINGS)};
SCHEMA(moderator_schema, "a moderator", copse_i_sim_moderator, moderator_fields);

static const copse_i_field bootstrap_fields[] = {FIELD(copse_i_sim_bootstrap, kind, STRINGS),
                                                 NEEDED(copse_i_sim_bootstrap, interval, STRINGS),
                                                 FIELD(copse_i_sim_bootstrap, replicates, NUMBER)};
SCHEMA(bootstrap_schema, "'bootstrap'", copse_i_sim_bootstrap, bootstrap_fields);

static const copse_i_field method_fields[] = {
    FIELD(copse_i_sim_method, name, STRING), NEEDED(copse_i_sim_method, method, STRINGS),
    FIELD(copse_i_sim_method, test, STRINGS), FIELD(copse_i_sim_method, prediction, STRINGS),
    NESTED(copse_i_sim_method, bootstrap, MAPPING, bootstrap_schema)};
SCHEMA(method_schema, "an entry of 'methods'", copse_i_sim_method, method_fields);

static const copse_i_field zero_fields[] = {FIELD(copse_i_sim_zero_cells, add, NUMBER),
                                            FIELD(copse_i_sim_zero_cells, to, STRING),
                                            FIELD(copse_i_sim_zero_cells, drop00, FLAG)};
SCHEMA(zero_schema, "'zero_cells'", copse_i_sim_zero_cells, zero_fields);

typedef copse_i_sim_spec spec;
static const copse_i_field spec_fields[] = {
    NEEDED(spec, copse, NUMBER),
    FIELD(spec, title, STRING),
    FIELD(spec, description, STRING),
    FIELD(spec, seed, NUMBER),
    NEEDED(spec, replicates, NUMBER),
    FIELD(spec, level, NUMBER),
    FIELD(spec, measure, STRING),
    NESTED(spec, sizes, ONE_OR_ITEMS, distribution_schema),
    NESTED(spec, variances, ONE_OR_ITEMS, distribution_schema),
    NESTED(spec, control, ONE_OR_ITEMS, distribution_schema),
    NESTED(spec, effects, ONE_OR_ITEMS, shape_schema),
    FIELD(spec, correlation, STRINGS),
    NESTED(spec, selection, ONE_OR_ITEMS, selection_schema),
    FIELD(spec, mu, STRINGS),
    FIELD(spec, tau2, STRINGS),
    FIELD(spec, I2, STRINGS),
    NEEDED(spec, k, STRINGS),
    FIELD(spec, per, STRING),
    FIELD(spec, ratio, NUMBER),
    FIELD(spec, sigma2, NUMBER),
    FIELD(spec, estimated, FLAG),
    FIELD(spec, df, NUMBER),
    FIELD(spec, sd, NUMBER),
    FIELD(spec, placement, STRING),
    NESTED(spec, zero_cells, MAPPING, zero_schema),
    FIELD(spec, cap, NUMBER),
    NESTED(spec, moderators, ONE_OR_ITEMS, moderator_schema),
    {"methods", COPSE_KIND_ONE_OR_ITEMS, true, offsetof(spec, methods), &method_schema}};
const copse_i_schema copse_i_sim_schema = {"a simulation design", sizeof(copse_i_sim_spec), spec_fields,
                                           sizeof spec_fields / sizeof *spec_fields};
