/* Sums over studies of w^j z z', w = 1/(v + t) and z = (1, q, e), at any t >= 0 in time that does not depend on the number of
 * studies. With c a centre near t, x = c + v_min, d = t - c and u = x/(v + c) in (0, 1],
 *      w^j = x^-j sum over n of binom(n + j - 1, j - 1) (-d/x)^n u^(n + j),   |d| < x
 * so that tables of sum u^m z z' at some centres serve every t. q is the design in the basis in which X'WX of the fit of all
 * is the identity (1 for an intercept), e the residuals of that fit. What is left without some studies is the difference. */
#ifndef COPSE_I_POWER_SUMS_H
#define COPSE_I_POWER_SUMS_H

#include "evaluate.h"

/* u^1 to u^ROWS: with |d| <= 0.106 x what is cut off is below 1e-15, also for j = 3 */
enum { COPSE_I_POWERS = 20, COPSE_I_CENTRES = 2048 };

/** A table, built when it is first needed. */
typedef struct copse_i_centre {
    double t, x;
    double log_ratio; /* sum log((v + t)/v); NaN: not needed yet */
    double *row;      /* COPSE_I_POWERS x width; NULL: not built */
} copse_i_centre;

/** Sums of w, w^2, w^3, `width` numbers each, in the order of a product. */
typedef struct copse_i_three_sums {
    double *of[3];
} copse_i_three_sums;

typedef struct copse_i_power_sums {
    const copse_i_problem *pr; /* borrowed */
    double tau2;               /* of the fit of all */
    size_t width;              /* 1, q q' (lower triangle by rows), q e, e e */
    double *product;           /* k x width */
    copse_i_centre here;       /* at tau2 */
    copse_i_centre *centre;    /* COPSE_I_CENTRES, evenly in log(t + v_min) */
    copse_i_three_sums zero, all;
    double all_at;   /* the t of `all`; NaN: none */
    double log_v;    /* sum log v */
    double *scratch; /* 2 x COPSE_I_POWERS x width */
    double *memory;
    bool
        no_memory; /* for a table, or for what is made of them: no refit, whose last digits are others, may hide that */
} copse_i_power_sums;

static inline size_t copse_i_product_qq(size_t a, size_t b) /* b <= a */
{
    return 1 + a * (a + 1) / 2 + b;
}
static inline size_t copse_i_product_qe(size_t p, size_t a)
{
    return 1 + p * (p + 1) / 2 + a;
}
static inline size_t copse_i_product_ee(size_t p)
{
    return 1 + p * (p + 1) / 2 + p;
}

/** The problem was last evaluated at tau2, its fit of all; its q, triangle and delta are read. */
COPSE_NODISCARD copse_status copse_i_power_sums_init(copse_i_power_sums *sums, const copse_i_problem *problem,
                                                     double tau2);
void copse_i_power_sums_free(copse_i_power_sums *sums);

/** The residual of the fit of all, of the study in that place. */
double copse_i_power_sums_residual(const copse_i_power_sums *sums, size_t place);

/** The sums of all studies at t >= 0. @return COPSE_OK, COPSE_ENOMEM; COPSE_ERANGE where t is beyond the tables */
COPSE_NODISCARD copse_status copse_i_power_sums_at(copse_i_power_sums *sums, double t, const copse_i_three_sums **out);
/** sum log((v + t)/v) of all studies. */
COPSE_NODISCARD copse_status copse_i_power_sums_log(copse_i_power_sums *sums, double t, double *out);

#endif
