/* The table of transforms: how numbers on the scale of analysis are shown. */
#include "transform_functions.h"

#include <math.h>
#include <string.h>

/* How f goes: up; down; up to x = 0 and down again; the other way round; through infinity where there is no effect. */
typedef enum shape { RISES, FALLS, PEAKS, DIPS, LEAPS } shape;

/* What x must be. */
typedef enum origin {
    ANY,
    FROM_PFT,
    FROM_IRFT,
    FROM_RATIO,
    FROM_D,
    FROM_ODDS,
    FROM_R,
    FROM_RPB,
    FROM_CLES,
    FROM_EFFECT
} origin;

#define ALL -(double)INFINITY, (double)INFINITY
#define ABOVE 0.0, (double)INFINITY
#define BELOW1 -(double)INFINITY, 1.0
#define UNIT 0.0, 1.0
#define BOTH -1.0, 1.0

static const struct {
    copse_i_transform_function *apply;
    shape shape;
    double low, high; /* of its values */
    origin origin;
    const char *shown;
    copse_transform plain; /* of a mean: the transform without tau2; NONE: it is no mean */
} transforms[] = {
    [COPSE_TRANSFORM_NONE] = {copse_i_identity, RISES, ALL, ANY, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_EXP] = {copse_i_exp, RISES, ABOVE, ANY, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_ILOGIT] = {copse_i_inverse_logit, RISES, UNIT, ANY, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_TANH] = {copse_i_tanh, RISES, BOTH, ANY, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_ISIN2] = {copse_i_squared_sine, RISES, UNIT, ANY, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_PROBIT] = {copse_i_inverse_probit, RISES, UNIT, ANY, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_PFT] = {copse_i_inverse_pft, RISES, UNIT, FROM_PFT, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_SQUARE] = {copse_i_square, RISES, ABOVE, ANY, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_IRFT] = {copse_i_inverse_irft, RISES, ABOVE, FROM_IRFT, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_TANH2] = {copse_i_squared_tanh, RISES, UNIT, ANY, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_IAHW] = {copse_i_inverse_ahw, RISES, BELOW1, ANY, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_IABT] = {copse_i_inverse_abt, RISES, BELOW1, ANY, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_VE] = {copse_i_inverse_ve, RISES, BELOW1, ANY, NULL, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_EXP_INT] = {copse_i_exp_mean, RISES, ABOVE, ANY, NULL, COPSE_TRANSFORM_EXP},
    [COPSE_TRANSFORM_ILOGIT_INT] = {copse_i_logit_mean, RISES, UNIT, ANY, NULL, COPSE_TRANSFORM_ILOGIT},
    [COPSE_TRANSFORM_TANH_INT] = {copse_i_tanh_mean, RISES, BOTH, ANY, NULL, COPSE_TRANSFORM_TANH},
    [COPSE_TRANSFORM_ISIN2_INT] = {copse_i_sine_mean, RISES, UNIT, ANY, NULL, COPSE_TRANSFORM_ISIN2},
    [COPSE_TRANSFORM_PROBIT_INT] = {copse_i_probit_mean, RISES, UNIT, ANY, NULL, COPSE_TRANSFORM_PROBIT},
    [COPSE_TRANSFORM_IAHW_INT] = {copse_i_ahw_mean, RISES, BELOW1, ANY, NULL, COPSE_TRANSFORM_IAHW},
    [COPSE_TRANSFORM_IABT_INT] = {copse_i_abt_mean, RISES, BELOW1, ANY, NULL, COPSE_TRANSFORM_IABT},
    [COPSE_TRANSFORM_D_TO_CLES] = {copse_i_d_to_cles, RISES, UNIT, FROM_D, "Probability of superiority",
                                   COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_CLES_INT] = {copse_i_cles_mean, RISES, UNIT, FROM_D, "Mean probability of superiority",
                                       COPSE_TRANSFORM_D_TO_CLES},
    [COPSE_TRANSFORM_D_TO_CLIFF] = {copse_i_d_to_cliff, RISES, BOTH, FROM_D, "Cliff's delta", COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_OVL] = {copse_i_d_to_overlap, PEAKS, UNIT, FROM_D, "Overlap", COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_U1] = {copse_i_d_to_u1, DIPS, UNIT, FROM_D, "Cohen's U1", COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_U2] = {copse_i_d_to_u2, RISES, UNIT, FROM_D, "Cohen's U2", COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_U3] = {copse_i_d_to_u3, RISES, UNIT, FROM_D, "Cohen's U3", COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_BESD] = {copse_i_d_to_besd, RISES, UNIT, FROM_D, "Success rate (BESD)", COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_RPB] = {copse_i_d_to_rpb, RISES, BOTH, FROM_D, "Point-biserial correlation",
                                  COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_RBIS] = {copse_i_d_to_rbis, RISES, BOTH, FROM_D, "Biserial correlation",
                                   COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_MD] = {copse_i_d_to_md, RISES, ALL, FROM_D, "Mean difference", COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_LNOR_LOGIS] = {copse_i_d_to_log_odds_logistic, RISES, ALL, FROM_D, "Log odds ratio",
                                         COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_LNOR_NORM] = {copse_i_d_to_log_odds_normal, RISES, ALL, FROM_D, "Log odds ratio",
                                        COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_LNOR_TO_D_LOGIS] = {copse_i_log_odds_to_d_logistic, RISES, ALL, FROM_ODDS,
                                         "Standardized mean difference", COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_LNOR_TO_D_NORM] = {copse_i_log_odds_to_d_normal, RISES, ALL, FROM_ODDS,
                                        "Standardized mean difference", COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_LNOR_TO_TET_PEARSON] = {copse_i_tetrachoric_pearson, RISES, BOTH, FROM_ODDS,
                                             "Tetrachoric correlation", COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_LNOR_TO_TET_DIGBY] = {copse_i_tetrachoric_digby, RISES, BOTH, FROM_ODDS, "Tetrachoric correlation",
                                           COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_R_TO_D] = {copse_i_r_to_d, RISES, ALL, FROM_R, "Standardized mean difference",
                                COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_RPB_TO_D] = {copse_i_rpb_to_d, RISES, ALL, FROM_RPB, "Standardized mean difference",
                                  COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_CLES_TO_D] = {copse_i_cles_to_d, RISES, ALL, FROM_CLES, "Standardized mean difference",
                                   COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_RATIO_TO_VE] = {copse_i_ratio_to_ve, FALLS, BELOW1, FROM_RATIO, "Vaccine efficacy",
                                     COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_RR] = {copse_i_risk_ratio_at, RISES, ABOVE, FROM_ODDS, "Risk ratio", COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_RD] = {copse_i_risk_difference_at, RISES, BOTH, FROM_EFFECT, "Risk difference",
                            COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_NNT] = {copse_i_number_needed, LEAPS, ALL, FROM_EFFECT, "Number needed to treat",
                             COPSE_TRANSFORM_NONE},
};

