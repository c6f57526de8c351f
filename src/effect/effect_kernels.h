/* Inside the effect room: what computes one row of each measure. */
#ifndef COPSE_EFFECT_KERNELS_H
#define COPSE_EFFECT_KERNELS_H

#include <copse/effect.h>

/* One estimate, or the reason why there is none (static text; yi and vi do not count then). */
typedef struct copse_i_estimate {
    double yi, vi;
    const char *why;
} copse_i_estimate;

/* x: COPSE_IN_COUNT numbers of one row, checked, completed (every cell and size of the family) and corrected for zero
 * cells. The result may be infinite or NaN: the caller turns that into a reason. */
typedef copse_i_estimate copse_i_row_function(const double *x);

struct copse_effect_kernel {
    copse_i_row_function *compute;
    double add; /* default continuity correction */
};

copse_i_row_function copse_i_log_risk_ratio, copse_i_log_odds_ratio, copse_i_risk_difference, copse_i_peto,
    copse_i_arcsine_difference;
copse_i_row_function copse_i_mean_difference, copse_i_standardized, copse_i_standardized_unequal,
    copse_i_ratio_of_means;
copse_i_row_function copse_i_correlation, copse_i_fisher_z;
copse_i_row_function copse_i_proportion, copse_i_log_proportion, copse_i_logit_proportion, copse_i_arcsine_proportion;
copse_i_row_function copse_i_log_rate_ratio;
copse_i_row_function copse_i_given;

/* log(p/q) from p - q and p + q, each without cancellation, where the ratio is within a factor of two; `far` (the plain
 * difference of logs) elsewhere. Changing the sign of `difference` and `far` changes the sign of the result, exactly. */
double copse_i_log_ratio(double difference, double sum, double far);
/* ad - bc to 1.5 units in the last place (Kahan; Jeannerod, Louvet & Muller 2013). */
double copse_i_difference_of_products(double a, double d, double b, double c);

/* Domain checks and completion of one row (effect_inputs.c). in: the columns; x: filled with the row's numbers. */
bool copse_i_set_present(const double *const in[], const copse_input *set);
bool copse_i_family_present(const double *const in[], copse_family family);
/* Fills x from row i of the columns of `measure`; row->status COPSE_OK means that x is complete. *family is GIVEN where
 * the row falls back on a given estimate. z: normal quantile of given intervals. */
void copse_i_gather(const copse_measure *measure, const double *const in[], size_t i, double z, double *x,
                    copse_family *family, copse_effect_row *row);

#endif
