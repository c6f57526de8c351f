/* See glmm_firth.h. The modified score of an arm is that of h more participants, half of them with the event, h its
 * leverage (Heinze & Schemper 2002): Newton's steps for those counts climb l*. */
#include "glmm_firth.h"

#include <copse/math.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static double *take(double **from, size_t n)
{
    double *const array = *from;
    *from += n;
    return array;
}

static void lay_out(copse_i_firth_point *point, size_t k, size_t p, double **from)
{
    point->alpha = take(from, k);
    point->beta = take(from, p);
    point->effect_slope = take(from, k);
    point->base_slope = take(from, k);
    point->weight1 = take(from, k);
    point->weight2 = take(from, k);
    point->root = take(from, p * p);
    point->slope = take(from, p);
}

copse_status copse_i_firth_init(const copse_glmm_data *data, copse_i_firth *firth, copse_error *err)
{
    const size_t k = data->k, p = data->p;
    *firth = (copse_i_firth){.data = data,
                             .arm = copse_alloc(2 * k, sizeof *firth->arm),
                             .block = copse_alloc(10 * k + 3 * p * p + 6 * p, sizeof *firth->block)};
    if (firth->arm == NULL || firth->block == NULL) return copse_fail_memory(err);
    double *rest = firth->block;
    lay_out(&firth->at, k, p, &rest);
    lay_out(&firth->next, k, p, &rest);
    firth->matrix = take(&rest, p * p);
    firth->step = take(&rest, p);
    firth->row = take(&rest, p);
    for (size_t i = 0; i < k; i++) {
        const double events = data->x1[i] + data->x2[i], size = data->n1[i] + data->n2[i];
        firth->arm[2 * i] = copse_i_glmm_binomial(data->x1[i], data->n1[i], 0.0);
        firth->arm[2 * i + 1] = copse_i_glmm_binomial(data->x2[i], data->n2[i], 0.0);
        firth->at.alpha[i] = log((events + 0.5) / (size - events + 0.5));
    }
    return COPSE_OK;
}

void copse_i_firth_free(copse_i_firth *firth)
{
    free(firth->arm);
    free(firth->block);
    *firth = (copse_i_firth){0};
}

void copse_i_firth_copy(const copse_glmm_data *data, const copse_i_firth_point *from, copse_i_firth_point *to)
{
    const size_t k = data->k, p = data->p;
    memcpy(to->alpha, from->alpha, (5 * k + p * p + 2 * p) * sizeof(double)); /* laid out in one piece */
    to->log_lik = from->log_lik;
    to->penalty = from->penalty;
    to->value = from->value;
}

static double x_of(const copse_glmm_data *data, size_t i, size_t j)
{
    return data->X != NULL ? data->X[i * data->p + j] : 1.0;
}

static double effect_of(const copse_glmm_data *data, size_t i, const double *beta)
{
    double sum = 0.0;
    for (size_t j = 0; j < data->p; j++) sum += x_of(data, i, j) * beta[j];
    return sum;
}

static void add_square(const copse_glmm_data *data, size_t i, double weight, double *matrix)
{
    for (size_t j = 0; j < data->p; j++)
        for (size_t m = 0; m < data->p; m++) matrix[j * data->p + m] += weight * x_of(data, i, j) * x_of(data, i, m);
}

/* x_i' S^-1 x_i, S the effects' information. */
static double spread(const copse_i_firth *firth, const copse_i_firth_point *point, size_t i)
{
    const size_t p = firth->data->p;
    double sum = 0.0;
    for (size_t j = 0; j < p; j++) {
        double x = x_of(firth->data, i, j);
        for (size_t m = 0; m < j; m++) x -= point->root[j * p + m] * firth->row[m];
        firth->row[j] = x / point->root[j * p + j];
        sum += firth->row[j] * firth->row[j];
    }
    return sum;
}

/* The slopes and weights of l in both arms' predictors, and what they give: value and root. */
static bool weigh(const copse_i_firth *firth, copse_i_firth_point *point)
{
    const copse_glmm_data *data = firth->data;
    const size_t k = data->k, p = data->p;
    double log_det = 0.0;
    point->log_lik = 0.0;
    memset(point->root, 0, p * p * sizeof *point->root);
    for (size_t i = 0; i < k; i++) {
        const double base = point->alpha[i];
        const copse_i_glmm_jet one = copse_i_glmm_arm_at(&firth->arm[2 * i], base + effect_of(data, i, point->beta));
        const copse_i_glmm_jet two = copse_i_glmm_arm_at(&firth->arm[2 * i + 1], base);
        const double w1 = -one.d2, w2 = -two.d2;
        point->log_lik += one.value + two.value;
        point->effect_slope[i] = one.d1;
        point->base_slope[i] = two.d1;
        point->weight1[i] = w1;
        point->weight2[i] = w2;
        log_det += log(w1 + w2);
        add_square(data, i, w1 * (w2 / (w1 + w2)), point->root);
    }
    if (!copse_i_glmm_cholesky(point->root, p)) return false;
    for (size_t j = 0; j < p; j++) log_det += 2.0 * log(point->root[j * p + j]);
    point->penalty = 0.5 * log_det;
    point->value = point->log_lik + point->penalty;
    return isfinite(point->value);
}

