/* A simulation's results for programs: tidy CSV and JSON. */
#include "json_stream.h"
#include "render.h"
#include "simulation_rows.h"

#include <math.h>

static void add_number(copse_text *out, double x)
{
    copse_text_add_char(out, ',', 1);
    if (!isnan(x)) copse_text_add_exact(out, x);
}

static void add_word(copse_text *out, const char *text)
{
    copse_text_add_char(out, ',', 1);
    if (text != NULL) copse_i_render_csv_field(out, text);
}

/* --------------------------------------------------------------------------------------------------------- CSV */

typedef struct csv_rows {
    const copse_simulated *simulated;
    copse_text *out;
} csv_rows;

static const copse_simulation_method *find_method(const copse_simulation_design *d, const char *name)
{
    for (size_t m = 0; name != NULL && m < d->methods; m++)
        if (d->method[m].name == name) return &d->method[m];
    return NULL;
}

static void csv_row(const copse_i_sim_row *row, void *context)
{
    const csv_rows *csv = context;
    const copse_simulation *s = csv->simulated->simulation;
    const copse_simulation_cell *c = copse_simulation_cell_at(s, row->cell);
    const copse_simulation_method *m = find_method(copse_simulation_of(s), row->method);
    copse_i_sim_condition condition[COPSE_I_SIM_CONDITIONS];
    copse_i_sim_conditions(s, row->cell, condition);
    copse_text_printf(csv->out, "%zu", row->cell);
    for (size_t i = 0; i < 5; i++) add_word(csv->out, condition[i].text);
    add_number(csv->out, c->correlation);
    add_number(csv->out, c->mu);
    add_number(csv->out, c->I2);
    add_number(csv->out, c->tau2);
    add_number(csv->out, (double)c->k);
    add_word(csv->out, row->method);
    add_word(csv->out, m != NULL ? copse_method_code(m->method) : NULL);
    add_word(csv->out, m != NULL ? copse_test_code(m->test) : NULL);
    add_word(csv->out, m != NULL ? copse_prediction_name(m->prediction) : NULL);
    const bool bootstrap = m != NULL && m->bootstrap.replicates > 0;
    add_word(csv->out, m == NULL ? NULL : bootstrap ? copse_boot_interval_name(m->bootstrap.interval) : "test");
    add_word(csv->out, bootstrap ? copse_boot_kind_name(m->bootstrap.kind) : NULL);
    add_word(csv->out, row->parameter);
    add_number(csv->out, row->truth);
    add_word(csv->out, row->measure);
    add_number(csv->out, row->value);
    add_number(csv->out, row->mcse);
    copse_text_add_char(csv->out, '\n', 1);
}

copse_status copse_i_sim_csv(const copse_simulated *simulated, copse_text *out)
{
    csv_rows csv = {simulated, out};
    copse_text_add(out, "cell,sizes,variances,control,effects,selection,correlation,mu,I2,tau2,k,method,estimator,test,"
                        "prediction,interval,bootstrap,parameter,true,measure,value,mcse\n");
    copse_i_sim_each_row(simulated, csv_row, &csv);
    return copse_text_status(out);
}

/* -------------------------------------------------------------------------------------------------------- JSON */

static void json_row(const copse_i_sim_row *row, void *context)
{
    copse_i_json *json = context;
    if (json->status != COPSE_OK) return;
    copse_i_json_row_open(json);
    copse_i_json_row_whole(json, "cell", (double)row->cell);
    copse_i_json_row_text(json, "method", row->method);
    copse_i_json_row_text(json, "parameter", row->parameter);
    copse_i_json_row_real(json, "true", row->truth);
    copse_i_json_row_text(json, "measure", row->measure);
    copse_i_json_row_real(json, "value", row->value);
    copse_i_json_row_real(json, "mcse", row->mcse);
    copse_i_json_row_close(json);
}

static void add_design(copse_i_json *json, const copse_simulated *simulated)
{
    const copse_simulation_design *d = copse_simulation_of(simulated->simulation);
    json_t *design = json_object();
    copse_i_json_set(json, design, "file", copse_i_json_text(json, simulated->file));
    copse_i_json_set(json, design, "sha256", copse_i_json_text(json, simulated->sha256));
    copse_i_json_set(json, design, "title", copse_i_json_text(json, simulated->title));
    copse_i_json_set(json, design, "seed", copse_i_json_whole((double)d->seed));
    copse_i_json_set(json, design, "replicates", copse_i_json_whole((double)d->replicates));
    copse_i_json_set(json, design, "measure", copse_i_json_text(json, d->measure->code));
    copse_i_json_set(json, design, "level", copse_i_json_whole(d->level));
    copse_i_json_add(json, "design", design);
}

