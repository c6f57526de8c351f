/* See bias_pvalues.h. */
#include "bias_pvalues.h"

#include "bias_run.h"

#include <math.h>
#include <stddef.h>

static const char *test_choice(size_t i)
{
    return i < COPSE_TES_TEST_COUNT ? copse_tes_test_code((copse_tes_test)i) : NULL;
}

static const char *sides_choice(size_t i)
{
    return i < COPSE_SIDES_COUNT ? copse_sides_code((copse_sides)i) : NULL;
}

static const char *method_choice(size_t i)
{
    return i < COPSE_PUNIFORM_METHOD_COUNT ? copse_puniform_method_code((copse_puniform_method)i) : NULL;
}

static const copse_puniform_method STAR[] = {COPSE_PUNIFORM_ML, COPSE_PUNIFORM_P};

static const char *star_choice(size_t i)
{
    return i < COPSE_I_COUNT(STAR) ? copse_puniform_method_code(STAR[i]) : NULL;
}

const char *copse_i_bias_side_choice(size_t i)
{
    static const char *const SIDES[] = {"right", "left"};
    return i < COPSE_I_COUNT(SIDES) ? SIDES[i] : NULL;
}

int copse_i_bias_side(int choice)
{
    return choice < 0 ? 0 : choice == 0 ? 1 : -1;
}

#define AT(member) .offset = offsetof(copse_i_bias_pvalues_values, member)
const copse_i_option copse_i_bias_pvalues_options[copse_i_bias_pvalues_count] = {
    {.name = "alpha",
     .kind = COPSE_I_NUMBER,
     .argument = "A",
     .help = "level at which a study's own test is significant; failsafe: of the pooled test",
     .fallback = "0.05",
     .max = 0.5,
     .open = true,
     AT(alpha)},
    {.name = "failsafe-target",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help =
         "effect that null results are to bring the mean down to, not 0 (default: half of it for Orwin, significance "
         "for the general one)",
     AT(target)},
    {.name = "failsafe-mean",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "mean effect of the studies that are missing (the general one)",
     .fallback = "0",
     AT(missing_mean)},
    {.name = "failsafe-exact",
     .kind = COPSE_I_FLAG,
     .help = "the general one by a fit for each number, where there is an approximation, too (--test z)",
     AT(exact)},
    {.name = "tes-test",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "which test of excess significance the row and the limit are of",
     .fallback = "exact",
     .choice = test_choice,
     AT(tes_test)},
    {.name = "tes-alternative",
     .kind = COPSE_I_CHOICE,
     .argument = "SIDE",
     .help = "what the studies themselves test their effect against",
     .fallback = "two.sided",
     .choice = sides_choice,
     AT(alternative)},
    {.name = "tes-excess",
     .kind = COPSE_I_CHOICE,
     .argument = "SIDE",
     .help = "too many significant results (greater), too few (less), or either",
     .fallback = "greater",
     .choice = sides_choice,
     AT(excess)},
    {.name = "tes-theta",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "true mean effect that power is computed at (default: the pooled estimate)",
     AT(theta)},
    {.name = "tes-alpha",
     .kind = COPSE_I_NUMBER,
     .argument = "A",
     .help = "level of the test of excess significance that the limit is of",
     .fallback = "0.1",
     .max = 1,
     .open = true,
     AT(excess_alpha)},
    {.name = "puniform-method",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "estimator of p-uniform",
     .fallback = "P",
     .choice = method_choice,
     AT(method)},
    {.name = "puniform-star-method",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "estimator of p-uniform*",
     .fallback = "ML",
     .choice = star_choice,
     AT(star_method)},
    {.name = "puniform-side",
     .kind = COPSE_I_CHOICE,
     .argument = "SIDE",
     .help = "side of 0 on which results were published for being significant (default: that of the mean)",
     .choice = copse_i_bias_side_choice,
     AT(side)},
    {.name = "study-tests",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help =
         "what pcurve, puniform and puniform-star take the studies' own tests to be: z = estimate/SE, or t-tests of "
         "means and correlations (of SMD, MD, MN, MC, COR, ZCOR, ...)",
     .fallback = "z",
     .choice = copse_i_study_tests_choice,
     AT(study_tests)},
    {.name = "reported-tests",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "pcurve: of the tests that stand in this column, as t(88)=2.1, F(1,100)=9.1, chi2(1)=5, z=2.5, r(147)=.25",
     AT(reported_tests)},
};
#undef AT

