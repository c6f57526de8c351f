/* The studies' own tests: read from text, made from estimates. */
#include <copse/bias.h>

#include <copse/math.h>
#include <ctype.h>
#include <math.h>
#include <string.h>
#include <strings.h>

static const double MOST_DF = 1e9, LEAST_DF1 = 0.01;
enum { MOST_TEXT = 60 };

const char *copse_study_test_code(copse_study_test_kind kind)
{
    static const char *const CODE[COPSE_STUDY_TEST_COUNT] = {
#define COPSE_STUDY_TEST_CODE(id, code) code,
        COPSE_STUDY_TEST_LIST(COPSE_STUDY_TEST_CODE)
#undef COPSE_STUDY_TEST_CODE
    };
    return (unsigned)kind < COPSE_STUDY_TEST_COUNT ? CODE[kind] : "";
}

/* The next number of the text, which ends before one of `stops`; NaN: none. */
static double number_until(const char **text, const char *stops)
{
    const size_t n = strcspn(*text, stops);
    double x = NAN;
    if (!copse_parse_number(*text, n, '.', &x)) x = NAN;
    *text += n;
    return x;
}

static copse_status no_test(const char *text, copse_error *err)
{
    return copse_fail(err, COPSE_EPARSE,
                      "'%s' is no test: write t(88)=2.1, F(1,100)=9.1, chi2(1)=5, z=2.5 or r(147)=.25", text);
}

static bool find_kind(const char *name, size_t n, copse_study_test_kind *kind)
{
    static const struct {
        const char *name;
        copse_study_test_kind kind;
    } NAME[] = {{"z", COPSE_STUDY_TEST_Z},
                {"t", COPSE_STUDY_TEST_T},
                {"f", COPSE_STUDY_TEST_F},
                {"r", COPSE_STUDY_TEST_R},
                {"chi2", COPSE_STUDY_TEST_CHI2},
                {"chisq", COPSE_STUDY_TEST_CHI2},
                {"x2", COPSE_STUDY_TEST_CHI2},
                {"\xcf\x87\xc2\xb2", COPSE_STUDY_TEST_CHI2},
                {"\xcf\x87"
                 "2",
                 COPSE_STUDY_TEST_CHI2}};
    for (size_t i = 0; i < sizeof NAME / sizeof *NAME; i++) {
        if (strlen(NAME[i].name) != n || strncasecmp(name, NAME[i].name, n) != 0) continue;
        *kind = NAME[i].kind;
        return true;
    }
    return false;
}

/* "(df)", "(df1,df2)" or nothing. */
static bool read_df(const char **text, copse_study_test *test)
{
    if (**text != '(') return test->kind == COPSE_STUDY_TEST_Z;
    ++*text;
    const double first = number_until(text, ",)");
    if (test->kind == COPSE_STUDY_TEST_F && **text == ',') {
        ++*text;
        test->df1 = first;
        test->df2 = number_until(text, ")");
    } else if (test->kind == COPSE_STUDY_TEST_CHI2) {
        test->df1 = first;
        if (**text == ',') *text += strcspn(*text, ")"); /* the sample size */
    } else {
        test->df2 = first;
    }
    if (test->kind == COPSE_STUDY_TEST_Z || **text != ')') return false;
    ++*text;
    return true;
}

copse_status copse_study_test_read(const char *text, copse_study_test *test, copse_error *err)
{
    char plain[MOST_TEXT + 1] = "";
    size_t n = 0;
    *test = (copse_study_test){.value = NAN, .df1 = NAN, .df2 = NAN};
    for (const char *c = text; *c != '\0'; c++) {
        if (isspace((unsigned char)*c)) continue;
        if (n == MOST_TEXT) return no_test(text, err);
        plain[n++] = *c;
    }
    plain[n] = '\0';
    const char *at = plain;
    const size_t name = strcspn(plain, "(=");
    if (!find_kind(plain, name, &test->kind)) return no_test(text, err);
    at += name;
    if (!read_df(&at, test) || *at != '=') return no_test(text, err);
    at++;
    test->value = number_until(&at, "");
    if (isnan(test->value)) return no_test(text, err);
    const copse_status status = copse_study_test_check(test, err);
    if (status != COPSE_OK) (void)copse_error_prefix(err, "%s: ", text);
    return status;
}

