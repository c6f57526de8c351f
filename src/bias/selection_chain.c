/* Decreasing weights with one of them held, for its profile: delta_j = exp(-c), c the sum of the gaps up to j. The gaps lie on a
 * simplex; one of them, which must not be 0, is what the others leave of c, and a gap that the climb has used up gives its place
 * to the largest. */
#include "selection_parts.h"

#include <math.h>
#include <string.h>

enum { MOST_CHANGES = 40 };

double copse_i_selmodel_pinned_gap(const copse_i_selmodel_problem *s, const double *coordinate)
{
    const double *t = coordinate + s->p + 1;
    double gap = t[s->pin];
    for (size_t l = 0; l <= s->pin_to; l++)
        if (l != s->pin) gap -= t[l];
    return gap;
}

void copse_i_selmodel_pin_derivatives(copse_i_selmodel_problem *s)
{
    const size_t n = copse_i_selmodel_n(s), first = s->p + 1, m = first + s->pin;
    for (size_t l = first; l <= first + s->pin_to; l++) {
        if (l == m) continue;
        s->gradient[l] -= s->gradient[m];
        for (size_t a = 0; a < n; a++) s->hessian[a * n + l] -= s->hessian[a * n + m];
    }
    for (size_t l = first; l <= first + s->pin_to; l++)
        for (size_t a = 0; l != m && a < n; a++) s->hessian[l * n + a] -= s->hessian[m * n + a];
}

void copse_i_selmodel_to_sum(const copse_i_selmodel_problem *s, size_t slot, double *coordinate)
{
    double *t = coordinate + s->p + 1;
    for (size_t l = 0; l < slot; l++) t[slot] += t[l];
}

void copse_i_selmodel_from_sum(const copse_i_selmodel_problem *s, size_t slot, double *coordinate)
{
    double *t = coordinate + s->p + 1;
    for (size_t l = 0; l < slot; l++) t[slot] -= t[l];
    t[slot] = fmax(t[slot], 0);
}

/* Gaps, in t, that add up to c: those before the slot shrink where they are more. */
static void fit_in(double *t, size_t slot, double c)
{
    double sum = 0;
    for (size_t l = 0; l < slot; l++) sum += t[l];
    for (size_t l = 0; sum > c && l < slot; l++) t[l] *= c / sum;
    t[slot] = sum > c ? 0 : c - sum;
}

static size_t largest(const double *t, size_t slot)
{
    size_t at = slot;
    for (size_t l = 0; l <= slot; l++)
        if (t[l] > t[at]) at = l;
    return at;
}

/* t: gaps before and after. */
static copse_status climb_pinned(copse_i_selmodel_problem *s, double c, double *coordinate,
                                 copse_i_selmodel_climb *climb)
{
    double *t = coordinate + s->p + 1;
    bool *held = s->held + s->p + 1;
    s->pin = largest(t, s->pin_to);
    t[s->pin] = c;
    held[s->pin] = true;
    const copse_status status = copse_i_selmodel_climb_on(s, coordinate, climb);
    held[s->pin] = false;
    t[s->pin] = fmax(copse_i_selmodel_pinned_gap(s, coordinate), 0);
    return status;
}

copse_status copse_i_selmodel_climb_chain(copse_i_selmodel_problem *s, size_t slot, double *coordinate,
                                          copse_i_selmodel_climb *climb)
{
    double *t = coordinate + s->p + 1;
    bool *held = s->held + s->p + 1;
    const double c = t[slot];
    copse_status status = COPSE_OK;
    const bool outer = held[slot];
    held[slot] = false;
    fit_in(t, slot, c);
    s->pin_to = slot;
    for (size_t l = 0; l <= slot; l++) held[l] = !(c > 0); /* no gap at all */
    for (int changes = 0; changes < MOST_CHANGES; changes++) {
        status = climb_pinned(s, c, coordinate, climb);
        if (status != COPSE_OK || !(c > 0) || t[s->pin] > 0) break;
        climb->converged = false; /* the others have used it up */
    }
    for (size_t l = 0; l <= slot; l++) held[l] = false;
    if (status == COPSE_OK) s->gradient[s->p + 1 + slot] = s->gradient[s->p + 1 + s->pin];
    held[slot] = outer;
    s->pin = s->pin_to = SIZE_MAX;
    t[slot] = c;
    return status;
}
