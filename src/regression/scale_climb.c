/* Newton's method with damping, on the face of the constraints that are active. */
#include "scale_maximum.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_STEPS = 500, MOST_DAMPINGS = 60 };
static const double SURE = 1e-17; /* a Newton decrement (twice the rise in log-likelihood that is left) that is none */
static const double SMALL = 1e-9; /* one below which the likelihood itself tells no more */
static const double NO_GAIN = 1e-10; /* a decrement, and the change of log tau2 beside it: a standard error of 50000 */
static const double FAR_FOR_NOTHING = 0.5;
static const double FURTHER = 16;
static const double LONGEST = 3;       /* change of log tau2 in one step */
static const double WRONG_SIGN = 1e-9; /* of a multiplier, beside the gradient */

copse_status copse_i_scale_maximum_init(copse_i_scale_maximum *m, size_t q)
{
    memset(m, 0, sizeof *m);
    m->theta = copse_alloc(q, sizeof *m->theta);
    m->active = copse_alloc(q, sizeof *m->active);
    return m->theta != NULL && m->active != NULL ? COPSE_OK : COPSE_ENOMEM;
}

void copse_i_scale_maximum_free(copse_i_scale_maximum *m)
{
    free(m->theta);
    free(m->active);
    memset(m, 0, sizeof *m);
}

typedef struct climb {
    copse_i_scale *s;
    copse_i_scale_maximum *m;
    double *basis, *reduced, *factor, *slope, *direction, *trial; /* q x q, q x q, q x q, q, q, q */
    size_t free;
    double decrement;
} climb;

/* Unit vectors made orthogonal to the active rows and to each other. */
copse_status copse_i_scale_free_space(const copse_i_scale *s, const size_t *active, size_t actives, double *basis,
                                      size_t *free_dimensions)
{
    const size_t q = s->q, n = actives + q;
    double *rows = copse_alloc(n * q, sizeof *rows);
    if (rows == NULL) return COPSE_ENOMEM;
    size_t kept = 0, found = 0;
    for (size_t c = 0; c < n; c++) {
        double *row = rows + kept * q, before = 0, after = 0;
        for (size_t j = 0; j < q; j++) row[j] = c < actives ? s->z[j * s->k + active[c]] : c - actives == j;
        for (size_t j = 0; j < q; j++) before += row[j] * row[j];
        for (int pass = 0; pass < 2; pass++)
            for (size_t l = 0; l < kept; l++) {
                double dot = 0;
                for (size_t j = 0; j < q; j++) dot += row[j] * rows[l * q + j];
                for (size_t j = 0; j < q; j++) row[j] -= dot * rows[l * q + j];
            }
        for (size_t j = 0; j < q; j++) after += row[j] * row[j];
        if (kept == q || !(after > 1e-16 * before)) continue;
        for (size_t j = 0; j < q; j++) row[j] /= sqrt(after);
        kept++;
        if (c >= actives) memcpy(basis + q * found++, row, q * sizeof *row);
    }
    *free_dimensions = found;
    free(rows);
    return COPSE_OK;
}

/* Gradient and information on the face. */
static void reduce(climb *c)
{
    const size_t q = c->s->q, n = c->free;
    for (size_t a = 0; a < n; a++) {
        c->slope[a] = 0;
        for (size_t j = 0; j < q; j++) c->slope[a] += c->basis[a * q + j] * c->s->gradient[j];
        for (size_t b = 0; b < n; b++) {
            double sum = 0;
            for (size_t i = 0; i < q; i++)
                for (size_t j = 0; j < q; j++)
                    sum += c->basis[a * q + i] * c->s->information[i * q + j] * c->basis[b * q + j];
            c->reduced[a * n + b] = sum;
        }
    }
}

static double size_of(const climb *c)
{
    double sum = 0;
    for (size_t a = 0; a < c->free; a++) sum += fabs(c->reduced[a * c->free + a]);
    return sum > 0 ? sum / (double)c->free : 1;
}

