/* A corpus of random and hostile meta-analyses: each row is what copse_pool makes of that meta-analysis alone; the bytes
 * are the same for every number of threads, every instruction set and wherever chunks end. One process, no fork: the
 * loops are OpenMP's. */
#include "ck_close.h"
#include "test_choice.h"
#include "test_random.h"

#include <copse/report.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { GROUPS = 600, MOST = 300, ITEMS = 27 };

/* What is in the file. */
typedef struct group {
    size_t k;
    double yi[MOST], vi[MOST];
    bool missing[MOST];
    bool impossible, text;
    size_t line;
} group;

static group *corpus;
static char path[64];

static void fill_group(test_random *random, group *g)
{
    const size_t kind = test_random_size(random, 0, 11);
    const double scale = kind == 1 ? 1e-6 : kind == 2 ? 1e6 : 1;
    g->k = kind == 0   ? test_random_size(random, 1, 2)
           : kind == 3 ? test_random_size(random, 257, MOST)
                       : test_random_size(random, 1, 14);
    const double mu = test_random_normal(random), tau = kind == 4 ? 0 : 0.3 * test_random_uniform(random);
    for (size_t i = 0; i < g->k; i++) {
        const double v = pow(10, -3 + 3 * test_random_uniform(random));
        g->yi[i] = scale * (mu + sqrt(tau * tau + v) * test_random_normal(random));
        g->vi[i] = scale * scale * v;
        if (kind == 5) g->yi[i] = 0.25;                /* identical estimates */
        if (kind == 6) g->vi[i] = 0.04;                /* identical variances: no Egger's test */
        if (kind == 7) g->vi[i] = i == 0 ? 1e-9 : 1e3; /* one study has all the weight */
        g->missing[i] = kind == 8 && test_random_size(random, 0, 2) == 0;
    }
    g->impossible = kind == 9 && test_random_size(random, 0, 3) == 0;
    g->text = kind == 10 && test_random_size(random, 0, 3) == 0;
    if (g->impossible) g->vi[g->k - 1] = 0;
}

static void write_corpus(void)
{
    copse_text bytes = {0};
    copse_error err = {0};
    size_t line = 2;
    copse_text_add(&bytes, "study,meta,yi,vi\n");
    for (size_t g = 0; g < GROUPS; g++) {
        corpus[g].line = line;
        for (size_t i = 0; i < corpus[g].k; i++, line++) {
            const bool text = corpus[g].text && i + 1 == corpus[g].k;
            copse_text_printf(&bytes, "\"trial, %zu\",m%zu,", i, g);
            if (text) copse_text_add(&bytes, "n/a");
            else copse_text_printf(&bytes, "%.17g", corpus[g].yi[i]);
            if (corpus[g].missing[i]) copse_text_add(&bytes, ",NA\n");
            else copse_text_printf(&bytes, ",%.17g\n", corpus[g].vi[i]);
        }
    }
    (void)snprintf(path, sizeof path, "test_batch_%ld.csv", (long)getpid());
    ck_assert_msg(copse_file_write(path, bytes.bytes, bytes.length, &err) == COPSE_OK, "%s", err.text);
    copse_text_free(&bytes);
}

static copse_status keep(void *context, const char *bytes, size_t n, copse_error *err)
{
    (void)err;
    copse_text_add_bytes(context, bytes, n);
    return copse_text_status(context);
}

typedef struct setting {
    copse_method method;
    copse_test test;
    size_t chunk;
    int threads;
    copse_isa isa;
    copse_format format;
    bool missing_fails, sort;
} setting;

static copse_text run(setting how, copse_batch_summary *summary)
{
    copse_error err = {0};
    copse_text out = {0};
    copse_corpus *from = NULL;
    copse_corpus_opts opts = copse_corpus_opts_default();
    opts.by = "meta";
    opts.chunk = how.chunk;
    opts.sort = how.sort;
    ck_assert_msg(copse_corpus_open(path, &opts, &from, &err) == COPSE_OK, "%s", err.text);
    copse_binding binding = copse_binding_default();
    binding.missing_fails = how.missing_fails;
    copse_batch_stream stream = {.corpus = from,
                                 .binding = &binding,
                                 .lanes = copse_lanes_opts_default(),
                                 .format = how.format,
                                 .threads = how.threads,
                                 .write = keep,
                                 .context = &out};
    stream.lanes.fit.method = how.method;
    stream.lanes.fit.test = how.test;
    stream.lanes.isa = how.isa;
    ck_assert_msg(copse_report_batch(&stream, summary, &err) == COPSE_OK, "%s", err.text);
    copse_corpus_free(from);
    return out;
}

