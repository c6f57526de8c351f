/* Inside the study room: is this a way to combine effects? */
#ifndef COPSE_STUDY_AGGREGATE_H
#define COPSE_STUDY_AGGREGATE_H

#include <copse/study.h>

/* rho and phi lie in their ranges, and times and outcomes are given where the structure has them. */
copse_status copse_i_aggregate_check(const copse_aggregate_opts *opts, bool has_time, bool has_obs, copse_error *err);

#endif