static void add_cell(copse_i_json *json, const copse_simulated *simulated, size_t cell)
{
    const copse_simulation_cell *c = copse_simulation_cell_at(simulated->simulation, cell);
    copse_i_sim_condition condition[COPSE_I_SIM_CONDITIONS];
    copse_i_sim_conditions(simulated->simulation, cell, condition);
    copse_i_json_row_open(json);
    copse_i_json_row_whole(json, "cell", (double)cell);
    for (size_t i = 0; i < 5; i++) copse_i_json_row_text(json, condition[i].key, condition[i].text);
    copse_i_json_row_real(json, "correlation", c->correlation);
    copse_i_json_row_real(json, "mu", c->mu);
    copse_i_json_row_real(json, "I2", c->I2);
    copse_i_json_row_real(json, "tau2", c->tau2);
    copse_i_json_row_whole(json, "k", (double)c->k);
    copse_i_json_row_close(json);
}

static void add_method(copse_i_json *json, const copse_simulation_method *m)
{
    const copse_simulation_bootstrap *b = &m->bootstrap;
    const bool bootstrap = b->replicates > 0;
    copse_i_json_row_open(json);
    copse_i_json_row_text(json, "name", m->name);
    copse_i_json_row_text(json, "method", copse_method_code(m->method));
    copse_i_json_row_text(json, "test", copse_test_code(m->test));
    copse_i_json_row_text(json, "prediction", copse_prediction_name(m->prediction));
    copse_i_json_row_text(json, "interval", bootstrap ? copse_boot_interval_name(b->interval) : "test");
    copse_i_json_row_text(json, "bootstrap", bootstrap ? copse_boot_kind_name(b->kind) : NULL);
    copse_i_json_row_whole(json, "bootstrap_replicates", bootstrap ? (double)b->replicates : (double)NAN);
    copse_i_json_row_close(json);
}

copse_status copse_i_sim_json(const copse_simulated *simulated, copse_text *out)
{
    const copse_simulation_design *d = copse_simulation_of(simulated->simulation);
    copse_i_json json = {.out = out};
    copse_i_json_open(&json, NULL, '{');
    copse_i_json_add(&json, "copse", copse_i_json_text(&json, copse_version()));
    copse_i_json_add(&json, "command", copse_i_json_text(&json, "simulate"));
    add_design(&json, simulated);
    copse_i_json_open(&json, "methods", '[');
    for (size_t m = 0; m < d->methods; m++) add_method(&json, &d->method[m]);
    copse_i_json_close(&json, ']');
    copse_i_json_open(&json, "cells", '[');
    for (size_t c = 0; c < d->cells && json.status == COPSE_OK; c++) add_cell(&json, simulated, c);
    copse_i_json_close(&json, ']');
    copse_i_json_open(&json, "results", '[');
    copse_i_sim_each_row(simulated, json_row, &json);
    copse_i_json_close(&json, ']');
    copse_i_json_close(&json, '}');
    return json.status == COPSE_OK ? copse_text_status(out) : json.status;
}

/* ------------------------------------------------------------------------------------------------------ corpus */

void copse_report_simulation_header(const copse_simulation *simulation, copse_text *out)
{
    const copse_simulation_design *d = copse_simulation_of(simulation);
    copse_simulation_sample sample = {0};
    copse_text_add(out, "meta_id,cell,replicate,study,yi,vi,theta");
    if (copse_simulation_replicate(simulation, 0, 0, &sample, NULL) != COPSE_OK) out->failed = true;
    for (unsigned i = 0; i < COPSE_IN_COUNT; i++)
        if (sample.raw[i] != NULL) add_word(out, copse_input_name((copse_input)i));
    for (size_t j = 0; j < d->moderators; j++) add_word(out, d->moderator[j].name);
    copse_text_add_char(out, '\n', 1);
    copse_simulation_sample_free(&sample);
}

void copse_report_simulation_rows(const copse_simulation *simulation, size_t cell, uint64_t replicate,
                                  const copse_simulation_sample *sample, copse_text *out)
{
    const size_t p = copse_simulation_of(simulation)->moderators + 1;
    const unsigned long long b = replicate;
    for (size_t i = 0; i < sample->k; i++) {
        copse_text_printf(out, "%zu-%llu,%zu,%llu,%zu", cell, b, cell, b, i + 1);
        add_number(out, sample->yi[i]);
        add_number(out, sample->vi[i]);
        add_number(out, sample->theta[i]);
        for (unsigned in = 0; in < COPSE_IN_COUNT; in++)
            if (sample->raw[in] != NULL) add_number(out, sample->raw[in][i]);
        for (size_t j = 1; j < p; j++) add_number(out, sample->x[i * p + j]);
        copse_text_add_char(out, '\n', 1);
    }
}
