/* See bias_asymmetry.h. */
#include "bias_asymmetry.h"

#include "bias_run.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const char *model_choice(size_t i)
{
    return i <= COPSE_EGGER_RMA ? copse_egger_model_name((copse_egger_model)i) : NULL;
}

static const char *predictor_choice(size_t i)
{
    return i < COPSE_EGGER_PREDICTOR_COUNT ? copse_egger_predictor_name((copse_egger_predictor)i) : NULL;
}

static const char *rank_p_choice(size_t i)
{
    return i <= COPSE_RANK_P_CORRECTED ? copse_rank_p_name((copse_rank_p)i) : NULL;
}

#define AT(member) .offset = offsetof(copse_i_bias_asymmetry_values, member)
const copse_i_option copse_i_bias_asymmetry_options[copse_i_bias_asymmetry_count] = {
    {.name = "egger-model",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help =
         "variance about the line of egger, pet and peese: a multiple of vi (lm, as their authors have it), or vi + "
         "tau2 by --method and --test (rma)",
     .fallback = "lm",
     .choice = model_choice,
     AT(model)},
    {.name = "predictor",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "what egger regresses on: standard error, variance, sample size, its inverse, or the root of these",
     .fallback = "sei",
     .choice = predictor_choice,
     AT(predictor)},
    {.name = "rank-p",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "p of begg and schwarzer: exact where nothing is tied and there are no more than 170 studies, normal, or "
             "normal with a continuity correction",
     .fallback = "exact",
     .choice = rank_p_choice,
     AT(rank_p)},
};
#undef AT

copse_status copse_i_bias_asymmetry_check(const copse_i_bias_run *run, copse_error *err)
{
    static const copse_bias_check LINES[] = {COPSE_BIAS_EGGER, COPSE_BIAS_PET, COPSE_BIAS_PEESE, COPSE_BIAS_PET_PEESE,
                                             COPSE_BIAS_CHECK_COUNT};
    static const copse_bias_check EGGER[] = {COPSE_BIAS_EGGER, COPSE_BIAS_CHECK_COUNT};
    static const copse_bias_check RANKS[] = {COPSE_BIAS_BEGG, COPSE_BIAS_SCHWARZER, COPSE_BIAS_CHECK_COUNT};
    copse_status status = copse_i_bias_option_for(run, "egger-model", LINES, err);
    if (status == COPSE_OK) status = copse_i_bias_option_for(run, "predictor", EGGER, err);
    if (status == COPSE_OK) status = copse_i_bias_option_for(run, "rank-p", RANKS, err);
    return status;
}

copse_status copse_i_bias_egger(copse_i_bias_run *run, copse_error *err)
{
    const copse_i_bias_values *asked = run->asked;
    const copse_study_set *set = &run->task.set;
    copse_egger_opts opts = copse_egger_opts_default();
    size_t p = 1;
    const double *X = copse_i_bias_design(run, &p);
    opts.model = (copse_egger_model)asked->asymmetry.model;
    opts.predictor = (copse_egger_predictor)asked->asymmetry.predictor;
    opts.fit = run->task.fit.opts;
    run->report.egger = &run->results.asymmetry.egger;
    return copse_bias_egger(set->yi, set->vi, set->ni, X, set->k, p, &opts, &run->results.asymmetry.egger, err);
}

/* Events and others of each study: of both groups, or of the one group of a proportion. */
static copse_status sum_events(const copse_study_set *set, copse_i_bias_asymmetry *a, copse_error *err)
{
    const copse_bias_numbers *n = &a->numbers;
    const bool table = n->a != NULL && n->b != NULL && n->c != NULL && n->d != NULL;
    const double *x = set->input[COPSE_IN_XI], *m = set->input[COPSE_IN_MI];
    if (!table && (x == NULL || m == NULL)) return COPSE_OK;
    a->events = copse_alloc(set->k, sizeof *a->events);
    a->others = copse_alloc(set->k, sizeof *a->others);
    if (a->events == NULL || a->others == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < set->k; i++) {
        a->events[i] = table ? n->a[i] + n->c[i] : x[i];
        a->others[i] = table ? n->b[i] + n->d[i] : m[i];
    }
    a->numbers.events = a->events;
    a->numbers.others = a->others;
    return COPSE_OK;
}

/* What the tests are made of, once. */
static copse_status gather(copse_i_bias_run *run, copse_error *err)
{
    const copse_study_set *set = &run->task.set;
    copse_i_bias_asymmetry *a = &run->results.asymmetry;
    if (a->numbers.y != NULL) return COPSE_OK;
    a->numbers = (copse_bias_numbers){.y = set->yi,
                                      .v = set->vi,
                                      .n = set->ni,
                                      .n1 = set->input[COPSE_IN_N1I],
                                      .n2 = set->input[COPSE_IN_N2I],
                                      .a = set->input[COPSE_IN_AI],
                                      .b = set->input[COPSE_IN_BI],
                                      .c = set->input[COPSE_IN_CI],
                                      .d = set->input[COPSE_IN_DI]};
    return sum_events(set, a, err);
}

static copse_status line(copse_i_bias_run *run, copse_bias_regression kind, copse_error *err)
{
    copse_i_bias_asymmetry *a = &run->results.asymmetry;
    size_t p = 1;
    const double *X = copse_i_bias_design(run, &p);
    const copse_status status = gather(run, err);
    if (status != COPSE_OK) return status;
    run->report.line = a->line;
    run->report.line_why = (const char *const *)a->line_why;
    return copse_bias_regress(kind, &a->numbers, X, run->task.set.k, p, run->asked->output.level, &a->line[kind], err);
}

