/* Regression tests made of sample sizes and of the counts of tables. Each kind is a function that gives the estimate, the predictor
 * and the variance of a study; the regression is the same for all. */
#include "bias_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* What a study is in the regression; `tells` false: its table has no events, or nothing else. */
typedef struct point {
    double y, g, v;
    bool tells;
} point;

static double at(const double *x, size_t i)
{
    return x != NULL ? x[i] : (double)NAN;
}

static point thompson_sharp(const copse_bias_numbers *s, size_t i)
{
    return (point){s->y[i], sqrt(s->v[i]), s->v[i], true};
}

static point macaskill_fiv(const copse_bias_numbers *s, size_t i)
{
    return (point){s->y[i], at(s->n, i), s->v[i], true};
}

static double of_pooled_risk(const copse_bias_numbers *s, size_t i)
{
    return 1 / at(s->events, i) + 1 / at(s->others, i);
}

/* NaN tells of missing counts, and is no empty table. */
static bool has_both(double events, double others)
{
    return !(events == 0 || others == 0);
}

static point macaskill_fpv(const copse_bias_numbers *s, size_t i)
{
    const double e = at(s->events, i), o = at(s->others, i);
    return (point){s->y[i], e + o, of_pooled_risk(s, i), has_both(e, o)};
}

static point peters(const copse_bias_numbers *s, size_t i)
{
    const double e = at(s->events, i), o = at(s->others, i);
    return (point){s->y[i], 1 / (e + o), of_pooled_risk(s, i), has_both(e, o)};
}

static point harbord(const copse_bias_numbers *s, size_t i, bool risk_ratio)
{
    const double a = at(s->a, i), b = at(s->b, i), c = at(s->c, i), d = at(s->d, i);
    const double n1 = a + b, n2 = c + d, e = a + c, o = b + d, N = n1 + n2;
    /* (a N - e n1)/N is (a d - b c)/N, without the cancellation */
    const double z = a * (d / N) - b * (c / N);
    const double score = risk_ratio ? z * N / o : z;
    const double V = risk_ratio ? n1 / N * n2 * e / o : n1 / N * n2 / N * e * o / (N - 1);
    return (point){score / V, 1 / sqrt(V), 1 / V, has_both(e, o)};
}

static point harbord_or(const copse_bias_numbers *s, size_t i)
{
    return harbord(s, i, false);
}

static point harbord_rr(const copse_bias_numbers *s, size_t i)
{
    return harbord(s, i, true);
}

static point deeks(const copse_bias_numbers *s, size_t i)
{
    const double inverse = (1 / at(s->n1, i) + 1 / at(s->n2, i)) / 4;
    return (point){s->y[i], sqrt(inverse), inverse, true};
}

static point pustejovsky_rodgers(const copse_bias_numbers *s, size_t i)
{
    return (point){s->y[i], sqrt(1 / at(s->n1, i) + 1 / at(s->n2, i)), s->v[i], true};
}

static point arcsine(const copse_bias_numbers *s, size_t i)
{
    const double a = at(s->a, i), b = at(s->b, i), c = at(s->c, i), d = at(s->d, i);
    const double v = (1 / (a + b) + 1 / (c + d)) / 4;
    /* asin sqrt(a/n) = atan2(sqrt a, sqrt b) */
    return (point){atan2(sqrt(a), sqrt(b)) - atan2(sqrt(c), sqrt(d)), sqrt(v), v, true};
}

typedef struct regression {
    point (*study)(const copse_bias_numbers *numbers, size_t i);
    const char *of;        /* what it is made of */
    const char *predictor; /* what is the same for all, where it is */
    bool additive, limit;
} regression;

static const regression *regression_of(copse_bias_regression kind)
{
    static const regression KINDS[COPSE_BIAS_REGRESSION_COUNT] = {
        [COPSE_BIAS_REGRESSION_THOMPSON_SHARP] = {thompson_sharp, "variance", "standard error", true, true},
        [COPSE_BIAS_REGRESSION_MACASKILL_FIV] = {macaskill_fiv, "sample size", "sample size", false, false},
        [COPSE_BIAS_REGRESSION_MACASKILL_FPV] = {macaskill_fpv, "counts of events", "sample size", false, false},
        [COPSE_BIAS_REGRESSION_PETERS] = {peters, "counts of events", "sample size", false, true},
        [COPSE_BIAS_REGRESSION_HARBORD_OR] = {harbord_or, "table of counts", "variance of the score", false, true},
        [COPSE_BIAS_REGRESSION_HARBORD_RR] = {harbord_rr, "table of counts", "variance of the score", false, true},
        [COPSE_BIAS_REGRESSION_DEEKS] = {deeks, "group sizes", "effective sample size", false, true},
        [COPSE_BIAS_REGRESSION_PUSTEJOVSKY_RODGERS] = {pustejovsky_rodgers, "group sizes", "predictor of group sizes",
                                                       false, true},
        [COPSE_BIAS_REGRESSION_ARCSINE] = {arcsine, "table of counts", "size of the study", false, true},
        [COPSE_BIAS_REGRESSION_ARCSINE_ADDITIVE] = {arcsine, "table of counts", "size of the study", true, true},
    };
    return (unsigned)kind < COPSE_BIAS_REGRESSION_COUNT ? &KINDS[kind] : NULL;
}

