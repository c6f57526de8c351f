/* Inputs, families and options by name. */
#include <copse/effect.h>

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

#define SET(...)                                                                                                       \
    (const copse_input[])                                                                                              \
    {                                                                                                                  \
        __VA_ARGS__, COPSE_IN_COUNT                                                                                    \
    }
#define IN(id) COPSE_IN_##id

static const copse_input *const table_sets[] = {SET(IN(AI), IN(BI), IN(CI), IN(DI)),
                                                SET(IN(AI), IN(N1I), IN(CI), IN(N2I))};
static const copse_input *const means_sets[] = {SET(IN(M1I), IN(SD1I), IN(N1I), IN(M2I), IN(SD2I), IN(N2I))};
static const copse_input *const correlation_sets[] = {SET(IN(RI), IN(NI))};
static const copse_input *const proportion_sets[] = {SET(IN(XI), IN(NI)), SET(IN(XI), IN(MI))};
static const copse_input *const rates_sets[] = {SET(IN(X1I), IN(T1I), IN(X2I), IN(T2I))};
static const copse_input *const given_sets[] = {SET(IN(YI), IN(VI)), SET(IN(YI), IN(SEI)),
                                                SET(IN(YI), IN(LOWER), IN(UPPER))};

static const struct {
    const copse_input *const *set;
    size_t count;
} families[] = {
    [COPSE_FAMILY_TABLE] = {table_sets, LENGTH(table_sets)},
    [COPSE_FAMILY_MEANS] = {means_sets, LENGTH(means_sets)},
    [COPSE_FAMILY_CORRELATION] = {correlation_sets, LENGTH(correlation_sets)},
    [COPSE_FAMILY_PROPORTION] = {proportion_sets, LENGTH(proportion_sets)},
    [COPSE_FAMILY_RATES] = {rates_sets, LENGTH(rates_sets)},
    [COPSE_FAMILY_GIVEN] = {given_sets, LENGTH(given_sets)},
};

const copse_input *const *copse_family_inputs(copse_family family, size_t *count)
{
    const bool known = (size_t)family < LENGTH(families);
    if (count) *count = known ? families[family].count : 0;
    return known ? families[family].set : NULL;
}

static const char *const add_to_names[] = {
    [COPSE_TO_ONLY0] = "only0", [COPSE_TO_ALL] = "all", [COPSE_TO_IF0ALL] = "if0all", [COPSE_TO_NONE] = "none"};

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
    return (copse_effect_opts){.add = NAN, .to = COPSE_TO_ONLY0, .drop00 = false, .ci_level = 95.0};
}
