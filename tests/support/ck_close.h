/* The one comparison of floating-point numbers in the tests. It fails closed: NaN matches only NaN, infinities only
 * themselves. */
#ifndef CK_CLOSE_H
#define CK_CLOSE_H

#include <check.h>
#include <math.h>
#include <stdbool.h>

static inline bool close_enough(double got, double want, double rtol, double atol)
{
    if (isnan(want)) return isnan(got);
    if (isinf(want)) return got == want;
    return fabs(got - want) <= fmax(atol, rtol * fabs(want));
}

#define CK_CLOSE(got, want, rtol) CK_CLOSE_ABS(got, want, rtol, 0.0)
#define CK_CLOSE_ABS(got, want, rtol, atol)                                                                            \
    do {                                                                                                               \
        const double ck_got = (got), ck_want = (want);                                                                 \
        ck_assert_msg(close_enough(ck_got, ck_want, (rtol), (atol)), "%s = %.17g, want %.17g (rtol %g, atol %g)",      \
                      #got, ck_got, ck_want, (double)(rtol), (double)(atol));                                          \
    } while (0)

/* Runs a suite as a main() would. */
static inline int run_suite(Suite *suite)
{
    SRunner *runner = srunner_create(suite);
    srunner_run_all(runner, CK_NORMAL);
    const int failed = srunner_ntests_failed(runner);
    srunner_free(runner);
    return failed == 0 ? 0 : 1;
}

#endif
