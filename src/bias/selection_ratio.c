/* Likelihood ratios: of tau2 = 0, and of the moderators. */
#include "selection_fitting.h"

#include "bias_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The likelihood ratio of tau2 = 0. */
copse_status copse_i_selmodel_test_tau2(copse_i_selmodel_fitting *f)
{
    copse_i_selmodel_problem *s = &f->s;
    const size_t n = copse_i_selmodel_n(s);
    copse_i_selmodel_climb climb;
    if (s->held[s->p]) return COPSE_OK;
    if (copse_i_selmodel_at_low(s, f->coordinate, s->p)) { /* the maximum itself has none */
        f->fit->tau2_lrt = 0;
        f->fit->tau2_lrt_p = 1;
        return COPSE_OK;
    }
    double *at = copse_alloc(n, sizeof *at);
    if (at == NULL) return copse_fail_memory(f->err);
    memcpy(at, f->coordinate, n * sizeof *at);
    at[s->p] = 0;
    s->held[s->p] = s->brief = true;
    copse_status status = copse_i_selmodel_search(s, f->beta, 0, at, &climb);
    s->held[s->p] = s->brief = false;
    if (status == COPSE_OK && climb.converged) {
        f->fit->tau2_lrt = fmax(0, 2 * (f->fit->stat.log_lik - climb.log_lik));
        f->fit->tau2_lrt_p = copse_chisq_upper(f->fit->tau2_lrt, 1);
    }
    free(at);
    return status == COPSE_ENOMEM ? copse_fail_memory(f->err) : COPSE_OK;
}

/* The model without moderators, searched as thoroughly; it may have no maximum. */
static copse_status without_moderators(const copse_i_selmodel_fitting *f, double *log_lik)
{
    copse_error why = {0};
    copse_selmodel fit = {0};
    copse_i_selmodel_fitting bare = {.y = f->y,
                                     .v = f->v,
                                     .n = f->n,
                                     .opts = f->opts,
                                     .fit = &fit,
                                     .tau2_given = f->tau2_given,
                                     .bare = true,
                                     .err = &why};
    const copse_status status = copse_i_selmodel_fit_all(&bare, f->s.k, 1);
    *log_lik = status == COPSE_OK ? fit.stat.log_lik : (double)NAN;
    copse_i_selmodel_fitting_free(&bare);
    copse_selmodel_free(&fit);
    return status == COPSE_ENOMEM ? copse_fail_memory(f->err) : COPSE_OK;
}

copse_status copse_i_selmodel_test_moderators(copse_i_selmodel_fitting *f)
{
    const size_t p = f->s.p;
    copse_omnibus *out = &f->fit->moderators;
    bool *varies = copse_alloc(p, sizeof *varies);
    if (varies == NULL) return copse_fail_memory(f->err);
    const size_t moderators = copse_i_bias_varying(f->X, f->s.k, p, varies);
    free(varies);
    if (moderators == 0 || moderators == p) return COPSE_OK; /* none, or no intercept that would be left */
    double log_lik = NAN;
    const copse_status status = without_moderators(f, &log_lik);
    if (status != COPSE_OK || isnan(log_lik)) return status;
    out->QM = fmax(0, 2 * (f->fit->stat.log_lik - log_lik));
    out->df = (double)moderators;
    out->p = copse_chisq_upper(out->QM, out->df);
    return COPSE_OK;
}
