/* `copse permute` for people and as CSV. */
#include "report_permute.h"
#include "document.h"
#include "pool_tables.h"
#include "shown_number.h"

#include <math.h>
#include <stdio.h>

/* A difference is shown as a ratio where the scale is a logarithm, and else not at all. */
bool copse_i_perm_shown(const copse_permuted *p, size_t j, copse_interval *shown)
{
    const copse_transform transform = p->pooled.transform;
    if (p->interval == NULL || transform == COPSE_TRANSFORM_NONE) return false;
    if (p->plan->p > 1 && transform != COPSE_TRANSFORM_EXP) return false;
    const copse_transform_settings settings = copse_i_pooled_settings(&p->pooled, p->pooled.fit);
    *shown = copse_i_show_interval(&p->pooled, &settings, p->interval[j].limit, NULL);
    return true;
}

static void count_cell(copse_document *document, uint64_t n)
{
    char buf[32];
    (void)snprintf(buf, sizeof buf, "%llu", (unsigned long long)n);
    copse_document_number_as(document, (double)n, buf);
}

static void setting(copse_document *document, const char *name, const char *value)
{
    copse_document_row(document);
    copse_document_text(document, name);
    copse_document_text(document, value);
}

static void describe_permutations(const copse_permuted *p, copse_text *out)
{
    const bool signs = p->plan->p == 1 && p->plan->X == NULL;
    const char *what = signs ? "vectors of signs" : "orders of the moderators";
    const unsigned long long made = p->summary->permutations, all = copse_perm_count(p->perm);
    if (p->summary->exact) copse_text_printf(out, "all %llu %s", made, what);
    else if (all == COPSE_PERM_COUNTLESS)
        copse_text_printf(out, "%llu %s, drawn at random; seed %u", made, what, p->plan->seed);
    else copse_text_printf(out, "%llu of %llu %s, drawn at random; seed %u", made, all, what, p->plan->seed);
}

static void settings_table(copse_document *document, const copse_permuted *p)
{
    copse_text how = {0}, alternative = {0};
    describe_permutations(p, &how);
    copse_text_printf(&alternative, "%s: %s", copse_perm_alternative_name(p->alternative),
                      copse_perm_alternative_text(p->alternative));
    copse_document_heading(document, 2, "Permutation test");
    copse_document_table(document, "permutation", NULL);
    copse_document_column(document, "name", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "value", "", COPSE_ALIGN_LEFT, 0);
    setting(document, "Permutations", copse_text_string(&how));
    setting(document, "Statistic T", copse_perm_statistic_text(p->plan->statistic));
    setting(document, "Alternative", copse_text_string(&alternative));
    copse_document_check(document, copse_text_status(&how));
    copse_document_check(document, copse_text_status(&alternative));
    copse_text_free(&how);
    copse_text_free(&alternative);
}

static void error_cell(copse_document *document, double error)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_document_number_as(document, error,
                             isnan(error) ? NULL : copse_format_significant(buf, sizeof buf, error, 2));
}

static void test_columns(copse_document *document, bool drawn)
{
    copse_document_column(document, "coefficient", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "estimate", "Estimate", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "se", "SE", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "statistic", "Statistic", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "model_p", "p of the model", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "p", "p by permutation", COPSE_ALIGN_DECIMAL, -1);
    if (drawn) copse_document_column(document, "p_error", "MC error", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "reached", "As extreme", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "used", "Of", COPSE_ALIGN_RIGHT, 0);
}

static void permutation_cells(copse_document *document, const copse_permuted *p, const copse_perm_p *test)
{
    copse_i_cell_p(document, test->p);
    if (!p->summary->exact) error_cell(document, test->error);
    count_cell(document, test->reached);
    count_cell(document, p->summary->used + (p->summary->exact ? 0 : 1));
}

static void moderators_row(copse_document *document, const copse_permuted *p)
{
    const copse_heterogeneity *het = &p->pooled.fit->het;
    if (isnan(p->summary->QM.p)) return;
    copse_document_rule(document);
    copse_document_row(document);
    copse_document_text(document, p->plan->tested == NULL ? "all moderators (QM)" : "some moderators (QM)");
    copse_document_text(document, NULL);
    copse_document_text(document, NULL);
    copse_i_cell_number(document, het->QM, 3);
    copse_i_cell_p(document, het->QM_p);
    permutation_cells(document, p, &p->summary->QM);
}

