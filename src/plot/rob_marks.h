/* Marks of risk of bias, which traffic lights and forest plots share. */
#ifndef COPSE_PLOT_ROB_MARKS_H
#define COPSE_PLOT_ROB_MARKS_H

#include "chart.h"

#include <copse/plot.h>

/* "rob_low": the look. */
const char *copse_i_rob_look(copse_judgement judgement);
/* "+": what stands in the mark, so that it is told apart in grey. */
const char *copse_i_rob_sign(copse_judgement judgement);
/* Its mark is dark, and what stands in it white. */
bool copse_i_rob_is_dark(copse_judgement judgement);
/* "Low": RoB 2's word. */
const char *copse_i_rob_word(copse_judgement judgement);

#endif
