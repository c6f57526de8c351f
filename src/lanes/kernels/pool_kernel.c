/* The intercept-only model, COPSE_I_W data sets at a time. */
#include "kernels.h"
#include "node_search.h"

static inline bool is_equal_effects(copse_method m)
{
    return m == COPSE_METHOD_EE || m == COPSE_METHOD_FE;
}

static inline bool is_iterated(const copse_i_pool_task *task)
{
    const copse_method m = task->method;
    const bool search = m == COPSE_METHOD_REML || m == COPSE_METHOD_ML || m == COPSE_METHOD_PM || m == COPSE_METHOD_EB;
    return search && !(task->tau2 == task->tau2);
}

/* PM, EB: the root of Q(t) = df by Newton's method on 1/Q, which is concave: it climbs from 0 without passing the root. */
static inline vi search_Q(const copse_i_rows *rows, vd df, const copse_i_lane_point *zero,
                          const copse_i_lane_point *start, copse_i_lane_point *pt, vd *step)
{
    const vi inside = (vi)(zero->Q > df);
    const vi sure = (vi)(v_abs(zero->Q - df) > noise_of_Q(rows, zero));
    copse_i_lane_point next = *start;
    bool moved = false; /* a start from sums is not precise enough to end at */
    vi open = inside;
    vd last = v_all(0);
    for (int turn = 0; turn < MOST_STEPS && v_any(open); turn++) {
        const vd d = (next.Q - df) * (next.Q / df) / next.A;
        const vi close = (vi)(v_abs(d) <= NEAR * next.t) & (vi)(next.t > 0);
        last = v_select(open, d, last);
        if (moved) open &= ~close;
        if (!v_any(open)) break;
        evaluate_at(rows, true, v_select(open, next.t + d, next.t), &next);
        moved = true;
    }
    *pt = next; /* that of 0 where the root is 0 */
    *step = v_select(inside, last, v_all(0));
    return sure & ~open & (~inside | (vi)(noise_of_Q(rows, &next) <= PRECISION * next.A * next.t));
}

/* max(0, value), where the value is a difference whose rounding error is `noise`. */
static inline vi truncate_moment(vd value, vd noise, vd *t)
{
    *t = v_max(value, v_all(0));
    return (vi)(noise <= PRECISION * v_abs(value));
}

static inline vi moment_tau2(const copse_i_rows *rows, copse_method method, vd df, const copse_i_lane_point *zero,
                             const copse_i_spread *spread, vd *t)
{
    const vd k = rows->total, noise = noise_of_Q(rows, zero);
    switch (method) {
    case COPSE_METHOD_HS:
        return truncate_moment((zero->Q - k) * zero->inverse, noise * zero->inverse, t);
    case COPSE_METHOD_HSK:
        return truncate_moment(k / df * ((zero->Q - df) * zero->inverse), k / df * (noise * zero->inverse), t);
    case COPSE_METHOD_HE: {
        const vd within = spread->sum_v * (1 - 1 / k);
        const vd squares = spread->squares;
        return truncate_moment((squares - within) / df,
                               ROUNDING * (squares + within + rows->y_max * v_sqrt(k * squares)) / df, t);
    }
    case COPSE_METHOD_SJ: {
        const vd start = spread->squares / k;
        copse_i_lane_point pt;
        evaluate_end(rows, start, &pt);
        *t = v_select((vi)(start > 0), start * pt.Q / df, v_all(0));
        return (vi)(start == 0) | (vi)(ROUNDING * rows->y_max * v_sqrt(k) <= PRECISION * v_sqrt(spread->squares));
    }
    default: /* DL */
        return truncate_moment((zero->Q - df) / zero->B, noise / zero->B, t);
    }
}

/* tau2 and the point there, corrected to first order for the step that remains. */
typedef struct ending {
    vd tau2, mu, inverse, Q;
    vi good;
} ending;