/* One of several lines of a check; what it could not do is told beside the others. */
static copse_status further_line(copse_i_bias_run *run, copse_bias_regression kind, copse_error *err)
{
    copse_error why = {0};
    char **text = &run->results.asymmetry.line_why[kind];
    const copse_status status = line(run, kind, &why);
    if (status == COPSE_OK) return COPSE_OK;
    if (status != COPSE_ENOMEM) *text = copse_copy(why.text);
    return *text != NULL ? COPSE_OK : copse_fail_memory(err);
}

/* The words of a measure's code that say what it is of. */
static bool is_measure(const copse_i_bias_run *run, const char *const *codes)
{
    const char *code = run->task.set.measure->code;
    for (size_t i = 0; codes[i] != NULL; i++)
        if (strcmp(code, codes[i]) == 0) return true;
    return false;
}

copse_status copse_i_bias_macaskill(copse_i_bias_run *run, copse_error *err)
{
    copse_status status = line(run, COPSE_BIAS_REGRESSION_MACASKILL_FIV, err);
    if (status != COPSE_OK) return status;
    if (run->results.asymmetry.numbers.events != NULL)
        return further_line(run, COPSE_BIAS_REGRESSION_MACASKILL_FPV, err);
    char **why = &run->results.asymmetry.line_why[COPSE_BIAS_REGRESSION_MACASKILL_FPV];
    *why = copse_copy("");
    return *why != NULL ? COPSE_OK : copse_fail_memory(err);
}

copse_status copse_i_bias_peters(copse_i_bias_run *run, copse_error *err)
{
    return line(run, COPSE_BIAS_REGRESSION_PETERS, err);
}

copse_status copse_i_bias_thompson_sharp(copse_i_bias_run *run, copse_error *err)
{
    return line(run, COPSE_BIAS_REGRESSION_THOMPSON_SHARP, err);
}

copse_status copse_i_bias_harbord(copse_i_bias_run *run, copse_error *err)
{
    static const char *const RISK_RATIO[] = {"RR", NULL};
    return line(run, is_measure(run, RISK_RATIO) ? COPSE_BIAS_REGRESSION_HARBORD_RR : COPSE_BIAS_REGRESSION_HARBORD_OR,
                err);
}

copse_status copse_i_bias_deeks(copse_i_bias_run *run, copse_error *err)
{
    static const char *const ODDS_RATIO[] = {"OR", NULL};
    if (!is_measure(run, ODDS_RATIO))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "it is for odds ratios of diagnostic studies: --measure OR");
    return line(run, COPSE_BIAS_REGRESSION_DEEKS, err);
}

copse_status copse_i_bias_pustejovsky_rodgers(copse_i_bias_run *run, copse_error *err)
{
    static const char *const STANDARDISED[] = {"SMD", "SMDH", "SMD1", "SMD1H", "COHEN", "GLASS", NULL};
    if (!is_measure(run, STANDARDISED))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "it is for standardised mean differences: --measure SMD");
    return line(run, COPSE_BIAS_REGRESSION_PUSTEJOVSKY_RODGERS, err);
}

static copse_status ranks(copse_i_bias_run *run, copse_bias_rank kind, copse_rank_correlation *out, copse_error *err)
{
    copse_status status = copse_i_bias_without_moderators(run, err);
    if (status == COPSE_OK) status = gather(run, err);
    if (status != COPSE_OK) return status;
    return copse_bias_rank_test(kind, &run->results.asymmetry.numbers, run->task.set.k,
                                (copse_rank_p)run->asked->asymmetry.rank_p, out, err);
}

copse_status copse_i_bias_begg(copse_i_bias_run *run, copse_error *err)
{
    run->report.begg = &run->results.asymmetry.begg;
    return ranks(run, COPSE_BIAS_RANK_BEGG, &run->results.asymmetry.begg, err);
}

static copse_status further_ranks(copse_i_bias_run *run, size_t which, copse_error *err)
{
    copse_error why = {0};
    copse_i_bias_asymmetry *a = &run->results.asymmetry;
    const copse_status status =
        ranks(run, which == 0 ? COPSE_BIAS_RANK_ARCSINE : COPSE_BIAS_RANK_COUNTS, &a->schwarzer[which], &why);
    if (status == COPSE_OK) return COPSE_OK;
    if (status != COPSE_ENOMEM) a->schwarzer_why[which] = copse_copy(why.text);
    return a->schwarzer_why[which] != NULL ? COPSE_OK : copse_fail_memory(err);
}

copse_status copse_i_bias_schwarzer(copse_i_bias_run *run, copse_error *err)
{
    copse_i_bias_asymmetry *a = &run->results.asymmetry;
    run->report.schwarzer = a->schwarzer;
    run->report.schwarzer_why = (const char *const *)a->schwarzer_why;
    copse_status status = line(run, COPSE_BIAS_REGRESSION_ARCSINE, err);
    if (status == COPSE_OK) status = further_line(run, COPSE_BIAS_REGRESSION_ARCSINE_ADDITIVE, err);
    for (size_t which = 0; status == COPSE_OK && which < 2; which++) status = further_ranks(run, which, err);
    return status;
}

void copse_i_bias_asymmetry_free(copse_i_bias_asymmetry *a)
{
    for (size_t i = 0; i < COPSE_BIAS_REGRESSION_COUNT; i++) free(a->line_why[i]);
    for (size_t i = 0; i < 2; i++) free(a->schwarzer_why[i]);
    free(a->events);
    free(a->others);
}
