#include <copse/effect.h>

#include <math.h>

copse_status copse_revman_smd(const double m[2], const double sd[2], const double n[2], double *yi, double *vi)
{
    *yi = *vi = NAN;
    const double N = n[0] + n[1];
    if (!(n[0] > 1 && n[1] > 1 && sd[0] > 0 && sd[1] > 0 && isfinite(N) && N > 3.94)) return COPSE_EDOM;
    const double pooled = sqrt(((n[0] - 1) * sd[0] * sd[0] + (n[1] - 1) * sd[1] * sd[1]) / (N - 2));
    const double y = (m[0] - m[1]) / pooled * (1 - 3 / (4 * N - 9));
    const double v = N / (n[0] * n[1]) + y * y / (2 * (N - 3.94));
    if (!isfinite(y) || !isfinite(v)) return COPSE_EDOM;
    *yi = y;
    *vi = v;
    return COPSE_OK;
}
