/* The digits of a double by exact integer arithmetic: many times faster than printf and reading back. */
#ifndef COPSE_BASE_EXACT_DIGITS_H
#define COPSE_BASE_EXACT_DIGITS_H

#include <stdbool.h>
#include <stdint.h>

/* digits * 10^(exponent - 16), digits of 17 places: `exponent` is the power of ten of the first. */
typedef struct copse_i_decimal {
    uint64_t digits;
    int exponent;
    int zeros; /* at the end of digits: at least so many */
} copse_i_decimal;

/* x > 0 rounded correctly (half to even) to 15 significant digits, or to 16 or 17 where fewer do not give x back; what
 * is rounded away is zeros. False for x outside [1e-38, 1e15), which would need wider integers, and for a few below 1e-11
 * that lie too near the edge of what reads back. */
bool copse_i_exact_digits(double x, copse_i_decimal *decimal);

/* x 10^decimals for a finite x > 0, rounded correctly (half to even) to a whole number. False where that would need wider
 * integers. */
bool copse_i_fixed_digits(double x, int decimals, uint64_t *digits);

#endif
