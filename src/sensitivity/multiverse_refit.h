/* Specifications fitted again with the signs of some units flipped, eight permutations at a time. */
#ifndef COPSE_SENSITIVITY_MULTIVERSE_REFIT_H
#define COPSE_SENSITIVITY_MULTIVERSE_REFIT_H

#include <copse/sensitivity.h>

/** A worker's room and engines. Zero-initialise. */
typedef struct copse_i_refit {
    const copse_multiverse_plan *plan;
    const copse_multiverse *out;
    copse_lanes **lanes; /**< sets x methods x 2 designs; NULL where none is needed */
    double *y, *row;     /**< of a set: by lane; of one lane */
    copse_multiverse_answer *answer;
    double *value, *z; /**< COPSE_LANES x specifications: what the result of each is */
    unsigned char *significant, *above;
} copse_i_refit;

/** Is the specification in the joint test? */
bool copse_i_refit_has(const copse_multiverse_plan *plan, const copse_multiverse *out, size_t s);
/** copse_i_refit_free takes it, also after a failure. */
COPSE_NODISCARD copse_status copse_i_refit_new(const copse_multiverse_plan *plan, const copse_multiverse *out,
                                               copse_i_refit *refit, copse_error *err);
void copse_i_refit_free(copse_i_refit *refit);
/** All specifications that are tested; flip: units x COPSE_LANES. What has no fit is no effect: 0. */
COPSE_NODISCARD copse_status copse_i_refit_eight(copse_i_refit *refit, const unsigned char *flip, copse_error *err);

#endif
