/* The rows of the common table of `copse bias`. */
#include "report_bias.h"

#include <math.h>
#include <stdlib.h>

const char *copse_i_bias_row_name(const copse_i_bias_row *row)
{
    return row->check == COPSE_BIAS_CHECK_COUNT ? "pooled" : copse_bias_check_name(row->check);
}

copse_i_bias_row *copse_i_bias_row_add(copse_i_bias_rows *rows, copse_bias_check check, const char *variant)
{
    void *array = rows->row;
    copse_i_bias_row *row = &rows->spare;
    if (copse_reserve(&array, &rows->capacity, rows->count + 1, sizeof *row) == COPSE_OK) {
        rows->row = array;
        row = &rows->row[rows->count++];
    } else {
        rows->failed = true;
        copse_text_free(&row->remark);
    }
    *row = (copse_i_bias_row){.check = check,
                              .variant = variant,
                              .statistic = NAN,
                              .df = NAN,
                              .p = NAN,
                              .estimate = NAN,
                              .se = NAN,
                              .ci = {NAN, NAN},
                              .made = true};
    return row;
}

void copse_i_bias_row_test(copse_i_bias_row *row, const copse_coefficient *c)
{
    row->symbol = isnan(c->df) ? "z" : "t";
    row->statistic = c->statistic;
    row->df = c->df;
    row->p = c->p;
}

void copse_i_bias_row_effect(copse_i_bias_row *row, const copse_coefficient *effect)
{
    row->estimate = effect->estimate;
    row->se = effect->se;
    row->ci = effect->ci;
}

const char *copse_i_bias_row_null(const copse_i_bias_row *row)
{
    if (row->null != NULL || row->check == COPSE_BIAS_CHECK_COUNT) return row->null;
    return copse_bias_check_null(row->check);
}

void copse_i_bias_rows_free(copse_i_bias_rows *rows)
{
    for (size_t i = 0; i < rows->count; i++) copse_text_free(&rows->row[i].remark);
    copse_text_free(&rows->spare.remark);
    free(rows->row);
    *rows = (copse_i_bias_rows){0};
}

/* The effect that the others are adjusted from; with moderators there is no one effect. */
static void pooled_row(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    const copse_fit *fit = report->pooled.fit;
    if (fit->p != 1 || report->pooled.moderators != NULL) return;
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_CHECK_COUNT, NULL);
    copse_i_bias_row_test(row, &fit->coef[0]);
    copse_i_bias_row_effect(row, &fit->coef[0]);
}

void copse_i_bias_rows_fill(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    pooled_row(report, rows);
    for (unsigned i = 0; i < COPSE_BIAS_CHECK_COUNT; i++) {
        const copse_bias_check check = (copse_bias_check)i;
        const copse_i_bias_part *part = copse_i_bias_part_of(check);
        if (!report->asked[i] || part == NULL) continue;
        if (report->why[i] == NULL) {
            part->rows(report, rows);
            continue;
        }
        copse_i_bias_row *row = copse_i_bias_row_add(rows, check, NULL);
        row->made = false;
        copse_text_add(&row->remark, report->why[i]);
    }
    for (size_t i = 0; i < rows->count; i++) rows->failed = rows->failed || rows->row[i].remark.failed;
}
