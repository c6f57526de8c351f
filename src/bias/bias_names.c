/* The checks by name, and the names of their choices. */
#include <copse/bias.h>

#include <string.h>

typedef struct names {
    const char *name, *text, *null, *limits, *paper;
} names;

static const names *names_of(copse_bias_check check)
{
    static const names NAMES[COPSE_BIAS_CHECK_COUNT] = {
#define CHECK_NAMES(id, name, text, null, limits, paper) {name, text, null, limits, paper},
        COPSE_BIAS_CHECK_LIST(CHECK_NAMES)
#undef CHECK_NAMES
    };
    static const names NONE = {"", "", "", "", ""};
    return (unsigned)check < COPSE_BIAS_CHECK_COUNT ? &NAMES[check] : &NONE;
}

const char *copse_bias_check_name(copse_bias_check check)
{
    return names_of(check)->name;
}

const char *copse_bias_check_text(copse_bias_check check)
{
    return names_of(check)->text;
}

const char *copse_bias_check_null(copse_bias_check check)
{
    return names_of(check)->null;
}

const char *copse_bias_check_limits(copse_bias_check check)
{
    return names_of(check)->limits;
}

const char *copse_bias_check_paper(copse_bias_check check)
{
    return names_of(check)->paper;
}

copse_status copse_bias_check_find(const char *name, copse_bias_check *check)
{
    if (name == NULL || check == NULL) return COPSE_EINVAL;
    for (unsigned i = 0; i < COPSE_BIAS_CHECK_COUNT; i++) {
        if (strcmp(name, copse_bias_check_name((copse_bias_check)i)) != 0) continue;
        *check = (copse_bias_check)i;
        return COPSE_OK;
    }
    return COPSE_ENOTFOUND;
}

const char *copse_egger_model_name(copse_egger_model model)
{
    return model == COPSE_EGGER_LM ? "lm" : model == COPSE_EGGER_RMA ? "rma" : "";
}

typedef struct predictor {
    const char *name, *text;
} predictor;

static const predictor *predictor_of(copse_egger_predictor which)
{
    static const predictor PREDICTORS[COPSE_EGGER_PREDICTOR_COUNT] = {
#define PREDICTOR_NAMES(id, name, text) {name, text},
        COPSE_EGGER_PREDICTOR_LIST(PREDICTOR_NAMES)
#undef PREDICTOR_NAMES
    };
    static const predictor NONE = {"", ""};
    return (unsigned)which < COPSE_EGGER_PREDICTOR_COUNT ? &PREDICTORS[which] : &NONE;
}

const char *copse_egger_predictor_name(copse_egger_predictor which)
{
    return predictor_of(which)->name;
}

const char *copse_egger_predictor_text(copse_egger_predictor which)
{
    return predictor_of(which)->text;
}
