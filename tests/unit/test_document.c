/* Documents: every format, alignment by display width, escaping of hostile labels, misuse and short memory. */
#include "ck_close.h"
#include "fail_alloc.h"

#include <copse/report.h>

#include <stdio.h>
#include <string.h>

static const copse_format all_formats[] = {COPSE_FORMAT_TEXT, COPSE_FORMAT_MARKDOWN, COPSE_FORMAT_CSV,
                                           COPSE_FORMAT_JSON, COPSE_FORMAT_LATEX};

static void check_render(const copse_document *document, copse_format format, const char *want)
{
    copse_text out = {0};
    copse_error err = {0};
    const copse_render_opts opts = {.format = format};
    const copse_status status = copse_document_render(document, &opts, &out, &err);
    ck_assert_msg(status == COPSE_OK, "%s: %s", copse_format_name(format), err.text);
    ck_assert_str_eq(copse_text_string(&out), want);
    copse_text_free(&out);
}

static copse_document *people(void)
{
    copse_document *document = copse_document_new();
    copse_document_heading(document, 1, "Trials");
    copse_document_table(document, "trials", "Two of them");
    copse_document_column(document, "study", "Study", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "yi", "Effect", COPSE_ALIGN_DECIMAL, 2);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "n", "n", COPSE_ALIGN_RIGHT, 0);
    const char *const label[] = {"O'Donnell", "Rüsch", "Høgh", "山田 太郎", "Ru\xCC\x88sch"};
    const double y[] = {-10.126, 0.5, 1.0 / 3.0, NAN, 2.0}, p[] = {0.25, 0.00001, 1.0, 0.5, NAN};
    for (size_t i = 0; i < 5; i++) {
        if (i == 4) copse_document_rule(document);
        copse_document_row(document);
        copse_document_text(document, label[i]);
        copse_document_number(document, y[i]);
        copse_document_number_as(document, p[i], i == 1 ? "< 0.0001" : NULL);
        copse_document_number(document, 10.0 * (double)(i + 1));
    }
    return document;
}

START_TEST(width_follows_the_terminal)
{
    ck_assert_uint_eq(copse_display_width(NULL), 0);
    ck_assert_uint_eq(copse_display_width(""), 0);
    ck_assert_uint_eq(copse_display_width("O'Donnell"), 9);
    ck_assert_uint_eq(copse_display_width("Rüsch"), 5);
    ck_assert_uint_eq(copse_display_width("Ru\xCC\x88sch"), 5); /* u and a combining diaeresis */
    ck_assert_uint_eq(copse_display_width("Høgh"), 4);
    ck_assert_uint_eq(copse_display_width("山田"), 4);
    ck_assert_uint_eq(copse_display_width("τ²"), 2);
    ck_assert_uint_eq(copse_display_width("─"), 1);
    ck_assert_uint_eq(copse_display_width("😀"), 2);
    ck_assert_uint_eq(copse_display_width("a\xFFz"), 3); /* not UTF-8: one column a byte */
}
END_TEST

START_TEST(text_is_aligned)
{
    copse_document *document = people();
    check_render(document, COPSE_FORMAT_TEXT,
                 "Trials\n"
                 "\n"
                 "Two of them\n"
                 "Study      Effect         p   n\n"
                 "───────────────────────────────\n"
                 "O'Donnell  -10.13    0.25    10\n"
                 "Rüsch        0.50  < 0.0001  20\n"
                 "Høgh         0.33    1       30\n"
                 "山田 太郎      NA    0.5     40\n"
                 "───────────────────────────────\n"
                 "Ru\xCC\x88sch        2.00        NA  50\n");
    copse_document_free(document);
}
END_TEST

START_TEST(markdown_is_a_pipe_table)
{
    copse_document *document = people();
    check_render(document, COPSE_FORMAT_MARKDOWN,
                 "# Trials\n"
                 "\n"
                 "Two of them\n"
                 "\n"
                 "| Study     | Effect |        p |  n |\n"
                 "|:----------|-------:|---------:|---:|\n"
                 "| O'Donnell | -10.13 |   0.25   | 10 |\n"
                 "| Rüsch     |   0.50 | < 0.0001 | 20 |\n"
                 "| Høgh      |   0.33 |   1      | 30 |\n"
                 "| 山田 太郎 |     NA |   0.5    | 40 |\n"
                 "| Ru\xCC\x88sch     |   2.00 |       NA | 50 |\n");
    copse_document_free(document);
}
END_TEST

