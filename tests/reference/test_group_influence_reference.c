/* Influence of groups and on chosen coefficients (group_influence_metafor.csv), and fits of pooled counts without studies and of the
 * first ones (counts_deletions_metafor.csv), against metafor. */
#include "ck_close.h"
#include "counts_tables.h"
#include "reference_designs.h"

#include <copse/effect.h>
#include <copse/sensitivity.h>

enum { MOST_STUDIES = 512 };

typedef struct analysis {
    reference_data data;
    double *X;
    size_t group[MOST_STUDIES], groups;
    bool chosen[MOST_COLUMNS];
    copse_fit_opts opts;
    copse_sensitivity_data of;
    copse_fit fit;
    copse_influence influence;
    copse_group_influence all, some; /* of all coefficients, of the chosen ones */
} analysis;

static void analysis_free(analysis *a)
{
    copse_group_influence_free(&a->all);
    copse_group_influence_free(&a->some);
    copse_influence_free(&a->influence);
    copse_fit_free(&a->fit);
    free(a->X);
    reference_data_free(&a->data);
    *a = (analysis){0};
}

static const char *dataset_of(const char *design)
{
    if (strncmp(design, "bcg", 3) == 0 || strcmp(design, "singles") == 0) return "bcg";
    return strncmp(design, "molloy", 6) == 0 ? "molloy2014_zcor" : design;
}

/* As make_group_influence_metafor.R has them: those of allocation in their order, else in turn. */
static void make_groups(const char *design, size_t groups, analysis *a)
{
    const char *const kind[] = {"random", "alternate", "systematic"};
    a->groups = groups;
    for (size_t i = 0; i < a->data.k; i++) {
        a->group[i] = i % groups;
        if (strcmp(design, "bcg") != 0) continue;
        for (size_t g = 0; g < 3; g++)
            if (strcmp(reference_text(&a->data.csv, i, "alloc"), kind[g]) == 0) a->group[i] = g;
    }
}

static void choose(const char *btt, analysis *a)
{
    memset(a->chosen, 0, sizeof a->chosen);
    for (const char *c = btt; *c != '\0'; c++)
        if (*c >= '1' && *c <= '8') a->chosen[*c - '1'] = true;
}

static void analyse(const reference_csv *csv, size_t row, analysis *a)
{
    const char *design = reference_text(csv, row, "design");
    analysis_free(a);
    a->data = reference_data_read(dataset_of(design));
    ck_assert_uint_le(a->data.k, MOST_STUDIES);
    const bool moderated = strchr(design, '_') != NULL && strncmp(design, "smit", 4) != 0;
    const struct design *d = moderated || strcmp(design, "sim100") == 0 ? find_design(design) : NULL;
    if (d != NULL) a->X = design_matrix(d, &a->data);
    a->opts = copse_fit_opts_default();
    ck_assert_int_eq(copse_method_find(reference_text(csv, row, "method"), &a->opts.method), COPSE_OK);
    ck_assert_int_eq(copse_test_find(reference_text(csv, row, "test"), &a->opts.test), COPSE_OK);
    a->opts.tau2 = reference_number(csv, row, "tau2");
    a->of = (copse_sensitivity_data){a->data.y, a->data.v, a->X, a->data.k, d == NULL ? 1 : columns_of(d), &a->opts};
    make_groups(design, (size_t)reference_number(csv, row, "of"), a);
    choose(reference_text(csv, row, "btt"), a);
    copse_error err = {0};
    copse_status st = copse_pool(a->data.y, a->data.v, a->X, a->data.k, a->of.p, &a->opts, &a->fit, &err);
    if (st == COPSE_OK) st = copse_influence_fit(&a->of, &a->fit, &a->influence, &err);
    if (st == COPSE_OK) st = copse_group_influence_fit(&a->of, &a->fit, NULL, a->group, a->groups, &a->all, &err);
    if (st == COPSE_OK) st = copse_group_influence_fit(&a->of, &a->fit, a->chosen, a->group, a->groups, &a->some, &err);
    ck_assert_msg(st == COPSE_OK, "%s: %s", design, err.text);
}

static void compare(const reference_csv *csv, size_t row, const char *column, double got, size_t *compared)
{
    const double want = reference_number(csv, row, column);
    if (isnan(want)) return;
    ++*compared;
    if (close_enough(got, want, 1e-8, 1e-10)) return;
    ck_abort_msg("%s row %zu: %s = %.17g, want %.17g", csv->name, row + 2, column, got, want);
}

