/* `copse multiverse` for people and as CSV. */
#include "report_multiverse.h"
#include "document.h"
#include "pool_tables.h"
#include "shown_number.h"

#include <math.h>
#include <stdlib.h>

static double share(size_t part, size_t of)
{
    return 100 * (double)part / (double)of;
}

static void setting(copse_document *document, const char *name, const copse_text *value)
{
    copse_document_row(document);
    copse_document_text(document, name);
    copse_document_text(document, copse_text_string(value));
    copse_document_check(document, copse_text_status(value));
}

static const char *value_name(const copse_multiversed *m)
{
    return m->plan->comparable ? "Estimate" : "z";
}

static void side(const copse_multiversed *m, const char *name, size_t n, size_t significant, copse_text *out)
{
    char a[COPSE_NUMBER_TEXT], b[COPSE_NUMBER_TEXT], null[COPSE_NUMBER_TEXT];
    const size_t fitted = m->multiverse->fitted;
    copse_text_printf(out, "%zu (%s %%) %s %s, %zu of them significant (%s %% of all)", n,
                      copse_format_fixed(a, sizeof a, share(n, fitted), 1), name,
                      copse_format_significant(null, sizeof null, m->plan->null, 6), significant,
                      copse_format_fixed(b, sizeof b, share(significant, fitted), 1));
}

int copse_i_multiversed_decimals(const copse_multiversed *m)
{
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    const copse_multiverse *v = m->multiverse;
    for (size_t s = 0; s < v->specifications; s++)
        if (v->specification[s].se > 0) copse_i_spread_look(&spread, v->specification[s].se);
    return copse_i_decimals(m->pooled.digits, spread);
}

/* Of what is compared. */
static int value_decimals(const copse_multiversed *m)
{
    return m->plan->comparable ? copse_i_multiversed_decimals(m) : 2;
}

static void summary_table(copse_document *document, const copse_multiversed *m)
{
    char buf[5][COPSE_NUMBER_TEXT];
    const copse_multiverse *v = m->multiverse;
    const double number[] = {v->quartile[1], v->quartile[0], v->quartile[2], v->least, v->most};
    copse_text above = {0}, below = {0}, middle = {0}, data = {0}, title = {0};
    copse_text_printf(&title, "Multiverse: %zu of %zu specifications fitted", v->fitted, v->specifications);
    side(m, "above", v->above, v->significant_above, &above);
    side(m, "below", v->below, v->significant_below, &below);
    for (size_t i = 0; i < 5; i++) copse_i_number(buf[i], sizeof buf[i], number[i], value_decimals(m));
    copse_text_printf(&middle, "median %s, quartiles %s and %s, from %s to %s", buf[0], buf[1], buf[2], buf[3], buf[4]);
    if (m->pooled.file != NULL) copse_text_printf(&data, "%s: ", m->pooled.file);
    copse_text_printf(&data, "%zu rows, %zu studies in all", m->pooled.rows, m->plan->units);
    copse_document_heading(document, 1, copse_text_string(&title));
    copse_document_table(document, "multiverse", NULL);
    copse_document_column(document, "name", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "value", "", COPSE_ALIGN_LEFT, 0);
    setting(document, "Data", &data);
    setting(document, "Above", &above);
    setting(document, "Below", &below);
    setting(document, value_name(m), &middle);
    copse_document_check(document, copse_text_status(&title));
    copse_text_free(&above);
    copse_text_free(&below);
    copse_text_free(&middle);
    copse_text_free(&data);
    copse_text_free(&title);
}

static void test_row(copse_document *document, const char *name, const copse_multiverse_test *test, int decimals,
                     bool drawn)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_document_row(document);
    copse_document_text(document, name);
    copse_i_cell_number(document, test->observed, decimals);
    copse_i_cell_p(document, test->p);
    if (drawn)
        copse_document_number_as(document, test->error, copse_format_significant(buf, sizeof buf, test->error, 2));
    copse_document_number_as(document, (double)test->reached,
                             copse_format_fixed(buf, sizeof buf, (double)test->reached, 0));
}

