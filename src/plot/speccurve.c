/* Specification curves: results of all combinations of choices, over the matrix of the choices (Simonsohn, Simmons & Nelson
 * 2020). */
#include "chart_effect.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

static const chart_kind SPECCURVE = {
    .name = "specification curve", .file = "speccurve", .looks_file = "plots/speccurve.gp"};

enum { MOST_DRAWN = 240, CURVE = 210 /* points high */ };
static const double ROW = 12.5, GAP = 7; /* of the matrix */

typedef struct curve {
    const copse_speccurve *data;
    size_t *order, drawn; /* specifications from left to right */
    size_t fitted;
    chart_panel panel;
    double names; /* points for the names of options */
} curve;

static const copse_specification *at(const curve *c, size_t i)
{
    return &c->data->multiverse->specification[c->order[i]];
}

/* In order; of very many every second, every third, ..., the first and the last among them. */
static copse_status choose(curve *c, copse_error *err)
{
    const copse_multiverse *m = c->data->multiverse;
    size_t *all = copse_alloc(m->specifications, sizeof *all);
    c->order = copse_alloc(MOST_DRAWN, sizeof *c->order);
    if (all == NULL || c->order == NULL) {
        free(all);
        return copse_fail_memory(err);
    }
    const copse_status status = copse_multiverse_order(c->data->plan, m, all, &c->fitted, err);
    c->drawn = c->fitted < MOST_DRAWN ? c->fitted : MOST_DRAWN;
    for (size_t i = 0; i < c->drawn && status == COPSE_OK; i++)
        c->order[i] = all[c->drawn == c->fitted ? i : i * (c->fitted - 1) / (MOST_DRAWN - 1)];
    free(all);
    if (status != COPSE_OK) return status;
    return c->drawn > 0 ? COPSE_OK : copse_fail(err, COPSE_ENODATA, "no specification has a result to draw");
}

static double place_of(const curve *c, size_t i)
{
    return c->panel.left + (c->panel.right - c->panel.left) * ((double)i + 0.5) / (double)c->drawn;
}

static void add_curve(chart *page, const curve *c)
{
    const double step = (c->panel.right - c->panel.left) / (double)c->drawn;
    const double size = fmin(5.5, fmax(2.2, 0.8 * step));
    for (size_t i = 0; i < c->drawn && c->data->plan->comparable; i++) {
        const copse_specification *s = at(c, i);
        const double top = fmax(copse_i_axis_place(&c->panel.y, s->ci.upper), c->panel.top);
        const double bottom = fmin(copse_i_axis_place(&c->panel.y, s->ci.lower), c->panel.bottom);
        if (top < bottom)
            copse_i_chart_line(page, s->significant ? "interval" : "interval_not", place_of(c, i), top, place_of(c, i),
                               bottom);
    }
    for (size_t i = 0; i < c->drawn; i++)
        copse_i_chart_mark(
            page, at(c, i)->significant ? "significant" : "not", CHART_CIRCLE, place_of(c, i),
            copse_i_axis_place(&c->panel.y, copse_multiverse_value(c->data->plan, c->data->multiverse, c->order[i])),
            size);
}

/* One row an option; a bar where it is in force. */
static double add_matrix(chart *page, const curve *c, double y)
{
    const copse_speccurve *d = c->data;
    const double step = (c->panel.right - c->panel.left) / (double)c->drawn, half = fmin(0.46 * step, 2.4);
    for (size_t choice = 0; choice < d->multiverse->choices; choice++) {
        const size_t levels = d->multiverse->choice[choice].levels;
        if (levels < 2) continue;
        copse_i_chart_cut(page, page->margin, y + ROW / 2, "l b", CHART_FONT, page->width - 2 * page->margin,
                          d->choice[choice]);
        y += ROW;
        for (size_t l = 0; l < levels; l++) {
            page->layer = CHART_BEHIND;
            if (l % 2 == 0) copse_i_chart_box(page, "stripe", c->panel.left, y, c->panel.right, y + ROW);
            page->layer = CHART_MIDDLE;
            copse_i_chart_cut(page, c->panel.left - 6, y + ROW / 2, "r n", CHART_FONT, c->names - 6,
                              d->level[choice][l]);
            for (size_t i = 0; i < c->drawn; i++)
                if (copse_multiverse_level_of(d->plan, choice, c->order[i]) == l)
                    copse_i_chart_box(page, "in_force", place_of(c, i) - half, y + 2.6, place_of(c, i) + half,
                                      y + ROW - 2.6);
            y += ROW;
        }
        y += GAP;
    }
    return y;
}

/* The widest option, within a third of the page. */
static double names_room(chart *page, const copse_speccurve *d)
{
    double room = 0;
    for (size_t choice = 0; choice < d->multiverse->choices; choice++)
        for (size_t l = 0; d->multiverse->choice[choice].levels > 1 && l < d->multiverse->choice[choice].levels; l++)
            room = fmax(room, copse_i_chart_width(page, d->level[choice][l], CHART_FONT, false));
    return fmin(room + 14, page->width / 3);
}

