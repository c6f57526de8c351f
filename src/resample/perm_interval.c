/* Intervals by inverting permutation tests: the values of a coefficient that are not rejected.
 *
 * p at a value b0 is a count of permutations with T*(b0) >= T(b0), and each of them is, as a rule, on one side of this up to
 * a value of its own and on the other from there on. So a permutation that agrees at both ends of a bracket is taken to
 * agree between them, and only those in doubt are fitted again: all bisections together cost as much as a few passes. At
 * the end a pass over all of them checks that; where it fails, the search is done again with every permutation at every
 * step. */
#include "perm.h"

#include <math.h>
#include <stdlib.h>

#define MOST ((uint64_t)1 << 27)
/* Statistics this near are equal: only those that are equal at any value are meant, up to rounding. */
static const double TIE = 0x1p-38;
static const double WIDTH = 1e-11; /* of the bracket, beside its distance from the estimate */
enum { WIDENINGS = 24, UNFITTED = 255 };

typedef struct search {
    copse_perm *perm;
    size_t coefficient;
    double sign; /* 1: lower limit, T* >= T; -1: upper limit, T* <= T */
    double alpha;
    int threads;
    void **worker; /* one a thread */
    double *shifted;
    double data;                        /* T at the value at hand */
    const unsigned char *outer, *inner; /* what is known of each replicate at the ends of the bracket; NULL: nothing */
    unsigned char *here;                /* out: of 2 vectors (a sign vector and its opposite) or 1, how many reach T */
    uint64_t *fits;                     /* of each block */
    size_t blocks;
} search;

static bool stands_for_two(const copse_perm *perm)
{
    return perm->signs && perm->exact;
}

static unsigned char outcome(const search *s, const copse_i_perm_worker *w, size_t lane)
{
    const double t = s->sign * copse_i_perm_compared(w)[s->coefficient * COPSE_LANES + lane];
    const double least = s->sign * s->data - TIE * fmax(1, fabs(s->data));
    if (isnan(t)) return UNFITTED;
    return (unsigned char)((t >= least) + (stands_for_two(s->perm) && -t >= least));
}

static copse_status fit_doubtful(search *s, copse_i_perm_worker *w, const uint64_t *b, size_t live, size_t block,
                                 copse_error *err)
{
    if (live == 0) return COPSE_OK;
    const copse_status st = copse_i_perm_fit(w, s->shifted, b, live, err);
    for (size_t l = 0; st == COPSE_OK && l < live; l++) s->here[b[l]] = outcome(s, w, l);
    s->fits[block] += live;
    return st;
}

static copse_status open_worker(search *s, int thread, copse_error *err)
{
    return s->worker[thread] != NULL ? COPSE_OK : copse_perm_open(s->perm, &s->worker[thread], err);
}

/* One block at the value at hand. */
static copse_status do_block(void *context, size_t block, int thread, copse_error *err)
{
    search *s = context;
    const uint64_t first = (uint64_t)block * COPSE_PERM_BLOCK;
    const uint64_t n = s->perm->replicates - first < COPSE_PERM_BLOCK ? s->perm->replicates - first : COPSE_PERM_BLOCK;
    uint64_t b[COPSE_LANES];
    size_t live = 0;
    copse_status st = open_worker(s, thread, err);
    for (uint64_t r = first; r < first + n && st == COPSE_OK; r++) {
        if (s->outer != NULL && s->outer[r] == s->inner[r]) {
            s->here[r] = s->outer[r];
            continue;
        }
        b[live++] = r;
        if (live < COPSE_LANES) continue;
        st = fit_doubtful(s, s->worker[thread], b, live, block, err);
        live = 0;
    }
    return st == COPSE_OK ? fit_doubtful(s, s->worker[thread], b, live, block, err) : st;
}

