/* Tests of no association in any table (Cochran 1954; Mantel & Haenszel 1959): (|sum (a - E)| - 1/2)^2/sum V, chi-square
 * with 1 df. E = n1 m/N and V = n1 n2 m (N - m)/(N^2 (N - 1)), with N^3 for Cochran; of events with person-times E = m b/T and
 * V = m b d/T^2. */
#include "counts_parts.h"

#include <copse/math.h>
#include <math.h>

static const copse_table_test NONE = {NAN, NAN, NAN};

void copse_i_start_tests(copse_table_tests *tests)
{
    *tests = (copse_table_tests){NONE, NONE, NONE, NONE, NONE, NONE, 0, 0};
}

copse_table_test copse_i_chi_square(double statistic, double df)
{
    if (!(statistic >= 0 && df > 0) || !isfinite(statistic)) return NONE;
    return (copse_table_test){statistic, df, copse_chisq_upper(statistic, df)};
}

/* a - n1 m/N = (ad - bc)/N */
double copse_i_excess(const copse_i_table *t)
{
    return t->N > 0 ? t->determinant / t->N : 0;
}

double copse_i_hypergeometric_variance(const copse_i_table *t)
{
    return t->N > 1 ? t->n1 / t->N * (t->n2 / t->N) * (t->others / (t->N - 1)) * t->events : 0;
}

static double binomial_variance(const copse_i_table *t)
{
    return t->N > 0 ? t->n1 / t->N * (t->n2 / t->N) * (t->others / t->N) * t->events : 0;
}

static double rate_variance(const copse_i_table *t)
{
    return t->b / t->N * (t->d / t->N) * t->events;
}

static void put(double excess, double variance, copse_table_test *plain, copse_table_test *corrected)
{
    const double less = fabs(excess) - 0.5, sd = sqrt(variance); /* as in metafor, also where it is below 0 */
    *plain = *corrected = NONE;
    if (!(variance > 0)) return;
    *plain = copse_i_chi_square(excess / sd * (excess / sd), 1);
    *corrected = copse_i_chi_square(less / sd * (less / sd), 1);
}

void copse_i_association_tests(const copse_counts *counts, bool rate, copse_table_tests *tests)
{
    copse_i_sum excess = {0}, variance = {0}, binomial = {0};
    for (size_t i = 0; i < counts->k; i++) {
        const copse_i_table t = copse_i_table_at(counts, i);
        copse_i_sum_add(&excess, copse_i_excess(&t));
        copse_i_sum_add(&variance, rate ? rate_variance(&t) : copse_i_hypergeometric_variance(&t));
        copse_i_sum_add(&binomial, rate ? 0 : binomial_variance(&t));
        if (!copse_i_table_is_one_sided(&t, rate) && (rate || (t.n1 > 0 && t.n2 > 0))) tests->informative++;
    }
    put(copse_i_sum_value(&excess), copse_i_sum_value(&variance), &tests->cmh, &tests->cmh_corrected);
    put(copse_i_sum_value(&excess), copse_i_sum_value(&binomial), &tests->cochran, &tests->cochran_corrected);
}
