/* Peto's one-step odds ratio (Yusuf, Peto, Lewis, Collins & Sleight 1985). */
#include "counts_parts.h"

#include <math.h>
#include <string.h>

/* The tables as 2x2, whatever measure the caller left there. */
static copse_counts as_tables(const copse_counts *counts)
{
    copse_counts tables = *counts;
    tables.measure = COPSE_MH_OR;
    return tables;
}

/* sum (O - E)^2/V - (sum (O - E))^2/sum V, as what it is, sum V ((O - E)/V - estimate)^2, so that nothing cancels. */
static double Q_about(const copse_counts *tables, double estimate)
{
    copse_i_sum Q = {0};
    for (size_t i = 0; i < tables->k; i++) {
        const copse_i_table t = copse_i_table_at(tables, i);
        const double v = copse_i_hypergeometric_variance(&t);
        if (!(v > 0)) continue;
        const double r = copse_i_excess(&t) / v - estimate;
        copse_i_sum_add(&Q, v * r * r);
    }
    return copse_i_sum_value(&Q);
}

copse_status copse_pool_peto(const copse_counts *counts, const copse_counts_opts *opts, copse_fit *fit,
                             copse_table_tests *tests, copse_error *err)
{
    const copse_counts_opts options = opts != NULL ? *opts : copse_counts_opts_default();
    copse_table_tests unused = {0}, *out = tests != NULL ? tests : &unused;
    if (fit == NULL || counts == NULL) return copse_fail(err, COPSE_EINVAL, "no tables, or no place for the fit");
    memset(fit, 0, sizeof *fit);
    copse_i_start_tests(out);
    const copse_counts tables = as_tables(counts);
    copse_status status = copse_i_check_counts(&tables, &options, err);
    if (status == COPSE_OK) status = copse_i_start_fit(&tables, COPSE_POOLING_PETO, &options, fit, err);
    if (status != COPSE_OK) return status;
    copse_i_sum excess = {0}, variance = {0};
    for (size_t i = 0; i < tables.k; i++) {
        const copse_i_table t = copse_i_table_at(&tables, i);
        const double e = copse_i_excess(&t), v = copse_i_hypergeometric_variance(&t);
        fit->weight[i] = v;
        copse_i_sum_add(&excess, e);
        copse_i_sum_add(&variance, v);
    }
    const double E = copse_i_sum_value(&excess), V = copse_i_sum_value(&variance);
    if (!(V > 0))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "Peto's odds ratio is not defined: no table has events and non-events in two groups");
    const copse_i_pooled_counts pooled = {.estimate = E / V, .variance = 1 / V};
    copse_i_association_tests(&tables, false, out);
    copse_i_fill_fit(&tables, &options, &pooled, Q_about(&tables, E / V), fit, out);
    return COPSE_OK;
}
