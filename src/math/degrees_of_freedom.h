/* The degrees of freedom that the distributions take: where GSL keeps its digits and never calls its error handler. */
#ifndef COPSE_I_DEGREES_OF_FREEDOM_H
#define COPSE_I_DEGREES_OF_FREEDOM_H

#include <stdbool.h>

static inline bool copse_i_df_ok(double df)
{
    return df >= 1e-3 && df <= 1e10;
}

#endif