START_TEST(csv_is_exact)
{
    copse_document *document = people();
    check_render(document, COPSE_FORMAT_CSV,
                 "study,yi,p,n\n"
                 "O'Donnell,-10.126,0.25,10\n"
                 "Rüsch,0.5,1e-05,20\n"
                 "Høgh,0.3333333333333333,1,30\n"
                 "山田 太郎,,0.5,40\n"
                 "Ru\xCC\x88sch,2,,50\n");
    copse_document_free(document);
}
END_TEST

START_TEST(json_is_exact)
{
    copse_document *document = people();
    check_render(document, COPSE_FORMAT_JSON,
                 "{\n"
                 "  \"tables\": [\n"
                 "    {\n"
                 "      \"id\": \"trials\",\n"
                 "      \"rows\": [\n"
                 "        {\"study\": \"O'Donnell\", \"yi\": -10.125999999999999, \"p\": 0.25, \"n\": 10},\n"
                 "        {\"study\": \"Rüsch\", \"yi\": 0.5, \"p\": 1.0000000000000001e-5, \"n\": 20},\n"
                 "        {\"study\": \"Høgh\", \"yi\": 0.33333333333333331, \"p\": 1.0, \"n\": 30},\n"
                 "        {\"study\": \"山田 太郎\", \"yi\": null, \"p\": 0.5, \"n\": 40},\n"
                 "        {\"study\": \"Ru\xCC\x88sch\", \"yi\": 2.0, \"p\": null, \"n\": 50}\n"
                 "      ]\n"
                 "    }\n"
                 "  ]\n"
                 "}\n");
    copse_document_free(document);
}
END_TEST

START_TEST(latex_is_booktabs)
{
    copse_document *document = people();
    check_render(
        document, COPSE_FORMAT_LATEX,
        "% needs \\usepackage{booktabs} and, before TeX Live 2020, \\usepackage{textcomp}\n"
        "% Letters that the document's encoding may lack (load T2A for Cyrillic, say, or use LuaLaTeX): a box "
        "then.\n"
        "\\providecommand\\copseletter[1]{\\ifcsname u8:\\detokenize{#1}\\endcsname#1\\else\\ifdefined"
        "\\Umathcode#1\\else{\\setlength\\fboxsep{0pt}\\fbox{\\rule{0pt}{1.2ex}\\rule{.7ex}{0pt}}}\\fi\\fi}\n"
        "\n"
        "\\section*{Trials}\n"
        "\n"
        "\\begin{table}[!htb]\n"
        "\\centering\n"
        "\\caption{Two of them}\n"
        "\\begin{tabular}{lrrr}\n"
        "\\toprule\n"
        "Study & Effect & p & n \\\\\n"
        "\\midrule\n"
        "O'Donnell & $-$10.13 & 0.25\\phantom{00} & 10 \\\\\n"
        "Rüsch & 0.50 & $<$ 0.0001 & 20 \\\\\n"
        "Høgh & 0.33 & 1\\phantom{.0000} & 30 \\\\\n"
        "\\copseletter{山}\\copseletter{田} \\copseletter{太}\\copseletter{郎} & NA & 0.5\\phantom{000} & 40 \\\\\n"
        "\\midrule\n"
        "Ru\\copseletter{\xCC\x88}sch & 2.00 & NA & 50 \\\\\n"
        "\\bottomrule\n"
        "\\end{tabular}\n"
        "\\end{table}\n");
    copse_document_free(document);
}
END_TEST

/* A label that wants to be code in some format, and how each format writes it. */
typedef struct hostile {
    const char *label, *text, *markdown, *csv, *json, *latex;
} hostile;

