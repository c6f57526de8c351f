/* Funnel plots: effects against how precise they are. */
#include "chart_effect.h"

#include <copse/math.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#define STEPS 120 /* of a curve from top to bottom */
#define MOST_REGIONS 4
#define MOST_LINES 3

static const chart_kind FUNNEL = {.name = "funnel plot", .file = "funnel", .looks_file = "plots/funnel.gp"};

typedef struct axis_entry {
    const char *name, *text;
    bool of_variance, small_on_top; /* the precise studies stand at the top */
} axis_entry;

static const axis_entry AXES[] = {
#define AXIS_ENTRY(id, name, text) [COPSE_FUNNEL_##id] = {name, text, false, false},
    COPSE_FUNNEL_AXIS_LIST(AXIS_ENTRY)
#undef AXIS_ENTRY
};

const char *copse_funnel_axis_name(copse_funnel_axis axis)
{
    return (size_t)axis < COPSE_FUNNEL_AXIS_COUNT ? AXES[axis].name : NULL;
}

bool copse_funnel_axis_is_of_variance(copse_funnel_axis axis)
{
    return axis == COPSE_FUNNEL_SEI || axis == COPSE_FUNNEL_VI || axis == COPSE_FUNNEL_SEINV ||
           axis == COPSE_FUNNEL_VINV;
}

static bool is_small_on_top(copse_funnel_axis axis)
{
    return axis == COPSE_FUNNEL_SEI || axis == COPSE_FUNNEL_VI || axis == COPSE_FUNNEL_NINV ||
           axis == COPSE_FUNNEL_SQRTNINV;
}

/* Where a study stands on the axis. */
static double height_of(const copse_funnel_data *data, double v, double n, double weight)
{
    switch (data->axis) {
    case COPSE_FUNNEL_SEI:
        return sqrt(v);
    case COPSE_FUNNEL_VI:
        return v;
    case COPSE_FUNNEL_SEINV:
        return 1 / sqrt(v);
    case COPSE_FUNNEL_VINV:
        return 1 / v;
    case COPSE_FUNNEL_NI:
        return n;
    case COPSE_FUNNEL_NINV:
        return 1 / n;
    case COPSE_FUNNEL_SQRTNI:
        return sqrt(n);
    case COPSE_FUNNEL_SQRTNINV:
        return 1 / sqrt(n);
    case COPSE_FUNNEL_LNI:
        return log(n);
    default:
        return weight;
    }
}

/* The standard error that stands at that height of an axis of the variance. */
static double error_at(copse_funnel_axis axis, double height)
{
    switch (axis) {
    case COPSE_FUNNEL_SEI:
        return height;
    case COPSE_FUNNEL_VI:
        return sqrt(height);
    case COPSE_FUNNEL_SEINV:
        return 1 / height;
    default:
        return 1 / sqrt(height);
    }
}

static double study_height(const copse_funnel_data *data, size_t i)
{
    const copse_chart_studies *s = &data->studies;
    return height_of(data, s->vi[i], s->ni != NULL ? s->ni[i] : (double)NAN,
                     data->weight != NULL ? data->weight[i] : (double)NAN);
}

static copse_status check(const copse_funnel_data *data, copse_error *err)
{
    copse_status status = copse_i_check_studies(&data->studies, err);
    if (status != COPSE_OK) return status;
    if ((size_t)data->axis >= COPSE_FUNNEL_AXIS_COUNT || data->ps > MOST_REGIONS || data->lines > MOST_LINES)
        return copse_fail(err, COPSE_EINVAL, "a funnel plot has an axis, at most %d regions and %d lines", MOST_REGIONS,
                          MOST_LINES);
    for (size_t i = 0; i < data->studies.k; i++)
        if (!isfinite(study_height(data, i)))
            return copse_fail(err, COPSE_EUSAGE, "--y %s: the sample size of study %zu is not known",
                              copse_funnel_axis_name(data->axis), i + 1);
    if (!copse_funnel_axis_is_of_variance(data->axis) &&
        (data->ps > 0 || isfinite(data->centre) || data->lines > 0 || data->imputed > 0))
        return copse_fail(err, COPSE_EUSAGE,
                          "limits, regions, lines and imputed studies need --y sei, vi, seinv or vinv");
    return COPSE_OK;
}

