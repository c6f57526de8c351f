#include "what_if.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { MOST_CHANGES = 2000 };

static copse_status allocate(copse_i_what_if *w, size_t k, copse_error *err)
{
    w->store = copse_alloc(k, (COPSE_IN_COUNT + 2) * sizeof *w->store);
    w->row = copse_alloc(k, sizeof *w->row);
    w->raw = copse_alloc(k, sizeof *w->raw);
    w->study = copse_alloc(k, sizeof *w->study);
    if (w->store == NULL || w->row == NULL || w->raw == NULL || w->study == NULL) return copse_fail_memory(err);
    for (size_t j = 0; j < COPSE_IN_COUNT; j++) w->given[j] = w->in[j] = w->store + j * k;
    w->yi = w->store + COPSE_IN_COUNT * k;
    w->vi = w->yi + k;
    for (size_t i = 0; i < COPSE_IN_COUNT * k; i++) w->store[i] = NAN;
    for (size_t i = 0; i < k; i++) w->study[i] = i;
    return COPSE_OK;
}

/* The set of numbers that study i's effect is made of; NULL where it was given, or combined. */
static const copse_input *set_of(const copse_study_set *set, size_t i)
{
    if (set->effects != NULL && set->effects[i] > 1) return NULL;
    if (set->measure->family == COPSE_FAMILY_GIVEN) return NULL;
    for (size_t s = 0; s < set->measure->input_sets; s++) {
        const copse_input *input = set->measure->inputs[s];
        size_t j = 0;
        while (input[j] != COPSE_IN_COUNT && set->input[input[j]] != NULL && isfinite(set->input[input[j]][i])) j++;
        if (input[j] == COPSE_IN_COUNT) return input;
    }
    return NULL;
}

/* The effects of the numbers as they are now, those that were given as in the set; false where one cannot be had. */
static bool compute(copse_i_what_if *w)
{
    const copse_study_set *set = &w->of->task.set;
    bool any = false;
    for (size_t i = 0; i < set->k; i++) any = any || w->raw[i];
    if (any && copse_effect_compute(set->measure, w->given, set->k, &w->effect, w->yi, w->vi, NULL, w->row) != COPSE_OK)
        return false;
    for (size_t i = 0; i < set->k; i++) {
        if (!w->raw[i]) {
            w->yi[i] = w->in[COPSE_IN_YI][i];
            w->vi[i] = w->in[COPSE_IN_VI][i];
        } else if (w->row[i].status != COPSE_OK) {
            return false;
        }
        if (!isfinite(w->yi[i]) || !(w->vi[i] > 0)) return false;
    }
    return true;
}

/* The raw numbers of each study, where they give its effect again; else the effect itself is what can be changed. */
static void copy_numbers(copse_i_what_if *w)
{
    const copse_study_set *set = &w->of->task.set;
    for (size_t i = 0; i < set->k; i++) {
        const copse_input *input = set_of(set, i);
        w->raw[i] = input != NULL;
        for (size_t j = 0; input != NULL && input[j] != COPSE_IN_COUNT; j++)
            w->in[input[j]][i] = set->input[input[j]][i];
        w->in[COPSE_IN_YI][i] = input == NULL ? set->yi[i] : (double)NAN;
        w->in[COPSE_IN_VI][i] = input == NULL ? set->vi[i] : (double)NAN;
    }
    const bool good = compute(w);
    for (size_t i = 0; i < set->k; i++) {
        if (good && fabs(w->yi[i] - set->yi[i]) <= 1e-9 * sqrt(set->vi[i]) &&
            fabs(w->vi[i] - set->vi[i]) <= 1e-9 * set->vi[i])
            continue;
        for (size_t j = 0; j < COPSE_IN_COUNT; j++) w->in[j][i] = NAN;
        w->raw[i] = false;
        w->in[COPSE_IN_YI][i] = set->yi[i];
        w->in[COPSE_IN_VI][i] = set->vi[i];
    }
}

/* The interval of the numbers as they are now. */
static copse_status interval_now(copse_i_what_if *w, copse_interval *ci, copse_error *err)
{
    const size_t k = w->of->data.k;
    copse_i_subset_task shadow = *w->of;
    copse_fit_opts opts = w->of->task.fit.opts;
    copse_fit fit = {0};
    if (!compute(w)) return copse_fail(err, COPSE_ENOTCOMPUTABLE, "no effects");
    shadow.data.y = shadow.counts.yi = w->yi;
    shadow.data.v = shadow.counts.vi = w->vi;
    const copse_input *cell = set_of(&w->of->task.set, 0);
    if (cell != NULL && w->tables) {
        shadow.counts.a = w->in[COPSE_IN_AI];
        shadow.counts.b = w->in[COPSE_IN_BI];
        shadow.counts.c = w->in[COPSE_IN_CI];
        shadow.counts.d = w->in[COPSE_IN_DI];
    }
    opts.without_tau2_ci = opts.without_R2 = true;
    const copse_status status = w->of->pooling == COPSE_POOLING_INVERSE_VARIANCE
                                    ? copse_pool(w->yi, w->vi, NULL, k, 1, &opts, &fit, err)
                                    : copse_i_subset_task_pool(&shadow, w->study, k, &fit, err);
    if (status == COPSE_OK) *ci = fit.coef[0].ci;
    copse_fit_free(&fit);
    return status;
}

