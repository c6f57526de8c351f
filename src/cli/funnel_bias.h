/* What `plot funnel` shows of small-study effects: studies that trim and fill makes up, and lines through the funnel. */
#ifndef COPSE_CLI_FUNNEL_BIAS_H
#define COPSE_CLI_FUNNEL_BIAS_H

#include "task.h"

#include <copse/bias.h>
#include <copse/plot.h>

enum { COPSE_I_FUNNEL_LINES = 3, copse_i_funnel_bias_count = 4 };

typedef struct copse_i_funnel_bias_values {
    bool trimfill;
    int estimator, side;
    copse_i_list lines;
} copse_i_funnel_bias_values;

extern const copse_i_option copse_i_funnel_bias_options[copse_i_funnel_bias_count];
#define COPSE_I_FUNNEL_BIAS_GROUP(offset)                                                                              \
    {                                                                                                                  \
        "Small-study effects", copse_i_funnel_bias_options, copse_i_funnel_bias_count, offset                          \
    }

/* What was computed, which the data borrow. Zero-initialise. */
typedef struct copse_i_funnel_bias {
    bool inverse_variance; /* what pooled the studies: trim and fill and the limit meta-analysis go on from it */
    copse_trimfill fill;
    copse_funnel_line line[COPSE_I_FUNNEL_LINES];
} copse_i_funnel_bias;

COPSE_NODISCARD copse_status copse_i_funnel_bias_fill(const copse_i_funnel_bias_values *asked, const copse_i_task *task,
                                                      copse_i_funnel_bias *bias, copse_funnel_data *data,
                                                      copse_error *err);
void copse_i_funnel_bias_free(copse_i_funnel_bias *bias);

#endif