static void compare_group(const reference_csv *csv, size_t row, const analysis *a, size_t *compared)
{
    const size_t g = (size_t)reference_number(csv, row, "group") - 1;
    const copse_influence_group *s = &a->all.group[g];
    compare(csv, row, "chi2", s->chi2, compared);
    compare(csv, row, "cook", s->cook, compared);
    compare(csv, row, "cov_ratio", s->cov_ratio, compared);
    compare(csv, row, "cook_btt", a->some.group[g].cook, compared);
    compare(csv, row, "cov_ratio_btt", a->some.group[g].cov_ratio, compared);
    for (size_t j = 0; j < a->of.p; j++) {
        char column[32];
        (void)snprintf(column, sizeof column, "dfbetas%zu", j + 1);
        compare(csv, row, column, a->all.dfbetas[g * a->of.p + j], compared);
    }
    CK_CLOSE(s->df, (double)s->studies, 0.0);
    ck_assert_int_eq(s->by_cook, s->cook > a->all.cook_limit);
}

/* Groups of one study are that study. */
static void singles_are_studies(const analysis *a)
{
    for (size_t i = 0; a->groups == a->data.k && i < a->data.k; i++) {
        const copse_influence_study *s = &a->influence.study[i];
        CK_CLOSE(a->all.group[i].chi2, s->rstudent * s->rstudent, 1e-12);
        CK_CLOSE(a->all.group[i].cook, s->cook, 1e-12);
        CK_CLOSE(a->all.group[i].cov_ratio, s->cov_ratio, 1e-12);
        CK_CLOSE(a->all.dfbetas[i], a->influence.dfbetas[i], 1e-12);
    }
}

START_TEST(groups)
{
    reference_csv csv = reference_read("group_influence_metafor.csv");
    static analysis a;
    copse_influence chosen = {0};
    size_t compared = 0;
    for (size_t row = 0; row < csv.rows; row++) {
        const bool studies = reference_number(&csv, row, "of") == 0;
        if (!studies && reference_number(&csv, row, "group") == 1) {
            analyse(&csv, row, &a);
            singles_are_studies(&a);
            copse_influence_free(&chosen);
            ck_assert_int_eq(copse_influence_fit(&a.of, &a.fit, &chosen, NULL), COPSE_OK);
            ck_assert_int_eq(copse_influence_choose(&a.of, &a.fit, a.chosen, &chosen, NULL), COPSE_OK);
        }
        if (!studies) {
            compare_group(&csv, row, &a, &compared);
            continue;
        }
        const size_t i = (size_t)reference_number(&csv, row, "group") - 1;
        compare(&csv, row, "cook_btt", chosen.study[i].cook, &compared);
        compare(&csv, row, "cov_ratio_btt", chosen.study[i].cov_ratio, &compared);
        CK_CLOSE(chosen.study[i].dffits, a.influence.study[i].dffits, 1e-15);
    }
    ck_assert_uint_eq(compared, 2900);
    copse_influence_free(&chosen);
    analysis_free(&a);
    reference_free(&csv);
}
END_TEST

/* Tests whose V is no multiple of (X'WX)^-1 go by their own matrices, and agree with the others where they must: of a group of one
 * chi2 is the square of rstudent, all coefficients chosen are none chosen. */
START_TEST(own_covariances)
{
    static analysis a;
    a.data = reference_data_read("bcg");
    const struct design *d = find_design("bcg_ablat_year");
    a.X = design_matrix(d, &a.data);
    a.opts = copse_fit_opts_default();
    a.opts.test = COPSE_TEST_HC3;
    a.of = (copse_sensitivity_data){a.data.y, a.data.v, a.X, a.data.k, 3, &a.opts};
    bool every[3] = {true, true, true};
    ck_assert_int_eq(copse_pool(a.data.y, a.data.v, a.X, a.data.k, 3, &a.opts, &a.fit, NULL), COPSE_OK);
    ck_assert(isnan(a.fit.variance_factor));
    for (size_t i = 0; i < a.data.k; i++) a.group[i] = i;
    ck_assert_int_eq(copse_influence_fit(&a.of, &a.fit, &a.influence, NULL), COPSE_OK);
    ck_assert_int_eq(copse_group_influence_fit(&a.of, &a.fit, every, a.group, a.data.k, &a.all, NULL), COPSE_OK);
    for (size_t i = 0; i < a.data.k; i++) {
        const copse_influence_study *s = &a.influence.study[i];
        CK_CLOSE(a.all.group[i].chi2, s->rstudent * s->rstudent, 1e-8);
        CK_CLOSE(a.all.group[i].cook, s->cook, 1e-10);
        CK_CLOSE(a.all.group[i].cov_ratio, s->cov_ratio, 1e-10);
    }
    analysis_free(&a);
}
END_TEST

