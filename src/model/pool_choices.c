/* Every estimator of tau2 with every interval, on one data set. */
#include <copse/model.h>

#include <stdlib.h>
#include <string.h>

static copse_status reserve(copse_choices *out, copse_error *err)
{
    const size_t most = (size_t)COPSE_METHOD_COUNT * COPSE_TEST_COUNT;
    out->choice = copse_alloc(most, sizeof *out->choice);
    out->fit = copse_alloc(most, sizeof *out->fit);
    return out->choice != NULL && out->fit != NULL ? COPSE_OK : copse_fail_memory(err);
}

static bool is_wanted(const copse_choice_filter *filter, copse_method method, copse_test test)
{
    bool found = filter == NULL || filter->methods == 0 ? method != COPSE_METHOD_FE : false;
    for (size_t i = 0; filter != NULL && i < filter->methods; i++) found = found || filter->method[i] == method;
    if (filter == NULL || filter->tests == 0 || !found) return found;
    found = false;
    for (size_t i = 0; i < filter->tests; i++) found = found || filter->test[i] == test;
    return found;
}

copse_status copse_pool_choices(const double *y, const double *v, const double *X, size_t k, size_t p,
                                const copse_fit_opts *opts, const copse_choice_filter *filter, copse_choices *out,
                                copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the choices");
    memset(out, 0, sizeof *out);
    copse_fit_opts one = opts != NULL ? *opts : copse_fit_opts_default();
    copse_status status = reserve(out, err), first = COPSE_OK;
    copse_error why = {0};
    for (int m = 0; m < COPSE_METHOD_COUNT && status == COPSE_OK; m++) {
        for (int t = 0; t < COPSE_TEST_COUNT && status == COPSE_OK; t++) {
            copse_error own = {0};
            if (!is_wanted(filter, (copse_method)m, (copse_test)t)) continue;
            one.method = (copse_method)m;
            one.test = (copse_test)t;
            copse_fit *fit = &out->fit[out->count];
            const copse_status failed = copse_pool(y, v, X, k, p, &one, fit, &own);
            if (failed == COPSE_ENOMEM) status = copse_fail_memory(err);
            if (failed == COPSE_OK && fit->test == one.test) {
                out->choice[out->count++] = (copse_interval_choice){one.method, one.test};
                continue;
            }
            copse_fit_free(fit);
            if (failed == COPSE_OK || first != COPSE_OK) continue;
            first = failed;
            why = own;
        }
    }
    if (status != COPSE_OK || out->count > 0) return status;
    if (err != NULL) *err = why;
    return first != COPSE_OK ? first
                             : copse_fail(err, COPSE_ETOOFEW, "no interval can be had from %zu %s", k,
                                          copse_plural(k, "study", "studies"));
}

void copse_choices_free(copse_choices *choices)
{
    if (choices == NULL) return;
    for (size_t i = 0; choices->fit != NULL && i < choices->count; i++) copse_fit_free(&choices->fit[i]);
    free(choices->choice);
    free(choices->fit);
    memset(choices, 0, sizeof *choices);
}
