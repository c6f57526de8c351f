/* What each choice does to the result, the others being equal and over all of them. */
#include "multiverse_parts.h"

#include <math.h>
#include <stdlib.h>

static size_t levels_of(const copse_multiverse_plan *plan, size_t c)
{
    return c < plan->choices ? plan->levels[c] : c == plan->choices ? plan->methods : plan->tests;
}

/* How far apart in the list two specifications lie that differ in this choice by one. */
static size_t stride_of(const copse_multiverse_plan *plan, size_t c)
{
    size_t stride = 1;
    for (size_t next = plan->choices + 2; --next > c;) stride *= levels_of(plan, next);
    return stride;
}

/* Significant above, significant below, or neither. */
static int conclusion(const copse_multiverse_plan *plan, const copse_specification *s)
{
    return !s->significant ? 0 : s->estimate > plan->null ? 1 : -1;
}

static void compare(const copse_multiverse_plan *plan, const copse_specification *a, const copse_specification *b,
                    copse_multiverse_choice *choice)
{
    const double far =
        fabs(copse_i_multiverse_value(plan, a) - copse_i_multiverse_value(plan, b)); /* NaN without a fit */
    if (!isfinite(far)) return;
    choice->moves += far;
    choice->most = fmax(choice->most, far);
    choice->flips += conclusion(plan, a) != conclusion(plan, b);
    choice->pairs++;
}

static void compare_pairs(const copse_multiverse_plan *plan, const copse_multiverse *out, size_t c,
                          copse_multiverse_choice *choice)
{
    const size_t stride = stride_of(plan, c);
    for (size_t s = 0; s < out->specifications; s++) {
        const size_t level = s / stride % choice->levels;
        for (size_t more = 1; level + more < choice->levels; more++)
            compare(plan, &out->specification[s], &out->specification[s + more * stride], choice);
    }
    const double pairs = (double)choice->pairs;
    choice->moves = choice->pairs > 0 ? choice->moves / pairs : NAN;
    choice->most = choice->pairs > 0 ? choice->most : NAN;
    choice->flips = choice->pairs > 0 ? 100 * choice->flips / pairs : NAN;
}

/* Values of one level; their sum about `centre` and how many are significant. */
static size_t gather(const copse_multiverse_plan *plan, const copse_multiverse *out, size_t c, size_t level, double *x,
                     size_t *significant)
{
    const size_t stride = stride_of(plan, c), levels = levels_of(plan, c);
    size_t n = 0;
    *significant = 0;
    for (size_t s = 0; s < out->specifications; s++) {
        const copse_specification *spec = &out->specification[s];
        const double value = copse_i_multiverse_value(plan, spec);
        if (s / stride % levels != level || !isfinite(value)) continue;
        *significant += spec->significant;
        x[n++] = value;
    }
    return n;
}

static double mean_of(const double *x, size_t n)
{
    double sum = 0;
    for (size_t i = 0; i < n; i++) sum += x[i];
    return sum / (double)n;
}

/* `mean` and `squares` (about it) are of all specifications. */
static void fill_choice(const copse_multiverse_plan *plan, const copse_multiverse *out, size_t c, double mean,
                        double squares, double *x, copse_multiverse_choice *choice)
{
    const double noise = 1e-12 * fmax(fabs(out->least), fabs(out->most)); /* of equal estimates */
    double between = 0;
    for (size_t l = 0; l < choice->levels; l++) {
        size_t significant;
        const size_t n = gather(plan, out, c, l, x, &significant);
        const double far = n > 0 ? mean_of(x, n) - mean : 0;
        if (fabs(far) > noise) between += (double)n * far * far;
        choice->level[l] = (copse_multiverse_level){
            .specifications = n,
            .median = copse_i_multiverse_median(x, n),
            .significant = n > 0 ? 100 * (double)significant / (double)n : NAN,
        };
    }
    choice->explains = squares > noise * noise ? fmin(100 * between / squares, 100) : NAN;
    compare_pairs(plan, out, c, choice);
}

copse_status copse_i_multiverse_choices(const copse_multiverse_plan *plan, copse_multiverse *out, copse_error *err)
{
    double *x = copse_alloc(out->specifications, sizeof *x);
    out->choice = copse_alloc(plan->choices + 2, sizeof *out->choice);
    bool ready = x != NULL && out->choice != NULL;
    if (ready) out->choices = plan->choices + 2;
    for (size_t c = 0; ready && c < out->choices; c++) {
        out->choice[c].levels = levels_of(plan, c);
        out->choice[c].level = copse_alloc(out->choice[c].levels, sizeof *out->choice[c].level);
        ready = out->choice[c].level != NULL;
    }
    if (ready) {
        size_t n = 0;
        for (size_t s = 0; s < out->specifications; s++) {
            const double value = copse_i_multiverse_value(plan, &out->specification[s]);
            if (isfinite(value)) x[n++] = value;
        }
        const double mean = n > 0 ? mean_of(x, n) : NAN;
        double squares = 0;
        for (size_t i = 0; i < n; i++) squares += (x[i] - mean) * (x[i] - mean);
        for (size_t c = 0; c < out->choices; c++) fill_choice(plan, out, c, mean, squares, x, &out->choice[c]);
    }
    free(x);
    return ready ? COPSE_OK : copse_fail_memory(err);
}
