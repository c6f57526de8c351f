/* 2x2 tables of a diagnostic test from what is reported of its accuracy. */
#include "convert_parts.h"

#include <math.h>
#include <string.h>

enum { SENS, SPEC, PPV, NPV, MEASURES };
enum { TP, FP, FN, TN };

/* Sum of squared differences from what is reported; infinite where a measure does not exist. *worst: the largest. */
static double misfit(const double t[4], const double reported[MEASURES], double *worst)
{
    const double part[MEASURES] = {t[TP], t[TN], t[TP], t[TN]};
    const double whole[MEASURES] = {t[TP] + t[FN], t[TN] + t[FP], t[TP] + t[FP], t[TN] + t[FN]};
    double sum = 0.0;
    *worst = 0.0;
    for (size_t i = 0; i < MEASURES; i++) {
        if (isnan(reported[i])) continue;
        if (!(whole[i] > 0.0)) return INFINITY;
        const double off = part[i] / whole[i] - reported[i];
        sum += off * off;
        *worst = fmax(*worst, fabs(off));
    }
    return sum;
}

typedef struct search {
    const double *reported;
    double best[4];
    double least, worst; /* of the best */
    size_t ties;
} search;

static void consider(search *s, const double t[4])
{
    double worst;
    for (size_t i = 0; i < 4; i++)
        if (!(t[i] >= 0.0)) return;
    const double sum = misfit(t, s->reported, &worst);
    const double slack = 1e-9 * s->least + 1e-24;
    if (sum < s->least - slack || (isinf(s->least) && isfinite(sum))) {
        *s = (search){.reported = s->reported, .least = sum, .worst = worst, .ties = 1};
        memcpy(s->best, t, sizeof s->best);
    } else if (isfinite(sum) && sum <= s->least + slack) {
        s->ties++;
    }
}

/* All tables whose true counts are the nearest to two measures of one direction, or next to them. */
static void search_margin(search *s, double first, double second, bool by_disease, double n, double margin)
{
    const double true_positive = round(first * margin), true_negative = round(second * (n - margin));
    for (int i = -1; i <= 1; i++)
        for (int k = -1; k <= 1; k++) {
            const double a = true_positive + i, d = true_negative + k;
            const double b = n - margin - d, c = margin - a; /* by disease: false positives, false negatives */
            const double t[4] = {a, by_disease ? b : c, by_disease ? c : b, d};
            consider(s, t);
        }
}

static copse_status check(const double reported[MEASURES], double n, copse_error *err)
{
    static const char *const NAMES[MEASURES] = {"the sensitivity", "the specificity", "the positive predictive value",
                                                "the negative predictive value"};
    size_t known = 0;
    copse_status status = copse_i_need_count(n, 1.0, "the number of persons", err);
    for (size_t i = 0; status == COPSE_OK && i < MEASURES; i++) {
        if (isnan(reported[i])) continue;
        known++;
        status = copse_i_need_between(reported[i], 0.0, 1.0, NAMES[i], err);
    }
    if (status == COPSE_OK && known < 3)
        status = copse_fail(err, COPSE_ENOTCOMPUTABLE,
                            "three of sensitivity, specificity and the predictive values are needed");
    if (status == COPSE_OK && n > 1e7)
        status = copse_fail(err, COPSE_EDOM, "more than ten million persons are too many to search through");
    return status;
}

copse_status copse_table_from_accuracy(double sens, double spec, double ppv, double npv, double n, double cells[4],
                                       copse_error *err)
{
    const double reported[MEASURES] = {sens, spec, ppv, npv};
    for (size_t i = 0; i < 4; i++) cells[i] = NAN;
    const copse_status status = check(reported, n, err);
    if (status != COPSE_OK) return status;
    const bool by_disease = !isnan(sens) && !isnan(spec);
    search s = {.reported = reported, .least = INFINITY};
    for (uint64_t margin = 0; margin <= (uint64_t)n; margin++)
        search_margin(&s, by_disease ? sens : ppv, by_disease ? spec : npv, by_disease, n, (double)margin);
    if (!(s.worst <= 0.01) || isinf(s.least))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "no table of so many persons comes near these values");
    if (s.ties > 1) return copse_fail(err, COPSE_ENOTCOMPUTABLE, "several tables fit these values equally well");
    memcpy(cells, s.best, sizeof s.best);
    return COPSE_OK;
}
