/* The quality effects model against 50-digit arithmetic that takes the steps of its authors, of which the library has the
 * closed form. */
#include <copse/model.h>

#include "ck_close.h"
#include "reference_csv.h"

enum { MOST = 128 };

typedef struct studies {
    size_t k;
    double y[MOST], v[MOST], score[MOST];
} studies;

static double score_of(const char *name, size_t i)
{
    if (strcmp(name, "five") == 0) return 1 + (double)((i + 1) * 7 % 5);
    if (strcmp(name, "zeros") == 0) return (double)((i * 3 + 2) % 4);
    if (strcmp(name, "near") == 0) return 1e6 - (double)(i % 3);
    return 3;
}

static void read_studies(const char *dataset, const char *scores, studies *s)
{
    char path[128];
    (void)snprintf(path, sizeof path, "data/%s.csv", dataset);
    reference_csv data = reference_read(path);
    ck_assert_uint_le(data.rows, MOST);
    s->k = data.rows;
    for (size_t i = 0; i < s->k; i++) {
        s->y[i] = reference_number(&data, i, "yi");
        s->v[i] = reference_number(&data, i, "vi");
        s->score[i] = score_of(scores, i);
    }
    reference_free(&data);
}

static copse_fit_opts as_published(void)
{
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = COPSE_METHOD_DL;
    opts.test = COPSE_TEST_Z;
    return opts;
}

static double statistic(const copse_fit *fit, const char *name)
{
    const copse_coefficient *c = &fit->coef[0];
    const struct {
        const char *name;
        double value;
    } all[] = {{"estimate", c->estimate},        {"se", c->se},
               {"statistic", c->statistic},      {"p", c->p},
               {"ci_lower", c->ci.lower},        {"ci_upper", c->ci.upper},
               {"weight_first", fit->weight[0]}, {"weight_last", fit->weight[fit->k - 1]}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++)
        if (strcmp(all[i].name, name) == 0) return all[i].value;
    ck_abort_msg("no statistic %s", name);
    return NAN;
}

START_TEST(every_row)
{
    const copse_fit_opts opts = as_published();
    reference_csv csv = reference_read("quality.csv");
    for (size_t row = 0; row < csv.rows; row++) {
        const char *dataset = reference_text(&csv, row, "dataset"), *scores = reference_text(&csv, row, "scores");
        const char *name = reference_text(&csv, row, "statistic");
        studies s;
        copse_fit fit;
        copse_error err = {0};
        read_studies(dataset, scores, &s);
        ck_assert_msg(copse_pool_weighted(s.y, s.v, s.score, s.k, &opts, COPSE_POOLING_QUALITY, &fit, &err) == COPSE_OK,
                      "%s", err.text);
        const double want = reference_number(&csv, row, "value"), got = statistic(&fit, name);
        ck_assert_msg(close_enough(got, want, reference_number(&csv, row, "rtol"), 1e-12),
                      "%s %s %s: %.17g, want %.17g", dataset, scores, name, got, want);
        copse_fit_free(&fit);
    }
    ck_assert_uint_gt(csv.rows, 300);
    reference_free(&csv);
}
END_TEST

/* Scores count by their ratios alone; equal ones leave inverse variance heterogeneity; a score of 0 weighs nothing. */
START_TEST(scores_that_are_known)
{
    const copse_fit_opts opts = as_published();
    studies s;
    copse_fit fit, same;
    read_studies("bcg", "zeros", &s);
    ck_assert_int_eq(copse_pool_weighted(s.y, s.v, s.score, s.k, &opts, COPSE_POOLING_QUALITY, &fit, NULL), COPSE_OK);
    ck_assert_double_eq(fit.weight[2], 0);
    for (size_t i = 0; i < s.k; i++) s.score[i] *= 1e-200;
    ck_assert_int_eq(copse_pool_weighted(s.y, s.v, s.score, s.k, &opts, COPSE_POOLING_QUALITY, &same, NULL), COPSE_OK);
    CK_CLOSE(same.coef[0].estimate, fit.coef[0].estimate, 1e-14);
    CK_CLOSE(same.coef[0].se, fit.coef[0].se, 1e-14);
    copse_fit_free(&same);
    copse_fit_free(&fit);
    for (size_t i = 0; i < s.k; i++) s.score[i] = 7;
    ck_assert_int_eq(copse_pool_weighted(s.y, s.v, s.score, s.k, &opts, COPSE_POOLING_QUALITY, &fit, NULL), COPSE_OK);
    ck_assert_int_eq(copse_pool_weighted(s.y, s.v, NULL, s.k, &opts, COPSE_POOLING_IVHET, &same, NULL), COPSE_OK);
    CK_CLOSE(same.coef[0].estimate, fit.coef[0].estimate, 1e-15);
    CK_CLOSE(same.coef[0].ci.upper, fit.coef[0].ci.upper, 1e-15);
    copse_fit_free(&same);
    copse_fit_free(&fit);
}
END_TEST

