/* src/cli/commands.h: the commands that exist. */
#ifndef COPSE_I_COMMANDS_H
#define COPSE_I_COMMANDS_H

#include "command.h"

extern const copse_i_command copse_i_cmd_effects;
extern const copse_i_command copse_i_cmd_pool;
extern const copse_i_command copse_i_cmd_bias;
extern const copse_i_command copse_i_cmd_influence;
extern const copse_i_command copse_i_cmd_cumulate;
extern const copse_i_command copse_i_cmd_gosh;
extern const copse_i_command copse_i_cmd_multiverse;
extern const copse_i_command copse_i_cmd_bootstrap;
extern const copse_i_command copse_i_cmd_permute;
extern const copse_i_command copse_i_cmd_simulate;
extern const copse_i_command copse_i_cmd_batch;
extern const copse_i_command copse_i_cmd_plot_forest;
extern const copse_i_command copse_i_cmd_plot_funnel;
extern const copse_i_command copse_i_cmd_plot_cumulative;
extern const copse_i_command copse_i_cmd_plot_leave1out;
extern const copse_i_command copse_i_cmd_plot_influence;
extern const copse_i_command copse_i_cmd_plot_baujat;
extern const copse_i_command copse_i_cmd_plot_radial;
extern const copse_i_command copse_i_cmd_plot_qqnorm;
extern const copse_i_command copse_i_cmd_plot_profile;
extern const copse_i_command copse_i_cmd_plot_labbe;
extern const copse_i_command copse_i_cmd_plot_bubble;
extern const copse_i_command copse_i_cmd_plot_drapery;
extern const copse_i_command copse_i_cmd_plot_rob;
extern const copse_i_command copse_i_cmd_plot_selection;
extern const copse_i_command copse_i_cmd_plot_gosh;
extern const copse_i_command copse_i_cmd_plot_speccurve;
extern const copse_i_command copse_i_cmd_run;
extern const copse_i_command copse_i_cmd_merge;
extern const copse_i_command copse_i_cmd_convert;
extern const copse_i_command copse_i_cmd_data;
extern const copse_i_command copse_i_cmd_help;
extern const copse_i_command copse_i_cmd_completion;

#endif
