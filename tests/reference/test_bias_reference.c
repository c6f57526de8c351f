/* Tests of small-study effects and adjusted effects against 50-digit arithmetic (bias.csv), metafor 3.8-1 (bias_metafor.csv) and
 * metasens' formulas (bias_metasens.csv). */
#include <copse/bias.h>

#include "ck_close.h"
#include "reference_csv.h"

enum { COLUMNS = 12 };
static const char *const COLUMN[COLUMNS] = {"y", "v", "n", "n1", "n2", "a", "b", "c", "d", "events", "others", "x"};

/* One data set. */
typedef struct data_set {
    char name[32];
    size_t k;
    double *at[COLUMNS];
    double *X; /* k x 2: ones and x */
} data_set;

enum { MOST_SETS = 20 };
typedef struct data_sets {
    reference_csv csv;
    data_set set[MOST_SETS];
    size_t count;
} data_sets;

static data_sets read_sets(void)
{
    data_sets all = {.csv = reference_read("data/bias_sets.csv")};
    for (size_t row = 0; row < all.csv.rows; row++) {
        const char *name = reference_text(&all.csv, row, "set");
        if (all.count == 0 || strcmp(all.set[all.count - 1].name, name) != 0) {
            ck_assert_uint_lt(all.count, MOST_SETS);
            (void)snprintf(all.set[all.count].name, sizeof all.set[0].name, "%s", name);
            for (size_t c = 0; c < COLUMNS; c++) all.set[all.count].at[c] = calloc(all.csv.rows, sizeof(double));
            all.set[all.count].X = calloc(2 * all.csv.rows, sizeof(double));
            all.count++;
        }
        data_set *set = &all.set[all.count - 1];
        for (size_t c = 0; c < COLUMNS; c++) set->at[c][set->k] = reference_number(&all.csv, row, COLUMN[c]);
        set->X[2 * set->k] = 1;
        set->X[2 * set->k + 1] = set->at[COLUMNS - 1][set->k];
        set->k++;
    }
    return all;
}

static void free_sets(data_sets *all)
{
    for (size_t s = 0; s < all->count; s++) {
        for (size_t c = 0; c < COLUMNS; c++) free(all->set[s].at[c]);
        free(all->set[s].X);
    }
    reference_free(&all->csv);
}

static const data_set *set_of(const data_sets *all, const char *name)
{
    for (size_t s = 0; s < all->count; s++)
        if (strcmp(all->set[s].name, name) == 0) return &all->set[s];
    ck_abort_msg("no set %s", name);
    return NULL;
}

/* What one check of a set says; a new one is computed when the rows come to it. */
typedef struct answers {
    char of[128];
    copse_egger egger;
    copse_bias_line line;
    copse_rank_correlation rank;
    copse_pet_peese pet;
    copse_limit_meta limit;
    copse_trimfill fill;
    double lfk, mean, variance;
} answers;

/* The i-th word between colons. */
static const char *word(const char *text, int i, char *buf, size_t size)
{
    for (; i > 0; i--) {
        text = strchr(text, ':');
        if (text == NULL) return "";
        text++;
    }
    (void)snprintf(buf, size, "%.*s", (int)strcspn(text, ":"), text);
    return buf;
}

static bool has_word(const char *text, const char *which)
{
    char buf[32];
    for (int i = 0; i < 6; i++)
        if (strcmp(word(text, i, buf, sizeof buf), which) == 0) return true;
    return false;
}

static copse_fit_opts fit_opts(const char *method, const char *test)
{
    copse_fit_opts opts = copse_fit_opts_default();
    ck_assert_int_eq(copse_method_find(method, &opts.method), COPSE_OK);
    ck_assert_int_eq(copse_test_find(test, &opts.test), COPSE_OK);
    return opts;
}

