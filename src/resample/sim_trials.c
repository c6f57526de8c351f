/* Raw numbers as trials would produce them: binomial arms, normal arms, correlations, events over person-time. */
#include "sim_parts.h"

#include <copse/math.h>

#include <math.h>
#include <string.h>

/* The scale that an effect is added on. */
typedef enum trial_link { LINK_NONE, LINK_LOG, LINK_LOGIT, LINK_SINE, LINK_TANH, LINK_MEAN, LINK_SD } trial_link;

static const struct {
    const char *code;
    trial_link link;
} LINKS[] = {{"GEN", LINK_NONE}, {"OR", LINK_LOGIT}, {"PETO", LINK_LOGIT}, {"PLO", LINK_LOGIT}, {"RR", LINK_LOG},
             {"PLN", LINK_LOG},  {"IRR", LINK_LOG},  {"ROM", LINK_LOG},    {"RD", LINK_NONE},   {"PR", LINK_NONE},
             {"AS", LINK_SINE},  {"PAS", LINK_SINE}, {"COR", LINK_NONE},   {"ZCOR", LINK_TANH}, {"MD", LINK_MEAN},
             {"SMD", LINK_SD},   {"SMDH", LINK_SD}};

static int find_link(const copse_measure *measure)
{
    for (size_t i = 0; i < sizeof LINKS / sizeof *LINKS; i++)
        if (strcmp(measure->code, LINKS[i].code) == 0) return (int)LINKS[i].link;
    return -1;
}

const copse_input *copse_i_trial_inputs(const copse_measure *measure)
{
    static const copse_input table[] = {COPSE_IN_AI,  COPSE_IN_BI,  COPSE_IN_CI,   COPSE_IN_DI,
                                        COPSE_IN_N1I, COPSE_IN_N2I, COPSE_IN_COUNT};
    static const copse_input means[] = {COPSE_IN_M1I,  COPSE_IN_SD1I, COPSE_IN_N1I,  COPSE_IN_M2I,
                                        COPSE_IN_SD2I, COPSE_IN_N2I,  COPSE_IN_COUNT};
    static const copse_input correlation[] = {COPSE_IN_RI, COPSE_IN_NI, COPSE_IN_COUNT};
    static const copse_input proportion[] = {COPSE_IN_XI, COPSE_IN_MI, COPSE_IN_NI, COPSE_IN_COUNT};
    static const copse_input rates[] = {COPSE_IN_X1I, COPSE_IN_T1I, COPSE_IN_X2I, COPSE_IN_T2I, COPSE_IN_COUNT};
    static const copse_input given[] = {COPSE_IN_COUNT};
    switch (measure->family) {
    case COPSE_FAMILY_TABLE:
        return table;
    case COPSE_FAMILY_MEANS:
        return means;
    case COPSE_FAMILY_CORRELATION:
        return correlation;
    case COPSE_FAMILY_PROPORTION:
        return proportion;
    case COPSE_FAMILY_RATES:
        return rates;
    default:
        return given;
    }
}

/* --------------------------------------------------------------------------------------------------- checks */

/* The smallest size of a study or group that its numbers can be drawn for. */
static double least_size(const copse_simulation_design *d)
{
    const copse_family family = d->measure->family;
    if (family == COPSE_FAMILY_RATES) return 1e-300;
    if (family == COPSE_FAMILY_CORRELATION) return 4;
    if (family == COPSE_FAMILY_GIVEN) return d->estimated && isnan(d->df) ? 2 : 1;
    const double group = family == COPSE_FAMILY_MEANS ? 2 : 1;
    const bool two = family == COPSE_FAMILY_MEANS || family == COPSE_FAMILY_TABLE;
    if (!two) return 1;
    const double smaller = d->per_study ? fmin(d->ratio, 1) / (1 + d->ratio) : fmin(d->ratio, 1);
    return floor((group - 0.5) / smaller) + 1;
}

