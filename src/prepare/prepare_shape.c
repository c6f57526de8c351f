/* The shape of a table: rows of trials, rows of arms, rows of two arms. */
#include "reshape_values.h"

#include <stdlib.h>

copse_shape_opts copse_shape_opts_default(void)
{
    return (copse_shape_opts){.arm = "arm"};
}

static copse_status check_together(const copse_shape_opts *v, copse_error *err)
{
    const int shapes = v->to_long + v->to_wide + v->contrasts;
    if (shapes > 1)
        return copse_fail(err, COPSE_EUSAGE, "--to-long, --to-wide and --contrasts: give one of them a command");
    const char *idle = v->key.count > 0      ? "key"
                       : v->levels.count > 0 ? "levels"
                       : v->values.count > 0 ? "values"
                       : v->reference        ? "reference"
                       : v->all_pairs        ? "all-pairs"
                                             : NULL;
    if (shapes == 0 && idle != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--%s needs --to-long, --to-wide or --contrasts", idle);
    if (!v->contrasts && (v->reference != NULL || v->all_pairs))
        return copse_fail(err, COPSE_EUSAGE, "--%s needs --contrasts", v->reference ? "reference" : "all-pairs");
    if (v->contrasts && v->levels.count > 0)
        return copse_fail(err, COPSE_EUSAGE,
                          "--levels does not go with --contrasts; --reference names the arm that "
                          "others are compared with");
    if (v->to_long && v->key.count > 0)
        return copse_fail(err, COPSE_EUSAGE, "--key does not go with --to-long: each row is a trial");
    return COPSE_OK;
}

/* The key asked for, or the usual one. */
static copse_status find_key(const copse_shape_opts *v, const copse_frame *frame, const char *const **key, size_t *keys,
                             copse_error *err)
{
    static const char *const usual[] = {"trial", "study"};
    *key = v->key.item;
    *keys = v->key.count;
    if (*keys > 0) return COPSE_OK;
    *keys = 1;
    for (size_t i = 0; i < 2; i++) {
        *key = &usual[i];
        if (copse_frame_has(frame, usual[i])) return COPSE_OK;
    }
    return copse_fail(err, COPSE_EUSAGE, "%s: no column 'trial' or 'study': --key COL says which rows are of one trial",
                      frame->source);
}

/* Names of levels: those asked for, or 1, 2, … in `text`. */
static copse_status name_levels(const copse_shape_opts *v, size_t count, char (**text)[24], const char ***level,
                                copse_error *err)
{
    *level = copse_alloc(count, sizeof **level);
    *text = copse_alloc(count, sizeof **text);
    if (*level == NULL || *text == NULL) return copse_fail_memory(err);
    for (size_t l = 0; l < count; l++) {
        char *digits = (*text)[l];
        copse_format_significant(digits, sizeof(*text)[l], (double)(l + 1), 17);
        (*level)[l] = v->levels.count > 0 ? v->levels.item[l] : digits;
    }
    return COPSE_OK;
}

static copse_status to_long(const copse_shape_opts *v, copse_i_value_list *list, const copse_frame *frame,
                            copse_frame *out, copse_error *err)
{
    static const char *const names[] = {"group1", "group2"};
    char(*text)[24] = NULL;
    const char **level = NULL;
    if (list->count == 0)
        return copse_fail(err, COPSE_EUSAGE,
                          "%s: no columns such as n1i and n2i: --values says what differs between "
                          "arms",
                          frame->source);
    copse_reshape shape = {.arm = v->arm, .value = list->value, .values = list->count};
    shape.levels = v->levels.count > 0 ? v->levels.count : copse_i_values_levels(list, frame);
    copse_status status = name_levels(v, shape.levels, &text, &level, err);
    shape.level = level;
    if (v->levels.count == 0 && shape.levels == 2 && copse_frame_has(frame, names[0]) &&
        copse_frame_has(frame, names[1]))
        shape.named = names;
    if (status == COPSE_OK) status = copse_i_values_resolve(list, frame, level, shape.levels, err);
    if (status == COPSE_OK) status = copse_frame_to_long(frame, &shape, out, err);
    free(text);
    free(level);
    return status;
}

static copse_status to_wide(const copse_shape_opts *v, const copse_i_value_list *list, const copse_frame *frame,
                            copse_frame *out, copse_notes *warnings, copse_error *err)
{
    copse_reshape shape = {.arm = v->arm, .value = list->value, .values = list->count};
    if (v->levels.count > 0) shape.level = v->levels.item;
    shape.levels = v->levels.count;
    const copse_status status = find_key(v, frame, &shape.key, &shape.keys, err);
    return status == COPSE_OK ? copse_frame_to_wide(frame, &shape, out, warnings, err) : status;
}

static copse_status contrasts(const copse_shape_opts *v, const copse_i_value_list *list, const copse_frame *frame,
                              copse_frame *out, copse_notes *warnings, copse_error *err)
{
    copse_contrasts asked = {.arm = v->arm,
                             .reference = v->reference,
                             .all_pairs = v->all_pairs,
                             .value = list->value,
                             .values = list->count};
    const copse_status status = find_key(v, frame, &asked.key, &asked.keys, err);
    return status == COPSE_OK ? copse_frame_contrasts(frame, &asked, out, warnings, err) : status;
}

static copse_status find_values(const copse_shape_opts *v, const copse_frame *frame, copse_i_value_list *list,
                                copse_error *err)
{
    if (v->values.count > 0) return copse_i_values_read(&v->values, list, err);
    if (v->to_long) return copse_i_values_of_wide(frame, list, err);
    return v->contrasts ? copse_i_values_of_arms(frame, list, err) : COPSE_OK;
}

copse_status copse_change_shape(const copse_shape_opts *values, copse_frame *frame, copse_notes *warnings,
                                copse_error *err)
{
    copse_i_value_list list = {0};
    copse_frame out = {0};
    copse_status status = check_together(values, err);
    if (status != COPSE_OK || !(values->to_long || values->to_wide || values->contrasts)) return status;
    status = find_values(values, frame, &list, err);
    if (status == COPSE_OK && values->to_long) status = to_long(values, &list, frame, &out, err);
    if (status == COPSE_OK && values->to_wide) status = to_wide(values, &list, frame, &out, warnings, err);
    if (status == COPSE_OK && values->contrasts) status = contrasts(values, &list, frame, &out, warnings, err);
    copse_i_values_release(&list);
    if (status != COPSE_OK) return status;
    copse_frame_free(frame);
    *frame = out;
    return COPSE_OK;
}