static void joint_table(copse_document *document, const copse_multiversed *m)
{
    const copse_multiverse *v = m->multiverse;
    copse_text how = {0};
    if (v->permutations == 0) return;
    copse_i_multiversed_describe(m, &how);
    copse_document_heading(document, 2, "All specifications together");
    copse_document_table(document, "joint", NULL);
    copse_document_column(document, "statistic", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "observed", "Observed", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    if (!v->exact) copse_document_column(document, "p_error", "MC error", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "reached", "As extreme", COPSE_ALIGN_RIGHT, 0);
    test_row(document, m->plan->comparable ? "median distance from no effect" : "median z", &v->median,
             value_decimals(m), !v->exact);
    test_row(document, "significant on one side, %", &v->significant, 1, !v->exact);
    test_row(document, "Stouffer's z", &v->stouffer, 2, !v->exact);
    copse_document_paragraph(document, "By %s.", copse_text_string(&how));
    copse_document_check(document, copse_text_status(&how));
    copse_text_free(&how);
}

static void choices_table(copse_document *document, const copse_multiversed *m)
{
    const copse_multiverse *v = m->multiverse;
    copse_document_heading(document, 2, "What each choice does");
    copse_document_table(document, "choices", NULL);
    copse_document_column(document, "choice", "Choice", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "options", "Options", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "moves", "Moves by", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "most", "at most", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "flips", "Flips, %", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "explains", "Explains, %", COPSE_ALIGN_DECIMAL, -1);
    for (size_t c = 0; c < v->choices; c++) {
        const copse_multiverse_choice *choice = &v->choice[c];
        if (choice->levels < 2) continue;
        copse_document_row(document);
        copse_document_text(document, m->choice[c]);
        copse_document_number_as(document, (double)choice->levels, NULL);
        copse_i_cell_number(document, choice->moves, value_decimals(m));
        copse_i_cell_number(document, choice->most, value_decimals(m));
        copse_i_cell_number(document, choice->flips, 1);
        copse_i_cell_number(document, choice->explains, 1);
    }
}

static void options_table(copse_document *document, const copse_multiversed *m)
{
    const copse_multiverse *v = m->multiverse;
    copse_document_heading(document, 2, "Options");
    copse_document_table(document, "options", NULL);
    copse_document_column(document, "choice", "Choice", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "option", "Option", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "specifications", "Fitted", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "median", m->plan->comparable ? "Median" : "Median z", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "significant", "Significant, %", COPSE_ALIGN_DECIMAL, -1);
    for (size_t c = 0; c < v->choices; c++)
        for (size_t l = 0; l < v->choice[c].levels; l++) {
            const copse_multiverse_level *level = &v->choice[c].level[l];
            if (c > 0 && l == 0) copse_document_rule(document);
            copse_document_row(document);
            copse_document_text(document, l == 0 ? m->choice[c] : "");
            copse_document_text(document, m->level[c][l]);
            copse_document_number_as(document, (double)level->specifications, NULL);
            copse_i_cell_number(document, level->median, value_decimals(m));
            copse_i_cell_number(document, level->significant, 1);
        }
}

static copse_status render(const copse_multiversed *m, const copse_render_opts *opts, copse_text *out, copse_error *err)
{
    copse_notes notes = {0};
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    size_t valued, *order = copse_alloc(m->multiverse->specifications, sizeof *order);
    copse_status status =
        order == NULL ? COPSE_ENOMEM : copse_multiverse_order(m->plan, m->multiverse, order, &valued, err);
    if (status == COPSE_OK && opts->format == COPSE_FORMAT_CSV) {
        copse_i_multiversed_table(document, m, order, true);
    } else if (status == COPSE_OK) {
        copse_i_multiversed_notes(m, &notes);
        summary_table(document, m);
        joint_table(document, m);
        choices_table(document, m);
        options_table(document, m);
        copse_i_multiversed_table(document, m, order, false);
        copse_i_notes_section(document, &notes, m->pooled.warnings);
    }
    if (status == COPSE_OK) status = notes.failed ? COPSE_ENOMEM : copse_document_render(document, opts, out, err);
    if (status == COPSE_ENOMEM) status = copse_fail_memory(err);
    copse_document_free(document);
    copse_notes_free(&notes);
    free(order);
    return status;
}

copse_status copse_report_multiverse(const copse_multiversed *m, const copse_render_opts *opts, copse_text *out,
                                     copse_error *err)
{
    if (m == NULL || m->multiverse == NULL || m->plan == NULL || m->choice == NULL || m->level == NULL ||
        opts == NULL || out == NULL || m->multiverse->fitted == 0)
        return copse_fail(err, COPSE_EINVAL, "the results to report are not complete");
    if (opts->format != COPSE_FORMAT_JSON) return render(m, opts, out, err);
    const copse_status status = copse_i_multiversed_json(m, out);
    return status == COPSE_OK ? COPSE_OK : copse_fail(err, status, "JSON: %s", copse_status_text(status));
}
