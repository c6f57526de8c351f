#include "multiverse_refit.h"
#include "multiverse_parts.h"

#include <math.h>
#include <stdlib.h>

bool copse_i_refit_has(const copse_multiverse_plan *plan, const copse_multiverse *out, size_t s)
{
    const copse_specification *spec = &out->specification[s];
    return spec->fitted && !plan->set[spec->set].apart;
}

static size_t first_specification(const copse_multiverse_plan *plan, size_t d, size_t m)
{
    return (d * plan->methods + m) * plan->tests;
}

static copse_lanes **engine_of(const copse_i_refit *r, size_t d, size_t m, size_t design)
{
    return &r->lanes[(d * r->plan->methods + m) * 2 + design];
}

/* -------------------------------------------------------------------------------------------------- room and engines */

static size_t most_studies(const copse_multiverse_plan *plan)
{
    size_t most = 0;
    for (size_t d = 0; d < plan->sets; d++)
        if (plan->set[d].k > most) most = plan->set[d].k;
    return most;
}

static copse_status make_engine(copse_i_refit *r, size_t d, size_t m, size_t t, copse_error *err)
{
    const copse_multiverse_plan *plan = r->plan;
    const copse_multiverse_set *set = &plan->set[d];
    copse_lanes_opts opts = {.fit = plan->fit, .isa = plan->isa, .without_R2 = true};
    opts.fit.method = plan->method[m];
    opts.fit.test = plan->test[t];
    opts.fit.pi = COPSE_PI_METAFOR;
    opts.fit.without_tau2_ci = opts.fit.without_R2 = true;
    copse_status st =
        copse_lanes_new(&opts, set->design[0], set->k, set->design[0] == NULL ? 1 : 2, engine_of(r, d, m, 0), err);
    if (st == COPSE_OK && set->design[1] != NULL)
        st = copse_lanes_new(&opts, set->design[1], set->k, 2, engine_of(r, d, m, 1), err);
    return st;
}

static copse_status make_engines(copse_i_refit *r, copse_error *err)
{
    const copse_multiverse_plan *plan = r->plan;
    for (size_t d = 0; d < plan->sets; d++)
        for (size_t m = 0; m < plan->methods && plan->set[d].adjustment == 0; m++) {
            const size_t first = first_specification(plan, d, m);
            size_t t = 0;
            while (t < plan->tests && !copse_i_refit_has(plan, r->out, first + t)) t++;
            if (t == plan->tests) continue;
            const copse_status st = make_engine(r, d, m, t, err);
            if (st != COPSE_OK) return st;
        }
    return COPSE_OK;
}

copse_status copse_i_refit_new(const copse_multiverse_plan *plan, const copse_multiverse *out, copse_i_refit *refit,
                               copse_error *err)
{
    const size_t n = out->specifications, most = most_studies(plan);
    *refit = (copse_i_refit){.plan = plan, .out = out};
    refit->lanes = copse_alloc(plan->sets * plan->methods * 2, sizeof(copse_lanes *));
    refit->y = copse_alloc(most * COPSE_LANES, sizeof *refit->y);
    refit->row = copse_alloc(most, sizeof *refit->row);
    refit->answer = copse_alloc(COPSE_LANES * plan->methods * plan->tests, sizeof *refit->answer);
    refit->value = copse_alloc(n * COPSE_LANES, sizeof *refit->value);
    refit->z = copse_alloc(n * COPSE_LANES, sizeof *refit->z);
    refit->significant = copse_alloc(n, COPSE_LANES);
    refit->above = copse_alloc(n, COPSE_LANES);
    if (refit->lanes == NULL || refit->y == NULL || refit->row == NULL || refit->answer == NULL ||
        refit->value == NULL || refit->z == NULL || refit->significant == NULL || refit->above == NULL)
        return copse_fail_memory(err);
    return make_engines(refit, err);
}

void copse_i_refit_free(copse_i_refit *refit)
{
    if (refit->plan == NULL) return;
    for (size_t i = 0; refit->lanes != NULL && i < refit->plan->sets * refit->plan->methods * 2; i++)
        copse_lanes_free(refit->lanes[i]);
    free(refit->lanes);
    free(refit->y);
    free(refit->row);
    free(refit->answer);
    free(refit->value);
    free(refit->z);
    free(refit->significant);
    free(refit->above);
    *refit = (copse_i_refit){0};
}

/* ------------------------------------------------------------------------------------------------------------- fits */

static size_t place_of(const copse_i_refit *r, size_t s, size_t lane)
{
    return lane * r->out->specifications + s;
}

static void set_none(copse_i_refit *r, size_t at)
{
    r->value[at] = r->z[at] = 0;
    r->significant[at] = r->above[at] = 0;
}

/* One lane of one specification. */
static void read_lane(copse_i_refit *r, const copse_lanes_fit *fit, size_t lane, size_t at)
{
    const double far = fit->coef[0][lane] - r->plan->null, se = fit->se[0][lane];
    const bool fitted = fit->status[lane] == COPSE_LANE_OK, tested = fitted && se > 0;
    set_none(r, at);
    if (tested) r->z[at] = copse_i_multiverse_z(far / se, fit->df[lane]);
    if (fitted) r->value[at] = r->plan->comparable ? far : r->z[at];
    r->significant[at] = tested && fabs(far) > fit->critical[lane] * se;
    r->above[at] = far > 0;
}

