/* Robust covariance (White 1980; MacKinnon & White 1985), with weights w = 1/(v + tau2), residuals e and hat values h:
 *      B (sum w^2 a e^2 x x') B,   B = (X'WX)^-1,   a = 1 (HC0), k/(k - p) (HC1), 1/(1 - h) (HC2), 1/(1 - h)^2 (HC3) */
#include "basis.h"
#include "fit_parts.h"

#include <copse/math.h>
#include <float.h>
#include <string.h>

static const double LEAST_REST = 1e-10; /* of 1 - h in a general design, where it is a difference */

/* 1 - h; of an intercept's heaviest study, which stands first, as the share of the others. */
static double rest(const copse_i_basis *b, size_t i, double others)
{
    const size_t p = b->problem->p;
    if (b->problem->blocks > 0) return i == 0 ? others / b->w1 : 1 - copse_i_basis_weight(b, i) / b->w1;
    double h = 0;
    for (size_t j = 0; j < p; j++) h += copse_i_basis_at(b, i, j) * copse_i_basis_at(b, i, j);
    return 1 - h;
}

static bool add_study(const copse_i_basis *b, copse_test test, size_t i, double others, double *C)
{
    const size_t p = b->problem->p;
    const double e = copse_i_basis_residual(b, i), left = rest(b, i, others);
    double factor = copse_i_basis_weight(b, i) * e * e;
    if (test == COPSE_TEST_HC2 || test == COPSE_TEST_HC3) {
        if (!(left > (b->problem->blocks > 0 ? 0 : LEAST_REST))) return false;
        factor /= test == COPSE_TEST_HC2 ? left : left * left;
    }
    for (size_t j = 0; j < p; j++)
        for (size_t l = 0; l < p; l++) C[j * p + l] += factor * copse_i_basis_at(b, i, j) * copse_i_basis_at(b, i, l);
    return true;
}

static void test_omnibus(const copse_i_basis *b, const double *C, double df, double *room, copse_heterogeneity *het)
{
    const size_t m = b->problem->p - (b->problem->intercept ? 1 : 0);
    if (m == 0) return;
    het->QM_df = (double)m;
    het->QM_df2 = df;
    het->QM = copse_i_wald_form(b, C, room) / (double)m;
    het->QM_p = copse_f_upper(het->QM, het->QM_df, df);
}

copse_status copse_i_robust(copse_i_problem *pr, double tau2, const copse_i_point *point, copse_fit *fit,
                            copse_error *err)
{
    const size_t k = pr->k, p = pr->p;
    const copse_i_basis basis = {pr, tau2, point->w1};
    double local[12], others = 0;
    double *C = copse_i_basis_room(pr, local), *df = C + p * p, *room = df + p;
    memset(C, 0, p * p * sizeof *C);
    for (size_t i = 1; i < k; i++) others += copse_i_basis_weight(&basis, i);
    for (size_t i = 0; i < k && point->Q > DBL_EPSILON; i++) /* else the residuals are rounding errors */
        if (!add_study(&basis, fit->test, i, others, C))
            return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                              "the test %s divides by 1 - h, and a study's hat value h is 1: "
                              "hc1 does not",
                              copse_test_code(fit->test));
    for (size_t j = 0; j < p * p && fit->test == COPSE_TEST_HC1; j++) C[j] *= (double)k / (double)(k - p);
    for (size_t j = 0; j < p; j++) df[j] = (double)(k - p);
    if (pr->blocks == 0) copse_i_invert_triangle(pr->triangle, p);
    copse_i_fill_covariance(&basis, C, df, fit);
    if (pr->blocks == 0) test_omnibus(&basis, C, df[0], room, &fit->het);
    return COPSE_OK;
}
