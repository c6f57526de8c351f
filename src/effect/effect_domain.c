/* What raw numbers may be. Some names mean different things to different families. */
#include "effect_kernels.h"

#include <math.h>

static const char *count(double x)
{
    return x >= 0.0 ? NULL : "is negative, but counts events";
}

static const char *positive(double x)
{
    return x > 0.0 ? NULL : "is not a positive number";
}

static const char *deviation(double x)
{
    return x >= 0.0 ? NULL : "is not a positive number";
}

static const char *correlation(double x)
{
    return fabs(x) <= 1.0 ? NULL : "is not a correlation between -1 and 1";
}

static const char *proportion(double x)
{
    return x >= 0.0 && x <= 1.0 ? NULL : "is not a proportion between 0 and 1";
}

static const char *signed_p(double x)
{
    return fabs(x) <= 1.0 && x != 0.0 ? NULL : "is not a p-value between 0 and 1 with the sign of the effect";
}

static const char *unsigned_p(double x)
{
    return x > 0.0 && x <= 1.0 ? NULL : "is not a p-value between 0 and 1";
}

static const char *determination(double x)
{
    return x >= 0.0 && x <= 1.0 ? NULL : "is not a coefficient of determination between 0 and 1";
}

static const char *not_negative(double x)
{
    return x >= 0.0 ? NULL : "is negative";
}

static const char *alpha(double x)
{
    return x <= 1.0 ? NULL : "is above 1, and no coefficient alpha";
}

static const char *items(double x)
{
    return x >= 2.0 ? NULL : "is not a number of items from 2";
}

static const char *predictors(double x)
{
    return x >= 1.0 ? NULL : "is not a number of predictors from 1";
}

static const char *any(double x)
{
    return isnan(x) ? "is not a number" : NULL;
}

typedef const char *domain(double x);

/* mi: non-events of a proportion, ties of an area, a mean, predictors, items. */
static domain *domain_of_mi(copse_family family)
{
    switch (family) {
    case COPSE_FAMILY_AREA:
        return proportion;
    case COPSE_FAMILY_MEAN:
        return any;
    case COPSE_FAMILY_PARTIAL:
    case COPSE_FAMILY_R2:
        return predictors;
    case COPSE_FAMILY_RELIABILITY:
        return items;
    default:
        return count;
    }
}

static domain *domain_of_ai(copse_family family)
{
    if (family == COPSE_FAMILY_RELIABILITY) return alpha;
    return family == COPSE_FAMILY_AREA || family == COPSE_FAMILY_MEANS ? proportion : count;
}

/* pi: a p-value with the sign of the effect, of an F test (which has no sign), or a proportion. */
static domain *domain_of_pi(copse_family family)
{
    if (family == COPSE_FAMILY_PAIRS) return proportion;
    return family == COPSE_FAMILY_R2 ? unsigned_p : signed_p;
}

static domain *domain_of(copse_family family, copse_input input)
{
    switch (input) {
    case COPSE_IN_AI:
        return domain_of_ai(family);
    case COPSE_IN_MI:
        return domain_of_mi(family);
    case COPSE_IN_DI: /* Cohen's d beside means, else a cell */
        return family == COPSE_FAMILY_MEANS || family == COPSE_FAMILY_CHANGE ? any : count;
    case COPSE_IN_TI: /* person-time of one rate, else a t statistic */
        return family == COPSE_FAMILY_RATE ? positive : any;
    case COPSE_IN_PI:
        return domain_of_pi(family);
    case COPSE_IN_BI:
    case COPSE_IN_CI:
    case COPSE_IN_X1I:
    case COPSE_IN_X2I:
    case COPSE_IN_XI:
        return count;
    case COPSE_IN_SD1I:
    case COPSE_IN_SD2I:
    case COPSE_IN_SDI:
        return deviation;
    case COPSE_IN_N1I: /* of a table of pairs, those with the event the first time, or without */
    case COPSE_IN_N2I:
        return family == COPSE_FAMILY_PAIRS ? count : positive;
    case COPSE_IN_NI:
    case COPSE_IN_T1I:
    case COPSE_IN_T2I:
    case COPSE_IN_VI:
    case COPSE_IN_SEI:
    case COPSE_IN_VOEI:
        return positive;
    case COPSE_IN_RI:
        return correlation;
    case COPSE_IN_R2I:
        return determination;
    case COPSE_IN_FI:
        return not_negative;
    default:
        return any;
    }
}

const char *copse_i_objection(copse_family family, copse_input input, double value)
{
    if (isinf(value)) return "is not a finite number";
    return domain_of(family, input)(value);
}
