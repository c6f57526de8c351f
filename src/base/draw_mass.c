/* Loader (2000), Fast and accurate computation of binomial probabilities: factorials by Stirling's series, and the rest
 * as deviances, so that no large numbers cancel. */
#include "draw_mass.h"

#include <copse/base.h>

#include <math.h>

#define LOG_TWO_PI 0x1.d67f1c864beb5p+0

/* log n! - log(sqrt(2 pi n) (n / e)^n), n a whole number: 1/(12 n) - 1/(360 n^3) + ... */
static double stirling_rest(double n)
{
    static const double small[16] = {
        0,
        0x1.4c071bcda0a5bp-4,
        0x1.52a9b923ea649p-5,
        0x1.c579a268d80b3p-6,
        0x1.54a2662fd78a9p-6,
        0x1.10b4e513fcbedp-6,
        0x1.c6b167bebdf36p-7,
        0x1.85d4d612e4a86p-7,
        0x1.552805e7b3076p-7,
        0x1.2f4871b12ab64p-7,
        0x1.10f9d4c0743a7p-7,
        0x1.f0593088014f8p-8,
        0x1.c7018733aa9c6p-8,
        0x1.a40514700f36cp-8,
        0x1.86076c002d4a7p-8,
        0x1.6c08f6f194a10p-8,
    };
    if (n < 16) return small[(int)n];
    const double z = 1.0 / (n * n);
    return (1.0 / 12 -
            z * (1.0 / 360 - z * (1.0 / 1260 - z * (1.0 / 1680 - z * (1.0 / 1188 - z * (691.0 / 360360)))))) /
           n;
}

/* Half the deviance x log(x / mean) + mean - x, x > 0. */
static double half_deviance(double x, double mean)
{
    const double difference = x - mean;
    if (!(fabs(difference) < 0.1 * (x + mean))) return x * copse_log(x / mean) - difference;
    /* with v = difference / (x + mean), x log(x / mean) = 2 x atanh(v) = 2 x (v + v^3/3 + ...), and 2 x v - difference =
     * difference v */
    const double v = difference / (x + mean), z = v * v;
    double sum = 0; /* v^2/3 + v^4/5 + ... to v^18/19: |v| < 0.1 */
    for (int j = 19; j >= 3; j -= 2) sum = (sum + 1.0 / j) * z;
    return difference * v + 2.0 * x * v * sum;
}

double copse_i_log_binomial(double x, double n, double p, double q)
{
    if (x == 0) return p < 0.1 ? n * copse_log1p(-p) : n * copse_log(q);
    if (x == n) return q < 0.1 ? n * copse_log1p(-q) : n * copse_log(p);
    const double rest = stirling_rest(n) - stirling_rest(x) - stirling_rest(n - x);
    const double deviance = half_deviance(x, n * p) + half_deviance(n - x, n * q);
    return rest - deviance - 0.5 * (LOG_TWO_PI + copse_log(x) + copse_log1p(-x / n));
}

double copse_i_log_poisson(double x, double mean)
{
    if (x == 0) return -mean;
    return -stirling_rest(x) - half_deviance(x, mean) - 0.5 * (LOG_TWO_PI + copse_log(x));
}
