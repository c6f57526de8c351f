/* Inside selection models: the density of a published estimate is w(y) phi(y; mu, s)/A, A = integral of w phi, s^2 = v + tau2.
 *
 * Everything comes from moments M_n = integral of w(y) He_n(u) phi(u) du, u = (y - mu)/s, with Hermite polynomials: since
 * d phi(y; mu, s)/d(s^2) = (1/2) d^2 phi/d mu^2, the derivatives of A are
 *      dA/dmu = M_1/s,  dA/dtau2 = M_2/(2 s^2),  and so on up to d2A/d(tau2)^2 = M_4/(4 s^4),
 * and those in the parameters delta of w are the same moments of dw/ddelta and d2w/ddelta^2.
 *
 * The line of y is cut into segments. On some of them w is constant and moments are differences of normal distributions; on the
 * others p changes, and they are sums over fixed nodes in x = y/sigma, which has the same p for every study. */
#ifndef COPSE_SELMODEL_PARTS_H
#define COPSE_SELMODEL_PARTS_H

#include <copse/bias.h>

enum { COPSE_I_ORDERS = 5, COPSE_I_MOST_CUTS = 2 * COPSE_SELMODEL_MOST_STEPS + 4 };

/* ln w and its derivatives in delta, at most two of them (continuous weight functions). */
typedef struct copse_i_weight_jet {
    double q, d[2], dd[3]; /* dd: 11, 12, 22 */
} copse_i_weight_jet;
/* A p-value with what is made of it, both tails as themselves. */
typedef struct copse_i_p_value {
    double p, q, log_p, log_q; /* q = 1 - p */
} copse_i_p_value;
copse_i_p_value copse_i_p_value_of(double p, double q);
/* At `floor` weights are 1 by definition (p up to the step). precision: 1 without. */
copse_i_weight_jet copse_i_weight_at(copse_selmodel_type type, const double *delta, double precision, double floor,
                                     const copse_i_p_value *at);

/* w, its first derivatives (times a quadrature weight) and its second ones. */
typedef struct copse_i_weight_row {
    double w, d[2], dd[3];
} copse_i_weight_row;

typedef struct copse_i_segment {
    size_t group;      /* of a step; SIZE_MAX: nodes [first, end) */
    size_t first, end; /* of nodes; for a constant end of a continuous weight: the extra row `first` */
} copse_i_segment;

/* Where w is constant and where nodes are. Cuts are in x = y/sigma (truncation: in y). */
typedef struct copse_i_selmodel_line {
    size_t cuts; /* segments: cuts + 1 */
    double cut[COPSE_I_MOST_CUTS];
    copse_i_segment segment[COPSE_I_MOST_CUTS + 1];
    size_t nodes; /* the last `ends` of them have no x: they are the constant ends */
    size_t ends;
    double *x, *measure; /* nodes */
    copse_i_p_value *at;
} copse_i_selmodel_line;
COPSE_NODISCARD copse_status copse_i_selmodel_line_init(copse_i_selmodel_line *line, const copse_selmodel_opts *opts,
                                                        double floor, double clip_low, double clip_high, double widest);
void copse_i_selmodel_line_free(copse_i_selmodel_line *line);

/* How fine the nodes are. */
typedef enum copse_i_fineness {
    COPSE_I_ROUGH,
    COPSE_I_USUAL,
    COPSE_I_FINE,
    COPSE_I_FINEST,
    COPSE_I_FINENESSES
} copse_i_fineness;

/* How a coordinate of the search makes a delta. */
typedef enum copse_i_coordinate_kind {
    COPSE_I_LINEAR,
    COPSE_I_LOG,
    COPSE_I_CHAIN /* delta_j = exp(-sum of the coordinates up to its own): never rises */
} copse_i_coordinate_kind;

