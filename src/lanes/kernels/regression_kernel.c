/* Meta-regression on a shared design, COPSE_I_W data sets at a time. */
#include "kernels.h"
#include "regression_search.h"

static const double LOST_RANK = 1e-12; /* a pivot beside its diagonal, below which weighted designs are singular */

/* One part of the work: COPSE_I_W lanes. */
typedef struct part {
    const copse_i_regression_task *task;
    const copse_i_design_functions *functions;
    copse_i_design_rows rows;
    copse_i_design_point zero;
    vd gamma[MOST_COLUMNS]; /* coefficients of q at t = 0, which were taken from y */
    vd spread;              /* sum n (y - mean)^2/sum n */
} part;

static inline bool has_equal_effects(const copse_i_regression_task *task)
{
    return task->method == COPSE_METHOD_EE || task->method == COPSE_METHOD_FE;
}

static inline vd variance_of_y(const copse_i_design_rows *rows)
{
    vd sum = v_all(0), squares = v_all(0);
    for (size_t i = 0; i < rows->k; i++) sum += design_row(rows->n, i) * design_row(rows->y, i);
    const vd mean = sum / rows->total;
    for (size_t i = 0; i < rows->k; i++) {
        const vd d = design_row(rows->y, i) - mean;
        squares += design_row(rows->n, i) * d * d;
    }
    return squares / rows->total;
}

/* Evaluates at 0 and goes on with the residuals in place of y. */
static inline void begin(part *w)
{
    if (w->task->method == COPSE_METHOD_SJ) w->spread = variance_of_y(&w->rows);
    const vd none = v_all(0);
    w->functions->score(&w->rows, &none, &w->zero);
    solve_upper(w->task->p, w->zero.L, w->zero.inverse, w->zero.g, w->gamma);
    double *const y = w->rows.y;
    w->rows.y = w->rows.r;
    w->rows.r = y;
}

static inline vi truncate_value(const part *w, vd value, vd noise, vd *t)
{
    *t = v_max(value, v_all(0));
    return ~w->rows.whole | (vi)(noise <= PRECISION * v_abs(value));
}

static inline vi moment_estimate(const part *w, vd *t)
{
    const copse_i_design_rows *rows = &w->rows;
    const copse_i_design_point *zero = &w->zero;
    const vd k = rows->total, df = rows->df, noise = design_noise_of_Q(rows, zero);
    switch (w->task->method) {
    case COPSE_METHOD_HS:
        return truncate_value(w, (zero->Q - k) / zero->w1, noise / zero->w1, t);
    case COPSE_METHOD_HSK:
        return truncate_value(w, k / df * ((zero->Q - df) / zero->w1), k / df * (noise / zero->w1), t);
    case COPSE_METHOD_HE: {
        copse_i_unweighted un;
        w->functions->unweighted(rows, &un);
        const vd rounding = un.squares + un.sum_v / un.pivot + rows->y_max * v_sqrt(k * un.squares);
        return truncate_value(w, (un.squares - un.trace) / df, ROUNDING * rounding / df, t);
    }
    case COPSE_METHOD_SJ: {
        copse_i_design_point pt;
        w->functions->coefficients(rows, &w->spread, &pt);
        *t = v_select((vi)(w->spread > 0), w->spread * pt.Q / df, v_all(0));
        const vi precise = (vi)(ROUNDING * rows->y_max <= PRECISION * v_sqrt(w->spread)) &
                           (vi)(design_noise_of_Q(rows, &pt) <= PRECISION * pt.Q);
        return ~rows->whole | (vi)(w->spread == 0) | precise;
    }
    default: /* DL; tr P can be negative where n are not whole */
        return (vi)(zero->score.B > 0) & truncate_value(w, (zero->Q - df) / zero->score.B, noise / zero->score.B, t);
    }
}

/* From a table by whole degrees of freedom; elsewhere NaN and not good. */
static inline vd from_table(const double *table, vd df, size_t most, vi *good)
{
    vd value = v_all(0);
    for (int l = 0; l < COPSE_I_W; l++) {
        const bool whole = df[l] >= 1 && df[l] <= (double)most;
        const size_t index = whole ? (size_t)df[l] : 0;
        value[l] = whole ? table[index] : NAN;
        if (!whole || (double)index != df[l]) (*good)[l] = 0;
    }
    return value;
}

static inline vi estimate_tau2(const part *w, vd *t)
{
    const copse_i_regression_task *task = w->task;
    const copse_i_design_search s = {&w->rows, w->functions, task->method == COPSE_METHOD_REML};
    vi good = ~(vi){0};
    *t = v_all(0);
    if (has_equal_effects(task)) return good;
    if (task->tau2 == task->tau2) {
        *t = v_all(task->tau2);
        return good;
    }
    switch (task->method) {
    case COPSE_METHOD_ML:
    case COPSE_METHOD_REML:
        return search_design_score(&s, task->p, &w->zero, t);
    case COPSE_METHOD_PM:
    case COPSE_METHOD_EB:
        return search_design_Q(&s, w->rows.df, &w->zero, t);
    case COPSE_METHOD_PMM: {
        const vd target = from_table(task->median, w->rows.df, task->k, &good);
        return good & search_design_Q(&s, target, &w->zero, t);
    }
    default:
        return moment_estimate(w, t);
    }
}

