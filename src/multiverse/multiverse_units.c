/* Which studies of different sets are the same trial's. */
#include "multiverse_store.h"

#include <stdlib.h>
#include <string.h>

static copse_status find_one(copse_i_units *units, const char *name, size_t times, size_t *unit, copse_error *err)
{
    for (*unit = 0; *unit < units->count; ++*unit)
        if (units->times[*unit] == times && strcmp(units->name[*unit], name) == 0) return COPSE_OK;
    copse_status status =
        copse_reserve((void **)&units->name, &units->name_capacity, units->count + 1, sizeof *units->name);
    if (status == COPSE_OK)
        status = copse_reserve((void **)&units->times, &units->times_capacity, units->count + 1, sizeof *units->times);
    if (status != COPSE_OK) return copse_fail_memory(err);
    units->name[units->count] = name;
    units->times[units->count++] = times;
    return COPSE_OK;
}

copse_status copse_i_units_find(copse_i_units *units, const char *const *name, size_t k, bool together, size_t **unit,
                                copse_error *err)
{
    copse_status status = COPSE_OK;
    *unit = copse_alloc(k, sizeof **unit);
    if (*unit == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < k && status == COPSE_OK; i++) {
        size_t times = 0;
        for (size_t j = 0; j < i && !together; j++) times += strcmp(name[j], name[i]) == 0;
        status = find_one(units, name[i], times, &(*unit)[i], err);
    }
    return status;
}

void copse_i_units_free(copse_i_units *units)
{
    free(units->name);
    free(units->times);
    *units = (copse_i_units){0};
}
