#include "forest_script.h"

#include <math.h>
#include <string.h>

#include "plot_template.h"
#include "plot_text.h"

static void add_setting(copse_text *script, const char *name, double x)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text_printf(script, "%s = %s\n", name, isfinite(x) ? copse_format_exact(buf, sizeof buf, x) : "0");
}

/* gnuplot reads a whole number as an integer and would divide it as one. */
static void add_real(copse_text *script, const char *name, double x)
{
    char buf[COPSE_NUMBER_TEXT];
    (void)copse_format_exact(buf, sizeof buf, isfinite(x) ? x : 0.0);
    copse_text_printf(script, "%s = %s%s\n", name, buf, strpbrk(buf, ".e") == NULL ? ".0" : "");
}

static void add_place(copse_text *script, double x)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text_printf(script, "%s ", copse_format_fixed(buf, sizeof buf, x, 2));
}

/* gnuplot's real() reads "1.0e-09" but not "1e-09". */
static void add_value(copse_text *script, double x)
{
    char buf[COPSE_NUMBER_TEXT];
    (void)copse_format_significant(buf, sizeof buf, x, 10);
    const size_t mantissa = strcspn(buf, "e");
    const bool whole = buf[mantissa] == 'e' && memchr(buf, '.', mantissa) == NULL;
    copse_text_add_bytes(script, buf, mantissa);
    copse_text_printf(script, "%s%s ", whole ? ".0" : "", buf + mantissa);
}

static void write_settings(const forest_model *model, picture_kind kind, copse_text *script)
{
    const forest_axis *axis = &model->axis;
    const forest_column *panel = &model->column[model->panel_column];
    const double reference = copse_i_forest_place(axis, axis->reference),
                 pooled = copse_i_forest_place(axis, axis->pooled);
    copse_text_printf(script, "terminal = \"%s\" # pdf svg png eps; tex needs its own script\n",
                      kind == PICTURE_GP ? "pdf" : copse_i_picture_ending(kind));
    copse_text_add(script, "font = \"DejaVu Sans\"\n");
    add_real(script, "font_size", model->font);
    add_real(script, "width", model->width);
    add_real(script, "height", model->height);
    copse_text_add(script, "\n# Axis: range, on a log scale or not; panel and rows in points\n");
    copse_text_printf(script, "axis_log = %d\n", axis->log);
    add_real(script, "axis_min", axis->min);
    add_real(script, "axis_max", axis->max);
    add_setting(script, "panel_left", panel->left);
    add_setting(script, "panel_right", panel->right);
    add_setting(script, "rows_top", model->header_bottom);
    add_setting(script, "rows_bottom", model->rows_bottom);
    add_setting(script, "axis_y", model->axis_top);
    copse_text_printf(script, "has_reference = %d # the line of no effect\n", reference >= 0 && reference <= 1);
    add_real(script, "reference", axis->reference);
    copse_text_printf(script, "has_pooled = %d # the dashed line through the pooled effect\n",
                      pooled >= 0 && pooled <= 1);
    add_real(script, "pooled", axis->pooled);
    add_real(script, "square_side", 1.3 * model->font);
    copse_text_add(script, "\n");
    copse_text_add(script, model->style->colours);
    copse_text_add(script, "\n");
}

static void add_rule(copse_text *script, double left, double right, double y, double thick)
{
    add_place(script, left);
    add_place(script, y);
    add_place(script, right);
    add_place(script, y);
    add_place(script, thick);
    copse_text_add(script, "\n");
}

static void write_rules(const forest_model *model, copse_text *script)
{
    const double left = FOREST_MARGIN * model->font, right = model->width - left;
    const bool revman = model->style->layout == COPSE_LAYOUT_REVMAN;
    copse_text_add(script, "$rules << END_OF_RULES\n");
    add_rule(script, left, right, model->header_bottom, 0.8);
    if (revman) add_rule(script, left, right, model->header_top, 0.8);
    for (size_t h = 0; h < model->heads; h++) {
        const forest_head *head = &model->head[h];
        if (head->rule)
            add_rule(script, model->column[head->first].left - head->overhang,
                     model->column[head->last].right + head->overhang, model->header_bottom - 1.85 * model->font, 0.5);
    }
    for (size_t r = 0; r < model->rows; r++)
        if (model->row[r].kind == FOREST_TOTAL && !revman)
            add_rule(script, left, right, model->row[r].y - 0.25 * model->font, 0.4);
    copse_text_add(script, "END_OF_RULES\n\n");
}

