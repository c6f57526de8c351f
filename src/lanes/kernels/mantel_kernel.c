/* Mantel-Haenszel pooling, COPSE_I_W data sets at a time. A table has a, b of the first group and c, d of the second;
 * for rates b and d are person-times. N = a + b + c + d, n1 = a + b, n2 = c + d; T = b + d.
 *   OR   R = sum a d/N, S = sum b c/N; log R/S; with P = (a + d)/N and Q = (b + c)/N
 *        variance = (sum P ad/N/R^2 + sum (P bc/N + Q ad/N)/(R S) + sum Q bc/N/S^2)/2     (Robins, Breslow & Greenland)
 *   RR   R = sum a n2/N, S = sum c n1/N; log R/S; variance = sum ((a + c) n1 n2/N^2 - a c/N)/(R S)
 *   RD   W = sum n1 n2/N; D = sum (a n2 - c n1)/N/W; variance = (D sum (c n1^2 - a n2^2 + n1 n2 (n2 - n1)/2)/N^2
 *        + sum (a (n2 - c) + c (n1 - a))/(2 N))/W^2                                       (Sato)
 *   IRR  R = sum a d/T, S = sum c b/T; log R/S; variance = sum (a + c) b d/T^2/(R S)
 *   IRD  W = sum b d/T; sum (a d - c b)/T/W; variance = sum (b d/T)^2 (a/b^2 + c/d^2)/W^2
 *   CMH  (sum (a - E))^2/sum V: E = n1 m/N, V = n1 n2 m (N - m)/(N^2 (N - 1)), m = a + c; rates: E = m b/T, V = m b d/T^2 */
#include "draw_elementary.h"
#include "kernels.h"

#include <math.h>

typedef struct mh_table {
    vd n, a, b, c, d;
} mh_table;

typedef struct mh_sums {
    vd R, S, V; /* numerators; the sum that the variance starts from */
    vd first, second;
    vd excess, spread; /* of the CMH test */
    vd total;
    vi valid;
} mh_sums;

static inline vd cell(const copse_lanes_tables *t, const double *cells, size_t i, size_t lane)
{
    return t->by_lane ? v_load(cells + i * COPSE_LANES + lane) : v_all(cells[i]);
}

/* Tables that do not count have n = 0 and cells of 1, so that they add nothing, and no NaN. */
static inline mh_table table_of(const copse_lanes_tables *t, size_t i, size_t lane)
{
    const vd n = t->n == NULL ? v_all(1) : v_load(t->n + i * COPSE_LANES + lane), one = v_all(1);
    const vi counts = ~(vi)(n == 0);
    return (mh_table){.n = n,
                      .a = v_select(counts, cell(t, t->a, i, lane), one),
                      .b = v_select(counts, cell(t, t->b, i, lane), one),
                      .c = v_select(counts, cell(t, t->c, i, lane), one),
                      .d = v_select(counts, cell(t, t->d, i, lane), one)};
}

static inline bool is_rate(copse_mh measure)
{
    return measure == COPSE_MH_IRR || measure == COPSE_MH_IRD;
}

static inline bool is_log(copse_mh measure)
{
    return measure != COPSE_MH_RD && measure != COPSE_MH_IRD;
}

/* 0 <= x < 2^300, so that no product below leaves the range of double */
static inline vi is_count(vd x)
{
    return (vi)(x >= 0) & (vi)(x < 0x1p200);
}

static inline vi is_valid(copse_mh measure, const mh_table *x)
{
    const vi counts = is_count(x->n) & is_count(x->a) & is_count(x->b) & is_count(x->c) & is_count(x->d);
    return is_rate(measure) ? counts & (vi)(x->b > 0x1p-200) & (vi)(x->d > 0x1p-200) : counts;
}

