/* The charts' own geometry: ticks, ranges, clipping, and scripts that stay data. */
#include "ck_close.h"
#include "fail_alloc.h"

#include "plot/chart_clip.h"
#include "plot/chart_panel.h"

#include <copse/plot.h>

#include <math.h>
#include <string.h>

static chart_axis axis_of(double low, double high)
{
    chart_axis axis = {.any = true, .low = low, .high = high};
    axis.from = 0;
    axis.to = 300;
    return axis;
}

/* Whatever the range, ticks lie within it in rising order, at round places, and their labels do not meet. */
START_TEST(axes_have_ticks)
{
    static const double range[][2] = {{0, 1},         {-0.37, 1.91},    {1e-12, 3e-12},  {-4e15, 9e15},
                                      {5, 5},         {1e300, 2e300},   {-1e308, 1e308}, {0.999, 1.001},
                                      {1e6, 1e6 + 3}, {-1e-300, 2e-300}};
    for (size_t i = 0; i < sizeof range / sizeof *range; i++) {
        chart_axis axis = axis_of(range[i][0], range[i][1]);
        copse_i_axis_settle(&axis, 300, 9, true);
        ck_assert_msg(axis.ticks >= 1 && axis.ticks <= 9, "range %zu has %zu ticks", i, axis.ticks);
        ck_assert(axis.low <= range[i][0] && axis.high >= range[i][1] && axis.low < axis.high);
        for (size_t t = 0; t < axis.ticks; t++) {
            ck_assert(copse_i_axis_has(&axis, axis.tick[t]));
            ck_assert(t == 0 || axis.tick[t] > axis.tick[t - 1]);
            ck_assert(strlen(axis.text[t]) > 0);
        }
    }
}
END_TEST

/* A narrow axis has two ticks, if it has to grow for them; a wide one has three or more. */
START_TEST(axes_have_enough_ticks)
{
    static const double range[][2] = {{-0.98, 0.95}, {0.031, 0.152}, {0, 0.013}, {-0.0004, 0.021}, {9.9997, 10.0002}};
    for (size_t i = 0; i < sizeof range / sizeof *range; i++) {
        chart_axis narrow = axis_of(range[i][0], range[i][1]), wide = narrow;
        narrow.exact = narrow.two_ticks = wide.exact = true;
        copse_i_axis_settle(&narrow, 64, 9, true);
        ck_assert_msg(narrow.ticks >= 2, "range %zu has %zu ticks", i, narrow.ticks);
        ck_assert(narrow.low <= range[i][0] && narrow.high >= range[i][1]);
        copse_i_axis_settle(&wide, 300, 9, true);
        ck_assert_msg(wide.ticks >= 3, "range %zu has %zu ticks", i, wide.ticks);
        ck_assert(wide.low == range[i][0] && wide.high == range[i][1]);
    }
}
END_TEST

START_TEST(an_axis_of_ratios_has_round_ratios)
{
    chart_axis axis = axis_of(log(0.2), log(5));
    ck_assert(copse_i_axis_show(&axis, COPSE_TRANSFORM_EXP, NULL));
    axis.exact = true;
    copse_i_axis_settle(&axis, 300, 9, true);
    ck_assert_uint_eq(axis.ticks, 5);
    static const char *const text[] = {"0.2", "0.5", "1", "2", "5"};
    for (size_t t = 0; t < 5; t++) ck_assert_str_eq(axis.text[t], text[t]);
    CK_CLOSE(axis.tick[1], log(0.5), 1e-12);
    CK_CLOSE(copse_i_axis_place(&axis, 0), 150, 1e-12);
    axis.reversed = true;
    CK_CLOSE_ABS(copse_i_axis_place(&axis, log(5)), 0, 0, 1e-9);
    axis = axis_of(0.001, 1000);
    axis.scale = CHART_LOG;
    copse_i_axis_settle(&axis, 300, 9, false);
    ck_assert_uint_ge(axis.ticks, 3);
    CK_CLOSE(copse_i_axis_place(&axis, 1), 150, 1e-12);
}
END_TEST

START_TEST(nothing_leaves_the_frame)
{
    const clip_box box = {0, 10, 0, 10};
    chart_point a = {-5, 5}, b = {15, 5}, out[64], work[64];
    ck_assert(copse_i_clip_line(&box, &a, &b));
    CK_CLOSE_ABS(a.x, 0, 0, 1e-12);
    CK_CLOSE_ABS(b.x, 10, 0, 1e-12);
    a = (chart_point){-5, 5};
    b = (chart_point){5, 20};
    ck_assert(!copse_i_clip_line(&box, &a, &b));
    const chart_point triangle[] = {{5, -10}, {25, 5}, {5, 20}};
    const size_t n = copse_i_clip_area(&box, triangle, 3, out, work);
    double area = 0;
    for (size_t i = 0; i < n; i++) {
        const chart_point p = out[i], q = out[(i + 1) % n];
        ck_assert(p.x >= -1e-12 && p.x <= 10 + 1e-12 && p.y >= -1e-12 && p.y <= 10 + 1e-12);
        area += (p.x * q.y - q.x * p.y) / 2;
    }
    CK_CLOSE(fabs(area), 50, 1e-12);
}
END_TEST

