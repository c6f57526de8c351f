/* d, g, r, Fisher's z and log odds ratios, by way of d. */
#include "convert_parts.h"

#include <copse/math.h>

#include <math.h>
#include <string.h>

static const char *const NAMES[COPSE_SCALE_COUNT] = {"d", "g", "r", "z", "logor", "logor-cox"};

const char *copse_scale_name(copse_scale scale)
{
    return (unsigned)scale < COPSE_SCALE_COUNT ? NAMES[scale] : NULL;
}

copse_status copse_scale_find(const char *name, copse_scale *scale)
{
    if (name == NULL || scale == NULL) return COPSE_EINVAL;
    for (int i = 0; i < COPSE_SCALE_COUNT; i++)
        if (strcmp(NAMES[i], name) == 0) {
            *scale = (copse_scale)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

typedef struct effect {
    double y, v;
} effect;

static effect times(effect x, double factor)
{
    return (effect){factor * x.y, factor * factor * x.v};
}

/* What the scales need of the groups. */
typedef struct groups {
    double a; /* (n1 + n2)^2 / (n1 n2) */
    double j; /* Hedges' correction, NaN where the sizes are not known */
} groups;

static copse_status d_from_r(effect x, double a, effect *d, copse_error *err)
{
    const copse_status status = copse_i_need_between(x.y, -1.0, 1.0, "the correlation", err);
    if (status != COPSE_OK) return status;
    const double left = (1.0 - x.y) * (1.0 + x.y); /* 1 - r^2 */
    if (!(left > 0.0)) return copse_fail(err, COPSE_ENOTCOMPUTABLE, "a correlation of 1 or -1 has no finite d");
    *d = (effect){sqrt(a) * x.y / sqrt(left), a * x.v / (left * left * left)};
    return COPSE_OK;
}

static effect r_from_d(effect d, double a)
{
    const double s = d.y * d.y + a;
    return (effect){d.y / sqrt(s), a / s * (a / s) * d.v / s};
}

/* r = tanh(z): dr/dz = 1 - r^2 = sech(z)^2, so that d = sqrt(a) sinh(z), dd/dz = sqrt(a) cosh(z). */
static effect d_from_z(effect x, double a)
{
    const double c = cosh(x.y);
    return (effect){sqrt(a) * sinh(x.y), a * c * c * x.v};
}

static effect z_from_d(effect d, double a)
{
    return (effect){asinh(d.y / sqrt(a)), d.v / (d.y * d.y + a)};
}

static copse_status to_d(copse_scale from, effect x, groups g, effect *d, copse_error *err)
{
    switch (from) {
    case COPSE_SCALE_G:
        *d = times(x, 1.0 / g.j);
        return COPSE_OK;
    case COPSE_SCALE_R:
        return d_from_r(x, g.a, d, err);
    case COPSE_SCALE_Z:
        *d = d_from_z(x, g.a);
        return COPSE_OK;
    case COPSE_SCALE_LOGOR:
        *d = times(x, 1.0 / COPSE_LOGISTIC_SD);
        return COPSE_OK;
    case COPSE_SCALE_LOGOR_COX:
        *d = times(x, 1.0 / COPSE_LOG_ODDS_PER_D_NORMAL);
        return COPSE_OK;
    case COPSE_SCALE_D:
    case COPSE_SCALE_COUNT:
    default:
        *d = x;
        return COPSE_OK;
    }
}

static effect from_d(copse_scale to, effect d, groups g)
{
    switch (to) {
    case COPSE_SCALE_G:
        return times(d, g.j);
    case COPSE_SCALE_R:
        return r_from_d(d, g.a);
    case COPSE_SCALE_Z:
        return z_from_d(d, g.a);
    case COPSE_SCALE_LOGOR:
        return times(d, COPSE_LOGISTIC_SD);
    case COPSE_SCALE_LOGOR_COX:
        return times(d, COPSE_LOG_ODDS_PER_D_NORMAL);
    case COPSE_SCALE_D:
    case COPSE_SCALE_COUNT:
    default:
        return d;
    }
}

static copse_status look_at_groups(bool correction, double n1, double n2, groups *g, copse_error *err)
{
    *g = (groups){.a = 4.0, .j = NAN};
    if (isnan(n1) || isnan(n2)) {
        return correction ? copse_fail(err, COPSE_EDOM, "g needs the sizes of both groups") : COPSE_OK;
    }
    copse_status status = copse_i_need_positive(n1, "the size of group 1", err);
    if (status == COPSE_OK) status = copse_i_need_positive(n2, "the size of group 2", err);
    if (status != COPSE_OK) return status;
    g->a = (n1 + n2) / n1 * ((n1 + n2) / n2);
    g->j = copse_hedges_j(n1 + n2 - 2.0);
    return correction && !(g->j > 0.0) ? copse_fail(err, COPSE_ENOTCOMPUTABLE, "g needs more than 3 persons")
                                       : COPSE_OK;
}

copse_status copse_scale_convert(copse_scale from, copse_scale to, double estimate, double variance, double n1,
                                 double n2, double *out_estimate, double *out_variance, copse_error *err)
{
    *out_estimate = *out_variance = NAN;
    if ((unsigned)from >= COPSE_SCALE_COUNT || (unsigned)to >= COPSE_SCALE_COUNT)
        return copse_fail(err, COPSE_EINVAL, "no such scale");
    groups g;
    effect d = {NAN, NAN};
    copse_status status = copse_i_need_finite(estimate, "the estimate", err);
    if (status == COPSE_OK) status = copse_i_need_positive(variance, "the variance", err);
    if (status == COPSE_OK) status = look_at_groups(from == COPSE_SCALE_G || to == COPSE_SCALE_G, n1, n2, &g, err);
    if (status == COPSE_OK) status = to_d(from, (effect){estimate, variance}, g, &d, err);
    if (status != COPSE_OK) return status;
    const effect out = from == to ? (effect){estimate, variance} : from_d(to, d, g);
    double y = NAN;
    status = copse_i_give(out.y, "the estimate on the new scale", &y, err);
    if (status == COPSE_OK) status = copse_i_give_positive(out.v, "the variance on the new scale", out_variance, err);
    if (status == COPSE_OK) *out_estimate = y;
    return status;
}
