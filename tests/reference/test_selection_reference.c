/* Selection models against 40-digit derivatives, 30-digit maxima, and what metafor reached. */
#include "bias/selection_parts.h"

#include "ck_close.h"
#include "reference_data.h"
#include "selection_cases.h"

enum { MOST_POINT = 16 };

/* ------------------------------------------------------------------------------------------------ derivatives */

static size_t point_of(const reference_csv *csv, size_t row, double *out)
{
    size_t n = 0;
    char *end;
    for (const char *at = reference_text(csv, row, "at"); *at != '\0'; at = end) {
        ck_assert_uint_lt(n, MOST_POINT);
        out[n++] = strtod(at, &end);
        ck_assert(end != at);
    }
    return n;
}

/* Evaluates at mu, tau2 and the deltas of a row. */
static void evaluate(copse_i_selmodel_problem *s, const selection_case *c, const reference_csv *csv, size_t row)
{
    double at[MOST_POINT] = {0}, coordinate[MOST_POINT] = {0}, beta;
    const size_t n = point_of(csv, row, at);
    copse_error err = {0};
    ck_assert_msg(copse_i_selmodel_init(s, c->data.y, c->data.v, c->n, NULL, c->data.k, 1, &c->opts, &err) == COPSE_OK,
                  "%s", err.text);
    ck_assert_uint_eq(n, copse_i_selmodel_n(s));
    beta = ldexp(at[0], -s->exponent);
    copse_i_selmodel_to_basis(s, &beta, coordinate);
    coordinate[1] = ldexp(at[1], -2 * s->exponent);
    for (size_t j = 0; j < s->free; j++) /* whatever the box */
        coordinate[2 + j] = s->kind[j] == COPSE_I_LOG ? log(at[2 + j]) : at[2 + j];
    ck_assert(copse_i_selmodel_evaluate(s, coordinate, true));
}

/* In mu, tau2 and deltas, in the unit of the data. */
static double unit_of(const copse_i_selmodel_problem *s, size_t j)
{
    return j == 0 ? ldexp(s->root[0], -s->exponent) : j == 1 ? ldexp(1, -2 * s->exponent) : 1;
}

static double derivative_of(const copse_i_selmodel_problem *s, const char *what)
{
    char *end;
    if (*what == '\0') return s->log_lik;
    if (s->natural == NULL || s->natural_gradient == NULL) return NAN; /* no row began the case */
    const size_t i = strtoul(what, &end, 10);
    if (*end == '\0') return s->natural_gradient[i] * unit_of(s, i);
    const size_t j = strtoul(end, NULL, 10);
    return s->natural[i * copse_i_selmodel_n(s) + j] * unit_of(s, i) * unit_of(s, j);
}

static void tell(const reference_csv *csv, size_t row, const char *what, double got, double want)
{
    (void)fprintf(stderr, "%s row %zu: %s %s [%s] '%s': %.17g, want %.17g\n", csv->name, row + 2,
                  reference_text(csv, row, "dataset"), reference_text(csv, row, "type"),
                  reference_text(csv, row, "steps"), what, got, want);
}

START_TEST(derivatives)
{
    reference_csv csv = reference_read("selection_derivatives.csv");
    copse_i_selmodel_problem s = {0};
    selection_case c = {0};
    size_t wrong = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        reference_check_provenance(&csv, i);
        const char *what = reference_text(&csv, i, "derivative");
        if (*what == '\0') {
            copse_i_selmodel_free(&s);
            selection_case_free(&c);
            selection_case_fill(&c, &csv, i);
            evaluate(&s, &c, &csv, i);
        }
        const double got = derivative_of(&s, what), want = reference_number(&csv, i, "value");
        /* a derivative that is nearly 0 is a difference of larger ones */
        if (close_enough(got, want, reference_rtol(&csv, i), *what == '\0' ? 0 : 1e-10)) continue;
        wrong++;
        tell(&csv, i, what, got, want);
    }
    ck_assert_uint_gt(csv.rows, 200);
    ck_assert_msg(wrong == 0, "%zu of %zu rows disagree", wrong, csv.rows);
    copse_i_selmodel_free(&s);
    selection_case_free(&c);
    reference_free(&csv);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ maxima */

