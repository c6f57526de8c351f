/* Bootstrap intervals in the simulation: the lanes have the limits of `copse bootstrap` of the same data set and draws, and
 * of resamples written out one by one; sums do not depend on how the work is split; theory holds; what cannot be had is
 * counted. */
#include "resample/boot.h"
#include "resample/sim_boot.h"

#include "ck_close.h"
#include "simulation_fixture.h"

#include <stdio.h>
#include <string.h>

#define HEAD "copse: 1\nseed: 11\n"
#define EVERY "interval: [percentile, basic, normal, bca, studentised]"

/* Variances shared and drawn; tables without an effect, which leave a design with empty rows; few studies. */
static const char *const DESIGNS[] = {
    HEAD "replicates: 11\nk: [2, 5, 20]\ntau2: [0, 0.2]\nmu: 0.3\nvariances: {value: [0.1, 0.3, 0.2]}\n"
         "methods: {method: [REML, DL], test: [knha, z], bootstrap: {kind: [nonparametric, parametric], " EVERY
         ", replicates: 61}}\n",
    HEAD "replicates: 11\nmeasure: OR\nk: 6\ntau2: 0.1\nsizes: {distribution: uniform, min: 8, max: 20}\n"
         "control: {value: 0.05}\nzero_cells: {drop00: true}\nmethods: {method: [PM, EE], test: t, bootstrap: {kind: "
         "[nonparametric, parametric], " EVERY ", replicates: 40}}\n",
    HEAD "replicates: 11\nk: 7\ntau2: 0.1\nvariances: {distribution: uniform, min: 0.05, max: 0.4}\nmethods: {method: "
         "REML, bootstrap: {kind: [nonparametric, parametric], " EVERY ", replicates: 99}}\nmoderators:\n"
         "  - {name: a, kind: binary, slope: 0.5}\n  - {name: b, kind: continuous, slope: -0.2}\n",
    HEAD "replicates: 11\nmeasure: OR\nk: 9\ntau2: 0.1\nsizes: {distribution: uniform, min: 8, max: 20}\n"
         "control: {value: 0.1}\nzero_cells: {drop00: true}\nmoderators: {name: a, kind: continuous, slope: 0.5}\n"
         "methods: {method: DL, bootstrap: {kind: [nonparametric, parametric], " EVERY ", replicates: 50}}\n",
    HEAD "replicates: 11\nk: 4\nvariances: {value: 0.1}\nselection: {by: p, steps: [0.05], weights: [1, 0.05]}\n"
         "cap: 10\nmethods: {method: HE, test: adhoc, bootstrap: {" EVERY ", replicates: 39}}\n"};

/* --------------------------------------------------------------------------------------------- the same limits */

/* One data set as a bootstrap of its own, at the simulation's draws. */
typedef struct own_boot {
    double *y, *v, *x, *rows;
    size_t k;
    copse_boot *boot;
    copse_boot_summary summary;
} own_boot;

static void free_own(own_boot *own)
{
    copse_boot_summary_free(&own->summary);
    copse_boot_free(own->boot);
    free(own->y);
    free(own->v);
    free(own->x);
    free(own->rows);
}

static void take_rows(own_boot *own, const copse_simulation_sample *sample, size_t p)
{
    own->y = copse_alloc(sample->k, sizeof *own->y);
    own->v = copse_alloc(sample->k, sizeof *own->v);
    own->x = copse_alloc(sample->k * p, sizeof *own->x);
    ck_assert(own->y != NULL && own->v != NULL && own->x != NULL);
    for (size_t i = 0; i < sample->k; i++) {
        if (!(sample->vi[i] > 0)) continue;
        own->y[own->k] = sample->yi[i];
        own->v[own->k] = sample->vi[i];
        for (size_t j = 0; p > 1 && j < p; j++) own->x[own->k * p + j] = sample->x[i * p + j];
        own->k++;
    }
}

