/* Quantiles by selection. */
#include "gosh_parts.h"

#include <math.h>

static void swap(double *a, double *b)
{
    const double x = *a;
    *a = *b;
    *b = x;
}

/* Hoare's selection, with the median of three as pivot: afterwards x[r] is the r-th smallest, and none before it is larger. */
static double select_rank(double *x, size_t n, size_t r)
{
    size_t from = 0, to = n - 1;
    while (from < to) {
        const size_t middle = from + (to - from) / 2;
        if (x[middle] < x[from]) swap(&x[middle], &x[from]);
        if (x[to] < x[from]) swap(&x[to], &x[from]);
        if (x[to] < x[middle]) swap(&x[to], &x[middle]);
        const double pivot = x[middle];
        size_t i = from, j = to;
        for (;;) {
            while (x[i] < pivot) i++;
            while (x[j] > pivot) j--;
            if (i >= j) break;
            swap(&x[i++], &x[j--]);
        }
        if (r <= j) to = j;
        else from = j + 1;
    }
    return x[r];
}

double copse_i_gosh_select(double *x, size_t n, double q)
{
    const double place = q * (double)(n - 1), floor_place = floor(place);
    const size_t r = (size_t)floor_place;
    const double low = select_rank(x, n, r);
    if (r + 1 >= n || place == floor_place) return low;
    double high = x[r + 1]; /* the smallest of those that are not below */
    for (size_t i = r + 2; i < n; i++) high = fmin(high, x[i]);
    return low + (place - floor_place) * (high - low);
}
