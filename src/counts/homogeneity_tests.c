/* Are the odds ratios of all tables alike? Breslow & Day 1980: sum (a - A)^2/V, where A is the first cell that a table of the
 * same margins has under the pooled odds ratio, and 1/V = 1/A + 1/B + 1/C + 1/D. Tarone 1985: less (sum (a - A))^2/sum V. */
#include "counts_parts.h"

#include <math.h>

/* A of A (n2 - m + A) = psi (n1 - A)(m - A): (1 - psi) A^2 + (n2 - m + psi (n1 + m)) A - psi n1 m = 0, by the form of the
 * root that has no difference in it. */
static double expected_cell(const copse_i_table *t, double psi)
{
    const double m = t->events, middle = psi * (t->n1 + m) + (t->n2 - m);
    const double root = sqrt(middle * middle - 4 * (t->n1 * m) * psi * (psi - 1));
    return middle > 0 ? 2 * psi * t->n1 * m / (middle + root) : (middle - root) / (2 * (psi - 1));
}

/* For an odds ratio above 1 the groups change places, so that psi <= 1 and nothing cancels under the root. */
static double expected_excess(const copse_i_table *t, double psi, double *variance)
{
    copse_i_table turned = *t;
    const bool turn = psi > 1;
    if (turn) {
        turned = (copse_i_table){.a = t->c, .b = t->d, .n1 = t->n2, .n2 = t->n1, .N = t->N, .events = t->events};
        psi = 1 / psi;
    }
    const double A = expected_cell(&turned, psi), B = turned.n1 - A, C = turned.events - A, D = turned.n2 - C;
    *variance = 1 / (1 / A + 1 / B + 1 / C + 1 / D);
    return turned.a - A;
}

void copse_i_homogeneity_tests(const copse_counts *counts, double log_odds_ratio, copse_table_tests *tests)
{
    copse_i_sum Q = {0}, excess = {0}, variance = {0};
    const double psi = exp(log_odds_ratio);
    size_t k = 0;
    for (size_t i = 0; i < counts->k; i++) {
        const copse_i_table t = copse_i_table_at(counts, i);
        if (copse_i_table_is_one_sided(&t, false) || !(t.n1 > 0 && t.n2 > 0)) continue;
        double v = NAN;
        const double e = expected_excess(&t, psi, &v);
        if (!(v > 0) || !isfinite(v)) return; /* an odds ratio beyond what doubles can tell */
        copse_i_sum_add(&Q, e / v * e);
        copse_i_sum_add(&excess, psi > 1 ? -e : e);
        copse_i_sum_add(&variance, v);
        k++;
    }
    if (k < 2) return;
    const double total = copse_i_sum_value(&excess), df = (double)(k - 1), statistic = copse_i_sum_value(&Q);
    tests->breslow_day = copse_i_chi_square(statistic, df);
    tests->tarone = copse_i_chi_square(fmax(statistic - total / copse_i_sum_value(&variance) * total, 0), df);
}
