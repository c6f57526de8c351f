#include "forest_model.h"

#include <math.h>

/* Numbers of a trial that a raw column can show. */
typedef enum quantity {
    Q_NONE,
    Q_EVENTS1,
    Q_TOTAL1,
    Q_EVENTS2,
    Q_TOTAL2,
    Q_MEAN1,
    Q_SD1,
    Q_MEAN2,
    Q_SD2,
    Q_TIME1,
    Q_TIME2,
    Q_SE
} quantity;

/* A raw column: one quantity, or two joined as "4/123" or "12.1 (3.4)". */
typedef struct raw_column {
    const char *head;
    int group; /* 0: none; else its head spans the group's columns */
    quantity a, b;
    char joint; /* '/', '(' or 0 */
} raw_column;

typedef struct raw_list {
    copse_family family;
    int layout; /* -1: any */
    const raw_column *column;
    size_t count;
} raw_list;

static const raw_column table_columns[] = {{"Events", 1, Q_EVENTS1, Q_NONE, 0},
                                           {"Total", 1, Q_TOTAL1, Q_NONE, 0},
                                           {"Events", 2, Q_EVENTS2, Q_NONE, 0},
                                           {"Total", 2, Q_TOTAL2, Q_NONE, 0}};
static const raw_column table_joint[] = {{"Events/total", 1, Q_EVENTS1, Q_TOTAL1, '/'},
                                         {"Events/total", 2, Q_EVENTS2, Q_TOTAL2, '/'}};
static const raw_column means_columns[] = {{"Mean", 1, Q_MEAN1, Q_NONE, 0},   {"SD", 1, Q_SD1, Q_NONE, 0},
                                           {"Total", 1, Q_TOTAL1, Q_NONE, 0}, {"Mean", 2, Q_MEAN2, Q_NONE, 0},
                                           {"SD", 2, Q_SD2, Q_NONE, 0},       {"Total", 2, Q_TOTAL2, Q_NONE, 0}};
static const raw_column means_joint[] = {{"Mean (SD)", 1, Q_MEAN1, Q_SD1, '('},
                                         {"Total", 1, Q_TOTAL1, Q_NONE, 0},
                                         {"Mean (SD)", 2, Q_MEAN2, Q_SD2, '('},
                                         {"Total", 2, Q_TOTAL2, Q_NONE, 0}};
static const raw_column proportion_columns[] = {{"Events", 0, Q_EVENTS1, Q_NONE, 0}, {"Total", 0, Q_TOTAL1, Q_NONE, 0}};
static const raw_column proportion_joint[] = {{"Events/total", 0, Q_EVENTS1, Q_TOTAL1, '/'}};
static const raw_column rate_columns[] = {{"Events", 1, Q_EVENTS1, Q_NONE, 0},
                                          {"Person-time", 1, Q_TIME1, Q_NONE, 0},
                                          {"Events", 2, Q_EVENTS2, Q_NONE, 0},
                                          {"Person-time", 2, Q_TIME2, Q_NONE, 0}};
static const raw_column correlation_columns[] = {{"Total", 0, Q_TOTAL1, Q_NONE, 0}};
static const raw_column given_columns[] = {{"SE", 0, Q_SE, Q_NONE, 0}};

#define LIST(family, layout, columns)                                                                                  \
    {                                                                                                                  \
        family, layout, columns, sizeof(columns) / sizeof(columns)[0]                                                  \
    }
/* The first that fits is taken. */
static const raw_list lists[] = {
    LIST(COPSE_FAMILY_TABLE, COPSE_LAYOUT_JAMA, table_joint),
    LIST(COPSE_FAMILY_TABLE, -1, table_columns),
    LIST(COPSE_FAMILY_MEANS, COPSE_LAYOUT_JAMA, means_joint),
    LIST(COPSE_FAMILY_MEANS, -1, means_columns),
    LIST(COPSE_FAMILY_PROPORTION, COPSE_LAYOUT_JAMA, proportion_joint),
    LIST(COPSE_FAMILY_PROPORTION, -1, proportion_columns),
    LIST(COPSE_FAMILY_RATES, -1, rate_columns),
    LIST(COPSE_FAMILY_CORRELATION, -1, correlation_columns),
    LIST(COPSE_FAMILY_GIVEN, COPSE_LAYOUT_REVMAN, given_columns),
};

static const raw_list *raw_list_for(const forest_input *input)
{
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++)
        if (lists[i].family == input->set->measure->family &&
            (lists[i].layout < 0 || lists[i].layout == (int)input->opts->layout))
            return &lists[i];
    return NULL;
}

static double first_finite(double a, double b)
{
    return isfinite(a) ? a : b;
}

