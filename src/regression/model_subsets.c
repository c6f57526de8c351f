#include "model_subsets.h"

static bool has_column(const copse_average_terms *terms, size_t p, size_t t)
{
    for (size_t j = 0; j < p; j++)
        if (terms->term[j] == t) return true;
    return false;
}

copse_status copse_i_model_terms_check(const copse_average_terms *terms, size_t p, copse_error *err)
{
    if (terms == NULL || terms->term == NULL) return copse_fail(err, COPSE_EINVAL, "no terms to choose from");
    const size_t n = terms->terms;
    if (n == 0 || n > COPSE_AVERAGE_MOST_TERMS)
        return copse_fail(err, COPSE_EINVAL, "%zu terms: models can be made of 1 to %d", n, COPSE_AVERAGE_MOST_TERMS);
    for (size_t j = 0; j < p; j++)
        if (terms->term[j] >= n && terms->term[j] != COPSE_AVERAGE_ALWAYS)
            return copse_fail(err, COPSE_EINVAL, "column %zu is of no term", j + 1);
    for (size_t t = 0; t < n; t++) {
        if (!has_column(terms, p, t)) return copse_fail(err, COPSE_EINVAL, "term %zu has no column", t + 1);
        for (size_t u = t; terms->margin != NULL && u < n; u++)
            if (terms->margin[t * n + u])
                return copse_fail(err, COPSE_EINVAL, "term %zu stands before its margin", t + 1);
    }
    return COPSE_OK;
}

static uint64_t needed_by(const copse_average_terms *terms, size_t t)
{
    uint64_t needs = 0;
    for (size_t u = 0; terms->margin != NULL && u < t; u++)
        if (terms->margin[t * terms->terms + u]) needs |= UINT64_C(1) << u;
    return needs;
}

size_t copse_i_model_subsets(const copse_average_terms *terms, uint64_t *subset, size_t most)
{
    size_t n = 1;
    subset[0] = 0;
    for (size_t t = 0; t < terms->terms; t++) {
        const uint64_t needs = needed_by(terms, t);
        const size_t before = n;
        for (size_t i = 0; i < before; i++) {
            if ((subset[i] & needs) != needs) continue;
            if (n == most) return most + 1;
            subset[n++] = subset[i] | UINT64_C(1) << t;
        }
    }
    return n;
}
