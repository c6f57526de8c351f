/* Tests of coefficients that go with a method of tau2, for loops over all of both. */
#ifndef TEST_CHOICE_H
#define TEST_CHOICE_H

#include <copse/model.h>
#include <math.h>

static inline bool test_goes_with(copse_test test, copse_method method, double tau2, size_t p)
{
    const copse_fit_opts opts = {.method = method, .test = test, .level = 95, .tau2 = tau2};
    return copse_fit_opts_check(&opts, p, NULL) == COPSE_OK;
}

/* ... and that many data sets at once have. */
static inline bool test_has_lanes(copse_test test, copse_method method, double tau2, size_t p)
{
    return test_goes_with(test, method, tau2, p) && copse_test_is_symmetric(test) && !(test == COPSE_TEST_KR && p > 1);
}

/* The first of REML, ML, DL that goes. */
static inline copse_method test_method_of(copse_test test)
{
    static const copse_method METHOD[] = {COPSE_METHOD_REML, COPSE_METHOD_ML, COPSE_METHOD_DL};
    size_t i = 0;
    while (i < 2 && !test_goes_with(test, METHOD[i], NAN, 1)) i++;
    return METHOD[i];
}

#endif
