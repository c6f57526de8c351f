/* The table of raw columns: what a family's studies show, in the order of preference. */
#include "forest_raw.h"

#include <math.h>

#define IN(id) COPSE_IN_##id
#define NUMBER(head, span, what)                                                                                       \
    {                                                                                                                  \
        head, span, what, RAW_NONE, 0, false, RAW_ALONE                                                                \
    }
#define COUNT(head, span, what)                                                                                        \
    {                                                                                                                  \
        head, span, what, RAW_NONE, 0, true, RAW_ALONE                                                                 \
    }
#define ONLY(head, group, what)                                                                                        \
    {                                                                                                                  \
        head, RAW_PAIRS, what, RAW_NONE, 0, true, group                                                                \
    }
#define OF(head, span, a, b)                                                                                           \
    {                                                                                                                  \
        head, span, a, b, '/', true, RAW_ALONE                                                                         \
    }
#define WITH(head, span, a, b)                                                                                         \
    {                                                                                                                  \
        head, span, a, b, '(', false, RAW_ALONE                                                                        \
    }

static const raw_column table[] = {COUNT("Events", RAW_GROUP1, IN(AI)), COUNT("Total", RAW_GROUP1, RAW_TOTAL1),
                                   COUNT("Events", RAW_GROUP2, IN(CI)), COUNT("Total", RAW_GROUP2, RAW_TOTAL2)};
static const raw_column table_joint[] = {OF("Events/total", RAW_GROUP1, IN(AI), RAW_TOTAL1),
                                         OF("Events/total", RAW_GROUP2, IN(CI), RAW_TOTAL2)};
static const raw_column means[] = {NUMBER("Mean", RAW_GROUP1, IN(M1I)),    NUMBER("SD", RAW_GROUP1, IN(SD1I)),
                                   COUNT("Total", RAW_GROUP1, RAW_TOTAL1), NUMBER("Mean", RAW_GROUP2, IN(M2I)),
                                   NUMBER("SD", RAW_GROUP2, IN(SD2I)),     COUNT("Total", RAW_GROUP2, RAW_TOTAL2)};
static const raw_column means_joint[] = {
    WITH("Mean (SD)", RAW_GROUP1, IN(M1I), IN(SD1I)), COUNT("Total", RAW_GROUP1, RAW_TOTAL1),
    WITH("Mean (SD)", RAW_GROUP2, IN(M2I), IN(SD2I)), COUNT("Total", RAW_GROUP2, RAW_TOTAL2)};
static const raw_column spreads[] = {NUMBER("SD", RAW_GROUP1, IN(SD1I)), COUNT("Total", RAW_GROUP1, RAW_TOTAL1),
                                     NUMBER("SD", RAW_GROUP2, IN(SD2I)), COUNT("Total", RAW_GROUP2, RAW_TOTAL2)};
static const raw_column sizes[] = {COUNT("Total", RAW_GROUP1, RAW_TOTAL1), COUNT("Total", RAW_GROUP2, RAW_TOTAL2)};
static const raw_column proportion[] = {COUNT("Events", RAW_ALONE, IN(XI)), COUNT("Total", RAW_ALONE, RAW_TOTAL)};
static const raw_column proportion_joint[] = {OF("Events/total", RAW_ALONE, IN(XI), RAW_TOTAL)};
static const raw_column rates[] = {COUNT("Events", RAW_GROUP1, IN(X1I)), COUNT("Person-time", RAW_GROUP1, IN(T1I)),
                                   COUNT("Events", RAW_GROUP2, IN(X2I)), COUNT("Person-time", RAW_GROUP2, IN(T2I))};
static const raw_column rate[] = {COUNT("Events", RAW_ALONE, IN(XI)), COUNT("Person-time", RAW_ALONE, IN(TI))};
static const raw_column mean[] = {NUMBER("Mean", RAW_ALONE, IN(MI)), NUMBER("SD", RAW_ALONE, IN(SDI)),
                                  COUNT("Total", RAW_ALONE, IN(NI))};
static const raw_column mean_joint[] = {WITH("Mean (SD)", RAW_ALONE, IN(MI), IN(SDI)),
                                        COUNT("Total", RAW_ALONE, IN(NI))};
