#include "quadrature.h"
#include <math.h>

enum { DEEPEST = 60, MOST_PANELS = 20000 };

/* Nodes and weights of the Legendre polynomial of degree 20. */
static const struct node {
    double x, weight;
} nodes[] = {
    {0.076526521133497333755, 0.1527533871307258507},  {0.22778585114164507808, 0.14917298647260374679},
    {0.37370608871541956067, 0.14209610931838205133},  {0.510867001950827098, 0.1316886384491766269},
    {0.63605368072651502545, 0.11819453196151841731},  {0.74633190646015079261, 0.10193011981724043504},
    {0.83911697182221882339, 0.083276741576704748725}, {0.91223442825132590587, 0.06267204833410906357},
    {0.96397192727791379127, 0.040601429800386941331}, {0.99312859918509492479, 0.017614007139152118312},
};
enum { NODES = sizeof nodes / sizeof *nodes };

/* An integral and that of the absolute value. */
typedef struct area {
    double sum, absolute;
} area;

typedef struct integrand {
    copse_function *f;
    const void *context;
    double allowed; /* difference between a panel and its halves */
    int panels;     /* that may still be halved: a function of more noise than is allowed would never end */
} integrand;

static area panel(const integrand *g, double low, double high)
{
    const double half = 0.5 * (high - low), middle = low + half;
    area whole = {0, 0};
    for (size_t i = 0; i < NODES; i++) {
        const double left = g->f(middle - half * nodes[i].x, g->context);
        const double right = g->f(middle + half * nodes[i].x, g->context);
        whole.sum += nodes[i].weight * (left + right);
        whole.absolute += nodes[i].weight * (fabs(left) + fabs(right));
    }
    whole.sum *= half;
    whole.absolute *= half;
    return whole;
}

static area refined(integrand *g, double low, double high, area coarse, int depth)
{
    const double middle = low + 0.5 * (high - low);
    const area left = panel(g, low, middle), right = panel(g, middle, high);
    const area fine = {left.sum + right.sum, left.absolute + right.absolute};
    /* written so that NaN and infinity end it */
    if (depth >= DEEPEST || --g->panels < 0 || !(fabs(fine.sum - coarse.sum) > g->allowed) || !isfinite(fine.sum))
        return fine;
    const area a = refined(g, low, middle, left, depth + 1), b = refined(g, middle, high, right, depth + 1);
    return (area){a.sum + b.sum, a.absolute + b.absolute};
}

double copse_i_integral(copse_function *f, const void *context, const double *cut, size_t n, double agree,
                        double *absolute)
{
    integrand g = {f, context, 0, MOST_PANELS};
    double scale = 0;
    for (size_t i = 1; i < n; i++) scale += panel(&g, cut[i - 1], cut[i]).absolute;
    area whole = {0, 0};
    for (size_t i = 1; i < n; i++) {
        g.allowed = agree * scale;
        const area part = refined(&g, cut[i - 1], cut[i], panel(&g, cut[i - 1], cut[i]), 0);
        whole.sum += part.sum;
        whole.absolute += part.absolute;
        scale = fmax(scale, whole.absolute);
    }
    if (absolute != NULL) *absolute = whole.absolute;
    return whole.sum;
}

double copse_integral(copse_function *f, const void *context, const double *cut, size_t n)
{
    return copse_i_integral(f, context, cut, n, 1e-12, NULL);
}
