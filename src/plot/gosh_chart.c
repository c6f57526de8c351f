/* GOSH plots: where the fits of all subsets lie, effect against heterogeneity (Olkin, Dahabreh & Trikalinos 2012). */
#include "gosh_cells.h"

#include "chart_effect.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static const chart_kind GOSH = {.name = "GOSH plot", .file = "gosh", .looks_file = "plots/gosh.gp"};

enum { SHADES = 5, EDGE = 62 /* points of the histograms at the edges */ };

static double at(const chart_panel *panel, bool upright, double value)
{
    return copse_i_axis_place(upright ? &panel->y : &panel->x, value);
}

/* 1 to SHADES: on a logarithmic scale, the fullest cell being the darkest; a part of a subset may lie in a cell. */
static int shade_of(double n, double most)
{
    const int shade = most > 1 ? 1 + (int)(SHADES * log(fmax(n, 1)) / (log(most) * (1 + 1e-9))) : SHADES;
    return shade > SHADES ? SHADES : shade;
}

static void cell_look(const copse_i_gosh_cells *cells, size_t i, size_t j, char look[32])
{
    const double n = cells->all[j][i];
    look[0] = '\0';
    if (n > 0) (void)snprintf(look, 32, "%s%d", 2 * cells->marked[j][i] > n ? "many" : "few", shade_of(n, cells->most));
}

/* Neighbours of one look are one box. */
static void add_cells(chart *page, const chart_panel *panel, const copse_i_gosh_cells *cells)
{
    for (size_t j = 0; j < GOSH_ROWS; j++) {
        const double top = at(panel, true, 100.0 * (double)(j + 1) / GOSH_ROWS);
        const double bottom = at(panel, true, 100.0 * (double)j / GOSH_ROWS);
        for (size_t i = 0, next; i < GOSH_COLUMNS; i = next) {
            char look[32], other[32];
            cell_look(cells, i, j, look);
            for (next = i + 1; next < GOSH_COLUMNS; next++) {
                cell_look(cells, next, j, other);
                if (strcmp(other, look) != 0) break;
            }
            if (look[0] != '\0')
                copse_i_chart_box(page, look, at(panel, false, copse_i_gosh_cell_x(cells, i)), top,
                                  at(panel, false, copse_i_gosh_cell_x(cells, next)), bottom);
        }
    }
}

/* Above the panel the coefficient, right of it I2; the marked part stands at the foot of a bar. */
static void add_columns(chart *page, const chart_panel *panel, const copse_i_gosh_cells *cells)
{
    const double most = copse_i_gosh_most(cells->column, GOSH_COLUMNS), foot = panel->top - 3;
    for (size_t i = 0; i < GOSH_COLUMNS; i++) {
        const double left = at(panel, false, copse_i_gosh_cell_x(cells, i));
        const double right = at(panel, false, copse_i_gosh_cell_x(cells, i + 1));
        const double height = EDGE * cells->column[i] / most, part = EDGE * cells->marked_column[i] / most;
        if (cells->column[i] > 0) copse_i_chart_box(page, "bars", left, foot - height, right, foot);
        if (cells->marked_column[i] > 0) copse_i_chart_box(page, "marked", left, foot - part, right, foot);
    }
}

static void add_rows(chart *page, const chart_panel *panel, const copse_i_gosh_cells *cells)
{
    const double most = copse_i_gosh_most(cells->row, GOSH_ROWS), foot = panel->right + 3;
    for (size_t j = 0; j < GOSH_ROWS; j++) {
        const double top = at(panel, true, 100.0 * (double)(j + 1) / GOSH_ROWS);
        const double bottom = at(panel, true, 100.0 * (double)j / GOSH_ROWS);
        const double width = EDGE * cells->row[j] / most, part = EDGE * cells->marked_row[j] / most;
        if (cells->row[j] > 0) copse_i_chart_box(page, "bars", foot, top, foot + width, bottom);
        if (cells->marked_row[j] > 0) copse_i_chart_box(page, "marked", foot, top, foot + part, bottom);
    }
}

static void describe(chart *page, const copse_gosh_picture *data, const char *effect)
{
    char mean[COPSE_NUMBER_TEXT], least[COPSE_NUMBER_TEXT], most[COPSE_NUMBER_TEXT];
    const copse_gosh *g = data->gosh;
    copse_text_printf(&page->title, "GOSH plot of %llu subsets of %zu studies", (unsigned long long)g->fitted, g->k);
    copse_text_printf(&page->description,
                      "%s from left to right, I2 upwards; darker where more subsets lie. I2 has a mean of %s %%, "
                      "and goes from %s to %s.",
                      effect, copse_format_fixed(mean, sizeof mean, g->I2.mean, 1),
                      copse_format_fixed(least, sizeof least, g->I2.least, 1),
                      copse_format_fixed(most, sizeof most, g->I2.most, 1));
    if (data->marked != NULL)
        copse_text_printf(&page->description, " Subsets with %s are brown, those without it blue.", data->marked);
}

