/* Normal quantile plots of residuals, with an envelope by simulation. */
#include <copse/math.h>
#include <copse/sensitivity.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_qq_opts copse_qq_opts_default(void)
{
    return (copse_qq_opts){.replicates = 1000, .seed = 1, .level = 95};
}

static int by_residual(const void *a, const void *b)
{
    const copse_qq_point *x = a, *y = b;
    if (x->residual != y->residual) return x->residual < y->residual ? -1 : 1;
    return (x->study > y->study) - (x->study < y->study);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* --------------------------------------------------------------------------------------------- the envelope */

/* One data set drawn, and its residuals. V0 = (X'WX)^-1, W = 1/(v + tau2). */
typedef struct envelope {
    const copse_sensitivity_data *data;
    const copse_qq_opts *opts;
    double tau2;
    const double *V0;
    const copse_residual *residual; /* of the fit: hat values and standard errors */
    size_t points;                  /* studies whose residuals are known */
    double *e, *b, *score;          /* k, p, p */
    double *sorted;                 /* points x replicates: the i-th smallest of all replicates in a row */
} envelope;

static double design_at(const copse_sensitivity_data *data, size_t i, size_t j)
{
    return data->X != NULL ? data->X[i * data->p + j] : 1;
}

static void draw_errors(const envelope *v, size_t replicate)
{
    const copse_sensitivity_data *d = v->data;
    double pair[2];
    for (size_t i = 0; i < d->k; i++) {
        if (i % 2 == 0)
            copse_draw_normals(
                (copse_address){.seed = v->opts->seed, .replicate = replicate, .draw = (uint32_t)(i / 2)}, pair);
        v->e[i] = pair[i % 2] * sqrt(d->v[i] + v->tau2);
    }
}

/* e - X V0 X'W e, by coefficients, so that no k x k matrix is needed. */
static void take_fit_away(const envelope *v)
{
    const copse_sensitivity_data *d = v->data;
    for (size_t j = 0; j < d->p; j++) {
        v->score[j] = 0;
        for (size_t i = 0; i < d->k; i++) v->score[j] += design_at(d, i, j) * v->e[i] / (d->v[i] + v->tau2);
    }
    for (size_t a = 0; a < d->p; a++) {
        v->b[a] = 0;
        for (size_t j = 0; j < d->p; j++) v->b[a] += v->V0[a * d->p + j] * v->score[j];
    }
    for (size_t i = 0; i < d->k; i++)
        for (size_t j = 0; j < d->p; j++) v->e[i] -= design_at(d, i, j) * v->b[j];
}

static void draw_replicate(const envelope *v, size_t replicate)
{
    size_t n = 0;
    draw_errors(v, replicate);
    take_fit_away(v);
    for (size_t i = 0; i < v->data->k; i++)
        if (!isnan(v->residual[i].standard)) v->e[n++] = v->e[i] / v->residual[i].se;
    qsort(v->e, n, sizeof *v->e, by_size);
    for (size_t i = 0; i < n; i++) v->sorted[i * v->opts->replicates + replicate] = v->e[i];
}

/* Type 7 of Hyndman & Fan (1996), of sorted numbers. */
static double quantile(const double *x, size_t n, double share)
{
    const double at = share * (double)(n - 1);
    const size_t low = (size_t)floor(at);
    return low + 1 < n ? x[low] + (at - (double)low) * (x[low + 1] - x[low]) : x[n - 1];
}

static copse_status add_envelope(const copse_sensitivity_data *data, const copse_qq_opts *opts, const copse_fit *fit,
                                 const copse_residual *residual, copse_qq_point *point, size_t points, copse_error *err)
{
    envelope v = {.data = data, .opts = opts, .tau2 = fit->het.tau2, .V0 = fit->vcov, .residual = residual};
    const double alpha = 1 - opts->level / 100, tail = opts->bonferroni ? alpha / 2 / (double)points : alpha / 2;
    v.e = copse_alloc(data->k, sizeof *v.e);
    v.b = copse_alloc(2 * data->p, sizeof *v.b);
    v.sorted = copse_alloc(points, opts->replicates * sizeof *v.sorted);
    const bool have = v.e != NULL && v.b != NULL && v.sorted != NULL;
    v.score = have ? v.b + data->p : NULL;
    for (size_t r = 0; have && r < opts->replicates; r++) draw_replicate(&v, r);
    for (size_t i = 0; have && i < points; i++) {
        double *row = v.sorted + i * opts->replicates;
        qsort(row, opts->replicates, sizeof *row, by_size);
        point[i].lower = quantile(row, opts->replicates, tail);
        point[i].upper = quantile(row, opts->replicates, 1 - tail);
    }
    free(v.e);
    free(v.b);
    free(v.sorted);
    return have ? COPSE_OK : copse_fail_memory(err);
}

/* ------------------------------------------------------------------------------------------------ the points */

static size_t set_points(const copse_residual *residual, size_t k, bool deleted, copse_qq_point *point)
{
    size_t n = 0;
    for (size_t i = 0; i < k; i++) {
        const double z = deleted ? residual[i].studentised : residual[i].standard;
        if (isfinite(z)) point[n++] = (copse_qq_point){i, (double)NAN, z, (double)NAN, (double)NAN};
    }
    qsort(point, n, sizeof *point, by_residual);
    const double a = n <= 10 ? 0.375 : 0.5;
    for (size_t i = 0; i < n; i++) {
        const double upper = ((double)(n - i) - a) / ((double)n + 1 - 2 * a);
        point[i].quantile = 2 * i + 1 == n ? 0 : copse_normal_quantile_upper(upper);
    }
    return n;
}

static copse_status check(const copse_sensitivity_data *data, const copse_qq_opts *opts, copse_error *err)
{
    if (!(opts->level > 0 && opts->level < 100) || (opts->replicates > 0 && opts->replicates < 20) ||
        opts->replicates > 1000000)
        return copse_fail(err, COPSE_EINVAL, "an envelope has 20 to 1000000 replicates and a level in (0, 100)");
    if (data->k <= data->p)
        return copse_fail(err, COPSE_ETOOFEW, "%zu %s and %zu %s leave no residuals", data->k,
                          copse_plural(data->k, "study", "studies"), data->p,
                          copse_plural(data->p, "coefficient", "coefficients"));
    return COPSE_OK;
}

copse_status copse_qq(const copse_sensitivity_data *data, const copse_qq_opts *opts, copse_qq_point *point,
                      size_t *points, copse_error *err)
{
    const copse_qq_opts usual = copse_qq_opts_default();
    copse_fit fit = {0};
    if (data == NULL || point == NULL || points == NULL)
        return copse_fail(err, COPSE_EINVAL, "a quantile plot needs its data");
    if (opts == NULL) opts = &usual;
    copse_status status = check(data, opts, err);
    if (status != COPSE_OK) return status;
    copse_fit_opts plain = data->opts != NULL ? *data->opts : copse_fit_opts_default();
    plain.without_tau2_ci = plain.without_R2 = true;
    copse_residual *residual = copse_alloc(data->k, sizeof *residual);
    if (residual == NULL) return copse_fail_memory(err);
    status = copse_pool(data->y, data->v, data->X, data->k, data->p, &plain, &fit, err);
    if (status == COPSE_OK)
        status = copse_pool_residuals(data->y, data->v, data->X, &fit, opts->deleted, residual, err);
    if (status == COPSE_OK) *points = set_points(residual, data->k, opts->deleted, point);
    copse_fit_free(&fit);
    if (status == COPSE_OK && opts->replicates > 0 && *points > 0) {
        /* with the test z the covariances are (X'WX)^-1 */
        plain.test = COPSE_TEST_Z;
        plain.pi = COPSE_PI_METAFOR;
        status = copse_pool(data->y, data->v, data->X, data->k, data->p, &plain, &fit, err);
        if (status == COPSE_OK) status = add_envelope(data, opts, &fit, residual, point, *points, err);
        copse_fit_free(&fit);
    }
    free(residual);
    return status;
}