static const hostile hostiles[] = {
    {"=cmd|' /C calc'!A0", "=cmd|' /C calc'!A0", "=cmd\\|' /C calc'\\!A0", "'=cmd|' /C calc'!A0",
     "\"=cmd|' /C calc'!A0\"", "=cmd$|$' /C calc'!A0"},
    {"+1-2", "+1-2", "+1-2", "'+1-2", "\"+1-2\"", "+1-2"},
    {"-2.5", "-2.5", "-2.5", "-2.5", "\"-2.5\"", "-2.5"},
    {"+4e3", "+4e3", "+4e3", "+4e3", "\"+4e3\"", "+4e3"},
    {"-", "-", "-", "-", "\"-\"", "-"}, /* no formula */
    {"@SUM(A1)", "@SUM(A1)", "@SUM(A1)", "'@SUM(A1)", "\"@SUM(A1)\"", "@SUM(A1)"},
    {"\t=1+1", " =1+1", " =1+1", "\"'\t=1+1\"", "\"\\t=1+1\"", " =1+1"},
    {"\r=1", " =1", " =1", "\"'\r=1\"", "\"\\r=1\"", " =1"},
    {"say \"hi\", you", "say \"hi\", you", "say \"hi\", you", "\"say \"\"hi\"\", you\"", "\"say \\\"hi\\\", you\"",
     "say \\symbol{34}hi\\symbol{34}, you"},
    {"two\nlines", "two lines", "two lines", "\"two\nlines\"", "\"two\\nlines\"", "two lines"},
    {"two\r\nlines", "two lines", "two lines", "\"two\r\nlines\"", "\"two\\r\\nlines\"", "two lines"},
    {"a|b", "a|b", "a\\|b", "a|b", "\"a|b\"", "a$|$b"},
    {"\\input{x}", "\\input{x}", "\\\\input{x}", "\\input{x}", "\"\\\\input{x}\"", "\\textbackslash{}input\\{x\\}"},
    {"100 % & $5 #1 a_b ~ ^", "100 % & $5 #1 a_b ~ ^", "100 % \\& \\$5 \\#1 a\\_b \\~ ^", "100 % & $5 #1 a_b ~ ^",
     "\"100 % & $5 #1 a_b ~ ^\"", "100 \\% \\& \\$5 \\#1 a\\_b \\textasciitilde{} \\textasciicircum{}"},
    {"<b>x</b>", "<b>x</b>", "\\<b\\>x\\</b\\>", "<b>x</b>", "\"<b>x</b>\"", "$<$b$>$x$<$/b$>$"},
    {"[x](y) *z* `q`", "[x](y) *z* `q`", "\\[x\\](y) \\*z\\* \\`q\\`", "[x](y) *z* `q`", "\"[x](y) *z* `q`\"",
     "{}[x](y) *z* \\textasciigrave{}q\\textasciigrave{}"},
    {"*2ex", "*2ex", "\\*2ex", "*2ex", "\"*2ex\"", "{}*2ex"},
    {"a--b---c", "a--b---c", "a--b---c", "a--b---c", "\"a--b---c\"", "a-{}-b-{}-{}-c"},
    {"\033[31mred\a", "\xEF\xBF\xBD[31mred\xEF\xBF\xBD", "\xEF\xBF\xBD\\[31mred\xEF\xBF\xBD", "\033[31mred\a",
     "\"\\u001B[31mred\\u0007\"", "?[31mred?"},
    {"a\xE2\x80\xAE"
     "b",
     "a\xEF\xBF\xBD"
     "b",
     "a\xEF\xBF\xBD"
     "b",
     "a\xE2\x80\xAE"
     "b",
     "\"a\xE2\x80\xAE"
     "b\"",
     "a?b"},
    {"party 🎉", "party 🎉", "party 🎉", "party 🎉", "\"party 🎉\"", "party \\copseletter{🎉}"},
    {" padded ", " padded", " padded ", "\" padded \"", "\" padded \"", " padded "},
    {"τ² of I²", "τ² of I²", "τ² of I²", "τ² of I²", "\"τ² of I²\"", "$\\tau^{2}$ of I$^{2}$"},
};

/* The label's line in a document of one table with one row and one column. */
static void check_cell(const char *label, copse_format format, const char *before, const char *want, const char *after)
{
    copse_document *document = copse_document_new();
    copse_text out = {0}, whole = {0};
    const copse_render_opts opts = {.format = format};
    copse_document_table(document, "t", NULL);
    copse_document_column(document, "x", "x", COPSE_ALIGN_LEFT, 0);
    copse_document_row(document);
    copse_document_text(document, label);
    ck_assert_int_eq(copse_document_render(document, &opts, &out, NULL), COPSE_OK);
    copse_text_printf(&whole, "%s%s%s", before, want, after);
    ck_assert_msg(strstr(copse_text_string(&out), copse_text_string(&whole)) != NULL, "%s: no <%s> in <%s>",
                  copse_format_name(format), copse_text_string(&whole), copse_text_string(&out));
    copse_text_free(&out);
    copse_text_free(&whole);
    copse_document_free(document);
}

