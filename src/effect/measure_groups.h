/* Inside the effect room: what the table of measures is put together from. */
#ifndef COPSE_EFFECT_MEASURE_GROUPS_H
#define COPSE_EFFECT_MEASURE_GROUPS_H

#include "effect_kernels.h"

/* Measures of one kind, in the order of the documentation. */
typedef struct copse_i_measures {
    const copse_measure *entry;
    size_t count;
} copse_i_measures;
extern const copse_i_measures copse_i_measures_tables, copse_i_measures_means, copse_i_measures_correlations,
    copse_i_measures_single, copse_i_measures_rates, copse_i_measures_given;
extern const copse_i_measures copse_i_measures_association, copse_i_measures_pairs, copse_i_measures_survival;
extern const copse_i_measures copse_i_measures_standardized, copse_i_measures_difference_to_r, copse_i_measures_areas,
    copse_i_measures_changes, copse_i_measures_one_mean;
extern const copse_i_measures copse_i_measures_partial, copse_i_measures_determination, copse_i_measures_reliability,
    copse_i_measures_genotypes;

/* For the entries: a set of inputs, an array of sets as two members of an entry, a list of variance types, a kernel with
 * its default continuity correction. */
#define COPSE_I_IN(id) COPSE_IN_##id
#define COPSE_I_SET(...)                                                                                               \
    (const copse_input[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, COPSE_IN_COUNT                                                                                    \
    }
#define COPSE_I_SETS(array) .inputs = (array), .input_sets = sizeof(array) / sizeof *(array)
#define COPSE_I_VTYPES(...)                                                                                            \
    .vtypes = (const copse_vtype[])                                                                                    \
    {                                                                                                                  \
        __VA_ARGS__, COPSE_VTYPE_COUNT                                                                                 \
    }
#define COPSE_I_KERNEL(function, correction)                                                                           \
    &(const struct copse_effect_kernel)                                                                                \
    {                                                                                                                  \
        .compute = (function), .add = (correction)                                                                     \
    }
/* The same where some variance types use averages over the studies. */
#define COPSE_I_KERNEL_AVERAGING(function, correction, averaged)                                                       \
    &(const struct copse_effect_kernel)                                                                                \
    {                                                                                                                  \
        .compute = (function), .add = (correction), .average = (averaged)                                              \
    }

enum { COPSE_I_GIVEN_SETS = 3 };
extern const copse_input *const copse_i_given_sets[COPSE_I_GIVEN_SETS];

#endif
