#include "rob_columns.h"

#include <stdlib.h>
#include <string.h>

/* "rob_missing_data" -> "Missing data" */
static char *domain_name(const char *column)
{
    static const char *const prefix[] = {"rob_", "rob.", "RoB_", "ROB_"};
    for (size_t i = 0; i < 4; i++)
        if (strncmp(column, prefix[i], 4) == 0 && column[4] != '\0') {
            column += 4;
            break;
        }
    char *name = copse_copy(column);
    if (name == NULL) return NULL;
    for (char *at = name; *at != '\0'; at++)
        if (*at == '_' || *at == '.') *at = ' ';
    if (name[0] >= 'a' && name[0] <= 'z') name[0] = (char)(name[0] - 'a' + 'A');
    return name;
}

static copse_status read_column(const char *column, size_t d, const copse_i_task *task, copse_i_rob_columns *rob,
                                copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    size_t index = 0;
    const copse_status status = copse_frame_column(&task->file, column, &index, err);
    if (status != COPSE_OK) return err->status = COPSE_EUSAGE;
    for (size_t i = 0; i < task->set.k; i++) {
        const char *cell = copse_frame_cell(&task->file, index, task->set.row[i] - 1, buf, sizeof buf);
        if (copse_judgement_find(cell != NULL ? cell : "", &rob->judgement[i * rob->domains + d]) != COPSE_OK)
            return copse_fail(err, COPSE_EPARSE,
                              "%s:%zu: %s: '%s' is no judgement: low, some concerns, high, critical, no information",
                              task->file.source, task->set.line[i], column, cell);
    }
    rob->name[d] = domain_name(column);
    return rob->name[d] != NULL ? COPSE_OK : copse_fail_memory(err);
}

copse_status copse_i_rob_read(const copse_i_list *columns, const copse_i_task *task, copse_i_rob_columns *rob,
                              copse_error *err)
{
    rob->domains = columns->count;
    rob->name = copse_alloc(columns->count, sizeof *rob->name);
    rob->judgement = copse_alloc(columns->count, task->set.k * sizeof *rob->judgement);
    if (rob->name == NULL || rob->judgement == NULL) return copse_fail_memory(err);
    copse_status status = COPSE_OK;
    for (size_t d = 0; status == COPSE_OK && d < columns->count; d++)
        status = read_column(columns->item[d], d, task, rob, err);
    return status;
}

void copse_i_rob_free(copse_i_rob_columns *rob)
{
    for (size_t d = 0; rob->name != NULL && d < rob->domains; d++) free(rob->name[d]);
    free(rob->name);
    free(rob->judgement);
    *rob = (copse_i_rob_columns){0};
}
