/* The script of a forest plot, without gnuplot: what is data stays in data blocks, failures leave nothing behind. */
#include "ck_close.h"
#include "fail_alloc.h"
#include "forest_fixture.h"

#include "plot/plot_text.h"

#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static void make_script(const forest_fixture *f, const char *picture, copse_text *script)
{
    copse_error err = {0};
    ck_assert_msg(copse_plot_forest(&f->set, &f->fit, fixture_subgroups(f), &f->opts, picture, script, &err) ==
                      COPSE_OK,
                  "%s", err.text);
}

/* The script without the lines of its data blocks. */
static void code_of(const copse_text *script, copse_text *code)
{
    char end[64] = "";
    for (const char *at = copse_text_string(script); *at;) {
        const size_t n = strcspn(at, "\n");
        const bool inside = end[0] != '\0';
        if (inside && strlen(end) == n && strncmp(at, end, n) == 0) end[0] = '\0';
        else if (!inside) copse_text_add_bytes(code, at, n + 1);
        const char *mark = at[0] == '$' ? strstr(at, " << ") : NULL;
        if (!inside && mark != NULL && mark < at + n) {
            ck_assert_uint_lt(n - (size_t)(mark + 4 - at), sizeof end);
            memcpy(end, mark + 4, n - (size_t)(mark + 4 - at));
            end[n - (size_t)(mark + 4 - at)] = '\0';
        }
        at += n + (at[n] == '\n');
    }
    ck_assert_str_eq(end, "");
}

START_TEST(labels_are_never_code)
{
    static const char *const names[] = {"a.pdf", "a.svg", "a.png", "a.eps", "a.tex", "a.gp"};
    forest_fixture f;
    fixture_hostile(&f);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        copse_text script = {0}, code = {0};
        make_script(&f, names[i], &script);
        code_of(&script, &code);
        ck_assert_ptr_nonnull(strstr(copse_text_string(&script), "touch PWNED"));
        ck_assert_ptr_null(strstr(copse_text_string(&code), "touch PWNED"));
        ck_assert_ptr_null(strchr(copse_text_string(&code), '`'));
        ck_assert_ptr_null(strstr(copse_text_string(&code), "system"));
        ck_assert_ptr_nonnull(strstr(copse_text_string(&code), "plot NaN"));
        copse_text_free(&script);
        copse_text_free(&code);
    }
    fixture_free(&f);
}
END_TEST

START_TEST(the_name_of_the_picture_is_data)
{
    forest_fixture f;
    copse_text script = {0}, code = {0};
    fixture_bcg(&f);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    make_script(&f, "/somewhere/|touch `PWNED`'.pdf", &script);
    code_of(&script, &code);
    ck_assert_ptr_null(strstr(copse_text_string(&code), "PWNED"));
    ck_assert_ptr_null(strstr(copse_text_string(&script), "/somewhere"));
    ck_assert_ptr_nonnull(strstr(copse_text_string(&script), "\n./|touch `PWNED`'.pdf\n"));
    copse_text_free(&script);
    copse_text_free(&code);
    fixture_free(&f);
}
END_TEST

START_TEST(the_same_input_gives_the_same_bytes)
{
    forest_fixture f;
    copse_text one = {0}, two = {0};
    fixture_hostile(&f);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    make_script(&f, "a.svg", &one);
    make_script(&f, "a.svg", &two);
    ck_assert_uint_gt(one.length, 1000);
    ck_assert_str_eq(copse_text_string(&one), copse_text_string(&two));
    copse_text_free(&one);
    copse_text_free(&two);
    fixture_free(&f);
}
END_TEST

static void check_text(void (*convert)(const char *, size_t, copse_text *), const char *from, const char *to)
{
    copse_text out = {0};
    convert(from, strlen(from), &out);
    ck_assert_str_eq(copse_text_string(&out), to);
    copse_text_free(&out);
}