/* ------------------------------------------------------------------------------------------------------- curves */

/* Heights at which curves are drawn, evenly over the axis; the standard errors there. */
typedef struct funnel_grid {
    double height[STEPS + 1], error[STEPS + 1];
} funnel_grid;

static void fill_grid(const copse_funnel_data *data, const chart_axis *axis, funnel_grid *grid)
{
    for (size_t i = 0; i <= STEPS; i++) {
        const double share = (double)i / STEPS, height = axis->low + (axis->high - axis->low) * share;
        grid->height[i] = height;
        /* at precision 0 everything is possible */
        grid->error[i] = fmin(error_at(data->axis, height), 1e150);
    }
}

static void add_limits(chart *page, const chart_panel *panel, const funnel_grid *grid, const char *look, double centre,
                       double z)
{
    double x[STEPS + 1];
    for (int side = -1; side <= 1; side += 2) {
        for (size_t i = 0; i <= STEPS; i++) x[i] = centre + side * z * grid->error[i];
        copse_i_panel_curve(page, panel, look, x, grid->height, STEPS + 1);
    }
}

/* What is significant at one p and not at the next: from the limits outwards, one region over the other. */
static void add_regions(chart *page, const chart_panel *panel, const funnel_grid *grid, const copse_funnel_data *data)
{
    double x[2 * STEPS + 2], y[2 * STEPS + 2];
    char look[32];
    if (data->ps == 0) return;
    page->layer = CHART_BEHIND;
    (void)snprintf(look, sizeof look, "region%zu", data->ps + 1);
    copse_i_chart_box(page, look, panel->left, panel->top, panel->right, panel->bottom);
    for (size_t r = data->ps; r-- > 0;) {
        const double z = copse_normal_quantile_upper(data->p[r] / 2);
        for (size_t i = 0; i <= STEPS; i++) {
            x[i] = data->null_value - z * grid->error[i];
            x[2 * STEPS + 1 - i] = data->null_value + z * grid->error[i];
            y[i] = y[2 * STEPS + 1 - i] = grid->height[i];
        }
        (void)snprintf(look, sizeof look, "region%zu", r + 1);
        copse_i_panel_region(page, panel, look, x, y, 2 * STEPS + 2);
    }
    page->layer = CHART_MIDDLE;
}

static double line_at(const copse_funnel_line *line, double error)
{
    const double s2 = error * error + line->tau2;
    return line->intercept + line->slope * (line->power == 2 ? s2 : sqrt(s2));
}

static void add_lines(chart *page, const chart_panel *panel, const funnel_grid *grid, const copse_funnel_data *data)
{
    double x[STEPS + 1];
    char look[32];
    for (size_t l = 0; l < data->lines; l++) {
        for (size_t i = 0; i <= STEPS; i++) x[i] = line_at(&data->line[l], grid->error[i]);
        (void)snprintf(look, sizeof look, "line%zu", l + 1);
        copse_i_panel_curve(page, panel, look, x, grid->height, STEPS + 1);
    }
}

/* ------------------------------------------------------------------------------------------------------- studies */

static void add_studies(chart *page, const chart_panel *panel, const copse_funnel_data *data)
{
    const copse_chart_studies *s = &data->studies;
    const double size = copse_i_mark_size(s->k);
    char look[32];
    for (size_t g = 0; g < (s->group != NULL ? s->groups : 1); g++)
        for (size_t i = 0; i < s->k; i++) {
            if (s->group != NULL && s->group[i] != g) continue;
            const chart_mark mark = copse_i_study_mark(s, i, look);
            (void)copse_i_panel_mark(page, panel, look, mark, s->yi[i], study_height(data, i), size);
        }
    for (size_t i = 0; i < data->imputed; i++)
        (void)copse_i_panel_mark(page, panel, "imputed", CHART_CIRCLE, data->imputed_yi[i],
                                 height_of(data, data->imputed_vi[i], NAN, NAN), size);
}