/* Cuts a row of the output into cells; no cell here has quotes with commas in it but the last, which is not cut. */
static char *cut_row(char *at, char *cell[ITEMS])
{
    char *end = strchr(at, '\n');
    ck_assert_ptr_nonnull(end);
    *end = '\0';
    for (size_t i = 0; i < ITEMS; i++) {
        cell[i] = at;
        char *comma = strchr(at, ',');
        if (i + 1 == ITEMS) break;
        ck_assert_ptr_nonnull(comma);
        *comma = '\0';
        at = comma + 1;
    }
    return end + 1;
}

static double number(const char *cell)
{
    double x = NAN;
    ck_assert_msg(cell[0] == '\0' || copse_parse_number(cell, strlen(cell), '.', &x), "'%s'", cell);
    return x;
}

static void check_fit(char *cell[ITEMS], const copse_fit *fit)
{
    const copse_coefficient *c = &fit->coef[0];
    const double scale = fmax(fabs(c->estimate), c->se), want[] = {c->estimate,
                                                                   c->se,
                                                                   c->statistic,
                                                                   c->df,
                                                                   c->p,
                                                                   c->ci.lower,
                                                                   c->ci.upper,
                                                                   fit->prediction.lower,
                                                                   fit->prediction.upper,
                                                                   fit->het.tau2,
                                                                   fit->het.I2,
                                                                   fit->het.H2,
                                                                   fit->het.Q,
                                                                   fit->het.Q_df,
                                                                   fit->het.Q_p};
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        /* interval limits near 0 come from cancellation, and so does a tau2 just above it */
        const double floor = i == 0 || (i >= 5 && i <= 8) ? 1e-9 * scale : i == 9 ? 1e-9 * c->se * c->se : 1e-13;
        ck_assert_msg(close_enough(number(cell[3 + i]), want[i], 1e-9, floor), "%s, column %zu: '%s', want %.17g",
                      cell[0], 3 + i, cell[3 + i], want[i]);
    }
}

static size_t check_rows(copse_text *out, copse_method method, copse_test test, bool missing_fails)
{
    char *cell[ITEMS], *at = out->bytes;
    size_t bad = 0;
    at = cut_row(at, cell); /* the header */
    ck_assert_str_eq(cell[0], "key");
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = method;
    opts.test = test;
    for (size_t g = 0; g < GROUPS; g++) {
        double y[MOST], v[MOST];
        char key[24];
        size_t k = 0;
        at = cut_row(at, cell);
        (void)snprintf(key, sizeof key, "m%zu", g);
        ck_assert_str_eq(cell[0], key);
        for (size_t i = 0; i < corpus[g].k; i++) {
            if (corpus[g].missing[i]) continue;
            y[k] = corpus[g].yi[i];
            v[k++] = corpus[g].vi[i];
        }
        const char *status = corpus[g].text                     ? "text"
                             : missing_fails && k < corpus[g].k ? "missing"
                             : corpus[g].impossible             ? "impossible"
                             : k == 0                           ? "empty"
                                                                : "";
        ck_assert_msg(strcmp(cell[25], status) == 0, "%s: status '%s', want '%s'", key, cell[25], status);
        if (status[0] != '\0') {
            char line[48];
            const size_t last = corpus[g].line + corpus[g].k - 1;
            bad++;
            ck_assert_str_eq(cell[3], "");
            (void)snprintf(line, sizeof line, "line %zu: ", last);
            if (corpus[g].text || corpus[g].impossible) ck_assert_ptr_nonnull(strstr(cell[26], line));
            continue;
        }
        copse_fit fit;
        copse_error err = {0};
        ck_assert_msg(copse_pool(y, v, NULL, k, 1, &opts, &fit, &err) == COPSE_OK, "%s", err.text);
        ck_assert_uint_eq((size_t)number(cell[1]), k);
        ck_assert_uint_eq((size_t)number(cell[2]), corpus[g].k - k);
        ck_assert_str_eq(cell[24], copse_test_code(fit.test));
        check_fit(cell, &fit);
        copse_fit_free(&fit);
    }
    ck_assert_str_eq(at, "");
    return bad;
}