static double add_legend(chart *page, const copse_gosh_picture *data, const chart_panel *panel, double y)
{
    copse_text with = {0}, without = {0};
    chart_entry entry[4];
    size_t n = 0;
    copse_text_printf(&with, "Subsets with %s", data->marked != NULL ? data->marked : "");
    copse_text_add(&without, data->marked != NULL ? "Without it" : "Subsets");
    if (data->marked != NULL)
        entry[n++] = (chart_entry){CHART_SWATCH_AREA, "marked", CHART_SQUARE, copse_text_string(&with)};
    entry[n++] = (chart_entry){CHART_SWATCH_AREA, "bars", CHART_SQUARE, copse_text_string(&without)};
    if (isfinite(data->estimate)) entry[n++] = (chart_entry){CHART_SWATCH_MARK, "all", CHART_DIAMOND, "All studies"};
    y = copse_i_chart_legend(page, entry, n, panel->left, page->width - page->margin, y);
    if (with.failed || without.failed) page->text.failed = true;
    copse_text_free(&with);
    copse_text_free(&without);
    return y;
}

static double add_note(chart *page, const copse_gosh_picture *data, const copse_i_gosh_cells *cells, double y)
{
    copse_text note = {0};
    const copse_gosh *g = data->gosh;
    if (g->exact) copse_text_printf(&note, "All %llu subsets", (unsigned long long)g->fitted);
    else copse_text_printf(&note, "%llu random subsets", (unsigned long long)g->fitted);
    copse_text_printf(&note, " of %zu studies; darker: more of them, on a logarithmic scale", g->k);
    if (cells->beyond > 0) copse_text_printf(&note, "; %llu lie beyond the axis", (unsigned long long)cells->beyond);
    if (data->marked != NULL) copse_text_add(&note, "; a cell has the colour of the larger part");
    if (note.failed) page->text.failed = true;
    y = copse_i_chart_note(page, copse_text_string(&note), y);
    copse_text_free(&note);
    return y;
}

static double lay_out(chart *page, const copse_gosh_picture *data, const copse_chart_look *look, copse_text *store)
{
    chart_panel panel = {0};
    copse_i_gosh_cells cells;
    copse_i_gosh_gather(data, &cells);
    if (data->name == NULL) copse_i_effect_axis(&panel.x, look, look->x_label, store);
    else panel.x.label = look->x_label != NULL ? look->x_label : data->name;
    panel.y.label = look->y_label != NULL ? look->y_label : "I\u00b2 (%)";
    copse_i_axis_cover(&panel.x, copse_i_gosh_cell_x(&cells, 0));
    copse_i_axis_cover(&panel.x, copse_i_gosh_cell_x(&cells, GOSH_COLUMNS));
    copse_i_axis_pad(&panel.x, 0.02);
    copse_i_axis_cover(&panel.y, 0);
    copse_i_axis_cover(&panel.y, 100);
    panel.x.exact = panel.y.exact = true;
    double y = copse_i_chart_head(page, look->title, page->margin);
    copse_i_panel_settle(page, &panel, page->margin, y + EDGE, page->width - page->margin - EDGE, y + EDGE + 300);
    page->layer = CHART_BEHIND;
    if (isfinite(data->null_value)) copse_i_panel_upright(page, &panel, "null", data->null_value);
    page->layer = CHART_MIDDLE;
    add_cells(page, &panel, &cells);
    add_columns(page, &panel, &cells);
    add_rows(page, &panel, &cells);
    page->layer = CHART_FRONT;
    if (isfinite(data->estimate) && isfinite(data->I2))
        (void)copse_i_panel_mark(page, &panel, "all", CHART_DIAMOND, data->estimate, data->I2, 8);
    copse_i_panel_frame(page, &panel);
    describe(page, data, panel.x.label);
    y = add_legend(page, data, &panel, y + EDGE + 306);
    return add_note(page, data, &cells, y);
}

copse_status copse_plot_gosh(const copse_gosh_picture *data, const copse_chart_look *look, const char *picture,
                             copse_text *script, copse_error *err)
{
    chart page = {0};
    copse_text store = {0};
    if (data == NULL || look == NULL || data->gosh == NULL || data->gosh->all.count == NULL ||
        data->gosh->fitted == 0 || (data->marked != NULL && data->gosh->marked.count == NULL))
        return copse_fail(err, COPSE_EINVAL, "a GOSH plot needs the histogram of its subsets");
    copse_status status = copse_i_chart_begin(&page, &GOSH, picture, err);
    if (status == COPSE_OK) {
        const double height = lay_out(&page, data, look, &store);
        status = store.failed ? copse_fail_memory(err) : copse_i_chart_finish(&page, height, picture, script, err);
    }
    copse_text_free(&store);
    copse_i_chart_free(&page);
    return status;
}
