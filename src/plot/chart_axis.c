/* Ranges and ticks. Inside, an axis has a scale u, on which it is even: the value or its logarithm. */
#include "chart_axis.h"

#include "text_metrics.h"

#include <float.h>
#include <math.h>
#include <string.h>

static double to_u(const chart_axis *axis, double value)
{
    if (axis->scale != CHART_LOG) return value;
    return value > 0 ? log(value) : (double)NAN;
}

static double from_u(const chart_axis *axis, double u)
{
    return axis->scale == CHART_LOG ? exp(u) : u;
}

bool copse_i_axis_show(chart_axis *axis, copse_transform transform, const copse_transform_settings *settings)
{
    double back;
    axis->settings = settings != NULL ? *settings : (copse_transform_settings){0};
    axis->transform = transform;
    if (transform == COPSE_TRANSFORM_NONE) return true;
    const double shown = copse_transform_apply_with(transform, 0.1, &axis->settings);
    if (isfinite(shown) && !copse_transform_falls(transform) &&
        copse_transform_inverse(transform, shown, &axis->settings, &back, NULL) == COPSE_OK) {
        axis->scale = CHART_SHOWN;
        return true;
    }
    axis->transform = COPSE_TRANSFORM_NONE;
    return false;
}

void copse_i_axis_cover(chart_axis *axis, double value)
{
    if (!isfinite(to_u(axis, value))) return;
    axis->low = axis->any && axis->low < value ? axis->low : value;
    axis->high = axis->any && axis->high > value ? axis->high : value;
    axis->any = true;
}

void copse_i_axis_pad(chart_axis *axis, double share)
{
    if (!axis->any) return;
    const double low = to_u(axis, axis->low), high = to_u(axis, axis->high), more = share * (high - low);
    if (!isfinite(more)) return;
    axis->low = from_u(axis, low - more);
    axis->high = from_u(axis, high + more);
}

double copse_i_axis_place(const chart_axis *axis, double value)
{
    const double low = to_u(axis, axis->low), high = to_u(axis, axis->high);
    const double share = (to_u(axis, value) / 2 - low / 2) / (high / 2 - low / 2);
    const double place =
        axis->reversed ? axis->to + (axis->from - axis->to) * share : axis->from + (axis->to - axis->from) * share;
    return place > 1e6 ? 1e6 : place < -1e6 ? -1e6 : place;
}

bool copse_i_axis_has(const chart_axis *axis, double value)
{
    const double slack = 1e-9 * (axis->high / 2 - axis->low / 2);
    return value >= axis->low - slack && value <= axis->high + slack;
}

/* -------------------------------------------------------------------------------------------------------- ticks */

static double nice_step(double span, double parts)
{
    const double raw = span / parts, power = pow(10, floor(log10(raw))), lead = raw / power;
    return power * (lead > 5 ? 10 : lead > 2 ? 5 : lead > 1 ? 2 : 1);
}

static void add_tick(chart_axis *axis, double value, double shown, int decimals)
{
    if (axis->ticks >= CHART_TICKS || !isfinite(value) || !copse_i_axis_has(axis, value)) return;
    char *text = axis->text[axis->ticks];
    axis->tick[axis->ticks++] = value;
    if (decimals >= 0) copse_i_axis_number(shown, decimals, text, CHART_TICK_TEXT);
    else if (shown != 0 && (fabs(shown) < 1e-4 || fabs(shown) >= 1e6)) {
        copse_i_axis_significant(shown, 4, text, CHART_TICK_TEXT);
    } else {
        char number[COPSE_NUMBER_TEXT];
        copse_i_axis_typeset(copse_format_significant(number, sizeof number, shown, 6), text, CHART_TICK_TEXT);
    }
}

/* The value at which the axis shows this number. */
static double value_of(const chart_axis *axis, double shown)
{
    double value = (double)NAN;
    if (axis->scale != CHART_SHOWN) return shown;
    return copse_transform_inverse(axis->transform, shown, &axis->settings, &value, NULL) == COPSE_OK ? value
                                                                                                      : (double)NAN;
}

static double shown_of(const chart_axis *axis, double value)
{
    return axis->scale == CHART_SHOWN ? copse_transform_apply_with(axis->transform, value, &axis->settings) : value;
}

static void linear_ticks(chart_axis *axis, double low, double high, double step)
{
    const double unit = axis->percent ? 100 : 1, digits = -floor(log10(unit * step) + 1e-9);
    const int decimals = fabs(low) > 1e6 * step && digits > 5 ? -1 : digits > 0 ? (int)fmin(digits, 20) : 0;
    const double first = ceil(low / step - 1e-9);
    const bool tiny = decimals > 5;
    axis->ticks = 0;
    for (int i = 0; i < CHART_TICKS; i++) {
        const double shown = (first + i) * step;
        if (!(shown <= high + 1e-9 * step)) break;
        const double exact = fabs(shown) < 1e-9 * step ? 0 : shown;
        add_tick(axis, value_of(axis, exact), unit * exact, tiny ? -1 : decimals);
    }
}

static void log_ticks(chart_axis *axis, double low, double high, const double *lead, size_t leads, int stride)
{
    axis->ticks = 0;
    const int first = stride * (int)floor(log10(low) / stride) - stride, last = (int)ceil(log10(high));
    for (int power = first; power <= last && axis->ticks < CHART_TICKS; power += stride)
        for (size_t i = 0; i < leads; i++) {
            const double shown = lead[i] * pow(10, power);
            if (shown > 0 && isfinite(shown)) add_tick(axis, value_of(axis, shown), shown, -1);
        }
}