/* Studies, made ready: estimates that count as "greater", scaled by a power of two; an orthonormal basis of the design. */
typedef struct copse_i_selmodel_problem {
    copse_selmodel_opts opts; /* steps made ready */
    copse_selmodel_type type;
    size_t k, p, deltas, free; /* free: deltas that are estimated */
    bool step_like;            /* w is one of `deltas` constants */
    bool chain;
    bool inclusive;      /* truncation: an estimate at the threshold itself counts as beyond it */
    bool higher_edge;    /* a higher point at an edge is known, and is not the maximum */
    bool rough;          /* the roughest line will do: a search */
    bool brief;          /* a search from the coordinates given and few others */
    const double *known; /* a search: its best maximum so far, at which a climb need not arrive again; NULL: none */
    bool rows_ready;     /* `row` is of the line in use */
    size_t pin_to,
        pin; /* of a chain whose sum up to slot pin_to is held: the coordinate of slot `pin` is that sum, and its own
                           gap what the others leave of it; SIZE_MAX: nothing is held */
    int exponent; /* y was multiplied by 2^-exponent */
    double *y, *v, *sigma, *precision;
    copse_i_p_value *p_value;
    size_t *group;                 /* k: of the step that each p lies in (truncation: by y) */
    double *basis;                 /* k x p by rows */
    double *root;                  /* p x p upper, by rows: design = basis root; columns in the order `column` */
    size_t *column;                /* p */
    double *delta;                 /* all of them, at the last evaluation */
    size_t *slot;                  /* deltas: place among the free ones, SIZE_MAX: fixed */
    copse_i_coordinate_kind *kind; /* free */
    double *low, *high;            /* n coordinates: basis coefficients, tau2, free */
    bool *held;                    /* n */
    double floor, clip_low, clip_high, most_precision;
    double threshold; /* truncation: of y, scaled and turned as y is */
    copse_i_selmodel_line lines[COPSE_I_FINENESSES];
    const copse_i_selmodel_line *line; /* in use */
    copse_i_weight_row *row;           /* of the line's nodes */
    /* results of the last evaluation */
    double log_lik;
    double *gradient, *hessian;         /* n, n x n, in coordinates */
    double *natural_gradient, *natural; /* n, n x n: in basis coefficients, tau2, delta */
    double *local, *work;
    double *climb_room; /* n x n, n, n */
    size_t *climb_index;
    double step[COPSE_SELMODEL_MOST_STEPS + 1];
    void *doubles, *sizes;
} copse_i_selmodel_problem;

static inline bool copse_i_selmodel_is_truncation(copse_selmodel_type type)
{
    return type >= COPSE_SELMODEL_TRUNC;
}

static inline size_t copse_i_selmodel_n(const copse_i_selmodel_problem *s)
{
    return s->p + 1 + s->free;
}

/* ---- selection_check.c */
COPSE_NODISCARD copse_status copse_i_selmodel_check(const copse_selmodel_opts *o, copse_error *err);

/* ---- selection_problem.c */
COPSE_NODISCARD copse_status copse_i_selmodel_init(copse_i_selmodel_problem *s, const double *y, const double *v,
                                                   const double *n, const double *X, size_t k, size_t p,
                                                   const copse_selmodel_opts *opts, copse_error *err);
void copse_i_selmodel_free(copse_i_selmodel_problem *s);

/* ---- selection_deltas.c */
void copse_i_selmodel_fill_deltas(copse_i_selmodel_problem *s);
/* Truncation at another point, in the unit of the data. */
void copse_i_selmodel_truncate(copse_i_selmodel_problem *s, double at, bool inclusive);
/* Puts the deltas of the coordinates to s->delta. */
void copse_i_selmodel_deltas(copse_i_selmodel_problem *s, const double *coordinate);
double copse_i_selmodel_coordinate(const copse_i_selmodel_problem *s, size_t free, double delta);

/* ---- selection_design.c. `last`: the column of the design that comes last in the basis, so that its coefficient is the last
 * basis coefficient divided by the last element of the root */
COPSE_NODISCARD copse_status copse_i_selmodel_basis(copse_i_selmodel_problem *s, const double *X, size_t last,
                                                    copse_error *err);
/* Coefficients of the design from those of the basis, and back. */
void copse_i_selmodel_to_design(const copse_i_selmodel_problem *s, const double *basis, double *beta);
void copse_i_selmodel_to_basis(const copse_i_selmodel_problem *s, const double *beta, double *basis);

/* ---- selection_study.c */
/* The study's log-likelihood in mu, tau2 and the free deltas: value, gradient and Hessian to s->local. */
typedef struct copse_i_selmodel_study {
    size_t i;
    double mu, scale, s2, s; /* cuts and nodes times scale are in y */
    double log_weight;       /* at its own p */
    double *gradient, *hessian;
    size_t n; /* 2 + free */
} copse_i_selmodel_study;
/* Sets log_weight and, with derivatives, adds the study's to gradient and hessian. @return A */
double copse_i_selmodel_study_at(copse_i_selmodel_problem *p, copse_i_selmodel_study *t, bool derivatives);

