/* From studies and options to a selection problem. */
#include "selection_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double CLIP = 1e-5; /* metafor's smallest p-value where weights grow without limit at 0 or 1 */

/* ------------------------------------------------------------------------------------------------ memory */

static copse_status take_memory(copse_i_selmodel_problem *s)
{
    const size_t k = s->k, p = s->p, d = s->deltas, n = p + 1 + d, local = 2 + d;
    const size_t need = 4 * k + k * p + p * p + d + 2 * n + 2 * n * n + 2 * n + n * n + 2 * n + local + local * local +
                        d * COPSE_I_ORDERS;
    double *at = copse_alloc(need, sizeof *at);
    size_t *sizes = copse_alloc(k + p + d + n, sizeof *sizes);
    s->doubles = at;
    s->sizes = sizes;
    s->p_value = copse_alloc(k, sizeof *s->p_value);
    s->kind = copse_alloc(d, sizeof *s->kind);
    s->held = copse_alloc(n, sizeof *s->held);
    if (at == NULL || sizes == NULL || s->p_value == NULL || s->kind == NULL || s->held == NULL) return COPSE_ENOMEM;
#define TAKE(member, count) s->member = at, at += (count)
    TAKE(y, k);
    TAKE(v, k);
    TAKE(sigma, k);
    TAKE(precision, k);
    TAKE(basis, k * p);
    TAKE(root, p * p);
    TAKE(delta, d);
    TAKE(low, n);
    TAKE(high, n);
    TAKE(hessian, n * n);
    TAKE(natural, n * n);
    TAKE(climb_room, n * n + 2 * n);
    TAKE(gradient, n);
    TAKE(natural_gradient, n);
    TAKE(local, local + local * local);
    TAKE(work, d * COPSE_I_ORDERS);
#undef TAKE
    s->group = sizes;
    s->column = sizes + k;
    s->slot = sizes + k + p;
    s->climb_index = sizes + k + p + d;
    return COPSE_OK;
}

void copse_i_selmodel_free(copse_i_selmodel_problem *s)
{
    for (int i = 0; i < COPSE_I_FINENESSES; i++) copse_i_selmodel_line_free(&s->lines[i]);
    free(s->doubles);
    free(s->sizes);
    free(s->p_value);
    free(s->kind);
    free(s->held);
    free(s->row);
    *s = (copse_i_selmodel_problem){0};
}

/* ------------------------------------------------------------------------------------------------ studies */

static copse_status fill_studies(copse_i_selmodel_problem *s, const double *y, const double *v, copse_error *err)
{
    const double sign = s->opts.side == COPSE_SELMODEL_LESS ? -1 : 1;
    double least = INFINITY, most = 0;
    for (size_t i = 0; i < s->k; i++) {
        least = fmin(least, v[i]);
        most = fmax(most, v[i]);
    }
    if (!(most / least < 0x1p300))
        return copse_fail(err, COPSE_ERANGE, "variances differ by more than a factor of 2^300");
    s->exponent = (ilogb(least) + ilogb(most)) / 4;
    for (size_t i = 0; i < s->k; i++) {
        s->y[i] = sign * ldexp(y[i], -s->exponent);
        s->v[i] = ldexp(v[i], -2 * s->exponent);
        s->sigma[i] = sqrt(s->v[i]);
        if (!(fabs(s->y[i]) < 0x1p150 * s->sigma[i]))
            return copse_fail(err, COPSE_ERANGE, "study %zu is too many standard errors from 0", i + 1);
    }
    return COPSE_OK;
}

static double measure_of(copse_selmodel_precision precision, double v, double n)
{
    switch (precision) {
    case COPSE_SELMODEL_SEI:
        return sqrt(v);
    case COPSE_SELMODEL_VI:
        return v;
    case COPSE_SELMODEL_NINV:
        return 1 / n;
    case COPSE_SELMODEL_SQRTNINV:
        return 1 / sqrt(n);
    default:
        return 1;
    }
}

static copse_status fill_precision(copse_i_selmodel_problem *s, const double *v, const double *n, copse_error *err)
{
    const bool sizes = s->opts.precision >= COPSE_SELMODEL_NINV;
    double most = 0;
    for (size_t i = 0; i < s->k; i++) {
        if (sizes && (n == NULL || !(n[i] > 0) || isinf(n[i])))
            return copse_fail(err, COPSE_EMISSING, "study %zu has no sample size, which the precision %s is made of",
                              i + 1, copse_selmodel_precision_name(s->opts.precision));
        s->precision[i] = measure_of(s->opts.precision, v[i], sizes ? n[i] : 1);
        most = fmax(most, s->precision[i]);
    }
    for (size_t i = 0; i < s->k && !s->opts.precision_unscaled; i++) s->precision[i] /= most;
    s->most_precision = s->opts.precision_unscaled ? most : 1;
    return COPSE_OK;
}

