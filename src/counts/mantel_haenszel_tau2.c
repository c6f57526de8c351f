/* tau2 of RevMan 5 for tables: DerSimonian-Laird about the Mantel-Haenszel estimate. */
#include "counts_parts.h"

#include <math.h>
#include <stdlib.h>

/* The tables with half an event in each cell of those with an empty one. */
static copse_status corrected_tables(const double *const table[4], size_t k, double **cells)
{
    *cells = copse_alloc(k, 4 * sizeof **cells);
    if (*cells == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i < k; i++) {
        bool empty = false;
        for (int c = 0; c < 4; c++) empty = empty || table[c][i] == 0;
        for (size_t c = 0; c < 4; c++) (*cells)[c * k + i] = table[c][i] + (empty ? 0.5 : 0);
    }
    return COPSE_OK;
}

static copse_status mh_estimate(copse_mh measure, const double *cells, size_t k, double *estimate, copse_error *err)
{
    const copse_counts counts = {
        .measure = measure, .k = k, .a = cells, .b = cells + k, .c = cells + 2 * k, .d = cells + 3 * k};
    const copse_counts_opts opts = copse_counts_opts_default();
    copse_i_pooled_counts pooled;
    const copse_status status = copse_i_check_counts(&counts, &opts, err);
    if (status != COPSE_OK) return status;
    const bool found = copse_i_mh_estimate(&counts, COPSE_RD_SATO, &pooled);
    *estimate = pooled.estimate;
    return found ? COPSE_OK : copse_fail(err, COPSE_ERANGE, "the Mantel-Haenszel estimate is 0 or infinite");
}

copse_status copse_mh_tau2(copse_mh measure, const double *const table[4], const double *yi, const double *vi, size_t k,
                           double *tau2, double *Q, double *estimate, copse_error *err)
{
    *tau2 = *Q = *estimate = NAN;
    if (k == 0 || (measure != COPSE_MH_OR && measure != COPSE_MH_RR && measure != COPSE_MH_RD))
        return copse_fail(err, COPSE_EINVAL, "tau2 of Mantel-Haenszel: no tables, or no measure of tables");
    double *cells = NULL, mean = NAN;
    if (corrected_tables(table, k, &cells) != COPSE_OK) return copse_fail_memory(err);
    const copse_status status = mh_estimate(measure, cells, k, &mean, err);
    free(cells);
    if (status != COPSE_OK) return status;
    double sum = 0, squares = 0, q = 0;
    for (size_t i = 0; i < k; i++) {
        if (!(vi[i] > 0 && isfinite(1 / vi[i]) && isfinite(yi[i])))
            return copse_fail(err, COPSE_EDOM, "study %zu has no estimate with a positive variance", i + 1);
        const double w = 1 / vi[i], d = yi[i] - mean;
        sum += w;
        squares += w * w;
        q += w * d * d;
    }
    const double scale = sum - squares / sum, excess = q - ((double)k - 1);
    *tau2 = k > 1 && excess > 0 && scale > 0 ? excess / scale : 0;
    *Q = q;
    *estimate = mean;
    return COPSE_OK;
}
