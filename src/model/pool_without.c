/* Fits without sets of studies: from sums where that is proven, else, by several threads, of the studies left. */
#include "deletion.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORTH_THREADS = 128 }; /* refits */

typedef struct sets {
    copse_i_data data;
    copse_fit_opts opts;
    const size_t *start, *study;
    copse_without *set;
    size_t *again;       /* sets to be fitted by themselves */
    copse_i_tau2 *known; /* and their tau2, where `is_known` */
    bool *is_known;
    size_t count;
} sets;

/* Is it a failure that belongs to the studies left? */
static bool is_of_the_rest(copse_status status)
{
    return status == COPSE_ETOOFEW || status == COPSE_ERANK || status == COPSE_ENOTCOMPUTABLE || status == COPSE_ERANGE;
}

/* Rows of an array of `width` columns that are not `out`; returns what follows them. */
static double *take(const double *from, size_t width, const bool *out, size_t k, double *to)
{
    for (size_t i = 0; i < k; i++)
        if (!out[i]) memcpy(to, from + i * width, width * sizeof *to), to += width;
    return to;
}

/* The studies left, and their fit. */
static copse_status fit_rest(const sets *s, const bool *out, size_t left, const copse_i_tau2 *known, double *room,
                             copse_fit *fit, copse_error *err)
{
    const copse_i_data *d = &s->data;
    copse_i_data rest = {.k = left, .p = d->p, .y = room, .v = room + left};
    copse_fit_opts opts = s->opts;
    double *next = take(d->v, 1, out, d->k, take(d->y, 1, out, d->k, room));
    if (d->X != NULL) rest.X = next, next = take(d->X, d->p, out, d->k, next);
    if (d->weight != NULL) rest.weight = next, next = take(d->weight, 1, out, d->k, next);
    if (d->size != NULL) rest.size = next, (void)take(d->size, 1, out, d->k, next);
    opts.setup.weight = rest.weight; /* that the checks find them, or not */
    opts.setup.size = rest.size;
    const copse_status status = copse_i_pool(&rest, &opts, known, fit, err);
    fit->opts = s->opts;
    free(fit->weight); /* k for each of k fits would be k x k */
    fit->weight = NULL;
    return status;
}

static copse_status refit(void *context, size_t at, int thread, copse_error *err)
{
    const sets *s = context;
    const size_t g = s->again[at], k = s->data.k, removed = s->start[g + 1] - s->start[g];
    copse_without *to = &s->set[g];
    (void)thread;
    if (removed >= k) {
        to->status = COPSE_ETOOFEW;
        return COPSE_OK;
    }
    const size_t columns = 2 + (s->data.X != NULL ? s->data.p : 0) + (s->data.weight != NULL) + (s->data.size != NULL);
    double *room = copse_alloc(k - removed, columns * sizeof *room);
    bool *out = copse_alloc(k, sizeof *out);
    copse_error why = {0};
    to->refitted = true;
    to->status = COPSE_ENOMEM;
    if (room != NULL && out != NULL) {
        for (size_t i = s->start[g]; i < s->start[g + 1]; i++) out[s->study[i]] = true;
        to->status = fit_rest(s, out, k - removed, s->is_known[at] ? &s->known[at] : NULL, room, &to->fit, &why);
    }
    free(room);
    free(out);
    if (to->status == COPSE_OK) return COPSE_OK;
    copse_fit_free(&to->fit);
    if (is_of_the_rest(to->status)) return COPSE_OK;
    return to->status == COPSE_ENOMEM ? copse_fail_memory(err) : copse_fail(err, to->status, "%s", why.text);
}

static void forget(copse_without *w, size_t p)
{
    copse_fit_free(&w->fit);
    w->residual = w->change = w->distance = w->leverage = w->determinant = NAN;
    for (size_t j = 0; j < p; j++) w->moved[j] = w->diagonal[j] = NAN;
}

