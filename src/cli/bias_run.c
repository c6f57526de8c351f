#include "bias_run.h"

#include "terminal.h"

#include <stdlib.h>
#include <string.h>

typedef copse_status bias_function(copse_i_bias_run *run, copse_error *err);

/* The function of each check; NULL: there is none yet, and nobody is offered it. */
static bias_function *function_of(copse_bias_check check)
{
    static bias_function *const FUNCTIONS[COPSE_BIAS_CHECK_COUNT] = {
        [COPSE_BIAS_EGGER] = copse_i_bias_egger,
        [COPSE_BIAS_BEGG] = copse_i_bias_begg,
        [COPSE_BIAS_MACASKILL] = copse_i_bias_macaskill,
        [COPSE_BIAS_HARBORD] = copse_i_bias_harbord,
        [COPSE_BIAS_PETERS] = copse_i_bias_peters,
        [COPSE_BIAS_SCHWARZER] = copse_i_bias_schwarzer,
        [COPSE_BIAS_THOMPSON_SHARP] = copse_i_bias_thompson_sharp,
        [COPSE_BIAS_DEEKS] = copse_i_bias_deeks,
        [COPSE_BIAS_PUSTEJOVSKY_RODGERS] = copse_i_bias_pustejovsky_rodgers,
        [COPSE_BIAS_PET] = copse_i_bias_pet,
        [COPSE_BIAS_PEESE] = copse_i_bias_peese,
        [COPSE_BIAS_PET_PEESE] = copse_i_bias_conditional,
        [COPSE_BIAS_LIMIT] = copse_i_bias_limit,
        [COPSE_BIAS_LFK] = copse_i_bias_lfk,
        [COPSE_BIAS_TRIMFILL] = copse_i_bias_trimfill,
        [COPSE_BIAS_FAILSAFE] = copse_i_bias_failsafe,
        [COPSE_BIAS_TES] = copse_i_bias_tes,
        [COPSE_BIAS_PCURVE] = copse_i_bias_pcurve,
        [COPSE_BIAS_PUNIFORM] = copse_i_bias_puniform,
        [COPSE_BIAS_PUNIFORM_STAR] = copse_i_bias_puniform_star,
        [COPSE_BIAS_HENMI_COPAS] = copse_i_bias_henmi_copas,
        [COPSE_BIAS_COPAS] = copse_i_bias_copas,
        [COPSE_BIAS_SELECTION] = copse_i_bias_selmodel,
    };
    return (unsigned)check < COPSE_BIAS_CHECK_COUNT ? FUNCTIONS[check] : NULL;
}

/* Those that are made where none is named. */
static const copse_bias_check USUAL[] = {COPSE_BIAS_EGGER, COPSE_BIAS_BEGG, COPSE_BIAS_PET_PEESE, COPSE_BIAS_LIMIT,
                                         COPSE_BIAS_TRIMFILL};

const char *copse_i_bias_check_choice(size_t i)
{
    for (unsigned c = 0; c < COPSE_BIAS_CHECK_COUNT; c++)
        if (function_of((copse_bias_check)c) != NULL && i-- == 0) return copse_bias_check_name((copse_bias_check)c);
    return NULL;
}

static copse_status unknown_check(const char *name, copse_error *err)
{
    const char *names[COPSE_BIAS_CHECK_COUNT];
    size_t n = 0;
    while (n < COPSE_BIAS_CHECK_COUNT && (names[n] = copse_i_bias_check_choice(n)) != NULL) n++;
    const char *near = copse_nearest(name, names, n);
    if (near != NULL) return copse_fail(err, COPSE_EUSAGE, "--checks: no check '%s'; did you mean '%s'?", name, near);
    return copse_fail(err, COPSE_EUSAGE, "--checks: no check '%s' (copse bias --help lists them)", name);
}

static copse_status choose(copse_i_bias_run *run, copse_error *err)
{
    const copse_i_bias_values *asked = run->asked;
    bool *chosen = run->report.asked;
    if (asked->all && asked->checks.count > 0)
        return copse_fail(err, COPSE_EUSAGE, "--checks names some of what --all makes: leave one of them out");
    for (size_t i = 0; i < asked->checks.count; i++) {
        copse_bias_check check = COPSE_BIAS_CHECK_COUNT;
        if (copse_bias_check_find(asked->checks.item[i], &check) != COPSE_OK || function_of(check) == NULL)
            return unknown_check(asked->checks.item[i], err);
        chosen[check] = true;
    }
    for (unsigned c = 0; asked->all && c < COPSE_BIAS_CHECK_COUNT; c++)
        chosen[c] = function_of((copse_bias_check)c) != NULL;
    if (!asked->all && asked->checks.count == 0)
        for (size_t i = 0; i < COPSE_I_COUNT(USUAL); i++) chosen[USUAL[i]] = true;
    return COPSE_OK;
}

