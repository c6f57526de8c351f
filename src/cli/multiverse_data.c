#include "multiverse_data.h"
#include "task_review.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The option that choice c has in set d. */
static size_t level_of(const copse_i_multiverse *m, size_t c, size_t d)
{
    for (size_t last = m->choices; --last > c;) d /= m->levels[last];
    return d % m->levels[c];
}

/* The adjustment is the last choice of data. */
static size_t past_exclusions(const copse_i_multiverse *m)
{
    return m->choices - (m->adjustment != NULL ? 1 : 0);
}

/* Rows of set d: those of --where that no exclusion in force names. */
static copse_status keep_rows(const copse_i_multiverse *m, const char *where, size_t first_exclusion, size_t d,
                              bool *keep, bool *work, copse_error *err)
{
    const copse_frame *frame = &m->task.file;
    copse_status status = COPSE_OK;
    for (size_t i = 0; i < frame->rows; i++) keep[i] = true;
    if (where != NULL) status = copse_frame_where(frame, where, keep, err);
    for (size_t c = first_exclusion; c < past_exclusions(m) && status == COPSE_OK; c++) {
        if (level_of(m, c, d) == 0) continue;
        status = copse_frame_where(frame, m->choice[c].name, work, err);
        for (size_t i = 0; i < frame->rows && status == COPSE_OK; i++) keep[i] = keep[i] && !work[i];
    }
    return status;
}

static bool has_choice(const copse_i_multiverse *m, size_t c, const char *name)
{
    return c < m->choices && strcmp(m->choice[c].name, name) == 0;
}

/* Which of the choices are measure and rule; the exclusions come after. */
typedef struct places {
    size_t measure, rule, exclusions; /* SIZE_MAX: no such choice */
} places;

static places find_places(const copse_i_multiverse *m, const copse_i_multiverse_values *values)
{
    places p = {SIZE_MAX, SIZE_MAX, 0};
    if (has_choice(m, p.exclusions, "measure") && values->measures.count > 1) p.measure = p.exclusions++;
    if (values->rules != NULL) p.rule = p.exclusions++;
    return p;
}

static int measure_index(const char *code)
{
    for (size_t i = 0; copse_measure_at(i) != NULL; i++)
        if (strcmp(copse_measure_at(i)->code, code) == 0) return (int)i;
    return -1;
}

/* Input of set d: its measure, its rule. */
static copse_i_input_values input_of(const copse_i_input_values *input, const copse_i_multiverse *m, const places *p,
                                     size_t d)
{
    copse_i_input_values own = *input;
    if (p->measure != SIZE_MAX) own.measure = measure_index(m->choice[p->measure].level[level_of(m, p->measure, d)]);
    if (p->rule != SIZE_MAX) own.dependent.choose = m->choice[p->rule].level[level_of(m, p->rule, d)];
    return own;
}

/* The trial that a study is of, by its label; of several with one label the first, the second, ... */
static copse_status find_unit(copse_i_multiverse *m, const char *label, size_t times, size_t *unit, copse_error *err)
{
    for (*unit = 0; *unit < m->units; ++*unit)
        if (m->unit_times[*unit] == times && strcmp(m->unit_label[*unit], label) == 0) return COPSE_OK;
    copse_status status =
        copse_reserve((void **)&m->unit_label, &m->unit_capacity, m->units + 1, sizeof *m->unit_label);
    if (status == COPSE_OK)
        status = copse_reserve((void **)&m->unit_times, &m->times_capacity, m->units + 1, sizeof *m->unit_times);
    if (status != COPSE_OK) return copse_fail_memory(err);
    m->unit_label[m->units] = label;
    m->unit_times[m->units++] = times;
    return COPSE_OK;
}

