/* Kenward & Roger (1997) for tau2 by REML, with the expected information W^-1 = tr(PP)/2. With Phi = (X'WX)^-1 = R^-1 R^-T,
 * G = Q'WQ and C = U'U, U = (I - QQ')WQ,
 *      Phi_A = R^-1 (I + 2 (2/tr PP) C) R^-T,   df of a coefficient = tr(PP)/(g'Gg)^2,   g = R^-T e/|R^-T e|,
 * and for a single column as Partlett & Riley (2017) have it, with Phi_A in place of Phi in the degrees of freedom. */
#include "basis.h"
#include "fit_parts.h"

#include <copse/math.h>

void copse_i_kenward_roger_mean(const copse_i_problem *pr, double tau2, const copse_i_point *point, double *variance,
                                double *df)
{
    const copse_i_basis basis = {pr, tau2, point->w1};
    double G, C, row;
    copse_i_basis_moments(&basis, &G, &C, &row);
    const double inflation = 1 + 4 * C / point->trPP;
    *variance = inflation / point->w1;
    *df = point->trPP / (G * inflation * (G * inflation));
}

/* g'Gg for row j of the inverted triangle. */
static double along(const copse_i_problem *pr, const double *G, size_t j)
{
    const size_t p = pr->p;
    const double *row = pr->triangle + j * p;
    double sum = 0, norm = 0;
    for (size_t a = j; a < p; a++) {
        norm += row[a] * row[a];
        for (size_t b = j; b < p; b++) sum += row[a] * G[a * p + b] * row[b];
    }
    return sum / norm;
}

/* The traces of N and NN, N = (L'Phi L)^-1 L'Phi P1 Phi L. In the basis of the coefficients tested, the last m rows of R^-1,
 * L'R^-1 is an upper triangle T, so that N has the traces of the last m rows and columns of G. */
static void traces(const double *G, size_t p, size_t first, double *one, double *two)
{
    *one = *two = 0;
    for (size_t a = first; a < p; a++) {
        *one += G[a * p + a];
        for (size_t b = first; b < p; b++) *two += G[a * p + b] * G[b * p + a];
    }
}

/* lambda F with m and df: Kenward & Roger (1997), section 3. */
static void test_omnibus(const copse_i_basis *b, const double *G, const double *C, double variance, double *room,
                         copse_heterogeneity *het)
{
    const size_t p = b->problem->p, first = b->problem->intercept ? 1 : 0, m = p - first;
    if (m == 0) return;
    const double l = (double)m;
    double one, two;
    traces(G, p, first, &one, &two);
    const double A1 = variance * one * one, A2 = variance * two, B = (A1 + 6 * A2) / (2 * l);
    const double g = ((l + 1) * A1 - (l + 4) * A2) / ((l + 2) * A2), d = 3 * l + 2 * (1 - g);
    const double c1 = g / d, c2 = (l - g) / d, c3 = (l + 2 - g) / d;
    const double mean = 1 / (1 - A2 / l);
    const double spread = 2 / l * (1 + c1 * B) / ((1 - c2 * B) * (1 - c2 * B) * (1 - c3 * B));
    const double rho = spread / (2 * mean * mean), df = 4 + (l + 2) / (l * rho - 1);
    het->QM_df = l;
    if (!(A2 > 0 && mean > 0 && spread > 0 && df > 2)) return; /* too few studies: F has no such moments */
    het->QM_df2 = df;
    het->QM = df / (mean * (df - 2)) * copse_i_wald_form(b, C, room) / l;
    het->QM_p = copse_f_upper(het->QM, l, df);
}

copse_status copse_i_kenward_roger(copse_i_problem *pr, double tau2, const copse_i_point *point, copse_fit *fit,
                                   copse_error *err)
{
    const size_t p = pr->p;
    const copse_i_basis basis = {pr, tau2, point->w1};
    const double variance = 2 / point->trPP;
    double local[12];
    double *G = copse_i_basis_room(pr, local), *C = G + p * p, *df = C + p * p, *row = df + p, *room = row + p;
    copse_i_basis_moments(&basis, G, C, row);
    for (size_t j = 0; j < p * p; j++) C[j] *= 2 * variance;
    for (size_t j = 0; j < p; j++) C[j * p + j] += 1;
    if (pr->blocks == 0) copse_i_invert_triangle(pr->triangle, p);
    for (size_t j = 0; j < p; j++) {
        const double slope = p == 1 ? G[0] * C[0] : along(pr, G, j);
        df[j] = 2 / (variance * slope * slope);
        if (!isfinite(copse_i_critical_value(fit, df[j])))
            return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                              "the test kr has %.2g degrees of freedom here: too few for an "
                              "interval",
                              df[j]);
    }
    copse_i_fill_covariance(&basis, C, df, fit);
    if (pr->blocks == 0) test_omnibus(&basis, G, C, variance, room, &fit->het);
    return COPSE_OK;
}
