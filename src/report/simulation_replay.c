/* `copse simulate --replay`: one data set, its fits, its bootstrap intervals. */
#include "simulation_rows.h"

#include <math.h>

static void add_data(const copse_simulated *simulated, const copse_simulation_sample *sample, copse_document *document)
{
    const copse_simulation_design *d = copse_simulation_of(simulated->simulation);
    copse_document_table(document, "data", "Data set");
    copse_document_column(document, "study", "Study", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "yi", "yi", COPSE_ALIGN_DECIMAL, 4);
    copse_document_column(document, "vi", "vi", COPSE_ALIGN_DECIMAL, 4);
    copse_document_column(document, "theta", "theta", COPSE_ALIGN_DECIMAL, 4);
    for (unsigned in = 0; in < COPSE_IN_COUNT; in++)
        if (sample->raw[in] != NULL)
            copse_document_column(document, copse_input_name((copse_input)in), copse_input_name((copse_input)in),
                                  COPSE_ALIGN_DECIMAL, -1);
    for (size_t j = 0; j < d->moderators; j++)
        copse_document_column(document, d->moderator[j].name, d->moderator[j].name, COPSE_ALIGN_DECIMAL, -1);
    for (size_t i = 0; i < sample->k; i++) {
        copse_document_row(document);
        copse_document_number(document, (double)(i + 1));
        copse_document_number(document, sample->yi[i]);
        copse_document_number(document, sample->vi[i]);
        copse_document_number(document, sample->theta[i]);
        for (unsigned in = 0; in < COPSE_IN_COUNT; in++)
            if (sample->raw[in] != NULL) copse_document_number(document, sample->raw[in][i]);
        for (size_t j = 1; j <= d->moderators; j++)
            copse_document_number(document, sample->x[i * (d->moderators + 1) + j]);
    }
}

/* A bootstrap's limits stand in the place of the test's, whose p does not belong to them. */
static void add_fit_rows(const copse_simulation *s, size_t m, const copse_fit *fit,
                         const copse_simulation_limits *limits, copse_document *document)
{
    const copse_simulation_design *d = copse_simulation_of(s);
    for (size_t j = 0; j <= d->moderators; j++) {
        const bool fitted = fit->k > 0;
        const copse_coefficient none = {
            .estimate = (double)NAN, .se = (double)NAN, .p = (double)NAN, .ci = {(double)NAN, (double)NAN}};
        const copse_coefficient *coef = fitted ? &fit->coef[j] : &none;
        const copse_interval prediction = copse_simulation_prediction(s, m, fit);
        copse_document_row(document);
        copse_document_text(document, d->method[m].name);
        copse_document_text(document, copse_i_sim_coefficient(d, j));
        copse_document_number(document, coef->estimate);
        copse_document_number(document, coef->se);
        const bool bootstrap = d->method[m].bootstrap.replicates > 0;
        const copse_interval ci = bootstrap ? limits->coef[j].limit : coef->ci;
        copse_document_number(document, ci.lower);
        copse_document_number(document, ci.upper);
        copse_document_number(document, bootstrap ? (double)NAN : coef->p);
        copse_document_number(document, fitted ? fit->het.tau2 : (double)NAN);
        copse_document_number(document, fitted ? fit->het.I2 : (double)NAN);
        copse_document_number(document, prediction.lower);
        copse_document_number(document, prediction.upper);
    }
}

static void add_fits(const copse_simulated *simulated, const copse_fit *fit, const copse_simulation_limits *limits,
                     copse_document *document)
{
    static const struct {
        const char *key, *head;
        int digits;
    } columns[] = {{"estimate", "Estimate", 4},
                   {"se", "SE", 4},
                   {"ci_lower", "CI from", 4},
                   {"ci_upper", "to", 4},
                   {"p", "p", 4},
                   {"tau2", "tau2", 4},
                   {"I2", "I2 %", 1},
                   {"pi_lower", "PI from", 4},
                   {"pi_upper", "to", 4}};
    const copse_simulation_design *d = copse_simulation_of(simulated->simulation);
    copse_document_table(document, "fits", "Fits");
    copse_document_column(document, "method", "Method", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "parameter", "Parameter", COPSE_ALIGN_LEFT, 0);
    for (size_t i = 0; i < sizeof columns / sizeof *columns; i++)
        copse_document_column(document, columns[i].key, columns[i].head, COPSE_ALIGN_DECIMAL, columns[i].digits);
    for (size_t m = 0; m < d->methods; m++) add_fit_rows(simulated->simulation, m, &fit[m], &limits[m], document);
}

