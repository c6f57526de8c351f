/* See pool_view.h. */
#include "pool_view.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

copse_status copse_i_check_pooled(const copse_pooled *pooled, bool needs_fit, copse_error *err)
{
    if (pooled == NULL) return copse_fail(err, COPSE_EINVAL, "no results to report");
    const bool arrays = pooled->k == 0 || (pooled->label != NULL && pooled->yi != NULL && pooled->vi != NULL);
    const bool fitted = !needs_fit || (pooled->fit != NULL && pooled->fit->coef != NULL && pooled->fit->weight != NULL);
    const bool dropped = pooled->left_outs == 0 || pooled->left_out != NULL;
    const bool grouped = pooled->subgroups == NULL || (pooled->level != NULL && pooled->group != NULL);
    if (arrays && fitted && dropped && grouped) return COPSE_OK;
    return copse_fail(err, COPSE_EINVAL, "the results to report are not complete");
}

static void name_scales(copse_i_view *view)
{
    const copse_measure *measure = view->pooled->measure;
    copse_text_add(&view->scale, measure != NULL && measure->title != NULL ? measure->title : "estimate");
    copse_transform_label(view->pooled->transform, measure, &view->shown);
}

copse_status copse_i_view_init(const copse_pooled *pooled, copse_i_view *view, copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    const double fit_level = pooled->fit != NULL ? pooled->fit->opts.level : 95.0;
    *view = (copse_i_view){.pooled = pooled, .transformed = pooled->transform != COPSE_TRANSFORM_NONE};
    view->level = pooled->level_percent > 0.0 ? pooled->level_percent : fit_level;
    name_scales(view);
    copse_text_printf(&view->ci, "%s %% CI", copse_format_significant(buf, sizeof buf, view->level, 6));
    copse_format_significant(buf, sizeof buf, fit_level, 6);
    copse_text_printf(&view->fit_ci, "%s %% CI", buf);
    copse_text_printf(&view->fit_pi, "%s %% PI", buf);
    const bool failed =
        view->shown.failed || view->scale.failed || view->ci.failed || view->fit_ci.failed || view->fit_pi.failed;
    return failed ? copse_fail_memory(err) : COPSE_OK;
}

void copse_i_view_free(copse_i_view *view)
{
    copse_text_free(&view->shown);
    copse_text_free(&view->scale);
    copse_text_free(&view->ci);
    copse_text_free(&view->fit_ci);
    copse_text_free(&view->fit_pi);
}

copse_interval copse_i_view_interval(const copse_i_view *view, double yi, double vi)
{
    return copse_study_interval(yi, vi, view->level);
}

copse_transform_settings copse_i_view_study(const copse_i_view *view, size_t i)
{
    const copse_pooled *pooled = view->pooled;
    const double ni = pooled->ni != NULL ? pooled->ni[i] : (double)NAN;
    return copse_transform_for_study(pooled->transform, &pooled->settings, pooled->vi[i], ni);
}

copse_transform_settings copse_i_pooled_settings(const copse_pooled *pooled, const copse_fit *fit)
{
    const copse_subgroups *groups = pooled->subgroups;
    size_t level = 0;
    while (groups != NULL && level < groups->levels && fit != &groups->fit[level]) level++;
    const bool whole = groups == NULL || level == groups->levels;
    return copse_transform_for_pool(pooled->transform, &pooled->settings, fit->het.tau2, pooled->vi, pooled->ni,
                                    whole ? NULL : pooled->group, level, pooled->k);
}

copse_transform_settings copse_i_prediction_settings(const copse_pooled *pooled, const copse_fit *fit)
{
    copse_transform_settings settings = copse_i_pooled_settings(pooled, fit);
    settings.tau2 = 0.0;
    return settings;
}

bool copse_i_takes_risk(const copse_pooled *pooled)
{
    const copse_transform transform = pooled->transform;
    const bool absolute =
        transform == COPSE_TRANSFORM_RR || transform == COPSE_TRANSFORM_RD || transform == COPSE_TRANSFORM_NNT;
    return absolute && pooled->settings.scale != COPSE_EFFECT_SCALE_RISK_DIFFERENCE;
}

/* What is beyond the largest double, exp(1000) say, cannot be shown; a number needed to treat is infinite without effect. */
static double showable(copse_transform transform, double x)
{
    return transform == COPSE_TRANSFORM_NNT || isfinite(x) ? x : (double)NAN;
}

double copse_i_show(const copse_pooled *pooled, const copse_transform_settings *settings, double x)
{
    return showable(pooled->transform, copse_transform_apply_with(pooled->transform, x, settings));
}

copse_interval copse_i_show_interval(const copse_pooled *pooled, const copse_transform_settings *settings,
                                     copse_interval interval, bool *through)
{
    const bool leaps = copse_transform_interval(pooled->transform, &interval.lower, &interval.upper, settings);
    if (through != NULL) *through = leaps;
    interval.lower = showable(pooled->transform, interval.lower);
    interval.upper = showable(pooled->transform, interval.upper);
    return interval;
}

bool copse_i_is_regression(const copse_pooled *pooled)
{
    return pooled->fit->p > 1 ||
           (pooled->moderators != NULL && strcmp(pooled->moderators->coefficient[0], "intrcpt") != 0);
}

const char *copse_i_effect_head(const copse_i_view *view)
{
    enum { WIDEST = 32 };
    const char *shown = copse_text_string(&view->shown);
    return copse_display_width(shown) <= WIDEST ? shown : "Estimate";
}

const char *copse_i_coefficient_head(const copse_i_view *view)
{
    if (!view->transformed) return "Estimate";
    if (!copse_i_is_regression(view->pooled)) return copse_i_effect_head(view);
    return copse_transform_plain(view->pooled->transform) == COPSE_TRANSFORM_EXP ? "exp(b)" : "Transformed";
}

const char *copse_i_coefficient_name(const copse_pooled *pooled, size_t j, char *buf, size_t size)
{
    if (pooled->moderators != NULL && j < pooled->fit->p) return pooled->moderators->coefficient[j];
    if (j == 0) return "intrcpt";
    (void)snprintf(buf, size, "x%zu", j);
    return buf;
}
