#include <math.h>
#include <string.h>

#include "forest_script.h"
#include "plot_text.h"
#include "text_metrics.h"

/* Where a text stands and how it is set. */
typedef struct text_place {
    double x, y, size;
    forest_align align;
    bool bold;
} text_place;

static void add_number(copse_text *script, double x)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text_add(script, copse_format_fixed(buf, sizeof buf, x, 2));
    copse_text_add_char(script, ' ', 1);
}

/* One line of the block $text. */
static void add_text(const text_place *at, const char *text, size_t n, bool rich, picture_kind kind, copse_text *script)
{
    const char *face = kind == PICTURE_TEX ? "n" : rich ? "e" : at->bold ? "b" : "n";
    if (n == 0) return;
    add_number(script, at->x);
    add_number(script, at->y);
    const char *align = at->align == FOREST_LEFT ? "l" : at->align == FOREST_RIGHT ? "r" : "c";
    copse_text_printf(script, "%s %s ", align, face);
    add_number(script, at->size);
    copse_text_add(script, "|");
    if (kind == PICTURE_TEX) {
        copse_i_latex_sized(text, n, at->size, at->bold, script);
    } else if (rich) {
        copse_i_enhanced_text(text, n, script);
    } else {
        copse_text_add_bytes(script, text, n);
    }
    copse_text_add(script, "\n");
}

static void add_whole(const text_place *at, const char *text, picture_kind kind, copse_text *script)
{
    if (text != NULL) add_text(at, text, strlen(text), copse_i_is_rich(text), kind, script);
}

/* A text in lines, from the middle of its first line downwards. */
static void add_lines(text_place at, const char *text, double room, picture_kind kind, copse_text *script)
{
    const bool rich = text != NULL && copse_i_is_rich(text);
    for (const char *next = text; next != NULL && *next;) {
        const char *start = next;
        const size_t n = copse_i_next_line(&next, room, at.size, at.bold);
        add_text(&at, start, n, rich, kind, script);
        at.y += FOREST_LINE * at.size;
    }
}

static void write_header(const forest_model *model, picture_kind kind, copse_text *script)
{
    const double margin = FOREST_MARGIN * model->font, title = FOREST_TITLE_SIZE * model->font;
    add_lines((text_place){margin, margin + 0.5 * FOREST_LINE * title, title, FOREST_LEFT, true}, model->title,
              model->width - 2.0 * margin, kind, script);
    for (size_t h = 0; h < model->heads; h++) {
        const forest_head *head = &model->head[h];
        const double left = model->column[head->first].left, right = model->column[head->last].right;
        const double x = head->align == FOREST_LEFT ? left : head->align == FOREST_RIGHT ? right : 0.5 * (left + right);
        const double y = model->header_bottom - model->font * (head->line == 0 ? 2.55 : 1.05);
        add_whole(&(text_place){x, y, model->font, head->align, true}, head->text, kind, script);
    }
}

static void write_note(const forest_model *model, const forest_row *row, picture_kind kind, copse_text *script)
{
    const double small = FOREST_NOTE_SIZE * model->font;
    const double y = row->y + 0.15 * model->font + 0.5 * FOREST_LINE * small;
    add_lines((text_place){model->column[0].left, y, small, FOREST_LEFT, false}, row->cell[0], row->room, kind, script);
}

static void write_row(const forest_model *model, const forest_row *row, picture_kind kind, copse_text *script)
{
    const bool bold = copse_i_forest_bold(row->kind);
    const double middle = row->y + 0.5 * row->height, size = model->font;
    const double extra = (double)(copse_i_count_lines(row->cell[0], row->room, size, bold) - 1);
    add_lines((text_place){model->column[0].left + copse_i_forest_indent(model, row),
                           middle - 0.5 * extra * FOREST_LINE * size, size, FOREST_LEFT, bold},
              row->cell[0], row->room, kind, script);
    for (size_t c = 1; c < model->columns; c++) {
        const forest_column *column = &model->column[c];
        const bool light = row->light != NULL && c >= model->light_column && c < model->light_column + model->lights;
        const char *point = copse_i_decimal_point(row->cell[c]);
        double x = column->right;
        if (light) x = 0.5 * (column->left + column->right);
        if (point != NULL) x += size * copse_i_text_width(point, bold) - column->tail;
        add_whole(&(text_place){x, middle, size, light ? FOREST_CENTRE : FOREST_RIGHT, bold || light}, row->cell[c],
                  kind, script);
    }
}

/* The texts of the two sides meet at the reference line, or stand below each other at the ends of the panel. */
static void write_sides(const forest_model *model, double y, picture_kind kind, copse_text *script)
{
    const forest_axis *axis = &model->axis;
    const forest_column *panel = &model->column[model->panel_column];
    const double middle = copse_i_sides_meet(model), gap = FOREST_SIDE_GAP * model->font, size = model->font;
    const bool apart = axis->stacked;
    add_lines((text_place){apart ? panel->left : middle - gap, y, size, apart ? FOREST_LEFT : FOREST_RIGHT, false},
              axis->left, axis->left_room, kind, script);
    if (apart && axis->left != NULL)
        y += FOREST_AXIS_LINE * size * (double)copse_i_count_lines(axis->left, axis->left_room, size, false);
    add_lines((text_place){apart ? panel->right : middle + gap, y, size, apart ? FOREST_RIGHT : FOREST_LEFT, false},
              axis->right, axis->right_room, kind, script);
}

static void write_axis(const forest_model *model, picture_kind kind, copse_text *script)
{
    const forest_axis *axis = &model->axis;
    const forest_column *panel = &model->column[model->panel_column];
    const double room = panel->right - panel->left, size = model->font;
    double y = model->axis_top + 2.6 * size; /* below the texts of the ticks */
    add_lines((text_place){0.5 * (panel->left + panel->right), y, size, FOREST_CENTRE, false}, axis->label, room, kind,
              script);
    if (axis->label != NULL) y += FOREST_AXIS_LINE * size * (double)copse_i_count_lines(axis->label, room, size, false);
    write_sides(model, y, kind, script);
}

static void write_any_row(const forest_model *model, const forest_row *row, picture_kind kind, copse_text *script)
{
    if (row->kind == FOREST_NOTE) write_note(model, row, kind, script);
    else write_row(model, row, kind, script);
}

void copse_i_forest_write_text(const forest_model *model, picture_kind kind, copse_text *script)
{
    write_header(model, kind, script);
    for (size_t r = 0; r < model->rows; r++) write_any_row(model, &model->row[r], kind, script);
    write_axis(model, kind, script);
}