static inline ending end_of(const copse_i_lane_point *pt, vd step, vi good)
{
    return (ending){.tau2 = pt->t + step,
                    .mu = pt->mu - pt->drift * pt->inverse * step,
                    .inverse = pt->inverse + pt->w2 * pt->inverse * pt->inverse * step,
                    .Q = pt->Q - pt->A * step,
                    .good = good};
}

/* By the nodes where there are any; what they leave open, from the rows. */
static inline vi search_maximum(const copse_lanes_group *g, const copse_i_rows *rows, bool restricted, size_t lane,
                                const copse_i_lane_point *zero, copse_i_lane_point *pt, vd *step)
{
    copse_i_spread spread;
    if (g->sums == NULL) {
        spread_of(rows, &spread);
        return search_score(rows, restricted, zero, &spread, pt, step);
    }
    const vi good = search_score_by_nodes(g, rows, restricted, lane, zero, pt, step);
    if (!v_any(~good)) return good;
    copse_i_lane_point other, at_zero;
    vd rest;
    evaluate_at(rows, restricted, v_all(0), &at_zero);
    spread_of(rows, &spread);
    const vi proven = search_score(rows, restricted, &at_zero, &spread, &other, &rest);
    take(~good, &other, rest, pt, step);
    return good | proven;
}

static inline ending estimate(const copse_i_pool_task *task, const copse_lanes_group *g, size_t lane,
                              const copse_i_rows *rows, vd df, const copse_i_lane_point *zero)
{
    copse_i_lane_point pt;
    vd t = v_all(0), step = v_all(0);
    vi good = ~(vi){0};
    copse_i_spread spread = {v_all(0), v_all(0), v_all(0)};
    const copse_method method = task->method;
    if (is_iterated(task)) {
        if (method == COPSE_METHOD_PM || method == COPSE_METHOD_EB) {
            copse_i_lane_point start = *zero;
            if (g->sums != NULL) start_of_Q(g, rows, lane, df, &start);
            good = search_Q(rows, df, zero, &start, &pt, &step);
            return end_of(&pt, step, good);
        }
        const bool restricted = method == COPSE_METHOD_REML;
        copse_i_lane_point origin = *zero;
        if (!restricted) {
            origin.B = zero->w1;
            origin.D = zero->w2;
        }
        good = search_maximum(g, rows, restricted, lane, &origin, &pt, &step);
        if (restricted)
            good &= rows->whole; /* with fractional n tr P is no sum over eigenvalues, and the proofs fail */
        return end_of(&pt, step, good);
    }
    if (is_equal_effects(method)) return end_of(zero, step, good);
    if (task->tau2 == task->tau2) {
        t = v_all(task->tau2);
    } else {
        if (method == COPSE_METHOD_HE || method == COPSE_METHOD_SJ) spread_of(rows, &spread);
        good = moment_tau2(rows, method, df, zero, &spread, &t);
    }
    if (!v_any((vi)(t > 0))) return end_of(zero, step, good);
    evaluate_end(rows, t, &pt);
    return (ending){t, pt.mu, pt.inverse, pt.Q, good};
}

/* The two-sided critical value for each lane's degrees of freedom; whole ones up to the table's end. */
static inline vd critical_values(const copse_i_pool_task *task, copse_test test, vd df, vi *good)
{
    if (test == COPSE_TEST_Z) return v_all(task->normal_critical);
    vd critical = v_all(0);
    for (int l = 0; l < COPSE_I_W; l++) {
        const bool whole = df[l] >= 1 && df[l] <= (double)task->most_df;
        const size_t index = whole ? (size_t)df[l] : 0;
        critical[l] = task->t_critical[index];
        if (!whole || (double)index != df[l]) (*good)[l] = 0;
    }
    return critical;
}

/* The longest product, (C B)^2 B A of the search for a maximum, is of the order of (y^2/v)^3/v^8: within these bounds it
 * neither overflows nor underflows. Other data are the scalar code's, which scales them first. */
static inline vi is_tame(const copse_i_rows *rows, vd tau2)
{
    return (vi)(rows->v_min > 0x1p-80) & (vi)(rows->v_min < 0x1p80) & (vi)(tau2 >= 0) & (vi)(tau2 < 0x1p80) &
           (vi)(rows->y_max * rows->y_max < 0x1p100 * rows->v_min);
}

