/* What a setting is, in words: the value of its program, or what an option asked for. */
#ifndef COPSE_REPORT_SETTING_VALUE_H
#define COPSE_REPORT_SETTING_VALUE_H

#include <copse/report.h>

const char *copse_i_setting_text(const copse_program_settings *settings, copse_setting setting);

#endif
