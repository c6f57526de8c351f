/* See calibrate_short.h. */
#include "calibrate_short.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Data sets from which tables pay. */
static const uint64_t ENOUGH = 1000;

/* ---------------------------------------------------------------------------------------------- quadratic forms */

/* Takes the columns 0..j-1 out of x, twice, and gives it length 1; what was left of it. */
static double orthonormalise(const double *base, size_t j, size_t k, double *x)
{
    double norm = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t c = 0; c < j; c++) {
            double along = 0;
            for (size_t i = 0; i < k; i++) along += base[c * k + i] * x[i];
            for (size_t i = 0; i < k; i++) x[i] -= along * base[c * k + i];
        }
    for (size_t i = 0; i < k; i++) norm += x[i] * x[i];
    norm = sqrt(norm);
    for (size_t i = 0; i < k && norm > 0; i++) x[i] /= norm;
    return norm;
}

static double weight_of(const copse_calibration_design *d, bool cochran, size_t i)
{
    const copse_tau2_setup *setup = &d->tau2_fit.setup;
    if (cochran) return 1 / d->v[i];
    if (setup->weighting == COPSE_TAU2_WEIGHTS_GIVEN) return setup->weight[i];
    return setup->weighting == COPSE_TAU2_WEIGHTS_SHIFTED ? 1 / (d->v[i] + setup->weight_tau2) : 1 / sqrt(d->v[i]);
}

static double form_of(const copse_i_form *form, size_t k, size_t p, const double *y)
{
    double square = 0;
    for (size_t i = 0; i < k; i++) square += form->root[i] * y[i] * (form->root[i] * y[i]);
    if (p == 1) { /* about the mean: no difference of large numbers */
        double along = 0, rest = 0;
        for (size_t i = 0; i < k; i++) along += form->base[i] * form->root[i] * y[i];
        for (size_t i = 0; i < k; i++) {
            const double r = form->root[i] * y[i] - along * form->base[i];
            rest += r * r;
        }
        return rest;
    }
    for (size_t c = 0; c < p; c++) {
        double along = 0;
        for (size_t i = 0; i < k; i++) along += form->base[c * k + i] * form->root[i] * y[i];
        square -= along * along;
    }
    return square;
}

static copse_status make_form(const copse_calibration_design *d, bool cochran, copse_i_form *form)
{
    const size_t k = d->k, p = d->p;
    form->root = copse_alloc(k, sizeof *form->root);
    form->unit = copse_alloc(k, sizeof *form->unit);
    form->base = copse_alloc(k * p, sizeof *form->base);
    if (form->root == NULL || form->unit == NULL || form->base == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i < k; i++) form->root[i] = sqrt(weight_of(d, cochran, i));
    for (size_t j = 0; j < p; j++) {
        double *column = form->base + j * k;
        for (size_t i = 0; i < k; i++) column[i] = form->root[i] * (d->X != NULL ? d->X[i * p + j] : 1);
        (void)orthonormalise(form->base, j, k, column);
    }
    double best = 0, *trial = copse_alloc(k, sizeof *trial);
    if (trial == NULL) return COPSE_ENOMEM;
    for (size_t at = 0; at < k; at++) { /* the study of which the design leaves most */
        for (size_t i = 0; i < k; i++) trial[i] = i == at ? 1 : 0;
        const double left = orthonormalise(form->base, p, k, trial);
        if (!(left > best)) continue;
        best = left;
        for (size_t i = 0; i < k; i++) form->unit[i] = trial[i] / form->root[i];
        if (best > 0.5) break;
    }
    free(trial);
    return COPSE_OK;
}

/* ------------------------------------------------------------------------------------------------------- tables */

typedef struct asked {
    const copse_calibration_design *d;
    const copse_i_form *form;
    double *y;
    copse_fit_opts opts;
    copse_tau2_ci type;
} asked;

static void at_form(const asked *a, double q)
{
    for (size_t i = 0; i < a->d->k; i++) a->y[i] = sqrt(q) * a->form->unit[i];
}

static copse_status fit_at(const asked *a, double q, copse_fit *fit)
{
    const copse_calibration_design *d = a->d;
    at_form(a, q);
    return copse_pool(a->y, d->v, d->X, d->k, d->p, &a->opts, fit, NULL);
}

