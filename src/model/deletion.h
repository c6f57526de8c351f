/* The data of a fit, made ready for fits of all studies but some. For one thread. */
#ifndef COPSE_I_DELETION_H
#define COPSE_I_DELETION_H

#include "basis.h"
#include "fit_parts.h"
#include "rest.h"

typedef struct copse_i_deletion {
    copse_fit_opts opts;
    copse_i_problem problem;
    copse_i_tau2 tau2; /* of the fit of all */
    copse_i_power_sums sums;
    copse_i_rest rest;
    double *triangle, *basis; /* p x p: R of the fit of all, and R^-1 */
    double *work;             /* p x p + p */
    double weight_of_all;     /* sum w of the fit of all */
    double *y;                /* k: less their mean, on the problem's scale, in its order */
    size_t *place;            /* k: where the problem has study i */
    size_t *room;             /* k: places of those left out */
    size_t *others;           /* p: studies whose column is not 1, where there is no intercept */
    double *memory;
    size_t *sizes;
} copse_i_deletion;

/** Fits all studies. @return COPSE_OK; COPSE_ENOMEM; any other failure: nothing can be deleted from these data */
COPSE_NODISCARD copse_status copse_i_deletion_init(copse_i_deletion *deletion, const copse_i_data *data,
                                                   const copse_fit_opts *opts, copse_error *err);
void copse_i_deletion_free(copse_i_deletion *deletion);

/** Whether the numbers of a fit are all to be had from sums, or need the studies left once tau2 is known. */
bool copse_i_deletion_is_whole(const copse_fit_opts *opts);

/** The fit without the studies. *known: tau2 is, on the data's scale; the return value: the fit is there, too. */
bool copse_i_deletion_fit(copse_i_deletion *deletion, const size_t *study, size_t count, copse_i_tau2 *tau2,
                          bool *known, copse_without *out);

/** In deletion_fit.c: what is said of the rest at tau2, and of a single study left out. */
bool copse_i_deletion_complete(copse_i_deletion *deletion, const copse_i_tau2 *tau2, copse_without *out);

#endif