/* What `copse bootstrap` does: quantities 0..p-1 are the coefficients, p is tau2. */
static own_boot bootstrap(const simulated *s, size_t method, size_t cell, uint64_t b,
                          const copse_simulation_sample *sample)
{
    const copse_simulation_design *d = copse_simulation_of(s->simulation);
    const copse_simulation_method *m = &d->method[method];
    const size_t p = d->moderators + 1;
    copse_boot_quantity quantity[COPSE_LANES_COLUMNS + 1] = {{0}};
    own_boot own = {0};
    copse_error err = {0};
    void *worker = NULL;
    take_rows(&own, sample, p);
    for (size_t j = 0; j < p; j++)
        quantity[j] = (copse_boot_quantity){p > 1 ? COPSE_BOOT_STAT_COEF : COPSE_BOOT_STAT_MU, j, 0};
    quantity[p].what = COPSE_BOOT_STAT_TAU2;
    copse_boot_plan plan = copse_boot_plan_default();
    plan.kind = m->bootstrap.kind;
    plan.y = own.y;
    plan.v = own.v;
    plan.X = p > 1 ? own.x : NULL;
    plan.k = own.k;
    plan.p = p;
    plan.fit.method = m->method;
    plan.fit.test = m->test;
    plan.fit.level = d->level;
    plan.seed = d->seed;
    plan.stream = (uint32_t)cell;
    plan.first = b * COPSE_SIMULATION_BOOT_SPACING;
    plan.draw = COPSE_SIMULATION_BOOT_DRAW(m->bootstrap.kind);
    plan.quantity = quantity;
    plan.quantities = p + 1;
    plan.studentised = true;
    ck_assert_msg(copse_boot_new(&plan, &own.boot, &err) == COPSE_OK, "%s", err.text);
    own.rows = copse_alloc(m->bootstrap.replicates * copse_boot_width(own.boot), sizeof *own.rows);
    void *state = copse_alloc(1, copse_boot_state_size(own.boot));
    ck_assert(own.rows != NULL && state != NULL);
    ck_assert_int_eq(copse_boot_open(own.boot, &worker, &err), COPSE_OK);
    ck_assert_int_eq(copse_boot_work(own.boot, worker, 0, m->bootstrap.replicates, own.rows, state, &err), COPSE_OK);
    copse_boot_close(own.boot, worker);
    ck_assert_int_eq(
        copse_boot_summarise(own.boot, m->bootstrap.replicates, own.rows, state, d->level, &own.summary, &err),
        COPSE_OK);
    free(state);
    return own;
}

static void same_limits(copse_interval got, copse_interval want, double scale, double tolerance, const char *what,
                        const char *method)
{
    const bool none = isnan(want.lower);
    ck_assert_msg(none == isnan(got.lower) && none == isnan(got.upper), "%s of %s: [%g, %g], want [%g, %g]", what,
                  method, got.lower, got.upper, want.lower, want.upper);
    if (none) return;
    ck_assert_msg(
        fabs(got.lower - want.lower) <= tolerance * scale && fabs(got.upper - want.upper) <= tolerance * scale,
        "%s of %s: [%.17g, %.17g], want [%.17g, %.17g]", what, method, got.lower, got.upper, want.lower, want.upper);
}

/* The limits of eight data sets as the simulation's worker makes them. */
typedef struct lane_limits {
    copse_lanes *engine;
    copse_i_sim_boot *boot;
    double *y, *v, *n;
} lane_limits;

static void fill_lane(lane_limits *l, const copse_simulation_sample *sample, size_t lane)
{
    for (size_t i = 0; i < sample->k; i++) {
        const bool there = sample->vi[i] > 0;
        l->y[i * COPSE_LANES + lane] = there ? sample->yi[i] : 0;
        l->v[i * COPSE_LANES + lane] = there ? sample->vi[i] : 1;
        l->n[i * COPSE_LANES + lane] = there ? 1 : 0;
    }
}