static void add_row_values(const forest_model *model, const forest_row *row, copse_text *script)
{
    add_place(script, row->y + 0.5 * row->height);
    if (row->kind != FOREST_PREDICTION) add_value(script, row->estimate);
    add_value(script, row->lower);
    add_value(script, row->upper);
    if (row->kind == FOREST_STUDY) add_value(script, row->square / model->largest_square);
    if (row->kind == FOREST_SUBTOTAL || row->kind == FOREST_TOTAL)
        copse_text_add(script, row->kind == FOREST_TOTAL ? "1" : "0");
    copse_text_add(script, "\n");
}

static bool is_drawn(const forest_row *row)
{
    return isfinite(row->lower) && isfinite(row->upper) && (row->kind == FOREST_PREDICTION || isfinite(row->estimate));
}

static void write_block(const forest_model *model, const char *name, forest_row_kind a, forest_row_kind b,
                        copse_text *script)
{
    copse_text_printf(script, "$%s << END_OF_ROWS\n", name);
    for (size_t r = 0; r < model->rows; r++) {
        const forest_row *row = &model->row[r];
        if ((row->kind == a || row->kind == b) && is_drawn(row)) add_row_values(model, row, script);
    }
    copse_text_add(script, "END_OF_ROWS\n\n");
}

static void write_ticks(const forest_model *model, picture_kind kind, copse_text *script)
{
    copse_text_add(script, "# value|text\n$ticks << END_OF_TICKS\n");
    for (size_t i = 0; i < model->axis.ticks; i++) {
        const char *text = model->axis.tick_text[i];
        add_value(script, model->axis.tick[i]);
        copse_text_add(script, "|");
        if (kind == PICTURE_TEX) copse_i_latex_sized(text, strlen(text), model->font, false, script);
        else copse_text_add(script, text);
        copse_text_add(script, "\n");
    }
    copse_text_add(script, "END_OF_TICKS\n\n");
}

static double total_middle(const forest_model *model)
{
    for (size_t r = 0; r < model->rows; r++)
        if (model->row[r].kind == FOREST_TOTAL) return model->row[r].y + 0.5 * model->row[r].height;
    return model->rows_bottom;
}

/* What SVG carries for readers who cannot see: copse_plot_render finds it by the name of its block. */
static void write_description(const forest_model *model, copse_text *script)
{
    const char *title = model->title != NULL && model->title[0] != '\0' ? model->title : "Forest plot";
    copse_text_printf(script,
                      "# Title and description for readers who cannot see the picture\n"
                      "$description << END_OF_DESCRIPTION\n|%s\n|%s\nEND_OF_DESCRIPTION\n\n",
                      title, model->description);
}

void copse_i_forest_write(const forest_model *model, picture_kind kind, const char *picture, copse_text *script)
{
    copse_text_printf(
        script,
        "# A forest plot by copse %s. To draw it again: gnuplot THIS_FILE (5.4 or later).\n"
        "# Settings and data come first, and may be edited; the drawing follows. Lengths are in points.\n\n",
        copse_version());
    copse_i_add_picture_name(picture, "forest", kind, script);
    write_settings(model, kind, script);
    add_setting(script, "pooled_y", total_middle(model));
    copse_text_add(script, "\n# Values are on the scale shown.\n# y estimate lower upper weight (1 = the largest)\n");
    write_block(model, "studies", FOREST_STUDY, FOREST_STUDY, script);
    copse_text_add(script, "# y estimate lower upper overall\n");
    write_block(model, "pooled", FOREST_SUBTOTAL, FOREST_TOTAL, script);
    copse_text_add(script, "# y lower upper\n");
    write_block(model, "prediction", FOREST_PREDICTION, FOREST_PREDICTION, script);
    copse_i_write_lights(model, script);
    write_ticks(model, kind, script);
    copse_text_add(script, "# x1 y1 x2 y2 width\n");
    write_rules(model, script);
    write_description(model, script);
    copse_text_add(script, "# x y align(l r c) face(n b e) size|text: drawn as it stands, but 'e' is enhanced text\n"
                           "$text << END_OF_TEXT\n");
    copse_i_forest_write_text(model, kind, script);
    copse_text_add(script, "END_OF_TEXT\n\n");
}
