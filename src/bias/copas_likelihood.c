/* The likelihood of Copas' model, its gradient and its Hessian. */
#include "copas_parts.h"
#include "pvalue_parts.h"

#include <copse/math.h>
#include <math.h>
#include <string.h>

/* A study's own variables: e = y - mu - slope s, a = rho sigma, S = sigma^2 + tau^2. */
enum { E, A, S_, OWN };

typedef struct copse_i_copas_own {
    double first[OWN], second[OWN][OWN]; /* the upper triangle */
} copse_i_copas_own;

void copse_i_copas_select(copse_i_copas *c, double gamma0, double gamma1, double unit)
{
    c->constant = 0;
    for (size_t i = 0; i < c->k; i++) {
        const double u = gamma0 + gamma1 / (c->s[i] * unit), lambda = copse_i_mills(u);
        c->u[i] = u;
        c->c[i] = lambda * copse_i_overshoot(-u); /* which is u + lambda without its cancellation */
        c->constant += copse_log_normal_lower(u);
    }
}

double copse_i_copas_rho(const copse_i_copas *c, double angle, double *first, double *second)
{
    const double sine = sin(angle), cosine = cos(angle);
    if (c->limit == 0) {
        *first = c->bound * cosine;
        *second = -c->bound * sine;
        return c->bound * sine;
    }
    *first = 2 * c->limit * c->bound * sine * cosine;
    *second = 2 * c->limit * c->bound * (cosine * cosine - sine * sine);
    return c->limit * c->bound * sine * sine;
}

double copse_i_copas_angle(const copse_i_copas *c, double rho)
{
    const double share = fmin(1, fmax(-1, rho / c->bound));
    return c->limit == 0 ? asin(share) : asin(sqrt(fmax(0, c->limit * share)));
}

/* A sum of logarithms of which few are taken: numbers are multiplied until their product nears the end of the range of double. */
typedef struct copse_i_log_sum {
    double sum, product;
} copse_i_log_sum;
static const double LEAST_PRODUCT = 1e-100, MOST_PRODUCT = 1e100;
static const double FAR_LEFT = -20;
static const double ROOT_OF_1_BY_2_PI = 0.398942280401432677940;

static void multiply(copse_i_log_sum *total, double x)
{
    total->product *= x;
    if (total->product > LEAST_PRODUCT && total->product < MOST_PRODUCT) return;
    total->sum += log(total->product);
    total->product = 1;
}

/* Multiplies by P(Z <= v); returns phi(v)/P(Z <= v) where that is wanted. */
static double multiply_by_lower(double v, bool wanted, copse_i_log_sum *total)
{
    double log_p;
    if (v < FAR_LEFT) {
        const double mills = copse_i_mills_and_log(v, &log_p);
        total->sum += log_p;
        return mills;
    }
    const double tail = 0.5 * erfc(fabs(v) / COPSE_SQRT2), p = v > 0 ? 1 - tail : tail;
    multiply(total, p);
    return wanted ? exp(-0.5 * v * v) * ROOT_OF_1_BY_2_PI / p : 0;
}

/* Adds -log(S)/2 - e^2/(2 S) + log Phi(v), v = N/sqrt q with N = u S + a e and q = S^2 - a^2 S. First and second derivatives are
 * written out, most of N's and q's being 0. */
static void add_own(double u, double e, double a, double S, copse_i_copas_own *own, copse_i_log_sum *total)
{
    const double N = u * S + a * e, q = S * (S - a * a), r = 1 / sqrt(q), v = N * r;
    const double m = multiply_by_lower(v, own != NULL, total);
    multiply(total, 1 / sqrt(S));
    total->sum -= e * e / (2 * S);
    if (own == NULL) return;
    const double r3 = r * r * r, r5 = r3 * r * r, curve = -m * (v + m);
    const double N1[OWN] = {a, e, u}, q1[OWN] = {0, -2 * a * S, 2 * S - a * a};
    const double cross = e / (S * S), eS = e * e / S;
    double v1[OWN];
    for (int i = 0; i < OWN; i++) v1[i] = N1[i] * r - 0.5 * N * q1[i] * r3;
    own->first[E] = -e / S + m * v1[E];
    own->first[A] = m * v1[A];
    own->first[S_] = (eS - 1) / (2 * S) + m * v1[S_];
    const double vAA = -(N1[A] * q1[A] - N * S) * r3 + 0.75 * N * q1[A] * q1[A] * r5;
    const double vAS = -0.5 * (N1[A] * q1[S_] + N1[S_] * q1[A] - 2 * N * a) * r3 + 0.75 * N * q1[A] * q1[S_] * r5;
    const double vSS = -(N1[S_] * q1[S_] + N) * r3 + 0.75 * N * q1[S_] * q1[S_] * r5;
    own->second[E][E] = -1 / S + curve * v1[E] * v1[E];
    own->second[E][A] = m * (r - 0.5 * N1[E] * q1[A] * r3) + curve * v1[E] * v1[A];
    own->second[E][S_] = cross - 0.5 * m * N1[E] * q1[S_] * r3 + curve * v1[E] * v1[S_];
    own->second[A][A] = m * vAA + curve * v1[A] * v1[A];
    own->second[A][S_] = m * vAS + curve * v1[A] * v1[S_];
    own->second[S_][S_] = (0.5 - eS) / (S * S) + m * vSS + curve * v1[S_] * v1[S_];
}

