/* copse plot profile FILE -o profile.pdf */
#include "commands.h"
#include "plot_common.h"

#include <copse/math.h>
#include <copse/sensitivity.h>

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

struct plot_profile {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_moderator_values moderators;
    struct profile {
        copse_i_span range;
        int steps;
    } profile;
    copse_i_chart_values look;
    copse_i_output_values output;
};

/* From 0 to beyond the interval, unless --range says otherwise. */
static void choose_range(const struct plot_profile *plot, const copse_i_task *task, const copse_fit *fit, double *low,
                         double *high)
{
    const double upper = fit->het.tau2_ci.upper;
    *low = plot->profile.range.low;
    *high = plot->profile.range.high;
    if (isfinite(*low)) return;
    *low = 0;
    *high = isfinite(upper) && upper > 0 ? 1.25 * upper : 4 * fmax(task->fit.het.tau2, task->fit.het.typical_v);
}

static copse_status draw_grid(const struct plot_profile *plot, const copse_i_task *task, const copse_fit *fit,
                              const copse_chart_look *look, const char *picture, copse_text *script, copse_error *err)
{
    const size_t n = (size_t)plot->profile.steps + 1;
    copse_sensitivity_data data = copse_i_chart_sensitivity(task);
    double low, high, best = fit->stat.log_lik;
    double *grid = copse_alloc(2 * n, sizeof *grid);
    if (grid == NULL) return copse_fail_memory(err);
    data.opts = &fit->opts;
    choose_range(plot, task, fit, &low, &high);
    for (size_t i = 0; i < n; i++) grid[i] = low + (high - low) * (double)i / (double)(n - 1);
    copse_status status = copse_profile_tau2(&data, grid, n, grid + n, err);
    const double tail = 0.5 * (1 - look->level / 100);
    const double z = copse_normal_quantile_upper(tail);
    const copse_profile_data plotted = {.n = n,
                                        .tau2 = grid,
                                        .log_lik = grid + n,
                                        .estimate = fit->het.tau2,
                                        .best = best,
                                        .cut = best - 0.5 * z * z,
                                        .lower = fit->het.tau2_ci.lower,
                                        .upper = fit->het.tau2_ci.upper,
                                        .restricted = fit->opts.method == COPSE_METHOD_REML};
    if (status == COPSE_OK) status = copse_plot_profile(&plotted, look, picture, script, err);
    free(grid);
    return status;
}

/* The fit again, with the interval of the profile likelihood. */
static copse_status draw(const void *values, copse_i_task *task, const copse_chart_look *look, const char *picture,
                         copse_text *script, copse_error *err)
{
    const struct plot_profile *plot = values;
    const copse_study_set *set = &task->set;
    copse_fit_opts opts = task->fit.opts;
    copse_fit fit = {0};
    if (opts.method != COPSE_METHOD_ML && opts.method != COPSE_METHOD_REML)
        return copse_fail(err, COPSE_EUSAGE, "plot profile needs --method ML or REML, which have a likelihood");
    opts.setup.ci = opts.method == COPSE_METHOD_ML ? COPSE_TAU2_CI_PL_ML : COPSE_TAU2_CI_PL_REML;
    copse_status status =
        copse_pool(set->yi, set->vi, task->moderators.design.X, set->k, task->fit.p, &opts, &fit, err);
    if (status == COPSE_OK && fit.k <= fit.p)
        status = copse_fail(err, COPSE_ETOOFEW, "%s: %zu studies and %zu coefficients: tau2 has no likelihood",
                            task->file.source, fit.k, fit.p);
    if (status == COPSE_OK) status = draw_grid(plot, task, &fit, look, picture, script, err);
    copse_fit_free(&fit);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_profile *plot = values;
    (void)call;
    const copse_i_chart_task asked = {COPSE_I_CHART_OF(copse_i_cmd_plot_profile, plot), .model = &plot->model,
                                      .any_scale = true, .moderators = &plot->moderators};
    return copse_i_chart_run(&asked, draw, plot, err);
}

#define AT(member) .offset = offsetof(struct profile, member)
static const copse_i_option PROFILE[] = {
    {.name = "range",
     .kind = COPSE_I_SPAN,
     .argument = "LO,HI",
     .help = "values of tau2 (default: 0 to beyond the interval)",
     AT(range)},
    {.name = "steps",
     .kind = COPSE_I_INTEGER,
     .argument = "N",
     .help = "how many points the curve has",
     .fallback = "200",
     .min = 2,
     .max = 5000,
     AT(steps)},
};
#undef AT

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct plot_profile, input)),
    COPSE_I_CHART_METHOD_GROUP(offsetof(struct plot_profile, model)),
    COPSE_I_DESIGN_GROUP(offsetof(struct plot_profile, moderators)),
    {"Profile", PROFILE, COPSE_I_COUNT(PROFILE), offsetof(struct plot_profile, profile)},
    COPSE_I_CHART_LOOK_GROUP(offsetof(struct plot_profile, look)),
    COPSE_I_CHART_LEVEL_PICTURE_GROUP(offsetof(struct plot_profile, output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot profile @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg -o profile.pdf",
     "the BCG vaccine trials"},
    {"copse plot profile @smit2023 --where 'domain == \"personal\"' --method ML --range 0,0.4 -o profile.svg",
     "peer support, the full likelihood from 0 to 0.4"},
};

const copse_i_command copse_i_cmd_plot_profile = {
    .name = "plot profile",
    .summary = "likelihood of the variance between studies",
    .description = "Draws the log-likelihood of tau2 (restricted with REML, full with ML), its maximum, and the "
                   "likelihood-ratio interval: "
                   "the values whose log-likelihood is within half a chi-square quantile of the maximum. A flat curve "
                   "says that the data "
                   "tell little of tau2; several maxima would show.",
    COPSE_I_PLOT_FRAME(struct plot_profile, offsetof(struct plot_profile, file)),
};
