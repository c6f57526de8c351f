/* The data sets of replicates: signs, or orders of rows, enumerated or drawn. */
#include "perm.h"

#include <string.h>

static copse_address address(const copse_perm *perm, uint64_t b, size_t draw)
{
    return (copse_address){
        .seed = perm->plan.seed, .stream = COPSE_PERM_STREAM, .replicate = b, .draw = (uint32_t)draw};
}

/* Study i takes bit i mod 128 of draw i/128; enumerated, the first study keeps its sign, and study i takes bit i - 1
 * of b. */
static void place_signs(const copse_i_perm_worker *w, const double *y, uint64_t b, size_t lane)
{
    const copse_perm *perm = w->perm;
    const size_t k = perm->plan.k;
    uint32_t words[4] = {0};
    for (size_t i = 0; i < k; i++) {
        bool minus;
        if (perm->exact) {
            minus = i > 0 && (b >> (i - 1) & 1) != 0;
        } else {
            if (i % 128 == 0) copse_philox(address(perm, b, i / 128), 0, words);
            minus = (words[i % 128 / 32] >> i % 32 & 1) != 0;
        }
        w->y[i * COPSE_LANES + lane] = minus ? -y[i] : y[i];
    }
}

/* A number below n of a word, as copse_draw_below makes it; a word that it might reject is left to it. */
static size_t draw_below(copse_address at, unsigned word, const uint32_t words[4], uint32_t n)
{
    const uint64_t m = (uint64_t)words[word] * n;
    return (uint32_t)m >= n ? (size_t)(m >> 32) : copse_draw_below(at, word, n);
}

/* Fisher and Yates' shuffle from the top: place k - 1 - i is exchanged for one of those up to it, drawn by word i mod 4 of
 * draw i/4 (Durstenfeld 1964). */
static void shuffle(copse_i_perm_worker *w, uint64_t b)
{
    const size_t k = w->perm->plan.k;
    uint32_t words[4] = {0};
    memcpy(w->label, w->perm->kind, k * sizeof *w->label);
    for (size_t i = 0; i + 1 < k; i++) {
        const copse_address at = address(w->perm, b, i / 4);
        if (i % 4 == 0) copse_philox(at, 0, words);
        const size_t last = k - 1 - i, other = draw_below(at, i % 4, words, (uint32_t)(last + 1));
        const size_t label = w->label[last];
        w->label[last] = w->label[other];
        w->label[other] = label;
    }
}

/* A few steps are quicker than a start. */
static void arrange(copse_i_perm_worker *w, uint64_t b)
{
    enum { FEW = 16 };
    if (w->at != COPSE_I_PERM_DATA && b >= w->at && b - w->at <= FEW)
        for (; w->at < b; w->at++) copse_i_perm_next(w->label, w->perm->plan.k);
    else copse_i_perm_unrank(w->perm, b, w->label, w->left);
    w->at = b;
}

/* Study i goes to the next row of its kind. */
static void place_rows(copse_i_perm_worker *w, const double *y, const size_t *label, size_t lane)
{
    const copse_perm *perm = w->perm;
    memcpy(w->left, perm->start, perm->kinds * sizeof *w->left);
    for (size_t i = 0; i < perm->plan.k; i++) {
        const size_t row = w->left[label[i]]++;
        w->y[row * COPSE_LANES + lane] = y[i];
        w->v[row * COPSE_LANES + lane] = perm->v[i];
    }
}

void copse_i_perm_place(copse_i_perm_worker *w, const double *y, uint64_t b, size_t lane)
{
    const copse_perm *perm = w->perm;
    if (perm->signs) {
        if (b != COPSE_I_PERM_DATA) place_signs(w, y, b, lane);
        else
            for (size_t i = 0; i < perm->plan.k; i++) w->y[i * COPSE_LANES + lane] = y[i];
        return;
    }
    if (b == COPSE_I_PERM_DATA) {
        place_rows(w, y, perm->kind, lane);
        return;
    }
    if (perm->exact) arrange(w, b);
    else shuffle(w, b);
    place_rows(w, y, w->label, lane);
}
