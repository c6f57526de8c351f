#include "study_groups.h"

#include "study_classes.h"
#include "study_strings.h"

#include <stdlib.h>
#include <string.h>

/* place[c]: the place of class c among the levels; name[place]: its text, in the set's store. */
static copse_status place_levels(const copse_frame *frame, const copse_binding *binding, size_t column,
                                 const size_t *first, size_t classes, size_t *place, copse_study_set *set)
{
    char buf[COPSE_NUMBER_TEXT];
    char **name = copse_alloc(classes, sizeof *name); /* in order of appearance */
    if (!name) return COPSE_ENOMEM;
    for (size_t c = 0; c < classes; c++) {
        const char *cell = copse_frame_cell(frame, column, first[c], buf, sizeof buf);
        name[c] = copse_i_strings_add(&set->store, cell, strlen(cell));
        place[c] = COPSE_I_NO_CLASS;
        if (!name[c]) {
            free(name);
            return COPSE_ENOMEM;
        }
    }
    for (size_t l = 0; binding->level && l < binding->levels; l++) {
        for (size_t c = 0; c < classes; c++) {
            if (place[c] != COPSE_I_NO_CLASS || strcmp(name[c], binding->level[l]) != 0) continue;
            set->level[set->levels] = name[c];
            place[c] = set->levels++;
        }
    }
    for (size_t c = 0; c < classes; c++) {
        if (place[c] != COPSE_I_NO_CLASS) continue;
        set->level[set->levels] = name[c];
        place[c] = set->levels++;
    }
    free(name);
    return COPSE_OK;
}

static copse_status assign_groups(const copse_frame *frame, const copse_binding *binding, size_t column,
                                  const size_t *row, const size_t *id, const size_t *first, size_t classes,
                                  copse_study_set *set)
{
    size_t *place = copse_alloc(classes, sizeof *place);
    set->level = copse_alloc(classes, sizeof *set->level);
    set->group = copse_alloc(set->k, sizeof *set->group);
    set->subgroup = copse_i_strings_add(&set->store, frame->column[column].name, strlen(frame->column[column].name));
    copse_status status = COPSE_ENOMEM;
    if (place && set->level && set->group && set->subgroup) {
        status = place_levels(frame, binding, column, first, classes, place, set);
    }
    for (size_t i = 0; status == COPSE_OK && i < set->k; i++) set->group[i] = place[id[row[i]]];
    free(place);
    return status;
}

copse_status copse_i_groups_fill(const copse_frame *frame, const copse_binding *binding, size_t column,
                                 const size_t *row, copse_study_set *set)
{
    const copse_i_keys keys = copse_i_column_keys(frame, column);
    bool *use = copse_alloc(frame->rows, sizeof *use);
    size_t *id = copse_alloc(frame->rows, sizeof *id);
    size_t *first = copse_alloc(frame->rows, sizeof *first);
    size_t classes = 0;
    copse_status status = use && id && first ? COPSE_OK : COPSE_ENOMEM;
    if (status == COPSE_OK) {
        for (size_t i = 0; i < set->k; i++) use[row[i]] = true;
        status = copse_i_classify(&keys, frame->rows, use, id, first, &classes);
    }
    if (status == COPSE_OK) status = assign_groups(frame, binding, column, row, id, first, classes, set);
    free(use);
    free(id);
    free(first);
    return status;
}