static copse_status check_control(const copse_simulation_design *d, const copse_simulation_cell *cell, copse_error *err)
{
    const copse_family family = d->measure->family;
    const bool risk = family == COPSE_FAMILY_TABLE, rate = family == COPSE_FAMILY_RATES;
    const bool mean = family == COPSE_FAMILY_MEANS;
    if (cell->control == NULL) {
        if (!risk && !rate) return COPSE_OK;
        return copse_fail(err, COPSE_EDOM, "%s needs 'control', the %s of group 2", d->measure->code,
                          risk ? "risk" : "rate");
    }
    if (!risk && !rate && !mean)
        return copse_fail(err, COPSE_EDOM, "'control' does not go with %s, which has one group", d->measure->code);
    const double least = risk ? 0 : rate || find_link(d->measure) == (int)LINK_LOG ? 1e-300 : -1e300;
    return copse_i_variate_check(cell->control, "control", least, risk ? 1 : 1e300, err);
}

copse_status copse_i_trial_check(const copse_simulation_design *d, const copse_simulation_cell *cell, copse_error *err)
{
    if (find_link(d->measure) < 0)
        return copse_fail(err, COPSE_EDOM,
                          "%s cannot be simulated; GEN, OR, RR, RD, AS, PETO, MD, SMD, SMDH, ROM, COR, "
                          "ZCOR, IRR, PR, PLN, PLO and PAS can",
                          d->measure->code);
    const bool given = d->measure->family == COPSE_FAMILY_GIVEN;
    if (!given && cell->variance != NULL)
        return copse_fail(err, COPSE_EDOM, "'variances' goes with GEN only; %s takes 'sizes'", d->measure->code);
    if ((cell->size == NULL) == (cell->variance == NULL))
        return copse_fail(err, COPSE_EDOM, given ? "one of 'sizes' and 'variances' is needed" : "'sizes' is needed");
    if (given && cell->variance != NULL && d->estimated && isnan(d->df))
        return copse_fail(err, COPSE_EDOM, "'estimated' with 'variances' needs 'df'");
    copse_status status = COPSE_OK;
    const double most = d->measure->family == COPSE_FAMILY_RATES ? 1e300 : 4503599627370496.0;
    if (cell->size != NULL) status = copse_i_variate_check(cell->size, "sizes", least_size(d), most, err);
    else status = copse_i_variate_check(cell->variance, "variances", 1e-300, 1e300, err);
    return status == COPSE_OK ? check_control(d, cell, err) : status;
}

/* ---------------------------------------------------------------------------------------- moving by an effect */

/* Sine and cosine of |x| <= pi by their series: no C library. */
static void sine_cosine(double x, double *sine, double *cosine)
{
    double term = 1, s = 0, c = 1;
    for (int i = 1; i <= 30; i++) {
        term *= x / i;
        if (i % 2 == 1) s += i % 4 == 1 ? term : -term;
        else c += i % 4 == 0 ? term : -term;
    }
    *sine = s;
    *cosine = c;
}

static double clip(double p, bool *at_limit)
{
    if (p > 0 && p < 1) return p;
    if (p < 0 || p > 1) *at_limit = true;
    return p > 0.5 ? 1 : 0;
}

/* sin^2(asin(sqrt p) + theta), as long as the angle stays in the first quadrant. */
static double move_angle(double p, double theta, bool *at_limit)
{
    const double s = sqrt(p), c = sqrt(1 - p);
    double st, ct;
    if (theta > COPSE_PI / 2 || theta < -COPSE_PI / 2) {
        *at_limit = true;
        return theta > 0 ? 1 : 0;
    }
    sine_cosine(theta, &st, &ct);
    const double sum_sine = s * ct + c * st, sum_cosine = c * ct - s * st;
    if (sum_sine < 0 || sum_cosine < 0) {
        *at_limit = true;
        return sum_sine < 0 ? 0 : 1;
    }
    return clip(sum_sine * sum_sine, at_limit);
}