/* direction = basis (reduced + damping)^-1 gradient; false where that is not positive definite. */
static bool solve(climb *c, double damping)
{
    const size_t q = c->s->q, n = c->free;
    memcpy(c->factor, c->reduced, n * n * sizeof *c->factor);
    for (size_t a = 0; a < n; a++) c->factor[a * n + a] += damping;
    if (!copse_cholesky(c->factor, n, 1e-14)) return false;
    memcpy(c->trial, c->slope, n * sizeof *c->trial);
    copse_cholesky_solve_lower(c->factor, n, c->trial);
    c->decrement = 0;
    for (size_t a = 0; a < n; a++) c->decrement += c->trial[a] * c->trial[a];
    copse_cholesky_solve_upper(c->factor, n, c->trial);
    for (size_t j = 0; j < q; j++) {
        c->direction[j] = 0;
        for (size_t a = 0; a < n; a++) c->direction[j] += c->basis[a * q + j] * c->trial[a];
    }
    return true;
}

static double change_of(const climb *c, size_t i)
{
    double sum = 0;
    for (size_t j = 0; j < c->s->q; j++) sum += c->s->z[j * c->s->k + i] * c->direction[j];
    return sum;
}

static double value_of(const climb *c, size_t i)
{
    double sum = c->s->offset[i];
    for (size_t j = 0; j < c->s->q; j++) sum += c->s->z[j * c->s->k + i] * c->m->theta[j];
    return sum;
}

/* Log link: the largest change of log tau2 in the direction. */
static double longest_change(const climb *c)
{
    double most = 0;
    for (size_t i = 0; i < c->s->k; i++) most = fmax(most, fabs(change_of(c, i)));
    return most;
}

/* Identity link: how far the direction may be gone, at most 1; *hit is the study that stops it, k where none does. */
static double allowed(const climb *c, size_t *hit)
{
    double share = 1, length = 0;
    *hit = c->s->k;
    for (size_t j = 0; j < c->s->q; j++) length = fmax(length, fabs(c->direction[j]));
    for (size_t i = 0; i < c->s->k; i++) {
        double size = 0;
        for (size_t j = 0; j < c->s->q; j++) size = fmax(size, fabs(c->s->z[j * c->s->k + i]));
        const double change = change_of(c, i);
        if (!(change < -1e-11 * size * length)) continue; /* does not fall, or is on the face already */
        const double limit = fmax(value_of(c, i), 0) / -change;
        if (limit < share) share = limit, *hit = i;
    }
    return share;
}

/* One step on the face: true when it was made. */
static bool advance(climb *c, double *damping)
{
    const double before = c->s->log_lik, size = size_of(c);
    for (int tries = 0; tries < MOST_DAMPINGS; tries++) {
        const double in_force = *damping;
        *damping = in_force > 0 ? 4 * in_force : 1e-3 * size; /* of the next try */
        if (!solve(c, in_force)) continue;
        size_t hit = c->s->k;
        double share = c->s->identity ? allowed(c, &hit) : fmin(1, LONGEST / longest_change(c));
        if (!(share >= 0)) share = 1;
        for (size_t j = 0; j < c->s->q; j++) c->trial[j] = c->m->theta[j] + share * c->direction[j];
        const bool good = copse_i_scale_evaluate(c->s, c->trial);
        const bool rises = good && c->s->log_lik >= before + 1e-4 * share * c->decrement;
        const bool flat = good && c->decrement < SMALL && in_force == 0;
        if (!rises && !flat && !(good && share == 0)) continue;
        memcpy(c->m->theta, c->trial, c->s->q * sizeof *c->trial);
        if (hit < c->s->k && c->m->actives < c->s->q) c->m->active[c->m->actives++] = hit;
        *damping = in_force > 1e-6 * size ? in_force / 16 : 0;
        return true;
    }
    return false;
}

/* At a maximum of the face: lets go of the active study whose tau2 the likelihood would rather raise, if there is one. The
 * multipliers solve gradient = -sum mu_i z_i by least squares. */
