#include "csv_header.h"
#include "excerpt.h"

#include <stdlib.h>
#include <string.h>

typedef struct placed_name {
    const char *name;
    size_t index;
} placed_name;

static int by_name(const void *a, const void *b)
{
    const placed_name *x = a, *y = b;
    const int order = strcmp(x->name, y->name);
    if (order != 0) return order;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* The first name, in the order of the file, that has stood before; false when there is none. */
static bool find_repeated(const placed_name *sorted, size_t count, size_t *first, size_t *second)
{
    bool found = false;
    for (size_t i = 1; i < count; i++) {
        if (sorted[i].name[0] == '\0' || strcmp(sorted[i].name, sorted[i - 1].name) != 0) continue;
        if (found && sorted[i].index >= *second) continue;
        *first = sorted[i - 1].index;
        *second = sorted[i].index;
        found = true;
    }
    return found;
}

copse_status copse_i_csv_check_names(const char *source, size_t line, char *const *names, size_t count, bool nameless,
                                     copse_error *err)
{
    for (size_t c = 0; c < count && !nameless; c++)
        if (names[c][0] == '\0')
            return copse_fail(err, COPSE_EPARSE, "%s:%zu: column %zu of %zu has no name in the header", source, line,
                              c + 1, count);
    placed_name *sorted = copse_alloc(count, sizeof *sorted);
    if (sorted == NULL) return copse_fail_memory(err);
    for (size_t c = 0; c < count; c++) sorted[c] = (placed_name){names[c], c};
    qsort(sorted, count, sizeof *sorted, by_name);
    size_t first = 0, second = 0;
    const bool repeated = find_repeated(sorted, count, &first, &second);
    free(sorted);
    if (!repeated) return COPSE_OK;
    char name[COPSE_I_EXCERPT];
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: columns %zu and %zu are both called '%s'", source, line, first + 1,
                      second + 1, copse_i_excerpt(name, names[second], strlen(names[second])));
}
