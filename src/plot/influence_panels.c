/* Influence plots: a row for each study, a panel for each diagnostic. */
#include "chart_panel.h"

#include <copse/plot.h>

#include <math.h>
#include <stdio.h>

enum { USUAL = 8, ACROSS = 4 };
static const double PAGE = 520, LABELS = 140, GAP = 15; /* points: the page; the column of labels; between panels */
static const double ROW = 11, FLAT_ROW = 6.5;           /* a row's height; where there are very many */
static const double OVERHEAD = 46;                      /* title and ticks of a panel */

static const chart_kind INFLUENCE = {.name = "influence plot", .file = "influence", .looks_file = "plots/influence.gp"};

typedef struct diagnostic {
    const char *title;
    double reference, limit; /* NaN: none */
    bool both_sides;         /* of the limit */
} diagnostic;

static size_t panels_of(const copse_influence_plot *plot)
{
    return USUAL + (plot->dfbetas ? plot->influence->p : 0);
}

/* Panel j: the usual ones, then DFBETAS of each coefficient. */
static diagnostic describe_panel(const copse_influence_plot *plot, size_t j)
{
    const copse_influence *in = plot->influence;
    const double k = (double)in->k, p = (double)in->p;
    const diagnostic all[USUAL] = {
        {"Residual", 0, 1.959963984540054, true},        {"DFFITS", 0, in->dffits_limit, true},
        {"Cook's D", 0, in->cook_limit, false},          {"Cov. ratio", 1, NAN, false},
        {"τ² without", plot->all->het.tau2, NAN, false}, {"Q without", plot->all->het.Q, NAN, false},
        {"Hat value", p / k, in->hat_limit, false},      {"Weight %", 100 / k, NAN, false}};
    if (j < USUAL) return all[j];
    const char *name = plot->coefficient != NULL ? plot->coefficient[j - USUAL] : NULL;
    return (diagnostic){in->p == 1 || name == NULL ? "DFBETAS" : name, 0, 1, true};
}

static double value_of(const copse_influence *in, size_t i, size_t panel)
{
    const copse_influence_study *s = &in->study[i];
    const double value[USUAL] = {s->rstudent, s->dffits, s->cook, s->cov_ratio, s->tau2, s->Q, s->hat, s->weight};
    return panel < USUAL ? value[panel] : in->dfbetas[i * in->p + panel - USUAL];
}

/* The limit is shown where some study comes half as far. */
static bool shows_limit(const copse_influence *in, size_t j, double limit)
{
    double most = 0;
    for (size_t i = 0; i < in->k; i++) most = fmax(most, fabs(value_of(in, i, j)));
    return isfinite(limit) && most > 0.5 * limit;
}

static void add_rows(chart *page, const chart_panel *panel, const copse_influence *in, size_t j, const diagnostic *what)
{
    const double size = in->k > 60 ? 3.6 : 5.2;
    for (size_t i = 0; i < in->k; i++) {
        const double x = value_of(in, i, j), y = (double)i + 1;
        if (!isfinite(x)) continue;
        page->layer = CHART_MIDDLE;
        copse_i_panel_line(page, panel, "stem", isfinite(what->reference) ? what->reference : 0, y, x, y);
        page->layer = CHART_FRONT;
        const bool flagged = in->study[i].influential;
        (void)copse_i_panel_mark(page, panel, flagged ? "flagged" : "study", flagged ? CHART_DIAMOND : CHART_CIRCLE, x,
                                 y, flagged ? size + 1.4 : size);
    }
}

static void draw_panel(chart *page, const copse_influence *in, size_t j, const diagnostic *what, chart_panel *panel,
                       double left, double top, double right, double bottom)
{
    *panel = (chart_panel){.title = what->title, .no_y_ticks = true, .level_left = true};
    const bool limit = shows_limit(in, j, what->limit);
    for (size_t i = 0; i < in->k; i++) copse_i_axis_cover(&panel->x, value_of(in, i, j));
    copse_i_axis_cover(&panel->x, what->reference);
    if (limit) copse_i_axis_cover(&panel->x, what->limit);
    if (limit && what->both_sides) copse_i_axis_cover(&panel->x, -what->limit);
    copse_i_axis_pad(&panel->x, 0.08);
    panel->x.exact = panel->x.two_ticks = true;
    panel->y = (chart_axis){.reversed = true, .exact = true, .any = true, .low = 0.4, .high = (double)in->k + 0.6};
    copse_i_panel_settle(page, panel, left, top, right, bottom);
    page->layer = CHART_BEHIND;
    for (size_t i = 0; i < in->k; i++) copse_i_panel_level(page, panel, "row", (double)i + 1);
    if (isfinite(what->reference)) copse_i_panel_upright(page, panel, "reference", what->reference);
    if (limit) copse_i_panel_upright(page, panel, "limit", what->limit);
    if (limit && what->both_sides) copse_i_panel_upright(page, panel, "limit", -what->limit);
    add_rows(page, panel, in, j, what);
    page->layer = CHART_FRONT;
    copse_i_panel_frame(page, panel);
}

