/* The options that effects, pool and the plots share. */
#include "pool_counts.h"
#include "task.h"

#include <ctype.h>
#include <math.h>
#include <stddef.h>
#include <string.h>
#include <strings.h>

/* Other names of measures, in either case as the codes are. */
bool copse_i_measure_alias(const char *text, int *value)
{
    char code[16] = "";
    for (size_t i = 0; i + 1 < sizeof code && text[i] != '\0'; i++) code[i] = (char)toupper((unsigned char)text[i]);
    const copse_measure *found = strlen(text) < sizeof code ? copse_measure_find(code) : NULL;
    for (size_t i = 0; found != NULL && copse_measure_at(i) != NULL; i++) {
        if (copse_measure_at(i) == found) *value = (int)i;
    }
    return found != NULL;
}

/* The nearest code or synonym, in either case. */
static const char *nearest_measure(const char *text)
{
    char code[16] = "";
    if (strlen(text) >= sizeof code) return NULL;
    for (size_t i = 0; text[i] != '\0'; i++) code[i] = (char)toupper((unsigned char)text[i]);
    return copse_measure_nearest(code);
}

static const char *vtype_choice(size_t i)
{
    return copse_vtype_name((copse_vtype)i);
}

const char *copse_i_measure_choice(size_t i)
{
    const copse_measure *measure = copse_measure_at(i);
    return measure != NULL ? measure->code : NULL;
}

static const char *method_choice(size_t i)
{
    return i < COPSE_METHOD_COUNT ? copse_method_code((copse_method)i) : NULL;
}

static const char *counts_elsewhere(const char *text)
{
    return strcasecmp(text, "MH") == 0 || strcasecmp(text, "Peto") == 0
               ? "a method of pool and plot forest alone, which pool counts"
               : NULL;
}

static bool method_alias(const char *text, int *value)
{
    copse_method method = COPSE_METHOD_REML;
    if (copse_method_find(text, &method) != COPSE_OK) return false;
    *value = (int)method;
    return true;
}

static const char *test_choice(size_t i)
{
    return i < COPSE_TEST_COUNT ? copse_test_code((copse_test)i) : NULL;
}

static bool test_alias(const char *text, int *value)
{
    copse_test test = COPSE_TEST_Z;
    if (copse_test_find(text, &test) != COPSE_OK) return false;
    *value = (int)test;
    return true;
}

/* boot is made of draws, which pool makes; it comes last. */
static const char *pi_choice(size_t i)
{
    return i < COPSE_PI_BOOT ? copse_pi_code((copse_pi)i) : NULL;
}

static const char *any_pi_choice(size_t i)
{
    return i < COPSE_PI_COUNT ? copse_pi_code((copse_pi)i) : NULL;
}

static const char *tau2_choice(size_t i)
{
    return i <= COPSE_TAU2_COMMON ? copse_tau2_mode_name((copse_tau2_mode)i) : NULL;
}

static const char *to_choice(size_t i)
{
    return i <= COPSE_TO_NONE ? copse_add_to_name((copse_add_to)i) : NULL;
}

static const char *correction_choice(size_t i)
{
    return copse_correction_name((copse_correction)i);
}

static const char *missing_choice(size_t i)
{
    static const char *const NAME[] = {"omit", "fail"};
    return i < COPSE_I_COUNT(NAME) ? NAME[i] : NULL;
}

static const char *warn_choice(size_t i)
{
    static const char *const NAME[] = {"all", "none"};
    return i < COPSE_I_COUNT(NAME) ? NAME[i] : NULL;
}

const char *copse_i_format_choice(size_t i)
{
    return i <= COPSE_FORMAT_LATEX ? copse_format_name((copse_format)i) : NULL;
}

const char *copse_i_transform_choice(size_t i)
{
    return copse_transform_name((copse_transform)i);
}

#define AT(member) .offset = offsetof(copse_i_input_values, member)

