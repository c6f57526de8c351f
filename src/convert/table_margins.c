/* 2x2 tables from their margins and a measure of association. */
#include "convert_parts.h"

#include <math.h>

static copse_status check_margins(double n1, double n2, double events, copse_error *err)
{
    copse_status status = copse_i_need_count(n1, 1.0, "the size of group 1", err);
    if (status == COPSE_OK) status = copse_i_need_count(n2, 1.0, "the size of group 2", err);
    if (status == COPSE_OK) status = copse_i_need_count(events, 0.0, "the number of events", err);
    if (status == COPSE_OK && events > n1 + n2)
        status = copse_fail(err, COPSE_EDOM, "there are more events than persons in both groups");
    return status;
}

/* Whole cells that keep the margins. */
static copse_status fill(double a, double n1, double n2, double events, double cells[4], copse_error *err)
{
    const double ai = round(a);
    const double cell[4] = {ai, n1 - ai, events - ai, n2 - (events - ai)};
    for (size_t i = 0; i < 4; i++)
        if (!(cell[i] >= 0.0))
            return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                              "the association and the margins contradict each other: a cell would be negative");
    for (size_t i = 0; i < 4; i++) cells[i] = cell[i];
    return COPSE_OK;
}

static void forget(double cells[4])
{
    for (size_t i = 0; i < 4; i++) cells[i] = NAN;
}

/* For OR >= 1. The root in the form 2 c / (b + sqrt(discriminant)), everything divided by OR: sums of positive terms, also
 * at OR = 1. For OR < 1 the groups change places. */
static double events_of_group_1(double odds_ratio, double n1, double n2, double events)
{
    const double shift = (n2 - events) / odds_ratio;
    const double root = hypot(n1 - events + shift, 2.0 * sqrt(events * (n1 + n2 - events) / odds_ratio));
    return 2.0 * n1 * events / (n1 + events + shift + root);
}

copse_status copse_table_from_odds_ratio(double odds_ratio, double n1, double n2, double events, double cells[4],
                                         copse_error *err)
{
    forget(cells);
    copse_status status = check_margins(n1, n2, events, err);
    if (status != COPSE_OK) return status;
    if (!(odds_ratio >= 0.0 && isfinite(odds_ratio))) return copse_i_need_positive(odds_ratio, "the odds ratio", err);
    if (events == 0.0) return fill(0.0, n1, n2, events, cells, err);
    const double a = odds_ratio >= 1.0  ? events_of_group_1(odds_ratio, n1, n2, events)
                     : odds_ratio > 0.0 ? events - events_of_group_1(1.0 / odds_ratio, n2, n1, events)
                                        : fmax(0.0, events - n2);
    return fill(a, n1, n2, events, cells, err);
}

copse_status copse_table_from_phi(double phi, double n1, double n2, double events, double cells[4], copse_error *err)
{
    forget(cells);
    copse_status status = check_margins(n1, n2, events, err);
    if (status == COPSE_OK) status = copse_i_need_between(phi, -1.0, 1.0, "phi", err);
    if (status != COPSE_OK) return status;
    const double n = n1 + n2;
    const double spread = sqrt(n1 / n * (n2 / n) * events / n) * sqrt(n - events) * sqrt(n);
    return fill(n1 / n * events + phi * spread, n1, n2, events, cells, err);
}

copse_status copse_phi_from_chisq(double x2, bool corrected, double n1, double n2, double events, double *phi,
                                  copse_error *err)
{
    *phi = NAN;
    copse_status status = check_margins(n1, n2, events, err);
    if (status == COPSE_OK) status = copse_i_need_finite(x2, "chi-square", err);
    if (status != COPSE_OK) return status;
    const double n = n1 + n2;
    if (events == 0.0 || events == n)
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "chi-square does not exist with %s events",
                          events == 0.0 ? "no" : "only");
    const double correction = corrected ? n / 2.0 / sqrt(n1 * n2) / sqrt(events * (n - events)) : 0.0;
    const double size = x2 == 0.0 ? 0.0 : sqrt(fabs(x2) / n) + correction;
    if (!(size <= 1.001)) /* a little above 1 is the rounding of a published chi-square */
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "chi-square is larger than the sizes of the groups allow");
    return copse_i_give(copysign(fmin(size, 1.0), x2), "phi", phi, err);
}