/* How a study's variables move with rho and tau. */
typedef struct copse_i_copas_chain {
    double a, a1, a2, S, S1, S2; /* by rho */
} copse_i_copas_chain;

static copse_i_copas_chain chain_of(double s, double c, double rho, double tau)
{
    const double w = 1 / (1 - c * rho * rho), root = sqrt(w), s2 = s * s;
    return (copse_i_copas_chain){.a = rho * s * root,
                                 .a1 = s * w * root,
                                 .a2 = 3 * c * rho * s * w * w * root,
                                 .S = s2 * w + tau * tau,
                                 .S1 = 2 * c * rho * s2 * w * w,
                                 .S2 = 2 * c * s2 * w * w * (1 + 4 * c * rho * rho * w)};
}

/* Adds a study's derivatives by mu, rho, tau and the slope: mu and the slope move e, tau S, and rho a and S. */
static void add_study(const copse_i_copas_own *own, const copse_i_copas_chain *x, double s, double tau, double *g,
                      double h[COPSE_I_COPAS_MOST][COPSE_I_COPAS_MOST])
{
    enum { M = COPSE_I_COPAS_MU, R = COPSE_I_COPAS_RHO, T = COPSE_I_COPAS_TAU, B = COPSE_I_COPAS_SLOPE };
    const double *first = own->first;
    const double a = x->a1, S = x->S1, t = 2 * tau;
    const double ee = own->second[E][E], eS = own->second[E][S_], SS = own->second[S_][S_];
    const double er = own->second[E][A] * a + eS * S, rS = own->second[A][S_] * a + SS * S;
    g[M] -= first[E];
    g[R] += first[A] * a + first[S_] * S;
    g[T] += first[S_] * t;
    g[B] -= first[E] * s;
    h[M][M] += ee;
    h[R][M] -= er;
    h[R][R] += (own->second[A][A] * a + own->second[A][S_] * S) * a + rS * S + first[A] * x->a2 + first[S_] * x->S2;
    h[T][M] -= eS * t;
    h[T][R] += rS * t;
    h[T][T] += SS * t * t + 2 * first[S_];
    h[B][M] += ee * s;
    h[B][R] -= er * s;
    h[B][T] -= eS * t * s;
    h[B][B] += ee * s * s;
}

/* From rho to the angle, and to minus the logarithm. */
static void finish(double first, double second, double *g, double h[COPSE_I_COPAS_MOST][COPSE_I_COPAS_MOST])
{
    const int R = COPSE_I_COPAS_RHO;
    h[R][R] = h[R][R] * first * first + g[R] * second;
    h[R][0] *= first;
    for (int i = R + 1; i < COPSE_I_COPAS_MOST; i++) h[i][R] *= first;
    g[R] *= first;
    for (int i = 0; i < COPSE_I_COPAS_MOST; i++) {
        g[i] = -g[i];
        for (int j = 0; j <= i; j++) h[j][i] = h[i][j] = -h[i][j];
    }
}

double copse_i_copas_mu_step(const copse_i_copas *c, const double *at)
{
    double first, second, slope = 0, curvature = 0;
    const double rho = copse_i_copas_rho(c, at[COPSE_I_COPAS_RHO], &first, &second), tau = at[COPSE_I_COPAS_TAU];
    for (size_t i = 0; i < c->k; i++) {
        const double s = c->s[i], e = c->y[i] - at[COPSE_I_COPAS_MU], w = 1 / (1 - c->c[i] * rho * rho);
        const double a = rho * s * sqrt(w), S = s * s * w + tau * tau, r = 1 / sqrt(S * (S - a * a));
        const double v = (c->u[i] * S + a * e) * r, m = copse_i_mills(v);
        slope += e / S - m * a * r;
        curvature += 1 / S + m * (v + m) * a * a * r * r;
    }
    return slope / curvature;
}

double copse_i_copas_value(const copse_i_copas *c, const double *at, double *gradient,
                           double hessian[COPSE_I_COPAS_MOST][COPSE_I_COPAS_MOST])
{
    double first, second;
    copse_i_log_sum total = {0, 1};
    const double rho = copse_i_copas_rho(c, at[COPSE_I_COPAS_RHO], &first, &second), tau = at[COPSE_I_COPAS_TAU];
    const double slope = c->n > COPSE_I_COPAS_SLOPE ? at[COPSE_I_COPAS_SLOPE] : 0;
    if (gradient != NULL) {
        memset(gradient, 0, COPSE_I_COPAS_MOST * sizeof *gradient);
        memset(hessian, 0, COPSE_I_COPAS_MOST * sizeof *hessian);
    }
    for (size_t i = 0; i < c->k; i++) {
        copse_i_copas_own own;
        const bool derive = gradient != NULL;
        const double s = c->s[i], e = c->y[i] - at[COPSE_I_COPAS_MU] - slope * s;
        const copse_i_copas_chain x = chain_of(s, c->c[i], rho, tau);
        add_own(c->u[i], e, x.a, x.S, derive ? &own : NULL, &total);
        if (derive) add_study(&own, &x, s, tau, gradient, hessian);
    }
    if (gradient != NULL) finish(first, second, gradient, hessian);
    return -(total.sum + log(total.product));
}
