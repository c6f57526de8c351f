#include "bias_tests.h"

#include "bias_run.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *copse_i_study_tests_choice(size_t i)
{
    static const char *const NAMES[] = {"z", "t"};
    return i < COPSE_I_COUNT(NAMES) ? NAMES[i] : NULL;
}

/* The measures whose studies make a t-test. */
static const struct {
    const char *measure;
    copse_t_kind kind;
} T_TESTED[] = {{"SMD", COPSE_T_SMD},  {"COHEN", COPSE_T_SMD},       {"MD", COPSE_T_MEANS},
                {"MN", COPSE_T_MEAN},  {"SMN", COPSE_T_SMN},         {"MC", COPSE_T_MEAN},
                {"SMCC", COPSE_T_SMN}, {"COR", COPSE_T_CORRELATION}, {"ZCOR", COPSE_T_FISHER}};

static copse_status find_kind(const char *measure, copse_t_kind *kind, copse_error *err)
{
    copse_text known = {0};
    for (size_t i = 0; i < COPSE_I_COUNT(T_TESTED); i++) {
        copse_text_printf(&known, "%s%s", i > 0 ? ", " : "", T_TESTED[i].measure);
        if (strcmp(measure, T_TESTED[i].measure) != 0) continue;
        *kind = T_TESTED[i].kind;
        copse_text_free(&known);
        return COPSE_OK;
    }
    const copse_status status =
        copse_fail(err, COPSE_EUSAGE, "--study-tests t is for the measures %s; %s is not tested by t",
                   copse_text_string(&known), measure);
    copse_text_free(&known);
    return status;
}

static double input(const copse_study_set *set, size_t i, copse_input which)
{
    return set->input[which] == NULL ? NAN : set->input[which][i];
}

/* The standard error by the pooled variance of both groups. */
static double pooled_error(const copse_study_set *set, size_t i)
{
    const double n1 = input(set, i, COPSE_IN_N1I), n2 = input(set, i, COPSE_IN_N2I);
    const double s1 = input(set, i, COPSE_IN_SD1I), s2 = input(set, i, COPSE_IN_SD2I);
    return sqrt(((n1 - 1) * s1 * s1 + (n2 - 1) * s2 * s2) / (n1 + n2 - 2) * (1 / n1 + 1 / n2));
}

static copse_t_numbers numbers_of(const copse_i_bias_run *run, size_t i, copse_t_kind kind)
{
    const copse_study_set *set = &run->task.set;
    const bool two = kind == COPSE_T_SMD || kind == COPSE_T_MEANS;
    return (copse_t_numbers){.kind = kind,
                             .y = set->yi[i],
                             .v = set->vi[i],
                             .n1 = two ? input(set, i, COPSE_IN_N1I) : set->ni[i],
                             .n2 = two ? input(set, i, COPSE_IN_N2I) : NAN,
                             .se = kind == COPSE_T_MEANS ? pooled_error(set, i) : NAN,
                             .uncorrected = run->asked->input.uncorrected || strcmp(set->measure->code, "COHEN") == 0};
}

copse_status copse_i_bias_t_tests(copse_i_bias_run *run, copse_error *err)
{
    const copse_study_set *set = &run->task.set;
    copse_i_bias_tests *tests = &run->results.pvalues.tests;
    copse_t_kind kind = COPSE_T_SMD;
    if (run->asked->pvalues.study_tests == 0 || tests->t != NULL) return COPSE_OK;
    copse_status status = find_kind(set->measure->code, &kind, err);
    if (status != COPSE_OK) return status;
    tests->t = copse_alloc(set->k, sizeof *tests->t);
    tests->unit = copse_alloc(set->k, sizeof *tests->unit);
    tests->critical = copse_alloc(set->k, sizeof *tests->critical);
    if (tests->t == NULL || tests->unit == NULL || tests->critical == NULL) return copse_fail_memory(err);
    for (size_t i = 0; status == COPSE_OK && i < set->k; i++) {
        const copse_t_numbers n = numbers_of(run, i, kind);
        status =
            copse_study_t_test(&n, run->asked->pvalues.alpha, &tests->t[i], &tests->unit[i], &tests->critical[i], err);
        if (status == COPSE_OK) continue;
        (void)copse_error_prefix(err, "--study-tests t: study '%s': ", set->label[i]);
        status = COPSE_EUSAGE;
    }
    return status;
}

copse_status copse_i_bias_reported_tests(copse_i_bias_run *run, copse_error *err)
{
    const char *name = run->asked->pvalues.reported_tests;
    const copse_study_set *set = &run->task.set;
    copse_i_bias_tests *tests = &run->results.pvalues.tests;
    size_t column = 0;
    if (name == NULL) return COPSE_OK;
    copse_status status = copse_frame_column(&run->task.file, name, &column, err);
    if (status != COPSE_OK) {
        (void)copse_error_prefix(err, "--reported-tests: ");
        return COPSE_EUSAGE;
    }
    tests->reported = copse_alloc(set->k, sizeof *tests->reported);
    tests->y = copse_alloc(set->k, sizeof *tests->y);
    tests->v = copse_alloc(set->k, sizeof *tests->v);
    if (tests->reported == NULL || tests->y == NULL || tests->v == NULL) return copse_fail_memory(err);
    for (size_t i = 0; status == COPSE_OK && i < set->k; i++) {
        char buf[COPSE_NUMBER_TEXT];
        const char *cell = copse_frame_cell(&run->task.file, column, set->row[i] - 1, buf, sizeof buf);
        if (cell == NULL || cell[0] == '\0') continue;
        status = copse_study_test_read(cell, &tests->reported[tests->reports], err);
        tests->y[tests->reports] = set->yi[i];
        tests->v[tests->reports++] = set->vi[i];
        if (status == COPSE_OK) continue;
        (void)copse_error_prefix(err, "%s:%zu: column %s: ", run->task.file.source, set->line[i], name);
        status = COPSE_EUSAGE;
    }
    if (status == COPSE_OK && tests->reports == 0)
        status = copse_fail(err, COPSE_EUSAGE, "--reported-tests: column %s is empty", name);
    return status;
}

void copse_i_bias_tests_free(copse_i_bias_tests *tests)
{
    free(tests->t);
    free(tests->unit);
    free(tests->critical);
    free(tests->reported);
    free(tests->y);
    free(tests->v);
    *tests = (copse_i_bias_tests){0};
}
