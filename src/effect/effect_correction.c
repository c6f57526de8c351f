/* The continuity correction of tables with an empty cell: which cells, which tables, and how much. */
#include "effect_kernels.h"

#include <math.h>

const copse_input *copse_i_corrected_cells(copse_family family)
{
    static const copse_input table[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI, COPSE_IN_COUNT};
    static const copse_input rates[] = {COPSE_IN_X1I, COPSE_IN_X2I, COPSE_IN_COUNT};
    static const copse_input proportion[] = {COPSE_IN_XI, COPSE_IN_MI, COPSE_IN_COUNT};
    static const copse_input rate[] = {COPSE_IN_XI, COPSE_IN_COUNT};
    static const copse_input none[] = {COPSE_IN_COUNT};
    switch (family) {
    case COPSE_FAMILY_TABLE:
    case COPSE_FAMILY_PAIRS:
        return table;
    case COPSE_FAMILY_RATES:
        return rates;
    case COPSE_FAMILY_PROPORTION:
        return proportion;
    case COPSE_FAMILY_RATE:
        return rate;
    default:
        return none;
    }
}

bool copse_i_has_empty_cell(copse_family family, const double *x)
{
    for (const copse_input *cell = copse_i_corrected_cells(family); *cell != COPSE_IN_COUNT; cell++)
        if (x[*cell] == 0.0) return true;
    return false;
}

/* Group 1's part of what both are given: the reciprocal of the other's size, over the sum of both reciprocals. */
static double share_of_first(copse_family family, const double *x)
{
    const bool rates = family == COPSE_FAMILY_RATES;
    const double first = rates ? x[COPSE_IN_T1I] : x[COPSE_IN_AI] + x[COPSE_IN_BI];
    const double second = rates ? x[COPSE_IN_T2I] : x[COPSE_IN_CI] + x[COPSE_IN_DI];
    return first / (first + second);
}

void copse_i_correct(copse_family family, double add, copse_correction correction, double *x)
{
    const copse_input *cell = copse_i_corrected_cells(family);
    const bool groups = family == COPSE_FAMILY_TABLE || family == COPSE_FAMILY_RATES;
    if (correction == COPSE_CORRECTION_CONSTANT || !groups) {
        for (; *cell != COPSE_IN_COUNT; cell++) x[*cell] += add;
        return;
    }
    const double share = share_of_first(family, x);
    for (; *cell != COPSE_IN_COUNT; cell++) {
        const bool first = *cell == COPSE_IN_AI || *cell == COPSE_IN_BI || *cell == COPSE_IN_X1I;
        x[*cell] += 2.0 * add * (first ? share : 1.0 - share);
    }
}

/* The cells of copse_correct_tables, in its order. */
static const copse_input *cells_of(copse_family family)
{
    static const copse_input table[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI};
    static const copse_input rates[] = {COPSE_IN_X1I, COPSE_IN_T1I, COPSE_IN_X2I, COPSE_IN_T2I};
    return family == COPSE_FAMILY_RATES ? rates : table;
}

static void gather(copse_family family, const double *const cell[4], size_t i, double *x)
{
    for (size_t j = 0; j < COPSE_IN_COUNT; j++) x[j] = NAN;
    for (size_t j = 0; j < 4; j++) x[cells_of(family)[j]] = cell[j][i];
}

copse_status copse_correct_tables(copse_family family, const double *const cell[4], size_t k, double add,
                                  copse_add_to to, copse_correction correction, double *const corrected[4])
{
    double x[COPSE_IN_COUNT];
    bool any = false;
    if ((family != COPSE_FAMILY_TABLE && family != COPSE_FAMILY_RATES) || !(add >= 0.0 && isfinite(add)) ||
        copse_add_to_name(to) == NULL || copse_correction_name(correction) == NULL)
        return COPSE_EINVAL;
    for (size_t i = 0; i < k && to == COPSE_TO_IF0ALL; i++) {
        gather(family, cell, i, x);
        any = any || copse_i_has_empty_cell(family, x);
    }
    for (size_t i = 0; i < k; i++) {
        gather(family, cell, i, x);
        const bool wanted = to == COPSE_TO_ALL || any || (to == COPSE_TO_ONLY0 && copse_i_has_empty_cell(family, x));
        if (wanted) copse_i_correct(family, add, correction, x);
        for (size_t j = 0; j < 4; j++) corrected[j][i] = x[cells_of(family)[j]];
    }
    return COPSE_OK;
}