static const struct {
    const char *name, *text;
} words[] = {
#define TRANSFORM_WORDS(id, transform_name, transform_text) [COPSE_TRANSFORM_##id] = {transform_name, transform_text},
    COPSE_TRANSFORM_LIST(TRANSFORM_WORDS)
#undef TRANSFORM_WORDS
};

static bool is_one(copse_transform transform)
{
    return (size_t)transform < COPSE_TRANSFORM_COUNT;
}

double copse_transform_apply_with(copse_transform transform, double x, const copse_transform_settings *settings)
{
    static const copse_transform_settings nothing = {0};
    if (!is_one(transform) || isnan(x)) return (double)NAN;
    const double value = transforms[transform].apply(x, settings != NULL ? settings : &nothing);
    if (isnan(value)) return value;
    return fmin(fmax(value, transforms[transform].low), transforms[transform].high); /* means may round beyond */
}

double copse_transform_apply(copse_transform transform, double x)
{
    return copse_transform_apply_with(transform, x, NULL);
}

static void order(double *lower, double *upper)
{
    if (!(*lower > *upper)) return;
    const double greater = *lower;
    *lower = *upper;
    *upper = greater;
}

/* The limits have been transformed. Two of the same sign enclose what lies between them, two of different signs what does
 * not. */
static bool order_leaping(double *lower, double *upper)
{
    const bool through = (*lower < 0.0) != (*upper < 0.0);
    order(lower, upper);
    return through;
}

bool copse_transform_interval(copse_transform transform, double *lower, double *upper,
                              const copse_transform_settings *settings)
{
    const bool across = *lower < 0.0 && *upper > 0.0;
    const bool known = !isnan(*lower) && !isnan(*upper);
    *lower = copse_transform_apply_with(transform, *lower, settings);
    *upper = copse_transform_apply_with(transform, *upper, settings);
    if (!is_one(transform) || !known) return false;
    const shape form = transforms[transform].shape;
    if (form == LEAPS) return order_leaping(lower, upper);
    order(lower, upper);
    if (across && form == PEAKS) *upper = copse_transform_apply_with(transform, 0.0, settings);
    if (across && form == DIPS) *lower = copse_transform_apply_with(transform, 0.0, settings);
    return false;
}

bool copse_transform_falls(copse_transform transform)
{
    return is_one(transform) && transforms[transform].shape == FALLS;
}

void copse_transform_range(copse_transform transform, double *low, double *high)
{
    *low = is_one(transform) ? transforms[transform].low : -(double)INFINITY;
    *high = is_one(transform) ? transforms[transform].high : (double)INFINITY;
}

bool copse_transform_is_mean(copse_transform transform)
{
    return is_one(transform) && transforms[transform].plain != COPSE_TRANSFORM_NONE;
}

copse_transform copse_transform_plain(copse_transform transform)
{
    return copse_transform_is_mean(transform) ? transforms[transform].plain : transform;
}