static copse_status find_units(copse_i_multiverse *m, size_t d, copse_error *err)
{
    const copse_study_set *set = &m->bound[d];
    m->unit[d] = copse_alloc(set->k, sizeof **m->unit);
    if (m->unit[d] == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < set->k; i++) {
        size_t times = 0;
        for (size_t j = 0; j < i; j++) times += strcmp(set->label[j], set->label[i]) == 0;
        const copse_status status = find_unit(m, set->label[i], times, &m->unit[d][i], err);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}

static copse_status bind_set(const copse_i_input_values *input, copse_i_multiverse *m, const places *p, size_t d,
                             const bool *keep, copse_error *err)
{
    const copse_i_input_values own = input_of(input, m, p, d);
    copse_binding binding = copse_i_input_binding(&own);
    copse_frame kept = {0};
    copse_error why = {0};
    size_t rows = 0;
    for (size_t i = 0; i < m->task.file.rows; i++) rows += keep[i];
    copse_status status = copse_i_review_binding(&own, &m->task, &binding, err);
    if (status == COPSE_OK) status = copse_frame_subset(&m->task.file, keep, &kept, err);
    if (status != COPSE_OK) return status;
    binding.no_doubts = true; /* told once, of the first set */
    status =
        rows == 0 ? COPSE_ENODATA : copse_i_dependent_bind(&kept, &binding, &own.dependent, &m->bound[d], NULL, &why);
    copse_frame_free(&kept);
    if (status == COPSE_ENODATA) {
        m->why[d] = copse_copy(rows == 0 ? "no rows are left" : "no effect can be computed");
        m->set[d].why = m->why[d];
        return m->why[d] == NULL ? copse_fail_memory(err) : COPSE_OK;
    }
    if (status != COPSE_OK) return copse_fail(err, status, "%s", why.text);
    status = find_units(m, d, err);
    m->set[d] =
        (copse_multiverse_set){.k = m->bound[d].k, .y = m->bound[d].yi, .v = m->bound[d].vi, .unit = m->unit[d]};
    if (m->adjustment != NULL) m->set[d].adjustment = level_of(m, m->choices - 1, d);
    return status;
}

/* An exclusion that names no row is apt to be misspelt. */
static copse_status warn_of_idle(const copse_i_input_values *input, copse_i_multiverse *m, size_t first_exclusion,
                                 bool *keep, bool *work, copse_error *err)
{
    const copse_frame *frame = &m->task.file;
    copse_status status = keep_rows(m, input->source.where, first_exclusion, 0, keep, work, err);
    for (size_t c = first_exclusion; c < past_exclusions(m) && status == COPSE_OK; c++) {
        size_t rows = 0;
        status = copse_frame_where(frame, m->choice[c].name, work, err);
        for (size_t i = 0; i < frame->rows && status == COPSE_OK; i++) rows += keep[i] && work[i];
        if (status == COPSE_OK && rows == 0)
            copse_note(&m->task.warnings, "--exclude: '%s' is true of no row", m->choice[c].name);
    }
    return status;
}

static copse_status make_sets(const copse_i_input_values *input, const copse_i_multiverse_values *values,
                              copse_i_multiverse *m, copse_error *err)
{
    const places p = find_places(m, values);
    bool *keep = copse_alloc(m->task.file.rows, sizeof *keep), *work = copse_alloc(m->task.file.rows, sizeof *work);
    if (keep == NULL || work == NULL) {
        free(keep);
        free(work);
        return copse_fail_memory(err);
    }
    copse_status status = warn_of_idle(input, m, p.exclusions, keep, work, err);
    if (status == COPSE_EPARSE || status == COPSE_ENOTFOUND) status = err->status = COPSE_EUSAGE;
    for (size_t d = 0; d < m->sets && status == COPSE_OK; d++) {
        status = keep_rows(m, input->source.where, p.exclusions, d, keep, work, err);
        if (status == COPSE_EPARSE || status == COPSE_ENOTFOUND) status = err->status = COPSE_EUSAGE;
        if (status == COPSE_OK) status = bind_set(input, m, &p, d, keep, err);
    }
    free(keep);
    free(work);
    return status;
}

static copse_status count_sets(copse_i_multiverse *m, copse_error *err)
{
    m->levels = copse_alloc(m->choices + 1, sizeof *m->levels);
    if (m->levels == NULL) return copse_fail_memory(err);
    m->sets = 1;
    for (size_t c = 0; c < m->choices; c++) {
        m->levels[c] = m->choice[c].levels;
        m->sets *= m->levels[c];
        if (m->sets > COPSE_MULTIVERSE_MOST)
            return copse_fail(err, COPSE_EUSAGE, "these choices make more than %d specifications",
                              COPSE_MULTIVERSE_MOST);
    }
    m->bound = copse_alloc(m->sets, sizeof *m->bound);
    m->set = copse_alloc(m->sets, sizeof *m->set);
    m->why = copse_alloc(m->sets, sizeof *m->why);
    m->unit = copse_alloc(m->sets, sizeof *m->unit);
    m->choice_name = copse_alloc(m->choices + 2, sizeof *m->choice_name);
    m->level_name = copse_alloc(m->choices + 2, sizeof *m->level_name);
    if (m->bound == NULL || m->set == NULL || m->why == NULL || m->unit == NULL || m->choice_name == NULL ||
        m->level_name == NULL)
        return copse_fail_memory(err);
    for (size_t c = 0; c < m->choices + 2; c++) {
        m->choice_name[c] = m->choice[c].name;
        m->level_name[c] = (const char *const *)m->choice[c].level;
    }
    return COPSE_OK;
}

static copse_status find_null(const copse_i_multiverse_values *values, copse_i_multiverse *m, copse_error *err)
{
    m->plan.null = values->null;
    for (size_t d = 0; d < m->sets && isnan(values->null); d++) {
        if (m->set[d].k == 0) continue;
        m->plan.null = m->bound[d].measure->null_value;
        if (isnan(m->plan.null))
            return copse_fail(err, COPSE_EUSAGE, "the measure %s has no value of no effect: --null gives one",
                              m->bound[d].measure->code);
    }
    if (isnan(m->plan.null)) m->plan.null = 0;
    return COPSE_OK;
}

static copse_status fill_plan(const copse_i_multiverse_values *values, double level, copse_i_multiverse *m,
                              copse_error *err)
{
    m->plan = copse_multiverse_plan_default();
    m->plan.levels = m->levels;
    m->plan.choices = m->choices;
    m->plan.set = m->set;
    m->plan.sets = m->sets;
    m->plan.units = m->units;
    m->plan.method = m->method;
    m->plan.methods = m->choice[m->choices].levels;
    m->plan.test = m->test;
    m->plan.tests = m->choice[m->choices + 1].levels;
    m->plan.fit.level = level;
    m->plan.adjust = m->adjustment != NULL ? copse_i_adjust : NULL;
    m->plan.context = m->adjustment;
    m->plan.comparable = values->measures.count < 2;
    if (values->permutations != COPSE_I_NOT_GIVEN) m->plan.permutations = values->permutations;
    if (values->seed != COPSE_I_NOT_GIVEN) m->plan.seed = (uint32_t)values->seed;
    m->plan.threads = values->threads > 0 ? values->threads : 0;
    if (m->plan.permutations == 0 && values->seed != COPSE_I_NOT_GIVEN)
        return copse_fail(err, COPSE_EUSAGE, "--seed is of the permutations: --permutations 0 makes none");
    return find_null(values, m, err);
}

copse_status copse_i_multiverse_prepare(const char *file, const copse_i_input_values *input,
                                        const copse_i_multiverse_values *values, double level, copse_i_multiverse *m,
                                        copse_error *err)
{
    copse_i_input_values first = *input;
    copse_status status = copse_i_multiverse_choices_read(input, values, m, err);
    if (status == COPSE_OK) status = count_sets(m, err);
    if (status != COPSE_OK) return status;
    if (values->measures.count == 1) first.measure = measure_index(copse_measure_find(values->measures.item[0])->code);
    const places p = find_places(m, values);
    const copse_i_input_values whole = input_of(&first, m, &p, 0);
    status = copse_i_task_read(file, &whole, &m->task, err);
    if (status == COPSE_OK) status = make_sets(&first, values, m, err);
    return status == COPSE_OK ? fill_plan(values, level, m, err) : status;
}

copse_status copse_i_multiverse_run(copse_i_multiverse *m, copse_error *err)
{
    const copse_status status = copse_multiverse_run(&m->plan, &m->result, err);
    if (status == COPSE_OK || status == COPSE_EUSAGE) return status;
    (void)copse_error_prefix(err, "%s: ", m->task.file.source);
    return status;
}

copse_multiversed copse_i_multiversed(const copse_i_multiverse *m, const copse_i_output_values *output)
{
    return (copse_multiversed){.pooled = copse_i_task_pooled(&m->task, "multiverse", output),
                               .multiverse = &m->result,
                               .plan = &m->plan,
                               .choice = m->choice_name,
                               .level = m->level_name};
}

void copse_i_multiverse_free(copse_i_multiverse *m)
{
    for (size_t d = 0; d < m->sets; d++) {
        if (m->bound != NULL) copse_study_set_free(&m->bound[d]);
        if (m->why != NULL) free(m->why[d]);
        if (m->unit != NULL) free(m->unit[d]);
    }
    for (size_t c = 0; m->choice != NULL && c < COPSE_I_MOST_CHOICES; c++) {
        for (size_t i = 0; i < m->choice[c].levels; i++) free(m->choice[c].owned[i]);
        free(m->choice[c].owned);
        free(m->choice[c].level);
        free(m->choice[c].name);
    }
    free(m->choice);
    free(m->bound);
    free(m->set);
    free(m->why);
    free(m->unit);
    free(m->levels);
    free(m->adjustment);
    free(m->method);
    free(m->test);
    free(m->unit_label);
    free(m->unit_times);
    free(m->choice_name);
    free(m->level_name);
    copse_multiverse_free(&m->result);
    copse_i_task_free(&m->task);
    *m = (copse_i_multiverse){0};
}
