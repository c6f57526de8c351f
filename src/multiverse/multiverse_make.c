/* Every combination of the choices of data, bound to its studies, and the plan of all of them. */
#include "multiverse_store.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>

copse_multiverse_request copse_multiverse_request_default(void)
{
    const copse_multiverse_plan plan = copse_multiverse_plan_default();
    return (copse_multiverse_request){.adjust = copse_adjust_opts_default(),
                                      .method = plan.method,
                                      .methods = plan.methods,
                                      .test = plan.test,
                                      .tests = plan.tests,
                                      .null = NAN,
                                      .comparable = true,
                                      .level = plan.fit.level,
                                      .permutations = plan.permutations,
                                      .seed = plan.seed};
}

/* The option that choice c has in bound b. */
static void find_levels(const copse_multiverse_request *r, size_t b, size_t *level)
{
    for (size_t c = r->choices; c-- > 0;) {
        level[c] = b % r->choice[c].levels;
        b /= r->choice[c].levels;
    }
}

static copse_status count_sets(const copse_multiverse_request *r, copse_multiverse_data *data,
                               copse_i_multiverse_store *store, copse_error *err)
{
    const size_t with = r->adjustments > 0 ? 1 : 0;
    data->choices = r->choices + with;
    store->levels = copse_alloc(data->choices + 1, sizeof *store->levels);
    if (store->levels == NULL) return copse_fail_memory(err);
    for (size_t c = 0; c < r->choices; c++) store->levels[c] = r->choice[c].levels;
    if (with > 0) store->levels[r->choices] = r->adjustments;
    data->plan.sets = 1;
    for (size_t c = 0; c < data->choices; c++) {
        if (store->levels[c] == 0) return copse_fail(err, COPSE_EINVAL, "a choice without options");
        data->plan.sets *= store->levels[c];
        if (data->plan.sets > COPSE_MULTIVERSE_MOST)
            return copse_fail(err, COPSE_EUSAGE, "these choices make more than %d specifications",
                              COPSE_MULTIVERSE_MOST);
    }
    data->bounds = store->bounds = data->plan.sets / (with > 0 ? r->adjustments : 1);
    return COPSE_OK;
}

/* "choice, choice, adjustment, method, test" and their options. */
static copse_status name_all(const copse_multiverse_request *r, copse_multiverse_data *data,
                             copse_i_multiverse_store *store, copse_error *err)
{
    const size_t n = data->choices;
    data->choice = copse_alloc(n + 2, sizeof *data->choice);
    data->level = copse_alloc(n + 2, sizeof *data->level);
    store->adjusted = copse_alloc(r->adjustments, sizeof *store->adjusted);
    store->fitted = copse_alloc(r->methods, sizeof *store->fitted);
    store->by = copse_alloc(r->tests, sizeof *store->by);
    if (data->choice == NULL || data->level == NULL || store->adjusted == NULL || store->fitted == NULL ||
        store->by == NULL)
        return copse_fail_memory(err);
    for (size_t i = 0; i < r->adjustments; i++) store->adjusted[i] = copse_adjustment_name(r->adjustment[i]);
    for (size_t i = 0; i < r->methods; i++) store->fitted[i] = copse_method_code(r->method[i]);
    for (size_t i = 0; i < r->tests; i++) store->by[i] = copse_test_code(r->test[i]);
    for (size_t c = 0; c < r->choices; c++) {
        data->choice[c] = r->choice[c].name;
        data->level[c] = r->choice[c].level;
    }
    if (r->adjustments > 0) {
        data->choice[r->choices] = "adjustment";
        data->level[r->choices] = store->adjusted;
    }
    data->choice[n] = "method";
    data->level[n] = store->fitted;
    data->choice[n + 1] = "test";
    data->level[n + 1] = store->by;
    return COPSE_OK;
}

static copse_status bind_one(const copse_multiverse_request *r, const size_t *level, size_t b,
                             copse_multiverse_data *data, copse_i_multiverse_store *store, copse_error *err)
{
    copse_multiverse_studies *studies = &data->bound[b];
    copse_error own = {0};
    copse_status status = r->bind(r->context, level, studies, &own);
    if (status == COPSE_ENODATA) {
        store->why[b] = copse_copy(own.text[0] != '\0' ? own.text : "no effect can be computed");
        return store->why[b] == NULL ? copse_fail_memory(err) : COPSE_OK;
    }
    if (status != COPSE_OK) return copse_fail(err, status, "%s", own.text);
    const char *const *name = studies->unit != NULL ? studies->unit : (const char *const *)(void *)studies->set.label;
    status = copse_i_units_find(&store->units, name, studies->set.k, studies->unit != NULL, &store->unit[b], err);
    return status == COPSE_OK ? copse_i_multiverse_designs(r, store, b, &studies->set, err) : status;
}