copse_status copse_i_bias_pvalues_check(const copse_i_bias_run *run, copse_error *err)
{
    static const copse_bias_check ALPHA[] = {COPSE_BIAS_FAILSAFE, COPSE_BIAS_TES,           COPSE_BIAS_PCURVE,
                                             COPSE_BIAS_PUNIFORM, COPSE_BIAS_PUNIFORM_STAR, COPSE_BIAS_CHECK_COUNT};
    static const copse_bias_check FAILSAFE[] = {COPSE_BIAS_FAILSAFE, COPSE_BIAS_CHECK_COUNT};
    static const copse_bias_check TES[] = {COPSE_BIAS_TES, COPSE_BIAS_CHECK_COUNT};
    static const copse_bias_check PUNIFORM[] = {COPSE_BIAS_PUNIFORM, COPSE_BIAS_CHECK_COUNT};
    static const copse_bias_check STARRED[] = {COPSE_BIAS_PUNIFORM_STAR, COPSE_BIAS_CHECK_COUNT};
    static const copse_bias_check BOTH[] = {COPSE_BIAS_PUNIFORM, COPSE_BIAS_PUNIFORM_STAR, COPSE_BIAS_CHECK_COUNT};
    static const copse_bias_check PCURVE[] = {COPSE_BIAS_PCURVE, COPSE_BIAS_CHECK_COUNT};
    static const copse_bias_check TESTED[] = {COPSE_BIAS_PCURVE, COPSE_BIAS_PUNIFORM, COPSE_BIAS_PUNIFORM_STAR,
                                              COPSE_BIAS_CHECK_COUNT};
    const copse_bias_check *const of[copse_i_bias_pvalues_count] = {ALPHA,
                                                                    FAILSAFE,
                                                                    FAILSAFE,
                                                                    FAILSAFE,
                                                                    TES,
                                                                    TES,
                                                                    TES,
                                                                    TES,
                                                                    TES,
                                                                    PUNIFORM,
                                                                    STARRED,
                                                                    BOTH,
                                                                    run->asked->pvalues.reported_tests == NULL ? TESTED
                                                                                                               : BOTH,
                                                                    PCURVE};
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < copse_i_bias_pvalues_count; i++)
        status = copse_i_bias_option_for(run, copse_i_bias_pvalues_options[i].name, of[i], err);
    if (status == COPSE_OK && run->asked->pvalues.target == 0)
        status =
            copse_fail(err, COPSE_EUSAGE,
                       "--failsafe-target 0: no number of null results brings a mean down to 0; give an effect that "
                       "would be too small to matter");
    return status;
}

copse_status copse_i_bias_failsafe(copse_i_bias_run *run, copse_error *err)
{
    const copse_i_bias_pvalues_values *a = &run->asked->pvalues;
    const copse_study_set *set = &run->task.set;
    copse_failsafe_opts opts = copse_failsafe_opts_default();
    opts.alpha = a->alpha;
    opts.target = a->target;
    opts.missing_mean = a->missing_mean;
    opts.exact = a->exact;
    opts.fit = run->task.fit.opts;
    if (a->exact && run->task.fit.test != COPSE_TEST_Z)
        return copse_fail(err, COPSE_EUSAGE,
                          "--failsafe-exact is for --test z: with --test %s every number is found by a fit anyhow",
                          copse_test_code(run->task.fit.test));
    run->report.failsafe = &run->results.pvalues.failsafe;
    const copse_status status = copse_i_bias_without_moderators(run, err);
    return status == COPSE_OK
               ? copse_bias_failsafe(set->yi, set->vi, set->k, &opts, &run->results.pvalues.failsafe, err)
               : status;
}

