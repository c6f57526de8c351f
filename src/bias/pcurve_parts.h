/* src/bias/pcurve_parts.h: the significant results of a p-curve. */
#ifndef COPSE_I_PCURVE_PARTS_H
#define COPSE_I_PCURVE_PARTS_H

#include <copse/bias.h>

typedef struct copse_i_pcurve {
    const copse_pcurve_opts *opts;
    size_t n;           /* significant results */
    double *z, *se;     /* n: |y|/se, se */
    double *pp;         /* room for n */
    double whole, half; /* critical z of alpha and of alpha/2 */
} copse_i_pcurve;

/** log P(|Z + d| > z) */
double copse_i_log_beyond(double z, double d);
/** The noncentrality at which a test has that power, in (alpha, 1). */
double copse_i_noncentrality(const copse_i_pcurve *c, double power);
/** Stouffer's z of the pp-values at noncentrality d among results beyond `critical`; NaN where there are none. `share` is the
 *  log probability that pp-values are relative to. */
double copse_i_stouffer_at(const copse_i_pcurve *c, double d, double critical, double share);
void copse_i_pcurve_power(const copse_i_pcurve *c, copse_pcurve *out);
/** Size of the effect, without a sign, and its distance. */
void copse_i_pcurve_effect(const copse_i_pcurve *c, copse_pcurve *out);

#endif
