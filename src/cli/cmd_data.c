/* copse data, copse data NAME, copse data NAME --export DIR */
#include "commands.h"
#include "data_export.h"
#include "task.h"
#include "terminal.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct data {
    const char *name;
    struct what {
        const char *table, *export;
    } what;
    copse_i_output_values output;
};

static copse_status write_document(const copse_document *document, const char *appendix,
                                   const copse_i_output_values *output, copse_error *err)
{
    const copse_render_opts opts = copse_i_render_opts(output);
    copse_text text = {0};
    copse_status status = copse_document_render(document, &opts, &text, err);
    if (appendix != NULL) copse_text_printf(&text, "\n%s", appendix);
    if (status == COPSE_OK) status = copse_i_output(output->output, &text, err);
    copse_text_free(&text);
    return status;
}

/* ------------------------------------------------------------------------------------------------ list */

static copse_status list_datasets(const struct data *data, copse_error *err)
{
    copse_dataset *list = NULL;
    size_t count = 0;
    copse_status status = copse_dataset_list(&list, &count, err);
    if (status != COPSE_OK) return status;
    copse_document *document = copse_document_new();
    if (document == NULL) {
        copse_dataset_list_free(list, count);
        return copse_fail_memory(err);
    }
    copse_document_table(document, "datasets", NULL);
    copse_document_column(document, "name", "Name", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "tables", "Tables", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "protocol", "Protocol", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "title", "Title", COPSE_ALIGN_LEFT, -1);
    for (size_t i = 0; i < count; i++) {
        copse_document_row(document);
        copse_document_text(document, list[i].name);
        copse_document_number(document, (double)list[i].tables);
        copse_document_text(document, list[i].protocol ? "yes" : "no");
        copse_document_text(document, list[i].title);
    }
    status = write_document(document, NULL, &data->output, err);
    copse_document_free(document);
    copse_dataset_list_free(list, count);
    return status;
}

/* ------------------------------------------------------------------------------------------------ one table */

static void add_cell(copse_document *document, const copse_column *column, size_t row)
{
    if (column->type == COPSE_COLUMN_NUMBER) copse_document_number(document, column->number[row]);
    else copse_document_text(document, column->text[row]);
}

static copse_status print_table(const char *at_name, const char *id, const copse_i_output_values *output,
                                copse_error *err)
{
    const copse_frame_opts opts = copse_frame_opts_default();
    copse_frame frame = {0};
    copse_document *document = NULL;
    copse_status status = copse_frame_read(at_name, &opts, &frame, err);
    if (status != COPSE_OK) goto out;
    document = copse_document_new();
    if (document == NULL) {
        status = copse_fail_memory(err);
        goto out;
    }
    copse_document_table(document, id, NULL);
    for (size_t c = 0; c < frame.columns; c++)
        copse_document_column(document, frame.column[c].name, frame.column[c].name,
                              frame.column[c].type == COPSE_COLUMN_NUMBER ? COPSE_ALIGN_DECIMAL : COPSE_ALIGN_LEFT, -1);
    for (size_t r = 0; r < frame.rows; r++) {
        copse_document_row(document);
        for (size_t c = 0; c < frame.columns; c++) add_cell(document, &frame.column[c], r);
    }
    status = write_document(document, NULL, output, err);
out:
    copse_document_free(document);
    copse_frame_free(&frame);
    return status;
}

/* ------------------------------------------------------------------------------------------------ describe */

static size_t missing_in(const copse_column *column, size_t rows)
{
    size_t missing = 0;
    for (size_t r = 0; r < rows; r++)
        missing += column->type == COPSE_COLUMN_NUMBER ? isnan(column->number[r]) != 0 : column->text[r] == NULL;
    return missing;
}

static void open_table_list(copse_document *document)
{
    copse_document_table(document, "tables", NULL);
    copse_document_column(document, "table", "Table", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "file", "As FILE", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "rows", "Rows", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "columns", "Columns", COPSE_ALIGN_RIGHT, 0);
}

static void open_column_list(copse_document *document)
{
    copse_document_table(document, "columns", NULL);
    copse_document_column(document, "table", "Table", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "column", "Column", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "type", "Type", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "missing", "Missing", COPSE_ALIGN_RIGHT, 0);
}