/* The risk, rate or mean `p` moved by theta on the measure's scale. */
static double move(trial_link link, bool risk, double p, double theta, bool *at_limit)
{
    double odds;
    switch (link) {
    case LINK_LOGIT:
        if (p <= 0 || p >= 1) return p;
        odds = p / (1 - p) * copse_exp(theta);
        return isfinite(odds) ? odds / (1 + odds) : 1;
    case LINK_LOG:
        odds = p * copse_exp(theta);
        return risk ? clip(odds, at_limit) : odds;
    case LINK_SINE:
        return move_angle(p, theta, at_limit);
    default:
        return risk ? clip(p + theta, at_limit) : p + theta;
    }
}

/* ------------------------------------------------------------------------------------------------------- draws */

/* Sizes of the two groups, at least 1 each. */
static void group_sizes(const copse_simulation_design *d, double size, double *n1, double *n2)
{
    *n1 = floor(size * (d->per_study ? d->ratio / (1 + d->ratio) : d->ratio) + 0.5);
    if (*n1 < 1) *n1 = 1;
    *n2 = d->per_study ? size - *n1 : size;
    if (*n2 < 1) *n2 = 1;
}

static double binomial(copse_address at, unsigned part, size_t study, double n, double p)
{
    return (double)copse_draw_binomial(copse_i_draw_at(at, part, 0, study), (uint64_t)n, p);
}

static void draw_table(const copse_simulation_design *d, trial_link link, copse_address at, size_t study,
                       copse_i_study *s)
{
    double n1, n2;
    group_sizes(d, s->size, &n1, &n2);
    const double p2 = d->middle ? move(link, true, s->control, -s->theta / 2, &s->at_limit) : s->control;
    const double p1 = move(link, true, s->control, d->middle ? s->theta / 2 : s->theta, &s->at_limit);
    const double a = binomial(at, COPSE_I_DRAW_GROUP1, study, n1, p1);
    const double c = binomial(at, COPSE_I_DRAW_GROUP2, study, n2, p2);
    s->raw[COPSE_IN_AI] = a;
    s->raw[COPSE_IN_BI] = n1 - a;
    s->raw[COPSE_IN_CI] = c;
    s->raw[COPSE_IN_DI] = n2 - c;
    s->raw[COPSE_IN_N1I] = n1;
    s->raw[COPSE_IN_N2I] = n2;
}

static void draw_arm(copse_address at, unsigned group, unsigned spread, size_t study, double n, double mean, double sd,
                     double *m, double *s)
{
    *m = mean + sd / sqrt(n) * copse_i_draw_normal(at, group, study);
    *s = sd * sqrt(copse_draw_chisq(copse_i_draw_at(at, spread, 0, study), n - 1) / (n - 1));
}

static void draw_means(const copse_simulation_design *d, trial_link link, copse_address at, size_t study,
                       copse_i_study *s)
{
    double n1, n2;
    group_sizes(d, s->size, &n1, &n2);
    const double mean1 =
        link == LINK_LOG ? s->control * copse_exp(s->theta) : s->control + s->theta * (link == LINK_SD ? d->sd : 1);
    draw_arm(at, COPSE_I_DRAW_GROUP1, COPSE_I_DRAW_SPREAD1, study, n1, mean1, d->sd, &s->raw[COPSE_IN_M1I],
             &s->raw[COPSE_IN_SD1I]);
    draw_arm(at, COPSE_I_DRAW_GROUP2, COPSE_I_DRAW_SPREAD2, study, n2, s->control, d->sd, &s->raw[COPSE_IN_M2I],
             &s->raw[COPSE_IN_SD2I]);
    s->raw[COPSE_IN_N1I] = n1;
    s->raw[COPSE_IN_N2I] = n2;
}

