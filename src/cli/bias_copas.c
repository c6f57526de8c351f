/* See bias_copas.h. */
#include "bias_copas.h"

#include "bias_run.h"

#include <stddef.h>

enum { RHO_SIDE, RHO_FREE };

static const char *rho_choice(size_t i)
{
    static const char *const NAMES[] = {[RHO_SIDE] = "side", [RHO_FREE] = "free"};
    return i < COPSE_I_COUNT(NAMES) ? NAMES[i] : NULL;
}

#define AT(member) .offset = offsetof(copse_i_bias_copas_values, member)
const copse_i_option copse_i_bias_copas_options[copse_i_bias_copas_count] = {
    {.name = "copas-side",
     .kind = COPSE_I_CHOICE,
     .argument = "SIDE",
     .help = "side on which studies are missing (default: the one that Egger's intercept tells)",
     .choice = copse_i_bias_side_choice,
     AT(side)},
    {.name = "copas-rho",
     .kind = COPSE_I_CHOICE,
     .argument = "NAME",
     .help = "correlation of estimate and selection: of the sign that missing studies on the side give, or free",
     .fallback = "side",
     .choice = rho_choice,
     AT(rho)},
    {.name = "copas-alpha",
     .kind = COPSE_I_NUMBER,
     .argument = "A",
     .help = "level of the test of residual selection that chooses the summary",
     .fallback = "0.1",
     .max = 1,
     .open = true,
     AT(alpha)},
    {.name = "copas-grid",
     .kind = COPSE_I_INTEGER,
     .argument = "N",
     .help = "points of the grid in each direction",
     .fallback = "20",
     .min = 2,
     .max = 200,
     AT(grid)},
    {.name = "copas-gamma0",
     .kind = COPSE_I_SPAN,
     .argument = "LOW,HIGH",
     .help = "range of gamma0, the probit of publication apart from precision (default: by the standard errors)",
     AT(gamma0)},
    {.name = "copas-gamma1",
     .kind = COPSE_I_SPAN,
     .argument = "LOW,HIGH",
     .help = "range of gamma1, its slope on 1/standard error (default: by the standard errors)",
     AT(gamma1)},
};
#undef AT

copse_status copse_i_bias_copas_check(const copse_i_bias_run *run, copse_error *err)
{
    static const copse_bias_check COPAS[] = {COPSE_BIAS_COPAS, COPSE_BIAS_CHECK_COUNT};
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < copse_i_bias_copas_count; i++)
        status = copse_i_bias_option_for(run, copse_i_bias_copas_options[i].name, COPAS, err);
    return status;
}

copse_status copse_i_bias_copas(copse_i_bias_run *run, copse_error *err)
{
    const copse_i_bias_copas_values *a = &run->asked->copas;
    const copse_study_set *set = &run->task.set;
    copse_copas_opts opts = copse_copas_opts_default();
    opts.grid = (size_t)a->grid;
    opts.alpha = a->alpha;
    opts.level = run->asked->output.level;
    opts.side = copse_i_bias_side(a->side);
    opts.free_rho = a->rho == RHO_FREE;
    opts.gamma0 = (copse_interval){a->gamma0.low, a->gamma0.high};
    opts.gamma1 = (copse_interval){a->gamma1.low, a->gamma1.high};
    run->report.copas = &run->results.copas.copas;
    const copse_status status = copse_i_bias_without_moderators(run, err);
    return status == COPSE_OK ? copse_bias_copas(set->yi, set->vi, set->k, &opts, &run->results.copas.copas, err)
                              : status;
}

copse_status copse_i_bias_henmi_copas(copse_i_bias_run *run, copse_error *err)
{
    const copse_study_set *set = &run->task.set;
    copse_fit_opts opts = copse_fit_opts_default();
    copse_fit fit = {0};
    opts.method = COPSE_METHOD_DL;
    opts.test = COPSE_TEST_HENMI_COPAS;
    opts.level = run->asked->output.level;
    opts.without_tau2_ci = opts.without_R2 = true;
    copse_status status = copse_i_bias_without_moderators(run, err);
    if (status == COPSE_OK && set->k < 2) status = copse_fail(err, COPSE_ETOOFEW, "it needs at least two studies");
    if (status == COPSE_OK) status = copse_pool(set->yi, set->vi, NULL, set->k, 1, &opts, &fit, err);
    if (status == COPSE_OK && fit.test != COPSE_TEST_HENMI_COPAS)
        status = copse_fail(err, COPSE_ENOTCOMPUTABLE, "it cannot be computed from these studies");
    if (status == COPSE_OK) {
        run->results.copas.henmi = fit.coef[0];
        run->report.henmi_copas = &run->results.copas.henmi;
    }
    copse_fit_free(&fit);
    return status;
}

void copse_i_bias_copas_free(copse_i_bias_copas_results *results)
{
    copse_copas_free(&results->copas);
}
