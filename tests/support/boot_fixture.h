/* The BCG trials as a bootstrap plan, and replicates of it. */
#ifndef BOOT_FIXTURE_H
#define BOOT_FIXTURE_H

#include <copse/resample.h>

#include "ck_close.h"
#include "reference_data.h"

typedef struct boot_fixture {
    reference_data data;
    size_t group[64];
    double X[128]; /* an intercept and ablat */
    size_t levels;
    copse_boot_plan plan;
    copse_boot *boot;
    double *rows;
    void *state;
    uint64_t replicates;
} boot_fixture;

static inline void boot_read(boot_fixture *f)
{
    const char *seen[8] = {NULL};
    memset(f, 0, sizeof *f);
    f->data = reference_data_read("bcg");
    for (size_t i = 0; i < f->data.k; i++) {
        const char *name = reference_text(&f->data.csv, i, "alloc");
        size_t l = 0;
        while (l < f->levels && strcmp(seen[l], name) != 0) l++;
        if (l == f->levels) seen[f->levels++] = name;
        f->group[i] = l;
        f->X[2 * i] = 1;
        f->X[2 * i + 1] = reference_number(&f->data.csv, i, "ablat");
    }
    f->plan = copse_boot_plan_default();
    f->plan.y = f->data.y;
    f->plan.v = f->data.v;
    f->plan.k = f->data.k;
    f->plan.seed = 1;
}

static inline void boot_make(boot_fixture *f)
{
    copse_error err = {0};
    const copse_status status = copse_boot_new(&f->plan, &f->boot, &err);
    ck_assert_msg(status == COPSE_OK, "%s", err.text);
}

/* Runs blocks first..last of 1024 replicates, the last one cut to `n` in all, into rows and a state. */
static inline void boot_run_blocks(boot_fixture *f, uint64_t first, uint64_t n, double *rows, void *state)
{
    void *worker = NULL;
    copse_error err = {0};
    ck_assert_int_eq(copse_boot_open(f->boot, &worker, &err), COPSE_OK);
    const size_t width = copse_boot_width(f->boot);
    for (uint64_t at = first; at < n; at += COPSE_BOOT_BLOCK) {
        const size_t size = n - at < COPSE_BOOT_BLOCK ? (size_t)(n - at) : COPSE_BOOT_BLOCK;
        double *place = rows == NULL ? NULL : rows + (at - first) * width;
        const copse_status status = copse_boot_work(f->boot, worker, at, size, place, state, &err);
        ck_assert_msg(status == COPSE_OK, "%s", err.text);
    }
    copse_boot_close(f->boot, worker);
}

static inline void boot_run(boot_fixture *f, uint64_t replicates)
{
    f->replicates = replicates;
    f->rows = calloc(replicates * copse_boot_width(f->boot), sizeof *f->rows);
    f->state = calloc(1, copse_boot_state_size(f->boot));
    ck_assert(f->rows != NULL && f->state != NULL);
    boot_run_blocks(f, 0, replicates, f->rows, f->state);
}

static inline void boot_drop(boot_fixture *f)
{
    copse_boot_free(f->boot);
    free(f->rows);
    free(f->state);
    f->boot = NULL;
    f->rows = NULL;
    f->state = NULL;
}

static inline void boot_free(boot_fixture *f)
{
    boot_drop(f);
    reference_data_free(&f->data);
}

#endif