/* h participants more in each arm, h/2 of them with the event. */
static void look(const copse_i_firth *firth, copse_i_firth_point *point)
{
    const copse_glmm_data *data = firth->data;
    if (!weigh(firth, point)) {
        point->value = -HUGE_VAL;
        return;
    }
    memset(point->slope, 0, data->p * sizeof *point->slope);
    for (size_t i = 0; i < data->k; i++) {
        const double w1 = point->weight1[i], w2 = point->weight2[i], both = w1 + w2, q = spread(firth, point, i);
        const double h1 = w1 * (1.0 / both + w2 / both * (w2 / both) * q);
        const double h2 = w2 * (1.0 / both + w1 / both * (w1 / both) * q);
        const double eta2 = point->alpha[i], eta1 = eta2 + effect_of(data, i, point->beta);
        point->effect_slope[i] -= 0.5 * h1 * tanh(0.5 * eta1); /* 1 - 2 risk is -tanh(eta/2) */
        point->base_slope[i] -= 0.5 * h2 * tanh(0.5 * eta2);
        point->weight1[i] *= 1.0 + h1 / data->n1[i];
        point->weight2[i] *= 1.0 + h2 / data->n2[i];
        for (size_t j = 0; j < data->p; j++) point->slope[j] += point->effect_slope[i] * x_of(data, i, j);
    }
}

static bool is_held(const bool *held, size_t j)
{
    return held != NULL && held[j];
}

/* The step of the coefficients; each baseline follows from it. */
static bool set_step(const copse_i_firth *firth, const bool *held)
{
    const copse_glmm_data *data = firth->data;
    const copse_i_firth_point *at = &firth->at;
    const size_t p = data->p;
    memset(firth->matrix, 0, p * p * sizeof *firth->matrix);
    memset(firth->step, 0, p * sizeof *firth->step);
    for (size_t i = 0; i < data->k; i++) {
        const double w1 = at->weight1[i], w2 = at->weight2[i], both = w1 + w2;
        const double pull = (w2 * at->effect_slope[i] - w1 * at->base_slope[i]) / both;
        add_square(data, i, w1 * (w2 / both), firth->matrix);
        for (size_t j = 0; j < p; j++) firth->step[j] += pull * x_of(data, i, j);
    }
    for (size_t j = 0; j < p; j++) {
        if (!is_held(held, j)) continue;
        firth->step[j] = 0.0;
        for (size_t m = 0; m < p; m++) firth->matrix[j * p + m] = firth->matrix[m * p + j] = m == j ? 1.0 : 0.0;
    }
    if (!copse_i_glmm_cholesky(firth->matrix, p)) return false;
    copse_cholesky_solve(firth->matrix, p, firth->step);
    return true;
}

static double base_step(const copse_i_firth *firth, size_t i)
{
    const copse_i_firth_point *at = &firth->at;
    const double effect = effect_of(firth->data, i, firth->step);
    return (at->effect_slope[i] + at->base_slope[i] - at->weight1[i] * effect) / (at->weight1[i] + at->weight2[i]);
}

/* Part of the step: all of it, but for predictors that would go further than 3; *rise: what the slopes say of it all. */
static double whole_step(const copse_i_firth *firth, double *rise)
{
    double longest = 0.0;
    *rise = 0.0;
    for (size_t i = 0; i < firth->data->k; i++) {
        const double base = base_step(firth, i), effect = effect_of(firth->data, i, firth->step);
        *rise += base * firth->at.base_slope[i] + (base + effect) * firth->at.effect_slope[i];
        longest = fmax(longest, fmax(fabs(base), fabs(base + effect)));
    }
    return longest > 3.0 ? 3.0 / longest : 1.0;
}

static bool advance(copse_i_firth *firth, double part, double rise)
{
    for (int halving = 0; halving < 40; halving++) {
        for (size_t i = 0; i < firth->data->k; i++)
            firth->next.alpha[i] = firth->at.alpha[i] + part * base_step(firth, i);
        for (size_t j = 0; j < firth->data->p; j++) firth->next.beta[j] = firth->at.beta[j] + part * firth->step[j];
        look(firth, &firth->next);
        const double gain = firth->next.value - firth->at.value; /* rounding hides it near the top */
        if (!(gain > 0.0) && !(rise < 1e-9 && gain > -1e-11 * (1.0 + fabs(firth->at.value)))) {
            part *= 0.5;
            continue;
        }
        const copse_i_firth_point was = firth->at;
        firth->at = firth->next;
        firth->next = was;
        return true;
    }
    return false;
}

copse_status copse_i_firth_climb(copse_i_firth *firth, const bool *held, copse_error *err)
{
    enum { STEPS = 2000 };
    double before = HUGE_VAL;
    look(firth, &firth->at);
    if (!(firth->at.value > -HUGE_VAL))
        return copse_fail(err, COPSE_ERANK, "the design's columns do not tell the coefficients apart");
    for (size_t step = 0; step < STEPS; step++, firth->iterations++) {
        double rise;
        if (!set_step(firth, held)) break;
        const double part = whole_step(firth, &rise);
        if (!(rise > 1e-25) || (rise < 1e-19 && !(rise < before))) return COPSE_OK;
        before = rise;
        if (!advance(firth, part, rise)) break;
    }
    return copse_fail(err, COPSE_ERANGE, "the penalised likelihood's maximum was not found in %zu steps",
                      firth->iterations);
}