START_TEST(texts_are_cleaned_and_escaped)
{
    copse_text out = {0};
    copse_i_clean_label("  a\n\tb \x01 c\xff\u2028\u200E ", &out);
    ck_assert_str_eq(copse_text_string(&out), "a b c\uFFFD");
    copse_text_free(&out);
    check_text(copse_i_latex_text, "50% of $x_1 & {y}^2 ~ \\z #1",
               "50\\% of \\$x\\_1 \\& \\{y\\}\\textasciicircum{}2 "
               "\\textasciitilde{} \\textbackslash{}z \\#1");
    check_text(copse_i_latex_text, "\001I\001² = \u22120.5", "\\textit{I}$^2$ = $-$0.5");
    check_text(copse_i_latex_text, "\001p", "\\textit{p}");
    check_text(copse_i_latex_text, "Müller \u0141ódź – “\u03C4\u00B2 \u2213 1”",
               "Müller \u0141ódź -- “$\\tau$$^2$ $\\mp$ 1”");
    check_text(copse_i_latex_text, "\u738b \u0416\u0127\U0001F600",
               "\\copseletter{\u738b} \\copseletter{\u0416}\\copseletter{\u0127}\\copseletter{\U0001F600}");
    copse_i_latex_sized("a", 1, 8.5, true, &out);
    ck_assert_str_eq(copse_text_string(&out), "{\\fontsize{8.5}{10.62}\\selectfont\\bfseries\\strut a}");
    copse_text_free(&out);
    check_text(copse_i_enhanced_text, "\001p\001 < 0.05", "{/:Italic p}\u00A0<\u00A00.05");
    check_text(copse_i_latex_text, "\u03C7\00212\002 = 3", "$\\chi$$^2_{12}$ = 3");
    check_text(copse_i_enhanced_text, "\u03C7\00212\002", "\u03C7@^{/*0.7 2}_{/*0.75 12}");
    check_text(copse_i_xml_text, "a < b & \"c\"", "a &lt; b &amp; &quot;c&quot;");
}
END_TEST

/* ------------------------------------------------------------------------------------------------ failures */

static char folder[] = "/tmp/copse_forest_XXXXXX";

static void path_in(const char *name, char *path, size_t size)
{
    ck_assert_int_lt(snprintf(path, size, "%s/%s", folder, name), (int)size);
}

static void make_folder(void)
{
    ck_assert_ptr_nonnull(mkdtemp(folder));
}

static void remove_file(const char *name)
{
    char path[256];
    path_in(name, path, sizeof path);
    (void)unlink(path);
}

/* Renders with `program` for gnuplot over an existing picture: it stays, the script is kept, the error says both. */
static void check_failing(const char *program, const char *said)
{
    char picture[256], kept[256], *bytes = NULL;
    size_t n = 0;
    copse_error err = {0};
    copse_text script = {0};
    copse_text_add(&script, "plot x\n");
    make_folder();
    path_in("a.pdf", picture, sizeof picture);
    path_in("a.pdf.gp", kept, sizeof kept);
    ck_assert_int_eq(copse_file_write(picture, "old", 3, NULL), COPSE_OK);
    ck_assert_int_eq(setenv("COPSE_GNUPLOT", program, 1), 0);
    ck_assert_int_eq(copse_plot_render(&script, picture, &err), COPSE_EEXTERNAL);
    ck_assert_msg(strstr(err.text, said) != NULL, "%s", err.text);
    ck_assert_msg(strstr(err.text, kept) != NULL, "%s", err.text);
    ck_assert_int_eq(copse_file_read(picture, &bytes, &n, NULL), COPSE_OK);
    ck_assert_str_eq(bytes, "old");
    free(bytes);
    ck_assert_int_eq(copse_file_read(kept, &bytes, &n, NULL), COPSE_OK);
    ck_assert_str_eq(bytes, "plot x\n");
    free(bytes);
    copse_text_free(&script);
    remove_file("a.pdf");
    remove_file("a.pdf.gp");
    ck_assert_int_eq(rmdir(folder), 0); /* nothing else was left there */
}

