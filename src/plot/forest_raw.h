/* Which numbers of the studies stand beside the estimates. */
#ifndef COPSE_PLOT_FOREST_RAW_H
#define COPSE_PLOT_FOREST_RAW_H

#include "forest_model.h"

/* What a column shows: a copse_input, or one of these. */
enum {
    RAW_NONE = -1,
    RAW_TOTAL1 = COPSE_IN_COUNT, /* size of group 1 as given, or of its cells */
    RAW_TOTAL2,
    RAW_TOTAL, /* of one group, as given or of its cells */
    RAW_SE     /* of the estimate */
};

typedef enum raw_span {
    RAW_ALONE,
    RAW_GROUP1, /* the name of group 1 stands above its columns */
    RAW_GROUP2,
    RAW_PAIRS, /* other common heads */
    RAW_GENOTYPES,
    RAW_SPANS
} raw_span;

/* A column: one number, or two joined as "4/123" or "12.1 (3.4)". */
typedef struct raw_column {
    const char *head;
    raw_span span;
    int a, b;
    char joint;       /* '/', '(' or 0 */
    bool sum;         /* over studies, where it is one */
    raw_span only_of; /* a head that names a group: "First only" */
} raw_column;

typedef struct raw_list {
    copse_family family;
    int layout; /* -1: any */
    const raw_column *column;
    size_t count;
} raw_list;

/* The first list of the measure's family of which every column has a number in some study; NULL where none has. */
const raw_list *copse_i_raw_list(const forest_input *input);
/* A number of a study, NaN where it has none. */
double copse_i_raw_value(const copse_study_set *set, size_t study, int what);
/* Whether the pairs of a measure are given by the margins of their table (MPORM), as two groups are. */
bool copse_i_raw_margins(const copse_measure *measure);

#endif
