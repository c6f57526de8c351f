/* copse plot qqnorm FILE -o qqnorm.pdf */
#include "commands.h"
#include "plot_common.h"

#include <copse/sensitivity.h>

#include <limits.h>
#include <stddef.h>
#include <stdlib.h>

struct plot_qqnorm {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_moderator_values moderators;
    struct qqnorm {
        int replicates, seed;
        bool deleted, no_envelope, bonferroni;
    } qqnorm;
    copse_i_chart_values look;
    copse_i_output_values output;
};

/* The points as arrays, which the plot takes. */
static copse_status plot_points(const struct plot_qqnorm *plot, const copse_i_task *task, const copse_qq_opts *opts,
                                const copse_qq_point *point, size_t n, const copse_chart_look *look,
                                const char *picture, copse_text *script, copse_error *err)
{
    size_t *study = copse_alloc(n + 1, sizeof *study);
    double *x = copse_alloc(4 * n + 1, sizeof *x);
    const bool have = study != NULL && x != NULL;
    copse_status status = have ? COPSE_OK : copse_fail_memory(err);
    for (size_t i = 0; have && i < n; i++) {
        study[i] = point[i].study;
        x[i] = point[i].quantile;
        x[n + i] = point[i].residual;
        x[2 * n + i] = point[i].lower;
        x[3 * n + i] = point[i].upper;
    }
    if (have) {
        const bool envelope = opts->replicates > 0;
        const copse_qq_data data = {.studies = copse_i_chart_studies_of(task),
                                    .points = n,
                                    .study = study,
                                    .quantile = x,
                                    .residual = x + n,
                                    .lower = envelope ? x + 2 * n : NULL,
                                    .upper = envelope ? x + 3 * n : NULL,
                                    .deleted = opts->deleted,
                                    .bonferroni = plot->qqnorm.bonferroni,
                                    .replicates = opts->replicates};
        status = copse_plot_qq(&data, look, picture, script, err);
    }
    free(study);
    free(x);
    return status;
}

static copse_status draw(const void *values, copse_i_task *task, const copse_chart_look *look, const char *picture,
                         copse_text *script, copse_error *err)
{
    const struct plot_qqnorm *plot = values;
    const copse_sensitivity_data data = copse_i_chart_sensitivity(task);
    copse_qq_opts opts = copse_qq_opts_default();
    size_t n = 0;
    opts.deleted = plot->qqnorm.deleted;
    opts.replicates = plot->qqnorm.no_envelope ? 0 : (size_t)plot->qqnorm.replicates;
    opts.seed = (uint32_t)plot->qqnorm.seed;
    opts.level = plot->output.level;
    opts.bonferroni = plot->qqnorm.bonferroni;
    copse_qq_point *point = copse_alloc(task->set.k, sizeof *point);
    copse_status status = point == NULL ? copse_fail_memory(err) : copse_qq(&data, &opts, point, &n, err);
    if (status == COPSE_OK) status = plot_points(plot, task, &opts, point, n, look, picture, script, err);
    free(point);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_qqnorm *plot = values;
    (void)call;
    const copse_i_chart_task asked = {COPSE_I_CHART_OF(copse_i_cmd_plot_qqnorm, plot), .model = &plot->model,
                                      .any_scale = true, .moderators = &plot->moderators};
    return copse_i_chart_run(&asked, draw, plot, err);
}

#define AT(member) .offset = offsetof(struct qqnorm, member)
static const copse_i_option RESIDUALS[] = {
    {.name = "deleted",
     .kind = COPSE_I_FLAG,
     .help = "residuals from the fit without the study (externally studentised)",
     AT(deleted)},
    {.name = "replicates",
     .kind = COPSE_I_INTEGER,
     .argument = "N",
     .help = "data sets drawn for the envelope",
     .fallback = "1000",
     .min = 20,
     .max = 100000,
     AT(replicates)},
    {.name = "seed",
     .kind = COPSE_I_INTEGER,
     .argument = "N",
     .help = "of the envelope",
     .fallback = "1",
     .max = INT_MAX,
     AT(seed)},
    {.name = "bonferroni",
     .kind = COPSE_I_FLAG,
     .help = "an envelope that holds all residuals at once with that level",
     AT(bonferroni)},
    {.name = "no-envelope", .kind = COPSE_I_FLAG, .help = "without the envelope", AT(no_envelope)},
};
#undef AT

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct plot_qqnorm, input)),
    COPSE_I_CHART_SUBGROUP_GROUP(offsetof(struct plot_qqnorm, input)),
    COPSE_I_CHART_TEST_GROUP(offsetof(struct plot_qqnorm, model)),
    COPSE_I_DESIGN_GROUP(offsetof(struct plot_qqnorm, moderators)),
    {"Residuals", RESIDUALS, COPSE_I_COUNT(RESIDUALS), offsetof(struct plot_qqnorm, qqnorm)},
    COPSE_I_CHART_LOOK_GROUP(offsetof(struct plot_qqnorm, look)),
    COPSE_I_CHART_LEVEL_PICTURE_GROUP(offsetof(struct plot_qqnorm, output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot qqnorm @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --label author,year -o qqnorm.pdf",
     "the BCG vaccine trials"},
    {"copse plot qqnorm @smit2023 --where 'domain == \"personal\"' --deleted --bonferroni -o qqnorm.svg",
     "deleted residuals of the peer-support trials, one envelope for all of them"},
};

const copse_i_command copse_i_cmd_plot_qqnorm = {
    .name = "plot qqnorm",
    .summary = "normal quantiles of residuals, with an envelope",
    .description =
        "Draws the studentised residuals against normal quantiles with an envelope: in data sets that were drawn from "
        "the fitted "
        "model, the i-th smallest residual lies in it as often as --level says. The same seed gives the same envelope. "
        "Studies outside it are named.",
    COPSE_I_PLOT_FRAME(struct plot_qqnorm, offsetof(struct plot_qqnorm, file)),
};