START_TEST(hostile_labels_stay_data)
{
    const hostile *h = &hostiles[_i];
    check_cell(h->label, COPSE_FORMAT_TEXT, "─\n", h->text, "\n");
    check_cell(h->label, COPSE_FORMAT_MARKDOWN, "|\n| ", h->markdown, " |\n");
    check_cell(h->label, COPSE_FORMAT_CSV, "x\n", h->csv, "\n");
    check_cell(h->label, COPSE_FORMAT_JSON, "{\"x\": ", h->json, "}\n");
    check_cell(h->label, COPSE_FORMAT_LATEX, "\\midrule\n", h->latex, " \\\\\n\\bottomrule");
}
END_TEST

/* Braces balance and every row has its columns, whatever the label. */
START_TEST(latex_has_structure)
{
    copse_document *document = copse_document_new();
    copse_text out = {0};
    const copse_render_opts opts = {.format = COPSE_FORMAT_LATEX};
    const size_t count = sizeof hostiles / sizeof hostiles[0];
    copse_document_heading(document, 9, hostiles[11].label);
    copse_document_table(document, "t", "50 % {of");
    for (int j = 0; j < 3; j++) copse_document_column(document, "x", hostiles[12].label, COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < count; i++) {
        copse_document_row(document);
        copse_document_text(document, hostiles[i].label);
        copse_document_text(document, NULL);
        copse_document_text(document, hostiles[i].label);
    }
    ck_assert_int_eq(copse_document_render(document, &opts, &out, NULL), COPSE_OK);
    int depth = 0, separators = 0, dollars = 0;
    size_t rows = 0;
    for (const char *c = copse_text_string(&out); *c != '\0'; c++) {
        if (*c == '\\' && c[1] == '\\') {
            ck_assert_int_eq(separators, 2);
            separators = 0;
            rows += 1;
        }
        if (*c == '\\') {
            c += 1; /* an escaped character counts for nothing */
            continue;
        }
        depth += *c == '{' ? 1 : *c == '}' ? -1 : 0;
        separators += *c == '&' ? 1 : 0;
        dollars += *c == '$' ? 1 : 0;
        ck_assert_int_ge(depth, 0);
    }
    ck_assert_int_eq(depth, 0);
    ck_assert_int_eq(dollars % 2, 0);
    ck_assert_uint_eq(rows, count + 1);
    copse_text_free(&out);
    copse_document_free(document);
}
END_TEST

START_TEST(paragraphs_wrap)
{
    copse_document *document = copse_document_new();
    copse_document_paragraph(document, "%s",
                             "Forty-three trials  of peer support, added to usual services, substituted "
                             "for a professional, or delivering a curriculum: Rüsch, Høgh.\nNew line");
    copse_document_paragraph(document, "1. %d %%", 5);
    check_render(document, COPSE_FORMAT_TEXT,
                 "Forty-three trials of peer support, added to usual services, substituted for a\n"
                 "professional, or delivering a curriculum: Rüsch, Høgh.\n"
                 "New line\n"
                 "\n"
                 "1. 5 %\n");
    check_render(document, COPSE_FORMAT_MARKDOWN,
                 "Forty-three trials  of peer support, added to usual services, substituted for a professional, or "
                 "delivering a curriculum: Rüsch, Høgh. New line\n"
                 "\n"
                 "1\\. 5 %\n");
    check_render(document, COPSE_FORMAT_CSV, "");
    check_render(document, COPSE_FORMAT_JSON, "{\n  \"tables\": []\n}\n");
    copse_document_free(document);
}
END_TEST

static copse_document *wide_list(const char *last)
{
    copse_document *document = copse_document_new();
    copse_document_table(document, "list", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "name", "Name", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "n", "n", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "text", "Text", COPSE_ALIGN_LEFT, -1);
    copse_document_row(document);
    copse_document_text(document, "short");
    copse_document_number(document, 7);
    copse_document_text(document, last);
    copse_document_row(document);
    copse_document_text(document, NULL);
    copse_document_text(document, NULL);
    copse_document_text(document, "a");
    return document;
}

