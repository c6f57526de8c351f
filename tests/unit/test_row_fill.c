/* Filling in a row: every conversion of the table at work, which one is preferred, what is left alone, and why not. */
#include <copse/convert.h>

#include "ck_close.h"
#include "test_random.h"

#include <string.h>

static const double NO = (double)NAN;

typedef struct row {
    double value[COPSE_QUANTITY_COUNT];
    copse_fill_opts opts;
    copse_filled event[COPSE_FILL_EVENTS];
    size_t events;
} row;

static row new_row(void)
{
    row r = {.opts = copse_fill_opts_default()};
    for (size_t q = 0; q < COPSE_QUANTITY_COUNT; q++) r.value[q] = NO;
    return r;
}

/* "n1i", 25 */
static void know(row *r, const char *name, double x)
{
    copse_quantity q;
    ck_assert_msg(copse_quantity_find(name, &q) == COPSE_OK, "no quantity %s", name);
    r->value[q] = x;
}

static double known(const row *r, const char *name)
{
    copse_quantity q;
    ck_assert_msg(copse_quantity_find(name, &q) == COPSE_OK, "no quantity %s", name);
    return r->value[q];
}

static void fill(row *r)
{
    copse_error err = {0};
    ck_assert_msg(copse_row_fill(r->value, &r->opts, r->event, COPSE_FILL_EVENTS, &r->events, &err) == COPSE_OK, "%s",
                  err.text);
}

/* The event of a conversion in a group, or NULL. */
static const copse_filled *event_of(const row *r, const char *id, unsigned group)
{
    for (size_t i = 0; i < r->events; i++)
        if (strcmp(r->event[i].conversion->id, id) == 0 && r->event[i].group == group) return &r->event[i];
    return NULL;
}

static void done_by(const row *r, const char *id, unsigned group)
{
    const copse_filled *e = event_of(r, id, group);
    ck_assert_msg(e != NULL && e->status == COPSE_OK, "%s did nothing in group %u", id, group);
}

typedef struct known_number {
    const char *name;
    double x;
} known_number;

