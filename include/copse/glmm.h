/* copse/glmm.h: pooling counts without effect sizes: generalised linear mixed models of the arms of trials (Stijnen, Hamza &
 * Ozdemir 2010; Jackson et al. 2018). No continuity correction: trials without events say what they have to say.
 *
 *      model        data given the effect theta_i of trial i (treated arm 1, control arm 2)
 *      UM.FS        both arms, linear predictors alpha_i + theta and alpha_i, a baseline alpha_i of its own for each trial
 *      UM.RS        the same with alpha_i = gamma + a_i, a_i normal
 *      CM.EL        given the events of both arms: OR noncentral hypergeometric (exact), IRR binomial (exact)
 *      CM.AL        given the events of both arms: OR as if they were rare, binomial with offset log(n1/n2)
 *                   (UM.FS alone also: RR and RD, binomial with log and identity link, without random effects)
 *      GLMM         one group: PLO binomial with logit link, IRLN Poisson with log link; PLN and PR, binomial with log and
 *                   identity link, without random effects
 *      FIRTH        both arms of OR, a baseline alpha_i for each trial, the likelihood penalised by half the log determinant of
 *                   its information (Firth 1993; Heinze & Schemper 2002): finite where the likelihood has no maximum
 *      BETA_BINOMIAL  arms of OR, RR, RD, PLO, PLN and PR with mean g^-1(gamma + theta_i) and g^-1(gamma), g logit, log or identity, and
 *                   one intraclass correlation rho (Kuss 2015)
 *  and theta_i = x_i' beta + tau u_i with u_i standard normal (tau = 0 in the last two). Logit link for OR and PLO, log link for IRR and IRLN. */
#ifndef COPSE_GLMM_H
#define COPSE_GLMM_H

#include <copse/model.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What is measured: scale of the effect and law of the counts. */
#define COPSE_GLMM_MEASURE_LIST(X)                                                                                     \
    X(OR, "OR", 2)                                                                                                     \
    X(IRR, "IRR", 2)                                                                                                   \
    X(PLO, "PLO", 1)                                                                                                   \
    X(IRLN, "IRLN", 1)                                                                                                 \
    X(RR, "RR", 2)                                                                                                     \
    X(RD, "RD", 2)                                                                                                     \
    X(PLN, "PLN", 1)                                                                                                   \
    X(PR, "PR", 1)

typedef enum copse_glmm_measure {
#define COPSE_GLMM_MEASURE_ENUM(id, code, arms) COPSE_GLMM_##id,
    COPSE_GLMM_MEASURE_LIST(COPSE_GLMM_MEASURE_ENUM)
#undef COPSE_GLMM_MEASURE_ENUM
        COPSE_GLMM_MEASURE_COUNT
} copse_glmm_measure;
COPSE_API COPSE_NODISCARD copse_status copse_glmm_measure_find(const char *code, copse_glmm_measure *measure);
COPSE_API size_t copse_glmm_measure_arms(copse_glmm_measure measure); /**< 1 or 2 */
/** Whether the model exists for the measure. */
COPSE_API bool copse_glmm_has(copse_pooling model, copse_glmm_measure measure);

typedef struct copse_glmm_opts {
    copse_glmm_measure measure; /**< default OR */
    copse_pooling model;        /**< default COPSE_POOLING_CM_EL */
    copse_method method; /**< ML (default): random effects, or rho; EE or FE: tau2 = 0. FIRTH, and UM.FS or GLMM of
                                     RR, RD, PLN and PR: EE or FE only; BETA_BINOMIAL: ML only */
    copse_test test;     /**< z (default), t with k - p degrees of freedom; FIRTH and BETA_BINOMIAL: also pl, the
                                     profile (penalised) likelihood */
    double level;        /**< of every interval, in %; default 95 */
    size_t nagq;         /**< 0 (default): integrals to all digits; else adaptive Gauss-Hermite quadrature of that
                                     order, 1 being Laplace's approximation; at most 100 */
    double coding;       /**< UM.*: the random effect enters arm 1 times this and arm 2 times this - 1; 1/2 (default),
                                     1 or 0 */
    bool cor;            /**< UM.RS: baseline and effect are correlated; default false */
    bool
        without_tau2_ci; /**< leave out the profile interval of tau2, two thirds of a fit: NaN, state LEFT_OUT. All other
                               numbers keep their bits; default false */
} copse_glmm_opts;
COPSE_API copse_glmm_opts copse_glmm_opts_default(void);

