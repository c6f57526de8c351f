/* Every kind of chart, of few and many studies, tiny, huge and equal numbers and hostile texts: a script without NaN and
 * with nothing outside its page, whichever allocation fails. */
#include "ck_close.h"
#include "fail_alloc.h"

#include <copse/plot.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST = 300 };

/* What all kinds draw from. */
typedef struct sample {
    size_t k;
    double y[MOST], v[MOST], x[MOST], w[MOST], low[MOST], high[MOST];
    size_t order[MOST], group[MOST];
    const char *name[MOST];
    copse_judgement judgement[3 * MOST];
    copse_chart_studies studies;
} sample;

static void fill(sample *s, size_t k, double scale, bool equal)
{
    static const char *const name[] = {"END_OF_TEXT", "", "\xff `rm` $HOME %s _{x}^{y} | \\ \"",
                                       "a very long name of a study that goes on and on, \u65e5\u672c\u8a9e", "x\ny"};
    static const char *const groups[] = {"END_OF_LOOKS\n`x`", "\xfe", "c"};
    s->k = k;
    for (size_t i = 0; i < k; i++) {
        const double u = equal ? 0.5 : (double)((i * 7919) % 101) / 101;
        s->y[i] = scale * (u - 0.3);
        s->v[i] = scale * scale * (0.01 + u / 10);
        s->x[i] = equal ? 3 : (double)i;
        s->w[i] = 1 + u;
        s->low[i] = s->y[i] - scale;
        s->high[i] = s->y[i] + scale;
        s->order[i] = i;
        s->group[i] = i % 3;
        s->name[i] = name[i % 5];
        for (size_t d = 0; d < 3; d++) s->judgement[3 * i + d] = (copse_judgement)((i + d) % COPSE_JUDGEMENT_COUNT);
    }
    s->studies = (copse_chart_studies){.k = k,
                                       .yi = s->y,
                                       .vi = s->v,
                                       .label = s->name,
                                       .group = s->group,
                                       .groups = 3,
                                       .group_name = groups,
                                       .grouping = "g"};
}

typedef copse_status drawer(const sample *s, const copse_chart_look *look, copse_text *script, copse_error *err);

static copse_status draw_funnel(const sample *s, const copse_chart_look *look, copse_text *script, copse_error *err)
{
    static const double p[] = {0.1, 0.05, 0.01};
    const copse_funnel_line line = {.name = "Egger", .intercept = s->y[0], .slope = 1, .power = 1};
    const copse_funnel_data data = {.studies = s->studies,
                                    .centre = s->y[0],
                                    .p = p,
                                    .ps = 3,
                                    .imputed = 1,
                                    .imputed_yi = s->y,
                                    .imputed_vi = s->v,
                                    .adjusted = s->y[0],
                                    .line = &line,
                                    .lines = 1};
    return copse_plot_funnel(&data, look, "a.gp", script, err);
}

static copse_status draw_baujat(const sample *s, const copse_chart_look *look, copse_text *script, copse_error *err)
{
    const copse_baujat_data data = {.studies = s->studies, .heterogeneity = s->w, .influence = s->v};
    return copse_plot_baujat(&data, look, "a.gp", script, err);
}

static copse_status draw_radial(const sample *s, const copse_chart_look *look, copse_text *script, copse_error *err)
{
    const copse_radial_data data = {
        .studies = s->studies, .estimate = s->y[0], .lower = s->low[0], .upper = s->high[0], .tau2 = s->v[0]};
    return copse_plot_radial(&data, look, "a.gp", script, err);
}

static copse_status draw_labbe(const sample *s, const copse_chart_look *look, copse_text *script, copse_error *err)
{
    const copse_labbe_data data = {.studies = s->studies,
                                   .treated = s->y,
                                   .control = s->low,
                                   .weight = s->w,
                                   .outcome = COPSE_TRANSFORM_ILOGIT,
                                   .estimate = s->y[0],
                                   .lower = s->low[0],
                                   .upper = s->high[0],
                                   .outcome_name = "risk"};
    return copse_plot_labbe(&data, look, "a.gp", script, err);
}