static void choose_axis(const curve *c, chart_axis *axis)
{
    const copse_multiverse *m = c->data->multiverse;
    double least = INFINITY, most = -INFINITY;
    for (size_t i = 0; i < c->drawn; i++) {
        const double value = copse_multiverse_value(c->data->plan, c->data->multiverse, c->order[i]);
        least = fmin(least, value);
        most = fmax(most, value);
    }
    const double far = fmax(most - least, fmax(fabs(most - c->data->plan->null), fabs(least - c->data->plan->null)));
    copse_i_axis_cover(axis, least);
    copse_i_axis_cover(axis, most);
    copse_i_axis_cover(axis, c->data->plan->comparable ? c->data->plan->null : 0);
    for (size_t i = 0; i < c->drawn && c->data->plan->comparable;
         i++) { /* intervals count, the very wide ones in part */
        const copse_specification *s = &m->specification[c->order[i]];
        copse_i_axis_cover(axis, fmax(s->ci.lower, least - 2 * far));
        copse_i_axis_cover(axis, fmin(s->ci.upper, most + 2 * far));
    }
    copse_i_axis_pad(axis, 0.03);
    axis->exact = true;
}

static void describe(chart *page, const curve *c)
{
    const copse_multiverse *m = c->data->multiverse;
    char median[COPSE_NUMBER_TEXT];
    copse_text_printf(&page->title, "Specification curve of %zu specifications", c->fitted);
    copse_text_printf(
        &page->description,
        "%zu specifications in order of their results, with the choices that each has in a matrix below. "
        "%zu lie above no effect, %zu of them significant, %zu below, %zu of them significant; the median "
        "%s is %s.",
        c->fitted, m->above, m->significant_above, m->below, m->significant_below,
        c->data->plan->comparable ? "estimate" : "z",
        copse_format_significant(median, sizeof median, m->quartile[1], 4));
}

static double add_words(chart *page, const curve *c, double y)
{
    const copse_multiverse *m = c->data->multiverse;
    char level[COPSE_NUMBER_TEXT], p[COPSE_NUMBER_TEXT], significant[96], median[64];
    copse_text note = {0};
    copse_format_significant(level, sizeof level, 100 - c->data->plan->fit.level, 4);
    (void)snprintf(significant, sizeof significant, "Significant at %.20s %%", level);
    (void)snprintf(median, sizeof median, "Median %s", c->data->plan->comparable ? "estimate" : "z");
    const chart_entry entry[] = {{CHART_SWATCH_MARK, "significant", CHART_CIRCLE, significant},
                                 {CHART_SWATCH_MARK, "not", CHART_CIRCLE, "Not significant"},
                                 {CHART_SWATCH_LINE, "median", CHART_CIRCLE, median}};
    y = copse_i_chart_legend(page, entry, 3, c->panel.left, page->width - page->margin, y);
    if (c->drawn < c->fitted) copse_text_printf(&note, "%zu of %zu specifications are drawn", c->drawn, c->fitted);
    if (m->specifications > c->fitted)
        copse_text_printf(&note, "%s%zu could not be fitted", note.length > 0 ? "; " : "",
                          m->specifications - c->fitted);
    if (m->permutations > 0)
        copse_text_printf(&note, "%s p = %s by the median, %s", note.length > 0 ? "; all together:" : "All together:",
                          copse_format_p(p, sizeof p, m->median.p, 4),
                          m->exact ? "all sign flips" : "random sign flips");
    if (note.failed) page->text.failed = true;
    if (note.length > 0) y = copse_i_chart_note(page, copse_text_string(&note), y);
    copse_text_free(&note);
    return y;
}

static double lay_out(chart *page, curve *c, const copse_chart_look *look, copse_text *store)
{
    const copse_speccurve *d = c->data;
    chart_panel *panel = &c->panel;
    if (d->plan->comparable) copse_i_effect_axis(&panel->y, look, look->y_label, store);
    else panel->y.label = look->y_label != NULL ? look->y_label : "z";
    choose_axis(c, &panel->y);
    panel->no_x_ticks = true;
    panel->level_left = true;
    panel->x.low = 0;
    panel->x.high = 1;
    panel->x.any = panel->x.exact = true;
    c->names = names_room(page, d);
    double y = copse_i_chart_head(page, look->title, page->margin);
    const double left = fmax(page->margin + c->names, page->margin + copse_i_panel_left(panel, CURVE));
    copse_i_panel_settle(page, panel, left, y, page->width - page->margin, y + CURVE);
    page->layer = CHART_BEHIND;
    copse_i_panel_level(page, panel, "null", d->plan->comparable ? d->plan->null : 0);
    page->layer = CHART_MIDDLE;
    add_curve(page, c);
    page->layer = CHART_FRONT;
    copse_i_panel_level(page, panel, "median", d->multiverse->quartile[1]);
    copse_i_panel_frame(page, panel);
    y = add_matrix(page, c, y + CURVE + 4);
    describe(page, c);
    return add_words(page, c, y);
}

copse_status copse_plot_speccurve(const copse_speccurve *data, const copse_chart_look *look, const char *picture,
                                  copse_text *script, copse_error *err)
{
    const copse_chart_look usual = {0};
    chart page = {0};
    copse_text store = {0};
    if (data == NULL || data->multiverse == NULL || data->plan == NULL || data->choice == NULL || data->level == NULL ||
        script == NULL)
        return copse_fail(err, COPSE_EINVAL, "a specification curve needs its specifications");
    curve c = {.data = data};
    copse_status status = choose(&c, err);
    if (status == COPSE_OK) status = copse_i_chart_begin(&page, &SPECCURVE, picture, err);
    if (status == COPSE_OK) {
        const double height = lay_out(&page, &c, look != NULL ? look : &usual, &store);
        if (store.failed) page.text.failed = true;
        status = copse_i_chart_finish(&page, height, picture, script, err);
    }
    free(c.order);
    copse_text_free(&store);
    copse_i_chart_free(&page);
    return status;
}
