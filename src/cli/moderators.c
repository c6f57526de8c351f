#include "moderators.h"

#include "formula_design.h"
#include "predict_grid.h"

#include <stddef.h>
#include <stdlib.h>

const char *copse_i_coding_choice(size_t i)
{
    return copse_contrast_coding_name((copse_contrast_coding)i);
}

#define AT(member) .offset = offsetof(copse_i_moderator_values, member)
const copse_i_option copse_i_moderator_options[copse_i_moderator_count] = {
    {.name = "mods",
     .kind = COPSE_I_TEXT,
     .argument = "FORMULA",
     .help = "moderators of the effect as an R formula: '~ year + factor(role) * log(dose)'",
     AT(mods)},
    {.name = "coding",
     .kind = COPSE_I_CHOICE,
     .argument = "CODING",
     .help = "coding of factors",
     .fallback = "treatment",
     .choice = copse_i_coding_choice,
     AT(coding)},
    {.name = "btt",
     .kind = COPSE_I_LIST,
     .argument = "COEF[,COEF...]",
     .help = "coefficients that QM tests, by number, name or term (default: all but the intercept)",
     AT(btt)},
    {.name = "predict",
     .kind = COPSE_I_TEXT,
     .argument = "VALUES",
     .help = "predicted effects at 'year=1950,1970; role=added' (all combinations), or at the rows of a CSV file",
     AT(predict)},
};
#undef AT

/* A faulty formula is a faulty command line; what the data do not allow is not. */
static copse_status bad_formula(copse_status status, copse_error *err)
{
    if (status != COPSE_EPARSE && status != COPSE_ENOTFOUND) return status;
    return err->status = COPSE_EUSAGE;
}

