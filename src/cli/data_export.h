/* src/cli/data_export.h: copies of the bundled data sets. */
#ifndef COPSE_I_DATA_EXPORT_H
#define COPSE_I_DATA_EXPORT_H

#include <copse/frame.h>

/** Index of the data set called `name`, with or without an @; COPSE_ENOTFOUND names the nearest. */
COPSE_NODISCARD copse_status copse_i_dataset_find(const copse_dataset *list, size_t count, const char *name,
                                                  size_t *index, copse_error *err);
/** The bytes of a file of the data set, NUL-terminated; free() takes them. n may be NULL. */
COPSE_NODISCARD copse_status copse_i_dataset_file(const copse_dataset *set, const char *file, char **bytes, size_t *n,
                                                  copse_error *err);
/** Copies to `target`: a name that ends in .csv, or "-", gets one table, anything else is a folder for all files. With
 *  `table` only that one is copied. The paths written are printed unless quiet. */
COPSE_NODISCARD copse_status copse_i_dataset_export(const copse_dataset *set, const size_t *table, const char *target,
                                                    bool quiet, copse_error *err);

#endif
