/* With hats at the maximum and tildes at the maximum given b, d = beta-hat - beta-tilde, W = 1/(v + tau2),
 *      S = [X'W~X, X'W~^2 X d; 0, sum w~^2/2],   q = (X'W~X d, sum (w~ - w^)/2),
 *      u = [S^-1 q]_b |j^|^(1/2) |i^|^-1 |S| |j~ without b|^-1/2,   r* = r + log(u/r)/r,
 * i the expected and j the observed information. With A = X'WX, V the element of A~^-1 that belongs to b, and J what is left of
 * the information on tau2 when the coefficients (but b, at the tilde) are eliminated,
 *      u = [S^-1 q]_b (|A~|/|A^|)^(1/2) (sum w~^2/sum w^2) (J^/(J~ V))^(1/2). */
#include "skovgaard.h"

#include <copse/math.h>
#include <math.h>
#include <string.h>

enum { NODES = 6 };
static const double NEAR = 0.05; /* standard errors: nearer to the estimate r* - r is interpolated */

void copse_i_skovgaard_direction(const copse_i_problem *pr, size_t j, double *g)
{
    const size_t p = pr->p;
    for (size_t a = 0; a < p; a++) {
        g[a] = a == j ? 1 : 0;
        if (pr->blocks > 0 || a < j) continue;
        for (size_t l = j; l < a; l++) g[a] -= pr->triangle[l * p + a] * g[l];
        g[a] /= pr->triangle[a * p + a];
    }
}

typedef struct maximum {
    const copse_i_profile *profile;
    const copse_i_point *point;
    const double *beta;
    double target; /* of r* */
} maximum;

/* Sums over studies at the tilde: J, and g'Q'WQ R d for the unit vector g. */
typedef struct sums {
    double z2, gz, gGd;
    double score; /* of tau2: sum w^2 e^2 - sum w */
} sums;

static double basis_at(const copse_i_problem *pr, const double *weight, double w1, size_t i, const double *c)
{
    if (pr->blocks > 0) return sqrt(*weight / w1) * c[0];
    double sum = 0;
    for (size_t a = 0; a < pr->p; a++) sum += pr->q[a * pr->k + i] * c[a];
    return sum;
}

static double residual(const copse_i_problem *pr, size_t i)
{
    double fitted = pr->blocks > 0 ? pr->delta[0] : 0;
    for (size_t j = 0; pr->blocks == 0 && j < pr->p; j++) fitted += pr->x[j * pr->k + i] * pr->delta[j];
    return pr->r[i] - fitted;
}

/* Qz: p, for the sum of squares of Q'z. */
static sums add_studies(const copse_i_problem *pr, double tau2, double w1, const double *g, double step,
                        const double *Rd, double *Qz)
{
    sums s = {0, 0, 0, 0};
    memset(Qz, 0, pr->p * sizeof *Qz);
    for (size_t i = 0; i < pr->k; i++) {
        const double w = 1 / (pr->v[i] + tau2), along = basis_at(pr, &w, w1, i, g);
        const double z = w * (sqrt(w) * residual(pr, i) - along * step);
        s.z2 += z * z;
        s.score += z * z / w - w;
        s.gz += along * z;
        s.gGd += w * along * basis_at(pr, &w, w1, i, Rd);
        for (size_t a = 0; a < pr->p; a++) Qz[a] += z * (pr->blocks > 0 ? sqrt(w / w1) : pr->q[a * pr->k + i]);
    }
    return s;
}

/* R (beta-hat - beta-tilde) */
static void rotate(const copse_i_problem *pr, const double *beta, double w1, const double *g, double step, double *Rd)
{
    const size_t p = pr->p;
    for (size_t a = 0; a < p; a++) {
        Rd[a] = -g[a] * step;
        for (size_t l = a; l < p; l++)
            Rd[a] += (pr->blocks > 0 ? sqrt(w1) : pr->triangle[a * p + l]) * (beta[l] - pr->delta[l]);
    }
}

static double weight_gain(const copse_i_problem *pr, double hat, double tilde)
{
    double sum = 0;
    for (size_t i = 0; i < pr->k; i++) sum += (hat - tilde) / ((pr->v[i] + hat) * (pr->v[i] + tilde));
    return sum;
}

/* All at tau2 and b. */
typedef struct tilde {
    copse_i_point point;
    sums s;
    double V, J;
} tilde;

static tilde evaluate(const maximum *m, double tau2, double b)
{
    copse_i_problem *pr = m->profile->problem;
    const size_t p = pr->p, j = m->profile->coefficient;
    double local[3] = {0, 0, 0};
    tilde at = {.V = 0};
    copse_i_evaluate(pr, tau2, &at.point);
    double *g = pr->blocks > 0 ? local : (double *)pr->dd, *Rd = g + p, *Qz = Rd + p;
    copse_i_skovgaard_direction(pr, j, g);
    if (pr->blocks > 0) g[0] = 1 / sqrt(at.point.w1);
    for (size_t a = 0; a < p; a++) at.V += g[a] * g[a];
    for (size_t a = 0; a < p; a++) g[a] /= sqrt(at.V);
    const double step = (b - pr->delta[j]) / sqrt(at.V);
    rotate(pr, m->beta, at.point.w1, g, step, Rd);
    at.s = add_studies(pr, tau2, at.point.w1, g, step, Rd, Qz);
    at.J = at.s.z2 - 0.5 * at.point.w2 + at.s.gz * at.s.gz;
    for (size_t a = 0; a < p; a++) at.J -= Qz[a] * Qz[a];
    return at;
}

