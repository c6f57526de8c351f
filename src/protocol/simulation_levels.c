/* The lists of a simulation design become the levels of its grid. */
#include "simulation_parts.h"

#include <copse/frame.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ------------------------------------------------------------------------------------------------------ values */

copse_status copse_i_sim_numbers(const copse_i_sim_reader *r, const char *key, const copse_i_strings *list,
                                 copse_numbers *out)
{
    *out = (copse_numbers){0};
    if (list->line == 0) return COPSE_OK;
    double *value = copse_i_arena_take(r->arena, list->count, sizeof *value);
    if (value == NULL) return copse_fail_memory(r->err);
    for (size_t i = 0; i < list->count; i++)
        if (!copse_parse_number(list->text[i], strlen(list->text[i]), '.', &value[i]))
            return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' must be a number, not '%s'", r->name,
                              list->line_of[i], key, list->text[i]);
    *out = (copse_numbers){value, list->count};
    return COPSE_OK;
}

copse_status copse_i_sim_level_name(const copse_i_sim_reader *r, const copse_i_string *given, const char *fallback,
                                    size_t i, const char **name)
{
    char number[32];
    *name = given->text;
    if (given->line != 0) return COPSE_OK;
    copse_text text = {0};
    if (fallback != NULL) copse_text_add(&text, fallback);
    else copse_text_add(&text, copse_format_fixed(number, sizeof number, (double)(i + 1), 0));
    char *copy = copse_text_status(&text) == COPSE_OK ? copse_i_arena_take(r->arena, text.length + 1, 1) : NULL;
    if (copy != NULL) memcpy(copy, text.bytes, text.length + 1);
    copse_text_free(&text);
    *name = copy;
    return copy != NULL ? COPSE_OK : copse_fail_memory(r->err);
}

copse_status copse_i_sim_fail_name(const copse_i_sim_reader *r, size_t line, const char *key, const char *name)
{
    return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: two entries of '%s' are called '%s': give each a 'name'", r->name,
                      line, key, name);
}

copse_status copse_i_sim_word(const copse_i_sim_reader *r, const char *key, const char *text, size_t line,
                              const char *const *names, size_t n, size_t *index)
{
    for (*index = 0; *index < n; (*index)++)
        if (strcmp(text, names[*index]) == 0) return COPSE_OK;
    const char *near = copse_nearest(text, names, n);
    if (near != NULL)
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' is no %s: did you mean '%s'?", r->name, line, text, key,
                          near);
    copse_text all = {0};
    for (size_t i = 0; i < n; i++) copse_text_printf(&all, "%s%s", i > 0 ? ", " : "", names[i]);
    const copse_status status = copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' is no %s: there are %s", r->name, line,
                                           text, key, copse_text_string(&all));
    copse_text_free(&all);
    return status;
}

/* ----------------------------------------------------------------------------------------------- distributions */

/* Which keys each distribution has, for `a`, `b` and the limits. */
typedef struct distribution_keys {
    const char *a, *b;
    bool limits;
} distribution_keys;

static const distribution_keys KEYS[COPSE_VARIATE_COUNT] = {
    [COPSE_VARIATE_FIXED] = {"value", NULL, false},         [COPSE_VARIATE_SAMPLE] = {"value", NULL, false},
    [COPSE_VARIATE_UNIFORM] = {NULL, NULL, true},           [COPSE_VARIATE_NORMAL] = {"mean", "sd", true},
    [COPSE_VARIATE_LOGNORMAL] = {"meanlog", "sdlog", true}, [COPSE_VARIATE_GAMMA] = {"shape", "scale", true},
    [COPSE_VARIATE_CHISQ] = {"df", "scale", true},          [COPSE_VARIATE_BETA] = {"a", "b", true}};

