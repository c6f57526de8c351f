/* The functions of tau2 from what is left of the sums. With G = q'Wq = LL', S_j = q'W^j q and gamma = G^-1 q'We:
 *      Q      = e'We - |L^-1 q'We|^2
 *      y'PPy  = sum w^2 (e - q'gamma)^2,   y'PPPy = sum w^3 (e - q'gamma)^2 - |L^-1 q'W^2 (e - q'gamma)|^2
 *      tr P   = sum w - tr(G^-1 S_2),      tr PP  = sum w^2 - 2 tr(G^-1 S_3) + tr((G^-1 S_2)^2) */
#include "rest.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double ROUNDING = 0x1p-50; /* some units in the last place, for sums of positive terms */

void copse_i_rest_free(copse_i_rest *r)
{
    free(r->memory);
    *r = (copse_i_rest){0};
}

copse_status copse_i_rest_init(copse_i_rest *r, copse_i_power_sums *sums, const copse_tau2_setup *setup,
                               const double *y)
{
    const size_t p = sums->pr->p, width = sums->width;
    *r = (copse_i_rest){.sums = sums, .setup = *setup, .y = y, .k = sums->pr->k};
    r->memory = copse_alloc((3 + 2 * COPSE_I_FIXED_SUMS) * width + 4 * p * p + 2 * p, sizeof *r->memory);
    if (r->memory == NULL) return COPSE_ENOMEM;
    double *next = r->memory;
    for (size_t j = 0; j < 3; j++) r->s[j] = next, next += width;
    r->fixed_all = next, next += COPSE_I_FIXED_SUMS * width;
    r->fixed = next, next += COPSE_I_FIXED_SUMS * width;
    r->L = next, next += p * p;
    r->inverse = next, next += p * p;
    r->solved = next, next += p * p;
    r->ratio = next, next += p * p;
    r->gamma = next, next += p;
    r->work = next;
    for (size_t i = 0; i < sums->pr->k; i++) {
        r->y_sum += y[i];
        r->y_squares += y[i] * y[i];
    }
    return COPSE_OK;
}

void copse_i_rest_choose(copse_i_rest *r, const size_t *out, size_t outs)
{
    r->out = out;
    r->outs = outs;
    r->k = r->sums->pr->k - outs;
}

/* LL' of the lower triangle at `from` (packed, by rows), L^-1 and the inverse; the growth of errors that are of the order
 * of `before` on the diagonal. False where it is not positive definite. */
static bool factor(copse_i_rest *r, const double *from, const double *before, double *growth)
{
    const size_t p = r->sums->pr->p;
    double *L = r->L, *M = r->inverse;
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = from[copse_i_product_qq(i, j)];
            for (size_t l = 0; l < j; l++) sum -= L[i * p + l] * L[j * p + l];
            if (i > j) L[i * p + j] = sum / L[j * p + j];
            else if (sum > 0) L[i * p + i] = sqrt(sum);
            else return false;
        }
    for (size_t j = 0; j < p; j++) {
        M[j * p + j] = 1 / L[j * p + j];
        for (size_t i = j + 1; i < p; i++) {
            double sum = 0;
            for (size_t l = j; l < i; l++) sum += L[i * p + l] * M[l * p + j];
            M[i * p + j] = -sum / L[i * p + i];
        }
    }
    *growth = 0;
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j <= i; j++) {
            double sum = 0;
            for (size_t l = i; l < p; l++) sum += M[l * p + i] * M[l * p + j];
            r->solved[i * p + j] = r->solved[j * p + i] = sum;
            if (i == j) *growth += before[copse_i_product_qq(i, i)] * sum;
        }
    return isfinite(*growth);
}

static double element(const double *packed, size_t i, size_t j)
{
    return packed[i >= j ? copse_i_product_qq(i, j) : copse_i_product_qq(j, i)];
}

/* gamma = G^-1 g; returns |L^-1 g|^2 */
static double solve(copse_i_rest *r, const double *g)
{
    const size_t p = r->sums->pr->p;
    double sum = 0;
    for (size_t i = 0; i < p; i++) {
        double c = 0;
        for (size_t j = 0; j <= i; j++) c += r->inverse[i * p + j] * g[j];
        r->work[i] = c;
        sum += c * c;
    }
    for (size_t i = 0; i < p; i++) {
        double c = 0;
        for (size_t l = i; l < p; l++) c += r->inverse[l * p + i] * r->work[l];
        r->gamma[i] = c;
    }
    return sum;
}

