/* copse simulate DESIGN */
#include "commands.h"
#include "long_work.h"
#include "simulate_export.h"
#include "task.h"
#include "terminal.h"

#include <copse/plot.h>
#include <copse/protocol.h>

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

struct simulate {
    const char *path;
    uint64_t replicates;
    bool timing;
    const char *replay, *export_to, *nested_loop, *coverage, *plotted;
    copse_i_long_values work;
    copse_i_output_values output;
};

/* What a run needs, made step by step and freed at once. */
typedef struct run_state {
    const struct simulate *asked;
    const copse_i_call *call;
    copse_simulation_file file;
    copse_simulation *simulation;
    copse_job_result result;
} run_state;

static copse_status prepare(run_state *r, copse_error *err)
{
    const struct simulate *asked = r->asked;
    copse_status status = copse_simulation_read(asked->path, &r->file, err);
    if (status != COPSE_OK) return status;
    copse_simulation_design design = r->file.design;
    if (asked->replicates != COPSE_I_NOT_GIVEN) design.replicates = asked->replicates;
    design.seed = copse_i_long_seed(&asked->work, design.seed);
    design.timing = asked->timing;
    status = copse_i_long_isa(&asked->work, &design.isa, err);
    if (status == COPSE_OK) status = copse_simulation_new(&design, &r->simulation, err);
    return status;
}

static copse_simulated simulated(const run_state *r)
{
    return (copse_simulated){.file = r->file.name,
                             .sha256 = r->file.sha256,
                             .title = r->file.title,
                             .simulation = r->simulation,
                             .state = r->result.state};
}

/* ------------------------------------------------------------------------------------------------------ replay */

/* "CELL:REPLICATE" */
static copse_status read_place(const run_state *r, size_t *cell, uint64_t *replicate, copse_error *err)
{
    const char *text = r->asked->replay, *colon = strchr(text, ':');
    const copse_simulation_design *d = copse_simulation_of(r->simulation);
    double c = NAN, b = NAN;
    const bool read = colon != NULL && copse_parse_number(text, (size_t)(colon - text), '.', &c) &&
                      copse_parse_number(colon + 1, strlen(colon + 1), '.', &b);
    if (!read || !(c >= 0 && c < (double)d->cells) || !(b >= 0 && b < (double)d->replicates) || c != floor(c) ||
        b != floor(b))
        return copse_fail(err, COPSE_EUSAGE,
                          "--replay: '%s' is not CELL:REPLICATE with cells 0 to %zu and replicates 0 "
                          "to %llu",
                          text, d->cells - 1, (unsigned long long)d->replicates - 1);
    *cell = (size_t)c;
    *replicate = (uint64_t)b;
    return COPSE_OK;
}

/* The scalar fits of a data set; one that cannot be fitted stays empty. */
static copse_status fit_all(const run_state *r, const copse_simulation_sample *sample, copse_fit *fit, copse_error *err)
{
    const size_t methods = copse_simulation_of(r->simulation)->methods;
    for (size_t m = 0; fit != NULL && m < methods && !sample->unpublished; m++) {
        copse_error own = {0};
        const copse_status status = copse_simulation_fit(r->simulation, m, sample, &fit[m], &own);
        if (status == COPSE_ENOMEM) return copse_fail_memory(err);
        if (status != COPSE_OK) {
            copse_fit_free(&fit[m]);
            fit[m] = (copse_fit){0};
        }
    }
    return COPSE_OK;
}

/* The bootstrap intervals of a data set, by the scalar code, too. */
static copse_status resample_all(const run_state *r, size_t cell, uint64_t b, const copse_simulation_sample *sample,
                                 const copse_fit *fit, copse_simulation_limits *limits, copse_error *err)
{
    const copse_simulation_design *d = copse_simulation_of(r->simulation);
    copse_status status = COPSE_OK;
    for (size_t m = 0; m < d->methods && status == COPSE_OK; m++)
        if (d->method[m].bootstrap.replicates > 0)
            status = copse_simulation_resample(r->simulation, m, cell, b, sample, &fit[m], &limits[m], err);
    return status;
}

