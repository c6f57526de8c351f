/* Differences of normal quantiles of proportions. */
#include "table_cells.h"

#include <copse/math.h>

#include <math.h>

/* The normal quantile of events/(events + others), from the smaller part. */
double copse_i_probit(double events, double others)
{
    const double n = events + others;
    if (events == others) return 0.0;
    return events < others ? -copse_normal_quantile_upper(events / n) : copse_normal_quantile_upper(others / n);
}

/* z1 - z2, where `difference` is that of their probabilities. Near quantiles come from the difference 2h with
 *     P(m + h) - P(m - h) = 2 h density(m) (1 + He2(m) h^2/3! + He4(m) h^4/5! + He6(m) h^6/7! + ...),
 * m the middle, He the Hermite polynomials: the derivatives of the density. */
static double difference_of_probits(double z1, double z2, double difference)
{
    const double plain = z1 - z2, m = 0.5 * (z1 + z2), mm = m * m;
    if (!((1.0 + fabs(m)) * fabs(plain) < 0.06)) return plain; /* as good there: the first left out is below 1e-15 */
    const double first = 0.5 * difference / copse_normal_density(m);
    double h = first;
    for (int i = 0; i < 6; i++) {
        const double hh = h * h;
        h = first / (1.0 + hh * ((mm - 1.0) / 6.0 + hh * (((mm - 6.0) * mm + 3.0) / 120.0 +
                                                          hh * (((mm - 15.0) * mm + 45.0) * mm - 15.0) / 5040.0)));
    }
    return 2.0 * h;
}

/* p(1 - p)/n over the square of the density at the quantile. */
static double variance_of_probit(double events, double others, double z)
{
    const double n = events + others, density = copse_normal_density(z);
    return (events / n / density) * (others / n / density) / n;
}

copse_i_estimate copse_i_probit_difference(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const copse_i_cells t = copse_i_cells_of(x);
    const char *why = copse_i_empty_cell(&t);
    if (why) return (copse_i_estimate){.why = why};
    const double z1 = copse_i_probit(t.a, t.b), z2 = copse_i_probit(t.c, t.d);
    return (copse_i_estimate){.yi = difference_of_probits(z1, z2, copse_i_difference_of_risks(&t)),
                              .vi = variance_of_probit(t.a, t.b, z1) + variance_of_probit(t.c, t.d, z2)};
}

copse_i_estimate copse_i_probit_proportion(const double *x, size_t set, const copse_i_setting *setting)
{
    (void)set;
    (void)setting;
    const double events = x[COPSE_IN_XI], others = x[COPSE_IN_MI];
    if (!(events > 0.0)) return (copse_i_estimate){.why = "no events"};
    if (!(others > 0.0)) return (copse_i_estimate){.why = "only events"};
    const double z = copse_i_probit(events, others), beyond_half = 0.5 * (events - others) / (events + others);
    return (copse_i_estimate){.yi = difference_of_probits(z, 0.0, beyond_half),
                              .vi = variance_of_probit(events, others, z)};
}
