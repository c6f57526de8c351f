/* The attributes of RevMan 5's elements. */
#ifndef COPSE_REVIEW_RM5_VALUES_H
#define COPSE_REVIEW_RM5_VALUES_H

#include "review_parts.h"

/* The value of an attribute of expat's list; NULL where it is not there, or empty. */
const char *copse_i_rm5_attribute(const char *const *attributes, const char *name);
/* "DICH_OUTCOME" and so on; false for other elements. */
bool copse_i_rm5_type(const char *element, copse_review_type *type);
/* The attribute NO, or the number after *no where there is none. */
COPSE_NODISCARD copse_status copse_i_rm5_number(const char *source, size_t line, const char *const *attributes,
                                                unsigned long *no, copse_error *err);
/* What an outcome says of itself; `type` is set already. */
COPSE_NODISCARD copse_status copse_i_rm5_settings(const char *source, size_t line, const char *const *attributes,
                                                  copse_review_settings *settings, copse_error *err);
/* The numbers of a study. */
COPSE_NODISCARD copse_status copse_i_rm5_row(const char *source, const char *const *attributes,
                                             const copse_review_analysis *analysis, copse_i_review_row *row,
                                             copse_error *err);

#endif
