/* The checks of room bias that give an adjusted effect, for the page on robustness. */
#ifndef COPSE_ROBUSTNESS_BIAS_H
#define COPSE_ROBUSTNESS_BIAS_H

#include <copse/base.h>

/** Name i of the checks that the key 'bias' may name; NULL past the last. */
const char *copse_i_adjusting_check(size_t i);

#endif