/* Reads every key that is there; one that the distribution does not have is an error. */
static copse_status read_parameters(const copse_i_sim_reader *r, const copse_i_sim_distribution *from,
                                    copse_variate *to)
{
    const struct {
        const char *key;
        const copse_i_strings *list;
    } all[] = {{"value", &from->value}, {"mean", &from->mean},   {"sd", &from->sd},       {"meanlog", &from->meanlog},
               {"sdlog", &from->sdlog}, {"shape", &from->shape}, {"scale", &from->scale}, {"df", &from->df},
               {"a", &from->a},         {"b", &from->b},         {"min", &from->min},     {"max", &from->max}};
    const distribution_keys *keys = &KEYS[to->kind];
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].list->line == 0) continue;
        const bool low = strcmp(all[i].key, "min") == 0, high = strcmp(all[i].key, "max") == 0;
        copse_numbers *place = NULL;
        if (keys->a != NULL && strcmp(all[i].key, keys->a) == 0) place = &to->a;
        if (keys->b != NULL && strcmp(all[i].key, keys->b) == 0) place = &to->b;
        if (keys->limits && low) place = &to->low;
        if (keys->limits && high) place = &to->high;
        if (place == NULL)
            return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' does not go with the distribution %s", r->name,
                              all[i].list->line, all[i].key, copse_variate_name(to->kind));
        const copse_status status = copse_i_sim_numbers(r, all[i].key, all[i].list, place);
        if (status != COPSE_OK) return status;
    }
    return COPSE_OK;
}

/* The sum of the columns, row by row. */
static copse_status sum_columns(const copse_i_sim_reader *r, const copse_i_sim_distribution *from,
                                const copse_frame *frame, copse_numbers *out)
{
    double *sum = copse_i_arena_take(r->arena, frame->rows, sizeof *sum);
    if (sum == NULL) return copse_fail_memory(r->err);
    for (size_t c = 0; c < from->columns.count; c++) {
        const double *number = NULL;
        const copse_status status = copse_frame_numbers(frame, from->columns.text[c], &number, r->err);
        if (status != COPSE_OK) return status;
        for (size_t i = 0; i < frame->rows; i++) sum[i] += number[i];
    }
    size_t kept = 0;
    for (size_t i = 0; i < frame->rows; i++)
        if (!isnan(sum[i])) sum[kept++] = sum[i];
    *out = (copse_numbers){sum, kept};
    if (kept > 0) return COPSE_OK;
    return copse_fail(r->err, COPSE_ENODATA, "no row of %s has all of the columns", frame->source);
}

/* A real data set's own values. */
static copse_status read_data(const copse_i_sim_reader *r, const copse_i_sim_distribution *from, copse_variate *to)
{
    const bool listed = to->kind == COPSE_VARIATE_FIXED || to->kind == COPSE_VARIATE_SAMPLE;
    if (!listed || from->value.line != 0 || from->columns.line == 0)
        return copse_fail(r->err, COPSE_EPARSE,
                          "%s:%zu: 'data' goes with 'columns' and with fixed or sample, in place of 'value'", r->name,
                          from->data.line);
    copse_text path = {0};
    const char *slash = strrchr(r->path, '/');
    const bool plain = from->data.text[0] == '@' || from->data.text[0] == '/' || slash == NULL;
    if (!plain) copse_text_add_bytes(&path, r->path, (size_t)(slash - r->path) + 1);
    copse_text_add(&path, from->data.text);
    copse_frame frame = {0};
    copse_status status = copse_text_status(&path) == COPSE_OK ? COPSE_OK : copse_fail_memory(r->err);
    if (status == COPSE_OK) status = copse_frame_read(copse_text_string(&path), NULL, &frame, r->err);
    if (status == COPSE_OK) status = sum_columns(r, from, &frame, &to->a);
    copse_frame_free(&frame);
    copse_text_free(&path);
    if (status != COPSE_OK && r->err != NULL) (void)copse_error_prefix(r->err, "%s:%zu: ", r->name, from->data.line);
    return status;
}

static copse_status read_distribution(const copse_i_sim_reader *r, const copse_i_sim_distribution *from, bool whole,
                                      copse_variate *to)
{
    const char *names[COPSE_VARIATE_COUNT];
    size_t kind = COPSE_VARIATE_FIXED;
    copse_status status = COPSE_OK;
    for (unsigned i = 0; i < COPSE_VARIATE_COUNT; i++) names[i] = copse_variate_name((copse_variate_kind)i);
    if (from->distribution.line != 0)
        status = copse_i_sim_word(r, "distribution", from->distribution.text, from->distribution.line, names,
                                  COPSE_VARIATE_COUNT, &kind);
    if (status != COPSE_OK) return status;
    to->kind = (copse_variate_kind)kind;
    to->whole = whole;
    status = read_parameters(r, from, to);
    if (status != COPSE_OK || from->data.line == 0) {
        if (status == COPSE_OK && from->columns.line != 0)
            return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: 'columns' needs 'data'", r->name, from->columns.line);
        return status;
    }
    return read_data(r, from, to);
}

