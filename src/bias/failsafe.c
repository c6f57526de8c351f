/* Fail-safe N: how many studies of no effect would turn the result. */
#include "failsafe_general.h"
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>

static const struct {
    const char *code, *text, *paper;
} KIND[COPSE_FAILSAFE_COUNT] = {
#define COPSE_FAILSAFE_ENTRY(id, code, text, paper) {code, text, paper},
    COPSE_FAILSAFE_LIST(COPSE_FAILSAFE_ENTRY)
#undef COPSE_FAILSAFE_ENTRY
};

const char *copse_failsafe_code(copse_failsafe_kind kind)
{
    return (size_t)kind < COPSE_FAILSAFE_COUNT ? KIND[kind].code : "";
}

const char *copse_failsafe_text(copse_failsafe_kind kind)
{
    return (size_t)kind < COPSE_FAILSAFE_COUNT ? KIND[kind].text : "";
}

const char *copse_failsafe_paper(copse_failsafe_kind kind)
{
    return (size_t)kind < COPSE_FAILSAFE_COUNT ? KIND[kind].paper : "";
}

copse_failsafe_opts copse_failsafe_opts_default(void)
{
    copse_failsafe_opts opts = {.alpha = 0.05, .target = NAN, .fit = copse_fit_opts_default()};
    opts.fit.test = COPSE_TEST_Z;
    return opts;
}

/* Rounded up, but for what is a whole number but for rounding. */
static void set_number(copse_failsafe_number *number, double n)
{
    const double at_least = copse_i_not_negative(n), whole = round(at_least);
    if (isfinite(n)) number->n = fabs(n - whole) < 1.5e-8 ? whole : ceil(at_least);
}

static void rosenthal(const double *y, const double *v, size_t k, double alpha, copse_failsafe_number *number)
{
    double sum = 0;
    for (size_t i = 0; i < k; i++) sum += y[i] / sqrt(v[i]);
    const double n = (double)k, z = fabs(sum) / sqrt(n), critical = copse_normal_quantile_upper(alpha);
    number->p = copse_normal_upper(z);
    set_number(number, n * (z / critical) * (z / critical) - n);
}

/* Minus twice the sum of the logs with n null results more. */
static double fisher_p(double statistic, size_t k, double n)
{
    return copse_chisq_upper(statistic + 2 * n * COPSE_LN2, 2 * ((double)k + n));
}

static void fisher(const double *y, const double *v, size_t k, double alpha, copse_failsafe_number *number)
{
    double statistic = 0, low = 0, high = 1;
    for (size_t i = 0; i < k; i++) statistic -= 2 * copse_i_log_upper(fabs(y[i]) / sqrt(v[i]));
    number->p = fisher_p(statistic, k, 0);
    number->n = 0;
    if (!(number->p < alpha)) return;
    while (fisher_p(statistic, k, high) < alpha && high < COPSE_FAILSAFE_MOST) {
        low = high;
        high = fmin(2 * high, COPSE_FAILSAFE_MOST);
    }
    number->capped = fisher_p(statistic, k, high) < alpha;
    while (high - low > 1) {
        const double middle = floor(low + (high - low) / 2);
        *(fisher_p(statistic, k, middle) < alpha ? &low : &high) = middle;
    }
    number->n = high;
}

/* The two-sided sign test. */
static double sign_p(size_t positive, size_t k)
{
    const size_t fewer = positive < k - positive ? positive : k - positive;
    return fmin(1, 2 * copse_i_binomial_lower(fewer, k, 0.5));
}

/* Pairs of one positive and one negative study. */
static void binomial(const double *y, size_t k, double alpha, copse_failsafe_number *number)
{
    size_t positive = 0, low = 0, high = 1;
    for (size_t i = 0; i < k; i++) positive += y[i] > 0;
    number->p = sign_p(positive, k);
    number->n = 0;
    if (!(number->p < alpha)) return;
    while (sign_p(positive + high, k + 2 * high) < alpha && 2 * high < COPSE_FAILSAFE_MOST) {
        low = high;
        high *= 2;
    }
    while (high - low > 1) {
        const size_t middle = low + (high - low) / 2;
        *(sign_p(positive + middle, k + 2 * middle) < alpha ? &low : &high) = middle;
    }
    number->capped = sign_p(positive + high, k + 2 * high) < alpha;
    number->n = 2 * (double)high;
}

static void orwin(double mean, size_t k, double target, copse_failsafe_number *number)
{
    number->estimate = mean;
    number->target = isnan(target) ? mean / 2 : copysign(target, mean);
    if (mean == 0) {
        number->n = isnan(target) ? NAN : 0;
    } else {
        set_number(number, (double)k * (mean - number->target) / number->target);
    }
}

static void rosenberg(const double *y, const double *v, size_t k, double alpha, copse_failsafe_number *number)
{
    double total;
    const double mean = copse_i_weighted_mean(y, v, k, 0, &total);
    const double ratio = mean * total / copse_normal_quantile_upper(alpha / 2);
    number->estimate = mean;
    number->p = 2 * copse_normal_upper(fabs(mean) * sqrt(total));
    set_number(number, (ratio * ratio - total) * (double)k / total);
}

static double plain_mean(const double *y, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < k; i++) sum += y[i];
    return sum / (double)k;
}

static copse_status check(const double *y, const double *v, size_t k, const copse_failsafe_opts *opts, copse_error *err)
{
    const copse_status status = copse_i_pvalue_studies(y, v, k, err);
    if (status != COPSE_OK) return status;
    if (k < 2) return copse_fail(err, COPSE_ETOOFEW, "fail-safe N needs at least two studies");
    if (opts->target == 0 || isinf(opts->target))
        return copse_fail(err, COPSE_EINVAL,
                          "the target of fail-safe N is a number other than 0: no number of null results brings a mean "
                          "down to 0");
    if (!isfinite(opts->missing_mean))
        return copse_fail(err, COPSE_EINVAL, "the mean of the missing studies is a finite number");
    return copse_i_pvalue_alpha(opts->alpha, err);
}

copse_status copse_bias_failsafe(const double *y, const double *v, size_t k, const copse_failsafe_opts *opts,
                                 copse_failsafe *failsafe, copse_error *err)
{
    const copse_failsafe_opts defaults = copse_failsafe_opts_default();
    if (opts == NULL) opts = &defaults;
    for (size_t i = 0; i < COPSE_FAILSAFE_COUNT; i++)
        failsafe->number[i] = (copse_failsafe_number){NAN, false, false, NAN, NAN, NAN, NAN, NAN, NAN, NAN};
    const copse_status status = check(y, v, k, opts, err);
    if (status != COPSE_OK) return status;
    copse_failsafe_number *number = failsafe->number;
    rosenthal(y, v, k, opts->alpha, &number[COPSE_FAILSAFE_ROSENTHAL]);
    fisher(y, v, k, opts->alpha, &number[COPSE_FAILSAFE_FISHER]);
    binomial(y, k, opts->alpha, &number[COPSE_FAILSAFE_BINOMIAL]);
    orwin(plain_mean(y, k), k, opts->target, &number[COPSE_FAILSAFE_ORWIN]);
    orwin(copse_i_weighted_mean(y, v, k, 0, NULL), k, opts->target, &number[COPSE_FAILSAFE_ORWIN_WEIGHTED]);
    rosenberg(y, v, k, opts->alpha, &number[COPSE_FAILSAFE_ROSENBERG]);
    return copse_i_failsafe_general(y, v, k, opts, &number[COPSE_FAILSAFE_GENERAL], err);
}
