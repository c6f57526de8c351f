/* What the outputs of an all-subsets analysis share. */
#ifndef COPSE_REPORT_GOSH_H
#define COPSE_REPORT_GOSH_H

#include <copse/report.h>

/* Remarks: subsets without a fit, single studies, a study that shapes the picture. */
void copse_i_goshed_notes(const copse_goshed *goshed, copse_notes *notes);
/* "all 8191 subsets of 13 studies" */
void copse_i_goshed_describe(const copse_goshed *goshed, copse_text *out);
/* Statistic j: coefficients, then I2, H2, tau2 and Q; its key, and its value in the fit of all studies. NULL past the last. */
const copse_gosh_statistic *copse_i_goshed_statistic(const copse_goshed *goshed, size_t j, const char **key,
                                                     double *of_all);
COPSE_NODISCARD copse_status copse_i_goshed_json(const copse_goshed *goshed, copse_text *out);

/* Why subsets have no fit. */
const char *copse_i_goshed_why(const copse_goshed *goshed, copse_lane_status status);

#endif
