/* What fail-safe N and the test of excess significance say. */
#include "report_bias.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

/* Those that the common table shows; all stand in a table of their own. */
static const copse_failsafe_kind MAIN[] = {COPSE_FAILSAFE_ROSENTHAL, COPSE_FAILSAFE_ORWIN_WEIGHTED,
                                           COPSE_FAILSAFE_ROSENBERG, COPSE_FAILSAFE_GENERAL};

static void failsafe_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    for (size_t i = 0; i < sizeof MAIN / sizeof *MAIN; i++) {
        const copse_failsafe_number *number = &report->failsafe->number[MAIN[i]];
        copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_FAILSAFE, copse_failsafe_code(MAIN[i]));
        row->symbol = "N";
        row->statistic = number->n;
        if (isnan(number->n)) copse_text_add(&row->remark, "the pooled effect has no test that could turn");
        if (number->capped) copse_text_printf(&row->remark, "no smaller number than %d turns it", COPSE_FAILSAFE_MOST);
    }
}

static void failsafe_tables(copse_document *document, const copse_i_view *view, const copse_bias_report *report)
{
    (void)view;
    copse_document_heading(document, 2, "Fail-safe N");
    copse_document_table(document, "failsafe", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "method", "Method", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "n", "N", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "turns", "null results, until", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < COPSE_FAILSAFE_COUNT; i++) {
        const copse_failsafe_kind kind = (copse_failsafe_kind)i;
        const copse_failsafe_number *number = &report->failsafe->number[kind];
        copse_document_row(document);
        copse_document_text(document, copse_failsafe_code(kind));
        copse_i_cell_number(document, number->n, 0);
        copse_document_text(document, copse_failsafe_text(kind));
    }
}

static void failsafe_csv(copse_document *document, const copse_i_view *view, const copse_bias_report *report)
{
    static const char *const KEYS[] = {"method", "n",    "p",           "estimate", "tau2",
                                       "target", "p_at", "estimate_at", "tau2_at",  "more_than"};
    (void)view;
    copse_document_table(document, "failsafe", NULL);
    for (size_t j = 0; j < sizeof KEYS / sizeof *KEYS; j++)
        copse_document_column(document, KEYS[j], KEYS[j], COPSE_ALIGN_RIGHT, -1);
    for (size_t i = 0; i < COPSE_FAILSAFE_COUNT; i++) {
        const copse_failsafe_number *n = &report->failsafe->number[i];
        const double number[] = {n->n, n->p, n->estimate, n->tau2, n->target, n->p_at, n->estimate_at, n->tau2_at};
        copse_document_row(document);
        copse_document_text(document, copse_failsafe_code((copse_failsafe_kind)i));
        for (size_t j = 0; j < sizeof number / sizeof *number; j++) copse_document_number(document, number[j]);
        copse_document_text(document, n->capped ? "yes" : "no");
    }
}

static json_t *failsafe_json(copse_i_json *json, const copse_bias_report *report)
{
    json_t *out = json_array();
    for (size_t i = 0; i < COPSE_FAILSAFE_COUNT; i++) {
        const copse_failsafe_kind kind = (copse_failsafe_kind)i;
        const copse_failsafe_number *n = &report->failsafe->number[kind];
        json_t *row = json_object();
        SET(row, "method", copse_i_json_text(json, copse_failsafe_code(kind)));
        SET(row, "n", copse_i_json_whole(n->n));
        SET(row, "more_than", json_boolean(n->capped));
        SET(row, "p", copse_i_json_real(n->p));
        SET(row, "estimate", copse_i_json_real(n->estimate));
        SET(row, "tau2", copse_i_json_real(n->tau2));
        SET(row, "target", copse_i_json_real(n->target));
        SET(row, "p_at", copse_i_json_real(n->p_at));
        SET(row, "estimate_at", copse_i_json_real(n->estimate_at));
        SET(row, "tau2_at", copse_i_json_real(n->tau2_at));
        copse_i_json_append(json, out, row);
    }
    return out;
}

const copse_i_bias_part copse_i_bias_failsafe_part = {
    .rows = failsafe_rows, .tables = failsafe_tables, .csv = failsafe_csv, .json = failsafe_json};

static void tes_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    char number[COPSE_NUMBER_TEXT];
    const copse_tes *tes = report->tes;
    const bool chi2 = tes->test == COPSE_TES_CHI2;
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_TES, copse_tes_test_code(tes->test));
    row->symbol = chi2 ? "chi2" : "N";
    row->statistic = chi2 ? tes->chi2 : (double)tes->observed;
    row->df = chi2 ? 1 : NAN;
    row->p = tes->p[tes->test];
    copse_text_printf(&row->remark, "%zu of %zu %s %s significant, %s are to be expected", tes->observed, tes->k,
                      copse_plural(tes->k, "result", "results"), copse_plural(tes->observed, "is", "are"),
                      copse_format_fixed(number, sizeof number, tes->expected, 1));
    if (!isnan(tes->limit_lower))
        copse_text_printf(&row->remark, "; were the true effect nearer to 0 than %s, they would be too many",
                          copse_format_significant(number, sizeof number, tes->limit_lower, 4));
    if (!isnan(tes->limit_upper))
        copse_text_printf(&row->remark, "; were it farther than %s, too few",
                          copse_format_significant(number, sizeof number, tes->limit_upper, 4));
}

static json_t *tes_json(copse_i_json *json, const copse_bias_report *report)
{
    const copse_tes *tes = report->tes;
    json_t *out = json_object(), *power = json_object(), *p = json_object();
    SET(out, "observed", copse_i_json_count(tes->observed));
    SET(out, "expected", copse_i_json_real(tes->expected));
    SET(out, "theta", copse_i_json_real(tes->theta));
    SET(out, "tau2", copse_i_json_real(tes->tau2));
    SET(out, "chi2", copse_i_json_real(tes->chi2));
    SET(out, "test", copse_i_json_text(json, copse_tes_test_code(tes->test)));
    for (size_t i = 0; i < COPSE_TES_TEST_COUNT; i++)
        SET(p, copse_tes_test_code((copse_tes_test)i), copse_i_json_real(tes->p[i]));
    SET(out, "p", p);
    SET(power, "min", copse_i_json_real(tes->power_min));
    SET(power, "median", copse_i_json_real(tes->power_median));
    SET(power, "max", copse_i_json_real(tes->power_max));
    SET(out, "power", power);
    SET(out, "limit", copse_i_json_pair(json, tes->limit_lower, tes->limit_upper));
    return out;
}

const copse_i_bias_part copse_i_bias_tes_part = {.rows = tes_rows, .json = tes_json};
