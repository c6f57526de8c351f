/* Influence plots: a row for each study, a panel for each diagnostic. */
#include "chart_panel.h"
#include "influence_numbers.h"

#include <math.h>

enum { ACROSS = 4 };
static const double PAGE = 520, LABELS = 140, GAP = 15; /* points: the page; the column of labels; between panels */
static const double ROW = 11, FLAT_ROW = 6.5;           /* a row's height; where there are very many */
static const double OVERHEAD = 46;                      /* title and ticks of a panel */

static const chart_kind INFLUENCE = {.name = "influence plot", .file = "influence", .looks_file = "plots/influence.gp"};

/* The limit is shown where some row comes half as far. */
static bool shows_limit(const copse_influence_plot *plot, size_t j, double limit)
{
    double most = 0;
    for (size_t i = 0; i < copse_i_influence_rows(plot); i++)
        most = fmax(most, fabs(copse_i_influence_value(plot, i, j)));
    return isfinite(limit) && most > 0.5 * limit;
}

static void add_rows(chart *page, const chart_panel *panel, const copse_influence_plot *plot, size_t j,
                     const influence_panel *what)
{
    const size_t rows = copse_i_influence_rows(plot);
    const double size = rows > 60 ? 3.6 : 5.2;
    for (size_t i = 0; i < rows; i++) {
        const double x = copse_i_influence_value(plot, i, j), y = (double)i + 1;
        if (!isfinite(x)) continue;
        page->layer = CHART_MIDDLE;
        copse_i_panel_line(page, panel, "stem", isfinite(what->reference) ? what->reference : 0, y, x, y);
        page->layer = CHART_FRONT;
        const bool flagged = copse_i_influence_flagged(plot, i);
        (void)copse_i_panel_mark(page, panel, flagged ? "flagged" : "study", flagged ? CHART_DIAMOND : CHART_CIRCLE, x,
                                 y, flagged ? size + 1.4 : size);
    }
}

static void choose_axes(const copse_influence_plot *plot, size_t j, const influence_panel *what, bool limit,
                        chart_panel *panel)
{
    const size_t rows = copse_i_influence_rows(plot);
    for (size_t i = 0; i < rows; i++) copse_i_axis_cover(&panel->x, copse_i_influence_value(plot, i, j));
    copse_i_axis_cover(&panel->x, what->reference);
    if (limit) copse_i_axis_cover(&panel->x, what->limit);
    if (limit && what->both_sides) copse_i_axis_cover(&panel->x, -what->limit);
    copse_i_axis_pad(&panel->x, 0.08);
    panel->x.exact = panel->x.two_ticks = true;
    panel->y = (chart_axis){.reversed = true, .exact = true, .any = true, .low = 0.4, .high = (double)rows + 0.6};
}

static void draw_panel(chart *page, const copse_influence_plot *plot, size_t j, chart_panel *panel, double left,
                       double top, double right, double bottom)
{
    const influence_panel what = copse_i_influence_panel(plot, j);
    const bool limit = shows_limit(plot, j, what.limit);
    *panel = (chart_panel){.title = what.title, .no_y_ticks = true, .level_left = true};
    choose_axes(plot, j, &what, limit, panel);
    copse_i_panel_settle(page, panel, left, top, right, bottom);
    page->layer = CHART_BEHIND;
    for (size_t i = 0; i < copse_i_influence_rows(plot); i++) copse_i_panel_level(page, panel, "row", (double)i + 1);
    if (isfinite(what.reference)) copse_i_panel_upright(page, panel, "reference", what.reference);
    if (limit) copse_i_panel_upright(page, panel, "limit", what.limit);
    if (limit && what.both_sides) copse_i_panel_upright(page, panel, "limit", -what.limit);
    add_rows(page, panel, plot, j, &what);
    page->layer = CHART_FRONT;
    copse_i_panel_frame(page, panel);
}

static double label_font(const copse_influence_plot *plot)
{
    return copse_i_influence_rows(plot) > 120 ? 5.5 : 8;
}

/* Room for the labels, at most LABELS. */
static double room_for_labels(chart *page, const copse_influence_plot *plot)
{
    double widest = 0;
    for (size_t i = 0; i < copse_i_influence_rows(plot); i++)
        widest = fmax(widest, copse_i_chart_width(page, plot->label[i], label_font(plot), true));
    return fmin(LABELS, widest + 8);
}

static void add_labels(chart *page, const copse_influence_plot *plot, const chart_panel *panel, double room)
{
    for (size_t i = 0; i < copse_i_influence_rows(plot); i++)
        copse_i_chart_cut(page, page->margin + room - 4, copse_i_axis_place(&panel->y, (double)i + 1),
                          copse_i_influence_flagged(plot, i) ? "r b" : "r n", label_font(plot), room - 6,
                          plot->label[i]);
}

