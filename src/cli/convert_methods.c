/* copse convert --methods: the table of conversions. */
#include "convert_fill.h"
#include "terminal.h"

#include <copse/report.h>

/* What is no entry of the library's table, as it is about several rows, or about scales. */
static const struct {
    const char *id, *option, *formula, *source;
} OTHERS[] = {
    {"combine-arms", "combine-arms",
     "n = sum n_j; mean = sum n_j m_j/n; sd^2 = (sum (n_j - 1) sd_j^2 + sum n_j (m_j - mean)^2)/(n - 1); events are "
     "added",
     "Cochrane Handbook 6.5.2.10"},
    {"split-control", "split-control", "n2i, ci and di divided by the number of arms that share the control",
     "Cochrane Handbook 23.3.4"},
    {"design-effect", "cluster-size",
     "sizes and events divided by 1 + (m - 1) icc, vi multiplied by it, sei by its root", "Cochrane Handbook 23.1.4"},
    {"design-effect-cv", "cluster-cv", "the same with 1 + ((cv^2 + 1) m - 1) icc", "Eldridge, Ashby & Kerry 2006"},
    {"d-to-g", "from-to", "g = J(n1i + n2i - 2) d, v_g = J^2 v_d", "Hedges 1981"},
    {"d-to-r", "from-to",
     "r = d/sqrt(d^2 + a), v_r = a^2 v_d/(d^2 + a)^3, a = (n1i + n2i)^2/(n1i n2i), 4 without sizes",
     "Borenstein 2009, chapter 7"},
    {"r-to-d", "from-to", "d = sqrt(a) r/sqrt(1 - r^2), v_d = a v_r/(1 - r^2)^3", "Borenstein 2009, chapter 7"},
    {"r-to-z", "from-to", "z = atanh(r), v_z = v_r/(1 - r^2)^2", "Fisher 1921"},
    {"d-to-logor", "from-to", "log OR = pi d/sqrt(3), v = pi^2 v_d/3", "Hasselblad & Hedges 1995"},
    {"d-to-logor-cox", "from-to", "log OR = 1.65 d, v = 1.65^2 v_d", "Cox 1970"},
    {"delta", "delta", "f(yi), v = f'(yi)^2 vi", "Oehlert 1992"},
};

/* "m1i, sd1i" or, of three groups, "m1i (m2i, mi)". */
static void add_names(const copse_quantity *list, size_t n, bool groups, copse_text *text)
{
    for (size_t i = 0; i < n && list[i] != COPSE_QUANTITY_COUNT; i++) {
        copse_text_printf(text, "%s%s", text->length > 0 ? ", " : "", copse_quantity_name(list[i]));
        if (groups && list[i] < COPSE_Q_ALL_EVENTS)
            copse_text_printf(text, " (%s, %s)", copse_quantity_name(list[i] + 1), copse_quantity_name(list[i] + 2));
    }
}

static void open_table(bool formula, copse_document *document)
{
    copse_document_table(document, "conversions", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "id", "Conversion", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "option", "Option", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "gives", "Gives", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "takes", "Takes", COPSE_ALIGN_LEFT, -1);
    if (formula) copse_document_column(document, "formula", "Formula", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "source", "Source", COPSE_ALIGN_LEFT, -1);
}

static void add_conversion(const copse_conversion *c, bool formula, bool groups, copse_document *document)
{
    copse_text option = {0}, gives = {0}, takes = {0};
    copse_text_printf(&option, "fill %s", copse_fill_name(c->fill));
    add_names(c->output, 4, c->groups && groups, &gives);
    add_names(c->input, COPSE_CONVERSION_INPUTS, c->groups && groups, &takes);
    if (c->option[0] != COPSE_QUANTITY_COUNT) {
        copse_text more = {0};
        add_names(c->option, COPSE_CONVERSION_INPUTS, c->groups && groups, &more);
        copse_text_printf(&takes, "; if there: %s", copse_text_string(&more));
        copse_document_check(document, copse_text_status(&more));
        copse_text_free(&more);
    }
    copse_document_check(document, copse_text_status(&option));
    copse_document_check(document, copse_text_status(&gives));
    copse_document_check(document, copse_text_status(&takes));
    copse_document_row(document);
    copse_document_text(document, c->id);
    copse_document_text(document, copse_text_string(&option));
    copse_document_text(document, copse_text_string(&gives));
    copse_document_text(document, copse_text_string(&takes));
    if (formula) copse_document_text(document, c->formula);
    copse_document_text(document, c->source);
    copse_text_free(&option);
    copse_text_free(&gives);
    copse_text_free(&takes);
}

static void add_other(size_t i, bool formula, copse_document *document)
{
    copse_document_row(document);
    copse_document_text(document, OTHERS[i].id);
    copse_document_text(document, OTHERS[i].option);
    copse_document_text(document, NULL);
    copse_document_text(document, NULL);
    if (formula) copse_document_text(document, OTHERS[i].formula);
    copse_document_text(document, OTHERS[i].source);
}

static void add_quantities(copse_document *document)
{
    copse_document_table(document, "columns", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "name", "Column", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "meaning", "Meaning", COPSE_ALIGN_LEFT, -1);
    for (int q = 0; q < COPSE_QUANTITY_COUNT; q++) {
        copse_document_row(document);
        copse_document_text(document, copse_quantity_name((copse_quantity)q));
        copse_document_text(document, copse_quantity_text((copse_quantity)q));
    }
}

copse_status copse_i_convert_methods(const copse_i_output_values *output, copse_error *err)
{
    copse_document *document = copse_document_new();
    if (document == NULL) return copse_fail_memory(err);
    const copse_render_opts opts = copse_i_render_opts(output);
    const bool machine = opts.format == COPSE_FORMAT_CSV || opts.format == COPSE_FORMAT_JSON;
    const bool groups = opts.format != COPSE_FORMAT_TEXT; /* to a person said once, below */
    const copse_conversion *c;
    open_table(machine, document);
    for (size_t i = 0; (c = copse_conversion_at(i)) != NULL; i++) add_conversion(c, machine, groups, document);
    for (size_t i = 0; i < COPSE_I_COUNT(OTHERS); i++) add_other(i, machine, document);
    if (!groups)
        copse_document_paragraph(document,
                                 "m1i stands for m2i and, of a single group, mi, too, and so do other columns of "
                                 "group 1: their names are below. --format csv has the formulas, too.");
    if (opts.format != COPSE_FORMAT_CSV) add_quantities(document);
    copse_text text = {0};
    copse_status status = copse_document_render(document, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(output->output, &text, err);
    copse_text_free(&text);
    copse_document_free(document);
    return status;
}