START_TEST(rows_are_pools)
{
    static const copse_method method[] = {COPSE_METHOD_REML, COPSE_METHOD_DL, COPSE_METHOD_EE,
                                          COPSE_METHOD_PM,   COPSE_METHOD_ML, COPSE_METHOD_SJ,
                                          COPSE_METHOD_HE,   COPSE_METHOD_HS, COPSE_METHOD_PMM};
    for (size_t m = 0; m < sizeof method / sizeof *method; m++) {
        copse_batch_summary summary;
        const copse_test test = (copse_test)(m % COPSE_TEST_COUNT);
        const setting how = {.method = method[m],
                             .test = test_has_lanes(test, method[m], NAN, 1) ? test : COPSE_TEST_HC2,
                             .threads = 2,
                             .format = COPSE_FORMAT_CSV,
                             .missing_fails = m % 2 == 1};
        copse_text out = run(how, &summary);
        const size_t bad = check_rows(&out, how.method, how.test, how.missing_fails);
        ck_assert_uint_eq(summary.groups, GROUPS);
        ck_assert_uint_eq(summary.status[COPSE_BATCH_OK], GROUPS - bad);
        ck_assert_uint_gt(bad, 5);
        ck_assert_uint_lt(bad, GROUPS / 4);
        copse_text_free(&out);
    }
}
END_TEST

START_TEST(the_bytes_are_the_same)
{
    setting how = {.method = COPSE_METHOD_REML, .test = COPSE_TEST_KNHA, .threads = 1, .format = COPSE_FORMAT_CSV};
    copse_batch_summary summary;
    for (int format = 0; format < 2; format++) {
        how = (setting){.method = COPSE_METHOD_REML,
                        .test = COPSE_TEST_KNHA,
                        .threads = 1,
                        .format = format == 0 ? COPSE_FORMAT_CSV : COPSE_FORMAT_JSON};
        copse_text want = run(how, &summary);
        static const int threads[] = {2, 3, 7};
        static const size_t chunk[] = {1, 100, 3000, 40000};
        for (size_t i = 0; i < 3 + 4 + COPSE_ISA_COUNT; i++) {
            setting other = how;
            if (i < 3) other.threads = threads[i];
            else if (i < 7) other.chunk = chunk[i - 3];
            else other.isa = (copse_isa)(i - 7);
            if (i < 7) other.threads = i < 3 ? threads[i] : 2;
            if (!copse_isa_available(other.isa)) continue;
            copse_text got = run(other, &summary);
            ck_assert_uint_eq(got.length, want.length);
            ck_assert_msg(memcmp(got.bytes, want.bytes, want.length) == 0, "variation %zu differs", i);
            copse_text_free(&got);
        }
        copse_text_free(&want);
    }
}
END_TEST

int main(void)
{
    test_random random = {20261122};
    corpus = calloc(GROUPS, sizeof *corpus);
    if (corpus == NULL) return 3;
    for (size_t g = 0; g < GROUPS; g++) fill_group(&random, &corpus[g]);
    Suite *suite = suite_create("batch");
    TCase *tests = tcase_create("against copse_pool");
    tcase_set_timeout(tests, 60);
    tcase_add_unchecked_fixture(tests, write_corpus, NULL);
    tcase_add_test(tests, rows_are_pools);
    tcase_add_test(tests, the_bytes_are_the_same);
    suite_add_tcase(suite, tests);
    SRunner *runner = srunner_create(suite);
    srunner_set_fork_status(runner, CK_NOFORK);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    (void)unlink(path);
    free(corpus);
    return failed == 0 ? 0 : 1;
}
