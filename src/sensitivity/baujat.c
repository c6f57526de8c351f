/* Where the studies of a Baujat plot stand. */
#include <copse/sensitivity.h>

#include <math.h>
#include <stdlib.h>

/* x'Vx */
static double variance_of(const double *x, const double *vcov, size_t p)
{
    double sum = 0;
    for (size_t a = 0; a < p; a++)
        for (size_t b = 0; b < p; b++) sum += x[a] * vcov[a * p + b] * x[b];
    return sum;
}

static void set_point(const copse_sensitivity_data *data, const copse_fit *fit, const copse_left_out_fit *without,
                      size_t i, copse_baujat_point *point)
{
    const double one = 1, *x = data->X != NULL ? data->X + i * data->p : &one;
    double fitted = 0, shift = 0;
    for (size_t j = 0; j < data->p; j++) {
        fitted += x[j] * fit->coef[j].estimate;
        if (without->state == COPSE_SUBSET_FITTED)
            shift += x[j] * (fit->coef[j].estimate - without->fit.coef[j].estimate);
    }
    const double e = data->y[i] - fitted, tau2 = isnan(fit->het.tau2) ? 0 : fit->het.tau2;
    point->heterogeneity = e / (data->v[i] + tau2) * e;
    point->state = without->state;
    point->influence = (double)NAN;
    if (without->state != COPSE_SUBSET_FITTED) return;
    const double influence = shift / variance_of(x, without->fit.vcov, data->p) * shift;
    if (isfinite(influence)) point->influence = influence;
    else point->state = COPSE_SUBSET_NOT_COMPUTABLE;
}

copse_status copse_baujat(const copse_sensitivity_data *data, copse_baujat_point *point, copse_error *err)
{
    copse_fit fit = {0};
    copse_leave_out out = {0};
    if (data == NULL || point == NULL) return copse_fail(err, COPSE_EINVAL, "a Baujat plot needs its data");
    copse_status status = copse_pool(data->y, data->v, data->X, data->k, data->p, data->opts, &fit, err);
    if (status == COPSE_OK) status = copse_leave_out_fit(data, NULL, 0, &out, err);
    for (size_t i = 0; status == COPSE_OK && i < data->k; i++) set_point(data, &fit, &out.without[i], i, &point[i]);
    copse_leave_out_free(&out);
    copse_fit_free(&fit);
    return status;
}
