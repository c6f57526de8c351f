/* Cochrane reviews: what stands in them, the same in each of their formats; what is refused; what is left when memory runs
 * short. The files of tests/review are made by make_review.py there. */
#include "ck_close.h"
#include "fail_alloc.h"

#include <copse/effect.h>
#include <copse/lanes.h>
#include <copse/model.h>
#include <copse/review.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

enum { MOST_ALLOCATIONS = 20000 };

static const char *path_of(const char *name)
{
    static char path[4096];
    (void)snprintf(path, sizeof path, COPSE_TEST_SOURCE "/review/%s", name);
    return path;
}

static void read_review(const char *name, copse_review *review)
{
    copse_error err = {0};
    ck_assert_msg(copse_review_read(path_of(name), review, &err) == COPSE_OK, "%s", err.text);
}

static const copse_review_analysis *find(const copse_review *review, const char *id)
{
    size_t index = 0;
    copse_error err = {0};
    ck_assert_msg(copse_review_find(review, id, &index, &err) == COPSE_OK, "%s", err.text);
    return &review->analysis[index];
}

static void frame_of(const copse_review *review, const char *id, copse_frame *frame)
{
    copse_error err = {0};
    const size_t index = (size_t)(find(review, id) - review->analysis);
    ck_assert_msg(copse_review_frame(review, index, frame, &err) == COPSE_OK, "%s", err.text);
}

static const double *numbers(const copse_frame *frame, const char *name)
{
    const double *x = NULL;
    copse_error err = {0};
    ck_assert_msg(copse_frame_numbers(frame, name, &x, &err) == COPSE_OK, "%s", err.text);
    return x;
}

/* ------------------------------------------------------------------------------------------------ contents */

START_TEST(settings_of_the_analyses)
{
    copse_review review;
    read_review("review.rm5", &review);
    ck_assert_str_eq(review.title, "A review for tests: many (but small) analyses");
    ck_assert_str_eq(review.program, "RevMan 5.4");
    ck_assert_uint_eq(strlen(review.sha256), 64);
    ck_assert_uint_eq(review.analyses, 11);
    const copse_review_analysis *a = find(&review, "CMP-001.01");
    ck_assert_str_eq(a->id, "1.1");
    ck_assert_str_eq(a->comparison_name, "Antibiotics & vaccines versus nothing");
    ck_assert_str_eq(a->settings.measure, "RR");
    ck_assert_int_eq(a->settings.method, COPSE_REVIEW_MH);
    ck_assert(a->settings.random && a->settings.log && a->settings.totals && !a->settings.swap_events);
    ck_assert_str_eq(a->settings.group[0], "Treatment");
    ck_assert_str_eq(a->settings.favours[1], "Favours control");
    CK_CLOSE(a->settings.tau2, 0.5084481786426333, 0);
    a = find(&review, "1.4");
    ck_assert_str_eq(a->settings.measure, "PETO");
    CK_CLOSE(a->settings.level, 90, 0);
    ck_assert(find(&review, "1.5")->settings.swap_events);
    ck_assert(!find(&review, "1.5")->settings.totals);
    a = find(&review, "2.1");
    ck_assert_uint_eq(a->subgroups, 2);
    ck_assert_uint_eq(a->k, 5);
    ck_assert(a->settings.subgroups && !a->settings.log);
    a = find(&review, "3.1");
    ck_assert_int_eq(a->settings.type, COPSE_REVIEW_GENERIC);
    ck_assert_str_eq(a->settings.measure, "GEN");
    ck_assert_str_eq(a->settings.measure_text, "Hazard Ratio");
    ck_assert(a->settings.log);
    ck_assert(!find(&review, "3.2")->settings.log);
    ck_assert_int_eq(find(&review, "3.3")->settings.type, COPSE_REVIEW_OBSERVED);
    ck_assert_int_eq(find(&review, "3.4")->settings.type, COPSE_REVIEW_OTHER);
    copse_review_free(&review);
}
END_TEST