copse_status copse_i_bias_option_for(const copse_i_bias_run *run, const char *option, const copse_bias_check *checks,
                                     copse_error *err)
{
    copse_text names = {0};
    copse_status status = COPSE_OK;
    bool met = !copse_i_is_given(run->call, option);
    for (size_t i = 0; checks[i] != COPSE_BIAS_CHECK_COUNT; i++) {
        met = met || run->report.asked[checks[i]];
        copse_text_printf(&names, "%s%s", i > 0 ? ", " : "", copse_bias_check_name(checks[i]));
    }
    if (!met)
        status = copse_fail(err, COPSE_EUSAGE, "--%s is of the check %s, which is not among those made", option,
                            copse_text_string(&names));
    copse_text_free(&names);
    return status;
}

const double *copse_i_bias_design(const copse_i_bias_run *run, size_t *p)
{
    const copse_design *design = &run->task.moderators.design;
    const bool intercept = run->task.moderators.formula == NULL || (design->p == 1 && design->intercept);
    *p = intercept ? 1 : design->p;
    return intercept ? NULL : design->X;
}

copse_status copse_i_bias_without_moderators(const copse_i_bias_run *run, copse_error *err)
{
    size_t p = 1;
    if (copse_i_bias_design(run, &p) == NULL && p == 1) return COPSE_OK;
    return copse_fail(err, COPSE_EINVAL, "it is defined without moderators only");
}

static copse_status read(copse_i_bias_run *run, copse_error *err)
{
    const copse_i_bias_values *a = run->asked;
    copse_i_model_values model = a->model;
    model.tau2 = -1; /* no subgroups */
    copse_status status = copse_i_moderators_read(a->file, &a->input, &a->moderators, &run->task, err);
    if (status == COPSE_OK) status = copse_i_task_fit(&model, a->output.level, &run->task, err);
    if (status == COPSE_OK) status = copse_i_task_transform_check(&run->task, &a->output, true, err);
    return status;
}

/* What a check could not do is told in its row. */
static copse_status make(copse_i_bias_run *run, copse_bias_check check, copse_error *err)
{
    copse_error why = {0};
    const copse_status status = function_of(check)(run, &why);
    const char *text = why.text[0] != '\0' ? why.text : copse_status_text(status);
    if (status == COPSE_OK) return COPSE_OK;
    if (status == COPSE_ENOMEM) return copse_fail_memory(err);
    if (status == COPSE_EUSAGE) return copse_fail(err, status, "%s: %s", copse_bias_check_name(check), text);
    run->why[check] = copse_copy(text);
    run->failed = run->failed == COPSE_OK ? status : run->failed;
    return run->why[check] != NULL ? COPSE_OK : copse_fail_memory(err);
}

/* Where none could be made, the first one's reason is the error. */
static copse_status make_all(copse_i_bias_run *run, copse_error *err)
{
    copse_status status = COPSE_OK;
    unsigned made = 0, first = COPSE_BIAS_CHECK_COUNT;
    for (unsigned c = 0; status == COPSE_OK && c < COPSE_BIAS_CHECK_COUNT; c++) {
        if (!run->report.asked[c]) continue;
        status = make(run, (copse_bias_check)c, err);
        if (run->why[c] == NULL) made++;
        else if (first == COPSE_BIAS_CHECK_COUNT) first = c;
    }
    if (status != COPSE_OK || made > 0) return status;
    return copse_fail(err, run->failed, "%s: %s: %s", run->task.file.source,
                      copse_bias_check_name((copse_bias_check)first), run->why[first]);
}

static copse_status report(copse_i_bias_run *run, copse_error *err)
{
    const copse_render_opts opts = copse_i_render_opts(&run->asked->output);
    copse_text text = {0};
    run->report.pooled = copse_i_task_pooled(&run->task, "bias", &run->asked->output);
    run->report.why = (const char *const *)run->why;
    copse_status status = copse_report_bias(&run->report, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(run->asked->output.output, &text, err);
    copse_text_free(&text);
    return status;
}

copse_status copse_i_bias_do(copse_i_bias_run *run, copse_error *err)
{
    copse_status status = choose(run, err);
    if (status == COPSE_OK) status = copse_i_bias_asymmetry_check(run, err);
    if (status == COPSE_OK) status = copse_i_bias_adjusted_check(run, err);
    if (status == COPSE_OK) status = copse_i_bias_pvalues_check(run, err);
    if (status == COPSE_OK) status = copse_i_bias_copas_check(run, err);
    if (status == COPSE_OK) status = copse_i_bias_selection_check(run, err);
    if (status == COPSE_OK) status = read(run, err);
    if (status == COPSE_OK) status = make_all(run, err);
    if (!run->asked->output.quiet) copse_i_warn(&run->task.warnings);
    if (status == COPSE_OK && run->task.warnings.failed) status = copse_fail_memory(err);
    return status == COPSE_OK ? report(run, err) : status;
}

void copse_i_bias_run_free(copse_i_bias_run *run)
{
    for (unsigned c = 0; c < COPSE_BIAS_CHECK_COUNT; c++) free(run->why[c]);
    copse_i_bias_asymmetry_free(&run->results.asymmetry);
    copse_i_bias_adjusted_free(&run->results.adjusted);
    copse_i_bias_tests_free(&run->results.pvalues.tests);
    copse_i_bias_copas_free(&run->results.copas);
    copse_i_bias_selection_free(&run->results.selection);
    copse_i_task_free(&run->task);
}