/* What each conversion takes, and an answer of it. */
static const struct {
    const char *id;
    known_number in[7];
    known_number out;
    double rtol;
} CASES[] = {
    {"sd-from-se", {{"se1i", 0.5}, {"n1i", 16}}, {"sd1i", 2}, 1e-15},
    {"sd-from-interval", {{"lower1i", 30.0}, {"upper1i", 34.2}, {"n1i", 25}}, {"sd1i", 5.087459333135779}, 1e-12},
    {"mean-from-interval", {{"lower1i", 30.0}, {"upper1i", 34.2}}, {"m1i", 32.1}, 1e-15},
    {"mean-sd-from-quartiles", {{"n1i", 50}, {"lq1i", 8}, {"med1i", 10}, {"uq1i", 13}}, {"m1i", 10.3539}, 1e-4},
    {"sd-from-difference-se", {{"semdi", 1.37}, {"n1i", 25}, {"n2i", 22}}, {"sd2i", 4.686547066258411}, 1e-13},
    {"sd-from-difference-interval",
     {{"lowermdi", 1}, {"uppermdi", 6.6}, {"n1i", 25}, {"n2i", 22}},
     {"sd1i", 4.755636886305811},
     1e-12},
    {"sd-from-t", {{"mdi", 3.8}, {"ti", -2.78}, {"n1i", 25}, {"n2i", 22}}, {"sd1i", 4.675964620013118}, 1e-12},
    {"sd-from-f",
     {{"m1i", 13.8}, {"m2i", 10}, {"fi", 7.7284}, {"n1i", 25}, {"n2i", 22}},
     {"sd1i", 4.675964620013118},
     1e-12},
    {"sd-from-p",
     {{"m1i", 5.8}, {"m2i", 2}, {"pi", 0.008}, {"n1i", 25}, {"n2i", 22}},
     {"sd1i", 4.683469341375098},
     1e-11},
    {"yi-from-ratio", {{"ratio", 2}}, {"yi", 0.69314718055994531}, 1e-15},
    {"yi-from-interval", {{"lower", -1}, {"upper", 2}}, {"yi", 0.5}, 1e-15},
    {"yi-from-ratio-interval", {{"ratio_lower", 0.5}, {"ratio_upper", 8}}, {"yi", 0.69314718055994531}, 1e-14},
    {"se-from-interval", {{"lower", -1}, {"upper", 2}, {"ci_level", 90}}, {"sei", 0.9119352478676541}, 1e-13},
    {"se-from-ratio-interval",
     {{"ratio", 0.64}, {"ratio_lower", 0.33}, {"ratio_upper", 1.22}},
     {"sei", 0.3335554871365689},
     1e-13},
    {"se-from-limit", {{"yi", 0.5}, {"upper", 0.9}}, {"sei", 0.2040853827698616}, 1e-13},
    {"se-from-ratio-limit", {{"ratio", 1}, {"ratio_lower", 0.5}}, {"sei", 0.3536530191510671}, 1e-13},
    {"se-from-z", {{"yi", -0.5}, {"zi", -2}}, {"sei", 0.25}, 1e-15},
    {"se-from-t", {{"yi", 0.5}, {"ti", 2}}, {"sei", 0.25}, 1e-15},
    {"se-from-f", {{"yi", 0.5}, {"fi", 4}}, {"sei", 0.25}, 1e-15},
    {"se-from-chisq", {{"yi", 0.5}, {"chi2i", 4}}, {"sei", 0.25}, 1e-15},
    {"se-from-p", {{"yi", 0.03}, {"pi", 0.008}}, {"sei", 0.011311919433874250}, 1e-12},
    {"size-1-from-total", {{"ni", 50}, {"n2i", 30}}, {"n1i", 20}, 0},
    {"size-2-from-total", {{"ni", 50}, {"n1i", 30}}, {"n2i", 20}, 0},
    {"size-from-cells", {{"ai", 5}, {"bi", 7}}, {"n1i", 12}, 0},
    {"events-from-others", {{"n1i", 12}, {"bi", 7}}, {"ai", 5}, 0},
    {"others-from-events", {{"n1i", 12}, {"ai", 7}}, {"bi", 5}, 0},
    {"events-1-from-total", {{"events", 12}, {"ci", 7}}, {"ai", 5}, 0},
    {"events-2-from-total", {{"events", 12}, {"ai", 7}}, {"ci", 5}, 0},
    {"events-from-risk", {{"risk1i", 0.25}, {"n1i", 40}}, {"ai", 10}, 0},
    {"events-from-percent", {{"pct1i", 33.3}, {"n1i", 30}}, {"ai", 10}, 0},
    {"table-from-or", {{"ori", 2.05}, {"n1i", 122}, {"n2i", 118}, {"events", 56}}, {"di", 98}, 0},
    {"table-from-phi", {{"phi", 0.15}, {"n1i", 122}, {"n2i", 118}, {"events", 56}}, {"ci", 20}, 0},
    {"table-from-chisq", {{"chi2i", 4.61}, {"n1i", 122}, {"n2i", 118}, {"events", 56}}, {"bi", 86}, 0},
    {"table-from-accuracy", {{"ni", 200}, {"sens", 0.9}, {"spec", 0.8}, {"ppv", 0.75}}, {"ci", 8}, 0},
    {"events-from-or-first", {{"ori", 2.05}, {"ci", 20}, {"n1i", 122}, {"n2i", 118}}, {"ai", 36}, 0},
    {"events-from-or-second", {{"ori", 2.05}, {"ai", 36}, {"n1i", 122}, {"n2i", 118}}, {"ci", 20}, 0},
    {"events-from-rr-first", {{"rri", 1.74}, {"ci", 20}, {"n1i", 122}, {"n2i", 118}}, {"ai", 36}, 0},
    {"events-from-rr-second", {{"rri", 1.74}, {"ai", 36}, {"n1i", 122}, {"n2i", 118}}, {"ci", 20}, 0},
    {"events-from-rd-first", {{"rdi", 0.1256}, {"ci", 20}, {"n1i", 122}, {"n2i", 118}}, {"ai", 36}, 0},
    {"events-from-rd-second", {{"rdi", 0.1256}, {"ai", 36}, {"n1i", 122}, {"n2i", 118}}, {"ci", 20}, 0},
    {"change-from-means", {{"mb1i", 15.2}, {"mf1i", 16.2}}, {"mc1i", 1}, 1e-14},
    {"correlation-from-sds", {{"sdb1i", 6.4}, {"sdf1i", 7.1}, {"sdc1i", 4.5}}, {"r1i", 0.7825704225352113}, 1e-14},
    {"change-sd-from-se", {{"sec1i", 0.5}, {"n1i", 16}}, {"sdc1i", 2}, 1e-15},
    {"change-sd-from-sds", {{"sdb1i", 6.4}, {"sdf1i", 7.1}, {"r1i", 0.8}}, {"sdc1i", 4.320416646574725}, 1e-14},
};
enum { CASE_COUNT = sizeof CASES / sizeof *CASES };

