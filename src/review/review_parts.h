/* The inside of a review, and how the two readers build one. */
#ifndef COPSE_REVIEW_PARTS_H
#define COPSE_REVIEW_PARTS_H

#include <copse/review.h>

/* Numbers of a row. */
typedef enum copse_i_review_number {
    COPSE_I_EVENTS_1,
    COPSE_I_TOTAL_1,
    COPSE_I_EVENTS_2,
    COPSE_I_TOTAL_2,
    COPSE_I_MEAN_1,
    COPSE_I_SD_1,
    COPSE_I_MEAN_2,
    COPSE_I_SD_2,
    COPSE_I_ESTIMATE,
    COPSE_I_SE,
    COPSE_I_O_E,
    COPSE_I_VAR,
    COPSE_I_STORED, /* the effect as the file shows it */
    COPSE_I_WEIGHT,
    COPSE_I_REVIEW_NUMBERS
} copse_i_review_number;

typedef struct copse_i_review_row {
    size_t analysis, order;
    size_t subgroup; /* of the list, or SIZE_MAX */
    char *study;     /* its id until the review is finished, then its name */
    char *year;      /* NULL: not known */
    size_t line;
    bool estimable;
    double number[COPSE_I_REVIEW_NUMBERS];
} copse_i_review_row;

typedef struct copse_i_review_study {
    char *id, *name, *year;
    size_t order;
} copse_i_review_study;

typedef struct copse_i_review_rows {
    copse_i_review_row *row;
    size_t rows, row_capacity;
    char **subgroup;
    size_t subgroups, subgroup_capacity;
    copse_i_review_study *study;
    size_t studies, study_capacity;
    size_t analysis_capacity;
} copse_i_review_rows;

/* A review with nothing in it. */
COPSE_NODISCARD copse_status copse_i_review_new(const char *source, copse_review *review, copse_error *err);
/* One more, with default settings; NULL when memory is short. They stay where they are until the next is added. */
copse_review_analysis *copse_i_review_add(copse_review *review, unsigned long comparison, unsigned long outcome);
copse_i_review_row *copse_i_review_add_row(copse_review *review, size_t analysis);
/* Index of a new subgroup; SIZE_MAX when memory is short. */
size_t copse_i_review_add_subgroup(copse_review *review, const char *name, size_t n);
COPSE_NODISCARD copse_status copse_i_review_add_study(copse_review *review, const char *id, const char *name,
                                                      const char *year);
/* Sorts rows and checks ids; studies get their names. */
COPSE_NODISCARD copse_status copse_i_review_finish(copse_review *review, copse_error *err);

/* Replaces *text by a copy of bytes[0..n), without spaces around and with single ones within. */
COPSE_NODISCARD copse_status copse_i_review_text(char **text, const char *bytes, size_t n);
/* What a file calls its measure, as settings: "RR", "Risk ratio", "Std. Mean Difference". */
COPSE_NODISCARD copse_status copse_i_review_measure(copse_review_settings *settings, const char *text);
/* "MH", "Mantel-Haenszel", "IV", "Inverse variance", "PETO", "EXP_O_E_VAR"; false where it is none of these. */
bool copse_i_review_method(const char *text, copse_review_method *method);
/* As much of a text as a message has room for, of whole characters. */
typedef struct copse_i_review_excerpt {
    char text[104];
} copse_i_review_excerpt;
copse_i_review_excerpt copse_i_review_cut(const char *text);
/* Does the text begin so? Upper and lower case are one. */
bool copse_i_review_begins(const char *text, const char *start);

/* The readers. */
COPSE_NODISCARD copse_status copse_i_rm5_parse(const char *bytes, size_t n, copse_review *review, copse_error *err);
COPSE_NODISCARD copse_status copse_i_package_parse(const char *bytes, size_t n, copse_review *review, copse_error *err);

/* Tables of a data package, as bytes; NULL: not there. Freed by copse_i_package_free. */
typedef struct copse_i_package {
    char *settings, *rows, *parameters;
    size_t settings_n, rows_n, parameters_n;
    char *settings_name, *rows_name;
} copse_i_package;
COPSE_NODISCARD copse_status copse_i_package_open(const char *source, const char *bytes, size_t n,
                                                  copse_i_package *package, copse_error *err);
void copse_i_package_free(copse_i_package *package);

#endif
