/* Heterogeneity: the model with tau2 = 0 against one in which each trial has an effect of its own. */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>
#include <stdlib.h>

/* A trial's own estimate: the highest log-likelihood, where it is, and the information there; information 0 where the
 * estimate is infinite. */
typedef struct alone {
    double log_lik, estimate, information;
} alone;

static alone arm_alone(const copse_i_glmm_arm *arm)
{
    if (arm->law == COPSE_I_GLMM_POISSON) {
        if (arm->x == 0.0) return (alone){0.0, -HUGE_VAL, 0.0};
        const double eta = log(arm->x) - arm->offset;
        return (alone){copse_i_glmm_arm_at(arm, eta).value, eta, arm->x};
    }
    const double risk = arm->x / arm->n;
    if (arm->x == 0.0 || arm->x == arm->n) return (alone){0.0, arm->x == 0.0 ? -HUGE_VAL : HUGE_VAL, 0.0};
    if (arm->law == COPSE_I_GLMM_LOG_BINOMIAL)
        return (alone){copse_i_glmm_arm_at(arm, log(risk)).value, log(risk), arm->n * arm->x / (arm->n - arm->x)};
    if (arm->law == COPSE_I_GLMM_LINEAR_BINOMIAL)
        return (alone){copse_i_glmm_arm_at(arm, risk).value, risk, arm->n / (risk * (1.0 - risk))};
    const double eta = log(arm->x / (arm->n - arm->x)) - arm->offset;
    return (alone){copse_i_glmm_arm_at(arm, eta).value, eta, arm->x * (arm->n - arm->x) / arm->n};
}

/* The conditional maximum likelihood estimate of an odds ratio, by Newton's way: concave. */
static alone hypergeometric_alone(const copse_i_glmm_trial *trial)
{
    enum { STEPS = 200 };
    double theta = 0.0;
    copse_i_glmm_jet jet = copse_i_glmm_arm_at(&trial->arm[0], theta);
    if (trial->end != 0) return (alone){0.0, trial->end * HUGE_VAL, 0.0};
    for (int step = 0; step < STEPS; step++) {
        const double move = fmax(-1.0, fmin(1.0, -jet.d1 / jet.d2));
        theta += move;
        jet = copse_i_glmm_arm_at(&trial->arm[0], theta);
        if (!(fabs(move) > 1e-14 * (1.0 + fabs(theta)))) break;
    }
    return (alone){jet.value, theta, -jet.d2};
}

static alone trial_alone(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial)
{
    if (trial->arm[0].law == COPSE_I_GLMM_HYPERGEOMETRIC) return hypergeometric_alone(trial);
    const alone first = arm_alone(&trial->arm[0]);
    if (layout->arms == 1) return first;
    const alone second = arm_alone(&trial->arm[1]);
    const bool finite = first.information > 0.0 && second.information > 0.0;
    const double information = finite ? 1.0 / (1.0 / first.information + 1.0 / second.information) : 0.0;
    return (alone){first.log_lik + second.log_lik, finite ? first.estimate - second.estimate : 0.0, information};
}

/* Weighted least squares of the finite own estimates on the design: what is left is Wald's statistic. */
static copse_status wald(const copse_i_glmm_problem *problem, const alone *own, copse_glmm_test *test)
{
    const size_t p = problem->p;
    double *a = copse_alloc(p * p + p, sizeof *a), *b = a != NULL ? a + p * p : NULL, rest = 0.0;
    size_t finite = 0;
    if (a == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i < problem->k; i++) {
        if (!(own[i].information > 0.0)) continue;
        finite++;
        for (size_t j = 0; j < p; j++) {
            const double xw = copse_i_glmm_design(problem, i, j) * own[i].information;
            b[j] += xw * own[i].estimate;
            for (size_t m = 0; m < p; m++) a[j * p + m] += xw * copse_i_glmm_design(problem, i, m);
        }
    }
    if (finite > p && copse_i_glmm_cholesky(a, p)) {
        copse_cholesky_solve(a, p, b);
        for (size_t i = 0; i < problem->k; i++) {
            const double off = own[i].information > 0.0 ? own[i].estimate - copse_i_glmm_row_times(problem, i, b) : 0.0;
            rest += own[i].information * off * off;
        }
        const double df = (double)(finite - p);
        *test = (copse_glmm_test){rest, df, copse_chisq_upper(rest, df)};
    }
    free(a);
    return COPSE_OK;
}

copse_status copse_i_glmm_saturated(const copse_glmm_data *data, const copse_glmm_opts *opts, double log_lik_equal,
                                    copse_glmm *glmm, copse_error *err)
{
    copse_i_glmm_problem problem = {0};
    double log_lik = 0.0;
    size_t telling = 0;
    copse_status status = copse_i_glmm_problem_init(data, opts, false, &problem, err);
    alone *own = status == COPSE_OK ? copse_alloc(data->k, sizeof *own) : NULL;
    for (size_t i = 0; own != NULL && i < data->k; i++) {
        if (!problem.trial[i].tells) continue;
        telling++;
        own[i] = trial_alone(&problem.layout, &problem.trial[i]);
        log_lik += own[i].log_lik;
    }
    if (status == COPSE_OK)
        status = own == NULL || wald(&problem, own, &glmm->wald) != COPSE_OK ? COPSE_ENOMEM : COPSE_OK;
    glmm->equal_log_lik = log_lik_equal;
    if (status == COPSE_OK && telling >= data->p) {
        const double df = (double)(telling - data->p), statistic = fmax(0.0, 2.0 * (log_lik - log_lik_equal));
        glmm->lrt =
            (copse_glmm_test){df > 0.0 ? statistic : 0.0, df, df > 0.0 ? copse_chisq_upper(statistic, df) : 1.0};
    }
    free(own);
    copse_i_glmm_problem_free(&problem);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}