/** Counts. All borrowed. */
typedef struct copse_glmm_data {
    const double *x1, *n1; /**< k events, and participants or person-time, of arm 1 or of the only group */
    const double *x2, *n2; /**< of arm 2; NULL for one group */
    const double *yi,
        *vi;         /**< k effect sizes, for the typical variance in I2 and H2; entries may be NaN; may be NULL */
    const double *X; /**< k x p design by rows, of full rank; NULL with p = 1: an intercept */
    size_t k, p;
} copse_glmm_data;

/** A likelihood-ratio or Wald test: chi-square. NaN where it does not exist. */
typedef struct copse_glmm_test {
    double statistic, df, p;
} copse_glmm_test;

/** What a copse_fit has no place for. */
typedef struct copse_glmm {
    copse_glmm_opts opts;
    size_t telling;    /**< trials whose likelihood depends on the effect */
    size_t parameters; /**< counted in AIC; a trial's own baseline is one */
    double baseline;   /**< UM.RS and beta-binomial: gamma; else NaN */
    double sigma2;     /**< UM.RS: variance of the baselines; else NaN */
    double rho;        /**< UM.RS with cor: their correlation with the effects; else NaN */
    copse_glmm_test wald,
        lrt;              /**< heterogeneity: against an effect of its own for each trial. Wald: over the trials whose
                                    own effect is finite */
    double equal_log_lik; /**< of the model with tau2 = 0 */
    copse_glmm_test
        effect;      /**< likelihood-ratio test of the effect (p = 1), or of all coefficients but the intercept */
    size_t at_limit; /**< RR and RD by UM.FS: studies with an arm whose risk is 0 or 1 at the maximum, the limit of what
                          it can be; their baselines count as known in the standard errors */
    double penalty;  /**< FIRTH: half the log determinant of the information of all parameters; else NaN. The penalised
                         log-likelihood is fit->stat.log_lik + penalty */
    double overdispersion,
        overdispersion_se;              /**< BETA_BINOMIAL: rho (0: the binomial model) and its se (NaN at 0); else
                                                   NaN */
    copse_glmm_test overdispersion_lrt; /**< of rho = 0, with half of chi-square's p (Self & Liang 1987); else NaN */
} copse_glmm;

/** Fits a model. The maximum is the highest of those found from a scan of tau; given tau the likelihood is log-concave in all
 *  other parameters (Prekopa 1973), so that it has one maximum there. Estimates are right to 1e-8 relative, the
 *  log-likelihood to 1e-10.
 *  fit: coefficients, covariance (observed information), tau2 (standard error of the observed information; profile-likelihood
 *  interval), I2 and H2 from tau2 and the typical variance of yi and vi, Q (the likelihood-ratio test of heterogeneity),
 *  prediction interval, log-likelihood with all constants. fit->weight is NaN: such models have no weights.
 *  @return COPSE_OK; COPSE_EINVAL, COPSE_EUSAGE (a model that the measure has not, a test but z or t), COPSE_EDOM (counts),
 *          COPSE_ETOOFEW (k < p), COPSE_ERANK, COPSE_ENOTCOMPUTABLE (the likelihood has no maximum, or nothing tells of the
 *          effect; err says why), COPSE_ERANGE (no convergence), COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_glmm_fit(const copse_glmm_data *data, const copse_glmm_opts *opts,
                                                      copse_fit *fit, copse_glmm *glmm, copse_error *err);

/** The profile log-likelihood at tau >= 0 and at most 50: all other parameters at their best (UM.RS: from the maximum on).
 *  opts->method is not used. Same errors as copse_glmm_fit. */
COPSE_API COPSE_NODISCARD copse_status copse_glmm_profile_at(const copse_glmm_data *data, const copse_glmm_opts *opts,
                                                             double tau, double *log_lik, copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