static copse_status draw_qq(const sample *s, const copse_chart_look *look, copse_text *script, copse_error *err)
{
    const copse_qq_data data = {.studies = s->studies,
                                .points = s->k,
                                .study = s->order,
                                .quantile = s->x,
                                .residual = s->y,
                                .lower = s->low,
                                .upper = s->high,
                                .replicates = 100};
    return copse_plot_qq(&data, look, "a.gp", script, err);
}

static copse_status draw_profile(const sample *s, const copse_chart_look *look, copse_text *script, copse_error *err)
{
    const double tau2[] = {0, s->v[0], 2 * s->v[0]}, ll[] = {-3, -1, -2e10};
    const copse_profile_data data = {
        .n = 3, .tau2 = tau2, .log_lik = ll, .estimate = s->v[0], .best = -1, .cut = -3, .upper = 2 * s->v[0]};
    return copse_plot_profile(&data, look, "a.gp", script, err);
}

static copse_status draw_bubble(const sample *s, const copse_chart_look *look, copse_text *script, copse_error *err)
{
    const copse_bubble_data data = {.studies = s->studies,
                                    .x = s->x,
                                    .weight = s->w,
                                    .moderator = "`x` _{y}",
                                    .n = s->k,
                                    .at = s->x,
                                    .fitted = s->y,
                                    .lower = s->low,
                                    .upper = s->high,
                                    .pi_lower = s->low,
                                    .pi_upper = s->high,
                                    .held = "Other moderators"};
    return copse_plot_bubble(&data, look, "a.gp", script, err);
}

static copse_status draw_drapery(const sample *s, const copse_chart_look *look, copse_text *script, copse_error *err)
{
    const copse_drapery_data data = {.studies = s->studies,
                                     .estimate = s->y[0],
                                     .se = sqrt(s->v[0]),
                                     .df = (double)NAN,
                                     .new_se = 2 * sqrt(s->v[0]),
                                     .new_df = 3,
                                     .surprise = s->k == 2};
    return copse_plot_drapery(&data, look, "a.gp", script, err);
}

static copse_status draw_weights(const sample *s, const copse_chart_look *look, copse_text *script, copse_error *err)
{
    static const double p[] = {0, 0.025, 0.025, 1}, w[] = {1, 1, 0.4, 0.4}, low[] = {NAN, NAN, 0.1, 0.1},
                        high[] = {NAN, NAN, 1e300, 1e300};
    const copse_weights_data data = {
        .n = 4, .p = p, .weight = w, .lower = low, .upper = high, .k = s->k, .study_p = s->w};
    return copse_plot_weights(&data, look, "a.gp", script, err);
}

static copse_status draw_rob(const sample *s, const copse_chart_look *look, copse_text *script, copse_error *err)
{
    static const char *const domain[] = {"END_OF_TEXT", "\xff long name of a domain that does not end, or does it", ""};
    const copse_rob_data data = {.k = s->k,
                                 .domains = 3,
                                 .label = s->name,
                                 .domain = domain,
                                 .judgement = s->judgement,
                                 .overall = 1,
                                 .weight = s->w,
                                 .lights = true,
                                 .summary = true};
    return copse_plot_rob(&data, look, "a.gp", script, err);
}

static const struct {
    const char *name;
    drawer *draw;
} KINDS[] = {{"funnel", draw_funnel},     {"baujat", draw_baujat},   {"radial", draw_radial}, {"labbe", draw_labbe},
             {"qqnorm", draw_qq},         {"profile", draw_profile}, {"bubble", draw_bubble}, {"drapery", draw_drapery},
             {"selection", draw_weights}, {"rob", draw_rob}};
enum { KIND_COUNT = sizeof KINDS / sizeof *KINDS };

static double setting(const char *script, const char *name)
{
    const char *at = strstr(script, name);
    ck_assert_ptr_nonnull(at);
    return strtod(at + strlen(name), NULL);
}