static bool ticks_fit(const chart_axis *axis, double length, double font, bool sideways)
{
    if (axis->ticks < 1 || axis->ticks > 9) return false;
    const double span = axis->high / 2 - axis->low / 2;
    if (!(span > 0)) return false;
    for (size_t i = 1; i < axis->ticks; i++) {
        const double low = to_u(axis, axis->low), high = to_u(axis, axis->high);
        const double gap =
            length * (to_u(axis, axis->tick[i]) / 2 - to_u(axis, axis->tick[i - 1]) / 2) / (high / 2 - low / 2);
        const double width =
            0.5 * (copse_i_text_width(axis->text[i], false) + copse_i_text_width(axis->text[i - 1], false));
        if (!(gap >= font * (sideways ? width + 0.9 : 2.0))) return false;
    }
    return true;
}

static void choose_linear(chart_axis *axis, double low, double high, double length, double font, bool sideways)
{
    static const int parts[] = {6, 5, 4, 3, 2, 1}, finer[] = {8, 10};
    const double span = fmin(high - low, DBL_MAX);
    for (size_t i = 0; i < sizeof finer / sizeof *finer; i++) { /* where the usual ones would be two */
        linear_ticks(axis, low, high, nice_step(span, 6));
        if (axis->ticks > 2) break;
        linear_ticks(axis, low, high, nice_step(span, finer[i]));
        if (axis->ticks > 2 && ticks_fit(axis, length, font, sideways)) return;
    }
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        axis->step = nice_step(span, parts[i]);
        linear_ticks(axis, low, high, axis->step);
        if (ticks_fit(axis, length, font, sideways)) return;
    }
}

/* A narrow axis that has one tick grows to the nearer of the next ones. */
static void reach_second(chart_axis *axis, double length, double font, bool sideways)
{
    const double step = axis->step, slack = 1e-9 * step;
    const double below = step * floor((axis->low - slack) / step), above = step * ceil((axis->high + slack) / step);
    if (axis->ticks > 1 || axis->scale != CHART_LINEAR || !(step > 0) || !isfinite(below) || !isfinite(above)) return;
    if (axis->high > 0 && (axis->low - below > above - axis->high || axis->low == 0)) axis->high = above;
    else axis->low = below;
    choose_linear(axis, axis->low, axis->high, length, font, sideways);
}

static void choose_log(chart_axis *axis, double low, double high, double length, double font, bool sideways)
{
    static const double lead[] = {1, 1.5, 2, 3, 5, 7, 1, 2, 5, 1, 3, 1};
    static const size_t from[] = {0, 6, 9, 11}, count[] = {6, 3, 2, 1};
    if (high / low < 2.5) {
        choose_linear(axis, low, high, length, font, sideways);
        return;
    }
    for (size_t i = high / low < 12 ? 0 : 1; i < 4; i++) {
        log_ticks(axis, low, high, lead + from[i], count[i], 1);
        if (axis->ticks >= 2 && ticks_fit(axis, length, font, sideways)) return;
    }
    for (int stride = 2; stride <= 300; stride++) {
        log_ticks(axis, low, high, lead + from[3], 1, stride);
        if (ticks_fit(axis, length, font, sideways)) return;
    }
}

/* -------------------------------------------------------------------------------------------------------- range */

/* Something to see on both sides where there is one value only, or none. */
static void widen(chart_axis *axis)
{
    if (!axis->any) {
        axis->low = axis->scale == CHART_LOG ? 0.1 : 0;
        axis->high = 1;
        axis->any = true;
    }
    double low = to_u(axis, axis->low), high = to_u(axis, axis->high);
    const double size = fmax(fabs(low), fabs(high));
    if (high - low > 1e-9 * size && high > low) return;
    const double pad = axis->scale != CHART_LINEAR || size == 0 ? 0.5 : 0.1 * size;
    axis->low = from_u(axis, low - fmax(pad, 1e-9 * size));
    axis->high = from_u(axis, high + fmax(pad, 1e-9 * size));
}

/* An end moves outwards to a round value that is near. */
static void round_ends(chart_axis *axis)
{
    if (axis->exact || axis->scale != CHART_LINEAR) return;
    const double step = nice_step(axis->high / 2 - axis->low / 2, 5); /* half a tick's */
    if (!(step > 0) || !isfinite(step)) return;
    axis->low = step * floor(axis->low / step + 1e-9);
    axis->high = step * ceil(axis->high / step - 1e-9);
}

void copse_i_axis_settle(chart_axis *axis, double length, double font, bool sideways)
{
    widen(axis);
    round_ends(axis);
    const double low = shown_of(axis, axis->low), high = shown_of(axis, axis->high);
    const bool ratio = axis->scale == CHART_SHOWN && copse_transform_makes_ratio(axis->transform);
    if (axis->scale == CHART_LOG || ratio)
        choose_log(axis, fmax(low, 1e-300), fmin(high, 1e300), length, font, sideways);
    else choose_linear(axis, low, high, length, font, sideways);
    if (axis->two_ticks) reach_second(axis, length, font, sideways);
}

double copse_i_axis_room(const chart_axis *axis, double font)
{
    double widest = 0;
    for (size_t i = 0; i < axis->ticks; i++) widest = fmax(widest, copse_i_text_width(axis->text[i], false));
    return font * widest;
}