static void add_limits(const copse_simulation_design *d, size_t m, const char *parameter, copse_boot_limits limits,
                       const copse_simulation_limits *of, copse_document *document)
{
    copse_document_row(document);
    copse_document_text(document, d->method[m].name);
    copse_document_text(document, parameter);
    copse_document_number(document, (double)of->replicates);
    copse_document_number(document, (double)(of->replicates - of->fitted));
    copse_document_number(document, limits.limit.lower);
    copse_document_number(document, limits.limit.upper);
    copse_document_text(document, limits.extreme ? "at the end of the replicates" : "");
}

static void add_bootstraps(const copse_simulated *simulated, const copse_simulation_limits *limits,
                           copse_document *document)
{
    const copse_simulation_design *d = copse_simulation_of(simulated->simulation);
    if (!copse_simulation_has_bootstrap(simulated->simulation)) return;
    copse_document_table(document, "bootstrap", "Bootstrap intervals, by scalar fits of resamples written out");
    copse_document_column(document, "method", "Method", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "parameter", "Parameter", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "replicates", "Replicates", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "not_fitted", "Not fitted", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "lower", "From", COPSE_ALIGN_DECIMAL, 4);
    copse_document_column(document, "upper", "to", COPSE_ALIGN_DECIMAL, 4);
    copse_document_column(document, "note", "", COPSE_ALIGN_LEFT, 0);
    for (size_t m = 0; m < d->methods; m++) {
        if (d->method[m].bootstrap.replicates == 0) continue;
        for (size_t j = 0; j <= d->moderators; j++)
            add_limits(d, m, copse_i_sim_coefficient(d, j), limits[m].coef[j], &limits[m], document);
        if (d->method[m].bootstrap.interval != COPSE_BOOT_STUDENTISED)
            add_limits(d, m, "tau2", limits[m].tau2, &limits[m], document);
    }
}

copse_status copse_report_simulation_replay(const copse_simulated *simulated, size_t cell, uint64_t replicate,
                                            const copse_simulation_sample *sample, const copse_fit *fit,
                                            const copse_simulation_limits *limits, const copse_render_opts *opts,
                                            copse_text *out, copse_error *err)
{
    if (simulated == NULL || sample == NULL || fit == NULL || limits == NULL || opts == NULL || out == NULL)
        return copse_fail(err, COPSE_EINVAL, "nothing to render");
    const copse_simulation_cell *c = copse_simulation_cell_at(simulated->simulation, cell);
    char mu[COPSE_NUMBER_TEXT], tau2[COPSE_NUMBER_TEXT];
    copse_document *document = copse_document_new();
    copse_document_heading(document, 1, simulated->title != NULL ? simulated->title : "Simulation");
    copse_document_paragraph(
        document, "Replicate %llu of cell %zu, seed %lu: k = %zu, mu = %s, tau2 = %s.%s", (unsigned long long)replicate,
        cell, (unsigned long)copse_simulation_of(simulated->simulation)->seed, c->k,
        copse_format_significant(mu, sizeof mu, c->mu, 6), copse_format_significant(tau2, sizeof tau2, c->tau2, 6),
        sample->unpublished ? " Too few studies were published: it is not fitted." : "");
    add_data(simulated, sample, document);
    add_fits(simulated, fit, limits, document);
    add_bootstraps(simulated, limits, document);
    const copse_status status = copse_document_render(document, opts, out, err);
    copse_document_free(document);
    return status;
}
