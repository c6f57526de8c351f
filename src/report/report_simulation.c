/* `copse simulate`: how the methods did in every cell. */
#include "shown_number.h"
#include "simulation_rows.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A column of a table: a measure, how it is headed, and what it is multiplied by. */
typedef struct shown_column {
    copse_performance_kind kind;
    const char *head;
    double scale;
} shown_column;

static const shown_column COEF_COLUMNS[] = {{COPSE_PERFORMANCE_BIAS, "Bias", 1},
                                            {COPSE_PERFORMANCE_EMP_SE, "Emp. SE", 1},
                                            {COPSE_PERFORMANCE_RMSE, "RMSE", 1},
                                            {COPSE_PERFORMANCE_SE_ERROR, "SE error %", 1},
                                            {COPSE_PERFORMANCE_COVERAGE, "Coverage %", 100},
                                            {COPSE_PERFORMANCE_WIDTH, "CI width", 1},
                                            {COPSE_PERFORMANCE_REJECTION, "Rejected %", 100}};
static const shown_column TAU2_COLUMNS[] = {
    {COPSE_PERFORMANCE_MEAN, "Mean", 1},      {COPSE_PERFORMANCE_BIAS, "Bias", 1},
    {COPSE_PERFORMANCE_EMP_SE, "Emp. SE", 1}, {COPSE_PERFORMANCE_RMSE, "RMSE", 1},
    {COPSE_PERFORMANCE_ZERO, "Zero %", 100},  {COPSE_PERFORMANCE_COVERAGE, "Coverage %", 100}, /* by bootstrap alone */
    {COPSE_PERFORMANCE_WIDTH, "CI width", 1}};
enum { TAU2_WITHOUT_INTERVAL = 5 };
static const shown_column PREDICTION_COLUMNS[] = {{COPSE_PERFORMANCE_COVERAGE, "Coverage %", 100},
                                                  {COPSE_PERFORMANCE_WIDTH, "Width", 1}};

/* One table: a parameter's performance, cell by cell and method by method. */
typedef struct performance_table {
    const copse_simulated *simulated;
    const char *id, *caption;
    const shown_column *column;
    size_t columns;
    int parameter; /* j: coefficient j; -1: tau2; -2: prediction intervals */
    copse_i_spread spread[8];
    double worst[8]; /* the largest Monte Carlo standard errors */
    bool varies[COPSE_I_SIM_CONDITIONS];
} performance_table;

static const copse_performance *performance_of(const performance_table *t, const copse_simulation_summary *s)
{
    return t->parameter >= 0 ? s->coef[t->parameter] : t->parameter == -1 ? s->tau2 : s->prediction;
}

static bool same_condition(const copse_i_sim_condition *a, const copse_i_sim_condition *b)
{
    if (a->text != NULL || b->text != NULL) return a->text == b->text;
    return a->number == b->number || (isnan(a->number) && isnan(b->number));
}

static void find_varying(const copse_simulation *s, bool varies[COPSE_I_SIM_CONDITIONS])
{
    copse_i_sim_condition first[COPSE_I_SIM_CONDITIONS], other[COPSE_I_SIM_CONDITIONS];
    copse_i_sim_conditions(s, 0, first);
    for (size_t i = 0; i < COPSE_I_SIM_CONDITIONS; i++) varies[i] = false;
    for (size_t c = 1; c < copse_simulation_of(s)->cells; c++) {
        copse_i_sim_conditions(s, c, other);
        for (size_t i = 0; i < COPSE_I_SIM_CONDITIONS; i++)
            varies[i] = varies[i] || !same_condition(&first[i], &other[i]);
    }
}

/* Decimals and the largest Monte Carlo errors. */
static void survey(performance_table *t)
{
    const copse_simulation_design *d = copse_simulation_of(t->simulated->simulation);
    copse_simulation_summary s;
    for (size_t c = 0; c < d->cells; c++)
        for (size_t m = 0; m < d->methods; m++) {
            copse_simulation_summarise(t->simulated->simulation, t->simulated->state, c, m, &s);
            const copse_performance *all = performance_of(t, &s);
            for (size_t i = 0; i < t->columns; i++) {
                const double error = t->column[i].scale * all[t->column[i].kind].mcse;
                copse_i_spread_look(&t->spread[i], error);
                if (error > t->worst[i]) t->worst[i] = error;
            }
        }
}

