/* Joint inference: the signs of the units flipped in all specifications at once. */
#include "multiverse_parts.h"
#include "multiverse_refit.h"

#include <math.h>
#include <stdlib.h>

enum { BLOCK = 64 };
/* Blocks between two looks at the watch. */
enum { TURN = 16 };

/* What is compared. */
typedef struct joint {
    double median, stouffer;
    size_t significant;
} joint;

typedef struct tally {
    uint64_t median, significant, stouffer;
} tally;

typedef struct worker {
    copse_i_refit refit;
    double *sorted; /* specifications */
} worker;

typedef struct permutation {
    const copse_multiverse_plan *plan;
    const copse_multiverse *out;
    bool exact;
    uint64_t count;
    worker *worker;
    int threads;
    joint observed;
    tally *block;
    size_t first; /* block of the turn under way */
} permutation;

static bool is_flipped(const permutation *p, uint64_t b, size_t unit)
{
    if (p->exact) return unit > 0 && (b >> (unit - 1) & 1) != 0;
    uint32_t word[4];
    copse_philox((copse_address){p->plan->seed, 2, b, (uint32_t)(unit / 128)}, 0, word);
    return (word[unit / 32 % 4] >> (unit % 32) & 1) != 0;
}

static joint look_at(const permutation *p, worker *w, size_t lane)
{
    const copse_multiverse *out = p->out;
    const copse_i_refit *r = &w->refit;
    const size_t row = lane * out->specifications;
    size_t n = 0, above = 0, below = 0;
    joint j = {0};
    for (size_t s = 0; s < out->specifications; s++) {
        if (!copse_i_refit_has(p->plan, out, s)) continue;
        w->sorted[n++] = r->value[row + s];
        j.stouffer += r->z[row + s];
        above += r->significant[row + s] != 0 && r->above[row + s] != 0;
        below += r->significant[row + s] != 0 && r->above[row + s] == 0;
    }
    j.median = fabs(copse_i_multiverse_median(w->sorted, n));
    j.stouffer = fabs(j.stouffer) / sqrt((double)n);
    j.significant = above > below ? above : below;
    return j;
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
    index += p->first;
    tally *t = &p->block[index];
    unsigned char *flip = copse_alloc(p->plan->units, COPSE_LANES);
    if (flip == NULL) return copse_fail_memory(err);
    copse_status st = COPSE_OK;
    for (uint64_t b = index * (uint64_t)BLOCK; b < p->count && b < (index + 1) * (uint64_t)BLOCK && st == COPSE_OK;
         b += COPSE_LANES) {
        for (size_t u = 0; u < p->plan->units; u++)
            for (size_t l = 0; l < COPSE_LANES; l++) flip[u * COPSE_LANES + l] = is_flipped(p, b + l, u) ? 1 : 0;
        st = copse_i_refit_eight(&w->refit, flip, err);
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
    w->sorted = copse_alloc(p->out->specifications, sizeof *w->sorted);
    if (w->sorted == NULL) return copse_fail_memory(err);
    return copse_i_refit_new(p->plan, p->out, &w->refit, err);
}

static void free_worker(worker *w)
{
    copse_i_refit_free(&w->refit);
    free(w->sorted);
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

/* The watch counts permutations; false: it wants an end. */
static bool go_on(const permutation *p)
{
    const copse_watch *watch = p->plan->watch;
    const uint64_t done = (uint64_t)p->first * BLOCK;
    return watch == NULL || watch->tick(watch->context, done < p->count ? done : p->count, p->count);
}

static copse_status do_all(permutation *p, size_t blocks, copse_error *err)
{
    if (!go_on(p)) return copse_fail(err, COPSE_EINTERRUPTED, "interrupted");
    while (p->first < blocks) {
        const size_t turn = blocks - p->first < TURN ? blocks - p->first : TURN;
        const copse_status st = copse_parallel_for(turn, p->threads, do_block, p, err);
        if (st != COPSE_OK) return st;
        p->first += turn;
        if (!go_on(p)) return copse_fail(err, COPSE_EINTERRUPTED, "interrupted");
    }
    return COPSE_OK;
}

static copse_status count_all(permutation *p, copse_multiverse *out, copse_error *err)
{
    const size_t blocks = (size_t)((p->count + BLOCK - 1) / BLOCK);
    unsigned char *none = copse_alloc(p->plan->units, COPSE_LANES);
    p->block = copse_alloc(blocks, sizeof *p->block);
    if (none == NULL || p->block == NULL) {
        free(none);
        return copse_fail_memory(err);
    }
    copse_status st = copse_i_refit_eight(&p->worker->refit, none, err);
    free(none);
    if (st != COPSE_OK) return st;
    p->observed = look_at(p, p->worker, 0);
    st = do_all(p, blocks, err);
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
    for (size_t s = 0; s < out->specifications; s++) out->tested += copse_i_refit_has(plan, out, s);
    if (out->tested == 0) return COPSE_OK; /* no test */
    p.exact = plan->units < 63 && ((uint64_t)1 << (plan->units - 1)) <= plan->permutations;
    if (p.exact) p.count = (uint64_t)1 << (plan->units - 1);
    p.threads = plan->threads > 0 ? plan->threads : copse_threads_available();
    p.worker = copse_alloc((size_t)p.threads, sizeof *p.worker);
    st = p.worker == NULL ? copse_fail_memory(err) : COPSE_OK;
    for (int t = 0; t < p.threads && st == COPSE_OK && p.worker != NULL; t++) st = make_worker(&p, &p.worker[t], err);
    if (st == COPSE_OK && p.worker != NULL) st = count_all(&p, out, err);
    for (int t = 0; t < p.threads && p.worker != NULL; t++) free_worker(&p.worker[t]);
    free(p.worker);
    free(p.block);
    return st;
}
