/* What each group had, behind an effect of two groups. */
#include <copse/effect.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *effect, *group;
    bool rates;
} GROUPS[] = {
    {"RR", "PLN", false},  {"OR", "PLO", false}, {"RD", "PR", false},   {"AS", "PAS", false},
    {"IRR", "IRLN", true}, {"IRD", "IR", true},  {"IRSD", "IRS", true},
};

/* One group's outcomes: events, and those without or person-time, which may have to be made of sizes. */
static copse_status compute_group(const copse_measure *group, bool rates, const double *events, const double *others,
                                  const double *size, size_t k, const copse_effect_opts *opts, double *out,
                                  double *work, copse_effect_row *row)
{
    const double *in[COPSE_IN_COUNT] = {NULL};
    copse_effect_opts own = copse_effect_opts_default();
    own.add = opts->add;
    own.to = opts->to;
    double *rest = work, *variance = work + k;
    for (size_t i = 0; i < k; i++) {
        rest[i] = others != NULL ? others[i] : (double)NAN;
        if (isnan(rest[i]) && !rates && size != NULL) rest[i] = size[i] - events[i];
    }
    in[COPSE_IN_XI] = events;
    in[rates ? COPSE_IN_TI : COPSE_IN_MI] = rest;
    return copse_effect_compute(group, in, k, &own, out, variance, NULL, row);
}

copse_status copse_group_outcomes(const copse_measure *measure, const double *const in[COPSE_IN_COUNT], size_t k,
                                  const copse_effect_opts *opts, double *treated, double *control,
                                  const copse_measure **group, copse_error *err)
{
    const copse_effect_opts usual = copse_effect_opts_default();
    size_t m = 0;
    if (measure == NULL || in == NULL || treated == NULL || control == NULL || group == NULL || k == 0)
        return copse_fail(err, COPSE_EINVAL, "outcomes of groups need their counts");
    while (m < sizeof GROUPS / sizeof *GROUPS && strcmp(GROUPS[m].effect, measure->code) != 0) m++;
    if (m == sizeof GROUPS / sizeof *GROUPS)
        return copse_fail(err, COPSE_EUSAGE,
                          "measure %s has no outcomes of its groups; RR, OR, RD, AS, IRR, IRD and IRSD have",
                          measure->code);
    const bool rates = GROUPS[m].rates;
    const double *events1 = in[rates ? COPSE_IN_X1I : COPSE_IN_AI], *events2 = in[rates ? COPSE_IN_X2I : COPSE_IN_CI];
    if (events1 == NULL || events2 == NULL)
        return copse_fail(err, COPSE_EUSAGE, "outcomes of groups need the counts of the groups, not effects alone");
    *group = copse_measure_find(GROUPS[m].group);
    double *work = copse_alloc(2 * k, sizeof *work);
    copse_effect_row *row = copse_alloc(k, sizeof *row);
    const bool have = work != NULL && row != NULL;
    copse_status status = have ? COPSE_OK : copse_fail_memory(err);
    if (opts == NULL) opts = &usual;
    if (have)
        status = compute_group(*group, rates, events1, in[rates ? COPSE_IN_T1I : COPSE_IN_BI], in[COPSE_IN_N1I], k,
                               opts, treated, work, row);
    if (have && status == COPSE_OK)
        status = compute_group(*group, rates, events2, in[rates ? COPSE_IN_T2I : COPSE_IN_DI], in[COPSE_IN_N2I], k,
                               opts, control, work, row);
    free(work);
    free(row);
    return status;
}