/* What cannot be: no groups, one group, none chosen, another pooling; and what is not known is NaN: a group without which the
 * design loses rank. */
START_TEST(edges)
{
    static analysis a;
    a.data = reference_data_read("k3");
    a.opts = copse_fit_opts_default();
    double X[] = {1, 0, 1, 0, 1, 1};
    a.of = (copse_sensitivity_data){a.data.y, a.data.v, X, 3, 2, &a.opts};
    const size_t one[] = {0, 0, 0}, two[] = {0, 0, 1};
    const bool none[] = {false, false};
    ck_assert_int_eq(copse_pool(a.data.y, a.data.v, X, 3, 2, &a.opts, &a.fit, NULL), COPSE_OK);
    ck_assert_int_eq(copse_group_influence_fit(&a.of, &a.fit, NULL, NULL, 0, &a.all, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_group_influence_fit(&a.of, &a.fit, NULL, one, 1, &a.all, NULL), COPSE_ETOOFEW);
    copse_group_influence_free(&a.all);
    ck_assert_int_eq(copse_group_influence_fit(&a.of, &a.fit, none, two, 2, &a.all, NULL), COPSE_EINVAL);
    copse_group_influence_free(&a.all);
    ck_assert_int_eq(copse_group_influence_fit(&a.of, &a.fit, NULL, two, 2, &a.all, NULL), COPSE_OK);
    ck_assert(isnan(a.all.group[1].chi2) && isnan(a.all.group[1].cook) && !a.all.group[1].influential);
    ck_assert_uint_eq(a.all.group[0].studies, 2);
    a.fit.pooling = COPSE_POOLING_MH;
    copse_group_influence_free(&a.all);
    ck_assert_int_eq(copse_group_influence_fit(&a.of, &a.fit, NULL, two, 2, &a.all, NULL), COPSE_ENOTCOMPUTABLE);
    analysis_free(&a);
}
END_TEST

/* ------------------------------------------------------------------------------------------------- pooled counts */

typedef struct tables {
    counts_tables t;
    copse_counts counts;
    bool peto;
    double y[COUNTS_MOST], v[COUNTS_MOST];
} tables;

static copse_status pool_some(void *context, const size_t *study, size_t count, copse_fit *fit, copse_error *err)
{
    const tables *t = context;
    counts_tables some = {.k = count};
    for (size_t i = 0; i < count; i++) {
        some.a[i] = t->t.a[study[i]];
        some.b[i] = t->t.b[study[i]];
        some.c[i] = t->t.c[study[i]];
        some.d[i] = t->t.d[study[i]];
    }
    const copse_counts counts = counts_of(t->counts.measure, &some);
    return t->peto ? copse_pool_peto(&counts, NULL, fit, NULL, err) : copse_pool_mh(&counts, NULL, fit, NULL, err);
}

static void read_tables(const char *dataset, const char *measure, tables *t)
{
    copse_mh mh = COPSE_MH_OR;
    *t = (tables){.peto = strcmp(measure, "PETO") == 0};
    counts_read(dataset, &t->t);
    if (!t->peto) ck_assert_int_eq(copse_mh_find(measure, &mh), COPSE_OK);
    t->counts = counts_of(mh, &t->t);
}

/* The studies' own estimates are of one table each. */
static void own_estimates(tables *t)
{
    for (size_t i = 0; i < t->t.k; i++) {
        const copse_effect_opts opts = copse_effect_opts_default();
        const double *in[COPSE_IN_COUNT] = {NULL};
        const bool rate = copse_mh_is_rate(t->counts.measure);
        const copse_input cell[] = {COPSE_IN_AI,  COPSE_IN_BI,  COPSE_IN_CI,  COPSE_IN_DI,
                                    COPSE_IN_X1I, COPSE_IN_T1I, COPSE_IN_X2I, COPSE_IN_T2I};
        const double *const column[] = {&t->t.a[i], &t->t.b[i], &t->t.c[i], &t->t.d[i]};
        for (size_t j = 0; j < 4; j++) in[cell[(rate ? 4 : 0) + j]] = column[j];
        copse_effect_row row;
        copse_effect_opts used = opts;
        if (t->peto) used.add = 0;
        const copse_measure *m = copse_measure_find(t->peto ? "PETO" : copse_mh_code(t->counts.measure));
        ck_assert_int_eq(copse_effect_compute(m, in, 1, &used, &t->y[i], &t->v[i], NULL, &row), COPSE_OK);
        if (row.status != COPSE_OK) t->y[i] = t->v[i] = NAN;
    }
}

static void compare_fit(const reference_csv *csv, size_t row, const copse_fit *fit, size_t *compared)
{
    const copse_coefficient *c = &fit->coef[0];
    compare(csv, row, "estimate", c->estimate, compared);
    compare(csv, row, "se", c->se, compared);
    compare(csv, row, "p", c->p, compared);
    compare(csv, row, "lower", c->ci.lower, compared);
    compare(csv, row, "upper", c->ci.upper, compared);
    if (!(fit->het.Q_df > 0)) return; /* metafor takes I2 as 0 there, copse as not known */
    compare(csv, row, "Q", fit->het.Q, compared);
    compare(csv, row, "I2", fit->het.I2, compared);
    compare(csv, row, "H2", fit->het.H2, compared);
}

START_TEST(deletions_of_counts)
{
    reference_csv csv = reference_read("counts_deletions_metafor.csv");
    char last[96] = "", key[96];
    static tables t;
    copse_influence influence = {0};
    copse_cumulative cumulative = {0};
    size_t compared = 0;
    for (size_t row = 0; row < csv.rows; row++) {
        const char *kind = reference_text(&csv, row, "kind");
        if (strcmp(kind, "gosh") == 0) continue;
        const char *dataset = reference_text(&csv, row, "dataset"), *measure = reference_text(&csv, row, "measure");
        (void)snprintf(key, sizeof key, "%s %s", dataset, measure);
        if (strcmp(key, last) != 0) {
            copse_leave_out without;
            copse_fit fit = {0};
            size_t every[COUNTS_MOST];
            copse_influence_free(&influence);
            copse_cumulative_free(&cumulative);
            read_tables(dataset, measure, &t);
            own_estimates(&t);
            for (size_t i = 0; i < t.t.k; i++) every[i] = i;
            ck_assert_int_eq(pool_some(&t, every, t.t.k, &fit, NULL), COPSE_OK);
            ck_assert_int_eq(copse_leave_out_by(pool_some, &t, t.t.k, NULL, 0, &without, NULL), COPSE_OK);
            ck_assert_int_eq(copse_counts_influence(t.y, t.v, &fit, &without, &influence, NULL), COPSE_OK);
            ck_assert_int_eq(copse_cumulate_by(pool_some, &t, t.t.k, NULL, NULL, 0, &cumulative, NULL), COPSE_OK);
            copse_fit_free(&fit);
            (void)snprintf(last, sizeof last, "%s", key);
        }
        const size_t i = (size_t)reference_number(&csv, row, "step") - 1;
        if (strcmp(kind, "leave1out") == 0) {
            const copse_left_out_fit *without = &influence.leave_out.without[i];
            if (without->state == COPSE_SUBSET_FITTED) compare_fit(&csv, row, &without->fit, &compared);
            else ck_assert(isnan(influence.study[i].rstudent));
            compare(&csv, row, "rstudent", influence.study[i].rstudent, &compared);
        } else if (cumulative.step[i].state == COPSE_SUBSET_FITTED) {
            compare_fit(&csv, row, &cumulative.step[i].fit, &compared);
        }
    }
    ck_assert_uint_ge(compared, 7000);
    copse_influence_free(&influence);
    copse_cumulative_free(&cumulative);
    reference_free(&csv);
}
END_TEST

/* ------------------------------------------------------------------------------------------- subsets of tables */

typedef struct subsets {
    const reference_csv *csv;
    size_t at, compared, exact; /* rows of the file; against the tables written out */
    tables *of;
} subsets;

/* Check writes down every assertion: only those that fail are made. */
static void near(double got, double want, double rtol, double atol)
{
    if (!close_enough(got, want, rtol, atol)) CK_CLOSE_ABS(got, want, rtol, atol);
}

static void as_pooled(subsets *s, const copse_gosh_row *row, const unsigned char *member)
{
    size_t study[COUNTS_MOST], n = 0;
    copse_fit fit = {0};
    for (size_t i = 0; i < s->of->t.k; i++)
        if (member[i] != 0) study[n++] = i;
    const copse_status st = pool_some(s->of, study, n, &fit, NULL);
    if ((st == COPSE_OK) != (row->status == COPSE_LANE_OK))
        ck_abort_msg("subset %llu", (unsigned long long)row->number);
    if (st == COPSE_OK) {
        s->exact++;
        near(row->coef[0], fit.coef[0].estimate, 1e-12, 1e-13);
        near(row->se[0], fit.coef[0].se, 1e-12, 0);
        near(row->coef[0] - row->critical * row->se[0], fit.coef[0].ci.lower, 1e-12, 1e-12);
        if (fit.het.Q_df > 0) {
            near(row->Q, fit.het.Q, 1e-10, 1e-20);
            near(row->I2, fit.het.I2, 1e-9, 1e-9);
            near(row->H2, fit.het.H2, 1e-10, 1e-20);
        } else if (!(row->Q == 0 && row->I2 == 0 && row->H2 == 1)) {
            ck_abort_msg("subset %llu", (unsigned long long)row->number);
        }
    }
    copse_fit_free(&fit);
}

static copse_status take(void *context, const copse_gosh_row *row, const unsigned char *member, copse_error *err)
{
    subsets *s = context;
    (void)err;
    as_pooled(s, row, member);
    if (s->at == s->csv->rows || (uint64_t)reference_number(s->csv, s->at, "step") != row->number) return COPSE_OK;
    if (row->status == COPSE_LANE_OK) {
        compare(s->csv, s->at, "estimate", row->coef[0], &s->compared);
        compare(s->csv, s->at, "Q", row->Q, &s->compared);
        compare(s->csv, s->at, "I2", row->I2, &s->compared);
        compare(s->csv, s->at, "H2", row->H2, &s->compared);
    }
    s->at++;
    return COPSE_OK;
}

START_TEST(subsets_of_counts)
{
    reference_csv csv = reference_read("counts_deletions_metafor.csv");
    static tables t;
    size_t at = 0, compared = 0, exact = 0, runs = 0;
    while (at < csv.rows && strcmp(reference_text(&csv, at, "kind"), "gosh") != 0) at++;
    for (; at < csv.rows; runs++) {
        const char *dataset = reference_text(&csv, at, "dataset");
        read_tables(dataset, reference_text(&csv, at, "measure"), &t);
        const size_t first = strcmp(dataset, "double00") == 0 ? 6 : 7;
        if (t.t.k > first) t.t.k = t.counts.k = first;
        own_estimates(&t);
        subsets s = {.csv = &csv, .at = at, .of = &t};
        const copse_gosh_tables given = {t.counts, t.peto ? COPSE_POOLING_PETO : COPSE_POOLING_MH,
                                         copse_counts_opts_default()};
        const copse_sensitivity_data data = {t.y, t.v, NULL, t.t.k, 1, NULL};
        copse_gosh_opts opts = copse_gosh_opts_default();
        opts.tables = &given;
        ck_assert_int_eq(copse_gosh_rows(&data, &opts, 0, ((uint64_t)1 << t.t.k) - 1, take, &s, NULL), COPSE_OK);
        ck_assert_uint_gt(s.at, at);
        at = s.at;
        compared += s.compared;
        exact += s.exact;
    }
    ck_assert_uint_ge(runs, 20);
    ck_assert_uint_ge(compared, 3500);
    ck_assert_uint_eq(exact, 1996);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("influence of groups and of counts");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, groups);
    tcase_add_test(cases, own_covariances);
    tcase_add_test(cases, edges);
    tcase_add_test(cases, deletions_of_counts);
    tcase_add_test(cases, subsets_of_counts);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
