/* A measure against k, a panel for each combination of the other conditions. */
#include "operating_page.h"

#include "text_metrics.h"

#include <math.h>
#include <string.h>

#define MOST_CELLS 5000 /* of a nested-loop plot */
#define MOST_PANELS 24
#define MOST_BANDS 4 /* methods, beyond which their bands would hide each other */

/* Which cells stand together: panel[c] of each cell, and the number of studies' place in k_level. */
typedef struct coverage_page {
    const copse_operating_data *data;
    operating_factors factors;
    size_t k_factor; /* SIZE_MAX: k does not vary */
    size_t panel_count, columns;
    size_t panel_cell[MOST_PANELS]; /* a cell of each */
    double low, high;
} coverage_page;

static bool same_panel(const coverage_page *p, size_t a, size_t b)
{
    for (size_t f = 0; f < p->factors.count; f++)
        if (f != p->k_factor && p->factors.level[f][a] != p->factors.level[f][b]) return false;
    return true;
}

static copse_status find_panels(coverage_page *p, copse_error *err)
{
    const size_t cells = copse_simulation_of(p->data->simulation)->cells;
    p->k_factor = SIZE_MAX;
    for (size_t f = 0; f < p->factors.count; f++)
        if (strcmp(p->factors.key[f], "k") == 0) p->k_factor = f;
    for (size_t c = 0; c < cells; c++) {
        size_t i = 0;
        while (i < p->panel_count && !same_panel(p, p->panel_cell[i], c)) i++;
        if (i < p->panel_count) continue;
        if (p->panel_count == MOST_PANELS)
            return copse_fail(err, COPSE_EUSAGE,
                              "more than %d combinations of conditions beside k: too many panels; a "
                              "nested-loop plot shows them all",
                              MOST_PANELS);
        p->panel_cell[p->panel_count++] = c;
    }
    p->columns = p->panel_count < 2 ? 1 : p->panel_count == 2 || p->panel_count == 4 ? 2 : 3;
    return COPSE_OK;
}

static copse_status find_range(coverage_page *p, copse_error *err)
{
    const copse_simulation_design *d = copse_simulation_of(p->data->simulation);
    bool any = false;
    for (size_t c = 0; c < d->cells; c++)
        for (size_t m = 0; m <= d->methods; m++) {
            const copse_performance x = m < d->methods ? copse_i_operating_value(p->data, c, m)
                                                       : (copse_performance){copse_i_operating_target(p->data, c), 0};
            const double error = isfinite(x.mcse) ? 2 * x.mcse : 0;
            if (!isfinite(x.value)) continue;
            p->low = any && p->low < x.value - error ? p->low : x.value - error;
            p->high = any && p->high > x.value + error ? p->high : x.value + error;
            any = true;
        }
    if (copse_i_operating_is_share(p->data)) {
        p->low = p->low < 0 ? 0 : p->low;
        p->high = p->high > 1 ? 1 : p->high;
    }
    if (any) return COPSE_OK;
    return copse_fail(err, COPSE_ENODATA, "no cell has a %s of %s to draw", copse_performance_code(p->data->measure),
                      p->data->parameter);
}

static double place_k(const coverage_page *p, const chart_panel *axis, size_t cell)
{
    const double n = p->k_factor == SIZE_MAX ? 1 : (double)p->factors.levels[p->k_factor];
    const double i = p->k_factor == SIZE_MAX ? 0 : (double)p->factors.level[p->k_factor][cell];
    return axis->left + (axis->right - axis->left) * (i + 0.5) / n;
}

/* Methods stand side by side, not over each other, at each k. */
static double shift_of(const coverage_page *p, const chart_panel *axis, size_t style)
{
    const double levels = p->k_factor == SIZE_MAX ? 1 : (double)p->factors.levels[p->k_factor];
    const double styles = (double)copse_i_operating_styles(p->data);
    const double step = fmin(3, 0.6 * (axis->right - axis->left) / levels / styles);
    return step * ((double)style - (styles + 1) / 2);
}

