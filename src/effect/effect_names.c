/* Inputs, variance types and options by name. */
#include "measure_groups.h"

#include <math.h>
#include <string.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const struct {
    const char *name, *text;
} inputs[] = {
#define INPUT_ENTRY(id, input_name, input_text) [COPSE_IN_##id] = {input_name, input_text},
    COPSE_INPUT_LIST(INPUT_ENTRY)
#undef INPUT_ENTRY
};

const char *copse_input_name(copse_input input)
{
    return (size_t)input < LENGTH(inputs) ? inputs[input].name : NULL;
}

const char *copse_input_text(copse_input input)
{
    return (size_t)input < LENGTH(inputs) ? inputs[input].text : NULL;
}

const copse_input *const copse_i_given_sets[COPSE_I_GIVEN_SETS] = {
    COPSE_I_SET(COPSE_IN_YI, COPSE_IN_VI), COPSE_I_SET(COPSE_IN_YI, COPSE_IN_SEI),
    COPSE_I_SET(COPSE_IN_YI, COPSE_IN_LOWER, COPSE_IN_UPPER)};

const copse_input *const *copse_given_inputs(size_t *count)
{
    if (count) *count = COPSE_I_GIVEN_SETS;
    return copse_i_given_sets;
}

static const struct {
    const char *name, *text;
} vtypes[] = {
#define VTYPE_ENTRY(id, vtype_name, vtype_text) [COPSE_VTYPE_##id] = {vtype_name, vtype_text},
    COPSE_VTYPE_LIST(VTYPE_ENTRY)
#undef VTYPE_ENTRY
};

const char *copse_vtype_name(copse_vtype vtype)
{
    return (size_t)vtype < LENGTH(vtypes) ? vtypes[vtype].name : NULL;
}

const char *copse_vtype_text(copse_vtype vtype)
{
    return (size_t)vtype < LENGTH(vtypes) ? vtypes[vtype].text : NULL;
}

copse_status copse_vtype_find(const char *name, copse_vtype *vtype)
{
    if (!name || !vtype) return COPSE_EINVAL;
    for (size_t i = 0; i < LENGTH(vtypes); i++) {
        if (strcmp(vtypes[i].name, name) == 0) {
            *vtype = (copse_vtype)i;
            return COPSE_OK;
        }
    }
    return COPSE_ENOTFOUND;
}

static const char *const add_to_names[] = {
    [COPSE_TO_ONLY0] = "only0", [COPSE_TO_ALL] = "all", [COPSE_TO_IF0ALL] = "if0all", [COPSE_TO_NONE] = "none"};

const char *copse_correction_name(copse_correction correction)
{
    static const char *const NAME[] = {"constant", "tacc"};
    return (unsigned)correction < sizeof NAME / sizeof *NAME ? NAME[correction] : NULL;
}

const char *copse_add_to_name(copse_add_to to)
{
    return (size_t)to < LENGTH(add_to_names) ? add_to_names[to] : NULL;
}

copse_status copse_add_to_find(const char *name, copse_add_to *to)
{
    if (!name || !to) return COPSE_EINVAL;
    for (size_t i = 0; i < LENGTH(add_to_names); i++) {
        if (strcmp(add_to_names[i], name) == 0) {
            *to = (copse_add_to)i;
            return COPSE_OK;
        }
    }
    return COPSE_ENOTFOUND;
}

copse_effect_opts copse_effect_opts_default(void)
{
    return (copse_effect_opts){.add = NAN, .to = COPSE_TO_ONLY0, .ci_level = 95.0, .vtype = COPSE_VTYPE_COUNT};
}