static void run_lanes(const simulated *s, size_t cell, size_t method, uint64_t first, lane_limits *l)
{
    const copse_simulation *sim = s->simulation;
    const copse_i_plan *plan = &sim->plan[cell];
    const copse_i_sim_place *place = &sim->place[method];
    const size_t k = plan->cell.k;
    copse_simulation_sample sample = {0};
    copse_lanes_fit fit[COPSE_TEST_COUNT];
    unsigned char wanted[COPSE_LANES];
    copse_error err = {0};
    copse_lanes_opts opts = copse_lanes_opts_default();
    opts.fit.method = sim->fit[place->fit].method;
    opts.fit.level = sim->design.level;
    l->y = copse_alloc(k * COPSE_LANES, sizeof *l->y);
    l->v = copse_alloc(k * COPSE_LANES, sizeof *l->v);
    l->n = copse_alloc(k * COPSE_LANES, sizeof *l->n);
    ck_assert(l->y != NULL && l->v != NULL && l->n != NULL);
    for (size_t lane = 0; lane < COPSE_LANES; lane++) {
        ck_assert_int_eq(copse_simulation_replicate(sim, cell, first + lane, &sample, &err), COPSE_OK);
        wanted[lane] = !sample.unpublished;
        fill_lane(l, &sample, lane);
    }
    ck_assert_int_eq(copse_lanes_new(&opts, plan->x, k, sim->p, &l->engine, &err), COPSE_OK);
    ck_assert_int_eq(copse_i_sim_boot_new(sim, &l->boot), COPSE_OK);
    const copse_lanes_group group = {.k = k, .y = l->y, .v = l->v, .y_by_lane = true, .v_by_lane = true, .n = l->n};
    const copse_i_sim_fit *one = &sim->fit[place->fit];
    ck_assert_int_eq(copse_lanes_run_tests(l->engine, &group, one->test, one->tests, fit, &err), COPSE_OK);
    const copse_i_fitted fitted = {.plan = plan, .first = first, .wanted = wanted, .data = &group, .fit = fit};
    ck_assert_int_eq(copse_i_sim_boot_run(l->boot, place->resampling, &fitted, l->engine, &err), COPSE_OK);
    copse_simulation_sample_free(&sample);
}

static void free_lanes(lane_limits *l)
{
    copse_lanes_free(l->engine);
    copse_i_sim_boot_free(l->boot);
    free(l->y);
    free(l->v);
    free(l->n);
}

/* Limits of one data set in the three ways. */
static void check_data_set(const simulated *s, size_t cell, size_t method, uint64_t b, const lane_limits *l)
{
    const copse_simulation_design *d = copse_simulation_of(s->simulation);
    const copse_simulation_method *m = &d->method[method];
    const size_t p = d->moderators + 1;
    copse_simulation_sample sample = {0};
    copse_simulation_limits limits;
    copse_fit fit = {0};
    copse_error err = {0};
    ck_assert_int_eq(copse_simulation_replicate(s->simulation, cell, b, &sample, &err), COPSE_OK);
    const bool fitted =
        !sample.unpublished && copse_simulation_fit(s->simulation, method, &sample, &fit, &err) == COPSE_OK;
    if (!fitted) fit = (copse_fit){0};
    ck_assert_int_eq(copse_simulation_resample(s->simulation, method, cell, b, &sample, &fit, &limits, &err), COPSE_OK);
    const copse_i_limits *lanes = copse_i_sim_boot_limits(l->boot, method);
    own_boot own = {0};
    const bool resampled = fitted && isfinite(fit.het.tau2);
    if (resampled) own = bootstrap(s, method, cell, b, &sample);
    for (size_t q = 0; q <= p; q++) {
        const char *what = q == p ? "tau2" : "a coefficient";
        const copse_boot_limits *scalar = q == p ? &limits.tau2 : &limits.coef[q];
        const copse_boot_limits *lane = &lanes->of[q][b % COPSE_LANES];
        copse_interval want = {NAN, NAN};
        double scale = 1;
        if (resampled) {
            const copse_boot_result *r = &own.summary.result[q];
            want = r->interval[m->bootstrap.interval].limit;
            scale = fabs(want.lower) + fabs(want.upper) + r->sd;
            if (q == p && (m->method == COPSE_METHOD_EE)) want = (copse_interval){NAN, NAN};
            if (isfinite(want.lower)) ck_assert_int_eq(lane->extreme, r->interval[m->bootstrap.interval].extreme);
        } else if (fitted && m->bootstrap.kind == COPSE_BOOT_NONPARAMETRIC) {
            continue; /* a study alone: copse bootstrap does not take it */
        }
        same_limits(lane->limit, want, scale, 1e-12, what, m->name);
        same_limits(scalar->limit, want, scale, 1e-8, what, m->name);
    }
    free_own(&own);
    copse_fit_free(&fit);
    copse_simulation_sample_free(&sample);
}