static const raw_column spread[] = {NUMBER("SD", RAW_ALONE, IN(SDI)), COUNT("Total", RAW_ALONE, IN(NI))};
static const raw_column total[] = {COUNT("Total", RAW_ALONE, IN(NI))};
static const raw_column change[] = {NUMBER("Mean", RAW_GROUP1, IN(M1I)), NUMBER("SD", RAW_GROUP1, IN(SD1I)),
                                    NUMBER("Mean", RAW_GROUP2, IN(M2I)), NUMBER("SD", RAW_GROUP2, IN(SD2I)),
                                    NUMBER("r", RAW_ALONE, IN(RI)),      COUNT("Total", RAW_ALONE, IN(NI))};
static const raw_column change_joint[] = {WITH("Mean (SD)", RAW_GROUP1, IN(M1I), IN(SD1I)),
                                          WITH("Mean (SD)", RAW_GROUP2, IN(M2I), IN(SD2I)),
                                          NUMBER("r", RAW_ALONE, IN(RI)), COUNT("Total", RAW_ALONE, IN(NI))};
static const raw_column change_one_sd[] = {NUMBER("Mean", RAW_GROUP1, IN(M1I)), NUMBER("SD", RAW_GROUP1, IN(SD1I)),
                                           NUMBER("Mean", RAW_GROUP2, IN(M2I)), NUMBER("r", RAW_ALONE, IN(RI)),
                                           COUNT("Total", RAW_ALONE, IN(NI))};
static const raw_column change_spreads[] = {NUMBER("SD", RAW_GROUP1, IN(SD1I)), NUMBER("SD", RAW_GROUP2, IN(SD2I)),
                                            NUMBER("r", RAW_ALONE, IN(RI)), COUNT("Total", RAW_ALONE, IN(NI))};
static const raw_column pairs[] = {COUNT("Both", RAW_PAIRS, IN(AI)), ONLY("First only", RAW_GROUP1, IN(BI)),
                                   ONLY("Second only", RAW_GROUP2, IN(CI)), COUNT("Neither", RAW_PAIRS, IN(DI))};
static const raw_column area[] = {NUMBER("AUC", RAW_ALONE, IN(AI)), COUNT("Total", RAW_GROUP1, RAW_TOTAL1),
                                  COUNT("Total", RAW_GROUP2, RAW_TOTAL2)};
static const raw_column predictors[] = {NUMBER("Predictors", RAW_ALONE, IN(MI)), COUNT("Total", RAW_ALONE, IN(NI))};
static const raw_column reliability[] = {NUMBER("Alpha", RAW_ALONE, IN(AI)), NUMBER("Items", RAW_ALONE, IN(MI)),
                                         COUNT("Total", RAW_ALONE, IN(NI))};
static const raw_column genotypes[] = {COUNT("AA", RAW_GENOTYPES, IN(AI)), COUNT("Aa", RAW_GENOTYPES, IN(BI)),
                                       COUNT("aa", RAW_GENOTYPES, IN(CI))};
static const raw_column log_rank[] = {NUMBER("O\u2212E", RAW_ALONE, IN(OEI)), NUMBER("Variance", RAW_ALONE, IN(VOEI))};
static const raw_column survivors[] = {COUNT("Events", RAW_GROUP1, IN(X1I)), COUNT("Total", RAW_GROUP1, IN(N1I)),
                                       COUNT("Events", RAW_GROUP2, IN(X2I)), COUNT("Total", RAW_GROUP2, IN(N2I))};
static const raw_column survivors_joint[] = {OF("Events/total", RAW_GROUP1, IN(X1I), IN(N1I)),
                                             OF("Events/total", RAW_GROUP2, IN(X2I), IN(N2I))};
static const raw_column deaths[] = {COUNT("Events", RAW_GROUP1, IN(X1I)), COUNT("Events", RAW_GROUP2, IN(X2I))};
static const raw_column given[] = {NUMBER("SE", RAW_ALONE, RAW_SE)};

#define LIST(family, layout, columns)                                                                                  \
    {                                                                                                                  \
        COPSE_FAMILY_##family, layout, columns, sizeof(columns) / sizeof(columns)[0]                                   \
    }
