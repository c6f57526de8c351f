/* Names of what models are averaged by. */
#include <copse/regression.h>
#include <strings.h>

static const struct criterion {
    const char *code, *text, *paper;
} CRITERIA[] = {
#define COPSE_CRITERION_NAMES(id, code, text, paper) {code, text, paper},
    COPSE_CRITERION_LIST(COPSE_CRITERION_NAMES)
#undef COPSE_CRITERION_NAMES
};

static const struct error {
    const char *code, *paper;
} ERRORS[] = {
#define COPSE_AVERAGE_SE_NAMES(id, code, paper) {code, paper},
    COPSE_AVERAGE_SE_LIST(COPSE_AVERAGE_SE_NAMES)
#undef COPSE_AVERAGE_SE_NAMES
};

const char *copse_criterion_code(copse_criterion criterion)
{
    return (unsigned)criterion < COPSE_CRITERION_COUNT ? CRITERIA[criterion].code : "?";
}

const char *copse_criterion_text(copse_criterion criterion)
{
    return (unsigned)criterion < COPSE_CRITERION_COUNT ? CRITERIA[criterion].text : "?";
}

const char *copse_criterion_paper(copse_criterion criterion)
{
    return (unsigned)criterion < COPSE_CRITERION_COUNT ? CRITERIA[criterion].paper : "?";
}

copse_status copse_criterion_find(const char *code, copse_criterion *criterion)
{
    for (size_t i = 0; code != NULL && i < COPSE_CRITERION_COUNT; i++)
        if (strcasecmp(code, CRITERIA[i].code) == 0) {
            *criterion = (copse_criterion)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

const char *copse_average_se_code(copse_average_se se)
{
    return (unsigned)se < COPSE_AVERAGE_SE_COUNT ? ERRORS[se].code : "?";
}

const char *copse_average_se_paper(copse_average_se se)
{
    return (unsigned)se < COPSE_AVERAGE_SE_COUNT ? ERRORS[se].paper : "?";
}
