/* ns(x, df): natural cubic splines as a B-spline basis (de Boor 1978, chapter X) with the two conditions that the second
 * derivative is 0 at the boundary knots, which reflections take out (Hastie 1992, in Chambers & Hastie, section 7.6.2).
 * Beyond the boundary the functions go on as lines. */
#include "design_value.h"

#include <math.h>
#include <string.h>

enum { ORDER = 4, MOST_KNOTS = 200 };

/* Value or derivative of B-spline i of an order; `interval`: the knots between which x lies. */
static double b_spline(const double *knot, size_t i, int order, int derivative, double x, size_t interval)
{
    if (order == 1) return derivative == 0 && i == interval ? 1 : 0;
    const double left = knot[i + (size_t)order - 1] - knot[i], right = knot[i + (size_t)order] - knot[i + 1];
    const int lower = derivative > 0 ? derivative - 1 : 0;
    double sum = 0;
    if (left > 0) {
        const double factor = derivative > 0 ? order - 1 : x - knot[i];
        sum += factor / left * b_spline(knot, i, order - 1, lower, x, interval);
    }
    if (right > 0) {
        const double factor = derivative > 0 ? 1 - order : knot[i + (size_t)order] - x;
        sum += factor / right * b_spline(knot, i + 1, order - 1, lower, x, interval);
    }
    return sum;
}

/* All B-splines (but the first, without an intercept) at x. */
static void basis_at(const copse_i_spline *s, int derivative, double x, double *out)
{
    size_t interval = ORDER - 1;
    const size_t first = s->intercept ? 0 : 1;
    while (interval + 1 < s->basis && x >= s->knot[interval + 1]) interval++;
    for (size_t i = first; i < s->basis; i++) out[i - first] = b_spline(s->knot, i, ORDER, derivative, x, interval);
}

static size_t coefficients(const copse_i_spline *s)
{
    return s->basis - (s->intercept ? 0 : 1);
}

/* y - u (u'y)/u_l for the reflection u of column l, whose entries before l are 0. */
static void reflect(const double *u, size_t l, size_t n, double *y)
{
    double sum = 0;
    for (size_t i = l; i < n; i++) sum += u[i] * y[i];
    for (size_t i = l; i < n; i++) y[i] -= sum / u[l] * u[i];
}

/* Householder's reflections of the second derivatives at both boundaries. */
static bool make_reflections(copse_i_spline *s)
{
    const size_t n = coefficients(s);
    basis_at(s, 2, s->knot[0], s->reflection[0]);
    basis_at(s, 2, s->knot[s->basis], s->reflection[1]);
    for (size_t l = 0; l < 2; l++) {
        double *u = s->reflection[l], squares = 0;
        if (l == 1) reflect(s->reflection[0], 0, n, u);
        for (size_t i = 0; i < l; i++) u[i] = 0;
        for (size_t i = l; i < n; i++) squares += u[i] * u[i];
        const double length = u[l] < 0 ? -sqrt(squares) : sqrt(squares);
        if (!(squares > 0)) return false;
        for (size_t i = l; i < n; i++) u[i] /= length;
        u[l] += 1;
    }
    return true;
}

static void row_at(const copse_i_spline *s, double x, double *work, double *slope)
{
    const double low = s->knot[0], high = s->knot[s->basis], edge = x < low ? low : high;
    basis_at(s, 0, x < low || x > high ? edge : x, work);
    if (x < low || x > high) {
        basis_at(s, 1, edge, slope);
        for (size_t i = 0; i < coefficients(s); i++) work[i] += (x - edge) * slope[i];
    }
    for (size_t l = 0; l < 2; l++) reflect(s->reflection[l], l, coefficients(s), work);
}

/* Quantile of rising numbers, the one between of those at (n - 1) p (Hyndman & Fan 1996, definition 7). */
static double quantile(const double *sorted, size_t n, double p)
{
    const double at = (double)(n - 1) * p;
    const size_t low = (size_t)floor(at + 4 * 2.220446049250313e-16);
    const double rest = fabs(at - (double)low) < 4 * 2.220446049250313e-16 ? 0 : at - (double)low;
    const double a = sorted[low], b = sorted[low + 1 < n ? low + 1 : low];
    return rest == 0 ? a : (1 - rest) * a + rest * b;
}

/* Boundary knots and the number of inner ones; *inner is where their places are listed, NULL: quantiles. */
static copse_status read_boundary(const copse_i_rows *rows, const copse_i_node *node, const double *sorted,
                                  double boundary[2])
{
    const copse_i_node *slot = node->slot[4];
    boundary[0] = sorted[0];
    boundary[1] = sorted[rows->k - 1];
    if (slot != NULL && copse_i_constant_count(slot) != 2)
        return copse_i_design_fail(rows, COPSE_EUSAGE, slot, rows->k, "Boundary.knots are two numbers, unlike those");
    for (size_t b = 0; slot != NULL && b < 2; b++)
        (void)copse_i_constant_number(copse_i_constant_item(slot, b), &boundary[b]);
    if (boundary[0] < boundary[1]) return COPSE_OK;
    return copse_i_design_fail(rows, COPSE_EDOM, node, rows->k,
                               slot != NULL ? "Boundary.knots do not rise in what stands"
                                            : "it is the same in all studies: no spline");
}

