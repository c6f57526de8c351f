/* Copas' model at every point of its grid. */
#include "copas_work.h"

#include <math.h>

enum { EVERY = 4, PASSES = 3 };
static const double NEAR = 0.5;      /* of log L: no lower places are climbed from */
static const double ELSEWHERE = 0.2; /* of angle and mu: maxima that far apart are different ones */

void copse_i_copas_set(copse_i_copas_work *w, double gamma0, double gamma1)
{
    copse_i_copas_select(&w->model, gamma0, gamma1, w->unit);
    if (w->some.k > 0) copse_i_copas_select(&w->some, gamma0, gamma1, w->unit);
}

void copse_i_copas_look(copse_i_copas_work *w, copse_i_copas_maximum *best)
{
    w->some.n = w->model.n;
    w->some.limit = w->model.limit;
    copse_i_copas_search(&w->model, w->some.k > 0 ? &w->some : &w->model, w->mu, w->tau, best);
}

/* Climbs at a point from the place of another's maximum. */
static void try_from(const copse_i_copas_work *w, size_t to, size_t from)
{
    if (w->grid[from].found) copse_i_copas_climb(&w->model, w->grid[from].at, &w->grid[to]);
}

/* The same from where the way from one maximum to another leads on. */
static void try_beyond(const copse_i_copas_work *w, size_t to, size_t near, size_t far)
{
    double start[COPSE_I_COPAS_MOST];
    for (int i = 0; i < COPSE_I_COPAS_MOST; i++) start[i] = 2 * w->grid[near].at[i] - w->grid[far].at[i];
    copse_i_copas_climb(&w->model, start, &w->grid[to]);
}

static bool differs(const copse_i_copas_work *w, size_t a, size_t b)
{
    const double *x = w->grid[a].at, *y = w->grid[b].at;
    return fabs(x[COPSE_I_COPAS_RHO] - y[COPSE_I_COPAS_RHO]) > ELSEWHERE ||
           fabs(fabs(x[COPSE_I_COPAS_TAU]) - fabs(y[COPSE_I_COPAS_TAU])) > ELSEWHERE / 4 ||
           fabs(x[COPSE_I_COPAS_MU] - y[COPSE_I_COPAS_MU]) > ELSEWHERE;
}

/* Away from no selection: each point from its neighbours' maxima, one in sixteen from starts of its own. */
static void spread(copse_i_copas_work *w)
{
    const size_t n = w->opts->grid;
    const bool many = w->some.k > 0; /* of many studies the likelihood is smooth, and shorter ways will do */
    double corner[2] = {0, 0};
    for (size_t i = 0; i < n * n; i++) w->grid[i] = COPSE_I_COPAS_NOWHERE;
    for (size_t a = 0; a < n * n; a++) {
        const size_t row = a / n, column = a % n, to = n * n - 1 - a;
        copse_i_copas_set(w, w->out->gamma0[to / n], w->out->gamma1[to % n]);
        if (many && column > 1 && !differs(w, to + 1, to + 2)) try_beyond(w, to, to + 1, to + 2);
        else if (column > 0) try_from(w, to, to + 1);
        if (row > 0 && (column == 0 || differs(w, to + 1, to + n))) try_from(w, to, to + n);
        if (row % EVERY == 0 && column % EVERY == 0) copse_i_copas_look(w, &w->grid[to]);
        if (!many || column == 0) corner[0] = corner[1] = w->grid[to].at[COPSE_I_COPAS_MU];
        copse_i_copas_corner(&w->model, many && column > 0, corner, &w->grid[to]);
    }
}

/* Could another's maximum lead to a better one here? */
static bool is_promising(const copse_i_copas_work *w, size_t to, size_t from)
{
    if (!differs(w, to, from) || (w->grid[from].corner && !w->grid[to].corner)) return false;
    return w->grid[to].corner ||
           -copse_i_copas_value(&w->model, w->grid[from].at, NULL, NULL) > w->grid[to].value - NEAR;
}

/* Where a neighbour's maximum is another one, it is tried here, too; says whether any was better. */
static bool exchange(copse_i_copas_work *w)
{
    const size_t n = w->opts->grid;
    bool better = false;
    for (size_t to = 0; to < n * n; to++) {
        const copse_i_copas_maximum before = w->grid[to];
        const size_t from[] = {to - 1, to + 1, to - n, to + n};
        const bool there[] = {to % n > 0, to % n + 1 < n, to / n > 0, to / n + 1 < n};
        copse_i_copas_set(w, w->out->gamma0[to / n], w->out->gamma1[to % n]);
        for (size_t i = 0; i < 4; i++)
            if (there[i] && is_promising(w, to, from[i])) try_from(w, to, from[i]);
        better = better || w->grid[to].corner != before.corner || w->grid[to].value > before.value + 1e-9;
    }
    return better;
}

void copse_i_copas_fill(copse_i_copas_work *w)
{
    const size_t n = w->opts->grid;
    spread(w);
    for (int pass = 0; pass < PASSES && exchange(w); pass++) {
    }
    for (size_t to = 0; to < n * n; to++)
        w->out->contour[to] = w->grid[to].found ? w->grid[to].at[COPSE_I_COPAS_MU] * w->unit : NAN;
}
