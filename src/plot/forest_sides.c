/* What stands below the axis: the texts of the ticks, the label, and the two sides. */
#include "forest_model.h"

#include <math.h>
#include <string.h>

#include "text_metrics.h"

/* The two sides of the reference line; of the panel where that line is not in it. */
double copse_i_sides_meet(const forest_model *model)
{
    const forest_column *panel = &model->column[model->panel_column];
    const double place = copse_i_forest_place(&model->axis, model->axis.reference);
    return panel->left + (panel->right - panel->left) * (isfinite(place) && place > 0 && place < 1 ? place : 0.5);
}

static double widest_word(const char *text, double size)
{
    double widest = 0.0;
    for (const char *at = text; at != NULL && *at;) {
        const size_t n = strcspn(at, " ");
        widest = fmax(widest, FOREST_SAFETY * size * copse_i_text_width_n(at, n, false));
        at += n + (at[n] == ' ');
    }
    return widest;
}

static bool fits(const char *text, double room, double size)
{
    return text == NULL || (widest_word(text, size) <= room && copse_i_count_lines(text, room, size, false) <= 3);
}

static double lines_of(const char *text, double room, double size)
{
    return text == NULL ? 0.0 : (double)copse_i_count_lines(text, room, size, false);
}

/* The narrowest room, in steps, in which a text needs no more than so many lines: they become about equally long. */
static double narrowest(const char *text, double lines, double room, double size)
{
    const double least = widest_word(text, size);
    while (lines > 1.0 && room - 0.5 * size >= least && lines_of(text, room - 0.5 * size, size) <= lines)
        room -= 0.5 * size;
    return room;
}

/* The two sides stand at both sides of the reference line (the right one may reach below the columns right of the
 * panel), both in lines where one of them is long; where there is no room for that one stands below the other. */
void copse_i_place_sides(forest_model *model)
{
    forest_axis *axis = &model->axis;
    const forest_column *panel = &model->column[model->panel_column];
    const double size = model->font, middle = copse_i_sides_meet(model), gap = FOREST_SIDE_GAP * size;
    axis->left_room = middle - gap - panel->left;
    axis->right_room = model->width - FOREST_MARGIN * size - (middle + gap);
    axis->stacked = !fits(axis->left, axis->left_room, size) || !fits(axis->right, axis->right_room, size);
    if (axis->stacked) axis->left_room = axis->right_room = panel->right - panel->left;
    const double left = lines_of(axis->left, axis->left_room, size);
    const double right = lines_of(axis->right, axis->right_room, size);
    axis->left_room = narrowest(axis->left, axis->stacked ? left : fmax(left, right), axis->left_room, size);
    axis->right_room = narrowest(axis->right, axis->stacked ? right : fmax(left, right), axis->right_room, size);
}

double copse_i_axis_height(const forest_model *model)
{
    const forest_axis *axis = &model->axis;
    const forest_column *panel = &model->column[model->panel_column];
    const double left = lines_of(axis->left, axis->left_room, model->font);
    const double right = lines_of(axis->right, axis->right_room, model->font);
    const double label = lines_of(axis->label, panel->right - panel->left, model->font);
    const double sides = axis->stacked ? left + right : fmax(left, right);
    return model->font * (0.8 + FOREST_AXIS_LINE * (1.0 + label + sides));
}