static void tests_table(copse_document *document, const copse_permuted *p)
{
    const copse_fit *fit = p->pooled.fit;
    copse_document_heading(document, 2, "Tests");
    copse_document_table(document, "tests", NULL);
    test_columns(document, !p->summary->exact);
    for (size_t j = 0; j < p->plan->p; j++) {
        const copse_coefficient *c = &fit->coef[j];
        copse_i_spread spread = COPSE_I_SPREAD_INIT;
        copse_i_spread_look(&spread, c->se);
        const int decimals = copse_i_decimals(p->pooled.digits, spread);
        copse_document_row(document);
        copse_document_text(document, p->coefficient[j]);
        copse_i_cell_number(document, c->estimate, decimals);
        copse_i_cell_number(document, c->se, decimals);
        copse_i_cell_number(document, c->statistic, 3);
        copse_i_cell_p(document, c->p);
        permutation_cells(document, p, &p->summary->coef[j].p[p->alternative]);
    }
    moderators_row(document, p);
}

static bool shows_any(const copse_permuted *p)
{
    copse_interval shown;
    for (size_t j = 0; j < p->plan->p; j++)
        if (copse_i_perm_shown(p, j, &shown)) return true;
    return false;
}

static void interval_row(copse_document *document, const copse_permuted *p, size_t j, bool shows)
{
    const copse_coefficient *c = &p->pooled.fit->coef[j];
    const copse_interval permuted = p->interval[j].limit;
    const double number[] = {permuted.lower, permuted.upper, c->ci.lower, c->ci.upper};
    copse_interval shown = {NAN, NAN};
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    copse_i_spread_look(&spread, c->se);
    copse_document_row(document);
    copse_document_text(document, p->coefficient[j]);
    for (size_t i = 0; i < sizeof number / sizeof *number; i++)
        copse_i_cell_number(document, number[i], copse_i_decimals(p->pooled.digits, spread));
    if (!shows) return;
    (void)copse_i_perm_shown(p, j, &shown);
    copse_i_cell_number(document, shown.lower, p->pooled.digits < 4 ? p->pooled.digits : 4);
    copse_i_cell_number(document, shown.upper, p->pooled.digits < 4 ? p->pooled.digits : 4);
}

static void intervals_table(copse_document *document, const copse_permuted *p, const copse_i_view *view)
{
    char buf[COPSE_NUMBER_TEXT];
    const bool shows = shows_any(p);
    copse_text title = {0}, from = {0};
    if (p->interval == NULL) return;
    copse_text_printf(&title, "%s %% intervals", copse_format_significant(buf, sizeof buf, p->plan->fit.level, 6));
    copse_text_printf(&from, "%s, from", copse_text_string(&view->shown));
    copse_document_heading(document, 2, copse_text_string(&title));
    copse_document_table(document, "intervals", NULL);
    copse_document_column(document, "coefficient", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "lower", "By permutation, from", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "upper", "to", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "model_lower", "Of the model, from", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "model_upper", "to", COPSE_ALIGN_DECIMAL, -1);
    if (shows) {
        copse_document_column(document, "lower_shown", copse_text_string(&from), COPSE_ALIGN_DECIMAL, -1);
        copse_document_column(document, "upper_shown", "to", COPSE_ALIGN_DECIMAL, -1);
    }
    for (size_t j = 0; j < p->plan->p; j++) interval_row(document, p, j, shows);
    copse_document_check(document, copse_text_status(&title));
    copse_document_check(document, copse_text_status(&from));
    copse_text_free(&title);
    copse_text_free(&from);
}

static copse_status render(const copse_permuted *p, const copse_render_opts *opts, copse_text *out, copse_error *err)
{
    copse_i_view view = {.pooled = &p->pooled};
    copse_notes notes = {0};
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    copse_status status = copse_i_view_init(&p->pooled, &view, err);
    if (status == COPSE_OK) {
        copse_i_perm_notes(p, &notes);
        if (opts->format != COPSE_FORMAT_CSV) copse_i_headline(document, &view);
        settings_table(document, p);
        tests_table(document, p);
        intervals_table(document, p, &view);
        copse_i_notes_section(document, &notes, p->pooled.warnings);
        status = notes.failed ? copse_fail_memory(err) : copse_document_render(document, opts, out, err);
    }
    copse_document_free(document);
    copse_notes_free(&notes);
    copse_i_view_free(&view);
    return status;
}

copse_status copse_report_permutation(const copse_permuted *p, const copse_render_opts *opts, copse_text *out,
                                      copse_error *err)
{
    if (p == NULL || p->perm == NULL || p->plan == NULL || p->summary == NULL || p->coefficient == NULL ||
        opts == NULL || out == NULL || (unsigned)p->alternative >= COPSE_PERM_ALTERNATIVE_COUNT)
        return copse_fail(err, COPSE_EINVAL, "the results to report are not complete");
    copse_status status = copse_i_check_pooled(&p->pooled, true, err);
    if (status != COPSE_OK) return status;
    if (opts->format != COPSE_FORMAT_JSON) return render(p, opts, out, err);
    status = copse_i_perm_json(p, out);
    return status == COPSE_OK ? COPSE_OK : copse_fail(err, status, "JSON: %s", copse_status_text(status));
}
