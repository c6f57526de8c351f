/* Raw numbers of k trials → estimates and sampling variances. */
#include "effect_kernels.h"

#include <copse/math.h>

#include <math.h>

/* What holds for every row of one call. */
typedef struct plan {
    const copse_measure *measure;
    const double *const *in;
    const copse_effect_opts *opts;
    copse_i_setting setting;
    double add, z;
    bool any_zero; /* for to = if0all */
} plan;

/* No events in both groups, or (2x2 tables) only events in both. */
static bool is_double_zero(copse_family family, const double *x)
{
    if (family == COPSE_FAMILY_RATES) return x[COPSE_IN_X1I] == 0.0 && x[COPSE_IN_X2I] == 0.0;
    if (family != COPSE_FAMILY_TABLE && family != COPSE_FAMILY_PAIRS) return false;
    return (x[COPSE_IN_AI] == 0.0 && x[COPSE_IN_CI] == 0.0) || (x[COPSE_IN_BI] == 0.0 && x[COPSE_IN_DI] == 0.0);
}

/* Row i, checked and complete; false: it is not used. */
static bool gather(const plan *p, size_t i, copse_i_row *row, copse_effect_row *what)
{
    copse_i_gather(p->measure, p->in, i, p->z, row, what);
    if (what->status != COPSE_OK) return false;
    if (!p->opts->drop00 || !is_double_zero(row->family, row->x)) return true;
    *what = (copse_effect_row){COPSE_ENOTCOMPUTABLE, COPSE_IN_COUNT,
                               "no or only events in both groups, and such tables are to be left out"};
    return false;
}

/* A zero in any table that is used: one more pass over the data, for to = if0all only. */
static bool any_table_has_zero(const plan *p, size_t k)
{
    copse_i_row row;
    copse_effect_row what;
    for (size_t i = 0; i < k; i++) {
        if (gather(p, i, &row, &what) && copse_i_has_empty_cell(row.family, row.x)) return true;
    }
    return false;
}

static void correct(const plan *p, copse_i_row *row)
{
    const copse_add_to to = p->opts->to;
    const bool wanted = to == COPSE_TO_ALL || (to == COPSE_TO_IF0ALL && p->any_zero) ||
                        (to == COPSE_TO_ONLY0 && copse_i_has_empty_cell(row->family, row->x));
    if (wanted) copse_i_correct(row->family, p->add, p->opts->correction, row->x);
}

static double column_or(const plan *p, copse_input input, size_t i, double completed)
{
    return isnan(completed) && p->in[input] ? p->in[input][i] : completed;
}

static double sum_of_cells(const double *x, const copse_input *cell)
{
    double sum = 0.0;
    for (; *cell != COPSE_IN_COUNT; cell++) sum += x[*cell];
    return sum;
}

/* Total sample size, before any correction; NaN where the numbers do not tell. */
static double total_size(const plan *p, size_t i, const double *x)
{
    static const copse_input pairs[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_DI, COPSE_IN_COUNT};
    static const copse_input genotypes[] = {COPSE_IN_AI, COPSE_IN_BI, COPSE_IN_CI, COPSE_IN_COUNT};
    const copse_family family = p->measure->family;
    if (family == COPSE_FAMILY_RATES || family == COPSE_FAMILY_RATE) return (double)NAN;
    if (family == COPSE_FAMILY_PAIRS && p->measure->kernel->margins) return rint(0.5 * sum_of_cells(x, pairs));
    if (family == COPSE_FAMILY_PAIRS) return sum_of_cells(x, pairs);
    if (family == COPSE_FAMILY_GENOTYPES) return sum_of_cells(x, genotypes);
    const double n = column_or(p, COPSE_IN_NI, i, x[COPSE_IN_NI]);
    const double sum = column_or(p, COPSE_IN_N1I, i, x[COPSE_IN_N1I]) + column_or(p, COPSE_IN_N2I, i, x[COPSE_IN_N2I]);
    const bool groups_first =
        family == COPSE_FAMILY_TABLE || family == COPSE_FAMILY_MEANS || family == COPSE_FAMILY_AREA;
    const double best = groups_first ? sum : n, other = groups_first ? n : sum;
    if (best > 0.0 && isfinite(best)) return best;
    return other > 0.0 && isfinite(other) ? other : (double)NAN;
}

