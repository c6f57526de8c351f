/* The log-likelihood of selection models with its gradient and Hessian against 40-digit differences: every row of
 * selection_derivatives.csv. */
#include "bias/selection_parts.h"

#include "ck_close.h"
#include "reference_data.h"
#include "selection_cases.h"

enum { MOST_POINT = 16 };

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
    double at[MOST_POINT], coordinate[MOST_POINT], beta;
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

static double value_of(const copse_i_selmodel_problem *s, const char *what)
{
    char *end;
    if (*what == '\0') return s->log_lik;
    const size_t i = strtoul(what, &end, 10);
    if (*end == '\0') return s->natural_gradient[i] * unit_of(s, i);
    const size_t j = strtoul(end, NULL, 10);
    return s->natural[i * copse_i_selmodel_n(s) + j] * unit_of(s, i) * unit_of(s, j);
}

START_TEST(every_row)
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
        const double got = value_of(&s, what), want = reference_number(&csv, i, "value");
        /* a derivative that is nearly 0 is a difference of larger ones */
        if (close_enough(got, want, reference_rtol(&csv, i), *what == '\0' ? 0 : 1e-10)) continue;
        wrong++;
        (void)fprintf(stderr, "%s %s '%s' at %s: %.17g, want %.17g\n", reference_text(&csv, i, "type"),
                      reference_text(&csv, i, "dataset"), what, reference_text(&csv, i, "at"), got, want);
    }
    ck_assert_uint_gt(csv.rows, 200);
    ck_assert_msg(wrong == 0, "%zu of %zu rows disagree", wrong, csv.rows);
    copse_i_selmodel_free(&s);
    selection_case_free(&c);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("derivatives of selection likelihoods");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, every_row);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
