#include "rob_columns.h"

#include "rob_words.h"

#include <stddef.h>
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

static const char *tool_choice(size_t i)
{
    return i < COPSE_ROB_TOOL_COUNT ? copse_rob_tool_name((copse_rob_tool)i) : NULL;
}

#define AT(member) .offset = offsetof(copse_i_rob_values, member)
const copse_i_option copse_i_rob_options[copse_i_rob_count] = {
    {.name = "rob",
     .kind = COPSE_I_LIST,
     .argument = "COL[,COL...]",
     .help = "columns of judgements of risk of bias",
     AT(columns)},
    {.name = "rob-tool",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "whose words they are: RoB 2 (low, some concerns, high, no information), the first Cochrane tool and "
             "QUADAS-2 (low, unclear, high), ROBINS-I (low, moderate, serious, critical, no information); default: the "
             "first of these that has them all",
     .choice = tool_choice,
     AT(tool)},
    {.name = "rob-words",
     .kind = COPSE_I_LIST,
     .argument = "WORD=LEVEL[,...]",
     .help = "words of your own, each with what it stands for: low, some, high, critical, na; e.g. "
             "good=low,fair=some,poor=high, or stars 4=low,3=low,2=some,1=high,0=high",
     AT(words)},
};
#undef AT

static copse_status find_columns(const copse_i_list *columns, const copse_i_task *task, size_t *index, copse_error *err)
{
    for (size_t d = 0; d < columns->count; d++)
        if (copse_frame_column(&task->file, columns->item[d], &index[d], err) != COPSE_OK)
            return err->status = COPSE_EUSAGE;
    return COPSE_OK;
}

static const char *cell_of(const copse_i_task *task, size_t index, size_t study, char *buf, size_t size)
{
    const char *cell = copse_frame_cell(&task->file, index, task->set.row[study] - 1, buf, size);
    return cell != NULL ? cell : "";
}

/* All cells are met before any is read: the words tell the tool. */
static copse_status meet_cells(const copse_i_rob_values *asked, const copse_i_task *task, const size_t *index,
                               copse_i_rob_reader *reader, copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    for (size_t d = 0; d < asked->columns.count; d++)
        for (size_t i = 0; i < task->set.k; i++) {
            const char *cell = cell_of(task, index[d], i, buf, sizeof buf);
            if (copse_i_rob_reader_meet(reader, cell) == COPSE_OK) continue;
            copse_text what = {0};
            copse_i_rob_reader_say(asked, reader, cell, &what);
            const copse_status status =
                copse_fail(err, COPSE_EPARSE, "%s:%zu: %s: '%s' is %s", task->file.source, task->set.line[i],
                           asked->columns.item[d], cell, copse_text_string(&what));
            copse_text_free(&what);
            return status;
        }
    return COPSE_OK;
}

static copse_status judge_cells(const copse_i_rob_values *asked, const copse_i_task *task, const size_t *index,
                                const copse_i_rob_reader *reader, copse_i_rob_columns *rob, copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    for (size_t d = 0; d < rob->domains; d++) {
        for (size_t i = 0; i < task->set.k; i++)
            rob->judgement[i * rob->domains + d] =
                copse_i_rob_reader_judge(reader, cell_of(task, index[d], i, buf, sizeof buf));
        rob->name[d] = domain_name(asked->columns.item[d]);
        if (rob->name[d] == NULL) return copse_fail_memory(err);
    }
    copse_i_rob_reader_words(reader, rob);
    return rob->store.failed ? copse_fail_memory(err) : COPSE_OK;
}

copse_status copse_i_rob_read(const copse_i_rob_values *asked, const copse_i_task *task, copse_i_rob_columns *rob,
                              copse_error *err)
{
    const size_t n = asked->columns.count;
    copse_i_rob_reader reader;
    copse_status status = copse_i_rob_reader_begin(asked, &reader, err);
    if (status != COPSE_OK) return status;
    rob->domains = n;
    rob->name = copse_alloc(n, sizeof *rob->name);
    rob->judgement = copse_alloc(n, task->set.k * sizeof *rob->judgement);
    size_t *index = copse_alloc(n, sizeof *index);
    if (rob->name == NULL || rob->judgement == NULL || index == NULL) {
        free(index);
        return copse_fail_memory(err);
    }
    status = find_columns(&asked->columns, task, index, err);
    if (status == COPSE_OK) status = meet_cells(asked, task, index, &reader, err);
    if (status == COPSE_OK) status = judge_cells(asked, task, index, &reader, rob, err);
    free(index);
    return status;
}

void copse_i_rob_free(copse_i_rob_columns *rob)
{
    for (size_t d = 0; rob->name != NULL && d < rob->domains; d++) free(rob->name[d]);
    free(rob->name);
    free(rob->judgement);
    copse_text_free(&rob->store);
    *rob = (copse_i_rob_columns){0};
}
