/* Means of functions of a normal variable. */
#include "quadrature.h"
#include <math.h>

enum { CORE = 10, PANELS = 2 * CORE };
static const double AGREE = 1e-13;

typedef struct weighted {
    copse_function *f;
    const void *context;
    double mu, sigma, sign;
} weighted;

static double value(double z, const void *context)
{
    const weighted *w = context;
    const double density = copse_normal_density(z);
    return density > 0 ? density * w->f(w->mu + w->sign * w->sigma * z, w->context) : 0;
}

/* z from 10 on, on one side, until a panel adds nothing: the tail matters where f grows fast or is 0 elsewhere. */
static double tail(const weighted *w, double *absolute)
{
    const double cut[] = {CORE, 15, 20, 25, 30, 35, 39};
    double sum = 0;
    for (size_t i = 1; i < sizeof cut / sizeof *cut; i++) {
        double part_absolute;
        sum += copse_i_integral(value, w, cut + i - 1, 2, AGREE, &part_absolute);
        *absolute += part_absolute;
        if (*absolute > 0 && !(part_absolute > 1e-17 * *absolute)) break;
    }
    return sum;
}

copse_status copse_normal_mean_of(copse_function *f, const void *context, double mu, double sigma, double *mean)
{
    *mean = NAN;
    if (!isfinite(mu) || !(sigma >= 0 && sigma < INFINITY)) return COPSE_EINVAL;
    if (sigma == 0) {
        const double at = f(mu, context);
        if (!isfinite(at)) return COPSE_ERANGE;
        *mean = at;
        return COPSE_OK;
    }
    weighted w = {f, context, mu, sigma, 1};
    double cut[PANELS + 1], absolute = 0;
    for (int i = 0; i <= PANELS; i++) cut[i] = i - CORE;
    double sum = copse_i_integral(value, &w, cut, PANELS + 1, AGREE, &absolute);
    sum += tail(&w, &absolute);
    w.sign = -1;
    sum += tail(&w, &absolute);
    if (!isfinite(sum)) return COPSE_ERANGE;
    *mean = sum;
    return COPSE_OK;
}
