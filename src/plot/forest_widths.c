/* Widths and places of the columns. */
#include "forest_model.h"

#include <math.h>
#include <string.h>

#include "text_metrics.h"

const char *copse_i_decimal_point(const char *cell)
{
    const char *point = cell == NULL ? NULL : strchr(cell, '.');
    if (point == NULL || strchr(point + 1, '.') != NULL || strstr(cell, "×") != NULL) return NULL;
    return point;
}

/* Width of the widest line of a label that may have several. */
static double widest_line(const char *label, double points, double size, bool bold)
{
    double widest = 0.0;
    for (const char *at = label; at != NULL && *at;) {
        const char *start = at;
        const size_t n = copse_i_next_line(&at, points, size, bold);
        widest = fmax(widest, FOREST_SAFETY * size * copse_i_text_width_n(start, n, bold));
    }
    return widest;
}

static double label_column(const forest_model *model)
{
    double widest = 0.0;
    for (size_t r = 0; r < model->rows; r++) {
        const forest_row *row = &model->row[r];
        if (row->kind == FOREST_NOTE) continue;
        widest = fmax(widest, copse_i_forest_indent(model, row) +
                                  widest_line(row->cell[0], row->room, model->font, copse_i_forest_bold(row->kind)));
    }
    return widest;
}

/* Numbers stand with their points below each other, other texts flush right. */
static double number_column(const forest_model *model, size_t c, double *tail)
{
    double front = 0.0, flush = 0.0;
    *tail = 0.0;
    for (size_t r = 0; r < model->rows; r++) {
        const char *cell = model->row[r].cell[c], *point = copse_i_decimal_point(cell);
        const bool bold = copse_i_forest_bold(model->row[r].kind);
        const double whole = copse_i_points_of(cell, model->font, bold);
        if (point == NULL) {
            flush = fmax(flush, whole);
        } else {
            const double behind = model->font * copse_i_text_width(point, bold);
            *tail = fmax(*tail, behind);
            front = fmax(front, whole - behind);
        }
    }
    return fmax(flush, front + *tail);
}

/* Widths by content, and room at both sides of columns whose common head is wider than they are. */
static void column_widths(forest_model *model, double width[FOREST_COLUMNS], double before[FOREST_COLUMNS],
                          double after[FOREST_COLUMNS])
{
    for (size_t c = 0; c < model->columns; c++) {
        width[c] = c == 0 ? label_column(model) : number_column(model, c, &model->column[c].tail);
        before[c] = after[c] = 0.0;
    }
    for (size_t h = 0; h < model->heads; h++) {
        const forest_head *head = &model->head[h];
        if (head->first == head->last && head->first != model->panel_column)
            width[head->first] = fmax(width[head->first], copse_i_points_of(head->text, model->font, true));
    }
    for (size_t h = 0; h < model->heads; h++) {
        forest_head *head = &model->head[h];
        if (head->first == head->last) continue;
        double sum = width[head->first];
        for (size_t c = head->first + 1; c <= head->last; c++) sum += width[c] + model->font * model->column[c].gap;
        head->overhang = 0.5 * fmax(0.0, copse_i_points_of(head->text, model->font, true) - sum);
        before[head->first] = fmax(before[head->first], head->overhang);
        after[head->last] = fmax(after[head->last], head->overhang);
    }
}

/* Width at which both sides fit below the panel. What is right of the panel leaves room for the right one. */
static double width_for_sides(const forest_model *model)
{
    const forest_axis *axis = &model->axis;
    if (axis->left == NULL || axis->right == NULL) return 0.0;
    const double given = copse_i_forest_place(axis, axis->reference);
    const double place = isfinite(given) && given > 0 && given < 1 ? given : 0.5;
    const double gap = FOREST_SIDE_GAP * model->font;
    const double left = (gap + copse_i_points_of(axis->left, model->font, false)) / place;
    const double right = (gap + copse_i_points_of(axis->right, model->font, false)) / (1.0 - place);
    const bool last = model->panel_column + 1 == model->columns;
    return 1.001 * (last ? fmax(left, right) : left);
}

/* The panel is wide enough for its label and, where the page stays small enough, for the two sides beside each other; it
 * is narrower where the page would get too wide. `rest` is the width of the page without it. */
static double panel_width(const forest_model *model, double rest)
{
    const double size = model->font, usual = FOREST_PANEL * size;
    double least = FOREST_PANEL_LEAST * size;
    for (size_t h = 0; h < model->heads; h++)
        if (model->head[h].first == model->panel_column)
            least = fmax(least, copse_i_points_of(model->head[h].text, size, true));
    const double label = copse_i_points_of(model->axis.label, size, false), sides = width_for_sides(model);
    double width = fmax(usual, least);
    if (label <= 1.5 * usual && rest + label <= FOREST_PAGE_FULL * size) width = fmax(width, label);
    if (sides <= 1.5 * usual && rest + sides <= FOREST_PAGE_FULL * size) width = fmax(width, sides);
    return fmax(least, fmin(width, FOREST_PAGE * size - rest));
}

/* Points that the panel leaves at its left for labels and columns, at least: notes stand there beside the axis, and
 * above it they end at the first vertical line of the panel. */
static double least_left(const forest_model *model)
{
    const double size = model->font;
    double widest = 12.0 * size;
    bool below_total = false, below_axis = false;
    for (size_t r = 0; r < model->rows; r++) {
        const forest_row *row = &model->row[r];
        below_total = below_total || row->kind == FOREST_TOTAL;
        below_axis = below_axis || row->kind == FOREST_AXIS;
        if (row->kind != FOREST_NOTE) continue;
        double need = copse_i_points_of(row->cell[0], FOREST_NOTE_SIZE * size, false);
        if (!below_axis) need += (FOREST_LINE_GAP - 2.0 - FOREST_PANEL * copse_i_free_share(model, below_total)) * size;
        widest = fmax(widest, need);
    }
    return (FOREST_MARGIN + 2.0) * size + fmin(widest, FOREST_NOTES_WIDEST * size);
}

void copse_i_place_columns(forest_model *model)
{
    double width[FOREST_COLUMNS], before[FOREST_COLUMNS], after[FOREST_COLUMNS];
    column_widths(model, width, before, after);
    width[model->panel_column] = 0.0;
    /* Twice: without the panel, to know how wide it may be, and with it. */
    for (int turn = 0; turn < 2; turn++) {
        double x = FOREST_MARGIN * model->font;
        for (size_t c = 0; c < model->columns; c++) {
            forest_column *column = &model->column[c];
            x += column->gap * model->font + before[c];
            if (c == model->panel_column) x = fmax(x, least_left(model));
            column->left = x;
            column->right = x += width[c];
            x += after[c];
        }
        const double last_tick = model->panel_column + 1 == model->columns ? model->font : 0.0; /* half its text */
        model->width = ceil(x + last_tick + FOREST_MARGIN * model->font);
        if (turn == 0) width[model->panel_column] = panel_width(model, model->width);
    }
}