/* Is the second design's effect taken? */
static bool is_clear(const copse_i_refit *r, const copse_multiverse_set *set, const copse_lanes_fit *fit, size_t lane)
{
    const double far = fit->coef[0][lane] - r->plan->null, se = fit->se[0][lane];
    double side = 0;
    for (size_t i = 0; i < set->k; i++) side += (r->y[i * COPSE_LANES + lane] - r->plan->null) / set->v[i];
    return copse_i_multiverse_sides_with(far, side) && fit->status[lane] == COPSE_LANE_OK &&
           copse_i_multiverse_p(far / se, fit->df[lane]) < COPSE_MULTIVERSE_ALPHA;
}

static copse_status fit_method(copse_i_refit *r, const copse_lanes_group *group, size_t d, size_t m, copse_error *err)
{
    const copse_multiverse_plan *plan = r->plan;
    copse_lanes_fit fit[2][COPSE_TEST_COUNT];
    copse_test test[COPSE_TEST_COUNT];
    size_t which[COPSE_TEST_COUNT], tests = 0;
    for (size_t t = 0; t < plan->tests; t++) {
        const size_t s = first_specification(plan, d, m) + t;
        if (!copse_i_refit_has(plan, r->out, s)) continue;
        test[tests] = plan->test[t];
        which[tests++] = s;
    }
    if (tests == 0) return COPSE_OK;
    const bool two = *engine_of(r, d, m, 1) != NULL;
    copse_status st = copse_lanes_run_tests(*engine_of(r, d, m, 0), group, test, tests, fit[0], err);
    if (st == COPSE_OK && two) st = copse_lanes_run_tests(*engine_of(r, d, m, 1), group, test, tests, fit[1], err);
    for (size_t t = 0; t < tests && st == COPSE_OK; t++)
        for (size_t l = 0; l < COPSE_LANES; l++)
            read_lane(r, &fit[two && is_clear(r, &plan->set[d], &fit[0][t], l) ? 1 : 0][t], l,
                      place_of(r, which[t], l));
    return st;
}

/* The answers of a set that the caller adjusts, by lane. */
static copse_status ask_all(copse_i_refit *r, const copse_multiverse_set *set, copse_error *err)
{
    const copse_multiverse_plan *plan = r->plan;
    const size_t n = plan->methods * plan->tests;
    copse_multiverse_question question = copse_i_multiverse_ask(plan, set, r->row);
    copse_status st = COPSE_OK;
    for (size_t i = 0; i < set->k * COPSE_LANES; i++) r->y[i] -= plan->null;
    if (plan->adjust_eight != NULL) {
        question.y = r->y;
        return plan->adjust_eight(plan->context, &question, r->answer, err);
    }
    question.y = r->row;
    for (size_t l = 0; l < COPSE_LANES && st == COPSE_OK; l++) {
        for (size_t i = 0; i < set->k; i++) r->row[i] = r->y[i * COPSE_LANES + l];
        st = plan->adjust(plan->context, &question, r->answer + l * n, err);
    }
    return st;
}

static void read_answer(copse_i_refit *r, const copse_multiverse_answer *answer, size_t at)
{
    const copse_coefficient *effect = &answer->effect;
    set_none(r, at);
    if (!answer->known || !isfinite(effect->estimate)) return;
    if (isfinite(effect->p)) r->z[at] = copse_i_multiverse_z_of_p(effect->p, effect->estimate);
    r->value[at] = r->plan->comparable ? effect->estimate : r->z[at];
    r->significant[at] = effect->p < 1 - r->plan->fit.level / 100;
    r->above[at] = effect->estimate > 0;
}

static copse_status adjust_set(copse_i_refit *r, size_t d, copse_error *err)
{
    const copse_multiverse_plan *plan = r->plan;
    const size_t n = plan->methods * plan->tests, first = first_specification(plan, d, 0);
    const copse_status st = ask_all(r, &plan->set[d], err);
    for (size_t l = 0; l < COPSE_LANES && st == COPSE_OK; l++)
        for (size_t i = 0; i < n; i++) read_answer(r, &r->answer[l * n + i], place_of(r, first + i, l));
    return st;
}

static copse_status fit_set(copse_i_refit *r, const unsigned char *flip, size_t d, copse_error *err)
{
    const copse_multiverse_plan *plan = r->plan;
    const copse_multiverse_set *set = &plan->set[d];
    copse_status st = COPSE_OK;
    for (size_t i = 0; i < set->k; i++)
        for (size_t l = 0; l < COPSE_LANES; l++) {
            const double far = set->y[i] - plan->null;
            r->y[i * COPSE_LANES + l] = plan->null + (flip[set->unit[i] * COPSE_LANES + l] != 0 ? -far : far);
        }
    const copse_lanes_group group = {.k = set->k, .y = r->y, .v = set->v, .y_by_lane = true};
    for (size_t m = 0; m < plan->methods && set->adjustment == 0 && st == COPSE_OK; m++)
        st = fit_method(r, &group, d, m, err);
    return set->adjustment > 0 ? adjust_set(r, d, err) : st;
}

copse_status copse_i_refit_eight(copse_i_refit *refit, const unsigned char *flip, copse_error *err)
{
    const copse_multiverse_plan *plan = refit->plan;
    copse_status st = COPSE_OK;
    for (size_t d = 0; d < plan->sets && st == COPSE_OK; d++)
        if (plan->set[d].k > 1 && plan->set[d].why == NULL && !plan->set[d].apart) st = fit_set(refit, flip, d, err);
    return st;
}
