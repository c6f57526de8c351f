/* The simulation: what is drawn has the moments that were asked for, results are those of the data sets one by one, sums do
 * not depend on how the work is split, theory holds, and designs that make no sense are refused with their line. */
#include "resample/sim_parts.h"

#include "ck_close.h"
#include "simulation_fixture.h"

#include <stdio.h>
#include <string.h>

#define HEAD "copse: 1\nseed: 11\n"

/* ------------------------------------------------------------------------------------------------------- moments */

typedef struct moments {
    double n, mean, variance, skewness, kurtosis;
} moments;

static moments moments_of(const double *x, size_t n)
{
    double sum = 0, m2 = 0, m3 = 0, m4 = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    const double count = (double)n, mean = sum / count;
    for (size_t i = 0; i < n; i++) {
        const double d = x[i] - mean;
        m2 += d * d;
        m3 += d * d * d;
        m4 += d * d * d * d;
    }
    m2 /= count;
    return (moments){count, mean, m2, m3 / count / (m2 * sqrt(m2)), m4 / count / (m2 * m2)};
}

enum { THETA = -3, YI, VI }; /* else an input */

/* All true effects (or estimates, or variances) of a design with one cell. */
static double *collect(const simulated *s, int what, size_t *n)
{
    const copse_simulation_design *d = copse_simulation_of(s->simulation);
    const size_t k = d->cell[0].k;
    copse_simulation_sample sample = {0};
    copse_error err = {0};
    *n = k * (size_t)d->replicates;
    double *x = copse_alloc(*n, sizeof *x);
    ck_assert_ptr_nonnull(x);
    for (uint64_t b = 0; b < d->replicates; b++) {
        ck_assert_int_eq(copse_simulation_replicate(s->simulation, 0, b, &sample, &err), COPSE_OK);
        const double *from = what == THETA ? sample.theta
                             : what == YI  ? sample.yi
                             : what == VI  ? sample.vi
                                           : sample.raw[what];
        for (size_t i = 0; i < k; i++) x[b * k + i] = from[i];
    }
    copse_simulation_sample_free(&sample);
    return x;
}

static const struct {
    const char *shape;
    double skewness, kurtosis; /* of the theory */
} SHAPES[] = {{"normal", 0, 3},
              {"t, df: 10", 0, 4},
              {"skew_normal, alpha: 5", 0.85096501, 3.70534526}, /* Azzalini 1985 */
              {"two_point, share: 0.2", 1.5, 3.25},
              {"mixture, share: 0.3, distance: 3", 0.46163240, 2.47048},
              {"outliers, share: 0.1, factor: 4", 0, 12.72},
              {"uniform", 0, 1.8},
              {"exponential", 2, 9}};

START_TEST(test_shape_is_standardised)
{
    char yaml[1000];
    size_t n = 0;
    (void)snprintf(yaml, sizeof yaml,
                   HEAD "replicates: 10000\nk: 50\nmu: 1.5\ntau2: 0.49\nvariances: [{value: 0.1}]\n"
                        "effects: [{shape: %s}]\nmethods: [{method: DL}]\n",
                   SHAPES[_i].shape);
    simulated s = new_simulation(yaml, COPSE_ISA_BEST);
    double *theta = collect(&s, THETA, &n);
    const moments m = moments_of(theta, n);
    CK_CLOSE_ABS(m.mean, 1.5, 0, 4 * sqrt(0.49 / m.n));
    CK_CLOSE_ABS(m.variance, 0.49, 0, 4 * 0.49 * sqrt((SHAPES[_i].kurtosis - 1) / m.n));
    CK_CLOSE_ABS(m.skewness, SHAPES[_i].skewness, 0, 0.08);
    CK_CLOSE(m.kurtosis, SHAPES[_i].kurtosis, 0.06);
    const copse_i_plan *plan = &s.simulation->plan[0];
    if (plan->shape.exact) { /* the distribution function is that of the draws */
        static const double ends[][2] = {{-1, 0.5}, {0, 2}, {-0.55, 0}, {-4, -0.9}, {-1.7, 1.7}};
        for (size_t e = 0; e < sizeof ends / sizeof *ends; e++) {
            double inside = 0;
            for (size_t i = 0; i < n; i++)
                inside += (theta[i] - 1.5) / 0.7 >= ends[e][0] && (theta[i] - 1.5) / 0.7 <= ends[e][1] ? 1 : 0;
            const double p = copse_i_shape_between(&plan->shape, &s.simulation->normal, ends[e][0], ends[e][1]);
            CK_CLOSE_ABS(inside / m.n, p, 0, 4 * sqrt(0.25 / m.n));
        }
    }
    free(theta);
    free_simulation(&s);
}
END_TEST

