/* Averages over all subsets of terms: metafor's fits, invariants, what is refused, and short memory. */
#include <copse/regression.h>

#include "ck_close.h"
#include "fail_alloc.h"
#include "regression_designs.h"

enum { MOST = 8, TERMS = 7 };
static const size_t ALWAYS = COPSE_AVERAGE_ALWAYS;

/* The cases of make_average.R. A name with * is a product of two columns. */
static const struct design {
    const char *name, *dataset, *column[MOST][2];
    size_t term[MOST], terms, margin[4][2], margins; /* pairs: a term and one that it needs */
} DESIGNS[] = {
    {"bcg",
     "bcg",
     {{"intrcpt"}, {"ablat"}, {"year"}, {"alloc_random"}, {"alloc_systematic"}},
     {SIZE_MAX, 0, 1, 2, 2},
     3,
     {{0}},
     0},
    {"bcg_ee",
     "bcg",
     {{"intrcpt"}, {"ablat"}, {"year"}, {"alloc_random"}, {"alloc_systematic"}},
     {SIZE_MAX, 0, 1, 2, 2},
     3,
     {{0}},
     0},
    {"bcg_interaction",
     "bcg",
     {{"intrcpt"},
      {"ablat"},
      {"alloc_random"},
      {"alloc_systematic"},
      {"ablat", "alloc_random"},
      {"ablat", "alloc_systematic"}},
     {SIZE_MAX, 0, 1, 1, 2, 2},
     3,
     {{2, 0}, {2, 1}},
     2},
    {"bd",
     "bangertdrowns2004",
     {{"intrcpt"}, {"length"}, {"wic"}, {"feedback"}, {"info"}, {"pers"}, {"imag"}, {"meta"}},
     {SIZE_MAX, 0, 1, 2, 3, 4, 5, 6},
     7,
     {{0}},
     0},
    {"bd_interaction",
     "bangertdrowns2004",
     {{"intrcpt"}, {"length"}, {"wic"}, {"meta"}, {"length", "wic"}, {"wic", "meta"}},
     {SIZE_MAX, 0, 1, 2, 3, 4},
     5,
     {{3, 0}, {3, 1}, {4, 1}, {4, 2}},
     4},
};

typedef struct average_case {
    const struct design *design;
    reference_data data;
    size_t p;
    double *X;
    bool margin[TERMS * TERMS];
    copse_average_terms terms;
} average_case;

static void case_read(const char *name, average_case *c)
{
    *c = (average_case){0};
    for (size_t i = 0; i < sizeof DESIGNS / sizeof *DESIGNS; i++)
        if (strcmp(DESIGNS[i].name, name) == 0) c->design = &DESIGNS[i];
    ck_assert_msg(c->design != NULL, "no design %s", name);
    const struct design *d = c->design;
    while (c->p < MOST && d->column[c->p][0] != NULL) c->p++;
    c->data = reference_data_read(d->dataset);
    c->X = calloc(c->data.k * c->p, sizeof *c->X);
    ck_assert_ptr_nonnull(c->X);
    for (size_t i = 0; i < c->data.k; i++)
        for (size_t j = 0; j < c->p; j++) {
            const double x = regression_cell(&c->data, i, d->column[j][0]);
            c->X[i * c->p + j] = d->column[j][1] != NULL ? x * regression_cell(&c->data, i, d->column[j][1]) : x;
        }
    for (size_t m = 0; m < d->margins; m++) c->margin[d->margin[m][0] * d->terms + d->margin[m][1]] = true;
    c->terms = (copse_average_terms){d->terms, d->term, c->margin};
}

static void case_free(average_case *c)
{
    reference_data_free(&c->data);
    free(c->X);
}

static copse_average average_of(const average_case *c, const copse_average_opts *opts)
{
    copse_average out;
    copse_error err = {0};
    ck_assert_msg(copse_model_average(c->data.y, c->data.v, c->X, c->data.k, c->p, &c->terms, opts, &out, &err) ==
                      COPSE_OK,
                  "%s: %s", c->design->name, err.text);
    return out;
}

