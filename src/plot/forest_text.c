#include <math.h>
#include <string.h>

#include "forest_script.h"
#include "plot_text.h"

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

void copse_i_latex_sized(const char *text, size_t n, double points, bool bold, copse_text *script)
{
    char size[COPSE_NUMBER_TEXT];
    (void)copse_format_significant(size, sizeof size, points, 4);
    copse_text_printf(script, "{\\fontsize{%s}{%s}\\selectfont%s ", size, size, bold ? "\\bfseries" : "");
    copse_i_latex_text(text, n, script);
    copse_text_add(script, "}");
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

static size_t lines_of(const char *text, double room, double size, bool bold)
{
    size_t lines = 0;
    for (const char *next = text; next != NULL && *next; lines++) (void)copse_i_next_line(&next, room, size, bold);
    return lines > 0 ? lines : 1;
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

static void write_row(const forest_model *model, const forest_row *row, picture_kind kind, copse_text *script)
{
    const bool bold = copse_i_forest_bold(row->kind);
    const double middle = row->y + 0.5 * row->height, size = model->font;
    if (row->kind == FOREST_NOTE) {
        const double small = FOREST_NOTE_SIZE * size;
        add_lines((text_place){model->column[0].left, row->y + (0.15 + 0.5 * FOREST_LINE * FOREST_NOTE_SIZE) * size,
                               small, FOREST_LEFT, false},
                  row->cell[0], model->note_width, kind, script);
        return;
    }
    const double extra = (double)(lines_of(row->cell[0], model->label_width, size, bold) - 1);
    add_lines((text_place){model->column[0].left + copse_i_forest_indent(model, row),
                           middle - 0.5 * extra * FOREST_LINE * size, size, FOREST_LEFT, bold},
              row->cell[0], model->label_width, kind, script);
    for (size_t c = 1; c < model->columns; c++) {
        const forest_column *column = &model->column[c];
        add_whole(&(text_place){column->right, middle, size, FOREST_RIGHT, bold}, row->cell[c], kind, script);
    }
}

/* The texts of the two sides meet at the reference line, or stand below each other at the ends of the panel. */
static void write_sides(const forest_model *model, double y, picture_kind kind, copse_text *script)
{
    const forest_axis *axis = &model->axis;
    const forest_column *panel = &model->column[model->panel_column];
    const double place = copse_i_axis_place(axis, axis->reference);
    const double share = isfinite(place) && place > 0 && place < 1 ? place : 0.5;
    const double middle = panel->left + share * (panel->right - panel->left), gap = 0.6 * model->font;
    const bool apart = axis->stacked;
    add_whole(
        &(text_place){apart ? panel->left : middle - gap, y, model->font, apart ? FOREST_LEFT : FOREST_RIGHT, false},
        axis->left, kind, script);
    if (apart) y += 1.4 * model->font;
    add_whole(
        &(text_place){apart ? panel->right : middle + gap, y, model->font, apart ? FOREST_RIGHT : FOREST_LEFT, false},
        axis->right, kind, script);
}

static void write_axis(const forest_model *model, picture_kind kind, copse_text *script)
{
    const forest_axis *axis = &model->axis;
    const forest_column *panel = &model->column[model->panel_column];
    double y = model->axis_top + 2.6 * model->font; /* below the texts of the ticks */
    add_whole(&(text_place){0.5 * (panel->left + panel->right), y, model->font, FOREST_CENTRE, false}, axis->label,
              kind, script);
    if (axis->label != NULL) y += 1.4 * model->font;
    write_sides(model, y, kind, script);
}

void copse_i_forest_write_text(const forest_model *model, picture_kind kind, copse_text *script)
{
    write_header(model, kind, script);
    for (size_t r = 0; r < model->rows; r++) write_row(model, &model->row[r], kind, script);
    write_axis(model, kind, script);
}