const copse_i_option copse_i_input_options[copse_i_input_count] = {
    {.name = "measure",
     .letter = 'm',
     .kind = COPSE_I_CHOICE,
     .argument = "CODE",
     .help = "effect-size measure (default GEN; copse effects --list explains them)",
     .choice = copse_i_measure_choice,
     .alias = copse_i_measure_alias,
     .nearest = nearest_measure,
     AT(measure)},
    {.name = "label",
     .kind = COPSE_I_LIST,
     .argument = "COL[,COL...]",
     .help = "columns that name a study (default: study, else trial where it is text, else author and year)",
     AT(label)},
    COPSE_I_OPTION_WHERE(offsetof(copse_i_input_values, source)),
    {.name = "add",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "continuity correction added to the cells (default: the measure's own, mostly 0.5)",
     .max = HUGE_VAL,
     AT(add)},
    {.name = "to",
     .kind = COPSE_I_CHOICE,
     .argument = "WHICH",
     .help = "tables that --add is added to",
     .fallback = "only0",
     .choice = to_choice,
     AT(to)},
    {.name = "cc",
     .kind = COPSE_I_CHOICE,
     .argument = "KIND",
     .help = "how --add is shared: constant, the same to all cells; tacc, in proportion to the reciprocal of the other "
             "group's size",
     .fallback = "constant",
     .choice = correction_choice,
     AT(correction)},
    {.name = "drop00",
     .kind = COPSE_I_FLAG,
     .help = "leave out tables with no events, or only events, in both groups",
     AT(drop00)},
    {.name = "vtype",
     .kind = COPSE_I_CHOICE,
     .argument = "TYPE",
     .help = "estimator of the sampling variance (default: the measure's own; --explain CODE lists them)",
     .choice = vtype_choice,
     AT(vtype)},
    {.name = "uncorrected",
     .kind = COPSE_I_FLAG,
     .help = "without the measure's bias correction (Cohen's d in place of Hedges' g)",
     AT(uncorrected)},
    {.name = "ci-level",
     .kind = COPSE_I_NUMBER,
     .argument = "PERCENT",
     .help = "level of the intervals given in the file",
     .fallback = "95",
     .max = 100,
     .open = true,
     AT(ci_level)},
    {.name = "na",
     .kind = COPSE_I_CHOICE,
     .argument = "WHAT",
     .help = "what a row with missing numbers does",
     .fallback = "omit",
     .choice = missing_choice,
     AT(missing)},
    COPSE_I_OPTION_DELIMITER(offsetof(copse_i_input_values, source)),
    COPSE_I_OPTION_DECIMAL(offsetof(copse_i_input_values, source)),
    COPSE_I_OPTION_ENCODING(offsetof(copse_i_input_values, source)),
    COPSE_I_OPTION_ANALYSIS(offsetof(copse_i_input_values, source)),
};

const copse_i_option copse_i_doubt_options[copse_i_doubt_count] = {
    {.name = "warn",
     .kind = COPSE_I_CHOICE,
     .argument = "WHAT",
     .help = "whether implausible numbers are pointed out",
     .fallback = "all",
     .choice = warn_choice,
     AT(warn)},
    {.name = "strict", .kind = COPSE_I_FLAG, .help = "an implausible number is an error", AT(strict)},
    {.name = "items",
     .kind = COPSE_I_NUMBER,
     .argument = "N",
     .help = "means are of whole-number scores averaged over N items (1: sums); those that n people cannot have are "
             "pointed out (GRIM)",
     .min = 1,
     .max = 1e6,
     AT(items)},
    {.name = "scale",
     .kind = COPSE_I_SPAN,
     .argument = "LOW,HIGH",
     .help = "range of the outcome scale; means and standard deviations that it does not allow are pointed out",
     .formula = "scale-mods",
     AT(scale)},
};

const copse_i_option copse_i_order_options[copse_i_order_count] = {
    {.name = "subgroup",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "column whose values are the subgroups",
     AT(subgroup)},
    {.name = "subgroup-order",
     .kind = COPSE_I_LIST,
     .argument = "LEVEL[,LEVEL...]",
     .help = "order of the subgroups (default: as they appear)",
     AT(subgroup_order)},
    {.name = "order",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "sort studies by a column; -COL falling (default: as in the file)",
     AT(order)},
};

#define COLUMN(id, standard, text)                                                                                     \
    {.name = (standard), .kind = COPSE_I_TEXT, .argument = "COL", .help = (text), AT(column[COPSE_IN_##id])},
const copse_i_option copse_i_column_options[COPSE_IN_COUNT] = {COPSE_INPUT_LIST(COLUMN)};
#undef COLUMN
#undef AT

#define AT(member) .offset = offsetof(copse_i_model_values, member)
#define METHOD(text, choices, elsewhere_)                                                                              \
    {                                                                                                                  \
        .name = "method", .kind = COPSE_I_CHOICE, .argument = "CODE", .help = (text), .fallback = "REML",              \
        .choice = (choices), .alias = method_alias, .elsewhere = (elsewhere_), AT(method)                              \
    }
#define TEST                                                                                                           \
    {                                                                                                                  \
        .name = "test", .kind = COPSE_I_CHOICE, .argument = "NAME", .help = "test and interval of the effect",         \
        .fallback = "knha", .choice = test_choice, .alias = test_alias, AT(test)                                       \
    }
#define PREDICTION(choices)                                                                                            \
    {                                                                                                                  \
        .name = "prediction", .kind = COPSE_I_CHOICE, .argument = "NAME",                                              \
        .help = "prediction interval of the effect in a new setting", .fallback = "metafor", .choice = (choices),      \
        AT(pi)                                                                                                         \
    }
#define TAU2                                                                                                           \
    {                                                                                                                  \
        .name = "tau2", .kind = COPSE_I_CHOICE, .argument = "MODE",                                                    \
        .help = "between-study variance of subgroups (default separate)", .choice = tau2_choice, AT(tau2)              \
    }
const copse_i_option copse_i_model_options[copse_i_model_count] = {
    METHOD("estimator of the between-study variance; MH, Peto: counts pooled with a fixed effect",
           copse_i_pool_method_choice, NULL),
    TEST,
    PREDICTION(any_pi_choice),
    TAU2,
};
const copse_i_option copse_i_variance_options[copse_i_model_count] = {
    METHOD("estimator of the between-study variance", method_choice, counts_elsewhere),
    TEST,
    PREDICTION(pi_choice),
    TAU2,
};
#undef AT
