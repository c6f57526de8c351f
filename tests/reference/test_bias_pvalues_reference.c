/* Fail-safe N, excess significance, p-curve, p-uniform, p-uniform* and Copas' model against metafor, R and 30-digit arithmetic. */
#include <copse/bias.h>

#include "ck_close.h"
#include "reference_data.h"

/* What the options of a row say: "alpha=0.05;method=ML". */
typedef struct row_opts {
    char text[512];
} row_opts;

static const char *option(row_opts *opts, const char *row, const char *key)
{
    const size_t length = strlen(key);
    (void)snprintf(opts->text, sizeof opts->text, "%s", row);
    for (char *at = strtok(opts->text, ";"); at != NULL; at = strtok(NULL, ";"))
        if (strncmp(at, key, length) == 0 && at[length] == '=') return at + length + 1;
    return NULL;
}

static double number(const char *row, const char *key, double fallback)
{
    row_opts opts;
    const char *text = option(&opts, row, key);
    return text != NULL ? strtod(text, NULL) : fallback;
}

static copse_sides sides(const char *row, const char *key, copse_sides fallback)
{
    row_opts opts;
    const char *text = option(&opts, row, key);
    for (int s = 0; text != NULL && s < COPSE_SIDES_COUNT; s++)
        if (strcmp(text, copse_sides_code((copse_sides)s)) == 0) return (copse_sides)s;
    return fallback;
}

static double of_failsafe(const reference_data *d, const char *row, const char *name)
{
    copse_failsafe_opts opts = copse_failsafe_opts_default();
    row_opts scratch;
    copse_failsafe out;
    copse_error err = {0};
    const char *text = option(&scratch, row, "method");
    if (text != NULL) ck_assert_int_eq(copse_method_find(text, &opts.fit.method), COPSE_OK);
    text = option(&scratch, row, "test");
    if (text != NULL) ck_assert_int_eq(copse_test_find(text, &opts.fit.test), COPSE_OK);
    opts.alpha = number(row, "alpha", 0.05);
    opts.target = number(row, "target", NAN);
    opts.missing_mean = number(row, "missing", 0);
    opts.exact = number(row, "exact", 0) > 0;
    ck_assert_msg(copse_bias_failsafe(d->y, d->v, d->k, &opts, &out, &err) == COPSE_OK, "%s", err.text);
    const char *dot = strrchr(name, '.');
    for (int kind = 0; kind < COPSE_FAILSAFE_COUNT; kind++) {
        const char *code = copse_failsafe_code((copse_failsafe_kind)kind);
        const copse_failsafe_number *n = &out.number[kind];
        if (strlen(code) != (size_t)(dot - name) || strncmp(code, name, strlen(code)) != 0) continue;
        const struct {
            const char *name;
            double x;
        } value[] = {{"n", n->n},
                     {"p", n->p},
                     {"estimate", n->estimate},
                     {"target", n->target},
                     {"p_at", n->p_at},
                     {"estimate_at", n->estimate_at},
                     {"tau2_at", n->tau2_at}};
        for (size_t i = 0; i < sizeof value / sizeof *value; i++)
            if (strcmp(dot + 1, value[i].name) == 0) return value[i].x;
    }
    ck_abort_msg("no statistic %s", name);
    return NAN;
}

static double of_tes(const reference_data *d, const char *row, const char *name)
{
    copse_tes_opts opts = copse_tes_opts_default();
    row_opts scratch;
    copse_tes out;
    copse_error err = {0};
    opts.alpha = number(row, "alpha", 0.05);
    opts.alternative = sides(row, "alternative", COPSE_SIDES_TWO);
    opts.excess = sides(row, "excess", COPSE_SIDES_GREATER);
    opts.theta = number(row, "theta", NAN);
    opts.tau2 = number(row, "tau2", 0);
    if (option(&scratch, row, "limit") != NULL) opts.test = COPSE_TES_CHI2;
    ck_assert_msg(copse_bias_tes(d->y, d->v, d->k, &opts, &out, NULL, &err) == COPSE_OK, "%s", err.text);
    const struct {
        const char *name;
        double x;
    } value[] = {
        {"expected", out.expected},        {"observed", (double)out.observed},     {"chi2", out.chi2},
        {"p.chi2", out.p[COPSE_TES_CHI2]}, {"p.binom", out.p[COPSE_TES_BINOMIAL]}, {"p.exact", out.p[COPSE_TES_EXACT]},
        {"limit_lower", out.limit_lower}};
    for (size_t i = 0; i < sizeof value / sizeof *value; i++)
        if (strcmp(name, value[i].name) == 0) return value[i].x;
    ck_abort_msg("no statistic %s", name);
    return NAN;
}