START_TEST(test_normal_table)
{
    static copse_i_normal_table table;
    copse_i_normal_init(&table);
    for (double x = -10; x <= 10; x += 0.00737)
        CK_CLOSE_ABS(copse_i_normal_lower(&table, x), copse_normal_lower(x), 0, 1e-12);
    CK_CLOSE(copse_i_normal_lower(&table, -INFINITY), 0, 0);
    CK_CLOSE(copse_i_normal_lower(&table, INFINITY), 1, 0);
}
END_TEST

/* The estimate is drawn first and the true effect given it: their joint moments are the model's. */
START_TEST(test_estimate_and_effect)
{
    simulated s = new_simulation(HEAD "replicates: 20000\nk: 50\nmu: 0.4\ntau2: 0.3\nvariances: [{value: 0.2}]\n"
                                      "methods: [{method: DL}]\n",
                                 COPSE_ISA_BEST);
    size_t n = 0;
    double *theta = collect(&s, THETA, &n), *y = collect(&s, YI, &n), covariance = 0;
    ck_assert(s.simulation->plan[0].shared);
    for (size_t i = 0; i < n; i++) covariance += (theta[i] - 0.4) * (y[i] - theta[i]);
    CK_CLOSE_ABS(covariance / (double)n, 0, 0, 4 * sqrt(0.3 * 0.2 / (double)n));
    CK_CLOSE_ABS(moments_of(theta, n).variance, 0.3, 0, 4 * 0.3 * sqrt(2 / (double)n));
    for (size_t i = 0; i < n; i++) y[i] -= theta[i];
    CK_CLOSE_ABS(moments_of(y, n).variance, 0.2, 0, 4 * 0.2 * sqrt(2 / (double)n));
    CK_CLOSE_ABS(moments_of(y, n).mean, 0, 0, 4 * sqrt(0.2 / (double)n));
    free(theta);
    free(y);
    free_simulation(&s);
}
END_TEST

static const struct {
    const char *yaml;
    int what;
    double mean, variance, low, high;
} DRAWN[] = {
    {"measure: RD\nsizes: [{distribution: uniform, min: 10, max: 30}]\ncontrol: [{value: 0.5}]\n", COPSE_IN_N1I, 20,
     36.6666667, 10, 30},
    {"measure: OR\nsizes: [{value: 1000000}]\ncontrol: [{distribution: beta, a: 2, b: 8}]\n", COPSE_IN_CI, 200000,
     0.2 * 0.8 / 11 * 1e12, 0, 1e6},
    {"measure: MD\nsizes: [{value: 11}]\nsd: 3\n", COPSE_IN_SD2I, 2.92605, 0.43823, 0, 9}, /* 3 chi(10)/sqrt(10) */
    {"measure: MD\nsizes: [{value: 9}]\nsd: 3\ncontrol: [{distribution: normal, mean: 2, sd: 1}]\n", COPSE_IN_M2I, 2, 2,
     -10, 14},
    {"variances: [{distribution: gamma, shape: 3, scale: 0.1}]\n", VI, 0.3, 0.03, 0, 5},
    {"variances: [{distribution: lognormal, meanlog: -2, sdlog: 0.5}]\n", VI, 0.15335497, 0.0066795, 0, 9},
    {"variances: [{distribution: chisq, df: 4, scale: 0.1}]\n", VI, 0.4, 0.08, 0, 9},
    {"variances: [{distribution: sample, value: [0.1, 0.2, 0.6]}]\n", VI, 0.3, 0.0466667, 0.1, 0.6},
    {"variances: [{distribution: normal, mean: 0, sd: 1, min: 0.0001}]\n", VI, 0.7979, 0.3633, 0.0001, 9},
    {"measure: IRR\nsizes: [{value: 50}]\ncontrol: [{value: 0.2}]\n", COPSE_IN_X2I, 10, 10, 0, 60},
    {"measure: PLO\nsizes: [{value: 40}]\n", COPSE_IN_XI, 20, 10, 0, 40}};

