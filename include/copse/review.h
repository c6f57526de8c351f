/* copse/review.h: Cochrane reviews as files: RevMan 5 (.rm5) and the data package of RevMan Web (.zip). Their analyses
 * become ordinary frames. The only room that includes expat and libzip. docs/files.md says what was tried and from where
 * the formats are known. */
#ifndef COPSE_REVIEW_H
#define COPSE_REVIEW_H

#include <copse/frame.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What the studies of an analysis report. */
typedef enum copse_review_type {
    COPSE_REVIEW_DICHOTOMOUS, /**< ai n1i ci n2i */
    COPSE_REVIEW_CONTINUOUS,  /**< m1i sd1i n1i m2i sd2i n2i */
    COPSE_REVIEW_GENERIC,     /**< yi sei, on the scale of analysis */
    COPSE_REVIEW_OBSERVED,    /**< O - E and its variance V: yi = (O - E)/V, vi = 1/V (log hazard or odds ratio) */
    COPSE_REVIEW_OTHER        /**< text: no analysis */
} copse_review_type;
COPSE_API const char *copse_review_type_name(copse_review_type type); /**< "dichotomous", … */

typedef enum copse_review_method {
    COPSE_REVIEW_IV,  /**< inverse variance */
    COPSE_REVIEW_MH,  /**< Mantel-Haenszel */
    COPSE_REVIEW_PETO /**< Peto, or sums of O - E and V */
} copse_review_method;
COPSE_API const char *copse_review_method_name(copse_review_method method); /**< "IV", "MH", "Peto" */

/** How the review analyses, and what it found. Texts are never NULL. */
typedef struct copse_review_settings {
    copse_review_type type;
    const char *measure; /**< code of COPSE: OR RR RD PETO MD SMD, GEN for what is given; NULL: a measure not known */
    char *measure_text;  /**< as the file names it */
    copse_review_method method;
    bool random;
    bool reml;        /**< tau2 by REML; else DerSimonian-Laird. RevMan 5 has the latter alone */
    bool knapp;       /**< Hartung-Knapp test; else Wald */
    bool log;         /**< results are shown as exp(estimate) */
    bool swap_events; /**< the analysis is of non-events; frames hold these as ai and ci */
    bool totals;      /**< a total is shown */
    bool subgroups;
    bool subgroup_test;
    double study_level, level; /**< of the studies' intervals and of the pooled, in %; default 95 */
    char *group[2], *favours[2];
    double effect, lower, upper, tau2, Q, I2, z; /**< as stored, effect and limits as shown; NaN: not there */
} copse_review_settings;

typedef struct copse_review_analysis {
    char id[24]; /**< "1.2": comparison 1, outcome 2 */
    unsigned long comparison, outcome;
    char *comparison_name, *name;
    copse_review_settings settings;
    size_t k;         /**< rows; a study may have several */
    size_t subgroups; /**< with rows */
    size_t first;     /**< private */
} copse_review_analysis;

/** Zero-initialise. */
typedef struct copse_review {
    char *source, *title, *program; /**< program: "RevMan 5.4", "RevMan Web data package" */
    char sha256[65];                /**< of the file's bytes */
    copse_review_analysis *analysis;
    size_t analyses;
    void *rows; /**< private */
} copse_review;

/** Reads a file, or "-" for standard input; what it is is told by its bytes.
 *  Refused, with an error: files above 256 MiB; XML with a DOCTYPE (so no entities, no DTD), nested more than 100 deep, or
 *  in another encoding than UTF-8, UTF-16, ISO-8859-1 or ASCII; zip archives with more than 2000 entries, encrypted
 *  entries, names that are absolute or go up (..), a table that stands twice, a table that unpacks to more than 64 MiB or
 *  to more than 1 MiB and 200 times its packed size. Nothing is written, no other file is opened.
 *  @return COPSE_OK; COPSE_EIO; COPSE_EPARSE (neither format, damaged, impossible; names the line); COPSE_EENCODING;
 *          COPSE_ENODATA (no analyses); COPSE_ENOMEM */
COPSE_API COPSE_NODISCARD copse_status copse_review_read(const char *path, copse_review *review, copse_error *err);
/** The same from memory; `source` is for messages. */
COPSE_API COPSE_NODISCARD copse_status copse_review_parse(const char *source, const char *bytes, size_t n,
                                                          copse_review *review, copse_error *err);
COPSE_API void copse_review_free(copse_review *review);

/** Index of an analysis by its id, "1.2" or "CMP-001.02"; COPSE_ENOTFOUND names the nearest, or says how to list them. */
COPSE_API COPSE_NODISCARD copse_status copse_review_find(const copse_review *review, const char *id, size_t *index,
                                                         copse_error *err);
/** The rows of an analysis: study, year, subgroup (where there are any), the numbers of its type (see there; sizes and
 *  events beside given estimates where they are known), and stored_estimate and stored_weight where the file has results.
 *  Rows that the file calls not estimable are among them; a size, an SD or a standard error of 0, which RevMan writes
 *  where nothing was entered, is missing. A row's line is that of the file. COPSE_ENODATA without rows. */
COPSE_API COPSE_NODISCARD copse_status copse_review_frame(const copse_review *review, size_t analysis,
                                                          copse_frame *frame, copse_error *err);
/** All analyses, one a row: analysis, comparison, outcome, type, measure, method, model, studies, subgroups, level. */
COPSE_API COPSE_NODISCARD copse_status copse_review_list(const copse_review *review, copse_frame *frame,
                                                         copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