START_TEST(test_limits_are_those_of_the_bootstrap)
{
    simulated s = new_simulation(DESIGNS[_i], COPSE_ISA_BEST);
    const copse_simulation_design *d = copse_simulation_of(s.simulation);
    for (size_t c = 0; c < d->cells; c++)
        for (size_t m = 0; m < d->methods; m++) {
            lane_limits l = {0};
            run_lanes(&s, c, m, 0, &l);
            for (uint64_t b = 0; b < COPSE_LANES; b++) check_data_set(&s, c, m, b, &l);
            free_lanes(&l);
        }
    free_simulation(&s);
}
END_TEST

/* ------------------------------------------------------------------------------------------- what is summed up */

typedef struct scalar_sums {
    double fitted, intervals[9], covered[9], rejected[9], width[9], at_end[9], resampled, not_fitted;
} scalar_sums;

static void add_scalar(const simulated *s, size_t cell, size_t method, uint64_t b, scalar_sums *sums)
{
    const copse_simulation_design *d = copse_simulation_of(s->simulation);
    const copse_simulation_cell *c = copse_simulation_cell_at(s->simulation, cell);
    const size_t p = d->moderators + 1;
    copse_simulation_sample sample = {0};
    copse_simulation_limits limits;
    copse_fit fit = {0};
    copse_error err = {0};
    ck_assert_int_eq(copse_simulation_replicate(s->simulation, cell, b, &sample, &err), COPSE_OK);
    if (!sample.unpublished && copse_simulation_fit(s->simulation, method, &sample, &fit, &err) == COPSE_OK) {
        ck_assert_int_eq(copse_simulation_resample(s->simulation, method, cell, b, &sample, &fit, &limits, &err),
                         COPSE_OK);
        sums->fitted += 1;
        sums->resampled += (double)limits.replicates;
        sums->not_fitted += (double)(limits.replicates - limits.fitted);
        for (size_t q = 0; q <= p; q++) {
            const copse_boot_limits *l = q == p ? &limits.tau2 : &limits.coef[q];
            const double truth = q == p ? c->tau2 : q == 0 ? c->mu : d->moderator[q - 1].slope;
            const double lower = l->limit.lower, upper = l->limit.upper;
            if (!isfinite(upper - lower)) continue;
            sums->intervals[q] += 1;
            sums->covered[q] += lower <= truth && truth <= upper ? 1 : 0;
            sums->rejected[q] += (lower > 0 || upper < 0) && upper - lower > 1e-10 ? 1 : 0;
            sums->width[q] += upper - lower;
            sums->at_end[q] += l->extreme ? 1 : 0;
        }
    }
    copse_fit_free(&fit);
    copse_simulation_sample_free(&sample);
}

