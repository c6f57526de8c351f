/* The mean of a trial's effects. */
#include <copse/study.h>

copse_status copse_study_set_combine(copse_study_set *set, const char *const *trial, double rho, copse_notes *warnings,
                                     copse_error *err)
{
    const copse_aggregate_opts opts = {.combine = COPSE_COMBINE_MEAN, .structure = COPSE_STRUCTURE_CS, .rho = rho};
    return copse_study_set_aggregate(set, trial, NULL, NULL, &opts, warnings, err);
}