copse_status copse_study_test_check(const copse_study_test *test, copse_error *err)
{
    const copse_study_test_kind kind = test->kind;
    const bool first = kind == COPSE_STUDY_TEST_F || kind == COPSE_STUDY_TEST_CHI2;
    const bool second = kind == COPSE_STUDY_TEST_F || kind == COPSE_STUDY_TEST_T || kind == COPSE_STUDY_TEST_R;
    if ((unsigned)kind >= COPSE_STUDY_TEST_COUNT) return copse_fail(err, COPSE_EDOM, "no such test");
    if (!isfinite(test->value) || (first && !(test->value >= 0)))
        return copse_fail(err, COPSE_EDOM, "the statistic of a test is a number, and F and chi2 are not negative");
    if ((first && !(test->df1 >= LEAST_DF1 && test->df1 <= MOST_DF)) ||
        (second && !(test->df2 >= 1 && test->df2 <= MOST_DF)))
        return copse_fail(err, COPSE_EDOM, "degrees of freedom lie between 1 and 1e9");
    if (kind == COPSE_STUDY_TEST_R && !(fabs(test->value) < 1))
        return copse_fail(err, COPSE_EDOM, "a correlation lies between -1 and 1");
    return COPSE_OK;
}

double copse_study_test_p(const copse_study_test *test)
{
    switch (test->kind) {
    case COPSE_STUDY_TEST_Z:
        return 2 * copse_normal_upper(fabs(test->value));
    case COPSE_STUDY_TEST_T:
        return copse_t_two_sided(test->value, test->df2);
    case COPSE_STUDY_TEST_F:
        return copse_f_upper(test->value, test->df1, test->df2);
    case COPSE_STUDY_TEST_CHI2:
        return copse_chisq_upper(test->value, test->df1);
    case COPSE_STUDY_TEST_R:
        return copse_t_two_sided(test->value * sqrt(test->df2 / ((1 - test->value) * (1 + test->value))), test->df2);
    case COPSE_STUDY_TEST_COUNT:
        break;
    }
    return NAN;
}

static copse_status no_sizes(copse_error *err)
{
    return copse_fail(err, COPSE_EDOM, "without group sizes that leave degrees of freedom there is no t-test");
}

static copse_status test_correlation(const copse_t_numbers *n, double alpha, copse_study_test *test, double *critical,
                                     copse_error *err)
{
    const double df = n->n1 - 2, reach = copse_t_quantile_upper(alpha / 2, df), r = reach / sqrt(df + reach * reach);
    if (!(df >= 1 && df <= MOST_DF)) return no_sizes(err);
    const bool fisher = n->kind == COPSE_T_FISHER;
    *test = (copse_study_test){COPSE_STUDY_TEST_R, fisher ? tanh(n->y) : n->y, NAN, df};
    *critical = (fisher ? atanh(r) : r) / sqrt(n->v);
    return copse_study_test_check(test, err);
}

copse_status copse_study_t_test(const copse_t_numbers *n, double alpha, copse_study_test *test, double *unit,
                                double *critical, copse_error *err)
{
    const bool two = n->kind == COPSE_T_SMD || n->kind == COPSE_T_MEANS;
    const double df = two ? n->n1 + n->n2 - 2 : n->n1 - 1;
    *unit = *critical = NAN;
    if (!(n->n1 >= 1) || (two && !(n->n2 >= 1))) return no_sizes(err);
    if (n->kind == COPSE_T_CORRELATION || n->kind == COPSE_T_FISHER)
        return test_correlation(n, alpha, test, critical, err);
    if (!(df >= 1 && df <= MOST_DF)) return no_sizes(err);
    const double reach = copse_t_quantile_upper(alpha / 2, df);
    double scale = isnan(n->se) ? sqrt(n->v) : n->se; /* y over it is t */
    *unit = scale;
    if (n->kind == COPSE_T_SMD || n->kind == COPSE_T_SMN) {
        *unit = n->kind == COPSE_T_SMD ? sqrt(1 / n->n1 + 1 / n->n2) : 1 / sqrt(n->n1);
        scale = *unit * (n->uncorrected ? 1 : copse_hedges_j(df));
    }
    *test = (copse_study_test){COPSE_STUDY_TEST_T, n->y / scale, NAN, df};
    *critical = reach * scale / sqrt(n->v);
    return copse_study_test_check(test, err);
}
