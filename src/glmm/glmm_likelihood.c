/* The log-likelihood of all studies, with its gradient and Hessian. A study's own baseline is eliminated on the spot: given
 * the other parameters its likelihood is log-concave in it (Prekopa 1973), and the Hessian of what is left is a Schur
 * complement, so that the cost is that of k small problems. */
#include "glmm_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

size_t copse_i_glmm_parameters(const copse_i_glmm_problem *problem)
{
    return problem->p + problem->common + problem->scales;
}

double copse_i_glmm_design(const copse_i_glmm_problem *problem, size_t i, size_t j)
{
    return problem->X != NULL ? problem->X[i * problem->p + j] : 1.0;
}

double copse_i_glmm_row_times(const copse_i_glmm_problem *problem, size_t i, const double *beta)
{
    double sum = 0.0;
    for (size_t j = 0; j < problem->p; j++) sum += copse_i_glmm_design(problem, i, j) * beta[j];
    return sum;
}

copse_status copse_i_glmm_surface_init(copse_i_glmm_surface *surface, size_t n)
{
    *surface = (copse_i_glmm_surface){.gradient = copse_alloc(n, sizeof(double)),
                                      .hessian = copse_alloc(n * n, sizeof(double))};
    return surface->gradient != NULL && surface->hessian != NULL ? COPSE_OK : COPSE_ENOMEM;
}

void copse_i_glmm_surface_free(copse_i_glmm_surface *surface)
{
    free(surface->gradient);
    free(surface->hessian);
    *surface = (copse_i_glmm_surface){0};
}

static void evaluate(const copse_i_glmm_problem *problem, size_t i, const double *s, copse_i_glmm_moments *moments)
{
    const copse_i_glmm_rule *rule = &problem->rule;
    if (rule->nagq > 0 && problem->layout.effects > 0) {
        copse_i_glmm_hermite(&problem->layout, &problem->trial[i], s, rule, moments);
    } else {
        copse_i_glmm_integral(&problem->layout, &problem->trial[i], s, rule->rough, moments);
    }
}

/* Newton's way to the highest point in the study's own baseline, s[0]. */
static void settle(const copse_i_glmm_problem *problem, size_t i, double *s, copse_i_glmm_moments *m)
{
    enum { STEPS = 60 };
    const double enough = problem->rule.rough ? 1e-4 : 1e-10;
    evaluate(problem, i, s, m);
    for (int step = 0; step < STEPS; step++) {
        double move = -m->gradient[0] / m->hessian[0][0];
        if (!(m->gradient[0] * move > enough)) return;
        if (fabs(move) > 2.0) move = copysign(2.0, move);
        const double from = s[0];
        copse_i_glmm_moments next;
        for (int halving = 0; halving < 50; halving++) {
            s[0] = from + move;
            evaluate(problem, i, s, &next);
            if (next.value > m->value || fabs(m->gradient[0] * move) < 1e-10) break;
            move *= 0.5;
        }
        *m = next;
    }
}

void copse_i_glmm_trial_whole(const copse_i_glmm_problem *problem, size_t i, const double *s,
                              copse_i_glmm_moments *moments)
{
    evaluate(problem, i, s, moments);
}

/* Takes the first term out: what remains is a function of the others, at the baseline that suits them best. */
static void eliminate(const copse_i_glmm_layout *layout, copse_i_glmm_moments *m)
{
    const double h = m->hessian[0][0], g = m->gradient[0];
    if (!(h < 0.0)) return; /* nothing depends on it */
    m->value -= 0.5 * g * g / h;
    for (size_t a = 1; a < layout->terms; a++) {
        m->gradient[a] -= m->hessian[a][0] * g / h;
        for (size_t b = 1; b < layout->terms; b++) m->hessian[a][b] -= m->hessian[a][0] * m->hessian[b][0] / h;
    }
}

/* Where the study's own baseline is highest, to first order from where it was last. */
static double own_at(const copse_i_glmm_problem *problem, size_t i, const double *s)
{
    const double *last = problem->last + i * COPSE_I_GLMM_TERMS, *lean = problem->lean + i * COPSE_I_GLMM_TERMS;
    double own = problem->own[i], move = 0.0;
    for (size_t j = 1; j < problem->layout.terms; j++) move += lean[j] * (s[j] - last[j]);
    return fabs(move) < 3.0 ? own + move : own;
}

/* With one more step, for which all is known. */
static void keep_own(copse_i_glmm_problem *problem, size_t i, const double *s, const copse_i_glmm_moments *m)
{
    const double h = m->hessian[0][0];
    problem->own[i] = s[0];
    if (!(h < 0.0)) return;
    const double step = -m->gradient[0] / h;
    if (fabs(step) < 1e-2) problem->own[i] += step;
    for (size_t j = 1; j < problem->layout.terms; j++) {
        problem->last[i * COPSE_I_GLMM_TERMS + j] = s[j];
        problem->lean[i * COPSE_I_GLMM_TERMS + j] = -m->hessian[0][j] / h;
    }
}

