/* See power_sums.h. */
#include "power_sums.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double STEP = 0.2;      /* between centres, in log(t + v_min) */
static const double NEAR_HERE = 0.1; /* of x: the centre at tau2 serves so far */
enum { CHUNK = 64 };                 /* studies that are added up in double before they join a compensated sum */

void copse_i_power_sums_free(copse_i_power_sums *s)
{
    for (size_t c = 0; s->centre != NULL && c < COPSE_I_CENTRES; c++) free(s->centre[c].row);
    free(s->centre);
    free(s->here.row);
    free(s->memory);
    *s = (copse_i_power_sums){0};
}

double copse_i_power_sums_residual(const copse_i_power_sums *s, size_t i)
{
    const copse_i_problem *pr = s->pr;
    double fitted = pr->blocks > 0 ? pr->delta[0] : 0;
    for (size_t j = 0; pr->blocks == 0 && j < pr->p; j++) fitted += pr->x[j * pr->k + i] * pr->delta[j];
    return (pr->r[i] - fitted) + pr->r_low[i];
}

/* The row of the design in the basis is q/sqrt(w). */
static void fill_products(copse_i_power_sums *s)
{
    const copse_i_problem *pr = s->pr;
    const size_t p = pr->p;
    for (size_t i = 0; i < pr->k; i++) {
        double *to = s->product + i * s->width;
        const double e = copse_i_power_sums_residual(s, i), root = sqrt(pr->v[i] + s->tau2);
        *to++ = 1;
        for (size_t a = 0; a < p; a++)
            for (size_t b = 0; b <= a; b++)
                *to++ = pr->blocks > 0 ? 1 : pr->q[a * pr->k + i] * root * (pr->q[b * pr->k + i] * root);
        for (size_t a = 0; a < p; a++) *to++ = (pr->blocks > 0 ? 1 : pr->q[a * pr->k + i] * root) * e;
        *to = e * e;
    }
}

/* The powers of u of one study times its product, added to ROWS x width. */
static void add_study(double u, const double *restrict product, size_t width, double *restrict row)
{
    double power = u;
    for (size_t m = 0; m < COPSE_I_POWERS; m++, power *= u, row += width)
        for (size_t n = 0; n < width; n++) row[n] += power * product[n];
}

static copse_status build(copse_i_power_sums *s, double t, copse_i_centre *c)
{
    const copse_i_problem *pr = s->pr;
    const size_t cells = COPSE_I_POWERS * s->width;
    double *low = s->scratch, *chunk = low + cells, *row = copse_alloc(cells, sizeof *row);
    s->no_memory = row == NULL;
    if (row == NULL) return COPSE_ENOMEM;
    memset(low, 0, cells * sizeof *low);
    *c = (copse_i_centre){.t = t, .x = t + pr->v_min, .log_ratio = NAN, .row = row};
    for (size_t first = 0; first < pr->k; first += CHUNK) {
        const size_t end = pr->k - first < CHUNK ? pr->k : first + CHUNK;
        memset(chunk, 0, cells * sizeof *chunk);
        for (size_t i = first; i < end; i++)
            add_study(c->x / (pr->v[i] + t), s->product + i * s->width, s->width, chunk);
        for (size_t n = 0; n < cells; n++) {
            const copse_i_dd sum = dd_two_sum(row[n], chunk[n]);
            row[n] = sum.hi;
            low[n] += sum.lo;
        }
    }
    for (size_t n = 0; n < cells; n++) row[n] += low[n];
    return COPSE_OK;
}

static copse_status centre_for(copse_i_power_sums *s, double t, copse_i_centre **out)
{
    const double v = s->pr->v_min;
    if (s->here.row != NULL && fabs(t - s->here.t) <= NEAR_HERE * s->here.x) {
        *out = &s->here;
        return COPSE_OK;
    }
    const double place = nearbyint(log((t + v) / v) / STEP);
    if (!(place >= 0 && place < COPSE_I_CENTRES)) return COPSE_ERANGE;
    copse_i_centre *c = &s->centre[(size_t)place];
    *out = c;
    return c->row != NULL ? COPSE_OK : build(s, place > 0 ? v * expm1(STEP * place) : 0, c);
}

