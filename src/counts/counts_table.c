/* One table and what is read off it; what is checked of all of them. */
#include "counts_parts.h"

#include <math.h>

#define MOST 0x1p200 /* so that no product of four margins leaves the range of double */

copse_counts_opts copse_counts_opts_default(void)
{
    return (copse_counts_opts){.level = 95};
}

/* ad - bc to half an ulp of it, by Kahan's two fused operations. */
static double determinant(double a, double d, double b, double c)
{
    const double product = b * c, lost = fma(-b, c, product);
    return fma(a, d, -product) + lost;
}

copse_i_table copse_i_table_at(const copse_counts *counts, size_t i)
{
    const double a = counts->a[i], b = counts->b[i], c = counts->c[i], d = counts->d[i];
    const double n1 = a + b, n2 = c + d;
    return (copse_i_table){.a = a,
                           .b = b,
                           .c = c,
                           .d = d,
                           .n1 = n1,
                           .n2 = n2,
                           .N = copse_mh_is_rate(counts->measure) ? b + d : n1 + n2,
                           .events = a + c,
                           .others = b + d,
                           .determinant = determinant(a, d, b, c)};
}

bool copse_i_table_is_one_sided(const copse_i_table *table, bool rate)
{
    return !(table->events > 0) || (!rate && !(table->others > 0));
}

void copse_i_sum_add(copse_i_sum *sum, double x)
{
    const double total = sum->high + x;
    sum->low += fabs(sum->high) >= fabs(x) ? (sum->high - total) + x : (x - total) + sum->high;
    sum->high = total;
}

double copse_i_sum_value(const copse_i_sum *sum)
{
    return sum->high + sum->low;
}

static bool is_count(double x)
{
    return x >= 0 && x < MOST;
}

static copse_status check_table(const copse_counts *counts, size_t i, copse_error *err)
{
    const bool rate = copse_mh_is_rate(counts->measure);
    const double cell[] = {counts->a[i], counts->b[i], counts->c[i], counts->d[i]};
    for (size_t j = 0; j < 4; j++) {
        const bool time = rate && j % 2 == 1;
        if (time && !(cell[j] > 1 / MOST && cell[j] < MOST))
            return copse_fail(err, COPSE_EDOM, "table %zu: the person-time %g is not a positive number", i + 1,
                              cell[j]);
        if (!is_count(cell[j])) return copse_fail(err, COPSE_EDOM, "table %zu: %g is not a count", i + 1, cell[j]);
    }
    return COPSE_OK;
}

copse_status copse_i_check_counts(const copse_counts *counts, const copse_counts_opts *opts, copse_error *err)
{
    if (counts == NULL || counts->a == NULL || counts->b == NULL || counts->c == NULL || counts->d == NULL)
        return copse_fail(err, COPSE_EINVAL, "no tables");
    if ((counts->yi == NULL) != (counts->vi == NULL))
        return copse_fail(err, COPSE_EINVAL, "estimates without variances, or variances without estimates");
    if ((unsigned)counts->measure >= COPSE_MH_COUNT) return copse_fail(err, COPSE_EINVAL, "no such measure");
    if (!(opts->level > 0 && opts->level < 100))
        return copse_fail(err, COPSE_EINVAL, "the level of an interval lies between 0 and 100 %%");
    if (opts->rd_variance != COPSE_RD_SATO && opts->rd_variance != COPSE_RD_GREENLAND)
        return copse_fail(err, COPSE_EINVAL, "no such variance of the risk difference");
    if (counts->k == 0) return copse_fail(err, COPSE_ETOOFEW, "no tables");
    for (size_t i = 0; i < counts->k; i++) {
        const copse_status status = check_table(counts, i, err);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}
