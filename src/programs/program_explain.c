/* Which settings make the difference between two analyses. */
#include <copse/programs.h>

#include <math.h>

/* Beyond rounding; a number that only one of them has is a difference. */
static bool differs(double a, double b, double scale)
{
    if (isnan(a) || isnan(b)) return isnan(a) != isnan(b);
    return !(fabs(a - b) <= 1e-6 * fmax(fabs(a), scale));
}

static bool interval_differs(copse_interval a, copse_interval b, double scale)
{
    return differs(a.lower, b.lower, scale) || differs(a.upper, b.upper, scale);
}

static bool coefficients_differ(const copse_program_numbers *a, const copse_program_numbers *b)
{
    bool other = a->coefs != b->coefs;
    for (size_t j = 0; j < a->coefs && !other; j++) {
        const copse_coefficient *x = &a->coef[j], *y = &b->coef[j];
        other = differs(x->estimate, y->estimate, x->se) || differs(x->se, y->se, 0) ||
                interval_differs(x->ci, y->ci, x->se) || differs(x->p, y->p, 0);
    }
    return other;
}

static bool numbers_differ(const copse_program_numbers *a, const copse_program_numbers *b)
{
    const double se = a->se;
    if (coefficients_differ(a, b) || differs(a->QM_p, b->QM_p, 0) || differs(a->R2, b->R2, 0)) return true;
    return a->k != b->k || differs(a->estimate, b->estimate, se) || differs(a->se, b->se, 0) ||
           interval_differs(a->ci, b->ci, se) || differs(a->p, b->p, 0) || differs(a->tau2, b->tau2, 0) ||
           interval_differs(a->tau2_ci, b->tau2_ci, 0) || differs(a->I2, b->I2, 0) || differs(a->Q, b->Q, 0) ||
           interval_differs(a->prediction, b->prediction, se);
}

static copse_status moved(const copse_program_settings *from, copse_setting setting, const copse_program_settings *to,
                          const copse_measure *measure, const double *const in[COPSE_IN_COUNT], const double *X,
                          size_t k, size_t p, const copse_program_numbers *before, bool *moves, copse_error *err)
{
    copse_program_settings one = *from;
    copse_program_numbers after;
    one.value[setting] = to->value[setting];
    one.given[setting] = to->given[setting];
    const copse_status status = copse_program_pool(&one, measure, in, X, k, p, &after, err);
    if (status == COPSE_OK && numbers_differ(before, &after)) *moves = true;
    copse_program_numbers_free(&after);
    return status;
}

copse_status copse_program_explain(const copse_program_settings *from, const copse_program_settings *to,
                                   const copse_measure *measure, const double *const in[COPSE_IN_COUNT],
                                   const double *X, size_t k, size_t p, bool moves[COPSE_SETTING_COUNT],
                                   copse_error *err)
{
    copse_program_numbers here = {0}, there = {0};
    copse_status status = copse_program_pool(from, measure, in, X, k, p, &here, err);
    if (status == COPSE_OK) status = copse_program_pool(to, measure, in, X, k, p, &there, err);
    for (copse_setting s = 0; s < COPSE_SETTING_COUNT && status == COPSE_OK; s++) {
        moves[s] = false;
        if (from->value[s] == to->value[s] || !copse_setting_concerns(s, measure)) continue;
        status = moved(from, s, to, measure, in, X, k, p, &here, &moves[s], err);
        if (status == COPSE_OK && !moves[s]) status = moved(to, s, from, measure, in, X, k, p, &there, &moves[s], err);
    }
    copse_program_numbers_free(&here);
    copse_program_numbers_free(&there);
    return status;
}
