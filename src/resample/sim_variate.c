/* What each study draws for itself: sizes, variances, control risks. */
#include "sim_parts.h"

#include <math.h>
#include <strings.h>

static const char *const VARIATES[] = {
#define VARIATE_NAME(id, name, text) name,
    COPSE_VARIATE_LIST(VARIATE_NAME)
#undef VARIATE_NAME
};

const char *copse_variate_name(copse_variate_kind kind)
{
    return (unsigned)kind < COPSE_VARIATE_COUNT ? VARIATES[kind] : NULL;
}

copse_status copse_variate_find(const char *name, copse_variate_kind *kind)
{
    for (unsigned i = 0; i < COPSE_VARIATE_COUNT; i++) {
        if (strcasecmp(name, VARIATES[i]) != 0) continue;
        *kind = (copse_variate_kind)i;
        return COPSE_OK;
    }
    return COPSE_ENOTFOUND;
}

bool copse_i_variate_fixed(const copse_variate *variate)
{
    return variate->kind == COPSE_VARIATE_FIXED;
}

static double draw_beta(const copse_variate *v, copse_address at, unsigned part, unsigned attempt, size_t study)
{
    const unsigned second = COPSE_I_DRAW_SECOND + part - COPSE_I_DRAW_SIZE;
    const double x = copse_draw_gamma(copse_i_draw_at(at, part, attempt, study), copse_i_in_turn(v->a, study, 1));
    const double y = copse_draw_gamma(copse_i_draw_at(at, second, attempt, study), copse_i_in_turn(v->b, study, 1));
    return x / (x + y);
}

/* One try. */
static double draw(const copse_variate *v, copse_address at, unsigned part, unsigned attempt, size_t study)
{
    const copse_address here = copse_i_draw_at(at, part, attempt, study);
    const double a = copse_i_in_turn(v->a, study, 0), b = copse_i_in_turn(v->b, study, 1);
    double z[2];
    switch (v->kind) {
    case COPSE_VARIATE_FIXED:
        return a;
    case COPSE_VARIATE_SAMPLE:
        return v->a.value[copse_draw_below(here, 0, (uint32_t)v->a.count)];
    case COPSE_VARIATE_UNIFORM: {
        const double low = copse_i_in_turn(v->low, study, 0), high = copse_i_in_turn(v->high, study, 1);
        if (v->whole) return low + (double)copse_draw_below_wide(here, 0, (uint64_t)(high - low) + 1);
        return low + (high - low) * copse_draw_uniform(here, 0);
    }
    case COPSE_VARIATE_NORMAL:
        copse_draw_normals(here, z);
        return a + b * z[0];
    case COPSE_VARIATE_LOGNORMAL:
        copse_draw_normals(here, z);
        return copse_exp(a + b * z[0]);
    case COPSE_VARIATE_GAMMA:
        return b * copse_draw_gamma(here, a);
    case COPSE_VARIATE_CHISQ:
        return b * copse_draw_chisq(here, a);
    case COPSE_VARIATE_BETA:
        return draw_beta(v, at, part, attempt, study);
    case COPSE_VARIATE_COUNT:
        break;
    }
    return (double)NAN;
}

double copse_i_variate(const copse_variate *v, copse_address at, unsigned part, size_t study)
{
    const double low = copse_i_in_turn(v->low, study, -(double)INFINITY);
    const double high = copse_i_in_turn(v->high, study, (double)INFINITY);
    double x = (double)NAN;
    for (unsigned attempt = 0; attempt < COPSE_I_TRIES; attempt++) {
        x = draw(v, at, part, attempt, study);
        if (v->whole) x = floor(x + 0.5);
        if (x >= low && x <= high) return x;
    }
    return x < low ? low : high; /* copse_i_variate_check sees to it that this is as good as never */
}

static copse_status check_list(copse_numbers list, const char *key, double least, bool open, const char *what,
                               copse_error *err)
{
    for (size_t i = 0; i < list.count; i++)
        if (!(isfinite(list.value[i]) && (open ? list.value[i] > least : list.value[i] >= least)))
            return copse_fail(err, COPSE_EDOM, "%s: %s %g is not a finite number %s %g", what, key, list.value[i],
                              open ? "above" : "of at least", least);
    return COPSE_OK;
}

static copse_status check_range(const copse_variate *v, const char *what, copse_error *err)
{
    const size_t n = (v->low.count > 0 ? v->low.count : 1) * (v->high.count > 0 ? v->high.count : 1);
    for (size_t i = 0; i < n; i++) {
        const double low = copse_i_in_turn(v->low, i, -(double)INFINITY);
        const double high = copse_i_in_turn(v->high, i, (double)INFINITY);
        if (isnan(low) || isnan(high) || !(low <= high))
            return copse_fail(err, COPSE_EDOM, "%s: min %g is above max %g", what, low, high);
        if (v->whole && v->kind == COPSE_VARIATE_UNIFORM && (low != floor(low) || high != floor(high) || high > 1e15))
            return copse_fail(err, COPSE_EDOM, "%s: min and max of whole numbers must be whole", what);
    }
    return COPSE_OK;
}

