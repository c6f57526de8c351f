/* The options of multiverse and plot speccurve. */
#include "multiverse_options.h"

#include <math.h>
#include <stddef.h>

#define AT(member) .offset = offsetof(copse_i_multiverse_values, member)
const copse_i_option copse_i_multiverse_options[copse_i_multiverse_count] = {
    {.name = "measures",
     .kind = COPSE_I_LIST,
     .argument = "CODE[,CODE...]",
     .help = "measures of the effect (default: that of --measure)",
     AT(measures)},
    {.name = "methods",
     .kind = COPSE_I_LIST,
     .argument = "CODE[,CODE...]",
     .help = "estimators of the between-study variance, EE and FE among them (default: EE,DL,REML,PM)",
     AT(methods)},
    {.name = "tests",
     .kind = COPSE_I_LIST,
     .argument = "NAME[,NAME...]",
     .help = "tests and intervals of the effect (default: z,knha)",
     AT(tests)},
    {.name = "exclude",
     .kind = COPSE_I_TEXT,
     .argument = "EXPR[;EXPR...]",
     .help = "rows that may be left out, e.g. 'rob == \"high\"; year < 1990': each is a choice of its own, keep or "
             "leave out",
     AT(exclude)},
    {.name = "rules",
     .kind = COPSE_I_TEXT,
     .argument = "RULES[|RULES...]",
     .help = "ways to take one row of a trial, each as in --choose: 'largest-n | nearest:months=6'",
     AT(rules)},
    {.name = "adjust",
     .kind = COPSE_I_LIST,
     .argument = "NAME[,NAME...]",
     .help = "adjustments for small-study effects beside none: trimfill, pet, peese, pet-peese, limit, selection, "
             "selection-steps, puniform-star, copas; the last four are in no joint test",
     AT(adjust)},
    {.name = "steps",
     .kind = COPSE_I_LIST,
     .argument = "P[,P...]",
     .help = "rising one-sided p-values at which selection-steps changes its weights (default: 0.025,0.5)",
     AT(steps)},
    {.name = "joint-all",
     .kind = COPSE_I_FLAG,
     .help = "selection models are in the joint test, too: each is fitted in each permutation, which takes its time",
     AT(joint_all)},
    {.name = "null",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "no effect, on the scale of analysis (default: the measure's)",
     AT(null)},
    {.name = "permutations",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "sign flips for the joint test; all where there are no more, 0 without (default: 4096)",
     .max = 1e7,
     AT(permutations)},
};
#undef AT
