/* What the tables of the multiverse say for a reader and for a program alike. */
#ifndef COPSE_CURVE_CELLS_H
#define COPSE_CURVE_CELLS_H

#include "curve.h"

/** The multiverse of outcome o; NULL: none. */
static inline const copse_i_curve *copse_i_curve_of(const copse_i_run *run, size_t o)
{
    return run->curve != NULL && run->curve[o].main != NULL ? &run->curve[o] : NULL;
}
/** An estimate of the outcome (of its own measure) as it is shown; z where those of several measures are compared. */
double copse_i_curve_shown(const copse_i_curve *curve, double x);
/** The outcome by the measure that specification s has. */
const copse_i_outcome *copse_i_curve_outcome(const copse_i_curve *curve, size_t s);
/** What option of choice c specification s has. */
const char *copse_i_curve_option(const copse_i_curve *curve, size_t c, size_t s);
/** The same in a phrase, which is added: "without high risk of bias". */
void copse_i_curve_phrase(const copse_i_curve *curve, size_t c, size_t s, copse_text *text);
/** 100 n of the fitted specifications. */
double copse_i_curve_share(const copse_i_curve *curve, size_t n);
/** A number with so many decimals for a reader, exact for a program; missing where it is not finite. */
void copse_i_fixed_cell(copse_document *document, double x, int digits);

#endif