START_TEST(scores_that_cannot_be)
{
    const double y[] = {0.1, 0.9}, v[] = {0.1, 0.2}, none[] = {0, 0}, minus[] = {1, -1};
    copse_fit fit;
    copse_error err = {0};
    ck_assert_int_eq(copse_pool_weighted(y, v, none, 2, NULL, COPSE_POOLING_QUALITY, &fit, &err), COPSE_EDOM);
    ck_assert_ptr_nonnull(strstr(err.text, "quality score"));
    ck_assert_int_eq(copse_pool_weighted(y, v, minus, 2, NULL, COPSE_POOLING_QUALITY, &fit, &err), COPSE_EDOM);
    ck_assert_int_eq(copse_pool_weighted(y, v, NULL, 2, NULL, COPSE_POOLING_QUALITY, &fit, &err), COPSE_EINVAL);
}
END_TEST

/* Each level is what its studies give by themselves; with a common tau2, what they give at that value. */
START_TEST(levels)
{
    const copse_fit_opts opts = as_published();
    const size_t group[] = {0, 1, 0, 1, 1, 0, 0, 1, 0, 1, 0, 1, 1};
    studies s;
    copse_subgroups out = {0};
    read_studies("bcg", "five", &s);
    for (int mode = COPSE_TAU2_SEPARATE; mode <= COPSE_TAU2_COMMON; mode++) {
        ck_assert_int_eq(copse_pool_weighted_subgroups(s.y, s.v, s.score, group, s.k, 2, &opts, COPSE_POOLING_QUALITY,
                                                       (copse_tau2_mode)mode, &out, NULL),
                         COPSE_OK);
        copse_fit_opts level_opts = opts;
        if (mode == COPSE_TAU2_COMMON) level_opts.tau2 = out.common_tau2;
        for (size_t l = 0; l < 2; l++) {
            studies part = {0};
            copse_fit fit;
            for (size_t i = 0; i < s.k; i++) {
                if (group[i] != l) continue;
                part.y[part.k] = s.y[i];
                part.v[part.k] = s.v[i];
                part.score[part.k++] = s.score[i];
            }
            ck_assert_int_eq(
                copse_pool_weighted(part.y, part.v, part.score, part.k, &level_opts, COPSE_POOLING_QUALITY, &fit, NULL),
                COPSE_OK);
            ck_assert_double_eq(fit.coef[0].estimate, out.fit[l].coef[0].estimate);
            ck_assert_double_eq(fit.coef[0].se, out.fit[l].coef[0].se);
            ck_assert_int_eq(out.fit[l].pooling, COPSE_POOLING_QUALITY);
            copse_fit_free(&fit);
        }
        ck_assert_double_gt(out.Q, 0);
        copse_subgroups_free(&out);
    }
    ck_assert_int_eq(copse_pool_weighted_subgroups(s.y, s.v, NULL, group, s.k, 2, &opts, COPSE_POOLING_MH,
                                                   COPSE_TAU2_SEPARATE, &out, NULL),
                     COPSE_EINVAL);
    ck_assert_int_eq(copse_pool_weighted_subgroups(s.y, s.v, NULL, group, s.k, 2, &opts, COPSE_POOLING_SSW,
                                                   COPSE_TAU2_SEPARATE, &out, NULL),
                     COPSE_EINVAL);
    copse_subgroups_free(&out);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("quality effects");
    TCase *cases = tcase_create("quality");
    tcase_add_test(cases, every_row);
    tcase_add_test(cases, scores_that_are_known);
    tcase_add_test(cases, scores_that_cannot_be);
    tcase_add_test(cases, levels);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
