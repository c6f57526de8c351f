/* Radial (Galbraith) plots. The plane is scaled so that a line from the origin through a study meets the arc at the study's
 * effect. */
#include "chart_effect.h"

#include <copse/math.h>

#include <math.h>
#include <stdio.h>

#define HEIGHT 290.0
#define BAND_STEPS 24 /* of the end of the band, along the arc */
#define ARC_STEPS 80

static const chart_kind RADIAL = {.name = "radial plot", .file = "radial", .looks_file = "plots/radial.gp"};

typedef struct radial {
    const copse_radial_data *data;
    const copse_chart_look *look;
    chart_panel panel;  /* x: precision, y: z */
    chart_axis effects; /* ticks of the arc */
    double arc;         /* its radius in points */
    double z;           /* quantile of the level */
} radial;

static double x_of(const radial *r, size_t i)
{
    return 1 / sqrt(r->data->studies.vi[i] + r->data->tau2);
}

/* Where the line of an effect meets a circle of that radius about the origin. */
static chart_point on_arc(const radial *r, double effect, double radius)
{
    const double x0 = copse_i_axis_place(&r->panel.x, 0), y0 = copse_i_axis_place(&r->panel.y, 0);
    const double x1 = copse_i_axis_place(&r->panel.x, r->panel.x.high);
    const double y1 = copse_i_axis_place(&r->panel.y, (effect - r->data->centre) * r->panel.x.high);
    const double length = hypot(x1 - x0, y1 - y0);
    return (chart_point){x0 + radius * (x1 - x0) / length, y0 + radius * (y1 - y0) / length};
}

static bool is_seen(const radial *r, chart_point p)
{
    return p.y >= r->panel.top - 0.1 && p.y <= r->panel.bottom + 0.1;
}

static void choose_axes(radial *r)
{
    const copse_chart_studies *s = &r->data->studies;
    double most = 0;
    r->z = copse_normal_quantile_upper(0.5 - copse_i_chart_level(r->look) / 200);
    copse_i_axis_cover(&r->panel.y, -r->z);
    copse_i_axis_cover(&r->panel.y, r->z);
    for (size_t i = 0; i < s->k; i++) {
        most = fmax(most, x_of(r, i));
        copse_i_axis_cover(&r->panel.y, (s->yi[i] - r->data->centre) * x_of(r, i));
    }
    copse_i_axis_cover(&r->panel.x, 0);
    copse_i_axis_cover(&r->panel.x, 1.15 * most);
    r->panel.x.exact = r->panel.y.exact = true;
    for (int side = -1; side <= 1; side++)
        copse_i_axis_cover(&r->panel.y, 1.15 * most * (r->data->estimate - r->data->centre) + side * r->z);
    copse_i_axis_pad(&r->panel.y, 0.05);
}

/* Effects that the arc can show between the top and the bottom of the panel. */
static void choose_effects(radial *r)
{
    const chart_axis *x = &r->panel.x, *y = &r->panel.y;
    const double width = r->panel.right - r->panel.left, height = r->panel.bottom - r->panel.top;
    const double per_x = width / x->high, per_z = height / (y->high - y->low);
    for (int side = 0; side < 2; side++) {
        const double z = side == 0 ? y->low : y->high, rise = fmin(fabs(z) * per_z, 0.985 * r->arc);
        const double run = sqrt(r->arc * r->arc - rise * rise);
        copse_i_axis_cover(&r->effects, r->data->centre + copysign(rise / per_z / (run / per_x), z));
    }
    r->effects.exact = true;
    r->effects.from = r->panel.bottom;
    r->effects.to = r->panel.top;
    copse_i_axis_settle(&r->effects, 0.75 * height, CHART_FONT, false);
}

static void add_arc(chart *page, const radial *r, const char *look, double low, double high, double radius)
{
    copse_i_chart_open(page, look);
    for (size_t i = 0; i <= ARC_STEPS; i++) {
        const chart_point p = on_arc(r, low + (high - low) * (double)i / ARC_STEPS, radius);
        if (is_seen(r, p)) copse_i_chart_to(page, p.x, p.y);
        else copse_i_chart_to(page, (double)NAN, 0);
    }
}

static void add_arc_tick(chart *page, const radial *r, const char *look, double effect, double from, double to)
{
    const chart_point a = on_arc(r, effect, from), b = on_arc(r, effect, to);
    if (is_seen(r, a)) copse_i_chart_line(page, look, a.x, a.y, b.x, b.y);
}