static double coefficient_value(const copse_coefficient *plain, const copse_coefficient *revised, const char *statistic)
{
    if (strcmp(statistic, "estimate") == 0) return plain->estimate;
    if (strcmp(statistic, "buckland") == 0) return plain->se;
    if (strcmp(statistic, "revised") == 0) return revised->se;
    if (strcmp(statistic, "ci_lower") == 0) return plain->ci.lower;
    if (strcmp(statistic, "df") == 0) return plain->df;
    ck_assert_str_eq(statistic, "p");
    return plain->p;
}

static double model_value(const copse_average *a, uint64_t subset, const char *statistic)
{
    for (size_t i = 0; i < a->models; i++)
        if (a->model[i].terms == subset) {
            if (strcmp(statistic, "weight") == 0) return a->model[i].weight;
            if (strcmp(statistic, "AICc") == 0) return a->model[i].AICc;
            return strcmp(statistic, "AIC") == 0 ? a->model[i].AIC : a->model[i].BIC;
        }
    ck_abort_msg("no model of the terms %#llx", (unsigned long long)subset);
    return 0;
}

START_TEST(against_metafor)
{
    reference_csv csv = reference_read("average.csv");
    average_case c = {0};
    copse_average plain = {0}, revised = {0};
    char now[64] = "";
    for (size_t i = 0; i < csv.rows; i++) {
        const char *name = reference_text(&csv, i, "case"), *criterion = reference_text(&csv, i, "criterion");
        const char *part = reference_text(&csv, i, "part"), *statistic = reference_text(&csv, i, "statistic");
        const size_t index = (size_t)reference_number(&csv, i, "index");
        char key[64];
        (void)snprintf(key, sizeof key, "%s %s", name, criterion);
        if (strcmp(key, now) != 0) {
            memcpy(now, key, sizeof now);
            if (c.design != NULL) case_free(&c);
            copse_average_free(&plain);
            copse_average_free(&revised);
            case_read(name, &c);
            copse_average_opts opts = copse_average_opts_default();
            ck_assert_int_eq(copse_method_find(reference_text(&csv, i, "method"), &opts.fit.method), COPSE_OK);
            ck_assert_int_eq(copse_test_find(reference_text(&csv, i, "test"), &opts.fit.test), COPSE_OK);
            ck_assert_int_eq(copse_criterion_find(criterion, &opts.criterion), COPSE_OK);
            plain = average_of(&c, &opts);
            opts.se = COPSE_AVERAGE_SE_REVISED;
            revised = average_of(&c, &opts);
        }
        const double got = strcmp(part, "model") == 0  ? model_value(&plain, index, statistic)
                           : strcmp(part, "term") == 0 ? plain.importance[index]
                           : strcmp(part, "full") == 0
                               ? coefficient_value(&plain.full[index], &revised.full[index], statistic)
                               : coefficient_value(&plain.conditional[index], &revised.conditional[index], statistic);
        const double want = reference_number(&csv, i, "value");
        ck_assert_msg(fabs(got - want) <= 1e-8 * fabs(want), "row %zu, %s %s %zu %s: %.17g, metafor %.17g", i + 1, key,
                      part, index, statistic, got, want);
    }
    case_free(&c);
    copse_average_free(&plain);
    copse_average_free(&revised);
    reference_free(&csv);
}
END_TEST

