/* What is integrated: a study's likelihood times the density of its random effects, on the log scale, and its mode. The
 * laws are log-concave and the predictors linear in u, so that there is one mode and Newton's way to it is safe. */
#include "glmm_parts.h"

#include <math.h>

void copse_i_glmm_node_at(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s,
                          const double *u, copse_i_glmm_node *node)
{
    node->value = 0.0;
    for (size_t r = 0; r < layout->effects; r++) node->value -= 0.5 * u[r] * u[r];
    for (size_t g = 0; g < layout->arms; g++) {
        double eta = 0.0;
        for (size_t j = 0; j < layout->terms; j++) {
            const copse_i_glmm_term *term = &layout->term[j];
            eta += s[j] * term->load[g] * (term->kind == COPSE_I_GLMM_SCALE ? u[term->effect] : 1.0);
        }
        node->jet[g] = copse_i_glmm_arm_at(&trial->arm[g], eta);
        node->value += node->jet[g].value;
    }
}

/* d eta_g / d u_r */
static void slopes(const copse_i_glmm_layout *layout, const double *s,
                   double slope[COPSE_I_GLMM_ARMS][COPSE_I_GLMM_EFFECTS])
{
    for (size_t g = 0; g < COPSE_I_GLMM_ARMS; g++)
        for (size_t r = 0; r < COPSE_I_GLMM_EFFECTS; r++) slope[g][r] = 0.0;
    for (size_t j = 0; j < layout->terms; j++) {
        if (layout->term[j].kind != COPSE_I_GLMM_SCALE) continue;
        for (size_t g = 0; g < layout->arms; g++) slope[g][layout->term[j].effect] += s[j] * layout->term[j].load[g];
    }
}

/* Gradient and negative Hessian in u; of one effect the second is a unit that nothing moves. */
typedef struct hollow {
    double g0, g1, h00, h01, h11;
} hollow;

static hollow hollow_at(const copse_i_glmm_layout *layout, const double slope[COPSE_I_GLMM_ARMS][COPSE_I_GLMM_EFFECTS],
                        const copse_i_glmm_node *node, const double *u)
{
    hollow h = {-u[0], -u[1], 1.0, 0.0, 1.0};
    for (size_t g = 0; g < layout->arms; g++) {
        const copse_i_glmm_jet *jet = &node->jet[g];
        h.g0 += jet->d1 * slope[g][0];
        h.g1 += jet->d1 * slope[g][1];
        h.h00 -= jet->d2 * slope[g][0] * slope[g][0];
        h.h01 -= jet->d2 * slope[g][0] * slope[g][1];
        h.h11 -= jet->d2 * slope[g][1] * slope[g][1];
    }
    return h;
}

/* Lower root of the inverse of the negative Hessian. */
static void set_root(const hollow *h, copse_i_glmm_mode *mode)
{
    const double det = h->h00 * h->h11 - h->h01 * h->h01;
    const double v00 = h->h11 / det, v01 = -h->h01 / det;
    mode->root[0][0] = sqrt(v00);
    mode->root[0][1] = 0.0;
    mode->root[1][0] = v01 / mode->root[0][0];
    mode->root[1][1] = 1.0 / sqrt(h->h11);
    mode->log_det = -0.5 * log(det);
}

void copse_i_glmm_mode_find(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s,
                            double enough, copse_i_glmm_mode *mode)
{
    enum { STEPS = 100 };
    double slope[COPSE_I_GLMM_ARMS][COPSE_I_GLMM_EFFECTS];
    copse_i_glmm_node node, next;
    slopes(layout, s, slope);
    *mode = (copse_i_glmm_mode){0};
    for (size_t r = 0; trial->warm != NULL && r < layout->effects; r++) mode->u[r] = trial->warm[r];
    copse_i_glmm_node_at(layout, trial, s, mode->u, &node);
    hollow h = hollow_at(layout, slope, &node, mode->u);
    for (int step = 0; step < STEPS; step++) {
        const double det = h.h00 * h.h11 - h.h01 * h.h01;
        const double move[2] = {(h.h11 * h.g0 - h.h01 * h.g1) / det, (h.h00 * h.g1 - h.h01 * h.g0) / det};
        const double rise = move[0] * h.g0 + move[1] * h.g1; /* twice what a quadratic would gain */
        if (!(rise > enough)) break;
        double part = 1.0, u[2];
        for (int halving = 0; halving < 60; halving++) {
            u[0] = mode->u[0] + part * move[0];
            u[1] = mode->u[1] + part * move[1];
            copse_i_glmm_node_at(layout, trial, s, u, &next);
            if (next.value > node.value || rise < 1e-12) break;
            part *= 0.5;
        }
        mode->u[0] = u[0];
        mode->u[1] = u[1];
        node = next;
        h = hollow_at(layout, slope, &node, mode->u);
    }
    mode->value = node.value;
    for (size_t r = 0; trial->warm != NULL && r < layout->effects; r++) trial->warm[r] = mode->u[r];
    set_root(&h, mode);
}
