/* A study's likelihood with its random effects integrated out, and its derivatives, to the digits that a double has: here
 * without random effects, and of two in their own plane (glmm_line.c has one, glmm_plane.c two in the usual case).
 *
 * The integrand is analytic and falls off like a normal density, so that the trapezoidal rule converges exponentially in
 * the number of its nodes (Trefethen & Weideman 2014). Nodes lie around the mode, in units of the curvature there; two
 * rules, the one shifted by half a step, tell the error, and their mean is the rule of half the step. Derivatives are
 * means over the same nodes:
 *      d log L = E[d l],   d2 log L = E[d2 l] + Var[d l]    given the data (Louis 1982). */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>

#define DEPTH 37.0   /* nodes that lie this far below the mode, in logs, are left out; */
#define SHALLOW 14.0 /* for a first look */
#define AGREE 1e-6   /* of the two rules; the error of their mean is about its square */

typedef struct tally {
    double weight, first[COPSE_I_GLMM_TERMS], second[COPSE_I_GLMM_TERMS][COPSE_I_GLMM_TERMS];
} tally;

typedef struct site {
    const copse_i_glmm_layout *layout;
    const copse_i_glmm_trial *trial;
    const double *s;
    const copse_i_glmm_mode *mode;
    double depth;
} site;

static void add_node(const copse_i_glmm_layout *layout, const copse_i_glmm_node *node, const double *u, double weight,
                     tally *sum)
{
    double d[COPSE_I_GLMM_TERMS], c[COPSE_I_GLMM_TERMS][COPSE_I_GLMM_ARMS];
    for (size_t j = 0; j < layout->terms; j++) {
        const copse_i_glmm_term *term = &layout->term[j];
        const double z = term->kind == COPSE_I_GLMM_SCALE ? u[term->effect] : 1.0;
        d[j] = 0.0;
        for (size_t g = 0; g < layout->arms; g++) {
            c[j][g] = term->load[g] * z;
            d[j] += node->jet[g].d1 * c[j][g];
        }
    }
    sum->weight += weight;
    for (size_t j = 0; j < layout->terms; j++) {
        sum->first[j] += weight * d[j];
        for (size_t m = 0; m <= j; m++) {
            double curve = 0.0;
            for (size_t g = 0; g < layout->arms; g++) curve += node->jet[g].d2 * c[j][g] * c[m][g];
            sum->second[j][m] += weight * (curve + d[j] * d[m]);
        }
    }
}

/* Adds the node at z; its height above the mode's, at most about 0. */
static double visit(const site *at, double z0, double z1, tally *sum)
{
    const copse_i_glmm_mode *mode = at->mode;
    const double u[COPSE_I_GLMM_EFFECTS] = {mode->u[0] + mode->root[0][0] * z0,
                                            mode->u[1] + mode->root[1][0] * z0 + mode->root[1][1] * z1};
    copse_i_glmm_node node;
    copse_i_glmm_node_at(at->layout, at->trial, at->s, u, &node);
    const double height = node.value - mode->value;
    if (height > -at->depth) add_node(at->layout, &node, u, exp(height), sum);
    return height;
}

/* Nodes first, first + step, ... along the second axis until they are deep and falling. Returns
 * the greatest height. */
static double walk(const site *at, double z0, double first, double step, tally *sum)
{
    double best = -HUGE_VAL, last = -HUGE_VAL, z = first;
    for (;;) {
        const double height = visit(at, z0, z, sum);
        best = fmax(best, height);
        if (!(height > -at->depth) && !(height > last)) return best;
        last = height;
        z += step;
    }
}

static double both_ways(const site *at, double z0, double shift, double step, tally *sum)
{
    const double up = walk(at, z0, shift, step, sum), down = walk(at, z0, shift - step, -step, sum);
    return fmax(up, down);
}

/* All nodes of the rule with that step, shifted in every direction. */
static void sweep(const site *at, double shift, double step, tally *sum)
{
    for (int way = 1; way >= -1; way -= 2) {
        double last = -HUGE_VAL, z0 = way > 0 ? shift : shift - step;
        for (;;) {
            const double height = both_ways(at, z0, shift, step, sum);
            if (!(height > -at->depth) && !(height > last)) break;
            last = height;
            z0 += way * step;
        }
    }
}

static void join(tally *to, const tally *from)
{
    to->weight += from->weight;
    for (size_t j = 0; j < COPSE_I_GLMM_TERMS; j++) {
        to->first[j] += from->first[j];
        for (size_t m = 0; m <= j; m++) to->second[j][m] += from->second[j][m];
    }
}

static void finish(const copse_i_glmm_layout *layout, const tally *sum, copse_i_glmm_moments *moments)
{
    for (size_t j = 0; j < layout->terms; j++) moments->gradient[j] = sum->first[j] / sum->weight;
    for (size_t j = 0; j < layout->terms; j++) {
        for (size_t m = 0; m <= j; m++) {
            const double h = sum->second[j][m] / sum->weight - moments->gradient[j] * moments->gradient[m];
            moments->hessian[j][m] = moments->hessian[m][j] = h;
        }
    }
}

/* No random effects: the likelihood itself. */
static void plain(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s,
                  copse_i_glmm_moments *moments)
{
    const double u[COPSE_I_GLMM_EFFECTS] = {0.0, 0.0};
    copse_i_glmm_node node;
    tally sum = {0};
    copse_i_glmm_node_at(layout, trial, s, u, &node);
    add_node(layout, &node, u, 1.0, &sum);
    moments->value = node.value;
    finish(layout, &sum, moments);
    for (size_t j = 0; j < layout->terms; j++) { /* second derivatives without the detour over squares */
        for (size_t m = 0; m < layout->terms; m++) {
            double curve = 0.0;
            for (size_t g = 0; g < layout->arms; g++)
                curve += node.jet[g].d2 * layout->term[j].load[g] * layout->term[m].load[g];
            moments->hessian[j][m] = curve;
        }
    }
}

void copse_i_glmm_integral(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s,
                           bool rough, copse_i_glmm_moments *moments)
{
    enum { HALVINGS = 7 };
    if (layout->effects == 0) {
        plain(layout, trial, s, moments);
        return;
    }
    if (layout->effects == 1) {
        copse_i_glmm_line(layout, trial, s, rough, moments);
        return;
    }
    if (copse_i_glmm_plane(layout, trial, s, rough, moments)) return;
    copse_i_glmm_mode mode;
    copse_i_glmm_mode_find(layout, trial, s, 1e-4, &mode);
    const site at = {layout, trial, s, &mode, rough ? SHALLOW : DEPTH};
    double step = rough ? 1.5 : 1.0, nodes = 1.0; /* how many rules of that step are in the sum */
    tally sum = {0};
    sweep(&at, 0.0, step, &sum);
    for (int halving = 0; !rough && halving < HALVINGS; halving++) {
        tally shifted = {0};
        sweep(&at, 0.5 * step, step, &shifted);
        const bool agree = fabs(shifted.weight - sum.weight) <= AGREE * sum.weight;
        join(&sum, &shifted);
        nodes = 2.0;
        if (agree) break;
        nodes = 1.0;
        step *= 0.5;
        sum = (tally){0}; /* in the plane the two rules together are not the finer one */
        sweep(&at, 0.0, step, &sum);
    }
    const double log_cell = (double)layout->effects * log(step) - log(nodes);
    moments->value =
        mode.value + mode.log_det + log(sum.weight) + log_cell - 0.5 * (double)layout->effects * log(2.0 * COPSE_PI);
    finish(layout, &sum, moments);
}
