#include "forest_model.h"

#include <math.h>
#include <string.h>

#include "text_metrics.h"

double copse_i_points_of(const char *text, double size, bool bold)
{
    return text == NULL ? 0.0 : FOREST_SAFETY * size * copse_i_text_width(text, bold);
}

size_t copse_i_next_line(const char **text, double points, double size, bool bold)
{
    const char *start = *text;
    size_t n = copse_i_line_bytes(start, points / (FOREST_SAFETY * size), bold);
    *text = start + n;
    while (n > 0 && start[n - 1] == ' ') n--;
    return n;
}

size_t copse_i_count_lines(const char *text, double points, double size, bool bold)
{
    size_t lines = 0;
    for (const char *at = text; at != NULL && *at; lines++) (void)copse_i_next_line(&at, points, size, bold);
    return lines > 0 ? lines : 1;
}

double copse_i_free_share(const forest_model *model, bool below_total)
{
    const forest_axis *axis = &model->axis;
    const double reference = copse_i_forest_place(axis, axis->reference),
                 pooled = copse_i_forest_place(axis, axis->pooled);
    double free = 1.0;
    if (reference >= 0 && reference <= 1) free = reference;
    if (pooled >= 0 && pooled <= 1 && !below_total) free = fmin(free, pooled);
    return free;
}

/* Notes above the axis may reach into the panel. */
static double room_to_lines(const forest_model *model, bool below_total)
{
    const forest_column *panel = &model->column[model->panel_column];
    const double end = panel->left + copse_i_free_share(model, below_total) * (panel->right - panel->left);
    return end - FOREST_LINE_GAP * model->font - model->column[0].left;
}

/* Notes beside the axis end before the text of its first tick. */
static double room_beside_axis(const forest_model *model)
{
    const forest_axis *axis = &model->axis;
    const forest_column *panel = &model->column[model->panel_column];
    double end = panel->left - model->font;
    if (axis->ticks > 0) {
        const double x = panel->left + copse_i_forest_place(axis, axis->tick[0]) * (panel->right - panel->left);
        const double text = copse_i_points_of(axis->tick_text[0], model->font, false);
        end = fmin(end, x - 0.5 * text - 0.5 * model->font);
    }
    return end - model->column[0].left;
}

static void give_room_to_labels(forest_model *model)
{
    for (size_t r = 0; r < model->rows; r++) model->row[r].room = FOREST_LABEL_WIDEST * model->font;
}

static void give_room_to_notes(forest_model *model)
{
    bool below_axis = false, below_total = false;
    for (size_t r = 0; r < model->rows; r++) {
        const forest_row_kind kind = model->row[r].kind;
        below_axis = below_axis || kind == FOREST_AXIS;
        below_total = below_total || kind == FOREST_TOTAL;
        if (kind == FOREST_NOTE)
            model->row[r].room = below_axis ? room_beside_axis(model) : room_to_lines(model, below_total);
    }
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
                           (double)copse_i_count_lines(row->cell[0], row->room, FOREST_NOTE_SIZE * size, false)) *
               size;
    default:
        return (0.4 + FOREST_LINE * (double)copse_i_count_lines(row->cell[0], row->room, size, bold)) * size;
    }
}

static double place_header(forest_model *model)
{
    double y = FOREST_MARGIN * model->font;
    const double title = FOREST_TITLE_SIZE * model->font, room = model->width - 2.0 * FOREST_MARGIN * model->font;
    if (model->title != NULL && model->title[0] != '\0')
        y += title * (FOREST_LINE * (double)copse_i_count_lines(model->title, room, title, true) + 0.5);
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
    model->height = ceil(fmax(y, model->axis_top + copse_i_axis_height(model)) + FOREST_MARGIN * model->font);
}

void copse_i_forest_layout(forest_model *model)
{
    model->font = model->studies > 80 ? 7.0 : 8.0;
    give_room_to_labels(model);
    copse_i_place_columns(model);
    const forest_column *panel = &model->column[model->panel_column];
    copse_i_axis_ticks(model, (panel->right - panel->left) / model->font);
    copse_i_place_sides(model);
    give_room_to_notes(model);
    place_rows(model);
}
