/* Maxima of the likelihood of Copas' model by Newton's method. */
#include "copas_parts.h"

#include <math.h>
#include <string.h>

enum { MOST = COPSE_I_COPAS_MOST, PLACES = 4, MU_STEPS = 4 };
static const double NEAR = 0.5;      /* of log L: no lower places are climbed from */
static const double MU_STRIDE = 0.5; /* in units of the largest standard error */
static const double SAME = 1e-3;     /* maxima no further apart are one */
static const double FLAT = 1e-11;    /* per study: a parameter whose derivatives are smaller than this tells nothing */
static const double NOTHING = 1e-7;  /* of tau, and of the share that the angle has in rho: at the end */
static const double SMALL = 1e-10;   /* a gain in log L that its own rounding may hide */
static const double SQUARED_IS_NOTHING = 1e-14; /* a gain after which the next would be as small as its square */

static const double LEVEL = 1e-4; /* a slope, relative to the curvature, that a bound may have by rounding */

typedef double copse_i_square[MOST][MOST];

/* L L' = matrix, n x n; false: not positive definite. */
static bool factor(const copse_i_square matrix, size_t n, copse_i_square L)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = matrix[i][j];
            for (size_t m = 0; m < j; m++) sum -= L[i][m] * L[j][m];
            if (i == j && !(sum > 1e-14 * fabs(matrix[i][i]))) return false;
            L[i][j] = i == j ? sqrt(sum) : sum / L[j][j];
        }
    return true;
}

static void solve(const copse_i_square L, size_t n, const double *right, double *x)
{
    for (size_t i = 0; i < n; i++) {
        x[i] = right[i];
        for (size_t j = 0; j < i; j++) x[i] -= L[i][j] * x[j];
        x[i] /= L[i][i];
    }
    for (size_t i = n; i-- > 0;) {
        for (size_t j = i + 1; j < n; j++) x[i] -= L[j][i] * x[j];
        x[i] /= L[i][i];
    }
}

/* What the data do not tell stays where it is. */
static bool is_flat(const copse_i_copas *c, const double *gradient, const copse_i_square hessian, size_t i)
{
    const double nothing = FLAT * (double)c->k;
    return fabs(gradient[i]) < nothing && fabs(hessian[i][i]) < nothing;
}

static void freeze(size_t n, size_t i, double *gradient, copse_i_square hessian)
{
    for (size_t j = 0; j < n; j++) hessian[i][j] = hessian[j][i] = 0;
    hessian[i][i] = 1;
    gradient[i] = 0;
}

/* Newton's step, with as much added to the diagonal as makes the Hessian positive definite; returns how much. */
static double newton_step(const copse_i_copas *c, const double *gradient, const copse_i_square hessian, double *step)
{
    copse_i_square m, L = {{0}};
    double shift = 0;
    memcpy(m, hessian, sizeof m);
    while (!factor((const double(*)[MOST])m, c->n, L)) {
        shift = shift == 0 ? 1e-3 : 4 * shift;
        for (size_t i = 0; i < c->n; i++) m[i][i] = hessian[i][i] + shift * fmax(1, fabs(hessian[i][i]));
    }
    solve((const double(*)[MOST])L, c->n, gradient, step);
    return shift;
}

/* The first point of the way that is better, halving `length` of it. */
static bool advance(const copse_i_copas *c, const double *step, double length, double *at, double *value)
{
    double next[MOST] = {0};
    for (int halving = 0; halving < 30; halving++) {
        for (size_t i = 0; i < c->n; i++) next[i] = at[i] - length * step[i];
        length /= 2;
        const double there = copse_i_copas_value(c, next, NULL, NULL);
        if (!(there < *value)) continue;
        memcpy(at, next, sizeof next);
        *value = there;
        return true;
    }
    return false;
}

/* A bound that is no maximum is a place without slope, from which Newton's method does not start: leaves it. */
static bool leave_bound(const copse_i_copas *c, const double *gradient, const copse_i_square hessian, double *at,
                        double *value)
{
    for (size_t i = COPSE_I_COPAS_RHO; i <= COPSE_I_COPAS_TAU; i++) {
        double step[MOST] = {0};
        if (!(hessian[i][i] < 0 && fabs(gradient[i]) < LEVEL * -hessian[i][i])) continue;
        step[i] = 0.4;
        if (advance(c, step, 1, at, value)) return true;
    }
    return false;
}

