/* Forest plots of every measure: its raw numbers, axis and texts, and intervals of studies from their counts. */
#include "forest_checks.h"

#define TRIALS 5
#define HAS_TEXT(model, text) ck_assert_msg(find_head(model, text), "no head '%s'", text)

static bool find_head(const forest_model *model, const char *text)
{
    for (size_t h = 0; h < model->heads; h++)
        if (strcmp(model->head[h].text, text) == 0) return true;
    return false;
}

static bool find_note(const forest_model *model, const char *text)
{
    for (size_t r = 0; r < model->rows; r++)
        if (model->row[r].kind == FOREST_NOTE && strstr(model->row[r].cell[0], text) != NULL) return true;
    return false;
}

/* Inputs whose meaning the family decides. */
static double ambiguous(copse_family family, copse_input input, double i)
{
    const bool cells = family == COPSE_FAMILY_TABLE || family == COPSE_FAMILY_PAIRS || family == COPSE_FAMILY_GENOTYPES;
    switch (input) {
    case COPSE_IN_AI:
        return cells ? 30 + i : 0.8 - 0.02 * i;
    case COPSE_IN_DI:
        return cells ? 60 - i : 0.4 + 0.05 * i;
    case COPSE_IN_N1I:
        return cells ? 100 : 60 + i;
    case COPSE_IN_N2I:
        return cells ? 100 : 55 + i;
    case COPSE_IN_MI:
        return family == COPSE_FAMILY_PROPORTION ? 70 - i
               : family == COPSE_FAMILY_MEAN     ? 12 + 0.3 * i
               : family == COPSE_FAMILY_AREA     ? 0.05
                                                 : 4 + i;
    case COPSE_IN_TI:
        return family == COPSE_FAMILY_RATE ? 400 + 10.5 * i : 2.1 + 0.1 * i;
    case COPSE_IN_PI:
        return family == COPSE_FAMILY_PAIRS ? 0.2 : 0.03 + 0.01 * i;
    default:
        return 60 + i; /* ni */
    }
}

static double value_of(copse_family family, copse_input input, double i)
{
    switch (input) {
    case COPSE_IN_BI:
        return 70 - i;
    case COPSE_IN_CI:
        return 40 + i;
    case COPSE_IN_XI:
        return 30 + i;
    case COPSE_IN_X1I:
        return 9 + i;
    case COPSE_IN_X2I:
        return 19 + 2 * i;
    case COPSE_IN_T1I:
        return 413.5 + 10 * i;
    case COPSE_IN_T2I:
        return 398 + 20 * i;
    case COPSE_IN_M1I:
        return 14 + 0.3 * i;
    case COPSE_IN_M2I:
        return 12;
    case COPSE_IN_SD1I:
    case COPSE_IN_SDI:
        return 4.4 - 0.1 * i;
    case COPSE_IN_SD2I:
        return 4;
    case COPSE_IN_RI:
        return 0.3 + 0.05 * i;
    case COPSE_IN_R2I:
        return 0.5;
    case COPSE_IN_FI:
        return 5 + i;
    case COPSE_IN_OEI:
        return -7 + i;
    case COPSE_IN_VOEI:
        return 30 + i;
    case COPSE_IN_YI:
        return 0.1 * i;
    case COPSE_IN_VI:
    case COPSE_IN_SEI:
        return 0.04;
    case COPSE_IN_LOWER:
        return 0.1 * i - 0.4;
    case COPSE_IN_UPPER:
        return 0.1 * i + 0.4;
    case COPSE_IN_NI:
        return family == COPSE_FAMILY_PROPORTION ? 100 : 60 + 5 * i;
    default:
        return ambiguous(family, input, i);
    }
}

