/* Names of the ways to combine and of the structures, shared by program, protocols and documents. */
#include <copse/effect.h>

#include <string.h>

static const char *const COMBINE[] = {
#define NAME(id, name) name,
    COPSE_COMBINE_LIST(NAME)};
static const char *const STRUCTURE[] = {COPSE_STRUCTURE_LIST(NAME)};
#undef NAME

const char *copse_combine_name(copse_combine combine)
{
    return (size_t)combine < COPSE_COMBINE_COUNT ? COMBINE[combine] : NULL;
}

const char *copse_structure_name(copse_structure structure)
{
    return (size_t)structure < COPSE_STRUCTURE_COUNT ? STRUCTURE[structure] : NULL;
}

static copse_status find(const char *name, const char *const *names, size_t count, size_t *at)
{
    for (size_t i = 0; name && i < count; i++) {
        if (strcmp(names[i], name) != 0) continue;
        *at = i;
        return COPSE_OK;
    }
    return COPSE_ENOTFOUND;
}

copse_status copse_combine_find(const char *name, copse_combine *combine)
{
    size_t at = 0;
    const copse_status status = find(name, COMBINE, COPSE_COMBINE_COUNT, &at);
    if (status == COPSE_OK) *combine = (copse_combine)at;
    return status;
}

copse_status copse_structure_find(const char *name, copse_structure *structure)
{
    size_t at = 0;
    const copse_status status = find(name, STRUCTURE, COPSE_STRUCTURE_COUNT, &at);
    if (status == COPSE_OK) *structure = (copse_structure)at;
    return status;
}

bool copse_structure_has_rho(copse_structure structure)
{
    return structure == COPSE_STRUCTURE_CS || structure == COPSE_STRUCTURE_CS_CAR ||
           structure == COPSE_STRUCTURE_CS_X_CAR;
}

bool copse_structure_has_time(copse_structure structure)
{
    return structure == COPSE_STRUCTURE_CAR || structure == COPSE_STRUCTURE_CS_CAR ||
           structure == COPSE_STRUCTURE_CS_X_CAR;
}

bool copse_structure_has_obs(copse_structure structure)
{
    return structure == COPSE_STRUCTURE_CS_X_CAR;
}