/* Every point and text of the page is a number, and lies on it. */
static void check_page(const char *kind, const char *script)
{
    const double width = setting(script, "\nwidth = "), height = setting(script, "\nheight = ");
    ck_assert_msg(width > 100 && width < 1000 && height > 50 && height < 20000, "%s: %g x %g", kind, width, height);
    const char *block[] = {"$shapes << END_OF_SHAPES\n", "$text << END_OF_TEXT\n"};
    const char *end[] = {"\nEND_OF_SHAPES\n", "\nEND_OF_TEXT\n"};
    for (size_t b = 0; b < 2; b++) {
        const char *at = strstr(script, block[b]) + strlen(block[b]), *stop = strstr(at, end[b]);
        ck_assert_msg(stop != NULL, "%s: no %s", kind, end[b]);
        for (; at < stop; at = strchr(at, '\n') + 1) {
            char *next;
            if (*at == '\n') continue;
            const double x = strtod(at, &next), y = strtod(next, NULL);
            ck_assert_msg(next != at && x >= -12 && x <= width + 12 && y >= -12 && y <= height + 12,
                          "%s: %.60s on a page of %g x %g", kind, at, width, height);
        }
    }
}

START_TEST(kinds_draw_anything)
{
    static const size_t size[] = {1, 2, 13, MOST};
    static const double scale[] = {1, 1e-140, 1e140};
    static sample s;
    const copse_chart_look look = {.title =
                                       "A `title` with \"quotes\" %s _{x} that is so long that it takes more lines "
                                       "than one, and so on, and so on, and so on",
                                   .y_label = "END_OF_TEXT"};
    for (size_t kind = 0; kind < KIND_COUNT; kind++)
        for (size_t i = 0; i < 4; i++)
            for (size_t j = 0; j < 4; j++) {
                copse_text script = {0};
                copse_error err = {0};
                if (i == 3 && j > 0) continue;
                fill(&s, size[i], scale[j % 3], j == 3);
                const copse_status status = KINDS[kind].draw(&s, &look, &script, &err);
                ck_assert_msg(status == COPSE_OK, "%s of %zu: %s", KINDS[kind].name, size[i], err.text);
                check_page(KINDS[kind].name, script.bytes);
                copse_text_free(&script);
            }
}
END_TEST

START_TEST(short_memory_is_an_error)
{
#if FAIL_ALLOC_WORKS
    static sample s;
    fill(&s, 4, 1, false);
    for (size_t kind = 0; fail_alloc_in_force() && kind < KIND_COUNT; kind++) {
        copse_text whole = {0};
        copse_status status = KINDS[kind].draw(&s, NULL, &whole, NULL);
        ck_assert_int_eq(status, COPSE_OK);
        status = COPSE_ENOMEM;
        for (long n = 1; status != COPSE_OK; n += n < 100 ? 1 : 13) {
            copse_text script = {0};
            fail_alloc_left = n;
            status = KINDS[kind].draw(&s, NULL, &script, NULL);
            fail_alloc_left = -1;
            ck_assert_msg(status == COPSE_OK || status == COPSE_ENOMEM || status == COPSE_EIO, "%s: allocation %ld: %s",
                          KINDS[kind].name, n, copse_status_name(status));
            if (status == COPSE_OK) ck_assert_str_eq(script.bytes, whole.bytes);
            copse_text_free(&script);
            ck_assert_int_lt(n, 100000);
        }
        copse_text_free(&whole);
    }
#endif
}
END_TEST

START_TEST(judgements_have_many_words)
{
    static const struct {
        const char *text;
        copse_judgement judgement;
    } word[] = {{"Low risk", COPSE_JUDGEMENT_LOW},
                {" LOW  RISK OF BIAS ", COPSE_JUDGEMENT_LOW},
                {"some_concerns", COPSE_JUDGEMENT_SOME},
                {"Unclear risk", COPSE_JUDGEMENT_SOME},
                {"Serious", COPSE_JUDGEMENT_HIGH},
                {"critical", COPSE_JUDGEMENT_CRITICAL},
                {"", COPSE_JUDGEMENT_NONE},
                {"NI", COPSE_JUDGEMENT_NONE}};
    copse_judgement got;
    for (size_t i = 0; i < sizeof word / sizeof *word; i++) {
        ck_assert_int_eq(copse_judgement_find(word[i].text, &got), COPSE_OK);
        ck_assert_int_eq(got, word[i].judgement);
    }
    ck_assert_int_eq(copse_judgement_find("lowish", &got), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_judgement_find("risk", &got), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_judgement_find(NULL, &got), COPSE_ENOTFOUND);
}
END_TEST

