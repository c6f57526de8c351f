/* libFuzzer target: any text as a filter expression over a small frame. `not (…)` must keep none of the rows that the
 * expression keeps, and a failure must have a message of one line. */
#include <copse/frame.h>

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROWS = 4 };

static void must(bool holds)
{
    if (!holds) abort();
}

static void check_negation(const copse_frame *frame, const char *expression, const bool *keep)
{
    bool others[ROWS];
    copse_text negation = {0};
    copse_text_printf(&negation, "not (%s)", expression);
    const copse_status status = copse_frame_where(frame, copse_text_string(&negation), others, NULL);
    must(status == COPSE_OK || status == COPSE_EPARSE); /* it may be nested too deep now */
    for (size_t r = 0; status == COPSE_OK && r < ROWS; r++) must(!(keep[r] && others[r]));
    copse_text_free(&negation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char table[] = "a,b,x,n\n1,2,u,\n3,,v,\n,4,,\n-1,0,\xC3\xA9,\n";
    copse_frame frame;
    char *expression = copse_copy_text((const char *)data, size);
    must(copse_frame_parse("f.csv", table, strlen(table), NULL, &frame, NULL) == COPSE_OK && frame.rows == ROWS);
    if (expression != NULL) {
        bool keep[ROWS];
        copse_error err = {0};
        const copse_status status = copse_frame_where(&frame, expression, keep, &err);
        must(copse_frame_where_check(&frame, expression, NULL) == status);
        if (status == COPSE_OK) check_negation(&frame, expression, keep);
        else must(strlen(err.text) > 0 && strpbrk(err.text, "\r\n") == NULL);
        must(copse_utf8_valid(err.text, strlen(err.text), NULL));
    }
    free(expression);
    copse_frame_free(&frame);
    return 0;
}
