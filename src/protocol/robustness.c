/* The checks of an outcome, and how they compare with its main analysis. */
#include "robustness.h"

#include "tables.h"

#include <copse/bias.h>
#include <copse/sensitivity.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *copse_i_check_kind_name(copse_i_check_kind kind)
{
    static const char *const names[] = {"sensitivity", "leave_one_out", "bias"};
    return names[kind];
}

/* ---------------------------------------------------------------------------------------------------- a list of them */

static char *copy(const char *text)
{
    const size_t n = strlen(text) + 1;
    char *out = malloc(n);
    return out != NULL ? memcpy(out, text, n) : NULL;
}

copse_status copse_i_check_add(copse_i_robustness *robustness, const copse_i_check *check, copse_error *err)
{
    if (robustness->checks == robustness->capacity) {
        const size_t capacity = robustness->capacity == 0 ? 32 : 2 * robustness->capacity;
        copse_i_check *more = realloc(robustness->check, capacity * sizeof *more);
        if (more == NULL) return copse_fail_memory(err);
        robustness->check = more;
        robustness->capacity = capacity;
    }
    copse_i_check *added = &robustness->check[robustness->checks];
    *added = *check;
    added->what = copy(check->what);
    added->why = check->why != NULL ? copy(check->why) : NULL;
    added->difference_why = check->difference_why != NULL ? copy(check->difference_why) : NULL;
    robustness->checks++;
    const bool good = added->what != NULL && (added->why != NULL) == (check->why != NULL) &&
                      (added->difference_why != NULL) == (check->difference_why != NULL);
    return good ? COPSE_OK : copse_fail_memory(err);
}

void copse_i_robustness_free(copse_i_robustness *robustness)
{
    for (size_t i = 0; i < robustness->checks; i++) {
        free(robustness->check[i].what);
        free(robustness->check[i].why);
        free(robustness->check[i].difference_why);
    }
    free(robustness->check);
    *robustness = (copse_i_robustness){0};
}

copse_i_check copse_i_check_empty(copse_i_check_kind kind)
{
    return (copse_i_check){
        .kind = kind, .estimate = NAN, .lower = NAN, .upper = NAN, .p = NAN, .between_p = NAN, .why = NULL};
}

static void set_fit(copse_i_check *check, const copse_fit *fit)
{
    check->k = fit->k;
    check->estimate = fit->coef->estimate;
    check->lower = fit->coef->ci.lower;
    check->upper = fit->coef->ci.upper;
    check->p = fit->coef->p;
}

/* --------------------------------------------------------------------------------------- the protocol's own analyses */

static copse_status add_analyses(const copse_i_run *run, size_t o, copse_i_robustness *out, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t v = 1; status == COPSE_OK && v < copse_i_variants(run); v++) {
        const copse_i_analysis *analysis = copse_i_analysis_at(run, o, v);
        char title[512], few[] = "too few trials", none[] = "no trial";
        copse_i_check check = copse_i_check_empty(COPSE_I_CHECK_ANALYSIS);
        (void)snprintf(title, sizeof title, "%s", copse_i_variant_title(analysis));
        check.what = title;
        check.name = analysis->variant->name.text;
        check.k = analysis->set.k;
        if (analysis->state == COPSE_I_POOLED) set_fit(&check, &analysis->fit);
        else check.why = analysis->state == COPSE_I_NONE ? none : few;
        if (analysis->has_subgroups) check.between_p = analysis->subgroups.p;
        status = copse_i_check_add(out, &check, err);
    }
    return status;
}

/* ----------------------------------------------------------------------------------------------- without each trial */

/* The test between subgroups without study i; NaN where fewer than two levels are left. */
static copse_status between_without(const copse_i_analysis *analysis, size_t i, double *y, double *v, size_t *group,
                                    double *p, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    size_t k = 0, levels = set->levels, left = 0;
    for (size_t j = 0; j < set->k; j++) {
        if (j == i) continue;
        y[k] = set->yi[j];
        v[k] = set->vi[j];
        left += set->group[j] == set->group[i] ? 1 : 0;
        group[k++] = set->group[j];
    }
    if (left == 0) { /* the level went with its only study */
        levels--;
        for (size_t j = 0; j < k; j++) group[j] -= group[j] > set->group[i] ? 1 : 0;
    }
    if (levels < 2) return COPSE_OK;
    copse_subgroups subgroups = {0};
    copse_fit_opts opts = analysis->opts;
    opts.without_tau2_ci = true;
    const copse_status status = copse_pool_subgroups(y, v, group, k, levels, &opts, analysis->mode, &subgroups, err);
    if (status == COPSE_OK) *p = subgroups.p;
    copse_subgroups_free(&subgroups);
    return status;
}