/* By how much rounding errors of G grow in its inverse: the trace of the inverse of G scaled to a diagonal of ones,
 * which is p where columns are orthogonal. Where it is small the rank is beyond doubt, too. */
static inline vd growth(size_t p, const copse_i_design_point *pt)
{
    vd sum = v_all(0);
    for (size_t j = 0; j < p; j++) {
        vd diagonal = v_all(0), unit[MOST_COLUMNS], x[MOST_COLUMNS], inverse = v_all(0);
        for (size_t l = 0; l <= j; l++) diagonal += pt->L[entry(j, l)] * pt->L[entry(j, l)];
        for (size_t l = 0; l < p; l++) unit[l] = v_all(l == j ? 1 : 0);
        solve_lower(p, pt->L, pt->inverse, unit, x);
        for (size_t l = j; l < p; l++) inverse += x[l] * x[l];
        sum += diagonal * inverse;
    }
    return v_select((vi)(pt->pivot > 0), sum, v_all(INFINITY));
}

static inline vi is_well_conditioned(size_t p, const copse_i_design_point *pt)
{
    return (vi)(ROUNDING * growth(p, pt) <= PRECISION);
}

/* Where the base design does not hold a column of ones: the lanes whose rows surely do not hold one either. */
static inline vi is_free_of_ones(const part *w)
{
    const copse_i_regression_task *task = w->task;
    const size_t p = task->p;
    if (task->spans_one) return ~(vi){0};
    vd c[MOST_COLUMNS], x[MOST_COLUMNS];
    for (size_t j = 0; j < p; j++) c[j] = v_all(0);
    for (size_t i = 0; i < task->k; i++) {
        const vd nw = design_row(w->rows.n, i) / design_row(w->rows.v, i);
        for (size_t j = 0; j < p; j++) c[j] += nw * task->q[i * p + j];
    }
    solve_lower(p, w->zero.L, w->zero.inverse, c, x);
    vd left = w->zero.w1;
    for (size_t j = 0; j < p; j++) left -= x[j] * x[j];
    return (vi)(left > 1e-6 * w->zero.w1);
}

static inline vd omnibus(const part *w, const copse_i_design_point *end, const vd *gamma, vd factor)
{
    const copse_i_regression_task *task = w->task;
    const size_t first = task->intercept ? 1 : 0;
    if (task->p == first) return v_all(NAN);
    vd sum = v_all(0);
    for (size_t j = first; j < task->p; j++) {
        vd row = v_all(0);
        for (size_t i = j; i < task->p; i++)
            row += end->L[entry(i, j)] * (gamma[i] + (task->intercept ? v_all(0) : w->rows.centre * task->ones[i]));
        sum += row * row;
    }
    const double divisor = task->test == COPSE_TEST_Z ? 1 : (double)(task->p - first);
    return v_select((vi)(factor > 0), sum / factor / divisor, v_all(NAN));
}

/* gamma + L^-T g, back through R, and the centre of y to the coefficients of ones. */
static inline void put_coefficients(const part *w, const copse_i_design_point *end, vd factor, size_t lane,
                                    copse_lanes_fit *fit)
{
    const copse_i_regression_task *task = w->task;
    const size_t p = task->p;
    vd gamma[MOST_COLUMNS];
    solve_upper(p, end->L, end->inverse, end->g, gamma);
    for (size_t j = 0; j < p; j++) gamma[j] += w->gamma[j];
    for (size_t j = 0; j < p; j++) {
        vd estimate = v_all(0), ones = v_all(0), row[MOST_COLUMNS], z[MOST_COLUMNS], square = v_all(0);
        for (size_t i = 0; i < p; i++) {
            const double b = task->back[j * p + i];
            estimate += b * gamma[i];
            ones += v_all(b * task->ones[i]);
            row[i] = v_all(b);
        }
        if (task->intercept) ones = v_all(j == 0 ? 1 : 0);
        solve_lower(p, end->L, end->inverse, row, z);
        for (size_t i = j; i < p; i++) square += z[i] * z[i];
        v_store(fit->coef[task->column[j]] + lane, estimate + w->rows.centre * ones);
        v_store(fit->se[task->column[j]] + lane, v_sqrt(factor * square));
    }
    v_store(fit->QM + lane, omnibus(w, end, gamma, factor));
}

