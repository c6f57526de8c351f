#include "simulation_rows.h"

#include <math.h>

const char *copse_i_sim_coefficient(const copse_simulation_design *design, size_t j)
{
    return j == 0 ? "mu" : design->moderator[j - 1].name;
}

double copse_i_sim_truth(const copse_simulation *simulation, size_t cell, size_t j)
{
    const copse_simulation_design *d = copse_simulation_of(simulation);
    return j == 0 ? copse_simulation_cell_at(simulation, cell)->mu : d->moderator[j - 1].slope;
}

void copse_i_sim_conditions(const copse_simulation *simulation, size_t cell,
                            copse_i_sim_condition condition[COPSE_I_SIM_CONDITIONS])
{
    const copse_simulation_cell *c = copse_simulation_cell_at(simulation, cell);
    const copse_i_sim_condition all[COPSE_I_SIM_CONDITIONS] = {
        {"sizes", c->size != NULL ? c->size->name : NULL, (double)NAN},
        {"variances", c->variance != NULL ? c->variance->name : NULL, (double)NAN},
        {"control", c->control != NULL ? c->control->name : NULL, (double)NAN},
        {"effects", c->shape != NULL ? c->shape->name : "normal", (double)NAN},
        {"selection", c->selection != NULL ? c->selection->name : "none", (double)NAN},
        {"correlation", NULL, c->correlation},
        {"mu", NULL, c->mu},
        {isnan(c->I2) ? "tau2" : "I2", NULL, isnan(c->I2) ? c->tau2 : c->I2},
        {"k", NULL, (double)c->k}};
    for (size_t i = 0; i < COPSE_I_SIM_CONDITIONS; i++) condition[i] = all[i];
}

/* ------------------------------------------------------------------------------------------------------- rows */

typedef struct rows {
    copse_i_sim_row row;
    copse_i_sim_visit *visit;
    void *context;
} rows;

static void give(rows *r, const char *measure, double value, double mcse)
{
    r->row.measure = measure;
    r->row.value = value;
    r->row.mcse = mcse;
    r->visit(&r->row, r->context);
}

static void give_share(rows *r, const char *measure, double count, double n)
{
    const double p = n > 0 ? count / n : (double)NAN;
    give(r, measure, p, n > 0 ? sqrt(p * (1 - p) / n) : (double)NAN);
}

/* The measures that a parameter has; those without a value are missing, so that every method has the same rows. */
static void give_all(rows *r, const char *parameter, double truth, const copse_performance *of,
                     const copse_performance_kind *kind, size_t n)
{
    r->row.parameter = parameter;
    r->row.truth = truth;
    for (size_t i = 0; i < n; i++) give(r, copse_performance_code(kind[i]), of[kind[i]].value, of[kind[i]].mcse);
}

/* Bootstrap replicates that gave nothing, as shares of all of them. */
static void give_resampled(rows *r, const copse_simulation_summary *s)
{
    static const char *const codes[COPSE_LANE_STATUS_COUNT] = {[COPSE_LANE_OK] = "",
                                                               [COPSE_LANE_TOO_FEW] = "bootstrap_too_few",
                                                               [COPSE_LANE_RANK] = "bootstrap_rank",
                                                               [COPSE_LANE_DOMAIN] = "bootstrap_domain",
                                                               [COPSE_LANE_RANGE] = "bootstrap_range",
                                                               [COPSE_LANE_UNPROVEN] = "bootstrap_unproven"};
    const double n = (double)s->resampled;
    double failed = 0;
    if (s->resampled == 0) return;
    for (size_t i = COPSE_LANE_OK + 1; i < COPSE_LANE_STATUS_COUNT; i++) failed += (double)s->not_fitted[i];
    give(r, "bootstrap_replicates", n, (double)NAN);
    give(r, "bootstrap_failed", failed / n, (double)NAN);
    for (size_t i = COPSE_LANE_OK + 1; i < COPSE_LANE_STATUS_COUNT; i++)
        if (s->not_fitted[i] > 0) give(r, codes[i], (double)s->not_fitted[i] / n, (double)NAN);
    if (s->not_studentised > 0) give(r, "bootstrap_no_se", (double)s->not_studentised / n, (double)NAN);
}

static void give_fits(rows *r, const copse_simulation_summary *s)
{
    static const char *const codes[COPSE_LANE_STATUS_COUNT] = {
        [COPSE_LANE_OK] = "",           [COPSE_LANE_TOO_FEW] = "too_few", [COPSE_LANE_RANK] = "rank",
        [COPSE_LANE_DOMAIN] = "domain", [COPSE_LANE_RANGE] = "range",     [COPSE_LANE_UNPROVEN] = "unproven"};
    const double n = (double)s->replicates;
    r->row.parameter = "fits";
    r->row.truth = (double)NAN;
    give(r, "replicates", n, (double)NAN);
    give_share(r, "failed", n - (double)s->fitted, n);
    for (size_t i = COPSE_LANE_OK + 1; i < COPSE_LANE_STATUS_COUNT; i++)
        if (s->failed[i] > 0) give_share(r, codes[i], (double)s->failed[i], n);
    if (s->unpublished > 0) give_share(r, "unpublished", (double)s->unpublished, n);
    if (s->no_interval > 0) give_share(r, "no_interval", (double)s->no_interval, n);
    give_resampled(r, s);
    if (!isnan(s->seconds)) give(r, "seconds", s->seconds, (double)NAN);
}

