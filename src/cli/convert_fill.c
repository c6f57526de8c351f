/* The step of copse convert that computes what was not reported, from its options. */
#include "convert_fill.h"

#include <copse/prepare.h>

static copse_names names(const copse_i_list *list)
{
    return (copse_names){list->item, list->count};
}

copse_status copse_i_convert_fill(const copse_i_fill_values *values, copse_frame *frame, copse_notes *warnings,
                                  copse_error *err)
{
    const copse_prepare_opts opts = {.fill = names(&values->fill),
                                     .from = names(&values->from),
                                     .how = values->how,
                                     .replace = values->replace,
                                     .quartiles = (copse_five_method)values->quartiles,
                                     .any_skewness = values->any_skewness,
                                     .level = values->level,
                                     .correlation = values->correlation,
                                     .one_sided = values->one_sided,
                                     .uncorrected = values->uncorrected,
                                     .combine = names(&values->combine),
                                     .split = names(&values->split),
                                     .cluster_size = values->cluster_size,
                                     .icc = values->icc,
                                     .cluster_cv = values->cluster_cv,
                                     .from_to = names(&values->from_to),
                                     .delta = values->delta,
                                     .into = names(&values->into)};
    return copse_prepare(&opts, frame, warnings, err);
}