static double label_font(const copse_influence *in)
{
    return in->k > 120 ? 5.5 : 8;
}

/* Room for the labels, at most LABELS. */
static double room_for_labels(chart *page, const copse_influence_plot *plot)
{
    double widest = 0;
    for (size_t i = 0; i < plot->influence->k; i++)
        widest = fmax(widest, copse_i_chart_width(page, plot->label[i], label_font(plot->influence), true));
    return fmin(LABELS, widest + 8);
}

static void add_labels(chart *page, const copse_influence_plot *plot, const chart_panel *panel, double room)
{
    for (size_t i = 0; i < plot->influence->k; i++)
        copse_i_chart_cut(page, page->margin + room - 4, copse_i_axis_place(&panel->y, (double)i + 1),
                          plot->influence->study[i].influential ? "r b" : "r n", label_font(plot->influence), room - 6,
                          plot->label[i]);
}

static double lay_out(chart *page, const copse_influence_plot *plot, const copse_chart_look *look)
{
    const copse_influence *in = plot->influence;
    const double row = in->k > 120 ? FLAT_ROW : ROW, height = row * (double)in->k + OVERHEAD;
    const double room = room_for_labels(page, plot), from = page->margin + room;
    const double width = (page->width - page->margin - from + GAP) / ACROSS;
    const size_t panels = panels_of(plot);
    double y = copse_i_chart_head(page, look->title, page->margin);
    for (size_t j = 0; j < panels; j++) {
        chart_panel panel;
        const diagnostic what = describe_panel(plot, j);
        const double left = from + width * (double)(j % ACROSS);
        if (j == USUAL && in->p > 1) y = copse_i_chart_wrap(page, from, y + 4, "l b", CHART_FONT, 400, "DFBETAS") - 4;
        draw_panel(page, in, j, &what, &panel, left, y, left + width - GAP, y + height);
        if (j % ACROSS == 0) add_labels(page, plot, &panel, room);
        if (j % ACROSS == ACROSS - 1 || j + 1 == panels) y += height + 8;
    }
    const chart_entry entry[] = {{CHART_SWATCH_MARK, "study", CHART_CIRCLE, "Study"},
                                 {CHART_SWATCH_MARK, "flagged", CHART_DIAMOND, "Flagged as influential"},
                                 {CHART_SWATCH_LINE, "reference", CHART_CIRCLE, "All studies, or what is expected"},
                                 {CHART_SWATCH_LINE, "limit", CHART_CIRCLE, "Limit of the flag (residual: 95 %)"}};
    return copse_i_chart_legend(page, entry, sizeof entry / sizeof *entry, from, page->width - page->margin, y) +
           0.6 * CHART_FONT;
}

static void describe(chart *page, const copse_influence_plot *plot)
{
    const copse_influence *in = plot->influence;
    size_t flagged = 0;
    for (size_t i = 0; i < in->k; i++) flagged += in->study[i].influential ? 1 : 0;
    copse_text_printf(&page->title, "Influence of %zu studies", in->k);
    copse_text_printf(&page->description,
                      "Influence diagnostics of %zu studies, a row each: studentised deleted residual, DFFITS, Cook's "
                      "distance, covariance ratio, variance between studies and Q without the study, hat value, "
                      "weight%s. %zu flagged.",
                      in->k, plot->dfbetas ? ", DFBETAS" : "", flagged);
    for (size_t i = 0, told = 0; i < in->k && told < 10; i++) {
        if (!in->study[i].influential) continue;
        copse_text_printf(&page->description, "%s%s", told == 0 ? " Flagged: " : ", ", plot->label[i]);
        told++;
    }
}

copse_status copse_plot_influence(const copse_influence_plot *plot, const copse_chart_look *look, const char *picture,
                                  copse_text *script, copse_error *err)
{
    const copse_chart_look usual = {0};
    chart page = {0};
    if (plot == NULL || plot->influence == NULL || plot->all == NULL || plot->label == NULL || script == NULL)
        return copse_fail(err, COPSE_EINVAL, "an influence plot needs its diagnostics");
    if (plot->dfbetas && plot->influence->dfbetas == NULL)
        return copse_fail(err, COPSE_EINVAL, "these diagnostics have no DFBETAS");
    if (plot->influence->k == 0) return copse_fail(err, COPSE_ENODATA, "no studies");
    if (plot->influence->k > 400) return copse_fail(err, COPSE_EUSAGE, "an influence plot has room for 400 studies");
    copse_status status = copse_i_chart_begin(&page, &INFLUENCE, picture, err);
    if (status == COPSE_OK) {
        page.width = PAGE;
        const double height = lay_out(&page, plot, look != NULL ? look : &usual);
        describe(&page, plot);
        status = copse_i_chart_finish(&page, height, picture, script, err);
    }
    copse_i_chart_free(&page);
    return status;
}