typedef struct fitted {
    selection_case c;
    copse_selmodel fit;
} fitted;

static bool same_case(const reference_csv *csv, size_t a, size_t b)
{
    static const char *const COLUMNS[] = {"dataset", "type", "steps", "side", "precision", "method"};
    for (size_t j = 0; j < sizeof COLUMNS / sizeof *COLUMNS; j++)
        if (strcmp(reference_text(csv, a, COLUMNS[j]), reference_text(csv, b, COLUMNS[j])) != 0) return false;
    return true;
}

static void fitted_free(fitted *f)
{
    copse_selmodel_free(&f->fit);
    selection_case_free(&f->c);
}

/* False where the model is not identified, and that is said. */
static bool refit(fitted *f, const reference_csv *csv, size_t row, bool profile)
{
    copse_error err = {0};
    fitted_free(f);
    selection_case_fill(&f->c, csv, row);
    f->c.opts.equal_effects = strcmp(reference_text(csv, row, "method"), "EE") == 0;
    f->c.opts.without_profile = !profile;
    const copse_status status =
        copse_selmodel_fit(f->c.data.y, f->c.data.v, f->c.n, NULL, f->c.data.k, 1, &f->c.opts, &f->fit, &err);
    if (status == COPSE_ENOTCOMPUTABLE && strstr(err.text, "not identified") != NULL) return false;
    ck_assert_msg(status == COPSE_OK, "%s row %zu: %s", csv->name, row + 2, err.text);
    return true;
}

/* "delta2", "mu_se", "tau2_profile_lower", "log_lik" */
static double statistic_of(const copse_selmodel *fit, const char *name)
{
    const bool effect = strncmp(name, "mu", 2) == 0, spread = strncmp(name, "tau2", 4) == 0;
    const char *rest = name + (effect ? 2 : spread ? 4 : 6);
    if (strcmp(name, "log_lik") == 0) return fit->stat.log_lik;
    if (strcmp(name, "lrt") == 0) return fit->lrt;
    const size_t j = effect || spread ? 0 : (size_t)(name[5] - '1');
    if (!effect && !spread) ck_assert_uint_lt(j, fit->deltas);
    const copse_selmodel_parameter of_effect = {
        .estimate = fit->coef[0].estimate, .se = fit->coef[0].se, .profile = fit->coef_profile[0]};
    const copse_selmodel_parameter *v = effect ? &of_effect : spread ? &fit->tau2 : &fit->delta[j];
    if (*rest == '\0') return v->estimate;
    if (strcmp(rest, "_se") == 0) return v->se;
    if (strcmp(rest, "_profile_lower") == 0) return v->profile.lower;
    ck_assert_str_eq(rest, "_profile_upper");
    return v->profile.upper;
}

START_TEST(maxima)
{
    reference_csv csv = reference_read("selection.csv");
    fitted f = {0};
    size_t wrong = 0;
    for (size_t i = 0; i < csv.rows; i++) {
        reference_check_provenance(&csv, i);
        const char *name = reference_text(&csv, i, "statistic");
        if (i == 0 || !same_case(&csv, i, i - 1)) {
            bool profile = false;
            for (size_t j = i; j < csv.rows && same_case(&csv, i, j); j++)
                profile = profile || strstr(reference_text(&csv, j, "statistic"), "profile") != NULL;
            ck_assert(refit(&f, &csv, i, profile));
        }
        const double got = statistic_of(&f.fit, name), want = reference_number(&csv, i, "value");
        if (close_enough(got, want, reference_rtol(&csv, i), 0)) continue;
        wrong++;
        tell(&csv, i, name, got, want);
    }
    ck_assert_uint_gt(csv.rows, 100);
    ck_assert_msg(wrong == 0, "%zu of %zu rows disagree", wrong, csv.rows);
    fitted_free(&f);
    reference_free(&csv);
}
END_TEST

/* Its likelihood is reached or passed; where it was reached, so are its estimates. How near these come to a maximum that is flat
 * to 1e-9 of the likelihood depends on how flat it is: within a share of the standard error. */
