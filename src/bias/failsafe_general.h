/* src/bias/failsafe_general.h: fail-safe N of a model of any estimator of tau2. */
#ifndef COPSE_I_FAILSAFE_GENERAL_H
#define COPSE_I_FAILSAFE_GENERAL_H

#include <copse/bias.h>

COPSE_NODISCARD copse_status copse_i_failsafe_general(const double *y, const double *v, size_t k,
                                                      const copse_failsafe_opts *opts, copse_failsafe_number *number,
                                                      copse_error *err);

#endif
