/* A table's own estimate and variance, for the heterogeneity about the pooled one. */
#include "counts_parts.h"

#include <math.h>

/* With half an event more in each cell where one is empty; of person-times, in the events. */
static copse_i_table corrected(const copse_counts *counts, size_t i)
{
    copse_i_table t = copse_i_table_at(counts, i);
    const bool rate = copse_mh_is_rate(counts->measure);
    const bool empty = t.a == 0 || t.c == 0 || (!rate && (t.b == 0 || t.d == 0));
    if (!empty) return t;
    const double cell[] = {t.a + 0.5, t.b + (rate ? 0 : 0.5), t.c + 0.5, t.d + (rate ? 0 : 0.5)};
    const copse_counts one = {
        .measure = counts->measure, .k = 1, .a = &cell[0], .b = &cell[1], .c = &cell[2], .d = &cell[3]};
    return copse_i_table_at(&one, 0);
}

/* log x/y, from x - y where that is small */
static double log_of(double x, double y, double difference)
{
    return fabs(difference) < y / 2 ? log1p(difference / y) : log(x / y);
}

static void compute(copse_mh measure, const copse_i_table *t, double *y, double *v)
{
    switch (measure) {
    case COPSE_MH_OR:
        *y = log_of(t->a * t->d, t->b * t->c, t->determinant);
        *v = (1 / t->a + 1 / t->b) + (1 / t->c + 1 / t->d);
        break;
    case COPSE_MH_RR:
        *y = log_of(t->a * t->n2, t->c * t->n1, t->determinant);
        *v = t->b / t->a / t->n1 + t->d / t->c / t->n2;
        break;
    case COPSE_MH_RD:
        *y = t->determinant / t->n1 / t->n2;
        *v = t->a / t->n1 * (t->b / t->n1) / t->n1 + t->c / t->n2 * (t->d / t->n2) / t->n2;
        break;
    case COPSE_MH_IRR:
        *y = log_of(t->a * t->d, t->b * t->c, t->determinant);
        *v = 1 / t->a + 1 / t->c;
        break;
    default:
        *y = t->determinant / t->b / t->d;
        *v = t->a / t->b / t->b + t->c / t->d / t->d;
    }
}

bool copse_i_own_estimate(const copse_counts *counts, copse_pooling pooling, const copse_counts_opts *opts, size_t i,
                          double *y, double *v)
{
    const copse_i_table counted = copse_i_table_at(counts, i);
    const bool rate = copse_mh_is_rate(counts->measure);
    if (!opts->keep00 && copse_i_table_is_one_sided(&counted, rate)) return false;
    if (!rate && !(counted.n1 > 0 && counted.n2 > 0)) return false;
    if (counts->yi != NULL) {
        *y = counts->yi[i];
        *v = counts->vi[i];
    } else if (pooling == COPSE_POOLING_PETO) {
        const double V = copse_i_hypergeometric_variance(&counted);
        *y = copse_i_excess(&counted) / V;
        *v = 1 / V;
    } else {
        const copse_i_table t = corrected(counts, i);
        compute(counts->measure, &t, y, v);
    }
    return isfinite(*y) && *v > 0 && isfinite(1 / *v);
}