/* The studies' own tests: "own" in a column, "smd" from estimates and group sizes. */
typedef struct own_tests {
    copse_study_test test[64];
    double unit[64], critical[64];
} own_tests;

static bool read_own_tests(const reference_data *d, const char *row, double alpha, own_tests *own)
{
    row_opts scratch;
    copse_error err = {0};
    const char *kind = option(&scratch, row, "tests");
    ck_assert(kind == NULL || d->k <= 64);
    for (size_t i = 0; kind != NULL && i < d->k; i++) {
        if (strcmp(kind, "own") == 0) {
            ck_assert_msg(copse_study_test_read(reference_text(&d->csv, i, "test"), &own->test[i], &err) == COPSE_OK,
                          "%s", err.text);
            continue;
        }
        const copse_t_numbers n = {.kind = COPSE_T_SMD,
                                   .y = d->y[i],
                                   .v = d->v[i],
                                   .n1 = reference_number(&d->csv, i, "n1i"),
                                   .n2 = reference_number(&d->csv, i, "n2i"),
                                   .se = NAN};
        ck_assert_int_eq(copse_study_t_test(&n, alpha, &own->test[i], &own->unit[i], &own->critical[i], &err),
                         COPSE_OK);
    }
    return kind != NULL;
}

/* One curve of a data set serves all of its rows. */
static copse_pcurve curve_of(const reference_data *d, const char *dataset, const char *row)
{
    static copse_pcurve kept;
    static char whose[256];
    char key[256];
    copse_pcurve_opts opts = copse_pcurve_opts_default();
    copse_error err = {0};
    own_tests own = {0};
    (void)snprintf(key, sizeof key, "%s %s", dataset, row);
    if (strcmp(whose, key) == 0) return kept;
    opts.alpha = number(row, "alpha", 0.05);
    opts.level = number(row, "level", 95);
    if (read_own_tests(d, row, opts.alpha, &own)) {
        opts.tests = own.test;
        opts.unit = own.unit;
    }
    ck_assert_msg(copse_bias_pcurve(d->y, d->v, d->k, &opts, &kept, &err) == COPSE_OK, "%s", err.text);
    (void)snprintf(whose, sizeof whose, "%s", key);
    return kept;
}

static double of_pcurve(const reference_data *d, const char *dataset, const char *row, const char *name)
{
    const copse_pcurve c = curve_of(d, dataset, row);
    const struct {
        const char *name;
        double x;
    } value[] = {{"significant", (double)c.significant},
                 {"half", (double)c.half},
                 {"skew.z", c.skew.z},
                 {"skew.p", c.skew.p},
                 {"skew.half_z", c.skew.half_z},
                 {"skew.half_p", c.skew.half_p},
                 {"skew.binomial_p", c.skew.binomial_p},
                 {"flat.z", c.flat.z},
                 {"flat.p", c.flat.p},
                 {"flat.half_z", c.flat.half_z},
                 {"flat.half_p", c.flat.half_p},
                 {"flat.binomial_p", c.flat.binomial_p},
                 {"app_half_z", c.app_half_z},
                 {"app_half_p", c.app_half_p},
                 {"power", c.power},
                 {"power_ci.lower", c.power_ci.lower},
                 {"power_ci.upper", c.power_ci.upper},
                 {"effect", c.effect},
                 {"distance", c.distance}};
    for (size_t i = 0; i < sizeof value / sizeof *value; i++)
        if (strcmp(name, value[i].name) == 0) return value[i].x;
    const int bin = atoi(strrchr(name, '.') + 1);
    ck_assert(bin >= 0 && bin < COPSE_PCURVE_BINS);
    return name[0] == 'e' ? c.expected[bin] : c.observed[bin];
}

