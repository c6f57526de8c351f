/* copse/formula.h: moderators as an R-style formula, and the design matrix that it makes of a data frame: the columns of
 * R's model.matrix, names included, with metafor's `intrcpt`.
 *
 *      ~ year + factor(role) * log(dose) + poly(age, 2) - 1
 *
 *  +  -  : * / ^ %in% ( )  have R's meaning (Wilkinson & Rogers 1973; Chambers & Hastie 1992, chapter 2). A column of text
 *  is a factor by itself. Functions: factor(x, levels = c(…)), relevel(x, ref), C(x, treatment|sum|helmert), I(…) with
 *  arithmetic and comparisons, log(x, base), log2, log10, log1p, sqrt, exp, abs, center(x), scale(x), poly(x, degree,
 *  raw = FALSE), ns(x, df). Columns whose names are no R names stand in `backticks`. */
#ifndef COPSE_FORMULA_H
#define COPSE_FORMULA_H

#include <copse/frame.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Codings of a factor with n levels by n - 1 columns: name, text. */
#define COPSE_CODING_LIST(X)                                                                                           \
    X(TREATMENT, "treatment", "each level but the first against the first")                                            \
    X(SUM, "sum", "each level but the last against the mean of all")                                                   \
    X(HELMERT, "helmert", "each level but the first against the mean of those before it")

typedef enum copse_contrast_coding {
#define COPSE_CODING_ENUM(id, name, text) COPSE_CODING_##id,
    COPSE_CODING_LIST(COPSE_CODING_ENUM)
#undef COPSE_CODING_ENUM
        COPSE_CODING_COUNT
} copse_contrast_coding;
COPSE_API const char *copse_contrast_coding_name(copse_contrast_coding coding);
COPSE_API COPSE_NODISCARD copse_status copse_contrast_coding_find(const char *name, copse_contrast_coding *coding);

/** A formula that parses, and its terms. */
typedef struct copse_formula copse_formula;

/** Parses a formula, with or without its ~.
 *  @param[out] formula  copse_formula_free takes it; NULL after a failure
 *  @return COPSE_OK; COPSE_EPARSE (malformed; a left side; `.`; more than 500 terms), COPSE_ENOTFOUND (a function, with the
 *          nearest); COPSE_ENOMEM. err says at which character */
COPSE_API COPSE_NODISCARD copse_status copse_formula_parse(const char *text, copse_formula **formula, copse_error *err);
COPSE_API void copse_formula_free(copse_formula *formula);
/** As it was given. */
COPSE_API const char *copse_formula_text(const copse_formula *formula);
/** The columns that its terms read, each once, in order; a row without a value in one has no place in the design. */
COPSE_API size_t copse_formula_columns(const copse_formula *formula, const char *const **name);
/** Are all its columns in the frame? COPSE_ENOTFOUND with the place in the formula and the nearest name. */
COPSE_API COPSE_NODISCARD copse_status copse_formula_check(const copse_formula *formula, const copse_frame *frame,
                                                           copse_error *err);

typedef struct copse_design_opts {
    copse_contrast_coding coding; /**< of factors without one of their own (C()); default treatment */
    bool keep_redundant;          /**< no column is dropped; the rank is not looked at */
} copse_design_opts;
COPSE_API copse_design_opts copse_design_opts_default(void);

/** A factor of a design and its levels, in the order of the coding. */
typedef struct copse_design_factor {
    const char *name; /**< as in the formula: factor(role) */
    const char *const *level;
    size_t levels;
} copse_design_factor;

/** Zero-initialise. */
typedef struct copse_design {
    size_t k, p;
    double *X;                 /**< k x p by rows */
    const char *const *column; /**< p names */
    const size_t *term_of;     /**< p: 0 the intercept, else 1 + the index in `term` */
    const char *const *term;   /**< R's term labels, in R's order */
    size_t terms;
    bool intercept;                    /**< column 0 is the intercept */
    const char *const *dropped_column; /**< redundant columns: combinations of those before them */
    size_t dropped;
    const copse_design_factor *factor;
    size_t factors;
    void *state; /**< private: what new data are evaluated by */
} copse_design;

/** The design of k rows of a frame. What depends on the data (levels, means, knots, polynomials) is taken from these rows
 *  and kept for copse_design_apply. Levels stand in rising order: numbers by value, texts byte by byte. A column of which
 *  the earlier ones, orthonormalised, leave less than 1e-10 of its norm is dropped.
 *  @param[in]  row   k indices into the frame, 0 to frame->rows - 1; NULL: the first k rows
 *  @param[out] design  overwritten; copse_design_free takes it, also after a failure
 *  @return COPSE_OK; COPSE_ENOTFOUND (a column, a level); COPSE_EUSAGE (text where numbers are needed); COPSE_EMISSING;
 *          COPSE_EDOM (log of -1, a factor or a centred moderator without variation, too few values for the degree or the
 *          knots, k = 0); COPSE_ERANGE; COPSE_ERANK (no column is left); COPSE_EINVAL; COPSE_ENOMEM. err says at which
 *          character of the formula, and in which line of the file */
COPSE_API COPSE_NODISCARD copse_status copse_design_build(const copse_formula *formula, const copse_frame *frame,
                                                          const size_t *row, size_t k, const copse_design_opts *opts,
                                                          copse_design *design, copse_error *err);
/** The same columns of other rows: same levels, means, knots and polynomials. A level that the design does not know is
 *  COPSE_ENOTFOUND. The frame needs the columns of the formula only.
 *  @param[in]  row  k indices into the frame, NULL: the first k rows
 *  @param[out] X    k x p by rows */
COPSE_API COPSE_NODISCARD copse_status copse_design_apply(const copse_design *design, const copse_frame *frame,
                                                          const size_t *row, size_t k, double *X, copse_error *err);
COPSE_API void copse_design_free(copse_design *design);

/** Columns by name, for tests of some coefficients: an index from 1, a column's name, or a term's label, which means all
 *  its columns. Sets `chosen` (p flags) beside those set already. COPSE_ENOTFOUND with the nearest name. */
COPSE_API COPSE_NODISCARD copse_status copse_design_choose(const copse_design *design, const char *name, bool *chosen,
                                                           copse_error *err);
/** Margins of interactions: margin[t * terms + u] says whether all variables of term u are among those of term t, as a is a
 *  margin of a:b; or whether u is a lower power of t and stands before it, as x of I(x^2). A term stands behind its
 *  margins. */
COPSE_API void copse_design_margins(const copse_design *design, bool *margin);

#ifdef __cplusplus
}
#endif
#endif
