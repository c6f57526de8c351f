/* The checks of room bias that give an adjusted effect, for the page on robustness: one function a check. */
#include "robustness_bias.h"

#include "robustness.h"
#include "robustness_difference.h"

#include <copse/bias.h>

#include <stdio.h>
#include <string.h>

static void set_coefficient(const copse_coefficient *adjusted, copse_i_check *check)
{
    check->estimate = adjusted->estimate;
    check->lower = adjusted->ci.lower;
    check->upper = adjusted->ci.upper;
    check->p = adjusted->p;
}

static copse_status trimfill(const copse_i_analysis *analysis, copse_i_check *check, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    copse_trimfill filled = {0};
    const copse_status status = copse_bias_trimfill(set->yi, set->vi, set->k, COPSE_TRIMFILL_L0, COPSE_TRIMFILL_AUTO,
                                                    &analysis->opts, &filled, err);
    if (status == COPSE_OK) set_coefficient(filled.fit.coef, check);
    copse_trimfill_free(&filled);
    return status;
}

static copse_status precision_effect(const copse_i_analysis *analysis, copse_egger_predictor predictor,
                                     copse_i_check *check, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    copse_egger_opts opts = copse_egger_opts_default();
    copse_egger found;
    opts.fit = analysis->opts;
    opts.predictor = predictor;
    const copse_status status = copse_bias_egger(set->yi, set->vi, NULL, NULL, set->k, 1, &opts, &found, err);
    if (status == COPSE_OK) set_coefficient(&found.limit, check);
    return status;
}

static copse_status pet(const copse_i_analysis *analysis, copse_i_check *check, copse_error *err)
{
    return precision_effect(analysis, COPSE_EGGER_SEI, check, err);
}

static copse_status peese(const copse_i_analysis *analysis, copse_i_check *check, copse_error *err)
{
    return precision_effect(analysis, COPSE_EGGER_VI, check, err);
}

static copse_status pet_peese(const copse_i_analysis *analysis, copse_i_check *check, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    copse_egger_opts opts = copse_egger_opts_default();
    copse_pet_peese found = {0};
    opts.fit = analysis->opts;
    const copse_status status = copse_bias_pet_peese(set->yi, set->vi, set->k, &opts, COPSE_PET_ALPHA, &found, err);
    if (status == COPSE_OK) set_coefficient(found.uses_peese ? &found.peese.limit : &found.pet.limit, check);
    return status;
}

static copse_status limit(const copse_i_analysis *analysis, copse_i_check *check, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    copse_limit_meta found = {0};
    const copse_status status =
        copse_bias_limit(set->yi, set->vi, set->k, analysis->fit.het.tau2, analysis->opts.level, &found, err);
    if (status == COPSE_OK) set_coefficient(&found.beta0, check);
    return status;
}

static copse_status puniform_star(const copse_i_analysis *analysis, copse_i_check *check, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    copse_puniform_opts opts = copse_puniform_star_opts_default();
    copse_puniform_star found = {0};
    opts.level = analysis->opts.level;
    const copse_status status = copse_bias_puniform_star(set->yi, set->vi, set->k, &opts, &found, err);
    if (status != COPSE_OK) return status;
    if (!found.identified) return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the likelihood has no maximum");
    check->estimate = found.estimate;
    check->lower = found.ci.lower;
    check->upper = found.ci.upper;
    check->p = found.p;
    return COPSE_OK;
}

static copse_status copas(const copse_i_analysis *analysis, copse_i_check *check, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    copse_copas_opts opts = copse_copas_opts_default();
    copse_copas found = {0};
    opts.level = analysis->opts.level;
    copse_status status = copse_bias_copas(set->yi, set->vi, set->k, &opts, &found, err);
    if (status == COPSE_OK && found.chosen == found.points)
        status = copse_fail(err, COPSE_ENOTCOMPUTABLE, "no strength of selection explains the asymmetry");
    if (status == COPSE_OK) {
        const copse_copas_point *at = &found.point[found.chosen];
        check->estimate = at->estimate;
        check->lower = at->ci.lower;
        check->upper = at->ci.upper;
        check->p = at->p;
    }
    copse_copas_free(&found);
    return status;
}

