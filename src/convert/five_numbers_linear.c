/* luo/wan/shi and wan: two linear combinations. */
#include "five_numbers.h"

#include <math.h>

copse_status copse_i_five_linear(const copse_five *five, const copse_five_opts *opts, copse_five_result *result)
{
    int exponent;
    const copse_five x = copse_i_five_scaled(five, &exponent);
    const copse_i_five_weights w = opts->method == COPSE_FIVE_WAN ? copse_i_five_wan(result->which, x.n)
                                                                  : copse_i_five_luo_shi(result->which, x.n);
    result->mean = ldexp(copse_i_five_mean(&w, &x), exponent);
    result->sd = ldexp(copse_i_five_sd(&w, &x), exponent);
    result->mean_formula = w.mean_formula;
    result->sd_formula = w.sd_formula;
    return COPSE_OK;
}
