/* Inside the reader of simulation designs. */
#ifndef COPSE_SIMULATION_PARTS_H
#define COPSE_SIMULATION_PARTS_H

#include "simulation_spec.h"

#include <copse/protocol.h>

typedef struct copse_i_sim_reader {
    const char *path, *name;
    copse_i_arena *arena;
    copse_error *err;
} copse_i_sim_reader;

/* Each reads one list of the file into the arena; *levels is NULL where it is not given. */
COPSE_NODISCARD copse_status copse_i_sim_numbers(const copse_i_sim_reader *r, const char *key,
                                                 const copse_i_strings *list, copse_numbers *out);
COPSE_NODISCARD copse_status copse_i_sim_distributions(const copse_i_sim_reader *r, const char *key,
                                                       const copse_i_items *items, bool whole, copse_variate **levels);
COPSE_NODISCARD copse_status copse_i_sim_shapes(const copse_i_sim_reader *r, const copse_i_items *items,
                                                copse_shape **levels);
COPSE_NODISCARD copse_status copse_i_sim_selections(const copse_i_sim_reader *r, const copse_i_items *items,
                                                    copse_selection **levels);
COPSE_NODISCARD copse_status copse_i_sim_moderators(const copse_i_sim_reader *r, const copse_i_items *items,
                                                    copse_simulation_moderator **moderators);
COPSE_NODISCARD copse_status copse_i_sim_methods(const copse_i_sim_reader *r, const copse_i_items *items,
                                                 copse_simulation_method **methods, size_t *count);
/* The name of level i of a list: as given, else `fallback`, else its number. */
COPSE_NODISCARD copse_status copse_i_sim_level_name(const copse_i_sim_reader *r, const copse_i_string *given,
                                                    const char *fallback, size_t i, const char **name);
/* Two levels of one list cannot share a name. */
COPSE_NODISCARD copse_status copse_i_sim_fail_name(const copse_i_sim_reader *r, size_t line, const char *key,
                                                   const char *name);
/* The word of a list that `text` is; an error names the nearest. */
COPSE_NODISCARD copse_status copse_i_sim_word(const copse_i_sim_reader *r, const char *key, const char *text,
                                              size_t line, const char *const *names, size_t n, size_t *index);

#endif
