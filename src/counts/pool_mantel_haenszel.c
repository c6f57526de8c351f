/* Mantel-Haenszel from tables to a fit. */
#include "counts_parts.h"

#include <math.h>
#include <string.h>

static copse_status no_estimate(copse_mh measure, copse_error *err)
{
    static const char *const WHY[COPSE_MH_COUNT] = {
        [COPSE_MH_OR] = "no table has events in one of the groups and non-events in the other",
        [COPSE_MH_RR] = "one of the groups has no event in any table",
        [COPSE_MH_RD] = "no table has people in both groups",
        [COPSE_MH_IRR] = "one of the groups has no event in any table",
        [COPSE_MH_IRD] = "the differences are beyond the range of numbers",
    };
    return copse_fail(err, COPSE_ENOTCOMPUTABLE, "Mantel-Haenszel gives no finite %s: %s", copse_mh_text(measure),
                      WHY[measure]);
}

copse_status copse_pool_mh(const copse_counts *counts, const copse_counts_opts *opts, copse_fit *fit,
                           copse_table_tests *tests, copse_error *err)
{
    const copse_counts_opts options = opts != NULL ? *opts : copse_counts_opts_default();
    copse_table_tests unused = {0}, *out = tests != NULL ? tests : &unused;
    if (fit == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the fit");
    memset(fit, 0, sizeof *fit);
    copse_i_start_tests(out);
    copse_status status = copse_i_check_counts(counts, &options, err);
    if (status == COPSE_OK) status = copse_i_start_fit(counts, COPSE_POOLING_MH, &options, fit, err);
    if (status != COPSE_OK) return status;
    copse_i_pooled_counts pooled;
    if (!copse_i_mh_estimate(counts, options.rd_variance, &pooled)) return no_estimate(counts->measure, err);
    for (size_t i = 0; i < counts->k; i++) {
        const copse_i_table t = copse_i_table_at(counts, i);
        fit->weight[i] = copse_i_mh_weight(counts->measure, &t);
    }
    copse_i_association_tests(counts, copse_mh_is_rate(counts->measure), out);
    if (counts->measure == COPSE_MH_OR) copse_i_homogeneity_tests(counts, pooled.estimate, out);
    copse_i_fill_fit(counts, &options, &pooled, NAN, fit, out);
    return COPSE_OK;
}
