/* src/bias/pcurve_parts.h: the significant results of a p-curve, and the power of their tests. */
#ifndef COPSE_I_PCURVE_PARTS_H
#define COPSE_I_PCURVE_PARTS_H

#include <copse/bias.h>

/** A test, r and F(1, .) as t, chi2(1) as z: what z and t lie beyond on either side, chi2 and F above. */
typedef struct copse_i_result {
    copse_study_test_kind kind;
    double x, df1, df2;
    double whole, half; /* critical values of alpha and of alpha/2 */
    double unit;        /* effect/unit is the noncentrality; NaN: not known */
    size_t like;        /* the first result of the same kind and degrees of freedom */
    /* at the power in force: the noncentrality; log of the probability of lying beyond `whole`, beyond `half` */
    double noncentrality, log_whole, log_half;
} copse_i_result;

typedef struct copse_i_pcurve {
    const copse_pcurve_opts *opts;
    size_t n;               /* significant results */
    bool alike;             /* all of the same kind and degrees of freedom */
    copse_i_result *result; /* n */
    double *pp;             /* room for n + 1 */
} copse_i_pcurve;

/** Of a test without critical values, those. */
void copse_i_result_cut(copse_i_result *r, double alpha);
/** The value that a test exceeds with probability p where there is no effect. */
double copse_i_result_quantile(const copse_i_result *r, double p);
/** log P(further from no effect than x), and log P(T > x) for an effect of the test's own sign (z and t). */
double copse_i_log_beyond(const copse_i_result *r, double x, double noncentrality);
/** log P(T > x | T > critical value), z and t at that noncentrality. */
double copse_i_log_beyond_whole(const copse_i_result *r, double noncentrality);
/** Sets what every result has at that power, in [alpha, 1). */
void copse_i_pcurve_set_power(copse_i_pcurve *c, double power);
/** Stouffer's z of the pp-values at the power in force, of all results or of those beyond `half`; NaN where there are none.
 *  log_excess is added to the log probability that pp-values are relative to. */
double copse_i_stouffer(const copse_i_pcurve *c, bool half, double log_excess);
void copse_i_pcurve_power(copse_i_pcurve *c, copse_pcurve *out);
/** Size of the effect, without a sign, and its distance. */
void copse_i_pcurve_effect(const copse_i_pcurve *c, copse_pcurve *out);

#endif
