/* The F distribution. */
#include "degrees_of_freedom.h"
#include <copse/math.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

double copse_f_upper(double x, double df1, double df2)
{
    if (!copse_i_df_ok(df1) || !copse_i_df_ok(df2) || isnan(x)) return NAN;
    if (isinf(x)) return x > 0 ? 0 : 1;
    if (x <= 0) return 1;
    /* GSL's loses digits with both degrees of freedom: 5e-10 at a million, 2e-7 at a hundred million */
    if (fmin(df1, df2) > 1e4) return copse_beta_lower(df2 / (df2 + df1 * x), 0.5 * df2, 0.5 * df1);
    return fmax(gsl_cdf_fdist_Q(x, df1, df2), 0);
}
