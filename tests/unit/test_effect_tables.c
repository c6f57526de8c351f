/* effect: measures of 2x2 tables, matched pairs, rates, proportions and hazards: what must be true of them, and why there is
 * no estimate. The numbers are compared in reference/test_effects2_tables.c. */
#include <copse/effect.h>

#include "ck_close.h"

#include <string.h>

enum { MOST_ROWS = 4, MOST_NUMBERS = 6 };
#define END COPSE_IN_COUNT

static const copse_input table[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI, END};
static const copse_input rates[] = {COPSE_IN_X1I, COPSE_IN_T1I, COPSE_IN_X2I, COPSE_IN_T2I, END};
static const copse_input rate[] = {COPSE_IN_XI, COPSE_IN_TI, END};
static const copse_input proportion[] = {COPSE_IN_XI, COPSE_IN_MI, END};
static const copse_input margins_r[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI, COPSE_IN_RI, END};
static const copse_input margins_p[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI, COPSE_IN_PI, END};
static const copse_input counts_p[] = {COPSE_IN_X1I, COPSE_IN_X2I, COPSE_IN_PI, END};
static const copse_input sizes_p[] = {COPSE_IN_X1I, COPSE_IN_N1I, COPSE_IN_X2I, COPSE_IN_N2I, COPSE_IN_PI, END};
static const copse_input logrank[] = {COPSE_IN_OEI, COPSE_IN_VOEI, END};

typedef struct answer {
    double yi, vi, ni;
    copse_effect_row row;
} answer;

/* k rows of numbers, one after another; the answer is the first row's. */
static answer ask_rows(const char *code, const copse_input *inputs, const double *numbers, size_t k,
                       const copse_effect_opts *opts)
{
    double column[MOST_NUMBERS][MOST_ROWS], yi[MOST_ROWS], vi[MOST_ROWS], ni[MOST_ROWS];
    const double *in[COPSE_IN_COUNT] = {NULL};
    copse_effect_row row[MOST_ROWS];
    size_t count = 0;
    while (inputs[count] != END) count++;
    for (size_t j = 0; j < count; j++) {
        for (size_t i = 0; i < k; i++) column[j][i] = numbers[i * count + j];
        in[inputs[j]] = column[j];
    }
    ck_assert_int_eq(copse_effect_compute(copse_measure_find(code), in, k, opts, yi, vi, ni, row), COPSE_OK);
    return (answer){.yi = yi[0], .vi = vi[0], .ni = ni[0], .row = row[0]};
}

#define ASK(code, inputs, ...) ask((code), (inputs), (const double[]){__VA_ARGS__}, NULL)

static answer ask(const char *code, const copse_input *inputs, const double *numbers, const copse_effect_opts *opts)
{
    const answer a = ask_rows(code, inputs, numbers, 1, opts);
    ck_assert_msg(a.row.status == COPSE_OK, "%s: %s", code, a.row.why);
    ck_assert(isfinite(a.yi) && a.vi > 0.0 && isfinite(a.vi));
    return a;
}

static copse_effect_opts with_vtype(copse_vtype vtype)
{
    copse_effect_opts opts = copse_effect_opts_default();
    opts.vtype = vtype;
    return opts;
}

/* ------------------------------------------------------------------------------------------------ invariants */

START_TEST(relabelling_events_turns_the_sign)
{
    static const char *const codes[] = {"PHI", "ZPHI", "YUQ", "YUY", "RTET", "ZTET", "PBIT", "OR2D", "OR2DN"};
    for (size_t m = 0; m < sizeof codes / sizeof *codes; m++) {
        const answer a = ASK(codes[m], table, 14, 119, 11, 128), b = ASK(codes[m], table, 119, 14, 128, 11);
        CK_CLOSE(a.yi, -b.yi, 1e-13);
        CK_CLOSE(a.vi, b.vi, 1e-13);
    }
}
END_TEST