START_TEST(rows_of_each_type)
{
    copse_review review;
    copse_frame f;
    copse_error err = {0};
    read_review("review.rm5", &review);
    frame_of(&review, "1.4", &f);
    ck_assert_uint_eq(f.rows, 4);
    ck_assert_str_eq(f.column[0].text[2], "Nuñez 2010");
    ck_assert_str_eq(f.column[1].text[3], "2012a"); /* so years are text */
    CK_CLOSE(numbers(&f, "ai")[2], 5, 0);
    CK_CLOSE(numbers(&f, "n2i")[1], 47, 0);
    ck_assert_uint_gt(f.line[0], 100);
    copse_frame_free(&f);
    frame_of(&review, "1.5", &f); /* non-events */
    CK_CLOSE(numbers(&f, "ai")[0], 119, 0);
    copse_frame_free(&f);
    frame_of(&review, "2.1", &f);
    ck_assert_str_eq(f.column[2].name, "subgroup");
    ck_assert_str_eq(f.column[2].text[0], "Adults");
    ck_assert_str_eq(f.column[2].text[4], "Children & <youths>");
    ck_assert_str_eq(f.column[0].text[1], f.column[0].text[3]); /* a study used twice */
    CK_CLOSE(numbers(&f, "sd2i")[1], 4.8, 0);
    copse_frame_free(&f);
    frame_of(&review, "2.2", &f);
    ck_assert(!copse_frame_has(&f, "subgroup"));
    ck_assert(isnan(numbers(&f, "sd1i")[3]));
    copse_frame_free(&f);
    frame_of(&review, "3.1", &f);
    CK_CLOSE(numbers(&f, "yi")[3], -0.4, 0);
    CK_CLOSE(numbers(&f, "sei")[0], 0.21, 0);
    ck_assert(!copse_frame_has(&f, "n1i"));
    copse_frame_free(&f);
    frame_of(&review, "3.3", &f);
    CK_CLOSE(numbers(&f, "yi")[0], -3.2 / 6.1, 1e-15);
    CK_CLOSE(numbers(&f, "vi")[0], 1 / 6.1, 1e-15);
    CK_CLOSE(numbers(&f, "oei")[2], 0.7, 0);
    ck_assert(isnan(numbers(&f, "yi")[3]));
    copse_frame_free(&f);
    size_t other = (size_t)(find(&review, "3.4") - review.analysis);
    ck_assert_int_eq(copse_review_frame(&review, other, &f, &err), COPSE_ENODATA);
    copse_review_free(&review);
}
END_TEST

static const char *const formats[] = {"package_1.zip", "package_2.zip", "library.zip", "macos.zip"};

/* The data package says the same as the .rm5 file. */
START_TEST(formats_agree)
{
    copse_review rm5, package;
    read_review("review.rm5", &rm5);
    read_review(formats[_i], &package);
    ck_assert_str_eq(package.program, "RevMan Web data package");
    ck_assert_uint_eq(package.analyses, 10);
    for (size_t i = 0; i < package.analyses; i++) {
        const copse_review_analysis *a = &rm5.analysis[i], *b = &package.analysis[i];
        copse_frame f, g;
        ck_assert_str_eq(a->id, b->id);
        ck_assert_str_eq(a->name, b->name);
        ck_assert_str_eq(a->comparison_name, b->comparison_name);
        ck_assert_int_eq(a->settings.type, b->settings.type);
        ck_assert_str_eq(a->settings.measure, b->settings.measure);
        ck_assert_int_eq(a->settings.method, b->settings.method);
        ck_assert(a->settings.random == b->settings.random && a->settings.log == b->settings.log);
        ck_assert(a->settings.swap_events == b->settings.swap_events && a->settings.totals == b->settings.totals);
        ck_assert(a->settings.subgroups == b->settings.subgroups);
        CK_CLOSE(a->settings.level, b->settings.level, 0);
        const bool later = _i == 1 && strcmp(a->id, "3.1") == 0;
        ck_assert(b->settings.reml == later && b->settings.knapp == later);
        if (!later && !isnan(a->settings.effect)) CK_CLOSE(a->settings.effect, b->settings.effect, 0);
        ck_assert_uint_eq(a->k, b->k);
        ck_assert_uint_eq(a->subgroups, b->subgroups);
        frame_of(&rm5, a->id, &f);
        frame_of(&package, a->id, &g);
        for (size_t c = 0; c < f.columns; c++) {
            char x[COPSE_NUMBER_TEXT], y[COPSE_NUMBER_TEXT];
            size_t d = 0;
            if (strncmp(f.column[c].name, "stored", 6) == 0) continue;
            ck_assert_int_eq(copse_frame_column(&g, f.column[c].name, &d, NULL), COPSE_OK);
            for (size_t r = 0; r < f.rows; r++) {
                const char *left = copse_frame_cell(&f, c, r, x, sizeof x),
                           *right = copse_frame_cell(&g, d, r, y, sizeof y);
                ck_assert((left == NULL) == (right == NULL));
                if (left != NULL) ck_assert_str_eq(left, right);
            }
        }
        copse_frame_free(&f);
        copse_frame_free(&g);
    }
    copse_review_free(&rm5);
    copse_review_free(&package);
}
END_TEST