/* sum F (e - q'gamma)^2 of the sums of F z z'; *size is what it is the difference of. */
static double squares(const copse_i_rest *r, const double *packed, double *size)
{
    const size_t p = r->sums->pr->p;
    double linear = 0, square = 0;
    for (size_t i = 0; i < p; i++) {
        linear += r->gamma[i] * packed[copse_i_product_qe(p, i)];
        for (size_t j = 0; j < p; j++) square += r->gamma[i] * r->gamma[j] * element(packed, i, j);
    }
    *size = packed[copse_i_product_ee(p)] + square;
    return packed[copse_i_product_ee(p)] - 2 * linear + square;
}

/* |L^-1 q'F (e - q'gamma)|^2 */
static double projected(copse_i_rest *r, const double *packed)
{
    const size_t p = r->sums->pr->p;
    double total = 0;
    for (size_t i = 0; i < p; i++) {
        r->work[i] = packed[copse_i_product_qe(p, i)];
        for (size_t j = 0; j < p; j++) r->work[i] -= element(packed, i, j) * r->gamma[j];
    }
    for (size_t i = 0; i < p; i++) {
        double c = 0;
        for (size_t j = 0; j <= i; j++) c += r->inverse[i * p + j] * r->work[j];
        total += c * c;
    }
    return total;
}

/* tr(G^-1 S) */
static double trace(const copse_i_rest *r, const double *packed)
{
    const size_t p = r->sums->pr->p;
    double sum = 0;
    for (size_t i = 0; i < p; i++) {
        sum += r->solved[i * p + i] * packed[copse_i_product_qq(i, i)];
        for (size_t j = 0; j < i; j++) sum += 2 * r->solved[i * p + j] * packed[copse_i_product_qq(i, j)];
    }
    return sum;
}

/* tr(G^-1 S G^-1 T) */
static double double_trace(copse_i_rest *r, const double *S, const double *T)
{
    const size_t p = r->sums->pr->p;
    double total = 0;
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++) {
            double c = 0;
            for (size_t l = 0; l < p; l++) c += r->solved[i * p + l] * element(S, l, j);
            r->ratio[i * p + j] = c;
        }
    for (size_t i = 0; i < p; i++)
        for (size_t j = 0; j < p; j++) {
            double c = 0;
            for (size_t l = 0; l < p; l++) c += r->solved[j * p + l] * element(T, l, i);
            total += r->ratio[i * p + j] * c;
        }
    return total;
}

static void subtract_studies(copse_i_rest *r, double t, const copse_i_three_sums *all)
{
    const size_t width = r->sums->width;
    for (size_t j = 0; j < 3; j++) memcpy(r->s[j], all->of[j], width * sizeof *r->s[j]);
    for (size_t i = 0; i < r->outs; i++) {
        const double w = 1 / (r->sums->pr->v[r->out[i]] + t), *product = r->sums->product + r->out[i] * width;
        for (size_t n = 0; n < width; n++) {
            const double one = w * product[n], two = w * one;
            r->s[0][n] -= one;
            r->s[1][n] -= two;
            r->s[2][n] -= w * two;
        }
    }
}

bool copse_i_rest_at(copse_i_rest *r, double t, copse_i_rest_point *out)
{
    const copse_i_three_sums *all;
    const size_t p = r->sums->pr->p, ee = copse_i_product_ee(p);
    if (copse_i_power_sums_at(r->sums, t, &all) != COPSE_OK) return false;
    r->last = all;
    subtract_studies(r, t, all);
    *out = (copse_i_rest_point){.t = t};
    if (!factor(r, r->s[0], all->of[0], &out->growth)) return false;
    copse_i_point *at = &out->at;
    double size2, size3;
    at->w1 = r->s[0][0];
    at->w2 = r->s[1][0];
    at->Q = r->s[0][ee] - solve(r, r->s[0] + copse_i_product_qe(p, 0));
    at->yPPy = squares(r, r->s[1], &size2);
    at->yPPPy = squares(r, r->s[2], &size3) - projected(r, r->s[1]);
    at->trP = at->w1 - trace(r, r->s[1]);
    at->trPP = at->w2 - 2 * trace(r, r->s[2]) + double_trace(r, r->s[1], r->s[1]);
    for (size_t j = 0; j < p; j++) at->log_det += 2 * log(r->L[j * p + j]);
    const double unit = ROUNDING * out->growth;
    out->Q_noise = unit * all->of[0][ee];
    out->score_noise = unit * (size2 + all->of[1][ee] + all->of[0][0]);
    const double worst = (size2 + all->of[1][ee]) / at->yPPy + (size3 + all->of[2][ee]) / at->yPPPy +
                         all->of[0][0] / at->trP + all->of[1][0] / at->trPP;
    out->steady = at->yPPy > 0 && at->yPPPy > 0 && at->trP > 0 && at->trPP > 0 && copse_i_is_sure(unit * worst, 1);
    return isfinite(at->log_det) && isfinite(at->Q);
}