static void add_scale(chart *page, const radial *r)
{
    const double font = CHART_FONT;
    add_arc(page, r, "axis", r->effects.low, r->effects.high, r->arc);
    for (size_t t = 0; t < r->effects.ticks; t++) {
        const chart_point p = on_arc(r, r->effects.tick[t], r->arc + 0.8 * font);
        if (!is_seen(r, p)) continue;
        add_arc_tick(page, r, "axis", r->effects.tick[t], r->arc, r->arc + 0.4 * font);
        copse_i_chart_text(page, p.x, p.y, "l n", font, r->effects.text[t]);
    }
    /* the interval of the pooled effect, just within */
    add_arc(page, r, "interval", r->data->lower, r->data->upper, r->arc - 0.7 * font);
    add_arc_tick(page, r, "interval", r->data->lower, r->arc - 0.95 * font, r->arc - 0.45 * font);
    add_arc_tick(page, r, "interval", r->data->upper, r->arc - 0.95 * font, r->arc - 0.45 * font);
    add_arc_tick(page, r, "interval", r->data->estimate, r->arc - 1.1 * font, r->arc - 0.3 * font);
}

/* z has a scale of its own, from -2 to 2, at the left; the precision one below. */
static void add_scales(chart *page, const radial *r)
{
    const chart_panel *panel = &r->panel;
    const double font = CHART_FONT;
    char text[CHART_TICK_TEXT];
    copse_i_chart_line(page, "axis", panel->left, panel->bottom, panel->right, panel->bottom);
    for (size_t t = 0; t < panel->x.ticks; t++) {
        const double x = copse_i_axis_place(&panel->x, panel->x.tick[t]);
        copse_i_chart_line(page, "axis", x, panel->bottom, x, panel->bottom + 0.4 * font);
        copse_i_chart_text(page, x, panel->bottom + 1.15 * font, "c n", font, panel->x.text[t]);
    }
    copse_i_chart_line(page, "axis", panel->left, copse_i_axis_place(&panel->y, -2), panel->left,
                       copse_i_axis_place(&panel->y, 2));
    const bool wide = copse_i_axis_place(&panel->y, -2) - copse_i_axis_place(&panel->y, 2) > 4.2 * font;
    for (int z = -2; z <= 2; z++) {
        const double y = copse_i_axis_place(&panel->y, z);
        copse_i_chart_line(page, "axis", panel->left - 0.4 * font, y, panel->left, y);
        if (z % 2 != 0 || (!wide && z != 0)) continue;
        copse_i_axis_number(z, 0, text, sizeof text);
        copse_i_chart_text(page, panel->left - 0.7 * font, y, "r n", font, text);
    }
    copse_i_chart_cut(page, 0.5 * (panel->left + panel->right), panel->bottom + 2.6 * font, "c n", font,
                      panel->right - panel->left, panel->x.label);
    copse_i_chart_cut(page, panel->left - 2.6 * font, copse_i_axis_place(&panel->y, 0), "v n", font,
                      0.8 * (panel->bottom - panel->top), panel->y.label);
}

/* Points of a unit of precision and of z. */
typedef struct chart_scales {
    double x, z;
} chart_scales;

static chart_scales scales_of(const radial *r)
{
    const chart_panel *panel = &r->panel;
    return (chart_scales){(panel->right - panel->left) / panel->x.high,
                          (panel->bottom - panel->top) / (panel->y.high - panel->y.low)};
}

/* The precision at which a line from z at the left meets the arc, about the origin: beyond it are the arc's own numbers. */
static double meets_arc(const radial *r, double z, double slope)
{
    const chart_scales per = scales_of(r);
    const double end = r->panel.x.high, width = per.x * end, rise = slope * end * per.z, start = z * per.z;
    const double a = width * width + rise * rise, b = rise * start, c = start * start - r->arc * r->arc;
    const double root = b * b - a * c;
    return root > 0 && c < 0 ? (sqrt(root) - b) / a * end : 0;
}

static void add_band(chart *page, const radial *r)
{
    const chart_panel *panel = &r->panel;
    const double slope = r->data->estimate - r->data->centre;
    const double upper = meets_arc(r, r->z, slope), lower = meets_arc(r, -r->z, slope), middle = meets_arc(r, 0, slope);
    const double above = r->z + slope * upper, below = -r->z + slope * lower;
    double x[BAND_STEPS + 3], y[BAND_STEPS + 3];
    x[0] = x[1] = 0;
    y[0] = -r->z;
    y[1] = r->z;
    /* From one end to the other along the arc. */
    const chart_scales per = scales_of(r);
    const double first = atan2(above * per.z, upper * per.x), last = atan2(below * per.z, lower * per.x);
    for (size_t i = 0; i <= BAND_STEPS; i++) {
        const double angle = first + (last - first) * (double)i / BAND_STEPS;
        x[i + 2] = r->arc * cos(angle) / per.x;
        y[i + 2] = r->arc * sin(angle) / per.z;
    }
    page->layer = CHART_BEHIND;
    copse_i_panel_region(page, panel, "band", x, y, BAND_STEPS + 3);
    page->layer = CHART_MIDDLE;
    copse_i_panel_line(page, panel, "limits", 0, r->z, upper, above);
    copse_i_panel_line(page, panel, "limits", 0, -r->z, lower, below);
    copse_i_panel_line(page, panel, "estimate", 0, 0, middle, slope * middle);
}