static copse_status do_egger(const data_set *d, const char *variant, bool mods, answers *a, copse_error *err)
{
    char buf[32], method[32];
    copse_egger_opts opts = copse_egger_opts_default();
    const bool lm = strcmp(word(variant, 0, buf, sizeof buf), "lm") == 0;
    opts.model = lm ? COPSE_EGGER_LM : COPSE_EGGER_RMA;
    (void)word(variant, 1, buf, sizeof buf);
    for (int p = 0; p < COPSE_EGGER_PREDICTOR_COUNT; p++)
        if (strcmp(copse_egger_predictor_name((copse_egger_predictor)p), buf) == 0)
            opts.predictor = (copse_egger_predictor)p;
    if (!lm) opts.fit = fit_opts(word(variant, 2, method, sizeof method), word(variant, 3, buf, sizeof buf));
    return copse_bias_egger(d->at[0], d->at[1], d->at[2], mods ? d->X : NULL, d->k, mods ? 2 : 1, &opts, &a->egger,
                            err);
}

static copse_bias_numbers numbers_of(const data_set *d)
{
    return (copse_bias_numbers){d->at[0], d->at[1], d->at[2], d->at[3], d->at[4], d->at[5],
                                d->at[6], d->at[7], d->at[8], d->at[9], d->at[10]};
}

static copse_status do_line(const data_set *d, const char *check, const char *variant, bool mods, answers *a,
                            copse_error *err)
{
    const copse_bias_numbers numbers = numbers_of(d);
    const copse_bias_regression kind =
        strcmp(check, "thompson-sharp") == 0 ? COPSE_BIAS_REGRESSION_THOMPSON_SHARP
        : strcmp(check, "macaskill") == 0
            ? (has_word(variant, "FIV") ? COPSE_BIAS_REGRESSION_MACASKILL_FIV : COPSE_BIAS_REGRESSION_MACASKILL_FPV)
        : strcmp(check, "peters") == 0 ? COPSE_BIAS_REGRESSION_PETERS
        : strcmp(check, "harbord") == 0
            ? (has_word(variant, "OR") ? COPSE_BIAS_REGRESSION_HARBORD_OR : COPSE_BIAS_REGRESSION_HARBORD_RR)
        : strcmp(check, "deeks") == 0               ? COPSE_BIAS_REGRESSION_DEEKS
        : strcmp(check, "pustejovsky-rodgers") == 0 ? COPSE_BIAS_REGRESSION_PUSTEJOVSKY_RODGERS
        : has_word(variant, "lm")                   ? COPSE_BIAS_REGRESSION_ARCSINE
                                                    : COPSE_BIAS_REGRESSION_ARCSINE_ADDITIVE;
    return copse_bias_regress(kind, &numbers, mods ? d->X : NULL, d->k, mods ? 2 : 1, 95, &a->line, err);
}

static copse_status do_ranks(const data_set *d, const char *check, const char *variant, answers *a, copse_error *err)
{
    const copse_bias_numbers numbers = numbers_of(d);
    const copse_rank_p how = has_word(variant, "exact")    ? COPSE_RANK_P_EXACT
                             : has_word(variant, "normal") ? COPSE_RANK_P_NORMAL
                                                           : COPSE_RANK_P_CORRECTED;
    return copse_bias_rank_test(strcmp(check, "begg") == 0           ? COPSE_BIAS_RANK_BEGG
                                : strcmp(check, "arcsine-rank") == 0 ? COPSE_BIAS_RANK_ARCSINE
                                                                     : COPSE_BIAS_RANK_COUNTS,
                                &numbers, d->k, how, &a->rank, err);
}

/* The table that is the i-th of those with events and others. */
static copse_status do_hypergeometric(const data_set *d, size_t which, answers *a)
{
    const double *const *x = (const double *const *)d->at;
    double up = 0, down = 0;
    size_t at = d->k;
    for (size_t i = 0, n = 0; i < d->k; i++) {
        const double N = x[5][i] + x[6][i] + x[7][i] + x[8][i];
        up += x[5][i] * x[8][i] / N;
        down += x[6][i] * x[7][i] / N;
        if (x[9][i] > 0 && x[10][i] > 0 && n++ == which) at = i;
    }
    ck_assert_uint_lt(at, d->k);
    return copse_noncentral_hypergeometric(x[5][at] + x[6][at], x[7][at] + x[8][at], x[9][at], up / down, &a->mean,
                                           &a->variance);
}

