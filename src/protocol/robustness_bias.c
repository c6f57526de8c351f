/* The checks of room bias in the page on robustness. */
#include "robustness.h"

copse_status copse_i_robustness_bias(const copse_i_run *run, copse_i_robustness *out, copse_error *err)
{
    (void)run;
    (void)out;
    (void)err;
    return COPSE_OK;
}
