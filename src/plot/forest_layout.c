#include "forest_model.h"

#include <math.h>
#include <string.h>

#include "text_metrics.h"

/* Fonts differ a little from the one that was measured. */
#define SAFETY 1.02
/* Between the reference line and the text of a side, in em. */
#define SIDE_GAP 0.6

static double points_of(const char *text, double size, bool bold)
{
    return text == NULL ? 0.0 : SAFETY * size * copse_i_text_width(text, bold);
}

size_t copse_i_next_line(const char **text, double points, double size, bool bold)
{
    const char *start = *text;
    size_t n = copse_i_line_bytes(start, points / (SAFETY * size), bold);
    *text = start + n;
    while (n > 0 && start[n - 1] == ' ') n--;
    return n;
}

static size_t count_lines(const char *text, double points, double size, bool bold)
{
    size_t lines = 0;
    for (const char *at = text; at != NULL && *at;) {
        (void)copse_i_next_line(&at, points, size, bold);
        lines++;
    }
    return lines > 0 ? lines : 1;
}

/* Width of the widest line of a label that may have several. */
static double widest_line(const char *label, double points, double size, bool bold)
{
    double widest = 0.0;
    for (const char *at = label; at != NULL && *at;) {
        const char *start = at;
        const size_t n = copse_i_next_line(&at, points, size, bold);
        widest = fmax(widest, SAFETY * size * copse_i_text_width_n(start, n, bold));
    }
    return widest;
}

static double cell_width(const forest_model *model, const forest_row *row, size_t column)
{
    const bool bold = copse_i_forest_bold(row->kind);
    if (column > 0) return points_of(row->cell[column], model->font, bold);
    if (row->kind == FOREST_NOTE) return 0.0;
    return copse_i_forest_indent(model, row) + widest_line(row->cell[0], model->label_width, model->font, bold);
}

/* Widths by content; a head over several columns widens the first of them where it needs more. */
static void column_widths(const forest_model *model, double width[FOREST_COLUMNS])
{
    for (size_t c = 0; c < model->columns; c++) {
        width[c] = 0.0;
        for (size_t r = 0; r < model->rows; r++) width[c] = fmax(width[c], cell_width(model, &model->row[r], c));
    }
    for (size_t h = 0; h < model->heads; h++) {
        const forest_head *head = &model->head[h];
        if (head->first == head->last && head->first != model->panel_column)
            width[head->first] = fmax(width[head->first], points_of(head->text, model->font, true));
    }
    for (size_t h = 0; h < model->heads; h++) {
        const forest_head *head = &model->head[h];
        double sum = width[head->first];
        for (size_t c = head->first + 1; c <= head->last; c++) sum += width[c] + model->font * model->column[c].gap;
        if (head->first != head->last) width[head->first] += fmax(0.0, points_of(head->text, model->font, true) - sum);
    }
}

/* Where on the panel the two sides meet, as a share of its width. */
static double meeting_place(const forest_axis *axis)
{
    const double place = copse_i_axis_place(axis, axis->reference);
    return isfinite(place) && place > 0 && place < 1 ? place : 0.5;
}

/* Width at which both sides fit below the panel. What is right of the panel leaves room for the right one. */
static double width_for_sides(const forest_model *model)
{
    const forest_axis *axis = &model->axis;
    if (axis->left == NULL || axis->right == NULL) return 0.0;
    const double place = meeting_place(axis), gap = SIDE_GAP * model->font;
    const double left = (gap + points_of(axis->left, model->font, false)) / place;
    const double right = (gap + points_of(axis->right, model->font, false)) / (1.0 - place);
    const bool last = model->panel_column + 1 == model->columns;
    return last ? fmax(left, right) : left;
}

/* The panel is wide enough to be read, for its head, and for what stands below it; to have the two sides beside each
 * other it grows by up to a half. */
static double panel_width(const forest_model *model)
{
    double width = 22.0 * model->font;
    const char *const below[] = {model->axis.label, model->axis.left, model->axis.right};
    for (size_t i = 0; i < 3; i++) width = fmax(width, points_of(below[i], model->font, false));
    for (size_t h = 0; h < model->heads; h++)
        if (model->head[h].first == model->panel_column)
            width = fmax(width, points_of(model->head[h].text, model->font, true));
    const double sides = 1.001 * width_for_sides(model);
    return sides <= 1.5 * width ? fmax(width, sides) : width;
}