static double add_legend(chart *page, const copse_influence_plot *plot, double from, double y)
{
    const chart_entry entry[] = {{CHART_SWATCH_MARK, "study", CHART_CIRCLE, plot->groups != NULL ? "Group" : "Study"},
                                 {CHART_SWATCH_MARK, "flagged", CHART_DIAMOND, "Flagged as influential"},
                                 {CHART_SWATCH_LINE, "reference", CHART_CIRCLE, "All studies, or what is expected"},
                                 {CHART_SWATCH_LINE, "limit", CHART_CIRCLE,
                                  plot->groups != NULL ? "Limit of the flag" : "Limit of the flag (residual: 95 %)"}};
    return copse_i_chart_legend(page, entry, sizeof entry / sizeof *entry, from, page->width - page->margin, y);
}

static double lay_out(chart *page, const copse_influence_plot *plot, const copse_chart_look *look)
{
    const size_t rows = copse_i_influence_rows(plot), panels = copse_i_influence_panels(plot);
    const size_t usual = copse_i_influence_usual(plot);
    const double height = (rows > 120 ? FLAT_ROW : ROW) * (double)rows + OVERHEAD;
    const double room = room_for_labels(page, plot), from = page->margin + room;
    const double width = (page->width - page->margin - from + GAP) / ACROSS;
    double y = copse_i_chart_head(page, look->title, page->margin);
    size_t column = 0;
    for (size_t j = 0; j < panels; j++) {
        chart_panel panel;
        /* DFBETAS of several coefficients are rows of their own, below a head. */
        if (j == usual && panels > usual + 1) {
            if (column > 0) y += height + 8;
            column = 0;
            copse_i_chart_text(page, from, y + 0.8 * CHART_FONT, "l b", CHART_FONT, "DFBETAS of");
            y += 1.1 * CHART_FONT;
        }
        const double left = from + width * (double)column;
        draw_panel(page, plot, j, &panel, left, y, left + width - GAP, y + height);
        if (column == 0) add_labels(page, plot, &panel, room);
        column = (column + 1) % ACROSS;
        if (column == 0 || j + 1 == panels) y += height + 8;
    }
    return add_legend(page, plot, from, y) + 0.6 * CHART_FONT;
}

static void describe(chart *page, const copse_influence_plot *plot)
{
    const size_t rows = copse_i_influence_rows(plot);
    const bool groups = plot->groups != NULL;
    size_t flagged = 0;
    for (size_t i = 0; i < rows; i++) flagged += copse_i_influence_flagged(plot, i) ? 1 : 0;
    copse_text_printf(&page->title, "Influence of %zu %s", rows, groups ? "groups of studies" : "studies");
    copse_text_printf(&page->description, "Influence diagnostics of %zu %s, a row each: %s%s. %zu flagged.", rows,
                      groups ? "groups" : "studies",
                      groups ? "deleted residuals, Cook's distance, covariance ratio, variance between studies and Q "
                               "without the group"
                             : "studentised deleted residual, DFFITS, Cook's distance, covariance ratio, variance "
                               "between studies and Q without the study, hat value, weight",
                      plot->dfbetas ? ", DFBETAS" : "", flagged);
    for (size_t i = 0, told = 0; i < rows && told < 10; i++) {
        if (!copse_i_influence_flagged(plot, i)) continue;
        copse_text_printf(&page->description, "%s%s", told == 0 ? " Flagged: " : ", ", plot->label[i]);
        told++;
    }
}

static copse_status check(const copse_influence_plot *plot, copse_error *err)
{
    if (plot == NULL || (plot->influence == NULL) == (plot->groups == NULL) || plot->all == NULL || plot->label == NULL)
        return copse_fail(err, COPSE_EINVAL, "an influence plot needs its diagnostics");
    const size_t rows = copse_i_influence_rows(plot);
    const double *dfbetas = plot->groups != NULL ? plot->groups->dfbetas : plot->influence->dfbetas;
    if (plot->dfbetas && dfbetas == NULL) return copse_fail(err, COPSE_EINVAL, "these diagnostics have no DFBETAS");
    if (rows == 0) return copse_fail(err, COPSE_ENODATA, "no studies");
    if (rows > 400) return copse_fail(err, COPSE_EUSAGE, "an influence plot has room for 400 studies");
    return COPSE_OK;
}

copse_status copse_plot_influence(const copse_influence_plot *plot, const copse_chart_look *look, const char *picture,
                                  copse_text *script, copse_error *err)
{
    const copse_chart_look usual = {0};
    chart page = {0};
    copse_status status = check(plot, err);
    if (status == COPSE_OK && script == NULL) status = copse_fail(err, COPSE_EINVAL, "a plot needs a script");
    if (status == COPSE_OK) status = copse_i_chart_begin(&page, &INFLUENCE, picture, err);
    if (status == COPSE_OK) {
        page.width = PAGE;
        const double height = lay_out(&page, plot, look != NULL ? look : &usual);
        describe(&page, plot);
        status = copse_i_chart_finish(&page, height, picture, script, err);
    }
    copse_i_chart_free(&page);
    return status;
}
