/* The table of measures: genotypes. */
#include "measure_groups.h"

#define IN COPSE_I_IN

static const copse_input *const genotypes[] = {COPSE_I_SET(IN(AI), IN(BI), IN(CI))};

static const copse_measure measures[] = {
    {.code = "REH",
     .title = "log relative excess heterozygosity",
     .shown = "Relative excess heterozygosity",
     .formula = "yi = log(bi / (2 sqrt(ai ci))); vi = (1/ai + 1/ci)/4 + 1/bi",
     .source = "Ziegler, Steen & Wellek 2011",
     .family = COPSE_FAMILY_GENOTYPES,
     COPSE_I_SETS(genotypes),
     .transform = COPSE_TRANSFORM_EXP,
     .ratio = true,
     .null_value = 0.0,
     .kernel = COPSE_I_KERNEL(copse_i_heterozygosity, 0.0)},
};

const copse_i_measures copse_i_measures_genotypes = {measures, sizeof measures / sizeof *measures};
