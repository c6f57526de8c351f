/* From sums to means, spreads and shares. */
#include "gosh_parts.h"

#include <math.h>
#include <string.h>

copse_gosh_statistic *copse_i_gosh_statistic_at(copse_gosh *gosh, size_t j)
{
    copse_gosh_statistic *const besides[GOSH_BESIDES] = {&gosh->I2, &gosh->H2, &gosh->tau2, &gosh->Q};
    return j < gosh->p ? &gosh->coef[j] : besides[j - gosh->p];
}

/* Of sums of d = value - origin. */
static double variance_of(double n, double sum, double squares)
{
    const double mean = sum / n;
    return fmax(squares / n - mean * mean, 0);
}

static copse_gosh_half half_of(const copse_i_gosh_tally *sum, double origin)
{
    const double n = sum->of[GOSH_N];
    if (!(n > 0)) return (copse_gosh_half){.mean = NAN, .sd = NAN, .I2 = NAN, .tau2 = NAN, .significant = NAN};
    return (copse_gosh_half){.subsets = (uint64_t)n,
                             .mean = origin + sum->of[GOSH_D] / n,
                             .sd = sqrt(variance_of(n, sum->of[GOSH_D], sum->of[GOSH_DD])),
                             .I2 = sum->of[GOSH_SUM_I2] / n,
                             .tau2 = sum->of[GOSH_SUM_TAU2] / n,
                             .significant = 100 * sum->of[GOSH_SIGNIFICANT] / n};
}

/* n1 n0 (m1 - m0)^2/(n^2 variance) in %, for the sum at `d` and the squares at `dd`; NaN where the spread is no more than
 * `noise`. */
static double explained(const copse_i_gosh_tally *with, const copse_i_gosh_tally *without,
                        const copse_i_gosh_tally *all, size_t d, size_t dd, double noise)
{
    const double n = all->of[GOSH_N], n1 = with->of[GOSH_N], n0 = without->of[GOSH_N];
    const double variance = variance_of(n, all->of[d], all->of[dd]);
    if (!(n1 > 0 && n0 > 0) || !(variance > noise * noise)) return NAN;
    const double gap = with->of[d] / n1 - without->of[d] / n0;
    return fmin(100 * (n1 / n) * (n0 / n) * (gap * gap / variance), 100);
}

static void summarise_study(const copse_i_gosh_plan *plan, const copse_i_gosh_block *sum, size_t i, copse_gosh *gosh)
{
    copse_gosh_study *to = &gosh->study[i];
    const copse_gosh_statistic *coef = &gosh->coef[plan->opts.coefficient];
    const copse_i_gosh_tally *all = &sum->total, *with = &sum->with[i];
    const double origin = plan->origin[plan->opts.coefficient];
    copse_i_gosh_tally without;
    for (size_t t = 0; t < GOSH_TALLIES; t++) without.of[t] = all->of[t] - with->of[t];
    to->with = half_of(with, origin);
    to->without = half_of(&without, origin);
    to->explains = explained(with, &without, all, GOSH_D, GOSH_DD, 1e-12 * fmax(fabs(coef->least), fabs(coef->most)));
    to->explains_I2 = explained(with, &without, all, GOSH_SUM_I2, GOSH_SUM_I2_I2, 1e-9);
    to->outlier = plan->k >= COPSE_GOSH_OUTLIER_STUDIES && (to->explains > 50 || to->explains_I2 > 50);
}

void copse_i_gosh_summarise(const copse_i_gosh_plan *plan, const copse_i_gosh_block *sum, copse_gosh *gosh)
{
    const double n = sum->total.of[GOSH_N];
    gosh->fitted = (uint64_t)n;
    memcpy(gosh->failed, sum->failed, sizeof gosh->failed);
    gosh->significant = (uint64_t)sum->total.of[GOSH_SIGNIFICANT];
    gosh->above = sum->above;
    gosh->below = sum->below;
    for (size_t j = 0; j < plan->width; j++) {
        copse_gosh_statistic *s = copse_i_gosh_statistic_at(gosh, j);
        s->mean = plan->origin[j] + sum->sum[j] / n;
        s->sd = sqrt(variance_of(n, sum->sum[j], sum->squares[j]));
        s->least = sum->least[j][0];
        s->most = sum->most[j][0];
        for (size_t l = 1; l < COPSE_LANES; l++) {
            s->least = fmin(s->least, sum->least[j][l]);
            s->most = fmax(s->most, sum->most[j][l]);
        }
    }
    for (size_t i = 0; i < plan->k; i++) summarise_study(plan, sum, i, gosh);
}
