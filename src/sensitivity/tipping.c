/* The smallest change of one input number that moves the interval across no effect. */
#include <copse/sensitivity.h>

#include <math.h>

enum { STEPS = 62 };                             /* up to a thousand units */
static const double FIRST = 1e-3, GROWTH = 1.25; /* steps, in units of the number */
static const double CLOSE = 1e-9;                /* the end of the bisection, likewise */

typedef struct search {
    const copse_input_number *number;
    bool excludes;
    copse_number_interval interval;
    void *context;
} search;

typedef enum verdict { SAME, OTHER, NONE } verdict;

static copse_status look(const search *s, double value, verdict *v, copse_error *err)
{
    copse_interval ci = {NAN, NAN};
    *v = NONE;
    if (!(value > s->number->least && value < s->number->most)) return COPSE_OK;
    const copse_status status = s->interval(s->context, s->number->study, s->number->input, value, &ci, NULL);
    if (status == COPSE_ENOMEM) return copse_fail_memory(err);
    if (status != COPSE_OK || !isfinite(ci.lower) || !isfinite(ci.upper)) return COPSE_OK;
    *v = (ci.lower > 0 || ci.upper < 0) == s->excludes ? SAME : OTHER;
    return COPSE_OK;
}

/* Between a distance that does not do and one that does. */
static copse_status bisect(const search *s, double sign, double low, double high, double *distance, copse_error *err)
{
    const copse_input_number *n = s->number;
    while (n->whole ? high - low > 1 : high - low > CLOSE * fmin(n->unit, high)) {
        verdict v;
        double middle = low + (high - low) / 2;
        if (n->whole) middle = floor(middle);
        if (!(middle > low && middle < high)) break;
        const copse_status status = look(s, n->now + sign * middle, &v, err);
        if (status != COPSE_OK) return status;
        if (v == OTHER) high = middle;
        else low = middle;
    }
    *distance = high;
    return COPSE_OK;
}

/* The nearest distance in one direction, less than `within`; NaN where there is none. */
static copse_status search_side(const search *s, double sign, double within, double *distance, copse_error *err)
{
    const copse_input_number *n = s->number;
    double last = 0, size = FIRST / GROWTH;
    *distance = NAN;
    for (int step = 0; step < STEPS; step++) {
        size *= GROWTH;
        double here = size * n->unit;
        if (n->whole) here = fmax(ceil(here), last + 1);
        if (here >= within) return COPSE_OK;
        verdict v;
        const copse_status status = look(s, n->now + sign * here, &v, err);
        if (status != COPSE_OK || v == NONE) return status;
        if (v == OTHER) return bisect(s, sign, last, here, distance, err);
        last = here;
    }
    return COPSE_OK;
}

copse_status copse_tipping_points(const copse_input_number *number, size_t count, bool excludes,
                                  copse_number_interval interval, void *context, copse_tipping_point *out,
                                  copse_error *err)
{
    if (number == NULL || interval == NULL || out == NULL)
        return copse_fail(err, COPSE_EINVAL, "no numbers, or no place for their tipping points");
    for (size_t i = 0; i < count; i++) {
        const copse_input_number *n = &number[i];
        const search s = {n, excludes, interval, context};
        double up, down;
        if (!(n->unit > 0) || !isfinite(n->now)) return copse_fail(err, COPSE_EINVAL, "a number without a unit");
        copse_status status = search_side(&s, 1, INFINITY, &up, err);
        if (status == COPSE_OK) status = search_side(&s, -1, isnan(up) ? INFINITY : up, &down, err);
        if (status != COPSE_OK) return status;
        const double change = !isnan(down) ? -down : up;
        out[i] = (copse_tipping_point){
            .value = n->now + change, .change = change, .relative = n->now != 0 ? fabs(change / n->now) : (double)NAN};
    }
    return COPSE_OK;
}
