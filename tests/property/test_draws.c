/* Each draw follows its law: large samples of fixed seeds against the distribution functions of GSL, on both sides of
 * every switch point. A sample must pass a chi-square test, and must be likelier under its law than under the laws whose
 * parameter is 1% less or more, so that a generator that is off by so much fails. */
#include <copse/base.h>
#include <copse/math.h>

#include "ck_close.h"

#include <gsl/gsl_cdf.h>
#include <gsl/gsl_integration.h>
#include <gsl/gsl_randist.h>
#include <stdlib.h>

enum { SAMPLE = 400000, CELLS = 70 };

typedef struct law law;
struct law {
    const char *name;
    double (*draw)(const law *l, copse_address at);
    double (*cdf)(const law *l, double x);
    double a, b, c;        /* a is the parameter that the test turns by 1% */
    bool discrete, coarse; /* coarse: 1% of a is more than a sample can tell, or a is not to be turned */
};

/* ---------------------------------------------------------------- the laws */

static double uniform_draw(const law *l, copse_address at)
{
    return l->a * copse_draw_uniform(at, (unsigned)l->b);
}
static double uniform_cdf(const law *l, double x)
{
    return fmin(fmax(x / l->a, 0), 1);
}
static double exponential_draw(const law *l, copse_address at)
{
    return l->c * copse_draw_exponential(at, (unsigned)l->b);
}
static double exponential_cdf(const law *l, double x)
{
    return gsl_cdf_exponential_P(x, l->a);
}
static double normal_draw(const law *l, copse_address at)
{
    double z[2];
    copse_draw_normals(at, z);
    return z[(int)l->b];
}
static double normal_cdf(const law *l, double x)
{
    return gsl_cdf_gaussian_P(x, l->a);
}
static double gamma_draw(const law *l, copse_address at)
{
    return copse_draw_gamma(at, l->a);
}
static double gamma_cdf(const law *l, double x) /* GSL's own is inexact for huge shapes */
{
    return l->a > 1e4 ? copse_chisq_lower(2 * x, 2 * l->a) : gsl_cdf_gamma_P(x, l->a, 1);
}
static double chisq_draw(const law *l, copse_address at)
{
    return copse_draw_chisq(at, l->a);
}
static double chisq_cdf(const law *l, double x)
{
    return gsl_cdf_chisq_P(x, l->a);
}
static double t_draw(const law *l, copse_address at)
{
    return copse_draw_t(at, l->a);
}
static double t_cdf(const law *l, double x)
{
    return l->a > 1e4 ? gsl_cdf_gaussian_P(x, 1) : gsl_cdf_tdist_P(x, l->a);
}
static double skew_draw(const law *l, copse_address at)
{
    return copse_draw_skew_normal(at, l->a);
}
/* Owen's T of h >= 0 and 0 <= a <= 1, whose integrand is as smooth as can be. */
static double owen_integrand(double t, void *h)
{
    return exp(-0.5 * *(double *)h * *(double *)h * (1 + t * t)) / (1 + t * t);
}
static double owen_small(double h, double a)
{
    gsl_function f = {owen_integrand, &h};
    gsl_integration_glfixed_table *points = gsl_integration_glfixed_table_alloc(40);
    const double sum = gsl_integration_glfixed(&f, 0, a, points);
    gsl_integration_glfixed_table_free(points);
    return sum / (2 * M_PI);
}
static double owen(double h, double a)
{
    h = fabs(h);
    if (a < 0) return -owen(h, -a);
    if (a <= 1) return owen_small(h, a);
    const double p = gsl_cdf_ugaussian_P(h), q = gsl_cdf_ugaussian_P(a * h);
    return 0.5 * (p + q) - p * q - owen_small(a * h, 1 / a);
}
static double skew_cdf(const law *l, double x)
{
    return gsl_cdf_ugaussian_P(x) - 2 * owen(x, l->a);
}
static double binomial_draw(const law *l, copse_address at)
{
    return (double)copse_draw_binomial(at, (uint64_t)l->b, l->a);
}
static double binomial_cdf(const law *l, double k)
{
    if (k < 0) return 0;
    if (k >= l->b) return 1;
    if (l->b <= 4e9) return gsl_cdf_binomial_P((unsigned)k, l->a, (unsigned)l->b);
    return gsl_cdf_ugaussian_P((k + 0.5 - l->a * l->b) / sqrt(l->b * l->a * (1 - l->a)));
}
static double poisson_draw(const law *l, copse_address at)
{
    return (double)copse_draw_poisson(at, l->a);
}
static double poisson_cdf(const law *l, double k)
{
    if (k < 0) return 0;
    if (l->a > 1e12) return gsl_cdf_ugaussian_P((k + 0.5 - l->a) / sqrt(l->a));
    return l->a > 1e4 ? copse_chisq_upper(2 * l->a, 2 * (k + 1)) : gsl_cdf_poisson_P((unsigned)k, l->a);
}
static double hypergeometric_draw(const law *l, copse_address at)
{
    return (double)copse_draw_hypergeometric(at, (uint64_t)l->a, (uint64_t)l->b, (uint64_t)l->c);
}
static double hypergeometric_cdf(const law *l, double k)
{
    const double n1 = floor(l->a), all = n1 + l->b, p = n1 / all;
    if (k < fmax(0, l->c - l->b)) return 0;
    if (k >= fmin(n1, l->c)) return 1;
    if (all <= 2e9) return gsl_cdf_hypergeometric_P((unsigned)k, (unsigned)n1, (unsigned)l->b, (unsigned)l->c);
    return gsl_cdf_ugaussian_P((k + 0.5 - l->c * p) / sqrt(l->c * p * (1 - p) * ((all - l->c) / (all - 1))));
}
static double below_draw(const law *l, copse_address at)
{
    return copse_draw_below(at, (unsigned)l->b, (uint32_t)l->c);
}
static double below_cdf(const law *l, double k)
{
    return fmin(fmax((floor(k) + 1) / l->a, 0), 1);
}

