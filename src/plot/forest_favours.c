/* What lies at the two sides of no effect. */
#include "forest_model.h"

#include <string.h>

static const char *arrow_label(forest_model *model, const char *given, const char *otherwise, bool left)
{
    const char *text = given != NULL ? copse_i_forest_label(model, given) : otherwise;
    if (text == NULL || text[0] == '\0') return NULL;
    return copse_i_forest_text(model, left ? "\u2190\u00A0%s" : "%s\u00A0\u2192", text);
}

/* What there is less and more of, where the measure contrasts two groups or two times. */
typedef struct contrast {
    const char *less, *more;
} contrast;

static contrast contrast_of(const copse_measure *measure)
{
    static const char *const spreads[] = {"VR", "CVR", "VRC", "CVRC"};
    if (!measure->two_groups) return (contrast){NULL, NULL};
    for (size_t i = 0; i < sizeof spreads / sizeof *spreads; i++)
        if (strcmp(measure->code, spreads[i]) == 0) return (contrast){"Less variable", "More variable"};
    switch (measure->family) {
    case COPSE_FAMILY_TABLE:
    case COPSE_FAMILY_RATES:
    case COPSE_FAMILY_PAIRS:
        return (contrast){"Fewer events", "More events"};
    case COPSE_FAMILY_SURVIVAL:
        return (contrast){"Lower hazard", "Higher hazard"};
    case COPSE_FAMILY_MEANS:
    case COPSE_FAMILY_CHANGE:
    case COPSE_FAMILY_AREA:
        return (contrast){"Lower", "Higher"};
    default:
        return (contrast){NULL, NULL};
    }
}

/* Distances between the groups (overlap, Cohen's U1) have no sides. */
static bool has_sides(copse_transform transform)
{
    return transform != COPSE_TRANSFORM_D_TO_OVL && transform != COPSE_TRANSFORM_D_TO_U1;
}

/* The first of both, as far as it is known what they are. */
static const char *where_text(const forest_input *input, forest_model *model)
{
    if (input->opts->group1 != NULL)
        return copse_i_forest_text(model, "with %s", copse_i_forest_label(model, copse_i_group_name(input, 1)));
    switch (input->set->measure->family) {
    case COPSE_FAMILY_PAIRS:
        return "the first time";
    case COPSE_FAMILY_CHANGE:
        return "at measurement 1";
    case COPSE_FAMILY_AREA:
        return "in group 1";
    default:
        return "with intervention";
    }
}

/* Which direction is good is the user's to say; what can be said without is which group has more. */
void copse_i_side_labels(const forest_input *input, forest_model *model)
{
    const copse_measure *measure = input->set->measure;
    const contrast both = contrast_of(measure);
    const bool said = input->opts->favours_left != NULL || input->opts->favours_right != NULL;
    const char *lower = NULL, *higher = NULL;
    if (both.less != NULL && !said && has_sides(input->opts->transform)) {
        const char *where = where_text(input, model);
        lower = copse_i_forest_text(model, "%s %s", both.less, where);
        higher = copse_i_forest_text(model, "%s %s", both.more, where);
    }
    /* fewer events are more efficacy */
    const bool turned = (measure->transform == COPSE_TRANSFORM_VE) != copse_transform_falls(input->opts->transform);
    model->axis.left = arrow_label(model, input->opts->favours_left, turned ? higher : lower, true);
    model->axis.right = arrow_label(model, input->opts->favours_right, turned ? lower : higher, false);
}
