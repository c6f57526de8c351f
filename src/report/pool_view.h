/* A pooled analysis made ready for people: names, decimals, intervals of the studies. */
#ifndef COPSE_REPORT_POOL_VIEW_H
#define COPSE_REPORT_POOL_VIEW_H

#include <copse/report.h>

typedef struct copse_i_view {
    const copse_pooled *pooled;
    double level;      /* of the studies' intervals, in % */
    bool transformed;  /* numbers are shown on another scale than that of analysis */
    copse_text shown;  /* what is shown: "Risk ratio" */
    copse_text scale;  /* what is analysed: "log risk ratio" */
    copse_text ci;     /* head of the studies' intervals: "95 % CI" */
    copse_text fit_ci; /* heads of the fit's: "95 % CI", "95 % PI" */
    copse_text fit_pi;
} copse_i_view;

COPSE_NODISCARD copse_status copse_i_view_init(const copse_pooled *pooled, copse_i_view *view, copse_error *err);
void copse_i_view_free(copse_i_view *view);

/* Interval of study i on the scale of analysis: yi -+ z sqrt(vi). */
copse_interval copse_i_view_interval(const copse_i_view *view, double yi, double vi);
/* What the transform takes for study i; for what was pooled from all studies or, where the fit is that of a level, from
 * the level's; for the limits of its prediction interval, which are single effects (no mean over their distribution). */
copse_transform_settings copse_i_view_study(const copse_i_view *view, size_t i);
copse_transform_settings copse_i_pooled_settings(const copse_pooled *pooled, const copse_fit *fit);
copse_transform_settings copse_i_prediction_settings(const copse_pooled *pooled, const copse_fit *fit);
/* Head of a column of effects: what is shown, or "Estimate" where its name would make the table too wide; the first lines
 * say it in full. */
const char *copse_i_effect_head(const copse_i_view *view);
/* Whether a control risk was used. */
bool copse_i_takes_risk(const copse_pooled *pooled);
double copse_i_show(const copse_pooled *pooled, const copse_transform_settings *settings, double x);
/* Limits in order. `through`, if not NULL: it passes through infinity (copse_transform_interval). */
copse_interval copse_i_show_interval(const copse_pooled *pooled, const copse_transform_settings *settings,
                                     copse_interval interval, bool *through);

/* Says so where a number is finite on the scale of analysis and beyond the largest one on the shown scale. */
void copse_i_note_overflow(const copse_i_view *view, copse_notes *notes);
/* Remarks that the numbers need: a test that fell back, several maxima, levels of one study, what is too large; with
 * `details`, also how tau2 came to be 0. */
void copse_i_pool_notes(const copse_pooled *pooled, bool details, copse_notes *notes);

/* Tables that tell nothing of the effect. */
void copse_i_note_tables(const copse_pooled *pooled, copse_notes *notes);

/* Coefficients of moderators, rather than one pooled estimate; and what heads them on the shown scale: a slope of log
 * ratios is no ratio of the measure's kind but one of these. */
bool copse_i_is_regression(const copse_pooled *pooled);
const char *copse_i_coefficient_head(const copse_i_view *view);
/* Name of coefficient j; without names of moderators "intrcpt" for the first. */
const char *copse_i_coefficient_name(const copse_pooled *pooled, size_t j, char *buf, size_t size);

/* COPSE_EINVAL where an array that the counts promise is not there, or (needs_fit) the fit. */
COPSE_NODISCARD copse_status copse_i_check_pooled(const copse_pooled *pooled, bool needs_fit, copse_error *err);

#endif