#define JAMA COPSE_LAYOUT_JAMA
static const raw_list lists[] = {
    LIST(TABLE, JAMA, table_joint),
    LIST(TABLE, -1, table),
    LIST(MEANS, JAMA, means_joint),
    LIST(MEANS, -1, means),
    LIST(MEANS, -1, spreads),
    LIST(MEANS, -1, sizes),
    LIST(PROPORTION, JAMA, proportion_joint),
    LIST(PROPORTION, -1, proportion),
    LIST(RATES, -1, rates),
    LIST(RATE, -1, rate),
    LIST(MEAN, JAMA, mean_joint),
    LIST(MEAN, -1, mean),
    LIST(MEAN, -1, spread),
    LIST(CORRELATION, -1, total),
    LIST(CHANGE, JAMA, change_joint),
    LIST(CHANGE, -1, change),
    LIST(CHANGE, -1, change_one_sd),
    LIST(CHANGE, -1, change_spreads),
    LIST(CHANGE, -1, total),
    LIST(PAIRS, -1, pairs),
    LIST(AREA, -1, area),
    LIST(PARTIAL, -1, predictors),
    LIST(R2, -1, predictors),
    LIST(RELIABILITY, -1, reliability),
    LIST(GENOTYPES, -1, genotypes),
    LIST(SURVIVAL, -1, log_rank),
    LIST(SURVIVAL, JAMA, survivors_joint),
    LIST(SURVIVAL, -1, survivors),
    LIST(SURVIVAL, -1, deaths),
    LIST(GIVEN, COPSE_LAYOUT_REVMAN, given),
};

static double first_finite(double a, double b)
{
    return isfinite(a) ? a : b;
}

double copse_i_raw_value(const copse_study_set *set, size_t study, int what)
{
    double in[COPSE_IN_COUNT];
    if (what >= 0 && what < COPSE_IN_COUNT) return copse_study_input(set, study, (copse_input)what);
    for (copse_input i = 0; i < COPSE_IN_COUNT; i++) in[i] = copse_study_input(set, study, i);
    const bool cells = set->measure->family == COPSE_FAMILY_TABLE || set->measure->family == COPSE_FAMILY_PAIRS;
    switch (what) {
    case RAW_TOTAL1:
        return cells ? first_finite(in[COPSE_IN_AI] + in[COPSE_IN_BI], in[COPSE_IN_N1I]) : in[COPSE_IN_N1I];
    case RAW_TOTAL2:
        return cells ? first_finite(in[COPSE_IN_CI] + in[COPSE_IN_DI], in[COPSE_IN_N2I]) : in[COPSE_IN_N2I];
    case RAW_TOTAL:
        return first_finite(in[COPSE_IN_NI], in[COPSE_IN_XI] + in[COPSE_IN_MI]);
    case RAW_SE:
        return sqrt(set->vi[study]);
    default:
        return NAN;
    }
}

bool copse_i_raw_margins(const copse_measure *measure)
{
    if (measure->family != COPSE_FAMILY_PAIRS) return false;
    for (const copse_input *in = measure->inputs[0]; *in != COPSE_IN_COUNT; in++)
        if (*in == COPSE_IN_RI) return true;
    return false;
}

static bool any_value(const copse_study_set *set, int what)
{
    for (size_t i = 0; i < set->k; i++)
        if (isfinite(copse_i_raw_value(set, i, what))) return true;
    return what == RAW_NONE;
}

static bool has_numbers(const copse_study_set *set, const raw_list *list)
{
    for (size_t i = 0; i < list->count; i++)
        if (!any_value(set, list->column[i].a) || !any_value(set, list->column[i].b)) return false;
    return true;
}

const raw_list *copse_i_raw_list(const forest_input *input)
{
    if (!input->opts->raw_columns) return NULL;
    const copse_measure *measure = input->set->measure;
    const copse_family family = copse_i_raw_margins(measure) ? COPSE_FAMILY_TABLE : measure->family;
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (lists[i].family == family && (lists[i].layout < 0 || lists[i].layout == (int)input->opts->layout) &&
            has_numbers(input->set, &lists[i]))
            return &lists[i];
    return NULL;
}
