/* See program_options.h: the options, and the settings that they make. */
#include "program_settings.h"

#include <stddef.h>
#include <string.h>

static const char *program_choice(size_t i)
{
    return copse_program_code((copse_program)i);
}

#define AT(member) .offset = offsetof(copse_i_program_values, member)
const copse_i_option copse_i_program_options[copse_i_program_count] = {
    {.name = "as",
     .kind = COPSE_I_CHOICE,
     .argument = "PROGRAM",
     .help = "pool with the default settings of that program; options that are given win. revman5 with --analysis: "
             "with the settings of the review",
     .choice = program_choice,
     AT(as)},
    {.name = "compare-as",
     .kind = COPSE_I_LIST,
     .argument = "PROGRAM[,PROGRAM...]",
     .help = "one row for the settings in force and one for each program (all: every one), and which settings make the "
             "differences",
     AT(compare)},
    {.name = "explain-settings",
     .kind = COPSE_I_FLAG,
     .help = "the settings in force, and those of every program with their sources; no FILE is needed",
     AT(explain)},
};
#undef AT

static void set_given(const copse_i_call *call, const char *option, copse_setting setting,
                      copse_program_settings *settings)
{
    if (copse_i_is_given(call, option)) settings->given[setting] = true;
}

copse_program_settings copse_i_settings_asked(const copse_i_program_call *of)
{
    const copse_i_input_values *input = of->input;
    copse_program_settings s = copse_program_settings_default();
    const copse_binding binding = copse_i_input_binding(input);
    s.effect = binding.effect;
    s.fit.level = of->output->level;
    s.fit.pi = (copse_pi)of->model->pi;
    s.fit.setup = of->model->setup;
    if (of->model->fixed) s.fit.tau2 = of->model->fixed_tau2;
    s.value[COPSE_SETTING_METHOD] = of->model->method;
    s.value[COPSE_SETTING_TEST] = of->model->test;
    set_given(of->call, "vtype", COPSE_SETTING_SMD, &s);
    set_given(of->call, "uncorrected", COPSE_SETTING_SMD, &s);
    set_given(of->call, "add", COPSE_SETTING_ZERO_CELLS, &s);
    set_given(of->call, "to", COPSE_SETTING_ZERO_CELLS, &s);
    set_given(of->call, "cc", COPSE_SETTING_ZERO_CELLS, &s);
    set_given(of->call, "drop00", COPSE_SETTING_DOUBLE_ZERO, &s);
    set_given(of->call, "method", COPSE_SETTING_METHOD, &s);
    set_given(of->call, "test", COPSE_SETTING_TEST, &s);
    set_given(of->call, "tau2-ci", COPSE_SETTING_TAU2_CI, &s);
    set_given(of->call, "prediction", COPSE_SETTING_PREDICTION, &s);
    set_given(of->call, "model-average", COPSE_SETTING_METHOD, &s); /* which is by likelihood: --method is ML then */
    return s;
}

copse_program_settings copse_i_settings_in_force(const copse_i_program_call *of)
{
    copse_program_settings s = copse_i_settings_asked(of);
    if (of->values->as >= 0) copse_program_apply((copse_program)of->values->as, &s);
    return s;
}

copse_status copse_i_settings_tau2(const copse_i_program_call *of, copse_i_task *task, copse_program_settings *settings,
                                   copse_error *err)
{
    settings->fit.method = (copse_method)settings->value[COPSE_SETTING_METHOD];
    return copse_i_task_tau2(of->model, task, &settings->fit, err);
}

copse_status copse_i_settings_check(const copse_i_program_call *of, copse_error *err)
{
    if ((unsigned)of->model->method < COPSE_METHOD_COUNT) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE,
                      "the settings of programs are of --method EE, FE and the estimators of tau2 (EE pools tables by "
                      "Mantel-Haenszel where the program does)");
}

copse_status copse_i_settings_explain(const copse_i_program_call *of, copse_error *err)
{
    const copse_program_settings settings = copse_i_settings_in_force(of);
    const copse_render_opts opts = copse_i_render_opts(of->output);
    copse_text text = {0};
    const copse_program as = of->values->as >= 0 ? (copse_program)of->values->as : COPSE_PROGRAM_COUNT;
    copse_status status = copse_i_settings_check(of, err);
    if (status == COPSE_OK) status = copse_report_settings(&settings, as, &opts, &text, err);
    if (status == COPSE_OK) status = copse_i_output(of->output->output, &text, err);
    copse_text_free(&text);
    return status;
}
