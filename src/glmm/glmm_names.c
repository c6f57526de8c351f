/* Measures and models by name, and which goes with which. */
#include "glmm_parts.h"

#include <string.h>

static const struct measure {
    const char *code;
    size_t arms;
} MEASURES[] = {
#define ENTRY(id, code, arms) {code, arms},
    COPSE_GLMM_MEASURE_LIST(ENTRY)
#undef ENTRY
};

copse_status copse_glmm_measure_find(const char *code, copse_glmm_measure *measure)
{
    for (size_t i = 0; code != NULL && i < COPSE_GLMM_MEASURE_COUNT; i++) {
        if (strcmp(code, MEASURES[i].code) != 0) continue;
        *measure = (copse_glmm_measure)i;
        return COPSE_OK;
    }
    return COPSE_ENOTFOUND;
}

size_t copse_glmm_measure_arms(copse_glmm_measure measure)
{
    return MEASURES[measure].arms;
}

bool copse_i_glmm_is_bounded(copse_glmm_measure measure, copse_pooling model)
{
    if (model != COPSE_POOLING_UM_FS && model != COPSE_POOLING_GLMM) return false;
    return measure == COPSE_GLMM_RR || measure == COPSE_GLMM_RD || measure == COPSE_GLMM_PLN ||
           measure == COPSE_GLMM_PR;
}

bool copse_glmm_has(copse_pooling model, copse_glmm_measure measure)
{
    switch (model) {
    case COPSE_POOLING_UM_FS:
        return copse_glmm_measure_arms(measure) == 2;
    case COPSE_POOLING_UM_RS:
    case COPSE_POOLING_CM_EL:
        return measure == COPSE_GLMM_OR || measure == COPSE_GLMM_IRR;
    case COPSE_POOLING_CM_AL:
        return measure == COPSE_GLMM_OR;
    case COPSE_POOLING_GLMM:
        return copse_glmm_measure_arms(measure) == 1;
    case COPSE_POOLING_FIRTH:
        return measure == COPSE_GLMM_OR;
    case COPSE_POOLING_BETA_BINOMIAL:
        return measure != COPSE_GLMM_IRR && measure != COPSE_GLMM_IRLN;
    default:
        return false;
    }
}

copse_glmm_opts copse_glmm_opts_default(void)
{
    return (copse_glmm_opts){.measure = COPSE_GLMM_OR,
                             .model = COPSE_POOLING_CM_EL,
                             .method = COPSE_METHOD_ML,
                             .test = COPSE_TEST_Z,
                             .level = 95.0,
                             .coding = 0.5};
}