/* Bands lie behind all lines, whichever comes first. */
static void add_method(chart *page, const coverage_page *p, const chart_panel *axis, size_t panel, size_t method)
{
    const size_t cells = copse_simulation_of(p->data->simulation)->cells;
    const size_t style = copse_i_operating_style(p->data, method);
    const bool bands = copse_i_operating_styles(p->data) <= MOST_BANDS;
    size_t before = SIZE_MAX;
    if (style == 0) return;
    const double shift = shift_of(p, axis, style);
    copse_i_operating_path(page, 1.2, (int)style);
    for (size_t c = 0; c < cells; c++) {
        if (!same_panel(p, p->panel_cell[panel], c)) continue;
        const copse_performance here = copse_i_operating_value(p->data, c, method);
        if (!isfinite(here.value)) {
            copse_i_chart_to(page, (double)NAN, 0);
            before = SIZE_MAX;
            continue;
        }
        const double error = isfinite(here.mcse) ? 2 * here.mcse : 0;
        const double x = place_k(p, axis, c) + shift, y = copse_i_operating_y(axis, here.value);
        const double low = copse_i_operating_y(axis, here.value - error);
        const double high = copse_i_operating_y(axis, here.value + error);
        copse_i_operating_line(page, x, low, x, high, 0.8, (int)style, true);
        copse_i_operating_line(page, x - 1.5, y, x + 1.5, y, 1.3, (int)style, true);
        copse_i_chart_to(page, x, y);
        if (before != SIZE_MAX && bands) {
            const copse_performance there = copse_i_operating_value(p->data, before, method);
            const double far = isfinite(there.mcse) ? 2 * there.mcse : 0, left = place_k(p, axis, before) + shift;
            copse_i_operating_band(page, left, copse_i_operating_y(axis, there.value - far),
                                   copse_i_operating_y(axis, there.value + far), x, low, high, style);
        }
        before = c;
    }
}

/* One line, or two where it is long; what is longer still is cut. */
static void add_panel_title(chart *page, const chart_panel *axis, const char *title)
{
    const double font = OPERATING_FONT, room = (axis->right - axis->left + 1.8 * font) / font;
    const size_t first = copse_i_line_bytes(title, room, false), all = strlen(title);
    const size_t second = first < all ? copse_i_line_bytes(title + first, room, false) : 0;
    copse_text line = {0};
    copse_text_add_bytes(&line, title, first);
    copse_i_chart_text(page, axis->left, axis->top - (second > 0 ? 2.2 : 1.0) * font, "l n", font,
                       copse_text_string(&line));
    line.length = 0;
    if (second > 0) {
        copse_text_add_bytes(&line, title + first, second);
        if (first + second < all) copse_text_add(&line, " \xe2\x80\xa6");
        copse_i_chart_text(page, axis->left, axis->top - 1.0 * font, "l n", font, copse_text_string(&line));
    }
    if (line.failed) page->text.failed = true;
    copse_text_free(&line);
}

static void add_panel(chart *page, const coverage_page *p, chart_panel *axis, size_t panel)
{
    const double font = OPERATING_FONT, target = copse_i_operating_target(p->data, p->panel_cell[panel]);
    const copse_simulation *s = p->data->simulation;
    copse_text title = {0};
    for (size_t f = 0; f < p->factors.count; f++) {
        if (f == p->k_factor) continue;
        copse_text_printf(&title, "%s%s ", title.length > 0 ? ", " : "", p->factors.key[f]);
        copse_i_operating_level_text(s, &p->factors, f, p->panel_cell[panel], &title);
    }
    if (title.failed) page->text.failed = true;
    add_panel_title(page, axis, copse_text_string(&title));
    copse_text_free(&title);
    copse_i_operating_frame(page, axis, p->data, p->low, p->high);
    if (isfinite(target)) {
        const double y = copse_i_operating_y(axis, target);
        copse_i_operating_line(page, axis->left, y, axis->right, y, 0.8, -1, false);
    }
    for (size_t m = 0; m < copse_simulation_of(s)->methods; m++) add_method(page, p, axis, panel, m);
    const size_t levels = p->k_factor == SIZE_MAX ? 1 : p->factors.levels[p->k_factor];
    for (size_t l = 0; l < levels; l++) {
        const size_t cell = p->k_factor == SIZE_MAX ? 0 : p->factors.first[p->k_factor][l];
        char k[32];
        copse_i_chart_text(page, place_k(p, axis, cell), axis->bottom + 0.9 * font, "c n", font,
                           copse_format_fixed(k, sizeof k, (double)copse_simulation_cell_at(s, cell)->k, 0));
    }
    copse_i_chart_text(page, (axis->left + axis->right) / 2, axis->bottom + 2.1 * font, "c n", font, "k");
}