/* "@bcg" for the main table, "@peer_support/published_pools" for another. */
static copse_status table_reference(const copse_dataset *set, size_t table, copse_text *out, copse_error *err)
{
    out->length = 0;
    copse_text_printf(out, "@%s", set->name);
    if (table > 0) copse_text_printf(out, "/%s", set->table[table]);
    return copse_text_status(out) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

static void add_table_row(copse_document *document, const char *table, const char *file, const copse_frame *frame)
{
    copse_document_row(document);
    copse_document_text(document, table);
    copse_document_text(document, file);
    copse_document_number(document, (double)frame->rows);
    copse_document_number(document, (double)frame->columns);
}

static void add_column_rows(copse_document *document, const char *table, const copse_frame *frame)
{
    for (size_t c = 0; c < frame->columns; c++) {
        copse_document_row(document);
        copse_document_text(document, table);
        copse_document_text(document, frame->column[c].name);
        copse_document_text(document, frame->column[c].type == COPSE_COLUMN_NUMBER ? "number" : "text");
        copse_document_number(document, (double)missing_in(&frame->column[c], frame->rows));
    }
}

/* One of the two lists, over all tables of the data set. */
static copse_status add_list(copse_document *document, const copse_dataset *set, bool columns, copse_error *err)
{
    const copse_frame_opts opts = copse_frame_opts_default();
    copse_text file = {0};
    copse_status status = COPSE_OK;
    if (columns) open_column_list(document);
    else open_table_list(document);
    for (size_t t = 0; status == COPSE_OK && t < set->tables; t++) {
        copse_frame frame = {0};
        status = table_reference(set, t, &file, err);
        if (status == COPSE_OK) status = copse_frame_read(copse_text_string(&file), &opts, &frame, err);
        if (status == COPSE_OK && columns) add_column_rows(document, set->table[t], &frame);
        else if (status == COPSE_OK) add_table_row(document, set->table[t], copse_text_string(&file), &frame);
        copse_frame_free(&frame);
    }
    copse_text_free(&file);
    return status;
}

static copse_status describe(const copse_dataset *set, const copse_i_output_values *output, copse_error *err)
{
    const bool people = output->format == COPSE_FORMAT_TEXT || output->format == COPSE_FORMAT_MARKDOWN;
    char *codebook = NULL;
    copse_document *document = copse_document_new();
    if (document == NULL) return copse_fail_memory(err);
    if (people) copse_document_heading(document, 1, set->title);
    copse_status status = add_list(document, set, false, err);
    if (status == COPSE_OK && !people) status = add_list(document, set, true, err);
    if (status == COPSE_OK && people) status = copse_i_dataset_file(set, "README.md", &codebook, NULL, err);
    if (status == COPSE_OK) status = write_document(document, codebook, output, err);
    free(codebook);
    copse_document_free(document);
    return status;
}

/* ------------------------------------------------------------------------------------------------ the command */

static copse_status find_table(const copse_dataset *set, const char *name, size_t *index, copse_error *err)
{
    *index = 0;
    if (name == NULL) return COPSE_OK;
    for (; *index < set->tables; ++*index)
        if (strcmp(set->table[*index], name) == 0) return COPSE_OK;
    const char *near = copse_nearest(name, (const char *const *)set->table, set->tables);
    if (near != NULL)
        return copse_fail(err, COPSE_ENOTFOUND, "@%s has no table '%s'; did you mean '%s'?", set->name, name, near);
    return copse_fail(err, COPSE_ENOTFOUND, "@%s has no table '%s' (copse data %s lists them)", set->name, name,
                      set->name);
}

static copse_status show(const struct data *data, const copse_dataset *set, copse_error *err)
{
    size_t table = 0;
    copse_status status = find_table(set, data->what.table, &table, err);
    if (status != COPSE_OK) return status;
    if (data->what.export != NULL)
        return copse_i_dataset_export(set, data->what.table != NULL ? &table : NULL, data->what.export,
                                      data->output.quiet, err);
    if (data->what.table == NULL) return describe(set, &data->output, err);
    copse_text file = {0};
    status = table_reference(set, table, &file, err);
    if (status == COPSE_OK) status = print_table(copse_text_string(&file), set->table[table], &data->output, err);
    copse_text_free(&file);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    (void)call;
    const struct data *data = values;
    if (data->name == NULL && (data->what.table != NULL || data->what.export != NULL))
        return copse_fail(err, COPSE_EUSAGE, "data needs a NAME for --table and --export (copse data lists them)");
    if (data->name == NULL) return list_datasets(data, err);
    copse_dataset *list = NULL;
    size_t count = 0;
    size_t index = 0;
    copse_status status = copse_dataset_list(&list, &count, err);
    if (status == COPSE_OK) status = copse_i_dataset_find(list, count, data->name, &index, err);
    if (status == COPSE_OK) status = show(data, &list[index], err);
    copse_dataset_list_free(list, count);
    return status;
}

static const copse_i_option WHAT[] = {
    {.name = "table",
     .kind = COPSE_I_TEXT,
     .argument = "TABLE",
     .help = "print this table, or export only this one",
     .offset = offsetof(struct what, table)},
    {.name = "export",
     .kind = COPSE_I_PATH,
     .argument = "DIR|FILE.csv",
     .help = "copy every file of the data set to a folder, or one table to a .csv file",
     .offset = offsetof(struct what, export)},
};

static const copse_i_option OUTPUT[] = {COPSE_I_OPTION_FORMAT, COPSE_I_OPTION_OUTPUT,
                                        COPSE_I_OPTION_QUIET("not the paths of exported files")};

static const copse_i_group GROUPS[] = {
    {"What", WHAT, COPSE_I_COUNT(WHAT), offsetof(struct data, what)},
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(struct data, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse data", "the data sets that come with copse"},
    {"copse data smit2023", "one of them, with its codebook"},
    {"copse data smit2023 --table published", "a table of it"},
    {"copse data smit2023 --export smit2023.csv", "a copy to work on"},
};

const copse_i_command copse_i_cmd_data = {
    .name = "data",
    .section = "Data",
    .summary = "lists, describes and exports the bundled data sets",
    .description = "Without a NAME: the data sets that come with copse. With one: its tables and its codebook, which "
                   "gives the source, the licence and the meaning of every column. Any command takes @NAME, or "
                   "@NAME/TABLE, where it takes a FILE.",
    .operand = {.name = "NAME", .help = "a data set, with or without the @", .offset = offsetof(struct data, name)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct data),
    .run = run,
};
