#include "boot_sample.h"

#include "boot.h"

#include <math.h>
#include <string.h>

#define DIGIT_BITS 11
#define DIGITS 6

/* Radix sort of keys that rise with the values: linear time, and no comparison that could meet a NaN. */
void copse_i_boot_sort(double *value, size_t n, uint64_t *room)
{
    uint64_t *from = room, *to = room + n;
    for (size_t i = 0; i < n; i++) from[i] = copse_i_boot_key(value[i]);
    for (unsigned digit = 0; digit < DIGITS; digit++) {
        size_t start[(1u << DIGIT_BITS) + 1] = {0};
        const unsigned shift = digit * DIGIT_BITS, mask = (1u << DIGIT_BITS) - 1;
        for (size_t i = 0; i < n; i++) start[((from[i] >> shift) & mask) + 1]++;
        for (size_t d = 0; d < mask; d++) start[d + 1] += start[d];
        for (size_t i = 0; i < n; i++) to[start[(from[i] >> shift) & mask]++] = from[i];
        uint64_t *other = from;
        from = to;
        to = other;
    }
    for (size_t i = 0; i < n; i++) value[i] = copse_i_boot_unkey(from[i]);
}

/* The middle one of three. */
static double median3(double a, double b, double c)
{
    if (a < b) return b < c ? b : a < c ? c : a;
    return a < c ? a : b < c ? c : b;
}

/* Hoare's selection: for two or three order statistics of a thousand values a fraction of the time of sorting. Both
 * scans stop at values equal to the pivot, so that ties (tau2 = 0) share out evenly. */
void copse_i_boot_select(double *value, size_t n, size_t j)
{
    size_t left = 0, right = n - 1;
    const size_t wanted = j - 1;
    while (left < right) {
        const double pivot = median3(value[left], value[left + (right - left) / 2], value[right]);
        size_t up = left, down = right;
        for (;;) {
            while (value[up] < pivot) up++;
            while (value[down] > pivot) down--;
            if (up >= down) break;
            const double kept = value[up];
            value[up++] = value[down];
            value[down--] = kept;
        }
        /* all before `up` are at most the pivot, all behind `down` at least */
        if (wanted <= down && down < right) right = down;
        else if (wanted >= up && up > left) left = up;
        else return; /* between them lie pivots alone */
    }
}

/* Order statistic j = 1..count. In a cell the values are taken to lie evenly. */
static double order_statistic(const copse_i_boot_sample *s, uint64_t j, bool *extreme)
{
    if (s->sorted != NULL) return s->sorted[j - 1];
    if (s->open != NULL) {
        copse_i_boot_select(s->open, (size_t)s->count, (size_t)j);
        return s->open[j - 1];
    }
    uint64_t before = s->cell[0];
    if (j <= before) {
        *extreme = true;
        return s->least;
    }
    for (size_t i = 1; i <= s->cells; i++) {
        if (j <= before + s->cell[i]) {
            const double within = ((double)(j - before) - 0.5) / (double)s->cell[i];
            const double x = s->lower + s->width * ((double)(i - 1) + within);
            return fmin(fmax(x, s->least), s->most);
        }
        before += s->cell[i];
    }
    *extreme = true;
    return s->most;
}

double copse_i_boot_quantile(const copse_i_boot_sample *s, double alpha, bool *extreme)
{
    const uint64_t n = s->count;
    if (n == 0 || !(alpha >= 0 && alpha <= 1)) return NAN;
    const double r = ((double)n + 1) * alpha, whole = floor(r);
    if (!(r > 1 && r < (double)n)) *extreme = true;
    if (whole < 1) return order_statistic(s, 1, extreme);
    if (whole >= (double)n) return order_statistic(s, n, extreme);
    const uint64_t k = (uint64_t)whole;
    const double low = order_statistic(s, k, extreme);
    if (r == whole) return low;
    const double high = order_statistic(s, k + 1, extreme);
    const double at = copse_normal_quantile_upper(alpha);
    const double from = copse_normal_quantile_upper((double)k / ((double)n + 1));
    const double to = copse_normal_quantile_upper((double)(k + 1) / ((double)n + 1));
    return low + (at - from) / (to - from) * (high - low);
}