static copse_puniform_opts puniform_opts(const char *row)
{
    copse_puniform_opts opts = copse_puniform_opts_default();
    row_opts scratch;
    const char *method = option(&scratch, row, "method");
    for (int m = 0; method != NULL && m < COPSE_PUNIFORM_METHOD_COUNT; m++)
        if (strcmp(method, copse_puniform_method_code((copse_puniform_method)m)) == 0)
            opts.method = (copse_puniform_method)m;
    opts.alpha = number(row, "alpha", 0.05);
    opts.level = number(row, "level", 95);
    opts.side = number(row, "side", 0) < 0 ? -1 : 1;
    return opts;
}

static double of_puniform(const reference_data *d, const char *row, const char *name)
{
    copse_puniform_opts opts = puniform_opts(row);
    own_tests own;
    if (read_own_tests(d, row, opts.alpha, &own)) opts.critical = own.critical;
    copse_puniform u;
    copse_error err = {0};
    ck_assert_msg(copse_bias_puniform(d->y, d->v, d->k, &opts, &u, &err) == COPSE_OK, "%s", err.text);
    const struct {
        const char *name;
        double x;
    } value[] = {{"significant", (double)u.significant},
                 {"estimate", u.estimate},
                 {"ci.lower", u.ci.lower},
                 {"ci.upper", u.ci.upper},
                 {"statistic", u.statistic},
                 {"p", u.p},
                 {"bias_statistic", u.bias_statistic},
                 {"bias_p", u.bias_p},
                 {"distance", u.distance}};
    for (size_t i = 0; i < sizeof value / sizeof *value; i++)
        if (strcmp(name, value[i].name) == 0) return value[i].x;
    ck_abort_msg("no statistic %s", name);
    return NAN;
}

static double of_star(const reference_data *d, const char *row, const char *name)
{
    const copse_puniform_opts opts = puniform_opts(row);
    copse_puniform_star u;
    copse_error err = {0};
    ck_assert_msg(copse_bias_puniform_star(d->y, d->v, d->k, &opts, &u, &err) == COPSE_OK, "%s", err.text);
    ck_assert(u.identified);
    const struct {
        const char *name;
        double x;
    } value[] = {{"estimate", u.estimate},
                 {"tau2", u.tau2},
                 {"ci.lower", u.ci.lower},
                 {"ci.upper", u.ci.upper},
                 {"tau2_ci.lower", u.tau2_ci.lower},
                 {"tau2_ci.upper", u.tau2_ci.upper},
                 {"log_lik", u.log_lik},
                 {"statistic", u.statistic},
                 {"p", u.p},
                 {"tau2_statistic", u.tau2_statistic},
                 {"tau2_p", u.tau2_p},
                 {"bias_statistic", u.bias_statistic},
                 {"bias_p", u.bias_p}};
    for (size_t i = 0; i < sizeof value / sizeof *value; i++)
        if (strcmp(name, value[i].name) == 0) return value[i].x;
    ck_abort_msg("no statistic %s", name);
    return NAN;
}

/* "contour.3.18", "point.2.estimate" */
static double in_copas(const copse_copas *c, const char *name)
{
    size_t i = 0, j = 0;
    char field[32] = "";
    if (sscanf(name, "contour.%zu.%zu", &i, &j) == 2) return c->contour[i * c->grid + j];
    if (sscanf(name, "point.%zu.%31s", &i, field) == 2) {
        ck_assert_uint_lt(i, c->points);
        const copse_copas_point *p = &c->point[i];
        const struct {
            const char *name;
            double x;
        } value[] = {{"gamma0", p->gamma0},
                     {"gamma1", p->gamma1},
                     {"published", p->published},
                     {"estimate", p->estimate},
                     {"se", p->se},
                     {"tau2", p->tau2},
                     {"rho", p->rho},
                     {"log_lik", p->log_lik},
                     {"unpublished", p->unpublished},
                     {"residual_statistic", p->residual_statistic},
                     {"residual_p", p->residual_p}};
        for (size_t n = 0; n < sizeof value / sizeof *value; n++)
            if (strcmp(field, value[n].name) == 0) return value[n].x;
    }
    if (strcmp(name, "side") == 0) return c->side;
    if (strcmp(name, "slope") == 0) return c->slope;
    if (strcmp(name, "points") == 0) return (double)c->points;
    if (strcmp(name, "chosen") == 0) return (double)c->chosen;
    ck_abort_msg("no statistic %s", name);
    return NAN;
}

