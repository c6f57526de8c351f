#include "task_review.h"

#include <string.h>

copse_status copse_i_task_source(const char *file, const copse_i_input_values *input, copse_i_task *task,
                                 copse_error *err)
{
    if (input->source.analysis == NULL) return copse_i_source_read(file, &input->source, &task->file, err);
    size_t index = 0;
    copse_status status = copse_i_source_review(file, &input->source, &task->review, &index, err);
    if (status == COPSE_OK) status = copse_review_frame(&task->review, index, &task->file, err);
    if (status != COPSE_OK) return status;
    task->analysis = &task->review.analysis[index];
    if (task->analysis->settings.swap_events)
        copse_note(&task->warnings, "analysis %s swaps events and non-events: ai and ci count those without the event",
                   task->analysis->id);
    return COPSE_OK;
}

copse_status copse_i_review_binding(const copse_i_input_values *input, const copse_i_task *task, copse_binding *binding,
                                    copse_error *err)
{
    const copse_review_analysis *analysis = task->analysis;
    if (analysis == NULL) return COPSE_OK;
    const copse_review_settings *s = &analysis->settings;
    if (input->measure < 0 && s->measure == NULL)
        return copse_fail(err, COPSE_EUSAGE,
                          "%s: analysis %s has the measure '%s', which is not known: --measure says which it is",
                          task->file.source, analysis->id, s->measure_text);
    const char *given = binding->measure;
    if (input->measure < 0) binding->measure = s->measure;
    if (input->as != COPSE_I_AS_REVMAN5) return COPSE_OK;
    if (s->method == COPSE_REVIEW_PETO && s->type == COPSE_REVIEW_DICHOTOMOUS && given == NULL)
        binding->measure = "PETO";
    binding->effect.drop00 = s->type == COPSE_REVIEW_DICHOTOMOUS && strcmp(binding->measure, "RD") != 0;
    if (strcmp(binding->measure, "PETO") == 0) binding->effect.add = 0; /* O and E need no correction */
    if (binding->subgroup == NULL && s->subgroups && analysis->subgroups > 0) binding->subgroup = "subgroup";
    return COPSE_OK;
}