START_TEST(test_results_are_those_of_the_data_sets)
{
    simulated s = run_simulation(DESIGNS[_i]);
    const copse_simulation_design *d = copse_simulation_of(s.simulation);
    const size_t p = d->moderators + 1;
    for (size_t c = 0; c < d->cells; c++)
        for (size_t m = 0; m < d->methods; m++) {
            const copse_simulation_summary summary = summary_of(&s, c, m);
            scalar_sums sums = {0};
            for (uint64_t b = 0; b < d->replicates; b++) add_scalar(&s, c, m, b, &sums);
            CK_CLOSE((double)summary.fitted, sums.fitted, 0);
            CK_CLOSE((double)summary.resampled, sums.resampled, 0);
            uint64_t failed = 0;
            for (size_t i = 0; i < COPSE_LANE_STATUS_COUNT; i++) failed += summary.not_fitted[i];
            CK_CLOSE((double)failed, sums.not_fitted, 0);
            CK_CLOSE((double)summary.no_interval, sums.fitted - sums.intervals[0], 0);
            for (size_t q = 0; q <= p; q++) {
                const copse_performance *got = q == p ? summary.tau2 : summary.coef[q];
                if (sums.intervals[q] == 0) {
                    ck_assert(isnan(got[COPSE_PERFORMANCE_COVERAGE].value));
                    continue;
                }
                const double n = sums.intervals[q];
                CK_CLOSE_ABS(got[COPSE_PERFORMANCE_NO_INTERVAL].value, 1 - n / sums.fitted, 1e-12, 1e-12);
                CK_CLOSE_ABS(got[COPSE_PERFORMANCE_WIDTH].value, sums.width[q] / n, 1e-8, 1e-10);
                CK_CLOSE_ABS(got[COPSE_PERFORMANCE_COVERAGE].value, sums.covered[q] / n, 1e-12, 0);
                CK_CLOSE_ABS(got[COPSE_PERFORMANCE_AT_END].value, sums.at_end[q] / n, 1e-12, 0);
                if (q < p) CK_CLOSE_ABS(got[COPSE_PERFORMANCE_REJECTION].value, sums.rejected[q] / n, 1e-12, 0);
            }
        }
    free_simulation(&s);
}
END_TEST

START_TEST(test_same_bytes_however_split)
{
    static const copse_isa isas[] = {COPSE_ISA_BASELINE, COPSE_ISA_AVX2, COPSE_ISA_AVX512, COPSE_ISA_NEON};
    char yaml[1000];
    const char *number = strstr(DESIGNS[_i], "11\nk"), *measure = strstr(DESIGNS[_i], "11\nmeasure");
    number = number != NULL ? number : measure;
    ck_assert_ptr_nonnull(number);
    (void)snprintf(yaml, sizeof yaml, "%.*s1029%s", (int)(number - DESIGNS[_i]), DESIGNS[_i], number + 2);
    simulated whole = run_simulation(yaml);
    const size_t size = copse_simulation_state_size(whole.simulation);
    simulated parts = new_simulation(yaml, COPSE_ISA_BEST);
    void *other = copse_alloc(size, 1);
    ck_assert_ptr_nonnull(other);
    run_blocks(&parts, 1, 2, parts.state);
    run_blocks(&parts, 0, 2, other);
    copse_simulation_join(parts.simulation, parts.state, other);
    ck_assert_mem_eq(parts.state, whole.state, size);
    free(other);
    free_simulation(&parts);
    free_simulation(&whole);
    simulated first = run_simulation(DESIGNS[_i]);
    const size_t small = copse_simulation_state_size(first.simulation);
    for (size_t i = 0; i < sizeof isas / sizeof *isas; i++) {
        if (!copse_isa_available(isas[i])) continue;
        simulated again = new_simulation(DESIGNS[_i], isas[i]);
        run_blocks(&again, 0, 1, again.state);
        ck_assert_mem_eq(again.state, first.state, small);
        free_simulation(&again);
    }
    free_simulation(&first);
}
END_TEST

