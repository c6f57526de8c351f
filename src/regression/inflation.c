/* Variance inflation factors. */

#include <copse/math.h>
#include <copse/regression.h>
#include <math.h>
#include <stdlib.h>

static const double SINGULAR = 1e-14; /* of a variance: less than this left is none */

/* Correlations of the columns in list[n], n x n. */
static void fill_correlations(const double *vcov, size_t p, const size_t *list, size_t n, double *r)
{
    for (size_t a = 0; a < n; a++)
        for (size_t b = 0; b < n; b++) {
            const double va = vcov[list[a] * p + list[a]], vb = vcov[list[b] * p + list[b]];
            r[a * n + b] = a == b ? 1 : vcov[list[a] * p + list[b]] / (sqrt(va) * sqrt(vb));
        }
}

/* log det of the correlations of those columns; NaN where they are singular. */
static double log_det_of(const double *vcov, size_t p, const size_t *list, size_t n, double *r)
{
    fill_correlations(vcov, p, list, n, r);
    return copse_cholesky(r, n, SINGULAR) ? copse_cholesky_log_det(r, n) : NAN;
}

struct columns {
    size_t *list; /* of p */
    size_t n;
};

/* Those of the term (inside) or of all the others, without the intercept. */
static struct columns choose(const size_t *term, size_t p, size_t intercept, size_t wanted, bool inside, size_t *list)
{
    struct columns chosen = {list, 0};
    for (size_t j = 0; j < p; j++)
        if (j != intercept && (term[j] == wanted) == inside) list[chosen.n++] = j;
    return chosen;
}

/* Diagonal of R^-1: |L^-1 e_j|^2 */
static void fill_coefficients(const double *l, struct columns all, size_t p, double *room, double *vif)
{
    for (size_t j = 0; j < p; j++) vif[j] = NAN;
    for (size_t a = 0; a < all.n; a++) {
        double sum = 0;
        for (size_t b = 0; b < all.n; b++) room[b] = a == b;
        copse_cholesky_solve_lower(l, all.n, room);
        for (size_t b = a; b < all.n; b++) sum += room[b] * room[b];
        vif[all.list[a]] = sum;
    }
}

static copse_inflation of_term(const double *vcov, size_t p, struct columns in, struct columns rest, double log_det,
                               double *r)
{
    copse_inflation out = {in.n, NAN, NAN};
    if (in.n == 0) return out;
    const double log_gvif = log_det_of(vcov, p, in.list, in.n, r) + log_det_of(vcov, p, rest.list, rest.n, r) - log_det;
    out.gvif = rest.n == 0 ? 1 : exp(log_gvif);
    out.scaled = rest.n == 0 ? 1 : exp(log_gvif / (2 * (double)in.n));
    return out;
}

/* `room` is of p x p + p numbers, `lists` of 2 p. */
static copse_status fill(const double *vcov, size_t p, size_t intercept, const size_t *term, size_t terms, double *room,
                         size_t *lists, double *vif, copse_inflation *by_term)
{
    const struct columns all = choose(term, p, intercept, SIZE_MAX, false, lists);
    const double log_det = log_det_of(vcov, p, all.list, all.n, room);
    if (isnan(log_det)) return COPSE_ERANK;
    fill_coefficients(room, all, p, room + p * p, vif);
    for (size_t t = 0; t < terms; t++) {
        const struct columns in = choose(term, p, intercept, t, true, lists);
        const struct columns rest = choose(term, p, intercept, t, false, lists + p);
        by_term[t] = of_term(vcov, p, in, rest, log_det, room);
    }
    return COPSE_OK;
}

copse_status copse_vif(const double *vcov, size_t p, size_t intercept, const size_t *term, size_t terms, double *vif,
                       copse_inflation *by_term, copse_error *err)
{
    if (vcov == NULL || term == NULL || vif == NULL || (terms > 0 && by_term == NULL) || p == 0)
        return copse_fail(err, COPSE_EINVAL, "no covariances, no terms or no place for variance inflation factors");
    for (size_t j = 0; j < p; j++)
        if (!(vcov[j * p + j] > 0) || (j != intercept && term[j] >= terms))
            return copse_fail(err, COPSE_EINVAL, "coefficient %zu has no variance or no term", j + 1);
    double *room = copse_alloc(p * p + p, sizeof *room);
    size_t *lists = copse_alloc(2 * p, sizeof *lists);
    if (room == NULL || lists == NULL) {
        free(room);
        free(lists);
        return copse_fail_memory(err);
    }
    const copse_status status = fill(vcov, p, intercept, term, terms, room, lists, vif, by_term);
    free(room);
    free(lists);
    return status == COPSE_OK ? COPSE_OK : copse_fail(err, status, "the coefficients' covariances are singular");
}
