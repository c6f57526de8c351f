/* copse plot cumulative FILE -o cumulative.pdf */
#include "commands.h"
#include "cumulate_run.h"
#include "plot_subsets.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>

struct cumulative {
    copse_i_cumulate_values cumulate;
    copse_i_subset_look_values look;
};

static copse_status draw(const struct cumulative *asked, const copse_i_cumulate *c, copse_error *err)
{
    const copse_fit **fit = copse_alloc(c->ends, sizeof(void *));
    if (fit == NULL) return copse_fail_memory(err);
    for (size_t s = 0; s < c->ends; s++)
        fit[s] = c->cumulative.step[s].state == COPSE_SUBSET_FITTED ? &c->cumulative.step[s].fit : NULL;
    const copse_i_subset_values *subset = &asked->cumulate.subset;
    copse_text script = {0};
    const copse_status status = copse_i_plot_subsets(&c->subset, subset, &asked->look, "Up to",
                                                     (const char *const *)c->name, fit, c->ends, &script, err);
    free(fit);
    return copse_i_chart_deliver(status, &script, subset->output.output, !subset->output.quiet, err);
}

static copse_status run(const void *values, const copse_i_call *call, copse_error *err)
{
    struct cumulative asked = *(const struct cumulative *)values;
    const copse_status status =
        copse_i_chart_check_picture(&copse_i_cmd_plot_cumulative, asked.cumulate.subset.output.output, err);
    if (status != COPSE_OK) return status;
    asked.cumulate.sequential.anticipate = NAN;
    copse_i_cumulate cumulate = {.asked = &asked.cumulate, .call = call};
    copse_status done = copse_i_cumulate_fit(&cumulate, err);
    if (done == COPSE_OK) done = draw(&asked, &cumulate, err);
    copse_i_cumulate_free(&cumulate);
    return done;
}

#define CUMULATE(member) (offsetof(struct cumulative, cumulate) + offsetof(copse_i_cumulate_values, member))
static const copse_i_group GROUPS[] = {
    {"Order", copse_i_cumulate_order_options, copse_i_cumulate_order_count, offsetof(struct cumulative, cumulate)},
    COPSE_I_SUBSET_GROUPS(CUMULATE(subset)),
    {"Look", copse_i_subset_look_options, copse_i_subset_look_count, offsetof(struct cumulative, look)},
    {"Output", copse_i_subset_picture_options, copse_i_subset_picture_count,
     CUMULATE(subset) + offsetof(copse_i_subset_values, output)},
};

static const copse_i_example EXAMPLES[] = {
    {"copse plot cumulative @bcg --measure RR --ai tpos --bi tneg --ci cpos --di cneg --order year -o cumulative.pdf",
     "what was known of BCG, and when"},
    {"copse plot cumulative trials.csv --measure SMD --order year --collapse -o cumulative.svg", "a row a year"},
};

const copse_i_command copse_i_cmd_plot_cumulative = {
    .name = "plot cumulative",
    .summary = "forest plot of a cumulative meta-analysis",
    .description = "Draws what copse cumulate tells in its first table: a row for the first study, one for the first "
                   "two, and so on, in the order of a column.",
    COPSE_I_PLOT_FRAME(struct cumulative, CUMULATE(file)),
};