START_TEST(ids)
{
    copse_review review;
    copse_error err = {0};
    size_t index = 0;
    read_review("review.rm5", &review);
    ck_assert_int_eq(copse_review_find(&review, "9.1", &index, &err), COPSE_ENOTFOUND);
    static const char *const wrong[] = {"", "1", "1.", ".1", "1.2x", "a.b", "-1.2", "1.2.3", "CMP-", "1. 2"};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++)
        ck_assert_int_eq(copse_review_find(&review, wrong[i], &index, &err), COPSE_EUSAGE);
    ck_assert_int_eq(copse_review_find(&review, "99999999999999999999.1", &index, &err), COPSE_ENOTFOUND);
    copse_review_free(&review);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ results */

/* Analysis 1.1 as RevMan 5.2.11 stored it: Q about the Mantel-Haenszel estimate, tau2, and the pooled result. */
START_TEST(mantel_haenszel_random_as_revman_stored_it)
{
    copse_review review;
    copse_frame f;
    read_review("review.rm5", &review);
    const copse_review_settings *s = &find(&review, "1.1")->settings;
    frame_of(&review, "1.1", &f);
    enum { MOST = 16 };
    double cell[4][MOST], yi[MOST], vi[MOST];
    size_t k = 0;
    for (size_t r = 0; r < f.rows; r++) {
        const double a = numbers(&f, "ai")[r], c = numbers(&f, "ci")[r];
        if (a + c == 0) continue;
        const double t[4] = {a, numbers(&f, "n1i")[r] - a, c, numbers(&f, "n2i")[r] - c};
        for (int i = 0; i < 4; i++) cell[i][k] = t[i];
        k++;
    }
    const double *const table[4] = {cell[0], cell[1], cell[2], cell[3]};
    const double *const in[COPSE_IN_COUNT] = {
        [COPSE_IN_AI] = cell[0], [COPSE_IN_BI] = cell[1], [COPSE_IN_CI] = cell[2], [COPSE_IN_DI] = cell[3]};
    copse_effect_row row[MOST];
    copse_error err = {0};
    ck_assert_int_eq(copse_effect_compute(copse_measure_find("RR"), in, k, NULL, yi, vi, NULL, row), COPSE_OK);
    copse_fit_opts opts = copse_fit_opts_default();
    double Q = NAN, estimate = NAN;
    ck_assert_int_eq(copse_mh_tau2(COPSE_MH_RR, table, yi, vi, k, &opts.tau2, &Q, &estimate, &err), COPSE_OK);
    CK_CLOSE(Q, s->Q, 1e-13);
    CK_CLOSE(opts.tau2, s->tau2, 1e-13);
    opts.test = COPSE_TEST_Z;
    copse_fit fit = {0};
    ck_assert_int_eq(copse_pool(yi, vi, NULL, k, 1, &opts, &fit, &err), COPSE_OK);
    CK_CLOSE(exp(fit.coef[0].estimate), s->effect, 1e-13);
    CK_CLOSE(exp(fit.coef[0].ci.lower), s->lower, 1e-12);
    CK_CLOSE(exp(fit.coef[0].ci.upper), s->upper, 1e-12);
    CK_CLOSE(-fit.coef[0].statistic, s->z, 1e-12);
    copse_fit_free(&fit);
    copse_frame_free(&f);
    copse_review_free(&review);
}
END_TEST

/* RevMan's Mantel-Haenszel estimate is of tables with half an event in each cell of those with an empty one: Q about it is
 * what it stored. */
