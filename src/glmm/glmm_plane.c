/* A study's likelihood with two random effects, over the plane of its two linear predictors in place of the random effects:
 *      L = int int p1(x1 | eta1) p2(x2 | eta2) N(eta1, eta2; m, S),
 * m and S given by the terms. On a lattice along the axes the likelihoods of the arms are computed once for each line, and all
 * that a node takes are powers of a normal density, by multiplication. Only that density depends on the parameters, so that by
 * Louis (1982) gradient and Hessian are moments of the predictors, up to the fourth, given the data: with y = S^-1 (eta - m),
 *      d/d mean along a:            a'y
 *      d/d scale, S changing by B:  y'By/2 - tr(S^-1 B)/2.
 * The trapezoidal rule converges exponentially (Trefethen & Weideman 2014); the lattice of twice the step is inside it and
 * tells the error. Where S is next to singular (a variance near 0) the lattice would have to be too fine: the plane of the
 * random effects is left to do it. */
#include "glmm_parts.h"

#include <copse/math.h>

#include <math.h>

#define DEEPEST 500.0 /* else powers overflow */

enum { MOST = 240, BASIS = 6, FINER = 3 };

#define DEPTH 37.0    /* in logs below the mode: left out; */
#define SHALLOW 14.0  /* for a first look */
#define AGREE 1e-6    /* of the lattice and its coarse part, which has the square root of the error */
#define SINGULAR 1e-4 /* 1 - correlation^2 of the normal law */
#define NARROW 0.05   /* the least standard deviation of it */

/* A line of nodes: predictor less its mean, and its arm's likelihood relative to that at the mode. */
typedef struct axis {
    double at[MOST], weight[MOST];
    size_t count, mode;
    double step;
} axis;

typedef struct plane {
    const copse_i_glmm_layout *layout;
    const copse_i_glmm_trial *trial;
    double mean[2], load[2][COPSE_I_GLMM_EFFECTS];
    double s11, s12, s22, det, p11, p12, p22;
    copse_i_glmm_mode mode;
    double top[2]; /* predictors less their means, at the mode */
    double reach;  /* DEPTH, or SHALLOW */
    double depth;  /* of the mode below the normal law's own, in logs */
    axis line[2];
} plane;

/* Sums over nodes of weights times powers of the distances x, y from the mode: sum[a][b] of x^a y^b. */
typedef struct powers {
    double sum[5][5], coarse;
} powers;

static bool set_law(plane *p, const double *s)
{
    const copse_i_glmm_layout *layout = p->layout;
    for (size_t g = 0; g < 2; g++) {
        for (size_t j = 0; j < layout->terms; j++) {
            const copse_i_glmm_term *term = &layout->term[j];
            double *to = term->kind == COPSE_I_GLMM_SCALE ? &p->load[g][term->effect] : &p->mean[g];
            *to += s[j] * term->load[g];
        }
    }
    const double *a = p->load[0], *b = p->load[1];
    p->s11 = a[0] * a[0] + a[1] * a[1];
    p->s12 = a[0] * b[0] + a[1] * b[1];
    p->s22 = b[0] * b[0] + b[1] * b[1];
    const double area = a[0] * b[1] - a[1] * b[0];
    p->det = area * area;
    if (!(p->det > SINGULAR * p->s11 * p->s22 && p->s11 > NARROW * NARROW && p->s22 > NARROW * NARROW)) return false;
    p->p11 = p->s22 / p->det;
    p->p12 = -p->s12 / p->det;
    p->p22 = p->s11 / p->det;
    return true;
}

/* Lengths of the posterior law of the predictors: standard deviations, and what of a step their correlation leaves. */
static double set_scales(const plane *p, double sd[2])
{
    double c[2][2];
    for (size_t g = 0; g < 2; g++)
        for (size_t r = 0; r < 2; r++)
            c[g][r] = p->load[g][0] * p->mode.root[0][r] + p->load[g][1] * p->mode.root[1][r];
    sd[0] = hypot(c[0][0], c[0][1]);
    sd[1] = hypot(c[1][0], c[1][1]);
    const double correlation = fabs(c[0][0] * c[1][0] + c[0][1] * c[1][1]) / (sd[0] * sd[1]);
    return correlation > 0.5 ? sqrt(2.0 * (1.0 - correlation)) : 1.0;
}

