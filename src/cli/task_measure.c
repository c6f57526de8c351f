#include "task_measure.h"

static bool has_column(const copse_frame *frame, const copse_binding *binding, copse_input input)
{
    const char *name = binding->column[input];
    return name != NULL || copse_frame_has(frame, copse_input_name(input));
}

void copse_i_program_binding(const copse_i_input_values *input, copse_i_task *task, copse_binding *binding)
{
    bool has[COPSE_IN_COUNT];
    if (input->as_program == 0 || input->measure >= 0 || task->analysis != NULL) return;
    for (copse_input i = 0; i < COPSE_IN_COUNT; i++) has[i] = has_column(&task->file, binding, i);
    if (has[COPSE_IN_YI]) return;
    const copse_program program = (copse_program)(input->as_program - 1);
    const char *code = copse_program_measure(program, copse_program_data_of(has));
    if (code == NULL) return;
    binding->measure = code;
    copse_note(&task->warnings, "--measure %s: the default of %s for such columns", code, copse_program_code(program));
}