static copse_status count_knots(const copse_i_rows *rows, const copse_i_node *node, bool intercept, size_t *knots)
{
    double df = intercept ? 2 : 1;
    if (node->slot[1] != NULL) (void)copse_i_constant_number(node->slot[1], &df);
    *knots = copse_i_constant_count(node->slot[2]);
    if (node->slot[2] != NULL && node->slot[1] != NULL)
        return copse_i_design_fail(rows, COPSE_EUSAGE, node->slot[2], rows->k, "give df or knots to ns(), not both,");
    if (!(df >= (intercept ? 2 : 1) && df <= MOST_KNOTS) || df != floor(df))
        return copse_i_design_fail(rows, COPSE_EDOM, node->slot[1], rows->k,
                                   "the df of ns() is a whole number from %d to %d, which is not what stands",
                                   intercept ? 2 : 1, MOST_KNOTS);
    if (node->slot[2] == NULL) *knots = (size_t)df - (intercept ? 2 : 1);
    return *knots <= MOST_KNOTS ? COPSE_OK
                                : copse_i_design_fail(rows, COPSE_EDOM, node, rows->k, "ns() has too many knots");
}

/* Quantiles of the values within the boundary. */
static void quantile_knots(const double *sorted, size_t k, const double boundary[2], size_t knots, double *inner)
{
    size_t first = 0, end = k;
    while (first < k && sorted[first] < boundary[0]) first++;
    while (end > first && sorted[end - 1] > boundary[1]) end--;
    for (size_t j = 0; j < knots; j++)
        inner[j] = end > first ? quantile(sorted + first, end - first, (double)(j + 1) / (double)(knots + 1)) : NAN;
}

static copse_status fill_knots(const copse_i_rows *rows, const copse_i_node *node, const double *sorted,
                               const double boundary[2], size_t knots, copse_i_spline *s)
{
    double *inner = s->knot + ORDER;
    for (size_t i = 0; i < ORDER; i++) s->knot[i] = boundary[0], s->knot[ORDER + knots + i] = boundary[1];
    if (node->slot[2] == NULL) quantile_knots(sorted, rows->k, boundary, knots, inner);
    for (size_t j = 0; node->slot[2] != NULL && j < knots; j++)
        (void)copse_i_constant_number(copse_i_constant_item(node->slot[2], j), &inner[j]);
    if (node->slot[2] != NULL) {
        const double *rising = copse_i_design_sorted(rows->scratch, inner, knots);
        if (rising == NULL) return copse_fail_memory(rows->err);
        memcpy(inner, rising, knots * sizeof *inner);
    }
    for (size_t j = 0; j < knots; j++)
        if (!(inner[j] > boundary[0] && inner[j] < boundary[1]))
            return copse_i_design_fail(rows, COPSE_EDOM, node, rows->k,
                                       "a knot at %g is not between the boundary knots %g and %g (fewer df need fewer "
                                       "different values)",
                                       inner[j], boundary[0], boundary[1]);
    return COPSE_OK;
}

static copse_status learn(const copse_i_rows *rows, const copse_i_node *node, const double *x, copse_i_spline *s)
{
    double boundary[2];
    size_t knots = 0;
    const double *sorted = copse_i_design_sorted(rows->scratch, x, rows->k);
    if (sorted == NULL) return copse_fail_memory(rows->err);
    if (node->slot[3] != NULL) (void)copse_i_constant_flag(node->slot[3], &s->intercept);
    copse_status status = count_knots(rows, node, s->intercept, &knots);
    if (status == COPSE_OK) status = read_boundary(rows, node, sorted, boundary);
    if (status != COPSE_OK) return status;
    s->basis = knots + ORDER;
    s->columns = coefficients(s) - 2;
    s->knot = copse_i_formula_take(rows->kept, s->basis + ORDER, sizeof *s->knot);
    for (size_t l = 0; l < 2; l++) {
        s->reflection[l] = copse_i_formula_take(rows->kept, s->basis, sizeof *s->knot);
        if (s->reflection[l] == NULL) return copse_fail_memory(rows->err);
    }
    if (s->knot == NULL) return copse_fail_memory(rows->err);
    status = fill_knots(rows, node, sorted, boundary, knots, s);
    if (status == COPSE_OK && !make_reflections(s))
        status = copse_i_design_fail(rows, COPSE_EDOM, node, rows->k, "no natural spline has these knots");
    return status;
}

copse_status copse_i_design_spline(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    double *x = NULL;
    copse_i_spline *s = &rows->memory[node->id].spline;
    copse_status status = copse_i_design_evaluate_numbers(rows, node->slot[0], &x);
    if (status == COPSE_OK && rows->learning) status = learn(rows, node, x, s);
    if (status != COPSE_OK) return status;
    const size_t k = rows->k;
    double *work = copse_i_formula_take(rows->scratch, 2 * s->basis, sizeof *work);
    *out = (copse_i_value){
        .kind = DESIGN_NUMBERS, .columns = s->columns, .number = copse_i_design_numbers(rows, s->columns)};
    if (out->number == NULL || work == NULL) return copse_fail_memory(rows->err);
    for (size_t i = 0; i < k; i++) {
        row_at(s, x[i], work, work + s->basis);
        for (size_t j = 0; j < s->columns; j++) out->number[j * k + i] = work[j + 2];
    }
    return COPSE_OK;
}