/* Nodes from the mode on, in steps, until the arm's likelihood times its predictor's own density is too low, whatever the
 * other arm. False where they are too many. */
static bool walk(plane *p, size_t g, double step, bool up, double *at, double *height, size_t *count)
{
    const double variance = g == 0 ? p->s11 : p->s22, lowest = p->mode.value - p->reach;
    double last = -HUGE_VAL;
    for (*count = 0; *count < MOST / 2; (*count)++) {
        const double e = p->top[g] + (up ? step : -step) * (double)(*count + (up ? 0 : 1));
        const double arm = copse_i_glmm_arm_at(&p->trial->arm[g], p->mean[g] + e).value;
        const double bound = arm - 0.5 * e * e / variance;
        if (bound < lowest && bound < last) return true;
        at[*count] = e;
        height[*count] = arm;
        last = bound;
    }
    return false;
}

static bool set_axis(plane *p, size_t g, double step)
{
    axis *line = &p->line[g];
    double at[2][MOST / 2], height[2][MOST / 2];
    size_t down, up;
    if (!walk(p, g, step, false, at[0], height[0], &down) || !walk(p, g, step, true, at[1], height[1], &up) || up == 0)
        return false;
    const double top = height[1][0];
    line->count = down + up;
    line->mode = down;
    line->step = step;
    for (size_t i = 0; i < down; i++) {
        line->at[down - 1 - i] = at[0][i];
        line->weight[down - 1 - i] = exp(height[0][i] - top);
    }
    for (size_t i = 0; i < up; i++) {
        line->at[down + i] = at[1][i];
        line->weight[down + i] = exp(height[1][i] - top);
    }
    return true;
}

/* Along a row, density[k] relative to that of the mode: outwards from the node nearest to the conditional mean, which may be
 * far from where the likelihoods have their weight. */
static void set_row(const plane *p, double f, double *density)
{
    const axis *line = &p->line[0];
    const double h = line->step, centre = p->s12 / p->s22 * f, last = (double)(line->count - 1);
    const size_t start = (size_t)fmin(fmax((centre - line->at[0]) / h + 0.5, 0.0), last);
    const double off = line->at[start] - centre, ratio = exp(-p->p11 * h * h);
    density[start] = exp(p->depth - 0.5 * p->p11 * off * off - 0.5 * f * f / p->s22);
    double factor = exp(-p->p11 * h * (0.5 * h + off));
    for (size_t k = start; k + 1 < line->count; k++) {
        density[k + 1] = density[k] * factor;
        factor *= ratio;
    }
    factor = exp(-p->p11 * h * (0.5 * h - off));
    for (size_t k = start; k > 0; k--) {
        density[k - 1] = density[k] * factor;
        factor *= ratio;
    }
}

static void add_row(const plane *p, size_t j, powers *sum)
{
    const axis *line = &p->line[0];
    double density[MOST], row[5] = {0.0}, even = 0.0;
    set_row(p, p->line[1].at[j], density);
    for (size_t k = 0; k < line->count; k++) {
        const double w = density[k] * line->weight[k], x = line->at[k] - p->top[0], wx = w * x, wxx = wx * x;
        row[0] += w;
        row[1] += wx;
        row[2] += wxx;
        row[3] += wxx * x;
        row[4] += wxx * x * x;
        even += ((k ^ line->mode) & 1U) == 0 ? w : 0.0;
    }
    const double y = p->line[1].at[j] - p->top[1];
    double weight = p->line[1].weight[j];
    if (((j ^ p->line[1].mode) & 1U) == 0) sum->coarse += weight * even;
    for (size_t b = 0; b < 5; b++) {
        for (size_t a = 0; a + b < 5; a++) sum->sum[a][b] += weight * row[a];
        weight *= y;
    }
}