const char *copse_transform_shown(copse_transform transform)
{
    return is_one(transform) ? transforms[transform].shown : NULL;
}

bool copse_transform_makes_ratio(copse_transform transform)
{
    return transform == COPSE_TRANSFORM_EXP || transform == COPSE_TRANSFORM_EXP_INT || transform == COPSE_TRANSFORM_RR;
}

const char *copse_transform_name(copse_transform transform)
{
    return is_one(transform) ? words[transform].name : NULL;
}

const char *copse_transform_text(copse_transform transform)
{
    return is_one(transform) ? words[transform].text : NULL;
}

copse_status copse_transform_find(const char *name, copse_transform *transform)
{
    if (!name || !transform) return COPSE_EINVAL;
    for (size_t i = 0; i < COPSE_TRANSFORM_COUNT; i++) {
        if (strcmp(words[i].name, name) == 0) {
            *transform = (copse_transform)i;
            return COPSE_OK;
        }
    }
    return COPSE_ENOTFOUND;
}

static bool accepts(origin from, copse_scale scale)
{
    switch (from) {
    case FROM_D:
        return scale == COPSE_SCALE_D;
    case FROM_ODDS:
        return scale == COPSE_SCALE_LOG_ODDS_RATIO;
    case FROM_R:
        return scale == COPSE_SCALE_CORRELATION;
    case FROM_RPB:
        return scale == COPSE_SCALE_POINT_BISERIAL;
    case FROM_CLES:
        return scale == COPSE_SCALE_SUPERIORITY;
    case FROM_PFT:
        return scale == COPSE_SCALE_FREEMAN_TUKEY;
    case FROM_IRFT:
        return scale == COPSE_SCALE_FREEMAN_TUKEY_RATE;
    case FROM_RATIO:
        return scale == COPSE_SCALE_LOG_RISK_RATIO || scale == COPSE_SCALE_LOG_RATE_RATIO;
    case FROM_EFFECT:
        return scale == COPSE_SCALE_D || scale == COPSE_SCALE_LOG_ODDS_RATIO || scale == COPSE_SCALE_LOG_RISK_RATIO ||
               scale == COPSE_SCALE_RISK_DIFFERENCE;
    default:
        return from == ANY;
    }
}

static const char *wanted_of(origin from)
{
    switch (from) {
    case FROM_D:
        return "a standardized mean difference (such as SMD)";
    case FROM_ODDS:
        return "a log odds ratio (such as OR)";
    case FROM_R:
        return "a correlation (such as COR)";
    case FROM_RPB:
        return "a point-biserial correlation (RPB)";
    case FROM_CLES:
        return "a probability of superiority (CLES)";
    case FROM_RATIO:
        return "a log risk or rate ratio (such as RR)";
    case FROM_PFT:
        return "the Freeman-Tukey proportion (PFT)";
    case FROM_IRFT:
        return "the Freeman-Tukey rate (IRFT)";
    default:
        return "a log odds ratio, a log risk ratio, a risk difference or a standardized mean difference";
    }
}

/* Given estimates are what the user says they are, but for transforms that depend on it. */
static copse_status check_origin(copse_transform transform, const copse_measure *measure, copse_scale scale,
                                 copse_error *err)
{
    const origin from = transforms[transform].origin;
    const char *name = words[transform].name;
    const bool given = measure == NULL || measure->family == COPSE_FAMILY_GIVEN;
    if (accepts(from, scale) || (given && from != FROM_EFFECT)) return COPSE_OK;
    if (given)
        return copse_fail(
            err, COPSE_EUSAGE,
            "transform %s has to know what the estimates are, and GEN does not say it: name their --measure", name);
    return copse_fail(err, COPSE_EUSAGE, "transform %s is made for %s, not for %s (%s)", name, wanted_of(from),
                      measure->code, measure->title);
}

copse_status copse_transform_check(copse_transform transform, const copse_measure *measure,
                                   copse_transform_settings *settings, copse_error *err)
{
    if (!is_one(transform) || settings == NULL) return copse_fail(err, COPSE_EINVAL, "no such transform");
    const char *name = words[transform].name;
    settings->scale = copse_measure_scale(measure);
    const copse_status status = check_origin(transform, measure, settings->scale, err);
    if (status != COPSE_OK) return status;
    const bool absolute = transform == COPSE_TRANSFORM_RR || transform == COPSE_TRANSFORM_RD ||
                          (transform == COPSE_TRANSFORM_NNT && settings->scale != COPSE_SCALE_RISK_DIFFERENCE);
    if (absolute && !(settings->control_risk > 0.0 && settings->control_risk < 1.0))
        return copse_fail(err, COPSE_EUSAGE,
                          "transform %s needs the risk of the control group (--control-risk), between 0 and 1", name);
    if (transform == COPSE_TRANSFORM_D_TO_MD && !(settings->sd > 0.0 && isfinite(settings->sd)))
        return copse_fail(err, COPSE_EUSAGE, "transform %s needs the standard deviation of the scale (--sd), above 0",
                          name);
    return COPSE_OK;
}