START_TEST(every_conversion)
{
    size_t n = 0;
    while (copse_conversion_at(n) != NULL) n++;
    ck_assert_uint_eq(n, CASE_COUNT);
    for (size_t i = 0; i < n; i++) {
        const copse_conversion *c = copse_conversion_at(i);
        ck_assert_str_eq(c->id, CASES[i].id);
        ck_assert(c->formula[0] != '\0' && c->source[0] != '\0');
        row r = new_row();
        for (size_t k = 0; k < 7 && CASES[i].in[k].name != NULL; k++) know(&r, CASES[i].in[k].name, CASES[i].in[k].x);
        fill(&r);
        done_by(&r, c->id, 0);
        CK_CLOSE(known(&r, CASES[i].out.name), CASES[i].out.x, CASES[i].rtol);
        for (size_t e = 0; e < r.events; e++) ck_assert_int_eq(r.event[e].status, COPSE_OK);
    }
}
END_TEST

/* The name of the same quantity in another group. */
static const char *in_group(const char *name, unsigned group)
{
    copse_quantity q;
    ck_assert_int_eq(copse_quantity_find(name, &q), COPSE_OK);
    return copse_quantity_name(q < COPSE_Q_ALL_EVENTS ? q + group : q);
}

START_TEST(every_group)
{
    for (size_t i = 0; i < CASE_COUNT; i++)
        for (unsigned g = 1; g < 3 && copse_conversion_at(i)->groups; g++) {
            row r = new_row();
            for (size_t k = 0; k < 7 && CASES[i].in[k].name != NULL; k++)
                know(&r, in_group(CASES[i].in[k].name, g), CASES[i].in[k].x);
            fill(&r);
            done_by(&r, CASES[i].id, g);
            CK_CLOSE(known(&r, in_group(CASES[i].out.name, g)), CASES[i].out.x, CASES[i].rtol);
        }
}
END_TEST

START_TEST(an_interval_is_preferred)
{
    row r = new_row();
    know(&r, "yi", 0.5);
    know(&r, "pi", 0.03);
    know(&r, "zi", 9);
    know(&r, "lower", 0.1);
    know(&r, "upper", 0.9);
    fill(&r);
    done_by(&r, "se-from-interval", 0);
    ck_assert_uint_eq(r.events, 1);
    r = new_row();
    know(&r, "yi", 0.5);
    know(&r, "pi", 0.03);
    know(&r, "ti", 2.5);
    fill(&r);
    done_by(&r, "se-from-t", 0);
}
END_TEST

START_TEST(reported_values_stay)
{
    row r = new_row();
    know(&r, "sd1i", 3);
    know(&r, "se1i", 0.5);
    know(&r, "n1i", 16);
    fill(&r);
    ck_assert_uint_eq(r.events, 0);
    CK_CLOSE(known(&r, "sd1i"), 3, 0);
    r.opts.replace = true;
    fill(&r);
    done_by(&r, "sd-from-se", 0);
    CK_CLOSE(known(&r, "sd1i"), 2, 0);
    r = new_row(); /* a stopgap does not replace */
    r.opts.replace = true;
    know(&r, "yi", 0.7);
    know(&r, "lower", 0);
    know(&r, "upper", 1);
    fill(&r);
    CK_CLOSE(known(&r, "yi"), 0.7, 0);
    r = new_row(); /* a variance is as good as a standard error */
    know(&r, "yi", 0.7);
    know(&r, "vi", 0.01);
    know(&r, "lower", 0);
    know(&r, "upper", 1);
    fill(&r);
    ck_assert(isnan(known(&r, "sei")));
    r = new_row(); /* of two deviations one is known: the common one is not wanted */
    know(&r, "sd1i", 3);
    know(&r, "semdi", 0.5);
    know(&r, "n1i", 16);
    know(&r, "n2i", 16);
    fill(&r);
    ck_assert(isnan(known(&r, "sd2i")));
}
END_TEST