/* ------------------------------------------------------------------------------------------------------- theory */

static void near(copse_performance got, double want)
{
    CK_CLOSE_ABS(got.value, want, 0, 4 * got.mcse);
    ck_assert(got.mcse > 0);
}

/* Two studies: a quarter of the resamples is the one alone, a quarter the other, so that the limits are the two. */
START_TEST(test_two_studies)
{
    simulated s = run_simulation(HEAD "replicates: 20000\nk: 2\ntau2: 0.1\nvariances: {value: 0.2}\nmethods: {method: "
                                      "REML, bootstrap: {interval: [percentile, basic], replicates: 99}}\n");
    for (size_t m = 0; m < 2; m++) {
        const copse_simulation_summary summary = summary_of(&s, 0, m);
        near(summary.coef[0][COPSE_PERFORMANCE_COVERAGE], 0.5);
        near(summary.coef[0][COPSE_PERFORMANCE_REJECTION], 0.5);
        near(summary.coef[0][COPSE_PERFORMANCE_WIDTH], 2 * sqrt(0.3 / COPSE_PI)); /* E|y1 - y2| */
        CK_CLOSE(summary.coef[0][COPSE_PERFORMANCE_NO_INTERVAL].value, 0, 0);
    }
    free_simulation(&s);
}
END_TEST

/* Pivots: with 39 replicates the limits are the least and the greatest of 39 draws that have the law of the error itself,
 * which lies between them with probability 38/40. So it is for the mean under equal effects, and, with equal variances,
 * for the Hartung-Knapp t, whatever tau2 is and is estimated to be. */
START_TEST(test_exact_coverage)
{
    simulated s =
        run_simulation(HEAD "replicates: 20000\nk: [3, 7]\nvariances: {value: 0.1}\nmethods:\n"
                            "  - {method: EE, bootstrap: {kind: parametric, interval: [percentile, basic], replicates: "
                            "39}}\n  - {method: [DL, REML], test: knha, bootstrap: {kind: parametric, interval: "
                            "studentised, replicates: 39}}\n");
    simulated wide = run_simulation(HEAD "replicates: 20000\nk: 4\nmu: 0.5\ntau2: 3\nvariances: {value: 0.1}\nmethods: "
                                         "{method: [DL, REML], bootstrap: {kind: parametric, interval: studentised, "
                                         "replicates: 39}}\n");
    for (size_t k = 0; k < 2; k++)
        for (size_t m = 0; m < 4; m++) {
            near(summary_of(&s, k, m).coef[0][COPSE_PERFORMANCE_COVERAGE], 0.95);
            near(summary_of(&s, k, m).coef[0][COPSE_PERFORMANCE_REJECTION], 0.05);
        }
    for (size_t m = 0; m < 2; m++) near(summary_of(&wide, 0, m).coef[0][COPSE_PERFORMANCE_COVERAGE], 0.95);
    free_simulation(&s);
    free_simulation(&wide);
}
END_TEST

/* --------------------------------------------------------------------------------------------------- what is not */

