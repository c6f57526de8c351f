/* Axes of funnel plots. */
#include "funnel_parts.h"

#include <copse/math.h>

#include <math.h>

typedef struct axis_entry {
    const char *name, *text;
} axis_entry;

static const axis_entry AXES[] = {
#define AXIS_ENTRY(id, name, text) [COPSE_FUNNEL_##id] = {name, text},
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

const char *copse_i_funnel_axis_text(copse_funnel_axis axis)
{
    return AXES[axis].text;
}

static bool is_small_on_top(copse_funnel_axis axis)
{
    return axis == COPSE_FUNNEL_SEI || axis == COPSE_FUNNEL_VI || axis == COPSE_FUNNEL_NINV ||
           axis == COPSE_FUNNEL_SQRTNINV;
}

/* Where a study stands on the axis. */
double copse_i_funnel_height(const copse_funnel_data *data, double v, double n, double weight)
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
double copse_i_funnel_error(copse_funnel_axis axis, double height)
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

double copse_i_funnel_study_height(const copse_funnel_data *data, size_t i)
{
    const copse_chart_studies *s = &data->studies;
    return copse_i_funnel_height(data, s->vi[i], s->ni != NULL ? s->ni[i] : (double)NAN,
                                 data->weight != NULL ? data->weight[i] : (double)NAN);
}

double copse_i_funnel_quantile(const copse_chart_look *look)
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

void copse_i_funnel_choose_axes(const copse_funnel_data *data, const copse_chart_look *look, chart_panel *panel)
{
    const copse_chart_studies *s = &data->studies;
    double worst = 0;
    for (size_t i = 0; i < s->k + data->imputed; i++) {
        const double v = i < s->k ? s->vi[i] : data->imputed_vi[i - s->k];
        copse_i_axis_cover(&panel->x, i < s->k ? s->yi[i] : data->imputed_yi[i - s->k]);
        copse_i_axis_cover(&panel->y,
                           i < s->k ? copse_i_funnel_study_height(data, i) : copse_i_funnel_height(data, v, NAN, NAN));
        worst = fmax(worst, sqrt(v));
    }
    if (data->ps > 0) copse_i_axis_cover(&panel->x, data->null_value);
    if (isfinite(data->centre)) cover_limits(&panel->x, data->centre, copse_i_funnel_quantile(look) * worst);
    copse_i_axis_pad(&panel->x, 0.04);
    panel->x.exact = true;
    panel->y.reversed = is_small_on_top(data->axis);
    if (data->axis == COPSE_FUNNEL_SEI || data->axis == COPSE_FUNNEL_VI) copse_i_axis_cover(&panel->y, 0);
    const double low = panel->y.low;
    copse_i_axis_pad(&panel->y, 0.04);
    panel->y.low = low > 0 ? fmax(panel->y.low, 0.5 * low) : data->axis == COPSE_FUNNEL_LNI ? panel->y.low : 0;
    panel->y.exact = true;
}
