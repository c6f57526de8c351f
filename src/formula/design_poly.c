/* poly(x, degree): polynomials orthonormal over the studies, by the three-term recurrence (Kennedy & Gentle 1980,
 * Statistical Computing, section 8.3), or plain powers. */
#include "design_value.h"

#include <math.h>
#include <string.h>

enum { HIGHEST_DEGREE = 100 };

/* The next orthogonal polynomial of leading coefficient 1, in place of the one before the last. */
static void step(const double *x, size_t k, double alpha, double ratio, const double *last, double *before)
{
    for (size_t i = 0; i < k; i++) before[i] = (x[i] - alpha) * last[i] - ratio * before[i];
}

static double dot(const double *a, const double *b, size_t k)
{
    double sum = 0;
    for (size_t i = 0; i < k; i++) sum += a[i] * b[i];
    return sum;
}

/* alpha_j = sum x P_j^2/sum P_j^2 about a first guess, so that large x cost no digits. */
static double next_alpha(const double *x, const double *polynomial, size_t k, double guess)
{
    double numerator = 0, denominator = 0;
    for (size_t i = 0; i < k; i++) {
        const double square = polynomial[i] * polynomial[i];
        numerator += (x[i] - guess) * square;
        denominator += square;
    }
    return guess + numerator / denominator;
}

static size_t different_values(const double *sorted, size_t k)
{
    size_t n = k > 0;
    for (size_t i = 1; i < k; i++) n += sorted[i] != sorted[i - 1];
    return n;
}

static copse_status check_values(const copse_i_rows *rows, const copse_i_node *node, const double *x, size_t degree)
{
    const double *sorted = copse_i_design_sorted(rows->scratch, x, rows->k);
    if (sorted == NULL) return copse_fail_memory(rows->err);
    const size_t values = different_values(sorted, rows->k);
    if (degree < values) return COPSE_OK;
    return copse_i_design_fail(rows, COPSE_EDOM, node, rows->k,
                               "poly() of degree %zu needs more than %zu different values, and there are %zu", degree,
                               degree, values);
}

/* Columns 1 to degree, of length 1; in learning also alpha and norm[j] = sum P_j^2. */
static copse_status orthogonal(const copse_i_rows *rows, const double *x, copse_i_memory *m, double *out)
{
    const size_t k = rows->k;
    double *last = copse_i_design_numbers(rows, 1), *before = copse_i_design_numbers(rows, 1);
    if (last == NULL || before == NULL) return copse_fail_memory(rows->err);
    for (size_t i = 0; i < k; i++) last[i] = 1;
    if (rows->learning) m->norm[0] = (double)k;
    for (size_t j = 0; j < m->degree; j++) {
        if (rows->learning) m->alpha[j] = next_alpha(x, last, k, j == 0 ? x[0] : m->alpha[0]);
        step(x, k, m->alpha[j], j == 0 ? 0 : m->norm[j] / m->norm[j - 1], last, before);
        double *next = before;
        before = last;
        last = next;
        if (rows->learning) m->norm[j + 1] = dot(last, last, k);
        const double length = sqrt(m->norm[j + 1]);
        for (size_t i = 0; i < k; i++) out[j * k + i] = last[i] / length;
    }
    return COPSE_OK;
}

static copse_status learn(const copse_i_rows *rows, const copse_i_node *node, const double *x, copse_i_memory *m)
{
    m->alpha = copse_i_formula_take(rows->kept, m->degree, sizeof *m->alpha);
    m->norm = copse_i_formula_take(rows->kept, m->degree + 1, sizeof *m->norm);
    if (m->alpha == NULL || m->norm == NULL) return copse_fail_memory(rows->err);
    return check_values(rows, node, x, m->degree);
}

static copse_status read_degree(const copse_i_rows *rows, const copse_i_node *node, copse_i_memory *m)
{
    double degree = 1;
    if (node->slot[1] != NULL) (void)copse_i_constant_number(node->slot[1], &degree);
    if (!(degree >= 1 && degree <= HIGHEST_DEGREE) || degree != floor(degree))
        return copse_i_design_fail(rows, COPSE_EDOM, node->slot[1], rows->k,
                                   "the degree of poly() is a whole number from 1 to %d, which is not what stands",
                                   HIGHEST_DEGREE);
    m->degree = (size_t)degree;
    return COPSE_OK;
}

copse_status copse_i_design_poly(const copse_i_rows *rows, const copse_i_node *node, copse_i_value *out)
{
    double *x = NULL;
    bool raw = false;
    copse_i_memory *m = &rows->memory[node->id];
    if (node->slot[2] != NULL) (void)copse_i_constant_flag(node->slot[2], &raw);
    copse_status status = rows->learning ? read_degree(rows, node, m) : COPSE_OK;
    if (status == COPSE_OK) status = copse_i_design_evaluate_numbers(rows, node->slot[0], &x);
    if (status == COPSE_OK && rows->learning && !raw) status = learn(rows, node, x, m);
    if (status != COPSE_OK) return status;
    const size_t k = rows->k;
    *out = (copse_i_value){
        .kind = DESIGN_NUMBERS, .columns = m->degree, .number = copse_i_design_numbers(rows, m->degree)};
    if (out->number == NULL) return copse_fail_memory(rows->err);
    if (!raw) return orthogonal(rows, x, m, out->number);
    for (size_t j = 0; j < m->degree; j++)
        for (size_t i = 0; i < k; i++) out->number[j * k + i] = j == 1 ? x[i] * x[i] : pow(x[i], (double)(j + 1));
    return COPSE_OK;
}