/* ---- selection_likelihood.c: false where the likelihood is 0 or no number */
bool copse_i_selmodel_evaluate(copse_i_selmodel_problem *s, const double *coordinate, bool derivatives);

/* ---- selection_climb.c */
typedef struct copse_i_selmodel_climb {
    size_t steps;
    bool converged, runs_off, at_edge;
    bool known; /* on its way to s->known, and left there */
    double log_lik;
    double edge; /* of a search: the highest log L met at an upper end of what is searched; -Inf: none */
} copse_i_selmodel_climb;
/* From coordinate on to a maximum; ends evaluated there with derivatives. Held coordinates stay. */
COPSE_NODISCARD copse_status copse_i_selmodel_climb_on(copse_i_selmodel_problem *s, double *coordinate,
                                                       copse_i_selmodel_climb *climb);
bool copse_i_selmodel_at_low(const copse_i_selmodel_problem *s, const double *coordinate, size_t j);
bool copse_i_selmodel_at_high(const copse_i_selmodel_problem *s, const double *coordinate, size_t j);

/* ---- selection_chain.c: decreasing weights, one of them held */
/* The gap of the pinned slot: what the others up to pin_to leave of the sum. */
double copse_i_selmodel_pinned_gap(const copse_i_selmodel_problem *s, const double *coordinate);
/* Gradient and Hessian in the gaps, to those in the coordinates with the sum. */
void copse_i_selmodel_pin_derivatives(copse_i_selmodel_problem *s);
/* The coordinate of slot `slot` made the sum of those up to it, with which delta goes down; and back. */
void copse_i_selmodel_to_sum(const copse_i_selmodel_problem *s, size_t slot, double *coordinate);
void copse_i_selmodel_from_sum(const copse_i_selmodel_problem *s, size_t slot, double *coordinate);
/* As copse_i_selmodel_climb_on with the sum up to `slot`, in the coordinate of that, held; the gradient there is the profile's. */
COPSE_NODISCARD copse_status copse_i_selmodel_climb_chain(copse_i_selmodel_problem *s, size_t slot, double *coordinate,
                                                          copse_i_selmodel_climb *climb);

/* ---- selection_search.c: the highest maximum that starts of many kinds lead to */
COPSE_NODISCARD copse_status copse_i_selmodel_search(copse_i_selmodel_problem *s, const double *beta, double tau2,
                                                     double *coordinate, copse_i_selmodel_climb *climb);

bool copse_i_selmodel_at_edge(const copse_i_selmodel_problem *s, const double *coordinate);

/* ---- selection_truncest.c: over all points of truncation (given NaN) or at a given one; *point in the unit of the data */
COPSE_NODISCARD copse_status copse_i_selmodel_truncest(copse_i_selmodel_problem *s, const double *y, const double *beta,
                                                       double tau2, double *coordinate, double given, double *point,
                                                       copse_i_selmodel_climb *climb);

/* ---- selection_wald.c: standard errors, tests and Wald intervals at a maximum */
COPSE_NODISCARD copse_status copse_i_selmodel_wald(copse_i_selmodel_problem *s, const double *X,
                                                   const double *coordinate, copse_selmodel *fit);
/* How often the deltas of the result stand in the problem: its free deltas begin with public delta `first`. */
size_t copse_i_selmodel_public(const copse_i_selmodel_problem *s, size_t delta);

/* ---- selection_profile.c */
typedef struct copse_i_selmodel_limits {
    double lower,
        upper;   /* coordinates; infinite: the likelihood does not fall far enough on that side; NaN: not found */
    bool higher; /* a higher maximum was met, and `maximum` was set to it */
} copse_i_selmodel_limits;
/* Where 2 log L is `drop` below its maximum, the others at their best. */
COPSE_NODISCARD copse_status copse_i_selmodel_profile(copse_i_selmodel_problem *s, double *maximum, double log_lik,
                                                      size_t j, double se, double drop,
                                                      copse_i_selmodel_limits *limits);
/* All of a fit's profile intervals; *higher as above. */
COPSE_NODISCARD copse_status copse_i_selmodel_profiles(copse_i_selmodel_problem *s, const double *X, double *maximum,
                                                       copse_selmodel *fit, bool *higher);

#endif