START_TEST(mantel_haenszel_fixed_has_the_stored_Q)
{
    copse_review review;
    copse_frame f;
    read_review("review.rm5", &review);
    frame_of(&review, "1.1", &f);
    enum { MOST = 16 };
    double cell[4][MOST];
    size_t k = 0;
    for (size_t r = 0; r < f.rows; r++) {
        const double a = numbers(&f, "ai")[r], c = numbers(&f, "ci")[r];
        if (a + c == 0) continue;
        const double t[4] = {a, numbers(&f, "n1i")[r] - a, c, numbers(&f, "n2i")[r] - c};
        for (int i = 0; i < 4; i++) cell[i][k] = t[i];
        k++;
    }
    double *const table[4] = {cell[0], cell[1], cell[2], cell[3]};
    const double *const counted[4] = {cell[0], cell[1], cell[2], cell[3]};
    ck_assert_int_eq(
        copse_correct_tables(COPSE_FAMILY_TABLE, counted, k, 0.5, COPSE_TO_ONLY0, COPSE_CORRECTION_CONSTANT, table),
        COPSE_OK);
    const copse_counts counts = {
        .measure = COPSE_MH_RR, .k = k, .a = cell[0], .b = cell[1], .c = cell[2], .d = cell[3]};
    copse_fit fit;
    ck_assert_int_eq(copse_pool_mh(&counts, NULL, &fit, NULL, NULL), COPSE_OK);
    CK_CLOSE(fit.het.Q, find(&review, "1.1")->settings.Q, 1e-13);
    copse_fit_free(&fit);
    copse_frame_free(&f);
    copse_review_free(&review);
}
END_TEST