static inline vd variance_factor(const part *w, const copse_i_design_point *end, vi *good)
{
    const copse_test test = w->task->test;
    if (test != COPSE_TEST_KNHA && test != COPSE_TEST_ADHOC) return v_all(1);
    const vd floor = v_all(test == COPSE_TEST_ADHOC ? 1 : 0);
    *good &= ~w->rows.whole | (vi)(end->Q == 0) | (vi)(design_noise_of_Q(&w->rows, end) <= PRECISION * end->Q);
    return v_max(v_select((vi)(end->Q > 0x1p-52), end->Q / w->rows.df, v_all(0)), floor);
}

static inline void put_heterogeneity(const part *w, vd t, size_t lane, copse_lanes_fit *fit)
{
    const vd Q = w->zero.Q, df = w->rows.df, trP = w->zero.score.B, excess = v_max(Q - df, v_all(0));
    const vd typical = v_select((vi)(trP > 0), df / trP, v_all(NAN));
    const bool equal = has_equal_effects(w->task);
    v_store(fit->Q + lane, Q);
    v_store(fit->I2 + lane, 100 * (equal ? v_select((vi)(excess > 0), excess / Q, v_all(0)) : t / (t + typical)));
    v_store(fit->H2 + lane, equal ? Q / df : 1 + t / typical);
    v_store(fit->R2 + lane, v_all(NAN));
}

static inline void put_prediction(const part *w, vd t, vd critical, size_t lane, copse_lanes_fit *fit)
{
    if (w->task->p > 1 || !w->task->intercept || has_equal_effects(w->task)) {
        v_store(fit->pi_lower + lane, v_all(NAN));
        v_store(fit->pi_upper + lane, v_all(NAN));
        return;
    }
    const vd mu = v_load(fit->coef[0] + lane), se = v_load(fit->se[0] + lane), half = critical * v_sqrt(se * se + t);
    v_store(fit->pi_lower + lane, mu - half);
    v_store(fit->pi_upper + lane, mu + half);
}

/* A data set with n that are not whole cannot be written out: the kernel has the last word on it. */
static inline copse_lane_status status_of(const part *w, int l, bool good)
{
    if (!w->rows.valid[l]) return COPSE_LANE_DOMAIN;
    if (!(w->rows.df[l] > 0)) return COPSE_LANE_TOO_FEW;
    if (!(w->zero.pivot[l] > LOST_RANK)) return COPSE_LANE_RANK;
    if (!w->rows.tame[l]) return COPSE_LANE_RANGE;
    return good ? COPSE_LANE_OK : COPSE_LANE_UNPROVEN;
}

static inline void fit_part(part *w, size_t lane, copse_lanes_fit *fit, unsigned char *vouched)
{
    begin(w);
    const copse_i_regression_task *task = w->task;
    const vi whole = w->rows.whole;
    vd t;
    vi good = estimate_tau2(w, &t);
    copse_i_design_point end;
    w->functions->coefficients(&w->rows, &t, &end);
    vd critical = v_all(task->normal_critical), df = v_all(NAN);
    vi listed = ~(vi){0};
    if (task->test != COPSE_TEST_Z) {
        df = w->rows.df;
        critical = from_table(task->t_critical, df, task->k, &listed);
    }
    const vd factor = variance_factor(w, &end, &good);
    v_store(fit->tau2 + lane, t);
    v_store(fit->df + lane, df);
    v_store(fit->critical + lane, critical);
    put_coefficients(w, &end, factor, lane, fit);
    put_heterogeneity(w, t, lane, fit);
    put_prediction(w, t, critical, lane, fit);
    const vi exact = (vi)(w->zero.Q == 0) | (vi)(design_noise_of_Q(&w->rows, &w->zero) <= PRECISION * w->zero.Q);
    const vi balanced = (vi)(ROUNDING * w->zero.w1 <= PRECISION * (w->zero.score.B * w->zero.pivot));
    good &= w->rows.valid & w->rows.tame & (vi)(t >= 0) & (vi)(t < 1e30);
    good &= ~whole | (listed & exact & balanced & is_free_of_ones(w) & (vi)(w->rows.df >= 1) &
                      is_well_conditioned(task->p, &w->zero) & is_well_conditioned(task->p, &end));
    for (int l = 0; l < COPSE_I_W; l++) {
        const size_t at = lane + (size_t)l;
        const copse_lane_status status = status_of(w, l, good[l] != 0);
        vouched[at] = !whole[l] || status == COPSE_LANE_OK;
        fit->status[at] = (unsigned char)status;
    }
}

void COPSE_I_KERNEL(regression)(const copse_i_regression_task *task, const copse_lanes_group *group,
                                copse_lanes_fit *fit, unsigned char *vouched);

void COPSE_I_KERNEL(regression)(const copse_i_regression_task *task, const copse_lanes_group *group,
                                copse_lanes_fit *fit, unsigned char *vouched)
{
    part w = {.task = task, .functions = &design_functions[task->p - 1]};
    for (size_t lane = 0; lane < COPSE_LANES; lane += COPSE_I_W) {
        ready_design_rows(task, group, lane, &w.rows);
        fit_part(&w, lane, fit, vouched);
    }
}