#define CONTINUOUS(kind, a, b, c)                                                                                      \
    {                                                                                                                  \
#kind, kind##_draw, kind##_cdf, a, b, c, false, false                                                          \
    }
#define LIMIT(kind, a, b, c)                                                                                           \
    {                                                                                                                  \
#kind, kind##_draw, kind##_cdf, a, b, c, false, true                                                           \
    }
#define DISCRETE(kind, a, b, c)                                                                                        \
    {                                                                                                                  \
#kind, kind##_draw, kind##_cdf, a, b, c, true, false                                                           \
    }
#define COARSE(kind, a, b, c)                                                                                          \
    {                                                                                                                  \
#kind, kind##_draw, kind##_cdf, a, b, c, true, true                                                            \
    }

static const law laws[] = {
    LIMIT(uniform, 1, 0, 0), /* 1% more or less is impossible, not unlikely */
    LIMIT(uniform, 1, 1, 0),
    CONTINUOUS(exponential, 1, 0, 1),
    CONTINUOUS(exponential, 1, 1, 1),
    CONTINUOUS(normal, 1, 0, 0),
    CONTINUOUS(normal, 1, 1, 0),
    CONTINUOUS(gamma, 0.02, 0, 0),
    CONTINUOUS(gamma, 0.3, 0, 0),
    CONTINUOUS(gamma, 0.99999, 0, 0), /* shape 1: the boost ends */
    CONTINUOUS(gamma, 1, 0, 0),
    CONTINUOUS(gamma, 1.7, 0, 0),
    CONTINUOUS(gamma, 12, 0, 0),
    CONTINUOUS(gamma, 3000, 0, 0),
    CONTINUOUS(gamma, 1e8, 0, 0),
    CONTINUOUS(chisq, 0.5, 0, 0),
    CONTINUOUS(chisq, 1, 0, 0),
    CONTINUOUS(chisq, 2, 0, 0),
    CONTINUOUS(chisq, 19, 0, 0),
    CONTINUOUS(t, 0.7, 0, 0),
    CONTINUOUS(t, 1, 0, 0),
    LIMIT(t, 3, 0, 0),
    LIMIT(t, 12, 0, 0),
    LIMIT(t, 1e9, 0, 0),
    LIMIT(t, INFINITY, 0, 0),
    LIMIT(skew, 0.5, 0, 0),
    CONTINUOUS(skew, 3, 0, 0),
    LIMIT(skew, -20, 0, 0),
    COARSE(binomial, 0.3, 1, 0),
    COARSE(binomial, 1e-3, 100, 0),
    DISCRETE(binomial, 0.4, 7, 0),
    DISCRETE(binomial, 0.0999, 100, 0), /* n min(p, 1 - p) = 10: inversion ends */
    DISCRETE(binomial, 0.1001, 100, 0),
    DISCRETE(binomial, 0.5, 20, 0),
    DISCRETE(binomial, 0.5, 19, 0),
    DISCRETE(binomial, 0.501, 21, 0), /* p = 1/2: the sides are changed */
    DISCRETE(binomial, 0.93, 100, 0),
    DISCRETE(binomial, 0.93, 1000, 0),
    DISCRETE(binomial, 9e-6, 1000000, 0),
    DISCRETE(binomial, 0.25, 100000, 0),
    DISCRETE(binomial, 1.1e-8, 4e9, 0),
    DISCRETE(binomial, 0.7, 4e9, 0),
    DISCRETE(binomial, 0.3, 9007199254740992.0, 0),
    COARSE(poisson, 0.01, 0, 0),
    DISCRETE(poisson, 0.9, 0, 0),
    DISCRETE(poisson, 9.999, 0, 0), /* 10: inversion ends */
    DISCRETE(poisson, 10, 0, 0),
    DISCRETE(poisson, 17.5, 0, 0),
    DISCRETE(poisson, 300, 0, 0),
    DISCRETE(poisson, 1e6, 0, 0),
    DISCRETE(poisson, 4e15, 0, 0),
    COARSE(hypergeometric, 3, 4, 5),
    COARSE(hypergeometric, 20, 5, 12),
    COARSE(hypergeometric, 40, 39, 19), /* mean of the smallest cell 9.4 */
    COARSE(hypergeometric, 40, 41, 21), /* 10.4: ratio of uniforms */
    DISCRETE(hypergeometric, 200, 700, 44),
    DISCRETE(hypergeometric, 200, 700, 46),
    DISCRETE(hypergeometric, 700, 200, 300),
    DISCRETE(hypergeometric, 700, 200, 600),
    DISCRETE(hypergeometric, 200, 700, 850),
    DISCRETE(hypergeometric, 500, 500, 500),
    DISCRETE(hypergeometric, 100, 1000000, 90000),
    DISCRETE(hypergeometric, 100, 1000000, 110000),
    DISCRETE(hypergeometric, 100000, 300000, 200000),
    DISCRETE(hypergeometric, 2e15, 7e15, 1e15),
    COARSE(below, 13, 3, 13),
    COARSE(below, 3221225472.0, 0, 3221225472.0), /* a quarter of the words are rejected */
};
enum { LAWS = sizeof laws / sizeof *laws };