/* The same letter is another judgement in another tool. */
START_TEST(tools_have_words_of_their_own)
{
    static const struct {
        copse_rob_tool tool;
        const char *text;
        copse_judgement judgement;
    } known[] = {{COPSE_ROB_2, "s", COPSE_JUDGEMENT_SOME},           {COPSE_ROB_ROBINS_I, "S", COPSE_JUDGEMENT_HIGH},
                 {COPSE_ROB_2, "-", COPSE_JUDGEMENT_SOME},           {COPSE_ROB_1, "-", COPSE_JUDGEMENT_HIGH},
                 {COPSE_ROB_2, "?", COPSE_JUDGEMENT_NONE},           {COPSE_ROB_QUADAS2, "?", COPSE_JUDGEMENT_SOME},
                 {COPSE_ROB_ROBINS_I, "c", COPSE_JUDGEMENT_CRITICAL}};
    static const struct {
        copse_rob_tool tool;
        const char *text;
    } unknown[] = {{COPSE_ROB_2, "serious"},     {COPSE_ROB_2, "unclear"},        {COPSE_ROB_1, "some concerns"},
                   {COPSE_ROB_ROBINS_I, "high"}, {COPSE_ROB_QUADAS2, "critical"}, {COPSE_ROB_TOOL_COUNT, "low"}};
    copse_judgement got = COPSE_JUDGEMENT_COUNT;
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        ck_assert_int_eq(copse_rob_tool_judge(known[i].tool, known[i].text, &got), COPSE_OK);
        ck_assert_int_eq(got, known[i].judgement);
    }
    for (size_t i = 0; i < sizeof unknown / sizeof *unknown; i++)
        ck_assert_int_eq(copse_rob_tool_judge(unknown[i].tool, unknown[i].text, &got), COPSE_ENOTFOUND);
    /* each tool reads its own words back */
    for (int t = 0; t < COPSE_ROB_TOOL_COUNT; t++)
        for (int j = 0; j < COPSE_JUDGEMENT_COUNT; j++) {
            const char *word = copse_rob_tool_word((copse_rob_tool)t, (copse_judgement)j);
            if (word == NULL) continue;
            ck_assert_int_eq(copse_rob_tool_judge((copse_rob_tool)t, word, &got), COPSE_OK);
            ck_assert_int_eq(got, j);
        }
    ck_assert_ptr_null(copse_rob_tool_name(COPSE_ROB_TOOL_COUNT));
    ck_assert_ptr_null(copse_rob_tool_word(COPSE_ROB_2, COPSE_JUDGEMENT_CRITICAL));
}
END_TEST

START_TEST(marks_tell_twelve_groups_apart)
{
    static sample s;
    copse_text script = {0};
    copse_error err = {0};
    static const char *const name[13] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m"};
    fill(&s, 13, 1, false);
    s.studies.group_name = name;
    s.studies.groups = 12;
    for (size_t i = 0; i < 13; i++) s.group[i] = i % 12;
    ck_assert_int_eq(draw_baujat(&s, NULL, &script, &err), COPSE_OK);
    ck_assert_ptr_nonnull(strstr(copse_text_string(&script), "\ngroup12\n"));
    copse_text_free(&script);
    s.studies.groups = 13;
    s.group[12] = 12;
    ck_assert_int_eq(draw_baujat(&s, NULL, &script, &err), COPSE_EUSAGE);
    copse_text_free(&script);
}
END_TEST

int main(void)
{
    Suite *s = suite_create("chart kinds");
    TCase *c = tcase_create("chart kinds");
    tcase_add_test(c, kinds_draw_anything);
    tcase_add_test(c, short_memory_is_an_error);
    tcase_add_test(c, judgements_have_many_words);
    tcase_add_test(c, tools_have_words_of_their_own);
    tcase_add_test(c, marks_tell_twelve_groups_apart);
    suite_add_tcase(s, c);
    return run_suite(s);
}
