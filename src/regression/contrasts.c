/* Linear combinations of coefficients: each by itself, all at once, and with p adjusted for their number. */
#include "joint_test.h"
#include "reference_distribution.h"

#include <copse/math.h>
#include <copse/regression.h>
#include <float.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_contrast_opts copse_contrast_opts_default(void)
{
    return (copse_contrast_opts){.adjust = COPSE_ADJUST_NONE, .level = NAN};
}

void copse_pairwise_rows(const double *x, size_t n, size_t p, double *L)
{
    for (size_t a = 1; a < n; a++)
        for (size_t b = 0; b < a; b++)
            for (size_t j = 0; j < p; j++) *L++ = x[a * p + j] - x[b * p + j];
}

static copse_status check(const copse_fit *fit, const double *L, const double *rhs, size_t m, copse_error *err)
{
    for (size_t i = 0; i < m; i++) {
        bool any = false;
        for (size_t j = 0; j < fit->p; j++) {
            if (!isfinite(L[i * fit->p + j]))
                return copse_fail(err, COPSE_EDOM, "contrast %zu: weight %zu is not finite", i + 1, j + 1);
            any = any || L[i * fit->p + j] != 0;
        }
        if (!any) return copse_fail(err, COPSE_EDOM, "contrast %zu: all its weights are 0", i + 1);
        if (rhs != NULL && !isfinite(rhs[i]))
            return copse_fail(err, COPSE_EDOM, "contrast %zu: the value to test against is not finite", i + 1);
    }
    return COPSE_OK;
}

static copse_status allocate(copse_contrast_tests *out)
{
    out->row = copse_alloc(out->m, sizeof *out->row);
    out->p_adjusted = copse_alloc(out->m, sizeof *out->p_adjusted);
    out->p_error = copse_alloc(out->m, sizeof *out->p_error);
    out->simultaneous = copse_alloc(out->m, sizeof *out->simultaneous);
    const bool good = out->row != NULL && out->p_adjusted != NULL && out->p_error != NULL && out->simultaneous != NULL;
    return good ? COPSE_OK : COPSE_ENOMEM;
}

/* L V L', m x m, and of each variance the share that is rounding error; `half` is room for p numbers. */
static void fill_covariance(const copse_fit *fit, const double *L, size_t m, double *half, double *covariance,
                            double *noise)
{
    const size_t p = fit->p;
    for (size_t a = 0; a < m; a++) {
        double size = 0;
        for (size_t j = 0; j < p; j++) {
            half[j] = 0;
            for (size_t i = 0; i < p; i++) half[j] += L[a * p + i] * fit->vcov[i * p + j];
            for (size_t i = 0; i < p; i++) size += fabs(L[a * p + i] * fit->vcov[i * p + j] * L[a * p + j]);
        }
        for (size_t b = 0; b <= a; b++) {
            double sum = 0;
            for (size_t j = 0; j < p; j++) sum += half[j] * L[b * p + j];
            covariance[a * m + b] = covariance[b * m + a] = sum;
        }
        covariance[a * m + a] = fmax(covariance[a * m + a], 0);
        noise[a] = 64 * DBL_EPSILON * fmax(1, size / covariance[a * m + a]);
    }
}

static double smallest_df(const copse_contrast_tests *out)
{
    double df = NAN;
    for (size_t i = 0; i < out->m; i++) df = fmin(df, out->row[i].df);
    return df;
}

/* Spoils the covariances. */
static copse_status test_jointly(copse_contrast_tests *out, const double *rhs, double *covariance, double *noise,
                                 double *d, copse_error *err)
{
    copse_i_joint joint;
    size_t row = 0;
    for (size_t i = 0; i < out->m; i++) d[i] = out->row[i].estimate - (rhs != NULL ? rhs[i] : 0);
    if (copse_i_joint_test(covariance, d, noise, out->m, &joint, &row) != COPSE_OK)
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "contrast %zu follows from the others but is tested against a value that contradicts theirs",
                          row + 1);
    out->joint = out->joint_df = out->joint_p = NAN;
    out->joint_df2 = smallest_df(out);
    if (isnan(joint.chi_square)) return COPSE_OK;
    const double r = (double)joint.rank;
    out->joint_df = r;
    out->joint = isnan(out->joint_df2) ? joint.chi_square : joint.chi_square / r;
    out->joint_p =
        isnan(out->joint_df2) ? copse_chisq_upper(out->joint, r) : copse_f_upper(out->joint, r, out->joint_df2);
    return COPSE_OK;
}

static void fill_simultaneous(copse_contrast_tests *out, double critical)
{
    out->critical = critical;
    for (size_t i = 0; i < out->m; i++) {
        const copse_coefficient *c = &out->row[i];
        const double half = critical * c->se;
        out->simultaneous[i] = (copse_interval){c->estimate - half, c->estimate + half};
    }
}

