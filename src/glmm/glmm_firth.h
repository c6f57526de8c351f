/* Penalised likelihood of two arms with a baseline for each study (Firth 1993):
 *      l*(alpha, beta) = l + log det I / 2,  logit of the risks alpha_i + x_i' beta and alpha_i,
 * I the information of all k + p parameters: an arrow, so that everything costs O(k p^2). */
#ifndef COPSE_GLMM_FIRTH_H
#define COPSE_GLMM_FIRTH_H

#include "glmm_parts.h"

/* All parameters, and what there is at them. */
typedef struct copse_i_firth_point {
    double *alpha, *beta;
    double *effect_slope, *base_slope; /* k: of l* in the first arm's predictor, and in the second's */
    double *weight1, *weight2;         /* k: n risk (1 - risk), with the leverage as that much more of n */
    double *root;                      /* p x p: Cholesky's root of the effects' information, baselines eliminated */
    double *slope;                     /* p: of l* in beta, the baselines held */
    double log_lik, penalty, value;    /* value: their sum; -Inf where it cannot be computed */
} copse_i_firth_point;

typedef struct copse_i_firth {
    const copse_glmm_data *data;
    copse_i_glmm_arm *arm; /* 2 k: both of each study */
    copse_i_firth_point at, next;
    double *matrix, *step, *row; /* p x p, p, p */
    double *block;
    size_t iterations;
} copse_i_firth;

COPSE_NODISCARD copse_status copse_i_firth_init(const copse_glmm_data *data, copse_i_firth *firth, copse_error *err);
void copse_i_firth_free(copse_i_firth *firth);
/* From where firth->at stands to the maximum; coefficients with held[j] stay. held may be NULL. */
COPSE_NODISCARD copse_status copse_i_firth_climb(copse_i_firth *firth, const bool *held, copse_error *err);
void copse_i_firth_copy(const copse_glmm_data *data, const copse_i_firth_point *from, copse_i_firth_point *to);

/* ---- glmm_firth_fit.c, glmm_beta_binomial_fit.c: the doors */
COPSE_NODISCARD copse_status copse_i_firth_fit(const copse_glmm_data *data, const copse_glmm_opts *opts, copse_fit *fit,
                                               copse_glmm *glmm, copse_error *err);

#endif