/* A polynomial in x, y: coefficients of 1, x, y, x^2, xy, y^2. */
typedef struct poly {
    double c[BASIS];
} poly;

/* v'y with y = S^-1 (top + (x, y)). */
static poly linear(const plane *p, double v0, double v1)
{
    const double x = v0 * p->p11 + v1 * p->p12, y = v0 * p->p12 + v1 * p->p22;
    return (poly){{x * p->top[0] + y * p->top[1], x, y, 0.0, 0.0, 0.0}};
}

static poly product(const poly *a, const poly *b, double times)
{
    const double *u = a->c, *v = b->c;
    return (poly){{times * u[0] * v[0], times * (u[0] * v[1] + u[1] * v[0]), times * (u[0] * v[2] + u[2] * v[0]),
                   times * u[1] * v[1], times * (u[1] * v[2] + u[2] * v[1]), times * u[2] * v[2]}};
}

static void add(poly *to, const poly *from)
{
    for (size_t i = 0; i < BASIS; i++) to->c[i] += from->c[i];
}

typedef struct square {
    double m[2][2];
} square;

/* y'By, times */
static poly quadratic(const plane *p, const square *B, double times)
{
    const poly y0 = linear(p, 1.0, 0.0), y1 = linear(p, 0.0, 1.0);
    poly sum = product(&y0, &y0, times * B->m[0][0]);
    const poly mixed = product(&y0, &y1, times * (B->m[0][1] + B->m[1][0])),
               last = product(&y1, &y1, times * B->m[1][1]);
    add(&sum, &mixed);
    add(&sum, &last);
    return sum;
}

static double trace(const plane *p, const square *B)
{
    return p->p11 * B->m[0][0] + p->p12 * (B->m[0][1] + B->m[1][0]) + p->p22 * B->m[1][1];
}

static square through(const plane *p, const square *A, const square *B) /* A S^-1 B */
{
    const double q[2][2] = {{p->p11, p->p12}, {p->p12, p->p22}};
    square s = {{{0.0}}};
    for (size_t i = 0; i < 2; i++)
        for (size_t j = 0; j < 2; j++)
            for (size_t a = 0; a < 2; a++)
                for (size_t b = 0; b < 2; b++) s.m[i][j] += A->m[i][a] * q[a][b] * B->m[b][j];
    return s;
}

/* How S changes with a scale: the loads of its random effect, both ways. */
static square change_of(const plane *p, const copse_i_glmm_term *term)
{
    const double a[2] = {p->load[0][term->effect], p->load[1][term->effect]}, *c = term->load;
    return (square){{{2.0 * c[0] * a[0], c[0] * a[1] + a[0] * c[1]}, {c[0] * a[1] + a[0] * c[1], 2.0 * c[1] * a[1]}}};
}

static poly score(const plane *p, const copse_i_glmm_term *term)
{
    if (term->kind != COPSE_I_GLMM_SCALE) return linear(p, term->load[0], term->load[1]);
    const square B = change_of(p, term);
    poly s = quadratic(p, &B, 0.5);
    s.c[0] -= 0.5 * trace(p, &B);
    return s;
}

/* The second derivative of the log-density in two terms. */
static poly curve(const plane *p, const copse_i_glmm_term *s, const copse_i_glmm_term *t)
{
    const bool first = s->kind == COPSE_I_GLMM_SCALE, second = t->kind == COPSE_I_GLMM_SCALE;
    if (!first && !second) {
        const poly along = linear(p, s->load[0], s->load[1]);
        return (poly){{-(along.c[1] * t->load[0] + along.c[2] * t->load[1])}};
    }
    if (first != second) {
        const square B = change_of(p, first ? s : t);
        const double *a = first ? t->load : s->load;
        const poly along = linear(p, a[0], a[1]); /* its slopes are S^-1 a */
        return linear(p, -(B.m[0][0] * along.c[1] + B.m[1][0] * along.c[2]),
                      -(B.m[0][1] * along.c[1] + B.m[1][1] * along.c[2]));
    }
    const square B = change_of(p, s), C = change_of(p, t), both = through(p, &B, &C);
    poly sum = quadratic(p, &both, -1.0);
    sum.c[0] += 0.5 * trace(p, &both);
    if (s->effect != t->effect) return sum;
    const double *c = s->load, *d = t->load, mixed = c[0] * d[1] + c[1] * d[0];
    const square bent = {{{2.0 * c[0] * d[0], mixed}, {mixed, 2.0 * c[1] * d[1]}}};
    const poly more = quadratic(p, &bent, 0.5);
    add(&sum, &more);
    sum.c[0] -= 0.5 * trace(p, &bent);
    return sum;
}

