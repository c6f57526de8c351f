/* `copse gosh` for people and as CSV. */
#include "report_gosh.h"
#include "document.h"
#include "pool_tables.h"
#include "shown_number.h"

#include <math.h>
#include <string.h>

const copse_gosh_statistic *copse_i_goshed_statistic(const copse_goshed *g, size_t j, const char **key, double *of_all)
{
    static const char *const KEYS[] = {"I2", "H2", "tau2", "Q"};
    const copse_fit *fit = g->pooled.fit;
    const copse_gosh *gosh = g->gosh;
    const copse_gosh_statistic *const besides[] = {&gosh->I2, &gosh->H2, &gosh->tau2, &gosh->Q};
    const double het[] = {fit->het.I2, fit->het.H2, fit->het.tau2, fit->het.Q};
    if (j < gosh->p) {
        *key = g->coefficient[j];
        *of_all = fit->coef[j].estimate;
        return &gosh->coef[j];
    }
    if (j - gosh->p >= sizeof het / sizeof *het) return NULL;
    *key = KEYS[j - gosh->p];
    *of_all = het[j - gosh->p];
    return besides[j - gosh->p];
}

static void setting(copse_document *document, const char *name, const copse_text *value)
{
    copse_document_row(document);
    copse_document_text(document, name);
    copse_document_text(document, copse_text_string(value));
    copse_document_check(document, copse_text_status(value));
}

static double share(uint64_t part, uint64_t of)
{
    return 100 * (double)part / (double)of;
}

static void settings_table(copse_document *document, const copse_goshed *g)
{
    char buf[3][COPSE_NUMBER_TEXT];
    const copse_gosh *gosh = g->gosh;
    copse_text which = {0}, significant = {0}, sides = {0};
    copse_i_goshed_describe(g, &which);
    copse_format_significant(buf[0], sizeof buf[0], g->pooled.fit->opts.level, 6);
    copse_format_significant(buf[1], sizeof buf[1], g->opts->null, 6);
    copse_format_fixed(buf[2], sizeof buf[2], share(gosh->significant, gosh->fitted), 1);
    copse_text_printf(&significant, "%s %% of subsets have a %s %% interval", buf[2], buf[0]);
    if (gosh->p > 1) copse_text_printf(&significant, " of %s", g->coefficient[g->opts->coefficient]);
    copse_text_printf(&significant, " that leaves out %s", buf[1]);
    copse_format_fixed(buf[0], sizeof buf[0], share(gosh->above, gosh->fitted), 1);
    copse_format_fixed(buf[2], sizeof buf[2], share(gosh->below, gosh->fitted), 1);
    copse_text_printf(&sides, "%s %% of estimates are above %s, %s %% below", buf[0], buf[1], buf[2]);
    copse_document_heading(document, 2, "Subsets of the studies");
    copse_document_table(document, "subsets", NULL);
    copse_document_column(document, "name", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "value", "", COPSE_ALIGN_LEFT, 0);
    setting(document, "Fitted", &which);
    setting(document, "Significant", &significant);
    setting(document, "Direction", &sides);
    copse_text_free(&which);
    copse_text_free(&significant);
    copse_text_free(&sides);
}

static const char *shown_name(const copse_goshed *g, size_t j, const char *key)
{
    if (j >= g->gosh->p)
        return strcmp(key, "I2") == 0     ? "I\u00b2, %"
               : strcmp(key, "H2") == 0   ? "H\u00b2"
               : strcmp(key, "tau2") == 0 ? "\u03c4\u00b2"
                                          : key;
    return g->gosh->p == 1 ? "Estimate" : key;
}

