/* Standard errors by the observed information, of what is inside its range; Wald tests and intervals. */
#include "selection_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double SINGULAR = 1e-10;

size_t copse_i_selmodel_public(const copse_i_selmodel_problem *s, size_t delta)
{
    return s->type >= COPSE_SELMODEL_TRUNC ? delta - 1 : delta;
}

typedef struct wald {
    copse_i_selmodel_problem *s;
    const double *coordinate;
    size_t n, inside, results; /* results: p coefficients, tau2, deltas of the problem */
    size_t *index;             /* of coordinates inside */
    double *jacobian;          /* results x inside */
    double *inverse;           /* inside x inside */
} wald;

static bool is_inside(const wald *w, size_t j)
{
    const copse_i_selmodel_problem *s = w->s;
    return !s->held[j] && !copse_i_selmodel_at_low(s, w->coordinate, j) &&
           !copse_i_selmodel_at_high(s, w->coordinate, j);
}

static void choose_inside(wald *w)
{
    w->inside = 0;
    for (size_t j = 0; j < w->n; j++)
        if (is_inside(w, j)) w->index[w->inside++] = j;
}

/* False where the information is singular. */
static bool invert(wald *w, double *root)
{
    const size_t m = w->inside;
    for (size_t a = 0; a < m; a++)
        for (size_t b = 0; b < m; b++) root[a * m + b] = -w->s->hessian[w->index[a] * w->n + w->index[b]];
    if (!copse_cholesky(root, m, SINGULAR)) return false;
    for (size_t a = 0; a < m; a++) {
        double *column = w->inverse + a * m;
        memset(column, 0, m * sizeof *column);
        column[a] = 1;
        copse_cholesky_solve(root, m, column);
    }
    return true;
}

/* Derivatives of coefficients, tau2 and deltas in the coordinates inside; in the unit of the data. */
static void fill_jacobian(wald *w, double *line)
{
    const copse_i_selmodel_problem *s = w->s;
    const size_t p = s->p, m = w->inside;
    for (size_t a = 0; a < m; a++) {
        const size_t at = w->index[a];
        for (size_t r = 0; r < w->results; r++) w->jacobian[r * m + a] = 0;
        if (at < p) {
            memset(line, 0, 2 * p * sizeof *line);
            line[at] = 1;
            copse_i_selmodel_to_design(s, line, line + p);
            for (size_t r = 0; r < p; r++) w->jacobian[r * m + a] = ldexp(line[p + r], s->exponent);
        } else if (at == p) {
            w->jacobian[p * m + a] = ldexp(1, 2 * s->exponent);
        } else {
            for (size_t j = 0; j < s->deltas; j++) {
                const size_t slot = s->slot[j];
                if (slot == SIZE_MAX || (s->chain ? slot < at - p - 1 : slot != at - p - 1)) continue;
                w->jacobian[(p + 1 + j) * m + a] = s->chain                       ? -s->delta[j]
                                                   : s->kind[slot] == COPSE_I_LOG ? s->delta[j]
                                                                                  : 1;
            }
        }
    }
}

static double covariance(const wald *w, size_t r, size_t c)
{
    const size_t m = w->inside;
    double sum = 0;
    for (size_t a = 0; a < m; a++)
        for (size_t b = 0; b < m; b++) sum += w->jacobian[r * m + a] * w->inverse[a * m + b] * w->jacobian[c * m + b];
    return sum;
}

static copse_selmodel_state state_of(const wald *w, size_t j)
{
    const copse_i_selmodel_problem *s = w->s;
    const size_t slot = s->slot[j], at = s->p + 1 + slot;
    if (slot == SIZE_MAX) return COPSE_SELMODEL_FIXED;
    if (copse_i_selmodel_at_high(s, w->coordinate, at)) return COPSE_SELMODEL_UPPER;
    if (!copse_i_selmodel_at_low(s, w->coordinate, at)) return COPSE_SELMODEL_ESTIMATED;
    if (s->chain) return COPSE_SELMODEL_TIED;
    return s->step_like && s->kind[slot] == COPSE_I_LINEAR ? COPSE_SELMODEL_EMPTY : COPSE_SELMODEL_LOWER;
}

/* Tests and interval of an estimate with a variance; NaN or 0 variance: none. */
static void infer(copse_selmodel_parameter *out, double variance, double z)
{
    const double se = variance > 0 ? sqrt(variance) : (double)NAN;
    out->se = se;
    out->statistic = (out->estimate - out->null) / se;
    out->p = isnan(out->statistic) ? (double)NAN : 2 * copse_normal_upper(fabs(out->statistic));
    out->ci = (copse_interval){fmax(out->estimate - z * se, 0), out->estimate + z * se};
    if (isnan(se)) out->ci = (copse_interval){NAN, NAN};
}

static double null_of(copse_selmodel_type type)
{
    const bool zero = type >= COPSE_SELMODEL_HALFNORM && type <= COPSE_SELMODEL_NEGEXPPOW;
    return zero ? 0 : 1;
}

