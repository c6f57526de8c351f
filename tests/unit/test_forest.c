/* The model of a forest plot and its layout: rows, texts, axis, and that nothing overlaps. */
#include "ck_close.h"
#include "forest_checks.h"

START_TEST(hostile_labels_do_not_overlap)
{
    forest_fixture f;
    fixture_hostile(&f);
    check_layouts(&f);
}
END_TEST

START_TEST(any_number_of_studies_fits)
{
    static const size_t sizes[] = {1, 2, 3, 5, 20, 81, 200};
    double yi[200], vi[200];
    for (size_t i = 0; i < 200; i++) {
        yi[i] = sin((double)i);
        vi[i] = 0.01 + 0.1 * (double)(i % 11);
    }
    forest_fixture f;
    for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
        fixture_studies(&f, "MD", sizes[s], yi, vi);
        char label[401];
        memset(label, 'W', 400);
        label[400] = '\0';
        if (sizes[s] > 2) {
            fixture_label(&f, 1, label);
            fixture_label(&f, 2,
                          "A long label of many words, which is broken between them into lines of its own, twice "
                          "or more often, as the room demands");
        }
        check_layouts(&f);
    }
}
END_TEST

START_TEST(extreme_numbers_fit)
{
    static const double yi[] = {1e5, -2.5e5, 3e-7, 1e12, 0.0, -4.0}, vi[] = {1e4, 1e8, 1e-14, 1e20, 1.0, 1e6};
    forest_fixture f;
    fixture_studies(&f, "MD", 6, yi, vi);
    check_layouts(&f);
    static const double logs[] = {-700.0, 900.0, 0.1, 0.2, -0.1, 3.0}, wide[] = {4.0, 9.0, 0.01, 0.02, 0.01, 1e4};
    fixture_studies(&f, "OR", 6, logs, wide);
    check_layouts(&f);
    static const double same[] = {0.2, 0.2, 0.2}, equal[] = {0.04, 0.04, 0.04};
    fixture_studies(&f, "SMD", 3, same, equal);
    check_layouts(&f);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ rows and texts */

START_TEST(rows_of_bcg)
{
    forest_fixture f;
    forest_model model;
    fixture_bcg(&f);
    make_model(&f, &model);
    ck_assert_uint_eq(count_rows(&model, FOREST_STUDY), 13);
    ck_assert_uint_eq(count_rows(&model, FOREST_TOTAL), 1);
    ck_assert_uint_eq(count_rows(&model, FOREST_PREDICTION), 1);
    ck_assert_uint_eq(count_rows(&model, FOREST_SUBTOTAL), 0);
    const forest_row *first = first_row(&model, FOREST_STUDY), *total = first_row(&model, FOREST_TOTAL);
    ck_assert_str_eq(first->cell[1], "4");
    ck_assert_str_eq(first->cell[2], "123");
    ck_assert_str_eq(first->cell[3], "11");
    ck_assert_str_eq(first->cell[4], "139");
    ck_assert_str_eq(first->cell[model.estimate_column], "0.41");
    ck_assert_str_eq(first->cell[model.estimate_column + 1], "[0.13,");
    ck_assert_str_eq(first->cell[model.estimate_column + 2], "1.26]");
    ck_assert_str_eq(first->cell[model.weight_column], "5.1%");
    CK_CLOSE(first->estimate, (4.0 / 123.0) / (11.0 / 139.0), 1e-13);
    CK_CLOSE(total->estimate, exp(-0.714532), 1e-6); /* metafor's REML estimate */
    ck_assert_str_eq(total->cell[2], "191064");
    ck_assert_str_eq(total->cell[model.weight_column], "100.0%");
    ck_assert_str_eq(
        first_row(&model, FOREST_NOTE)->cell[0],
        "Heterogeneity: τ²\u00A0=\u00A00.3132, \001I\001²\u00A0=\u00A092.2%, χ²\u00A0=\u00A0152.23,\u00A0df"
        "\u00A0=\u00A012\u00A0(\001p\001\u00A0<\u00A00.001)");
    copse_i_forest_free(&model);
    fixture_free(&f);
}
END_TEST

/* Reduced to 190 mm the smallest text of a page still has 6 points. */
START_TEST(bcg_fits_a_journal_page)
{
    forest_fixture f;
    forest_model model;
    for (int layout = COPSE_LAYOUT_DEFAULT; layout <= COPSE_LAYOUT_JAMA; layout++) {
        fixture_bcg(&f);
        f.opts.layout = (copse_layout)layout;
        make_model(&f, &model);
        const double page = 190.0 / 25.4 * 72.0, reduced = fmin(1.0, page / model.width);
        ck_assert_msg(reduced * FOREST_NOTE_SIZE * model.font >= 6.0, "%g points wide", model.width);
        copse_i_forest_free(&model);
        fixture_free(&f);
    }
}
END_TEST

/* Given estimates are called by the axis label; a head that is short stands in one line. */
START_TEST(head_of_given_estimates)
{
    static const double yi[] = {0.1, 0.3, 0.2}, vi[] = {0.04, 0.05, 0.02};
    static const char *const labels[] = {"Hedges' g", NULL, "",
                                         "A label that is by far too long for the head of a column"};
    static const char *const heads[] = {"Hedges' g [95% CI]", "Estimate [95% CI]", "Estimate [95% CI]",
                                        "Estimate [95% CI]"};
    forest_fixture f;
    forest_model model;
    for (size_t i = 0; i < sizeof heads / sizeof heads[0]; i++) {
        fixture_studies(&f, "GEN", 3, yi, vi);
        f.opts.axis_label = labels[i];
        make_model(&f, &model);
        size_t found = 0;
        for (size_t h = 0; h < model.heads; h++) {
            ck_assert_int_eq(model.head[h].line, 1);
            found += strcmp(model.head[h].text, heads[i]) == 0;
        }
        ck_assert_uint_eq(found, 1);
        if (i == 0) ck_assert_ptr_nonnull(strstr(model.description, "Pooled estimate (Hedges' g): "));
        copse_i_forest_free(&model);
        fixture_free(&f);
    }
}
END_TEST

/* Estimates that differ more than their intervals are wide are all in the picture. */
START_TEST(scattered_estimates_are_all_shown)
{
    static const double yi[] = {-156951, -137297, -123362, -104247, -114695, -152716},
                        vi[] = {4.3e6, 8.9e6, 2e7, 2.1e7, 1.2e7, 9.2e6};
    forest_fixture f;
    forest_model model;
    fixture_studies(&f, "MD", 6, yi, vi);
    make_model(&f, &model);
    for (size_t r = 0; r < model.rows; r++)
        if (model.row[r].kind == FOREST_STUDY)
            ck_assert(model.row[r].lower >= model.axis.min && model.row[r].upper <= model.axis.max);
    ck_assert_str_eq(first_row(&model, FOREST_STUDY)->cell[model.estimate_column], "\u2212156951");
    copse_i_forest_free(&model);
    fixture_free(&f);
}
END_TEST

START_TEST(small_ratios_are_not_nought)
{
    static const double yi[] = {0.1, 0.3, 0.2}, vi[] = {0.04, 0.05, 0.02};
    forest_fixture f;
    forest_model model;
    fixture_studies(&f, "RR", 3, yi, vi);
    make_model(&f, &model);
    const forest_input input = {&f.set, &f.fit, NULL, &f.opts};
    ck_assert_str_eq(copse_i_plot_estimate(&input, &model, 0.126), "0.13");
    ck_assert_str_eq(copse_i_plot_estimate(&input, &model, 0.00098), "0.001");
    ck_assert_str_eq(copse_i_plot_estimate(&input, &model, 0.0004), "0.0004");
    ck_assert_str_eq(copse_i_plot_estimate(&input, &model, 0.00001), "<0.0001");
    ck_assert_str_eq(copse_i_plot_estimate(&input, &model, 0.0), "0.00");
    ck_assert_str_eq(copse_i_plot_estimate(&input, &model, 999.126), "999.13");
    ck_assert_str_eq(copse_i_plot_estimate(&input, &model, 3967.55), "3968");
    f.opts.transform = COPSE_TRANSFORM_NONE;
    ck_assert_str_eq(copse_i_plot_estimate(&input, &model, 0.00098), "0.00");
    copse_i_forest_free(&model);
    fixture_free(&f);
}
END_TEST

/* Sides that are too long for their half are broken into lines of about the same length. */
START_TEST(long_sides_are_broken)
{
    forest_fixture f;
    forest_model model;
    fixture_bcg(&f);
    f.opts.favours_left = "Favours the vaccine of Calmette and Gu\u00E9rin";
    f.opts.favours_right = "Favours control";
    make_model(&f, &model);
    ck_assert(!model.axis.stacked);
    ck_assert_uint_gt(copse_i_count_lines(model.axis.left, model.axis.left_room, model.font, false), 1);
    check_all(&model);
    copse_i_forest_free(&model);
    fixture_free(&f);
}
END_TEST

START_TEST(notation_of_the_layouts)
{
    forest_fixture f;
    forest_model model;
    fixture_bcg(&f);
    f.opts.layout = COPSE_LAYOUT_REVMAN;
    make_model(&f, &model);
    ck_assert_str_eq(first_row(&model, FOREST_TOTAL)->cell[0], "Total (95% CI)");
    ck_assert_str_eq(
        first_row(&model, FOREST_NOTE)->cell[0],
        "Heterogeneity: Tau²\u00A0=\u00A00.3132; Chi²\u00A0=\u00A0152.23,\u00A0df\u00A0=\u00A012\u00A0(\001P"
        "\001\u00A0<\u00A00.001); \001I\001²\u00A0=\u00A092%");
    ck_assert_uint_lt(model.weight_column, model.estimate_column);
    ck_assert_uint_eq(model.panel_column, model.columns - 1);
    copse_i_forest_free(&model);
    copse_fit_free(&f.fit);
    f.opts.layout = COPSE_LAYOUT_JAMA;
    make_model(&f, &model);
    ck_assert_str_eq(first_row(&model, FOREST_STUDY)->cell[1], "4/123");
    ck_assert_str_eq(first_row(&model, FOREST_STUDY)->cell[model.estimate_column + 1], "(0.13 to");
    ck_assert_ptr_nonnull(strstr(first_row(&model, FOREST_NOTE)->cell[0], "χ\00212\002\u00A0=\u00A0152.23"));
    ck_assert_str_eq(copse_i_p_value(&model, 0.0213), "\001P\001\u00A0=\u00A0.02");
    ck_assert_str_eq(copse_i_p_value(&model, 0.0479), "\001P\001\u00A0=\u00A0.048");
    ck_assert_str_eq(copse_i_p_value(&model, 0.0042), "\001P\001\u00A0=\u00A0.004");
    ck_assert_str_eq(copse_i_p_value(&model, 0.0002), "\001P\001\u00A0<\u00A0.001");
    copse_i_forest_free(&model);
    fixture_free(&f);
}
END_TEST

START_TEST(numbers_are_typeset)
{
    forest_model model = {.style = copse_i_forest_style(COPSE_LAYOUT_DEFAULT)};
    ck_assert_str_eq(copse_i_plot_number(&model, -0.126, 2), "\u22120.13");
    ck_assert_str_eq(copse_i_plot_number(&model, -0.001, 2), "0.00");
    ck_assert_str_eq(copse_i_plot_number(&model, -1.25e12, 0), "\u22121.25\u00A0×\u00A010¹²");
    ck_assert_str_eq(copse_i_plot_number(&model, NAN, 2), "NA");
    ck_assert_str_eq(copse_i_variance(&model, 0.0), "0");
    ck_assert_str_eq(copse_i_variance(&model, 0.01961), "0.0196");
    ck_assert_str_eq(copse_i_variance(&model, 2.5e-7), "2.5\u00A0×\u00A010⁻⁷");
    ck_assert_str_eq(copse_i_p_value(&model, 0.0264), "\001p\001\u00A0=\u00A00.026");
    ck_assert_str_eq(copse_i_p_value(&model, 0.0004), "\001p\001\u00A0<\u00A00.001");
    copse_i_forest_free(&model);
}
END_TEST

/* A level with one study has its square, no diamond, and says why; its heading is the level's name alone. */
START_TEST(a_level_with_one_study)
{
    static const double yi[] = {0.1, 0.3, 0.2}, vi[] = {0.04, 0.05, 0.02};
    static const char *const levels[] = {"added", "lonely"};
    forest_fixture f;
    forest_model model;
    fixture_studies(&f, "GEN", 3, yi, vi);
    fixture_levels(&f, 2, levels);
    make_model(&f, &model);
    ck_assert_uint_eq(count_rows(&model, FOREST_LEVEL), 2);
    ck_assert_uint_eq(count_rows(&model, FOREST_SUBTOTAL), 1);
    ck_assert_str_eq(first_row(&model, FOREST_LEVEL)->cell[0], "added");
    size_t said = 0;
    for (size_t r = 0; r < model.rows; r++)
        said += model.row[r].kind == FOREST_NOTE && strstr(model.row[r].cell[0], "One study: ") != NULL;
    ck_assert_uint_eq(said, 1);
    check_all(&model);
    copse_i_forest_free(&model);
    fixture_free(&f);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ axis */

START_TEST(log_ticks_are_readable)
{
    static const char *const want[] = {"0.1", "0.2", "0.5", "1", "2", "5"};
    forest_fixture f;
    forest_model model;
    fixture_bcg(&f);
    make_model(&f, &model);
    ck_assert(model.axis.log);
    CK_CLOSE(model.axis.reference, 1.0, 0.0);
    ck_assert_uint_eq(model.axis.ticks, 6);
    for (size_t i = 0; i < 6; i++) ck_assert_str_eq(model.axis.tick_text[i], want[i]);
    copse_i_forest_free(&model);
    copse_fit_free(&f.fit);
    f.opts.transform = COPSE_TRANSFORM_NONE;
    make_model(&f, &model);
    ck_assert(!model.axis.log);
    CK_CLOSE(model.axis.reference, 0.0, 0.0);
    check_all(&model);
    copse_i_forest_free(&model);
    fixture_free(&f);
}
END_TEST

START_TEST(a_few_wide_intervals_are_clipped)
{
    double yi[12], vi[12];
    for (size_t i = 0; i < 12; i++) {
        yi[i] = 0.05 * (double)(i % 3);
        vi[i] = 0.01;
    }
    vi[5] = 400.0;
    forest_fixture f;
    forest_model model;
    fixture_studies(&f, "SMD", 12, yi, vi);
    make_model(&f, &model);
    ck_assert(model.axis.max < 2.0 && model.axis.min > -2.0);
    for (size_t r = 0; r < model.rows; r++) {
        const forest_row *row = &model.row[r];
        if (row->kind == FOREST_STUDY && row->weight > 1.0)
            ck_assert(row->lower >= model.axis.min && row->upper <= model.axis.max);
    }
    copse_i_forest_free(&model);
    copse_fit_free(&f.fit);
    f.opts.axis_min = -0.5;
    f.opts.axis_max = 0.75;
    make_model(&f, &model);
    CK_CLOSE(model.axis.min, -0.5, 0.0);
    CK_CLOSE(model.axis.max, 0.75, 0.0);
    copse_i_forest_free(&model);
    fixture_free(&f);
}
END_TEST

START_TEST(efficacy_has_its_sides_the_other_way_round)
{
    static const double yi[] = {0.9, 1.6, 1.3}, vi[] = {0.2, 0.1, 0.3};
    forest_fixture f;
    forest_model model;
    fixture_studies(&f, "VE", 3, yi, vi);
    make_model(&f, &model);
    ck_assert_ptr_nonnull(strstr(model.axis.left, "More events"));
    ck_assert_ptr_nonnull(strstr(model.axis.right, "Fewer events"));
    ck_assert(model.axis.reference == 0.0 && model.axis.max <= 1.5);
    copse_i_forest_free(&model);
    fixture_free(&f);
}
END_TEST

START_TEST(one_group_has_no_sides)
{
    static const double yi[] = {-3.0, -2.5, -2.8}, vi[] = {0.2, 0.1, 0.3}, xi[] = {3, 10, 5}, ni[] = {60, 130, 90};
    forest_fixture f;
    forest_model model;
    fixture_studies(&f, "PLO", 3, yi, vi);
    fixture_input(&f, COPSE_IN_XI, xi);
    fixture_input(&f, COPSE_IN_NI, ni);
    make_model(&f, &model);
    ck_assert_ptr_null(model.axis.left);
    ck_assert_ptr_null(model.axis.right);
    ck_assert(isnan(model.axis.reference));
    ck_assert(model.axis.min >= 0.0 && model.axis.max <= 1.0);
    ck_assert_str_eq(first_row(&model, FOREST_STUDY)->cell[1], "3");
    ck_assert_str_eq(first_row(&model, FOREST_STUDY)->cell[2], "60");
    copse_i_forest_free(&model);
    fixture_free(&f);
}
END_TEST

START_TEST(wrong_input_is_an_error)
{
    forest_fixture f;
    forest_model model = {0};
    copse_error err = {0};
    copse_text script = {0};
    fixture_bcg(&f);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    f.opts.axis_min = 2.0;
    f.opts.axis_max = 1.0;
    ck_assert_int_eq(copse_plot_forest(&f.set, &f.fit, NULL, &f.opts, "x.pdf", &script, &err), COPSE_EUSAGE);
    f.opts.axis_min = -1.0;
    ck_assert_int_eq(copse_plot_forest(&f.set, &f.fit, NULL, &f.opts, "x.pdf", &script, &err), COPSE_EUSAGE);
    f.opts = copse_forest_opts_default(f.set.measure);
    ck_assert_int_eq(copse_plot_forest(&f.set, &f.fit, NULL, &f.opts, "x.gif", &script, &err), COPSE_EUSAGE);
    ck_assert_int_eq(copse_plot_forest(NULL, &f.fit, NULL, &f.opts, "x.pdf", &script, &err), COPSE_EINVAL);
    f.set.k = 12;
    ck_assert_int_eq(copse_plot_forest(&f.set, &f.fit, NULL, &f.opts, "x.pdf", &script, &err), COPSE_EINVAL);
    f.set.k = 13;
    copse_i_forest_free(&model);
    copse_text_free(&script);
    fixture_free(&f);
}
END_TEST

START_TEST(layout_names_go_both_ways)
{
    copse_layout layout = COPSE_LAYOUT_DEFAULT;
    ck_assert_int_eq(copse_layout_find("jama", &layout), COPSE_OK);
    ck_assert_int_eq(layout, COPSE_LAYOUT_JAMA);
    ck_assert_str_eq(copse_layout_name(COPSE_LAYOUT_REVMAN), "revman");
    ck_assert_int_eq(copse_layout_find("lancet", &layout), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_layout_find(NULL, &layout), COPSE_ENOTFOUND);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("forest");
    TCase *c = tcase_create("forest");
    tcase_add_test(c, hostile_labels_do_not_overlap);
    tcase_add_test(c, any_number_of_studies_fits);
    tcase_add_test(c, extreme_numbers_fit);
    tcase_add_test(c, rows_of_bcg);
    tcase_add_test(c, bcg_fits_a_journal_page);
    tcase_add_test(c, head_of_given_estimates);
    tcase_add_test(c, scattered_estimates_are_all_shown);
    tcase_add_test(c, small_ratios_are_not_nought);
    tcase_add_test(c, long_sides_are_broken);
    tcase_add_test(c, notation_of_the_layouts);
    tcase_add_test(c, numbers_are_typeset);
    tcase_add_test(c, a_level_with_one_study);
    tcase_add_test(c, log_ticks_are_readable);
    tcase_add_test(c, a_few_wide_intervals_are_clipped);
    tcase_add_test(c, efficacy_has_its_sides_the_other_way_round);
    tcase_add_test(c, one_group_has_no_sides);
    tcase_add_test(c, wrong_input_is_an_error);
    tcase_add_test(c, layout_names_go_both_ways);
    suite_add_tcase(s, c);
    return run_suite(s);
}
