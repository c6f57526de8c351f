/* Columns by index, name or term. */
#include <copse/formula.h>

#include <stdlib.h>
#include <string.h>

static bool choose_name(const copse_design *design, const char *name, bool *chosen)
{
    bool found = false;
    for (size_t j = 0; j < design->p; j++) {
        const bool column = strcmp(design->column[j], name) == 0;
        const bool term = design->term_of[j] > 0 && strcmp(design->term[design->term_of[j] - 1], name) == 0;
        found = found || column || term;
        if (column || term) chosen[j] = true;
    }
    return found;
}

static copse_status choose_index(const copse_design *design, double index, bool *chosen, copse_error *err)
{
    if (!(index >= 1 && index <= (double)design->p) || index != (double)(size_t)index)
        return copse_fail(err, COPSE_ENOTFOUND, "there are coefficients 1 to %zu, and %g is none of them", design->p,
                          index);
    chosen[(size_t)index - 1] = true;
    return COPSE_OK;
}

static copse_status fail_unknown(const copse_design *design, const char *name, copse_error *err)
{
    const size_t n = design->p + design->terms;
    const char **known = copse_alloc(n, sizeof *known);
    if (known == NULL) return copse_fail_memory(err);
    for (size_t j = 0; j < design->p; j++) known[j] = design->column[j];
    for (size_t t = 0; t < design->terms; t++) known[design->p + t] = design->term[t];
    const char *near = copse_nearest(name, known, n);
    const copse_status status =
        near != NULL ? copse_fail(err, COPSE_ENOTFOUND, "no coefficient or term '%s'; did you mean '%s'?", name, near)
                     : copse_fail(err, COPSE_ENOTFOUND, "no coefficient or term '%s'; the last coefficient is '%s'",
                                  name, design->column[design->p - 1]);
    free(known);
    return status;
}

copse_status copse_design_choose(const copse_design *design, const char *name, bool *chosen, copse_error *err)
{
    double index = 0;
    if (design == NULL || name == NULL || chosen == NULL || design->p == 0)
        return copse_fail(err, COPSE_EINVAL, "no design to choose from");
    if (choose_name(design, name, chosen)) return COPSE_OK;
    if (copse_parse_number(name, strlen(name), '.', &index)) return choose_index(design, index, chosen, err);
    return fail_unknown(design, name, err);
}
