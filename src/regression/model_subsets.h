/* The models that can be made of the terms of a design. */
#ifndef COPSE_I_MODEL_SUBSETS_H
#define COPSE_I_MODEL_SUBSETS_H

#include <copse/regression.h>

/** Are the terms what copse_average_terms says, for p columns? Says what is wrong. */
COPSE_NODISCARD copse_status copse_i_model_terms_check(const copse_average_terms *terms, size_t p, copse_error *err);
/** Sets of terms (bit t: term t) that hold the margins of their terms, the empty one first.
 *  @param[out] subset  at most `most`  @return how many; most + 1: more than these */
size_t copse_i_model_subsets(const copse_average_terms *terms, uint64_t *subset, size_t most);

#endif
