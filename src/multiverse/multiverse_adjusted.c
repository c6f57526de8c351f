/* How the sets of a multiverse are adjusted: by a regression on what makes small studies small, or by copse_adjust_effects. */
#include "multiverse_store.h"

#include <math.h>
#include <stdlib.h>

static bool is_regression(copse_adjustment adjustment)
{
    return adjustment == COPSE_ADJUSTMENT_PET || adjustment == COPSE_ADJUSTMENT_PEESE ||
           adjustment == COPSE_ADJUSTMENT_PET_PEESE;
}

static bool asks_for_designs(const copse_multiverse_request *request)
{
    for (size_t i = 0; i < request->adjustments; i++)
        if (is_regression(request->adjustment[i])) return true;
    return false;
}

static bool are_equal(const copse_study_set *studies)
{
    for (size_t i = 1; i < studies->k; i++)
        if (studies->vi[i] != studies->vi[0]) return false;
    return true;
}

copse_status copse_i_multiverse_designs(const copse_multiverse_request *request, copse_i_multiverse_store *store,
                                        size_t b, const copse_study_set *studies, copse_error *err)
{
    const size_t k = studies->k;
    if (!asks_for_designs(request) || k < 3 || are_equal(studies)) return COPSE_OK;
    double *design = copse_alloc(4 * k, sizeof *design);
    if (design == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < k; i++) {
        design[2 * i] = design[2 * (k + i)] = 1;
        design[2 * i + 1] = sqrt(studies->vi[i]);
        design[2 * (k + i) + 1] = studies->vi[i];
    }
    store->design[b] = design;
    return COPSE_OK;
}

static void set_designs(const double *design, copse_adjustment adjustment, copse_multiverse_set *set)
{
    if (design == NULL) {
        set->why = set->k < 3 ? "too few studies for a regression on the standard error"
                              : "the standard errors are all the same: no regression on them";
        return;
    }
    const double *on_variance = design + 2 * set->k;
    set->design[0] = adjustment == COPSE_ADJUSTMENT_PEESE ? on_variance : design;
    if (adjustment == COPSE_ADJUSTMENT_PET_PEESE) set->design[1] = on_variance;
}

void copse_i_multiverse_adjust_set(const copse_multiverse_request *request, copse_i_multiverse_store *store, size_t b,
                                   copse_adjustment adjustment, copse_multiverse_set *set)
{
    if (adjustment == COPSE_ADJUSTMENT_NONE || set->why != NULL) return;
    set->apart = !request->joint_all && !copse_adjustment_is_joint(adjustment);
    if (set->k < request->adjust_least) set->why = store->few;
    else if (is_regression(adjustment)) set_designs(store->design[b], adjustment, set);
    else set->adjustment = adjustment;
}
