/* The parts of checking a protocol that several files share. */
#ifndef COPSE_SPEC_PARTS_H
#define COPSE_SPEC_PARTS_H

#include "spec.h"

/** A name that is none of names[0..n): the error suggests the nearest, else lists them. */
copse_status copse_i_spec_choice(const copse_protocol *p, size_t line, const char *what, const char *given,
                                 const char *const *names, size_t n, copse_error *err);
/** A correlation from 0 to 1, where it is given. */
COPSE_NODISCARD copse_status copse_i_spec_correlation(const copse_protocol *p, const char *key, copse_i_number x,
                                                      copse_error *err);

/** A method, a test, where it is given; *out is not touched where it is not. */
COPSE_NODISCARD copse_status copse_i_spec_method(const copse_protocol *p, copse_i_string given, copse_method *out,
                                                 copse_error *err);
COPSE_NODISCARD copse_status copse_i_spec_test(const copse_protocol *p, copse_i_string given, copse_test *out,
                                               copse_error *err);
/** A whole number in [low, high], where it is given. */
COPSE_NODISCARD copse_status copse_i_spec_whole(const copse_protocol *p, const char *key, copse_i_number x, double low,
                                                double high, copse_error *err);
/** Every item's second member is its name, a slug of its own; `items` of `size` bytes each. */
COPSE_NODISCARD copse_status copse_i_spec_names(const copse_protocol *p, const copse_i_items *items, size_t size,
                                                copse_error *err);
/** Each rule for one effect a trial is one thing; the criteria to lift exist. */
COPSE_NODISCARD copse_status copse_i_spec_rules(const copse_protocol *p, const copse_i_items *rules, copse_error *err);
COPSE_NODISCARD copse_status copse_i_spec_lift(const copse_protocol *p, const copse_i_strings *lift, copse_error *err);

/** 'multiverse': its choices exist, and which outcomes it is of. Finds the options of the choices. */
COPSE_NODISCARD copse_status copse_i_spec_check_multiverse(copse_protocol *p, copse_error *err);
/** Within it: which outcome is in which entry. */
COPSE_NODISCARD copse_status copse_i_spec_assign_multiverse(copse_protocol *p, copse_error *err);

/** An outcome's measure, and what is said of how it is computed, doubted and shown, which suits the measure and the
 *  models. Finds its options. */
COPSE_NODISCARD copse_status copse_i_spec_check_measure(copse_protocol *p, copse_i_outcome *outcome, copse_error *err);
/** A transform that is a mean over true effects needs a random-effects model in each analysis; for when their methods are
 *  known. */
COPSE_NODISCARD copse_status copse_i_spec_check_means(const copse_protocol *p, const copse_i_outcome *outcome,
                                                      copse_error *err);
/** 'warn' and 'strict'. */
COPSE_NODISCARD copse_status copse_i_spec_check_warn(const copse_protocol *p, copse_error *err);

/** 'combine': the way exists and has what it needs, and nothing else. Finds its options. */
COPSE_NODISCARD copse_status copse_i_spec_check_combine(copse_protocol *p, copse_error *err);
/** 'plots': formats, layout, and intervals of studies that fit an outcome. */
COPSE_NODISCARD copse_status copse_i_spec_check_plots(const copse_protocol *p, copse_error *err);
/** A sensitivity analysis may replace only a correlation that 'combine' has. */
COPSE_NODISCARD copse_status copse_i_spec_check_replaced(const copse_protocol *p, const char *key, copse_i_number x,
                                                         copse_error *err);

#endif