/* One fit of a data set serves all of its rows. */
static double of_copas(const reference_data *d, const char *dataset, const char *row, const char *name)
{
    static copse_copas kept;
    static char whose[256];
    char key[256];
    (void)snprintf(key, sizeof key, "%s %s", dataset, row);
    if (strcmp(whose, key) != 0) {
        copse_copas_opts opts = copse_copas_opts_default();
        copse_error err = {0};
        opts.side = (int)number(row, "side", 0);
        copse_copas_free(&kept);
        ck_assert_msg(copse_bias_copas(d->y, d->v, d->k, &opts, &kept, &err) == COPSE_OK, "%s", err.text);
        (void)snprintf(whose, sizeof whose, "%s", key);
    }
    return in_copas(&kept, name);
}

static double statistic(const reference_data *d, const char *dataset, const char *check, const char *row,
                        const char *name)
{
    if (strcmp(check, "failsafe") == 0) return of_failsafe(d, row, name);
    if (strcmp(check, "tes") == 0) return of_tes(d, row, name);
    if (strcmp(check, "pcurve") == 0) return of_pcurve(d, dataset, row, name);
    if (strcmp(check, "puniform") == 0) return of_puniform(d, row, name);
    if (strcmp(check, "puniform-star") == 0) return of_star(d, row, name);
    ck_assert_str_eq(check, "copas");
    return of_copas(d, dataset, row, name);
}

static void compare(const char *file, size_t least)
{
    reference_csv csv = reference_read(file);
    reference_data data = {0};
    char held[128] = "";
    ck_assert_uint_ge(csv.rows, least);
    for (size_t i = 0; i < csv.rows; i++) {
        const char *dataset = reference_text(&csv, i, "dataset"), *name = reference_text(&csv, i, "name");
        const char *check = reference_text(&csv, i, "check"), *options = reference_text(&csv, i, "options");
        if (strcmp(held, dataset) != 0) {
            if (held[0] != '\0') reference_data_free(&data);
            data = reference_data_read(dataset);
            (void)snprintf(held, sizeof held, "%s", dataset);
        }
        const double got = statistic(&data, dataset, check, options, name), want = reference_number(&csv, i, "value");
        const double rtol = reference_rtol(&csv, i);
        ck_assert_msg(close_enough(got, want, rtol, 1e-3 * rtol),
                      "%s row %zu: %s %s %s %s = %.17g, want %.17g (rtol %g)", file, i + 1, dataset, check, options,
                      name, got, want, rtol);
    }
    reference_data_free(&data);
    reference_free(&csv);
}

START_TEST(agrees_with_metafor)
{
    compare("bias_pvalues_metafor.csv", 600);
}
END_TEST

START_TEST(agrees_with_exact_arithmetic)
{
    compare("bias_pvalues.csv", 500);
}
END_TEST

START_TEST(own_tests_agree_with_exact_arithmetic)
{
    compare("bias_tests.csv", 200);
}
END_TEST

START_TEST(copas_agrees_with_searches_in_r)
{
    compare("bias_copas.csv", 300);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bias_pvalues_reference");
    TCase *tests = tcase_create("rows");
    tcase_add_test(tests, agrees_with_metafor);
    tcase_add_test(tests, agrees_with_exact_arithmetic);
    tcase_add_test(tests, own_tests_agree_with_exact_arithmetic);
    tcase_add_test(tests, copas_agrees_with_searches_in_r);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
