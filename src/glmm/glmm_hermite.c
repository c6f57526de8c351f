/* Adaptive Gauss-Hermite quadrature of a chosen order, as in other programs (Pinheiro & Bates 1995; order 1 is Laplace's
 * approximation). The likelihood that is maximised is then the approximate one, whose derivatives are not those of the
 * integral: the nodes lie about the integrand's mode, in units of its curvature there, and both move with the parameters. The
 * whole of it is computed in numbers that carry their first and second derivatives in the parameters. The mode has them from
 * two of Newton's steps at the mode, each of which doubles the order that is exact. */
#include "glmm_jet.h"
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>

enum { ARMS = COPSE_I_GLMM_ARMS, EFFECTS = COPSE_I_GLMM_EFFECTS };

typedef struct site {
    const copse_i_glmm_layout *layout;
    const copse_i_glmm_trial *trial;
    const double *s;
    jet slope[ARMS][EFFECTS]; /* of the linear predictors in u */
    jet fixed[ARMS];          /* what of them is not random */
} site;

/* Mode and root of the inverse of the negative Hessian, as in copse_i_glmm_mode. */
typedef struct moving {
    jet u[EFFECTS], root00, root10, root11, log_det;
} moving;

/* Negative Hessian in u; of one effect the second is a unit that nothing moves. */
typedef struct hollow {
    jet g[EFFECTS], h00, h01, h11;
} hollow;

static void set_site(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s, site *at)
{
    *at = (site){.layout = layout, .trial = trial, .s = s};
    for (size_t j = 0; j < layout->terms; j++) {
        const copse_i_glmm_term *term = &layout->term[j];
        for (size_t g = 0; g < layout->arms; g++) {
            jet *to = term->kind == COPSE_I_GLMM_SCALE ? &at->slope[g][term->effect] : &at->fixed[g];
            *to = jet_sum(*to, jet_times(jet_variable(s[j], j), term->load[g]));
        }
    }
}

static jet predictor(const site *at, const jet *u, size_t g)
{
    jet eta = at->fixed[g];
    for (size_t r = 0; r < at->layout->effects; r++) eta = jet_sum(eta, jet_product(&at->slope[g][r], &u[r]));
    return eta;
}

static hollow hollow_at(const site *at, const jet *u)
{
    hollow h = {
        {jet_times(u[0], -1.0), jet_times(u[1], -1.0)}, jet_constant(1.0), jet_constant(0.0), jet_constant(1.0)};
    for (size_t g = 0; g < at->layout->arms; g++) {
        const jet eta = predictor(at, u, g);
        const copse_i_glmm_arm *arm = &at->trial->arm[g];
        const copse_i_glmm_jet low = copse_i_glmm_arm_at(arm, eta.v);
        const copse_i_glmm_higher high = copse_i_glmm_arm_higher(arm, eta.v);
        const jet d1 = jet_chain(&eta, low.d1, low.d2, high.d3), d2 = jet_chain(&eta, low.d2, high.d3, high.d4);
        const jet *slope = at->slope[g], part = jet_product(&d2, &slope[0]);
        h.g[0] = jet_sum(h.g[0], jet_product(&d1, &slope[0]));
        h.h00 = jet_difference(h.h00, jet_product(&part, &slope[0]));
        if (at->layout->effects == 1) continue;
        const jet other = jet_product(&d2, &slope[1]);
        h.g[1] = jet_sum(h.g[1], jet_product(&d1, &slope[1]));
        h.h01 = jet_difference(h.h01, jet_product(&part, &slope[1]));
        h.h11 = jet_difference(h.h11, jet_product(&other, &slope[1]));
    }
    return h;
}

static jet determinant(const hollow *h)
{
    return jet_difference(jet_product(&h->h00, &h->h11), jet_product(&h->h01, &h->h01));
}

