/* See pool_together.h. */
#include "pool_together.h"

#include <stdbool.h>
#include <stddef.h>

enum { MOST = 24 };

typedef struct apart {
    const char *option;       /* where it is given ... */
    const char *others[MOST]; /* ... none of these is; NULL ends them */
    const char *why;          /* how the line goes on */
} apart;

/* Programs have settings for some of what copse can do. */
#define REGRESSION "contrast", "vif", "standardized", "compare", "model-average", "scale-mods", "predict"
#define TAU2 "tau2-value", "tau2-weights", "tau2-start", "tau2-prior"

static const apart APART[] = {
    {"compare-as",
     {REGRESSION, "btt", "subgroup", "tau2", "residuals", "blups", "all-methods", "calibrate", "prob-beyond"},
     "is not compared between programs"},
    {"explain-settings",
     {TAU2, "prob-beyond", "model", "compare-as", "all-methods", "calibrate"},
     "is not among the settings that are explained"},
};

typedef struct needy {
    const char *option;    /* where it is given ... */
    const char *others[3]; /* ... one of these is; NULL ends them */
    const char *text;
} needy;

static const needy NEEDS[] = {
    {"mh-to", {"mh-add"}, "--mh-add"},
    {"control-risk", {"transform"}, "--transform rr, rd or nnt"},
    {"sd", {"transform"}, "--transform dtomd"},
    {"wanted", {"transform"}, "--transform nnt"},
};

static copse_status check_needs(const copse_i_call *call, copse_error *err)
{
    for (size_t i = 0; i < COPSE_I_COUNT(NEEDS); i++) {
        bool met = !copse_i_is_given(call, NEEDS[i].option);
        for (size_t j = 0; !met && NEEDS[i].others[j] != NULL; j++) met = copse_i_is_given(call, NEEDS[i].others[j]);
        if (!met) return copse_fail(err, COPSE_EUSAGE, "--%s needs %s", NEEDS[i].option, NEEDS[i].text);
    }
    return COPSE_OK;
}

copse_status copse_i_pool_together(const copse_i_call *call, copse_error *err)
{
    for (size_t i = 0; i < COPSE_I_COUNT(APART); i++) {
        if (!copse_i_is_given(call, APART[i].option)) continue;
        for (size_t j = 0; APART[i].others[j] != NULL; j++)
            if (copse_i_is_given(call, APART[i].others[j]))
                return copse_fail(err, COPSE_EUSAGE, "--%s %s: leave it or --%s out", APART[i].others[j], APART[i].why,
                                  APART[i].option);
    }
    return check_needs(call, err);
}
