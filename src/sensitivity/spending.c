/* Spending functions of an error (Lan & DeMets 1983), the information that a test needs, and diversity. */
#include <copse/sensitivity.h>

#include <copse/math.h>
#include <math.h>
#include <strings.h>

static const double MOST_PARAMETER = 100;

static const struct {
    const char *code, *text, *paper;
} SPENDING[COPSE_SPENDING_COUNT] = {
#define COPSE_SPENDING_ROW(id, code, text, paper) {code, text, paper},
    COPSE_SPENDING_LIST(COPSE_SPENDING_ROW)
#undef COPSE_SPENDING_ROW
};

const char *copse_spending_code(copse_spending spending)
{
    return (unsigned)spending < COPSE_SPENDING_COUNT ? SPENDING[spending].code : "";
}

const char *copse_spending_text(copse_spending spending)
{
    return (unsigned)spending < COPSE_SPENDING_COUNT ? SPENDING[spending].text : "";
}

const char *copse_spending_paper(copse_spending spending)
{
    return (unsigned)spending < COPSE_SPENDING_COUNT ? SPENDING[spending].paper : "";
}

copse_status copse_spending_find(const char *code, copse_spending *spending)
{
    for (size_t i = 0; i < COPSE_SPENDING_COUNT; i++) {
        if (strcasecmp(code, SPENDING[i].code) != 0) continue;
        *spending = (copse_spending)i;
        return COPSE_OK;
    }
    return COPSE_ENOTFOUND;
}

/* The default where there is none; NaN: out of range. */
static double parameter_of(copse_spending spending, double parameter)
{
    if (isnan(parameter)) return spending == COPSE_SPENDING_POWER ? 3 : -4;
    if (!(fabs(parameter) <= MOST_PARAMETER) || (spending == COPSE_SPENDING_POWER && !(parameter > 0))) return NAN;
    return parameter;
}

double copse_spending_at(copse_spending spending, double given, double error, double t)
{
    const double parameter = parameter_of(spending, given);
    if (!(error > 0 && error < 1) || !(t >= 0 && t <= 1) || isnan(parameter)) return NAN;
    if (t == 0) return 0;
    switch (spending) {
    case COPSE_SPENDING_OBF:
        return 2 * copse_normal_upper(copse_normal_quantile_upper(error / 2) / sqrt(t));
    case COPSE_SPENDING_POCOCK:
        return error * log1p(expm1(1.0) * t);
    case COPSE_SPENDING_LINEAR:
        return error * t;
    case COPSE_SPENDING_POWER:
        return error * pow(t, parameter);
    case COPSE_SPENDING_HSD:
        return fabs(parameter) > 0 ? error * (expm1(-parameter * t) / expm1(-parameter)) : error * t;
    case COPSE_SPENDING_COUNT:
        break;
    }
    return NAN;
}

double copse_required_information(double delta, double alpha, double power)
{
    if (!(alpha > 0 && alpha < 1) || !(power > 0 && power < 1) || !(fabs(delta) > 0) || !isfinite(delta)) return NAN;
    const double z = (copse_normal_quantile_upper(alpha / 2) + copse_normal_quantile_upper(1 - power)) / delta;
    return z * z;
}

double copse_diversity(const double *v, size_t k, double tau2)
{
    double fixed = 0, random = 0;
    for (size_t i = 0; i < k; i++) {
        fixed += 1 / v[i];
        random += 1 / (v[i] + tau2);
    }
    return tau2 > 0 ? 1 - random / fixed : 0;
}