static void lay_out(const coverage_page *p, chart *page)
{
    const copse_simulation_design *d = copse_simulation_of(p->data->simulation);
    const double font = OPERATING_FONT, margin = 1.5 * font;
    const double wide = (page->width - 2 * margin) / (double)p->columns, tall = 18.6 * font;
    double y = copse_i_operating_head(page, p->data, margin, page->width - margin, margin);
    y = copse_i_operating_legend(page, p->data, margin, page->width - margin, y);
    for (size_t i = 0; i < p->panel_count; i++) {
        const size_t line = i / p->columns;
        const double left = margin + wide * (double)(i % p->columns), top = y + tall * (double)line;
        chart_panel axis = {.left = left + 3.6 * font,
                            .right = left + wide - 0.6 * font,
                            .top = top + 3 * font,
                            .bottom = top + tall - 3.6 * font};
        add_panel(page, p, &axis, i);
    }
    const size_t lines = (p->panel_count + p->columns - 1) / p->columns;
    page->height = y + tall * (double)lines + 1.8 * font;
    copse_i_chart_text(page, margin, page->height - 1.2 * font, "l n", font - 0.5,
                       copse_i_operating_styles(p->data) <= MOST_BANDS
                           ? "Bars and bands: twice the Monte Carlo standard error on either side."
                           : "Bars: twice the Monte Carlo standard error on either side.");
    copse_text title = {0};
    copse_i_operating_title(p->data, &title);
    if (title.failed) page->text.failed = true;
    copse_text_printf(&page->description, "%s against the number of studies k, in %zu panels, for %zu methods.",
                      copse_text_string(&title), p->panel_count, d->methods);
    copse_text_free(&title);
}

/* The parameters and the measures that a simulation tells of them. */
static bool has_measure(const copse_simulation *s, const char *parameter, copse_performance_kind measure)
{
    const bool of_bootstrap = measure == COPSE_PERFORMANCE_NO_INTERVAL || measure == COPSE_PERFORMANCE_AT_END;
    const bool share = measure == COPSE_PERFORMANCE_COVERAGE, width = measure == COPSE_PERFORMANCE_WIDTH;
    const bool mean = measure == COPSE_PERFORMANCE_MEAN, spread = measure == COPSE_PERFORMANCE_EMP_SE;
    const bool error =
        measure == COPSE_PERFORMANCE_BIAS || measure == COPSE_PERFORMANCE_MSE || measure == COPSE_PERFORMANCE_RMSE;
    if (strcmp(parameter, "prediction") == 0) return share || width;
    if (strcmp(parameter, "I2") == 0) return mean || spread;
    if (strcmp(parameter, "tau2") == 0 && (mean || spread || error || measure == COPSE_PERFORMANCE_ZERO)) return true;
    if (of_bootstrap || (strcmp(parameter, "tau2") == 0 && (share || width))) return copse_simulation_has_bootstrap(s);
    if (strcmp(parameter, "tau2") == 0) return false;
    return !mean && measure != COPSE_PERFORMANCE_ZERO;
}

copse_status copse_plot_operating_check(const copse_operating_data *data, bool nested_loop, bool coverage,
                                        copse_error *err)
{
    if (data == NULL || data->simulation == NULL || data->parameter == NULL)
        return copse_fail(err, COPSE_EINVAL, "a plot of a simulation needs its design");
    if (!has_measure(data->simulation, data->parameter, data->measure))
        return copse_fail(err, COPSE_EUSAGE, "a simulation tells no %s of %s", copse_performance_code(data->measure),
                          data->parameter);
    if (nested_loop && copse_simulation_of(data->simulation)->cells > MOST_CELLS)
        return copse_fail(err, COPSE_EUSAGE, "a nested-loop plot shows at most %d cells", MOST_CELLS);
    coverage_page p = {.data = data};
    copse_status status = COPSE_OK;
    if (coverage && copse_i_operating_factors(data->simulation, &p.factors) != COPSE_OK)
        status = copse_fail_memory(err);
    if (coverage && status == COPSE_OK) status = find_panels(&p, err);
    copse_i_operating_factors_free(&p.factors);
    return status;
}

copse_status copse_plot_coverage(const copse_operating_data *data, const char *picture, copse_text *script,
                                 copse_error *err)
{
    if (data == NULL || data->simulation == NULL || data->state == NULL || data->parameter == NULL || script == NULL)
        return copse_fail(err, COPSE_EINVAL, "a plot of a simulation needs its results");
    chart page = {0};
    coverage_page p = {.data = data};
    copse_status status = copse_i_chart_begin(&page, &copse_i_operating_kind, picture, err);
    page.width = 520;
    copse_text_add(&page.title, "Simulation: results by number of studies");
    if (status == COPSE_OK) status = copse_plot_operating_check(data, false, true, err);
    if (status == COPSE_OK && copse_i_operating_factors(data->simulation, &p.factors) != COPSE_OK)
        status = copse_fail_memory(err);
    if (status == COPSE_OK) status = find_panels(&p, err);
    if (status == COPSE_OK) status = find_range(&p, err);
    if (status == COPSE_OK) {
        lay_out(&p, &page);
        status = copse_i_chart_finish(&page, page.height, picture, script, err);
    }
    copse_i_operating_factors_free(&p.factors);
    copse_i_chart_free(&page);
    return status;
}
