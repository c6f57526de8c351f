#include <copse/plot.h>

#include <stdlib.h>
#include <string.h>

#include "picture_finish.h"
#include "picture_fonts.h"
#include "picture_kind.h"
#include "picture_process.h"

/* The first line that gnuplot wrote which says something; it begins with blank lines and the line in question. */
static void first_line(const char *text, char *line, size_t size)
{
    const char *start = text, *reason = strstr(text, "line ");
    if (reason != NULL) start = reason;
    start += strspn(start, " \t\r\n^");
    size_t n = strcspn(start, "\r\n");
    if (n >= size) n = size - 1;
    memcpy(line, start, n);
    line[n] = '\0';
}

/* The script is kept beside the place where the picture should be, and the error says so. */
static copse_status keep_script(const copse_text *script, const char *picture, const char *program, const char *what,
                                const char *advice, copse_error *err)
{
    copse_text path = {0};
    copse_text_printf(&path, "%s.gp", picture);
    if (path.failed) return copse_fail_memory(err);
    copse_status st = copse_file_write(copse_text_string(&path), copse_text_string(script), script->length, err);
    if (st == COPSE_OK)
        st = copse_fail(err, COPSE_EEXTERNAL, "%s: %s %s; the script is kept: %s%s %s", picture, program, what, advice,
                        program, copse_text_string(&path));
    copse_text_free(&path);
    return st;
}

static copse_status judge(const process_result *result, picture_kind kind, const copse_text *script,
                          const char *picture, const char *program, copse_error *err)
{
    char line[256], what[320];
    if (result->missing)
        return keep_script(script, picture, program, "not found",
                           "install it (on Debian and Ubuntu: apt install gnuplot-nox) and run: ", err);
    if (result->exit_code == 0 && copse_i_picture_begins(kind, copse_text_string(&result->out), result->out.length))
        return COPSE_OK;
    first_line(copse_text_string(&result->error), line, sizeof line);
    copse_text said = {0};
    copse_text_printf(&said, "%s%s%s", result->exit_code == 0 ? "made no picture" : "failed", line[0] ? ": " : "",
                      line);
    (void)strncpy(what, copse_text_string(&said), sizeof what - 1);
    what[sizeof what - 1] = '\0';
    copse_text_free(&said);
    return keep_script(script, picture, program, what, "see why with: ", err);
}

static copse_status run_gnuplot(picture_kind kind, const copse_text *script, const char *picture, copse_text *finished,
                                copse_error *err)
{
    char defaults[] = "--default-settings", from[] = "-";
    const char *chosen = getenv("COPSE_GNUPLOT");
    char *program = copse_copy(chosen != NULL && chosen[0] != '\0' ? chosen : "gnuplot");
    char *const argv[] = {program, defaults, from, NULL};
    process_result result = {0};
    copse_text input = {0};
    copse_status st = program == NULL ? copse_fail_memory(err) : COPSE_OK;
    const bool paints_text = kind == PICTURE_PDF || kind == PICTURE_PNG || kind == PICTURE_EPS;
    /* In the script and not by gnuplot's -e, after which it reads no blocks in braces from standard input. */
    copse_text_add(&input, "to_standard_output = 1\n");
    if (st == COPSE_OK && paints_text) st = copse_i_replace_unknown_characters(copse_text_string(script), &input, err);
    else copse_text_add(&input, copse_text_string(script));
    if (st == COPSE_OK && copse_text_status(&input) != COPSE_OK) st = copse_fail_memory(err);
    if (st == COPSE_OK) st = copse_i_process_run(argv, copse_text_string(&input), input.length, &result, err);
    if (st == COPSE_OK) st = judge(&result, kind, script, picture, program, err);
    if (st == COPSE_OK) copse_i_picture_finish(kind, copse_text_string(script), &result.out, finished);
    if (st == COPSE_OK && copse_text_status(finished) != COPSE_OK) st = copse_fail_memory(err);
    copse_i_process_free(&result);
    copse_text_free(&input);
    free(program);
    return st;
}

copse_status copse_plot_render(const copse_text *script, const char *picture, copse_error *err)
{
    copse_status st = copse_plot_check_ending(picture, err);
    if (st != COPSE_OK) return st;
    const picture_kind kind = copse_i_picture_kind(picture);
    if (kind == PICTURE_GP) return copse_file_write(picture, copse_text_string(script), script->length, err);
    copse_text finished = {0};
    st = run_gnuplot(kind, script, picture, &finished, err);
    if (st == COPSE_OK) st = copse_file_write(picture, finished.bytes, finished.length, err);
    copse_text_free(&finished);
    return st;
}