/* Columns are 5 and 1 wide, with two gaps of 2, so that 69 are left for the text. */
#define TEN "Rüschhøgh "
#define SIXTY TEN TEN TEN TEN TEN TEN
START_TEST(lists_break_cells_where_a_line_ends)
{
    copse_document *fits = wide_list(SIXTY "123456789");
    copse_text out = {0};
    copse_error err = {0};
    const copse_render_opts opts = {.format = COPSE_FORMAT_TEXT}, csv = {.format = COPSE_FORMAT_CSV};
    ck_assert_int_eq(copse_document_render(fits, &opts, &out, &err), COPSE_OK);
    ck_assert_ptr_nonnull(strstr(copse_text_string(&out), "short  7  " SIXTY "123456789\n          a\n"));
    copse_document_free(fits);
    out.length = 0;
    copse_document *breaks = wide_list(SIXTY "1234567890 b");
    ck_assert_int_eq(copse_document_render(breaks, &opts, &out, &err), COPSE_OK);
    ck_assert_ptr_nonnull(strstr(copse_text_string(&out), "Rüschhøgh Rüschhøgh\n          1234567890 b\n"));
    out.length = 0;
    ck_assert_int_eq(copse_document_render(breaks, &csv, &out, &err), COPSE_OK);
    ck_assert_ptr_nonnull(strstr(copse_text_string(&out), "short,7," SIXTY "1234567890 b\n"));
    copse_document_free(breaks);
    copse_text_free(&out);
}
END_TEST

/* A word is never broken: the table is then as wide as it must be. */
START_TEST(lists_keep_words_whole)
{
    char word[101] = {0};
    memset(word, 'x', 100);
    copse_document *document = wide_list(word);
    copse_text out = {0};
    copse_error err = {0};
    const copse_render_opts opts = {.format = COPSE_FORMAT_TEXT};
    ck_assert_int_eq(copse_document_render(document, &opts, &out, &err), COPSE_OK);
    ck_assert_ptr_nonnull(strstr(copse_text_string(&out), word));
    copse_document_free(document);
    copse_text_free(&out);
    copse_document_wrap(NULL); /* harmless */
}
END_TEST

START_TEST(plain_pairs_have_no_rule)
{
    copse_document *document = copse_document_new();
    copse_document_table(document, "pairs", NULL);
    copse_document_column(document, "name", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "value", NULL, COPSE_ALIGN_LEFT, 0);
    copse_document_row(document);
    copse_document_text(document, "τ²");
    copse_document_text(document, "REML");
    copse_document_row(document);
    copse_document_text(document, "Test");
    check_render(document, COPSE_FORMAT_TEXT, "τ²    REML\nTest\n");
    copse_document_free(document);
}
END_TEST

START_TEST(tables_are_parted_in_csv)
{
    copse_document *document = copse_document_new();
    for (int t = 0; t < 2; t++) {
        copse_document_table(document, "t", NULL);
        copse_document_column(document, "=x", "x", COPSE_ALIGN_LEFT, 0);
        copse_document_row(document);
        copse_document_text(document, NULL);
    }
    check_render(document, COPSE_FORMAT_CSV, "'=x\n\"\"\n\n'=x\n\"\"\n");
    copse_document_free(document);
}
END_TEST

START_TEST(bold_only_in_text)
{
    copse_document *document = copse_document_new();
    copse_document_heading(document, 1, "A");
    for (size_t i = 0; i < 5; i++) {
        copse_text out = {0};
        const copse_render_opts opts = {.format = all_formats[i], .bold = true};
        ck_assert_int_eq(copse_document_render(document, &opts, &out, NULL), COPSE_OK);
        ck_assert_int_eq(strchr(copse_text_string(&out), '\033') != NULL, all_formats[i] == COPSE_FORMAT_TEXT);
        copse_text_free(&out);
    }
    copse_document_free(document);
}
END_TEST

START_TEST(misuse_is_reported)
{
    const copse_render_opts opts = {.format = COPSE_FORMAT_TEXT};
    copse_text out = {0};
    copse_error err = {0};
    for (int i = 0; i < 4; i++) {
        copse_document *document = copse_document_new();
        if (i > 0) copse_document_table(document, "t", NULL);
        if (i > 1) copse_document_column(document, "x", "x", COPSE_ALIGN_LEFT, 0);
        if (i == 0) copse_document_column(document, "x", "x", COPSE_ALIGN_LEFT, 0); /* no table */
        if (i > 0) copse_document_row(document);                                    /* 1: no columns */
        copse_document_text(document, "a");
        if (i == 2) copse_document_text(document, "b");                             /* too many cells */
        if (i == 3) copse_document_column(document, "y", "y", COPSE_ALIGN_LEFT, 0); /* too late */
        ck_assert_int_eq(copse_document_render(document, &opts, &out, &err), COPSE_EINVAL);
        copse_document_free(document);
    }
    ck_assert_int_eq(copse_document_render(NULL, &opts, &out, NULL), COPSE_ENOMEM);
    copse_document_free(NULL);
    copse_document_heading(NULL, 1, "x");
    copse_document_paragraph(NULL, "x");
    copse_document_number(NULL, 1.0);
    copse_text_free(&out);
}
END_TEST