START_TEST(test_drawn_moments)
{
    char yaml[1000];
    size_t n = 0;
    (void)snprintf(yaml, sizeof yaml, HEAD "replicates: 4000\nk: 50\n%smethods: [{method: DL}]\n", DRAWN[_i].yaml);
    simulated s = new_simulation(yaml, COPSE_ISA_BEST);
    double *x = collect(&s, DRAWN[_i].what, &n);
    const moments m = moments_of(x, n);
    CK_CLOSE_ABS(m.mean, DRAWN[_i].mean, 1e-4, 4 * sqrt(DRAWN[_i].variance / m.n));
    CK_CLOSE(m.variance, DRAWN[_i].variance, 0.03);
    for (size_t i = 0; i < n; i++) ck_assert(x[i] >= DRAWN[_i].low && x[i] <= DRAWN[_i].high);
    free(x);
    free_simulation(&s);
}
END_TEST

/* ----------------------------------------------------------------------------------------- lanes and one by one */

static const char *const DESIGNS[] = {
    HEAD "replicates: 21\nk: [4, 9]\ntau2: [0, 0.2]\nmu: 0.3\nvariances: [{value: [0.1, 0.3, 0.2]}]\n"
         "methods: [{method: [REML, DL, EE], test: [knha, z], prediction: [test, hts, normal]}]\n",
    HEAD "replicates: 21\nmeasure: OR\nk: 6\nI2: 40\nsizes: [{distribution: uniform, min: 8, max: 20}]\n"
         "control: [{value: 0.1}]\nzero_cells: {to: only0, drop00: true}\nmethods: [{method: [PM, SJ], test: t}]\n",
    HEAD
    "replicates: 21\nk: 7\ntau2: 0.1\nvariances: [{distribution: uniform, min: 0.05, max: 0.4}]\n"
    "selection: [{by: p, steps: [0.05], weights: [1, 0.2]}]\neffects: [{shape: t, df: 4}]\nmethods: [{method: REML}]\n",
    HEAD "replicates: 21\nk: 6\nvariances: [{value: [0.1, 0.2]}]\nestimated: true\ndf: 0.01\n" /* variances of 0 */
         "methods: [{method: EE, test: z}]\n",
    HEAD
    "replicates: 21\nk: 5\nmu: 0.1\ntau2: 0.1\nsizes: [{distribution: uniform, min: 20, max: 60}]\nestimated: true\n"
    "methods: [{method: [DL, ML], test: [z, t, knha, adhoc], prediction: [test, hts]}]\n",
    HEAD "replicates: 21\nk: 12\ntau2: 0.1\nvariances: [{value: [0.1, 0.2]}]\nmethods: [{method: [REML, ML], test: "
         "[knha, z]}]\n"
         "moderators: [{name: a, kind: binary, slope: 0.5}, {name: b, kind: continuous, slope: -0.2}]\n"};

/* Bias, coverage and prediction coverage of a cell and method, from its data sets and scalar fits. */
static void check_against_scalar(const simulated *s, size_t cell, size_t method)
{
    const copse_simulation_design *d = copse_simulation_of(s->simulation);
    const copse_simulation_cell *c = copse_simulation_cell_at(s->simulation, cell);
    const copse_simulation_summary summary = summary_of(s, cell, method);
    copse_simulation_sample sample = {0};
    copse_error err = {0};
    double n = 0, tau2 = 0, width = 0, bias[8] = {0}, covered[8] = {0}, pi_width = 0, pi_n = 0;
    for (uint64_t b = 0; b < d->replicates; b++) {
        copse_fit fit = {0};
        ck_assert_int_eq(copse_simulation_replicate(s->simulation, cell, b, &sample, &err), COPSE_OK);
        if (sample.unpublished) continue;
        if (copse_simulation_fit(s->simulation, method, &sample, &fit, &err) != COPSE_OK) continue;
        n += 1;
        tau2 += fit.het.tau2;
        width += fit.coef[0].ci.upper - fit.coef[0].ci.lower;
        const copse_interval pi = copse_simulation_prediction(s->simulation, method, &fit);
        if (isfinite(pi.upper - pi.lower)) {
            pi_width += pi.upper - pi.lower;
            pi_n += 1;
        }
        for (size_t j = 0; j <= d->moderators; j++) {
            const double truth = j == 0 ? c->mu : d->moderator[j - 1].slope;
            bias[j] += fit.coef[j].estimate - truth;
            covered[j] += fit.coef[j].ci.lower <= truth && truth <= fit.coef[j].ci.upper ? 1 : 0;
        }
        copse_fit_free(&fit);
    }
    CK_CLOSE((double)summary.fitted, n, 0);
    for (size_t j = 0; j <= d->moderators; j++) {
        CK_CLOSE_ABS(summary.coef[j][COPSE_PERFORMANCE_BIAS].value, bias[j] / n, 1e-9, 1e-11);
        CK_CLOSE_ABS(summary.coef[j][COPSE_PERFORMANCE_COVERAGE].value, covered[j] / n, 1e-12, 0);
    }
    CK_CLOSE_ABS(summary.tau2[COPSE_PERFORMANCE_MEAN].value, tau2 / n, 1e-8, 1e-11);
    CK_CLOSE_ABS(summary.coef[0][COPSE_PERFORMANCE_WIDTH].value, width / n, 1e-8, 1e-14);
    CK_CLOSE(summary.prediction[COPSE_PERFORMANCE_WIDTH].value, pi_n > 0 ? pi_width / pi_n : NAN, 1e-8);
    copse_simulation_sample_free(&sample);
}

