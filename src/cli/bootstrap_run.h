/* src/cli/bootstrap_run.h: a bootstrap that is planned becomes replicates, and these a report, files and a plot. */
#ifndef COPSE_I_BOOTSTRAP_RUN_H
#define COPSE_I_BOOTSTRAP_RUN_H

#include "bootstrap_data.h"

COPSE_NODISCARD copse_status copse_i_bootstrap_do(copse_i_bootstrap *b, copse_error *err);

#endif