START_TEST(models_and_weights)
{
    average_case c;
    case_read("bd_interaction", &c);
    copse_average a = average_of(&c, NULL);
    /* the sets of length, wic and meta, and with length:wic one more of {length, wic}, with wic:meta one of {wic, meta}, with
     * either or both three of all */
    ck_assert_uint_eq(a.models, 8 + 1 + 1 + 3);
    double sum = 0;
    for (size_t i = 0; i < a.models; i++) {
        sum += a.model[i].weight;
        ck_assert(a.model[i].delta >= 0 && (i == 0 || a.model[i].delta >= a.model[i - 1].delta));
        if ((a.model[i].terms & 8) != 0) ck_assert_uint_eq(a.model[i].terms & 3, 3);
        if ((a.model[i].terms & 16) != 0) ck_assert_uint_eq(a.model[i].terms & 6, 6);
    }
    CK_CLOSE(sum, 1, 1e-14);
    CK_CLOSE(a.model[0].delta, 0, 0);
    ck_assert_uint_eq(a.within[3], 3);
    CK_CLOSE(a.full[0].estimate, a.conditional[0].estimate, 0); /* the intercept is in all */
    /* full = conditional times the importance */
    for (size_t j = 1; j < c.p; j++)
        CK_CLOSE(a.full[j].estimate, a.conditional[j].estimate * a.importance[c.design->term[j]], 1e-13);
    copse_average_free(&a);
    case_free(&c);
}
END_TEST

/* Each number of threads, to the last bit. */
START_TEST(same_by_any_number_of_threads)
{
    average_case c;
    case_read("bd", &c);
    copse_average_opts opts = copse_average_opts_default();
    opts.threads = 1;
    copse_average one = average_of(&c, &opts);
    opts.threads = 5;
    copse_average five = average_of(&c, &opts);
    ck_assert_uint_eq(one.models, 128);
    ck_assert_mem_eq(one.model, five.model, one.models * sizeof *one.model);
    ck_assert_mem_eq(one.importance, five.importance, one.terms * sizeof *one.importance);
    for (size_t j = 0; j < one.p; j++) {
        CK_CLOSE(one.full[j].estimate, five.full[j].estimate, 0);
        CK_CLOSE(one.full[j].se, five.full[j].se, 0);
        CK_CLOSE(one.conditional[j].se, five.conditional[j].se, 0);
    }
    copse_average_free(&one);
    copse_average_free(&five);
    case_free(&c);
}
END_TEST

/* y in other units, studies in another order, a moderator in other units. */
START_TEST(invariants)
{
    average_case c;
    case_read("bcg", &c);
    copse_average before = average_of(&c, NULL);
    const size_t k = c.data.k;
    double y[16], v[16], X[16 * MOST];
    ck_assert_uint_le(k, 16);
    for (size_t i = 0; i < k; i++) {
        const size_t from = k - 1 - i;
        y[i] = 1000 * c.data.y[from];
        v[i] = 1e6 * c.data.v[from];
        for (size_t j = 0; j < c.p; j++) X[i * c.p + j] = c.X[from * c.p + j] * (j == 1 ? 1.0 / 1024 : 1);
    }
    copse_average after;
    ck_assert_int_eq(copse_model_average(y, v, X, k, c.p, &c.terms, NULL, &after, NULL), COPSE_OK);
    for (size_t i = 0; i < before.models; i++) {
        ck_assert_uint_eq(after.model[i].terms, before.model[i].terms);
        CK_CLOSE(after.model[i].weight, before.model[i].weight, 1e-10);
    }
    for (size_t j = 0; j < c.p; j++) {
        CK_CLOSE(after.full[j].estimate, before.full[j].estimate * (j == 1 ? 1024e3 : 1e3), 1e-8);
        CK_CLOSE(after.conditional[j].se, before.conditional[j].se * (j == 1 ? 1024e3 : 1e3), 1e-8);
        CK_CLOSE(after.full[j].p, before.full[j].p, 1e-8);
    }
    copse_average_free(&after);
    copse_average_free(&before);
    case_free(&c);
}
END_TEST

