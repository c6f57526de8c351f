/* Permutation tests against metafor's permutest, permutation by permutation, and against brute force. */
#include "perm_fixture.h"

static void set_model(perm_fixture *f, const reference_csv *csv, size_t row)
{
    ck_assert_int_eq(copse_method_find(reference_text(csv, row, "method"), &f->plan.fit.method), COPSE_OK);
    ck_assert_int_eq(copse_test_find(reference_text(csv, row, "test"), &f->plan.fit.test), COPSE_OK);
}

static bool same_model(const reference_csv *csv, size_t a, size_t b)
{
    static const char *const COLUMN[] = {"dataset", "method", "test"};
    for (size_t c = 0; c < 3; c++)
        if (strcmp(reference_text(csv, a, COLUMN[c]), reference_text(csv, b, COLUMN[c])) != 0) return false;
    return true;
}

static void same_count(const char *what, const reference_csv *csv, size_t row, const char *column, uint64_t got)
{
    ck_assert_msg((double)got == reference_number(csv, row, column), "%s %s %s %s, row %zu: %s %llu, want %s",
                  reference_text(csv, row, "dataset"), reference_text(csv, row, "method"),
                  reference_text(csv, row, "test"), what, row + 1, column, (unsigned long long)got,
                  reference_text(csv, row, column));
}

/* The number of permutations at least as extreme is metafor's, to the last one. */
START_TEST(counts_are_those_of_metafor)
{
    reference_csv csv = reference_read("permute_metafor.csv");
    ck_assert_uint_gt(csv.rows, 280);
    for (size_t row = 0; row < csv.rows; row++) {
        const char *statistic = reference_text(&csv, row, "statistic");
        const size_t j = (size_t)reference_number(&csv, row, "coefficient");
        perm_fixture f;
        perm_read(&f, reference_text(&csv, row, "dataset"));
        set_model(&f, &csv, row);
        if (strcmp(statistic, "estimate") == 0) f.plan.statistic = COPSE_PERM_ESTIMATE;
        perm_run(&f);
        ck_assert(f.summary.exact && f.summary.failed == 0);
        same_count(statistic, &csv, row, "of", f.summary.used);
        if (strcmp(statistic, "QM") == 0) {
            same_count(statistic, &csv, row, "two_sided", f.summary.QM.reached);
            CK_CLOSE(copse_perm_fit(f.perm)->het.QM, reference_number(&csv, row, "observed"), 1e-8);
        } else {
            const copse_perm_p *p = f.summary.coef[j].p;
            same_count(statistic, &csv, row, "two_sided", p[COPSE_PERM_TWO_SIDED].reached);
            same_count(statistic, &csv, row, "less", p[COPSE_PERM_LESS].reached);
            same_count(statistic, &csv, row, "greater", p[COPSE_PERM_GREATER].reached);
            CK_CLOSE(p[COPSE_PERM_TWICE].p * (double)f.summary.used, reference_number(&csv, row, "twice"), 1e-14);
            CK_CLOSE(f.summary.coef[j].statistic, reference_number(&csv, row, "observed"), 1e-8);
        }
        perm_free(&f);
    }
    reference_free(&csv);
}
END_TEST

/* metafor's sign vectors have the first study's sign alternate fastest, and minus after plus; its arrangements are in
 * lexicographic order, as ours. */
static double of_permutation(const perm_fixture *f, uint64_t number, size_t column)
{
    const size_t width = copse_perm_width(f->perm);
    if (f->plan.X != NULL) return f->rows[number * width + column];
    const uint64_t mask = copse_perm_replicates(f->perm) - 1, signs = number >> 1;
    return number % 2 == 0 ? f->rows[signs * width + column] : -f->rows[(~signs & mask) * width + column];
}

START_TEST(every_permutation_is_that_of_metafor)
{
    reference_csv csv = reference_read("permute_each.csv");
    perm_fixture f = {0};
    ck_assert_uint_gt(csv.rows, 2600);
    for (size_t row = 0; row < csv.rows; row++) {
        if (row == 0 || !same_model(&csv, row - 1, row)) {
            perm_free(&f);
            perm_read(&f, reference_text(&csv, row, "dataset"));
            set_model(&f, &csv, row);
            perm_run(&f);
        }
        const uint64_t number = (uint64_t)reference_number(&csv, row, "permutation");
        const size_t j = (size_t)reference_number(&csv, row, "coefficient"), p = f.plan.p;
        const double t = of_permutation(&f, number, j), estimate = of_permutation(&f, number, p + j);
        const double want = reference_number(&csv, row, "statistic");
        CK_CLOSE_ABS(t, want, 1e-8, 1e-9);
        CK_CLOSE_ABS(estimate, reference_number(&csv, row, "estimate"), 1e-8, 1e-10);
        if (f.plan.X != NULL)
            CK_CLOSE_ABS(of_permutation(&f, number, 2 * p), reference_number(&csv, row, "QM"), 1e-8, 1e-9);
    }
    perm_free(&f);
    reference_free(&csv);
}
END_TEST

static void check_limits(perm_fixture *f, const reference_csv *csv, size_t row, size_t j)
{
    const double level = reference_number(csv, row, "level");
    const double lower = reference_number(csv, row, "lower"), upper = reference_number(csv, row, "upper");
    if (isnan(level)) return;
    copse_error err = {0};
    for (int threads = 1; threads <= 2; threads++) {
        copse_perm_interval interval;
        ck_assert_int_eq(copse_perm_interval_of(f->perm, j, level, threads, &interval, &err), COPSE_OK);
        const double se = copse_perm_fit(f->perm)->coef[j].se;
        CK_CLOSE_ABS(interval.limit.lower, lower, 0, 1e-9 * (fabs(lower) + se));
        CK_CLOSE_ABS(interval.limit.upper, upper, 0, 1e-9 * (fabs(upper) + se));
    }
}

/* Closed-form fits, enumerated and drawn from the addresses in Python; intervals by bisection of every permutation. */
START_TEST(brute_force_says_the_same)
{
    reference_csv csv = reference_read("permute.csv");
    ck_assert_uint_gt(csv.rows, 50);
    for (size_t row = 0; row < csv.rows; row++) {
        const size_t j = (size_t)reference_number(&csv, row, "coefficient");
        const double draws = reference_number(&csv, row, "draws"), QM = reference_number(&csv, row, "QM");
        perm_fixture f;
        perm_read(&f, reference_text(&csv, row, "dataset"));
        set_model(&f, &csv, row);
        f.plan.seed = (uint32_t)reference_number(&csv, row, "seed");
        if (!isnan(draws)) {
            f.plan.usual = 0;
            f.plan.draws = (uint64_t)draws;
        }
        perm_run(&f);
        const copse_perm_p *p = f.summary.coef[j].p;
        same_count("all", &csv, row, "of", f.summary.used + (isnan(draws) ? 0 : 1));
        same_count("", &csv, row, "two_sided", p[COPSE_PERM_TWO_SIDED].reached);
        same_count("", &csv, row, "less", p[COPSE_PERM_LESS].reached);
        same_count("", &csv, row, "greater", p[COPSE_PERM_GREATER].reached);
        if (!isnan(QM)) same_count("", &csv, row, "QM", f.summary.QM.reached);
        check_limits(&f, &csv, row, j);
        perm_free(&f);
    }
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("permutation tests against references");
    TCase *cases = tcase_create("permutations");
    tcase_add_test(cases, counts_are_those_of_metafor);
    tcase_add_test(cases, every_permutation_is_that_of_metafor);
    tcase_add_test(cases, brute_force_says_the_same);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
