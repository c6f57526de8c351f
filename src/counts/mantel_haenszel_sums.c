/* The Mantel-Haenszel estimates and their variances, from sums over tables. N = a + b + c + d, n1 = a + b, n2 = c + d,
 * T = b + d.
 *   OR   R = sum ad/N, S = sum bc/N; log R/S; with P = (a + d)/N, Q = (b + c)/N the variance is
 *        (sum P ad/N/R^2 + sum (P bc/N + Q ad/N)/(RS) + sum Q bc/N/S^2)/2              Robins, Breslow & Greenland 1986
 *   RR   R = sum a n2/N, S = sum c n1/N; log R/S; sum (m n1 n2 - a c N)/N^2/(RS), m = a + c    Greenland & Robins 1985
 *        where m n1 n2 - a c N = a d n1 + b c n2, which has no difference in it
 *   RD   W = sum n1 n2/N; D = sum (ad - bc)/N/W; (D sum (c n1^2 - a n2^2 + n1 n2 (n2 - n1)/2)/N^2 + sum (ad + bc)/(2N))/W^2,
 *        where ad + bc = a(n2 - c) + c(n1 - a)                                         Sato 1989
 *        or sum (a b n2^3 + c d n1^3)/(n1 n2 N^2)/W^2                                  Greenland & Robins 1985
 *   IRR  R = sum ad/T, S = sum cb/T; log R/S; sum m bd/T^2/(RS)                        Greenland & Robins 1985
 *   IRD  W = sum bd/T; sum (ad - cb)/T/W; sum (bd/T)^2 (a/b^2 + c/d^2)/W^2             Greenland & Robins 1985 */
#include "counts_parts.h"

#include <math.h>

static void odds(const copse_i_table *t, double term[COPSE_I_MH_SUMS])
{
    const double R = t->a / t->N * t->d, S = t->b / t->N * t->c;
    const double P = (t->a + t->d) / t->N, Q = (t->b + t->c) / t->N;
    term[COPSE_I_MH_R] = R;
    term[COPSE_I_MH_S] = S;
    term[COPSE_I_MH_RR] = P * R;
    term[COPSE_I_MH_RS] = P * S + Q * R;
    term[COPSE_I_MH_SS] = Q * S;
}

static void risks(const copse_i_table *t, double term[COPSE_I_MH_SUMS])
{
    term[COPSE_I_MH_R] = t->a / t->N * t->n2;
    term[COPSE_I_MH_S] = t->c / t->N * t->n1;
    term[COPSE_I_MH_RS] = t->a / t->N * t->d * (t->n1 / t->N) + t->b / t->N * t->c * (t->n2 / t->N);
}

static void risk_differences(const copse_i_table *t, copse_rd_variance kind, double term[COPSE_I_MH_SUMS])
{
    const double share1 = t->n1 / t->N, share2 = t->n2 / t->N;
    term[COPSE_I_MH_S] = share1 * t->n2;
    if (kind == COPSE_RD_GREENLAND) {
        term[COPSE_I_MH_RR] = t->a / t->n1 * t->b * share2 * share2 + t->c / t->n2 * t->d * share1 * share1;
        return;
    }
    term[COPSE_I_MH_SLOPE] = t->c * share1 * share1 - t->a * share2 * share2 + share1 * share2 * ((t->n2 - t->n1) / 2);
    term[COPSE_I_MH_RR] = (t->a / t->N * t->d + t->b / t->N * t->c) / 2;
}

static void rates(const copse_i_table *t, double term[COPSE_I_MH_SUMS])
{
    const double share1 = t->b / t->N, share2 = t->d / t->N;
    term[COPSE_I_MH_R] = t->a * share2;
    term[COPSE_I_MH_S] = t->c * share1;
    term[COPSE_I_MH_RS] = share1 * share2 * t->events;
}