static void open_table(const performance_table *t, copse_document *document)
{
    copse_i_sim_condition condition[COPSE_I_SIM_CONDITIONS];
    copse_i_sim_conditions(t->simulated->simulation, 0, condition);
    copse_document_table(document, t->id, t->caption);
    copse_document_column(document, "cell", "Cell", COPSE_ALIGN_RIGHT, 0);
    for (size_t i = 0; i < COPSE_I_SIM_CONDITIONS; i++)
        if (t->varies[i])
            copse_document_column(document, condition[i].key, condition[i].key,
                                  condition[i].text != NULL ? COPSE_ALIGN_LEFT : COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "method", "Method", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < t->columns; i++)
        copse_document_column(document, copse_performance_code(t->column[i].kind), t->column[i].head,
                              COPSE_ALIGN_DECIMAL, -1);
}

static void add_row(const performance_table *t, size_t cell, size_t method, copse_document *document)
{
    const copse_simulation_design *d = copse_simulation_of(t->simulated->simulation);
    copse_i_sim_condition condition[COPSE_I_SIM_CONDITIONS];
    copse_simulation_summary s;
    copse_i_sim_conditions(t->simulated->simulation, cell, condition);
    copse_simulation_summarise(t->simulated->simulation, t->simulated->state, cell, method, &s);
    const copse_performance *all = performance_of(t, &s);
    copse_document_row(document);
    copse_document_number(document, (double)cell);
    for (size_t i = 0; i < COPSE_I_SIM_CONDITIONS; i++) {
        if (!t->varies[i]) continue;
        if (condition[i].text != NULL) copse_document_text(document, condition[i].text);
        else copse_document_number(document, condition[i].number);
    }
    copse_document_text(document, d->method[method].name);
    for (size_t i = 0; i < t->columns; i++) {
        const double x = t->column[i].scale * all[t->column[i].kind].value;
        const int decimals = copse_i_decimals(t->column[i].scale != 1 ? 1 : 3, t->spread[i]);
        if (isnan(x)) copse_document_number(document, x);
        else copse_i_cell_number(document, x, decimals < 7 ? decimals : 7);
    }
}

static void add_worst(const performance_table *t, copse_document *document)
{
    copse_text text = {0};
    char buf[COPSE_NUMBER_TEXT];
    for (size_t i = 0; i < t->columns; i++)
        copse_text_printf(&text, "%s%s %s", i > 0 ? ", " : "", t->column[i].head,
                          copse_format_significant(buf, sizeof buf, t->worst[i], 2));
    copse_document_check(document, copse_text_status(&text));
    copse_document_paragraph(document, "Largest Monte Carlo standard errors: %s.", copse_text_string(&text));
    copse_text_free(&text);
}

static void add_table(performance_table *t, copse_document *document)
{
    const copse_simulation_design *d = copse_simulation_of(t->simulated->simulation);
    find_varying(t->simulated->simulation, t->varies);
    survey(t);
    open_table(t, document);
    for (size_t c = 0; c < d->cells; c++)
        for (size_t m = 0; m < d->methods; m++) {
            if (m == 0 && c > 0 && d->methods > 1) copse_document_rule(document);
            add_row(t, c, m, document);
        }
    add_worst(t, document);
}

#define COLUMNS(list) .column = (list), .columns = sizeof(list) / sizeof *(list)

static void add_tables(const copse_simulated *simulated, copse_document *document)
{
    const copse_simulation_design *d = copse_simulation_of(simulated->simulation);
    for (size_t j = 0; j <= d->moderators; j++) {
        const char *name = copse_i_sim_coefficient(d, j);
        copse_text caption = {0};
        copse_text_printf(&caption, j == 0 ? "Mean effect (%s)" : "Slope of %s", name);
        copse_document_check(document, copse_text_status(&caption));
        performance_table t = {.simulated = simulated,
                               .id = name,
                               .caption = copse_text_string(&caption),
                               COLUMNS(COEF_COLUMNS),
                               .parameter = (int)j};
        add_table(&t, document);
        copse_text_free(&caption);
    }
    performance_table tau2 = {.simulated = simulated,
                              .id = "tau2",
                              .caption = "Heterogeneity (tau2)",
                              COLUMNS(TAU2_COLUMNS),
                              .parameter = -1};
    if (!copse_simulation_has_bootstrap(simulated->simulation)) tau2.columns = TAU2_WITHOUT_INTERVAL;
    add_table(&tau2, document);
    if (d->moderators > 0) return;
    performance_table prediction = {.simulated = simulated,
                                    .id = "prediction",
                                    .caption = "Prediction interval",
                                    COLUMNS(PREDICTION_COLUMNS),
                                    .parameter = -2};
    add_table(&prediction, document);
}

