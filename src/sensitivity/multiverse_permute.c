/* Joint inference: the signs of the units flipped in all specifications at once. */
#include "multiverse_parts.h"

#include <math.h>
#include <stdlib.h>

enum { BLOCK = 64 };

/* What is compared. */
typedef struct joint {
    double median, stouffer;
    size_t significant;
} joint;

typedef struct tally {
    uint64_t median, significant, stouffer;
} tally;

typedef struct worker {
    copse_lanes **lanes; /* sets x methods; NULL without a fit */
    double *y, *value, *z;
    double *sorted;
    unsigned char *significant, *above;
} worker;

typedef struct permutation {
    const copse_multiverse_plan *plan;
    const copse_multiverse *out;
    size_t most; /* studies of a set */
    bool exact;
    uint64_t count;
    worker *worker;
    int threads;
    joint observed;
    tally *block;
} permutation;

static bool is_flipped(const permutation *p, uint64_t b, size_t unit)
{
    if (p->exact) return unit > 0 && (b >> (unit - 1) & 1) != 0;
    uint32_t word[4];
    copse_philox((copse_address){p->plan->seed, 2, b, (uint32_t)(unit / 128)}, 0, word);
    return (word[unit / 32 % 4] >> (unit % 32) & 1) != 0;
}

/* Is it in the joint test? */
static bool is_tested(const permutation *p, size_t s)
{
    const copse_specification *spec = &p->out->specification[s];
    return spec->fitted && p->plan->set[spec->set].adjustment == 0;
}

static size_t first_specification(const copse_multiverse_plan *plan, size_t d, size_t m)
{
    return (d * plan->methods + m) * plan->tests;
}

/* Estimate and z of eight permutations of one specification; those without a test have z = 0, and are not significant. */
static void read_fit(const permutation *p, const copse_lanes_fit *fit, size_t s, worker *w)
{
    const copse_multiverse_plan *plan = p->plan;
    for (size_t l = 0; l < COPSE_LANES; l++) {
        const size_t at = l * p->out->specifications + s;
        const double far = fit->coef[0][l] - plan->null, se = fit->se[0][l];
        const bool tested = fit->status[l] == COPSE_LANE_OK && se > 0;
        w->z[at] = tested ? copse_i_multiverse_z(far / se, fit->df[l]) : 0;
        w->value[at] = !plan->comparable ? w->z[at] : fit->status[l] == COPSE_LANE_OK ? far : 0;
        w->significant[at] = tested && fabs(far) > fit->critical[l] * se;
        w->above[at] = far > 0;
    }
}

static copse_status fit_set(const permutation *p, const unsigned char *flip, size_t d, worker *w, copse_error *err)
{
    const copse_multiverse_plan *plan = p->plan;
    const copse_multiverse_set *set = &plan->set[d];
    copse_lanes_fit fit[COPSE_TEST_COUNT];
    for (size_t i = 0; i < set->k; i++)
        for (size_t l = 0; l < COPSE_LANES; l++) {
            const double far = set->y[i] - plan->null;
            w->y[i * COPSE_LANES + l] = plan->null + (flip[set->unit[i] * COPSE_LANES + l] != 0 ? -far : far);
        }
    const copse_lanes_group group = {.k = set->k, .y = w->y, .v = set->v, .y_by_lane = true};
    for (size_t m = 0; m < plan->methods; m++) {
        copse_lanes *lanes = w->lanes[d * plan->methods + m];
        copse_test test[COPSE_TEST_COUNT];
        size_t which[COPSE_TEST_COUNT], tests = 0;
        for (size_t t = 0; t < plan->tests; t++) {
            const size_t s = first_specification(plan, d, m) + t;
            if (!is_tested(p, s)) continue;
            test[tests] = plan->test[t];
            which[tests++] = s;
        }
        if (lanes == NULL || tests == 0) continue;
        const copse_status st = copse_lanes_run_tests(lanes, &group, test, tests, fit, err);
        if (st != COPSE_OK) return st;
        for (size_t t = 0; t < tests; t++) read_fit(p, &fit[t], which[t], w);
    }
    return COPSE_OK;
}

