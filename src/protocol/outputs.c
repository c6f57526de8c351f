/* Writing files into the directory of a run, each noted for the manifest, and the manifest itself. */
#include "run_state.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

char *copse_i_output_path(const copse_i_run *run, const char *name)
{
    copse_text path = {0};
    copse_text_printf(&path, "%s/%s", run->directory, name);
    if (copse_text_status(&path) == COPSE_OK) return path.bytes;
    copse_text_free(&path);
    return NULL;
}

static copse_status note_output(copse_i_run *run, const char *name, const char *bytes, size_t n, copse_error *err)
{
    if (copse_reserve((void **)&run->output, &run->output_capacity, run->outputs + 1, sizeof *run->output) != COPSE_OK)
        return copse_fail_memory(err);
    copse_i_output *output = &run->output[run->outputs];
    *output = (copse_i_output){.name = copse_copy(name)};
    if (output->name == NULL) return copse_fail_memory(err);
    copse_sha256(bytes, n, output->sha256);
    run->outputs++;
    return COPSE_OK;
}

copse_status copse_i_output_write(copse_i_run *run, const char *name, const char *bytes, size_t n, copse_error *err)
{
    char *path = copse_i_output_path(run, name);
    if (path == NULL) return copse_fail_memory(err);
    copse_status status = copse_file_write(path, bytes, n, err);
    if (status == COPSE_OK) status = note_output(run, name, bytes, n, err);
    free(path);
    return status;
}

copse_status copse_i_output_note(copse_i_run *run, const char *name, copse_error *err)
{
    char *bytes = NULL;
    size_t n = 0;
    char *path = copse_i_output_path(run, name);
    if (path == NULL) return copse_fail_memory(err);
    copse_status status = copse_file_read(path, &bytes, &n, err);
    if (status == COPSE_OK) status = note_output(run, name, bytes, n, err);
    free(bytes);
    free(path);
    return status;
}

static int compare_outputs(const void *a, const void *b)
{
    return strcmp(((const copse_i_output *)a)->name, ((const copse_i_output *)b)->name);
}

/* A file read more than once is listed once. */
static bool add_input(json_t *list, const char *file, const char *sha256)
{
    size_t i = 0;
    json_t *entry = NULL;
    json_array_foreach(list, i, entry)
    {
        const char *known = json_string_value(json_object_get(entry, "file"));
        if (known != NULL && strcmp(known, file) == 0) return true;
    }
    return json_array_append_new(list, json_pack("{s:s, s:s}", "file", file, "sha256", sha256)) == 0;
}

/* The name of an input in the manifest: as the protocol gives it, but no absolute path. */
static const char *input_name(const char *given)
{
    const char *slash = strrchr(given, '/');
    return given[0] == '/' && slash != NULL ? slash + 1 : given;
}

static bool add_inputs(const copse_i_run *run, json_t *list)
{
    const copse_i_spec *spec = run->spec;
    bool good = add_input(list, input_name(spec->data.text), run->data.sha256);
    for (size_t i = 0; good && i < spec->described.count; i++)
        good = add_input(list, input_name(copse_i_described_at(spec, i)->table.text), run->described[i].sha256);
    if (good && spec->published.line > 0)
        good = add_input(list, input_name(spec->published.table.text), run->published.sha256);
    return good;
}

/* Of the signs that the multiverses flip, the same in all of them. */
static json_t *seed_of(const copse_i_run *run)
{
    if (run->spec->multiverse.count == 0) return json_null();
    const copse_i_number given = copse_i_multi_at(run->spec, 0)->seed;
    return json_integer(given.line > 0 ? (json_int_t)given.value : 1);
}

static json_t *make_manifest(const copse_i_run *run, const char *command_line)
{
    json_t *inputs = json_array(), *outputs = json_array();
    bool good = inputs != NULL && outputs != NULL && add_inputs(run, inputs);
    for (size_t i = 0; good && i < run->outputs; i++)
        good = add_input(outputs, run->output[i].name, run->output[i].sha256);
    if (!good) {
        json_decref(inputs);
        json_decref(outputs);
        return NULL;
    }
    return json_pack("{s:s, s:s, s:s, s:s?, s:o, s:{s:s, s:s}, s:o, s:o}", "copse", copse_version(), "command", "run",
                     "title", run->spec->title.text, "command_line", command_line, "seed", seed_of(run), "protocol",
                     "file", run->protocol->name, "sha256", run->protocol->sha256, "inputs", inputs, "outputs",
                     outputs);
}

copse_status copse_i_manifest_write(copse_i_run *run, const char *command_line, copse_error *err)
{
    qsort(run->output, run->outputs, sizeof *run->output, compare_outputs);
    if (command_line != NULL && !copse_utf8_valid(command_line, strlen(command_line), NULL))
        return copse_fail(err, COPSE_EENCODING, "the command line is not valid UTF-8, so the manifest cannot hold it");
    json_t *manifest = make_manifest(run, command_line);
    char *text = manifest != NULL ? json_dumps(manifest, JSON_INDENT(2)) : NULL;
    copse_text bytes = {0};
    if (text != NULL) copse_text_printf(&bytes, "%s\n", text);
    copse_status status = copse_fail_memory(NULL);
    if (text != NULL && copse_text_status(&bytes) == COPSE_OK) {
        char *path = copse_i_output_path(run, "manifest.json");
        if (path != NULL) status = copse_file_write(path, bytes.bytes, bytes.length, err);
        free(path);
    }
    if (status == COPSE_ENOMEM) (void)copse_fail_memory(err);
    copse_text_free(&bytes);
    free(text);
    json_decref(manifest);
    return status;
}
