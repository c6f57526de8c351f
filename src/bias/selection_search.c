/* The highest maximum of a selection likelihood, which may have several: a scan of strengths of selection, with the effect and
 * tau2 as they are without selection, without heterogeneity, and shrunk; then climbs from the most promising; and one along the
 * boundary tau2 = 0, since a maximum there can stand by itself. */
#include "selection_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { PLACES = 5, MOST_STRENGTHS = 12, USUAL_CLIMBS = 3 };

typedef struct start {
    double log_lik;
    double *coordinate;
} start;

static size_t copy_strengths(const double (*from)[2], size_t bytes, double out[MOST_STRENGTHS][2])
{
    memcpy(out, from, bytes);
    return bytes / sizeof *from;
}

/* What the deltas are tried at. */
static size_t strengths_of(const copse_i_selmodel_problem *s, double out[MOST_STRENGTHS][2])
{
    static const double ONE[][2] = {{0, 1}, {0.5, 1}, {2, 1}, {8, 1}, {40, 1}};
    static const double TWO[][2] = {{0, 1}, {1, 1}, {4, 1}, {20, 1}, {1, 0.4}, {4, 0.4}, {4, 3}, {20, 5}};
    static const double BETA[][2] = {{1, 1}, {0.5, 1}, {1, 3}, {0.4, 4}, {0.2, 1}, {0.5, 0.5}, {2, 1}, {1.5, 3}};
    static const double STEPS[][2] = {{1, 0}, {0.4, 0}, {0.15, 0}, {0.03, 0}, {2.5, 0}};
    if (s->step_like) return copy_strengths(STEPS, sizeof STEPS, out);
    if (s->type == COPSE_SELMODEL_BETA) return copy_strengths(BETA, sizeof BETA, out);
    if (s->type == COPSE_SELMODEL_NEGEXPPOW) return copy_strengths(TWO, sizeof TWO, out);
    return copy_strengths(ONE, sizeof ONE, out);
}

/* Steps: the last weight as given, those between in geometric progression. */
static void put_deltas(const copse_i_selmodel_problem *s, const double strength[2], double *coordinate)
{
    const double last = (double)(s->deltas > 1 ? s->deltas - 1 : 1);
    for (size_t j = 0; j < s->deltas; j++) {
        const size_t slot = s->slot[j];
        if (slot == SIZE_MAX) continue;
        const double at = s->step_like ? pow(strength[0], (double)j / last) : strength[j];
        double t = s->chain ? fmax(-log(strength[0]) / last, 1e-3) : copse_i_selmodel_coordinate(s, slot, at);
        const size_t c = s->p + 1 + slot;
        if (s->kind[slot] == COPSE_I_LINEAR && s->step_like) t = 0.1 * at; /* an interval without p-values */
        coordinate[c] = fmin(fmax(t, s->low[c]), s->high[c]);
    }
}

/* Effect and tau2. */
static void put_place(const copse_i_selmodel_problem *s, const double *basis, double tau2, int place,
                      double *coordinate)
{
    static const double SHRINK[PLACES] = {1, 1, 0.5, 0.6, 0};
    double spread = 0, v = INFINITY;
    for (size_t i = 0; i < s->k; i++) v = fmin(v, s->v[i]);
    for (size_t j = 0; j < s->p; j++) {
        coordinate[j] = SHRINK[place] * basis[j];
        spread += basis[j] * basis[j] / (double)s->k;
    }
    const double at[PLACES] = {tau2, 0, 2 * tau2 + 0.1 * v, 0, tau2 + 0.3 * spread};
    coordinate[s->p] = s->held[s->p] ? coordinate[s->p] : at[place];
}

static int higher_first(const void *a, const void *b)
{
    const double x = ((const start *)a)->log_lik, y = ((const start *)b)->log_lik;
    return (x < y) - (x > y);
}

/* The best place of each strength; thorough: all of them. */
static size_t scan(copse_i_selmodel_problem *s, const double *basis, double tau2, start *starts)
{
    double strength[MOST_STRENGTHS][2];
    const size_t strengths = strengths_of(s, strength), n = copse_i_selmodel_n(s);
    size_t count = 0;
    for (size_t i = 0; i < strengths; i++) {
        start *best = NULL;
        for (int place = 0; place < PLACES; place++) {
            if (s->held[s->p] && (place == 1 || place == 2)) continue; /* of other tau2 */
            start *at = &starts[count];
            put_place(s, basis, tau2, place, at->coordinate);
            put_deltas(s, strength[i], at->coordinate);
            at->log_lik = copse_i_selmodel_evaluate(s, at->coordinate, false) ? s->log_lik : (double)-INFINITY;
            if (!(at->log_lik > -INFINITY)) continue;
            if (best != NULL && !s->opts.thorough) {
                if (at->log_lik <= best->log_lik) continue;
                best->log_lik = at->log_lik;
                memcpy(best->coordinate, at->coordinate, n * sizeof *best->coordinate);
                continue;
            }
            best = at;
            count++;
        }
        if (s->free == 0 && !s->opts.thorough) break;
    }
    qsort(starts, count, sizeof *starts, higher_first);
    return count;
}

typedef struct summit {
    double *coordinate, *trial;
    copse_i_selmodel_climb climb;
    double edge; /* highest value at an edge; -Inf: none was met */
} summit;