START_TEST(test_lanes_are_the_data_sets)
{
    simulated s = run_simulation(DESIGNS[_i]);
    const copse_simulation_design *d = copse_simulation_of(s.simulation);
    for (size_t c = 0; c < d->cells; c++)
        for (size_t m = 0; m < d->methods; m++) check_against_scalar(&s, c, m);
    free_simulation(&s);
}
END_TEST

/* Every distribution, with and without limits, one value and lists, sizes and variances, shapes, reported variances. */
static const char *const TOGETHER[] = {
    "variances: [{distribution: chisq, df: 1, scale: 0.25, min: 0.009, max: 0.6}]\n",
    "variances: [{distribution: chisq, df: [1, 2, 7.5], scale: [0.25, 1]}]\nestimated: true\ndf: 1.5\n",
    "variances: [{distribution: gamma, shape: [0.3, 4], scale: 0.5, max: [0.4, 3]}]\n",
    "variances: [{distribution: uniform, min: [0.1, 0.2, 0.3], max: 0.4}]\neffects: [{shape: t, df: 4}]\n",
    "variances: [{distribution: normal, mean: 0.2, sd: [0.1, 0.3], min: 0.01}]\n",
    "variances: [{distribution: lognormal, meanlog: -2, sdlog: 1.5}]\ncorrelation: 0.4\n",
    "variances: [{distribution: beta, a: 0.5, b: [3, 0.7], min: 0.05}]\n",
    "variances: [{distribution: sample, value: [0.1, 0.2, 0.5]}]\n",
    "variances: [{distribution: chisq, df: 2, min: 5}]\n",
    "sizes: [{distribution: uniform, min: [20, 100], max: 200}]\nestimated: true\n",
    "sizes: [{distribution: lognormal, meanlog: 3, sdlog: 2, min: 2, max: 5000}]\nestimated: true\n",
    ("sizes: [{distribution: normal, mean: 10, sd: 8, min: 3, max: 20}]\ncorrelation: -0.5\n"
     "effects: [{shape: mixture, share: 0.2, distance: 3}]\n"),
    "sizes: [{value: [12, 30]}]\nestimated: true\n"};

START_TEST(test_together_as_one_by_one)
{
    enum { K = 37, REPLICATES = 16 };
    static const copse_isa isas[] = {COPSE_ISA_BASELINE, COPSE_ISA_AVX2, COPSE_ISA_AVX512, COPSE_ISA_NEON};
    static double size[K * COPSE_LANES], y[K * COPSE_LANES], v[K * COPSE_LANES];
    char yaml[1000];
    (void)snprintf(yaml, sizeof yaml, HEAD "replicates: 8\nk: 37\nmu: 0.2\ntau2: 0.3\n%smethods: [{method: EE}]\n",
                   TOGETHER[_i]);
    for (size_t isa = 0; isa < sizeof isas / sizeof *isas; isa++) {
        if (!copse_isa_available(isas[isa])) continue;
        simulated s = new_simulation(yaml, isas[isa]);
        const copse_i_plan *plan = &s.simulation->plan[0];
        copse_simulation_sample sample = {0};
        copse_error err = {0};
        ck_assert(plan->together && !plan->shared);
        for (uint64_t b = 0; b < REPLICATES; b++) {
            const size_t lane = b % COPSE_LANES;
            if (lane == 0) copse_i_given_lanes(s.simulation, plan, 0, b, size, y, v);
            ck_assert_int_eq(copse_simulation_replicate(s.simulation, 0, b, &sample, &err), COPSE_OK);
            for (size_t i = 0; i < K; i++)
                ck_assert_msg(memcmp(&y[i * COPSE_LANES + lane], &sample.yi[i], sizeof *y) == 0 &&
                                  memcmp(&v[i * COPSE_LANES + lane], &sample.vi[i], sizeof *v) == 0,
                              "study %zu of data set %zu", i, (size_t)b);
        }
        copse_simulation_sample_free(&sample);
        free_simulation(&s);
    }
}
END_TEST

