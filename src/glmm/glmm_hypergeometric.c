/* The noncentral hypergeometric distribution (Fisher 1935): of the first cell j of a 2x2 table, given its margins,
 *      P(j) proportional to C(n1, j) C(n2, m - j) exp(j theta).
 * Its terms are summed outwards from the largest one by their ratios (Liao & Rosen 2001), so that nothing overflows and
 * nothing cancels. */
#include "glmm_parts.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

copse_status copse_i_glmm_hypergeometric_init(copse_i_glmm_hypergeometric *cells, double a, double n1, double n2,
                                              double m)
{
    const double lowest = fmax(0.0, m - n2), highest = fmin(n1, m);
    *cells = (copse_i_glmm_hypergeometric){.count = (size_t)(highest - lowest) + 1, .observed = (size_t)(a - lowest)};
    cells->ratio = copse_alloc(cells->count, sizeof(double));
    cells->inverse = copse_alloc(cells->count, sizeof(double));
    cells->log_weight = copse_alloc(cells->count, sizeof(double));
    if (cells->ratio == NULL || cells->inverse == NULL || cells->log_weight == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i + 1 < cells->count; i++) {
        const double j = lowest + (double)i;
        cells->ratio[i] = ((n1 - j) * (m - j)) / ((j + 1.0) * (n2 - m + j + 1.0));
        cells->inverse[i] = 1.0 / cells->ratio[i];
    }
    for (size_t i = cells->observed; i + 1 < cells->count; i++)
        cells->log_weight[i + 1] = cells->log_weight[i] + log(cells->ratio[i]);
    for (size_t i = cells->observed; i > 0; i--)
        cells->log_weight[i - 1] = cells->log_weight[i] - log(cells->ratio[i - 1]);
    return COPSE_OK;
}

void copse_i_glmm_hypergeometric_free(copse_i_glmm_hypergeometric *cells)
{
    free(cells->ratio);
    free(cells->inverse);
    free(cells->log_weight);
    *cells = (copse_i_glmm_hypergeometric){0};
}

/* The index of the largest term: ratios fall, so it is the first whose ratio to the next is below 1. */
static size_t largest(const copse_i_glmm_hypergeometric *cells, double odds)
{
    size_t low = 0, high = cells->count - 1;
    while (low < high) {
        const size_t middle = low + (high - low) / 2;
        if (cells->ratio[middle] * odds < 1.0) {
            high = middle;
        } else {
            low = middle + 1;
        }
    }
    return low;
}

typedef struct sums {
    double zero, one, two; /* of terms relative to the largest, times powers of the distance from it */
} sums;

#define NEGLIGIBLE 1e-19

/* The terms on one side: `ratio` from the largest on, `count` of them, `step` apart in the array. */
static sums sum_side(const double *ratio, size_t count, ptrdiff_t step, double odds)
{
    double term = 1.0, far = 1.0;
    sums sum = {0.0, 0.0, 0.0};
    for (size_t i = 0; i < count; i++) {
        term *= *ratio * odds;
        const double one = far * term, two = far * one;
        sum.zero += term;
        sum.one += one;
        sum.two += two;
        if (two < NEGLIGIBLE * (1.0 + sum.zero)) break;
        ratio += step;
        far += 1.0;
    }
    return sum;
}

copse_i_glmm_jet copse_i_glmm_hypergeometric_at(const copse_i_glmm_hypergeometric *cells, double theta)
{
    const double odds = exp(fmin(fmax(theta, -690.0), 690.0));
    const size_t mode = largest(cells, odds);
    const sums up = sum_side(cells->ratio + mode, cells->count - 1 - mode, 1, odds);
    const sums down = mode > 0 ? sum_side(cells->inverse + mode - 1, mode, -1, 1.0 / odds) : (sums){0.0, 0.0, 0.0};
    const double all = 1.0 + up.zero + down.zero, mean = (up.one - down.one) / all;
    const double shift = (double)mode - (double)cells->observed;
    return (copse_i_glmm_jet){-(cells->log_weight[mode] + shift * theta + log(all)), -shift - mean,
                              mean * mean - (up.two + down.two) / all};
}

/* Minus the third and fourth cumulant, of terms about their mean. */
copse_i_glmm_higher copse_i_glmm_hypergeometric_higher(const copse_i_glmm_hypergeometric *cells, double theta)
{
    const double odds = exp(fmin(fmax(theta, -690.0), 690.0));
    const size_t mode = largest(cells, odds);
    const copse_i_glmm_jet jet = copse_i_glmm_hypergeometric_at(cells, theta);
    const double mean = (double)cells->observed - jet.d1;
    double sum = 0.0, third = 0.0, fourth = 0.0;
    for (int way = 0; way < 2; way++) {
        double term = 1.0;
        size_t i = mode;
        for (;;) {
            const double far = (double)i - mean, square = far * far;
            if (way == 0 || i != mode) {
                sum += term;
                third += square * far * term;
                fourth += square * square * term;
            }
            if ((square > 1.0 && square * square * term < NEGLIGIBLE * sum) ||
                (way == 0 ? i + 1 == cells->count : i == 0))
                break;
            term = way == 0 ? term * cells->ratio[i] * odds : term * cells->inverse[i - 1] / odds;
            i = way == 0 ? i + 1 : i - 1;
        }
    }
    const double variance = -jet.d2;
    return (copse_i_glmm_higher){-third / sum, -(fourth / sum - 3.0 * variance * variance)};
}
