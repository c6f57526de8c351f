/* Remarks without which the numbers of a fit would mislead. */
#include "pool_view.h"

#include <math.h>

static void note_test(const copse_fit *fit, const char *where, copse_notes *notes)
{
    if (fit->test == fit->opts.test) return;
    if (fit->k > fit->p && fit->opts.test == COPSE_TEST_PL_SKOVGAARD) {
        copse_note(notes, "%sthe test asked for, %s, needs a τ² above 0; in its place: %s", where,
                   copse_test_text(fit->opts.test), copse_test_text(fit->test));
        return;
    }
    copse_note(notes, "%sthe test asked for, %s, cannot be computed from k = %zu; in its place: %s", where,
               copse_test_text(fit->opts.test), fit->k, copse_test_text(fit->test));
}

static void note_narrow(const copse_fit *fit, const char *where, copse_notes *notes)
{
    if (!fit->narrow) return;
    copse_note(notes, "%sthe Hartung-Knapp interval is narrower than the Wald one; --test adhoc keeps it from that",
               where);
}

/* The interval that was asked for does not exist. */
static void note_prediction(const copse_fit *fit, const char *where, copse_notes *notes)
{
    if (!copse_fit_is_random(fit) || fit->p != 1 || fit->k < 2 || !isnan(fit->prediction.lower)) return;
    if (fit->opts.pi == COPSE_PI_METAFOR || fit->opts.pi == COPSE_PI_BOOT ||
        fit->pooling != COPSE_POOLING_INVERSE_VARIANCE)
        return;
    copse_note(notes, "%sthe prediction interval asked for, %s, has no degrees of freedom with k = %zu", where,
               copse_pi_text(fit->opts.pi), fit->k);
}

static void note_maxima(const copse_fit *fit, const char *where, copse_notes *notes)
{
    if (fit->maxima < 2) return;
    copse_note(notes, "%sthe likelihood has %zu local maxima in τ²: the highest is reported", where, fit->maxima);
}

static void note_zero(const copse_fit *fit, const char *where, copse_notes *notes)
{
    const char *method = copse_method_code(fit->opts.method);
    if (fit->truncated) {
        copse_note(notes, "%sthe %s estimate of τ² was negative and is set to 0", where, method);
    } else if (fit->stop == COPSE_STOP_BOUNDARY) {
        copse_note(notes, "%sthe %s estimate of τ² is 0, the boundary of its range", where, method);
    }
}

/* As in metafor: both limits are shown as 0. */
static void note_interval(const copse_fit *fit, const char *where, copse_notes *notes)
{
    const copse_tau2_ci type = fit->opts.setup.ci;
    if (fit->het.tau2_ci.upper != 0 || fit->het.tau2_ci_state != COPSE_TAU2_STATE_EMPTY) return;
    copse_note(notes,
               "%sthe studies differ less than chance would have it: the %s interval of τ² is empty, and "
               "0 stands for both its limits",
               where, type == COPSE_TAU2_CI_QP ? "Q-profile" : copse_tau2_ci_code(type));
}

static void note_fit(const copse_fit *fit, const char *where, bool details, copse_notes *notes)
{
    if (fit->stop == COPSE_STOP_NO_DF && fit->k > 1) {
        copse_note(notes, "%sas many coefficients as studies: τ² cannot be estimated", where);
    }
    note_narrow(fit, where, notes);
    note_prediction(fit, where, notes);
    note_maxima(fit, where, notes);
    note_interval(fit, where, notes);
    if (details) note_zero(fit, where, notes);
}

static void note_level(const copse_pooled *pooled, size_t level, bool details, copse_notes *notes)
{
    const copse_fit *fit = &pooled->subgroups->fit[level];
    const char *column = pooled->subgroup != NULL ? pooled->subgroup : "subgroup";
    copse_text where = {0};
    copse_text_printf(&where, "%s %s: ", column, pooled->level[level]);
    if (copse_text_status(&where) != COPSE_OK) {
        notes->failed = true;
    } else if (isnan(fit->coef[0].estimate)) {
        copse_note(notes, "%sits tables give no estimate", copse_text_string(&where));
    } else if (fit->k == 1) {
        copse_note(notes, "%sone study: its own estimate%s", copse_text_string(&where),
                   pooled->subgroups->mode == COPSE_TAU2_SEPARATE ? " and interval are shown; τ² cannot be estimated"
                                                                  : ", with an interval that takes in the common τ²");
    } else {
        note_test(fit, copse_text_string(&where), notes);
        note_fit(fit, copse_text_string(&where), details, notes);
    }
    copse_text_free(&where);
}

/* Tests are of 0, as in metafor, which is no question for an area under the curve. */
static void note_null(const copse_measure *measure, copse_notes *notes)
{
    if (measure == NULL || !isfinite(measure->null_value) || measure->null_value == 0) return;
    copse_note(notes, "the test is of %s = 0, but no difference is %g: look at the interval", measure->code,
               measure->null_value);
}

static bool overflows(const copse_pooled *pooled, const copse_transform_settings *settings, double x)
{
    return isfinite(x) && isinf(copse_transform_apply_with(pooled->transform, x, settings));
}

static bool interval_overflows(const copse_pooled *pooled, const copse_transform_settings *settings, copse_interval x)
{
    return overflows(pooled, settings, x.lower) || overflows(pooled, settings, x.upper);
}

void copse_i_note_overflow(const copse_i_view *view, copse_notes *notes)
{
    const copse_pooled *pooled = view->pooled;
    bool any = false;
    if (pooled->transform == COPSE_TRANSFORM_NNT) return; /* infinite without effect, and said so */
    for (size_t i = 0; i < pooled->k && !any; i++) {
        const copse_transform_settings settings = copse_i_view_study(view, i);
        any = overflows(pooled, &settings, pooled->yi[i]) ||
              interval_overflows(pooled, &settings, copse_i_view_interval(view, pooled->yi[i], pooled->vi[i]));
    }
    for (size_t j = 0; pooled->fit != NULL && j < pooled->fit->p && !any; j++) {
        const copse_transform_settings settings = copse_i_pooled_settings(pooled, pooled->fit);
        any = overflows(pooled, &settings, pooled->fit->coef[j].estimate) ||
              interval_overflows(pooled, &settings, pooled->fit->coef[j].ci) ||
              interval_overflows(pooled, &settings, pooled->fit->prediction);
    }
    if (any)
        copse_note(notes, "what is too large for a number after the transform %s is NA; see the scale of analysis",
                   copse_transform_name(pooled->transform));
}

void copse_i_pool_notes(const copse_pooled *pooled, bool details, copse_notes *notes)
{
    const copse_fit *fit = pooled->fit;
    note_null(pooled->measure, notes);
    if (fit->k == 1) {
        copse_note(notes, "one study: its own estimate and interval are shown; τ² cannot be estimated");
    } else {
        note_test(fit, "", notes);
        note_fit(fit, "", details, notes);
    }
    copse_i_note_tables(pooled, notes);
    for (size_t l = 0; pooled->subgroups != NULL && l < pooled->subgroups->levels; l++) {
        note_level(pooled, l, details, notes);
    }
    const copse_i_view view = {.pooled = pooled,
                               .level = pooled->level_percent > 0.0 ? pooled->level_percent : fit->opts.level};
    copse_i_note_overflow(&view, notes);
}
