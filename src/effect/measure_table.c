/* The table of measures: one entry each. Everything that speaks of measures is derived from it. */
#include "measure_groups.h"

#include <string.h>

static const copse_i_measures *const groups[] = {
    &copse_i_measures_tables,
    &copse_i_measures_association,
    &copse_i_measures_pairs,
    &copse_i_measures_means,
    &copse_i_measures_standardized,
    &copse_i_measures_difference_to_r,
    &copse_i_measures_areas,
    &copse_i_measures_changes,
    &copse_i_measures_one_mean,
    &copse_i_measures_correlations,
    &copse_i_measures_partial,
    &copse_i_measures_determination,
    &copse_i_measures_reliability,
    &copse_i_measures_genotypes,
    &copse_i_measures_single,
    &copse_i_measures_rates,
    &copse_i_measures_survival,
    &copse_i_measures_given,
    NULL,
};

const copse_measure *copse_measure_at(size_t i)
{
    for (size_t g = 0; groups[g] != NULL; g++) {
        if (i < groups[g]->count) return &groups[g]->entry[i];
        i -= groups[g]->count;
    }
    return NULL;
}

const copse_measure *copse_measure_find(const char *code)
{
    if (!code) return NULL;
    const copse_measure *measure;
    for (size_t i = 0; (measure = copse_measure_at(i)) != NULL; i++) {
        if (strcmp(measure->code, code) == 0 || (measure->synonym && strcmp(measure->synonym, code) == 0))
            return measure;
    }
    return NULL;
}

const char *copse_measure_nearest(const char *code)
{
    enum { MOST = 192 };
    const char *codes[MOST];
    size_t count = 0;
    const copse_measure *measure;
    for (size_t i = 0; count + 2 <= MOST && (measure = copse_measure_at(i)) != NULL; i++) {
        codes[count++] = measure->code;
        if (measure->synonym != NULL) codes[count++] = measure->synonym;
    }
    return copse_nearest(code, codes, count);
}

bool copse_measure_takes(const copse_measure *measure, copse_vtype vtype)
{
    if (vtype == COPSE_VTYPE_COUNT) return true;
    if (!measure->vtypes) return vtype == COPSE_VTYPE_LS;
    for (const copse_vtype *taken = measure->vtypes; *taken != COPSE_VTYPE_COUNT; taken++) {
        if (*taken == vtype) return true;
    }
    return false;
}
