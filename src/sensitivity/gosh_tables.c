/* Subsets of tables pooled by Mantel-Haenszel and Peto: sums over the studies that are in. What eight studies in a row add is
 * looked up by the eight bits that say which of them are in, so that a subset of k studies costs k/8 additions of terms. */
#include "gosh_parts.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef double terms[COPSE_COUNTS_TERMS];

enum { SELECTIONS = 256 };

struct copse_i_gosh_sums {
    size_t bytes;   /* of a set */
    terms *term;    /* k */
    terms *of_byte; /* bytes x SELECTIONS */
    double centre, critical;
};

static void fill_byte(const copse_i_gosh_sums *s, size_t byte, size_t k)
{
    terms *table = s->of_byte + byte * SELECTIONS;
    for (size_t m = 1; m < SELECTIONS; m++) {
        size_t low = 0;
        while ((m >> low & 1) == 0) low++;
        const size_t study = 8 * byte + low;
        if (study >= k) continue; /* never in */
        for (size_t j = 0; j < COPSE_COUNTS_TERMS; j++) table[m][j] = table[m & (m - 1)][j] + s->term[study][j];
    }
}

copse_status copse_i_gosh_sums_new(const copse_i_gosh_plan *plan, copse_i_gosh_sums **out, copse_error *err)
{
    const copse_gosh_tables *t = plan->opts.tables;
    copse_i_gosh_sums *s = *out = copse_alloc(1, sizeof *s);
    if (s == NULL) return copse_fail_memory(err);
    s->bytes = (plan->k + 7) / 8;
    s->centre = plan->origin[0];
    s->critical = copse_normal_quantile_upper((100 - t->opts.level) / 200);
    s->term = copse_alloc(plan->k, sizeof *s->term);
    s->of_byte = copse_alloc(s->bytes * SELECTIONS, sizeof *s->of_byte);
    if (s->term == NULL || s->of_byte == NULL) return copse_fail_memory(err);
    const copse_status st = copse_counts_terms(&t->counts, t->pooling, &t->opts, s->centre, s->term, err);
    for (size_t byte = 0; st == COPSE_OK && byte < s->bytes; byte++) fill_byte(s, byte, plan->k);
    return st;
}

void copse_i_gosh_sums_free(copse_i_gosh_sums *sums)
{
    if (sums == NULL) return;
    free(sums->term);
    free(sums->of_byte);
    free(sums);
}

/* Q about the estimate study by study, where it is so much less than what it is the difference of that digits are lost. */
static double exact_Q(const copse_i_gosh_worker *w, size_t lane, double d)
{
    double Q = 0;
    for (size_t i = 0; i < w->plan->k; i++) {
        const double *term = w->sums->term[i];
        if (!copse_i_gosh_has(w, lane, i) || !(term[COPSE_COUNTS_W] > 0)) continue;
        const double r = term[COPSE_COUNTS_WD] / term[COPSE_COUNTS_W] - d;
        Q += term[COPSE_COUNTS_W] * r * r;
    }
    return Q;
}

/* As copse_pool_mh and copse_pool_peto make it of the sums. */
static void put_fit(copse_i_gosh_worker *w, size_t lane, const copse_counts_pooled *pooled)
{
    enum { LOST = 4096 };
    copse_lanes_fit *fit = &w->fit;
    double Q = pooled->Q;
    if (Q * LOST < pooled->about) Q = exact_Q(w, lane, pooled->estimate - w->sums->centre);
    const double df = pooled->in_Q - 1;
    const bool alone = !(df > 0);
    fit->coef[0][lane] = pooled->estimate;
    fit->se[0][lane] = pooled->se;
    fit->df[lane] = NAN;
    fit->critical[lane] = w->sums->critical;
    fit->tau2[lane] = 0;
    fit->Q[lane] = alone ? 0 : Q;
    fit->I2[lane] = alone || !(Q > df) ? 0 : 100 * (Q - df) / Q;
    fit->H2[lane] = alone ? 1 : Q / df;
}

void copse_i_gosh_fit_tables(copse_i_gosh_worker *w)
{
    const copse_i_gosh_sums *s = w->sums;
    const copse_gosh_tables *t = w->plan->opts.tables;
    for (size_t l = 0; l < COPSE_LANES; l++) {
        if (!w->live[l]) continue;
        const uint64_t *set = w->set + l * w->plan->words;
        terms sum = {0};
        for (size_t byte = 0; byte < s->bytes; byte++) {
            const double *add = s->of_byte[byte * SELECTIONS + (set[byte / 8] >> 8 * (byte % 8) & (SELECTIONS - 1))];
            for (size_t j = 0; j < COPSE_COUNTS_TERMS; j++) sum[j] += add[j];
        }
        copse_counts_pooled pooled;
        const bool found = copse_counts_of_sums(t->pooling, t->counts.measure, s->centre, sum, &pooled);
        w->fit.status[l] = found ? COPSE_LANE_OK : COPSE_LANE_RANGE;
        if (found) put_fit(w, l, &pooled);
    }
}