/* Rows and columns change places. */
START_TEST(association_does_not_know_which_variable_came_first)
{
    static const char *const codes[] = {"PHI", "ZPHI", "YUQ", "YUY", "RTET", "ZTET"};
    for (size_t m = 0; m < sizeof codes / sizeof *codes; m++) {
        const answer a = ASK(codes[m], table, 14, 119, 31, 128), b = ASK(codes[m], table, 14, 31, 119, 128);
        CK_CLOSE(a.yi, b.yi, 1e-13);
        CK_CLOSE(a.vi, b.vi, 1e-13);
    }
    const copse_effect_opts stratified = with_vtype(COPSE_VTYPE_ST);
    const answer a = ask("PHI", table, (const double[]){14, 119, 31, 128}, &stratified);
    const answer b = ask("PHI", table, (const double[]){14, 31, 119, 128}, &stratified);
    ck_assert(fabs(a.vi / b.vi - 1.0) > 1e-4); /* which sizes were fixed matters */
}
END_TEST

START_TEST(coefficients_lie_in_order_and_z_undoes_itself)
{
    const answer phi = ASK("PHI", table, 40, 10, 12, 38), q = ASK("YUQ", table, 40, 10, 12, 38);
    const answer y = ASK("YUY", table, 40, 10, 12, 38), r = ASK("RTET", table, 40, 10, 12, 38);
    ck_assert(phi.yi > 0 && phi.yi < r.yi && y.yi < q.yi && r.yi < 1);
    CK_CLOSE(q.yi, 2 * y.yi / (1 + y.yi * y.yi), 1e-14); /* Yule 1912 */
    CK_CLOSE(q.yi, tanh(0.5 * ASK("OR", table, 40, 10, 12, 38).yi), 1e-14);
    CK_CLOSE(tanh(ASK("ZPHI", table, 40, 10, 12, 38).yi), phi.yi, 1e-14);
    CK_CLOSE(tanh(ASK("ZTET", table, 40, 10, 12, 38).yi), r.yi, 1e-14);
    /* equal margins: r = sin(pi (p11 - 1/4) 2), with 1/3 of the pairs at the quadrant r is 1/2 (Sheppard) */
    CK_CLOSE(ASK("RTET", table, 2, 1, 1, 2).yi, 0.5, 1e-13);
}
END_TEST

START_TEST(no_effect_is_exactly_zero)
{
    static const char *const codes[] = {"VE", "PBIT", "OR2D", "OR2DN", "PHI", "ZPHI", "YUQ", "YUY", "RTET", "ZTET"};
    for (size_t m = 0; m < sizeof codes / sizeof *codes; m++) {
        const answer a = ASK(codes[m], table, 3, 7, 9, 21);
        ck_assert_msg(a.yi == 0.0 && !signbit(a.yi), "%s: %g", codes[m], a.yi);
    }
    static const char *const pairs[] = {"MPRD", "MPRR", "MPOR", "MPORC", "MPPETO"};
    for (size_t m = 0; m < sizeof pairs / sizeof *pairs; m++) ck_assert(ASK(pairs[m], table, 8, 4, 4, 19).yi == 0.0);
    ck_assert(ASK("IRD", rates, 3, 40, 6, 80).yi == 0.0);
    ck_assert(ASK("IRSD", rates, 3, 40, 6, 80).yi == 0.0);
    ck_assert(ASK("PRZ", proportion, 7, 7).yi == 0.0);
    ck_assert(ASK("HR", counts_p, 30, 31, 1).yi == 0.0);
}
END_TEST

START_TEST(vaccine_efficacy_is_one_minus_the_risk_ratio)
{
    const answer rr = ASK("RR", table, 4, 119, 11, 128), ve = ASK("VE", table, 4, 119, 11, 128);
    CK_CLOSE(copse_transform_apply(copse_measure_find("VE")->transform, ve.yi), 1 - exp(rr.yi), 1e-14);
    ck_assert(ve.yi == -rr.yi && ve.vi == rr.vi && ve.yi > 0);
}
END_TEST

START_TEST(synonyms_and_given_measures)
{
    ck_assert_ptr_eq(copse_measure_find("OR2DL"), copse_measure_find("OR2D"));
    ck_assert_int_eq(copse_measure_find("HD")->family, COPSE_FAMILY_GIVEN);
    static const copse_input given[] = {COPSE_IN_YI, COPSE_IN_SEI, END};
    CK_CLOSE(ASK("HR", given, -0.3, 0.2).vi, 0.04, 1e-15);
    CK_CLOSE(ASK("HD", given, -0.03, 0.02).vi, 0.0004, 1e-15);
}
END_TEST

