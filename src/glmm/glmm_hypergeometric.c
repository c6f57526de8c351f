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
    cells->log_weight = copse_alloc(cells->count, sizeof(double));
    cells->inverse = copse_alloc(cells->count, sizeof(double));
    if (cells->ratio == NULL || cells->inverse == NULL || cells->log_weight == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i + 1 < cells->count; i++) {
        const double j = lowest + (double)i;
        cells->ratio[i] = ((n1 - j) * (m - j)) / ((j + 1.0) * (n2 - m + j + 1.0));
        cells->inverse[i + 1] = 1.0 / cells->ratio[i];
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

#define NEGLIGIBLE 1e-18

/* A side of the sum: its last term, and where the ratios of the next ones lie. */
typedef struct tail {
    const double *ratio; /* of the next term to this one, without the odds */
    ptrdiff_t step;
    double odds, term;
    size_t left; /* terms */
} tail;

/* The terms that one side still has, from the distance `far` on. */
static void sum_tail(tail t, double far, double sign, sums *sum)
{
    for (; t.left > 0; t.left--, t.ratio += t.step) {
        t.term *= *t.ratio * t.odds;
        sum->zero += t.term;
        sum->one += sign * far * t.term;
        sum->two += far * far * t.term;
        if (far * far * t.term < NEGLIGIBLE * sum->zero) return;
        far += 1.0;
    }
}

/* Both sides at once, as neither waits for the other, until one has no more to give. */
static void sum_both(tail up, tail down, sums *sum)
{
    double zero = 1.0, one = 0.0, two = 0.0, far = 1.0;
    for (; up.left > 0 && down.left > 0; up.left--, down.left--) {
        const double square = far * far;
        up.term *= *up.ratio * up.odds;
        down.term *= *down.ratio * down.odds;
        up.ratio += up.step;
        down.ratio += down.step;
        zero += up.term + down.term;
        one += far * (up.term - down.term);
        two += square * (up.term + down.term);
        const double enough = NEGLIGIBLE * zero;
        if (square * up.term < enough) up.left = 1;
        if (square * down.term < enough) down.left = 1;
        far += 1.0;
    }
    *sum = (sums){zero, one, two};
    sum_tail(up, far, 1.0, sum);
    sum_tail(down, far, -1.0, sum);
}

copse_i_glmm_jet copse_i_glmm_hypergeometric_at(const copse_i_glmm_hypergeometric *cells, double theta)
{
    const double odds = exp(fmin(fmax(theta, -690.0), 690.0));
    const size_t mode = largest(cells, odds);
    const tail up = {cells->ratio + mode, 1, odds, 1.0, cells->count - 1 - mode};
    const tail down = {cells->inverse + mode, -1, 1.0 / odds, 1.0, mode};
    sums sum;
    sum_both(up, down, &sum);
    const double shift = (double)mode - (double)cells->observed, mean = sum.one / sum.zero;
    return (copse_i_glmm_jet){-(cells->log_weight[mode] + shift * theta + log(sum.zero)), -shift - mean,
                              mean * mean - sum.two / sum.zero};
}