static copse_status replay(const run_state *r, copse_error *err)
{
    const copse_simulated all = simulated(r);
    const copse_render_opts opts = copse_i_render_opts(&r->asked->output);
    const size_t methods = copse_simulation_of(r->simulation)->methods;
    copse_simulation_sample sample = {0};
    copse_text text = {0};
    size_t cell = 0;
    uint64_t b = 0;
    copse_fit *fit = copse_alloc(methods, sizeof *fit);
    copse_simulation_limits *limits = copse_alloc(methods, sizeof *limits);
    copse_status status = fit != NULL && limits != NULL ? read_place(r, &cell, &b, err) : copse_fail_memory(err);
    if (status == COPSE_OK) status = copse_simulation_replicate(r->simulation, cell, b, &sample, err);
    if (status == COPSE_OK) status = fit_all(r, &sample, fit, err);
    if (status == COPSE_OK) status = resample_all(r, cell, b, &sample, fit, limits, err);
    if (status == COPSE_OK)
        status = copse_report_simulation_replay(&all, cell, b, &sample, fit, limits, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(r->asked->output.output, &text, err);
    for (size_t m = 0; fit != NULL && m < methods; m++) copse_fit_free(&fit[m]);
    free(fit);
    free(limits);
    copse_text_free(&text);
    copse_simulation_sample_free(&sample);
    return status;
}

/* -------------------------------------------------------------------------------------------------------- work */

static copse_status work(run_state *r, copse_i_long_end *end, copse_error *err)
{
    copse_text identity = {0};
    copse_simulation_identity(r->simulation, &identity);
    copse_status status = copse_text_status(&identity) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    const copse_job job = {.kind = "simulate",
                           .design = copse_text_string(&identity),
                           .replicates = copse_simulation_total(r->simulation),
                           .block = copse_simulation_block(r->simulation),
                           .state_size = copse_simulation_state_size(r->simulation),
                           .context = r->simulation,
                           .open = copse_simulation_open,
                           .close = copse_simulation_close,
                           .work = copse_simulation_work,
                           .join = copse_simulation_join};
    if (status == COPSE_OK)
        status = copse_i_long_run(&r->asked->work, r->call, r->asked->output.quiet, &job, &r->result, end, err);
    copse_text_free(&identity);
    return status;
}

static copse_status report(const run_state *r, copse_error *err)
{
    const copse_simulated all = simulated(r);
    const copse_render_opts opts = copse_i_render_opts(&r->asked->output);
    copse_text text = {0};
    copse_status status = copse_report_simulation(&all, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(r->asked->output.output, &text, err);
    copse_text_free(&text);
    return status;
}

/* -------------------------------------------------------------------------------------------------------- plots */

typedef copse_status plotter(const copse_operating_data *data, const char *picture, copse_text *script,
                             copse_error *err);

/* "PARAMETER:MEASURE"; the parameter lives in *store. */
static copse_status read_plotted(const run_state *r, copse_operating_data *data, copse_text *store, copse_error *err)
{
    const char *text = r->asked->plotted, *colon = strrchr(text, ':');
    const copse_simulation_design *d = copse_simulation_of(r->simulation);
    if (colon == NULL || copse_performance_find(colon + 1, &data->measure) != COPSE_OK)
        return copse_fail(err, COPSE_EUSAGE, "--plot-measure: '%s' is not PARAMETER:MEASURE, such as mu:coverage",
                          text);
    copse_text_add_bytes(store, text, (size_t)(colon - text));
    if (copse_text_status(store) != COPSE_OK) return copse_fail_memory(err);
    data->parameter = copse_text_string(store);
    static const char *const known[] = {"mu", "tau2", "I2", "prediction"};
    for (size_t i = 0; i < COPSE_I_COUNT(known); i++)
        if (strcmp(data->parameter, known[i]) == 0) return COPSE_OK;
    for (size_t j = 0; j < d->moderators; j++)
        if (strcmp(data->parameter, d->moderator[j].name) == 0) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE,
                      "--plot-measure: there is no parameter '%s': mu, tau2, I2, prediction or a "
                      "moderator",
                      data->parameter);
}

static copse_status draw(const copse_operating_data *data, plotter *plot, const char *picture, copse_error *err)
{
    copse_text script = {0};
    copse_status status = plot(data, picture, &script, err);
    if (status == COPSE_ENOTFOUND) status = COPSE_EIO; /* a template of the installation */
    if (status == COPSE_OK) status = copse_plot_render(&script, picture, err);
    copse_text_free(&script);
    return status;
}

static copse_status plots(const run_state *r, copse_error *err)
{
    const struct simulate *asked = r->asked;
    copse_operating_data data = {.simulation = r->simulation, .state = r->result.state, .title = r->file.title};
    copse_text store = {0};
    if (asked->nested_loop == NULL && asked->coverage == NULL) return COPSE_OK;
    if (copse_ranks_mine() != 0) return COPSE_OK; /* rank 0 writes, as copse_i_output does */
    copse_status status = read_plotted(r, &data, &store, err);
    if (status == COPSE_OK && asked->nested_loop != NULL)
        status = draw(&data, copse_plot_nested_loop, asked->nested_loop, err);
    if (status == COPSE_OK && asked->coverage != NULL) status = draw(&data, copse_plot_coverage, asked->coverage, err);
    copse_text_free(&store);
    return status;
}

/* What can be known to be wrong before the work. */
static copse_status check_plots(const run_state *r, copse_error *err)
{
    const struct simulate *asked = r->asked;
    copse_operating_data data = {.simulation = r->simulation};
    copse_text store = {0};
    copse_status status = COPSE_OK;
    if (asked->nested_loop != NULL) status = copse_plot_check_ending(asked->nested_loop, err);
    if (status == COPSE_OK && asked->coverage != NULL) status = copse_plot_check_ending(asked->coverage, err);
    if (status == COPSE_OK) status = read_plotted(r, &data, &store, err);
    if (status == COPSE_OK) status = copse_i_long_check_output(&asked->work, asked->nested_loop, err);
    if (status == COPSE_OK) status = copse_i_long_check_output(&asked->work, asked->coverage, err);
    if (status == COPSE_OK && (asked->nested_loop != NULL || asked->coverage != NULL))
        status = copse_plot_operating_check(&data, asked->nested_loop != NULL, asked->coverage != NULL, err);
    copse_text_free(&store);
    return status;
}

static copse_status check(const struct simulate *asked, copse_error *err)
{
    if (asked->replay != NULL && asked->export_to != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--replay and --export do not go together");
    return copse_i_long_check(&asked->work, err);
}

static copse_status do_work(run_state *r, copse_error *err)
{
    copse_i_long_end end = COPSE_I_LONG_COMPLETE;
    copse_status status = check_plots(r, err);
    if (status == COPSE_OK) status = copse_i_long_check_output(&r->asked->work, r->asked->output.output, err);
    if (status == COPSE_OK) status = work(r, &end, err);
    if (status != COPSE_OK || end != COPSE_I_LONG_COMPLETE) return status;
    status = report(r, err);
    if (status == COPSE_OK) status = plots(r, err);
    return copse_i_long_reported(&r->asked->work, status, err);
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    run_state r = {.asked = values, .call = call};
    copse_status status = check(r.asked, err);
    if (status == COPSE_OK) status = prepare(&r, err);
    const bool alone = r.asked->replay != NULL || r.asked->export_to != NULL; /* no work for many machines */
    if (status == COPSE_OK && alone && copse_ranks_mine() != 0) {
        status = COPSE_OK;
    } else if (status == COPSE_OK && r.asked->replay != NULL) {
        status = replay(&r, err);
    } else if (status == COPSE_OK && r.asked->export_to != NULL) {
        status = copse_i_simulate_export(r.simulation, r.asked->export_to, err);
    } else if (status == COPSE_OK) {
        status = do_work(&r, err);
    }
    copse_job_result_free(&r.result);
    copse_simulation_free(r.simulation);
    copse_simulation_file_free(&r.file);
    return status;
}

#define AT(member) .offset = offsetof(struct simulate, member)
static const copse_i_option SIMULATION[] = {
    {.name = "replicates",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "meta-analyses in each cell (default: as the design says)",
     .min = 1,
     .max = 1099511627776.0,
     AT(replicates)},
    {.name = "timing",
     .kind = COPSE_I_FLAG,
     .help = "tell the time that each method takes; the result is then not the same twice",
     AT(timing)},
    {.name = "replay",
     .kind = COPSE_I_TEXT,
     .argument = "CELL:B",
     .help = "print the data set and the fits of replicate B of a cell (both from 0), and stop",
     AT(replay)},
    {.name = "export",
     .kind = COPSE_I_PATH,
     .argument = "FILE",
     .help = "write the simulated data sets themselves, as one CSV, and stop",
     AT(export_to)},
};

static const copse_i_option PLOTS[] = {
    {.name = "nested-loop",
     .kind = COPSE_I_PATH,
     .argument = "FILE",
     .help = "draw a nested-loop plot: .pdf, .svg, .png, .eps, .tex, or .gp for the gnuplot script",
     AT(nested_loop)},
    {.name = "coverage-plot",
     .kind = COPSE_I_PATH,
     .argument = "FILE",
     .help = "draw the measure against k, a panel for each combination of the other conditions",
     AT(coverage)},
    {.name = "plot-measure",
     .kind = COPSE_I_TEXT,
     .argument = "P:MEASURE",
     .help =
         "what is drawn: of mu, tau2, I2, prediction or a moderator its bias, emp_se, mse, rmse, model_se, se_error, "
         "coverage, width, rejection, mean, zero, no_interval or at_end",
     .fallback = "mu:coverage",
     AT(plotted)},
};
#undef AT

static const copse_i_option OUTPUT[] = {
    COPSE_I_OPTION_FORMAT,
    COPSE_I_OPTION_OUTPUT,
    COPSE_I_OPTION_QUIET("no progress"),
};

static const copse_i_group GROUPS[] = {
    {"Simulation", SIMULATION, COPSE_I_COUNT(SIMULATION), 0},
    {"Plots", PLOTS, COPSE_I_COUNT(PLOTS), 0},
    COPSE_I_LONG_DESIGN_GROUP(offsetof(struct simulate, work)),
    {"Output", OUTPUT, COPSE_I_COUNT(OUTPUT), offsetof(struct simulate, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse simulate design.yaml", "bias, coverage, power of every method in every cell"},
    {"copse simulate design.yaml --format csv -o performance.csv", "one row a cell, method and measure"},
    {"copse simulate design.yaml --nested-loop rmse.pdf --plot-measure tau2:rmse", "and a nested-loop plot"},
    {"copse simulate design.yaml --replay 3:17", "data set 17 of cell 3, and its fits"},
    {"copse simulate design.yaml --export corpus.csv", "the data sets, for copse batch or another program"},
};

const copse_i_command copse_i_cmd_simulate = {
    .name = "simulate",
    .section = "Many fits",
    .summary = "simulated meta-analyses: how methods behave",
    .description =
        "Reads a design, a YAML file that says which meta-analyses are simulated (numbers and sizes of "
        "studies, mean and "
        "variance of the true effects and their shape, raw numbers as trials would give them, selective "
        "publication) and "
        "which methods are tried on them (estimators, tests, bootstrap intervals), and tells for every cell of the "
        "grid and every method the bias, "
        "standard error, "
        "coverage, width, power or type I error, each with its Monte Carlo standard error. docs/simulate.md "
        "describes the "
        "design file.\n\n"
        "Data set B of cell C depends on the seed, B and C alone (the seed is the design's unless --seed is given), so "
        "that --replay makes it again, and the result does not depend on threads, shards or the machine.",
    .operand = {.name = "DESIGN",
                .help = "a YAML file, or - for standard input",
                .required = true,
                .offset = offsetof(struct simulate, path)},
    .group = GROUPS,
    .groups = COPSE_I_COUNT(GROUPS),
    .example = EXAMPLES,
    .examples = COPSE_I_COUNT(EXAMPLES),
    .size = sizeof(struct simulate),
    .run = run,
};
