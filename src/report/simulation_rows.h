/* A simulation's results as rows: cell, method, parameter, measure, value, Monte Carlo standard error. */
#ifndef COPSE_REPORT_SIMULATION_ROWS_H
#define COPSE_REPORT_SIMULATION_ROWS_H

#include <copse/report.h>

typedef struct copse_i_sim_row {
    size_t cell;
    const char *method;    /* NULL: about the data */
    const char *parameter; /* mu or a moderator, tau2, I2, prediction, fits, data */
    double truth;          /* of the parameter; NaN where there is none */
    const char *measure;
    double value, mcse;
} copse_i_sim_row;
typedef void copse_i_sim_visit(const copse_i_sim_row *row, void *context);

/* Calls `visit` for every row, cell by cell. */
void copse_i_sim_each_row(const copse_simulated *simulated, copse_i_sim_visit *visit, void *context);

/* The name of coefficient j: mu, or the moderator. */
const char *copse_i_sim_coefficient(const copse_simulation_design *design, size_t j);
double copse_i_sim_truth(const copse_simulation *simulation, size_t cell, size_t j);

/* Conditions of a cell in the order of the grid; text NULL: a number. */
enum { COPSE_I_SIM_CONDITIONS = 9 };
typedef struct copse_i_sim_condition {
    const char *key;
    const char *text;
    double number; /* NaN: not in this design */
} copse_i_sim_condition;
void copse_i_sim_conditions(const copse_simulation *simulation, size_t cell,
                            copse_i_sim_condition condition[COPSE_I_SIM_CONDITIONS]);

COPSE_NODISCARD copse_status copse_i_sim_csv(const copse_simulated *simulated, copse_text *out);
COPSE_NODISCARD copse_status copse_i_sim_json(const copse_simulated *simulated, copse_text *out);

#endif