/* The averages over the rows that a variance type asks for; one more pass over the data. */
static void average(plan *p, size_t k)
{
    double sum[4] = {0}, weights[4] = {0};
    for (size_t i = 0; i < k; i++) {
        copse_i_row row;
        copse_effect_row what;
        double value[4] = {0}, weight[4] = {0};
        if (!gather(p, i, &row, &what) || row.family == COPSE_FAMILY_GIVEN) continue;
        const double size = total_size(p, i, row.x);
        correct(p, &row);
        p->measure->kernel->average(row.x, row.set, size, &p->setting, value, weight);
        for (size_t j = 0; j < 4; j++) {
            if (isnan(value[j]) || !(weight[j] > 0.0) || !isfinite(weight[j])) continue;
            sum[j] += value[j] * weight[j];
            weights[j] += weight[j];
        }
    }
    for (size_t j = 0; j < 4; j++) p->setting.average[j] = weights[j] > 0.0 ? sum[j] / weights[j] : (double)NAN;
}

static copse_effect_row not_computable(const char *why)
{
    return (copse_effect_row){.status = COPSE_ENOTCOMPUTABLE, .input = COPSE_IN_COUNT, .why = why};
}

static copse_effect_row compute_row(const plan *p, size_t i, double *yi, double *vi, double *ni)
{
    copse_i_row row;
    copse_effect_row what;
    if (!gather(p, i, &row, &what)) return what;
    const double size = total_size(p, i, row.x);
    correct(p, &row);
    const copse_i_estimate e = row.family == COPSE_FAMILY_GIVEN
                                   ? copse_i_given(row.x, row.set, &p->setting)
                                   : p->measure->kernel->compute(row.x, row.set, &p->setting);
    if (e.why) return not_computable(e.why);
    if (!isfinite(e.yi) || !isfinite(e.vi)) return not_computable("the result exceeds the range of numbers");
    if (!(e.vi > 0.0)) return not_computable("the sampling variance is too small for a number");
    *yi = e.yi;
    *vi = e.vi;
    *ni = size;
    return what;
}

static bool options_valid(const copse_measure *measure, const copse_effect_opts *o)
{
    return (isnan(o->add) || (o->add >= 0.0 && isfinite(o->add))) && copse_add_to_name(o->to) != NULL &&
           copse_correction_name(o->correction) != NULL && o->ci_level > 0.0 && o->ci_level < 100.0 &&
           copse_measure_takes(measure, o->vtype);
}

static copse_vtype vtype_in_force(const copse_measure *measure, const copse_effect_opts *opts)
{
    if (opts->vtype != COPSE_VTYPE_COUNT) return opts->vtype;
    return measure->vtypes ? measure->vtypes[0] : COPSE_VTYPE_LS;
}

static bool inputs_present(const copse_measure *measure, const double *const in[])
{
    size_t sets;
    const copse_input *const *given = copse_given_inputs(&sets);
    return copse_i_any_set_present(in, measure->inputs, measure->input_sets) ||
           copse_i_any_set_present(in, given, sets);
}

copse_status copse_effect_compute(const copse_measure *measure, const double *const in[COPSE_IN_COUNT], size_t k,
                                  const copse_effect_opts *opts, double *yi, double *vi, double *ni,
                                  copse_effect_row *row)
{
    const copse_effect_opts defaults = copse_effect_opts_default();
    if (!opts) opts = &defaults;
    if (!measure || !measure->kernel || !in || k == 0 || !yi || !vi || !row) return COPSE_EINVAL;
    if (!options_valid(measure, opts) || !inputs_present(measure, in)) return COPSE_EINVAL;
    plan p = {.measure = measure,
              .in = in,
              .opts = opts,
              .setting = {.vtype = vtype_in_force(measure, opts), .correct = !opts->uncorrected},
              .add = isnan(opts->add) ? measure->kernel->add : opts->add,
              .z = copse_normal_quantile_upper((100.0 - opts->ci_level) / 200.0)};
    p.any_zero = opts->to == COPSE_TO_IF0ALL && any_table_has_zero(&p, k);
    /* one more pass over the data, which LS never needs */
    if (measure->kernel->average && p.setting.vtype != COPSE_VTYPE_LS) average(&p, k);
    for (size_t i = 0; i < k; i++) {
        double size = (double)NAN;
        yi[i] = vi[i] = (double)NAN;
        row[i] = compute_row(&p, i, &yi[i], &vi[i], &size);
        if (ni) ni[i] = size;
    }
    return COPSE_OK;
}