static inline void add_counts(copse_mh measure, const mh_table *x, mh_sums *s)
{
    const vd n1 = x->a + x->b, n2 = x->c + x->d, N = n1 + n2, m = x->a + x->c;
    const vd over = v_select((vi)(N > 0), 1 / N, v_all(0)), nN = x->n * over; /* an empty table adds nothing */
    if (measure == COPSE_MH_OR) {
        const vd P = (x->a + x->d) * over, Q = (x->b + x->c) * over, R = nN * (x->a * x->d), S = nN * (x->b * x->c);
        s->R += R;
        s->S += S;
        s->V += P * R;
        s->first += P * S + Q * R;
        s->second += Q * S;
        s->excess += nN * (x->a * x->d - x->b * x->c); /* a - n1 m/N = (ad - bc)/N */
        const vd less = v_select((vi)(N > 1), 1 / (N - 1), v_all(0));
        s->spread += x->n * (n1 * over) * (n2 * over) * (m * ((N - m) * less));
    } else if (measure == COPSE_MH_RR) {
        s->R += nN * (x->a * n2);
        s->S += nN * (x->c * n1);
        s->V += nN * (n1 * n2 * over * m - x->a * x->c);
    } else {
        s->R += nN * (x->a * n2 - x->c * n1);
        s->S += nN * (n1 * n2);
        s->first += nN * over * (x->c * (n1 * n1) - x->a * (n2 * n2) + n1 * n2 * (n2 - n1) * 0.5);
        s->second += nN * 0.5 * (x->a * (n2 - x->c) + x->c * (n1 - x->a));
    }
}

static inline void add_rates(copse_mh measure, const mh_table *x, mh_sums *s)
{
    const vd T = x->b + x->d, share = x->b / T, m = x->a + x->c, other = x->d / T;
    if (measure == COPSE_MH_IRR) {
        s->R += x->n * (x->a * other);
        s->S += x->n * (x->c * share);
        s->V += x->n * (share * other * m);
        s->excess += x->n * (x->a * other - x->c * share); /* a - m b/T */
        s->spread += x->n * (share * other * m);
    } else {
        s->R += x->n * (x->a * other - x->c * share);
        s->S += x->n * (share * x->d);
        s->V += x->n * (other * other * x->a + share * share * x->c);
    }
}

static inline mh_sums sum_tables(const copse_lanes_tables *t, size_t lane)
{
    const vd zero = v_all(0);
    mh_sums s = {zero, zero, zero, zero, zero, zero, zero, zero, ~(vi){0}};
    for (size_t i = 0; i < t->k; i++) {
        const mh_table x = table_of(t, i, lane);
        s.valid &= is_valid(t->measure, &x);
        s.total += x.n;
        if (is_rate(t->measure)) add_rates(t->measure, &x, &s);
        else add_counts(t->measure, &x, &s);
    }
    return s;
}

static inline vd variance_of(copse_mh measure, const mh_sums *s, vd estimate)
{
    switch (measure) {
    case COPSE_MH_OR:
        return 0.5 * (s->V / (s->R * s->R) + s->first / (s->R * s->S) + s->second / (s->S * s->S));
    case COPSE_MH_RD:
        return v_max((estimate * s->first + s->second) / (s->S * s->S), v_all(0));
    case COPSE_MH_IRD:
        return s->V / (s->S * s->S);
    default: /* a variance of 0 can come out below it */
        return v_max(s->V / (s->R * s->S), v_all(0));
    }
}

/* One table's own estimate and variance (Cochran's weights), with halves where a cell is empty; the lanes that use it. */
static inline vi own_estimate(copse_mh measure, const mh_table *x, vd *y, vd *v)
{
    const bool rate = is_rate(measure);
    vi empty = (vi)(x->a == 0) | (vi)(x->c == 0), used = ~((vi)(x->a == 0) & (vi)(x->c == 0));
    if (!rate) {
        empty |= (vi)(x->b == 0) | (vi)(x->d == 0);
        used &= ~((vi)(x->b == 0) & (vi)(x->d == 0));
    }
    const vd half = v_select(empty, v_all(0.5), v_all(0)), more = rate ? v_all(0) : half;
    const vd a = x->a + half, b = x->b + more, c = x->c + half, d = x->d + more, n1 = a + b, n2 = c + d;
    switch (measure) {
    case COPSE_MH_OR:
        *y = v_log(a / b) - v_log(c / d);
        *v = (1 / a + 1 / b) + (1 / c + 1 / d);
        break;
    case COPSE_MH_RR:
        *y = v_log(a / n1) - v_log(c / n2);
        *v = b / (a * n1) + d / (c * n2);
        break;
    case COPSE_MH_RD:
        *y = a / n1 - c / n2;
        *v = a * b / (n1 * n1 * n1) + c * d / (n2 * n2 * n2);
        break;
    case COPSE_MH_IRR:
        *y = v_log(a / b) - v_log(c / d);
        *v = 1 / a + 1 / c;
        break;
    default:
        *y = a / b - c / d;
        *v = a / (b * b) + c / (d * d);
    }
    return used & (vi)(x->n > 0);
}

