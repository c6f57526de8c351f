/* Names of programs, settings and their values. */
#include <copse/programs.h>

#include <stddef.h>
#include <string.h>

static const struct name {
    const char *code, *text;
} PROGRAM[COPSE_PROGRAM_COUNT] =
    {
#define NAME(id, code, text) {code, text},
        COPSE_PROGRAM_LIST(NAME)},
  SETTING[COPSE_SETTING_COUNT] = {COPSE_SETTING_LIST(NAME)
#undef NAME
};

const char *copse_program_code(copse_program program)
{
    return (unsigned)program < COPSE_PROGRAM_COUNT ? PROGRAM[program].code : NULL;
}

const char *copse_program_text(copse_program program)
{
    return (unsigned)program < COPSE_PROGRAM_COUNT ? PROGRAM[program].text : NULL;
}

copse_status copse_program_find(const char *code, copse_program *program)
{
    if (code == NULL || program == NULL) return COPSE_EINVAL;
    for (size_t i = 0; i < COPSE_PROGRAM_COUNT; i++) {
        if (strcmp(PROGRAM[i].code, code) != 0) continue;
        *program = (copse_program)i;
        return COPSE_OK;
    }
    return COPSE_ENOTFOUND;
}

const char *copse_setting_key(copse_setting setting)
{
    return (unsigned)setting < COPSE_SETTING_COUNT ? SETTING[setting].code : NULL;
}

const char *copse_setting_title(copse_setting setting)
{
    return (unsigned)setting < COPSE_SETTING_COUNT ? SETTING[setting].text : NULL;
}

enum { MOST_VALUES = 4 };
static const char *const VALUE[COPSE_SETTING_COUNT][MOST_VALUES] = {
    [COPSE_SETTING_SMD] = {"g with the exact J, large-sample variance", "g with the exact J and the exact variance",
                           "g as RevMan 5 has it: 1 - 3/(4N - 9), variance with N - 3.94",
                           "g with J = 1 - 3/(4m - 1), variance J^2 times that of d"},
    [COPSE_SETTING_ZERO_CELLS] = {"1/2 added to each cell",
                                  "1/2 added to each cell; RR: to events and sizes; RD: for its variance alone",
                                  "1/2 added to each cell; RD: nothing added"},
    [COPSE_SETTING_DOUBLE_ZERO] = {"kept", "left out"},
    [COPSE_SETTING_FIXED] = {"inverse variance", "Mantel-Haenszel",
                             "Mantel-Haenszel, RD of the counts; Q about the inverse-variance estimate"},
    [COPSE_SETTING_TAU2_ABOUT] = {"about the inverse-variance estimate", "about the Mantel-Haenszel estimate"},
    [COPSE_SETTING_TAU2_CI] = {"Q-profile", "none", "Q-profile; Jackson's for DL"},
    [COPSE_SETTING_I2] = {"from tau2 and the typical variance", "from Q"},
    [COPSE_SETTING_PREDICTION] = {"se and distribution of the test", "Wald se, t with k - 1 df",
                                  "Wald se, t with k - 2 df", "none"},
};

const char *copse_setting_value(copse_setting setting, int value)
{
    if (value < 0 || (unsigned)setting >= COPSE_SETTING_COUNT) return NULL;
    if (setting == COPSE_SETTING_METHOD)
        return value < COPSE_METHOD_COUNT ? copse_method_text((copse_method)value) : NULL;
    if (setting == COPSE_SETTING_TEST) return value < COPSE_TEST_COUNT ? copse_test_text((copse_test)value) : NULL;
    return value < MOST_VALUES ? VALUE[setting][value] : NULL;
}

bool copse_setting_concerns(copse_setting setting, const copse_measure *measure)
{
    const char *code = measure->code;
    const bool ratio = strcmp(code, "OR") == 0 || strcmp(code, "RR") == 0, difference = strcmp(code, "RD") == 0;
    switch (setting) {
    case COPSE_SETTING_SMD:
        return strcmp(code, "SMD") == 0;
    case COPSE_SETTING_ZERO_CELLS:
        return measure->family == COPSE_FAMILY_TABLE;
    case COPSE_SETTING_DOUBLE_ZERO:
        return ratio;
    case COPSE_SETTING_FIXED:
        return ratio || difference || strcmp(code, "IRR") == 0 || strcmp(code, "IRD") == 0;
    case COPSE_SETTING_TAU2_ABOUT:
        return ratio || difference;
    default:
        return true;
    }
}