static double half_width(copse_interval x)
{
    return (x.upper - x.lower) / 2;
}

static copse_status widths(const void *context, double q, double *out)
{
    copse_fit fit;
    const copse_status status = fit_at(context, q, &fit);
    if (status == COPSE_OK) {
        out[0] = half_width(fit.coef[0].ci);
        out[1] = isnan(fit.prediction.lower) ? 0 : half_width(fit.prediction);
    }
    copse_fit_free(&fit);
    return status;
}

static copse_status weights(const void *context, double q, double *out)
{
    copse_fit fit;
    const copse_status status = fit_at(context, q, &fit);
    if (status == COPSE_OK) {
        out[0] = half_width(fit.coef[0].ci);
        out[1] = isnan(fit.prediction.lower) ? 0 : half_width(fit.prediction);
        memcpy(out + 2, fit.weight, fit.k * sizeof *out);
    }
    copse_fit_free(&fit);
    return status;
}

static copse_status estimate(const void *context, double q, double *out)
{
    copse_fit fit;
    const copse_status status = fit_at(context, q, &fit);
    if (status == COPSE_OK) *out = fit.het.tau2;
    copse_fit_free(&fit);
    return status;
}

static copse_status limits(const void *context, double q, double *out)
{
    const asked *a = context;
    const copse_calibration_design *d = a->d;
    copse_tau2_bounds bounds;
    at_form(a, q);
    const copse_status status = copse_tau2_interval(a->y, d->v, d->X, d->k, d->p, &a->opts, a->type, &bounds, NULL);
    out[0] = bounds.tau2.lower;
    out[1] = bounds.tau2.upper;
    return status == COPSE_OK && isnan(out[0]) ? COPSE_ENOTCOMPUTABLE : status;
}

/* Where the form of the data sets will lie: around its mean at each tau2. */
static void range_of(const copse_calibration_design *d, bool cochran, double *low, double *high)
{
    double within = 0, between = 0, largest = 0;
    for (size_t c = 0; c < d->cells; c++) largest = fmax(largest, d->tau2[c]);
    for (size_t i = 0; i < d->k; i++) {
        within += weight_of(d, cochran, i) * d->v[i];
        between += weight_of(d, cochran, i);
    }
    const double share = (double)(d->k - d->p) / (double)d->k;
    *low = share * within / 8;
    *high = 4 * share * (within + largest * between);
}

static copse_status tabulate(asked *a, copse_method method, copse_test test, copse_i_map_function function,
                             size_t outputs, bool cochran, copse_i_map *map)
{
    double low = NAN, high = NAN;
    a->opts = a->d->tau2_fit;
    a->opts.method = method;
    a->opts.test = test;
    a->opts.level = a->d->level;
    a->opts.pi = COPSE_PI_METAFOR;
    a->opts.tau2 = NAN;
    a->opts.without_tau2_ci = a->opts.without_R2 = true;
    range_of(a->d, cochran, &low, &high);
    return copse_i_map_build(function, a, outputs, low, high, map);
}

static bool has(const copse_calibration_design *d, copse_method method, int test)
{
    for (size_t m = 0; m < d->choices; m++)
        if (d->choice[m].method == method && (test < 0 || (int)d->choice[m].test == test)) return true;
    return false;
}

static bool is_long(copse_tau2_ci type)
{
    return type == COPSE_TAU2_CI_GENQ || type == COPSE_TAU2_CI_BJ;
}

