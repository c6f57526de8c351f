/* What tables add to the sums that pooling is made of, and what the sums make. */
#include "counts_parts.h"

#include <math.h>

_Static_assert((int)COPSE_I_MH_SUMS == (int)COPSE_COUNTS_IN_Q && (int)COPSE_COUNTS_WDD < (int)COPSE_COUNTS_TERMS,
               "the sums of the estimate come first");

static void add_own(const copse_counts *counts, copse_pooling pooling, const copse_counts_opts *opts, size_t i,
                    double centre, double term[COPSE_COUNTS_TERMS])
{
    double y = NAN, v = NAN;
    if (!copse_i_own_estimate(counts, pooling, opts, i, &y, &v)) return;
    term[COPSE_COUNTS_IN_Q] = 1;
    if (pooling == COPSE_POOLING_PETO) return; /* its Q is of the sums' own excesses */
    const double d = y - centre;
    term[COPSE_COUNTS_W] = 1 / v;
    term[COPSE_COUNTS_WD] = d / v;
    term[COPSE_COUNTS_WDD] = d * (d / v);
}

static void peto_terms(const copse_counts *counts, size_t i, double centre, double term[COPSE_COUNTS_TERMS])
{
    const copse_i_table t = copse_i_table_at(counts, i);
    const double excess = copse_i_excess(&t), V = copse_i_hypergeometric_variance(&t);
    for (size_t j = 0; j < COPSE_COUNTS_IN_Q; j++) term[j] = 0;
    term[COPSE_I_MH_R] = excess;
    term[COPSE_I_MH_S] = V;
    if (!(V > 0)) return;
    const double d = excess / V - centre;
    term[COPSE_COUNTS_W] = V;
    term[COPSE_COUNTS_WD] = V * d;
    term[COPSE_COUNTS_WDD] = V * d * d;
}

copse_status copse_counts_terms(const copse_counts *given, copse_pooling pooling, const copse_counts_opts *opts,
                                double centre, double (*terms)[COPSE_COUNTS_TERMS], copse_error *err)
{
    const copse_counts_opts options = opts != NULL ? *opts : copse_counts_opts_default();
    if (given == NULL || terms == NULL || !isfinite(centre) ||
        (pooling != COPSE_POOLING_MH && pooling != COPSE_POOLING_PETO))
        return copse_fail(err, COPSE_EINVAL, "no tables, no place for their terms, or another pooling");
    copse_counts counts = *given;
    if (pooling == COPSE_POOLING_PETO) counts.measure = COPSE_MH_OR;
    const copse_status status = copse_i_check_counts(&counts, &options, err);
    for (size_t i = 0; status == COPSE_OK && i < counts.k; i++) {
        for (size_t j = COPSE_COUNTS_IN_Q; j < COPSE_COUNTS_TERMS; j++) terms[i][j] = 0;
        if (pooling == COPSE_POOLING_PETO) peto_terms(&counts, i, centre, terms[i]);
        else copse_i_mh_terms(&counts, options.rd_variance, i, terms[i]);
        add_own(&counts, pooling, &options, i, centre, terms[i]);
    }
    return status;
}

bool copse_counts_of_sums(copse_pooling pooling, copse_mh measure, double centre, const double sum[COPSE_COUNTS_TERMS],
                          copse_counts_pooled *out)
{
    copse_i_pooled_counts pooled = {NAN, NAN};
    const double w = sum[COPSE_COUNTS_W], wd = sum[COPSE_COUNTS_WD];
    bool found = false;
    if (pooling == COPSE_POOLING_PETO) {
        found = sum[COPSE_I_MH_S] > 0;
        if (found) pooled = (copse_i_pooled_counts){sum[COPSE_I_MH_R] / sum[COPSE_I_MH_S], 1 / sum[COPSE_I_MH_S]};
    } else {
        found = copse_i_mh_of_sums(measure, sum, &pooled);
    }
    const double d = pooled.estimate - centre;
    out->estimate = pooled.estimate;
    out->se = sqrt(pooled.variance);
    out->about = sum[COPSE_COUNTS_WDD];
    out->Q = fmax(out->about - 2 * d * wd + d * d * w, 0);
    out->in_Q = sum[COPSE_COUNTS_IN_Q];
    return found;
}