static inline void put_Q(const copse_lanes_tables *t, size_t lane, vd estimate, copse_lanes_mh_fit *fit)
{
    vd Q = v_all(0), tables = v_all(0);
    for (size_t i = 0; i < t->k; i++) {
        const mh_table x = table_of(t, i, lane);
        vd y = v_all(0), v = v_all(1);
        const vi used = own_estimate(t->measure, &x, &y, &v);
        const vd n = v_select(used, x.n, v_all(0)), r = y - estimate;
        Q += v_select(used, n * (r * r / v), v_all(0));
        tables += n;
    }
    v_store(fit->Q + lane, v_select((vi)(tables > 1), Q, v_all(0)));
    v_store(fit->Q_df + lane, v_max(tables - 1, v_all(0)));
}

static inline void put_test(copse_mh measure, const mh_sums *s, size_t lane, copse_lanes_mh_fit *fit)
{
    const bool has = measure == COPSE_MH_OR || measure == COPSE_MH_IRR;
    const vd corrected = v_abs(s->excess) - 0.5, nan = v_all(NAN);
    const vi some = (vi)(s->spread > 0);
    v_store(fit->cmh + lane, has ? v_select(some, s->excess * s->excess / s->spread, nan) : nan);
    v_store(fit->cmh_corrected + lane, has ? v_select(some, corrected * corrected / s->spread, nan) : nan);
}

static inline void put_status(copse_mh measure, const mh_sums *s, size_t lane, copse_lanes_mh_fit *fit)
{
    double *const all[] = {fit->estimate, fit->se, fit->Q, fit->Q_df, fit->cmh, fit->cmh_corrected};
    for (int l = 0; l < COPSE_I_W; l++) {
        const size_t at = lane + (size_t)l;
        const bool defined = s->S[l] > 0 && (!is_log(measure) || s->R[l] > 0);
        const bool finite = isfinite(fit->estimate[at]) && isfinite(fit->se[at]);
        const copse_lane_status status = !s->valid[l]         ? COPSE_LANE_DOMAIN
                                         : !(s->total[l] > 0) ? COPSE_LANE_TOO_FEW
                                         : defined && finite  ? COPSE_LANE_OK
                                                              : COPSE_LANE_RANGE;
        fit->status[at] = (unsigned char)status;
        for (size_t i = 0; i < sizeof all / sizeof *all && status != COPSE_LANE_OK; i++) all[i][at] = NAN;
    }
}

void COPSE_I_KERNEL(mantel_haenszel)(const copse_lanes_tables *tables, copse_lanes_mh_fit *fit);

void COPSE_I_KERNEL(mantel_haenszel)(const copse_lanes_tables *tables, copse_lanes_mh_fit *fit)
{
    const copse_mh measure = tables->measure;
    for (size_t lane = 0; lane < COPSE_LANES; lane += COPSE_I_W) {
        const mh_sums s = sum_tables(tables, lane);
        const vd estimate = is_log(measure) ? v_log(s.R / s.S) : s.R / s.S;
        v_store(fit->estimate + lane, estimate);
        v_store(fit->se + lane, v_sqrt(variance_of(measure, &s, estimate)));
        put_Q(tables, lane, estimate, fit);
        put_test(measure, &s, lane, fit);
        put_status(measure, &s, lane, fit);
    }
}
