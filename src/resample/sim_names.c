/* Names of selection rules, prediction intervals and measures of performance. */
#include "sim_parts.h"

#include <strings.h>

static copse_status find(const char *name, const char *const *names, size_t n, unsigned *index)
{
    for (size_t i = 0; i < n; i++) {
        if (strcasecmp(name, names[i]) != 0) continue;
        *index = (unsigned)i;
        return COPSE_OK;
    }
    return COPSE_ENOTFOUND;
}

static const char *const SELECTIONS[] = {"none", "p", "two_sided", "effect"};

const char *copse_selection_name(copse_selection_kind kind)
{
    return (unsigned)kind <= COPSE_SELECTION_EFFECT ? SELECTIONS[kind] : NULL;
}

copse_status copse_selection_find(const char *name, copse_selection_kind *kind)
{
    unsigned i = 0;
    const copse_status status = find(name, SELECTIONS, sizeof SELECTIONS / sizeof *SELECTIONS, &i);
    if (status == COPSE_OK) *kind = (copse_selection_kind)i;
    return status;
}

static const char *const PREDICTIONS[] = {"test", "hts", "normal"};

const char *copse_prediction_name(copse_prediction prediction)
{
    return (unsigned)prediction <= COPSE_PREDICTION_NORMAL ? PREDICTIONS[prediction] : NULL;
}

copse_status copse_prediction_find(const char *name, copse_prediction *prediction)
{
    unsigned i = 0;
    const copse_status status = find(name, PREDICTIONS, sizeof PREDICTIONS / sizeof *PREDICTIONS, &i);
    if (status == COPSE_OK) *prediction = (copse_prediction)i;
    return status;
}

static const char *const CODES[] = {
#define PERFORMANCE_CODE(id, code, text) code,
    COPSE_PERFORMANCE_LIST(PERFORMANCE_CODE)
#undef PERFORMANCE_CODE
};
static const char *const TEXTS[] = {
#define PERFORMANCE_TEXT(id, code, text) text,
    COPSE_PERFORMANCE_LIST(PERFORMANCE_TEXT)
#undef PERFORMANCE_TEXT
};

const char *copse_performance_code(copse_performance_kind kind)
{
    return (unsigned)kind < COPSE_PERFORMANCE_COUNT ? CODES[kind] : NULL;
}

const char *copse_performance_text(copse_performance_kind kind)
{
    return (unsigned)kind < COPSE_PERFORMANCE_COUNT ? TEXTS[kind] : NULL;
}

copse_status copse_performance_find(const char *code, copse_performance_kind *kind)
{
    unsigned i = 0;
    const copse_status status = find(code, CODES, COPSE_PERFORMANCE_COUNT, &i);
    if (status == COPSE_OK) *kind = (copse_performance_kind)i;
    return status;
}