static copse_status selection(const copse_i_analysis *analysis, copse_i_check *check, copse_error *err)
{
    copse_selmodel found = {0};
    const copse_status status = copse_i_robustness_selection(analysis, NULL, 1, &found, err);
    if (status == COPSE_OK) set_coefficient(found.coef, check);
    copse_selmodel_free(&found);
    return status;
}

static const struct adjusting {
    copse_bias_check check;
    copse_status (*adjust)(const copse_i_analysis *analysis, copse_i_check *check, copse_error *err);
    copse_i_difference_test *differ; /* between subgroups; NULL: the model has no moderators */
} ADJUSTING[] = {{COPSE_BIAS_TRIMFILL, trimfill, NULL},
                 {COPSE_BIAS_PET, pet, copse_i_difference_pet},
                 {COPSE_BIAS_PEESE, peese, copse_i_difference_peese},
                 {COPSE_BIAS_PET_PEESE, pet_peese, copse_i_difference_pet_peese},
                 {COPSE_BIAS_LIMIT, limit, copse_i_difference_limit},
                 {COPSE_BIAS_PUNIFORM_STAR, puniform_star, NULL},
                 {COPSE_BIAS_SELECTION, selection, copse_i_difference_selection},
                 {COPSE_BIAS_COPAS, copas, NULL}};
enum { ADJUSTINGS = sizeof ADJUSTING / sizeof *ADJUSTING };

const char *copse_i_adjusting_check(size_t i)
{
    return i < ADJUSTINGS ? copse_bias_check_name(ADJUSTING[i].check) : NULL;
}

/* The test between subgroups, or why there is none, which `why` holds. */
static copse_status compare(const struct adjusting *how, const copse_i_analysis *analysis, copse_i_check *check,
                            copse_error *why)
{
    copse_status status = COPSE_OK;
    if (how->differ == NULL)
        (void)copse_fail(why, COPSE_ENOTCOMPUTABLE, "difference not asked: the model has no moderators");
    else status = copse_i_difference_beside_bias(analysis, how->differ, &check->between_p, why);
    if (how->differ == NULL || status != COPSE_OK) check->difference_why = why->text;
    return status;
}

/* What cannot be adjusted, of few studies say, is told in its row. */
static copse_status add(const struct adjusting *how, copse_i_robustness *out, copse_error *err)
{
    char text[128];
    copse_error why = {0}, why_not = {0};
    copse_i_check check = copse_i_check_empty(COPSE_I_CHECK_BIAS);
    (void)snprintf(text, sizeof text, "%s", copse_bias_check_text(how->check));
    check.what = text;
    check.name = copse_bias_check_name(how->check);
    check.k = out->main->set.k;
    const copse_status status = how->adjust(out->main, &check, &why);
    if (status == COPSE_ENOMEM) return copse_fail_memory(err);
    if (status != COPSE_OK) check.why = why.text;
    if (status == COPSE_OK && out->main->has_subgroups) {
        const copse_status tested = compare(how, out->main, &check, &why_not);
        if (tested == COPSE_ENOMEM) return copse_fail_memory(err);
    }
    return copse_i_check_add(out, &check, err);
}

copse_status copse_i_robustness_bias(const copse_i_run *run, copse_i_robustness *out, copse_error *err)
{
    const copse_i_strings *asked = &run->spec->robustness.bias;
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < asked->count; i++)
        for (size_t c = 0; status == COPSE_OK && c < ADJUSTINGS; c++)
            if (strcmp(copse_bias_check_name(ADJUSTING[c].check), asked->text[i]) == 0)
                status = add(&ADJUSTING[c], out, err);
    return status;
}
