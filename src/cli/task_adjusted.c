/* Numbers that copse convert adjusted stand beside those that they were made of; whoever pools the latter is told. */
#include "task_adjusted.h"

#include <string.h>

static void add_option(copse_text *options, copse_input input, const char *adjusted)
{
    copse_text_printf(options, "%s--%s %s", options->length > 0 ? " " : "", copse_input_name(input), adjusted);
}

void copse_i_warn_of_adjusted(const copse_frame *frame, const copse_binding *binding, const copse_study_set *set,
                              copse_notes *warnings)
{
    copse_text options = {0}, adjusted = {0};
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++) {
        const char *usual = copse_input_name(input), *named = binding->column[input];
        const bool meant =
            named != NULL && strcmp(named, usual) == 0; /* --n2i n2i: as reported, and no word about it */
        if (set->input[input] == NULL || meant) continue;
        adjusted.length = 0;
        copse_text_printf(&adjusted, "%s_adj", named != NULL ? named : usual);
        if (copse_frame_has(frame, copse_text_string(&adjusted)))
            add_option(&options, input, copse_text_string(&adjusted));
    }
    if (options.length > 0)
        copse_note(
            warnings,
            "%s: numbers as reported are used; those that copse convert adjusted for shared controls or clusters "
            "are %s",
            frame->source, copse_text_string(&options));
    if (options.failed || adjusted.failed) warnings->failed = true;
    copse_text_free(&options);
    copse_text_free(&adjusted);
}