/* Is `value` rejected? *fitted false: its own data set has no fit. */
static copse_status test_value(search *s, double value, bool *rejected, bool *fitted, copse_error *err)
{
    copse_perm *perm = s->perm;
    const copse_perm_plan *plan = &perm->plan;
    const uint64_t data = COPSE_I_PERM_DATA;
    for (size_t i = 0; i < plan->k; i++)
        s->shifted[i] = perm->y[i] - value * (perm->signs ? 1 : plan->X[i * plan->p + s->coefficient]);
    copse_i_perm_worker *w = s->worker[0];
    copse_status st = copse_i_perm_fit(w, s->shifted, &data, 1, err);
    if (st != COPSE_OK) return st;
    s->data = copse_i_perm_compared(w)[s->coefficient * COPSE_LANES];
    *fitted = isfinite(s->data);
    *rejected = false;
    if (!*fitted) return COPSE_OK;
    st = copse_parallel_for(s->blocks, s->threads, do_block, s, err);
    uint64_t reached = perm->exact ? 0 : 1, used = reached;
    for (uint64_t r = 0; st == COPSE_OK && r < perm->replicates; r++) {
        if (s->here[r] == UNFITTED) continue;
        reached += s->here[r];
        used += stands_for_two(perm) ? 2 : 1;
    }
    *rejected = !((double)reached > s->alpha * (double)used * (1 + 1e-12));
    return st;
}

typedef struct bracket {
    double outer, inner; /* rejected, not rejected */
    unsigned char *at_outer, *at_inner, *here;
} bracket;

static void exchange(unsigned char **a, unsigned char **b)
{
    unsigned char *t = *a;
    *a = *b;
    *b = t;
}

/* Tests a value and makes it an end of the bracket. */
static copse_status step(search *s, bracket *k, double value, bool prune, bool *fitted, copse_error *err)
{
    bool rejected = false;
    s->outer = prune ? k->at_outer : NULL;
    s->inner = prune ? k->at_inner : NULL;
    s->here = k->here;
    const copse_status st = test_value(s, value, &rejected, fitted, err);
    if (st != COPSE_OK || !*fitted) return st;
    exchange(&k->here, rejected ? &k->at_outer : &k->at_inner);
    *(rejected ? &k->outer : &k->inner) = value;
    return st;
}

/* From the estimate outwards until a value is rejected. */
static copse_status widen(search *s, bracket *k, double from, double reach, copse_perm_limit *how, copse_error *err)
{
    bool fitted = true;
    k->outer = k->inner = NAN;
    copse_status st = step(s, k, from, false, &fitted, err);
    if (st == COPSE_OK && fitted && isnan(k->inner)) {
        *how = COPSE_PERM_LIMIT_SKEWED;
        return COPSE_OK;
    }
    for (int i = 0; i < WIDENINGS && st == COPSE_OK && fitted && isnan(k->outer); i++) {
        st = step(s, k, from - s->sign * reach, false, &fitted, err);
        reach *= i < 4 ? 2 : 8;
    }
    *how = !fitted ? COPSE_PERM_LIMIT_UNFITTED : isnan(k->outer) ? COPSE_PERM_LIMIT_UNBOUNDED : COPSE_PERM_LIMIT_FOUND;
    return st;
}

static copse_status narrow(search *s, bracket *k, double from, bool prune, copse_perm_limit *how, copse_error *err)
{
    bool fitted = true;
    copse_status st = COPSE_OK;
    while (st == COPSE_OK && fitted &&
           fabs(k->outer - k->inner) > WIDTH * fmax(fabs(k->outer - from), 1e-3 * fabs(k->outer))) {
        const double middle = k->inner + (k->outer - k->inner) / 2;
        if (middle == k->inner || middle == k->outer) break;
        st = step(s, k, middle, prune, &fitted, err);
    }
    if (!fitted) *how = COPSE_PERM_LIMIT_UNFITTED;
    return st;
}

/* Does a pass over all permutations say the same of both ends? */
static copse_status confirm(search *s, bracket *k, bool *holds, copse_error *err)
{
    const double outer = k->outer, inner = k->inner;
    bool rejected = false, fitted = false, other = true;
    s->outer = s->inner = NULL;
    s->here = k->here;
    copse_status st = test_value(s, outer, &rejected, &fitted, err);
    if (st == COPSE_OK && fitted) st = test_value(s, inner, &other, &fitted, err);
    *holds = fitted && rejected && !other;
    return st;
}

