/* Ratios and differences of the risks or odds of a 2x2 table. The variance types: LS from the study's own table, AV from
 * the average risks of all studies' groups, H0 from the study's two groups together. */
#include "table_cells.h"

#include <copse/math.h>

#include <math.h>

/* The four averages of copse_i_average_risks. */
enum { RISK1, RISK2, REST1, REST2 };

static double risk_ratio_variance(const copse_i_cells *t, const copse_i_setting *setting)
{
    const double *mean = setting->average;
    switch (setting->vtype) {
    case COPSE_VTYPE_AV:
        return mean[REST1] / mean[RISK1] / t->n1 + mean[REST2] / mean[RISK2] / t->n2;
    case COPSE_VTYPE_H0:
        return t->m2 / t->m1 * (1.0 / t->n1 + 1.0 / t->n2);
    default:
        return t->b / t->a / t->n1 + t->d / t->c / t->n2;
    }
}

copse_i_estimate copse_i_log_risk_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const copse_i_cells t = copse_i_cells_of(x);
    if (!(t.m1 > 0.0)) return (copse_i_estimate){.why = "no events in either group"};
    if (!(t.a > 0.0)) return (copse_i_estimate){.why = "no events in group 1"};
    if (!(t.c > 0.0)) return (copse_i_estimate){.why = "no events in group 2"};
    const double variance = risk_ratio_variance(&t, setting);
    if (!(variance > 0.0) && !(t.m2 > 0.0)) return (copse_i_estimate){.why = "only events in both groups"};
    const double far = log(t.a / t.n1) - log(t.c / t.n2);
    return (copse_i_estimate){.yi = copse_i_log_ratio(t.determinant, t.a * t.n2 + t.c * t.n1, far), .vi = variance};
}

/* -log(RR) = log(1/RR): the larger the better, as efficacy is. */
copse_i_estimate copse_i_vaccine_efficacy(const double *x, size_t set, const copse_i_setting *setting)
{
    copse_i_estimate e = copse_i_log_risk_ratio(x, set, setting);
    e.yi = 0.0 - e.yi; /* no effect is 0, not -0 */
    return e;
}

static double odds_ratio_variance(const copse_i_cells *t, const copse_i_setting *setting)
{
    const double *mean = setting->average, n = t->n1 + t->n2;
    switch (setting->vtype) {
    case COPSE_VTYPE_AV:
        return 1.0 / (mean[RISK1] * mean[REST1]) / t->n1 + 1.0 / (mean[RISK2] * mean[REST2]) / t->n2;
    case COPSE_VTYPE_H0:
        return (1.0 / t->n1 + 1.0 / t->n2) / ((t->m1 / n) * (t->m2 / n));
    default:
        return (1.0 / t->a + 1.0 / t->b) + (1.0 / t->c + 1.0 / t->d);
    }
}

copse_i_estimate copse_i_log_odds_ratio(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const copse_i_cells t = copse_i_cells_of(x);
    const char *why = copse_i_empty_cell(&t);
    if (why) return (copse_i_estimate){.why = why};
    const double far = log(t.a / t.b) - log(t.c / t.d);
    return (copse_i_estimate){.yi = copse_i_log_ratio(t.determinant, t.a * t.d + t.b * t.c, far),
                              .vi = odds_ratio_variance(&t, setting)};
}

static copse_i_estimate times(copse_i_estimate e, double factor)
{
    return (copse_i_estimate){.yi = factor * e.yi, .vi = factor * factor * e.vi, .why = e.why};
}

copse_i_estimate copse_i_odds_ratio_to_d(const double *x, size_t set, const copse_i_setting *setting)
{
    return times(copse_i_log_odds_ratio(x, set, setting), 1.0 / COPSE_LOGISTIC_SD);
}

copse_i_estimate copse_i_odds_ratio_to_d_normal(const double *x, size_t set, const copse_i_setting *setting)
{
    return times(copse_i_log_odds_ratio(x, set, setting), 1.0 / COPSE_LOG_ODDS_PER_D_NORMAL);
}

static double risk_difference_variance(const copse_i_cells *t, const copse_i_setting *setting)
{
    const double *mean = setting->average, n = t->n1 + t->n2;
    const double less = setting->vtype == COPSE_VTYPE_UB ? 1.0 : 0.0;
    switch (setting->vtype) {
    case COPSE_VTYPE_AV:
        return mean[RISK1] * mean[REST1] / t->n1 + mean[RISK2] * mean[REST2] / t->n2;
    case COPSE_VTYPE_H0:
        return (1.0 / t->n1 + 1.0 / t->n2) * (t->m1 / n) * (t->m2 / n);
    default:
        return (t->a / t->n1) * (t->b / t->n1) / (t->n1 - less) + (t->c / t->n2) * (t->d / t->n2) / (t->n2 - less);
    }
}

copse_i_estimate copse_i_risk_difference(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    const copse_i_cells t = copse_i_cells_of(x);
    if (setting->vtype == COPSE_VTYPE_UB && !(t.n1 > 1.0 && t.n2 > 1.0)) {
        return (copse_i_estimate){.why = "a group of one participant"};
    }
    const double variance = risk_difference_variance(&t, setting);
    if (!(variance > 0.0) && (t.a == 0.0 || t.b == 0.0) && (t.c == 0.0 || t.d == 0.0)) {
        return (copse_i_estimate){.why = "each group has no or only events"};
    }
    return (copse_i_estimate){.yi = copse_i_difference_of_risks(&t), .vi = variance};
}

copse_i_estimate copse_i_peto(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const copse_i_cells t = copse_i_cells_of(x);
    const double n = t.n1 + t.n2;
    if (!(t.m1 > 0.0)) return (copse_i_estimate){.why = "no events in either group"};
    if (!(t.m2 > 0.0)) return (copse_i_estimate){.why = "only events in both groups"};
    if (!(n > 1.0)) return (copse_i_estimate){.why = "needs more than one participant"};
    const double variance = (t.m1 / n) * (t.m2 / n) * t.n1 * (t.n2 / (n - 1.0)); /* hypergeometric */
    return (copse_i_estimate){.yi = t.determinant / n / variance, .vi = 1.0 / variance};
}

/* Of the angles of the two groups, the sine and cosine of the difference are free of cancellation. */
copse_i_estimate copse_i_arcsine_difference(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const copse_i_cells t = copse_i_cells_of(x);
    const double diagonals = sqrt(t.a) * sqrt(t.d) + sqrt(t.b) * sqrt(t.c);
    const double sine = diagonals > 0.0 ? t.determinant / diagonals : 0.0;
    const double cosine = sqrt(t.a) * sqrt(t.c) + sqrt(t.b) * sqrt(t.d);
    return (copse_i_estimate){.yi = atan2(sine, cosine), .vi = 0.25 / t.n1 + 0.25 / t.n2};
}