START_TEST(test_same_bytes_however_split)
{
    static const copse_isa isas[] = {COPSE_ISA_BASELINE, COPSE_ISA_AVX2, COPSE_ISA_AVX512, COPSE_ISA_NEON};
    char yaml[1000];
    const char *number = strstr(DESIGNS[_i], "21\n"); /* three blocks and a piece of one in its place */
    ck_assert_ptr_nonnull(number);
    (void)snprintf(yaml, sizeof yaml, "%.*s3077%s", (int)(number - DESIGNS[_i]), DESIGNS[_i], number + 2);
    simulated whole = run_simulation(yaml);
    const size_t size = copse_simulation_state_size(whole.simulation);
    simulated parts = new_simulation(yaml, COPSE_ISA_BASELINE);
    void *other = copse_alloc(size, 1);
    ck_assert_ptr_nonnull(other);
    run_blocks(&parts, 1, 2, parts.state);
    run_blocks(&parts, 0, 2, other);
    copse_simulation_join(parts.simulation, parts.state, other);
    ck_assert_mem_eq(parts.state, whole.state, size);
    for (size_t i = 0; i < sizeof isas / sizeof *isas; i++) {
        if (!copse_isa_available(isas[i])) continue;
        simulated again = new_simulation(yaml, isas[i]);
        run_blocks(&again, 0, 1, again.state);
        ck_assert_mem_eq(again.state, whole.state, size);
        free_simulation(&again);
    }
    free(other);
    free_simulation(&parts);
    free_simulation(&whole);
}
END_TEST

/* ------------------------------------------------------------------------------------------------------- theory */

static void near(copse_performance got, double want)
{
    CK_CLOSE_ABS(got.value, want, 0, 4 * got.mcse);
    ck_assert(got.mcse > 0);
}

/* Without heterogeneity the equal-effects interval is exact; with equal variances Hartung-Knapp is the one-sample t test;
 * a normal true effect falls into the limits of the known distribution as often as the distribution says. */
START_TEST(test_theory)
{
    simulated s = run_simulation(HEAD "replicates: 100000\nk: [3, 10]\ntau2: [0, 10]\nvariances: [{value: 0.1}]\n"
                                      "methods: [{method: EE, test: z}, {method: REML, test: knha}]\n");
    for (size_t k = 0; k < 2; k++) {
        const copse_simulation_summary equal = summary_of(&s, k, 0);
        near(equal.coef[0][COPSE_PERFORMANCE_COVERAGE], 0.95);
        near(equal.coef[0][COPSE_PERFORMANCE_REJECTION], 0.05);
        near(equal.coef[0][COPSE_PERFORMANCE_EMP_SE], sqrt(0.1 / (k == 0 ? 3 : 10)));
        CK_CLOSE(equal.coef[0][COPSE_PERFORMANCE_MODEL_SE].value, sqrt(0.1 / (k == 0 ? 3 : 10)), 1e-12);
        for (size_t t = 0; t < 2; t++) {
            const copse_simulation_summary knha = summary_of(&s, 2 * t + k, 1);
            near(knha.coef[0][COPSE_PERFORMANCE_REJECTION], 0.05);
            near(knha.coef[0][COPSE_PERFORMANCE_COVERAGE], 0.95);
        }
        const copse_simulation_summary wide = summary_of(&s, 2 + k, 1);
        /* REML is max(0, S^2 - v), S^2 ~ 10.1 chi2(k-1)/(k-1): with k = 10 the cut at 0 is as good as never */
        if (k == 1) near(wide.tau2[COPSE_PERFORMANCE_BIAS], 0);
        if (k == 1) near(wide.tau2[COPSE_PERFORMANCE_EMP_SE], 10.1 * sqrt(2.0 / 9));
    }
    free_simulation(&s);
}
END_TEST