/* A place of the climb with its derivatives. */
typedef struct copse_i_foothold {
    double at[MOST], value, gradient[MOST];
    copse_i_square hessian;
} copse_i_foothold;

static void look(const copse_i_copas *c, copse_i_foothold *p)
{
    p->value = copse_i_copas_value(c, p->at, p->gradient, p->hessian);
}

/* A whole step, which mostly is a good one and then needs no second look; else halves of it. */
static bool step_on(const copse_i_copas *c, const double *step, copse_i_foothold *p)
{
    copse_i_foothold next = *p;
    for (size_t i = 0; i < c->n; i++) next.at[i] -= step[i];
    look(c, &next);
    if (next.value < p->value) {
        *p = next;
        return true;
    }
    if (!advance(c, step, 0.5, p->at, &p->value)) return false;
    look(c, p);
    return true;
}

/* Returns the value that is reached. Near the maximum it no longer tells better from worse, and Newton's step, whose error is the
 * square of its length, is taken whole. */
static double climb(const copse_i_copas *c, double *at)
{
    copse_i_foothold p = {.value = NAN};
    double step[MOST] = {0};
    memcpy(p.at, at, sizeof p.at);
    look(c, &p);
    for (int iteration = 0; iteration < 200 && isfinite(p.value); iteration++) {
        double gain = 0;
        for (size_t i = 0; i < c->n; i++)
            if (is_flat(c, p.gradient, (const double(*)[MOST])p.hessian, i)) freeze(c->n, i, p.gradient, p.hessian);
        if (leave_bound(c, p.gradient, (const double(*)[MOST])p.hessian, p.at, &p.value)) {
            look(c, &p);
            continue;
        }
        const double shift = newton_step(c, p.gradient, (const double(*)[MOST])p.hessian, step);
        for (size_t i = 0; i < c->n; i++) gain += p.gradient[i] * step[i] / 2;
        if (shift == 0 && gain < SMALL) {
            for (size_t i = 0; i < c->n; i++) p.at[i] -= step[i];
            p.value -= gain;
            if (gain < SQUARED_IS_NOTHING) break;
            look(c, &p);
        } else if (!step_on(c, step, &p)) {
            break;
        }
    }
    memcpy(at, p.at, sizeof p.at);
    return p.value;
}

static bool rho_is_at_bound(const copse_i_copas *c, const double *at)
{
    double first, second;
    (void)copse_i_copas_rho(c, at[COPSE_I_COPAS_RHO], &first, &second);
    return fabs(first) < NOTHING * c->bound && second != 0 && fabs(sin(at[COPSE_I_COPAS_RHO])) > 0.5;
}

static bool is_better(const copse_i_copas_maximum *here, const copse_i_copas_maximum *best)
{
    if (!best->found || here->corner != best->corner) return !best->found || best->corner;
    return here->value > best->value;
}

void copse_i_copas_climb(const copse_i_copas *c, const double *start, copse_i_copas_maximum *best)
{
    copse_i_copas_maximum here = {.found = true, .in_corner = best->in_corner};
    memcpy(here.at, start, sizeof here.at);
    here.value = -climb(c, here.at);
    if (!isfinite(here.value)) return;
    here.corner = rho_is_at_bound(c, here.at) && fabs(here.at[COPSE_I_COPAS_TAU]) < NOTHING;
    if (here.corner) here.in_corner = fmax(here.in_corner, here.value);
    if (is_better(&here, best)) *best = here;
    best->in_corner = here.in_corner;
}

/* mu at its best for given rho and tau, of which the likelihood is a concave function; its value. */
static double settle_mu(const copse_i_copas *c, int steps, double *at)
{
    for (int step = 0; step < steps; step++) at[0] += fmax(-MU_STRIDE, fmin(MU_STRIDE, copse_i_copas_mu_step(c, at)));
    return copse_i_copas_value(c, at, NULL, NULL);
}

