/* What Copas' selection model and the interval of Henmi and Copas say. */
#include "report_bias.h"
#include "shown_effect.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static void henmi_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_HENMI_COPAS, NULL);
    copse_i_bias_row_test(row, report->henmi_copas);
    row->symbol = "t";
    copse_i_bias_row_effect(row, report->henmi_copas);
    copse_text_add(&row->remark,
                   "weights 1/v, which biased small studies move least; tau2 of DerSimonian and Laird in the "
                   "interval");
}

static json_t *henmi_json(copse_i_json *json, const copse_bias_report *report)
{
    return copse_i_coefficient_json(json, report->henmi_copas);
}

const copse_i_bias_part copse_i_bias_henmi_copas_part = {.rows = henmi_rows, .json = henmi_json};

static void corner_remark(const copse_copas_point *p, copse_text *remark)
{
    if (p->in_corner)
        copse_text_add(remark, "; rho is at its bound and tau2 is 0, so that it may stand on a single study");
    else if (!isnan(p->corner_log_lik))
        copse_text_add(remark, "; the likelihood is higher where rho is at its bound and tau2 is 0, which may be "
                               "owing to a single study, and is not taken");
}

static void chosen_remark(const copse_copas_point *p, const copse_copas *c, copse_text *remark)
{
    char share[COPSE_NUMBER_TEXT], count[COPSE_NUMBER_TEXT];
    if (c->chosen == 0) {
        copse_text_add(remark,
                       "no selection is needed to explain the funnel: the maximum-likelihood estimate without it");
        return;
    }
    copse_text_printf(
        remark,
        "at the first strength of selection that explains the funnel: the least precise study is published with "
        "probability %s, about %s studies are not",
        copse_format_fixed(share, sizeof share, p->published, 2),
        copse_format_fixed(count, sizeof count, p->unpublished, 0));
    corner_remark(p, remark);
}

static void copas_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    const copse_copas *c = report->copas;
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_COPAS, NULL);
    if (c->chosen >= c->points) {
        copse_text_add(&row->remark, "no strength of selection on the line explains the funnel: there is no summary");
        return;
    }
    const copse_copas_point *p = &c->point[c->chosen];
    row->symbol = "LR";
    row->statistic = p->residual_statistic;
    row->df = 1;
    row->p = p->residual_p;
    row->estimate = p->estimate;
    row->se = p->se;
    row->ci = p->ci;
    chosen_remark(p, c, &row->remark);
}

static void copas_notes(const copse_bias_report *report, copse_notes *notes)
{
    if (isnan(report->copas->slope))
        copse_note(notes,
                   "copas: the adjusted effect is so even over the grid that no line can be drawn across its contours");
}

static copse_i_range range_of(const copse_i_view *view, const copse_copas *c)
{
    copse_i_range range = {0};
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    const copse_transform_settings settings = copse_i_pooled_settings(view->pooled, view->pooled->fit);
    for (size_t i = 0; i < c->points; i++)
        copse_i_spread_look_interval(&spread, copse_i_show_interval(view->pooled, &settings, c->point[i].ci, NULL));
    range.decimals = copse_i_decimals(view->pooled->digits, spread);
    for (size_t i = 0; i < c->points; i++)
        copse_i_range_widen(&range, copse_i_show_interval(view->pooled, &settings, c->point[i].ci, NULL));
    return range;
}

