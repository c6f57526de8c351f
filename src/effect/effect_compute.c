/* Raw numbers of k trials → estimates and sampling variances. */
#include "effect_kernels.h"

#include <copse/math.h>

#include <math.h>

/* What holds for every row of one call. */
typedef struct plan {
    const copse_measure *measure;
    const double *const *in;
    const copse_effect_opts *opts;
    double add, z;
    bool any_zero; /* for to = if0all */
} plan;

/* The cells of a family that the continuity correction goes to. */
static const copse_input *corrected_cells(copse_family family)
{
    static const copse_input table[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI, COPSE_IN_COUNT};
    static const copse_input rates[] = {COPSE_IN_X1I, COPSE_IN_X2I, COPSE_IN_COUNT};
    static const copse_input proportion[] = {COPSE_IN_XI, COPSE_IN_MI, COPSE_IN_COUNT};
    static const copse_input none[] = {COPSE_IN_COUNT};
    switch (family) {
    case COPSE_FAMILY_TABLE:
        return table;
    case COPSE_FAMILY_RATES:
        return rates;
    case COPSE_FAMILY_PROPORTION:
        return proportion;
    default:
        return none;
    }
}

static bool has_zero(const copse_input *cells, const double *x)
{
    for (; *cells != COPSE_IN_COUNT; cells++) {
        if (x[*cells] == 0.0) return true;
    }
    return false;
}

/* No events in both groups, or (2x2 tables) only events in both. */
static bool is_double_zero(copse_family family, const double *x)
{
    if (family == COPSE_FAMILY_RATES) return x[COPSE_IN_X1I] == 0.0 && x[COPSE_IN_X2I] == 0.0;
    if (family != COPSE_FAMILY_TABLE) return false;
    return (x[COPSE_IN_AI] == 0.0 && x[COPSE_IN_CI] == 0.0) || (x[COPSE_IN_BI] == 0.0 && x[COPSE_IN_DI] == 0.0);
}

/* A zero in any table that is used: one more pass over the data, for to = if0all only. */
static bool any_table_has_zero(const plan *p, size_t k)
{
    double x[COPSE_IN_COUNT];
    for (size_t i = 0; i < k; i++) {
        copse_effect_row row;
        copse_family family;
        copse_i_gather(p->measure, p->in, i, p->z, x, &family, &row);
        if (row.status != COPSE_OK || (p->opts->drop00 && is_double_zero(family, x))) continue;
        if (has_zero(corrected_cells(family), x)) return true;
    }
    return false;
}

static void correct(const plan *p, copse_family family, double *x)
{
    const copse_input *cells = corrected_cells(family);
    const bool wanted = p->opts->to == COPSE_TO_ALL || (p->opts->to == COPSE_TO_IF0ALL && p->any_zero) ||
                        (p->opts->to == COPSE_TO_ONLY0 && has_zero(cells, x));
    if (!wanted) return;
    for (; *cells != COPSE_IN_COUNT; cells++) x[*cells] += p->add;
}

static double column_or(const plan *p, copse_input input, size_t i, double completed)
{
    return isnan(completed) && p->in[input] ? p->in[input][i] : completed;
}

/* Total sample size, before any correction; NaN where the numbers do not tell. */
static double total_size(const plan *p, size_t i, const double *x)
{
    const copse_family family = p->measure->family;
    if (family == COPSE_FAMILY_RATES) return (double)NAN;
    const double n = column_or(p, COPSE_IN_NI, i, x[COPSE_IN_NI]);
    const double sum = column_or(p, COPSE_IN_N1I, i, x[COPSE_IN_N1I]) + column_or(p, COPSE_IN_N2I, i, x[COPSE_IN_N2I]);
    const bool groups_first = family == COPSE_FAMILY_TABLE || family == COPSE_FAMILY_MEANS;
    const double best = groups_first ? sum : n, other = groups_first ? n : sum;
    if (best > 0.0 && isfinite(best)) return best;
    return other > 0.0 && isfinite(other) ? other : (double)NAN;
}

static copse_effect_row not_computable(const char *why)
{
    return (copse_effect_row){.status = COPSE_ENOTCOMPUTABLE, .input = COPSE_IN_COUNT, .why = why};
}

static copse_effect_row compute_row(const plan *p, size_t i, double *yi, double *vi, double *ni)
{
    double x[COPSE_IN_COUNT];
    copse_effect_row row;
    copse_family family;
    copse_i_gather(p->measure, p->in, i, p->z, x, &family, &row);
    if (row.status != COPSE_OK) return row;
    if (p->opts->drop00 && is_double_zero(family, x)) {
        return not_computable("no or only events in both groups, and such tables are to be left out");
    }
    const double size = total_size(p, i, x);
    correct(p, family, x);
    const copse_i_estimate e = family == COPSE_FAMILY_GIVEN ? copse_i_given(x) : p->measure->kernel->compute(x);
    if (e.why) return not_computable(e.why);
    if (!isfinite(e.yi) || !isfinite(e.vi)) return not_computable("the result exceeds the range of numbers");
    if (!(e.vi > 0.0)) return not_computable("the sampling variance is too small for a number");
    *yi = e.yi;
    *vi = e.vi;
    *ni = size;
    return row;
}

static bool options_valid(const copse_effect_opts *o)
{
    return (isnan(o->add) || (o->add >= 0.0 && isfinite(o->add))) && copse_add_to_name(o->to) != NULL &&
           o->ci_level > 0.0 && o->ci_level < 100.0;
}

copse_status copse_effect_compute(const copse_measure *measure, const double *const in[COPSE_IN_COUNT], size_t k,
                                  const copse_effect_opts *opts, double *yi, double *vi, double *ni,
                                  copse_effect_row *row)
{
    const copse_effect_opts defaults = copse_effect_opts_default();
    if (!opts) opts = &defaults;
    if (!measure || !measure->kernel || !in || k == 0 || !yi || !vi || !row) return COPSE_EINVAL;
    if (!options_valid(opts)) return COPSE_EINVAL;
    if (!copse_i_family_present(in, measure->family) && !copse_i_family_present(in, COPSE_FAMILY_GIVEN)) {
        return COPSE_EINVAL;
    }
    plan p = {.measure = measure,
              .in = in,
              .opts = opts,
              .add = isnan(opts->add) ? measure->kernel->add : opts->add,
              .z = copse_normal_quantile_upper((100.0 - opts->ci_level) / 200.0)};
    p.any_zero = opts->to == COPSE_TO_IF0ALL && any_table_has_zero(&p, k);
    for (size_t i = 0; i < k; i++) {
        double size = (double)NAN;
        yi[i] = vi[i] = (double)NAN;
        row[i] = compute_row(&p, i, &yi[i], &vi[i], &size);
        if (ni) ni[i] = size;
    }
    return COPSE_OK;
}