/* ---------------------------------------------------------------- the test */

/* The smallest x with cdf(x) >= p, for discrete laws half above it. */
static double quantile(const law *l, double p)
{
    double low = -1, high = 1;
    while (l->cdf(l, low) >= p) low *= 2;
    while (l->cdf(l, high) < p) high *= 2;
    if (low < 0 && l->cdf(l, 0) < p) low = 0;
    for (int i = 0; i < 3000; i++) {
        const double middle = low + (high - low) / 2;
        if (middle == low || middle == high || (l->discrete && floor(high) == floor(low))) break;
        if (l->cdf(l, l->discrete ? floor(middle) : middle) >= p) high = middle;
        else low = middle;
    }
    return l->discrete ? floor(high) + 0.5 : high;
}

typedef struct table {
    double edge[CELLS], count[CELLS + 1];
    int edges;
} table;

static double mass(const law *l, const table *t, int cell)
{
    const double low = cell == 0 ? 0 : l->cdf(l, l->discrete ? floor(t->edge[cell - 1]) : t->edge[cell - 1]);
    const double high = cell == t->edges ? 1 : l->cdf(l, l->discrete ? floor(t->edge[cell]) : t->edge[cell]);
    return high - low;
}

/* Cells of about 1/60, and of 1/10000 in the tails; those of fewer than 10 are left out. */
static table cells_of(const law *l)
{
    table t = {.edges = 0};
    for (int i = -1; i <= 61; i++) {
        const double p = i == -1 ? 1e-4 : i == 0 ? 1e-3 : i == 60 ? 0.999 : i == 61 ? 0.9999 : i / 60.0;
        const double edge = quantile(l, p);
        if (t.edges > 0 && !(edge > t.edge[t.edges - 1])) continue;
        t.edge[t.edges] = edge;
        t.edges++;
        if (mass(l, &t, t.edges - 1) * SAMPLE < 10) {
            t.edge[t.edges - 2 >= 0 ? t.edges - 2 : 0] = edge;
            t.edges -= t.edges > 1;
        }
    }
    while (t.edges > 0 && mass(l, &t, t.edges) * SAMPLE < 10) t.edges--;
    return t;
}

