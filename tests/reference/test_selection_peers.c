/* Selection models against metafor's own likelihoods, polished; with decreasing weights against base R; and the tests of
 * moderators beside small-study effects against metafor and lm. */
#include <copse/bias.h>

#include "ck_close.h"
#include "selection_cases.h"

#include <math.h>
#include <string.h>

/* An intercept and a column of the data: centred numbers, or an indicator of each level but the first in alphabetical order. */
typedef struct moderated {
    double *X;
    size_t p;
} moderated;

static bool column_is_numbers(const reference_csv *csv, const char *column)
{
    char *end;
    for (size_t i = 0; i < csv->rows; i++) {
        const char *text = reference_text(csv, i, column);
        (void)strtod(text, &end);
        if (*end != '\0') return false;
    }
    return true;
}

static moderated numbers(const reference_data *data, const char *column, bool centred)
{
    moderated m = {calloc(2 * data->k, sizeof(double)), 2};
    double mean = 0;
    ck_assert_ptr_nonnull(m.X);
    for (size_t i = 0; i < data->k; i++) mean += reference_number(&data->csv, i, column) / (double)data->k;
    for (size_t i = 0; i < data->k; i++) {
        m.X[2 * i] = 1;
        m.X[2 * i + 1] = reference_number(&data->csv, i, column) - (centred ? mean : 0);
    }
    return m;
}

static moderated levels(const reference_data *data, const char *column)
{
    enum { MOST = 8 };
    const char *level[MOST];
    size_t count = 0;
    for (size_t i = 0; i < data->k; i++) {
        const char *text = reference_text(&data->csv, i, column);
        size_t at = 0;
        while (at < count && strcmp(level[at], text) != 0) at++;
        ck_assert_uint_lt(at, MOST);
        if (at == count) level[count++] = text;
    }
    moderated m = {calloc(count * data->k, sizeof(double)), count};
    ck_assert_ptr_nonnull(m.X);
    for (size_t i = 0; i < data->k; i++) {
        m.X[count * i] = 1;
        for (size_t l = 1; l < count; l++)
            m.X[count * i + l] = strcmp(level[l], reference_text(&data->csv, i, column)) == 0 ? 1 : 0;
    }
    return m;
}

static bool same(const reference_csv *csv, size_t row, const char *const *columns)
{
    for (size_t j = 0; columns[j] != NULL; j++)
        if (row == 0 || strcmp(reference_text(csv, row, columns[j]), reference_text(csv, row - 1, columns[j])) != 0)
            return false;
    return true;
}

/* ------------------------------------------------------------------------------------------ selection models */

typedef struct fitted {
    selection_case c;
    copse_selmodel fit;
} fitted;

static void fitted_free(fitted *f)
{
    copse_selmodel_free(&f->fit);
    selection_case_free(&f->c);
}

static void fit_row(fitted *f, const reference_csv *csv, size_t row, const char *moderator, bool decreasing)
{
    copse_error err = {0};
    fitted_free(f);
    selection_case_fill(&f->c, csv, row);
    f->c.opts.equal_effects = strcmp(reference_text(csv, row, "method"), "EE") == 0;
    f->c.opts.decreasing = decreasing;
    f->c.opts.without_profile = !decreasing;
    moderated m = {NULL, 1};
    if (*moderator != '\0') m = numbers(&f->c.data, moderator, false);
    const copse_status status =
        copse_selmodel_fit(f->c.data.y, f->c.data.v, NULL, m.X, f->c.data.k, m.p, &f->c.opts, &f->fit, &err);
    ck_assert_msg(status == COPSE_OK, "%s row %zu: %s", csv->name, row + 2, err.text);
    free(m.X);
}

/* "log_lik", "b2", "tau2", "delta1", "QM", "moderators": the value and its standard error. */
static double value_of(const copse_selmodel *fit, const char *name, double *se)
{
    *se = NAN;
    if (strcmp(name, "log_lik") == 0) return fit->stat.log_lik;
    if (strcmp(name, "QM") == 0) return fit->QM;
    if (strcmp(name, "moderators") == 0) return fit->moderators.QM;
    const bool spread = strcmp(name, "tau2") == 0, coefficient = *name == 'b';
    const size_t j = spread ? 0 : (size_t)(name[coefficient ? 1 : 5] - '1');
    ck_assert(fit->coef != NULL && fit->delta != NULL);
    if (coefficient) ck_assert_uint_lt(j, fit->p);
    else if (!spread) ck_assert_uint_lt(j, fit->deltas);
    *se = coefficient ? fit->coef[j].se : spread ? fit->tau2.se : fit->delta[j].se;
    return coefficient ? fit->coef[j].estimate : spread ? fit->tau2.estimate : fit->delta[j].estimate;
}