static copse_status tabulate_all(const copse_calibration_design *d, double *y, copse_i_short *s)
{
    asked c = {.d = d, .form = &s->cochran, .y = y}, g = {.d = d, .form = &s->general, .y = y};
    copse_status status = COPSE_OK;
    if (d->X == NULL && has(d, COPSE_METHOD_DL, COPSE_TEST_HENMI_COPAS))
        status = tabulate(&c, COPSE_METHOD_DL, COPSE_TEST_HENMI_COPAS, widths, 2, true, &s->henmi_copas);
    if (status == COPSE_OK && d->X == NULL && has(d, COPSE_METHOD_DL, COPSE_TEST_BIGGERSTAFF_TWEEDIE))
        status =
            tabulate(&c, COPSE_METHOD_DL, COPSE_TEST_BIGGERSTAFF_TWEEDIE, weights, d->k + 2, true, &s->biggerstaff);
    if (status == COPSE_OK && has(d, COPSE_METHOD_GENQM, -1))
        status = tabulate(&g, COPSE_METHOD_GENQM, COPSE_TEST_Z, estimate, 1, false, &s->median);
    for (size_t t = 0; t < d->tau2_intervals && status == COPSE_OK; t++) {
        const copse_tau2_ci type = d->tau2_interval[t];
        asked *a = type == COPSE_TAU2_CI_GENQ ? &g : &c;
        if (!is_long(type)) continue;
        a->type = type;
        status = tabulate(a, COPSE_METHOD_DL, COPSE_TEST_Z, limits, 2, a == &c, &s->interval[type]);
    }
    return status;
}

copse_status copse_i_short_init(const copse_calibration_design *d, copse_i_short *s)
{
    *s = (copse_i_short){.k = d->k, .p = d->p};
    if (d->replicates < ENOUGH / d->cells || d->k <= d->p) return COPSE_OK;
    double *y = copse_alloc(d->k, sizeof *y);
    copse_status status = y != NULL ? make_form(d, true, &s->cochran) : COPSE_ENOMEM;
    if (status == COPSE_OK) status = make_form(d, false, &s->general);
    if (status == COPSE_OK) status = tabulate_all(d, y, s);
    free(y);
    return status;
}

static void free_form(copse_i_form *form)
{
    free(form->root);
    free(form->base);
    free(form->unit);
}

void copse_i_short_free(copse_i_short *s)
{
    free_form(&s->cochran);
    free_form(&s->general);
    copse_i_map_free(&s->henmi_copas);
    copse_i_map_free(&s->median);
    copse_i_map_free(&s->biggerstaff);
    for (size_t t = 0; t < COPSE_TAU2_CI_COUNT; t++) copse_i_map_free(&s->interval[t]);
    *s = (copse_i_short){0};
}

/* ------------------------------------------------------------------------------------------------------- look-up */

static copse_interval about(double middle, double half)
{
    return (copse_interval){middle - half, middle + half};
}

bool copse_i_short_henmi_copas(const copse_i_short *s, const double *v, const double *y, copse_interval *ci,
                               copse_interval *prediction)
{
    double half[2], sum = 0, above = 0;
    if (s->henmi_copas.panels == 0) return false;
    if (!copse_i_map_at(&s->henmi_copas, form_of(&s->cochran, s->k, s->p, y), half)) return false;
    for (size_t i = 0; i < s->k; i++) {
        sum += 1 / v[i];
        above += y[i] / v[i];
    }
    *ci = about(above / sum, half[0]);
    *prediction = about(above / sum, half[1]);
    return true;
}

bool copse_i_short_biggerstaff(const copse_i_short *s, const double *y, double *room, copse_interval *ci,
                               copse_interval *prediction)
{
    double mean = 0;
    if (s->biggerstaff.panels == 0) return false;
    if (!copse_i_map_at(&s->biggerstaff, form_of(&s->cochran, s->k, s->p, y), room)) return false;
    for (size_t i = 0; i < s->k; i++) mean += room[2 + i] / 100 * y[i];
    *ci = about(mean, room[0]);
    *prediction = about(mean, room[1]);
    return true;
}

bool copse_i_short_median(const copse_i_short *s, const double *y, double *tau2)
{
    if (s->median.panels == 0 || !copse_i_map_at(&s->median, form_of(&s->general, s->k, s->p, y), tau2)) return false;
    *tau2 = fmax(*tau2, 0);
    return true;
}

bool copse_i_short_interval(const copse_i_short *s, copse_tau2_ci type, const double *y, copse_interval *interval)
{
    double limit[2];
    const copse_i_map *map = &s->interval[type];
    const copse_i_form *form = type == COPSE_TAU2_CI_GENQ ? &s->general : &s->cochran;
    if (map->panels == 0 || !copse_i_map_at(map, form_of(form, s->k, s->p, y), limit)) return false;
    *interval = (copse_interval){fmax(limit[0], 0), fmax(limit[1], 0)};
    return true;
}