/* The studies of a measure from one of its sets of inputs. */
static void fixture_measure(forest_fixture *f, const copse_measure *measure, const copse_input *inputs)
{
    double value[COPSE_IN_COUNT][TRIALS], yi[TRIALS], vi[TRIALS], ni[TRIALS];
    const double *in[COPSE_IN_COUNT] = {0};
    copse_effect_row row[TRIALS];
    for (const copse_input *input = inputs; *input != COPSE_IN_COUNT; input++) {
        for (size_t i = 0; i < TRIALS; i++) value[*input][i] = value_of(measure->family, *input, (double)i);
        in[*input] = value[*input];
    }
    ck_assert_int_eq(copse_effect_compute(measure, in, TRIALS, NULL, yi, vi, ni, row), COPSE_OK);
    for (size_t i = 0; i < TRIALS; i++)
        ck_assert_msg(row[i].status == COPSE_OK, "%s: row %zu: %s", measure->code, i, row[i].why);
    fixture_studies(f, measure->code, TRIALS, yi, vi);
    memcpy(f->set.ni, ni, sizeof ni);
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++)
        if (in[input] != NULL) fixture_input(f, input, in[input]);
}

static void check_axis(const forest_fixture *f, const forest_model *model)
{
    const copse_measure *measure = f->set.measure;
    double low, high;
    const forest_input input = {&f->set, &f->fit, NULL, &f->opts};
    copse_i_shown_range(&input, &low, &high);
    ck_assert(model->axis.min >= low - 1e-12 && model->axis.max <= high + 1e-12);
    ck_assert_msg(model->axis.log == measure->ratio, "%s", measure->code);
    ck_assert_msg(isnan(model->axis.reference) == isnan(measure->null_value), "%s", measure->code);
    const bool given = measure->family == COPSE_FAMILY_GIVEN;
    ck_assert_msg((model->axis.left != NULL) == (measure->two_groups && !given), "%s", measure->code);
    ck_assert_ptr_nonnull(model->axis.label);
}

/* Every measure, from each of its sets of inputs, in every layout: nothing overlaps, and the first set is shown. */
START_TEST(every_measure_is_drawn)
{
    const copse_measure *measure;
    for (size_t m = 0; (measure = copse_measure_at(m)) != NULL; m++)
        for (size_t s = 0; s < measure->input_sets; s++)
            for (int layout = COPSE_LAYOUT_DEFAULT; layout <= COPSE_LAYOUT_JAMA; layout++) {
                forest_fixture f;
                forest_model model;
                fixture_measure(&f, measure, measure->inputs[s]);
                f.opts.layout = (copse_layout)layout;
                make_model(&f, &model);
                check_all(&model);
                check_axis(&f, &model);
                if (s == 0 && measure->family != COPSE_FAMILY_GIVEN)
                    ck_assert_msg(model.columns > 6, "%s shows no raw numbers", measure->code);
                copse_i_forest_free(&model);
                fixture_free(&f);
            }
}
END_TEST

static void model_of(const char *code, size_t set, forest_fixture *f, forest_model *model)
{
    const copse_measure *measure = copse_measure_find(code);
    fixture_measure(f, measure, measure->inputs[set]);
    make_model(f, model);
}

static void free_both(forest_fixture *f, forest_model *model)
{
    copse_i_forest_free(model);
    fixture_free(f);
}