static inline void put_fit(const copse_i_pool_task *task, copse_test test, const copse_i_rows *rows,
                           const copse_i_lane_point *zero, const ending *end, size_t lane, copse_lanes_fit *fit,
                           unsigned char *vouched)
{
    const vd df = rows->total - 1, nan = v_all(NAN);
    vi good = end->good;
    const vd critical = critical_values(task, test, df, &good);
    vd factor = v_all(1);
    if (test == COPSE_TEST_KNHA || test == COPSE_TEST_ADHOC) {
        const vd floor = v_all(test == COPSE_TEST_ADHOC ? 1 : 0);
        factor = v_max(v_select((vi)(end->Q > 0x1p-52), end->Q / df, v_all(0)), floor);
        good &= (vi)(end->Q == 0) | (vi)(ROUNDING * rows->y_max * v_sqrt(end->Q / end->inverse) <= PRECISION * end->Q);
    }
    const vd variance = factor * end->inverse, mu = end->mu + rows->centre;
    const bool equal = is_equal_effects(task->method);
    const vd typical = df / zero->B, half = critical * v_sqrt(variance + end->tau2);
    good &= (vi)(zero->Q == 0) | (vi)(ROUNDING * rows->y_max * v_sqrt(zero->w1) <= PRECISION * v_sqrt(zero->Q));
    good &= (vi)(ROUNDING * zero->w1 <= PRECISION * zero->B) & (vi)(df >= 1) & is_tame(rows, end->tau2);
    good &= (vi)(ROUNDING * zero->Q_loss <= PRECISION * zero->Q);
    good &= (vi)(v_abs(mu) < 0x1p+300) & (vi)(variance < 0x1p+300);
    v_store(fit->tau2 + lane, end->tau2);
    v_store(fit->coef[0] + lane, mu);
    v_store(fit->se[0] + lane, v_sqrt(variance));
    v_store(fit->df + lane, test == COPSE_TEST_Z ? nan : df);
    v_store(fit->critical + lane, critical);
    v_store(fit->Q + lane, zero->Q);
    const vd excess = v_max(zero->Q - df, v_all(0));
    v_store(fit->I2 + lane,
            100 * (equal ? v_select((vi)(excess > 0), excess / zero->Q, v_all(0)) : end->tau2 / (end->tau2 + typical)));
    v_store(fit->H2 + lane, equal ? zero->Q / df : 1 + end->tau2 / typical);
    v_store(fit->QM + lane, nan);
    v_store(fit->R2 + lane, nan);
    v_store(fit->pi_lower + lane, equal ? nan : mu - half);
    v_store(fit->pi_upper + lane, equal ? nan : mu + half);
    for (size_t l = 0; l < COPSE_I_W; l++) vouched[lane + l] = good[l] != 0;
}

void COPSE_I_KERNEL(pool)(const copse_i_pool_task *task, const copse_lanes_group *group, copse_lanes_fit *fit,
                          unsigned char *vouched);

void COPSE_I_KERNEL(pool)(const copse_i_pool_task *task, const copse_lanes_group *group, copse_lanes_fit *fit,
                          unsigned char *vouched)
{
    for (size_t lane = 0; lane < COPSE_LANES; lane += COPSE_I_W) {
        copse_i_rows rows;
        copse_i_lane_point zero;
        ready_rows(group, lane, task->work, &rows);
        if (group->sums != NULL) evaluate_node(group, &rows, true, 0, lane, &zero);
        else if (is_iterated(task)) evaluate_at(&rows, true, v_all(0), &zero);
        else evaluate_moments(&rows, &zero);
        const ending end = estimate(task, group, lane, &rows, rows.total - 1, &zero);
        for (size_t t = 0; t < task->tests; t++)
            put_fit(task, task->test[t], &rows, &zero, &end, lane, &fit[t], vouched + t * COPSE_LANES);
    }
}
