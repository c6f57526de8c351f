/* libFuzzer target: any text as a formula over a small frame. What parses and can be computed has finite numbers, named
 * columns, the same design again from the same rows as new data, and a failure has a message of one line. */
#include <copse/formula.h>

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { ROWS = 6, LONGEST = 400 };

static void must(bool holds)
{
    if (!holds) abort();
}

static void check_design(const copse_design *design, const copse_frame *frame)
{
    double *again = copse_alloc(design->k * design->p, sizeof *again);
    must(design->k == ROWS && design->p >= 1 && design->p <= ROWS && again != NULL);
    for (size_t j = 0; j < design->p; j++) must(design->column[j][0] != '\0' && design->term_of[j] <= design->terms);
    must(copse_design_apply(design, frame, NULL, ROWS, again, NULL) == COPSE_OK);
    for (size_t i = 0; i < design->k * design->p; i++) {
        must(isfinite(design->X[i]));
        must(again[i] == design->X[i]);
    }
    free(again);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const char table[] =
        "x,z,g,h,my var\n1,0.5,a,b,1\n2,1.5,b,b,0\n3,-1,a,c,0\n4,2,c,d,1\n5,7,b,c,2\n6,0,a,d,9\n";
    copse_frame frame;
    if (size > LONGEST) return 0;
    char *text = copse_copy_text((const char *)data, size);
    must(copse_frame_parse("f.csv", table, strlen(table), NULL, &frame, NULL) == COPSE_OK && frame.rows == ROWS);
    copse_formula *formula = NULL;
    copse_design design = {0};
    copse_error err = {0};
    copse_status status = text != NULL ? copse_formula_parse(text, &formula, &err) : COPSE_ENOMEM;
    if (status == COPSE_OK) status = copse_design_build(formula, &frame, NULL, ROWS, NULL, &design, &err);
    if (status == COPSE_OK) check_design(&design, &frame);
    else if (text != NULL) must(strlen(err.text) > 0 && strpbrk(err.text, "\r\n") == NULL);
    must(copse_utf8_valid(err.text, strlen(err.text), NULL));
    copse_design_free(&design);
    copse_formula_free(formula);
    free(text);
    copse_frame_free(&frame);
    return 0;
}