copse_status copse_i_sim_distributions(const copse_i_sim_reader *r, const char *key, const copse_i_items *items,
                                       bool whole, copse_variate **levels)
{
    const copse_i_sim_distribution *from = items->item;
    *levels = NULL;
    if (items->line == 0) return COPSE_OK;
    copse_variate *to = copse_i_arena_take(r->arena, items->count, sizeof *to);
    if (to == NULL) return copse_fail_memory(r->err);
    for (size_t i = 0; i < items->count; i++) {
        copse_status status = copse_i_sim_level_name(r, &from[i].name, NULL, i, &to[i].name);
        if (status == COPSE_OK) status = read_distribution(r, &from[i], whole, &to[i]);
        if (status != COPSE_OK) return status;
        for (size_t j = 0; j < i; j++)
            if (strcmp(to[i].name, to[j].name) == 0) return copse_i_sim_fail_name(r, from[i].line, key, to[i].name);
    }
    *levels = to;
    return COPSE_OK;
}

/* ------------------------------------------------------------------------------------------------------ shapes */

/* The keys that a shape takes, in the order of copse_shape's a and b. */
static copse_status read_shape(const copse_i_sim_reader *r, const copse_i_sim_shape *from, copse_shape *to)
{
    const struct {
        const char *key;
        const copse_i_number *number;
        double *place;
        bool wanted;
    } all[] = {
        {"df", &from->df, &to->a, to->kind == COPSE_SHAPE_T},
        {"alpha", &from->alpha, &to->a, to->kind == COPSE_SHAPE_SKEW_NORMAL},
        {"share", &from->share, &to->a,
         to->kind == COPSE_SHAPE_TWO_POINT || to->kind == COPSE_SHAPE_MIXTURE || to->kind == COPSE_SHAPE_OUTLIERS},
        {"distance", &from->distance, &to->b, to->kind == COPSE_SHAPE_MIXTURE},
        {"factor", &from->factor, &to->b, to->kind == COPSE_SHAPE_OUTLIERS}};
    for (size_t i = 0; i < sizeof all / sizeof *all; i++) {
        if (all[i].wanted && all[i].number->line == 0)
            return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: the shape %s needs '%s'", r->name, from->line,
                              copse_shape_name(to->kind), all[i].key);
        if (!all[i].wanted && all[i].number->line != 0)
            return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' does not go with the shape %s", r->name,
                              all[i].number->line, all[i].key, copse_shape_name(to->kind));
        if (all[i].wanted) *all[i].place = all[i].number->value;
    }
    return COPSE_OK;
}

copse_status copse_i_sim_shapes(const copse_i_sim_reader *r, const copse_i_items *items, copse_shape **levels)
{
    const copse_i_sim_shape *from = items->item;
    const char *names[COPSE_SHAPE_COUNT];
    *levels = NULL;
    if (items->line == 0) return COPSE_OK;
    for (unsigned i = 0; i < COPSE_SHAPE_COUNT; i++) names[i] = copse_shape_name((copse_shape_kind)i);
    copse_shape *to = copse_i_arena_take(r->arena, items->count, sizeof *to);
    if (to == NULL) return copse_fail_memory(r->err);
    for (size_t i = 0; i < items->count; i++) {
        size_t kind = 0;
        copse_status status =
            copse_i_sim_word(r, "shape", from[i].shape.text, from[i].shape.line, names, COPSE_SHAPE_COUNT, &kind);
        to[i].kind = (copse_shape_kind)kind;
        if (status == COPSE_OK) status = copse_i_sim_level_name(r, &from[i].name, from[i].shape.text, i, &to[i].name);
        if (status == COPSE_OK) status = read_shape(r, &from[i], &to[i]);
        if (status != COPSE_OK) return status;
        for (size_t j = 0; j < i; j++)
            if (strcmp(to[i].name, to[j].name) == 0)
                return copse_i_sim_fail_name(r, from[i].line, "effects", to[i].name);
    }
    *levels = to;
    return COPSE_OK;
}

