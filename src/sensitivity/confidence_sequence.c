/* Intervals that hold at all looks together: the normal mixture (Robbins 1970; Howard et al. 2021). */
#include <copse/sensitivity.h>

#include <math.h>

double copse_sequence_radius(double information, double rho, double alpha)
{
    if (!(information > 0) || !(rho > 0) || !(alpha > 0 && alpha < 1) || !isfinite(information) || !isfinite(rho))
        return NAN;
    const double sum = information + rho;
    return sqrt(sum * (log(sum / rho) - 2 * log(alpha))) / information;
}

double copse_sequence_log_e(double estimate, double information, double rho)
{
    if (!(information > 0) || !(rho > 0) || !isfinite(information) || !isfinite(rho)) return NAN;
    const double score = estimate * information;
    return 0.5 * (log(rho / (information + rho)) + score * (score / (information + rho)));
}

/* The lower branch at -alpha^2/e is -u with u - log u = 1 - 2 log alpha, u > 1: Newton's method from above. */
double copse_sequence_rho(double information, double alpha)
{
    enum { STEPS = 60 };
    if (!(information > 0) || !isfinite(information) || !(alpha > 0 && alpha < 1)) return NAN;
    const double target = 1 - 2 * log(alpha);
    double u = target + log(target) + 1;
    for (int step = 0; step < STEPS; step++) {
        const double next = u - (u - log(u) - target) * u / (u - 1);
        if (!(fabs(next - u) > 1e-16 * u)) break;
        u = next;
    }
    return information / (u - 1);
}
