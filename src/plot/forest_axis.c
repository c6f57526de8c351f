#include "forest_model.h"

#include <math.h>
#include <stdlib.h>

#include "text_metrics.h"

/* Inside, an axis is a scale u: the shown value, or its logarithm on a log axis. */
static double to_u(const forest_axis *axis, double x)
{
    return axis->log ? log(x) : x;
}

static double from_u(const forest_axis *axis, double u)
{
    return axis->log ? exp(u) : u;
}

double copse_i_forest_place(const forest_axis *axis, double x)
{
    const double low = to_u(axis, axis->min), high = to_u(axis, axis->max);
    return (to_u(axis, x) - low) / (high - low);
}

/* ------------------------------------------------------------------------------------------------ range */

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* How far from the centre things reach on one side. */
typedef struct side_reach {
    double interval, estimate; /**< the farthest of the studies */
    double pooled;             /**< the farthest diamond or prediction interval */
} side_reach;

static side_reach reach_of(const forest_model *model, double centre, double side)
{
    side_reach reach = {0};
    for (size_t i = 0; i < model->rows; i++) {
        const forest_row *row = &model->row[i];
        const double end = side > 0 ? row->upper : row->lower;
        if (!isfinite(end)) continue;
        const double far = side * (to_u(&model->axis, end) - centre);
        if (row->kind == FOREST_STUDY) {
            reach.interval = fmax(reach.interval, far);
            reach.estimate = fmax(reach.estimate, side * (to_u(&model->axis, row->estimate) - centre));
        } else {
            reach.pooled = fmax(reach.pooled, far);
        }
    }
    return reach;
}

/* How far studies usually reach, to whichever side they reach farther: as four in five do; of few, at most thrice the
 * median. */
static double usual_reach(forest_model *model, double centre)
{
    double *far = copse_alloc(model->studies, sizeof *far), usual = 0.0;
    size_t count = 0;
    if (far == NULL) {
        model->failed = true;
        return 0.0;
    }
    for (size_t i = 0; i < model->rows; i++) {
        const forest_row *row = &model->row[i];
        if (row->kind == FOREST_STUDY && isfinite(row->lower) && isfinite(row->upper))
            far[count++] = fmax(to_u(&model->axis, row->upper) - centre, centre - to_u(&model->axis, row->lower));
    }
    if (count > 0) {
        qsort(far, count, sizeof *far, by_size);
        const double last = (double)(count - 1);
        usual = fmin(far[(size_t)ceil(0.8 * last)], 3.0 * far[(size_t)(0.5 * last)]);
    }
    free(far);
    return usual;
}

/* All of every interval, unless a few reach so far beyond the others that those could no longer be read: then twice as
 * far as usual, every estimate that is not absurdly far, and the diamonds; the rest ends in arrows. */
static double choose_reach(side_reach reach, double usual)
{
    const double all = fmax(reach.interval, reach.pooled);
    double limit = fmax(2.0 * usual, fmin(1.05 * reach.estimate, 5.0 * usual));
    limit = fmax(limit, fmin(reach.pooled, 6.0 * usual));
    return all <= 1.5 * limit ? all : limit;
}

static double centre_of(const forest_input *input, const forest_model *model)
{
    for (size_t i = 0; i < model->rows; i++)
        if (model->row[i].kind == FOREST_TOTAL) return to_u(&model->axis, model->row[i].estimate);
    (void)input;
    return 0.0;
}

static double reference_of(const forest_input *input)
{
    if (isfinite(input->opts->reference)) return input->opts->reference;
    return copse_transform_apply_with(input->opts->transform, input->set->measure->null_value, &input->opts->settings);
}

/* A proportion or correlation cannot lie beyond its bounds, so its axis does not either. */
static void stay_possible(const forest_input *input, double *low, double *high)
{
    double least, greatest;
    copse_i_shown_range(input, &least, &greatest);
    *low = fmax(*low, least);
    *high = fmin(*high, greatest);
}

static void choose_range(const forest_input *input, forest_model *model, double *low, double *high)
{
    const double centre = centre_of(input, model), usual = usual_reach(model, centre);
    *low = centre - choose_reach(reach_of(model, centre, -1.0), usual);
    *high = centre + choose_reach(reach_of(model, centre, 1.0), usual);
    const double reference = to_u(&model->axis, model->axis.reference), span = *high - *low;
    /* The line of no effect belongs into the picture, unless everything lies so far off that it would fill it. */
    if (reference > *high && reference - *high < 2.0 * span) *high = reference;
    if (reference < *low && *low - reference < 2.0 * span) *low = reference;
}

/* ------------------------------------------------------------------------------------------------ ticks */

static double nice_step(double span, double parts)
{
    const double raw = span / parts, power = pow(10.0, floor(log10(raw)));
    const double mantissa = raw / power;
    return power * (mantissa <= 1.0 ? 1.0 : mantissa <= 2.0 ? 2.0 : mantissa <= 5.0 ? 5.0 : 10.0);
}

static int step_decimals(double step)
{
    return step >= 1.0 ? 0 : (int)fmin(20.0, ceil(-log10(step) - 1e-9));
}

/* Enough digits for this one value: "0.05", "10". */
static const char *log_tick_text(forest_model *model, double x)
{
    char buf[COPSE_NUMBER_TEXT];
    (void)copse_format_significant(buf, sizeof buf, x, 6);
    if (x >= 0.0001 && x < 1e6) return copse_i_forest_text(model, "%s", buf);
    return copse_i_power_of_ten(model, (int)round(log10(x)));
}

static void add_tick(forest_model *model, double x, const char *text)
{
    forest_axis *axis = &model->axis;
    const double place = copse_i_forest_place(axis, x);
    if (!(place > -1e-9 && place < 1.0 + 1e-9) || axis->ticks >= FOREST_TICKS) return;
    axis->tick[axis->ticks] = x;
    axis->tick_text[axis->ticks++] = text;
}