/* ---------------------------------------------------------------------------------------------------- selection */

static copse_status read_rule(const copse_i_sim_reader *r, const copse_i_sim_selection *from, copse_selection *to)
{
    static const char *const names[] = {"none", "p", "two_sided", "effect"};
    static const char *const directions[] = {"positive", "negative"};
    size_t kind = 0, direction = 0;
    copse_status status = copse_i_sim_word(r, "rule of selection", from->by.text, from->by.line, names, 4, &kind);
    if (status == COPSE_OK && from->direction.line != 0)
        status =
            copse_i_sim_word(r, "direction", from->direction.text, from->direction.line, directions, 2, &direction);
    if (status != COPSE_OK) return status;
    to->kind = (copse_selection_kind)kind;
    to->negative = direction == 1;
    status = copse_i_sim_numbers(r, "steps", &from->steps, &to->steps);
    if (status == COPSE_OK) status = copse_i_sim_numbers(r, "weights", &from->weights, &to->weights);
    if (status == COPSE_OK && to->kind == COPSE_SELECTION_NONE && (to->steps.count > 0 || to->weights.count > 0))
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: steps and weights do not go with 'by: none'", r->name,
                          from->line);
    return status;
}

copse_status copse_i_sim_selections(const copse_i_sim_reader *r, const copse_i_items *items, copse_selection **levels)
{
    const copse_i_sim_selection *from = items->item;
    *levels = NULL;
    if (items->line == 0) return COPSE_OK;
    copse_selection *to = copse_i_arena_take(r->arena, items->count, sizeof *to);
    if (to == NULL) return copse_fail_memory(r->err);
    for (size_t i = 0; i < items->count; i++) {
        copse_status status = copse_i_sim_level_name(r, &from[i].name, from[i].by.text, i, &to[i].name);
        if (status == COPSE_OK) status = read_rule(r, &from[i], &to[i]);
        if (status != COPSE_OK) return status;
        for (size_t j = 0; j < i; j++)
            if (strcmp(to[i].name, to[j].name) == 0)
                return copse_i_sim_fail_name(r, from[i].line, "selection", to[i].name);
    }
    *levels = to;
    return COPSE_OK;
}

/* --------------------------------------------------------------------------------------------------- moderators */

static copse_status read_moderator(const copse_i_sim_reader *r, const copse_i_sim_moderator *from,
                                   copse_simulation_moderator *to)
{
    static const char *const kinds[] = {"binary", "continuous"};
    static const double zero_one[] = {0, 1};
    size_t kind = 0;
    if ((from->kind.line != 0) == (from->values.line != 0))
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: a moderator needs one of 'kind' and 'values'", r->name,
                          from->line);
    to->name = from->name.text;
    to->slope = from->slope.value;
    if (from->kind.line == 0) return copse_i_sim_numbers(r, "values", &from->values, &to->values);
    const copse_status status =
        copse_i_sim_word(r, "kind of moderator", from->kind.text, from->kind.line, kinds, 2, &kind);
    if (kind == 0) to->values = (copse_numbers){zero_one, 2};
    return status;
}

copse_status copse_i_sim_moderators(const copse_i_sim_reader *r, const copse_i_items *items,
                                    copse_simulation_moderator **moderators)
{
    const copse_i_sim_moderator *from = items->item;
    *moderators = NULL;
    if (items->line == 0) return COPSE_OK;
    copse_simulation_moderator *to = copse_i_arena_take(r->arena, items->count, sizeof *to);
    if (to == NULL) return copse_fail_memory(r->err);
    for (size_t i = 0; i < items->count; i++) {
        const copse_status status = read_moderator(r, &from[i], &to[i]);
        if (status != COPSE_OK) return status;
        for (size_t j = 0; j < i; j++)
            if (strcmp(to[i].name, to[j].name) == 0)
                return copse_i_sim_fail_name(r, from[i].line, "moderators", to[i].name);
    }
    *moderators = to;
    return COPSE_OK;
}