/* The best places of a coarse grid over rho and tau, best first. */
static size_t best_places(const copse_i_copas *c, double mu, double tau, double place[][MOST], double *value)
{
    static const double RHO[] = {1, 0.99, 0.9, 0.6, 0.2}, TAU[] = {0, 0.5, 1.5};
    size_t found = 0;
    for (int cell = 0; cell < 30; cell++) {
        const double rho = RHO[cell / 2 % 5] * (cell % 2 == 0 ? 1 : -1) * c->bound;
        if (c->limit * rho < 0) continue;
        double at[MOST] = {mu, copse_i_copas_angle(c, rho), TAU[cell / 10] * tau, 0};
        const double here = settle_mu(c, MU_STEPS, at);
        size_t rank = found < PLACES ? found++ : PLACES;
        for (; rank > 0 && here < value[rank - 1]; rank--) {
            if (rank == PLACES) continue;
            value[rank] = value[rank - 1];
            memcpy(place[rank], place[rank - 1], sizeof at);
        }
        if (rank == PLACES) continue;
        value[rank] = here;
        memcpy(place[rank], at, sizeof at);
    }
    return found;
}

void copse_i_copas_corner(const copse_i_copas *c, bool near, double mu[2], copse_i_copas_maximum *best)
{
    for (int i = 0; i < 2; i++) {
        const int sign = i == 0 ? -1 : 1;
        if (c->limit * sign < 0) continue;
        const double least = fmax(best->value, best->in_corner) - NEAR;
        double at[MOST] = {mu[i], copse_i_copas_angle(c, sign * c->bound), 0, 0};
        double value = -settle_mu(c, near ? 1 : MU_STEPS, at);
        if (near && value > least - NEAR) value = -settle_mu(c, MU_STEPS, at);
        mu[i] = at[0];
        if (value > least) copse_i_copas_climb(c, at, best);
    }
}

/* Is it one of the first n places? tau has either sign. */
static bool is_known(const double *at, double place[][MOST], size_t n)
{
    for (size_t i = 0; i < n; i++) {
        double apart = fabs(fabs(at[COPSE_I_COPAS_TAU]) - fabs(place[i][COPSE_I_COPAS_TAU]));
        for (size_t j = 0; j < MOST; j++)
            if (j != COPSE_I_COPAS_TAU) apart = fmax(apart, fabs(at[j] - place[i][j]));
        if (apart < SAME) return true;
    }
    return false;
}

void copse_i_copas_search(const copse_i_copas *c, const copse_i_copas *sample, double mu, double tau,
                          copse_i_copas_maximum *best)
{
    double place[PLACES][MOST], value[PLACES];
    const size_t found = best_places(sample, mu, tau, place, value);
    size_t kept = 0;
    for (size_t i = 0; i < found; i++) {
        if (sample != c) (void)climb(sample, place[i]);
        if (sample != c && is_known(place[i], place, kept)) continue;
        memmove(place[kept], place[i], sizeof place[i]);
        copse_i_copas_climb(c, place[kept++], best);
    }
}

bool copse_i_copas_tells_rho(const copse_i_copas *c, const copse_i_copas_maximum *best)
{
    double gradient[MOST];
    copse_i_square h;
    (void)copse_i_copas_value(c, best->at, gradient, h);
    return !is_flat(c, gradient, (const double(*)[MOST])h, COPSE_I_COPAS_RHO);
}

double copse_i_copas_se(const copse_i_copas *c, const copse_i_copas_maximum *best)
{
    copse_i_square h, L = {{0}};
    const double unit[MOST] = {1};
    double gradient[MOST] = {0}, x[MOST] = {0}, first, second;
    (void)copse_i_copas_value(c, best->at, gradient, h);
    (void)copse_i_copas_rho(c, best->at[COPSE_I_COPAS_RHO], &first, &second);
    if (fabs(first) < NOTHING * c->bound || is_flat(c, gradient, (const double(*)[MOST])h, COPSE_I_COPAS_RHO))
        freeze(c->n, COPSE_I_COPAS_RHO, gradient, h);
    if (fabs(best->at[COPSE_I_COPAS_TAU]) < NOTHING) freeze(c->n, COPSE_I_COPAS_TAU, gradient, h);
    if (!factor((const double(*)[MOST])h, c->n, L)) return NAN;
    solve((const double(*)[MOST])L, c->n, unit, x);
    return x[0] > 0 ? sqrt(x[0]) : NAN;
}
