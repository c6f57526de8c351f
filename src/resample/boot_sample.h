/* The values of one column in rising order, or their counts in cells: what quantiles are read from. */
#ifndef COPSE_RESAMPLE_BOOT_SAMPLE_H
#define COPSE_RESAMPLE_BOOT_SAMPLE_H

#include <copse/base.h>

typedef struct copse_i_boot_sample {
    uint64_t count;
    const double *sorted; /* count, rising; NULL: from `open`, or from the cells */
    double *open;         /* count, in any order: order statistics are brought to their places as they are asked for */
    const uint64_t *cell; /* between one counter for what lies below and one for what lies above */
    size_t cells;
    double lower, width; /* of the cells */
    double least, most;
} copse_i_boot_sample;

/* The quantile of R's boot: r = (count + 1) alpha, between order statistics floor(r) and floor(r) + 1 on the scale of
 * normal quantiles. *extreme is set where r lies outside 1..count, or the value outside the cells. NaN for no values. */
double copse_i_boot_quantile(const copse_i_boot_sample *sample, double alpha, bool *extreme);

/* Brings order statistic j = 1..n of n finite values to value[j - 1], smaller ones before it and larger ones behind. */
void copse_i_boot_select(double *value, size_t n, size_t j);

/* Sorts n finite values; `room` holds 2 n numbers. */
void copse_i_boot_sort(double *value, size_t n, uint64_t *room);

#endif