START_TEST(invalid_utf8_is_no_json)
{
    copse_document *document = copse_document_new();
    copse_text out = {0};
    const copse_render_opts opts = {.format = COPSE_FORMAT_JSON};
    copse_document_table(document, "t", NULL);
    copse_document_column(document, "x", "x", COPSE_ALIGN_LEFT, 0);
    copse_document_row(document);
    copse_document_text(document, "a\xFF");
    ck_assert_int_eq(copse_document_render(document, &opts, &out, NULL), COPSE_EENCODING);
    copse_text_free(&out);
    copse_document_free(document);
}
END_TEST

START_TEST(names_of_formats)
{
    copse_format format;
    for (size_t i = 0; i < 5; i++) {
        ck_assert_int_eq(copse_format_find(copse_format_name(all_formats[i]), &format), COPSE_OK);
        ck_assert_int_eq(format, all_formats[i]);
        ck_assert_int_eq(copse_format_find(copse_format_ending(all_formats[i]), &format), COPSE_OK);
        ck_assert_int_eq(format, all_formats[i]);
    }
    ck_assert_int_eq(copse_format_find("pdf", &format), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_format_find(NULL, &format), COPSE_EINVAL);
}
END_TEST

#if FAIL_ALLOC_WORKS
/* Fails the n-th allocation for every n until the document comes out whole. */
START_TEST(short_memory_is_an_error)
{
    const copse_render_opts opts = {.format = all_formats[_i]};
    copse_text want = {0};
    copse_document *whole = people();
    ck_assert_int_eq(copse_document_render(whole, &opts, &want, NULL), COPSE_OK);
    copse_document_free(whole);
    copse_status status = COPSE_ENOMEM;
    long n = 1;
    for (; status != COPSE_OK && n < 100000; n++) {
        copse_text out = {0};
        const long live = fail_alloc_live;
        fail_alloc_left = n;
        copse_document *document = people();
        status = copse_document_render(document, &opts, &out, NULL);
        fail_alloc_left = -1;
        const bool whole_text = status != COPSE_OK || strcmp(copse_text_string(&out), copse_text_string(&want)) == 0;
        copse_document_free(document);
        copse_text_free(&out);
        const long leaked = fail_alloc_live - live; /* before any assertion: Check allocates, too */
        ck_assert_msg(status == COPSE_OK || status == COPSE_ENOMEM, "status %d at %ld", (int)status, n);
        ck_assert_msg(whole_text, "a part of the document at %ld", n);
        ck_assert_msg(leaked == 0, "%ld blocks leak at %ld", leaked, n);
    }
    ck_assert_int_eq(status, COPSE_OK);
    ck_assert_int_gt(n, 10);
    copse_text_free(&want);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("document");
    TCase *formats = tcase_create("formats");
    tcase_add_test(formats, width_follows_the_terminal);
    tcase_add_test(formats, text_is_aligned);
    tcase_add_test(formats, markdown_is_a_pipe_table);
    tcase_add_test(formats, csv_is_exact);
    tcase_add_test(formats, json_is_exact);
    tcase_add_test(formats, latex_is_booktabs);
    tcase_add_loop_test(formats, hostile_labels_stay_data, 0, (int)(sizeof hostiles / sizeof hostiles[0]));
    tcase_add_test(formats, latex_has_structure);
    tcase_add_test(formats, paragraphs_wrap);
    tcase_add_test(formats, plain_pairs_have_no_rule);
    tcase_add_test(formats, tables_are_parted_in_csv);
    tcase_add_test(formats, bold_only_in_text);
    tcase_add_test(formats, names_of_formats);
    tcase_add_test(formats, lists_break_cells_where_a_line_ends);
    tcase_add_test(formats, lists_keep_words_whole);
    suite_add_tcase(suite, formats);
    TCase *failures = tcase_create("failures");
    tcase_add_test(failures, misuse_is_reported);
    tcase_add_test(failures, invalid_utf8_is_no_json);
#if FAIL_ALLOC_WORKS
    if (fail_alloc_in_force()) tcase_add_loop_test(failures, short_memory_is_an_error, 0, 5);
#endif
    suite_add_tcase(suite, failures);
    return run_suite(suite);
}
