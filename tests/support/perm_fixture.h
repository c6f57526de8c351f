/* A data set of permute_data.csv, or of reference/data, as a permutation plan, and its replicates. */
#ifndef PERM_FIXTURE_H
#define PERM_FIXTURE_H

#include <copse/resample.h>

#include "ck_close.h"
#include "reference_data.h"

typedef struct perm_fixture {
    double y[128], v[128], X[3 * 128];
    copse_perm_plan plan;
    copse_perm *perm;
    double *rows;
    void *state;
    copse_perm_summary summary;
} perm_fixture;

static inline void perm_add(perm_fixture *f, const reference_csv *csv, size_t row, bool design)
{
    static const char *const COLUMN[] = {"x1", "x2", "x3"};
    const size_t i = f->plan.k++;
    ck_assert_uint_lt(i, 128);
    f->y[i] = reference_number(csv, row, "yi");
    f->v[i] = reference_number(csv, row, "vi");
    size_t p = 0;
    double x[3];
    for (size_t j = 0; design && j < 3; j++) {
        x[p] = reference_number(csv, row, COLUMN[j]);
        if (!isnan(x[p])) p++;
    }
    if (p == 0) return;
    for (size_t j = 0; j < p; j++) f->X[i * p + j] = x[j];
    f->plan.p = p;
    f->plan.X = f->X;
}

/* The fixture must not be moved afterwards. */
static inline void perm_read(perm_fixture *f, const char *dataset)
{
    memset(f, 0, sizeof *f);
    f->plan = copse_perm_plan_default();
    const bool own = strcmp(dataset, "bcg") == 0 || strcmp(dataset, "sim100") == 0;
    char name[64];
    (void)snprintf(name, sizeof name, "data/%s.csv", dataset);
    reference_csv csv = reference_read(own ? name : "permute_data.csv");
    for (size_t i = 0; i < csv.rows; i++)
        if (own || strcmp(reference_text(&csv, i, "dataset"), dataset) == 0) perm_add(f, &csv, i, !own);
    reference_free(&csv);
    ck_assert_uint_gt(f->plan.k, 1);
    f->plan.y = f->y;
    f->plan.v = f->v;
}

/* Makes every replicate, in blocks of 1024. */
static inline void perm_run(perm_fixture *f)
{
    copse_error err = {0};
    void *worker = NULL;
    ck_assert_msg(copse_perm_new(&f->plan, &f->perm, &err) == COPSE_OK, "%s", err.text);
    const uint64_t n = copse_perm_replicates(f->perm);
    const size_t width = copse_perm_width(f->perm);
    f->rows = calloc(n * width, sizeof *f->rows);
    f->state = calloc(1, copse_perm_state_size(f->perm));
    ck_assert(f->rows != NULL && f->state != NULL);
    ck_assert_int_eq(copse_perm_open(f->perm, &worker, &err), COPSE_OK);
    for (uint64_t at = 0; at < n; at += COPSE_PERM_BLOCK) {
        const size_t size = n - at < COPSE_PERM_BLOCK ? (size_t)(n - at) : COPSE_PERM_BLOCK;
        ck_assert_int_eq(copse_perm_work(f->perm, worker, at, size, f->rows + at * width, f->state, &err), COPSE_OK);
    }
    copse_perm_close(f->perm, worker);
    ck_assert_int_eq(copse_perm_summarise(f->perm, f->state, &f->summary, &err), COPSE_OK);
}

static inline void perm_free(perm_fixture *f)
{
    copse_perm_summary_free(&f->summary);
    copse_perm_free(f->perm);
    free(f->rows);
    free(f->state);
    f->perm = NULL;
    f->rows = NULL;
    f->state = NULL;
}

#endif
