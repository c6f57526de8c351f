/* The fragility index of a meta-analysis of 2x2 tables (Atal et al. 2019). */
#include <copse/sensitivity.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct search {
    copse_tables_interval interval;
    void *context;
    double *cells; /* k x 4, as changed so far */
    size_t k, capacity;
} search;

/* How far the interval is from no effect: above 0 where it excludes it. NaN where there is none. */
static double margin_of(copse_interval ci)
{
    return isfinite(ci.lower) && isfinite(ci.upper) ? fmax(ci.lower, -ci.upper) : (double)NAN;
}

/* Moves one participant, or with `back` returns them; false where the cell is empty. */
static bool move(double *cells, copse_event_change c, bool back)
{
    double *group = cells + 4 * c.study + (c.first ? 0 : 2);
    const bool to_event = c.to_event != back;
    double *from = to_event ? &group[1] : &group[0], *to = to_event ? &group[0] : &group[1];
    if (!(*from >= 1)) return false;
    *from -= 1;
    *to += 1;
    return true;
}

static copse_status look(const search *s, double *margin, copse_interval *ci, copse_error *err)
{
    const copse_status status = s->interval(s->context, s->cells, ci, NULL);
    *margin = status == COPSE_OK ? margin_of(*ci) : (double)NAN;
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : COPSE_OK;
}

/* The best of all single changes; NaN where there is none. */
static copse_status find_best(const search *s, bool excludes, copse_event_change *best, double *margin,
                              copse_interval *ci, copse_error *err)
{
    *margin = NAN;
    for (size_t i = 0; i < 4 * s->k; i++) {
        const copse_event_change change = {.study = i / 4, .first = i % 4 < 2, .to_event = i % 2 == 0};
        double m;
        copse_interval here;
        if (!move(s->cells, change, false)) continue;
        const copse_status status = look(s, &m, &here, err);
        (void)move(s->cells, change, true);
        if (status != COPSE_OK) return status;
        if (isnan(m) || (excludes ? m >= *margin : m <= *margin)) continue;
        *best = change;
        *margin = m;
        *ci = here;
    }
    return COPSE_OK;
}

static copse_status keep(search *s, copse_event_change change, copse_fragility *out, copse_error *err)
{
    if (copse_reserve((void **)&out->change, &s->capacity, out->index + 1, sizeof *out->change) != COPSE_OK)
        return copse_fail_memory(err);
    out->change[out->index++] = change;
    (void)move(s->cells, change, false);
    return COPSE_OK;
}

static copse_status change_until(search *s, size_t most, copse_fragility *out, copse_error *err)
{
    while (!out->found && out->index < most) {
        copse_event_change best = {0};
        double margin;
        copse_status status = find_best(s, out->excludes, &best, &margin, &out->ci, err);
        if (status != COPSE_OK || isnan(margin)) return status;
        status = keep(s, best, out, err);
        if (status != COPSE_OK) return status;
        out->found = (margin > 0) != out->excludes;
    }
    return COPSE_OK;
}

copse_status copse_fragility_index(const double *cells, size_t k, size_t most, copse_tables_interval interval,
                                   void *context, copse_fragility *out, copse_error *err)
{
    if (out == NULL || cells == NULL || interval == NULL || k == 0)
        return copse_fail(err, COPSE_EINVAL, "no tables, or no place for the result");
    *out = (copse_fragility){0};
    search s = {.interval = interval, .context = context, .k = k, .cells = copse_alloc(4 * sizeof *s.cells, k)};
    if (s.cells == NULL) return copse_fail_memory(err);
    memcpy(s.cells, cells, 4 * k * sizeof *cells);
    double margin;
    copse_status status = look(&s, &margin, &out->ci, err);
    if (status == COPSE_OK && isnan(margin))
        status = copse_fail(err, COPSE_ENOTCOMPUTABLE, "the tables give no interval to begin with");
    out->excludes = margin > 0;
    if (status == COPSE_OK) status = change_until(&s, most, out, err);
    free(s.cells);
    return status;
}

void copse_fragility_free(copse_fragility *out)
{
    if (out == NULL) return;
    free(out->change);
    *out = (copse_fragility){0};
}