/* What sums give; the others are put down for a fit of their own. */
static copse_status delete_each(sets *s, size_t count, copse_error *err)
{
    copse_i_deletion d;
    copse_status status = copse_i_deletion_init(&d, &s->data, &s->opts, err);
    const bool usable = status == COPSE_OK;
    for (size_t g = 0; g < count && status != COPSE_ENOMEM; g++) {
        copse_without *w = &s->set[g];
        bool *known = &s->is_known[s->count];
        forget(w, s->data.p);
        if (usable && copse_i_deletion_fit(&d, s->study + s->start[g], s->start[g + 1] - s->start[g],
                                           &s->known[s->count], known, w))
            continue;
        forget(w, s->data.p);
        s->again[s->count++] = g;
        if (d.sums.no_memory) status = copse_fail_memory(err);
    }
    copse_i_deletion_free(&d);
    return status == COPSE_ENOMEM ? status : COPSE_OK;
}

static copse_status check_sets(const copse_i_data *d, const size_t *start, const size_t *study, size_t count,
                               copse_error *err)
{
    size_t *last = copse_alloc(d->k, sizeof *last); /* 1 + the last set that named the study */
    if (last == NULL) return copse_fail_memory(err);
    bool good = start[0] == 0;
    for (size_t g = 0; g < count && good; g++) {
        good = start[g] <= start[g + 1];
        for (size_t i = start[g]; i < start[g + 1] && good; i++) {
            good = study[i] < d->k && last[study[i]] != g + 1;
            if (good) last[study[i]] = g + 1;
        }
    }
    free(last);
    return good ? COPSE_OK : copse_fail(err, COPSE_EINVAL, "these are no sets of studies");
}

static copse_status fit_sets(sets *s, size_t count, copse_withouts *out, copse_error *err)
{
    const size_t p = s->data.p;
    s->again = copse_alloc(count, sizeof *s->again);
    s->known = copse_alloc(count, sizeof *s->known);
    s->is_known = copse_alloc(count, sizeof *s->is_known);
    s->set = out->set = copse_alloc(count, sizeof *out->set);
    out->numbers = copse_alloc(count, 2 * p * sizeof *out->numbers);
    const bool room =
        s->again != NULL && s->known != NULL && s->is_known != NULL && s->set != NULL && out->numbers != NULL;
    copse_status status = COPSE_OK;
    if (!room) {
        status = copse_fail_memory(err);
    } else {
        out->count = count;
        for (size_t g = 0; g < count; g++) {
            out->set[g].moved = out->numbers + 2 * p * g;
            out->set[g].diagonal = out->set[g].moved + p;
        }
        status = delete_each(s, count, err);
    }
    const int threads = s->count < WORTH_THREADS ? 1 : copse_threads_available();
    if (status == COPSE_OK && s->count > 0) status = copse_parallel_for(s->count, threads, refit, s, err);
    free(s->again);
    free(s->known);
    free(s->is_known);
    return status;
}

copse_status copse_pool_without(const double *y, const double *v, const double *X, size_t k, size_t p,
                                const copse_fit_opts *opts, const size_t *start, const size_t *study, size_t count,
                                copse_withouts *out, copse_error *err)
{
    if (out == NULL) return copse_fail(err, COPSE_EINVAL, "no place for the results");
    *out = (copse_withouts){0};
    if (y == NULL || v == NULL || start == NULL || study == NULL || p == 0 || (X == NULL && p != 1))
        return copse_fail(err, COPSE_EINVAL, "no estimates, sampling variances or sets, or no design");
    sets s = {.opts = opts != NULL ? *opts : copse_fit_opts_default(), .start = start, .study = study};
    s.opts.without_tau2_ci = s.opts.without_R2 = true;
    const copse_tau2_setup *setup = &s.opts.setup;
    s.data = (copse_i_data){.y = y, .v = v, .X = X, .k = k, .p = p, .weight = setup->weight, .size = setup->size};
    const copse_status status = check_sets(&s.data, start, study, count, err);
    return status == COPSE_OK ? fit_sets(&s, count, out, err) : status;
}

void copse_withouts_free(copse_withouts *out)
{
    if (out == NULL) return;
    for (size_t g = 0; g < out->count; g++) copse_fit_free(&out->set[g].fit);
    free(out->set);
    free(out->numbers);
    *out = (copse_withouts){0};
}