copse_status copse_i_bias_tes(copse_i_bias_run *run, copse_error *err)
{
    const copse_i_bias_pvalues_values *a = &run->asked->pvalues;
    const copse_study_set *set = &run->task.set;
    const copse_fit *fit = &run->task.fit;
    copse_tes_opts opts = copse_tes_opts_default();
    copse_status status = copse_i_bias_without_moderators(run, err);
    if (status != COPSE_OK) return status;
    opts.alpha = a->alpha;
    opts.alternative = (copse_sides)a->alternative;
    opts.theta = isnan(a->theta) ? fit->coef[0].estimate : a->theta;
    opts.tau2 = fit->het.tau2 > 0 ? fit->het.tau2 : 0;
    opts.test = (copse_tes_test)a->tes_test;
    opts.excess = (copse_sides)a->excess;
    opts.limit_alpha = a->excess_alpha;
    run->report.tes = &run->results.pvalues.tes;
    return copse_bias_tes(set->yi, set->vi, set->k, &opts, &run->results.pvalues.tes, NULL, err);
}

copse_status copse_i_bias_pcurve(copse_i_bias_run *run, copse_error *err)
{
    const copse_study_set *set = &run->task.set;
    copse_i_bias_tests *tests = &run->results.pvalues.tests;
    copse_pcurve_opts opts = copse_pcurve_opts_default();
    copse_pcurve *pcurve = &run->results.pvalues.pcurve;
    opts.alpha = run->asked->pvalues.alpha;
    opts.level = run->asked->output.level;
    run->report.pcurve = pcurve;
    copse_status status = copse_i_bias_without_moderators(run, err);
    if (status == COPSE_OK) status = copse_i_bias_reported_tests(run, err);
    if (status == COPSE_OK && tests->reported == NULL) status = copse_i_bias_t_tests(run, err);
    if (status != COPSE_OK) return status;
    if (tests->reported != NULL) {
        opts.tests = tests->reported;
        return copse_bias_pcurve(tests->y, tests->v, tests->reports, &opts, pcurve, err);
    }
    opts.tests = tests->t;
    opts.unit = tests->unit;
    return copse_bias_pcurve(set->yi, set->vi, set->k, &opts, pcurve, err);
}

/* What p-uniform and p-uniform* have in common. */
static copse_status puniform_opts(copse_i_bias_run *run, copse_puniform_method method, copse_puniform_opts *opts,
                                  copse_error *err)
{
    const copse_i_bias_pvalues_values *a = &run->asked->pvalues;
    copse_status status = copse_i_bias_without_moderators(run, err);
    if (status == COPSE_OK) status = copse_i_bias_t_tests(run, err);
    *opts = (copse_puniform_opts){.method = method,
                                  .alpha = a->alpha,
                                  .side = copse_i_bias_side(a->side),
                                  .level = run->asked->output.level,
                                  .critical = run->results.pvalues.tests.critical};
    return status;
}

copse_status copse_i_bias_puniform(copse_i_bias_run *run, copse_error *err)
{
    const copse_study_set *set = &run->task.set;
    copse_puniform *out = &run->results.pvalues.puniform;
    copse_puniform_opts opts;
    run->report.puniform = out;
    const copse_status status = puniform_opts(run, (copse_puniform_method)run->asked->pvalues.method, &opts, err);
    return status == COPSE_OK ? copse_bias_puniform(set->yi, set->vi, set->k, &opts, out, err) : status;
}

copse_status copse_i_bias_puniform_star(copse_i_bias_run *run, copse_error *err)
{
    const copse_study_set *set = &run->task.set;
    copse_puniform_star *out = &run->results.pvalues.star;
    copse_puniform_opts opts;
    run->report.puniform_star = out;
    const copse_status status = puniform_opts(run, STAR[run->asked->pvalues.star_method], &opts, err);
    return status == COPSE_OK ? copse_bias_puniform_star(set->yi, set->vi, set->k, &opts, out, err) : status;
}
