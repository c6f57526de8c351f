/* Which options of a selection model go together. */
#include "selection_parts.h"

#include <math.h>

copse_selmodel_opts copse_selmodel_opts_default(void)
{
    return (copse_selmodel_opts){.tau2 = NAN, .level = 95};
}

size_t copse_selmodel_deltas(const copse_selmodel_opts *opts)
{
    switch (opts->type) {
    case COPSE_SELMODEL_STEPFUN:
        if (opts->step == NULL || opts->steps == 0) return 2;
        return opts->steps + (opts->step[opts->steps - 1] < 1 ? 1 : 0);
    case COPSE_SELMODEL_BETA:
    case COPSE_SELMODEL_NEGEXPPOW:
    case COPSE_SELMODEL_TRUNCEST:
        return 2;
    default:
        return 1;
    }
}

static copse_status check_steps(const copse_selmodel_opts *o, copse_error *err)
{
    const char *name = copse_selmodel_name(o->type);
    if (o->steps > COPSE_SELMODEL_MOST_STEPS)
        return copse_fail(err, COPSE_EDOM, "at most %d steps", COPSE_SELMODEL_MOST_STEPS);
    for (size_t j = 0; j < o->steps; j++) {
        if (!isfinite(o->step[j])) return copse_fail(err, COPSE_EDOM, "step %zu is no number", j + 1);
        if (o->type == COPSE_SELMODEL_TRUNC) continue;
        if (!(o->step[j] > 0 && o->step[j] <= 1))
            return copse_fail(err, COPSE_EDOM, "step %g is no p-value above 0", o->step[j]);
        if (j > 0 && !(o->step[j] > o->step[j - 1]))
            return copse_fail(err, COPSE_EDOM, "steps must rise: %g follows %g", o->step[j], o->step[j - 1]);
    }
    if (o->steps == 0) return COPSE_OK;
    switch (o->type) {
    case COPSE_SELMODEL_STEPFUN:
        if (o->step[0] < 1) return COPSE_OK;
        return copse_fail(err, COPSE_EDOM, "a step function needs a step below 1");
    case COPSE_SELMODEL_BETA:
        if (o->steps == 2 && o->step[1] < 1) return COPSE_OK;
        return copse_fail(err, COPSE_EUSAGE, "beta weights are cut off at two p-values below 1, or at none");
    case COPSE_SELMODEL_TRUNCEST:
        return copse_fail(err, COPSE_EUSAGE, "truncest estimates its point: steps have no effect on it");
    default:
        if (o->steps == 1 && (o->type == COPSE_SELMODEL_TRUNC || o->step[0] < 1)) return COPSE_OK;
        return copse_fail(err, COPSE_EUSAGE, "%s takes one step%s", name,
                          o->type == COPSE_SELMODEL_TRUNC ? "" : " below 1");
    }
}

static copse_status check_deltas(const copse_selmodel_opts *o, copse_error *err)
{
    const size_t n = copse_selmodel_deltas(o);
    if (o->delta == NULL || o->deltas == 0) return COPSE_OK;
    if (o->deltas != n)
        return copse_fail(err, COPSE_EUSAGE, "%s has %zu delta%s here, not %zu", copse_selmodel_name(o->type), n,
                          n == 1 ? "" : "s", o->deltas);
    if (o->decreasing) return copse_fail(err, COPSE_EUSAGE, "decreasing weights are all estimated: leave delta out");
    for (size_t j = 0; j < n; j++) {
        const bool positive = o->type == COPSE_SELMODEL_BETA || (o->type == COPSE_SELMODEL_NEGEXPPOW && j == 1);
        const bool any = o->type == COPSE_SELMODEL_TRUNCEST && j == 1;
        if (isnan(o->delta[j])) continue;
        if (isinf(o->delta[j]) || (!any && !(positive ? o->delta[j] > 0 : o->delta[j] >= 0)) ||
            (!any && o->delta[j] > 1e4))
            return copse_fail(err, COPSE_EDOM, "delta %zu must be from 0%s to 10000, not %g", j + 1,
                              positive ? " (which is excluded)" : "", o->delta[j]);
    }
    return COPSE_OK;
}

/* Options by themselves, before the data. */
copse_status copse_i_selmodel_check(const copse_selmodel_opts *o, copse_error *err)
{
    if ((unsigned)o->type >= COPSE_SELMODEL_COUNT || (unsigned)o->side > COPSE_SELMODEL_TWO_SIDED ||
        (unsigned)o->precision > COPSE_SELMODEL_SQRTNINV || (o->step == NULL && o->steps > 0) ||
        (o->delta == NULL && o->deltas > 0))
        return copse_fail(err, COPSE_EINVAL, "options of the selection model out of range");
    if (!(o->level > 0 && o->level < 100))
        return copse_fail(err, COPSE_EDOM, "the level must lie between 0 and 100, not %g", o->level);
    if (!isnan(o->tau2) && !(o->tau2 >= 0 && o->tau2 < INFINITY))
        return copse_fail(err, COPSE_EDOM, "tau2 must be 0 or more, not %g", o->tau2);
    if (o->type >= COPSE_SELMODEL_TRUNC && o->side == COPSE_SELMODEL_TWO_SIDED)
        return copse_fail(err, COPSE_EUSAGE, "%s cuts a distribution off at one side: greater or less",
                          copse_selmodel_name(o->type));
    if (o->precision != COPSE_SELMODEL_NO_PRECISION && !copse_selmodel_takes_precision(o->type))
        return copse_fail(err, COPSE_EUSAGE, "weights of %s do not depend on precision", copse_selmodel_name(o->type));
    if (o->decreasing && o->type != COPSE_SELMODEL_STEPFUN)
        return copse_fail(err, COPSE_EUSAGE, "only weights of a step function can be told to decrease");
    const copse_status status = check_steps(o, err);
    return status == COPSE_OK ? check_deltas(o, err) : status;
}
