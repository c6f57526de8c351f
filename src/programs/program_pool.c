/* Trials under the settings of a program: effect sizes, fit, the numbers that are compared. */
#include <copse/programs.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

static copse_status fill_numbers(const copse_fit *fit, bool design, copse_program_numbers *n, copse_error *err)
{
    const copse_coefficient *c = &fit->coef[0];
    const copse_heterogeneity *h = &fit->het;
    *n = (copse_program_numbers){.k = fit->k,
                                 .estimate = c->estimate,
                                 .se = c->se,
                                 .ci = c->ci,
                                 .p = c->p,
                                 .tau2 = h->tau2,
                                 .tau2_ci = h->tau2_ci,
                                 .I2 = h->I2,
                                 .Q = h->Q,
                                 .prediction = fit->prediction,
                                 .QM = h->QM,
                                 .QM_p = h->QM_p,
                                 .R2 = h->R2};
    if (!design) return COPSE_OK;
    n->coef = copse_alloc(fit->p, sizeof *n->coef);
    if (n->coef == NULL) return copse_fail_memory(err);
    n->coefs = fit->p;
    memcpy(n->coef, fit->coef, fit->p * sizeof *n->coef);
    return COPSE_OK;
}

void copse_program_numbers_free(copse_program_numbers *numbers)
{
    if (numbers == NULL) return;
    free(numbers->coef);
    *numbers = (copse_program_numbers){0};
}

/* Everything that is computed on the way. */
typedef struct trials {
    const double *in[COPSE_IN_COUNT];
    double *input[COPSE_IN_COUNT], *yi, *vi, *X, *weight, *size, *memory; /* k of each; X by p; setup: NULL without */
    copse_effect_row *row;
    size_t k, p;
} trials;

static double *copy(const double *from, size_t n, double **next)
{
    double *to = *next;
    if (from == NULL) return NULL;
    memcpy(to, from, n * sizeof *to);
    *next += n;
    return to;
}

static copse_status allocate(trials *t, const copse_tau2_setup *setup, const double *const in[COPSE_IN_COUNT],
                             const double *X, size_t k, size_t p, copse_error *err)
{
    size_t columns = 4 + (X != NULL ? p : 0);
    for (size_t c = 0; c < COPSE_IN_COUNT; c++) columns += in[c] != NULL;
    t->memory = k <= SIZE_MAX / columns ? copse_alloc(columns * k, sizeof *t->memory) : NULL;
    t->row = copse_alloc(k, sizeof *t->row);
    if (t->memory == NULL || t->row == NULL) return copse_fail_memory(err);
    t->p = p;
    t->yi = t->memory;
    t->vi = t->yi + k;
    double *next = t->vi + k;
    for (size_t c = 0; c < COPSE_IN_COUNT; c++) t->in[c] = t->input[c] = copy(in[c], k, &next);
    t->X = copy(X, k * p, &next);
    t->weight = copy(setup->weight, k, &next);
    t->size = copy(setup->size, k, &next);
    return COPSE_OK;
}

static void keep_computed(trials *t, size_t k)
{
    for (size_t i = 0; i < k; i++) {
        if (t->row[i].status != COPSE_OK) continue;
        t->yi[t->k] = t->yi[i];
        t->vi[t->k] = t->vi[i];
        for (size_t c = 0; c < COPSE_IN_COUNT; c++)
            if (t->input[c] != NULL) t->input[c][t->k] = t->input[c][i];
        if (t->weight != NULL) t->weight[t->k] = t->weight[i];
        if (t->size != NULL) t->size[t->k] = t->size[i];
        if (t->X != NULL) memmove(t->X + t->k * t->p, t->X + i * t->p, t->p * sizeof *t->X);
        t->k++;
    }
}

/* From the counts, a table has all four. */
static copse_status compute(const copse_program_settings *s, const copse_measure *measure, size_t k, trials *t,
                            copse_error *err)
{
    const copse_effect_opts opts = copse_program_effect_opts(s, measure);
    copse_status status = copse_effect_compute(measure, t->in, k, &opts, t->yi, t->vi, NULL, t->row);
    if (status != COPSE_OK) return copse_fail(err, status, "the effect sizes cannot be computed");
    status = copse_program_adjust(s, measure, t->in, k, t->yi, t->vi, err);
    if (status == COPSE_OK) keep_computed(t, k);
    if (status == COPSE_OK && t->k == 0) status = copse_fail(err, COPSE_ETOOFEW, "no trial is left");
    return status;
}

copse_status copse_program_pool(const copse_program_settings *s, const copse_measure *measure,
                                const double *const in[COPSE_IN_COUNT], const double *X, size_t k, size_t p,
                                copse_program_numbers *numbers, copse_error *err)
{
    if (s == NULL || measure == NULL || in == NULL || numbers == NULL || k == 0 || p == 0)
        return copse_fail(err, COPSE_EINVAL, "no settings, no trials, or no place for the numbers");
    trials t = {0};
    copse_fit fit = {0};
    *numbers = (copse_program_numbers){0};
    copse_status status = allocate(&t, &s->fit.setup, in, X, k, p, err);
    if (status == COPSE_OK) status = compute(s, measure, k, &t, err);
    if (status == COPSE_OK) {
        const copse_program_trials of = {
            .measure = measure, .in = t.in, .yi = t.yi, .vi = t.vi, .X = t.X, .k = t.k, .p = p};
        copse_program_settings kept = *s;
        kept.fit.setup.weight = t.weight;
        kept.fit.setup.size = t.size;
        status = copse_program_fit(&kept, &of, &fit, NULL, err);
    }
    if (status == COPSE_OK) status = fill_numbers(&fit, X != NULL, numbers, err);
    copse_fit_free(&fit);
    free(t.memory);
    free(t.row);
    return status;
}