static void put(table *t, double x)
{
    int low = 0, high = t->edges; /* the first edge >= x */
    while (low < high) {
        const int middle = (low + high) / 2;
        if (t->edge[middle] >= x) high = middle;
        else low = middle + 1;
    }
    t->count[low]++;
}

/* log likelihood of the cells under l less that under other. */
static double likelier(const law *l, const law *other, const table *t)
{
    double sum = 0;
    for (int i = 0; i <= t->edges; i++)
        if (t->count[i] > 0) sum += t->count[i] * log(mass(l, t, i) / fmax(mass(other, t, i), 1e-300));
    return sum;
}

START_TEST(follows_its_law)
{
    const law *l = &laws[_i];
    table t = cells_of(l);
    for (uint64_t r = 0; r < SAMPLE; r++) {
        const copse_address at = {20240601, 7, r, (uint32_t)_i};
        const double x = l->draw(l, at);
        if (isnan(x)) ck_abort_msg("%s(%g, %g, %g) is NaN", l->name, l->a, l->b, l->c);
        put(&t, x);
    }
    double chi_square = 0;
    for (int i = 0; i <= t.edges; i++) {
        const double expected = mass(l, &t, i) * SAMPLE;
        chi_square += (t.count[i] - expected) * (t.count[i] - expected) / expected;
    }
    const double p = t.edges > 0 ? gsl_cdf_chisq_Q(chi_square, t.edges) : 1;
    ck_assert_msg(p > 1e-4, "%s(%.9g, %g, %g): chi-square %g of %d, p = %g", l->name, l->a, l->b, l->c, chi_square,
                  t.edges, p);
    for (int sign = -1; sign <= 1 && !l->coarse; sign += 2) {
        law other = *l;
        other.a *= 1 + 0.01 * sign;
        const double by = likelier(l, &other, &t);
        ck_assert_msg(by > 3, "%s(%g, %g, %g): likelier than with %g by only %g", l->name, l->a, l->b, l->c, other.a,
                      by);
    }
}
END_TEST