static copse_status do_trimfill(const data_set *d, const char *variant, answers *a, copse_error *err)
{
    char name[32], side[32], method[32], test[32];
    const copse_fit_opts opts = fit_opts(word(variant, 2, method, sizeof method), word(variant, 3, test, sizeof test));
    (void)word(variant, 0, name, sizeof name);
    (void)word(variant, 1, side, sizeof side);
    copse_trimfill_free(&a->fill);
    return copse_bias_trimfill(d->at[0], d->at[1], d->k,
                               strcmp(name, "L0") == 0   ? COPSE_TRIMFILL_L0
                               : strcmp(name, "R0") == 0 ? COPSE_TRIMFILL_R0
                                                         : COPSE_TRIMFILL_Q0,
                               strcmp(side, "left") == 0    ? COPSE_TRIMFILL_LEFT
                               : strcmp(side, "right") == 0 ? COPSE_TRIMFILL_RIGHT
                                                            : COPSE_TRIMFILL_AUTO,
                               &opts, &a->fill, err);
}

static void answer(const data_set *d, const char *check, const char *variant, answers *a)
{
    char of[128];
    copse_error err = {0};
    copse_status status = COPSE_OK;
    (void)snprintf(of, sizeof of, "%s %s %s", d->name, check, variant);
    if (strcmp(of, a->of) == 0) return;
    (void)snprintf(a->of, sizeof a->of, "%s", of);
    const bool mods = has_word(variant, "mods");
    const bool rank = strcmp(check, "begg") == 0 || strstr(check, "-rank") != NULL;
    if (strcmp(check, "egger") == 0) status = do_egger(d, variant, mods, a, &err);
    else if (rank) status = do_ranks(d, check, variant, a, &err);
    else if (strcmp(check, "hypergeometric") == 0) status = do_hypergeometric(d, (size_t)strtoul(variant, NULL, 10), a);
    else if (strcmp(check, "pet-peese") == 0)
        status = copse_bias_pet_peese(d->at[0], d->at[1], d->k, NULL, COPSE_PET_ALPHA, &a->pet, &err);
    else if (strcmp(check, "limit") == 0)
        status = copse_bias_limit(d->at[0], d->at[1], d->k, strtod(variant, NULL), 95, &a->limit, &err);
    else if (strcmp(check, "lfk") == 0) status = copse_bias_lfk(d->at[0], d->at[1], d->k, &a->lfk, &err);
    else if (strcmp(check, "trimfill") == 0) status = do_trimfill(d, variant, a, &err);
    else status = do_line(d, check, variant, mods, a, &err);
    ck_assert_msg(status == COPSE_OK, "%s: %s", of, err.text);
}

typedef struct named {
    const char *name;
    double value;
} named;

static double pick(const char *of, const char *quantity, const named *names, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (strcmp(names[i].name, quantity) == 0) return names[i].value;
    ck_abort_msg("%s: no quantity %s", of, quantity);
    return 0;
}
#define PICK(...)                                                                                                      \
    do {                                                                                                               \
        const named names[] = {__VA_ARGS__};                                                                           \
        return pick(a->of, q, names, sizeof names / sizeof *names);                                                    \
    } while (0)

static double of_line(const answers *a, const char *q, const copse_coefficient *slope, const copse_coefficient *limit,
                      double dispersion, double tau2)
{
    PICK({"slope", slope->estimate}, {"slope_se", slope->se}, {"statistic", slope->statistic}, {"df", slope->df},
         {"p", slope->p}, {"limit", limit->estimate}, {"limit_se", limit->se}, {"limit_p", limit->p},
         {"limit_lower", limit->ci.lower}, {"limit_upper", limit->ci.upper}, {"dispersion", dispersion},
         {"tau2", tau2});
}