/* 1e-7 of the value or of its standard error, standard errors 1e-6. Power and beta weights are cut off at 1e-5, where R's integrals
 * have a kink to go through: 1e-6, and 1e-4 of standard errors, whose differences they are. */
static size_t compare_polished(const char *file, size_t *fits)
{
    static const char *const CASE[] = {"dataset", "type", "steps", "side", "precision", "method", "moderator", NULL};
    reference_csv csv = reference_read(file);
    fitted f = {0};
    size_t wrong = 0, higher = 0;
    bool other = false;
    for (size_t i = 0; i < csv.rows; i++) {
        const char *name = reference_text(&csv, i, "parameter");
        const double want = reference_number(&csv, i, "value"), want_se = reference_number(&csv, i, "se");
        double se = NAN;
        if (!same(&csv, i, CASE)) {
            fit_row(&f, &csv, i, reference_text(&csv, i, "moderator"), false);
            ++*fits;
            other = f.fit.stat.log_lik > want + 1e-6; /* the first row: metafor went up another hill */
            higher += other ? 1 : 0;
        }
        if (other) continue;
        const double got = value_of(&f.fit, name, &se);
        const bool kink = strcmp(reference_text(&csv, i, "type"), "power") == 0 ||
                          strcmp(reference_text(&csv, i, "type"), "beta") == 0;
        const double unit = fmax(fabs(want), isnan(want_se) ? 0 : want_se);
        const bool close = fabs(got - want) <= (kink ? 1e-6 : 1e-7) * unit + 1e-9;
        const bool close_se = isnan(want_se) || fabs(se - want_se) <= (kink ? 1e-4 : 1e-6) * want_se;
        if (close && close_se) continue;
        wrong++;
        (void)fprintf(stderr, "%s row %zu %s: %.15g (%.15g), want %.15g (%.15g)\n", csv.name, i + 2, name, got, se,
                      want, want_se);
    }
    ck_assert_uint_le(higher, 2);
    fitted_free(&f);
    reference_free(&csv);
    return wrong;
}

START_TEST(polished)
{
    size_t fits = 0, wrong = compare_polished("selection_polished_steps.csv", &fits);
    wrong += compare_polished("selection_polished_truncation.csv", &fits);
    wrong += compare_polished("selection_polished_curves.csv", &fits);
    ck_assert_msg(wrong == 0, "%zu values of %zu fits disagree", wrong, fits);
    ck_assert_uint_gt(fits, 100);
}
END_TEST

static double decreasing_value(const copse_selmodel *fit, const char *name)
{
    const bool effect = strncmp(name, "mu", 2) == 0, spread = strncmp(name, "tau2", 4) == 0;
    if (strcmp(name, "log_lik") == 0) return fit->stat.log_lik;
    const size_t j = effect || spread ? 0 : (size_t)(name[5] - '1');
    const copse_interval *profile = effect   ? &fit->coef_profile[0]
                                    : spread ? &fit->tau2.profile
                                             : &fit->delta[j].profile;
    return strstr(name, "lower") != NULL ? profile->lower : profile->upper;
}

START_TEST(decreasing)
{
    static const char *const CASE[] = {"dataset", "steps", "method", NULL};
    reference_csv csv = reference_read("selection_decreasing.csv");
    fitted f = {0};
    size_t wrong = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        const char *name = reference_text(&csv, i, "statistic");
        if (!same(&csv, i, CASE)) fit_row(&f, &csv, i, "", true);
        const double got = decreasing_value(&f.fit, name), want = reference_number(&csv, i, "value");
        if (close_enough(got, want, reference_rtol(&csv, i), 0)) continue;
        wrong++;
        (void)fprintf(stderr, "%s row %zu %s: %.15g, want %.15g\n", csv.name, i + 2, name, got, want);
    }
    ck_assert_uint_gt(csv.rows, 40);
    ck_assert_msg(wrong == 0, "%zu of %zu rows disagree", wrong, csv.rows);
    fitted_free(&f);
    reference_free(&csv);
}
END_TEST

/* ------------------------------------------------------------------------------------------ tests of moderators */

