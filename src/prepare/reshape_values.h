/* src/prepare/reshape_values.h: which columns hold what differs between arms: what --values says, or the usual names. */
#ifndef COPSE_I_RESHAPE_VALUES_H
#define COPSE_I_RESHAPE_VALUES_H

#include <copse/prepare.h>

/** Zero-initialise. */
typedef struct copse_i_value_list {
    copse_reshape_value *value;
    size_t count;
    char **own; /* texts that the values point to */
    size_t texts, text_capacity;
    const char **column, **resolved;
} copse_i_value_list;

/** Items "mean", "n#i", "n=n#i" and "events=ai/ci". COPSE_EUSAGE says what is wrong. */
COPSE_NODISCARD copse_status copse_i_values_read(const copse_names *items, copse_i_value_list *list, copse_error *err);
/** The usual names that a wide table has: n1i and n2i are ni, ai and ci are xi, … None may be there. */
COPSE_NODISCARD copse_status copse_i_values_of_wide(const copse_frame *frame, copse_i_value_list *list,
                                                    copse_error *err);
/** The usual names of a table of arms, as they become n1i and n2i, ai and ci, … None may be there. */
COPSE_NODISCARD copse_status copse_i_values_of_arms(const copse_frame *frame, copse_i_value_list *list,
                                                    copse_error *err);
/** How many levels the columns have: for lists their length, for patterns as many as there are columns, at least 2. */
size_t copse_i_values_levels(copse_i_value_list *list, const copse_frame *frame);
/** Patterns become the columns of a wide table: # stands for the arm or, where there is no such column, for its number. */
COPSE_NODISCARD copse_status copse_i_values_resolve(copse_i_value_list *list, const copse_frame *frame,
                                                    const char *const *level, size_t levels, copse_error *err);
void copse_i_values_release(copse_i_value_list *list);

#endif