static void fill_p_values(copse_i_selmodel_problem *s)
{
    const bool two_sided = s->opts.side == COPSE_SELMODEL_TWO_SIDED;
    for (size_t i = 0; i < s->k; i++) {
        const double t = s->y[i] / s->sigma[i] / COPSE_SQRT2;
        double p = two_sided ? erfc(fabs(t)) : 0.5 * erfc(t), q = two_sided ? erf(fabs(t)) : 0.5 * erfc(-t);
        s->group[i] = 0;
        if (s->type == COPSE_SELMODEL_STEPFUN)
            while (!(p <= s->opts.step[s->group[i]])) s->group[i]++;
        if (p < s->clip_low) p = s->clip_low, q = 1 - p;
        if (p > s->clip_high) p = s->clip_high, q = 1 - p;
        s->p_value[i] = copse_i_p_value_of(p, q);
    }
}

static void fill_steps(copse_i_selmodel_problem *s, const copse_selmodel_opts *opts)
{
    s->opts = *opts;
    s->opts.step = s->step;
    for (size_t j = 0; j < opts->steps; j++) s->step[j] = opts->step[j];
    if (opts->type == COPSE_SELMODEL_STEPFUN) {
        if (opts->steps == 0) s->step[s->opts.steps++] = 0.025;
        if (s->step[s->opts.steps - 1] < 1) s->step[s->opts.steps++] = 1;
    }
    s->clip_low = 0;
    s->clip_high = 1;
    if (s->type == COPSE_SELMODEL_BETA || s->type == COPSE_SELMODEL_POWER) {
        s->clip_low = CLIP;
        s->clip_high = 1 - CLIP;
    }
    if (s->type == COPSE_SELMODEL_BETA && opts->steps == 2) {
        s->clip_low = opts->step[0];
        s->clip_high = opts->step[1];
    }
    s->floor = opts->steps == 1 && copse_selmodel_takes_precision(s->type) ? opts->step[0] : 0;
}

static copse_status init_lines(copse_i_selmodel_problem *s)
{
    static const double WIDEST[COPSE_I_FINENESSES] = {3.4, 2.125, 1, 0.5};
    size_t most = 0;
    for (int i = 0; i < (s->step_like ? 1 : COPSE_I_FINENESSES); i++) {
        const copse_status status =
            copse_i_selmodel_line_init(&s->lines[i], &s->opts, s->floor, s->clip_low, s->clip_high, WIDEST[i]);
        if (status != COPSE_OK) return status;
        most = s->lines[i].nodes > most ? s->lines[i].nodes : most;
    }
    s->row = copse_alloc(most, sizeof *s->row);
    return s->row != NULL ? COPSE_OK : COPSE_ENOMEM;
}

copse_status copse_i_selmodel_init(copse_i_selmodel_problem *s, const double *y, const double *v, const double *n,
                                   const double *X, size_t k, size_t p, const copse_selmodel_opts *opts,
                                   copse_error *err)
{
    *s = (copse_i_selmodel_problem){.type = opts->type, .k = k, .p = p, .pin_to = SIZE_MAX, .pin = SIZE_MAX};
    fill_steps(s, opts);
    s->step_like = s->type == COPSE_SELMODEL_STEPFUN || copse_i_selmodel_is_truncation(s->type);
    s->chain = opts->decreasing;
    s->deltas = copse_i_selmodel_is_truncation(s->type) ? 2 : copse_selmodel_deltas(&s->opts);
    if (take_memory(s) != COPSE_OK) return copse_fail_memory(err);
    copse_status status = fill_studies(s, y, v, err);
    if (status == COPSE_OK) status = fill_precision(s, v, n, err);
    if (status == COPSE_OK) status = copse_i_selmodel_basis(s, X, p - 1, err);
    if (status != COPSE_OK) return status;
    fill_p_values(s);
    if (copse_i_selmodel_is_truncation(s->type))
        s->slot[1] = SIZE_MAX, copse_i_selmodel_truncate(s, s->opts.steps ? s->step[0] : 0, false);
    copse_i_selmodel_fill_deltas(s);
    s->low[p] = 0;
    s->high[p] = 0x1p100;
    if (init_lines(s) != COPSE_OK) return copse_fail_memory(err);
    if (copse_i_selmodel_is_truncation(s->type)) copse_i_selmodel_truncate(s, s->opts.steps ? s->step[0] : 0, false);
    return COPSE_OK;
}