static void rate_differences(const copse_i_table *t, double term[COPSE_I_MH_SUMS])
{
    const double share1 = t->b / t->N, share2 = t->d / t->N;
    term[COPSE_I_MH_S] = share1 * t->d;
    term[COPSE_I_MH_RR] = share2 * share2 * t->a + share1 * share1 * t->c;
}

void copse_i_mh_terms(const copse_counts *counts, copse_rd_variance rd_variance, size_t i, double term[COPSE_I_MH_SUMS])
{
    const copse_i_table t = copse_i_table_at(counts, i);
    for (size_t j = 0; j < COPSE_I_MH_SUMS; j++) term[j] = 0;
    if (!(t.N > 0)) return;                                                /* an empty table adds nothing */
    if (counts->measure == COPSE_MH_RD && !(t.n1 > 0 && t.n2 > 0)) return; /* no difference, no weight */
    term[COPSE_I_MH_DIFFERENCE] = t.determinant / t.N;
    switch (counts->measure) {
    case COPSE_MH_OR:
        odds(&t, term);
        break;
    case COPSE_MH_RR:
        risks(&t, term);
        break;
    case COPSE_MH_RD:
        risk_differences(&t, rd_variance, term);
        break;
    case COPSE_MH_IRR:
        rates(&t, term);
        break;
    default:
        rate_differences(&t, term);
    }
}

/* log R/S, from R - S where that is small. */
static double log_ratio(double R, double S, double difference)
{
    return fabs(difference) < S / 2 ? log1p(difference / S) : log(R / S);
}

bool copse_i_mh_of_sums(copse_mh measure, const double sum[COPSE_I_MH_SUMS], copse_i_pooled_counts *out)
{
    const double R = sum[COPSE_I_MH_R], S = sum[COPSE_I_MH_S], difference = sum[COPSE_I_MH_DIFFERENCE];
    const double RR = sum[COPSE_I_MH_RR], RS = sum[COPSE_I_MH_RS], SS = sum[COPSE_I_MH_SS];
    const bool ratio = measure != COPSE_MH_RD && measure != COPSE_MH_IRD;
    *out = (copse_i_pooled_counts){NAN, NAN};
    if (!(S > 0) || (ratio && !(R > 0))) return false;
    out->estimate = ratio ? log_ratio(R, S, difference) : difference / S;
    if (measure == COPSE_MH_OR) out->variance = (RR / R / R + RS / R / S + SS / S / S) / 2;
    else if (ratio) out->variance = fmax(RS, 0) / R / S;
    else out->variance = fmax(out->estimate * sum[COPSE_I_MH_SLOPE] + RR, 0) / S / S;
    return isfinite(out->estimate) && isfinite(out->variance);
}

bool copse_i_mh_estimate(const copse_counts *counts, copse_rd_variance rd_variance, copse_i_pooled_counts *out)
{
    copse_i_sum sum[COPSE_I_MH_SUMS] = {{0, 0}};
    double term[COPSE_I_MH_SUMS], total[COPSE_I_MH_SUMS];
    for (size_t i = 0; i < counts->k; i++) {
        copse_i_mh_terms(counts, rd_variance, i, term);
        for (size_t j = 0; j < COPSE_I_MH_SUMS; j++) copse_i_sum_add(&sum[j], term[j]);
    }
    for (size_t j = 0; j < COPSE_I_MH_SUMS; j++) total[j] = copse_i_sum_value(&sum[j]);
    return copse_i_mh_of_sums(counts->measure, total, out);
}

double copse_i_mh_weight(copse_mh measure, const copse_i_table *t)
{
    if (!(t->N > 0)) return 0;
    switch (measure) {
    case COPSE_MH_OR:
        return t->b / t->N * t->c;
    case COPSE_MH_RR:
        return t->c / t->N * t->n1;
    case COPSE_MH_RD:
        return t->n1 / t->N * t->n2;
    case COPSE_MH_IRR:
        return t->c / t->N * t->b;
    default:
        return t->b / t->N * t->d;
    }
}