/* How many powers of rho = |d|/x count beside 1. */
static size_t terms_of(double rho)
{
    size_t n = 1;
    double power = rho;
    while (power > 0x1p-60 && n < COPSE_I_POWERS - 3) {
        power *= rho;
        n++;
    }
    return n;
}

/* Smallest terms first. */
static void expand(const copse_i_centre *c, double t, size_t width, copse_i_three_sums *out)
{
    const double rho = (t - c->t) / c->x;
    const size_t terms = terms_of(fabs(rho));
    double *const s1 = out->of[0], *const s2 = out->of[1], *const s3 = out->of[2], power[COPSE_I_POWERS] = {1};
    for (size_t n = 1; n < terms; n++) power[n] = -rho * power[n - 1];
    memset(s1, 0, 3 * width * sizeof *s1); /* the three lie together */
    for (size_t m = terms + 2; m-- > 0;) {
        const double *row = c->row + m * width;
        const double a = m < terms ? power[m] : 0;
        const double b = m >= 1 && m - 1 < terms ? (double)m * power[m - 1] : 0;
        const double g = m >= 2 ? 0.5 * (double)((m - 1) * m) * power[m - 2] : 0;
        for (size_t n = 0; n < width; n++) {
            s1[n] += a * row[n];
            s2[n] += b * row[n];
            s3[n] += g * row[n];
        }
    }
    const double x1 = 1 / c->x, x2 = x1 * x1, x3 = x2 * x1;
    for (size_t n = 0; n < width; n++) {
        s1[n] *= x1;
        s2[n] *= x2;
        s3[n] *= x3;
    }
}

copse_status copse_i_power_sums_at(copse_i_power_sums *s, double t, const copse_i_three_sums **out)
{
    copse_i_centre *c;
    *out = t > 0 ? &s->all : &s->zero;
    if (!(t > 0) || t == s->all_at) return COPSE_OK;
    const copse_status status = centre_for(s, t, &c);
    if (status != COPSE_OK) return status;
    expand(c, t, s->width, &s->all);
    s->all_at = t;
    return COPSE_OK;
}

copse_status copse_i_power_sums_log(copse_i_power_sums *s, double t, double *out)
{
    copse_i_centre *c;
    const copse_status status = centre_for(s, t, &c);
    if (status != COPSE_OK) return status;
    if (isnan(c->log_ratio)) c->log_ratio = copse_i_sum_log_ratio(s->pr, c->t);
    const double rho = (t - c->t) / c->x;
    double power = rho, sum = 0;
    for (size_t n = 0; n < COPSE_I_POWERS; n++) {
        sum += power / (double)(n + 1) * c->row[n * s->width];
        power *= -rho;
    }
    *out = sum + c->log_ratio;
    return COPSE_OK;
}

copse_status copse_i_power_sums_init(copse_i_power_sums *s, const copse_i_problem *pr, double tau2)
{
    const size_t width = 2 + pr->p * (pr->p + 1) / 2 + pr->p;
    *s = (copse_i_power_sums){.pr = pr, .tau2 = tau2, .width = width, .all_at = NAN};
    s->memory = copse_alloc(pr->k + 6 + 2 * (size_t)COPSE_I_POWERS, width * sizeof *s->memory);
    s->centre = copse_alloc((size_t)COPSE_I_CENTRES, sizeof *s->centre);
    if (s->memory == NULL || s->centre == NULL) return COPSE_ENOMEM;
    s->product = s->memory;
    for (size_t j = 0; j < 3; j++) {
        s->zero.of[j] = s->product + (pr->k + j) * width;
        s->all.of[j] = s->product + (pr->k + 3 + j) * width;
    }
    s->scratch = s->product + (pr->k + 6) * width;
    s->log_v = copse_i_sum_log(pr, 0);
    fill_products(s);
    copse_i_centre *c;
    copse_status status = centre_for(s, 0, &c);
    if (status == COPSE_OK) expand(c, 0, width, &s->zero);
    if (status == COPSE_OK && tau2 > 0) status = build(s, tau2, &s->here);
    return status;
}