/* "lm_sei", "rma_z_vi", "rma_knha_sei" */
static copse_omnibus egger_test(const reference_data *data, const moderated *m, const char *test)
{
    copse_egger_opts opts = copse_egger_opts_default();
    copse_egger egger;
    opts.model = *test == 'l' ? COPSE_EGGER_LM : COPSE_EGGER_RMA;
    opts.predictor = strstr(test, "sei") != NULL ? COPSE_EGGER_SEI : COPSE_EGGER_VI;
    opts.fit.test = strstr(test, "knha") != NULL ? COPSE_TEST_KNHA : COPSE_TEST_Z;
    ck_assert_int_eq(copse_bias_egger(data->y, data->v, NULL, m->X, data->k, m->p, &opts, &egger, NULL), COPSE_OK);
    return egger.moderators;
}

static copse_omnibus limit_test(const reference_data *data, const moderated *m, double *tau2)
{
    copse_fit fit = {0};
    copse_omnibus test;
    copse_fit_opts opts = copse_fit_opts_default();
    ck_assert_int_eq(copse_pool(data->y, data->v, m->X, data->k, m->p, &opts, &fit, NULL), COPSE_OK);
    *tau2 = fit.het.tau2;
    copse_fit_free(&fit);
    ck_assert_int_eq(copse_bias_limit_moderators(data->y, data->v, m->X, data->k, m->p, *tau2, &test, NULL), COPSE_OK);
    return test;
}

START_TEST(moderators)
{
    static const char *const SET[] = {"dataset", "moderator", NULL}, *const TEST[] = {"dataset", "moderator", "test",
                                                                                      NULL};
    reference_csv csv = reference_read("bias_moderators.csv");
    reference_data data = {0};
    moderated m = {0};
    copse_omnibus test = {0};
    double tau2 = NAN;
    for (size_t i = 0; i < csv.rows; i++) {
        const char *column = reference_text(&csv, i, "moderator"), *name = reference_text(&csv, i, "statistic");
        const char *which = reference_text(&csv, i, "test");
        if (!same(&csv, i, SET)) {
            if (m.X != NULL) reference_data_free(&data);
            free(m.X);
            data = reference_data_read(reference_text(&csv, i, "dataset"));
            m = column_is_numbers(&data.csv, column) ? numbers(&data, column, true) : levels(&data, column);
        }
        if (!same(&csv, i, TEST))
            test = strcmp(which, "limit") == 0 ? limit_test(&data, &m, &tau2) : egger_test(&data, &m, which);
        const double got = strcmp(name, "F") == 0   ? (isnan(test.df2) ? test.QM / test.df : test.QM)
                           : strcmp(name, "p") == 0 ? test.p
                                                    : tau2;
        CK_CLOSE(got, reference_number(&csv, i, "value"), reference_rtol(&csv, i));
    }
    ck_assert_uint_gt(csv.rows, 100);
    reference_data_free(&data);
    free(m.X);
    reference_free(&csv);
}
END_TEST

START_TEST(without_moderators)
{
    const double y[] = {0.1, 0.5, 0.3, 0.9, 0.2}, v[] = {0.01, 0.05, 0.02, 0.2, 0.04}, same_v[] = {1, 1, 1, 1, 1};
    const double ones[] = {1, 1, 1, 1, 1}, full[] = {1, 0, 1, 1, 1, 0, 1, 1, 1, 0};
    copse_omnibus test;
    copse_egger egger;
    copse_error err = {0};
    ck_assert_int_eq(copse_bias_egger(y, v, NULL, NULL, 5, 1, NULL, &egger, &err), COPSE_OK);
    ck_assert(isnan(egger.moderators.QM) && isnan(egger.moderators.p));
    ck_assert_int_eq(copse_bias_limit_moderators(y, v, ones, 5, 1, 0.1, &test, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_bias_limit_moderators(y, v, NULL, 5, 1, 0.1, &test, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_bias_limit_moderators(y, same_v, full, 5, 2, 0.1, &test, &err), COPSE_ENOTCOMPUTABLE);
    ck_assert_int_eq(copse_bias_limit_moderators(y, v, full, 3, 2, 0.1, &test, &err), COPSE_ETOOFEW);
    ck_assert_int_eq(copse_bias_limit_moderators(y, v, full, 5, 2, NAN, &test, &err), COPSE_EDOM);
    ck_assert(isnan(test.QM));
    ck_assert_int_eq(copse_bias_limit_moderators(y, v, full, 5, 2, 0, &test, &err), COPSE_OK);
    ck_assert(isfinite(test.p) && test.df == 1);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("selection models and moderators against peers");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, polished);
    tcase_add_test(cases, decreasing);
    tcase_add_test(cases, moderators);
    tcase_add_test(cases, without_moderators);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
