/* Redundant columns: each is made orthogonal to those before it, twice (Giraud, Langou & Rozloznik 2005), and is redundant
 * when less than the tolerance of its norm is left. Weights above 0 do not change the rank. */
#include "design_parts.h"

#include <math.h>

static const double TOLERANCE = 1e-10;

static double norm(const double *x, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < k; i++) sum += x[i] * x[i];
    return sqrt(sum);
}

static void scale(double *x, size_t k)
{
    double largest = 0;
    for (size_t i = 0; i < k; i++) largest = fmax(largest, fabs(x[i]));
    const int exponent = largest > 0 ? ilogb(largest) : 0;
    for (size_t i = 0; i < k; i++) x[i] = ldexp(x[i], -exponent);
}

static void subtract(double *x, const double *q, size_t k)
{
    double c = 0;
    for (size_t i = 0; i < k; i++) c += q[i] * x[i];
    for (size_t i = 0; i < k; i++) x[i] -= c * q[i];
}

void copse_i_design_rank(double *X, size_t k, size_t all, bool *redundant)
{
    for (size_t j = 0; j < all; j++) {
        double *x = X + j * k;
        scale(x, k);
        const double before = norm(x, k);
        for (int pass = 0; pass < 2; pass++)
            for (size_t i = 0; i < j; i++)
                if (!redundant[i]) subtract(x, X + i * k, k);
        const double left = norm(x, k);
        redundant[j] = !(left > TOLERANCE * before);
        for (size_t i = 0; !redundant[j] && i < k; i++) x[i] /= left;
    }
}
