#include "bubble_line.h"

#include <copse/regression.h>

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

static const size_t POINTS = 81;

#define AT(member) .offset = offsetof(copse_i_bubble_values, member)
const copse_i_option copse_i_bubble_options[copse_i_bubble_count] = {
    {.name = "x",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "the moderator that is drawn (default: the first column of numbers in --mods)",
     AT(x)},
    {.name = "range",
     .kind = COPSE_I_SPAN,
     .argument = "LO,HI",
     .help = "how far the line goes (default: over the studies)",
     AT(range)},
    {.name = "no-prediction", .kind = COPSE_I_FLAG, .help = "without the prediction band", AT(no_prediction)},
};
#undef AT

/* The moderator: the one named, or the first of numbers. */
static copse_status find_column(const copse_i_bubble_values *asked, const copse_i_task *task, copse_i_bubble_line *line,
                                copse_error *err)
{
    const char *const *column = NULL;
    if (task->moderators.formula == NULL)
        return copse_fail(err, COPSE_EUSAGE, "plot bubble needs --mods, such as --mods '~ year'");
    const size_t columns = copse_formula_columns(task->moderators.formula, &column);
    for (size_t c = 0; c < columns && line->column == NULL; c++) {
        size_t index = 0;
        if (copse_frame_column(&task->file, column[c], &index, err) != COPSE_OK) return COPSE_ENOTFOUND;
        const bool numbers = task->file.column[index].number != NULL;
        if (asked->x == NULL ? numbers : strcmp(column[c], asked->x) == 0) line->column = column[c];
        if (line->column != NULL && !numbers)
            return copse_fail(err, COPSE_EUSAGE, "--x: %s is no column of numbers", asked->x);
    }
    line->others = columns > 1;
    if (line->column != NULL) return COPSE_OK;
    if (asked->x == NULL) return copse_fail(err, COPSE_EUSAGE, "--mods has no column of numbers to draw along");
    const char *near = copse_nearest(asked->x, column, columns);
    return copse_fail(err, COPSE_EUSAGE, "--x: '%s' is no column of --mods%s%s%s", asked->x,
                      near != NULL ? "; did you mean '" : "", near != NULL ? near : "", near != NULL ? "'?" : "");
}

static copse_status make_room(const copse_i_task *task, copse_i_bubble_line *line, copse_error *err)
{
    line->n = POINTS;
    line->store = copse_alloc(6 * POINTS + task->set.k, sizeof *line->store);
    if (line->store == NULL) return copse_fail_memory(err);
    double **const part[] = {&line->at, &line->fitted, &line->lower, &line->upper, &line->pi_lower, &line->pi_upper};
    for (size_t i = 0; i < 6; i++) *part[i] = line->store + i * POINTS;
    line->x = line->store + 6 * POINTS;
    return COPSE_OK;
}

static copse_status set_places(const copse_i_bubble_values *asked, const copse_i_task *task, copse_i_bubble_line *line,
                               copse_error *err)
{
    const double *number = NULL;
    double low = asked->range.low, high = asked->range.high;
    const copse_status status = copse_frame_numbers(&task->file, line->column, &number, err);
    if (status != COPSE_OK) return status;
    for (size_t i = 0; i < task->set.k; i++) {
        line->x[i] = number[task->set.row[i] - 1];
        if (isfinite(asked->range.low)) continue;
        low = i == 0 || line->x[i] < low ? line->x[i] : low;
        high = i == 0 || line->x[i] > high ? line->x[i] : high;
    }
    for (size_t i = 0; i < POINTS; i++) line->at[i] = low + (high - low) * (double)i / (double)(POINTS - 1);
    return COPSE_OK;
}

/* The mean row of the design over the studies, with `value` in the column. */
static copse_status mean_row(const copse_i_task *task, copse_frame *frame, const char *name, double value, double *fill,
                             const size_t *row, double *X, double *mean, copse_error *err)
{
    const size_t k = task->set.k, p = task->moderators.design.p;
    for (size_t i = 0; i < frame->rows; i++) fill[i] = value;
    copse_status status = copse_frame_put_numbers(frame, name, fill, err);
    if (status == COPSE_OK) status = copse_design_apply(&task->moderators.design, frame, row, k, X, err);
    for (size_t j = 0; status == COPSE_OK && j < p; j++) {
        mean[j] = 0;
        for (size_t i = 0; i < k; i++) mean[j] += X[i * p + j] / (double)k;
    }
    return status;
}

static copse_status design_rows(const copse_i_task *task, const copse_i_bubble_line *line, double *rows,
                                copse_error *err)
{
    const size_t k = task->set.k, p = task->moderators.design.p;
    copse_frame frame = {0};
    double *X = copse_alloc(k * p, sizeof *X), *fill = copse_alloc(task->file.rows, sizeof *fill);
    size_t *row = copse_alloc(k, sizeof *row);
    const bool have = X != NULL && fill != NULL && row != NULL;
    copse_status status = have ? COPSE_OK : copse_fail_memory(err);
    if (have) status = copse_frame_copy(&task->file, &frame, err);
    for (size_t i = 0; have && i < k; i++) row[i] = task->set.row[i] - 1;
    for (size_t g = 0; have && status == COPSE_OK && g < line->n; g++)
        status = mean_row(task, &frame, line->column, line->at[g], fill, row, X, rows + g * p, err);
    copse_frame_free(&frame);
    free(X);
    free(fill);
    free(row);
    return status;
}

copse_status copse_i_bubble_line_make(const copse_i_bubble_values *asked, double level, const copse_i_task *task,
                                      copse_i_bubble_line *line, copse_error *err)
{
    copse_predict_opts opts = copse_predict_opts_default();
    copse_status status = find_column(asked, task, line, err);
    if (status == COPSE_OK) status = make_room(task, line, err);
    if (status == COPSE_OK) status = set_places(asked, task, line, err);
    if (status != COPSE_OK) return status;
    double *rows = copse_alloc(line->n, task->moderators.design.p * sizeof *rows);
    copse_predicted *predicted = copse_alloc(line->n, sizeof *predicted);
    const bool have = rows != NULL && predicted != NULL;
    status = have ? design_rows(task, line, rows, err) : copse_fail_memory(err);
    opts.level = level;
    if (status == COPSE_OK) status = copse_predict(&task->fit, rows, line->n, &opts, predicted, err);
    line->predicted = !asked->no_prediction;
    for (size_t i = 0; have && status == COPSE_OK && i < line->n; i++) {
        line->fitted[i] = predicted[i].estimate;
        line->lower[i] = predicted[i].ci.lower;
        line->upper[i] = predicted[i].ci.upper;
        line->pi_lower[i] = predicted[i].pi.lower;
        line->pi_upper[i] = predicted[i].pi.upper;
        line->predicted = line->predicted && isfinite(predicted[i].pi.lower);
    }
    free(rows);
    free(predicted);
    return status;
}

void copse_i_bubble_line_free(copse_i_bubble_line *line)
{
    free(line->store);
    *line = (copse_i_bubble_line){0};
}
