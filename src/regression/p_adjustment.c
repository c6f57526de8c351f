/* p-values of several tests, adjusted; and the names of the ways to do so. */
#include <copse/regression.h>
#include <math.h>
#include <stdlib.h>
#include <strings.h>

static const struct name {
    const char *code, *text, *paper;
} NAMES[] = {
#define COPSE_ADJUST_NAMES(id, code, text, paper) {code, text, paper},
    COPSE_ADJUST_LIST(COPSE_ADJUST_NAMES)
#undef COPSE_ADJUST_NAMES
};

const char *copse_adjust_code(copse_adjust adjust)
{
    return (unsigned)adjust < COPSE_ADJUST_COUNT ? NAMES[adjust].code : "?";
}

const char *copse_adjust_text(copse_adjust adjust)
{
    return (unsigned)adjust < COPSE_ADJUST_COUNT ? NAMES[adjust].text : "?";
}

const char *copse_adjust_paper(copse_adjust adjust)
{
    return (unsigned)adjust < COPSE_ADJUST_COUNT ? NAMES[adjust].paper : "?";
}

copse_status copse_adjust_find(const char *code, copse_adjust *adjust)
{
    for (size_t i = 0; code != NULL && i < COPSE_ADJUST_COUNT; i++)
        if (strcasecmp(code, NAMES[i].code) == 0) {
            *adjust = (copse_adjust)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

struct ranked {
    double p;
    size_t at;
};

static int by_p(const void *a, const void *b)
{
    const struct ranked *x = a, *y = b;
    if (x->p != y->p) return x->p < y->p ? -1 : 1;
    return (x->at > y->at) - (x->at < y->at);
}

static void step_down(const struct ranked *ranked, size_t n, double *out)
{
    double reached = 0;
    for (size_t i = 0; i < n; i++) {
        reached = fmax(reached, fmin(1, (double)(n - i) * ranked[i].p));
        out[ranked[i].at] = reached;
    }
}

static void step_up(const struct ranked *ranked, size_t n, double *out)
{
    double reached = 1;
    for (size_t i = n; i-- > 0;) {
        reached = fmin(reached, (double)n / (double)(i + 1) * ranked[i].p);
        out[ranked[i].at] = reached;
    }
}

copse_status copse_adjust_p(const double *p, size_t m, copse_adjust adjust, double *out)
{
    if ((unsigned)adjust >= COPSE_ADJUST_COUNT || adjust == COPSE_ADJUST_SINGLE_STEP) return COPSE_EINVAL;
    struct ranked *ranked = copse_alloc(m, sizeof *ranked);
    if (ranked == NULL) return COPSE_ENOMEM;
    size_t n = 0;
    for (size_t i = 0; i < m; i++)
        if (!isnan(p[i])) ranked[n++] = (struct ranked){p[i], i};
    for (size_t i = 0; i < m; i++) out[i] = p[i];
    qsort(ranked, n, sizeof *ranked, by_p);
    if (adjust == COPSE_ADJUST_HOLM) step_down(ranked, n, out);
    else if (adjust == COPSE_ADJUST_BH) step_up(ranked, n, out);
    else if (adjust == COPSE_ADJUST_BONFERRONI)
        for (size_t i = 0; i < n; i++) out[ranked[i].at] = fmin(1, (double)n * ranked[i].p);
    free(ranked);
    return COPSE_OK;
}