START_TEST(test_I2_becomes_tau2)
{
    simulated fixed =
        new_simulation(HEAD "replicates: 8\nk: 4\nI2: [0, 50, 75]\nvariances: [{value: [0.1, 0.2, 0.4, 0.8]}]\n"
                            "methods: [{method: DL}]\n",
                       COPSE_ISA_BEST);
    const double w[] = {10, 5, 2.5, 1.25}, s1 = 18.75, s2 = w[0] * w[0] + w[1] * w[1] + w[2] * w[2] + w[3] * w[3];
    const double typical = 3 * s1 / (s1 * s1 - s2);
    CK_CLOSE(copse_simulation_cell_at(fixed.simulation, 0)->tau2, 0, 0);
    CK_CLOSE(copse_simulation_cell_at(fixed.simulation, 1)->tau2, typical, 1e-12);
    CK_CLOSE(copse_simulation_cell_at(fixed.simulation, 2)->tau2, 3 * typical, 1e-12);
    free_simulation(&fixed);
    /* OR of arms of 1000 with risk 1/2: v is 8/1000 but for chance, so tau2 at I2 = 50 is, too */
    simulated odds = new_simulation(HEAD "replicates: 8\nmeasure: OR\nk: 10\nI2: 50\nsizes: [{value: 1000}]\n"
                                         "control: [{value: 0.5}]\nmethods: [{method: DL}]\n",
                                    COPSE_ISA_BEST);
    CK_CLOSE(copse_simulation_cell_at(odds.simulation, 0)->tau2, 0.008016, 0.001);
    free_simulation(&odds);
}
END_TEST

/* Nothing is left out in silence: data sets that selection does not complete, tables without an effect. */
START_TEST(test_failures_are_counted)
{
    simulated s =
        run_simulation(HEAD "replicates: 500\nk: 5\ncap: 2\nvariances: [{value: 0.1}]\n"
                            "selection: [{by: effect, steps: [0], weights: [0.1, 1]}]\nmethods: [{method: DL}]\n");
    copse_simulation_summary summary = summary_of(&s, 0, 0);
    ck_assert_uint_eq(summary.replicates, 500);
    ck_assert_uint_gt(summary.unpublished, 50);
    ck_assert_uint_eq(summary.fitted + summary.unpublished, 500);
    free_simulation(&s);
    s = run_simulation(HEAD "replicates: 500\nmeasure: OR\nk: 2\nsizes: [{value: 10}]\ncontrol: [{value: 0.05}]\n"
                            "zero_cells: {drop00: true}\nmethods: [{method: DL}]\n");
    summary = summary_of(&s, 0, 0);
    copse_simulation_made made;
    copse_simulation_made_of(s.simulation, s.state, 0, &made);
    ck_assert(made.left_out > 100);
    ck_assert_uint_gt(summary.failed[COPSE_LANE_TOO_FEW], 20);
    ck_assert_uint_eq(summary.fitted + summary.failed[COPSE_LANE_TOO_FEW], 500);
    free_simulation(&s);
}
END_TEST

/* ------------------------------------------------------------------------------------------------------- errors */