static double raw_value(const copse_study_set *set, size_t study, quantity what)
{
    double in[COPSE_IN_COUNT];
    for (copse_input i = 0; i < COPSE_IN_COUNT; i++) in[i] = copse_study_input(set, study, i);
    switch (what) {
    case Q_EVENTS1:
        return first_finite(in[COPSE_IN_AI], first_finite(in[COPSE_IN_X1I], in[COPSE_IN_XI]));
    case Q_EVENTS2:
        return first_finite(in[COPSE_IN_CI], in[COPSE_IN_X2I]);
    case Q_TOTAL1:
        if (set->measure->family == COPSE_FAMILY_TABLE)
            return first_finite(in[COPSE_IN_AI] + in[COPSE_IN_BI], in[COPSE_IN_N1I]);
        if (set->measure->family == COPSE_FAMILY_MEANS) return in[COPSE_IN_N1I];
        return first_finite(in[COPSE_IN_NI], in[COPSE_IN_XI] + in[COPSE_IN_MI]);
    case Q_TOTAL2:
        if (set->measure->family == COPSE_FAMILY_TABLE)
            return first_finite(in[COPSE_IN_CI] + in[COPSE_IN_DI], in[COPSE_IN_N2I]);
        return in[COPSE_IN_N2I];
    case Q_MEAN1:
        return in[COPSE_IN_M1I];
    case Q_MEAN2:
        return in[COPSE_IN_M2I];
    case Q_SD1:
        return in[COPSE_IN_SD1I];
    case Q_SD2:
        return in[COPSE_IN_SD2I];
    case Q_TIME1:
        return in[COPSE_IN_T1I];
    case Q_TIME2:
        return in[COPSE_IN_T2I];
    case Q_SE:
        return sqrt(set->vi[study]);
    default:
        return NAN;
    }
}

static bool can_be_summed(quantity what)
{
    return what == Q_EVENTS1 || what == Q_EVENTS2 || what == Q_TOTAL1 || what == Q_TOTAL2 || what == Q_TIME1 ||
           what == Q_TIME2;
}

/* Decimals, at most `most`, that all studies' numbers need: the same for a column, so that the points align. */
static int decimals_needed(const copse_study_set *set, quantity what, int most)
{
    int digits = 0;
    for (size_t i = 0; i < set->k; i++) {
        const double x = raw_value(set, i, what);
        while (isfinite(x) && digits < most) {
            const double scaled = x * pow(10.0, digits);
            if (fabs(scaled - round(scaled)) <= 1e-6 * fmax(1.0, fabs(scaled) * 1e-6)) break;
            digits++;
        }
    }
    return digits;
}

static double largest_value(const copse_study_set *set, quantity what)
{
    double largest = 0.0;
    for (size_t i = 0; i < set->k; i++) largest = fmax(largest, fabs(raw_value(set, i, what)));
    return largest;
}

static int decimals(const forest_input *input, quantity what)
{
    if (what == Q_SE) return input->opts->digits;
    const double largest = largest_value(input->set, what);
    return decimals_needed(input->set, what, largest >= 1000.0 ? 0 : largest >= 100.0 ? 1 : 2);
}

static bool any_value(const copse_study_set *set, const raw_column *column)
{
    for (size_t i = 0; i < set->k; i++)
        if (isfinite(raw_value(set, i, column->a))) return true;
    return false;
}

const char *copse_i_group_name(const forest_input *input, int group)
{
    const char *given = group == 1 ? input->opts->group1 : input->opts->group2;
    return given != NULL ? given : group == 1 ? "Intervention" : "Control";
}

/* Is any raw column shown? All of a list are, or none. */
static const raw_list *shown_list(const forest_input *input)
{
    if (!input->opts->raw_columns) return NULL;
    const raw_list *list = raw_list_for(input);
    return list != NULL && any_value(input->set, &list->column[0]) ? list : NULL;
}

void copse_i_raw_columns(const forest_input *input, forest_model *model)
{
    const raw_list *list = shown_list(input);
    if (list == NULL) return;
    size_t first[3] = {0, 0, 0};
    for (size_t i = 0; i < list->count; i++) {
        const raw_column *column = &list->column[i];
        const bool starts = i == 0 || column->group != list->column[i - 1].group;
        const size_t at = copse_i_forest_column(model, FOREST_RIGHT, starts ? 1.8 : 1.1);
        if (starts) first[column->group] = at;
        copse_i_forest_head(model, (forest_head){column->head, at, at, 1, FOREST_RIGHT, false, 0.0});
        const bool ends = i + 1 == list->count || column->group != list->column[i + 1].group;
        if (column->group > 0 && ends)
            copse_i_forest_head(model,
                                (forest_head){copse_i_forest_label(model, copse_i_group_name(input, column->group)),
                                              first[column->group], at, 0, FOREST_CENTRE, true, 0.0});
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
    const raw_list *list = shown_list(input);
    for (size_t i = 0; list != NULL && i < list->count; i++)
        row->cell[1 + i] = joined(input, model, &list->column[i], raw_value(input->set, study, list->column[i].a),
                                  raw_value(input->set, study, list->column[i].b));
}

/* NaN, and so no sum, where a study does not give its number: a sum over some would mislead. */
static double sum_over(const copse_study_set *set, quantity what, size_t level)
{
    double sum = 0.0;
    for (size_t i = 0; i < set->k; i++)
        if (level == set->levels || set->group[i] == level) sum += raw_value(set, i, what);
    return sum;
}

void copse_i_raw_sums(const forest_input *input, forest_model *model, size_t level, forest_row *row)
{
    const raw_list *list = shown_list(input);
    for (size_t i = 0; list != NULL && i < list->count; i++) {
        const raw_column *column = &list->column[i];
        if (!can_be_summed(column->a) || column->joint == '(') continue;
        row->cell[1 + i] = joined(input, model, column, sum_over(input->set, column->a, level),
                                  column->joint == 0 ? NAN : sum_over(input->set, column->b, level));
    }
}
