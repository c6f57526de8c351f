/* Options of `pool` that do not go together: what another way of pooling would not heed is refused, not ignored. */
#ifndef COPSE_CLI_POOL_TOGETHER_H
#define COPSE_CLI_POOL_TOGETHER_H

#include "command.h"

/* By what was given alone; checks of values are with their options. */
COPSE_NODISCARD copse_status copse_i_pool_together(const copse_i_call *call, copse_error *err);

#endif
