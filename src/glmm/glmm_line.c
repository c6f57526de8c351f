/* A study's likelihood with one random effect integrated out: the trapezoidal rule of glmm_integral.c, in a form that costs
 * little a node. What gradient and Hessian in the terms are made of are means of the arms' derivatives times powers of u. */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>

enum { ARMS = COPSE_I_GLMM_ARMS, PAIRS = 3, POWERS = 3, HALVINGS = 7 };

#define DEPTH 37.0   /* nodes that lie this far below the mode, in logs, are left out; */
#define SHALLOW 14.0 /* for a first look */
#define AGREE 1e-6   /* of the two rules; the error of their mean is about its square */

typedef struct line {
    const copse_i_glmm_arm *arm;
    size_t arms;
    double fixed[ARMS], slope[ARMS]; /* linear predictors: fixed + slope u */
    double mode, root, top, depth;
} line;

/* Sums over nodes of weights w times: 1; first derivatives d_g, and d_g u; d_g d_h, plus the second derivative where g = h, times
 * 1, u, u^2, for the pairs 00, 01, 11. */
typedef struct strip {
    double weight, first[ARMS][2], second[PAIRS][POWERS];
} strip;

static void add_pair(strip *sum, size_t pair, double wc, double u)
{
    sum->second[pair][0] += wc;
    wc *= u;
    sum->second[pair][1] += wc;
    sum->second[pair][2] += wc * u;
}

/* Adds the node at z; its height above the mode's, at most about 0. */
static double visit(const line *at, double z, strip *sum)
{
    const double u = at->mode + at->root * z;
    copse_i_glmm_jet jet[ARMS] = {{0.0, 0.0, 0.0}};
    double height = -0.5 * u * u - at->top;
    for (size_t g = 0; g < at->arms; g++) {
        jet[g] = copse_i_glmm_arm_at(&at->arm[g], at->fixed[g] + at->slope[g] * u);
        height += jet[g].value;
    }
    if (!(height > -at->depth)) return height;
    const double w = exp(height), d0 = w * jet[0].d1;
    sum->weight += w;
    sum->first[0][0] += d0;
    sum->first[0][1] += d0 * u;
    add_pair(sum, 0, d0 * jet[0].d1 + w * jet[0].d2, u);
    if (at->arms == 1) return height;
    const double d1 = w * jet[1].d1;
    sum->first[1][0] += d1;
    sum->first[1][1] += d1 * u;
    add_pair(sum, 1, d0 * jet[1].d1, u);
    add_pair(sum, 2, d1 * jet[1].d1 + w * jet[1].d2, u);
    return height;
}

/* Nodes first, first + step, ... until they are deep and falling. */
static void walk(const line *at, double first, double step, strip *sum)
{
    double last = -HUGE_VAL, z = first;
    for (;;) {
        const double height = visit(at, z, sum);
        if (!(height > -at->depth) && !(height > last)) return;
        last = height;
        z += step;
    }
}

static void sweep(const line *at, double shift, double step, strip *sum)
{
    walk(at, shift, step, sum);
    walk(at, shift - step, -step, sum);
}

static void join(strip *to, const strip *from)
{
    to->weight += from->weight;
    for (size_t g = 0; g < ARMS; g++)
        for (size_t a = 0; a < 2; a++) to->first[g][a] += from->first[g][a];
    for (size_t p = 0; p < PAIRS; p++)
        for (size_t a = 0; a < POWERS; a++) to->second[p][a] += from->second[p][a];
}

/* A term enters arm g times its load, and times u where it is a scale. */
static void finish(const copse_i_glmm_layout *layout, const strip *sum, copse_i_glmm_moments *moments)
{
    size_t power[COPSE_I_GLMM_TERMS];
    for (size_t j = 0; j < layout->terms; j++) {
        const double *load = layout->term[j].load;
        power[j] = layout->term[j].kind == COPSE_I_GLMM_SCALE ? 1 : 0;
        moments->gradient[j] = (load[0] * sum->first[0][power[j]] + load[1] * sum->first[1][power[j]]) / sum->weight;
    }
    for (size_t j = 0; j < layout->terms; j++) {
        for (size_t m = 0; m <= j; m++) {
            const double *a = layout->term[j].load, *b = layout->term[m].load;
            const size_t u = power[j] + power[m];
            const double both = a[0] * b[0] * sum->second[0][u] + (a[0] * b[1] + a[1] * b[0]) * sum->second[1][u] +
                                a[1] * b[1] * sum->second[2][u];
            const double h = both / sum->weight - moments->gradient[j] * moments->gradient[m];
            moments->hessian[j][m] = moments->hessian[m][j] = h;
        }
    }
}

static void set_line(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s, bool rough,
                     line *at)
{
    copse_i_glmm_mode mode;
    *at = (line){.arm = trial->arm, .arms = layout->arms, .depth = rough ? SHALLOW : DEPTH};
    for (size_t j = 0; j < layout->terms; j++) {
        const copse_i_glmm_term *term = &layout->term[j];
        double *to = term->kind == COPSE_I_GLMM_SCALE ? at->slope : at->fixed;
        for (size_t g = 0; g < layout->arms; g++) to[g] += s[j] * term->load[g];
    }
    copse_i_glmm_mode_find(layout, trial, s, 1e-4, &mode);
    at->mode = mode.u[0];
    at->root = mode.root[0][0];
    at->top = mode.value;
}

void copse_i_glmm_line(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s, bool rough,
                       copse_i_glmm_moments *moments)
{
    line at;
    double step = rough ? 1.5 : 1.0, nodes = 1.0; /* how many rules of that step are in the sum */
    strip sum = {0};
    set_line(layout, trial, s, rough, &at);
    sweep(&at, 0.0, step, &sum);
    for (int halving = 0; !rough && halving < HALVINGS; halving++) {
        strip shifted = {0};
        sweep(&at, 0.5 * step, step, &shifted);
        const bool agree = fabs(shifted.weight - sum.weight) <= AGREE * sum.weight;
        join(&sum, &shifted);
        nodes = 2.0;
        if (agree) break;
        nodes = 1.0;
        step *= 0.5;
    }
    moments->value = at.top + log(at.root * sum.weight * step / nodes) - 0.5 * log(2.0 * COPSE_PI);
    finish(layout, &sum, moments);
}
