/* copse plot selection FILE -o selection.pdf */
#include "bias_selection.h"
#include "commands.h"
#include "plot_common.h"

#include <copse/math.h>

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

enum { POINTS = 240 }; /* of the curve, beside its steps */

struct plot_selection {
    const char *file;
    copse_i_input_values input;
    copse_i_model_values model;
    copse_i_moderator_values moderators;
    copse_i_bias_selection_values selection;
    copse_i_chart_values look;
    copse_i_output_values output;
};

static bool is_of_estimates(const copse_selmodel *fit)
{
    return fit->type == COPSE_SELMODEL_TRUNC || fit->type == COPSE_SELMODEL_TRUNCEST;
}

/* What the weight of a study is read off at. */
static double place_of(const copse_selmodel *fit, double y, double v)
{
    if (is_of_estimates(fit)) return y;
    const double z = y / sqrt(v);
    if (fit->side == COPSE_SELMODEL_TWO_SIDED) return 2 * copse_normal_upper(fabs(z));
    return copse_normal_upper(fit->side == COPSE_SELMODEL_LESS ? -z : z);
}

static int by_size(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* A point where the weight jumps, with both sides of it: the line goes upright there. */
static size_t add_jump(double point, double first, double last, double *at, size_t n)
{
    if (!(point > first && point < last)) return n;
    at[n++] = nextafter(point, -HUGE_VAL);
    at[n++] = point;
    at[n++] = nextafter(point, HUGE_VAL);
    return n;
}

/* The point of truncation. */
static double point_of(const copse_selmodel *fit)
{
    if (fit->type == COPSE_SELMODEL_TRUNCEST && fit->deltas > 1) return fit->delta[1].estimate;
    return fit->steps > 0 ? fit->step[0] : 0;
}

/* Dense near p = 0, where weights change most; both sides of each step. */
static size_t fill_grid(const copse_selmodel *fit, const double *study, double *at)
{
    size_t n = 0;
    double low = 0, high = 1;
    const bool estimates = is_of_estimates(fit);
    for (size_t i = 0; estimates && i < fit->k; i++) {
        low = i == 0 ? study[0] : fmin(low, study[i]);
        high = i == 0 ? study[0] : fmax(high, study[i]);
    }
    if (estimates) {
        low = fmin(low, point_of(fit));
        high = fmax(high, point_of(fit));
    }
    const double pad = estimates ? 0.05 * (high - low) : 0;
    for (size_t i = 0; i <= POINTS; i++) {
        const double share = (double)i / POINTS;
        at[n++] = low - pad + (high - low + 2 * pad) * (estimates ? share : share * share);
    }
    const double first = at[0], last = at[POINTS];
    for (size_t s = 0; s < fit->steps; s++) n = add_jump(fit->step[s], first, last, at, n);
    if (estimates && (fit->type == COPSE_SELMODEL_TRUNCEST || fit->steps == 0))
        n = add_jump(point_of(fit), first, last, at, n);
    qsort(at, n, sizeof *at, by_size);
    return n;
}

static copse_status draw_fit(const copse_selmodel *fit, const copse_study_set *set, const copse_chart_look *look,
                             const char *picture, copse_text *script, copse_error *err)
{
    const size_t room = POINTS + 1 + 3 * fit->steps + 3;
    double *at = copse_alloc(4 * room + set->k, sizeof *at);
    if (at == NULL) return copse_fail_memory(err);
    double *weight = at + room, *lower = weight + room, *upper = lower + room, *study = upper + room;
    for (size_t i = 0; i < set->k; i++) study[i] = place_of(fit, set->yi[i], set->vi[i]);
    const size_t n = fill_grid(fit, study, at);
    copse_status status = COPSE_OK;
    bool any = false; /* an interval */
    for (size_t i = 0; status == COPSE_OK && i < n; i++) {
        copse_selmodel_point point;
        status = copse_selmodel_weight(fit, at[i], fit->precision_mean, &point);
        weight[i] = point.weight;
        lower[i] = point.ci.lower;
        upper[i] = point.ci.upper;
        any = any || isfinite(point.ci.lower);
    }
    const copse_weights_data data = {.n = n,
                                     .p = at,
                                     .of_estimates = is_of_estimates(fit),
                                     .weight = weight,
                                     .lower = any ? lower : NULL,
                                     .upper = any ? upper : NULL,
                                     .k = set->k,
                                     .study_p = study,
                                     .model = copse_selmodel_text(fit->type),
                                     .one_sided = fit->side != COPSE_SELMODEL_TWO_SIDED};
    if (status == COPSE_OK) status = copse_plot_weights(&data, look, picture, script, err);
    else (void)copse_fail(err, status, "the weight function cannot be computed");
    free(at);
    return status;
}

static copse_status draw(const void *values, copse_i_task *task, const copse_chart_look *look, const char *picture,
                         copse_text *script, copse_error *err)
{
    const struct plot_selection *plot = values;
    const copse_study_set *set = &task->set;
    double step[COPSE_SELMODEL_MOST_STEPS], delta[COPSE_SELMODEL_MOST_STEPS];
    copse_selmodel_opts opts;
    copse_selmodel fit = {0};
    copse_status status = copse_i_bias_selection_opts(&plot->selection, set, step, delta, &opts, err);
    opts.equal_effects = task->fit.opts.method == COPSE_METHOD_EE || task->fit.opts.method == COPSE_METHOD_FE;
    opts.level = look->level;
    opts.without_profile = true;
    if (status == COPSE_OK)
        status = copse_selmodel_fit(set->yi, set->vi, set->ni, task->moderators.design.X, set->k, task->fit.p, &opts,
                                    &fit, err);
    if (status == COPSE_OK) status = draw_fit(&fit, set, look, picture, script, err);
    copse_selmodel_free(&fit);
    return status;
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    const struct plot_selection *plot = values;
    (void)call;
    const copse_i_chart_task asked = {COPSE_I_CHART_OF(copse_i_cmd_plot_selection, plot), .model = &plot->model,
                                      .any_scale = true, .moderators = &plot->moderators};
    return copse_i_chart_run(&asked, draw, plot, err);
}

static const copse_i_group GROUPS[] = {
    COPSE_I_INPUT_GROUPS(offsetof(struct plot_selection, input)),
    COPSE_I_CHART_METHOD_GROUP(offsetof(struct plot_selection, model)),
    COPSE_I_DESIGN_GROUP(offsetof(struct plot_selection, moderators)),
    COPSE_I_BIAS_SELECTION_GROUP(offsetof(struct plot_selection, selection)),
    COPSE_I_CHART_LOOK_GROUP(offsetof(struct plot_selection, look)),
    COPSE_I_CHART_LEVEL_PICTURE_GROUP(offsetof(struct plot_selection, output)),
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot selection @smit2023 --where 'domain == \"personal\"' -o selection.pdf",
     "the three-parameter model of the peer-support trials"},
    {"copse plot selection @smit2023 --where 'domain == \"clinical\"' --selection beta -o selection.svg",
     "beta weights"},
};

const copse_i_command copse_i_cmd_plot_selection = {
    .name = "plot selection",
    .summary = "weight function of a selection model",
    .description =
        "Fits a selection model as copse bias --checks selection does, with the same options, and draws how likely a "
        "study is published, relative to others, against its p-value, with a pointwise interval. Short lines at the "
        "foot are "
        "the studies. --method EE has no variance between studies; all others have it estimated by maximum likelihood.",
    COPSE_I_PLOT_FRAME(struct plot_selection, offsetof(struct plot_selection, file)),
};
