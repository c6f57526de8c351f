/* A simulation design as its file says it; read by the schema of simulation_schema.c. */
#ifndef COPSE_SIMULATION_SPEC_H
#define COPSE_SIMULATION_SPEC_H

#include "typed_yaml.h"

typedef struct copse_i_sim_distribution {
    size_t line;
    copse_i_string name, distribution, data;
    copse_i_strings value, columns, min, max, mean, sd, meanlog, sdlog, shape, scale, df, a, b;
} copse_i_sim_distribution;

typedef struct copse_i_sim_shape {
    size_t line;
    copse_i_string name, shape;
    copse_i_number df, alpha, share, distance, factor;
} copse_i_sim_shape;

typedef struct copse_i_sim_selection {
    size_t line;
    copse_i_string name, by, direction;
    copse_i_strings steps, weights;
} copse_i_sim_selection;

typedef struct copse_i_sim_moderator {
    size_t line;
    copse_i_string name, kind;
    copse_i_number slope;
    copse_i_strings values;
} copse_i_sim_moderator;

typedef struct copse_i_sim_bootstrap {
    size_t line;
    copse_i_strings kind, interval;
    copse_i_number replicates;
} copse_i_sim_bootstrap;

typedef struct copse_i_sim_method {
    size_t line;
    copse_i_string name;
    copse_i_strings method, test, prediction;
    copse_i_sim_bootstrap bootstrap;
} copse_i_sim_method;

typedef struct copse_i_sim_zero_cells {
    size_t line;
    copse_i_number add;
    copse_i_string to;
    copse_i_flag drop00;
} copse_i_sim_zero_cells;

typedef struct copse_i_sim_spec {
    size_t line;
    copse_i_number copse, seed, replicates, level, ratio, sigma2, df, sd, cap;
    copse_i_string title, description, measure, per, placement;
    copse_i_flag estimated;
    copse_i_strings k, mu, tau2, I2, correlation;
    copse_i_items sizes, variances, control, effects, selection, moderators, methods;
    copse_i_sim_zero_cells zero_cells;
} copse_i_sim_spec;

extern const copse_i_schema copse_i_sim_schema;

#endif