void copse_i_glmm_trial_moments(copse_i_glmm_problem *problem, size_t i, double *s, copse_i_glmm_moments *moments)
{
    if (problem->layout.term[0].kind != COPSE_I_GLMM_OWN) {
        evaluate(problem, i, s, moments);
        return;
    }
    const copse_i_glmm_trial *trial = &problem->trial[i];
    if (trial->pinned != 0) {
        copse_i_glmm_pinned_moments(trial, s[1], moments);
        return;
    }
    s[0] = copse_i_glmm_own_inside(trial, s[1], own_at(problem, i, s));
    if (isnan(s[0])) {
        *moments = (copse_i_glmm_moments){.value = -HUGE_VAL};
        return;
    }
    settle(problem, i, s, moments);
    keep_own(problem, i, s, moments);
    eliminate(&problem->layout, moments);
}

/* Where a term of a study lies among the parameters: an effect is the sum of p of them. */
static size_t place(const copse_i_glmm_problem *problem, size_t term)
{
    const copse_i_glmm_layout *layout = &problem->layout;
    size_t scale = 0;
    for (size_t j = 0; j < term; j++) scale += layout->term[j].kind == COPSE_I_GLMM_SCALE ? 1 : 0;
    return layout->term[term].kind == COPSE_I_GLMM_COMMON ? problem->p : problem->p + problem->common + scale;
}

static void add_pair(const copse_i_glmm_problem *problem, size_t i, size_t a, size_t b, double h,
                     copse_i_glmm_surface *surface)
{
    const size_t n = copse_i_glmm_parameters(problem), p = problem->p;
    const bool many_a = problem->layout.term[a].kind == COPSE_I_GLMM_EFFECT;
    const bool many_b = problem->layout.term[b].kind == COPSE_I_GLMM_EFFECT;
    for (size_t ja = 0; ja < (many_a ? p : 1); ja++) {
        const size_t row = many_a ? ja : place(problem, a);
        const double xa = many_a ? copse_i_glmm_design(problem, i, ja) : 1.0;
        for (size_t jb = 0; jb < (many_b ? p : 1); jb++) {
            const size_t column = many_b ? jb : place(problem, b);
            const double xb = many_b ? copse_i_glmm_design(problem, i, jb) : 1.0;
            surface->hessian[row * n + column] += xa * xb * h;
        }
    }
}

static void add_trial(const copse_i_glmm_problem *problem, size_t i, const copse_i_glmm_moments *m,
                      copse_i_glmm_surface *surface)
{
    const copse_i_glmm_layout *layout = &problem->layout;
    surface->value += m->value;
    for (size_t a = 0; a < layout->terms; a++) {
        if (layout->term[a].kind == COPSE_I_GLMM_OWN) continue;
        if (layout->term[a].kind == COPSE_I_GLMM_EFFECT) {
            for (size_t j = 0; j < problem->p; j++)
                surface->gradient[j] += copse_i_glmm_design(problem, i, j) * m->gradient[a];
        } else {
            surface->gradient[place(problem, a)] += m->gradient[a];
        }
        for (size_t b = 0; b < layout->terms; b++)
            if (layout->term[b].kind != COPSE_I_GLMM_OWN) add_pair(problem, i, a, b, m->hessian[a][b], surface);
    }
}

void copse_i_glmm_surface_at(copse_i_glmm_problem *problem, const double *parameter, copse_i_glmm_surface *surface)
{
    const size_t n = copse_i_glmm_parameters(problem);
    surface->value = 0.0;
    memset(surface->gradient, 0, n * sizeof(double));
    memset(surface->hessian, 0, n * n * sizeof(double));
    for (size_t i = 0; i < problem->k; i++) {
        copse_i_glmm_moments moments;
        double s[COPSE_I_GLMM_TERMS] = {0};
        if (!problem->trial[i].tells) continue; /* its likelihood is, or comes up to, 1 whatever the parameters */
        for (size_t j = 0; j < problem->layout.terms; j++) {
            const copse_i_glmm_term_kind kind = problem->layout.term[j].kind;
            if (kind == COPSE_I_GLMM_EFFECT) s[j] = copse_i_glmm_row_times(problem, i, parameter);
            if (kind == COPSE_I_GLMM_COMMON || kind == COPSE_I_GLMM_SCALE) s[j] = parameter[place(problem, j)];
        }
        copse_i_glmm_trial_moments(problem, i, s, &moments);
        add_trial(problem, i, &moments, surface);
    }
}