START_TEST(heads_of_raw_numbers)
{
    forest_fixture f;
    forest_model model;
    model_of("MPRD", 0, &f, &model);
    HAS_TEXT(&model, "Pairs with the event");
    HAS_TEXT(&model, "Second only");
    ck_assert_str_eq(first_row(&model, FOREST_STUDY)->cell[2], "70");
    copse_i_forest_free(&model);
    copse_fit_free(&f.fit);
    f.opts.group2 = "Placebo";
    make_model(&f, &model);
    HAS_TEXT(&model, "Placebo only");
    HAS_TEXT(&model, "First only");
    free_both(&f, &model);
    model_of("MPORM", 0, &f, &model);
    HAS_TEXT(&model, "First");
    ck_assert_str_eq(first_row(&model, FOREST_STUDY)->cell[4], "100");
    free_both(&f, &model);
    model_of("SMCC", 0, &f, &model);
    HAS_TEXT(&model, "Measurement 2");
    HAS_TEXT(&model, "r");
    ck_assert_ptr_nonnull(strstr(model.axis.left, "Lower at measurement 1"));
    ck_assert_ptr_null(first_row(&model, FOREST_TOTAL)->cell[5]);
    free_both(&f, &model);
    model_of("HR", 0, &f, &model);
    HAS_TEXT(&model, "O\u2212E");
    ck_assert_str_eq(first_row(&model, FOREST_STUDY)->cell[1], "\u22127");
    ck_assert_ptr_nonnull(strstr(model.axis.right, "Higher hazard with intervention"));
    free_both(&f, &model);
    model_of("VR", 0, &f, &model);
    ck_assert(!find_head(&model, "Mean"));
    ck_assert_ptr_nonnull(strstr(model.axis.left, "Less variable with intervention"));
    free_both(&f, &model);
    /* Given as d: only the sizes of the groups. */
    model_of("SMD", 1, &f, &model);
    ck_assert(!find_head(&model, "Mean") && find_head(&model, "Total"));
    ck_assert_str_eq(first_row(&model, FOREST_STUDY)->cell[2], "55");
    free_both(&f, &model);
}
END_TEST

/* No effect is 0.5; the fit's test against 0 is not shown. */
START_TEST(areas_have_their_own_null)
{
    forest_fixture f;
    forest_model model;
    model_of("CLES", 0, &f, &model);
    CK_CLOSE(model.axis.reference, 0.5, 0.0);
    ck_assert(!find_note(&model, "Overall effect"));
    free_both(&f, &model);
    model_of("SMD", 0, &f, &model);
    ck_assert(find_note(&model, "Overall effect"));
    free_both(&f, &model);
}
END_TEST

/* What is the same for d and -d has no direction. */
START_TEST(overlaps_have_no_sides)
{
    static const copse_transform transforms[] = {COPSE_TRANSFORM_D_TO_OVL, COPSE_TRANSFORM_D_TO_U1,
                                                 COPSE_TRANSFORM_D_TO_U3};
    for (size_t t = 0; t < 3; t++) {
        forest_fixture f;
        forest_model model;
        fixture_measure(&f, copse_measure_find("SMD"), copse_measure_find("SMD")->inputs[0]);
        f.opts.transform = transforms[t];
        make_model(&f, &model);
        check_all(&model);
        ck_assert((model.axis.left != NULL) == (t == 2) && (model.axis.right != NULL) == (t == 2));
        ck_assert(model.axis.min >= 0.0 && model.axis.max <= 1.0);
        free_both(&f, &model);
    }
}
END_TEST