static double of_limit(const answers *a, const char *q)
{
    const copse_limit_meta *l = &a->limit;
    PICK({"alpha", l->alpha}, {"beta", l->beta}, {"beta0", l->beta0.estimate}, {"beta0_se", l->beta0.se},
         {"beta0_lower", l->beta0.ci.lower}, {"beta0_p", l->beta0.p}, {"betalim", l->betalim.estimate},
         {"betalim_se", l->betalim.se}, {"mulim", l->mulim.estimate}, {"mulim_se", l->mulim.se}, {"G2", l->G2},
         {"Q", l->Q}, {"Q_resid", l->Q_resid}, {"Q_small", l->Q_small}, {"Q_small_p", l->Q_small_p},
         {"Q_resid_p", l->Q_resid_p});
}

static double of_trimfill(const answers *a, const char *q)
{
    const copse_trimfill *t = &a->fill;
    const size_t m = t->y != NULL && t->v != NULL ? t->missing : 0;
    const copse_coefficient none = {.estimate = NAN, .se = NAN}, *effect = t->fit.coef != NULL ? t->fit.coef : &none;
    PICK({"missing", (double)m}, {"missing_se", t->missing_se}, {"p", t->p}, {"right", t->side == COPSE_TRIMFILL_RIGHT},
         {"estimate", effect->estimate}, {"se", effect->se}, {"tau2", t->fit.het.tau2},
         {"first_y", m > 0 ? t->y[0] : NAN}, {"last_y", m > 0 ? t->y[m - 1] : NAN},
         {"last_v", m > 0 ? t->v[m - 1] : NAN});
}

static double value_of(const answers *a, const char *check, const char *q)
{
    if (strcmp(check, "egger") == 0)
        return of_line(a, q, &a->egger.slope, &a->egger.limit, a->egger.dispersion, a->egger.tau2);
    if (strcmp(check, "begg") == 0 || strstr(check, "-rank") != NULL)
        PICK({"tau", a->rank.tau}, {"S", a->rank.S}, {"S_se", a->rank.se}, {"z", a->rank.z}, {"p", a->rank.p});
    if (strcmp(check, "hypergeometric") == 0) PICK({"mean", a->mean}, {"variance", a->variance});
    if (strcmp(check, "pet-peese") == 0)
        PICK({"pet", a->pet.pet.limit.estimate}, {"pet_p", a->pet.pet.limit.p}, {"peese", a->pet.peese.limit.estimate},
             {"peese_p", a->pet.peese.limit.p}, {"uses_peese", a->pet.uses_peese});
    if (strcmp(check, "limit") == 0) return of_limit(a, q);
    if (strcmp(check, "lfk") == 0) return a->lfk;
    if (strcmp(check, "trimfill") == 0) return of_trimfill(a, q);
    return of_line(a, q, &a->line.slope, &a->line.limit, a->line.dispersion, a->line.tau2);
}

static void compare(const char *file)
{
    data_sets all = read_sets();
    reference_csv csv = reference_read(file);
    answers a = {0};
    ck_assert_uint_gt(csv.rows, 500);
    for (size_t row = 0; row < csv.rows; row++) {
        const char *check = reference_text(&csv, row, "check"), *quantity = reference_text(&csv, row, "quantity");
        answer(set_of(&all, reference_text(&csv, row, "set")), check, reference_text(&csv, row, "variant"), &a);
        const double want = reference_number(&csv, row, "value"), got = value_of(&a, check, quantity);
        const double rtol = reference_number(&csv, row, "rtol");
        ck_assert_msg(close_enough(got, want, rtol, 0), "%s, %s: %.17g, not %.17g", a.of, quantity, got, want);
    }
    copse_trimfill_free(&a.fill);
    reference_free(&csv);
    free_sets(&all);
}

START_TEST(high_precision)
{
    compare("bias.csv");
}
END_TEST

START_TEST(against_metafor)
{
    compare("bias_metafor.csv");
}
END_TEST

START_TEST(against_metasens)
{
    compare("bias_metasens.csv");
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("bias");
    TCase *cases = tcase_create("reference");
    tcase_add_test(cases, high_precision);
    tcase_add_test(cases, against_metafor);
    tcase_add_test(cases, against_metasens);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