bool copse_i_rest_factor_all(copse_i_rest *r)
{
    double growth;
    return factor(r, r->last->of[0], r->last->of[0], &growth);
}

bool copse_i_rest_logs(copse_i_rest *r, double t, double *ratio, double *log_v)
{
    const copse_i_problem *pr = r->sums->pr;
    if (copse_i_power_sums_log(r->sums, t, ratio) != COPSE_OK) return false;
    const double before = *ratio;
    for (size_t i = 0; i < r->outs; i++) *ratio -= log1p(t / pr->v[r->out[i]]);
    *log_v = r->sums->log_v;
    for (size_t i = 0; i < r->outs; i++) *log_v -= log(pr->v[r->out[i]]);
    return !(t > 0) || copse_i_is_sure(ROUNDING * before, *ratio);
}

/* F z z' of study i, added with `sign`. */
static void add_fixed(const copse_i_rest *r, size_t i, double sign, double *to)
{
    const size_t width = r->sums->width;
    const double a = r->a != NULL ? r->a[i] : 1, v = r->sums->pr->v[i], *product = r->sums->product + i * width;
    const double F[COPSE_I_FIXED_SUMS] = {a,     a * a,        a * a * v, a * a * a, a * a * a * v, a * a * a * v * v,
                                          a * v, a * a * v * v};
    for (size_t f = 0; f < COPSE_I_FIXED_SUMS; f++)
        for (size_t n = 0; n < width; n++) to[f * width + n] += sign * F[f] * product[n];
}

/* Sums of some studies first, so that their errors stay small. */
static void add_all_fixed(copse_i_rest *r)
{
    enum { CHUNK = 64 };
    const size_t numbers = COPSE_I_FIXED_SUMS * r->sums->width, k = r->sums->pr->k;
    for (size_t first = 0; first < k; first += CHUNK) {
        memset(r->fixed, 0, numbers * sizeof *r->fixed);
        for (size_t i = first; i < k && i < first + CHUNK; i++) add_fixed(r, i, 1, r->fixed);
        for (size_t n = 0; n < numbers; n++) r->fixed_all[n] += r->fixed[n];
    }
}

/* On first use the sums of all studies. */
static void prepare_fixed(copse_i_rest *r)
{
    const size_t width = r->sums->width;
    if (!(r->fixed_all[0] > 0)) add_all_fixed(r);
    memcpy(r->fixed, r->fixed_all, COPSE_I_FIXED_SUMS * width * sizeof *r->fixed);
    for (size_t i = 0; i < r->outs; i++) add_fixed(r, r->out[i], -1, r->fixed);
}

bool copse_i_rest_fixed(copse_i_rest *r, copse_i_fixed_point *out)
{
    const size_t p = r->sums->pr->p, width = r->sums->width, ee = copse_i_product_ee(p);
    prepare_fixed(r);
    const double *f[COPSE_I_FIXED_SUMS];
    for (size_t j = 0; j < COPSE_I_FIXED_SUMS; j++) f[j] = r->fixed + j * width;
    *out = (copse_i_fixed_point){0};
    if (!factor(r, f[0], r->fixed_all, &out->growth)) return false;
    double size;
    out->Q = f[0][ee] - solve(r, f[0] + copse_i_product_qe(p, 0));
    out->v_squares = squares(r, f[6], &size);
    out->trP = f[0][0] - trace(r, f[1]);
    out->trPV = f[6][0] - trace(r, f[2]);
    out->tr_pvpv = f[7][0] - 2 * trace(r, f[5]) + double_trace(r, f[2], f[2]);
    out->tr_pvp = f[2][0] - 2 * trace(r, f[4]) + double_trace(r, f[2], f[1]);
    out->tr_pp = f[1][0] - 2 * trace(r, f[3]) + double_trace(r, f[1], f[1]);
    for (size_t j = 0; j < p; j++) out->log_det += 2 * log(r->L[j * p + j]);
    const double unit = ROUNDING * out->growth;
    out->Q_noise = unit * r->fixed_all[ee];
    out->trPV_noise = unit * r->fixed_all[6 * width];
    out->traces_sure = copse_i_is_sure(unit * r->fixed_all[0], out->trP) &&
                       copse_i_is_sure(unit * r->fixed_all[7 * width], out->tr_pvpv) &&
                       copse_i_is_sure(unit * r->fixed_all[2 * width], out->tr_pvp) &&
                       copse_i_is_sure(unit * r->fixed_all[1 * width], out->tr_pp);
    return copse_i_is_sure(unit * (r->fixed_all[6 * width + ee] + size), out->v_squares) &&
           copse_i_is_sure(out->Q_noise, out->Q);
}