START_TEST(small_rates_keep_two_digits)
{
    static const double yi[] = {7.3e-5, 4.1e-5, 8.2e-5}, vi[] = {1e-10, 1e-10, 1e-10};
    forest_fixture f;
    forest_model model;
    fixture_studies(&f, "IR", 3, yi, vi);
    make_model(&f, &model);
    ck_assert_str_eq(first_row(&model, FOREST_STUDY)->cell[model.estimate_column], "0.000073");
    const forest_input input = {&f.set, &f.fit, NULL, &f.opts};
    ck_assert_str_eq(copse_i_plot_estimate(&input, &model, 1e-8), "<0.000001");
    free_both(&f, &model);
    fixture_studies(&f, "IRD", 3, yi, vi);
    fixture_label(&f, 0, "first");
    make_model(&f, &model);
    ck_assert_str_eq(first_row(&model, FOREST_STUDY)->cell[model.estimate_column], "0.000073");
    free_both(&f, &model);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ study intervals */

#define COUNTED 4
static const double events[COUNTED] = {0, 3, 14, NAN}, people[COUNTED] = {20, 48, 210, NAN};

/* Logits as copse effects has them; the last study gave nothing but its estimate. */
static void fixture_proportions(forest_fixture *f, const char *code)
{
    static const double yi[COUNTED] = {-3.7135720667, -2.7080502011, -2.6390573296, -2.0},
                        vi[COUNTED] = {2.0487804878, 0.3555555556, 0.0765306122, 0.25};
    fixture_studies(f, code, COUNTED, yi, vi);
    fixture_input(f, COPSE_IN_XI, events);
    fixture_input(f, COPSE_IN_NI, people);
}

static const forest_row *study_row(const forest_model *model, size_t study)
{
    for (size_t r = 0; r < model->rows; r++)
        if (model->row[r].kind == FOREST_STUDY && study-- == 0) return &model->row[r];
    ck_abort_msg("no such study");
    return NULL;
}

/* 3 of 48 at 95 %: R 4.3, binom.test(3, 48), prop.test(3, 48, correct = FALSE), qbeta(c(.025, .975), 3.5, 45.5), and
 * Agresti and Coull's formula. */
static const struct {
    copse_row_interval kind;
    double lower, upper;
    const char *note;
} expected[] = {
    {COPSE_ROW_CLOPPER_PEARSON, 0.0130792444095527, 0.1719599307905704, "Study intervals: Clopper\u2013Pearson"},
    {COPSE_ROW_EXACT, 0.0130792444095527, 0.1719599307905704, "Study intervals: Clopper\u2013Pearson"},
    {COPSE_ROW_WILSON, 0.0214832329083893, 0.1683543805494634, "Study intervals: Wilson score"},
    {COPSE_ROW_JEFFREYS, 0.017915645478052, 0.157483198318620, "Study intervals: Jeffreys"},
    {COPSE_ROW_AGRESTI_COULL, 0.0151323113196163, 0.1747053021382365, "Study intervals: Agresti\u2013Coull"},
};

START_TEST(intervals_of_proportions)
{
    for (size_t e = 0; e < sizeof expected / sizeof expected[0]; e++) {
        forest_fixture f;
        forest_model model;
        fixture_proportions(&f, "PLO");
        f.opts.row_interval = expected[e].kind;
        make_model(&f, &model);
        check_all(&model);
        CK_CLOSE(study_row(&model, 1)->estimate, 3.0 / 48.0, 1e-15);
        CK_CLOSE(study_row(&model, 1)->lower, expected[e].lower, 1e-12);
        CK_CLOSE(study_row(&model, 1)->upper, expected[e].upper, 1e-12);
        CK_CLOSE(study_row(&model, 0)->estimate, 0.0, 0.0);
        ck_assert_str_eq(study_row(&model, 0)->cell[model.estimate_column], "0.00");
        ck_assert(find_note(&model, expected[e].note) && find_note(&model, "; Wald without them"));
        /* Without counts: 1/(1 + exp(2 -+ 0.5 z)). */
        CK_CLOSE(study_row(&model, 3)->lower, 1.0 / (1.0 + exp(2.0 + 0.5 * 1.959963984540054)), 1e-12);
        free_both(&f, &model);
    }
}
END_TEST

/* 14 of 210 at 90 %: R 4.3, binom.test(14, 210, conf.level = .9); 0 of 20 at 95 %: binom.test(0, 20). */
START_TEST(intervals_follow_the_level)
{
    forest_fixture f;
    forest_model model;
    fixture_proportions(&f, "PLO");
    f.opts.row_interval = COPSE_ROW_EXACT;
    f.opts.level = 90.0;
    make_model(&f, &model);
    CK_CLOSE(study_row(&model, 2)->lower, 0.0407510100185385, 1e-12);
    CK_CLOSE(study_row(&model, 2)->upper, 0.1022584653154988, 1e-12);
    ck_assert_str_eq(study_row(&model, 2)->cell[model.estimate_column + 2], "0.10]");
    copse_i_forest_free(&model);
    copse_fit_free(&f.fit);
    f.opts.level = 95.0;
    make_model(&f, &model);
    CK_CLOSE(study_row(&model, 0)->lower, 0.0, 0.0);
    CK_CLOSE(study_row(&model, 0)->upper, 0.168433470983085, 1e-12);
    free_both(&f, &model);
}
END_TEST

/* R 4.3: poisson.test(7, 98100), poisson.test(0, 11730). */
START_TEST(intervals_of_rates)
{
    static const double x[] = {7, 0, 12}, t[] = {98100, 11730, 151200}, vi[] = {0.1428571429, 2.0, 0.0833333333};
    double yi[3];
    for (size_t i = 0; i < 3; i++) yi[i] = log((x[i] > 0 ? x[i] : 0.5) / t[i]);
    forest_fixture f;
    forest_model model;
    fixture_studies(&f, "IRLN", 3, yi, vi);
    fixture_input(&f, COPSE_IN_XI, x);
    fixture_input(&f, COPSE_IN_TI, t);
    f.opts.row_interval = COPSE_ROW_EXACT;
    make_model(&f, &model);
    check_all(&model);
    CK_CLOSE(study_row(&model, 0)->estimate, 7.0 / 98100.0, 1e-15);
    CK_CLOSE(study_row(&model, 0)->lower, 2.86887161215073e-05, 1e-12);
    CK_CLOSE(study_row(&model, 0)->upper, 1.47020136204917e-04, 1e-12);
    CK_CLOSE(study_row(&model, 1)->lower, 0.0, 0.0);
    CK_CLOSE(study_row(&model, 1)->upper, 0.000314482476906559, 1e-12);
    ck_assert(find_note(&model, "Study intervals: exact (Poisson), from raw counts"));
    free_both(&f, &model);
}
END_TEST

/* The interval is the same for every transform of the proportion. */
START_TEST(intervals_do_not_depend_on_the_measure)
{
    static const char *const codes[] = {"PR", "PLN", "PLO", "PRZ", "PAS", "PFT"};
    for (size_t c = 0; c < sizeof codes / sizeof codes[0]; c++) {
        const copse_measure *measure = copse_measure_find(codes[c]);
        forest_fixture f;
        forest_model model;
        double lower, upper;
        fixture_measure(&f, measure, measure->inputs[0]);
        f.opts.row_interval = COPSE_ROW_WILSON;
        make_model(&f, &model);
        ck_assert_int_eq(copse_proportion_interval(COPSE_INTERVAL_WILSON, 32, 100, 95.0, &lower, &upper), COPSE_OK);
        CK_CLOSE(study_row(&model, 2)->estimate, 0.32, 1e-15);
        CK_CLOSE(study_row(&model, 2)->lower, lower, 1e-15);
        CK_CLOSE(study_row(&model, 2)->upper, upper, 1e-15);
        free_both(&f, &model);
    }
}
END_TEST

static void refuse(const char *code, copse_row_interval kind, copse_transform transform, const char *why)
{
    const copse_measure *measure = copse_measure_find(code);
    forest_fixture f;
    copse_text script = {0};
    copse_error err = {0};
    fixture_measure(&f, measure, measure->inputs[0]);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    f.opts.row_interval = kind;
    f.opts.transform = transform;
    ck_assert_int_eq(copse_plot_forest(&f.set, &f.fit, NULL, &f.opts, "x.gp", &script, &err), COPSE_EUSAGE);
    ck_assert_str_eq(err.text, why);
    copse_text_free(&script);
    fixture_free(&f);
}

START_TEST(intervals_that_do_not_fit)
{
    refuse("RR", COPSE_ROW_WILSON, COPSE_TRANSFORM_EXP,
           "study intervals 'wilson' are for proportions (PR, PLN, PLO, PRZ, PAS, PFT), not for RR");
    refuse("SMD", COPSE_ROW_EXACT, COPSE_TRANSFORM_NONE,
           "study intervals 'exact' are for proportions (PR, PLN, PLO, PRZ, PAS, PFT) and rates (IR, IRLN, IRS, IRFT), "
           "not for SMD");
    refuse("IRLN", COPSE_ROW_JEFFREYS, COPSE_TRANSFORM_EXP,
           "study intervals 'jeffreys' are for proportions; rates (IRLN) have 'exact'");
    refuse("PLO", COPSE_ROW_WILSON, COPSE_TRANSFORM_NONE,
           "study intervals 'wilson' are of the proportion itself: show PLO with the transform logit, not none");
    refuse("PR", COPSE_ROW_WILSON, COPSE_TRANSFORM_EXP,
           "study intervals 'wilson' are of the proportion itself: show PR with the transform none, not exp");
    refuse("IRS", COPSE_ROW_EXACT, COPSE_TRANSFORM_NONE,
           "study intervals 'exact' are of the rate itself: show IRS with the transform square, not none");
}
END_TEST

/* Counts that are beyond what quantiles can be had of. */
START_TEST(intervals_that_cannot_be_computed)
{
    static const double yi[] = {0.5, 0.5}, vi[] = {1e-4, 1e-4}, x[] = {1e9, 30}, n[] = {2e9, 60};
    forest_fixture f;
    copse_text script = {0};
    copse_error err = {0};
    fixture_studies(&f, "PR", 2, yi, vi);
    fixture_input(&f, COPSE_IN_XI, x);
    fixture_input(&f, COPSE_IN_NI, n);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    f.opts.row_interval = COPSE_ROW_EXACT;
    ck_assert_int_eq(copse_plot_forest(&f.set, &f.fit, NULL, &f.opts, "x.gp", &script, &err), COPSE_ERANGE);
    ck_assert_str_eq(err.text, "A study: no 'exact' interval can be computed for 1e+09 of 2e+09 events");
    copse_text_free(&script);
    fixture_free(&f);
}
END_TEST

START_TEST(interval_names_go_both_ways)
{
    copse_row_interval kind = COPSE_ROW_WALD;
    for (int i = COPSE_ROW_WALD; i <= COPSE_ROW_EXACT; i++) {
        ck_assert_int_eq(copse_row_interval_find(copse_row_interval_name((copse_row_interval)i), &kind), COPSE_OK);
        ck_assert_int_eq((int)kind, i);
    }
    ck_assert_ptr_null(copse_row_interval_name((copse_row_interval)(COPSE_ROW_EXACT + 1)));
    ck_assert_int_eq(copse_row_interval_find("Wilson", &kind), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_row_interval_find(NULL, &kind), COPSE_ENOTFOUND);
    ck_assert(copse_row_interval_fits(COPSE_ROW_JEFFREYS, copse_measure_find("PFT")));
    ck_assert(!copse_row_interval_fits(COPSE_ROW_JEFFREYS, copse_measure_find("IR")));
    ck_assert(copse_row_interval_fits(COPSE_ROW_WALD, copse_measure_find("RR")));
    ck_assert(!copse_row_interval_fits(COPSE_ROW_EXACT, NULL));
}
END_TEST

int main(void)
{
    Suite *s = suite_create("forest_measures");
    TCase *c = tcase_create("forest_measures");
    tcase_add_test(c, every_measure_is_drawn);
    tcase_add_test(c, heads_of_raw_numbers);
    tcase_add_test(c, areas_have_their_own_null);
    tcase_add_test(c, overlaps_have_no_sides);
    tcase_add_test(c, small_rates_keep_two_digits);
    tcase_add_test(c, intervals_of_proportions);
    tcase_add_test(c, intervals_follow_the_level);
    tcase_add_test(c, intervals_of_rates);
    tcase_add_test(c, intervals_do_not_depend_on_the_measure);
    tcase_add_test(c, intervals_that_do_not_fit);
    tcase_add_test(c, intervals_that_cannot_be_computed);
    tcase_add_test(c, interval_names_go_both_ways);
    suite_add_tcase(s, c);
    return run_suite(s);
}
