/* The part of a protocol about plots. */
#include "spec.h"
#include "spec_parts.h"

#include <copse/plot.h>

#include <string.h>

static copse_status check_formats(const copse_protocol *p, copse_error *err)
{
    const copse_i_plots *plots = &p->spec.plots;
    const char *const endings[] = {"pdf", "svg", "png", "eps"};
    const size_t n = sizeof endings / sizeof *endings;
    for (size_t i = 0; i < plots->formats.count; i++) {
        size_t j = 0;
        while (j < n && strcmp(endings[j], plots->formats.text[i]) != 0) j++;
        if (j == n)
            return copse_i_spec_choice(p, plots->formats.line_of[i], "plot format", plots->formats.text[i], endings, n,
                                       err);
    }
    return COPSE_OK;
}

static copse_status check_layout(const copse_protocol *p, copse_error *err)
{
    const copse_i_plots *plots = &p->spec.plots;
    copse_layout layout;
    if (plots->layout.line == 0 || copse_layout_find(plots->layout.text, &layout) == COPSE_OK) return COPSE_OK;
    const char *const layouts[] = {copse_layout_name(COPSE_LAYOUT_DEFAULT), copse_layout_name(COPSE_LAYOUT_REVMAN),
                                   copse_layout_name(COPSE_LAYOUT_JAMA)};
    return copse_i_spec_choice(p, plots->layout.line, "layout", plots->layout.text, layouts, 3, err);
}

/* One key for all outcomes: it holds for those that it fits, and must fit one. */
static copse_status check_study_interval(const copse_protocol *p, copse_error *err)
{
    const copse_i_string *given = &p->spec.plots.study_interval;
    const char *names[COPSE_ROW_EXACT + 1];
    copse_row_interval kind = COPSE_ROW_WALD;
    if (given->line == 0) return COPSE_OK;
    for (size_t i = 0; i <= COPSE_ROW_EXACT; i++) names[i] = copse_row_interval_name((copse_row_interval)i);
    if (copse_row_interval_find(given->text, &kind) != COPSE_OK)
        return copse_i_spec_choice(p, given->line, "study interval", given->text, names, COPSE_ROW_EXACT + 1, err);
    for (size_t i = 0; i < p->spec.outcomes.count; i++)
        if (copse_row_interval_fits(kind, copse_i_outcome_at(&p->spec, i)->measure_entry)) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: study intervals '%s' are for proportions%s, which no outcome is",
                      p->name, given->line, given->text, kind == COPSE_ROW_EXACT ? " and rates" : "");
}

copse_status copse_i_spec_check_plots(const copse_protocol *p, copse_error *err)
{
    copse_status status = check_formats(p, err);
    if (status == COPSE_OK) status = check_layout(p, err);
    if (status == COPSE_OK) status = check_study_interval(p, err);
    return status;
}