/* Means of products of the basis; row 0 has those of the basis. */
static void set_means(const powers *sum, double mean[BASIS][BASIS])
{
    static const size_t X[BASIS] = {0, 1, 0, 2, 1, 0}, Y[BASIS] = {0, 0, 1, 0, 1, 2};
    for (size_t i = 0; i < BASIS; i++)
        for (size_t j = 0; j < BASIS; j++) mean[i][j] = sum->sum[X[i] + X[j]][Y[i] + Y[j]] / sum->sum[0][0];
}

static double mean_of(const poly *q, const double *mean)
{
    double sum = 0.0;
    for (size_t i = 0; i < BASIS; i++) sum += q->c[i] * mean[i];
    return sum;
}

static void finish(const plane *p, const powers *sum, copse_i_glmm_moments *moments)
{
    const copse_i_glmm_layout *layout = p->layout;
    double mean[BASIS][BASIS];
    poly s[COPSE_I_GLMM_TERMS];
    set_means(sum, mean);
    for (size_t j = 0; j < layout->terms; j++) {
        s[j] = score(p, &layout->term[j]);
        moments->gradient[j] = mean_of(&s[j], mean[0]);
        s[j].c[0] -= moments->gradient[j];
        for (size_t m = 0; m <= j; m++) {
            const poly bend = curve(p, &layout->term[j], &layout->term[m]);
            double h = mean_of(&bend, mean[0]);
            for (size_t i = 0; i < BASIS; i++) h += s[j].c[i] * mean_of(&s[m], mean[i]);
            moments->hessian[j][m] = moments->hessian[m][j] = h;
        }
    }
}

bool copse_i_glmm_plane(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s, bool rough,
                        copse_i_glmm_moments *moments)
{
    plane p = {.layout = layout, .trial = trial, .reach = rough ? SHALLOW : DEPTH};
    double sd[2];
    if (layout->effects != 2 || layout->arms != 2 || !set_law(&p, s)) return false;
    copse_i_glmm_mode_find(layout, trial, s, 1e-4, &p.mode);
    for (size_t g = 0; g < 2; g++) p.top[g] = p.load[g][0] * p.mode.u[0] + p.load[g][1] * p.mode.u[1];
    const double e = p.top[0], f = p.top[1], part = set_scales(&p, sd);
    p.depth = 0.5 * (p.p11 * e * e + 2.0 * p.p12 * e * f + p.p22 * f * f);
    if (!(p.depth < DEEPEST)) return false;
    double step = rough ? 1.1 : 0.48;
    for (int finer = 0; finer < FINER; finer++) {
        powers sum = {0};
        if (finer > 0) step *= 0.6;
        if (!set_axis(&p, 0, step * part * sd[0]) || !set_axis(&p, 1, step * part * sd[1])) return false;
        for (size_t j = 0; j < p.line[1].count; j++) add_row(&p, j, &sum);
        if (!rough && !(fabs(4.0 * sum.coarse - sum.sum[0][0]) <= AGREE * sum.sum[0][0])) continue;
        finish(&p, &sum, moments);
        moments->value = p.mode.value + log(sum.sum[0][0] * p.line[0].step * p.line[1].step) - 0.5 * log(p.det) -
                         log(2.0 * COPSE_PI);
        return isfinite(moments->value);
    }
    return false;
}
