/* p-values from the counts. */
#include "perm.h"

#include <math.h>
#include <stdlib.h>

/* Of random draws the data are one more, which reaches itself. */
static copse_perm_p tail(const copse_perm *perm, uint64_t reached, uint64_t used)
{
    const uint64_t data = perm->exact ? 0 : 1;
    copse_perm_p out = {.reached = reached + data, .p = NAN, .error = NAN};
    if (used + data == 0) return out;
    out.p = (double)out.reached / (double)(used + data);
    if (!perm->exact) out.error = sqrt(out.p * (1 - out.p) / (double)(used + data));
    return out;
}

static copse_perm_p twice(copse_perm_p less, copse_perm_p greater)
{
    copse_perm_p out = less.p < greater.p ? less : greater;
    out.p = fmin(1, 2 * out.p);
    out.error *= 2;
    return out;
}

static void summarise_coefficient(const copse_perm *perm, size_t j, const copse_i_perm_tally *tally, uint64_t used,
                                  copse_perm_result *out)
{
    const bool test = perm->plan.statistic == COPSE_PERM_TEST;
    out->statistic = perm->observed[j] * (test ? 1 : perm->unit);
    out->p[COPSE_PERM_LESS] = tail(perm, tally->less, used);
    out->p[COPSE_PERM_GREATER] = tail(perm, tally->greater, used);
    out->p[COPSE_PERM_TWO_SIDED] = tail(perm, tally->both, used);
    out->p[COPSE_PERM_TWICE] = twice(out->p[COPSE_PERM_LESS], out->p[COPSE_PERM_GREATER]);
}

static double least_p(const copse_perm *perm)
{
    const double all = (double)perm->count;
    if (!perm->exact) return 1 / ((double)perm->replicates + 1);
    return perm->signs ? 2 / all : 1 / all;
}

copse_status copse_perm_summarise(const copse_perm *perm, const void *state, copse_perm_summary *summary,
                                  copse_error *err)
{
    const copse_i_perm_state *s = state;
    const copse_i_perm_tally *tally = (const copse_i_perm_tally *)(const void *)(s + 1);
    const size_t p = perm->plan.p;
    *summary = (copse_perm_summary){.exact = perm->exact,
                                    .permutations = s->used + s->failed,
                                    .used = s->used,
                                    .failed = s->failed,
                                    .p = p,
                                    .QM = {.p = NAN, .error = NAN},
                                    .least_p = least_p(perm)};
    summary->coef = copse_alloc(p, sizeof *summary->coef);
    if (summary->coef == NULL) return copse_fail_memory(err);
    for (size_t j = 0; j < p; j++) summarise_coefficient(perm, j, &tally[j], s->used, &summary->coef[j]);
    if (!isnan(perm->QM)) summary->QM = tail(perm, s->QM, s->used);
    return COPSE_OK;
}

void copse_perm_summary_free(copse_perm_summary *summary)
{
    if (summary == NULL) return;
    free(summary->coef);
    *summary = (copse_perm_summary){0};
}