/* Conditions that are the same in all cells, in a sentence. */
static void add_fixed(const copse_simulated *simulated, copse_document *document)
{
    copse_i_sim_condition condition[COPSE_I_SIM_CONDITIONS];
    bool varies[COPSE_I_SIM_CONDITIONS];
    char buf[COPSE_NUMBER_TEXT];
    copse_text text = {0};
    find_varying(simulated->simulation, varies);
    copse_i_sim_conditions(simulated->simulation, 0, condition);
    for (size_t i = 0; i < COPSE_I_SIM_CONDITIONS; i++) {
        if (varies[i] || (condition[i].text == NULL && isnan(condition[i].number))) continue;
        copse_text_printf(&text, "%s%s %s", text.length > 0 ? ", " : "", condition[i].key,
                          condition[i].text != NULL
                              ? condition[i].text
                              : copse_format_significant(buf, sizeof buf, condition[i].number, 6));
    }
    copse_document_check(document, copse_text_status(&text));
    if (text.length > 0) copse_document_paragraph(document, "In all cells: %s.", copse_text_string(&text));
    copse_text_free(&text);
}

/* What the intervals by bootstrap rest on. */
static void add_bootstraps(const copse_simulation_design *d, copse_document *document)
{
    copse_text text = {0};
    bool seen[COPSE_BOOT_KIND_COUNT] = {false};
    for (size_t m = 0; m < d->methods; m++) {
        const copse_simulation_bootstrap *b = &d->method[m].bootstrap;
        if (b->replicates == 0 || seen[b->kind]) continue;
        uint32_t least = b->replicates, most = b->replicates;
        for (size_t o = 0; o < d->methods; o++) {
            const copse_simulation_bootstrap *other = &d->method[o].bootstrap;
            if (other->replicates == 0 || other->kind != b->kind) continue;
            least = other->replicates < least ? other->replicates : least;
            most = other->replicates > most ? other->replicates : most;
        }
        seen[b->kind] = true;
        copse_text_printf(&text, "%s%lu", text.length > 0 ? ", " : "", (unsigned long)least);
        if (most > least) copse_text_printf(&text, " to %lu", (unsigned long)most);
        copse_text_printf(&text, " %s", copse_boot_kind_name(b->kind));
    }
    copse_document_check(document, copse_text_status(&text));
    if (text.length > 0)
        copse_document_paragraph(document, "Bootstrap replicates of each data set: %s.", copse_text_string(&text));
    copse_text_free(&text);
}

static void open_failures(bool bootstrap, copse_document *document)
{
    copse_document_table(document, "failures", "What could not be done, in % (of fits; of studies)");
    copse_document_column(document, "cell", "Cell", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "method", "Method", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "failed", "Not fitted", COPSE_ALIGN_DECIMAL, 3);
    copse_document_column(document, "unpublished", "of these unpublished", COPSE_ALIGN_DECIMAL, 3);
    copse_document_column(document, "no_interval", "No interval", COPSE_ALIGN_DECIMAL, 3);
    if (bootstrap) {
        copse_document_column(document, "tau2_no_interval", "of tau2", COPSE_ALIGN_DECIMAL, 3);
        copse_document_column(document, "bootstrap_failed", "Replicates not fitted", COPSE_ALIGN_DECIMAL, 3);
    }
    copse_document_column(document, "left_out", "Studies left out", COPSE_ALIGN_DECIMAL, 3);
    copse_document_column(document, "at_limit", "at the limit", COPSE_ALIGN_DECIMAL, 3);
}

static double share_not_fitted(const copse_simulation_summary *s)
{
    double failed = 0;
    if (s->resampled == 0) return (double)NAN;
    for (size_t i = COPSE_LANE_OK + 1; i < COPSE_LANE_STATUS_COUNT; i++) failed += (double)s->not_fitted[i];
    return failed / (double)s->resampled;
}

