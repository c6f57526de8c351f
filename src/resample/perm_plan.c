/* A plan of permutations: checked, counted, and fitted once. */
#include "perm.h"

#include <math.h>
#include <stdlib.h>

copse_perm_plan copse_perm_plan_default(void)
{
    return (copse_perm_plan){.p = 1,
                             .fit = copse_fit_opts_default(),
                             .isa = COPSE_ISA_BEST,
                             .usual = COPSE_PERM_USUAL,
                             .draws = 9999,
                             .seed = 1};
}

static copse_status check(const copse_perm_plan *plan, copse_error *err)
{
    if (plan->y == NULL || plan->v == NULL || plan->p == 0 || (plan->X == NULL && plan->p != 1))
        return copse_fail(err, COPSE_EINVAL, "no studies, or no coefficients");
    if ((unsigned)plan->statistic >= COPSE_PERM_STATISTIC_COUNT || plan->draws == 0)
        return copse_fail(err, COPSE_EINVAL, "no such statistic, or no draws");
    if (plan->k < 2) return copse_fail(err, COPSE_ETOOFEW, "a permutation test needs 2 studies; there is %zu", plan->k);
    if (plan->k <= plan->p)
        return copse_fail(err, COPSE_ETOOFEW,
                          "%zu coefficients need %zu studies or more for a permutation test; there %s %zu", plan->p,
                          plan->p + 1, copse_plural(plan->k, "is", "are"), plan->k);
    if (plan->k > UINT32_MAX / 8) return copse_fail(err, COPSE_EINVAL, "%zu studies are too many", plan->k);
    return COPSE_OK;
}

static bool is_intercept(const copse_perm_plan *plan)
{
    for (size_t i = 0; plan->X != NULL && i < plan->k; i++)
        if (plan->X[i] != 1) return false;
    return plan->p == 1;
}

/* How many permutations there are, and which of them to make. */
static copse_status count(copse_perm *m, copse_error *err)
{
    const copse_perm_plan *plan = &m->plan;
    if (!m->signs) {
        const copse_status st = copse_i_perm_sort(m, err);
        if (st != COPSE_OK) return st;
        if (m->kinds == 1)
            return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                              "the moderators are the same in all studies: nothing to permute");
        m->count = copse_i_perm_arrangements(m);
    } else {
        m->count = plan->k < 63 ? (uint64_t)1 << plan->k : COPSE_PERM_COUNTLESS;
    }
    m->exact = m->count <= plan->usual;
    if (m->exact && m->count > COPSE_PERM_MOST)
        return copse_fail(err, COPSE_EUSAGE, "there are %llu permutations, too many to make them all",
                          (unsigned long long)m->count);
    m->replicates = !m->exact ? plan->draws : m->signs ? m->count / 2 : m->count;
    return COPSE_OK;
}

/* A statistic other than estimate/se is not what the permutations are compared by. */
static copse_status check_statistic(const copse_perm *m, size_t j, copse_error *err)
{
    const copse_coefficient *c = &m->fit.coef[j];
    const double ratio = c->estimate / c->se;
    if (!(c->se > 0))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "the estimates leave no residual, so that there is no standard error and no statistic to "
                          "permute; with --test z there is");
    if (!isfinite(c->statistic) || fabs(c->statistic - ratio) > 1e-6 * fmax(1, fabs(ratio)))
        return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                          "the statistic of test %s is not estimate/se, by which permutations are compared",
                          copse_test_code(m->fit.test));
    return COPSE_OK;
}

static copse_status choose_unit(copse_perm *m, copse_error *err)
{
    const copse_perm_plan *plan = &m->plan;
    double most = 0;
    m->y = copse_alloc(plan->k, sizeof *m->y);
    m->v = copse_alloc(plan->k, sizeof *m->v);
    if (m->y == NULL || m->v == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < plan->k; i++) most = fmax(most, plan->v[i]);
    const int exponent = ilogb(most) / 2;
    m->unit = ldexp(1, exponent);
    for (size_t i = 0; i < plan->k; i++) {
        m->y[i] = ldexp(plan->y[i], -exponent);
        m->v[i] = ldexp(plan->v[i], -2 * exponent);
    }
    m->fit_opts = plan->fit;
    m->fit_opts.without_tau2_ci = m->fit_opts.without_R2 = true;
    m->fit_opts.tau2 = ldexp(plan->fit.tau2, -2 * exponent);
    return COPSE_OK;
}

/* QM of the fit, where it is of some coefficients only. */
static copse_status test_some(copse_perm *m, copse_error *err)
{
    copse_omnibus some;
    const copse_status st = copse_fit_omnibus(&m->fit, m->plan.tested, &some, err);
    if (st != COPSE_OK) return st;
    m->fit.het.QM = some.QM;
    m->fit.het.QM_df = some.df;
    m->fit.het.QM_df2 = some.df2;
    m->fit.het.QM_p = some.p;
    return COPSE_OK;
}

