/* The LFK index of asymmetry of the Doi plot. */
#include "bias_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>

typedef struct study {
    double y, v, z;
    size_t place;
} study;

static int by_estimate(const void *left, const void *right)
{
    const study *a = left, *b = right;
    if (a->y != b->y) return a->y < b->y ? -1 : 1;
    return (a->place > b->place) - (a->place < b->place);
}

/* z of the middle of each study's share of N = 100 max(v)/v; its order among equal estimates is that of the input. */
static bool fill_z(study *s, size_t k)
{
    double largest = 0, sum = 0, before = 0;
    for (size_t i = 0; i < k; i++) largest = s[i].v > largest ? s[i].v : largest;
    for (size_t i = 0; i < k; i++) sum += 100 * (largest / s[i].v);
    for (size_t i = 0; i < k; i++) {
        const double N = 100 * (largest / s[i].v), share = (before + N / 2 - 0.5) / sum;
        if (!(share > 0) || !(share < 1)) return false;
        s[i].z = share <= 0.5 ? -copse_normal_quantile_upper(share) : copse_normal_quantile_upper(1 - share);
        before += N;
    }
    return true;
}

static double index_of(const study *s, size_t k)
{
    size_t middle = 0;
    double sum = 0;
    for (size_t i = 1; i < k; i++)
        if (fabs(s[i].z) < fabs(s[middle].z)) middle = i;
    const double slope = (s[k - 1].z - s[0].z) / (s[k - 1].y - s[0].y);
    for (size_t i = 0; i < k; i++) sum += s[i].z + slope * (s[i].y - s[middle].y);
    return 5 / (2 * (double)k) * sum;
}

copse_status copse_bias_lfk(const double *y, const double *v, size_t k, double *index, copse_error *err)
{
    if (index == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the result");
    *index = NAN;
    if (k < 3) return copse_fail(err, COPSE_ETOOFEW, "the LFK index needs three studies");
    copse_status status = copse_i_bias_check_studies(y, v, k, err);
    if (status != COPSE_OK) return status;
    study *s = copse_alloc(k, sizeof *s);
    if (s == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < k; i++) s[i] = (study){.y = y[i], .v = v[i], .place = i};
    qsort(s, k, sizeof *s, by_estimate);
    if (s[k - 1].y > s[0].y && fill_z(s, k)) *index = index_of(s, k);
    free(s);
    return isfinite(*index)
               ? COPSE_OK
               : copse_fail(err, COPSE_ENOTCOMPUTABLE, "the estimates are all alike: there is no Doi plot");
}
