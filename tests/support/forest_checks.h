/* Makes the model of a forest plot, and checks that nothing in it overlaps. */
#ifndef FOREST_CHECKS_H
#define FOREST_CHECKS_H

#include "ck_close.h"
#include "forest_fixture.h"

#include "plot/forest_model.h"
#include "plot/text_metrics.h"

static inline void make_model(forest_fixture *f, forest_model *model)
{
    copse_error err = {0};
    const forest_input input = {&f->set, &f->fit, fixture_subgroups(f), &f->opts};
    *model = (forest_model){0};
    ck_assert_int_eq(fixture_pool(f), COPSE_OK);
    ck_assert_msg(copse_i_forest_build(&input, model, &err) == COPSE_OK, "%s", err.text);
    copse_i_axis_choose(&input, model);
    copse_i_forest_layout(model);
    ck_assert(!model->failed);
}

static inline size_t count_rows(const forest_model *model, forest_row_kind kind)
{
    size_t count = 0;
    for (size_t r = 0; r < model->rows; r++) count += model->row[r].kind == kind;
    return count;
}

static inline const forest_row *first_row(const forest_model *model, forest_row_kind kind)
{
    for (size_t r = 0; r < model->rows; r++)
        if (model->row[r].kind == kind) return &model->row[r];
    ck_abort_msg("no row of kind %d", (int)kind);
    return NULL;
}

/* ------------------------------------------------------------------------------------------------ nothing overlaps */

static inline void check_columns(const forest_model *model)
{
    ck_assert(model->column[0].left >= 1.0);
    for (size_t c = 1; c < model->columns; c++) ck_assert(model->column[c].left > model->column[c - 1].right);
    ck_assert(model->column[model->columns - 1].right < model->width);
}

static inline void check_cell(const forest_model *model, const forest_row *row, size_t c)
{
    const forest_column *column = &model->column[c];
    const bool bold = copse_i_forest_bold(row->kind);
    if (row->cell[c] == NULL) return;
    ck_assert_msg(c != model->panel_column, "a text in the panel: %s", row->cell[c]);
    const double width = model->font * copse_i_text_width(row->cell[c], bold);
    ck_assert_msg(width <= column->right - column->left + 1e-9, "%s is wider than its column", row->cell[c]);
}

/* The first vertical line that a note would meet, or the end of the panel. */
static inline double first_line(const forest_model *model, bool below_total)
{
    const forest_column *panel = &model->column[model->panel_column];
    const double place[] = {copse_i_forest_place(&model->axis, model->axis.reference),
                            copse_i_forest_place(&model->axis, model->axis.pooled)};
    double first = panel->right;
    for (size_t i = 0; i < (below_total ? 1 : 2); i++)
        if (place[i] >= 0 && place[i] <= 1) first = fmin(first, panel->left + place[i] * (panel->right - panel->left));
    return first;
}

/* Where a label, or a note in its place, must end. */
static inline double end_of_lines(const forest_model *model, size_t r)
{
    const forest_axis *axis = &model->axis;
    const forest_column *panel = &model->column[model->panel_column];
    bool below_total = false;
    if (model->row[r].kind != FOREST_NOTE) return model->column[0].right;
    for (size_t i = 0; i < r; i++) {
        below_total = below_total || model->row[i].kind == FOREST_TOTAL;
        if (model->row[i].kind != FOREST_AXIS) continue;
        const double x = panel->left + copse_i_forest_place(axis, axis->tick[0]) * (panel->right - panel->left);
        return fmin(panel->left, x - 0.5 * model->font * copse_i_text_width(axis->tick_text[0], false));
    }
    return first_line(model, below_total);
}

/* A label or note in lines: each within its room, and all within the height of the row. */
static inline void check_lines(const forest_model *model, size_t r)
{
    const forest_row *row = &model->row[r];
    const bool note = row->kind == FOREST_NOTE, bold = copse_i_forest_bold(row->kind);
    const double size = model->font * (note ? FOREST_NOTE_SIZE : 1.0), end = end_of_lines(model, r);
    const double start = model->column[0].left + copse_i_forest_indent(model, row);
    size_t lines = 0;
    for (const char *next = row->cell[0]; next != NULL && *next; lines++) {
        const char *line = next;
        const size_t n = copse_i_next_line(&next, row->room, size, bold);
        ck_assert_msg(start + size * copse_i_text_width_n(line, n, bold) <= end + 1e-9, "too wide: %s", line);
    }
    ck_assert(row->height + 1e-9 >= (double)lines * FOREST_LINE * size);
}

