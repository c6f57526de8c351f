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

typedef struct sums {
    copse_i_sum R, S, difference; /* difference: R - S, by itself, since they can be near each other */
    copse_i_sum RR, RS, SS;       /* what the variance has over R^2 (or W^2), RS and S^2 */
    copse_i_sum slope;            /* Sato: what D is multiplied with */
} sums;

static void add_odds(const copse_i_table *t, sums *s)
{
    const double R = t->a / t->N * t->d, S = t->b / t->N * t->c;
    const double P = (t->a + t->d) / t->N, Q = (t->b + t->c) / t->N;
    copse_i_sum_add(&s->R, R);
    copse_i_sum_add(&s->S, S);
    copse_i_sum_add(&s->difference, t->determinant / t->N);
    copse_i_sum_add(&s->RR, P * R);
    copse_i_sum_add(&s->RS, P * S + Q * R);
    copse_i_sum_add(&s->SS, Q * S);
}

static void add_risks(const copse_i_table *t, sums *s)
{
    copse_i_sum_add(&s->R, t->a / t->N * t->n2);
    copse_i_sum_add(&s->S, t->c / t->N * t->n1);
    copse_i_sum_add(&s->difference, t->determinant / t->N);
    copse_i_sum_add(&s->RS, t->a / t->N * t->d * (t->n1 / t->N) + t->b / t->N * t->c * (t->n2 / t->N));
}

static void add_risk_differences(const copse_i_table *t, copse_rd_variance kind, sums *s)
{
    const double share1 = t->n1 / t->N, share2 = t->n2 / t->N;
    if (!(t->n1 > 0 && t->n2 > 0)) return; /* no difference, no weight */
    copse_i_sum_add(&s->S, share1 * t->n2);
    copse_i_sum_add(&s->difference, t->determinant / t->N);
    if (kind == COPSE_RD_GREENLAND) {
        copse_i_sum_add(&s->RR, t->a / t->n1 * t->b * share2 * share2 + t->c / t->n2 * t->d * share1 * share1);
        return;
    }
    copse_i_sum_add(&s->slope,
                    t->c * share1 * share1 - t->a * share2 * share2 + share1 * share2 * ((t->n2 - t->n1) / 2));
    copse_i_sum_add(&s->RR, (t->a / t->N * t->d + t->b / t->N * t->c) / 2);
}

static void add_rates(const copse_i_table *t, sums *s)
{
    const double share1 = t->b / t->N, share2 = t->d / t->N;
    copse_i_sum_add(&s->R, t->a * share2);
    copse_i_sum_add(&s->S, t->c * share1);
    copse_i_sum_add(&s->difference, t->determinant / t->N);
    copse_i_sum_add(&s->RS, share1 * share2 * t->events);
}

static void add_rate_differences(const copse_i_table *t, sums *s)
{
    const double share1 = t->b / t->N, share2 = t->d / t->N;
    copse_i_sum_add(&s->S, share1 * t->d);
    copse_i_sum_add(&s->difference, t->determinant / t->N);
    copse_i_sum_add(&s->RR, share2 * share2 * t->a + share1 * share1 * t->c);
}

static void add_table(const copse_counts *counts, copse_rd_variance rd_variance, size_t i, sums *s)
{
    const copse_i_table t = copse_i_table_at(counts, i);
    if (!(t.N > 0)) return; /* an empty table adds nothing */
    switch (counts->measure) {
    case COPSE_MH_OR:
        add_odds(&t, s);
        break;
    case COPSE_MH_RR:
        add_risks(&t, s);
        break;
    case COPSE_MH_RD:
        add_risk_differences(&t, rd_variance, s);
        break;
    case COPSE_MH_IRR:
        add_rates(&t, s);
        break;
    default:
        add_rate_differences(&t, s);
    }
}

/* log R/S, from R - S where that is small. */
static double log_ratio(double R, double S, double difference)
{
    return fabs(difference) < S / 2 ? log1p(difference / S) : log(R / S);
}

bool copse_i_mh_estimate(const copse_counts *counts, copse_rd_variance rd_variance, copse_i_pooled_counts *out)
{
    sums s = {0};
    for (size_t i = 0; i < counts->k; i++) add_table(counts, rd_variance, i, &s);
    const double R = copse_i_sum_value(&s.R), S = copse_i_sum_value(&s.S),
                 difference = copse_i_sum_value(&s.difference);
    const double RR = copse_i_sum_value(&s.RR), RS = copse_i_sum_value(&s.RS), SS = copse_i_sum_value(&s.SS);
    const bool ratio = counts->measure != COPSE_MH_RD && counts->measure != COPSE_MH_IRD;
    *out = (copse_i_pooled_counts){NAN, NAN};
    if (!(S > 0) || (ratio && !(R > 0))) return false;
    out->estimate = ratio ? log_ratio(R, S, difference) : difference / S;
    if (counts->measure == COPSE_MH_OR) out->variance = (RR / R / R + RS / R / S + SS / S / S) / 2;
    else if (ratio) out->variance = fmax(RS, 0) / R / S;
    else out->variance = fmax(out->estimate * copse_i_sum_value(&s.slope) + RR, 0) / S / S;
    return isfinite(out->estimate) && isfinite(out->variance);
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
