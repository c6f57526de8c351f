/* Fits of subsets of the studies as rows of a forest plot: each as a study would be, whose own interval is the fit's. */
#include <copse/plot.h>

#include <copse/math.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* The rows as studies. */
typedef struct rows {
    double *yi, *vi, *ni, *weight;
    copse_interval *ci;
    size_t *row;
    char **label;
    double *memory;
} rows;

static void rows_free(rows *r)
{
    free(r->memory);
    free(r->ci);
    free(r->row);
    free(r->label);
}

/* The variance of a normal interval that is as long, which squares go by. */
static double variance_of(const copse_interval ci, double z)
{
    const double half = (ci.upper - ci.lower) / 2 / z;
    return half * half;
}

static copse_status fill(const copse_subset_plot *plot, const copse_forest_opts *opts, rows *r, copse_error *err)
{
    const size_t n = plot->rows;
    const double z = copse_normal_quantile_upper(0.5 - opts->level / 200);
    r->memory = copse_alloc(n, 4 * sizeof *r->memory);
    r->row = copse_alloc(n, sizeof *r->row);
    r->label = copse_alloc(n, sizeof *r->label);
    r->ci = copse_alloc(n, sizeof *r->ci);
    if (r->memory == NULL || r->row == NULL || r->label == NULL || r->ci == NULL) return copse_fail_memory(err);
    r->yi = r->memory;
    r->vi = r->yi + n;
    r->ni = r->vi + n;
    r->weight = r->ni + n;
    for (size_t i = 0; i < n; i++) {
        const copse_fit *fit = plot->fit[i];
        const copse_transform_settings settings = copse_transform_for_pool(
            opts->transform, &opts->settings, fit->het.tau2, plot->set->vi, plot->set->ni, NULL, 0, plot->set->k);
        r->yi[i] = fit->coef[0].estimate;
        r->ci[i] = fit->coef[0].ci;
        r->vi[i] = variance_of(r->ci[i], z);
        r->ni[i] = settings.size;
        r->weight[i] = NAN;
        r->row[i] = i + 1;
    }
    memcpy(r->label, plot->name, n * sizeof *r->label); /* a study set owns its labels; this one only shows them */
    return COPSE_OK;
}

static copse_status check(const copse_subset_plot *plot, copse_error *err)
{
    if (plot == NULL || plot->set == NULL || plot->all == NULL || plot->name == NULL || plot->fit == NULL)
        return copse_fail(err, COPSE_EINVAL, "a plot of subsets needs its fits");
    if (plot->rows == 0) return copse_fail(err, COPSE_ENODATA, "none of the subsets has a fit");
    if (plot->all->p != 1) return copse_fail(err, COPSE_EUSAGE, "a forest plot needs a model without moderators");
    return COPSE_OK;
}

copse_status copse_plot_subsets(const copse_subset_plot *plot, const copse_forest_opts *opts, const char *picture,
                                copse_text *script, copse_error *err)
{
    copse_status status = check(plot, err);
    if (status != COPSE_OK) return status;
    copse_forest_opts use = opts != NULL ? *opts : copse_forest_opts_default(plot->set->measure);
    use.prediction = use.raw_columns = false;
    use.row_interval = COPSE_ROW_WALD;
    use.study_head = plot->head;
    use.pooled = plot->all->k;
    rows r = {0};
    status = fill(plot, &use, &r, err);
    use.row_ci = r.ci;
    if (status == COPSE_OK) {
        copse_fit all = *plot->all;
        all.k = plot->rows;
        all.weight = r.weight;
        const copse_study_set set = {.k = plot->rows,
                                     .measure = plot->set->measure,
                                     .label = r.label,
                                     .yi = r.yi,
                                     .vi = r.vi,
                                     .ni = r.ni,
                                     .row = r.row,
                                     .line = r.row};
        status = copse_plot_forest(&set, &all, NULL, &use, picture, script, err);
    }
    rows_free(&r);
    return status;
}