static double lay_out(chart *page, const void *what, const copse_chart_look *look, copse_text *store)
{
    radial r = {.data = what, .look = look};
    const copse_chart_studies *s = &r.data->studies;
    chart_entry entry[CHART_GROUPS_SHOWN + 2];
    char looks[CHART_GROUPS_SHOWN][32], mark_look[32], band[64];
    copse_i_effect_axis(&r.effects, look, NULL, store);
    r.panel.x.label = look->x_label != NULL ? look->x_label
                      : r.data->tau2 > 0    ? "1 / root of (variance + \u03c4\u00b2)"
                                            : "Precision (1 / standard error)";
    r.panel.y.label = look->y_label != NULL ? look->y_label : r.data->centre != 0 ? "z, centred" : "z";
    choose_axes(&r);
    double y = copse_i_chart_head(page, look->title, page->margin);
    r.panel.left = page->margin + 3.4 * CHART_FONT;
    r.panel.right = page->width - page->margin - 7 * CHART_FONT;
    r.panel.top = y + 0.5 * CHART_FONT;
    r.panel.bottom = y + HEIGHT - 3.4 * CHART_FONT;
    copse_i_axis_settle(&r.panel.x, r.panel.right - r.panel.left, CHART_FONT, true);
    copse_i_axis_settle(&r.panel.y, r.panel.bottom - r.panel.top, CHART_FONT, false);
    r.panel.x.from = r.panel.left, r.panel.x.to = r.panel.right;
    r.panel.y.from = r.panel.bottom, r.panel.y.to = r.panel.top;
    r.arc = r.panel.right - r.panel.left + 1.6 * CHART_FONT;
    choose_effects(&r);
    add_band(page, &r);
    add_scales(page, &r);
    add_scale(page, &r);
    page->layer = CHART_FRONT;
    for (size_t i = 0; i < s->k; i++) {
        const chart_mark mark = copse_i_study_mark(s, i, mark_look);
        (void)copse_i_panel_mark(page, &r.panel, mark_look, mark, x_of(&r, i),
                                 (s->yi[i] - r.data->centre) * x_of(&r, i), copse_i_mark_size(s->k));
    }
    copse_i_chart_cut(page, page->width - 0.8 * CHART_FONT, 0.5 * (r.panel.top + r.panel.bottom), "v n", CHART_FONT,
                      r.panel.bottom - r.panel.top, r.effects.label);
    (void)snprintf(band, sizeof band, "Pooled effect \u2213 %.3g", r.z);
    size_t n = copse_i_group_entries(s, looks, entry, 0, CHART_GROUPS_SHOWN);
    entry[n++] = (chart_entry){CHART_SWATCH_AREA, "band", CHART_CIRCLE, band};
    entry[n++] =
        (chart_entry){CHART_SWATCH_LINE, "interval", CHART_CIRCLE, "Interval of the pooled effect (inner arc)"};
    copse_text_printf(&page->title, "Radial plot of %zu studies", s->k);
    copse_text_printf(
        &page->description,
        "Each of %zu studies at its precision and its z; a line from the origin through it meets the arc at "
        "the right at its %s.",
        s->k, r.effects.label);
    return copse_i_chart_legend(page, entry, n, page->margin, page->width - page->margin, y + HEIGHT) +
           0.6 * CHART_FONT;
}

copse_status copse_plot_radial(const copse_radial_data *data, const copse_chart_look *look, const char *picture,
                               copse_text *script, copse_error *err)
{
    if (data == NULL || script == NULL || !(data->tau2 >= 0) || !isfinite(data->centre) || !isfinite(data->estimate))
        return copse_fail(err, COPSE_EINVAL, "a radial plot needs its data");
    const copse_status status = copse_i_check_studies(&data->studies, err);
    return status == COPSE_OK ? copse_i_chart_make(&RADIAL, lay_out, data, look, picture, script, err) : status;
}