static void statistics_table(copse_document *document, const copse_goshed *g, bool machine)
{
    const char *key;
    double all;
    const copse_gosh_statistic *s;
    copse_document_heading(document, 2, "Over the subsets");
    copse_document_table(document, "statistics", NULL);
    copse_document_column(document, "statistic", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "all_studies", "All studies", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "mean", "Mean", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "sd", "SD", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "min", "Least", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "q1", "25 %", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "median", "Median", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "q3", "75 %", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "max", "Most", COPSE_ALIGN_DECIMAL, -1);
    for (size_t j = 0; (s = copse_i_goshed_statistic(g, j, &key, &all)) != NULL; j++) {
        const double number[] = {all,    s->mean, s->sd, s->least, s->quartile[0], s->quartile[1], s->quartile[2],
                                 s->most};
        copse_i_spread spread = COPSE_I_SPREAD_INIT;
        if (!machine && s == &g->gosh->tau2 && !copse_fit_is_random(g->pooled.fit)) continue;
        copse_i_spread_look(&spread, s->sd);
        const int decimals = j == g->gosh->p ? 1 : copse_i_decimals(g->pooled.digits, spread);
        copse_document_row(document);
        copse_document_text(document, machine ? key : shown_name(g, j, key));
        for (size_t i = 0; i < sizeof number / sizeof *number; i++) copse_i_cell_number(document, number[i], decimals);
    }
}

static void study_columns(copse_document *document, bool machine)
{
    copse_document_column(document, "label", "Study", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "estimate_with", "Mean with", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "estimate_without", "without", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "I2_with", "I\u00b2 with", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "I2_without", "without", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "significant_with", "Sig. with", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "significant_without", "without", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "explains", "Explains", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "explains_I2", "of I\u00b2", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "outlier", "", COPSE_ALIGN_LEFT, 0);
    if (!machine) return;
    copse_document_column(document, "sd_with", "", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "sd_without", "", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "tau2_with", "", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "tau2_without", "", COPSE_ALIGN_DECIMAL, -1);
}

static void studies_table(copse_document *document, const copse_goshed *g, bool machine)
{
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    copse_i_spread_look(&spread, g->gosh->coef[g->opts->coefficient].sd);
    const int decimals = copse_i_decimals(g->pooled.digits, spread);
    copse_document_heading(document, 2, "Subsets with and without each study");
    copse_document_table(document, "studies", NULL);
    study_columns(document, machine);
    for (size_t i = 0; i < g->gosh->k; i++) {
        const copse_gosh_study *s = &g->gosh->study[i];
        const double number[] = {s->with.mean,        s->without.mean,        s->with.I2,  s->without.I2,
                                 s->with.significant, s->without.significant, s->explains, s->explains_I2};
        copse_document_row(document);
        copse_document_text(document, g->pooled.label[i]);
        for (size_t j = 0; j < sizeof number / sizeof *number; j++)
            copse_i_cell_number(document, number[j], j < 2 ? decimals : 1);
        copse_document_text(document, s->outlier ? "outlier" : NULL);
        if (!machine) continue;
        copse_document_number(document, s->with.sd);
        copse_document_number(document, s->without.sd);
        copse_document_number(document, s->with.tau2);
        copse_document_number(document, s->without.tau2);
    }
}

static copse_status render(const copse_goshed *g, const copse_render_opts *opts, copse_text *out, copse_error *err)
{
    copse_i_view view = {.pooled = &g->pooled};
    copse_notes notes = {0};
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    copse_status status = copse_i_view_init(&g->pooled, &view, err);
    if (status == COPSE_OK) {
        const bool machine = opts->format == COPSE_FORMAT_CSV;
        copse_i_goshed_notes(g, &notes);
        if (!machine) copse_i_headline(document, &view);
        settings_table(document, g);
        statistics_table(document, g, machine);
        studies_table(document, g, machine);
        copse_i_notes_section(document, &notes, g->pooled.warnings);
        status = notes.failed ? copse_fail_memory(err) : copse_document_render(document, opts, out, err);
    }
    copse_document_free(document);
    copse_notes_free(&notes);
    copse_i_view_free(&view);
    return status;
}

copse_status copse_report_gosh(const copse_goshed *goshed, const copse_render_opts *opts, copse_text *out,
                               copse_error *err)
{
    if (goshed == NULL || goshed->gosh == NULL || goshed->opts == NULL || goshed->coefficient == NULL || opts == NULL ||
        out == NULL || goshed->gosh->fitted == 0)
        return copse_fail(err, COPSE_EINVAL, "the results to report are not complete");
    copse_status status = copse_i_check_pooled(&goshed->pooled, true, err);
    if (status != COPSE_OK) return status;
    if (opts->format != COPSE_FORMAT_JSON) return render(goshed, opts, out, err);
    status = copse_i_goshed_json(goshed, out);
    return status == COPSE_OK ? COPSE_OK : copse_fail(err, status, "JSON: %s", copse_status_text(status));
}
