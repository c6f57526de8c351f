/* Inside the effect room: the functions that show numbers. */
#ifndef COPSE_EFFECT_TRANSFORM_FUNCTIONS_H
#define COPSE_EFFECT_TRANSFORM_FUNCTIONS_H

#include <copse/effect.h>

typedef double copse_i_transform_function(double x, const copse_transform_settings *settings);

/* transform_scales.c: inverses of the transformations that measures are analysed on. */
copse_i_transform_function copse_i_identity, copse_i_exp, copse_i_inverse_logit, copse_i_tanh, copse_i_squared_sine,
    copse_i_inverse_probit, copse_i_inverse_pft, copse_i_square, copse_i_inverse_irft, copse_i_squared_tanh,
    copse_i_inverse_ahw, copse_i_inverse_abt, copse_i_inverse_ve;
/* transform_means.c: their means over a normal distribution. */
copse_i_transform_function copse_i_exp_mean, copse_i_logit_mean, copse_i_tanh_mean, copse_i_sine_mean,
    copse_i_probit_mean, copse_i_ahw_mean, copse_i_abt_mean, copse_i_cles_mean;
/* transform_converters.c: to other effect sizes. */
copse_i_transform_function copse_i_d_to_cles, copse_i_d_to_cliff, copse_i_d_to_overlap, copse_i_d_to_u1,
    copse_i_d_to_u2, copse_i_d_to_u3, copse_i_d_to_besd, copse_i_d_to_rpb, copse_i_d_to_rbis, copse_i_d_to_md,
    copse_i_d_to_log_odds_logistic, copse_i_d_to_log_odds_normal, copse_i_log_odds_to_d_logistic,
    copse_i_log_odds_to_d_normal, copse_i_tetrachoric_pearson, copse_i_tetrachoric_digby, copse_i_r_to_d,
    copse_i_rpb_to_d, copse_i_cles_to_d;
/* transform_risks.c: at a control risk. */
copse_i_transform_function copse_i_ratio_to_ve, copse_i_risk_ratio_at, copse_i_risk_difference_at,
    copse_i_number_needed;

#endif
