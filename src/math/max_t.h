/* What the ways to the distribution of the largest of several |t| share. T_j = a_j'U/S with unit vectors a_j of dimension
 * `rank`, U standard normal and S^2 chi-square(df)/df. With U in polar coordinates, U/S = R omega,
 *      P(max |T_j| > c) = E tail(c/M(omega)),   M(omega) = max_j |a_j'omega|,   tail(x) = P(R > x), R^2/rank ~ F(rank, df)
 * so that the radius needs no integral and far tails keep their digits. */
#ifndef COPSE_I_MAX_T_H
#define COPSE_I_MAX_T_H

#include <copse/math.h>

enum { COPSE_I_SHIFTS = 12, COPSE_I_NODES = 1025 };

struct copse_max_t {
    size_t m, rank;
    double df;
    double *a;   /* m x rank, rows of length 1 */
    double *cut; /* rank 3: angles between which the size of the cells is smooth */
    size_t cuts;
    double *angle;  /* rank 2: m, half the gaps between neighbouring lines; rank 3: the neighbours of each line */
    double *weight; /* where a lattice is used: SHIFTS x NODES, the distribution of M on a grid */
};

/** P(R > x), x >= 0 */
double copse_i_radius_upper(const copse_max_t *t, double x);

/* Ranks 2 and 3, by quadrature; `prepare` fills what depends on the vectors alone. */
COPSE_NODISCARD copse_status copse_i_max_t_plane(copse_max_t *t);
COPSE_NODISCARD copse_status copse_i_max_t_space(copse_max_t *t);
double copse_i_max_t_plane_upper(const copse_max_t *t, double c);
double copse_i_max_t_space_upper(const copse_max_t *t, double c);

/* Higher ranks, by randomised quasi-Monte Carlo. */
COPSE_NODISCARD copse_status copse_i_max_t_lattice(copse_max_t *t);
double copse_i_max_t_lattice_upper(const copse_max_t *t, double c, double *error);

#endif
