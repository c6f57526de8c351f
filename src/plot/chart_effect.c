#include "chart_effect.h"

#include <math.h>
#include <stdio.h>

double copse_i_chart_level(const copse_chart_look *look)
{
    return look->level > 0 && look->level < 100 ? look->level : 95;
}

void copse_i_effect_axis(chart_axis *axis, const copse_chart_look *look, const char *given, copse_text *store)
{
    const bool shown = copse_i_axis_show(axis, look->transform, &look->settings);
    axis->label = given;
    if (given != NULL) return;
    if (look->measure == NULL) copse_text_add(store, "Effect");
    else copse_transform_label(shown ? look->transform : COPSE_TRANSFORM_NONE, look->measure, store);
    axis->label = copse_text_string(store);
}

copse_status copse_i_check_studies(const copse_chart_studies *studies, copse_error *err)
{
    if (studies->k == 0) return copse_fail(err, COPSE_ENODATA, "no studies to draw");
    if (studies->yi == NULL || studies->vi == NULL ||
        (studies->group != NULL && (studies->group_name == NULL || studies->groups == 0)))
        return copse_fail(err, COPSE_EINVAL, "a chart needs its studies");
    for (size_t i = 0; i < studies->k; i++) {
        if (!isfinite(studies->yi[i]) || !(studies->vi[i] > 0) || !isfinite(studies->vi[i]))
            return copse_fail(err, COPSE_EDOM, "study %zu: an estimate must be a number, its variance positive", i + 1);
        if (studies->group != NULL && studies->group[i] >= studies->groups)
            return copse_fail(err, COPSE_EINVAL, "study %zu: no such group", i + 1);
    }
    return COPSE_OK;
}

chart_mark copse_i_study_mark(const copse_chart_studies *studies, size_t i, char look[32])
{
    if (studies->group != NULL) return copse_i_chart_group(studies->group[i], look);
    (void)snprintf(look, 32, "study");
    return CHART_CIRCLE;
}

size_t copse_i_group_entries(const copse_chart_studies *studies, char look[][32], chart_entry *entry, size_t count,
                             size_t room)
{
    for (size_t g = 0; studies->group != NULL && g < studies->groups && g < CHART_GROUPS_SHOWN && count < room; g++) {
        const chart_mark mark = copse_i_chart_group(g, look[g]);
        entry[count++] = (chart_entry){CHART_SWATCH_MARK, look[g], mark, studies->group_name[g]};
    }
    return count;
}