/* Weights that underflow: a moderator without which nothing fits, and one that says nothing. */
START_TEST(far_behind)
{
    enum { K = 8 };
    double y[K], v[K], X[K * 3];
    for (size_t i = 0; i < K; i++) {
        X[3 * i] = 1;
        X[3 * i + 1] = (double)i;
        X[3 * i + 2] = i % 2 == 0 ? 1 : -1;
        y[i] = 1e3 * (double)i + (i % 3 == 0 ? 0.1 : -0.05);
        v[i] = 1e-4;
    }
    const size_t term[] = {ALWAYS, 0, 1};
    const copse_average_terms terms = {2, term, NULL};
    copse_average_opts opts = copse_average_opts_default();
    opts.fit.method = COPSE_METHOD_EE;
    copse_average a;
    ck_assert_int_eq(copse_model_average(y, v, X, K, 3, &terms, &opts, &a, NULL), COPSE_OK);
    CK_CLOSE(a.importance[0], 1, 0);
    CK_CLOSE(a.model[3].weight, 0, 0);
    for (size_t j = 0; j < 3; j++) {
        ck_assert(isfinite(a.full[j].estimate) && a.full[j].se > 0);
        ck_assert(isfinite(a.conditional[j].estimate) && a.conditional[j].se > 0);
    }
    copse_average_free(&a);
    /* without an intercept the model of nothing is left out */
    const size_t both[] = {0, 0, 1};
    const copse_average_terms no_intercept = {2, both, NULL};
    ck_assert_int_eq(copse_model_average(y, v, X, K, 3, &no_intercept, &opts, &a, NULL), COPSE_OK);
    ck_assert_uint_eq(a.models, 3);
    copse_average_free(&a);
}
END_TEST

static void refuse(const average_case *c, const copse_average_terms *terms, const copse_average_opts *opts, size_t k,
                   copse_status status, const char *words)
{
    copse_average out;
    copse_error err = {0};
    ck_assert_int_eq(copse_model_average(c->data.y, c->data.v, c->X, k, c->p, terms, opts, &out, &err), status);
    ck_assert_msg(strstr(err.text, words) != NULL, "'%s' says nothing of '%s'", err.text, words);
    copse_average_free(&out);
}

START_TEST(refused)
{
    average_case c;
    case_read("bcg_interaction", &c);
    copse_average_opts opts = copse_average_opts_default();
    opts.fit.method = COPSE_METHOD_REML;
    refuse(&c, &c.terms, &opts, c.data.k, COPSE_EINVAL, "restricted likelihoods");
    opts.fit.method = COPSE_METHOD_DL;
    refuse(&c, &c.terms, &opts, c.data.k, COPSE_EINVAL, "likelihood");
    opts = copse_average_opts_default();
    opts.fit.test = COPSE_TEST_PL;
    refuse(&c, &c.terms, &opts, c.data.k, COPSE_EINVAL, "pl is not of an estimate");
    opts = copse_average_opts_default();
    opts.fit.tau2 = 0.1;
    refuse(&c, &c.terms, &opts, c.data.k, COPSE_EINVAL, "given tau2");
    refuse(&c, &c.terms, NULL, c.p, COPSE_ETOOFEW, "more studies");
    const size_t gap[] = {ALWAYS, 0, 1, 1, 3, 3}, beyond[] = {ALWAYS, 0, 1, 1, 2, 7};
    const copse_average_terms with_gap = {4, gap, NULL}, too_high = {3, beyond, NULL};
    refuse(&c, &with_gap, NULL, c.data.k, COPSE_EINVAL, "no column");
    refuse(&c, &too_high, NULL, c.data.k, COPSE_EINVAL, "of no term");
    bool margin[9] = {false};
    margin[0 * 3 + 2] = true;
    const copse_average_terms backwards = {3, c.design->term, margin};
    refuse(&c, &backwards, NULL, c.data.k, COPSE_EINVAL, "before its margin");
    refuse(&c, NULL, NULL, c.data.k, COPSE_EINVAL, "no terms");
    copse_average_free(NULL);
    case_free(&c);
}
END_TEST