START_TEST(swapping_the_two_times_turns_the_sign)
{
    static const char *const codes[] = {"MPRD", "MPRR", "MPOR", "MPORC", "MPPETO"};
    for (size_t m = 0; m < sizeof codes / sizeof *codes; m++) {
        const answer a = ASK(codes[m], table, 20, 5, 12, 33), b = ASK(codes[m], table, 20, 12, 5, 33);
        CK_CLOSE(a.yi, -b.yi, 1e-15);
        CK_CLOSE(a.vi, b.vi, 1e-15);
        ck_assert(a.ni == 70.0);
    }
    const answer a = ASK("MPORM", margins_r, 25, 45, 32, 38, 0.5), b = ASK("MPORM", margins_r, 32, 38, 25, 45, 0.5);
    CK_CLOSE(a.yi, -b.yi, 1e-15);
    CK_CLOSE(a.vi, b.vi, 1e-15);
    ck_assert(a.ni == 70.0); /* pairs, not cells */
}
END_TEST

/* The margins with the correlation of the pairs are as good as the pairs (Becker & Balagtas 1993). */
START_TEST(margins_and_their_correlation_give_what_the_pairs_give)
{
    const answer pairs = ASK("MPOR", table, 20, 5, 12, 33), phi = ASK("PHI", table, 20, 5, 12, 33);
    const answer r = ASK("MPORM", margins_r, 25, 45, 32, 38, phi.yi);
    const answer p = ASK("MPORM", margins_p, 25, 45, 32, 38, 20.0 / 70);
    CK_CLOSE(r.yi, pairs.yi, 1e-14);
    CK_CLOSE(r.vi, pairs.vi, 1e-13);
    CK_CLOSE(p.vi, pairs.vi, 1e-13);
    CK_CLOSE(ASK("MPORM", margins_r, 25, 45, 32, 38, 0).vi, ASK("OR", table, 25, 45, 32, 38).vi, 1e-14);
}
END_TEST

START_TEST(one_study_is_its_own_average)
{
    static const struct {
        const char *code;
        const copse_input *inputs;
        double x[5];
    } cases[] = {{"RR", table, {14, 119, 11, 128}}, {"OR", table, {14, 119, 11, 128}},
                 {"RD", table, {14, 119, 11, 128}}, {"VE", table, {14, 119, 11, 128}},
                 {"OR2D", table, {5, 9, 11, 12}},   {"OR2DN", table, {5, 9, 11, 12}},
                 {"PR", proportion, {7, 30}},       {"PLN", proportion, {7, 30}},
                 {"PLO", proportion, {7, 30}},      {"MPORM", margins_r, {25, 45, 32, 38, 0.5}}};
    const copse_effect_opts average = with_vtype(COPSE_VTYPE_AV), large = with_vtype(COPSE_VTYPE_LS);
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        const answer a = ask(cases[i].code, cases[i].inputs, cases[i].x, &average);
        const answer b = ask(cases[i].code, cases[i].inputs, cases[i].x, &large);
        CK_CLOSE(a.vi, b.vi, 1e-14);
        ck_assert(a.yi == b.yi);
    }
}
END_TEST

/* Two groups alike: the pooled risk is the risk of each. */
START_TEST(the_null_variance_is_the_variance_where_the_groups_are_alike)
{
    static const char *const codes[] = {"RR", "OR", "RD", "VE", "OR2D", "OR2DN"};
    const copse_effect_opts null = with_vtype(COPSE_VTYPE_H0);
    for (size_t m = 0; m < sizeof codes / sizeof *codes; m++) {
        const answer a = ask(codes[m], table, (const double[]){6, 20, 9, 30}, &null);
        CK_CLOSE(a.vi, ASK(codes[m], table, 6, 20, 9, 30).vi, 1e-14);
    }
}
END_TEST

START_TEST(scaling_time)
{
    const answer a = ASK("IRD", rates, 9, 413, 19, 398), b = ASK("IRD", rates, 9, 4.13, 19, 3.98);
    CK_CLOSE(b.yi, 100 * a.yi, 1e-14);
    CK_CLOSE(b.vi, 1e4 * a.vi, 1e-14);
    const answer c = ASK("IRSD", rates, 9, 413, 19, 398), d = ASK("IRSD", rates, 9, 4.13, 19, 3.98);
    CK_CLOSE(d.yi, 10 * c.yi, 1e-14);
    CK_CLOSE(d.vi, 100 * c.vi, 1e-14);
    CK_CLOSE(ASK("IRLN", rate, 9, 413).yi - ASK("IRLN", rate, 19, 398).yi, ASK("IRR", rates, 9, 413, 19, 398).yi,
             1e-13);
    ck_assert(isnan(ASK("IR", rate, 9, 413).ni) && isnan(a.ni));
}
END_TEST

