/* Arrangements of rows of which some are equal: how many there are, the one of a rank, and the next. */
#include "perm.h"

#include <stdlib.h>
#include <string.h>

typedef struct design_row {
    const double *x;
    size_t p, study;
} design_row;

static int compare_numbers(const design_row *a, const design_row *b)
{
    for (size_t j = 0; j < a->p; j++)
        if (a->x[j] != b->x[j]) return a->x[j] < b->x[j] ? -1 : 1;
    return 0;
}

/* Equal rows stay in the order of the studies. */
static int compare_rows(const void *left, const void *right)
{
    const design_row *a = left, *b = right;
    const int order = compare_numbers(a, b);
    if (order != 0) return order;
    return a->study < b->study ? -1 : a->study > b->study;
}

copse_status copse_i_perm_sort(copse_perm *perm, copse_error *err)
{
    const copse_perm_plan *plan = &perm->plan;
    const size_t k = plan->k, p = plan->p;
    design_row *row = copse_alloc(k, sizeof *row);
    perm->kind = copse_alloc(k, sizeof *perm->kind);
    perm->start = copse_alloc(k + 1, sizeof *perm->start);
    perm->rows = copse_alloc(k * p, sizeof *perm->rows);
    if (row == NULL || perm->kind == NULL || perm->start == NULL || perm->rows == NULL) {
        free(row);
        return copse_fail_memory(err);
    }
    for (size_t i = 0; i < k; i++) row[i] = (design_row){.x = plan->X + i * p, .p = p, .study = i};
    qsort(row, k, sizeof *row, compare_rows);
    for (size_t i = 0; i < k; i++) {
        if (i == 0 || compare_numbers(&row[i - 1], &row[i]) != 0) perm->start[perm->kinds++] = i;
        perm->kind[row[i].study] = perm->kinds - 1;
        memcpy(perm->rows + i * p, row[i].x, p * sizeof *perm->rows);
    }
    perm->start[perm->kinds] = k;
    free(row);
    return COPSE_OK;
}

static size_t size_of(const copse_perm *perm, size_t kind)
{
    return perm->start[kind + 1] - perm->start[kind];
}

/* k! / prod m_c!, built up one study at a time, so that every step is a whole number: of the first n studies, m of the
 * kind at hand, there are n/m times as many arrangements as before. */
uint64_t copse_i_perm_arrangements(const copse_perm *perm)
{
    uint64_t count = 1, n = 0;
    for (size_t c = 0; c < perm->kinds; c++)
        for (uint64_t m = 1; m <= size_of(perm, c); m++) {
            n++;
            if (count > ((uint64_t)1 << 63) / n) return COPSE_PERM_COUNTLESS;
            count = count * n / m;
        }
    return count;
}

void copse_i_perm_unrank(const copse_perm *perm, uint64_t rank, size_t *label, size_t *left)
{
    uint64_t count = perm->count;
    for (size_t c = 0; c < perm->kinds; c++) left[c] = size_of(perm, c);
    for (size_t i = 0; i < perm->plan.k; i++) {
        const uint64_t rest = perm->plan.k - i;
        for (size_t c = 0;; c++) {
            if (left[c] == 0) continue;
            const uint64_t begin_so = count / rest * left[c] + count % rest * left[c] / rest; /* count left/rest */
            if (rank >= begin_so) {
                rank -= begin_so;
                continue;
            }
            count = begin_so;
            label[i] = c;
            left[c]--;
            break;
        }
    }
}

static void swap(size_t *a, size_t *b)
{
    const size_t t = *a;
    *a = *b;
    *b = t;
}

void copse_i_perm_next(size_t *label, size_t k)
{
    size_t i = k - 1, j = k - 1;
    while (i > 0 && label[i - 1] >= label[i]) i--;
    if (i == 0) return; /* the last one */
    while (label[j] <= label[i - 1]) j--;
    swap(&label[i - 1], &label[j]);
    for (j = k - 1; i < j; i++, j--) swap(&label[i], &label[j]);
}
