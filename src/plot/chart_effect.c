#include "chart_effect.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

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
    if (studies->group != NULL && studies->groups > CHART_GROUPS)
        return copse_fail(err, COPSE_EUSAGE, "there are %zu groups: marks tell %d apart", studies->groups,
                          CHART_GROUPS);
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

copse_status copse_i_chart_make(const chart_kind *kind, chart_layout *lay_out, const void *data,
                                const copse_chart_look *look, const char *picture, copse_text *script, copse_error *err)
{
    const copse_chart_look usual = {0};
    chart page = {0};
    copse_text store = {0};
    copse_status status = copse_i_chart_begin(&page, kind, picture, err);
    if (status == COPSE_OK) {
        if (look != NULL && look->title != NULL && look->title[0] != '\0')
            copse_text_printf(&page.title, "%s: ", look->title);
        const double height = lay_out(&page, data, look != NULL ? look : &usual, &store);
        if (store.failed) page.text.failed = true;
        status = copse_i_chart_finish(&page, height, picture, script, err);
    }
    copse_text_free(&store);
    copse_i_chart_free(&page);
    return status;
}

double copse_i_mark_size(size_t k)
{
    return k > 150 ? 3.6 : k > 60 ? 4.6 : 5.8;
}

double copse_i_weight_size(double share, size_t k)
{
    const double most = k > 150 ? 12 : k > 60 ? 16 : 22;
    return fmax(most * sqrt(fmin(fmax(share, 0), 1)), 2.4);
}

/* The heaviest study that is not done. */
static size_t heaviest(const double *weight, const bool *done, size_t k)
{
    size_t best = k;
    for (size_t i = 0; i < k; i++)
        if (!done[i] && (best == k || (weight != NULL && weight[i] > weight[best]))) best = i;
    return best;
}

void copse_i_weighted_marks(chart *page, const chart_panel *panel, const copse_chart_studies *studies, const double *x,
                            const double *y, const double *weight)
{
    const size_t k = studies->k;
    bool *done = copse_alloc(k, sizeof *done);
    double most = 0;
    char look[32];
    if (done == NULL) page->text.failed = true;
    for (size_t i = 0; weight != NULL && i < k; i++) most = fmax(most, weight[i]);
    for (size_t n = 0; done != NULL && n < k; n++) {
        const size_t i = heaviest(weight, done, k);
        const double size =
            weight != NULL && most > 0 ? copse_i_weight_size(weight[i] / most, k) : copse_i_mark_size(k);
        done[i] = true;
        const chart_mark mark = copse_i_study_mark(studies, i, look);
        (void)copse_i_panel_mark(page, panel, look, mark, x[i], y[i], size);
    }
    free(done);
}
