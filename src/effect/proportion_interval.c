/* Confidence intervals of one proportion and of one rate, from the counts. */
#include <copse/effect.h>
#include <copse/math.h>

#include <math.h>
#include <string.h>

static const char *const names[] = {[COPSE_INTERVAL_CLOPPER_PEARSON] = "clopper-pearson",
                                    [COPSE_INTERVAL_WILSON] = "wilson",
                                    [COPSE_INTERVAL_AGRESTI_COULL] = "agresti-coull",
                                    [COPSE_INTERVAL_JEFFREYS] = "jeffreys"};
enum { KINDS = sizeof names / sizeof *names };

const char *copse_interval_kind_name(copse_interval_kind kind)
{
    return (size_t)kind < KINDS ? names[kind] : NULL;
}

copse_status copse_interval_kind_find(const char *name, copse_interval_kind *kind)
{
    if (!name || !kind) return COPSE_EINVAL;
    for (size_t i = 0; i < KINDS; i++) {
        if (strcmp(names[i], name) != 0) continue;
        *kind = (copse_interval_kind)i;
        return COPSE_OK;
    }
    return COPSE_ENOTFOUND;
}

typedef struct limits {
    double lower, upper;
} limits;

/* The quantiles of beta(x + 1/2, n - x + 1/2), moved apart by `apart` events, with the ends where no event, or nothing but
 * events, was seen. tail: half of 1 - level. */
static limits beta_limits(double x, double n, double tail, double apart)
{
    const double a = x + 0.5, b = n - x + 0.5;
    return (limits){.lower = x > 0.0 ? copse_beta_quantile_lower(tail, a - apart, b + apart) : 0.0,
                    .upper = x < n ? copse_beta_quantile_upper(tail, a + apart, b - apart) : 1.0};
}

/* The roots of (x/n - p)^2 = z^2 p(1 - p)/n: the lower one from the product of both, which does not cancel. */
static limits wilson(double x, double n, double z)
{
    const double root = z * sqrt(x * ((n - x) / n) + 0.25 * z * z), larger = (x + 0.5 * z * z) + root;
    return (limits){.lower = x * (x / n) / larger, .upper = x < n ? fmin(1.0, larger / (n + z * z)) : 1.0};
}

/* Wald's interval after z^2/2 events and as many non-events were added; what lies outside [0, 1] is cut off. */
static limits agresti_coull(double x, double n, double z)
{
    const double size = n + z * z, p = (x + 0.5 * z * z) / size, q = (n - x + 0.5 * z * z) / size;
    const double half = z * sqrt(p * q / size);
    return (limits){.lower = fmax(0.0, p - half), .upper = fmin(1.0, p + half)};
}

static copse_status give(limits found, double *lower, double *upper)
{
    if (!(isfinite(found.lower) && isfinite(found.upper))) return COPSE_ERANGE;
    *lower = found.lower;
    *upper = found.upper;
    return COPSE_OK;
}

copse_status copse_proportion_interval(copse_interval_kind kind, double x, double n, double level, double *lower,
                                       double *upper)
{
    if (!lower || !upper) return COPSE_EINVAL;
    *lower = *upper = (double)NAN;
    if ((size_t)kind >= KINDS || !(level > 0.0 && level < 100.0)) return COPSE_EINVAL;
    if (!(x >= 0.0 && x <= n && n > 0.0 && isfinite(n))) return COPSE_EDOM;
    const double tail = (100.0 - level) / 200.0, z = copse_normal_quantile_upper(tail);
    switch (kind) {
    case COPSE_INTERVAL_CLOPPER_PEARSON:
        return give(beta_limits(x, n, tail, 0.5), lower, upper);
    case COPSE_INTERVAL_WILSON:
        return give(wilson(x, n, z), lower, upper);
    case COPSE_INTERVAL_AGRESTI_COULL:
        return give(agresti_coull(x, n, z), lower, upper);
    default:
        return give(beta_limits(x, n, tail, 0.0), lower, upper);
    }
}

copse_status copse_rate_interval(double x, double t, double level, double *lower, double *upper)
{
    if (!lower || !upper) return COPSE_EINVAL;
    *lower = *upper = (double)NAN;
    if (!(level > 0.0 && level < 100.0)) return COPSE_EINVAL;
    if (!(x >= 0.0 && isfinite(x) && t > 0.0 && isfinite(t))) return COPSE_EDOM;
    const double tail = (100.0 - level) / 200.0;
    const limits events = {.lower = x > 0.0 ? copse_gamma_quantile_lower(tail, x) : 0.0,
                           .upper = copse_gamma_quantile_upper(tail, x + 1.0)};
    return give((limits){.lower = events.lower / t, .upper = events.upper / t}, lower, upper);
}
