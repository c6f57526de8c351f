/* Bootstrap distributions as a plot. */
#include "histogram_panel.h"

#include "plot_template.h"

#include <stdlib.h>

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
        status = copse_i_add_template("plots/style.gp", script, err);
    }
    if (status == COPSE_OK) status = copse_i_add_template("plots/bootstrap.gp", script, err);
    if (status == COPSE_OK && copse_text_status(script) != COPSE_OK) status = copse_fail_memory(err);
    copse_i_histogram_free(&page);
    return status;
}