static copse_status check(const copse_i_input_values *input, const copse_i_moderator_values *asked, copse_error *err)
{
    if (asked->mods == NULL && asked->btt.count > 0)
        return copse_fail(err, COPSE_EUSAGE, "--btt needs --mods: it names coefficients of moderators");
    if (asked->mods == NULL && asked->coding != COPSE_CODING_TREATMENT)
        return copse_fail(err, COPSE_EUSAGE, "--coding needs --mods: it codes factors");
    if (asked->mods == NULL && asked->predict != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--predict needs --mods: it gives values of moderators");
    if (asked->mods != NULL && input->subgroup != NULL)
        return copse_fail(err, COPSE_EUSAGE,
                          "--mods and --subgroup are two ways to the same end: give one, such as --mods '~ %s'",
                          input->subgroup);
    return COPSE_OK;
}

/* The columns of the formula, beside those that the command needs. */
static copse_status list_needed(const copse_i_input_values *input, copse_i_moderators *m, copse_error *err)
{
    const char *const *column = NULL;
    const size_t columns = copse_formula_columns(m->formula, &column);
    m->needed = copse_alloc(input->needs + columns, sizeof *m->needed);
    if (m->needed == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < input->needs; i++) m->needed[i] = input->needed[i];
    for (size_t i = 0; i < columns; i++) m->needed[input->needs + i] = column[i];
    return COPSE_OK;
}

static void warn_of_redundant(const copse_design *design, copse_notes *warnings)
{
    enum { NAMED = 8 };
    copse_text names = {0};
    const size_t named = design->dropped > NAMED ? NAMED : design->dropped;
    for (size_t j = 0; j < named; j++) copse_text_printf(&names, "%s%s", j > 0 ? ", " : "", design->dropped_column[j]);
    if (named < design->dropped) copse_text_printf(&names, " and %zu more", design->dropped - named);
    if (copse_text_status(&names) != COPSE_OK) warnings->failed = true;
    else if (design->dropped > 0)
        copse_note(warnings, "--mods: redundant, and left out: %s (the columns before say it all)",
                   copse_text_string(&names));
    copse_text_free(&names);
}

static copse_status build(const copse_i_moderator_values *asked, copse_i_task *task, copse_error *err)
{
    copse_i_moderators *m = &task->moderators;
    const copse_status status = copse_i_formula_design(m->formula, NULL, asked->coding, task, &m->design, err);
    if (status != COPSE_OK) return status;
    warn_of_redundant(&m->design, &task->warnings);
    m->text = copse_copy(copse_formula_text(m->formula));
    if (m->text == NULL) return copse_fail_memory(err);
    copse_one_line(m->text);
    m->shown = (copse_pooled_moderators){.formula = m->text,
                                         .coefficient = m->design.column,
                                         .dropped = m->design.dropped_column,
                                         .drops = m->design.dropped};
    return COPSE_OK;
}

copse_status copse_i_moderators_read(const char *file, const copse_i_input_values *input,
                                     const copse_i_moderator_values *asked, copse_i_task *task, copse_error *err)
{
    copse_i_moderators *m = &task->moderators;
    copse_i_input_values with = *input;
    copse_status status = check(input, asked, err);
    if (status == COPSE_OK && asked->mods == NULL) return copse_i_task_read(file, input, task, err);
    if (status == COPSE_OK) status = bad_formula(copse_formula_parse(asked->mods, &m->formula, err), err);
    if (status == COPSE_OK) status = list_needed(input, m, err);
    if (status != COPSE_OK) return status;
    with.needed = m->needed;
    with.needs = input->needs + copse_formula_columns(m->formula, NULL);
    status = copse_i_task_read(file, &with, task, err);
    if (status == COPSE_ENOTFOUND &&
        task->file.columns > 0) { /* a column of the formula is told with its place there */
        copse_error placed = {0};
        if (copse_formula_check(m->formula, &task->file, &placed) == COPSE_ENOTFOUND) *err = placed;
        return bad_formula(status, err);
    }
    return status == COPSE_OK ? build(asked, task, err) : status;
}

/* The coefficient or term at *item of the list, which goes on behind it. Names have commas in them, as poly(year, 2) has:
 * what is no name is tried together with what follows. */
static copse_status choose(const copse_i_list *list, size_t *item, copse_i_moderators *m, copse_error *err)
{
    const size_t first = *item;
    copse_text name = {0};
    copse_status status = COPSE_ENOTFOUND;
    for (size_t i = first; status == COPSE_ENOTFOUND && i < list->count; i++) {
        copse_text_printf(&name, "%s%s", i > first ? "," : "", list->item[i]);
        status = copse_text_status(&name) == COPSE_OK
                     ? copse_design_choose(&m->design, copse_text_string(&name), m->tested, NULL)
                     : copse_fail_memory(err);
        *item = i + 1;
    }
    copse_text_free(&name);
    if (status != COPSE_ENOTFOUND) return status;
    status = copse_design_choose(&m->design, list->item[first], m->tested, err);
    (void)copse_error_prefix(err, "--btt: ");
    return status;
}

copse_status copse_i_moderators_test(const copse_i_moderator_values *asked, copse_i_task *task, copse_error *err)
{
    copse_i_moderators *m = &task->moderators;
    copse_omnibus omnibus = {0};
    copse_status status = COPSE_OK;
    if (asked->btt.count == 0) return COPSE_OK;
    m->tested = copse_alloc(m->design.p, sizeof *m->tested);
    if (m->tested == NULL) return copse_fail_memory(err);
    for (size_t i = 0; status == COPSE_OK && i < asked->btt.count;) status = choose(&asked->btt, &i, m, err);
    if (status == COPSE_OK) status = copse_fit_omnibus(&task->fit, m->tested, &omnibus, err);
    if (status != COPSE_OK) return bad_formula(status, err);
    task->fit.het.QM = omnibus.QM;
    task->fit.het.QM_df = omnibus.df;
    task->fit.het.QM_df2 = omnibus.df2;
    task->fit.het.QM_p = omnibus.p;
    m->shown.tested = m->tested;
    return COPSE_OK;
}

/* Kinds of prediction interval whose standard error is that of the fit's test; a Wald se is that of z and t. */
static copse_status predict_opts(const copse_fit *fit, copse_predict_opts *opts, copse_error *err)
{
    const copse_pi pi = fit->opts.pi;
    const double df = (double)fit->k - (double)fit->p;
    const bool hk = pi == COPSE_PI_HK || pi == COPSE_PI_HK_PR, less = pi == COPSE_PI_HTS || pi == COPSE_PI_HK_PR;
    *opts = copse_predict_opts_default();
    if (pi == COPSE_PI_METAFOR || (pi == COPSE_PI_KR && fit->test == COPSE_TEST_KR)) return COPSE_OK;
    if (pi == COPSE_PI_KR || pi == COPSE_PI_KR_PR)
        return copse_fail(err, COPSE_EUSAGE, "--prediction %s with --mods: use --prediction kr with --test kr",
                          copse_pi_code(pi));
    if (hk && fit->test != COPSE_TEST_KNHA)
        return copse_fail(err, COPSE_EUSAGE, "--prediction %s with --mods needs --test knha", copse_pi_code(pi));
    if (!hk && fit->test != COPSE_TEST_Z && fit->test != COPSE_TEST_T)
        return copse_fail(err, COPSE_EUSAGE, "--prediction %s with --mods needs --test z or t", copse_pi_code(pi));
    opts->df = pi == COPSE_PI_SKIPKA ? (double)INFINITY : less ? df - 1 : df;
    if (opts->df > 0) return COPSE_OK;
    return copse_fail(err, COPSE_ETOOFEW, "--prediction %s: no degrees of freedom are left", copse_pi_code(pi));
}

copse_status copse_i_moderators_predict(const copse_i_moderator_values *asked, const copse_i_source_values *source,
                                        copse_i_task *task, copse_error *err)
{
    copse_i_moderators *m = &task->moderators;
    copse_predict_opts opts;
    if (asked->mods == NULL) return COPSE_OK;
    if (asked->predict == NULL && task->fit.opts.pi == COPSE_PI_METAFOR) return COPSE_OK;
    if (asked->predict == NULL)
        return copse_fail(err, COPSE_EUSAGE, "--prediction with --mods needs --predict: values to predict at");
    copse_status status = predict_opts(&task->fit, &opts, err);
    if (status == COPSE_OK) status = copse_i_predict_rows(asked->predict, source, m->formula, &m->at, err);
    if (status != COPSE_OK) return status;
    const size_t rows = m->at.rows, p = m->design.p;
    double *X = rows <= SIZE_MAX / p ? copse_alloc(rows * p, sizeof *X) : NULL;
    m->prediction = copse_alloc(rows, sizeof *m->prediction);
    status = X == NULL || m->prediction == NULL ? copse_fail_memory(err) : COPSE_OK;
    if (status == COPSE_OK) status = bad_formula(copse_design_apply(&m->design, &m->at, NULL, rows, X, err), err);
    if (status == COPSE_OK) status = copse_predict(&task->fit, X, rows, &opts, m->prediction, err);
    free(X);
    if (status != COPSE_OK) return status;
    m->predicted = (copse_pooled_predictions){.at = &m->at, .row = m->prediction, .rows = rows};
    m->predicted.columns = copse_formula_columns(m->formula, &m->predicted.column);
    return COPSE_OK;
}

void copse_i_moderators_free(copse_i_moderators *m)
{
    copse_design_free(&m->design);
    copse_formula_free(m->formula);
    free(m->needed);
    free(m->text);
    free(m->prediction);
    copse_frame_free(&m->at);
    free(m->tested);
    *m = (copse_i_moderators){0};
}
