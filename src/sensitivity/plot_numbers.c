/* Radial plots, p-value functions, profiles of the likelihood: small numbers behind plots. */
#include <copse/math.h>
#include <copse/sensitivity.h>

#include <math.h>

copse_status copse_radial(const double *y, const double *v, size_t k, double tau2, double centre,
                          copse_radial_point *point, copse_error *err)
{
    if (y == NULL || v == NULL || point == NULL || !(tau2 >= 0) || !isfinite(centre))
        return copse_fail(err, COPSE_EINVAL, "a radial plot needs estimates, variances, tau2 >= 0 and a centre");
    for (size_t i = 0; i < k; i++) {
        if (!isfinite(y[i]) || !(v[i] > 0) || !isfinite(v[i] + tau2))
            return copse_fail(err, COPSE_EDOM, "study %zu: an estimate must be a number, its variance positive", i + 1);
        point[i].x = 1 / sqrt(v[i] + tau2);
        point[i].z = (y[i] - centre) * point[i].x;
    }
    return COPSE_OK;
}

double copse_p_of(double estimate, double se, double df, double mu)
{
    if (!(se > 0) || !isfinite(se)) return (double)NAN;
    const double t = fabs(estimate - mu) / se;
    return isnan(df) ? 2 * copse_normal_upper(t) : copse_t_two_sided(t, df);
}

copse_status copse_profile_tau2(const copse_sensitivity_data *data, const double *tau2, size_t n, double *log_lik,
                                copse_error *err)
{
    if (data == NULL || tau2 == NULL || log_lik == NULL) return copse_fail(err, COPSE_EINVAL, "a profile needs data");
    copse_fit_opts opts = data->opts != NULL ? *data->opts : copse_fit_opts_default();
    if (opts.method == COPSE_METHOD_EE || opts.method == COPSE_METHOD_FE)
        return copse_fail(err, COPSE_EUSAGE, "method %s has no tau2 to profile", copse_method_code(opts.method));
    opts.without_tau2_ci = opts.without_R2 = true;
    opts.test = COPSE_TEST_Z;
    for (size_t i = 0; i < n; i++) {
        copse_fit fit = {0};
        opts.tau2 = tau2[i];
        const copse_status status = copse_pool(data->y, data->v, data->X, data->k, data->p, &opts, &fit, err);
        log_lik[i] = fit.stat.log_lik;
        copse_fit_free(&fit);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}
