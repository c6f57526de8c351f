/* Which methods, tests and intervals go together, and which of them are an estimate -+ a multiple of its standard error. */
#include "fit_parts.h"

#include <math.h>

copse_fit_opts copse_fit_opts_default(void)
{
    return (copse_fit_opts){
        .method = COPSE_METHOD_REML, .test = COPSE_TEST_KNHA, .level = 95, .tau2 = NAN, .pi = COPSE_PI_METAFOR};
}

bool copse_test_is_symmetric(copse_test test)
{
    return test != COPSE_TEST_PL && test != COPSE_TEST_PL_BARTLETT && test != COPSE_TEST_PL_SKOVGAARD;
}

bool copse_i_is_hartung_knapp(copse_test test)
{
    return test == COPSE_TEST_KNHA || test == COPSE_TEST_ADHOC;
}

/* The one estimator that a test is made for; COUNT: any. */
static copse_method method_of(copse_test test)
{
    switch (test) {
    case COPSE_TEST_KR:
        return COPSE_METHOD_REML;
    case COPSE_TEST_PL:
    case COPSE_TEST_PL_BARTLETT:
    case COPSE_TEST_PL_SKOVGAARD:
        return COPSE_METHOD_ML;
    case COPSE_TEST_HENMI_COPAS:
    case COPSE_TEST_BIGGERSTAFF_TWEEDIE:
        return COPSE_METHOD_DL;
    default:
        return COPSE_METHOD_COUNT;
    }
}

static copse_status check_estimator(const copse_fit_opts *opts, copse_method needed, const char *what, const char *code,
                                    copse_error *err)
{
    if (needed == COPSE_METHOD_COUNT) return COPSE_OK;
    if (opts->method != needed)
        return copse_fail(err, COPSE_EINVAL, "the %s %s needs tau2 estimated by method %s, not %s", what, code,
                          copse_method_code(needed), copse_method_code(opts->method));
    if (!isnan(opts->tau2))
        return copse_fail(err, COPSE_EINVAL,
                          "the %s %s needs tau2 estimated by method %s from the same studies, not given", what, code,
                          copse_method_code(needed));
    return COPSE_OK;
}

copse_status copse_fit_opts_check(const copse_fit_opts *opts, size_t p, copse_error *err)
{
    if (opts == NULL) return copse_fail(err, COPSE_EINVAL, "no options");
    copse_status status = copse_i_check_options(opts, err);
    if (status != COPSE_OK) return status;
    if ((unsigned)opts->pi >= COPSE_PI_COUNT) return copse_fail(err, COPSE_EINVAL, "no such prediction interval");
    if (opts->pi == COPSE_PI_BOOT)
        return copse_fail(err, COPSE_EINVAL,
                          "the prediction interval boot is made of random draws, which only pool makes");
    status = check_estimator(opts, method_of(opts->test), "test", copse_test_code(opts->test), err);
    if (status != COPSE_OK) return status;
    const bool kr = opts->pi == COPSE_PI_KR || opts->pi == COPSE_PI_KR_PR;
    if (kr) status = check_estimator(opts, COPSE_METHOD_REML, "prediction interval", copse_pi_code(opts->pi), err);
    if (status != COPSE_OK) return status;
    const bool of_a_mean = opts->test == COPSE_TEST_HK_IQWIG || opts->test == COPSE_TEST_HENMI_COPAS ||
                           opts->test == COPSE_TEST_BIGGERSTAFF_TWEEDIE;
    if (p > 1 && of_a_mean)
        return copse_fail(err, COPSE_EINVAL, "the test %s is of models without moderators",
                          copse_test_code(opts->test));
    return COPSE_OK;
}
