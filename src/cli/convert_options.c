/* The options of copse convert that compute what was not reported. */
#include "convert_fill.h"

#include <stddef.h>

static const char *quartiles_choice(size_t i)
{
    return i < COPSE_FIVE_METHOD_COUNT ? copse_five_method_name((copse_five_method)i) : NULL;
}

static bool quartiles_alias(const char *text, int *value)
{
    copse_five_method method = COPSE_FIVE_LUO_WAN_SHI;
    if (copse_five_method_find(text, &method) != COPSE_OK) return false;
    *value = (int)method;
    return true;
}

#define AT(member) .offset = offsetof(copse_i_fill_values, member)

const copse_i_option copse_i_fill_options[copse_i_fill_count] = {
    {.name = "fill",
     .kind = COPSE_I_LIST,
     .argument = "WHAT[,WHAT...]",
     .help = "fill in missing cells: means (means and SDs), se (estimates and SEs), table (2x2), change (SDs of "
             "change), or all",
     AT(fill)},
    {.name = "methods",
     .kind = COPSE_I_FLAG,
     .help = "list the conversions, the columns that they take, and their sources; no FILE is needed",
     AT(methods)},
    {.name = "from",
     .kind = COPSE_I_LIST,
     .argument = "NAME=COL[,NAME=COL...]",
     .help = "columns that are not called as --methods calls them, e.g. med1i=median_peer,lq1i=q1_peer",
     AT(from)},
    {.name = "how",
     .kind = COPSE_I_TEXT,
     .argument = "COL",
     .help = "column that says how each value came about",
     .fallback = "how",
     AT(how)},
    {.name = "replace",
     .kind = COPSE_I_FLAG,
     .help = "replace what was reported, too, where it can be computed",
     AT(replace)},
    {.name = "quartiles",
     .kind = COPSE_I_CHOICE,
     .argument = "METHOD",
     .help = "how medians, quartiles and ranges become means and SDs",
     .fallback = "luo/wan/shi",
     .choice = quartiles_choice,
     .alias = quartiles_alias,
     AT(quartiles)},
    {.name = "any-skewness",
     .kind = COPSE_I_FLAG,
     .help = "convert quartiles and ranges also where they show skewness that the method has no room for",
     AT(any_skewness)},
    {.name = "ci-level",
     .kind = COPSE_I_NUMBER,
     .argument = "PERCENT",
     .help = "level of the intervals in the file, where no column ci_level says it",
     .fallback = "95",
     .max = 100,
     .open = true,
     AT(level)},
    {.name = "correlation",
     .kind = COPSE_I_NUMBER,
     .argument = "R",
     .help = "correlation of baseline and end where no column r1i, r2i says it (default: none is assumed)",
     .min = -1,
     .max = 1,
     AT(correlation)},
    {.name = "one-sided", .kind = COPSE_I_FLAG, .help = "p-values are one-sided", AT(one_sided)},
    {.name = "no-yates",
     .kind = COPSE_I_FLAG,
     .help = "chi-squares of 2x2 tables are without Yates's correction for continuity",
     AT(uncorrected)},
};

const copse_i_option copse_i_arms_options[copse_i_arms_count] = {
    {.name = "combine-arms",
     .kind = COPSE_I_LIST,
     .argument = "COL[,COL...]",
     .help = "make one row of the arms that are equal in these columns and share a control",
     AT(combine)},
    {.name = "split-control",
     .kind = COPSE_I_LIST,
     .argument = "COL[,COL...]",
     .help = "divide the control among the arms that are equal in these columns and share it",
     AT(split)},
    {.name = "cluster-size",
     .kind = COPSE_I_TEXT,
     .argument = "COL|M",
     .help = "mean size of the clusters that were randomised; rows without one were not",
     AT(cluster_size)},
    {.name = "icc", .kind = COPSE_I_TEXT, .argument = "COL|X", .help = "intracluster correlation", AT(icc)},
    {.name = "cluster-cv",
     .kind = COPSE_I_TEXT,
     .argument = "COL|X",
     .help = "coefficient of variation of the cluster sizes (default 0: all alike)",
     AT(cluster_cv)},
};

const copse_i_option copse_i_scale_options[copse_i_scale_count] = {
    {.name = "from-to",
     .kind = COPSE_I_LIST,
     .argument = "SCALE,SCALE",
     .help = "yi and vi of one scale on another: d, g, r, z, logor, logor-cox",
     AT(from_to)},
    {.name = "delta",
     .kind = COPSE_I_TEXT,
     .argument = "EXPR",
     .help = "a function of yi, with its variance by the delta method, e.g. exp or 'log(y / (1 - y))'",
     AT(delta)},
    {.name = "into",
     .kind = COPSE_I_LIST,
     .argument = "COL,COL",
     .help =
         "columns for the estimates and variances of --from-to or --delta (default yi_ and vi_ with the scale's name)",
     AT(into)},
};
