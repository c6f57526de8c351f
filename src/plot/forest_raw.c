#include "forest_raw.h"

#include <math.h>

/* Decimals, at most `most`, that all studies' numbers need: the same for a column, so that the points align. */
static int decimals_needed(const copse_study_set *set, int what, int most)
{
    int digits = 0;
    for (size_t i = 0; i < set->k; i++) {
        const double x = copse_i_raw_value(set, i, what);
        while (isfinite(x) && digits < most) {
            const double scaled = x * pow(10.0, digits);
            if (fabs(scaled - round(scaled)) <= 1e-6 * fmax(1.0, fabs(scaled) * 1e-6)) break;
            digits++;
        }
    }
    return digits;
}

static double largest_value(const copse_study_set *set, int what)
{
    double largest = 0.0;
    for (size_t i = 0; i < set->k; i++) largest = fmax(largest, fabs(copse_i_raw_value(set, i, what)));
    return largest;
}

static int decimals(const forest_input *input, int what)
{
    if (what == RAW_SE) return input->opts->digits;
    const double largest = largest_value(input->set, what);
    return decimals_needed(input->set, what, largest >= 1000.0 ? 0 : largest >= 100.0 ? 1 : largest >= 0.01 ? 2 : 4);
}

/* Neutral names, where none were given. */
static const char *usual_name(const copse_measure *measure, int group)
{
    const bool first = group == 1;
    if (measure->family == COPSE_FAMILY_CHANGE) return first ? "Measurement 1" : "Measurement 2";
    if (measure->family == COPSE_FAMILY_PAIRS) return first ? "First" : "Second";
    if (measure->family == COPSE_FAMILY_AREA || !measure->two_groups) return first ? "Group 1" : "Group 2";
    return first ? "Intervention" : "Control";
}

const char *copse_i_group_name(const forest_input *input, int group)
{
    const char *given = group == 1 ? input->opts->group1 : input->opts->group2;
    return given != NULL ? given : usual_name(input->set->measure, group);
}

static const char *span_name(const forest_input *input, forest_model *model, raw_span span)
{
    if (span == RAW_PAIRS) return "Pairs with the event";
    if (span == RAW_GENOTYPES) return "Genotypes";
    return copse_i_forest_label(model, copse_i_group_name(input, span == RAW_GROUP1 ? 1 : 2));
}

/* "BCG only" where the groups have names. */
static const char *head_of(const forest_input *input, forest_model *model, const raw_column *column)
{
    const bool named = column->only_of == RAW_GROUP1   ? input->opts->group1 != NULL
                       : column->only_of == RAW_GROUP2 ? input->opts->group2 != NULL
                                                       : false;
    if (!named) return column->head;
    return copse_i_forest_text(model, "%s only", span_name(input, model, column->only_of));
}

void copse_i_raw_columns(const forest_input *input, forest_model *model)
{
    const raw_list *list = copse_i_raw_list(input);
    if (list == NULL) return;
    size_t first = 0;
    for (size_t i = 0; i < list->count; i++) {
        const raw_column *column = &list->column[i];
        const bool starts = i == 0 || column->span != list->column[i - 1].span;
        const size_t at = copse_i_forest_column(model, FOREST_RIGHT, starts ? 1.8 : 1.1);
        if (starts) first = at;
        copse_i_forest_head(model, (forest_head){head_of(input, model, column), at, at, 1, FOREST_RIGHT, false, 0.0});
        const bool ends = i + 1 == list->count || column->span != list->column[i + 1].span;
        if (column->span != RAW_ALONE && ends)
            copse_i_forest_head(
                model, (forest_head){span_name(input, model, column->span), first, at, 0, FOREST_CENTRE, true, 0.0});
    }
}

/* "4", "4/123" or "12.1 (3.4)". */
static const char *joined(const forest_input *input, forest_model *model, const raw_column *column, double a, double b)
{
    if (!isfinite(a)) return NULL;
    const char *first = copse_i_plot_number(model, a, decimals(input, column->a));
    if (column->joint == 0) return first;
    const char *second = isfinite(b) ? copse_i_plot_number(model, b, decimals(input, column->b)) : "NA";
    return copse_i_forest_text(model, column->joint == '/' ? "%s/%s" : "%s (%s)", first, second);
}

void copse_i_raw_cells(const forest_input *input, forest_model *model, size_t study, forest_row *row)
{
    const raw_list *list = copse_i_raw_list(input);
    for (size_t i = 0; list != NULL && i < list->count; i++)
        row->cell[1 + i] =
            joined(input, model, &list->column[i], copse_i_raw_value(input->set, study, list->column[i].a),
                   copse_i_raw_value(input->set, study, list->column[i].b));
}

/* NaN, and so no sum, where a study does not give its number: a sum over some would mislead. */
static double sum_over(const copse_study_set *set, int what, size_t level)
{
    double sum = 0.0;
    for (size_t i = 0; i < set->k; i++)
        if (level == set->levels || set->group[i] == level) sum += copse_i_raw_value(set, i, what);
    return sum;
}

void copse_i_raw_sums(const forest_input *input, forest_model *model, size_t level, forest_row *row)
{
    const raw_list *list = copse_i_raw_list(input);
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const raw_column *column = &list->column[i];
        if (!column->sum) continue;
        row->cell[1 + i] = joined(input, model, column, sum_over(input->set, column->a, level),
                                  column->joint == 0 ? NAN : sum_over(input->set, column->b, level));
    }
}
