/* What the values and slopes of A = y'PPy and B = tr P (REML) or sum w (ML) at the two ends of an interval of tau2 prove of the
 * roots of A - B between. A = sum c_j^2/(t + l_j)^2 and B = sum m_j/(t + l_j) over the eigenvalues l_j of the sampling
 * variances on the space of residuals (for sum w: over the v_i), so that f = A^(-1/2) and g = 1/B are concave and rise: each
 * lies above its chord and below its tangents. With C = -A'/2 and D = -B':
 *   positive  no root, A > B:  (tangents of f)^2 stay below the chord of g
 *   negative  no root, A < B:  the tangents of g stay below (chord of f)^2
 *   falling   A/B falls, at most one root:  2 B/D at a + (b - a) > A/C at b
 *   rising    A/B rises, no maximum inside: A/C at a + (b - a) > 2 B/D at b
 * since A/C and B/D rise with a slope of at least 1. */
#ifndef COPSE_I_SCORE_PROOFS_H
#define COPSE_I_SCORE_PROOFS_H

#include <stdbool.h>

typedef struct copse_i_score {
    double t, A, B, C, D;
} copse_i_score;

/** Is it proven that at most one root lies between a and b, a->t < b->t, and that, where A - B has the same sign at both ends, or
 *  rises through 0, no maximum does? */
bool copse_i_is_settled(const copse_i_score *a, const copse_i_score *b);

/** The step to the root of (f + f' d)^2 = g + g' d, the tangents of f and g. */
double copse_i_score_step(const copse_i_score *at);

#endif