START_TEST(one_leads_to_another)
{
    row r = new_row();
    know(&r, "ni", 200);
    know(&r, "n1i", 100);
    know(&r, "pct2i", 40);
    know(&r, "rri", 0.5);
    fill(&r);
    CK_CLOSE(known(&r, "n2i"), 100, 0);
    CK_CLOSE(known(&r, "ci"), 40, 0);
    CK_CLOSE(known(&r, "di"), 60, 0);
    CK_CLOSE(known(&r, "ai"), 20, 0);
    CK_CLOSE(known(&r, "bi"), 80, 0);
}
END_TEST

START_TEST(no_circles)
{
    row r = new_row();
    r.opts.correlation = 0.8;
    know(&r, "sdb1i", 6.4);
    know(&r, "sdf1i", 7.1);
    fill(&r);
    done_by(&r, "change-sd-from-sds", 0);
    ck_assert(strstr(event_of(&r, "change-sd-from-sds", 0)->text, "assumed to be 0.8") != NULL);
    ck_assert(isnan(known(&r, "r1i")));
}
END_TEST

START_TEST(only_what_was_asked_for)
{
    row r = new_row();
    r.opts.fill[COPSE_FILL_MEANS] = false;
    know(&r, "se1i", 0.5);
    know(&r, "n1i", 16);
    know(&r, "ai", 4);
    fill(&r);
    ck_assert(isnan(known(&r, "sd1i")));
    CK_CLOSE(known(&r, "bi"), 12, 0);
}
END_TEST

static void says_why(row *r, const char *id, const char *why)
{
    fill(r);
    const copse_filled *e = event_of(r, id, 0);
    ck_assert_msg(e != NULL && e->status != COPSE_OK, "%s did not fail", id);
    ck_assert_msg(strstr(e->text, why) != NULL, "'%s' says nothing of '%s'", e->text, why);
}

START_TEST(reasons)
{
    row r = new_row();
    know(&r, "se1i", -0.5); /* impossible */
    know(&r, "n1i", 16);
    says_why(&r, "sd-from-se", "standard error -0.5");
    ck_assert(isnan(known(&r, "sd1i")));
    know(&r, "lower1i", 1); /* another way is found: an impossible number is told all the same */
    know(&r, "upper1i", 2);
    fill(&r);
    ck_assert_ptr_nonnull(event_of(&r, "sd-from-se", 0));
    ck_assert(known(&r, "sd1i") > 0);
    r = new_row(); /* but a way that was merely closed is no news */
    know(&r, "yi", 0.3);
    know(&r, "pi", 1);
    know(&r, "lower", 0.1);
    fill(&r);
    ck_assert_ptr_null(event_of(&r, "se-from-p", 0));
    ck_assert(known(&r, "sei") > 0);
    r = new_row();
    know(&r, "sdb1i", 6);
    know(&r, "sdf1i", 7);
    says_why(&r, "change-sd-from-sds", "not known");
    r = new_row();
    know(&r, "phi", 0.54);
    know(&r, "n1i", 200);
    know(&r, "n2i", 200);
    know(&r, "events", 50);
    says_why(&r, "table-from-phi", "negative");
    r = new_row();
    know(&r, "yi", 2);
    know(&r, "upper", 1);
    says_why(&r, "se-from-limit", "above its limit");
    r = new_row();
    know(&r, "ratio", -2);
    says_why(&r, "yi-from-ratio", "the ratio -2");
    r = new_row();
    know(&r, "n1i", 30);
    know(&r, "med1i", 5);
    fill(&r);
    ck_assert_ptr_nonnull(event_of(&r, "mean-sd-from-quartiles", 0));
    r = new_row();
    know(&r, "ai", 30);
    know(&r, "n1i", 20);
    says_why(&r, "others-from-events", "negative");
}
END_TEST

START_TEST(remarks)
{
    row r = new_row();
    know(&r, "yi", 0.5);
    know(&r, "lower", 0.1);
    know(&r, "upper", 5);
    fill(&r);
    ck_assert(strstr(event_of(&r, "se-from-interval", 0)->text, "not in the middle") != NULL);
    r = new_row();
    know(&r, "pct1i", 41);
    know(&r, "n1i", 30);
    fill(&r);
    ck_assert_str_eq(event_of(&r, "events-from-percent", 0)->text, "rounded from 12.3");
    r = new_row();
    r.opts.uncorrected = true;
    know(&r, "chi2i", 4.37);
    know(&r, "n1i", 42);
    know(&r, "n2i", 30);
    know(&r, "events", 40);
    fill(&r);
    CK_CLOSE(known(&r, "ai"), 28, 0);
    ck_assert(strstr(event_of(&r, "table-from-chisq", 0)->text, "without Yates") != NULL);
}
END_TEST

