/* What columns are called in wide form. */
#include "reshape_parts.h"

#include <string.h>

copse_status copse_i_wide_name(const copse_frame *frame, const copse_reshape_value *value, size_t l,
                               const char *const *level, size_t levels, const char *joint, copse_text *out,
                               copse_error *err)
{
    if (value->column != NULL && value->columns != levels)
        return copse_fail(err, COPSE_EUSAGE, "%s: %zu %s for %s, but %zu %s", frame->source, value->columns,
                          copse_plural(value->columns, "column", "columns"), value->name, levels,
                          copse_plural(levels, "arm", "arms"));
    if (value->column != NULL) {
        copse_text_add(out, value->column[l]);
    } else if (value->pattern != NULL) {
        const char *at = value->pattern;
        for (const char *sign; (sign = strchr(at, '#')) != NULL; at = sign + 1) {
            copse_text_add_bytes(out, at, (size_t)(sign - at));
            copse_text_add(out, level[l]);
        }
        copse_text_add(out, at);
    } else {
        copse_text_printf(out, "%s%s%s", value->name, joint, level[l]);
    }
    return copse_text_status(out) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}