static copse_status add_without(const copse_i_analysis *analysis, const copse_leave_out *left, size_t i, double *y,
                                double *v, size_t *group, copse_i_robustness *out, copse_error *err)
{
    char label[512], why[128];
    copse_i_check check = copse_i_check_empty(COPSE_I_CHECK_WITHOUT);
    copse_status status = COPSE_OK;
    (void)snprintf(label, sizeof label, "%s", analysis->set.label[i]);
    (void)snprintf(why, sizeof why, "%s", copse_subset_state_text(left->without[i].state));
    check.what = label;
    check.k = left->without[i].left;
    if (left->without[i].state == COPSE_SUBSET_FITTED) set_fit(&check, &left->without[i].fit);
    else check.why = why;
    if (analysis->has_subgroups) status = between_without(analysis, i, y, v, group, &check.between_p, err);
    return status == COPSE_OK ? copse_i_check_add(out, &check, err) : status;
}

/* With two trials one alone would be left, which is no pool. */
static copse_status add_left_out(const copse_i_analysis *analysis, copse_i_robustness *out, copse_error *err)
{
    const copse_study_set *set = &analysis->set;
    const copse_sensitivity_data data = {set->yi, set->vi, NULL, set->k, 1, &analysis->opts};
    if (set->k < 3) return COPSE_OK;
    copse_leave_out left = {0};
    double *y = copse_alloc(set->k, sizeof *y), *v = copse_alloc(set->k, sizeof *v);
    size_t *group = copse_alloc(set->k, sizeof *group);
    copse_status status = COPSE_OK;
    if (y == NULL || v == NULL || group == NULL) {
        status = copse_fail_memory(err);
        goto done;
    }
    status = copse_leave_out_fit(&data, NULL, 0, &left, err);
    for (size_t i = 0; status == COPSE_OK && i < set->k; i++)
        status = add_without(analysis, &left, i, y, v, group, out, err);
done:
    copse_leave_out_free(&left);
    free(group);
    free(v);
    free(y);
    return status;
}

copse_status copse_i_robustness_find(const copse_i_run *run, size_t o, copse_i_robustness *out, copse_error *err)
{
    const copse_i_robust *asked = &run->spec->robustness;
    const copse_measure *measure = copse_i_outcome_at(run->spec, o)->measure_entry;
    *out = (copse_i_robustness){.main = copse_i_analysis_at(run, o, 0)};
    out->null = measure->family == COPSE_FAMILY_GIVEN ? 0.0 : measure->null_value;
    copse_status status = add_analyses(run, o, out, err);
    if (status == COPSE_OK && (asked->leave_one_out.line == 0 || asked->leave_one_out.on))
        status = add_left_out(out->main, out, err);
    if (status == COPSE_OK) status = copse_i_robustness_bias(run, out, err);
    return status;
}

/* ------------------------------------------------------------------------------------------------ what they agree on */

copse_i_side copse_i_side_of(double null, double lower, double upper)
{
    if (!(lower <= upper) || isnan(null)) return COPSE_I_SIDE_NONE;
    return lower > null ? COPSE_I_ABOVE : upper < null ? COPSE_I_BELOW : COPSE_I_UNCLEAR;
}

bool copse_i_check_says_little(const copse_i_check *check)
{
    return check->kind == COPSE_I_CHECK_BIAS && check->k < COPSE_BIAS_FEW;
}

bool copse_i_effect_agrees(const copse_i_robustness *robustness, const copse_i_check *check, bool *asked)
{
    const copse_interval ci = robustness->main->fit.coef->ci;
    const copse_i_side side = copse_i_side_of(robustness->null, check->lower, check->upper);
    *asked = side != COPSE_I_SIDE_NONE && !copse_i_check_says_little(check);
    return *asked && side == copse_i_side_of(robustness->null, ci.lower, ci.upper);
}

bool copse_i_difference_agrees(const copse_i_robustness *robustness, const copse_i_check *check, bool *asked)
{
    const copse_i_analysis *main = robustness->main;
    const double alpha = 1 - main->opts.level / 100, p = main->has_subgroups ? main->subgroups.p : (double)NAN;
    *asked = isfinite(check->between_p) && isfinite(p) && !copse_i_check_says_little(check);
    return *asked && (check->between_p < alpha) == (p < alpha);
}

typedef bool agrees(const copse_i_robustness *robustness, const copse_i_check *check, bool *asked);

static copse_i_agreement count(const copse_i_robustness *robustness, copse_i_check_kind kind, agrees *how)
{
    copse_i_agreement agreement = {0, 0};
    for (size_t i = 0; i < robustness->checks; i++) {
        const copse_i_check *check = &robustness->check[i];
        bool asked = false;
        if (kind != COPSE_I_CHECK_KINDS && check->kind != kind) continue;
        agreement.same += how(robustness, check, &asked) ? 1 : 0;
        agreement.asked += asked ? 1 : 0;
    }
    return agreement;
}

copse_i_agreement copse_i_effect_agreement(const copse_i_robustness *robustness, copse_i_check_kind kind)
{
    return count(robustness, kind, copse_i_effect_agrees);
}

copse_i_agreement copse_i_difference_agreement(const copse_i_robustness *robustness, copse_i_check_kind kind)
{
    return count(robustness, kind, copse_i_difference_agrees);
}