#define SOUND "copse: 1\nreplicates: 10\n"
static const struct {
    const char *yaml, *want;
} WRONG[] = {
    {SOUND "k: 5\nvariances: [{value: 0.1}]\n", "needs the key 'methods'"},
    {SOUND "k: 5\nvariances: [{value: 0.1}]\nmethods: [{method: REM}]\n", ":5: unknown method 'REM'"},
    {SOUND "k: 5\nvariances: [{value: 0.1}]\nmethod: [{method: DL}]\n",
     ":5: unknown key 'method': did you mean 'methods'?"},
    {SOUND "k: 5\ntau2: [0, -1]\nvariances: [{value: 0.1}]\nmethods: [{method: DL}]\n", ":4: 'tau2' must be 0 or more"},
    {SOUND "k: 5\ntau2: 1\nI2: 5\nvariances: [{value: 0.1}]\nmethods: [{method: DL}]\n", ":5: give 'tau2' or 'I2'"},
    {SOUND "k: [5, 2.5]\nvariances: [{value: 0.1}]\nmethods: [{method: DL}]\n", ":3: 'k' must be a whole number"},
    {SOUND "k: 5\nvariances: [{value: -0.1}]\nmethods: [{method: DL}]\n", ":4: variances: the value -0.1"},
    {SOUND "k: 5\nvariances:\n  - {value: 0.1}\n  - {distribution: normal, mean: 1, sd: 1}\nmethods: [{method: DL}]\n",
     ":6: variances: values can lie below 1e-300: set min"},
    {SOUND "k: 5\nvariances: [{distribution: uniform, min: 2, max: 1}]\nmethods: [{method: DL}]\n",
     ":4: variances: min 2"},
    {SOUND "k: 5\nvariances: [{distribution: uniform, mean: 2}]\nmethods: [{method: DL}]\n", ":4: 'mean' does not go"},
    {SOUND "k: 5\nvariances: [{distribution: chisq, df: 1, min: 90, max: 91}]\nmethods: [{method: DL}]\n",
     ":4: variances: hardly a value"},
    {SOUND "k: 5\nmethods: [{method: DL}]\n", "one of 'sizes' and 'variances' is needed"},
    {SOUND "k: 5\nmeasure: OR\nsizes: [{value: 20}]\nmethods: [{method: DL}]\n", ":4: OR needs 'control'"},
    {SOUND "k: 5\nmeasure: OR\nsizes: [{value: 20}]\ncontrol: [{value: 1.2}]\nmethods: [{method: DL}]\n",
     ":6: control: the value 1.2"},
    {SOUND "k: 5\nvariances: [{value: 0.1}]\neffects: [{shape: t, df: 2}]\nmethods: [{method: DL}]\n",
     ":5: df 2 is not"},
    {SOUND "k: 5\nvariances: [{value: 0.1}]\neffects: [{shape: t}]\nmethods: [{method: DL}]\n",
     ":5: the shape t needs 'df'"},
    {SOUND
     "k: 5\nvariances: [{value: 0.1}]\nselection: [{by: p, steps: [0.5], weights: [1]}]\nmethods: [{method: DL}]\n",
     ":5: selection: 1 steps need 2 weights"},
    {SOUND "k: 5\nvariances: [{value: 0.1}]\ncorrelation: 0.5\nmethods: [{method: DL}]\n",
     ":5: correlation: all sizes"},
    {SOUND
     "k: 1\nvariances: [{value: 0.1}]\nmoderators: [{name: x, kind: binary, slope: 1}]\nmethods: [{method: DL}]\n",
     ":3: k = 1 is fewer"},
    {SOUND "k: 4\nvariances: [{value: 0.1}]\nmoderators: [{name: x, values: 2, slope: 1}]\nmethods: [{method: DL}]\n",
     ":5: with k = 4 the moderators cannot be told apart"},
    {SOUND "k: 5\nvariances: [{value: 0.1}]\nmethods: [{method: DL}, {method: DL}]\n", "are called 'DL+knha'"},
    {SOUND "k: 5\nsizes: [{data: no_such_file.csv, columns: [n]}]\nmethods: [{method: DL}]\n", ":4: "},
    {SOUND "k: 5\nlevel: 100\nvariances: [{value: 0.1}]\nmethods: [{method: DL}]\n", ":4: level 100"}};

START_TEST(test_wrong_design)
{
    copse_simulation_file file = {0};
    copse_error err = {0};
    ck_assert_int_ne(read_design(WRONG[_i].yaml, &file, &err), COPSE_OK);
    ck_assert_msg(strstr(err.text, WRONG[_i].want) != NULL, "'%s' does not say '%s'", err.text, WRONG[_i].want);
    copse_simulation_file_free(&file);
}
END_TEST

#define LOOP(tcase, test, array) tcase_add_loop_test(tcase, test, 0, (int)(sizeof(array) / sizeof *(array)))

int main(void)
{
    Suite *suite = suite_create("simulation");
    TCase *cases = tcase_create("all");
    tcase_set_timeout(cases, 60);
    LOOP(cases, test_shape_is_standardised, SHAPES);
    tcase_add_test(cases, test_normal_table);
    tcase_add_test(cases, test_estimate_and_effect);
    LOOP(cases, test_drawn_moments, DRAWN);
    LOOP(cases, test_lanes_are_the_data_sets, DESIGNS);
    LOOP(cases, test_together_as_one_by_one, TOGETHER);
    LOOP(cases, test_same_bytes_however_split, DESIGNS);
    tcase_add_test(cases, test_theory);
    tcase_add_test(cases, test_I2_becomes_tau2);
    tcase_add_test(cases, test_failures_are_counted);
    LOOP(cases, test_wrong_design, WRONG);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
