/* Hedges' J without differences of log-gammas. With a = (m-1)/2,
 *      J = R(a)/sqrt(a + 1/2),   R(a) = Gamma(a + 1/2)/Gamma(a),   R(a) = R(a + 1) a/(a + 1/2),
 *      log R(a) = log(a)/2 + sum over n of (2^(1-2n) - 2) B_2n / ((2n-1) 2n a^(2n-1))
 * (the difference of two Stirling series; B_2n are Bernoulli numbers). */
#include <copse/math.h>
#include <math.h>
#include <stddef.h>

enum { LARGE = 16 }; /* of a: the first term left out is below 1e-17 here */

double copse_hedges_j(double m)
{
    if (!(m > 1)) return NAN;
    double a = 0.5 * (m - 1), factor = 1 / sqrt(a + 0.5);
    for (int step = 0; step < LARGE && a < LARGE; step++) {
        factor *= a / (a + 0.5);
        a += 1;
    }
    static const double term[] = {-1.0 / 8, 1.0 / 192, -1.0 / 640, 17.0 / 14336, -31.0 / 18432, 691.0 / 180224};
    const double square = 1 / (a * a);
    double series = 0;
    for (size_t n = sizeof term / sizeof *term; n-- > 0;) series = series * square + term[n];
    /* factor sqrt(a) overflows nowhere: factor is about 1/sqrt(a) */
    return factor * sqrt(a) * exp(series / a);
}
