/* Pictures by the real gnuplot; skipped (exit code 77) where there is none. */
#include "ck_close.h"
#include "forest_fixture.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#define KINDS 5
static const char *const endings[KINDS] = {"pdf", "svg", "png", "eps", "tex"};
static const char *const begins[KINDS] = {"%PDF-1", "<?xml version", "\x89PNG\r\n", "%!PS-Adobe", "% needs "};

/* An empty folder that is the current one, so that whatever a script would touch is seen. */
static void enter_folder(char folder[32])
{
    (void)snprintf(folder, 32, "/tmp/copse_gnuplot_XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(folder));
    ck_assert_int_eq(chdir(folder), 0);
}

static void leave_folder(const char *folder)
{
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_msg(rmdir(folder) == 0, "something else was left in %s", folder);
}

static void render(const forest_fixture *f, const char *picture, copse_text *script)
{
    copse_error err = {0};
    const copse_subgroups *subgroups = fixture_subgroups(f);
    ck_assert_msg(copse_plot_forest(&f->set, &f->fit, subgroups, &f->opts, picture, script, &err) == COPSE_OK, "%s",
                  err.text);
    ck_assert_msg(copse_plot_render(script, picture, &err) == COPSE_OK, "%s", err.text);
}

static void read_back(const char *picture, char **bytes, size_t *n)
{
    ck_assert_int_eq(copse_file_read(picture, bytes, n, NULL), COPSE_OK);
    ck_assert_int_eq(unlink(picture), 0);
}

START_TEST(every_kind_twice_the_same)
{
    char folder[32], picture[32];
    forest_fixture f;
    fixture_hostile(&f);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    enter_folder(folder);
    (void)snprintf(picture, sizeof picture, "a.%s", endings[_i]);
    char *one = NULL, *two = NULL;
    size_t n = 0, m = 0;
    copse_text script = {0}, again = {0};
    render(&f, picture, &script);
    read_back(picture, &one, &n);
    const bool dated = _i == 0 || _i == 3; /* PDF and EPS have a date of creation: let it differ */
    if (dated) (void)sleep(1);
    render(&f, picture, &again);
    read_back(picture, &two, &m);
    ck_assert_uint_gt(n, 1000);
    ck_assert_int_eq(strncmp(one, begins[_i], strlen(begins[_i])), 0);
    ck_assert_uint_eq(n, m);
    ck_assert_int_eq(memcmp(one, two, n), 0);
    free(one);
    free(two);
    copse_text_free(&script);
    copse_text_free(&again);
    fixture_free(&f);
    leave_folder(folder); /* no PWNED */
}
END_TEST

START_TEST(every_layout_is_drawn)
{
    static const char *const says[] = {">Overall (k = 13)<", ">Total (95% CI)<", ">Total (No. = 13)<"};
    char folder[32], *bytes = NULL;
    size_t n = 0;
    forest_fixture f;
    copse_text script = {0};
    fixture_bcg(&f);
    f.opts.layout = (copse_layout)_i;
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    enter_folder(folder);
    render(&f, "a.svg", &script);
    read_back("a.svg", &bytes, &n);
    ck_assert_ptr_nonnull(strstr(bytes, says[_i]));
    free(bytes);
    copse_text_free(&script);
    fixture_free(&f);
    leave_folder(folder);
}
END_TEST

/* What LaTeX's fonts may lack is wrapped, and what defines the wrapper comes first; the dashed line through the pooled
 * effect is many lines, as these pictures have no dashes. */
START_TEST(tex_compiles_with_any_letter)
{
    char folder[32], *bytes = NULL;
    size_t n = 0, wrapped = 0, uprights = 0;
    forest_fixture f;
    copse_text script = {0};
    fixture_hostile(&f);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    enter_folder(folder);
    render(&f, "a.tex", &script);
    read_back("a.tex", &bytes, &n);
    const char *defined = strstr(bytes, "\\providecommand\\copseletter[1]"), *used = strstr(bytes, "\\copseletter{");
    ck_assert(defined != NULL && used != NULL && defined < used);
    for (const char *at = bytes; (at = strstr(at, "\\copseletter{")) != NULL; at++) wrapped++;
    ck_assert_uint_ge(wrapped, 5);
    for (const char *at = bytes; (at = strstr(at, "){\\line(0,-")) != NULL; at++) uprights++;
    ck_assert_msg(uprights > 20, "%zu upright lines", uprights);
    free(bytes);
    copse_text_free(&script);
    fixture_free(&f);
    leave_folder(folder);
}
END_TEST

/* Two dashed limits of some 300 points each are many lines; whatever is solid is one. */
START_TEST(charts_in_tex_have_dashes)
{
    static const double y[] = {-0.2, 0.1, 0.4}, v[] = {0.04, 0.02, 0.03};
    const copse_funnel_data data = {.studies = {.k = 3, .yi = y, .vi = v},
                                    .centre = 0.1,
                                    .centre_name = "the pooled effect",
                                    .centre_line = "Pooled effect",
                                    .adjusted = NAN};
    char folder[32], *bytes = NULL;
    size_t n = 0, lines = 0;
    copse_text script = {0};
    copse_error err = {0};
    ck_assert_int_eq(copse_plot_funnel(&data, NULL, "a.tex", &script, &err), COPSE_OK);
    enter_folder(folder);
    ck_assert_msg(copse_plot_render(&script, "a.tex", &err) == COPSE_OK, "%s", err.text);
    read_back("a.tex", &bytes, &n);
    for (const char *at = bytes; (at = strstr(at, "\\polyline(")) != NULL; at++) lines++;
    ck_assert_msg(lines > 60 && lines < 300, "%zu lines", lines);
    ck_assert_ptr_nonnull(strstr(bytes, "\\strut Pooled effect}"));
    free(bytes);
    copse_text_free(&script);
    leave_folder(folder);
}
END_TEST

static double setting(const copse_text *script, const char *name)
{
    const char *at = strstr(copse_text_string(script), name);
    ck_assert_ptr_nonnull(at);
    return strtod(at + strlen(name), NULL);
}

static double big_endian(const char *bytes)
{
    const unsigned char *b = (const unsigned char *)bytes;
    return 16777216.0 * b[0] + 65536.0 * b[1] + 256.0 * b[2] + b[3];
}

START_TEST(png_has_the_size_of_the_layout)
{
    char folder[32], *bytes = NULL;
    size_t n = 0;
    forest_fixture f;
    copse_text script = {0};
    fixture_bcg(&f);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    enter_folder(folder);
    render(&f, "a.png", &script);
    read_back("a.png", &bytes, &n);
    CK_CLOSE(big_endian(bytes + 16), 4.0 * setting(&script, "\nwidth = "), 0.0);
    CK_CLOSE(big_endian(bytes + 20), 4.0 * setting(&script, "\nheight = "), 0.0);
    free(bytes);
    copse_text_free(&script);
    fixture_free(&f);
    leave_folder(folder);
}
END_TEST

/* SVG keeps its texts readable: what was given is what is drawn. */
START_TEST(svg_has_the_labels_as_written)
{
    static const char *const drawn[] = {">`touch PWNED`</text>",
                                        ">$(touch PWNED)</text>",
                                        ">'; system('touch PWNED'); '</text>",
                                        ">{/Bold x}_{sub}^2 @home &amp;{x} ~a{b}</text>",
                                        ">100% %s %n %d \\n \\\\ \\U+0041</text>",
                                        ">two lines of text</text>",
                                        ">END_OF_TEXT</text>",
                                        ">END_OF_TEXT system('touch PWNED')</text>",
                                        ">#hash, comma, tab</text>",
                                        ">Rüsch Høgh O’Donnell “q” Łódź</text>",
                                        ">王小明 東京 2020</text>",
                                        "<title>`touch PWNED` $(touch PWNED) END_OF_TEXT</title>",
                                        "<desc>Forest plot of 20 studies."};
    char folder[32], *bytes = NULL;
    size_t n = 0;
    forest_fixture f;
    copse_text script = {0};
    fixture_hostile(&f);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    enter_folder(folder);
    render(&f, "a.svg", &script);
    read_back("a.svg", &bytes, &n);
    for (size_t i = 0; i < sizeof drawn / sizeof drawn[0]; i++)
        ck_assert_msg(strstr(bytes, drawn[i]) != NULL, "not in the picture: %s", drawn[i]);
    free(bytes);
    copse_text_free(&script);
    fixture_free(&f);
    leave_folder(folder);
}
END_TEST

/* The script that a user gets draws by itself, with the picture's name as its output and nothing on standard error. */
START_TEST(the_script_runs_alone)
{
    char folder[32], *bytes = NULL;
    size_t n = 0;
    forest_fixture f;
    copse_text script = {0};
    fixture_hostile(&f);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    enter_folder(folder);
    render(&f, "a.gp", &script);
    /* without a UTF-8 locale gnuplot warns that it cannot turn its degree sign into the locale's set, and draws the same */
    ck_assert_int_eq(system("LC_ALL=C.UTF-8 gnuplot --default-settings a.gp >said 2>&1"), 0); // NOLINT(cert-env33-c)
    read_back("a.gp.pdf", &bytes, &n);
    ck_assert_int_eq(strncmp(bytes, "%PDF-1", 6), 0);
    free(bytes);
    read_back("said", &bytes, &n);
    ck_assert_msg(n == 0, "gnuplot said: %s", bytes);
    free(bytes);
    ck_assert_int_eq(unlink("a.gp"), 0);
    copse_text_free(&script);
    fixture_free(&f);
    leave_folder(folder);
}
END_TEST

START_TEST(many_studies_and_extremes)
{
    static const char *const levels[] = {"one", "two", "three"};
    double yi[200], vi[200];
    char folder[32], *bytes = NULL;
    size_t n = 0;
    for (size_t i = 0; i < 200; i++) {
        yi[i] = i == 7 ? 60.0 : i == 11 ? -300.0 : sin((double)i);
        vi[i] = i == 9 ? 1e5 : 0.01 + 0.1 * (double)(i % 11);
    }
    forest_fixture f;
    copse_text script = {0};
    fixture_studies(&f, "OR", 200, yi, vi);
    fixture_levels(&f, 3, levels);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    enter_folder(folder);
    render(&f, "a.pdf", &script);
    read_back("a.pdf", &bytes, &n);
    ck_assert_uint_gt(n, 10000);
    free(bytes);
    copse_text_free(&script);
    fixture_free(&f);
    leave_folder(folder);
}
END_TEST

START_TEST(a_wrong_script_says_what_is_wrong)
{
    char folder[32];
    copse_error err = {0};
    copse_text script = {0};
    enter_folder(folder);
    copse_text_add(&script, "set terminal svg\nset nonsense\nplot x\n");
    ck_assert_int_eq(copse_plot_render(&script, "a.svg", &err), COPSE_EEXTERNAL);
    ck_assert_msg(strstr(err.text, "a.svg: gnuplot failed: ") == err.text, "%s", err.text);
    ck_assert_msg(strstr(err.text, "a.svg.gp") != NULL, "%s", err.text);
    ck_assert_int_ne(access("a.svg", F_OK), 0);
    ck_assert_int_eq(unlink("a.svg.gp"), 0);
    copse_text_free(&script);
    leave_folder(folder);
}
END_TEST

START_TEST(nowhere_to_write_is_an_error)
{
    char folder[32];
    copse_error err = {0};
    forest_fixture f;
    copse_text script = {0};
    fixture_bcg(&f);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    enter_folder(folder);
    ck_assert_int_eq(copse_plot_forest(&f.set, &f.fit, NULL, &f.opts, "a.svg", &script, &err), COPSE_OK);
    ck_assert_int_eq(copse_plot_render(&script, "no/such/folder/a.svg", &err), COPSE_EIO);
    if (access("/dev/full", W_OK) == 0) {
        ck_assert_int_eq(symlink("/dev/full", "full.svg"), 0);
        ck_assert_int_eq(copse_plot_render(&script, "full.svg", &err), COPSE_EIO);
        ck_assert_int_eq(unlink("full.svg"), 0);
    }
    copse_text_free(&script);
    fixture_free(&f);
    leave_folder(folder);
}
END_TEST

int main(void)
{
    if (system("gnuplot --version >/dev/null 2>&1") != 0) { // NOLINT(cert-env33-c)
        (void)puts("SKIP: gnuplot is not installed");
        return 77;
    }
    Suite *s = suite_create("forest gnuplot");
    TCase *c = tcase_create("forest gnuplot");
    tcase_add_loop_test(c, every_kind_twice_the_same, 0, KINDS);
    tcase_add_loop_test(c, every_layout_is_drawn, COPSE_LAYOUT_DEFAULT, COPSE_LAYOUT_JAMA + 1);
    tcase_add_test(c, tex_compiles_with_any_letter);
    tcase_add_test(c, charts_in_tex_have_dashes);
    tcase_add_test(c, png_has_the_size_of_the_layout);
    tcase_add_test(c, svg_has_the_labels_as_written);
    tcase_add_test(c, the_script_runs_alone);
    tcase_add_test(c, many_studies_and_extremes);
    tcase_add_test(c, a_wrong_script_says_what_is_wrong);
    tcase_add_test(c, nowhere_to_write_is_an_error);
    suite_add_tcase(s, c);
    return run_suite(s);
}
