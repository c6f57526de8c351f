/* src/cli/forest_review.h: a forest plot of an analysis as the review has it. */
#ifndef COPSE_I_FOREST_REVIEW_H
#define COPSE_I_FOREST_REVIEW_H

#include <copse/plot.h>
#include <copse/review.h>

/** Gives *opts what the review says of the picture, where no option did: names of the groups, of the measure and of the
 *  sides, and what the plot's heads say pooled the studies. Borrows from `settings`. */
void copse_i_forest_as_review(const copse_review_settings *settings, copse_forest_opts *opts);

#endif
