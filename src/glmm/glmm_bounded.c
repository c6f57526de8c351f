/* Risk ratios and differences by the binomial likelihood of both arms (a baseline for each study), and risks of one group,
 * on the log and the identity scale. The log-likelihood is concave in all parameters, but the risks bound it: where an arm
 * has only events (or none, on the identity scale), its end is inside and may be where the maximum lies.
 *
 * That is found as barrier methods do (Boyd & Vandenberghe 2004, chapter 11): with a small part of a participant added, of
 * the kind that such an arm has not, the end is out of reach and the maximum inside. As that part shrinks to nothing, arms
 * that go to their end are seen; they are pinned there, which makes their study's baseline a function of the effect, and
 * Newton's way ends in the maximum of what is left.
 *
 * Standard errors are those of the expected information, as in iteratively reweighted least squares (McCullagh & Nelder
 * 1989); an arm at its end has an infinite one, so that its study's baseline counts as known. */
#include "glmm_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define AT_END 1e-6     /* a risk that is this near its end, with the last barrier, has gone there */
enum { BARRIERS = 11 }; /* each an eighth of the one before; the last one 4.7e-10 */

typedef struct bounded {
    const copse_glmm_data *data;
    const copse_glmm_opts *opts;
    copse_i_glmm_problem problem;
    copse_i_glmm_peak peak;
    const bool *null; /* coefficients that stay 0, or NULL */
} bounded;

double copse_i_glmm_own_inside(const copse_i_glmm_trial *trial, double effect, double own)
{
    const copse_i_glmm_law law = trial->arm[0].law;
    if (law == COPSE_I_GLMM_LOG_BINOMIAL) {
        const double highest = fmin(0.0, -effect);
        return own < highest ? own : highest - 0.1;
    }
    if (law != COPSE_I_GLMM_LINEAR_BINOMIAL) return own;
    const double low = fmax(0.0, -effect), high = fmin(1.0, 1.0 - effect);
    if (!(low < high)) return NAN;
    return own > low && own < high ? own : 0.5 * (low + high);
}

void copse_i_glmm_pinned_moments(const copse_i_glmm_trial *trial, double effect, copse_i_glmm_moments *moments)
{
    const bool first = trial->pinned == 1;
    const double sign = first ? -1.0 : 1.0; /* of the effect in the other arm */
    const copse_i_glmm_arm *other = &trial->arm[first ? 1 : 0], *held = &trial->arm[first ? 0 : 1];
    const copse_i_glmm_jet jet = copse_i_glmm_arm_at(other, trial->pin + sign * effect);
    *moments = (copse_i_glmm_moments){.value = jet.value + copse_i_glmm_arm_at(held, trial->pin).value};
    moments->gradient[1] = sign * jet.d1;
    moments->hessian[1][1] = jet.d2;
}

/* Arms that lack a kind of participant get `part` of one. */
static void soften(bounded *b, double part)
{
    const bool linear = b->problem.trial[0].arm[0].law == COPSE_I_GLMM_LINEAR_BINOMIAL;
    for (size_t i = 0; i < b->problem.k; i++) {
        for (size_t g = 0; g < b->problem.layout.arms; g++) {
            copse_i_glmm_arm *arm = &b->problem.trial[i].arm[g];
            const double x = g == 0 ? b->data->x1[i] : b->data->x2[i], n = g == 0 ? b->data->n1[i] : b->data->n2[i];
            arm->x = linear && x == 0.0 ? part : x;
            arm->n = n + (arm->x - x) + (x == n ? part : 0.0);
        }
    }
}

static double predictor(const bounded *b, size_t i, size_t arm)
{
    const double effect = copse_i_glmm_row_times(&b->problem, i, b->peak.parameter);
    return b->problem.layout.arms == 1 ? effect : b->problem.own[i] + (arm == 0 ? effect : 0.0);
}

/* The end that an arm is at; NaN: none. */
static double end_of(const bounded *b, size_t i, size_t arm)
{
    const bool linear = b->problem.trial[i].arm[arm].law == COPSE_I_GLMM_LINEAR_BINOMIAL;
    const double eta = predictor(b, i, arm);
    if (linear && eta < AT_END) return 0.0;
    if (linear) return eta > 1.0 - AT_END ? 1.0 : NAN;
    return eta > -AT_END ? 0.0 : NAN;
}