START_TEST(mantel_haenszel_tau2_of_what_it_cannot_be)
{
    const double one[1] = {1}, zero[1] = {0}, minus[1] = {-1}, v[1] = {0.5}, many[1] = {10};
    const double *const table[4] = {one, many, one, many}, *const none[4] = {zero, many, zero, many},
                        *const bad[4] = {minus, many, one, many};
    double tau2 = 1, Q = 1, y = 1;
    copse_error err = {0};
    ck_assert_int_eq(copse_mh_tau2(COPSE_MH_RR, table, zero, v, 1, &tau2, &Q, &y, &err), COPSE_OK);
    CK_CLOSE(tau2, 0, 0);
    CK_CLOSE(y, 0, 1e-15);
    ck_assert_int_eq(copse_mh_tau2(COPSE_MH_RR, none, zero, v, 1, &tau2, &Q, &y, &err),
                     COPSE_OK); /* half an event each */
    ck_assert_int_eq(copse_mh_tau2(COPSE_MH_RR, table, zero, zero, 1, &tau2, &Q, &y, &err), COPSE_EDOM);
    ck_assert(isnan(tau2) && isnan(Q) && isnan(y));
    ck_assert_int_eq(copse_mh_tau2(COPSE_MH_OR, bad, zero, v, 1, &tau2, &Q, &y, &err), COPSE_EDOM);
    ck_assert_int_eq(copse_mh_tau2(COPSE_MH_IRR, table, zero, v, 1, &tau2, &Q, &y, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_mh_tau2(COPSE_MH_RR, table, zero, v, 0, &tau2, &Q, &y, &err), COPSE_EINVAL);
}
END_TEST

/* The formula in 50-digit arithmetic (mpmath): m 103 and 100, sd 5.5 and 4.5, n 50 each; and 26, 23; 6, 3; 5, 4. */
START_TEST(smd_of_revman)
{
    const double m[2] = {103, 100}, sd[2] = {5.5, 4.5}, n[2] = {50, 50};
    const double m2[2] = {26, 23}, sd2[2] = {6, 3}, n2[2] = {5, 4};
    double y = 0, v = 0;
    ck_assert_int_eq(copse_revman_smd(m, sd, n, &y, &v), COPSE_OK);
    CK_CLOSE(y, 0.59244158025801910686, 1e-14);
    CK_CLOSE(v, 0.041826915604927227226, 1e-14);
    ck_assert_int_eq(copse_revman_smd(m2, sd2, n2, &y, &v), COPSE_OK);
    CK_CLOSE(y, 0.53953509214834132816, 1e-14);
    CK_CLOSE(v, 0.47876463593473509568, 1e-14);
    const double none[2] = {0, 1}, single[2] = {1, 5};
    ck_assert_int_eq(copse_revman_smd(m, none, n, &y, &v), COPSE_EDOM);
    ck_assert(isnan(y) && isnan(v));
    ck_assert_int_eq(copse_revman_smd(m, sd, single, &y, &v), COPSE_EDOM);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ refused */

static const struct {
    const char *name, *message;
} bad_archives[] = {
    {"bad_up.zip", "'../../evil.csv' leads out of the archive"},
    {"bad_absolute.zip", "'/etc/evil.csv' leads out of the archive"},
    {"bad_windows.zip", "'..\\evil.csv' leads out of the archive"},
    {"bad_twice.zip", "two tables are called 'data-rows.csv'"},
    {"bad_encrypted.zip", "is encrypted"},
    {"bad_bomb.zip", "unpacks to more than 200 times its size"},
    {"bad_size.zip", "unpacks to more than 64 MiB"},
    {"bad_nested.zip", "archives within archives"},
    {"bad_cut.zip", "the zip archive is damaged"},
    {"bad_bytes.zip", "the zip archive is damaged"},
    {"bad_tables.zip", "no data package: it has no table ...-overall-estimates-and-settings.csv"},
    {"bad_tests.zip", "the data package of a review of diagnostic tests"},
};

START_TEST(archives_that_are_refused)
{
    copse_review review;
    copse_error err = {0};
    ck_assert_int_eq(copse_review_read(path_of(bad_archives[_i].name), &review, &err), COPSE_EPARSE);
    ck_assert_msg(strstr(err.text, bad_archives[_i].message) != NULL, "%s", err.text);
    ck_assert_ptr_null(review.source);
    ck_assert_ptr_null(review.rows);
}
END_TEST

#define OPEN "<COCHRANE_REVIEW><ANALYSES_AND_DATA><COMPARISON NO='1'><NAME>c</NAME>"
#define CLOSE "</COMPARISON></ANALYSES_AND_DATA></COCHRANE_REVIEW>"
#define DICH "<DICH_OUTCOME NO='1' EFFECT_MEASURE='OR' METHOD='MH' RANDOM='NO'>"

static const struct {
    const char *text;
    copse_status status;
    const char *message;
} bad_xml[] = {
    {"", COPSE_EPARSE, "neither a RevMan 5 review (XML) nor a data package"},
    {"study,yi\nA,1\n", COPSE_EPARSE, "neither a RevMan 5 review"},
    {"<html/>", COPSE_EPARSE, "r.rm5:1: no RevMan 5 review: its root is <html>, not <COCHRANE_REVIEW>"},
    {"<COCHRANE_REVIEW>", COPSE_EPARSE, "the XML is damaged: no element found"},
    {"<COCHRANE_REVIEW/>", COPSE_ENODATA, "r.rm5: the review has no analyses"},
    {"<COCHRANE_REVIEW><A></B></COCHRANE_REVIEW>", COPSE_EPARSE, "r.rm5:1: the XML is damaged: mismatched tag"},
    {"<COCHRANE_REVIEW>&nbsp;</COCHRANE_REVIEW>", COPSE_EPARSE, "undefined entity"},
    {"<COCHRANE_REVIEW>\n\xE9</COCHRANE_REVIEW>", COPSE_EPARSE, "r.rm5:2: the XML is damaged: not well-formed"},
    {"<?xml version='1.0' encoding='windows-1251'?><COCHRANE_REVIEW/>", COPSE_EENCODING,
     "unknown encoding; UTF-8, UTF-16"},
    /* a billion laughs, an external entity, an external DTD */
    {"<?xml version='1.0'?><!DOCTYPE r [<!ENTITY a 'ha'><!ENTITY b '&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;'>]>"
     "<COCHRANE_REVIEW>&b;</COCHRANE_REVIEW>",
     COPSE_EPARSE, "r.rm5:1: it has a DOCTYPE; reviews have none, and entities of a file are not read"},
    {"<!DOCTYPE r [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><COCHRANE_REVIEW>&a;</COCHRANE_REVIEW>", COPSE_EPARSE,
     "it has a DOCTYPE"},
    {"<!DOCTYPE r SYSTEM 'http://example.org/r.dtd'><COCHRANE_REVIEW/>", COPSE_EPARSE, "it has a DOCTYPE"},
    {OPEN "<DICH_OUTCOME NO='x'/>" CLOSE, COPSE_EPARSE, "r.rm5:1: NO is 'x', which is not a number"},
    {OPEN "<DICH_OUTCOME NO='1.5'/>" CLOSE, COPSE_EPARSE, "NO is no number of a comparison or outcome"},
    {OPEN "<DICH_OUTCOME NO='-1'/>" CLOSE, COPSE_EPARSE, "NO is no number of a comparison or outcome"},
    {OPEN DICH "</DICH_OUTCOME>" DICH "</DICH_OUTCOME>" CLOSE, COPSE_EPARSE, "r.rm5: two analyses are called 1.1"},
    {OPEN "<DICH_OUTCOME RANDOM='MAYBE'/>" CLOSE, COPSE_EPARSE, "RANDOM is 'MAYBE', neither YES nor NO"},
    {OPEN "<DICH_OUTCOME METHOD='BAYES'/>" CLOSE, COPSE_EPARSE, "METHOD is 'BAYES'; known are MH, IV, PETO"},
    {OPEN "<CONT_OUTCOME CI_TOTAL='100'/>" CLOSE, COPSE_EPARSE, "CI_TOTAL is no level in percent"},
    {OPEN DICH "<DICH_DATA EVENTS_1='1'/></DICH_OUTCOME>" CLOSE, COPSE_EPARSE, "data without a STUDY_ID"},
    {OPEN DICH "\n<DICH_DATA STUDY_ID='s' EVENTS_1='1,5'/></DICH_OUTCOME>" CLOSE, COPSE_EPARSE,
     "r.rm5:2: EVENTS_1 is '1,5', which is not a number"},
    {OPEN DICH "<DICH_DATA STUDY_ID='s' EVENTS_1='1e999'/></DICH_OUTCOME>" CLOSE, COPSE_EPARSE,
     "which is not a number"},
};

START_TEST(xml_that_is_refused)
{
    copse_review review;
    copse_error err = {0};
    const copse_status status = copse_review_parse("r.rm5", bad_xml[_i].text, strlen(bad_xml[_i].text), &review, &err);
    ck_assert_msg(status == bad_xml[_i].status, "%s", err.text);
    ck_assert_msg(strstr(err.text, bad_xml[_i].message) != NULL, "%s", err.text);
    ck_assert_ptr_null(review.source);
}
END_TEST

START_TEST(elements_nested_too_deep)
{
    copse_text text = {0};
    copse_text_add(&text, "<COCHRANE_REVIEW>");
    for (int i = 0; i < 100000; i++) copse_text_add(&text, "<A>");
    copse_review review;
    copse_error err = {0};
    ck_assert_int_eq(copse_review_parse("r.rm5", text.bytes, text.length, &review, &err), COPSE_EPARSE);
    ck_assert_str_eq(err.text, "r.rm5:1: elements nested more than 100 deep");
    copse_text_free(&text);
}
END_TEST

/* What stands in strange places is not mistaken for data. */
START_TEST(elements_out_of_place)
{
    static const char text[] = OPEN DICH
        "<NAME>a <COMPARISON NO='7'><DICH_OUTCOME NO='7'/></COMPARISON> b</NAME>"
        "<DICH_DATA STUDY_ID='s-1' EVENTS_1='1' TOTAL_1='2' EVENTS_2='1' TOTAL_2='2'><COMPARISON NO='8'/></DICH_DATA>"
        "<DICH_SUBGROUP><NAME/><DICH_DATA STUDY_ID='t'/></DICH_SUBGROUP></DICH_OUTCOME>" CLOSE;
    copse_review review;
    copse_frame f;
    copse_error err = {0};
    ck_assert_msg(copse_review_parse("r", text, strlen(text), &review, &err) == COPSE_OK, "%s", err.text);
    ck_assert_uint_eq(review.analyses, 1);
    ck_assert_str_eq(review.analysis[0].name, "a b");
    ck_assert_uint_eq(review.analysis[0].k, 2);
    frame_of(&review, "1.1", &f);
    ck_assert_str_eq(f.column[0].text[0], "s-1"); /* no such study is listed */
    ck_assert(isnan(numbers(&f, "ai")[1]));
    copse_frame_free(&f);
    copse_review_free(&review);
}
END_TEST

START_TEST(utf16_with_its_mark)
{
    const char ascii[] = OPEN "<IV_OUTCOME NO='1' LOG_DATA='YES'><EFFECT_MEASURE>HR</EFFECT_MEASURE>"
                              "<IV_DATA STUDY_ID='s' EFFECT_SIZE='2' SE='0.1'/></IV_OUTCOME>" CLOSE;
    char wide[2 * sizeof ascii] = "\xFF\xFE";
    for (size_t i = 0; i + 1 < sizeof ascii; i++) wide[2 + 2 * i] = ascii[i];
    copse_review review;
    copse_frame f;
    copse_error err = {0};
    ck_assert_msg(copse_review_parse("r", wide, 2 * sizeof ascii, &review, &err) == COPSE_OK, "%s", err.text);
    frame_of(&review, "1.1", &f);
    CK_CLOSE(numbers(&f, "yi")[0], log(2), 1e-15); /* the effect is all there is */
    copse_frame_free(&f);
    copse_review_free(&review);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ memory */

static copse_status whole_life(const char *name, const char *bytes, size_t n)
{
    copse_review review;
    copse_frame list = {0}, frame = {0};
    copse_error err = {0};
    copse_status status = copse_review_parse(name, bytes, n, &review, &err);
    if (status == COPSE_OK) status = copse_review_list(&review, &list, &err);
    for (size_t a = 0; status == COPSE_OK && a < 10; a += 5) {
        status = copse_review_frame(&review, a, &frame, &err);
        copse_frame_free(&frame);
    }
    copse_frame_free(&list);
    copse_review_free(&review);
    return status;
}

static const char *const lives[] = {"review.rm5", "package_2.zip", "library.zip"};

/* Every allocation of a short file fails in turn; of a long one some. */
START_TEST(memory_runs_short)
{
    char *bytes = NULL;
    size_t n = 0;
    copse_status status = COPSE_ENOMEM;
    ck_assert_int_eq(copse_file_read(path_of(lives[_i]), &bytes, &n, NULL), COPSE_OK);
    for (long i = 1; status != COPSE_OK && i < MOST_ALLOCATIONS; i += i < 200 ? 1 : 1 + i / 40) {
        fail_alloc_left = i;
        status = whole_life(lives[_i], bytes, n);
        fail_alloc_left = -1;
        /* inside a decompressor a lack of memory can look like damage */
        ck_assert_msg(status == COPSE_OK || status == COPSE_ENOMEM || (status == COPSE_EPARSE && _i > 0),
                      "allocation %ld: status %d", i, (int)status);
        if (!FAIL_ALLOC_WORKS) break;
    }
    ck_assert_int_eq(status, COPSE_OK);
    free(bytes);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("review");
    TCase *t = tcase_create("review");
    tcase_add_test(t, settings_of_the_analyses);
    tcase_add_test(t, rows_of_each_type);
    tcase_add_loop_test(t, formats_agree, 0, sizeof formats / sizeof *formats);
    tcase_add_test(t, ids);
    tcase_add_test(t, mantel_haenszel_random_as_revman_stored_it);
    tcase_add_test(t, mantel_haenszel_fixed_has_the_stored_Q);
    tcase_add_test(t, mantel_haenszel_tau2_of_what_it_cannot_be);
    tcase_add_test(t, smd_of_revman);
    tcase_add_loop_test(t, archives_that_are_refused, 0, sizeof bad_archives / sizeof *bad_archives);
    tcase_add_loop_test(t, xml_that_is_refused, 0, sizeof bad_xml / sizeof *bad_xml);
    tcase_add_test(t, elements_nested_too_deep);
    tcase_add_test(t, elements_out_of_place);
    tcase_add_test(t, utf16_with_its_mark);
    tcase_add_loop_test(t, memory_runs_short, 0, sizeof lives / sizeof *lives);
    suite_add_tcase(s, t);
    return run_suite(s);
}
