#include "simulate_export.h"

#include <copse/report.h>

#define PIECE ((size_t)1 << 18)

/* Hands over what there is, once it is a piece or `all` of it. */
static copse_status hand_over(copse_output *output, copse_text *text, bool all, copse_error *err)
{
    if (copse_text_status(text) != COPSE_OK) return copse_fail_memory(err);
    if (text->length == 0 || (!all && text->length < PIECE)) return COPSE_OK;
    const copse_status status = copse_output_write(output, text->bytes, text->length, err);
    text->length = 0;
    return status;
}

static copse_status write_all(const copse_simulation *simulation, copse_output *output, copse_text *text,
                              copse_simulation_sample *sample, copse_error *err)
{
    const copse_simulation_design *d = copse_simulation_of(simulation);
    copse_report_simulation_header(simulation, text);
    copse_status status = hand_over(output, text, false, err);
    for (size_t cell = 0; cell < d->cells; cell++)
        for (uint64_t b = 0; b < d->replicates && status == COPSE_OK; b++) {
            status = copse_simulation_replicate(simulation, cell, b, sample, err);
            if (status != COPSE_OK) break;
            copse_report_simulation_rows(simulation, cell, b, sample, text);
            status = hand_over(output, text, false, err);
        }
    return status == COPSE_OK ? hand_over(output, text, true, err) : status;
}

copse_status copse_i_simulate_export(const copse_simulation *simulation, const char *path, copse_error *err)
{
    copse_output *output = NULL;
    copse_text text = {0};
    copse_simulation_sample sample = {0};
    copse_status status = copse_output_open(path, &output, err);
    if (status != COPSE_OK) return status;
    status = write_all(simulation, output, &text, &sample, err);
    if (status == COPSE_OK) status = copse_output_close(output, true, err);
    else (void)copse_output_close(output, false, NULL);
    copse_text_free(&text);
    copse_simulation_sample_free(&sample);
    return status;
}
