/* What files call types, methods and measures. */
#include "review_parts.h"

#include <string.h>
#include <strings.h>

const char *copse_review_type_name(copse_review_type type)
{
    static const char *const NAME[] = {"dichotomous", "continuous", "generic", "O-E and variance", "other"};
    return NAME[type <= COPSE_REVIEW_OTHER ? type : COPSE_REVIEW_OTHER];
}

const char *copse_review_method_name(copse_review_method method)
{
    static const char *const NAME[] = {"IV", "MH", "Peto"};
    return NAME[method <= COPSE_REVIEW_PETO ? method : COPSE_REVIEW_IV];
}

bool copse_i_review_begins(const char *text, const char *start)
{
    return strncasecmp(text, start, strlen(start)) == 0;
}

bool copse_i_review_method(const char *text, copse_review_method *method)
{
    static const struct {
        const char *start;
        copse_review_method method;
    } KNOWN[] = {
        {"mantel", COPSE_REVIEW_MH},  {"mh", COPSE_REVIEW_MH}, {"m-h", COPSE_REVIEW_MH},
        {"inverse", COPSE_REVIEW_IV}, {"iv", COPSE_REVIEW_IV}, {"peto", COPSE_REVIEW_PETO},
        {"exp", COPSE_REVIEW_PETO},
    };
    for (size_t i = 0; i < sizeof KNOWN / sizeof *KNOWN; i++) {
        if (!copse_i_review_begins(text, KNOWN[i].start)) continue;
        *method = KNOWN[i].method;
        return true;
    }
    return false;
}

/* Codes of RevMan 5, and the words that it and RevMan Web show. */
static const struct {
    const char *text, *code;
} MEASURES[] = {
    {"OR", "OR"},
    {"Odds ratio", "OR"},
    {"Odds ratio (non-event)", "OR"},
    {"RR", "RR"},
    {"Risk ratio", "RR"},
    {"Relative risk", "RR"},
    {"RD", "RD"},
    {"Risk difference", "RD"},
    {"PETO_OR", "PETO"},
    {"Peto odds ratio", "PETO"},
    {"Peto OR", "PETO"},
    {"MD", "MD"},
    {"Mean difference", "MD"},
    {"SMD", "SMD"},
    {"Std. mean difference", "SMD"},
    {"Standardized mean difference", "SMD"},
    {"Standardised mean difference", "SMD"},
};

copse_status copse_i_review_measure(copse_review_settings *settings, const char *text)
{
    const copse_status status = copse_i_review_text(&settings->measure_text, text, strlen(text));
    settings->measure = NULL;
    if (settings->type == COPSE_REVIEW_GENERIC || settings->type == COPSE_REVIEW_OBSERVED) settings->measure = "GEN";
    if (status != COPSE_OK || settings->measure != NULL) return status;
    for (size_t i = 0; i < sizeof MEASURES / sizeof *MEASURES; i++)
        if (strcasecmp(settings->measure_text, MEASURES[i].text) == 0) settings->measure = MEASURES[i].code;
    return status;
}
