#include "plot_template.h"

#include "plot_text.h"

#include <stdlib.h>
#include <string.h>

copse_status copse_i_add_template(const char *name, copse_text *script, copse_error *err)
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

void copse_i_add_block(copse_text *script, const char *name, const char *end, const copse_text *block)
{
    copse_text_printf(script, "$%s << %s\n", name, end);
    copse_text_add(script, copse_text_string(block));
    if (block->failed) script->failed = true;
    copse_text_printf(script, "%s\n\n", end);
}

void copse_i_add_picture_name(const char *picture, const char *file, picture_kind kind, copse_text *script)
{
    copse_text name = {0}, usual = {0};
    copse_text_printf(&usual, "%s.pdf", file);
    const char *slash = picture == NULL ? NULL : strrchr(picture, '/');
    const char *base = picture == NULL ? copse_text_string(&usual) : slash != NULL ? slash + 1 : picture;
    copse_i_clean_label(base, &name);
    if (name.failed || usual.failed) script->failed = true;
    const char *clean = copse_text_string(&name);
    copse_text_printf(script, "$picture << END_OF_PICTURE\n%s%s%s\nEND_OF_PICTURE\n", clean[0] == '|' ? "./" : "",
                      clean, kind == PICTURE_GP ? ".pdf" : "");
    copse_text_free(&name);
    copse_text_free(&usual);
}