START_TEST(gnuplot_missing)
{
    check_failing("/nonexistent/gnuplot", "not found; the script is kept: install it");
}
END_TEST

START_TEST(gnuplot_failing)
{
    check_failing("false", "failed");
}
END_TEST

START_TEST(gnuplot_silent)
{
    check_failing("true", "made no picture");
}
END_TEST

START_TEST(gnuplot_without_a_picture)
{
    check_failing("cat", "failed");
}
END_TEST

START_TEST(a_script_is_written_as_it_is)
{
    char path[256], *bytes = NULL;
    size_t n = 0;
    copse_text script = {0};
    copse_text_add(&script, "plot x\n");
    make_folder();
    path_in("a.gp", path, sizeof path);
    ck_assert_int_eq(setenv("COPSE_GNUPLOT", "/nonexistent/gnuplot", 1), 0);
    ck_assert_int_eq(copse_plot_render(&script, path, NULL), COPSE_OK);
    ck_assert_int_eq(copse_file_read(path, &bytes, &n, NULL), COPSE_OK);
    ck_assert_str_eq(bytes, "plot x\n");
    free(bytes);
    copse_text_free(&script);
    remove_file("a.gp");
    ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(endings)
{
    copse_error err = {0};
    ck_assert_int_eq(copse_plot_check_ending("a.pdf", NULL), COPSE_OK);
    ck_assert_int_eq(copse_plot_check_ending("b/a.SVG", NULL), COPSE_OK);
    ck_assert_int_eq(copse_plot_check_ending("a.b/pdf", &err), COPSE_EUSAGE);
    ck_assert_int_eq(copse_plot_check_ending("a", &err), COPSE_EUSAGE);
    ck_assert_int_eq(copse_plot_check_ending("b/.pdf", &err), COPSE_EUSAGE);
    ck_assert_int_eq(copse_plot_check_ending("a.jpeg", &err), COPSE_EUSAGE);
    ck_assert_ptr_nonnull(strstr(err.text, ".pdf, .svg, .png, .eps, .tex or .gp"));
}
END_TEST

/* Each allocation fails in turn; the last attempt is the one that succeeds. */
START_TEST(short_memory_is_an_error)
{
#if FAIL_ALLOC_WORKS
    forest_fixture f;
    fixture_hostile(&f);
    ck_assert_int_eq(fixture_pool(&f), COPSE_OK);
    copse_status st = COPSE_ENOMEM;
    long n = 0;
    for (n = 1; st != COPSE_OK; n++) {
        copse_text script = {0};
        fail_alloc_left = n;
        st = copse_plot_forest(&f.set, &f.fit, &f.subgroups, &f.opts, "a.svg", &script, NULL);
        fail_alloc_left = -1;
        ck_assert_msg(st == COPSE_OK || st == COPSE_ENOMEM || st == COPSE_EIO, "allocation %ld: %s", n,
                      copse_status_name(st));
        copse_text_free(&script);
        ck_assert_int_lt(n, 100000);
    }
    ck_assert_int_gt(n, 50);
    fixture_free(&f);
#endif
}
END_TEST

int main(void)
{
    Suite *s = suite_create("forest script");
    TCase *c = tcase_create("forest script");
    tcase_add_test(c, labels_are_never_code);
    tcase_add_test(c, the_name_of_the_picture_is_data);
    tcase_add_test(c, the_same_input_gives_the_same_bytes);
    tcase_add_test(c, texts_are_cleaned_and_escaped);
    tcase_add_test(c, gnuplot_missing);
    tcase_add_test(c, gnuplot_failing);
    tcase_add_test(c, gnuplot_silent);
    tcase_add_test(c, gnuplot_without_a_picture);
    tcase_add_test(c, a_script_is_written_as_it_is);
    tcase_add_test(c, endings);
    tcase_add_test(c, short_memory_is_an_error);
    suite_add_tcase(s, c);
    return run_suite(s);
}