static void place_columns(forest_model *model)
{
    double width[FOREST_COLUMNS];
    column_widths(model, width);
    width[model->panel_column] = panel_width(model);
    double x = FOREST_MARGIN * model->font;
    for (size_t c = 0; c < model->columns; c++) {
        forest_column *column = &model->column[c];
        /* Notes stand left of the panel; they need room for half a sentence. */
        const double least = (FOREST_MARGIN + 24.5) * model->font;
        x += column->gap * model->font;
        if (c == model->panel_column) x = fmax(x, least);
        column->left = x;
        column->right = x += width[c];
    }
    model->note_width = model->column[model->panel_column].left - (FOREST_MARGIN + 1.5) * model->font;
    const double overhang = model->panel_column + 1 == model->columns ? model->font : 0.0; /* of the last tick's text */
    model->width = ceil(x + overhang + FOREST_MARGIN * model->font);
}

static double row_height(const forest_model *model, const forest_row *row)
{
    const double size = model->font;
    const bool bold = copse_i_forest_bold(row->kind);
    switch (row->kind) {
    case FOREST_SPACE:
        return 0.8 * size;
    case FOREST_AXIS:
        return 0.6 * size;
    case FOREST_NOTE:
        return (0.35 + FOREST_LINE * FOREST_NOTE_SIZE *
                           (double)count_lines(row->cell[0], model->note_width, FOREST_NOTE_SIZE * size, false)) *
               size;
    default: {
        const double room = model->label_width;
        return (0.4 + FOREST_LINE * (double)count_lines(row->cell[0], room, size, bold)) * size;
    }
    }
}

/* Below the axis line: ticks, their texts, the axis label, the two sides. */
static double axis_height(const forest_model *model)
{
    const forest_axis *axis = &model->axis;
    const double sides = axis->left == NULL && axis->right == NULL ? 0.0 : axis->stacked ? 2.0 : 1.0;
    return model->font * (0.8 + 1.4 * (1.0 + (axis->label != NULL ? 1.0 : 0.0) + sides));
}

static double place_header(forest_model *model)
{
    double y = FOREST_MARGIN * model->font;
    const double title = FOREST_TITLE_SIZE * model->font, room = model->width - 2.0 * FOREST_MARGIN * model->font;
    if (model->title != NULL && model->title[0] != '\0')
        y += title * (FOREST_LINE * (double)count_lines(model->title, room, title, true) + 0.5);
    bool two_lines = false;
    for (size_t h = 0; h < model->heads; h++) two_lines = two_lines || model->head[h].line == 0;
    model->header_top = y;
    model->header_bottom = y + model->font * (two_lines ? 3.4 : 2.0);
    return model->header_bottom;
}

static void place_rows(forest_model *model)
{
    double y = place_header(model) + 0.3 * model->font;
    model->axis_top = y;
    for (size_t r = 0; r < model->rows; r++) {
        forest_row *row = &model->row[r];
        row->y = y;
        row->height = row_height(model, row);
        y += row->height;
        if (row->kind == FOREST_AXIS) {
            model->rows_bottom = row->y;
            model->axis_top = y;
            y -= 0.4 * model->font; /* notes begin beside the axis line */
        }
    }
    model->height = ceil(fmax(y, model->axis_top + axis_height(model)) + FOREST_MARGIN * model->font);
}

/* The two sides stand at both sides of the reference line where there is room (the right one may reach below the columns
 * right of the panel); else one below the other. */
static void place_sides(forest_model *model)
{
    forest_axis *axis = &model->axis;
    const forest_column *panel = &model->column[model->panel_column];
    const double middle = panel->left + (panel->right - panel->left) * meeting_place(axis);
    const double gap = SIDE_GAP * model->font, end = model->width - FOREST_MARGIN * model->font;
    axis->stacked = axis->left != NULL && axis->right != NULL &&
                    (middle - gap - points_of(axis->left, model->font, false) < panel->left ||
                     middle + gap + points_of(axis->right, model->font, false) > end);
}

void copse_i_forest_layout(forest_model *model)
{
    model->font = model->studies > 80 ? 7.0 : 8.0;
    model->label_width = FOREST_LABEL_WIDEST * model->font;
    place_columns(model);
    place_sides(model);
    place_rows(model);
}