static bool let_go(climb *c)
{
    const size_t n = c->m->actives, q = c->s->q;
    double *gram = c->factor, *mu = c->direction, scale = 0;
    for (size_t a = 0; a < n; a++) {
        mu[a] = 0;
        for (size_t j = 0; j < q; j++) mu[a] -= c->s->z[j * c->s->k + c->m->active[a]] * c->s->gradient[j];
        for (size_t b = 0; b < n; b++) {
            gram[a * n + b] = 0;
            for (size_t j = 0; j < q; j++)
                gram[a * n + b] += c->s->z[j * c->s->k + c->m->active[a]] * c->s->z[j * c->s->k + c->m->active[b]];
        }
    }
    if (n == 0 || !copse_cholesky(gram, n, 1e-14)) return false;
    copse_cholesky_solve_lower(gram, n, mu);
    copse_cholesky_solve_upper(gram, n, mu);
    size_t least = 0;
    for (size_t a = 0; a < n; a++) {
        scale = fmax(scale, fabs(mu[a]));
        if (mu[a] < mu[least]) least = a;
    }
    if (!(mu[least] < -WRONG_SIGN * scale)) return false;
    for (size_t a = least; a + 1 < n; a++) c->m->active[a] = c->m->active[a + 1];
    c->m->actives--;
    return true;
}

/* Log link: a Newton step that goes far for no gain is one along which tau2 of some studies runs to 0 as exp(-t); they are
 * taken a good way further, so that what is left of them changes nothing else. */
static bool has_run_off(climb *c)
{
    const double most = c->s->identity ? 0 : longest_change(c);
    if (!(c->decrement <= NO_GAIN && most > FAR_FOR_NOTHING)) return false;
    c->m->runs_off = true;
    for (size_t j = 0; j < c->s->q; j++) c->m->theta[j] += FURTHER / most * c->direction[j];
    return true;
}

/* Where the information is positive definite and the Newton step is nothing. */
static bool is_done(climb *c)
{
    if (c->free == 0) return true;
    if (!solve(c, 0)) return false;
    if (has_run_off(c)) return true;
    if (!(c->decrement <= SURE)) return false;
    for (size_t j = 0; j < c->s->q; j++) c->m->theta[j] += c->direction[j];
    return true;
}

static copse_status climb_on(climb *c)
{
    double damping = 0;
    for (c->m->steps = 0; c->m->steps < MOST_STEPS; c->m->steps++) {
        if (!copse_i_scale_evaluate(c->s, c->m->theta)) return COPSE_ERANGE;
        copse_i_scale_differentiate(c->s);
        const copse_status status = copse_i_scale_free_space(c->s, c->m->active, c->m->actives, c->basis, &c->free);
        if (status != COPSE_OK) return status;
        reduce(c);
        if (is_done(c)) {
            if (let_go(c)) continue;
            c->m->converged = true;
            break;
        }
        if (!advance(c, &damping)) {
            c->m->converged = c->decrement <= 1e-12;
            break;
        }
    }
    return copse_i_scale_evaluate(c->s, c->m->theta) ? COPSE_OK : COPSE_ERANGE;
}

copse_status copse_i_scale_climb(copse_i_scale *s, copse_i_scale_maximum *m)
{
    const size_t q = s->q;
    climb c = {.s = s, .m = m};
    m->actives = m->steps = 0;
    m->runs_off = m->converged = false;
    if (q == 0) {
        m->converged = true;
        const bool good = copse_i_scale_evaluate(s, m->theta);
        m->log_lik = s->log_lik;
        return good ? COPSE_OK : COPSE_ERANGE;
    }
    double *room = copse_alloc(3 * q * q + 3 * q, sizeof *room);
    if (room == NULL) return COPSE_ENOMEM;
    c.basis = room;
    c.reduced = room + q * q;
    c.factor = room + 2 * q * q;
    c.slope = room + 3 * q * q;
    c.direction = c.slope + q;
    c.trial = c.direction + q;
    const copse_status status = climb_on(&c);
    m->log_lik = s->log_lik;
    free(room);
    return status;
}
