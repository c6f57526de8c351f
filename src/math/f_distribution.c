/* The F distribution. */
#include "degrees_of_freedom.h"
#include <copse/math.h>
#include <gsl/gsl_cdf.h>
#include <math.h>

double copse_f_upper(double x, double df1, double df2)
{
    if (!copse_i_df_ok(df1) || !copse_i_df_ok(df2) || isnan(x)) return NAN;
    if (isinf(x)) return x > 0 ? 0 : 1;
    return x <= 0 ? 1 : fmax(gsl_cdf_fdist_Q(x, df1, df2), 0);
}