static copse_status number_interval(void *context, size_t study, size_t input, double value, copse_interval *ci,
                                    copse_error *err)
{
    copse_i_what_if *w = context;
    const double before = w->in[input][study];
    w->in[input][study] = value;
    const copse_status status = interval_now(w, ci, err);
    w->in[input][study] = before;
    return status;
}

static copse_status tables_interval(void *context, const double *cells, copse_interval *ci, copse_error *err)
{
    static const copse_input CELL[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI};
    copse_i_what_if *w = context;
    for (size_t i = 0; i < w->of->data.k; i++)
        for (size_t j = 0; j < 4; j++) w->in[CELL[j]][i] = cells[4 * i + j];
    return interval_now(w, ci, err);
}

static bool is_count(const copse_measure *measure, size_t input)
{
    switch (input) {
    case COPSE_IN_AI:
    case COPSE_IN_BI:
    case COPSE_IN_CI:
    case COPSE_IN_DI:
        return measure->family == COPSE_FAMILY_TABLE || measure->family == COPSE_FAMILY_PAIRS;
    case COPSE_IN_N1I:
    case COPSE_IN_N2I:
    case COPSE_IN_NI:
    case COPSE_IN_X1I:
    case COPSE_IN_X2I:
    case COPSE_IN_XI:
        return true;
    default:
        return false;
    }
}

static void add_number(copse_i_what_if *w, size_t study, size_t input)
{
    const double now = w->in[input][study];
    const bool whole = is_count(w->of->task.set.measure, input) && now == floor(now);
    double unit = input == COPSE_IN_YI ? sqrt(w->in[COPSE_IN_VI][study]) : fabs(now);
    if (!(unit > 0)) unit = 1;
    w->number[w->numbers++] = (copse_input_number){.study = study,
                                                   .input = input,
                                                   .now = now,
                                                   .least = input == COPSE_IN_VI ? 0 : -INFINITY,
                                                   .most = INFINITY,
                                                   .unit = unit,
                                                   .whole = whole};
}

static copse_status find_tipping_points(copse_i_what_if *w, copse_error *err)
{
    const size_t k = w->of->data.k;
    size_t count = 0;
    for (size_t i = 0; i < k * COPSE_IN_COUNT; i++) count += isfinite(w->store[i]) ? 1 : 0;
    w->number = copse_alloc(count, sizeof *w->number);
    w->tipping = copse_alloc(count, sizeof *w->tipping);
    if (w->number == NULL || w->tipping == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < COPSE_IN_COUNT; j++)
            if (isfinite(w->in[j][i])) add_number(w, i, j);
    const copse_interval ci = w->of->task.fit.coef[0].ci;
    return copse_tipping_points(w->number, w->numbers, ci.lower > 0 || ci.upper < 0, number_interval, w, w->tipping,
                                err);
}

/* Of tables of whole numbers that are all there is to the studies. */
static copse_status find_index(copse_i_what_if *w, copse_error *err)
{
    static const copse_input CELL[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI};
    const size_t k = w->of->data.k;
    w->tables = w->of->task.set.measure->family == COPSE_FAMILY_TABLE;
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; w->tables && j < 4; j++) {
            const double x = w->in[CELL[j]][i];
            w->tables = w->raw[i] && x == floor(x) && x >= 0;
        }
    if (!w->tables) return COPSE_OK;
    double *cells = copse_alloc(4 * sizeof *cells, k);
    if (cells == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < k; i++)
        for (size_t j = 0; j < 4; j++) cells[4 * i + j] = w->in[CELL[j]][i];
    copse_interval ci;
    copse_status status = copse_fragility_index(cells, k, MOST_CHANGES, tables_interval, w, &w->fragility, err);
    if (status == COPSE_OK) status = tables_interval(w, cells, &ci, err); /* the numbers as they were */
    free(cells);
    return status;
}

copse_status copse_i_what_if_find(copse_i_subset_task *of, copse_i_what_if *w, copse_error *err)
{
    const copse_measure *measure = of->task.set.measure;
    if (of->data.X != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--fragility is of the pooled effect: leave --mods out");
    if (isnan(measure->null_value))
        return copse_fail(err, COPSE_EUSAGE, "--fragility: the measure %s has no value that means no effect",
                          measure->code);
    if (of->store != NULL) return copse_fail(err, COPSE_EUSAGE, "--fragility does not go with --mh-add");
    w->of = of;
    w->effect = copse_i_input_binding(&of->input).effect;
    copse_status status = allocate(w, of->data.k, err);
    if (status != COPSE_OK) return status;
    copy_numbers(w);
    status = find_index(w, err);
    return status == COPSE_OK ? find_tipping_points(w, err) : status;
}

void copse_i_what_if_free(copse_i_what_if *w)
{
    free(w->store);
    free(w->row);
    free(w->raw);
    free(w->study);
    free(w->number);
    free(w->tipping);
    copse_fragility_free(&w->fragility);
    *w = (copse_i_what_if){0};
}
