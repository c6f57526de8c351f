#include "forest_review.h"

#include <string.h>

static const char *pooled_by(copse_review_method method)
{
    switch (method) {
    case COPSE_REVIEW_MH:
        return "M-H";
    case COPSE_REVIEW_PETO:
        return "Peto";
    default:
        return "IV";
    }
}

static void fill(const char **text, const char *from)
{
    if (*text == NULL && from != NULL && from[0] != '\0') *text = from;
}

void copse_i_forest_as_review(const copse_review_settings *settings, copse_forest_opts *opts)
{
    opts->level = settings->study_level;
    opts->prediction = false; /* RevMan 5 has none */
    opts->pooled_by = pooled_by(settings->method);
    fill(&opts->group1, settings->group[0]);
    fill(&opts->group2, settings->group[1]);
    if (settings->measure != NULL && strcmp(settings->measure, "GEN") == 0)
        fill(&opts->axis_label, settings->measure_text);
    if (opts->favours_left != NULL || opts->favours_right != NULL) return;
    fill(&opts->favours_left, settings->favours[0]);
    fill(&opts->favours_right, settings->favours[1]);
}