/* The studies that tell something, one behind the other, with their rows of the design. */
typedef struct compact {
    double *y, *v, *g, *X;
    size_t k;
} compact;

static void add(const point *s, const double *X, size_t i, size_t p, compact *c)
{
    c->y[c->k] = s->y;
    c->v[c->k] = s->v;
    c->g[c->k] = s->g;
    if (X != NULL) memcpy(c->X + c->k * p, X + i * p, p * sizeof *X);
    c->k++;
}

static copse_status fill(const regression *r, const copse_bias_numbers *numbers, const double *X, size_t k, size_t p,
                         compact *c, copse_error *err)
{
    for (size_t i = 0; i < k; i++) {
        const point s = r->study(numbers, i);
        if (!s.tells) continue;
        if (isnan(s.y) || isnan(s.g) || isnan(s.v))
            return copse_fail(err, COPSE_EMISSING, "study %zu has no %s", i + 1, r->of);
        if (!isfinite(s.y) || !isfinite(s.g) || !(s.v > 0) || !isfinite(s.v))
            return copse_fail(err, COPSE_EDOM, "study %zu: its %s is not one", i + 1, r->of);
        add(&s, X, i, p, c);
    }
    if (c->k > 1 && copse_i_bias_constant(c->g, c->k))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "the %s is the same in all studies: nothing can depend on it",
                          r->predictor);
    return COPSE_OK;
}

static copse_status regress(const regression *r, const copse_bias_numbers *numbers, const double *X, size_t k, size_t p,
                            double level, compact *c, copse_i_line *fitted, copse_error *err)
{
    copse_fit_opts additive = copse_fit_opts_default();
    additive.method = COPSE_METHOD_DL;
    additive.test = COPSE_TEST_T;
    additive.level = level;
    const copse_status status = fill(r, numbers, X, k, p, c, err);
    if (status != COPSE_OK) return status;
    return copse_i_bias_line(c->y, c->v, c->g, X != NULL ? c->X : NULL, c->k, p, r->additive ? &additive : NULL, level,
                             fitted, err);
}

copse_status copse_bias_regress(copse_bias_regression kind, const copse_bias_numbers *numbers, const double *X,
                                size_t k, size_t p, double level, copse_bias_line *line, copse_error *err)
{
    const regression *r = regression_of(kind);
    copse_i_line fitted = copse_i_line_none;
    if (r == NULL || numbers == NULL || line == NULL || p == 0 || (X == NULL && p != 1))
        return copse_fail(err, COPSE_EINVAL, "no such regression test, or no studies");
    copse_status status = copse_i_bias_check_studies(numbers->y, numbers->v, k, err);
    if (status != COPSE_OK) return status;
    compact c = {.y = copse_alloc(k, sizeof(double)),
                 .v = copse_alloc(k, sizeof(double)),
                 .g = copse_alloc(k, sizeof(double)),
                 .X = copse_alloc(X != NULL ? k * p : 1, sizeof(double))};
    const bool room = c.y != NULL && c.v != NULL && c.g != NULL && c.X != NULL;
    status = room ? regress(r, numbers, X, k, p, level, &c, &fitted, err) : copse_fail_memory(err);
    *line = (copse_bias_line){.kind = kind,
                              .k = c.k,
                              .p = p + 1,
                              .left_out = k - c.k,
                              .slope = fitted.slope,
                              .limit = r->limit ? fitted.intercept : copse_i_line_none.intercept,
                              .dispersion = fitted.dispersion,
                              .tau2 = fitted.tau2,
                              .moderators = fitted.moderators};
    free(c.y);
    free(c.v);
    free(c.g);
    free(c.X);
    return status;
}