static void newton_step(const site *at, jet *u)
{
    const hollow h = hollow_at(at, u);
    const jet det = determinant(&h), over = jet_power(&det, -1.0);
    const jet m0 = jet_difference(jet_product(&h.h11, &h.g[0]), jet_product(&h.h01, &h.g[1]));
    const jet m1 = jet_difference(jet_product(&h.h00, &h.g[1]), jet_product(&h.h01, &h.g[0]));
    u[0] = jet_sum(u[0], jet_product(&m0, &over));
    if (at->layout->effects == 2) u[1] = jet_sum(u[1], jet_product(&m1, &over));
}

static void find_moving(const site *at, const copse_i_glmm_mode *mode, moving *m)
{
    for (size_t r = 0; r < EFFECTS; r++) m->u[r] = jet_constant(mode->u[r]);
    newton_step(at, m->u);
    newton_step(at, m->u);
    const hollow h = hollow_at(at, m->u);
    const jet det = determinant(&h), over = jet_power(&det, -1.0), v00 = jet_product(&h.h11, &over),
              v01 = jet_times(jet_product(&h.h01, &over), -1.0), under = jet_power(&v00, -0.5);
    m->root00 = jet_power(&v00, 0.5);
    m->root10 = jet_product(&v01, &under);
    m->root11 = jet_power(&h.h11, -0.5);
    m->log_det = jet_times(jet_chain(&det, log(det.v), 1.0 / det.v, -1.0 / (det.v * det.v)), -0.5);
}

/* The integrand at the node z relative to the mode's value, with the node's weight. */
static jet node_at(const site *at, const moving *m, double top, double z0, double z1, double weight)
{
    jet u[EFFECTS] = {jet_sum(m->u[0], jet_times(m->root00, z0)), m->u[1]}, sum = jet_constant(-top);
    if (at->layout->effects == 2) u[1] = jet_sum(u[1], jet_sum(jet_times(m->root10, z0), jet_times(m->root11, z1)));
    for (size_t r = 0; r < at->layout->effects; r++) sum = jet_sum(sum, jet_times(jet_product(&u[r], &u[r]), -0.5));
    for (size_t g = 0; g < at->layout->arms; g++) {
        const jet eta = predictor(at, u, g);
        const copse_i_glmm_jet arm = copse_i_glmm_arm_at(&at->trial->arm[g], eta.v);
        sum = jet_sum(sum, jet_chain(&eta, arm.value, arm.d1, arm.d2));
    }
    const double e = weight * exp(sum.v);
    return jet_chain(&sum, e, e, e);
}

void copse_i_glmm_hermite(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s,
                          const copse_i_glmm_rule *rule, copse_i_glmm_moments *moments)
{
    site at;
    moving m;
    copse_i_glmm_mode mode;
    jet sum = jet_constant(0.0);
    copse_i_glmm_mode_find(layout, trial, s, 1e-22, &mode);
    set_site(layout, trial, s, &at);
    find_moving(&at, &mode, &m);
    const size_t second = layout->effects == 2 ? rule->nagq : 1;
    for (size_t a = 0; a < rule->nagq; a++) {
        for (size_t b = 0; b < second; b++) {
            const double z0 = COPSE_SQRT2 * rule->node[a], z1 = second > 1 ? COPSE_SQRT2 * rule->node[b] : 0.0;
            const double weight = layout->effects == 2 ? rule->weight[a] * rule->weight[b] : rule->weight[a];
            sum = jet_sum(sum, node_at(&at, &m, mode.value, z0, z1, weight));
        }
    }
    const jet total = jet_sum(m.log_det, jet_chain(&sum, log(sum.v), 1.0 / sum.v, -1.0 / (sum.v * sum.v)));
    moments->value = mode.value + total.v - 0.5 * (double)layout->effects * log(COPSE_PI);
    for (size_t j = 0; j < layout->terms; j++) {
        moments->gradient[j] = total.g[j];
        for (size_t i = 0; i < layout->terms; i++) moments->hessian[j][i] = total.h[j][i];
    }
}