START_TEST(test_nothing_is_left_out_in_silence)
{
    /* tau2 = 0 has no BCa interval, so that at least the estimates of 0 have none */
    simulated s = run_simulation(HEAD "replicates: 500\nk: 6\nvariances: {value: [0.1, 0.2]}\nmethods: {method: DL, "
                                      "bootstrap: {interval: [bca, percentile], replicates: 99}}\n");
    copse_simulation_summary bca = summary_of(&s, 0, 0), percentile = summary_of(&s, 0, 1);
    ck_assert(bca.tau2[COPSE_PERFORMANCE_ZERO].value > 0.4);
    CK_CLOSE(bca.tau2[COPSE_PERFORMANCE_NO_INTERVAL].value, bca.tau2[COPSE_PERFORMANCE_ZERO].value, 1e-12);
    CK_CLOSE(percentile.tau2[COPSE_PERFORMANCE_NO_INTERVAL].value, 0, 0);
    ck_assert(percentile.tau2[COPSE_PERFORMANCE_COVERAGE].value > 0.97); /* 0 is the end of what tau2 can be */
    ck_assert_uint_eq(bca.no_interval, 0);
    ck_assert_uint_eq(bca.resampled, 49500);
    free_simulation(&s);
    /* three studies, two at x = 0: a resample has both values of x unless all three are of one, (2/3)^3 + (1/3)^3 = 1/3;
     * leaving out the study at x = 1 leaves no slope, so that there is no acceleration */
    s = run_simulation(HEAD
                       "replicates: 500\nk: 3\nvariances: {value: 0.1}\nmoderators: {name: x, kind: binary, slope: "
                       "1}\nmethods: {method: REML, bootstrap: {interval: [bca, percentile], replicates: 99}}\n");
    bca = summary_of(&s, 0, 0);
    percentile = summary_of(&s, 0, 1);
    const double n = 500 * 99, failed = (double)percentile.not_fitted[COPSE_LANE_RANK];
    CK_CLOSE_ABS(failed / n, 1.0 / 3, 0, 4 * sqrt(2.0 / 9 / n));
    ck_assert_uint_eq(bca.no_interval, 500);
    CK_CLOSE(bca.coef[1][COPSE_PERFORMANCE_NO_INTERVAL].value, 1, 0);
    CK_CLOSE(percentile.coef[1][COPSE_PERFORMANCE_NO_INTERVAL].value, 0, 0);
    free_simulation(&s);
    /* one study: nothing to draw estimates from */
    s = run_simulation(HEAD "replicates: 16\nk: 1\nvariances: {value: 0.1}\nmethods: {method: REML, bootstrap: {kind: "
                            "[parametric, nonparametric], interval: percentile, replicates: 99}}\n");
    ck_assert_uint_eq(summary_of(&s, 0, 0).no_interval, 16);
    ck_assert_uint_eq(summary_of(&s, 0, 0).resampled, 0);
    ck_assert_uint_eq(summary_of(&s, 0, 1).no_interval, 0);
    CK_CLOSE_ABS(summary_of(&s, 0, 1).coef[0][COPSE_PERFORMANCE_WIDTH].value, 0, 0, 1e-15);
    CK_CLOSE(summary_of(&s, 0, 1).coef[0][COPSE_PERFORMANCE_REJECTION].value, 0, 0);
    free_simulation(&s);
}
END_TEST

/* ------------------------------------------------------------------------------------------------------ the file */

static const struct {
    const char *methods, *names;
} NAMED[] = {
    {"{method: REML, bootstrap: {interval: percentile}}", "REML+percentile"},
    {"{method: [REML, DL], bootstrap: {interval: [test, bca]}}", "REML+knha REML+bca DL+knha DL+bca"},
    {"{method: DL, test: [z, t], bootstrap: {interval: studentised}}", "DL+z+studentised DL+t+studentised"},
    {"{method: DL, test: z, prediction: hts, bootstrap: {kind: [nonparametric, parametric], interval: [test, basic]}}",
     "DL+z+hts DL+z+hts+basic DL+z+hts+parametric+basic"},
    {"{name: mine, method: DL, bootstrap: {interval: normal, replicates: 2}}", "mine"},
    {"[{method: DL}, {method: DL, bootstrap: {interval: basic}}]", "DL+knha DL+basic"}};