static joint look_at(const permutation *p, worker *w, size_t lane)
{
    const copse_multiverse *out = p->out;
    const size_t row = lane * out->specifications;
    size_t n = 0, above = 0, below = 0;
    joint j = {0};
    for (size_t s = 0; s < out->specifications; s++) {
        if (!is_tested(p, s)) continue;
        w->sorted[n++] = w->value[row + s];
        j.stouffer += w->z[row + s];
        above += w->significant[row + s] != 0 && w->above[row + s] != 0;
        below += w->significant[row + s] != 0 && w->above[row + s] == 0;
    }
    j.median = fabs(copse_i_multiverse_median(w->sorted, n));
    j.stouffer = fabs(j.stouffer) / sqrt((double)n);
    j.significant = above > below ? above : below;
    return j;
}

static copse_status fit_eight(const permutation *p, const unsigned char *flip, worker *w, copse_error *err)
{
    copse_status st = COPSE_OK;
    for (size_t d = 0; d < p->plan->sets && st == COPSE_OK; d++)
        if (p->plan->set[d].k > 1) st = fit_set(p, flip, d, w, err);
    return st;
}

/* Sums in another order must not decide ties. */
static bool reaches(double x, double observed)
{
    return x >= observed * (1 - 1e-9);
}

static copse_status do_block(void *context, size_t index, int thread, copse_error *err)
{
    permutation *p = context;
    worker *w = &p->worker[thread];
    tally *t = &p->block[index];
    unsigned char *flip = copse_alloc(p->plan->units, COPSE_LANES);
    if (flip == NULL) return copse_fail_memory(err);
    copse_status st = COPSE_OK;
    for (uint64_t b = index * (uint64_t)BLOCK; b < p->count && b < (index + 1) * (uint64_t)BLOCK && st == COPSE_OK;
         b += COPSE_LANES) {
        for (size_t u = 0; u < p->plan->units; u++)
            for (size_t l = 0; l < COPSE_LANES; l++) flip[u * COPSE_LANES + l] = is_flipped(p, b + l, u) ? 1 : 0;
        st = fit_eight(p, flip, w, err);
        for (size_t l = 0; l < COPSE_LANES && b + l < p->count && st == COPSE_OK; l++) {
            const joint j = look_at(p, w, l);
            t->median += reaches(j.median, p->observed.median);
            t->stouffer += reaches(j.stouffer, p->observed.stouffer);
            t->significant += j.significant >= p->observed.significant;
        }
    }
    free(flip);
    return st;
}

static copse_status make_worker(const permutation *p, worker *w, copse_error *err)
{
    const copse_multiverse_plan *plan = p->plan;
    const size_t n = p->out->specifications;
    w->lanes = copse_alloc(plan->sets * plan->methods, sizeof(copse_lanes *));
    w->y = copse_alloc(p->most * COPSE_LANES, sizeof *w->y);
    w->value = copse_alloc(n * COPSE_LANES, sizeof *w->value);
    w->z = copse_alloc(n * COPSE_LANES, sizeof *w->z);
    w->sorted = copse_alloc(n, sizeof *w->sorted);
    w->significant = copse_alloc(n, COPSE_LANES);
    w->above = copse_alloc(n, COPSE_LANES);
    if (w->lanes == NULL || w->y == NULL || w->value == NULL || w->z == NULL || w->sorted == NULL ||
        w->significant == NULL || w->above == NULL)
        return copse_fail_memory(err);
    for (size_t d = 0; d < plan->sets; d++)
        for (size_t m = 0; m < plan->methods; m++) {
            const size_t first = first_specification(plan, d, m);
            size_t t = 0;
            while (t < plan->tests && !is_tested(p, first + t)) t++;
            if (t == plan->tests) continue;
            copse_lanes_opts opts = {.fit = plan->fit, .isa = plan->isa, .without_R2 = true};
            opts.fit.method = plan->method[m];
            opts.fit.test = plan->test[t];
            opts.fit.pi = COPSE_PI_METAFOR;
            opts.fit.without_tau2_ci = opts.fit.without_R2 = true;
            const copse_status st =
                copse_lanes_new(&opts, NULL, plan->set[d].k, 1, &w->lanes[d * plan->methods + m], err);
            if (st != COPSE_OK) return st;
        }
    return COPSE_OK;
}

