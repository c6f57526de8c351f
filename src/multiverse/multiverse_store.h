/* What copse_multiverse_data owns. */
#ifndef COPSE_MULTIVERSE_STORE_H
#define COPSE_MULTIVERSE_STORE_H

#include <copse/multiverse.h>

/** The trials of all sets, each known by its name. */
typedef struct copse_i_units {
    const char **name;
    size_t *times;
    size_t count, name_capacity, times_capacity;
} copse_i_units;
/** Units of k studies; *unit is k numbers, freed by free(). Several studies of one name are one unit `together`, or else the first, the
 *  second, ... of them are units of their own. */
COPSE_NODISCARD copse_status copse_i_units_find(copse_i_units *units, const char *const *name, size_t k, bool together,
                                                size_t **unit, copse_error *err);
void copse_i_units_free(copse_i_units *units);

typedef struct copse_i_multiverse_store {
    size_t *levels;
    copse_multiverse_set *set;
    size_t bounds;
    char **why;                            /* bounds: why there are no studies */
    size_t **unit;                         /* bounds */
    double **design;                       /* bounds: k x 2 on standard errors, then k x 2 on variances; NULL: none */
    const char **adjusted, **fitted, **by; /* names of adjustments, methods, tests */
    char few[64];
    copse_adjust_opts adjust;
    copse_i_units units;
} copse_i_multiverse_store;

/** How set d is adjusted, where the studies of bound b allow it. */
void copse_i_multiverse_adjust_set(const copse_multiverse_request *request, copse_i_multiverse_store *store, size_t b,
                                   copse_adjustment adjustment, copse_multiverse_set *set);
/** The designs of bound b, where an adjustment asks for them. */
COPSE_NODISCARD copse_status copse_i_multiverse_designs(const copse_multiverse_request *request,
                                                        copse_i_multiverse_store *store, size_t b,
                                                        const copse_study_set *studies, copse_error *err);

#endif