/* 15 terms are 2^15 models, the most; 16 are refused before anything is fitted, unless margins rule most of them out. */
START_TEST(limit)
{
    enum { K = 20, P = 17 };
    double y[K], v[K], X[K * P];
    size_t term[P];
    bool chain[16 * 16] = {false};
    for (size_t i = 0; i < K; i++) {
        y[i] = (double)(i * i % 7);
        v[i] = 1;
        for (size_t j = 0; j < P; j++) X[i * P + j] = j == 0 || i == j ? 1 : 0;
    }
    for (size_t j = 0; j < P; j++) term[j] = j == 0 ? ALWAYS : j - 1;
    for (size_t t = 1; t < 16; t++) chain[t * 16 + t - 1] = true;
    copse_average_terms terms = {16, term, NULL};
    copse_average_opts opts = copse_average_opts_default();
    opts.fit.method = COPSE_METHOD_EE;
    copse_average a;
    copse_error err = {0};
    ck_assert_int_eq(copse_model_average(y, v, X, K, P, &terms, &opts, &a, &err), COPSE_EINVAL);
    ck_assert_ptr_nonnull(strstr(err.text, "32768"));
    terms.margin = chain;
    ck_assert_int_eq(copse_model_average(y, v, X, K, P, &terms, &opts, &a, &err), COPSE_OK);
    ck_assert_uint_eq(a.models, 17);
    copse_average_free(&a);
}
END_TEST

#if FAIL_ALLOC_WORKS
static const double Y[] = {0.1, 0.9, -0.4, 1.7, 0.3, 0.2}, V[] = {0.1, 0.2, 0.15, 0.4, 0.1, 0.3};
static const double X2[] = {1, 0, 1, 1, 1, 2, 1, 3, 1, 4, 1, 6};
static const double ONES[] = {1, 1, 1, 1, 1, 1};

static copse_status try_average(copse_error *err)
{
    const size_t term[] = {ALWAYS, 0};
    const copse_average_terms terms = {1, term, NULL};
    copse_average_opts opts = copse_average_opts_default();
    opts.threads = 1;
    copse_average out;
    const copse_status status = copse_model_average(Y, V, X2, 6, 2, &terms, &opts, &out, err);
    copse_average_free(&out);
    return status;
}

static copse_status try_compare(copse_error *err)
{
    copse_fit full, reduced = {0};
    copse_comparison out;
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = COPSE_METHOD_ML;
    copse_status status = copse_pool(Y, V, X2, 6, 2, &opts, &full, err);
    if (status == COPSE_OK) status = copse_pool(Y, V, ONES, 6, 1, &opts, &reduced, err);
    if (status == COPSE_OK) status = copse_compare(&full, X2, &reduced, NULL, &out, err);
    copse_fit_free(&full);
    copse_fit_free(&reduced);
    return status;
}

static copse_status try_predict(copse_error *err)
{
    copse_fit fit;
    copse_predicted out[2];
    copse_status status = copse_pool(Y, V, X2, 6, 2, NULL, &fit, err);
    if (status == COPSE_OK) status = copse_predict(&fit, X2, 2, NULL, out, err);
    copse_fit_free(&fit);
    return status;
}

static void fail_each(copse_status (*attempt)(copse_error *), long least)
{
    for (long n = 1;; n++) {
        ck_assert_int_lt(n, 100);
        copse_error err = {0};
        const long live = fail_alloc_live;
        fail_alloc_left = n;
        const copse_status status = attempt(&err);
        const bool failed = fail_alloc_left == 0;
        fail_alloc_left = -1; /* Check allocates, too */
        ck_assert_int_eq(fail_alloc_live, live);
        ck_assert_int_eq(status, failed ? COPSE_ENOMEM : COPSE_OK);
        ck_assert_int_eq(err.status, status);
        if (failed) continue;
        ck_assert_int_gt(n, least);
        return;
    }
}

START_TEST(every_allocation_fails_once)
{
    fail_each(try_average, 15);
    fail_each(try_compare, 10);
    fail_each(try_predict, 5);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("averages of models");
    TCase *cases = tcase_create("all");
    tcase_add_test(cases, against_metafor);
    tcase_add_test(cases, models_and_weights);
    tcase_add_test(cases, same_by_any_number_of_threads);
    tcase_add_test(cases, invariants);
    tcase_add_test(cases, far_behind);
    tcase_add_test(cases, refused);
    tcase_add_test(cases, limit);
#if FAIL_ALLOC_WORKS
    if (fail_alloc_in_force()) tcase_add_test(cases, every_allocation_fails_once);
#endif
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
