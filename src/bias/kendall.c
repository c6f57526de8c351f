/* Kendall's rank correlation: pairs counted by sorting (Knight 1966, J Am Stat Assoc 61:436), p from the distribution of the number
 * of discordant pairs or from the normal one (Kendall & Gibbons 1990, Rank Correlation Methods). */
#include "bias_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

const char *copse_rank_p_name(copse_rank_p way)
{
    static const char *const NAMES[] = {"exact", "normal", "corrected"};
    return (unsigned)way <= COPSE_RANK_P_CORRECTED ? NAMES[way] : "";
}

typedef struct pair {
    double x, y;
} pair;

static int by_both(const void *left, const void *right)
{
    const pair *a = left, *b = right;
    if (a->x != b->x) return a->x < b->x ? -1 : 1;
    return (a->y > b->y) - (a->y < b->y);
}

/* Sorts y of a[0..n) by merging; how many pairs had to change places. */
static double sort_and_count(pair *a, pair *spare, size_t n)
{
    if (n < 2) return 0;
    const size_t half = n / 2;
    double swaps = sort_and_count(a, spare, half) + sort_and_count(a + half, spare, n - half);
    size_t i = 0, j = half, at = 0;
    while (i < half && j < n) {
        if (a[j].y < a[i].y) {
            swaps += (double)(half - i);
            spare[at++] = a[j++];
        } else {
            spare[at++] = a[i++];
        }
    }
    while (i < half) spare[at++] = a[i++];
    memcpy(a, spare, at * sizeof *a);
    return swaps;
}

/* Sums over groups of t equal values: t(t-1), t(t-1)(t-2), t(t-1)(2t+5). */
typedef struct ties {
    double pairs, triples, variance;
} ties;

static ties count_ties(const pair *a, size_t k, bool (*same)(const pair *, const pair *))
{
    ties sum = {0};
    for (size_t start = 0, end = 0; start < k; start = end) {
        for (end = start; end < k && same(&a[end], &a[start]);) end++;
        const double t = (double)(end - start);
        sum.pairs += t * (t - 1);
        sum.triples += t * (t - 1) * (t - 2);
        sum.variance += t * (t - 1) * (2 * t + 5);
    }
    return sum;
}

static bool same_x(const pair *a, const pair *b)
{
    return a->x == b->x;
}

static bool same_y(const pair *a, const pair *b)
{
    return a->y == b->y;
}

static bool same_both(const pair *a, const pair *b)
{
    return same_x(a, b) && same_y(a, b);
}

static void fill_statistics(pair *a, pair *spare, size_t k, copse_rank_correlation *out)
{
    const double n = (double)k, all = n * (n - 1);
    qsort(a, k, sizeof *a, by_both);
    const ties x = count_ties(a, k, same_x), both = count_ties(a, k, same_both);
    const double discordant = sort_and_count(a, spare, k);
    const ties y = count_ties(a, k, same_y);
    out->S = (all - x.pairs - y.pairs + both.pairs) / 2 - 2 * discordant;
    out->tau = out->S / (sqrt((all - x.pairs) / 2) * sqrt((all - y.pairs) / 2));
    const double third = k > 2 ? x.triples * y.triples / (9 * all * (n - 2)) : 0;
    out->se = sqrt((all * (2 * n + 5) - x.variance - y.variance) / 18 + x.pairs * y.pairs / (2 * all) + third);
    out->ties = x.pairs > 0 || y.pairs > 0;
}

/* P(D <= q) for the number D of discordant pairs of k in random order, q at most half of all. The distribution of n is the mean of
 * that of n - 1 shifted by 0 to n - 1; below its middle the sums that are subtracted are small beside what remains. */
static copse_status exact_lower(size_t k, size_t q, double *p)
{
    const size_t room = q + 1;
    double *now = copse_alloc(room, sizeof *now), *sum = copse_alloc(room, sizeof *sum);
    copse_status status = now != NULL && sum != NULL ? COPSE_OK : COPSE_ENOMEM;
    if (status == COPSE_OK) now[0] = 1;
    for (size_t n = 2; status == COPSE_OK && n <= k; n++) {
        double total = 0;
        for (size_t j = 0; j < room; j++) sum[j] = total += now[j];
        for (size_t j = 0; j < room; j++) {
            const double above = j >= n ? sum[j - n] : 0;
            now[j] = (sum[j] - above) / (double)n;
        }
    }
    *p = 0;
    for (size_t j = 0; status == COPSE_OK && j < room; j++) *p += now[j];
    free(now);
    free(sum);
    return status;
}

static copse_status fill_p(copse_rank_p how, copse_rank_correlation *out, copse_error *err)
{
    out->how = how == COPSE_RANK_P_EXACT && (out->ties || out->k > COPSE_RANK_EXACT) ? COPSE_RANK_P_NORMAL : how;
    if (out->how == COPSE_RANK_P_EXACT) {
        const double all = (double)out->k * (double)(out->k - 1) / 2;
        double lower = NAN;
        if (exact_lower(out->k, (size_t)((all - fabs(out->S)) / 2), &lower) != COPSE_OK) return copse_fail_memory(err);
        out->p = fmin(1, 2 * lower);
        return COPSE_OK;
    }
    double S = out->S;
    if (out->how == COPSE_RANK_P_CORRECTED && S != 0) S = copysign(fabs(S) - 1, S);
    out->z = S / out->se;
    out->p = fmin(1, 2 * copse_normal_upper(fabs(out->z)));
    return COPSE_OK;
}

static copse_status correlate(const double *x, const double *y, size_t k, copse_rank_p how, pair *a, pair *spare,
                              copse_rank_correlation *out, copse_error *err)
{
    for (size_t i = 0; i < k; i++) {
        if (!isfinite(x[i]) || !isfinite(y[i])) return copse_fail(err, COPSE_EDOM, "study %zu has no rank", i + 1);
        a[i] = (pair){x[i], y[i]};
    }
    fill_statistics(a, spare, k, out);
    if (!isfinite(out->tau)) return copse_fail(err, COPSE_ENOTCOMPUTABLE, "all studies are alike: there are no ranks");
    return fill_p(how, out, err);
}

copse_status copse_kendall(const double *x, const double *y, size_t k, copse_rank_p how, copse_rank_correlation *out,
                           copse_error *err)
{
    if (x == NULL || y == NULL || out == NULL || (unsigned)how > COPSE_RANK_P_CORRECTED)
        return copse_fail(err, COPSE_EINVAL, "no numbers to correlate");
    *out = (copse_rank_correlation){.k = k, .tau = NAN, .S = NAN, .se = NAN, .z = NAN, .p = NAN, .how = how};
    if (k < 2) return copse_fail(err, COPSE_ETOOFEW, "a rank correlation needs two studies");
    pair *a = copse_alloc(k, sizeof *a), *spare = copse_alloc(k, sizeof *spare);
    const copse_status status =
        a != NULL && spare != NULL ? correlate(x, y, k, how, a, spare, out, err) : copse_fail_memory(err);
    if (status != COPSE_OK) out->tau = NAN;
    free(a);
    free(spare);
    return status;
}