/* ------------------------------------------------------------------------------------------------------- axes */

static double limit_quantile(const copse_chart_look *look)
{
    return copse_normal_quantile_upper(0.5 - copse_i_chart_level(look) / 200);
}

/* The funnel's own width at its foot counts, but not to more than thrice what the studies need. */
static void cover_limits(chart_axis *axis, double centre, double reach)
{
    copse_i_axis_cover(axis, centre);
    const double span = axis->high - axis->low, most = span > 0 ? fmin(reach, span) : reach;
    copse_i_axis_cover(axis, centre - most);
    copse_i_axis_cover(axis, centre + most);
}

static void choose_axes(const copse_funnel_data *data, const copse_chart_look *look, chart_panel *panel)
{
    const copse_chart_studies *s = &data->studies;
    double worst = 0;
    for (size_t i = 0; i < s->k + data->imputed; i++) {
        const double v = i < s->k ? s->vi[i] : data->imputed_vi[i - s->k];
        copse_i_axis_cover(&panel->x, i < s->k ? s->yi[i] : data->imputed_yi[i - s->k]);
        copse_i_axis_cover(&panel->y, i < s->k ? study_height(data, i) : height_of(data, v, NAN, NAN));
        worst = fmax(worst, sqrt(v));
    }
    if (data->ps > 0) copse_i_axis_cover(&panel->x, data->null_value);
    if (isfinite(data->centre)) cover_limits(&panel->x, data->centre, limit_quantile(look) * worst);
    copse_i_axis_pad(&panel->x, 0.04);
    panel->x.exact = true;
    panel->y.reversed = is_small_on_top(data->axis);
    if (data->axis == COPSE_FUNNEL_SEI || data->axis == COPSE_FUNNEL_VI) copse_i_axis_cover(&panel->y, 0);
    const double low = panel->y.low;
    copse_i_axis_pad(&panel->y, 0.04);
    panel->y.low = low > 0 ? fmax(panel->y.low, 0.5 * low) : data->axis == COPSE_FUNNEL_LNI ? panel->y.low : 0;
    panel->y.exact = true;
}

/* ------------------------------------------------------------------------------------------------------- words */

/* ".05" */
static void probability(double p, char *buf, size_t size)
{
    char number[COPSE_NUMBER_TEXT];
    if (fabs(100 * p - round(100 * p)) < 1e-9) copse_format_fixed(number, sizeof number, p, 2);
    else copse_format_significant(number, sizeof number, p, 3);
    (void)snprintf(buf, size, "%.16s", number[0] == '0' ? number + 1 : number);
}

/* "p > .10" */
static void region_text(const copse_funnel_data *data, size_t r, char *buf, size_t size)
{
    char low[24] = "", high[24] = "";
    if (r < data->ps) probability(data->p[r], low, sizeof low);
    if (r > 0) probability(data->p[r - 1], high, sizeof high);
    if (r == 0) (void)snprintf(buf, size, "p > %s", low);
    else if (r == data->ps) (void)snprintf(buf, size, "p < %s", high);
    else (void)snprintf(buf, size, "%s < p < %s", low, high);
}

typedef struct funnel_words {
    char region[MOST_REGIONS + 1][64], look[CHART_GROUPS_SHOWN][32], region_look[MOST_REGIONS + 1][32],
        line_look[MOST_LINES][32], centre[96];
    chart_entry entry[CHART_GROUPS_SHOWN + MOST_REGIONS + MOST_LINES + 6];
    size_t count;
} funnel_words;

static void add_entry(funnel_words *w, chart_swatch swatch, const char *look, const char *text)
{
    w->entry[w->count++] = (chart_entry){swatch, look, CHART_CIRCLE, text};
}