/* Mean and variance of the laws whose moments are simple, within 4.5 standard errors. */
START_TEST(moments)
{
    const struct {
        int law;
        double mean, variance;
    } known[] = {{4, 0, 1}, {5, 0, 1}, {2, 1, 1}, {10, 1.7, 1.7}, {17, 19, 38}};
    for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
        const law *l = &laws[known[i].law];
        double s1 = 0, s2 = 0, s4 = 0;
        for (uint64_t r = 0; r < SAMPLE; r++) {
            const copse_address at = {3, 7, r, 1};
            const double x = l->draw(l, at) - known[i].mean;
            s1 += x;
            s2 += x * x;
            s4 += x * x * x * x;
        }
        const double mean = s1 / SAMPLE, variance = s2 / SAMPLE, kurtosis = s4 / SAMPLE;
        CK_CLOSE_ABS(mean, 0, 0, 4.5 * sqrt(known[i].variance / SAMPLE));
        CK_CLOSE_ABS(variance, known[i].variance, 0, 4.5 * sqrt((kurtosis - variance * variance) / SAMPLE));
    }
}
END_TEST

/* Two numbers in (0, 1) of one address that should have nothing to do with one another. */
static void two(int which, uint64_t r, double pair[2])
{
    copse_address at = {5, 6, r, 7}, next = at;
    double z[2];
    switch (which) {
    case 0: /* the pair of a block of normals */
        copse_draw_normals(at, z);
        pair[0] = gsl_cdf_ugaussian_P(z[0]);
        pair[1] = gsl_cdf_ugaussian_P(z[1]);
        return;
    case 1: /* the halves of a block */
        pair[0] = copse_draw_uniform(at, 0);
        pair[1] = copse_draw_uniform(at, 1);
        return;
    case 2:
        next.draw++;
        break;
    case 3:
        next.replicate += 1;
        break;
    case 4:
        next.stream++;
        break;
    case 5:
        next.seed++;
        break;
    case 6:
        next.replicate += (uint64_t)1 << 32;
        break;
    case 7: /* gammas of neighbours, rejection and all */
        next.draw++;
        pair[0] = gsl_cdf_gamma_P(copse_draw_gamma(at, 0.5), 0.5, 1);
        pair[1] = gsl_cdf_gamma_P(copse_draw_gamma(next, 0.5), 0.5, 1);
        return;
    default: /* a gamma below 1: what is boosted against the uniform that it is boosted with is the law itself; here the
                t's normal against its chi-square */
        pair[0] = gsl_cdf_chisq_P(copse_draw_chisq(at, 3), 3);
        pair[1] = gsl_cdf_ugaussian_P(copse_draw_t(at, 3) * sqrt(copse_draw_chisq(at, 3) / 3));
        return;
    }
    pair[0] = copse_draw_uniform(at, 0);
    pair[1] = copse_draw_uniform(next, 0);
}

START_TEST(neighbours_are_independent)
{
    enum { SIDE = 16, PAIRS = 100000 };
    int count[SIDE][SIDE] = {{0}};
    double product = 0;
    for (uint64_t r = 0; r < PAIRS; r++) {
        double pair[2];
        two(_i, 2 * r, pair);
        count[(int)(pair[0] * SIDE)][(int)(pair[1] * SIDE)]++;
        product += (pair[0] - 0.5) * (pair[1] - 0.5);
    }
    double chi_square = 0;
    const double expected = (double)PAIRS / (SIDE * SIDE);
    for (int i = 0; i < SIDE; i++)
        for (int j = 0; j < SIDE; j++) chi_square += (count[i][j] - expected) * (count[i][j] - expected) / expected;
    const double p = gsl_cdf_chisq_Q(chi_square, SIDE * SIDE - 1);
    ck_assert_msg(p > 1e-3, "chi-square %g, p = %g", chi_square, p);
    CK_CLOSE_ABS(12 * product / PAIRS, 0, 0, 4 / sqrt(PAIRS));
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("draws");
    TCase *cases = tcase_create("laws");
    tcase_add_loop_test(cases, follows_its_law, 0, LAWS);
    tcase_add_test(cases, moments);
    tcase_add_loop_test(cases, neighbours_are_independent, 0, 9);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
