/* One arm's count given its linear predictor. */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>

double copse_i_glmm_log_choose(double n, double x)
{
    if (x == 0.0 || x == n) return 0.0;
    const double few = x < n - x ? x : n - x; /* C(n, few) = Gamma(n+1)/Gamma(n-few+1)/few! */
    return copse_log_gamma_ratio(n + 1.0, n - few + 1.0) - copse_log_gamma(few + 1.0);
}

/* x eta - n log(1 + e^eta): from the side where the exponential is small. */
static copse_i_glmm_jet binomial_at(const copse_i_glmm_arm *arm, double eta)
{
    const double e = exp(-fabs(eta)), tail = e / (1.0 + e), body = 1.0 / (1.0 + e);
    const double risk = eta < 0.0 ? tail : body, other = eta < 0.0 ? body : tail, soft = log1p(e);
    /* where x = n, or 0, the terms cancel to the log of one risk */
    const double value = eta < 0.0 ? arm->x * eta - arm->n * soft : -(arm->n - arm->x) * eta - arm->n * soft;
    return (copse_i_glmm_jet){value + arm->constant, arm->x * other - (arm->n - arm->x) * risk, -arm->n * risk * other};
}

static copse_i_glmm_jet poisson_at(const copse_i_glmm_arm *arm, double eta)
{
    const double mean = exp(eta);
    return (copse_i_glmm_jet){arm->x * eta - mean + arm->constant, arm->x - mean, -mean};
}

static const copse_i_glmm_jet OUTSIDE = {-HUGE_VAL, 0.0, 0.0};

/* x eta + (n - x) log(1 - e^eta); where all have the event, eta = 0 is inside. */
static copse_i_glmm_jet log_binomial_at(const copse_i_glmm_arm *arm, double eta)
{
    const double rest = arm->n - arm->x, risk = exp(eta), other = -expm1(eta);
    if (!(eta <= 0.0) || (rest > 0.0 && !(other > 0.0))) return OUTSIDE;
    if (!(rest > 0.0)) return (copse_i_glmm_jet){arm->x * eta + arm->constant, arm->x, 0.0};
    const double odds = risk / other;
    return (copse_i_glmm_jet){arm->x * eta + rest * log(other) + arm->constant, arm->x - rest * odds,
                              -rest * odds / other};
}

/* x log eta + (n - x) log(1 - eta); an end at which nothing is counted is inside. */
static copse_i_glmm_jet linear_binomial_at(const copse_i_glmm_arm *arm, double eta)
{
    const double rest = arm->n - arm->x, other = 1.0 - eta;
    if (!(eta >= 0.0 && other >= 0.0)) return OUTSIDE;
    if ((arm->x > 0.0 && eta == 0.0) || (rest > 0.0 && other == 0.0)) return OUTSIDE;
    copse_i_glmm_jet jet = {arm->constant, 0.0, 0.0};
    if (arm->x > 0.0) {
        jet.value += arm->x * log(eta);
        jet.d1 += arm->x / eta;
        jet.d2 -= arm->x / (eta * eta);
    }
    if (rest > 0.0) {
        jet.value += rest * log1p(-eta);
        jet.d1 -= rest / other;
        jet.d2 -= rest / (other * other);
    }
    return jet;
}

copse_i_glmm_jet copse_i_glmm_arm_at(const copse_i_glmm_arm *arm, double eta)
{
    switch (arm->law) {
    case COPSE_I_GLMM_BINOMIAL:
        return binomial_at(arm, eta + arm->offset);
    case COPSE_I_GLMM_POISSON:
        return poisson_at(arm, eta + arm->offset);
    case COPSE_I_GLMM_LOG_BINOMIAL:
        return log_binomial_at(arm, eta);
    case COPSE_I_GLMM_LINEAR_BINOMIAL:
        return linear_binomial_at(arm, eta);
    case COPSE_I_GLMM_HYPERGEOMETRIC:
        break;
    }
    return copse_i_glmm_hypergeometric_at(&arm->cells, eta);
}

copse_i_glmm_higher copse_i_glmm_arm_higher(const copse_i_glmm_arm *arm, double eta)
{
    if (arm->law == COPSE_I_GLMM_HYPERGEOMETRIC) return copse_i_glmm_hypergeometric_higher(&arm->cells, eta);
    if (arm->law == COPSE_I_GLMM_POISSON) {
        const double mean = exp(eta + arm->offset);
        return (copse_i_glmm_higher){-mean, -mean};
    }
    const double e = exp(-fabs(eta + arm->offset)), risk = e / (1.0 + e), other = 1.0 / (1.0 + e), both = risk * other;
    const double skew = eta + arm->offset < 0.0 ? other - risk : risk - other;
    return (copse_i_glmm_higher){-arm->n * both * skew, -arm->n * both * (1.0 - 6.0 * both)};
}