static bool all_are_held(const bounded *b)
{
    for (size_t j = 0; j < b->problem.p; j++)
        if (b->null == NULL || !b->null[j]) return false;
    return true;
}

/* Pins arms at their ends. A study with both arms there holds the effect itself. */
static copse_status pin(bounded *b, copse_error *err)
{
    for (size_t i = 0; i < b->problem.k; i++) {
        copse_i_glmm_trial *trial = &b->problem.trial[i];
        size_t ends = 0;
        if (!trial->tells) continue;
        for (size_t g = b->problem.layout.arms; g-- > 0;) {
            const double end = end_of(b, i, g);
            if (isnan(end)) continue;
            trial->pinned = (int)g + 1;
            trial->pin = end;
            ends++;
        }
        if (ends < b->problem.layout.arms || all_are_held(b)) continue;
        if (b->problem.layout.arms == 1)
            return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                              "the likelihood's maximum has a risk of %.0f in study %zu, the limit of what it can be: "
                              "coefficients have no standard errors there",
                              trial->arm[0].law == COPSE_I_GLMM_LINEAR_BINOMIAL ? trial->pin : 1.0, i + 1);
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "the likelihood's maximum lies in a corner: study %zu, with %s events in both arms, holds "
                          "its effect at 0, without a standard error; leave such studies out",
                          i + 1, b->data->x1[i] == 0.0 ? "no" : "only");
    }
    return COPSE_OK;
}

copse_status copse_i_glmm_same_for_all(const copse_glmm_data *data, double eta, double *beta)
{
    const size_t p = data->p;
    double *a = copse_alloc(p * p, sizeof *a);
    if (a == NULL) return COPSE_ENOMEM;
    memset(beta, 0, p * sizeof *beta);
    for (size_t i = 0; i < data->k; i++) {
        for (size_t j = 0; j < p; j++) {
            const double x = data->X != NULL ? data->X[i * p + j] : 1.0;
            beta[j] += eta * x;
            for (size_t m = 0; m < p; m++) a[j * p + m] += x * (data->X != NULL ? data->X[i * p + m] : 1.0);
        }
    }
    if (copse_i_glmm_cholesky(a, p)) copse_cholesky_solve(a, p, beta);
    free(a);
    return COPSE_OK;
}

/* No effect, and baselines at their own; of one group the risk of all together. */
static copse_status set_start(bounded *b)
{
    const copse_glmm_data *data = b->data;
    double events = 0.5, size = 1.0;
    if (data->x2 != NULL) return COPSE_OK;
    for (size_t i = 0; i < data->k; i++) {
        events += data->x1[i];
        size += data->n1[i];
    }
    const double risk = events / size;
    return copse_i_glmm_same_for_all(data, b->opts->measure == COPSE_GLMM_PLN ? log(risk) : risk, b->peak.parameter);
}

static copse_status find(bounded *b, copse_error *err)
{
    copse_status status = copse_i_glmm_problem_init(b->data, b->opts, false, &b->problem, err);
    if (status == COPSE_OK && b->null == NULL)
        status = copse_i_glmm_separation_check(b->data, b->opts, &b->problem, err);
    if (status != COPSE_OK) return status;
    if (copse_i_glmm_peak_init(&b->peak, b->data->p) != COPSE_OK || set_start(b) != COPSE_OK)
        return copse_fail_memory(err);
    for (int n = 0; status == COPSE_OK && n < BARRIERS; n++) {
        soften(b, ldexp(0.5, -3 * n));
        status = copse_i_glmm_peak_hold(&b->problem, b->null, &b->peak, err);
    }
    if (status == COPSE_OK) status = pin(b, err);
    soften(b, 0.0);
    if (status == COPSE_OK) status = copse_i_glmm_peak_hold(&b->problem, b->null, &b->peak, err);
    return status;
}

static void bounded_free(bounded *b)
{
    copse_i_glmm_peak_free(&b->peak);
    copse_i_glmm_problem_free(&b->problem);
}

