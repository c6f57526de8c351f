/* The specification curve of each outcome that has a multiverse: plots/OUTCOME.speccurve, which no outcome can be called. */
#include "curve.h"
#include "tables.h"

typedef struct speccurve {
    copse_speccurve data;
    copse_chart_look look;
} speccurve;

static copse_status make_script(const void *plot, const char *picture, copse_text *script, copse_error *err)
{
    const speccurve *s = plot;
    return copse_plot_speccurve(&s->data, &s->look, picture, script, err);
}

static copse_status plot_curve(copse_i_run *run, const copse_i_curve *curve, bool *drawing, copse_error *err)
{
    const copse_i_outcome *outcome = curve->main->outcome;
    const speccurve plot = {.data = {.multiverse = &curve->result,
                                     .plan = &curve->data.plan,
                                     .choice = curve->data.choice,
                                     .level = curve->data.level},
                            .look = {.title = copse_i_outcome_title(outcome),
                                     .y_label = curve->data.plan.comparable
                                                    ? copse_i_or(outcome->axis_label, copse_i_effect_name(curve->main))
                                                    : NULL,
                                     .transform = copse_transform_plain(outcome->shown_as),
                                     .settings = outcome->settings,
                                     .measure = outcome->measure_entry,
                                     .level = curve->data.plan.fit.level}};
    copse_text name = {0};
    copse_text_printf(&name, "%s.speccurve", outcome->name.text);
    copse_status status = copse_text_status(&name) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK)
        status = copse_i_pictures_write(run, copse_text_string(&name), make_script, &plot, drawing, err);
    copse_text_free(&name);
    return status;
}

copse_status copse_i_speccurves_write(copse_i_run *run, bool *drawing, copse_error *err)
{
    copse_status status = COPSE_OK;
    if (run->curve == NULL || (run->spec->plots.speccurve.line > 0 && !run->spec->plots.speccurve.on)) return COPSE_OK;
    for (size_t o = 0; status == COPSE_OK && o < run->spec->outcomes.count; o++) {
        const copse_i_curve *curve = &run->curve[o];
        if (curve->main == NULL) continue;
        status = plot_curve(run, curve, drawing, err);
        if (status != COPSE_OK)
            (void)copse_error_prefix(err, "specification curve of '%s': ", curve->main->outcome->name.text);
    }
    return status;
}