START_TEST(test_names)
{
    char yaml[1000];
    copse_text names = {0};
    (void)snprintf(yaml, sizeof yaml, HEAD "replicates: 8\nk: 5\nvariances: {value: 0.1}\nmethods: %s\n",
                   NAMED[_i].methods);
    simulated s = new_simulation(yaml, COPSE_ISA_BEST);
    const copse_simulation_design *d = copse_simulation_of(s.simulation);
    for (size_t m = 0; m < d->methods; m++) copse_text_printf(&names, "%s%s", m > 0 ? " " : "", d->method[m].name);
    ck_assert_str_eq(copse_text_string(&names), NAMED[_i].names);
    copse_text_free(&names);
    free_simulation(&s);
}
END_TEST

/* Replicates of one estimator, kind and number are made once. */
START_TEST(test_what_is_shared)
{
    simulated s = new_simulation(
        HEAD "replicates: 8\nk: 5\nvariances: {value: 0.1}\nmethods:\n"
             "  - {method: [REML, DL], test: [z, knha], bootstrap: {kind: [nonparametric, parametric], " EVERY "}}\n"
             "  - {name: few, method: DL, bootstrap: {interval: basic, replicates: 99}}\n",
        COPSE_ISA_BEST);
    ck_assert_uint_eq(s.simulation->resamplings, 5);
    ck_assert_uint_eq(s.simulation->fits, 2);
    ck_assert_uint_eq(s.simulation->resampling[0].tests, 2);
    ck_assert_uint_eq(s.simulation->resampling[4].tests, 1);
    ck_assert_uint_eq(s.simulation->design.method[0].bootstrap.replicates, 999);
    free_simulation(&s);
}
END_TEST

#define SOUND "copse: 1\nreplicates: 10\nk: 5\nvariances: {value: 0.1}\nmethods:\n"
static const struct {
    const char *yaml, *want;
} WRONG[] = {{SOUND "  - {method: DL, bootstrap: {}}\n", ":6: 'bootstrap' needs the key 'interval'"},
             {SOUND "  - {method: DL, bootstrap: percentile}\n", ":6: 'bootstrap' must be a mapping"},
             {SOUND "  - method: DL\n    bootstrap:\n      interval: [basic,\n        percentil]\n",
              ":9: 'percentil' is no interval: did you mean 'percentile'?"},
             {SOUND "  - {method: DL, bootstrap: {interval: bca, kind: wild}}\n",
              ":6: 'wild' is no kind of bootstrap: there are nonparametric, parametric"},
             {SOUND "  - {method: DL, bootstrap: {interval: bca, replicates: 99.5}}\n",
              ":6: 'replicates' of a bootstrap must be a whole number"},
             {SOUND "  - {method: DL, bootstrap: {interval: bca, replicates: 2000000}}\n",
              ":6: 'replicates' of a bootstrap must be a whole number"},
             {SOUND "  - {method: DL}\n  - method: DL\n    bootstrap:\n      interval: bca\n      replicates: 38\n",
              ":10: bootstrap: bca intervals at 95 % need 39 to"},
             {SOUND "  - {method: DL, bootstrap: {interval: bca, replicate: 99}}\n",
              ":6: unknown key 'replicate': did you mean"},
             {SOUND "  - {method: DL, bootstrap: {interval: [bca, bca]}}\n",
              ":6: two entries of 'methods' are called 'DL+bca'"}};

START_TEST(test_wrong_bootstrap)
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
    Suite *suite = suite_create("simulation_bootstrap");
    TCase *cases = tcase_create("all");
    tcase_set_timeout(cases, 60);
    LOOP(cases, test_limits_are_those_of_the_bootstrap, DESIGNS);
    LOOP(cases, test_results_are_those_of_the_data_sets, DESIGNS);
    LOOP(cases, test_same_bytes_however_split, DESIGNS);
    tcase_add_test(cases, test_two_studies);
    tcase_add_test(cases, test_exact_coverage);
    tcase_add_test(cases, test_nothing_is_left_out_in_silence);
    LOOP(cases, test_names, NAMED);
    tcase_add_test(cases, test_what_is_shared);
    LOOP(cases, test_wrong_bootstrap, WRONG);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