/* Expected information of an arm about its linear predictor. */
static double information(const bounded *b, size_t i, size_t arm)
{
    const copse_i_glmm_trial *trial = &b->problem.trial[i];
    double eta = predictor(b, i, arm);
    if (trial->pinned != 0) {
        const double effect = copse_i_glmm_row_times(&b->problem, i, b->peak.parameter);
        eta = trial->pin + (trial->pinned == 1 ? -effect : effect);
    }
    return trial->arm[arm].law == COPSE_I_GLMM_LINEAR_BINOMIAL ? trial->arm[arm].n / (eta * (1.0 - eta))
                                                               : trial->arm[arm].n * exp(eta) / -expm1(eta);
}

/* A last step of the baselines: they were left where the likelihood, not they, had all digits. */
static void refine_baselines(bounded *b)
{
    for (size_t i = 0; i < b->problem.k && b->problem.layout.arms == 2; i++) {
        if (!b->problem.trial[i].tells || b->problem.trial[i].pinned != 0) continue;
        const double at[COPSE_I_GLMM_TERMS] = {b->problem.own[i],
                                               copse_i_glmm_row_times(&b->problem, i, b->peak.parameter)};
        copse_i_glmm_moments m;
        copse_i_glmm_trial_whole(&b->problem, i, at, &m);
        b->problem.own[i] -= m.gradient[0] / m.hessian[0][0];
    }
}

/* Minus the expected information of the coefficients, in place of the Hessian. */
static size_t set_information(bounded *b)
{
    const size_t p = b->problem.p;
    double *hessian = b->peak.at.hessian;
    size_t at_limit = 0;
    memset(hessian, 0, p * p * sizeof *hessian);
    for (size_t i = 0; i < b->problem.k; i++) {
        const copse_i_glmm_trial *trial = &b->problem.trial[i];
        if (!trial->tells) continue;
        const bool one = b->problem.layout.arms == 1;
        double w = 0.0;
        if (one || trial->pinned != 0) {
            w = information(b, i, trial->pinned == 1 ? 1 : 0);
        } else {
            w = 1.0 / (1.0 / information(b, i, 0) + 1.0 / information(b, i, 1));
        }
        at_limit += trial->pinned != 0 ? 1 : 0;
        for (size_t j = 0; j < p; j++)
            for (size_t m = 0; m < p; m++)
                hessian[j * p + m] -=
                    w * copse_i_glmm_design(&b->problem, i, j) * copse_i_glmm_design(&b->problem, i, m);
    }
    return at_limit;
}

/* The likelihood-ratio test of the effect; without a maximum there is none. */
static copse_status test_effect(const copse_glmm_data *data, const copse_glmm_opts *opts, double log_lik,
                                copse_glmm *glmm, copse_error *err)
{
    bool *null = copse_alloc(data->p, sizeof *null);
    copse_error own = {0};
    if (null == NULL) return copse_fail_memory(err);
    bounded b = {.data = data, .opts = opts, .null = null};
    const double df = (double)copse_i_glmm_null(data, null);
    const copse_status status = data->x2 == NULL && data->p == 1 ? COPSE_ENOTCOMPUTABLE : find(&b, &own);
    if (status == COPSE_OK) {
        const double x = fmax(0.0, 2.0 * (log_lik - b.peak.at.value));
        glmm->effect = copse_i_glmm_chi_square(x, df);
    }
    bounded_free(&b);
    free(null);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : COPSE_OK;
}

copse_status copse_i_glmm_bounded_fit(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_fit *fit,
                                      copse_glmm *glmm, copse_error *err)
{
    bounded b = {.data = data, .opts = opts};
    copse_status status = find(&b, err);
    if (status == COPSE_OK) status = copse_i_glmm_saturated(data, opts, b.peak.at.value, glmm, err);
    if (status == COPSE_OK) {
        refine_baselines(&b);
        glmm->at_limit = set_information(&b);
        status = copse_i_glmm_tell(data, opts, &b.problem, &b.peak, false, fit, glmm, err);
    }
    if (status == COPSE_OK) status = test_effect(data, opts, fit->stat.log_lik, glmm, err);
    bounded_free(&b);
    return status;
}