static copse_status observe(copse_perm *m, copse_error *err)
{
    const copse_perm_plan *plan = &m->plan;
    if (plan->fit.test == COPSE_TEST_KR && plan->p > 1) /* as in the lanes, which fit the permutations */
        return copse_fail(err, COPSE_ENOTCOMPUTABLE, "with moderators the test kr is of one data set at a time");
    copse_status st =
        copse_pool(plan->y, plan->v, m->signs ? NULL : plan->X, plan->k, plan->p, &plan->fit, &m->fit, err);
    if (st == COPSE_OK) st = choose_unit(m, err);
    if (st != COPSE_OK) return st;
    m->observed = copse_alloc(plan->p, sizeof *m->observed);
    m->tie = copse_alloc(plan->p, sizeof *m->tie);
    if (m->observed == NULL || m->tie == NULL) return copse_fail_memory(err);
    for (size_t j = 0; j < plan->p && st == COPSE_OK; j++) {
        const copse_coefficient *c = &m->fit.coef[j];
        const bool test = plan->statistic == COPSE_PERM_TEST;
        st = check_statistic(m, j, err);
        m->observed[j] = test ? c->estimate / c->se : c->estimate / m->unit;
        m->tie[j] = COPSE_I_PERM_TIE * fmax(test ? 1 : c->se / m->unit, fabs(m->observed[j]));
    }
    if (st == COPSE_OK && plan->tested != NULL && !m->signs) st = test_some(m, err);
    m->QM = m->signs ? NAN : m->fit.het.QM;
    m->QM_tie = COPSE_I_PERM_TIE * fmax(1, m->QM);
    return st;
}

copse_status copse_perm_new(const copse_perm_plan *plan, copse_perm **perm, copse_error *err)
{
    *perm = NULL;
    copse_status st = check(plan, err);
    if (st != COPSE_OK) return st;
    copse_perm *m = copse_alloc(1, sizeof *m);
    if (m == NULL) return copse_fail_memory(err);
    m->plan = *plan;
    m->isa = plan->isa == COPSE_ISA_BEST ? copse_isa_best() : plan->isa;
    m->signs = is_intercept(plan);
    m->scalar = !m->signs && (plan->p > COPSE_LANES_COLUMNS || plan->tested != NULL);
    st = observe(m, err);
    if (st == COPSE_OK) st = count(m, err);
    if (st == COPSE_OK) *perm = m;
    else copse_perm_free(m);
    return st;
}

void copse_perm_free(copse_perm *perm)
{
    if (perm == NULL) return;
    free(perm->y);
    free(perm->v);
    free(perm->kind);
    free(perm->start);
    free(perm->rows);
    free(perm->observed);
    free(perm->tie);
    copse_fit_free(&perm->fit);
    free(perm);
}

bool copse_perm_exact(const copse_perm *perm)
{
    return perm->exact;
}

uint64_t copse_perm_count(const copse_perm *perm)
{
    return perm->count;
}

uint64_t copse_perm_replicates(const copse_perm *perm)
{
    return perm->replicates;
}

size_t copse_perm_width(const copse_perm *perm)
{
    return 2 * perm->plan.p + (perm->signs ? 0 : 1);
}

size_t copse_perm_state_size(const copse_perm *perm)
{
    return sizeof(copse_i_perm_state) + perm->plan.p * sizeof(copse_i_perm_tally);
}

const copse_fit *copse_perm_fit(const copse_perm *perm)
{
    return &perm->fit;
}

static void design_numbers(copse_text *out, const char *name, const double *x, size_t n)
{
    copse_text_add(out, name);
    for (size_t i = 0; x != NULL && i < n; i++) {
        copse_text_add(out, " ");
        copse_text_add_exact(out, x[i]);
    }
    copse_text_add(out, "\n");
}

void copse_perm_design(const copse_perm *perm, copse_text *out)
{
    const copse_perm_plan *p = &perm->plan;
    copse_text_printf(out, "permutations %s %s", perm->signs ? "signs" : "rows", perm->exact ? "all" : "drawn");
    if (!perm->exact) copse_text_printf(out, " seed %u", p->seed);
    copse_text_printf(out, "\nstatistic %s method %s test %s", copse_perm_statistic_name(p->statistic),
                      copse_method_code(p->fit.method), copse_test_code(p->fit.test));
    design_numbers(out, " tau2", &p->fit.tau2, 1);
    design_numbers(out, "y", p->y, p->k);
    design_numbers(out, "v", p->v, p->k);
    design_numbers(out, "X", p->X, p->k * p->p);
    for (size_t j = 0; p->tested != NULL && j < p->p; j++)
        copse_text_printf(out, "%s%d", j > 0 ? " " : "tested ", p->tested[j]);
    copse_text_add(out, "\n");
}
