/* Bootstrap distributions as a plot. */
#include "histogram_panel.h"

#include <stdlib.h>

/* Appends the text of a template that comes with copse. */
static copse_status add_template(const char *name, copse_text *script, copse_error *err)
{
    char *path = NULL, *bytes = NULL;
    size_t n = 0;
    copse_status status = copse_resource_path(name, &path, err);
    if (status == COPSE_OK) status = copse_file_read(path, &bytes, &n, err);
    if (status == COPSE_OK) copse_text_add_bytes(script, bytes, n);
    free(bytes);
    free(path);
    return status;
}

copse_status copse_plot_bootstrap(const copse_histogram_data *data, const char *picture, copse_text *script,
                                  copse_error *err)
{
    if (data == NULL || data->boot == NULL || data->plan == NULL || data->names == NULL || data->summary == NULL ||
        data->interval == NULL || script == NULL)
        return copse_fail(err, COPSE_EINVAL, "a plot of a bootstrap needs its results");
    const picture_kind kind = picture == NULL ? PICTURE_PDF : copse_i_picture_kind(picture);
    if (kind == PICTURE_UNKNOWN) return copse_plot_check_ending(picture, err);
    histogram_page page = {0};
    copse_status status = copse_i_histogram_lay_out(data, &page, err);
    if (status == COPSE_OK) {
        copse_i_histogram_write(data, &page, kind, picture, script);
        status = add_template("plots/style.gp", script, err);
    }
    if (status == COPSE_OK) status = add_template("plots/bootstrap.gp", script, err);
    if (status == COPSE_OK && copse_text_status(script) != COPSE_OK) status = copse_fail_memory(err);
    copse_i_histogram_free(&page);
    return status;
}
