/* Methods, cases and distributions of five_numbers_*.c by name. */
#include <copse/convert.h>

#include <string.h>
#include <strings.h>

#define LENGTH(array) (sizeof(array) / sizeof *(array))

static const struct {
    const char *name, *title, *source;
} methods[] = {
#define METHOD_ENTRY(id, method_name, method_title, method_source)                                                     \
    [COPSE_FIVE_##id] = {method_name, method_title, method_source},
    COPSE_FIVE_METHOD_LIST(METHOD_ENTRY)
#undef METHOD_ENTRY
};

const char *copse_five_method_name(copse_five_method method)
{
    return (size_t)method < LENGTH(methods) ? methods[method].name : NULL;
}

const char *copse_five_method_title(copse_five_method method)
{
    return (size_t)method < LENGTH(methods) ? methods[method].title : NULL;
}

const char *copse_five_method_source(copse_five_method method)
{
    return (size_t)method < LENGTH(methods) ? methods[method].source : NULL;
}

copse_status copse_five_method_find(const char *name, copse_five_method *method)
{
    if (!name || !method) return COPSE_EINVAL;
    if (strcasecmp(name, "default") == 0) name = methods[COPSE_FIVE_LUO_WAN_SHI].name;
    for (size_t i = 0; i < LENGTH(methods); i++) {
        if (strcasecmp(methods[i].name, name) == 0) {
            *method = (copse_five_method)i;
            return COPSE_OK;
        }
    }
    return COPSE_ENOTFOUND;
}

static const char *const cases[] = {
    [COPSE_FIVE_S1] = "min, median, max",
    [COPSE_FIVE_S2] = "q1, median, q3",
    [COPSE_FIVE_S3] = "min, q1, median, q3, max",
};

const char *copse_five_case_text(copse_five_case which)
{
    return (size_t)which < LENGTH(cases) ? cases[which] : NULL;
}

static const char *const families[] = {
    [COPSE_FIVE_NORMAL] = "normal", [COPSE_FIVE_LOG_NORMAL] = "log-normal",
    [COPSE_FIVE_GAMMA] = "gamma",   [COPSE_FIVE_WEIBULL] = "Weibull",
    [COPSE_FIVE_BETA] = "beta",     [COPSE_FIVE_POWER] = "power normal",
};

const char *copse_five_family_name(copse_five_family family)
{
    return (size_t)family < LENGTH(families) ? families[family] : NULL;
}

copse_five_opts copse_five_opts_default(void)
{
    return (copse_five_opts){.method = COPSE_FIVE_LUO_WAN_SHI, .test = true};
}
