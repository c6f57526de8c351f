/* A calibration: its design checked, and its choices sorted by how they are fitted. */
#include "calibrate.h"

#include <math.h>
#include <stdlib.h>

enum { BLOCK = 512 };

static copse_status check_numbers(const copse_calibration_design *d, copse_error *err)
{
    for (size_t i = 0; i < d->k; i++)
        if (!(d->v[i] > 0 && isfinite(d->v[i])))
            return copse_fail(err, COPSE_EDOM, "study %zu: the sampling variance is not a positive number", i + 1);
    for (size_t j = 0; j < d->p; j++)
        if (!isfinite(d->beta[j]))
            return copse_fail(err, COPSE_EDOM, "the true coefficient %zu is not a number", j + 1);
    for (size_t c = 0; c < d->cells; c++)
        if (!(d->tau2[c] >= 0 && isfinite(d->tau2[c])))
            return copse_fail(err, COPSE_EDOM, "tau2 %zu of the calibration is not a number of 0 or more", c + 1);
    for (size_t t = 0; t < d->tau2_intervals; t++)
        if ((unsigned)d->tau2_interval[t] >= COPSE_TAU2_CI_COUNT)
            return copse_fail(err, COPSE_EINVAL, "no such interval of tau2");
    for (size_t m = 0; m < d->choices; m++)
        if ((unsigned)d->choice[m].method >= COPSE_METHOD_COUNT || (unsigned)d->choice[m].test >= COPSE_TEST_COUNT)
            return copse_fail(err, COPSE_EINVAL, "no such method or test");
    return COPSE_OK;
}

static copse_status check(const copse_calibration_design *d, copse_error *err)
{
    if (d->v == NULL || d->beta == NULL || d->tau2 == NULL || d->choice == NULL || d->k == 0 || d->cells == 0 ||
        d->choices == 0 || d->replicates == 0)
        return copse_fail(err, COPSE_EINVAL, "a calibration without data, tau2, choices or replicates");
    if (d->p == 0 || d->k < d->p || (d->X == NULL && d->p != 1) || (d->tau2_intervals > 0 && d->tau2_interval == NULL))
        return copse_fail(err, COPSE_EINVAL, "a calibration takes a design with no more coefficients than studies");
    if (!(d->level > 0 && d->level < 100))
        return copse_fail(err, COPSE_EINVAL, "the level of an interval lies between 0 and 100 %%");
    return check_numbers(d, err);
}

static copse_i_calibration_fit *fit_of(copse_calibration *c, copse_method method)
{
    for (size_t f = 0; f < c->fits; f++)
        if (c->fit[f].method == method) return &c->fit[f];
    c->fit[c->fits].method = method;
    return &c->fit[c->fits++];
}

/* Is there a kernel for it? The others would be fitted by the scalar code in lanes, too, once for each test. */
static bool has_kernel(const copse_calibration_design *d, copse_method method)
{
    if (method == COPSE_METHOD_SJ && d->tau2_fit.setup.start != COPSE_TAU2_START_VARIANCE) return false;
    return method < COPSE_METHOD_PMM || method == COPSE_METHOD_DLIT || method == COPSE_METHOD_SJIT;
}

static void sort_choices(copse_calibration *c)
{
    for (size_t m = 0; m < c->design.choices; m++) {
        const copse_interval_choice *choice = &c->design.choice[m];
        if (c->design.p > COPSE_LANES_COLUMNS || !copse_test_is_wald(choice->test) ||
            !has_kernel(&c->design, choice->method)) {
            c->alone[c->alones++] = m;
            continue;
        }
        copse_i_calibration_fit *fit = fit_of(c, choice->method);
        if (fit->tests == COPSE_TEST_COUNT) continue; /* a choice that is there twice */
        fit->test[fit->tests] = choice->test;
        fit->choice[fit->tests++] = m;
    }
}

copse_status copse_calibration_new(const copse_calibration_design *design, copse_calibration **calibration,
                                   copse_error *err)
{
    if (calibration == NULL || design == NULL) return copse_fail(err, COPSE_EINVAL, "a null pointer");
    *calibration = NULL;
    copse_status status = check(design, err);
    if (status != COPSE_OK) return status;
    copse_calibration *c = copse_alloc(1, sizeof *c);
    if (c == NULL) return copse_fail_memory(err);
    c->design = *design;
    c->blocks = (design->replicates + BLOCK - 1) / BLOCK;
    c->mean = copse_alloc(design->k, sizeof *c->mean);
    c->alone = copse_alloc(design->choices, sizeof *c->alone);
    if (c->mean == NULL || c->alone == NULL) {
        copse_calibration_free(c);
        return copse_fail_memory(err);
    }
    for (size_t i = 0; i < design->k; i++)
        for (size_t j = 0; j < design->p; j++)
            c->mean[i] += (design->X != NULL ? design->X[i * design->p + j] : 1) * design->beta[j];
    sort_choices(c);
    if (copse_i_short_init(design, &c->tables) != COPSE_OK) {
        copse_calibration_free(c);
        return copse_fail_memory(err);
    }
    *calibration = c;
    return COPSE_OK;
}

void copse_calibration_free(copse_calibration *calibration)
{
    if (calibration == NULL) return;
    free(calibration->mean);
    free(calibration->alone);
    copse_i_short_free(&calibration->tables);
    free(calibration);
}

const copse_calibration_design *copse_calibration_of(const copse_calibration *calibration)
{
    return &calibration->design;
}

size_t copse_calibration_block(const copse_calibration *calibration)
{
    (void)calibration;
    return BLOCK;
}

uint64_t copse_calibration_total(const copse_calibration *calibration)
{
    return calibration->design.cells * calibration->blocks * BLOCK;
}

static void add_numbers(copse_text *text, const char *name, const double *x, size_t n)
{
    copse_text_printf(text, "%s=", name);
    for (size_t i = 0; i < n; i++) copse_text_printf(text, "%a ", x[i]);
    copse_text_add(text, "\n");
}

void copse_calibration_identity(const copse_calibration *calibration, copse_text *text)
{
    const copse_calibration_design *d = &calibration->design;
    copse_text_printf(text, "calibration 1 seed=%lu replicates=%llu level=%a\n", (unsigned long)d->seed,
                      (unsigned long long)d->replicates, d->level);
    add_numbers(text, "v", d->v, d->k);
    if (d->X != NULL) add_numbers(text, "X", d->X, d->k * d->p);
    add_numbers(text, "beta", d->beta, d->p);
    add_numbers(text, "tau2", d->tau2, d->cells);
    for (size_t m = 0; m < d->choices; m++)
        copse_text_printf(text, "%s %s\n", copse_method_code(d->choice[m].method), copse_test_code(d->choice[m].test));
    if (d->tau2_intervals > 0) copse_text_printf(text, "tau2 by %s\n", copse_method_code(d->tau2_fit.method));
    for (size_t t = 0; t < d->tau2_intervals; t++)
        copse_text_printf(text, "tau2 %s\n", copse_tau2_ci_code(d->tau2_interval[t]));
}
