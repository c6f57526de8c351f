/* The table of transforms: how numbers on the scale of analysis are shown. */
#include "transform_functions.h"

#include <math.h>
#include <string.h>

/* How f goes: up; down; up to x = 0 and down again; the other way round; through infinity where there is no effect. */
typedef enum shape { RISES, FALLS, PEAKS, DIPS, LEAPS } shape;

#define ALL -(double)INFINITY, (double)INFINITY
#define ABOVE 0.0, (double)INFINITY
#define BELOW1 -(double)INFINITY, 1.0
#define UNIT 0.0, 1.0
#define BOTH -1.0, 1.0

static const struct {
    copse_i_transform_function *apply;
    double low, high; /* of its values */
    const char *shown;
    shape shape;
    copse_transform plain; /* of a mean: the transform without tau2; NONE: it is no mean */
} transforms[] = {
    [COPSE_TRANSFORM_NONE] = {copse_i_identity, ALL, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_EXP] = {copse_i_exp, ABOVE, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_ILOGIT] = {copse_i_inverse_logit, UNIT, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_TANH] = {copse_i_tanh, BOTH, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_ISIN2] = {copse_i_squared_sine, UNIT, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_PROBIT] = {copse_i_inverse_probit, UNIT, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_PFT] = {copse_i_inverse_pft, UNIT, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_SQUARE] = {copse_i_square, ABOVE, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_IRFT] = {copse_i_inverse_irft, ABOVE, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_TANH2] = {copse_i_squared_tanh, UNIT, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_IAHW] = {copse_i_inverse_ahw, BELOW1, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_IABT] = {copse_i_inverse_abt, BELOW1, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_VE] = {copse_i_inverse_ve, BELOW1, NULL, RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_EXP_INT] = {copse_i_exp_mean, ABOVE, NULL, RISES, COPSE_TRANSFORM_EXP},
    [COPSE_TRANSFORM_ILOGIT_INT] = {copse_i_logit_mean, UNIT, NULL, RISES, COPSE_TRANSFORM_ILOGIT},
    [COPSE_TRANSFORM_TANH_INT] = {copse_i_tanh_mean, BOTH, NULL, RISES, COPSE_TRANSFORM_TANH},
    [COPSE_TRANSFORM_ISIN2_INT] = {copse_i_sine_mean, UNIT, NULL, RISES, COPSE_TRANSFORM_ISIN2},
    [COPSE_TRANSFORM_PROBIT_INT] = {copse_i_probit_mean, UNIT, NULL, RISES, COPSE_TRANSFORM_PROBIT},
    [COPSE_TRANSFORM_IAHW_INT] = {copse_i_ahw_mean, BELOW1, NULL, RISES, COPSE_TRANSFORM_IAHW},
    [COPSE_TRANSFORM_IABT_INT] = {copse_i_abt_mean, BELOW1, NULL, RISES, COPSE_TRANSFORM_IABT},
    [COPSE_TRANSFORM_D_TO_CLES] = {copse_i_d_to_cles, UNIT, "Probability of superiority", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_CLES_INT] = {copse_i_cles_mean, UNIT, "Mean probability of superiority", RISES,
                                       COPSE_TRANSFORM_D_TO_CLES},
    [COPSE_TRANSFORM_D_TO_CLIFF] = {copse_i_d_to_cliff, BOTH, "Cliff's delta", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_OVL] = {copse_i_d_to_overlap, UNIT, "Overlap", PEAKS, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_U1] = {copse_i_d_to_u1, UNIT, "Cohen's U1", DIPS, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_U2] = {copse_i_d_to_u2, UNIT, "Cohen's U2", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_U3] = {copse_i_d_to_u3, UNIT, "Cohen's U3", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_BESD] = {copse_i_d_to_besd, UNIT, "Success rate (BESD)", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_RPB] = {copse_i_d_to_rpb, BOTH, "Point-biserial correlation", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_RBIS] = {copse_i_d_to_rbis, BOTH, "Biserial correlation", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_MD] = {copse_i_d_to_md, ALL, "Mean difference", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_LNOR_LOGIS] = {copse_i_d_to_log_odds_logistic, ALL, "Log odds ratio", RISES,
                                         COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_D_TO_LNOR_NORM] = {copse_i_d_to_log_odds_normal, ALL, "Log odds ratio", RISES,
                                        COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_LNOR_TO_D_LOGIS] = {copse_i_log_odds_to_d_logistic, ALL, "Standardized mean difference", RISES,
                                         COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_LNOR_TO_D_NORM] = {copse_i_log_odds_to_d_normal, ALL, "Standardized mean difference", RISES,
                                        COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_LNOR_TO_TET_PEARSON] = {copse_i_tetrachoric_pearson, BOTH, "Tetrachoric correlation", RISES,
                                             COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_LNOR_TO_TET_DIGBY] = {copse_i_tetrachoric_digby, BOTH, "Tetrachoric correlation", RISES,
                                           COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_R_TO_D] = {copse_i_r_to_d, ALL, "Standardized mean difference", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_RPB_TO_D] = {copse_i_rpb_to_d, ALL, "Standardized mean difference", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_CLES_TO_D] = {copse_i_cles_to_d, ALL, "Standardized mean difference", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_RATIO_TO_VE] = {copse_i_ratio_to_ve, BELOW1, "Vaccine efficacy", FALLS, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_RR] = {copse_i_risk_ratio_at, ABOVE, "Risk ratio", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_RD] = {copse_i_risk_difference_at, BOTH, "Risk difference", RISES, COPSE_TRANSFORM_NONE},
    [COPSE_TRANSFORM_NNT] = {copse_i_number_needed, ALL, "Number needed to treat", LEAPS, COPSE_TRANSFORM_NONE},
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

bool copse_transform_is_monotone(copse_transform transform)
{
    return is_one(transform) && (transforms[transform].shape == RISES || transforms[transform].shape == FALLS);
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