static double odd_number(test_random *r)
{
    static const double odd[] = {0, -1, 1, 0.5, 1e308, -1e308, 5e-324, 1e-200, 100, 2e9, 0.05, 37};
    const double x = test_random_normal(r);
    switch (test_random_size(r, 0, 4)) {
    case 0:
        return odd[test_random_size(r, 0, sizeof odd / sizeof *odd - 1)];
    case 1:
        return (double)test_random_size(r, 0, 60);
    case 2:
        return x;
    default:
        return fabs(x);
    }
}

static bool is_spread(size_t q)
{
    return (q >= COPSE_Q_SD1 && q <= COPSE_Q_SD0) || (q >= COPSE_Q_SDC1 && q <= COPSE_Q_SDC0) || q == COPSE_Q_SEI;
}

/* Whatever is reported: no infinity comes out, no spread of 0, no negative count, and what was reported stays. */
START_TEST(anything_goes)
{
    test_random random = {2026};
    size_t filled = 0;
    for (size_t i = 0; i < 3000; i++) {
        row r = new_row();
        double before[COPSE_QUANTITY_COUNT];
        const size_t density = test_random_size(&random, 1, 4);
        for (size_t q = 0; q < COPSE_QUANTITY_COUNT; q++) {
            if (test_random_size(&random, 1, 4) <= density) r.value[q] = odd_number(&random);
            before[q] = r.value[q];
        }
        r.opts.correlation = i % 2 == 0 ? 0.5 : NO;
        r.opts.five.test = i % 3 != 0;
        fill(&r);
        for (size_t q = 0; q < COPSE_QUANTITY_COUNT; q++) {
            if (!isnan(before[q])) ck_assert(r.value[q] == before[q]);
            if (isnan(r.value[q]) || !isnan(before[q])) continue;
            filled++;
            ck_assert_msg(isfinite(r.value[q]), "%s", copse_quantity_name((copse_quantity)q));
            if (is_spread(q)) ck_assert_msg(r.value[q] > 0, "%s", copse_quantity_name((copse_quantity)q));
            if (q >= COPSE_Q_EVENTS1 && q <= COPSE_Q_OTHERS0) ck_assert(r.value[q] >= 0);
        }
        for (size_t e = 0; e < r.events; e++)
            if (r.event[e].status != COPSE_OK) ck_assert(r.event[e].text[0] != '\0');
    }
    ck_assert_uint_gt(filled, 3000);
}
END_TEST

START_TEST(bad_options)
{
    row r = new_row();
    copse_error err = {0};
    r.opts.level = 100;
    ck_assert_int_eq(copse_row_fill(r.value, &r.opts, r.event, COPSE_FILL_EVENTS, &r.events, &err), COPSE_EINVAL);
    r.opts = copse_fill_opts_default();
    r.opts.correlation = 1.5;
    ck_assert_int_eq(copse_row_fill(r.value, &r.opts, r.event, COPSE_FILL_EVENTS, &r.events, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_row_fill(r.value, NULL, r.event, COPSE_FILL_EVENTS, &r.events, &err), COPSE_OK);
    ck_assert_uint_eq(r.events, 0);
    copse_quantity q = COPSE_Q_N1;
    ck_assert_int_eq(copse_quantity_find("nothing", &q), COPSE_ENOTFOUND);
    ck_assert_ptr_null(copse_quantity_name(COPSE_QUANTITY_COUNT));
    for (int i = 0; i < COPSE_QUANTITY_COUNT; i++) {
        ck_assert_int_eq(copse_quantity_find(copse_quantity_name((copse_quantity)i), &q), COPSE_OK);
        ck_assert_int_eq((int)q, i); /* no name twice */
    }
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("row_fill");
    TCase *all = tcase_create("all");
    tcase_add_test(all, every_conversion);
    tcase_add_test(all, every_group);
    tcase_add_test(all, an_interval_is_preferred);
    tcase_add_test(all, reported_values_stay);
    tcase_add_test(all, one_leads_to_another);
    tcase_add_test(all, no_circles);
    tcase_add_test(all, only_what_was_asked_for);
    tcase_add_test(all, reasons);
    tcase_add_test(all, remarks);
    tcase_add_test(all, anything_goes);
    tcase_add_test(all, bad_options);
    suite_add_tcase(suite, all);
    return run_suite(suite);
}
