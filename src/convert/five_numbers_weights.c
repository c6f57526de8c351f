/* Means and SDs as linear combinations of the numbers, under normality. Luo et al. 2018 (equations 7, 11, 15),
 * Wan et al. 2014 (equations 9, 13, 16), Shi et al. 2020 (equation 10). */
#include "five_numbers.h"

#include <copse/math.h>

#include <math.h>

double copse_i_five_range_divisor(double n)
{
    return 2 * copse_normal_quantile_upper(0.625 / (n + 0.25)); /* Phi^-1((n - 0.375)/(n + 0.25)) */
}

double copse_i_five_quartile_divisor(double n)
{
    return 2 * copse_normal_quantile_upper((0.25 * n + 0.375) / (n + 0.25)); /* Phi^-1((0.75 n - 0.125)/(n + 0.25)) */
}

static void luo(copse_i_five_weights *w, copse_five_case which, double n)
{
    switch (which) {
    case COPSE_FIVE_S1:
        w->extremes = 4 / (4 + pow(n, 0.75));
        w->mean_formula = "Luo et al. 2018, equation 7";
        break;
    case COPSE_FIVE_S2:
        w->quartiles = 0.7 + 0.39 / n;
        w->mean_formula = "Luo et al. 2018, equation 11";
        break;
    default:
        w->extremes = 2.2 / (2.2 + pow(n, 0.75));
        w->quartiles = 0.7 - 0.72 / pow(n, 0.55);
        w->mean_formula = "Luo et al. 2018, equation 15";
    }
}

/* share: weight of the range in S3 */
static void spread(copse_i_five_weights *w, copse_five_case which, double n, double share, const char *s3_formula)
{
    if (which == COPSE_FIVE_S1) share = 1;
    if (which == COPSE_FIVE_S2) share = 0;
    if (share > 0) w->range = share / copse_i_five_range_divisor(n);
    if (share < 1) w->iqr = (1 - share) / copse_i_five_quartile_divisor(n);
    w->sd_formula = which == COPSE_FIVE_S1   ? "Wan et al. 2014, equation 9"
                    : which == COPSE_FIVE_S2 ? "Wan et al. 2014, equation 16"
                                             : s3_formula;
}

static const char *const WAN_S3 = "Wan et al. 2014, equation 13";

copse_i_five_weights copse_i_five_luo_shi(copse_five_case which, double n)
{
    copse_i_five_weights w = {0};
    luo(&w, which, n);
    spread(&w, which, n, 1 / (1 + 0.07 * pow(n, 0.6)), "Shi et al. 2020, equation 10");
    return w;
}

copse_i_five_weights copse_i_five_luo_wan(copse_five_case which, double n)
{
    copse_i_five_weights w = {0};
    luo(&w, which, n);
    spread(&w, which, n, 0.5, WAN_S3);
    return w;
}

copse_i_five_weights copse_i_five_wan(copse_five_case which, double n)
{
    copse_i_five_weights w = {0};
    if (which == COPSE_FIVE_S1) { /* (min + 2 median + max)/4 */
        w.extremes = 0.5;
        w.mean_formula = "Hozo et al. 2005, as in Wan et al. 2014";
    } else if (which == COPSE_FIVE_S2) { /* (q1 + median + q3)/3 */
        w.quartiles = 2.0 / 3.0;
        w.mean_formula = "Wan et al. 2014, scenario C3";
    } else { /* (min + 2 q1 + 2 median + 2 q3 + max)/8 */
        w.extremes = 0.25;
        w.quartiles = 0.5;
        w.mean_formula = "Bland 2015, as in Wan et al. 2014";
    }
    spread(&w, which, n, 0.5, WAN_S3);
    return w;
}

double copse_i_five_mean(const copse_i_five_weights *w, const copse_five *x)
{
    double mean = x->median;
    if (w->extremes > 0) mean += w->extremes * ((x->min - x->median) + (x->max - x->median)) / 2;
    if (w->quartiles > 0) mean += w->quartiles * ((x->q1 - x->median) + (x->q3 - x->median)) / 2;
    return mean;
}

double copse_i_five_sd(const copse_i_five_weights *w, const copse_five *x)
{
    return (w->range > 0 ? w->range * (x->max - x->min) : 0) + (w->iqr > 0 ? w->iqr * (x->q3 - x->q1) : 0);
}