static copse_status find_limit(search *s, bracket *k, double *limit, copse_perm_limit *how, copse_error *err)
{
    const copse_coefficient *c = &s->perm->fit.coef[s->coefficient];
    bool holds = true;
    const double estimate = c->estimate / s->perm->unit, se = c->se / s->perm->unit;
    copse_status st = widen(s, k, estimate, 2 * se, how, err);
    if (st != COPSE_OK || *how != COPSE_PERM_LIMIT_FOUND) return st;
    const double outer = k->outer, inner = k->inner;
    st = narrow(s, k, estimate, true, how, err);
    if (st == COPSE_OK) st = confirm(s, k, &holds, err);
    if (st == COPSE_OK && !holds) {
        k->outer = outer;
        k->inner = inner;
        *how = COPSE_PERM_LIMIT_FOUND;
        st = narrow(s, k, estimate, false, how, err);
    }
    if (*how == COPSE_PERM_LIMIT_FOUND) *limit = k->inner * s->perm->unit;
    return st;
}

static copse_status search_both(search *s, bracket *k, copse_perm_interval *out, copse_error *err)
{
    s->sign = 1;
    copse_status st = find_limit(s, k, &out->limit.lower, &out->lower, err);
    s->sign = -1;
    if (st == COPSE_OK) st = find_limit(s, k, &out->limit.upper, &out->upper, err);
    for (size_t i = 0; i < s->blocks; i++) out->fits += s->fits[i];
    return st;
}

static void free_search(search *s, bracket *k)
{
    for (int t = 0; s->worker != NULL && t < s->threads; t++) copse_perm_close(s->perm, s->worker[t]);
    free((void *)s->worker);
    free(s->shifted);
    free(s->fits);
    free(k->at_outer);
    free(k->at_inner);
    free(k->here);
}

/* A column that is the same in all studies stays where it is in every permutation of the rows. */
static bool is_constant(const copse_perm *perm, size_t j)
{
    const copse_perm_plan *plan = &perm->plan;
    for (size_t i = 1; i < plan->k; i++)
        if (plan->X[i * plan->p + j] != plan->X[j]) return false;
    return true;
}

static bool has_too_few(const copse_perm *perm, double alpha)
{
    const double all = perm->exact ? (double)perm->count : (double)perm->replicates + 1;
    return 1 > alpha * all * (1 + 1e-12);
}

copse_status copse_perm_interval_of(copse_perm *perm, size_t coefficient, double level, int threads,
                                    copse_perm_interval *interval, copse_error *err)
{
    const double alpha = (100 - level) / 200;
    const uint64_t n = perm->replicates;
    *interval = (copse_perm_interval){.limit = {NAN, NAN}};
    if (coefficient >= perm->plan.p || !(level > 0 && level < 100) || threads < 0)
        return copse_fail(err, COPSE_EINVAL, "no such coefficient, level or number of threads");
    if (n > MOST)
        return copse_fail(err, COPSE_EUSAGE, "%llu replicates are too many for an interval", (unsigned long long)n);
    interval->lower = interval->upper = COPSE_PERM_LIMIT_CONSTANT;
    if (!perm->signs && is_constant(perm, coefficient)) return COPSE_OK;
    interval->lower = interval->upper = COPSE_PERM_LIMIT_TOO_FEW;
    if (has_too_few(perm, alpha)) return COPSE_OK;
    search s = {.perm = perm,
                .coefficient = coefficient,
                .alpha = alpha,
                .blocks = (size_t)((n + COPSE_PERM_BLOCK - 1) / COPSE_PERM_BLOCK)};
    s.threads = threads > 0 ? threads : copse_threads_available();
    s.worker = copse_alloc((size_t)s.threads, sizeof *s.worker);
    s.shifted = copse_alloc(perm->plan.k, sizeof *s.shifted);
    s.fits = copse_alloc(s.blocks, sizeof *s.fits);
    bracket k = {.at_outer = copse_alloc((size_t)n, 1),
                 .at_inner = copse_alloc((size_t)n, 1),
                 .here = copse_alloc((size_t)n, 1)};
    copse_status st = COPSE_OK;
    if (s.worker == NULL || s.shifted == NULL || s.fits == NULL || k.at_outer == NULL || k.at_inner == NULL ||
        k.here == NULL)
        st = copse_fail_memory(err);
    if (st == COPSE_OK) st = open_worker(&s, 0, err);
    if (st == COPSE_OK) st = search_both(&s, &k, interval, err);
    free_search(&s, &k);
    return st;
}