/* The search for the maximum gives tau2 to half its digits, which is enough for the likelihood but not for u: Newton's steps
 * on the score, whose slope is -2 J. */
static tilde evaluate_best(const maximum *m, double *tau2, double b)
{
    tilde at = evaluate(m, *tau2, b);
    for (int step = 0; step < 3 && *tau2 > 0 && at.J > 0; step++) {
        const double change = 0.5 * at.s.score / at.J;
        if (!(fabs(change) < 1e-3 * *tau2)) break;
        *tau2 += change;
        at = evaluate(m, *tau2, b);
        if (fabs(change) < 1e-12 * *tau2) break;
    }
    return at;
}

/* r* - r at b, and r. */
static double correction(const maximum *m, double b, double *r)
{
    const size_t j = m->profile->coefficient;
    double tau2;
    const double fall = copse_i_profile_fall(m->profile, b, &tau2);
    const tilde at = evaluate_best(m, &tau2, b);
    const double J_hat = m->point->yPPPy - 0.5 * m->point->w2;
    const double gain = weight_gain(m->profile->problem, m->profile->tau2, tau2) / at.point.w2;
    const double d = m->beta[j] - b - sqrt(at.V) * at.s.gGd * gain;
    const double u = d * exp(0.5 * (at.point.log_det - m->point->log_det)) * (at.point.w2 / m->point->w2) *
                     sqrt(J_hat / (at.J * at.V));
    *r = copysign(sqrt(fall), m->beta[j] - b);
    return J_hat > 0 && at.J > 0 && u / *r > 0 ? log(u / *r) / *r : NAN;
}

/* r* - r from places around the estimate, where r itself is 0: a polynomial through NODES points. */
static double interpolate(const maximum *m, double unit, double x)
{
    static const double PLACE[NODES] = {-3, -2, -1, 1, 2, 3};
    const double centre = m->beta[m->profile->coefficient];
    double sum = 0, r;
    for (size_t i = 0; i < NODES; i++) {
        double weight = 1;
        for (size_t l = 0; l < NODES; l++)
            if (l != i) weight *= (x - PLACE[l]) / (PLACE[i] - PLACE[l]);
        sum += weight * correction(m, centre + PLACE[i] * unit, &r);
    }
    return sum;
}

static double excess(double b, const void *context)
{
    const maximum *m = context;
    double r;
    const double more = correction(m, b, &r);
    return r + more - m->target;
}

/* r* falls in b: from the limit of r outwards until it has passed the target, and back from it until it has not. */
static copse_status find_limit(maximum *m, double critical, double sign, double *limit)
{
    const double centre = m->beta[m->profile->coefficient];
    const double first = copse_i_profile_limit(m->profile, critical * critical, sign) - centre;
    m->target = -sign * critical;
    double inner = 0.5, outer = 1;
    for (int i = 0; i < 60 && sign * excess(centre + outer * first, m) > 0; i++) outer *= 1.5;
    for (int i = 0; i < 6 && !(sign * excess(centre + inner * first, m) > 0); i++) inner *= 0.5;
    const double a = centre + inner * first, b = centre + outer * first;
    return copse_root(excess, m, fmin(a, b), fmax(a, b), limit);
}

copse_status copse_i_skovgaard(const copse_i_profile *profile, const copse_i_point *point, double critical,
                               double *statistic, copse_interval *ci, copse_error *err)
{
    const copse_i_problem *pr = profile->problem;
    const size_t p = pr->p, j = profile->coefficient;
    double local, *beta = pr->blocks > 0 ? &local : (double *)pr->dd + 8 * p * p + 3 * p;
    memcpy(beta, pr->delta, p * sizeof *beta);
    maximum m = {profile, point, beta, 0};
    const copse_i_profile_at top = copse_i_profile_evaluate(profile, profile->tau2);
    const double unit = NEAR * sqrt(top.variance), x = (profile->null - beta[j]) / unit;
    double r;
    double more = correction(&m, profile->null, &r);
    if (fabs(x) < 1) more = interpolate(&m, unit, x);
    *statistic = r + more;
    copse_status status = find_limit(&m, critical, -1, &ci->lower);
    if (status == COPSE_OK) status = find_limit(&m, critical, 1, &ci->upper);
    if (status == COPSE_OK && isfinite(*statistic)) return COPSE_OK;
    return copse_fail(err, COPSE_ENOTCOMPUTABLE,
                      "Skovgaard's correction cannot be computed from these studies: take the test pl");
}