static void linear_ticks(forest_model *model, double step)
{
    forest_axis *axis = &model->axis;
    axis->ticks = 0;
    const double first = ceil(axis->min / step - 1e-9);
    for (int i = 0; i < FOREST_TICKS; i++) {
        const double x = (first + i) * step;
        if (x > axis->max + 1e-9 * step) break;
        add_tick(model, fabs(x) < 1e-9 * step ? 0.0 : x, copse_i_plot_number(model, x, step_decimals(step)));
    }
}

/* Ticks at mantissas of every `stride`-th power of ten. */
static void log_ticks(forest_model *model, const double *mantissa, size_t count, int stride)
{
    forest_axis *axis = &model->axis;
    axis->ticks = 0;
    const int low = (int)floor(log10(axis->min)) - stride, high = (int)ceil(log10(axis->max));
    for (int power = stride * (low / stride); power <= high && axis->ticks < FOREST_TICKS; power += stride)
        for (size_t i = 0; i < count; i++) {
            const double x = mantissa[i] * pow(10.0, power);
            if (x >= axis->min * (1 - 1e-9) && x <= axis->max * (1 + 1e-9)) add_tick(model, x, log_tick_text(model, x));
        }
}

static bool ticks_fit(const forest_axis *axis, double panel_em)
{
    if (axis->ticks > 8) return false;
    for (size_t i = 1; i < axis->ticks; i++) {
        const double gap =
            panel_em * (copse_i_forest_place(axis, axis->tick[i]) - copse_i_forest_place(axis, axis->tick[i - 1]));
        const double need =
            copse_i_text_width(axis->tick_text[i], false) + copse_i_text_width(axis->tick_text[i - 1], false);
        if (gap < 0.5 * need + 0.7) return false;
    }
    return true;
}

static void choose_linear_ticks(forest_model *model, double panel_em)
{
    const double span = model->axis.max - model->axis.min;
    for (int parts = 6; parts >= 1; parts--) {
        linear_ticks(model, nice_step(span, parts));
        if (ticks_fit(&model->axis, panel_em)) return;
    }
}

static void choose_log_ticks(forest_model *model, double panel_em)
{
    static const double quarters[] = {1.0, 1.5, 2.0, 3.0, 5.0, 7.0}, fifths[] = {1.0, 2.0, 5.0}, thirds[] = {1.0, 3.0},
                        ends[] = {1.0};
    const double ratio = model->axis.max / model->axis.min;
    if (ratio < 2.5) {
        choose_linear_ticks(model, panel_em);
        return;
    }
    if (ratio < 12.0) {
        log_ticks(model, quarters, 6, 1);
        if (ticks_fit(&model->axis, panel_em)) return;
    }
    log_ticks(model, fifths, 3, 1);
    if (ticks_fit(&model->axis, panel_em)) return;
    log_ticks(model, thirds, 2, 1);
    if (ticks_fit(&model->axis, panel_em)) return;
    for (int stride = 1; stride <= 300; stride++) {
        log_ticks(model, ends, 1, stride);
        if (ticks_fit(&model->axis, panel_em)) return;
    }
}

/* ------------------------------------------------------------------------------------------------ all of it */

/* An end that was chosen, not given, moves outward to a round value that is near. */
static void round_ends(const forest_input *input, forest_axis *axis, double low, double high)
{
    double span = high - low;
    if (!(span > 1e-12 * fmax(fabs(low), fabs(high))) || !(span > 0)) {
        const double pad = axis->log || low == 0.0 ? 0.5 : 0.1 * fabs(low);
        low -= pad;
        high += pad;
        span = high - low;
    }
    if (axis->log) {
        low -= 0.03 * span;
        high += 0.03 * span;
    } else {
        const double step = 0.5 * nice_step(span, 5.0);
        low = step * floor(low / step - 0.1);
        high = step * ceil(high / step + 0.1);
    }
    axis->min = axis->log ? fmax(exp(low), 1e-300) : low;
    axis->max = axis->log ? fmin(exp(high), 1e300) : high;
    if (!axis->log) stay_possible(input, &axis->min, &axis->max);
    if (isfinite(input->opts->axis_min)) axis->min = input->opts->axis_min;
    if (isfinite(input->opts->axis_max)) axis->max = input->opts->axis_max;
}

/* A limit that was given can leave nothing between itself and the one that was chosen. */
static void mend_ends(const forest_input *input, forest_axis *axis)
{
    if (axis->min < axis->max) return;
    const double end = isfinite(input->opts->axis_min) ? axis->min : axis->max;
    const bool open_right = isfinite(input->opts->axis_min);
    const double other =
        axis->log ? end * (open_right ? 10.0 : 0.1) : end + (open_right ? 1.0 : -1.0) * fmax(1, fabs(end));
    axis->min = open_right ? end : other;
    axis->max = open_right ? other : end;
}

void copse_i_axis_choose(const forest_input *input, forest_model *model)
{
    forest_axis *axis = &model->axis;
    double low = NAN, high = NAN;
    axis->reference = reference_of(input);
    axis->pooled = from_u(axis, centre_of(input, model));
    choose_range(input, model, &low, &high);
    round_ends(input, axis, low, high);
    mend_ends(input, axis);
    axis->label = input->opts->axis_label != NULL ? copse_i_forest_label(model, input->opts->axis_label)
                                                  : copse_i_shown_name(input, model);
    copse_i_side_labels(input, model);
}

void copse_i_axis_ticks(forest_model *model, double panel_em)
{
    if (model->axis.log) choose_log_ticks(model, panel_em);
    else choose_linear_ticks(model, panel_em);
}
