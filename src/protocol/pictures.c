/* Pictures of a run: the script is always written, the pictures where gnuplot can be run. */
#include "run_state.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* The copy of the script that a failed drawing leaves beside the picture: the script of the run says the same. */
static void remove_kept_script(const char *picture)
{
    copse_text kept = {0};
    copse_text_printf(&kept, "%s.gp", picture);
    if (copse_text_status(&kept) == COPSE_OK) (void)unlink(kept.bytes);
    copse_text_free(&kept);
}

/* Draws one picture. Want of gnuplot is a warning; `*drawing` then turns false and no more are tried. */
static copse_status draw(copse_i_run *run, const copse_text *script, const char *name, bool *drawing, copse_error *err)
{
    copse_error own = {0};
    char *path = copse_i_output_path(run, name);
    if (path == NULL) return copse_fail_memory(err);
    copse_status status = copse_plot_render(script, path, &own);
    if (status == COPSE_OK) status = copse_i_output_note(run, name, &own);
    if (status == COPSE_EEXTERNAL) remove_kept_script(path);
    free(path);
    if (status == COPSE_OK) return COPSE_OK;
    if (status != COPSE_EEXTERNAL) return copse_fail(err, status, "%s", own.text);
    *drawing = false;
    const char *kept = strstr(own.text, "; the script is kept");
    const int length = kept != NULL ? (int)(kept - own.text) : (int)strlen(own.text);
    copse_note(run->warnings,
               "no plot drawn from %s on: %.*s; their scripts are in plots/: install gnuplot (5.4 or later) and run "
               "gnuplot on them there, or run the protocol again",
               name, length, own.text);
    return COPSE_OK;
}

static copse_status picture_name(const char *plot, const char *ending, copse_text *name, copse_error *err)
{
    name->length = 0;
    copse_text_printf(name, "plots/%s.%s", plot, ending);
    return copse_text_status(name) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

copse_status copse_i_pictures_write(copse_i_run *run, const char *name, copse_i_script_maker *make, const void *plot,
                                    bool *drawing, copse_error *err)
{
    static const char *const usual[] = {"svg", "pdf"};
    const copse_i_strings *given = &run->spec->plots.formats;
    const char *const *formats = given->line > 0 ? given->text : usual;
    const size_t n = given->line > 0 ? given->count : 2;
    copse_text script = {0}, path = {0};
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < n; i++) {
        script.length = 0;
        status = picture_name(name, formats[i], &path, err);
        if (status == COPSE_OK) status = make(plot, path.bytes + strlen("plots/"), &script, err);
        if (status == COPSE_OK && *drawing) status = draw(run, &script, path.bytes, drawing, err);
        if (status == COPSE_OK && i == 0) {
            status = picture_name(name, "gp", &path, err);
            if (status == COPSE_OK) status = copse_i_output_write(run, path.bytes, script.bytes, script.length, err);
        }
    }
    copse_text_free(&script);
    copse_text_free(&path);
    return status;
}
