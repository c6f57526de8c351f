/* Rank 2: the vectors are lines through the origin of a plane. Where line j is the nearest, M is the cosine of the angle to it,
 *      P = (1/pi) sum over lines and their two sides of the integral of tail(c/cos d) over d from 0 to half the gap. */
#include "max_t.h"
#include "quadrature.h"

#include <math.h>
#include <stdlib.h>

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

copse_status copse_i_max_t_plane(copse_max_t *t)
{
    double *angle = t->angle = copse_alloc(t->m, sizeof *t->angle);
    if (angle == NULL) return COPSE_ENOMEM;
    for (size_t j = 0; j < t->m; j++) {
        angle[j] = atan2(t->a[2 * j + 1], t->a[2 * j]);
        if (angle[j] < 0) angle[j] += COPSE_PI; /* a line, not an arrow */
    }
    qsort(angle, t->m, sizeof *angle, ascending);
    const double first = angle[0];
    for (size_t j = 0; j < t->m; j++) {
        const double next = j + 1 < t->m ? angle[j + 1] : first + COPSE_PI;
        angle[j] = 0.5 * (next - angle[j]);
    }
    return COPSE_OK;
}

struct side {
    const copse_max_t *t;
    double c;
};

static double at_angle(double d, const void *context)
{
    const struct side *side = context;
    return copse_i_radius_upper(side->t, side->c / cos(d));
}

double copse_i_max_t_plane_upper(const copse_max_t *t, double c)
{
    const struct side side = {t, c};
    double sum = 0;
    for (size_t j = 0; j < t->m; j++) {
        const double cut[2] = {0, t->angle[j]};
        if (t->angle[j] > 0) sum += 2 * copse_i_integral(at_angle, &side, cut, 2, 1e-12, NULL);
    }
    return sum / COPSE_PI;
}