/* Spoils the covariances: to correlations. */
static copse_status adjust_single_step(copse_contrast_tests *out, double level, double *covariance)
{
    const size_t m = out->m;
    for (size_t i = 0; i < m; i++)
        if (!(out->row[i].se > 0)) return COPSE_OK; /* no tests, no adjusted ones */
    for (size_t i = 0; i < m; i++)
        for (size_t j = 0; j < m; j++) {
            const double r = covariance[i * m + j] / (out->row[i].se * out->row[j].se);
            covariance[i * m + j] = i == j ? 1 : fmin(fmax(r, -1), 1);
        }
    const double df = smallest_df(out);
    copse_max_t *t = NULL;
    const copse_status status = copse_max_t_new(covariance, m, isnan(df) ? INFINITY : df, &t);
    if (status != COPSE_OK) return status;
    for (size_t i = 0; i < m; i++) {
        out->p_adjusted[i] = copse_max_t_upper(t, fabs(out->row[i].statistic), &out->p_error[i]);
        out->p_adjusted[i] = fmax(out->p_adjusted[i], out->row[i].p); /* the lattice may fall below by its error */
    }
    fill_simultaneous(out, copse_max_t_quantile_upper(t, (100 - level) / 100));
    copse_max_t_free(t);
    return COPSE_OK;
}

static copse_status adjust(copse_contrast_tests *out, double level, double *covariance)
{
    if (out->adjust == COPSE_ADJUST_SINGLE_STEP) return adjust_single_step(out, level, covariance);
    for (size_t i = 0; i < out->m; i++) {
        out->p_adjusted[i] = out->row[i].p;
        out->p_error[i] = 0;
    }
    if (out->adjust == COPSE_ADJUST_BONFERRONI)
        fill_simultaneous(out, copse_i_reference_quantile(100 - (100 - level) / (double)out->m, smallest_df(out)));
    return copse_adjust_p(out->p_adjusted, out->m, out->adjust, out->p_adjusted);
}

static copse_status fill(const copse_fit *fit, const double *L, const double *rhs, double level, double *room,
                         copse_contrast_tests *out, copse_error *err)
{
    const size_t m = out->m, p = fit->p;
    double *covariance = room, *copy = room + m * m, *noise = room + 2 * m * m, *d = noise + m;
    fill_covariance(fit, L, m, d, covariance, noise);
    for (size_t i = 0; i < m; i++) {
        double estimate = 0;
        for (size_t j = 0; j < p; j++) estimate += L[i * p + j] * fit->coef[j].estimate;
        out->row[i] = copse_i_test_estimate(estimate, sqrt(covariance[i * m + i]), rhs != NULL ? rhs[i] : 0,
                                            copse_i_combination_df(fit, L + i * p), level);
        out->p_adjusted[i] = out->p_error[i] = NAN;
        out->simultaneous[i] = (copse_interval){NAN, NAN};
        if (!isfinite(estimate) || !isfinite(out->row[i].se))
            return copse_fail(err, COPSE_ERANGE, "contrast %zu is beyond the range of numbers", i + 1);
    }
    memcpy(copy, covariance, m * m * sizeof *copy);
    const copse_status status = test_jointly(out, rhs, copy, noise, d, err);
    if (status != COPSE_OK) return status;
    return adjust(out, level, covariance) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

copse_status copse_contrasts_of(const copse_fit *fit, const double *L, const double *rhs, size_t m,
                                const copse_contrast_opts *opts, copse_contrast_tests *out, copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the contrasts");
    memset(out, 0, sizeof *out);
    const copse_contrast_opts in_force = opts != NULL ? *opts : copse_contrast_opts_default();
    if (fit == NULL || fit->coef == NULL || fit->vcov == NULL || L == NULL || m == 0)
        return copse_fail(err, COPSE_EINVAL, "no fit or no contrasts");
    if (m > COPSE_MAX_T_MOST)
        return copse_fail(err, COPSE_EINVAL, "%zu contrasts: at most %d can be tested together", m, COPSE_MAX_T_MOST);
    if ((unsigned)in_force.adjust >= COPSE_ADJUST_COUNT) return copse_fail(err, COPSE_EINVAL, "no such adjustment");
    const double level = copse_i_level(fit, in_force.level);
    if (isnan(level)) return copse_fail(err, COPSE_EINVAL, "the level of an interval lies between 0 and 100 %%");
    copse_status status = check(fit, L, rhs, m, err);
    if (status != COPSE_OK) return status;
    out->m = m;
    out->adjust = in_force.adjust;
    out->critical = NAN;
    double *room = copse_alloc(2 * m * m + 2 * m + fit->p, sizeof *room);
    if (room == NULL || allocate(out) != COPSE_OK) {
        free(room);
        return copse_fail_memory(err);
    }
    status = fill(fit, L, rhs, level, room, out, err);
    free(room);
    return status;
}

void copse_contrast_tests_free(copse_contrast_tests *contrasts)
{
    if (contrasts == NULL) return;
    free(contrasts->row);
    free(contrasts->p_adjusted);
    free(contrasts->p_error);
    free(contrasts->simultaneous);
    memset(contrasts, 0, sizeof *contrasts);
}
