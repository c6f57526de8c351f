/* What the outputs of a bootstrap share. */
#ifndef COPSE_REPORT_BOOTSTRAP_H
#define COPSE_REPORT_BOOTSTRAP_H

#include <copse/report.h>

/* True for quantities that have a form on the shown scale. */
bool copse_i_boot_shows(const copse_bootstrapped *bootstrapped, size_t quantity);
/* Limits of such a quantity on the shown scale, in order. */
copse_interval copse_i_boot_shown(const copse_bootstrapped *bootstrapped, size_t quantity, copse_interval limits);
bool copse_i_boot_has_interval(const copse_bootstrapped *bootstrapped, size_t quantity, copse_boot_interval_kind kind);
void copse_i_boot_notes(const copse_bootstrapped *bootstrapped, copse_notes *notes);
COPSE_NODISCARD copse_status copse_i_boot_json(const copse_bootstrapped *bootstrapped, copse_text *out);

#endif