static copse_status bind_all(const copse_multiverse_request *r, copse_multiverse_data *data,
                             copse_i_multiverse_store *store, copse_error *err)
{
    size_t *level = copse_alloc(r->choices + 1, sizeof *level);
    copse_status status = COPSE_ENOMEM;
    data->bound = copse_alloc(data->bounds, sizeof *data->bound);
    store->why = copse_alloc(data->bounds, sizeof *store->why);
    store->unit = copse_alloc(data->bounds, sizeof *store->unit);
    store->design = copse_alloc(data->bounds, sizeof *store->design);
    if (level == NULL || data->bound == NULL || store->why == NULL || store->unit == NULL || store->design == NULL)
        goto done;
    status = COPSE_OK;
    for (size_t b = 0; b < data->bounds && status == COPSE_OK; b++) {
        find_levels(r, b, level);
        status = bind_one(r, level, b, data, store, err);
    }
done:
    free(level);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}

static copse_status make_sets(const copse_multiverse_request *r, copse_multiverse_data *data,
                              copse_i_multiverse_store *store, copse_error *err)
{
    const size_t each = r->adjustments > 0 ? r->adjustments : 1;
    (void)snprintf(store->few, sizeof store->few, "fewer than %zu studies are not adjusted", r->adjust_least);
    store->set = copse_alloc(data->plan.sets, sizeof *store->set);
    if (store->set == NULL) return copse_fail_memory(err);
    for (size_t d = 0; d < data->plan.sets; d++) {
        const size_t b = d / each;
        const copse_study_set *studies = &data->bound[b].set;
        store->set[d] = (copse_multiverse_set){
            .k = studies->k, .y = studies->yi, .v = studies->vi, .unit = store->unit[b], .why = store->why[b]};
        if (r->adjustments > 0) copse_i_multiverse_adjust_set(r, store, b, r->adjustment[d % each], &store->set[d]);
    }
    return COPSE_OK;
}

static copse_status find_null(const copse_multiverse_request *r, copse_multiverse_data *data, copse_error *err)
{
    double null = r->null;
    for (size_t b = 0; b < data->bounds && isnan(null); b++) {
        if (data->bound[b].set.k == 0) continue;
        null = data->bound[b].set.measure->null_value;
        if (isnan(null))
            return copse_fail(err, COPSE_EUSAGE, "the measure %s has no value of no effect: --null gives one",
                              data->bound[b].set.measure->code);
    }
    data->plan.null = isnan(null) ? 0 : null;
    return COPSE_OK;
}

static void fill_plan(const copse_multiverse_request *r, copse_multiverse_data *data, copse_i_multiverse_store *store)
{
    copse_multiverse_plan *plan = &data->plan;
    plan->levels = store->levels;
    plan->choices = data->choices;
    plan->set = store->set;
    plan->units = store->units.count;
    plan->method = r->method;
    plan->methods = r->methods;
    plan->test = r->test;
    plan->tests = r->tests;
    plan->fit.level = r->level;
    plan->adjust = r->adjustments > 0 ? copse_adjust_effects : NULL;
    plan->adjust_eight = r->adjustments > 0 ? copse_adjust_eight : NULL;
    store->adjust = r->adjust;
    plan->context = &store->adjust;
    plan->comparable = r->comparable;
    plan->permutations = r->permutations;
    plan->seed = r->seed;
    plan->threads = r->threads;
}

copse_status copse_multiverse_make(const copse_multiverse_request *request, copse_multiverse_data *data,
                                   copse_error *err)
{
    *data = (copse_multiverse_data){.plan = copse_multiverse_plan_default()};
    if (request->bind == NULL || request->methods == 0 || request->tests == 0 ||
        (request->adjustments > 0 && request->adjustment[0] != COPSE_ADJUSTMENT_NONE))
        return copse_fail(err, COPSE_EINVAL, "a multiverse needs studies, methods and tests, and no adjustment first");
    copse_i_multiverse_store *store = copse_alloc(1, sizeof *store);
    if (store == NULL) return copse_fail_memory(err);
    data->store = store;
    copse_status status = count_sets(request, data, store, err);
    if (status == COPSE_OK) status = name_all(request, data, store, err);
    if (status == COPSE_OK) status = bind_all(request, data, store, err);
    if (status == COPSE_OK) status = make_sets(request, data, store, err);
    if (status == COPSE_OK) status = find_null(request, data, err);
    if (status == COPSE_OK) fill_plan(request, data, store);
    return status;
}

void copse_multiverse_data_free(copse_multiverse_data *data)
{
    copse_i_multiverse_store *store = data->store;
    for (size_t b = 0; store != NULL && b < store->bounds; b++) {
        if (data->bound != NULL) copse_study_set_free(&data->bound[b].set);
        if (data->bound != NULL) free(data->bound[b].unit);
        if (store->why != NULL) free(store->why[b]);
        if (store->unit != NULL) free(store->unit[b]);
        if (store->design != NULL) free(store->design[b]);
    }
    if (store != NULL) {
        free(store->levels);
        free(store->set);
        free(store->why);
        free(store->unit);
        free(store->design);
        free(store->adjusted);
        free(store->fitted);
        free(store->by);
        copse_i_units_free(&store->units);
    }
    free(store);
    free(data->bound);
    free(data->choice);
    free(data->level);
    *data = (copse_multiverse_data){0};
}