/* Parameters that the distribution is not defined for. */
static copse_status check_parameters(const copse_variate *v, const char *what, copse_error *err)
{
    copse_status status = COPSE_OK;
    const double any = -1e300;
    switch (v->kind) {
    case COPSE_VARIATE_FIXED:
    case COPSE_VARIATE_SAMPLE:
        if (v->a.count == 0 || v->a.count > UINT32_MAX) return copse_fail(err, COPSE_EDOM, "%s: no values", what);
        return check_list(v->a, "value", any, false, what, err);
    case COPSE_VARIATE_UNIFORM:
        if (v->low.count == 0 || v->high.count == 0)
            return copse_fail(err, COPSE_EDOM, "%s: uniform needs min and max", what);
        status = check_list(v->low, "min", any, false, what, err);
        return status == COPSE_OK ? check_list(v->high, "max", any, false, what, err) : status;
    case COPSE_VARIATE_NORMAL:
    case COPSE_VARIATE_LOGNORMAL:
        if (v->a.count == 0 || v->b.count == 0)
            return copse_fail(err, COPSE_EDOM, "%s: %s needs %s", what, VARIATES[v->kind],
                              v->kind == COPSE_VARIATE_NORMAL ? "mean and sd" : "meanlog and sdlog");
        status = check_list(v->a, "mean", any, false, what, err);
        return status == COPSE_OK ? check_list(v->b, "sd", 0, false, what, err) : status;
    default:
        if (v->a.count == 0 || (v->b.count == 0 && v->kind != COPSE_VARIATE_CHISQ))
            return copse_fail(err, COPSE_EDOM, "%s: %s needs %s", what, copse_variate_name(v->kind),
                              v->kind == COPSE_VARIATE_CHISQ  ? "df"
                              : v->kind == COPSE_VARIATE_BETA ? "a and b"
                                                              : "shape and scale");
        status = check_list(v->a, "the first parameter", 0, true, what, err);
        return status == COPSE_OK ? check_list(v->b, "the second parameter", 0, true, what, err) : status;
    }
}

/* Is it likely enough that a value lies between min and max? Looks at some values of each study in turn. */
static copse_status check_truncation(const copse_variate *v, const char *what, copse_error *err)
{
    enum { LOOKS = 400 };
    const copse_address at = {.seed = 1, .stream = UINT32_MAX};
    size_t turns = v->a.count > v->b.count ? v->a.count : v->b.count;
    if (v->low.count > turns) turns = v->low.count;
    if (v->high.count > turns) turns = v->high.count;
    if (v->kind == COPSE_VARIATE_SAMPLE) turns = 1;
    for (size_t study = 0; study < turns; study++) {
        const double low = copse_i_in_turn(v->low, study, -(double)INFINITY);
        const double high = copse_i_in_turn(v->high, study, (double)INFINITY);
        unsigned inside = 0;
        for (unsigned i = 0; i < LOOKS && inside < 2; i++) {
            const double x = draw(v, at, COPSE_I_DRAW_SIZE, i, study);
            inside += (v->whole ? floor(x + 0.5) : x) >= low && x <= high ? 1 : 0;
        }
        if (inside < 2)
            return copse_fail(err, COPSE_EDOM, "%s: hardly a value lies between min %g and max %g", what, low, high);
    }
    return COPSE_OK;
}

/* Values that studies cannot have, as far as the parameters tell; the rest is cut off by the caller. */
static copse_status check_support(const copse_variate *v, const char *what, double least, double most, copse_error *err)
{
    const bool listed = v->kind == COPSE_VARIATE_FIXED || v->kind == COPSE_VARIATE_SAMPLE;
    const bool ranged = v->kind == COPSE_VARIATE_UNIFORM;
    for (size_t i = 0; i < (listed ? v->a.count : 0); i++)
        if (!(v->a.value[i] >= least && v->a.value[i] <= most))
            return copse_fail(err, COPSE_EDOM, "%s: the value %g is not between %g and %g", what, v->a.value[i], least,
                              most);
    for (size_t i = 0; i < (ranged ? v->low.count : 0); i++)
        if (!(v->low.value[i] >= least))
            return copse_fail(err, COPSE_EDOM, "%s: min %g is below %g", what, v->low.value[i], least);
    for (size_t i = 0; i < (ranged ? v->high.count : 0); i++)
        if (!(v->high.value[i] <= most))
            return copse_fail(err, COPSE_EDOM, "%s: max %g is above %g", what, v->high.value[i], most);
    if (listed || ranged) return COPSE_OK;
    const bool below = least > 1e-290 || v->kind == COPSE_VARIATE_NORMAL; /* the others are positive by nature */
    const bool above = most < 1e300 && v->kind != COPSE_VARIATE_BETA;
    for (size_t i = 0; i < (v->low.count > 0 ? v->low.count : 1); i++)
        if (below && least > -1e300 && !(copse_i_in_turn(v->low, i, -(double)INFINITY) >= least))
            return copse_fail(err, COPSE_EDOM, "%s: values can lie below %g: set min", what, least);
    for (size_t i = 0; i < (v->high.count > 0 ? v->high.count : 1); i++)
        if (above && !(copse_i_in_turn(v->high, i, (double)INFINITY) <= most))
            return copse_fail(err, COPSE_EDOM, "%s: values can lie above %g: set max", what, most);
    return COPSE_OK;
}

copse_status copse_i_variate_check(const copse_variate *v, const char *what, double least, double most,
                                   copse_error *err)
{
    if ((unsigned)v->kind >= COPSE_VARIATE_COUNT)
        return copse_fail(err, COPSE_EINVAL, "%s: no such distribution", what);
    copse_status status = check_parameters(v, what, err);
    if (status == COPSE_OK) status = check_range(v, what, err);
    if (status == COPSE_OK) status = check_support(v, what, least, most, err);
    if (status == COPSE_OK) status = check_truncation(v, what, err);
    return status;
}