static void give_method(const copse_simulated *simulated, size_t cell, size_t method, rows *r)
{
    static const copse_performance_kind coef[] = {
        COPSE_PERFORMANCE_BIAS,     COPSE_PERFORMANCE_EMP_SE,   COPSE_PERFORMANCE_MSE,
        COPSE_PERFORMANCE_RMSE,     COPSE_PERFORMANCE_MODEL_SE, COPSE_PERFORMANCE_SE_ERROR,
        COPSE_PERFORMANCE_COVERAGE, COPSE_PERFORMANCE_WIDTH,    COPSE_PERFORMANCE_REJECTION};
    static const copse_performance_kind of_tau2[] = {COPSE_PERFORMANCE_COVERAGE, COPSE_PERFORMANCE_WIDTH};
    static const copse_performance_kind of_bootstrap[] = {COPSE_PERFORMANCE_NO_INTERVAL, COPSE_PERFORMANCE_AT_END};
    static const copse_performance_kind tau2[] = {COPSE_PERFORMANCE_MEAN,   COPSE_PERFORMANCE_BIAS,
                                                  COPSE_PERFORMANCE_EMP_SE, COPSE_PERFORMANCE_MSE,
                                                  COPSE_PERFORMANCE_RMSE,   COPSE_PERFORMANCE_ZERO};
    static const copse_performance_kind i2[] = {COPSE_PERFORMANCE_MEAN, COPSE_PERFORMANCE_EMP_SE};
    static const copse_performance_kind prediction[] = {COPSE_PERFORMANCE_COVERAGE, COPSE_PERFORMANCE_WIDTH};
    const copse_simulation_design *d = copse_simulation_of(simulated->simulation);
    copse_simulation_summary s;
    copse_simulation_summarise(simulated->simulation, simulated->state, cell, method, &s);
    r->row.cell = cell;
    r->row.method = d->method[method].name;
    const bool bootstrap = copse_simulation_has_bootstrap(simulated->simulation);
    const size_t more = bootstrap ? sizeof of_bootstrap / sizeof *of_bootstrap : 0;
    for (size_t j = 0; j <= d->moderators; j++) {
        const char *name = copse_i_sim_coefficient(d, j);
        const double truth = copse_i_sim_truth(simulated->simulation, cell, j);
        give_all(r, name, truth, s.coef[j], coef, sizeof coef / sizeof *coef);
        give_all(r, name, truth, s.coef[j], of_bootstrap, more);
    }
    const double true_tau2 = copse_simulation_cell_at(simulated->simulation, cell)->tau2;
    give_all(r, "tau2", true_tau2, s.tau2, tau2, sizeof tau2 / sizeof *tau2);
    give_all(r, "tau2", true_tau2, s.tau2, of_tau2, bootstrap ? sizeof of_tau2 / sizeof *of_tau2 : 0);
    give_all(r, "tau2", true_tau2, s.tau2, of_bootstrap, more);
    give_all(r, "I2", (double)NAN, s.I2, i2, sizeof i2 / sizeof *i2);
    if (d->moderators == 0)
        give_all(r, "prediction", (double)NAN, s.prediction, prediction, sizeof prediction / sizeof *prediction);
    give_fits(r, &s);
}

static void give_data(const copse_simulated *simulated, size_t cell, rows *r)
{
    copse_simulation_made made;
    copse_simulation_made_of(simulated->simulation, simulated->state, cell, &made);
    r->row = (copse_i_sim_row){.cell = cell, .parameter = "data", .truth = (double)NAN};
    give(r, "studies", made.replicates > 0 ? made.studies / (double)made.replicates : (double)NAN, (double)NAN);
    give_share(r, "left_out", made.left_out, made.studies);
    give_share(r, "at_limit", made.at_limit, made.studies);
}

void copse_i_sim_each_row(const copse_simulated *simulated, copse_i_sim_visit *visit, void *context)
{
    const copse_simulation_design *d = copse_simulation_of(simulated->simulation);
    rows r = {.visit = visit, .context = context};
    for (size_t cell = 0; cell < d->cells; cell++) {
        give_data(simulated, cell, &r);
        for (size_t method = 0; method < d->methods; method++) give_method(simulated, cell, method, &r);
    }
}
