/* What an input's name means to a measure, where it depends on the family. */
#include "effect_kernels.h"

static const struct {
    copse_family family;
    copse_input input;
    const char *text;
} meanings[] = {
    {COPSE_FAMILY_TABLE, COPSE_IN_AI, "events, group 1"},
    {COPSE_FAMILY_TABLE, COPSE_IN_DI, "non-events, group 2"},
    {COPSE_FAMILY_MEANS, COPSE_IN_DI, "Cohen's d"},
    {COPSE_FAMILY_MEANS, COPSE_IN_TI, "t statistic of the difference"},
    {COPSE_FAMILY_MEANS, COPSE_IN_PI, "two-sided p-value of the t-test, with the sign of the difference"},
    {COPSE_FAMILY_MEANS, COPSE_IN_RI, "point-biserial correlation"},
    {COPSE_FAMILY_MEANS, COPSE_IN_AI, "area under the curve"},
    {COPSE_FAMILY_CORRELATION, COPSE_IN_TI, "t statistic of the correlation"},
    {COPSE_FAMILY_CORRELATION, COPSE_IN_PI, "two-sided p-value, with the sign of the correlation"},
    {COPSE_FAMILY_PROPORTION, COPSE_IN_MI, "non-events"},
    {COPSE_FAMILY_PAIRS, COPSE_IN_AI, "pairs with the event both times"},
    {COPSE_FAMILY_PAIRS, COPSE_IN_BI, "pairs with the event the first time only"},
    {COPSE_FAMILY_PAIRS, COPSE_IN_CI, "pairs with the event the second time only"},
    {COPSE_FAMILY_PAIRS, COPSE_IN_DI, "pairs without the event"},
    {COPSE_FAMILY_PAIRS, COPSE_IN_N1I, "pairs with the event the first time (ai + bi)"},
    {COPSE_FAMILY_PAIRS, COPSE_IN_N2I, "pairs without the event the first time (ci + di)"},
    {COPSE_FAMILY_PAIRS, COPSE_IN_RI, "correlation (phi) between the two times"},
    {COPSE_FAMILY_PAIRS, COPSE_IN_PI, "proportion with the event both times"},
    {COPSE_FAMILY_AREA, COPSE_IN_AI, "area under the curve"},
    {COPSE_FAMILY_AREA, COPSE_IN_MI, "proportion of ties"},
    {COPSE_FAMILY_RATE, COPSE_IN_TI, "person-time"},
    {COPSE_FAMILY_MEAN, COPSE_IN_MI, "mean"},
    {COPSE_FAMILY_MEAN, COPSE_IN_SDI, "standard deviation"},
    {COPSE_FAMILY_CHANGE, COPSE_IN_M1I, "mean, first of the two measurements"},
    {COPSE_FAMILY_CHANGE, COPSE_IN_M2I, "mean, second of the two measurements"},
    {COPSE_FAMILY_CHANGE, COPSE_IN_SD1I, "standard deviation, first of the two measurements"},
    {COPSE_FAMILY_CHANGE, COPSE_IN_SD2I, "standard deviation, second of the two measurements"},
    {COPSE_FAMILY_CHANGE, COPSE_IN_RI, "correlation between the two measurements"},
    {COPSE_FAMILY_CHANGE, COPSE_IN_NI, "number of pairs"},
    {COPSE_FAMILY_CHANGE, COPSE_IN_DI, "standardized mean change"},
    {COPSE_FAMILY_CHANGE, COPSE_IN_TI, "t statistic of the paired test"},
    {COPSE_FAMILY_CHANGE, COPSE_IN_PI, "two-sided p-value of the paired t-test, with the sign of the change"},
    {COPSE_FAMILY_PARTIAL, COPSE_IN_MI, "number of predictors, the one of interest included"},
    {COPSE_FAMILY_PARTIAL, COPSE_IN_TI, "t statistic of the coefficient"},
    {COPSE_FAMILY_PARTIAL, COPSE_IN_PI, "two-sided p-value of the coefficient, with its sign"},
    {COPSE_FAMILY_PARTIAL, COPSE_IN_RI, "(semi-)partial correlation"},
    {COPSE_FAMILY_PARTIAL, COPSE_IN_R2I, "coefficient of determination of the whole model"},
    {COPSE_FAMILY_R2, COPSE_IN_MI, "number of predictors"},
    {COPSE_FAMILY_R2, COPSE_IN_FI, "F statistic of the whole model"},
    {COPSE_FAMILY_R2, COPSE_IN_PI, "p-value of the F test"},
    {COPSE_FAMILY_RELIABILITY, COPSE_IN_AI, "coefficient alpha"},
    {COPSE_FAMILY_RELIABILITY, COPSE_IN_MI, "number of items"},
    {COPSE_FAMILY_GENOTYPES, COPSE_IN_AI, "people homozygous for the dominant allele"},
    {COPSE_FAMILY_GENOTYPES, COPSE_IN_BI, "heterozygous people"},
    {COPSE_FAMILY_GENOTYPES, COPSE_IN_CI, "people homozygous for the recessive allele"},
    {COPSE_FAMILY_SURVIVAL, COPSE_IN_PI,
     "two-sided p-value of the log-rank test, with the sign of the log hazard ratio"},
};

/* A table of pairs given by its margins. */
static const struct {
    copse_input input;
    const char *text;
} of_margins[] = {
    {COPSE_IN_AI, "pairs with the event the first time"},  {COPSE_IN_BI, "pairs without the event the first time"},
    {COPSE_IN_CI, "pairs with the event the second time"}, {COPSE_IN_DI, "pairs without the event the second time"},
    {COPSE_IN_N1I, "pairs seen the first time"},           {COPSE_IN_N2I, "pairs seen the second time"},
};

const char *copse_measure_input_text(const copse_measure *measure, copse_input input)
{
    for (size_t i = 0; measure->kernel->margins && i < sizeof of_margins / sizeof *of_margins; i++) {
        if (of_margins[i].input == input) return of_margins[i].text;
    }
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        if (meanings[i].family == measure->family && meanings[i].input == input) return meanings[i].text;
    }
    return copse_input_text(input);
}
