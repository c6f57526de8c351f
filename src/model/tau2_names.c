/* Types of intervals of tau2 by name, and how they came out. */
#include <copse/model.h>
#include <strings.h>

typedef struct ci_entry {
    const char *code, *text, *paper;
} ci_entry;

static const ci_entry TYPES[COPSE_TAU2_CI_COUNT] = {
#define ENTRY(id, code, text, paper) {code, text, paper},
    COPSE_TAU2_CI_LIST(ENTRY)
#undef ENTRY
};

const char *copse_tau2_ci_code(copse_tau2_ci type)
{
    return (unsigned)type < COPSE_TAU2_CI_COUNT ? TYPES[type].code : "";
}

const char *copse_tau2_ci_text(copse_tau2_ci type)
{
    return (unsigned)type < COPSE_TAU2_CI_COUNT ? TYPES[type].text : "";
}

const char *copse_tau2_ci_paper(copse_tau2_ci type)
{
    return (unsigned)type < COPSE_TAU2_CI_COUNT ? TYPES[type].paper : "";
}

copse_status copse_tau2_ci_find(const char *code, copse_tau2_ci *type)
{
    if (code == NULL || type == NULL) return COPSE_EINVAL;
    for (int i = 0; i < COPSE_TAU2_CI_COUNT; i++)
        if (strcasecmp(code, TYPES[i].code) == 0) {
            *type = (copse_tau2_ci)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

const char *copse_tau2_ci_state_text(copse_tau2_ci_state state)
{
    switch (state) {
    case COPSE_TAU2_STATE_FOUND:
        return "";
    case COPSE_TAU2_STATE_EMPTY:
        return "empty: the studies agree better than chance allows";
    case COPSE_TAU2_STATE_PIECES:
        return "in pieces; the outer limits";
    case COPSE_TAU2_STATE_NO_ESTIMATE:
        return "needs an estimate above 0";
    case COPSE_TAU2_STATE_MODERATORS:
        return "only without moderators";
    case COPSE_TAU2_STATE_TOO_FEW:
        return "needs three studies";
    case COPSE_TAU2_STATE_NONE:
        return "no tau2 to estimate";
    case COPSE_TAU2_STATE_LEFT_OUT:
        return "left out";
    case COPSE_TAU2_STATE_OPEN:
        return "the likelihood stays high however large it is";
    }
    return "";
}