static void copas_tables(copse_document *document, const copse_i_view *view, const copse_bias_report *report)
{
    const copse_copas *c = report->copas;
    const copse_i_range range = range_of(view, c);
    const copse_transform_settings settings = copse_i_pooled_settings(view->pooled, view->pooled->fit);
    copse_document_heading(document, 2, "Copas' model, selection growing from none");
    copse_document_table(document, "copas", NULL);
    copse_document_column(document, "published", "Published", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "unpublished", "Missing", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "estimate", copse_text_string(&view->shown), COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci", copse_text_string(&view->fit_ci), COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "residual_p", "p (residual)", COPSE_ALIGN_DECIMAL, -1);
    for (size_t i = 0; i < c->points; i++) {
        const copse_copas_point *p = &c->point[i];
        copse_document_row(document);
        copse_i_cell_number(document, p->published, 2);
        copse_i_cell_number(document, p->unpublished, 0);
        copse_i_cell_effect(document, view->pooled, &settings, p->estimate, range.decimals);
        copse_i_cell_effect_range(document, view->pooled, &settings, &range, p->ci);
        copse_i_cell_p(document, p->residual_p);
    }
}

static void columns(copse_document *document, const char *id, const char *const *key, size_t n)
{
    copse_document_table(document, id, NULL);
    for (size_t j = 0; j < n; j++) copse_document_column(document, key[j], key[j], COPSE_ALIGN_RIGHT, -1);
}

static void copas_csv(copse_document *document, const copse_i_view *view, const copse_bias_report *report)
{
    static const char *const LINE[] = {"gamma0",    "gamma1",        "published", "unpublished",        "estimate",
                                       "se",        "ci_lower",      "ci_upper",  "statistic",          "p",
                                       "rho",       "tau2",          "log_lik",   "residual_statistic", "residual_p",
                                       "in_corner", "corner_log_lik"};
    static const char *const CONTOUR[] = {"gamma0", "gamma1", "estimate"};
    const copse_copas *c = report->copas;
    (void)view;
    columns(document, "copas_line", LINE, sizeof LINE / sizeof *LINE);
    for (size_t i = 0; i < c->points; i++) {
        const copse_copas_point *p = &c->point[i];
        const double number[] = {p->gamma0,    p->gamma1,        p->published, p->unpublished,        p->estimate,
                                 p->se,        p->ci.lower,      p->ci.upper,  p->statistic,          p->p,
                                 p->rho,       p->tau2,          p->log_lik,   p->residual_statistic, p->residual_p,
                                 p->in_corner, p->corner_log_lik};
        copse_document_row(document);
        for (size_t j = 0; j < sizeof number / sizeof *number; j++) copse_document_number(document, number[j]);
    }
    columns(document, "copas_contour", CONTOUR, sizeof CONTOUR / sizeof *CONTOUR);
    for (size_t i = 0; i < c->grid * c->grid; i++) {
        copse_document_row(document);
        copse_document_number(document, c->gamma0[i / c->grid]);
        copse_document_number(document, c->gamma1[i % c->grid]);
        copse_document_number(document, c->contour[i]);
    }
}

static json_t *point_json(copse_i_json *json, const copse_copas_point *p)
{
    json_t *out = json_object();
    SET(out, "gamma0", copse_i_json_real(p->gamma0));
    SET(out, "gamma1", copse_i_json_real(p->gamma1));
    SET(out, "published", copse_i_json_real(p->published));
    SET(out, "unpublished", copse_i_json_real(p->unpublished));
    SET(out, "estimate", copse_i_json_real(p->estimate));
    SET(out, "se", copse_i_json_real(p->se));
    SET(out, "ci", copse_i_json_pair(json, p->ci.lower, p->ci.upper));
    SET(out, "statistic", copse_i_json_real(p->statistic));
    SET(out, "p", copse_i_json_real(p->p));
    SET(out, "rho", copse_i_json_real(p->rho));
    SET(out, "tau2", copse_i_json_real(p->tau2));
    SET(out, "log_lik", copse_i_json_real(p->log_lik));
    SET(out, "in_corner", json_boolean(p->in_corner));
    SET(out, "corner_log_lik", copse_i_json_real(p->corner_log_lik));
    SET(out, "residual_statistic", copse_i_json_real(p->residual_statistic));
    SET(out, "residual_p", copse_i_json_real(p->residual_p));
    return out;
}

static json_t *numbers_json(copse_i_json *json, const double *x, size_t n)
{
    json_t *out = json_array();
    for (size_t i = 0; i < n; i++) copse_i_json_append(json, out, copse_i_json_real(x[i]));
    return out;
}

static json_t *copas_json(copse_i_json *json, const copse_bias_report *report)
{
    const copse_copas *c = report->copas;
    json_t *out = json_object(), *line = json_array(), *contour = json_array();
    SET(out, "missing_side", copse_i_json_text(json, c->side > 0 ? "right" : "left"));
    SET(out, "slope", copse_i_json_real(c->slope));
    SET(out, "chosen", c->chosen < c->points ? copse_i_json_count(c->chosen) : json_null());
    for (size_t i = 0; i < c->points; i++) copse_i_json_append(json, line, point_json(json, &c->point[i]));
    SET(out, "line", line);
    SET(out, "gamma0", numbers_json(json, c->gamma0, c->grid));
    SET(out, "gamma1", numbers_json(json, c->gamma1, c->grid));
    for (size_t i = 0; i < c->grid; i++)
        copse_i_json_append(json, contour, numbers_json(json, c->contour + i * c->grid, c->grid));
    SET(out, "contour", contour);
    return out;
}

const copse_i_bias_part copse_i_bias_copas_part = {
    .rows = copas_rows, .notes = copas_notes, .tables = copas_tables, .csv = copas_csv, .json = copas_json};