static inline void check_rows(const forest_model *model)
{
    double y = model->header_bottom;
    for (size_t r = 0; r < model->rows; r++) {
        const forest_row *row = &model->row[r];
        ck_assert(row->height > 0);
        if (r == 0 || model->row[r - 1].kind != FOREST_AXIS) ck_assert(row->y >= y - 1e-9);
        y = row->y + row->height;
        check_lines(model, r);
        for (size_t c = 1; c < model->columns; c++) check_cell(model, row, c);
    }
    ck_assert(y < model->height);
}

/* Heads of one line stand beside each other, within the page. */
static inline void check_heads(const forest_model *model)
{
    for (size_t h = 0; h < model->heads; h++) {
        const forest_head *head = &model->head[h];
        const double left = model->column[head->first].left - head->overhang;
        const double right = model->column[head->last].right + head->overhang;
        ck_assert_msg(model->font * copse_i_text_width(head->text, true) <= right - left + 1e-9, "%s", head->text);
        ck_assert(left >= model->font && right <= model->width - model->font);
        for (size_t other = 0; other < model->heads; other++) {
            const forest_head *next = &model->head[other];
            if (next->line == head->line && next->first > head->last)
                ck_assert_msg(model->column[next->first].left - next->overhang > right, "%s meets %s", head->text,
                              next->text);
        }
    }
}

/* Points of numbers stand below each other, and no number leaves its column. */
static inline void check_points(const forest_model *model)
{
    for (size_t c = 1; c < model->columns; c++)
        for (size_t r = 0; r < model->rows; r++) {
            const char *cell = model->row[r].cell[c], *point = copse_i_decimal_point(cell);
            const bool bold = copse_i_forest_bold(model->row[r].kind);
            if (point == NULL) continue;
            const double behind = model->font * copse_i_text_width(point, bold);
            const double whole = model->font * copse_i_text_width(cell, bold);
            ck_assert(behind <= model->column[c].tail + 1e-9);
            ck_assert(model->column[c].right - model->column[c].tail - (whole - behind) >=
                      model->column[c].left - 1e-9);
        }
}

/* The texts of the two sides keep to their rooms, and those to the page. */
static inline void check_sides(const forest_model *model)
{
    const forest_axis *axis = &model->axis;
    const forest_column *panel = &model->column[model->panel_column];
    const double middle = copse_i_sides_meet(model), gap = FOREST_SIDE_GAP * model->font;
    if (axis->stacked) {
        ck_assert(fmax(axis->left_room, axis->right_room) <= panel->right - panel->left + 1e-9);
        return;
    }
    if (axis->left != NULL) ck_assert(middle - gap - axis->left_room >= panel->left - 1e-9);
    if (axis->right != NULL) ck_assert(middle + gap + axis->right_room <= model->width);
    if (axis->left != NULL) ck_assert_uint_le(copse_i_count_lines(axis->left, axis->left_room, model->font, false), 3);
}

static inline void check_ticks(const forest_model *model)
{
    const forest_axis *axis = &model->axis;
    const forest_column *panel = &model->column[model->panel_column];
    double last = -INFINITY;
    ck_assert(axis->min < axis->max);
    ck_assert(axis->ticks >= 1 && axis->ticks <= 8);
    for (size_t i = 0; i < axis->ticks; i++) {
        const double place = copse_i_forest_place(axis, axis->tick[i]);
        const double half = 0.5 * model->font * copse_i_text_width(axis->tick_text[i], false);
        const double x = panel->left + place * (panel->right - panel->left);
        ck_assert(place > -1e-6 && place < 1 + 1e-6);
        ck_assert_msg(x - half > last, "tick %s collides", axis->tick_text[i]);
        last = x + half;
    }
    ck_assert(last <= model->width);
}

static inline void check_all(const forest_model *model)
{
    check_columns(model);
    check_heads(model);
    check_rows(model);
    check_ticks(model);
    check_points(model);
    check_sides(model);
}

static inline void check_layouts(forest_fixture *f)
{
    forest_model model;
    for (int layout = COPSE_LAYOUT_DEFAULT; layout <= COPSE_LAYOUT_JAMA; layout++) {
        f->opts.layout = (copse_layout)layout;
        copse_fit_free(&f->fit);
        copse_subgroups_free(&f->subgroups);
        make_model(f, &model);
        check_all(&model);
        copse_i_forest_free(&model);
    }
    fixture_free(f);
}

#endif