static size_t compare_with_metafor(const char *file, size_t *cases)
{
    reference_csv csv = reference_read(file);
    fitted f = {0};
    size_t wrong = 0;
    double above = 0;
    bool known = false;
    for (size_t i = 0; i < csv.rows; i++) {
        const char *name = reference_text(&csv, i, "parameter");
        const double want = reference_number(&csv, i, "value");
        if (i == 0 || !same_case(&csv, i, i - 1)) {
            known = refit(&f, &csv, i, false);
            *cases += known ? 1 : 0;
        }
        if (!known) continue; /* metafor lets its deltas run to 100 */
        const double got = statistic_of(&f.fit, name);
        const bool curve = strcmp(reference_text(&csv, i, "type"), "stepfun") != 0; /* its integrals: 1e-8 */
        bool good;
        if (strcmp(name, "log_lik") == 0) {
            above = got - want;
            good = above > -(curve ? 1e-8 * (double)f.fit.k : 1e-9 * (1 + fabs(want)));
        } else if (above > 1e-7 || strcmp(name, "lrt") == 0) {
            good = true; /* another point, or a boundary that its logarithms do not reach */
        } else {
            const double se = reference_number(&csv, i, "se");
            good = fabs(got - want) <= 1e-7 * fabs(want) + 2e-4 * (isnan(se) ? fabs(want) + 1e-4 : se);
        }
        if (!good) tell(&csv, i, name, got, want);
        wrong += good ? 0 : 1;
    }
    fitted_free(&f);
    reference_free(&csv);
    return wrong;
}

START_TEST(metafor)
{
    size_t cases = 0, wrong = compare_with_metafor("selection_metafor_steps.csv", &cases);
    wrong += compare_with_metafor("selection_metafor_curves.csv", &cases);
    ck_assert_msg(wrong == 0, "%zu disagreements in %zu fits", wrong, cases);
    ck_assert_uint_gt(cases, 80);
}
END_TEST

/* Vevea and Woods' (2005) weights, all given, on Cohen's (1981) correlations: the numbers of metafor's own test
 * (test_misc_selmodel.r, "a priori chosen step function models"), to its tolerance. */
START_TEST(weights_given)
{
    enum { STEPS = 14, SETS = 4 };
    static const double step[STEPS] = {0.005, 0.01, 0.05, 0.10, 0.25, 0.35,  0.50,
                                       0.65,  0.75, 0.90, 0.95, 0.99, 0.995, 1};
    static const double delta[SETS][STEPS] = {
        {1, 0.99, 0.95, 0.80, 0.75, 0.65, 0.60, 0.55, 0.50, 0.50, 0.50, 0.50, 0.50, 0.50},
        {1, 0.99, 0.90, 0.75, 0.60, 0.50, 0.40, 0.35, 0.30, 0.25, 0.10, 0.10, 0.10, 0.10},
        {1, 0.99, 0.95, 0.90, 0.80, 0.75, 0.60, 0.60, 0.75, 0.80, 0.90, 0.95, 0.99, 1.00},
        {1, 0.99, 0.90, 0.75, 0.60, 0.50, 0.25, 0.25, 0.50, 0.60, 0.75, 0.90, 0.99, 1.00}};
    static const double mu[SETS] = {0.351894, 0.321518, 0.362019, 0.33218},
                        tau2[SETS] = {0.0045, 0.009544, 0.002774, 0.005652};
    reference_data data = reference_data_read("cohen1981");
    for (size_t i = 0; i < SETS; i++) {
        copse_selmodel_opts opts = copse_selmodel_opts_default();
        copse_selmodel fit;
        opts.step = step;
        opts.steps = opts.deltas = STEPS;
        opts.delta = delta[i];
        ck_assert_int_eq(copse_selmodel_fit(data.y, data.v, NULL, NULL, data.k, 1, &opts, &fit, NULL), COPSE_OK);
        CK_CLOSE_ABS(fit.coef[0].estimate, mu[i], 0, 2e-6);
        CK_CLOSE_ABS(fit.tau2.estimate, tau2[i], 0, 2e-6);
        copse_selmodel_free(&fit);
    }
    reference_data_free(&data);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("selection models against references");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, derivatives);
    tcase_add_test(cases, maxima);
    tcase_add_test(cases, metafor);
    tcase_add_test(cases, weights_given);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
