/* Wald tests of both halves of a location-scale model. */
#include "reference_distribution.h"
#include "scale_parts.h"

#include <copse/math.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double INSIDE = 1e-6; /* of a row: less than this outside the determined space is none */

/* Hartung-Knapp's factor, as for other fits. */
static double variance_factor(const copse_i_scale *s, copse_test test)
{
    if (test != COPSE_TEST_KNHA && test != COPSE_TEST_ADHOC) return 1;
    const double factor = s->weighted_rss > DBL_EPSILON ? s->weighted_rss / (double)(s->k - s->p) : 0;
    return test == COPSE_TEST_ADHOC ? fmax(factor, 1) : factor;
}

copse_status copse_i_scale_fill_location(copse_i_scale *s, copse_scale_fit *fit)
{
    const size_t p = s->p;
    double *b = copse_alloc(p, sizeof *b);
    if (b == NULL) return COPSE_ENOMEM;
    const double df = fit->test == COPSE_TEST_Z ? NAN : (double)(s->k - p);
    fit->variance_factor = variance_factor(s, fit->test);
    copse_i_scale_location(s, b, fit->vcov);
    for (size_t i = 0; i < p * p; i++) fit->vcov[i] *= fit->variance_factor;
    for (size_t j = 0; j < p; j++)
        fit->coef[j] = copse_i_test_estimate(b[j], sqrt(fit->vcov[j * p + j]), 0, df, fit->opts.fit.level);
    free(b);
    return COPSE_OK;
}

/* Studies whose tau2 says something about the coefficients: all, or those whose tau2 has not run to 0. */
static size_t list_rest(const copse_i_scale *s, const copse_scale_fit *fit, size_t *rest)
{
    size_t n = 0;
    for (size_t i = 0; i < s->k; i++)
        if (!fit->runs_off || fit->tau2[i] > 0) rest[n++] = i;
    return n;
}

/* Covariances of theta on the space that the data determine; `null` is a basis of the rest of it, nulls x q. */
static bool fill_covariance(const copse_i_scale *s, const double *null, size_t nulls, double *room, double *v)
{
    const size_t q = s->q;
    double *project = room, *half = room + q * q, *l = room + 2 * q * q, *unit = room + 3 * q * q;
    for (size_t a = 0; a < q; a++)
        for (size_t b = 0; b < q; b++) {
            project[a * q + b] = a == b;
            for (size_t n = 0; n < nulls; n++) project[a * q + b] -= null[n * q + a] * null[n * q + b];
        }
    for (size_t a = 0; a < q; a++)
        for (size_t b = 0; b < q; b++) {
            half[a * q + b] = 0;
            for (size_t c = 0; c < q; c++) half[a * q + b] += project[a * q + c] * s->information[c * q + b];
        }
    for (size_t a = 0; a < q; a++)
        for (size_t b = 0; b < q; b++) {
            l[a * q + b] = (a == b) - project[a * q + b];
            for (size_t c = 0; c < q; c++) l[a * q + b] += half[a * q + c] * project[c * q + b];
        }
    if (!copse_cholesky(l, q, 1e-13)) return false;
    for (size_t a = 0; a < q; a++) { /* v = P K^-1 P, column by column */
        memcpy(unit, project + a * q, q * sizeof *unit);
        copse_cholesky_solve_lower(l, q, unit);
        copse_cholesky_solve_upper(l, q, unit);
        for (size_t b = 0; b < q; b++) {
            v[b * q + a] = 0;
            for (size_t c = 0; c < q; c++) v[b * q + a] += project[b * q + c] * unit[c];
        }
    }
    return true;
}

/* Is coefficient j a function of what the data determine? */
static bool is_determined(const copse_i_scale *s, size_t j, const double *null, size_t nulls)
{
    const size_t q = s->q;
    double outside = 0, length = 0;
    for (size_t c = 0; c < q; c++) length += s->to_alpha[j * q + c] * s->to_alpha[j * q + c];
    for (size_t n = 0; n < nulls; n++) {
        double dot = 0;
        for (size_t c = 0; c < q; c++) dot += null[n * q + c] * s->to_alpha[j * q + c];
        outside += dot * dot;
    }
    return sqrt(outside) <= INSIDE * sqrt(length);
}

/* T V T' with T upper triangular. */
static void to_alpha(const copse_i_scale *s, const double *v, double *out)
{
    const size_t q = s->q;
    for (size_t a = 0; a < q; a++)
        for (size_t b = 0; b <= a; b++) {
            double sum = 0;
            for (size_t c = a; c < q; c++)
                for (size_t d = b; d < q; d++) sum += s->to_alpha[a * q + c] * v[c * q + d] * s->to_alpha[b * q + d];
            out[a * q + b] = out[b * q + a] = sum;
        }
}

static double alpha_df(const copse_scale_fit *fit)
{
    return fit->test == COPSE_TEST_Z || fit->k <= fit->q ? NAN : (double)(fit->k - fit->q);
}

static void fill_tests(const copse_i_scale *s, const copse_i_scale_maximum *m, const double *null, size_t nulls,
                       copse_scale_fit *fit)
{
    const size_t q = s->q;
    const bool edge = m->actives > 0;
    for (size_t j = 0; j < q; j++) {
        double alpha = 0, se = NAN;
        for (size_t c = j; c < q; c++) alpha += s->to_alpha[j * q + c] * m->theta[c];
        fit->alpha[j].is_finite = is_determined(s, j, null, nulls);
        if (!fit->alpha[j].is_finite) alpha = NAN;
        else if (!edge) se = sqrt(fmax(fit->alpha_vcov[j * q + j], 0));
        fit->alpha[j].wald = copse_i_test_estimate(alpha, se, 0, alpha_df(fit), fit->opts.fit.level);
    }
    for (size_t a = 0; a < q; a++)
        for (size_t b = 0; b < q; b++)
            if (edge || !fit->alpha[a].is_finite || !fit->alpha[b].is_finite) fit->alpha_vcov[a * q + b] = NAN;
}

copse_status copse_i_scale_fill_wald(copse_i_scale *s, const copse_i_scale_maximum *m, copse_scale_fit *fit)
{
    const size_t q = s->q;
    double *room = copse_alloc(5 * q * q + q, sizeof *room);
    size_t *rest = copse_alloc(s->k, sizeof *rest), nulls = 0;
    copse_status status = room != NULL && rest != NULL ? COPSE_OK : COPSE_ENOMEM;
    if (status == COPSE_OK) {
        double *null = room, *v = room + q * q;
        const size_t n = list_rest(s, fit, rest);
        status = copse_i_scale_free_space(s, rest, n, null, &nulls);
        if (status == COPSE_OK && fill_covariance(s, null, nulls, room + 2 * q * q, v)) {
            to_alpha(s, v, fit->alpha_vcov);
            fill_tests(s, m, null, nulls, fit);
        } else if (status == COPSE_OK) {
            for (size_t i = 0; i < q * q; i++) fit->alpha_vcov[i] = NAN;
            copse_i_scale_maximum edge = *m;
            edge.actives = 1; /* no standard errors */
            fill_tests(s, &edge, null, nulls, fit);
        }
    }
    free(room);
    free(rest);
    return status;
}