static double add_legend(chart *page, const copse_funnel_data *data, const copse_chart_look *look,
                         const chart_panel *panel, double y)
{
    funnel_words w = {.count = 0};
    w.count = copse_i_group_entries(&data->studies, w.look, w.entry, 0, CHART_GROUPS_SHOWN);
    if (w.count == 0 && data->imputed > 0) add_entry(&w, CHART_SWATCH_MARK, "study", "Studies");
    if (data->imputed > 0) add_entry(&w, CHART_SWATCH_MARK, "imputed", "Imputed by trim and fill");
    if (isfinite(data->adjusted)) add_entry(&w, CHART_SWATCH_LINE, "adjusted", "Estimate with the imputed");
    for (size_t l = 0; l < data->lines; l++) {
        (void)snprintf(w.line_look[l], sizeof w.line_look[l], "line%zu", l + 1);
        add_entry(&w, CHART_SWATCH_LINE, w.line_look[l], data->line[l].name);
    }
    if (isfinite(data->centre)) {
        (void)snprintf(w.centre, sizeof w.centre, "%g %% limits about %.60s", copse_i_chart_level(look),
                       data->centre_name != NULL ? data->centre_name : "the centre");
        add_entry(&w, CHART_SWATCH_LINE, "limits", w.centre);
    }
    for (size_t r = 0; r <= data->ps && data->ps > 0; r++) {
        region_text(data, r, w.region[r], sizeof w.region[r]);
        (void)snprintf(w.region_look[r], sizeof w.region_look[r], "region%zu", r + 1);
        add_entry(&w, CHART_SWATCH_AREA, w.region_look[r], w.region[r]);
    }
    return copse_i_chart_legend(page, w.entry, w.count, panel->left, page->width - page->margin, y);
}

static void describe(chart *page, const copse_funnel_data *data, const char *effect)
{
    copse_text_printf(&page->title, "Funnel plot of %zu %s", data->studies.k,
                      copse_plural(data->studies.k, "study", "studies"));
    copse_text_printf(&page->description, "%s of %zu studies from left to right, %s from top to bottom.", effect,
                      data->studies.k, AXES[data->axis].text);
    if (data->ps > 0) copse_text_add(&page->description, " Shades show how significant an effect is where it stands.");
    if (data->imputed > 0)
        copse_text_printf(&page->description, " %zu %s imputed by trim and fill.", data->imputed,
                          data->imputed == 1 ? "study is" : "studies are");
}

/* ------------------------------------------------------------------------------------------------------- page */

static double lay_out(chart *page, const void *what, const copse_chart_look *look, copse_text *store)
{
    const copse_funnel_data *data = what;
    const double left = page->margin, right = page->width - page->margin;
    chart_panel panel = {0};
    funnel_grid grid;
    copse_i_effect_axis(&panel.x, look, look->x_label, store);
    panel.y.label = look->y_label != NULL ? look->y_label : AXES[data->axis].text;
    choose_axes(data, look, &panel);
    double y = copse_i_chart_head(page, look->title, page->margin);
    copse_i_panel_settle(page, &panel, left, y, right, y + 300);
    if (copse_funnel_axis_is_of_variance(data->axis)) {
        fill_grid(data, &panel.y, &grid);
        add_regions(page, &panel, &grid, data);
        if (isfinite(data->centre)) {
            copse_i_panel_upright(page, &panel, "centre", data->centre);
            add_limits(page, &panel, &grid, "limits", data->centre, limit_quantile(look));
        }
        if (isfinite(data->adjusted)) copse_i_panel_upright(page, &panel, "adjusted", data->adjusted);
        add_lines(page, &panel, &grid, data);
    }
    page->layer = CHART_FRONT;
    copse_i_panel_frame(page, &panel);
    add_studies(page, &panel, data);
    describe(page, data, panel.x.label);
    y = add_legend(page, data, look, &panel, y + 300);
    return y + 0.6 * CHART_FONT;
}

copse_status copse_plot_funnel(const copse_funnel_data *data, const copse_chart_look *look, const char *picture,
                               copse_text *script, copse_error *err)
{
    if (data == NULL || script == NULL) return copse_fail(err, COPSE_EINVAL, "a funnel plot needs its data");
    const copse_status status = check(data, err);
    return status == COPSE_OK ? copse_i_chart_make(&FUNNEL, lay_out, data, look, picture, script, err) : status;
}
