/* All blocks, on several threads, joined in their order. */
#include "gosh_run.h"

#include <math.h>
#include <stdlib.h>

static copse_status do_block(void *context, size_t index, int thread, copse_error *err)
{
    copse_i_gosh_run *r = context;
    const uint64_t first = (r->first + index) * r->plan.block;
    return copse_i_gosh_do_block(&r->worker[thread], first, &r->block[index], &r->counts[thread],
                                 r->kept == NULL ? NULL : r->kept + first * r->plan.width, err);
}

static void add_tally(const copse_i_gosh_tally *from, copse_i_gosh_tally *to)
{
    for (size_t t = 0; t < GOSH_TALLIES; t++) to->of[t] += from->of[t];
}

/* Of all subsets the studies past those that differ within a block are the bits of its number. */
static void join(copse_i_gosh_run *r, uint64_t number, const copse_i_gosh_block *block)
{
    const copse_i_gosh_plan *plan = &r->plan;
    copse_i_gosh_block *sum = &r->sum;
    add_tally(&block->total, &sum->total);
    for (size_t i = 0; i < plan->k; i++) {
        if (!plan->exact || i < plan->bits) add_tally(&block->with[i], &sum->with[i]);
        else if ((number >> (i - plan->bits) & 1) != 0) add_tally(&block->total, &sum->with[i]);
    }
    for (size_t j = 0; j < plan->width; j++) {
        sum->sum[j] += block->sum[j];
        sum->squares[j] += block->squares[j];
        for (size_t l = 0; l < COPSE_LANES; l++) {
            sum->least[j][l] = fmin(sum->least[j][l], block->least[j][l]);
            sum->most[j][l] = fmax(sum->most[j][l], block->most[j][l]);
        }
    }
    sum->above += block->above;
    sum->below += block->below;
    for (size_t s = 0; s < COPSE_LANE_STATUS_COUNT; s++) sum->failed[s] += block->failed[s];
}

/* The watch counts numbers; false: it wants an end. */
static bool go_on(const copse_i_gosh_run *r, uint64_t blocks)
{
    const copse_watch *watch = r->plan.opts.watch;
    const uint64_t done = blocks * r->plan.block;
    return watch == NULL ||
           watch->tick(watch->context, done < r->plan.numbers ? done : r->plan.numbers, r->plan.numbers);
}

static copse_status do_all(copse_i_gosh_run *r, copse_error *err)
{
    const uint64_t blocks = (r->plan.numbers + r->plan.block - 1) / r->plan.block, turn = r->plan.turn;
    if (!go_on(r, 0)) return copse_fail(err, COPSE_EINTERRUPTED, "interrupted");
    for (r->first = 0; r->first < blocks; r->first += turn) {
        const size_t n = (size_t)(blocks - r->first < turn ? blocks - r->first : turn);
        const copse_status st = copse_parallel_for(n, r->threads, do_block, r, err);
        if (st != COPSE_OK) return st;
        for (size_t b = 0; b < n; b++) join(r, r->first + b, &r->block[b]);
        if (!go_on(r, r->first + n)) return copse_fail(err, COPSE_EINTERRUPTED, "interrupted");
    }
    return COPSE_OK;
}

static copse_status run_all(copse_i_gosh_run *r, copse_gosh *gosh, copse_error *err)
{
    copse_i_gosh_plan *plan = &r->plan;
    copse_status st = copse_i_gosh_make_room(r, err);
    if (st == COPSE_OK && !plan->kept) st = copse_i_gosh_find_range(r, err);
    for (size_t j = 0; j < plan->p; j++) copse_i_gosh_widen(&plan->low[j], &plan->high[j]);
    if (st == COPSE_OK) st = do_all(r, err);
    if (st != COPSE_OK) return st;
    if (!(r->sum.total.of[GOSH_N] > 0))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "no subset of the studies could be fitted");
    copse_i_gosh_summarise(plan, &r->sum, gosh);
    if (plan->kept) st = copse_i_gosh_quartiles_of_kept(r, gosh, err);
    else copse_i_gosh_quartiles_of_counts(r, gosh);
    return st == COPSE_OK ? copse_i_gosh_make_grids(r, gosh, err) : st;
}

copse_status copse_gosh_run(const copse_sensitivity_data *data, const copse_gosh_opts *opts, copse_gosh *gosh,
                            copse_error *err)
{
    copse_i_gosh_run r = {0};
    *gosh = (copse_gosh){0};
    copse_status st = copse_i_gosh_plan_init(data, opts, &r.plan, err);
    if (st != COPSE_OK) return st;
    if (r.plan.opts.threads < 0) return copse_fail(err, COPSE_EINVAL, "%d threads", r.plan.opts.threads);
    r.threads = r.plan.opts.threads == 0 ? copse_threads_available() : r.plan.opts.threads;
    if (r.threads > (int)r.plan.turn) r.threads = (int)r.plan.turn;
    *gosh = (copse_gosh){.k = r.plan.k,
                         .p = r.plan.p,
                         .exact = r.plan.exact,
                         .possible = r.plan.possible,
                         .least = r.plan.least,
                         .subsets = r.plan.exact ? r.plan.possible : r.plan.numbers,
                         .study = copse_alloc(r.plan.k, sizeof *gosh->study)};
    st = gosh->study == NULL ? copse_fail_memory(err) : run_all(&r, gosh, err);
    copse_i_gosh_free_room(&r);
    return st;
}

void copse_gosh_free(copse_gosh *gosh)
{
    free(gosh->study);
    free(gosh->all.count);
    free(gosh->marked.count);
    *gosh = (copse_gosh){0};
}