START_TEST(freeman_tukey_comes_to_the_plain_root_and_angle)
{
    CK_CLOSE(ASK("IRFT", rate, 4e9, 1e9).yi, ASK("IRS", rate, 4e9, 1e9).yi, 1e-9);
    CK_CLOSE(ASK("PFT", proportion, 3e9, 1e9).yi, ASK("PAS", proportion, 3e9, 1e9).yi, 1e-9);
    CK_CLOSE(ASK("PFT", proportion, 7, 7).yi, atan(1.0), 1e-15);
}
END_TEST

START_TEST(hazard_ratio_from_a_p_value)
{
    /* Tierney et al. 2007: V is the product of the groups' events over their sum; z of p = 0.075 is 1.78 */
    const answer a = ASK("HR", counts_p, 34, 38, -0.075);
    CK_CLOSE(1 / a.vi, 34.0 * 38 / 72, 1e-14);
    CK_CLOSE(-a.yi / sqrt(a.vi), 1.7804643416920256, 1e-12); /* R: qnorm(0.0375, lower = FALSE) */
    const answer b = ASK("HR", counts_p, 38, 34, 0.075);
    CK_CLOSE(a.yi, -b.yi, 1e-15);
    /* groups of one size: the variance is a quarter of the events */
    const answer c = ASK("HR", sizes_p, 34, 100, 38, 100, -0.075);
    CK_CLOSE(1 / c.vi, 72.0 / 4, 1e-14);
    ck_assert(c.ni == 200.0);
    const answer d = ASK("HR", sizes_p, 34, 200, 38, 100, -0.075);
    CK_CLOSE(1 / d.vi, 72 * 2.0 / 9, 1e-14);
    CK_CLOSE(ASK("HR", logrank, -7.4, 80.6).yi, -7.4 / 80.6, 1e-15);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ reasons */

static const struct {
    const char *code;
    const copse_input *inputs;
    double x[5];
    copse_vtype vtype;
    copse_status status;
    const char *why;
} left_out[] = {
    {"VE", table, {0, 9, 2, 8}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events in group 1"},
    {"RR", table, {9, 0, 8, 0}, COPSE_VTYPE_H0, COPSE_ENOTCOMPUTABLE, "only events in both groups"},
    {"RD", table, {1, 0, 3, 8}, COPSE_VTYPE_UB, COPSE_ENOTCOMPUTABLE, "a group of one participant"},
    {"RD", table, {0, 9, 0, 8}, COPSE_VTYPE_H0, COPSE_ENOTCOMPUTABLE, "each group has no or only events"},
    {"PBIT", table, {0, 9, 2, 8}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "a group with no or only events"},
    {"OR2D", table, {0, 9, 0, 8}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events in either group"},
    {"PHI", table, {0, 9, 0, 8}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events in either group"},
    {"PHI", table, {9, 0, 8, 0}, COPSE_VTYPE_ST, COPSE_ENOTCOMPUTABLE, "only events in both groups"},
    {"PHI", table, {9, 0, 0, 8}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "perfect association"},
    {"ZPHI", table, {0, 9, 8, 0}, COPSE_VTYPE_ST, COPSE_ENOTCOMPUTABLE, "perfect association"},
    {"YUQ", table, {9, 0, 2, 8}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "a group with no or only events"},
    {"YUY", table, {9, 0, 8, 0}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "only events in both groups"},
    {"RTET",
     table,
     {9, 0, 2, 8},
     COPSE_VTYPE_COUNT,
     COPSE_ENOTCOMPUTABLE,
     "an empty cell makes the correlation 1 or -1"},
    {"ZTET", table, {0, 9, 0, 8}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events in either group"},
    {"MPRD", table, {9, 0, 0, 8}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no discordant pairs"},
    {"MPRD", table, {0, 5, 0, 0}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "discordant in the same direction"},
    {"MPRD", table, {0, 0, 0, 0}, COPSE_VTYPE_COUNT, COPSE_EDOM, "without pairs"},
    {"MPRR", table, {0, 0, 4, 9}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events the first time"},
    {"MPRR", table, {0, 4, 0, 9}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events the second time"},
    {"MPRR", table, {0, 0, 0, 9}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events"},
    {"MPOR", table, {4, 4, 0, 0}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "only events the first or the second time"},
    {"MPOR", table, {4, 0, 0, 5}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no discordant pairs"},
    {"MPORC", table, {4, 0, 3, 5}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no discordant pairs in one direction"},
    {"MPPETO", table, {4, 0, 0, 5}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no discordant pairs"},
    {"MPORM", margins_r, {4, 0, 3, 1, 0.5}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "at one of the two times"},
    {"MPORM", margins_r, {4, 6, 4, 6, 1}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "correlation is too high"},
    {"MPORM", margins_p, {3, 8, 3, 8, 3.0 / 11}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "correlation is too high"},
    {"MPORM", margins_p, {4, 6, 3, 7, 0.5}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "does not go with the margins"},
    {"MPORM", margins_p, {9, 1, 8, 2, 0.6}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "does not go with the margins"},
    {"MPORM", margins_p, {9, 1, 8, 2, 1.5}, COPSE_VTYPE_COUNT, COPSE_EDOM, "a proportion between 0 and 1"},
    {"MPORM", margins_r, {9, 1, 8, 2, -1.5}, COPSE_VTYPE_COUNT, COPSE_EDOM, "a correlation between -1 and 1"},
    {"MPORM", margins_r, {9, 1, 8, 2, NAN}, COPSE_VTYPE_COUNT, COPSE_EMISSING, "missing"},
    {"IRD", rates, {0, 9, 0, 8}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events in either group"},
    {"IR", rate, {0, 9}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events"},
    {"IRLN", rate, {0, 9}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events"},
    {"IRS", rate, {3, 0}, COPSE_VTYPE_COUNT, COPSE_EDOM, "not a positive number"},
    {"IRFT", rate, {-3, 5}, COPSE_VTYPE_COUNT, COPSE_EDOM, "negative"},
    {"PR", proportion, {0, 9}, COPSE_VTYPE_AV, COPSE_ENOTCOMPUTABLE, "no events"},
    {"PR", proportion, {0.5, 0.5}, COPSE_VTYPE_UB, COPSE_ENOTCOMPUTABLE, "more than one participant"},
    {"PRZ", proportion, {0, 9}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events"},
    {"PRZ", proportion, {9, 0}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "only events"},
    {"HR", counts_p, {0, 0, 0.3}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events in either group"},
    {"HR", counts_p, {0, 4, 0.3}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "no events in one group"},
    {"HR", counts_p, {3, 4, 0}, COPSE_VTYPE_COUNT, COPSE_EDOM, "a p-value between 0 and 1"},
    {"HR", counts_p, {3, 4, -1.2}, COPSE_VTYPE_COUNT, COPSE_EDOM, "a p-value between 0 and 1"},
    {"HR", sizes_p, {30, 20, 4, 20, 0.1}, COPSE_VTYPE_COUNT, COPSE_EDOM, "more than the size"},
    {"HR", logrank, {-3, 0}, COPSE_VTYPE_COUNT, COPSE_EDOM, "not a positive number"},
    {"IRD", rates, {1, 1e-200, 2, 1e-200}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "exceeds the range"},
    {"IR", rate, {1, 1e300}, COPSE_VTYPE_COUNT, COPSE_ENOTCOMPUTABLE, "too small"},
};

START_TEST(there_is_a_reason)
{
    copse_effect_opts opts = with_vtype(left_out[_i].vtype);
    opts.to = COPSE_TO_NONE;
    const answer a = ask_rows(left_out[_i].code, left_out[_i].inputs, left_out[_i].x, 1, &opts);
    ck_assert_msg(a.row.status == left_out[_i].status, "%s: %s", left_out[_i].code, a.row.why);
    ck_assert_msg(strstr(a.row.why, left_out[_i].why) != NULL, "%s: '%s'", left_out[_i].code, a.row.why);
    ck_assert(isnan(a.yi) && isnan(a.vi) && isnan(a.ni));
}
END_TEST

START_TEST(variance_types_that_are_not_taken)
{
    static const struct {
        const char *code;
        copse_vtype vtype;
    } wrong[] = {{"PETO", COPSE_VTYPE_AV}, {"RR", COPSE_VTYPE_UB}, {"PHI", COPSE_VTYPE_AV},
                 {"PLN", COPSE_VTYPE_UB},  {"PR", COPSE_VTYPE_H0}, {"IRR", COPSE_VTYPE_AV}};
    for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
        ck_assert(!copse_measure_takes(copse_measure_find(wrong[i].code), wrong[i].vtype));
        ck_assert(copse_measure_takes(copse_measure_find(wrong[i].code), COPSE_VTYPE_LS));
    }
}
END_TEST

/* ------------------------------------------------------------------------------------------------ extremes */

/* The right value, scaled, or a named reason: never a wrong one. */
START_TEST(huge_and_tiny_cells)
{
    static const char *const scale_free[] = {"PHI", "ZPHI", "YUQ", "YUY", "OR", "RR", "RD", "PBIT", "OR2D", "VE"};
    static const double factors[] = {0x1p900, 0x1p-900, 0x1p40, 0x1p-40};
    for (size_t m = 0; m < sizeof scale_free / sizeof *scale_free; m++) {
        const answer plain = ASK(scale_free[m], table, 14, 119, 31, 128);
        for (size_t i = 0; i < sizeof factors / sizeof *factors; i++) {
            const double f = factors[i];
            const answer a =
                ask_rows(scale_free[m], table, (const double[]){14 * f, 119 * f, 31 * f, 128 * f}, 1, NULL);
            if (a.row.status != COPSE_OK) {
                ck_assert_int_eq(a.row.status, COPSE_ENOTCOMPUTABLE);
                continue;
            }
            CK_CLOSE(a.yi, plain.yi, 1e-12);
            CK_CLOSE(a.vi, plain.vi / f, 1e-12);
        }
    }
}
END_TEST

/* A strong association keeps the digits of its variance: with b = c = 1 and n large, 1 - phi is 4/n and the variance 8/n^2 to
 * first order. */
START_TEST(strong_association)
{
    const answer a = ASK("PHI", table, 5e8, 1, 1, 5e8), z = ASK("ZPHI", table, 5e8, 1, 1, 5e8);
    CK_CLOSE(a.vi, 8e-18, 1e-8);
    CK_CLOSE(z.yi, 0.5 * log(5e8), 1e-9);
    CK_CLOSE(z.vi, 0.125, 1e-8);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("effects of tables");
    TCase *invariants = tcase_create("invariants");
    tcase_add_test(invariants, relabelling_events_turns_the_sign);
    tcase_add_test(invariants, association_does_not_know_which_variable_came_first);
    tcase_add_test(invariants, coefficients_lie_in_order_and_z_undoes_itself);
    tcase_add_test(invariants, no_effect_is_exactly_zero);
    tcase_add_test(invariants, vaccine_efficacy_is_one_minus_the_risk_ratio);
    tcase_add_test(invariants, synonyms_and_given_measures);
    tcase_add_test(invariants, swapping_the_two_times_turns_the_sign);
    tcase_add_test(invariants, margins_and_their_correlation_give_what_the_pairs_give);
    tcase_add_test(invariants, one_study_is_its_own_average);
    tcase_add_test(invariants, the_null_variance_is_the_variance_where_the_groups_are_alike);
    tcase_add_test(invariants, scaling_time);
    tcase_add_test(invariants, freeman_tukey_comes_to_the_plain_root_and_angle);
    tcase_add_test(invariants, hazard_ratio_from_a_p_value);
    TCase *reasons = tcase_create("reasons");
    tcase_add_loop_test(reasons, there_is_a_reason, 0, (int)(sizeof left_out / sizeof *left_out));
    tcase_add_test(reasons, variance_types_that_are_not_taken);
    TCase *extremes = tcase_create("extremes");
    tcase_add_test(extremes, huge_and_tiny_cells);
    tcase_add_test(extremes, strong_association);
    suite_add_tcase(suite, invariants);
    suite_add_tcase(suite, reasons);
    suite_add_tcase(suite, extremes);
    return run_suite(suite);
}
