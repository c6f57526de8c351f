#include "draw_parts.h"
#include "elementary.h"

#include <math.h>

void copse_i_normals(copse_address at, uint32_t sub, double z[2])
{
    uint32_t words[4];
    copse_philox(at, sub, words);
    const double radius = sqrt(-2.0 * copse_log(copse_i_uniform(words, 0)));
    double sine, cosine;
    copse_i_sincos_turns(copse_i_uniform(words, 1), &sine, &cosine);
    z[0] = radius * cosine;
    z[1] = radius * sine;
}

void copse_draw_normals(copse_address at, double z[2])
{
    copse_i_normals(at, 0, z);
}

double copse_draw_skew_normal(copse_address at, double alpha)
{
    if (!isfinite(alpha)) return NAN;
    double z[2];
    copse_i_normals(at, 0, z);
    /* 1 + alpha^2 may overflow: the smaller leg of the triangle over the larger one */
    const double ratio = fabs(alpha) <= 1 ? alpha : 1 / alpha;
    const double hypotenuse = sqrt(1.0 + ratio * ratio);
    const double delta = fabs(alpha) <= 1 ? alpha / hypotenuse : copysign(1.0, alpha) / hypotenuse;
    const double rest = fabs(alpha) <= 1 ? 1.0 / hypotenuse : fabs(ratio) / hypotenuse;
    return delta * fabs(z[0]) + rest * z[1];
}
