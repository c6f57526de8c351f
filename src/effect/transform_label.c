/* What shown numbers are called. */
#include <copse/effect.h>

#include <ctype.h>

static void add_capitalised(copse_text *out, const char *name)
{
    copse_text_add_char(out, (char)toupper((unsigned char)name[0]), name[0] != '\0' ? 1 : 0);
    copse_text_add(out, name[0] != '\0' ? name + 1 : "");
}

void copse_transform_label(copse_transform transform, const copse_measure *measure, copse_text *out)
{
    const char *title = measure != NULL && measure->title != NULL ? measure->title : "estimate";
    const char *shown = measure != NULL ? measure->shown : NULL;
    if (transform == COPSE_TRANSFORM_NONE) {
        add_capitalised(out, title);
    } else if (shown != NULL && transform == measure->transform) {
        copse_text_add(out, shown);
    } else if (copse_transform_shown(transform) != NULL) {
        copse_text_add(out, copse_transform_shown(transform));
    } else if (shown != NULL && copse_transform_plain(transform) == measure->transform) {
        copse_text_printf(out, "Mean %c%s", tolower((unsigned char)shown[0]), shown + 1);
    } else {
        copse_text_printf(out, "%s(%s)", copse_transform_name(transform), title);
    }
}