/* The sample correlation of n bivariate normal pairs, from the Bartlett decomposition of their Wishart matrix. */
static void draw_correlation(trial_link link, copse_address at, size_t study, copse_i_study *s)
{
    double rho = s->theta;
    if (link == LINK_TANH) {
        const double e = copse_exp(-2 * (rho < 0 ? -rho : rho));
        rho = (rho < 0 ? -1 : 1) * (1 - e) / (1 + e);
    } else if (rho > 1 || rho < -1) {
        s->at_limit = true;
        rho = rho > 0 ? 1 : -1;
    }
    const double n = s->size;
    const double a11 = sqrt(copse_draw_chisq(copse_i_draw_at(at, COPSE_I_DRAW_SPREAD1, 0, study), n - 1));
    const double a22 = sqrt(copse_draw_chisq(copse_i_draw_at(at, COPSE_I_DRAW_SPREAD2, 0, study), n - 2));
    const double rest = sqrt((1 - rho) * (1 + rho));
    const double t1 = rho * a11 + rest * copse_i_draw_normal(at, COPSE_I_DRAW_GROUP1, study), t2 = rest * a22;
    const double r = t1 / sqrt(t1 * t1 + t2 * t2);
    s->raw[COPSE_IN_RI] = r > 1 ? 1 : r < -1 ? -1 : r;
    s->raw[COPSE_IN_NI] = n;
}

static void draw_proportion(trial_link link, copse_address at, size_t study, copse_i_study *s)
{
    const double theta = s->theta;
    double p = 0;
    if (link == LINK_LOGIT) p = 1 / (1 + copse_exp(-theta));
    else if (link == LINK_LOG) p = clip(copse_exp(theta), &s->at_limit);
    else if (link == LINK_SINE) p = move_angle(0, theta, &s->at_limit);
    else p = clip(theta, &s->at_limit);
    const double x = binomial(at, COPSE_I_DRAW_GROUP1, study, s->size, p);
    s->raw[COPSE_IN_XI] = x;
    s->raw[COPSE_IN_MI] = s->size - x;
    s->raw[COPSE_IN_NI] = s->size;
}

static double poisson(copse_address at, unsigned part, size_t study, double mean)
{
    const double most = 4503599627370496.0; /* 2^52, more than any trial sees */
    return (double)copse_draw_poisson(copse_i_draw_at(at, part, 0, study), mean < most ? mean : most);
}

static void draw_rates(const copse_simulation_design *d, trial_link link, copse_address at, size_t study,
                       copse_i_study *s)
{
    const double t1 = s->size * (d->per_study ? d->ratio / (1 + d->ratio) : d->ratio);
    const double t2 = d->per_study ? s->size - t1 : s->size;
    const double r2 = d->middle ? move(link, false, s->control, -s->theta / 2, &s->at_limit) : s->control;
    const double r1 = move(link, false, s->control, d->middle ? s->theta / 2 : s->theta, &s->at_limit);
    s->raw[COPSE_IN_X1I] = poisson(at, COPSE_I_DRAW_GROUP1, study, t1 * r1);
    s->raw[COPSE_IN_X2I] = poisson(at, COPSE_I_DRAW_GROUP2, study, t2 * r2);
    s->raw[COPSE_IN_T1I] = t1;
    s->raw[COPSE_IN_T2I] = t2;
}

void copse_i_trial_draw(const copse_simulation_design *d, copse_address at, size_t study, copse_i_study *s)
{
    const trial_link link = (trial_link)find_link(d->measure);
    switch (d->measure->family) {
    case COPSE_FAMILY_TABLE:
        draw_table(d, link, at, study, s);
        return;
    case COPSE_FAMILY_MEANS:
        draw_means(d, link, at, study, s);
        return;
    case COPSE_FAMILY_CORRELATION:
        draw_correlation(link, at, study, s);
        return;
    case COPSE_FAMILY_PROPORTION:
        draw_proportion(link, at, study, s);
        return;
    case COPSE_FAMILY_RATES:
        draw_rates(d, link, at, study, s);
        return;
    default: /* estimates drawn as such; the others cannot be simulated (copse_i_trial_check) */
        return;
    }
}
