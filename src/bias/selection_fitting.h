/* A fit of a selection model on its way: what is asked, the problem, where the search stands. */
#ifndef COPSE_SELMODEL_FITTING_H
#define COPSE_SELMODEL_FITTING_H

#include "selection_parts.h"

typedef struct copse_i_selmodel_fitting {
    const double *y, *v, *n, *X;
    const copse_selmodel_opts *opts;
    copse_selmodel *fit;
    copse_i_selmodel_problem s;
    double *coordinate, *beta; /* beta: without selection, scaled as y is */
    double tau2;               /* likewise */
    bool tau2_given;
    bool bare;    /* the maximum alone, without inference */
    double point; /* of truncation, estimated or given */
    copse_error *err;
} copse_i_selmodel_fitting;

/* ---- selection_fit.c */
/* From studies to fit->stat.log_lik, and all the rest unless bare. */
COPSE_NODISCARD copse_status copse_i_selmodel_fit_all(copse_i_selmodel_fitting *f, size_t k, size_t p);
void copse_i_selmodel_fitting_free(copse_i_selmodel_fitting *f);

/* ---- selection_result.c */
COPSE_NODISCARD copse_status copse_i_selmodel_result_init(copse_i_selmodel_fitting *f, size_t k, size_t p);
void copse_i_selmodel_put_counts(copse_i_selmodel_fitting *f);
void copse_i_selmodel_put_precision(copse_i_selmodel_fitting *f);
/* parameters: all that are estimated; tested: those of selection. */
void copse_i_selmodel_put_statistics(copse_i_selmodel_fitting *f, size_t parameters, size_t tested);
/* The estimated point of truncation: the last delta of the result. */
void copse_i_selmodel_put_point(copse_i_selmodel_fitting *f, bool given);

/* ---- selection_ratio.c: likelihood ratios beside that of selection */
COPSE_NODISCARD copse_status copse_i_selmodel_test_tau2(copse_i_selmodel_fitting *f);
COPSE_NODISCARD copse_status copse_i_selmodel_test_moderators(copse_i_selmodel_fitting *f);

#endif
