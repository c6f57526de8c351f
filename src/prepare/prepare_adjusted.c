/* Numbers that stand for others: beside them in a column NAME_adj, or in their place. */
#include "prepare_parts.h"

static copse_status adjusted_name(const char *name, copse_text *text, copse_error *err)
{
    copse_text_printf(text, "%s_adj", name);
    return copse_text_status(text) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

copse_status copse_i_adjusted_read(const char *name, const copse_frame *frame, double **number, copse_notes *warnings,
                                   copse_error *err)
{
    copse_text text = {0};
    *number = NULL;
    copse_status status = adjusted_name(name, &text, err);
    if (status == COPSE_OK) {
        const bool again = copse_frame_has(frame, copse_text_string(&text));
        status = copse_i_column_read(frame, again ? copse_text_string(&text) : name, number, warnings, err);
    }
    copse_text_free(&text);
    return status;
}

copse_status copse_i_adjusted_write(const char *name, bool replace, const double *number, copse_frame *frame,
                                    copse_error *err)
{
    if (replace) return copse_i_column_write(frame, name, number, err);
    copse_text text = {0};
    copse_status status = adjusted_name(name, &text, err);
    if (status == COPSE_OK) status = copse_i_column_write(frame, copse_text_string(&text), number, err);
    copse_text_free(&text);
    return status;
}

copse_status copse_i_adjusted_check(const copse_i_columns *columns, const copse_frame *frame, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t q = 0; status == COPSE_OK && q < COPSE_QUANTITY_COUNT; q++) {
        copse_text text = {0};
        status = adjusted_name(columns->name[q], &text, err);
        if (status == COPSE_OK && copse_frame_has(frame, copse_text_string(&text)))
            status = copse_fail(err, COPSE_EUSAGE, "%s has a column %s already: it was adjusted before", frame->source,
                                copse_text_string(&text));
        copse_text_free(&text);
    }
    return status;
}