static void put_coefficients(const wald *w, const double *beta, double z, copse_selmodel *fit)
{
    const size_t p = w->s->p;
    for (size_t j = 0; j < p; j++) {
        const double se = fit->identified ? sqrt(covariance(w, j, j)) : (double)NAN;
        const double estimate = ldexp(beta[j], w->s->exponent), t = estimate / se;
        fit->coef[j] = (copse_coefficient){estimate,
                                           se,
                                           t,
                                           NAN,
                                           isnan(t) ? (double)NAN : 2 * copse_normal_upper(fabs(t)),
                                           {estimate - z * se, estimate + z * se}};
        for (size_t l = 0; l < p; l++) fit->vcov[j * p + l] = fit->identified ? covariance(w, j, l) : (double)NAN;
    }
}

static void put_rest(const wald *w, double z, copse_selmodel *fit)
{
    static const copse_interval none = {NAN, NAN};
    const copse_i_selmodel_problem *s = w->s;
    const size_t p = s->p;
    const double tau2 = ldexp(w->coordinate[p], 2 * s->exponent);
    fit->tau2 = (copse_selmodel_parameter){.estimate = tau2, .null = NAN, .profile = none};
    if (s->held[p]) fit->tau2.state = COPSE_SELMODEL_FIXED;
    else if (!is_inside(w, p)) fit->tau2.state = COPSE_SELMODEL_LOWER;
    infer(&fit->tau2, fit->identified ? covariance(w, p, p) : (double)NAN, z);
    for (size_t j = 0; j < s->deltas; j++) {
        const size_t at = copse_i_selmodel_public(s, j);
        if (at >= fit->deltas) continue; /* the weight 1 beyond the point of truncation */
        const bool known = fit->identified && s->slot[j] != SIZE_MAX;
        fit->delta[at] = (copse_selmodel_parameter){
            .estimate = s->delta[j], .null = null_of(s->type), .profile = none, .state = state_of(w, j)};
        infer(&fit->delta[at], known ? covariance(w, p + 1 + j, p + 1 + j) : (double)NAN, z);
        for (size_t l = 0; l < s->deltas; l++) {
            const size_t other = copse_i_selmodel_public(s, l);
            if (other < fit->deltas)
                fit->delta_vcov[at * fit->deltas + other] =
                    fit->identified ? covariance(w, p + 1 + j, p + 1 + l) : (double)NAN;
        }
    }
}

/* All coefficients but an intercept. */
static copse_status put_omnibus(const double *X, copse_selmodel *fit)
{
    const size_t p = fit->p;
    size_t m = 0, tested[64];
    fit->QM = fit->QM_df = fit->QM_p = NAN;
    for (size_t j = 0; X != NULL && p > 1 && j < p && m < 64; j++) {
        bool constant = true;
        for (size_t i = 1; i < fit->k; i++) constant = constant && X[i * p + j] == X[j];
        if (!constant) tested[m++] = j;
    }
    if (m == 0 || !fit->identified) return COPSE_OK;
    double *room = copse_alloc(m * m + m, sizeof *room);
    if (room == NULL) return COPSE_ENOMEM;
    double *b = room + m * m, sum = 0;
    for (size_t a = 0; a < m; a++) {
        b[a] = fit->coef[tested[a]].estimate / fit->coef[tested[a]].se;
        for (size_t c = 0; c < m; c++)
            room[a * m + c] = fit->vcov[tested[a] * p + tested[c]] / fit->coef[tested[a]].se / fit->coef[tested[c]].se;
    }
    if (copse_cholesky(room, m, 1e-14)) {
        copse_cholesky_solve(room, m, b);
        for (size_t a = 0; a < m; a++) sum += b[a] * fit->coef[tested[a]].estimate / fit->coef[tested[a]].se;
        fit->QM = sum;
        fit->QM_df = (double)m;
        fit->QM_p = copse_chisq_upper(sum, (double)m);
    }
    free(room);
    return COPSE_OK;
}

copse_status copse_i_selmodel_wald(copse_i_selmodel_problem *s, const double *X, const double *coordinate,
                                   copse_selmodel *fit)
{
    wald w = {.s = s, .coordinate = coordinate, .n = copse_i_selmodel_n(s), .results = s->p + 1 + s->deltas};
    const double z = copse_normal_quantile_upper(0.5 * (1 - fit->level / 100));
    double *room = copse_alloc(2 * w.n * w.n + w.results * w.n + 2 * s->p + s->p, sizeof *room);
    w.index = copse_alloc(w.n, sizeof *w.index);
    copse_status status = room != NULL && w.index != NULL ? COPSE_OK : COPSE_ENOMEM;
    if (status == COPSE_OK) {
        double *root = room, *line = room + 2 * w.n * w.n + w.results * w.n, *beta = line + 2 * s->p;
        w.inverse = room + w.n * w.n;
        w.jacobian = w.inverse + w.n * w.n;
        choose_inside(&w);
        fit->identified = invert(&w, root);
        fill_jacobian(&w, line);
        copse_i_selmodel_to_design(s, coordinate, beta);
        put_coefficients(&w, beta, z, fit);
        put_rest(&w, z, fit);
        status = put_omnibus(X, fit);
    }
    free(room);
    free(w.index);
    return status;
}