static void free_worker(const permutation *p, worker *w)
{
    for (size_t i = 0; w->lanes != NULL && i < p->plan->sets * p->plan->methods; i++) copse_lanes_free(w->lanes[i]);
    free(w->lanes);
    free(w->y);
    free(w->value);
    free(w->z);
    free(w->sorted);
    free(w->significant);
    free(w->above);
}

static copse_multiverse_test test_of(const permutation *p, double observed, uint64_t reached)
{
    const double count = (double)p->count, extra = p->exact ? 0 : 1;
    const double share = ((double)reached + extra) / (count + extra);
    return (copse_multiverse_test){.observed = observed,
                                   .p = share,
                                   .error = p->exact ? 0 : sqrt(share * (1 - share) / count),
                                   .reached = reached};
}

static copse_status count_all(permutation *p, copse_multiverse *out, copse_error *err)
{
    const size_t blocks = (size_t)((p->count + BLOCK - 1) / BLOCK);
    unsigned char *none = copse_alloc(p->plan->units, COPSE_LANES);
    p->block = copse_alloc(blocks, sizeof *p->block);
    copse_status st = none == NULL || p->block == NULL ? copse_fail_memory(err) : COPSE_OK;
    if (st == COPSE_OK) st = fit_eight(p, none, p->worker, err);
    free(none);
    if (st != COPSE_OK) return st;
    p->observed = look_at(p, p->worker, 0);
    st = copse_parallel_for(blocks, p->threads, do_block, p, err);
    if (st != COPSE_OK) return st;
    tally sum = {0};
    for (size_t b = 0; b < blocks; b++) {
        sum.median += p->block[b].median;
        sum.significant += p->block[b].significant;
        sum.stouffer += p->block[b].stouffer;
    }
    out->permutations = p->count;
    out->exact = p->exact;
    out->median = test_of(p, p->observed.median, sum.median);
    out->significant = test_of(p, 100 * (double)p->observed.significant / (double)out->tested, sum.significant);
    out->stouffer = test_of(p, p->observed.stouffer, sum.stouffer);
    return COPSE_OK;
}

/* Which of the tests permutations can have, fitted as they are in lanes. */
static copse_status check_tests(const copse_multiverse_plan *plan, copse_error *err)
{
    for (size_t t = 0; t < plan->tests; t++)
        if (!copse_test_is_symmetric(plan->test[t]))
            return copse_fail(err, COPSE_EUSAGE,
                              "the test %s has no place in the joint test, whose fits are estimates and standard "
                              "errors; without permutations it can be among the specifications",
                              copse_test_code(plan->test[t]));
    return COPSE_OK;
}

copse_status copse_i_multiverse_permute(const copse_multiverse_plan *plan, copse_multiverse *out, copse_error *err)
{
    permutation p = {.plan = plan, .out = out, .count = plan->permutations};
    copse_status st = check_tests(plan, err);
    if (st != COPSE_OK) return st;
    for (size_t s = 0; s < out->specifications; s++) out->tested += is_tested(&p, s);
    if (out->tested == 0) return COPSE_OK; /* no test */
    p.exact = plan->units < 63 && ((uint64_t)1 << (plan->units - 1)) <= plan->permutations;
    if (p.exact) p.count = (uint64_t)1 << (plan->units - 1);
    for (size_t d = 0; d < plan->sets; d++)
        if (plan->set[d].k > p.most) p.most = plan->set[d].k;
    p.threads = plan->threads > 0 ? plan->threads : copse_threads_available();
    p.worker = copse_alloc((size_t)p.threads, sizeof *p.worker);
    st = p.worker == NULL ? copse_fail_memory(err) : COPSE_OK;
    for (int t = 0; t < p.threads && st == COPSE_OK && p.worker != NULL; t++) st = make_worker(&p, &p.worker[t], err);
    if (st == COPSE_OK && p.worker != NULL) st = count_all(&p, out, err);
    for (int t = 0; t < p.threads && p.worker != NULL; t++) free_worker(&p, &p.worker[t]);
    free(p.worker);
    free(p.block);
    return st;
}
