/* Whose settings a pooled analysis has: of --as. */
#ifndef COPSE_REPORT_POOL_PROGRAM_H
#define COPSE_REPORT_POOL_PROGRAM_H

#include "json_stream.h"

#include <copse/report.h>

/* For the headline: the program, and what the user asked for all the same. Nothing without --as. */
void copse_i_program_line(const copse_pooled *pooled, copse_text *line);
/* The member "program". Nothing without --as. */
void copse_i_program_json(copse_i_json *json, const copse_pooled *pooled);

#endif
