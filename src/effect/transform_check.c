/* Whether a transform means something for a measure, and has what it needs. */
#include <copse/effect.h>

#include <math.h>

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

static origin origin_of(copse_transform transform)
{
    switch (transform) {
    case COPSE_TRANSFORM_PFT:
        return FROM_PFT;
    case COPSE_TRANSFORM_IRFT:
        return FROM_IRFT;
    case COPSE_TRANSFORM_RATIO_TO_VE:
        return FROM_RATIO;
    case COPSE_TRANSFORM_D_TO_CLES:
    case COPSE_TRANSFORM_D_TO_CLES_INT:
    case COPSE_TRANSFORM_D_TO_CLIFF:
    case COPSE_TRANSFORM_D_TO_OVL:
    case COPSE_TRANSFORM_D_TO_U1:
    case COPSE_TRANSFORM_D_TO_U2:
    case COPSE_TRANSFORM_D_TO_U3:
    case COPSE_TRANSFORM_D_TO_BESD:
    case COPSE_TRANSFORM_D_TO_RPB:
    case COPSE_TRANSFORM_D_TO_RBIS:
    case COPSE_TRANSFORM_D_TO_MD:
    case COPSE_TRANSFORM_D_TO_LNOR_LOGIS:
    case COPSE_TRANSFORM_D_TO_LNOR_NORM:
        return FROM_D;
    case COPSE_TRANSFORM_LNOR_TO_D_LOGIS:
    case COPSE_TRANSFORM_LNOR_TO_D_NORM:
    case COPSE_TRANSFORM_LNOR_TO_TET_PEARSON:
    case COPSE_TRANSFORM_LNOR_TO_TET_DIGBY:
    case COPSE_TRANSFORM_RR:
        return FROM_ODDS;
    case COPSE_TRANSFORM_R_TO_D:
        return FROM_R;
    case COPSE_TRANSFORM_RPB_TO_D:
        return FROM_RPB;
    case COPSE_TRANSFORM_CLES_TO_D:
        return FROM_CLES;
    case COPSE_TRANSFORM_RD:
    case COPSE_TRANSFORM_NNT:
        return FROM_EFFECT;
    default:
        return ANY;
    }
}

static bool accepts(origin from, copse_effect_scale scale)
{
    switch (from) {
    case FROM_D:
        return scale == COPSE_EFFECT_SCALE_D;
    case FROM_ODDS:
        return scale == COPSE_EFFECT_SCALE_LOG_ODDS_RATIO;
    case FROM_R:
        return scale == COPSE_EFFECT_SCALE_CORRELATION;
    case FROM_RPB:
        return scale == COPSE_EFFECT_SCALE_POINT_BISERIAL;
    case FROM_CLES:
        return scale == COPSE_EFFECT_SCALE_SUPERIORITY;
    case FROM_PFT:
        return scale == COPSE_EFFECT_SCALE_FREEMAN_TUKEY;
    case FROM_IRFT:
        return scale == COPSE_EFFECT_SCALE_FREEMAN_TUKEY_RATE;
    case FROM_RATIO:
        return scale == COPSE_EFFECT_SCALE_LOG_RISK_RATIO || scale == COPSE_EFFECT_SCALE_LOG_RATE_RATIO;
    case FROM_EFFECT:
        return scale == COPSE_EFFECT_SCALE_D || scale == COPSE_EFFECT_SCALE_LOG_ODDS_RATIO ||
               scale == COPSE_EFFECT_SCALE_LOG_RISK_RATIO || scale == COPSE_EFFECT_SCALE_RISK_DIFFERENCE;
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
static copse_status check_origin(copse_transform transform, const copse_measure *measure, copse_effect_scale scale,
                                 copse_error *err)
{
    const origin from = origin_of(transform);
    const char *name = copse_transform_name(transform);
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
    if (copse_transform_name(transform) == NULL || settings == NULL)
        return copse_fail(err, COPSE_EINVAL, "no such transform");
    const char *name = copse_transform_name(transform);
    settings->scale = copse_measure_scale(measure);
    const copse_status status = check_origin(transform, measure, settings->scale, err);
    if (status != COPSE_OK) return status;
    const bool absolute = transform == COPSE_TRANSFORM_RR || transform == COPSE_TRANSFORM_RD ||
                          (transform == COPSE_TRANSFORM_NNT && settings->scale != COPSE_EFFECT_SCALE_RISK_DIFFERENCE);
    if (absolute && !(settings->control_risk > 0.0 && settings->control_risk < 1.0))
        return copse_fail(err, COPSE_EUSAGE,
                          "transform %s needs the risk of the control group (--control-risk), between 0 and 1", name);
    if (transform == COPSE_TRANSFORM_D_TO_MD && !(settings->sd > 0.0 && isfinite(settings->sd)))
        return copse_fail(err, COPSE_EUSAGE, "transform %s needs the standard deviation of the scale (--sd), above 0",
                          name);
    return COPSE_OK;
}
