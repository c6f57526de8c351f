/* The options of copse convert that change the shape of a table. */
#include "convert_reshape.h"

#include <copse/prepare.h>
#include <stddef.h>

#define AT(member) .offset = offsetof(copse_i_reshape_values, member)

const copse_i_option copse_i_reshape_options[copse_i_reshape_count] = {
    {.name = "to-long", .kind = COPSE_I_FLAG, .help = "a row for each arm, from a row for each trial", AT(to_long)},
    {.name = "to-wide", .kind = COPSE_I_FLAG, .help = "a row for each trial, from a row for each arm", AT(to_wide)},
    {.name = "contrasts",
     .kind = COPSE_I_FLAG,
     .help = "rows of two arms each, such as effects reads, from a row for each arm",
     AT(contrasts)},
    {.name = "key",
     .kind = COPSE_I_LIST,
     .argument = "COL[,COL...]",
     .help = "columns that say which rows are of one trial (default: trial, else study)",
     AT(key)},
    {.name = "arm",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "the column that names the arm, or the time, or the outcome",
     .fallback = "arm",
     AT(arm)},
    {.name = "levels",
     .kind = COPSE_I_LIST,
     .argument = "ARM[,ARM...]",
     .help = "the arms, in order (default: 1,2,... to long; as they appear to wide)",
     AT(levels)},
    {.name = "values",
     .kind = COPSE_I_LIST,
     .argument = "ITEM[,ITEM...]",
     .help = "what differs between arms, by its name in long form and its columns in wide form: NAME, NAME=COL/COL, "
             "NAME=PATTERN, or PATTERN alone; # in a pattern stands for the arm or, to long, its number, as in n#i "
             "(default: the usual names)",
     AT(values)},
    {.name = "reference",
     .kind = COPSE_I_TEXT,
     .argument = "ARM",
     .help = "with --contrasts: the arm that others are compared with (default: the first row of each trial)",
     AT(reference)},
    {.name = "all-pairs", .kind = COPSE_I_FLAG, .help = "with --contrasts: every two arms of a trial", AT(all_pairs)},
};
#undef AT

static copse_names names(const copse_i_list *list)
{
    return (copse_names){list->item, list->count};
}

copse_status copse_i_convert_reshape(const copse_i_reshape_values *values, copse_frame *frame, copse_notes *warnings,
                                     copse_error *err)
{
    const copse_shape_opts opts = {.to_long = values->to_long,
                                   .to_wide = values->to_wide,
                                   .contrasts = values->contrasts,
                                   .all_pairs = values->all_pairs,
                                   .key = names(&values->key),
                                   .levels = names(&values->levels),
                                   .values = names(&values->values),
                                   .arm = values->arm,
                                   .reference = values->reference};
    return copse_change_shape(&opts, frame, warnings, err);
}
