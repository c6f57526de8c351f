/* Meta-regression in lanes: a design made ready once, then fitted to any number of groups. */
#ifndef COPSE_I_REGRESSION_H
#define COPSE_I_REGRESSION_H

#include "engine.h"

typedef struct copse_i_regression copse_i_regression;

/** Makes engine->X, or without it an intercept, ready in engine->regression; copse_i_regression_free takes it, also after
 *  a failure, and NULL. */
COPSE_NODISCARD copse_status copse_i_regression_init(copse_lanes *engine);
void copse_i_regression_free(copse_i_regression *regression);

/** The test that its fits are made under from now on. */
void copse_i_regression_set_test(copse_lanes *engine, copse_test test);

/** Fits a group; vouched[lane] = 1 where the fit, or the status that it failed with, is the last word. A lane whose n
 *  are not all whole numbers is always vouched for, since the scalar code cannot take it. */
void copse_i_regression_run(copse_lanes *engine, const copse_lanes_group *group, copse_lanes_fit *fit,
                            unsigned char *vouched);

/** For engines without a design: fits the lanes that are not vouched for and whose n are not all whole numbers. */
void copse_i_regression_weighted(copse_lanes *engine, const copse_lanes_group *group, copse_lanes_fit *fit,
                                 unsigned char *vouched);

#endif