static void add_failure(const copse_simulation *simulation, size_t cell, size_t method,
                        const copse_simulation_summary *s, const copse_simulation_made *made, copse_document *document)
{
    const copse_simulation_design *d = copse_simulation_of(simulation);
    const double n = (double)s->replicates;
    copse_document_row(document);
    copse_document_number(document, (double)cell);
    copse_document_text(document, d->method[method].name);
    copse_document_number(document, 100 * (n - (double)s->fitted) / n);
    copse_document_number(document, 100 * (double)s->unpublished / n);
    copse_document_number(document, 100 * (double)s->no_interval / n);
    if (copse_simulation_has_bootstrap(simulation)) {
        copse_document_number(document, 100 * s->tau2[COPSE_PERFORMANCE_NO_INTERVAL].value);
        copse_document_number(document, 100 * share_not_fitted(s));
    }
    copse_document_number(document, 100 * made->left_out / made->studies);
    copse_document_number(document, 100 * made->at_limit / made->studies);
}

/* Fits, intervals and bootstrap replicates that could not be had, and studies without an effect. */
static void add_failures(const copse_simulated *simulated, copse_document *document)
{
    const copse_simulation_design *d = copse_simulation_of(simulated->simulation);
    bool open = false;
    for (size_t c = 0; c < d->cells; c++) {
        copse_simulation_made made;
        copse_simulation_made_of(simulated->simulation, simulated->state, c, &made);
        for (size_t m = 0; m < d->methods; m++) {
            copse_simulation_summary s;
            copse_simulation_summarise(simulated->simulation, simulated->state, c, m, &s);
            if (s.fitted == s.replicates && s.no_interval == 0 && made.left_out == 0 && made.at_limit == 0 &&
                !(s.tau2[COPSE_PERFORMANCE_NO_INTERVAL].value > 0) && !(share_not_fitted(&s) > 0))
                continue;
            if (!open) open_failures(copse_simulation_has_bootstrap(simulated->simulation), document);
            open = true;
            add_failure(simulated->simulation, c, m, &s, &made, document);
        }
    }
}

static void add_times(const copse_simulated *simulated, copse_document *document)
{
    const copse_simulation_design *d = copse_simulation_of(simulated->simulation);
    if (!d->timing) return;
    copse_document_table(document, "timing", "Time of a fit, in microseconds");
    copse_document_column(document, "cell", "Cell", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "method", "Method", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "microseconds", "Time", COPSE_ALIGN_DECIMAL, 3);
    for (size_t c = 0; c < d->cells; c++)
        for (size_t m = 0; m < d->methods; m++) {
            copse_simulation_summary s;
            copse_simulation_summarise(simulated->simulation, simulated->state, c, m, &s);
            copse_document_row(document);
            copse_document_number(document, (double)c);
            copse_document_text(document, d->method[m].name);
            copse_document_number(document, 1e6 * s.seconds);
        }
}

static void for_people(const copse_simulated *simulated, copse_document *document)
{
    const copse_simulation_design *d = copse_simulation_of(simulated->simulation);
    char level[COPSE_NUMBER_TEXT];
    copse_document_heading(document, 1, simulated->title != NULL ? simulated->title : "Simulation");
    copse_document_paragraph(
        document,
        "%llu simulated meta-analyses (%s) in %s%zu cell%s, seed %lu; %zu method%s, intervals and tests at %s %%.",
        (unsigned long long)d->replicates, d->measure->code, d->cells > 1 ? "each of " : "", d->cells,
        d->cells > 1 ? "s" : "", (unsigned long)d->seed, d->methods, d->methods > 1 ? "s" : "",
        copse_format_significant(level, sizeof level, d->level, 6));
    add_bootstraps(d, document);
    add_fixed(simulated, document);
    add_tables(simulated, document);
    copse_document_paragraph(document, "Rejected: tests of no effect; where the true value is 0, the type I error, "
                                       "elsewhere the power. SE error: the root mean squared standard error against "
                                       "the empirical one.");
    add_failures(simulated, document);
    add_times(simulated, document);
}

copse_status copse_report_simulation(const copse_simulated *simulated, const copse_render_opts *opts, copse_text *out,
                                     copse_error *err)
{
    if (simulated == NULL || opts == NULL || out == NULL || simulated->state == NULL)
        return copse_fail(err, COPSE_EINVAL, "nothing to render");
    copse_status status = COPSE_OK;
    if (opts->format == COPSE_FORMAT_CSV) status = copse_i_sim_csv(simulated, out);
    if (opts->format == COPSE_FORMAT_JSON) status = copse_i_sim_json(simulated, out);
    if (opts->format == COPSE_FORMAT_CSV || opts->format == COPSE_FORMAT_JSON)
        return status == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    for_people(simulated, document);
    status = copse_document_render(document, opts, out, err);
    copse_document_free(document);
    return status;
}