/* Studies from hostile to degenerate, in every ending: a script or one clear line, and no NaN in it. */
START_TEST(a_funnel_of_anything)
{
    static const double yi[] = {1e300, -1e300, 0.2}, vi[] = {1e300, 1e-300, 0.04};
    static const double same[] = {0.2, 0.2}, same_v[] = {0.1, 0.1};
    static const double p[] = {0.1, 0.05, 0.01};
    static const char *const name[] = {"END_OF_TEXT\n`rm`", "\xff\xfe $x %s"};
    static const size_t group[] = {0, 1, 0};
    for (size_t axis = 0; axis < 4; axis++)
        for (size_t k = 1; k <= 3; k++) {
            copse_text script = {0};
            copse_error err = {0};
            copse_funnel_data data = {.axis = (copse_funnel_axis)axis, .p = p, .ps = 3, .adjusted = (double)NAN};
            data.studies = (copse_chart_studies){.k = k, .yi = k == 2 ? same : yi, .vi = k == 2 ? same_v : vi};
            data.studies.group = group;
            data.studies.groups = 2;
            data.studies.group_name = name;
            data.centre = yi[0] / 2;
            ck_assert_msg(copse_plot_funnel(&data, NULL, "a.gp", &script, &err) == COPSE_OK, "%s", err.text);
            ck_assert_ptr_null(strstr(strstr(script.bytes, "$looks"), "\nnan"));
            ck_assert_ptr_null(strstr(script.bytes, "NA "));
            copse_text_free(&script);
        }
}
END_TEST

START_TEST(what_a_funnel_cannot_draw)
{
    static const double yi[] = {0.1, 0.2}, vi[] = {0.1, 0}, ni[] = {10, NAN}, p[] = {0.05}, good[] = {0.1, 0.2};
    copse_text script = {0};
    copse_error err = {0};
    copse_funnel_data data = {.centre = (double)NAN, .adjusted = (double)NAN};
    ck_assert_int_eq(copse_plot_funnel(&data, NULL, "a.gp", &script, &err), COPSE_ENODATA);
    data.studies = (copse_chart_studies){.k = 2, .yi = yi, .vi = vi};
    ck_assert_int_eq(copse_plot_funnel(&data, NULL, "a.gp", &script, &err), COPSE_EDOM);
    data.studies.vi = good;
    data.studies.ni = ni;
    data.axis = COPSE_FUNNEL_NI;
    ck_assert_int_eq(copse_plot_funnel(&data, NULL, "a.gp", &script, &err), COPSE_EUSAGE);
    data.studies.ni = good;
    data.p = p;
    data.ps = 1;
    ck_assert_int_eq(copse_plot_funnel(&data, NULL, "a.gp", &script, &err), COPSE_EUSAGE);
    ck_assert_int_eq(copse_plot_funnel(&data, NULL, "a.doc", &script, &err), COPSE_EUSAGE);
    ck_assert_uint_eq(script.length, 0);
    copse_text_free(&script);
}
END_TEST

/* Whichever allocation fails: the same script, or none. */
START_TEST(short_memory_is_an_error)
{
#if FAIL_ALLOC_WORKS
    static const double yi[] = {0.1, 0.2, 0.4}, vi[] = {0.1, 0.2, 0.1}, p[] = {0.05};
    const copse_funnel_data data = {
        .studies = {.k = 3, .yi = yi, .vi = vi}, .centre = 0.2, .p = p, .ps = 1, .adjusted = (double)NAN};
    const copse_chart_look look = {.title = "A title"};
    copse_text whole = {0};
    ck_assert_int_eq(copse_plot_funnel(&data, &look, "a.gp", &whole, NULL), COPSE_OK);
    copse_status status = COPSE_ENOMEM;
    long n = 1;
    for (; fail_alloc_in_force() && status != COPSE_OK; n++) {
        copse_text script = {0};
        fail_alloc_left = n;
        status = copse_plot_funnel(&data, &look, "a.gp", &script, NULL);
        fail_alloc_left = -1;
        ck_assert_msg(status == COPSE_OK || status == COPSE_ENOMEM || status == COPSE_EIO, "allocation %ld: %s", n,
                      copse_status_name(status));
        if (status == COPSE_OK) ck_assert_str_eq(script.bytes, whole.bytes);
        copse_text_free(&script);
        ck_assert_int_lt(n, 100000);
    }
    ck_assert_int_gt(n, 50);
    copse_text_free(&whole);
#endif
}
END_TEST

int main(void)
{
    Suite *s = suite_create("chart");
    TCase *c = tcase_create("chart");
    tcase_add_test(c, axes_have_ticks);
    tcase_add_test(c, axes_have_enough_ticks);
    tcase_add_test(c, an_axis_of_ratios_has_round_ratios);
    tcase_add_test(c, nothing_leaves_the_frame);
    tcase_add_test(c, a_funnel_of_anything);
    tcase_add_test(c, what_a_funnel_cannot_draw);
    tcase_add_test(c, short_memory_is_an_error);
    suite_add_tcase(s, c);
    return run_suite(s);
}