/* A maximum at the upper end of what is searched for a delta is one of the search, not of the likelihood: any other is preferred,
 * and what is higher there is told. */
bool copse_i_selmodel_at_edge(const copse_i_selmodel_problem *s, const double *coordinate)
{
    for (size_t j = s->p + 1; !s->chain && j < copse_i_selmodel_n(s); j++)
        if (copse_i_selmodel_at_high(s, coordinate, j) ||
            (s->type == COPSE_SELMODEL_NEGEXPPOW && s->kind[j - s->p - 1] == COPSE_I_LOG &&
             copse_i_selmodel_at_low(s, coordinate, j)))
            return true;
    return false;
}

static bool is_better(const copse_i_selmodel_climb *now, const copse_i_selmodel_climb *before)
{
    if (isnan(before->log_lik)) return true;
    if (now->at_edge != before->at_edge) return before->at_edge;
    return now->log_lik > before->log_lik + 1e-11 * (1 + fabs(before->log_lik));
}

static copse_status try_from(copse_i_selmodel_problem *s, summit *top, const double *from)
{
    copse_i_selmodel_climb climb;
    const size_t n = copse_i_selmodel_n(s);
    memcpy(top->trial, from, n * sizeof *top->trial);
    s->known = top->climb.converged ? top->coordinate : NULL;
    const copse_status status = copse_i_selmodel_climb_on(s, top->trial, &climb);
    s->known = NULL;
    if (status == COPSE_ERANGE) return COPSE_OK; /* that one leads nowhere */
    if (status == COPSE_OK && climb.known) return COPSE_OK;
    climb.at_edge = copse_i_selmodel_at_edge(s, top->trial);
    if (status == COPSE_OK && climb.at_edge) top->edge = fmax(top->edge, climb.log_lik);
    if (status != COPSE_OK || !is_better(&climb, &top->climb)) return status;
    memcpy(top->coordinate, top->trial, n * sizeof *top->trial);
    top->climb = climb;
    return COPSE_OK;
}

/* Along tau2 = 0, and from there on with tau2 free. */
static copse_status try_boundary(copse_i_selmodel_problem *s, summit *top, double *from)
{
    copse_i_selmodel_climb climb;
    const size_t n = copse_i_selmodel_n(s);
    memcpy(from, top->coordinate, n * sizeof *from);
    from[s->p] = 0;
    s->held[s->p] = true;
    copse_status status = copse_i_selmodel_climb_on(s, from, &climb);
    s->held[s->p] = false;
    if (status == COPSE_ERANGE) return COPSE_OK;
    return status == COPSE_OK ? try_from(s, top, from) : status;
}

static copse_status climb_all(copse_i_selmodel_problem *s, const double *basis, double tau2, start *starts, summit *top)
{
    const size_t count = scan(s, basis, tau2, starts);
    const size_t most = s->deltas > 1 && !s->step_like && !s->brief ? MOST_STRENGTHS : USUAL_CLIMBS;
    const size_t climbs = s->opts.thorough ? count : count < most ? count : most;
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < climbs; i++) status = try_from(s, top, starts[i].coordinate);
    return status;
}

static copse_status search(copse_i_selmodel_problem *s, const double *basis, double tau2, start *starts, summit *top)
{
    copse_status status = s->brief ? try_from(s, top, top->coordinate) : COPSE_OK;
    if (status == COPSE_OK) status = climb_all(s, basis, tau2, starts, top);
    if (status == COPSE_OK && !s->opts.thorough && (isnan(top->climb.log_lik) || top->climb.at_edge)) {
        s->opts.thorough = true; /* there may be a maximum within */
        status = climb_all(s, basis, tau2, starts, top);
        s->opts.thorough = false;
    }
    if (status == COPSE_OK && isnan(top->climb.log_lik)) return COPSE_ERANGE;
    if (status == COPSE_OK && !s->held[s->p] && top->coordinate[s->p] > 0)
        status = try_boundary(s, top, starts[0].coordinate);
    return status;
}

copse_status copse_i_selmodel_search(copse_i_selmodel_problem *s, const double *beta, double tau2, double *coordinate,
                                     copse_i_selmodel_climb *climb)
{
    enum { MOST = MOST_STRENGTHS * PLACES + 1 };
    const size_t n = copse_i_selmodel_n(s);
    start starts[MOST];
    double *room = copse_alloc((MOST + 2) * n, sizeof *room);
    if (room == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i < MOST; i++) {
        starts[i].coordinate = room + i * n;
        starts[i].coordinate[s->p] = coordinate[s->p]; /* a given tau2 */
    }
    double *basis = room + MOST * n;
    summit top = {coordinate, basis + n, {.log_lik = NAN}, -INFINITY};
    copse_i_selmodel_to_basis(s, beta, basis);
    s->rough = true;
    copse_status status = search(s, basis, tau2, starts, &top);
    s->rough = false;
    *climb = top.climb;
    free(room);
    if (status != COPSE_OK) return status;
    if (!s->step_like) {
        status = copse_i_selmodel_climb_on(s, coordinate, climb);
        climb->steps += top.climb.steps;
        climb->at_edge = top.climb.at_edge;
    }
    climb->edge = top.edge;
    return status;
}
