/* Inside the glmm room: studies as sums of arms, their integrals over random effects, the likelihood of all. */
#ifndef COPSE_GLMM_PARTS_H
#define COPSE_GLMM_PARTS_H

#include <copse/glmm.h>

enum { COPSE_I_GLMM_ARMS = 2, COPSE_I_GLMM_EFFECTS = 2, COPSE_I_GLMM_TERMS = 5 };

/* Distribution of an arm's count given its linear predictor eta. */
typedef enum copse_i_glmm_law {
    COPSE_I_GLMM_BINOMIAL,       /* logit of the risk is eta + offset */
    COPSE_I_GLMM_POISSON,        /* log of the mean is eta + offset */
    COPSE_I_GLMM_HYPERGEOMETRIC, /* noncentral, eta the log odds ratio: the first cell given all margins */
    COPSE_I_GLMM_LOG_BINOMIAL,   /* log of the risk is eta: at most 0 */
    COPSE_I_GLMM_LINEAR_BINOMIAL /* the risk is eta: from 0 to 1 */
} copse_i_glmm_law;

/* C(n1, j) C(n2, m - j) for j from lowest on: ratios of neighbours, and logs relative to the observed cell. */
typedef struct copse_i_glmm_hypergeometric {
    double *ratio, *inverse, *log_weight; /* count - 1 with their inverses, count */
    size_t count, observed;               /* index of the observed cell */
} copse_i_glmm_hypergeometric;

typedef struct copse_i_glmm_arm {
    copse_i_glmm_law law;
    double x, n; /* events; number of trials (binomial) */
    double offset;
    double constant; /* of the log-likelihood */
    copse_i_glmm_hypergeometric cells;
} copse_i_glmm_arm;

/* A log-likelihood and its first two derivatives in eta. */
typedef struct copse_i_glmm_jet {
    double value, d1, d2;
} copse_i_glmm_jet;

/* What a term of the linear predictors is. */
typedef enum copse_i_glmm_term_kind {
    COPSE_I_GLMM_OWN,    /* the study's own baseline, eliminated */
    COPSE_I_GLMM_COMMON, /* a baseline of all studies */
    COPSE_I_GLMM_EFFECT, /* x_i' beta */
    COPSE_I_GLMM_SCALE   /* standard deviation (or loading) of a random effect */
} copse_i_glmm_term_kind;

/* eta_g = sum_j s_j load_jg z_j, z_j = 1, or the standard normal u_r for a scale. Alike in all studies. */
typedef struct copse_i_glmm_term {
    copse_i_glmm_term_kind kind;
    size_t effect; /* r, of a scale */
    double load[COPSE_I_GLMM_ARMS];
} copse_i_glmm_term;
typedef struct copse_i_glmm_layout {
    size_t arms, effects, terms;
    copse_i_glmm_term term[COPSE_I_GLMM_TERMS];
} copse_i_glmm_layout;

typedef struct copse_i_glmm_trial {
    copse_i_glmm_arm arm[COPSE_I_GLMM_ARMS];
    bool tells; /* its likelihood depends on the parameters */
    int end;    /* its effect lies at the lower (-1) or upper (1) end of what its margins allow; 0: between */
    int pinned; /* arm 1 or 2, whose linear predictor is held at `pin`, where its law ends; 0: none */
    double pin;
    double *warm; /* EFFECTS: where the mode of its integrand was last, to start from; or NULL */
} copse_i_glmm_trial;

/* A study's log marginal likelihood, gradient and Hessian in its terms. */
typedef struct copse_i_glmm_moments {
    double value, gradient[COPSE_I_GLMM_TERMS], hessian[COPSE_I_GLMM_TERMS][COPSE_I_GLMM_TERMS];
} copse_i_glmm_moments;

/* How fine the integrals are. */
typedef struct copse_i_glmm_rule {
    size_t nagq;                 /* 0: converged; else adaptive Gauss-Hermite of that order */
    bool rough;                  /* for a first look only: a few nodes */
    const double *node, *weight; /* nagq of each */
} copse_i_glmm_rule;

typedef struct copse_i_glmm_problem {
    size_t k, p;
    const double *X; /* k x p, or NULL with p = 1: ones */
    copse_i_glmm_layout layout;
    copse_i_glmm_trial *trial;
    double *warm;        /* k x EFFECTS, what trials point into */
    double *own;         /* k: the studies' own baselines, from the last evaluation */
    double *last, *lean; /* k x TERMS: the other terms there, and how the baselines move with them */
    size_t common, scales;
    copse_i_glmm_rule rule;
    double *nodes; /* owned, what rule points into */
} copse_i_glmm_problem;

/* Whether risks bound the linear predictor, so that it has no normal random part (glmm_names.c). */
bool copse_i_glmm_is_bounded(copse_glmm_measure measure, copse_pooling model);

/* Parameters: beta, the common baseline where there is one, the scales. */
size_t copse_i_glmm_parameters(const copse_i_glmm_problem *problem);

/* ---- glmm_arm.c, glmm_hypergeometric.c */
copse_i_glmm_jet copse_i_glmm_arm_at(const copse_i_glmm_arm *arm, double eta);
typedef struct copse_i_glmm_higher {
    double d3, d4;
} copse_i_glmm_higher;
copse_i_glmm_higher copse_i_glmm_arm_higher(const copse_i_glmm_arm *arm, double eta); /* third and fourth derivative */
copse_i_glmm_higher copse_i_glmm_hypergeometric_higher(const copse_i_glmm_hypergeometric *cells, double theta);
double copse_i_glmm_log_choose(double n, double x);
COPSE_NODISCARD copse_status copse_i_glmm_hypergeometric_init(copse_i_glmm_hypergeometric *cells, double a, double n1,
                                                              double n2, double m);
copse_i_glmm_jet copse_i_glmm_hypergeometric_at(const copse_i_glmm_hypergeometric *cells, double theta);
void copse_i_glmm_hypergeometric_free(copse_i_glmm_hypergeometric *cells);

/* ---- glmm_trials.c: from numbers to a problem; `random` false leaves the effect without variance between studies */
COPSE_NODISCARD copse_status copse_i_glmm_problem_init(const copse_glmm_data *data, const copse_glmm_opts *opts,
                                                       bool random, copse_i_glmm_problem *problem, copse_error *err);
void copse_i_glmm_problem_free(copse_i_glmm_problem *problem);
copse_i_glmm_arm copse_i_glmm_binomial(double x, double n, double offset);
double copse_i_glmm_row_times(const copse_i_glmm_problem *problem, size_t i, const double *beta);
double copse_i_glmm_design(const copse_i_glmm_problem *problem, size_t i, size_t j);

/* ---- glmm_bounded.c: laws whose linear predictor has an end, without random effects */
/* A baseline that keeps both arms inside their laws: `own` itself where it does. NaN where none does. */
double copse_i_glmm_own_inside(const copse_i_glmm_trial *trial, double effect, double own);
/* Of a trial with a pinned arm: its own baseline is what that arm says. */
void copse_i_glmm_pinned_moments(const copse_i_glmm_trial *trial, double effect, copse_i_glmm_moments *moments);
/* Coefficients with which every study has the linear predictor eta, or as near to it as may be. */
COPSE_NODISCARD copse_status copse_i_glmm_same_for_all(const copse_glmm_data *data, double eta, double *beta);
COPSE_NODISCARD copse_status copse_i_glmm_bounded_fit(const copse_glmm_data *data, const copse_glmm_opts *opts,
                                                      copse_fit *fit, copse_glmm *glmm, copse_error *err);

/* ---- glmm_node.c: the integrand, on the log scale, at u */
typedef struct copse_i_glmm_node {
    double value; /* log-likelihood - u'u/2 */
    copse_i_glmm_jet jet[COPSE_I_GLMM_ARMS];
} copse_i_glmm_node;
void copse_i_glmm_node_at(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s,
                          const double *u, copse_i_glmm_node *node);
/* Where it is highest (but for `enough`, twice what is left to gain), and the lower triangular root of the inverse of the negative Hessian there: u = mode + root z. */
typedef struct copse_i_glmm_mode {
    double u[COPSE_I_GLMM_EFFECTS], root[COPSE_I_GLMM_EFFECTS][COPSE_I_GLMM_EFFECTS], value, log_det; /* log det root */
} copse_i_glmm_mode;
void copse_i_glmm_mode_find(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s,
                            double enough, copse_i_glmm_mode *mode);

/* ---- glmm_integral.c, glmm_line.c, glmm_plane.c, glmm_hermite_rule.c, glmm_hermite.c */
void copse_i_glmm_integral(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s,
                           bool rough, copse_i_glmm_moments *moments);
/* Of one random effect. */
void copse_i_glmm_line(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s, bool rough,
                       copse_i_glmm_moments *moments);
/* Of two random effects, faster; false where it is not for these scales. */
COPSE_NODISCARD bool copse_i_glmm_plane(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial,
                                        const double *s, bool rough, copse_i_glmm_moments *moments);
COPSE_NODISCARD bool copse_i_glmm_hermite_rule(size_t n, double *node, double *weight);
void copse_i_glmm_hermite(const copse_i_glmm_layout *layout, const copse_i_glmm_trial *trial, const double *s,
                          const copse_i_glmm_rule *rule, copse_i_glmm_moments *moments);

/* ---- glmm_likelihood.c */
typedef struct copse_i_glmm_surface {
    double value, *gradient, *hessian; /* n, n x n */
} copse_i_glmm_surface;
COPSE_NODISCARD copse_status copse_i_glmm_surface_init(copse_i_glmm_surface *surface, size_t n);
void copse_i_glmm_surface_free(copse_i_glmm_surface *surface);
void copse_i_glmm_surface_at(copse_i_glmm_problem *problem, const double *parameter, copse_i_glmm_surface *surface);
/* A study's moments in all of its terms, its own baseline where it was left. */
void copse_i_glmm_trial_whole(const copse_i_glmm_problem *problem, size_t i, const double *s,
                              copse_i_glmm_moments *moments);
/* A study's moments with its own baseline eliminated: terms after the first. */
void copse_i_glmm_trial_moments(copse_i_glmm_problem *problem, size_t i, double *s, copse_i_glmm_moments *moments);

/* ---- glmm_newton.c: climbs to a maximum. Parameters with held[j] stay where they are. */
typedef struct copse_i_glmm_climb {
    size_t iterations;
    bool converged;  /* else it ran away, or the steps ran out */
    double farthest; /* the largest parameter, where it ran away */
} copse_i_glmm_climb;
typedef void copse_i_glmm_surface_of(void *context, const double *parameter, copse_i_glmm_surface *surface);
typedef struct copse_i_glmm_hill {
    copse_i_glmm_surface_of *at;
    void *context;
    size_t n;
    double longest; /* step in any parameter */
    double beyond;  /* a parameter this large has run away */
    double enough;  /* relative to the value: a gain this small is none */
    double noise;   /* in values, from rounding */
} copse_i_glmm_hill;
COPSE_NODISCARD copse_status copse_i_glmm_climb_from(const copse_i_glmm_hill *hill, const bool *held, double *parameter,
                                                     copse_i_glmm_surface *surface, copse_i_glmm_climb *climb);
copse_i_glmm_hill copse_i_glmm_problem_hill(copse_i_glmm_problem *problem);

/* ---- glmm_dense.c: small symmetric matrices, n x n by rows */
bool copse_i_glmm_cholesky(double *a, size_t n); /* copse_cholesky with this room's threshold */
/* The inverse of -hessian over the parameters that are not held; zero elsewhere. False where it is not definite. */
COPSE_NODISCARD copse_status copse_i_glmm_covariance(const double *hessian, size_t n, const bool *held,
                                                     double *covariance);

/* ---- glmm_search.c */
/* The highest point, for every start. `at` holds its surface; the parameters are set. */
typedef struct copse_i_glmm_peak {
    double *parameter;
    bool *held; /* scales that are 0 at the peak */
    copse_i_glmm_surface at;
    size_t n, iterations, maxima;
} copse_i_glmm_peak;
COPSE_NODISCARD copse_status copse_i_glmm_peak_init(copse_i_glmm_peak *peak, size_t n);
void copse_i_glmm_peak_copy(copse_i_glmm_peak *to, const copse_i_glmm_peak *from); /* of the same n */
void copse_i_glmm_peak_free(copse_i_glmm_peak *peak);
/* `null` (p flags, or NULL): coefficients that stay 0. */
COPSE_NODISCARD copse_status copse_i_glmm_peak_find(copse_i_glmm_problem *problem, const bool *null,
                                                    copse_i_glmm_peak *peak, copse_error *err);
/* Highest for a given last scale, or two (of cor: tau by its length, their angle free), from where the peak is; `slope` is
 * that of the height in the scale. */
COPSE_NODISCARD copse_status copse_i_glmm_peak_hold_tau(copse_i_glmm_problem *problem, double tau,
                                                        copse_i_glmm_peak *peak, double *slope, copse_error *err);
/* Highest for given scales, from where the peak is: concave. */
COPSE_NODISCARD copse_status copse_i_glmm_peak_hold(copse_i_glmm_problem *problem, const bool *null,
                                                    copse_i_glmm_peak *peak, copse_error *err);

/* ---- glmm_profile.c, glmm_tests.c, glmm_separation.c */
COPSE_NODISCARD copse_status copse_i_glmm_tau2_interval(copse_i_glmm_problem *problem, const copse_i_glmm_peak *peak,
                                                        double level, copse_heterogeneity *het, copse_error *err);
COPSE_NODISCARD copse_status copse_i_glmm_saturated(const copse_glmm_data *data, const copse_glmm_opts *opts,
                                                    double log_lik_equal, copse_glmm *glmm, copse_error *err);
COPSE_NODISCARD copse_status copse_i_glmm_saturated_rs(const copse_glmm_data *data, const copse_glmm_opts *opts,
                                                       double log_lik_equal, copse_glmm *glmm, copse_error *err);
/* Whether all or none of the participants of an arm, in every study, have events: says so. */
COPSE_NODISCARD copse_status copse_i_glmm_one_sided_check(const copse_glmm_data *data, const copse_glmm_opts *opts,
                                                          copse_error *err);
COPSE_NODISCARD copse_status copse_i_glmm_separation_check(const copse_glmm_data *data, const copse_glmm_opts *opts,
                                                           const copse_i_glmm_problem *problem, copse_error *err);

/* ---- glmm_coefficient_interval.c: profile likelihood of one coefficient */
typedef struct copse_i_glmm_ridge {
    /* The greatest log-likelihood with coefficient j held at a value, and its slope there; not OK but ENOMEM: no maximum. */
    copse_status (*at)(void *context, size_t j, double value, double *height, double *slope, copse_error *err);
    void *context;
    double highest; /* without anything held */
    double noise;   /* in heights, from rounding */
} copse_i_glmm_ridge;
/* Where twice the log-likelihood has fallen by the chi-square quantile; NaN: no limit on that side. */
COPSE_NODISCARD copse_status copse_i_glmm_ridge_interval(const copse_i_glmm_ridge *ridge, size_t j, double estimate,
                                                         double se, double level, copse_interval *interval,
                                                         copse_error *err);
/* Intervals and tests of all coefficients by the profile likelihood; statistics are signed roots. */
COPSE_NODISCARD copse_status copse_i_glmm_ridge_tell(const copse_i_glmm_ridge *ridge, copse_fit *fit, copse_error *err);

/* ---- glmm_coefficients.c: what every fit tells alike */
COPSE_NODISCARD copse_status copse_i_glmm_fit_init(const copse_glmm_data *data, const copse_glmm_opts *opts,
                                                   copse_fit *fit);
double copse_i_glmm_critical(const copse_fit *fit, double df);
/* null[j], of p flags: coefficients that the likelihood-ratio test of the effect takes as 0. How many. */
size_t copse_i_glmm_null(const copse_glmm_data *data, bool *null);
copse_glmm_test copse_i_glmm_chi_square(double statistic, double df);
void copse_i_glmm_tell_coefficients(copse_fit *fit); /* from the estimates and vcov */
COPSE_NODISCARD copse_status copse_i_glmm_omnibus(const copse_glmm_data *data, copse_fit *fit);
void copse_i_glmm_tell_statistics(const copse_glmm *glmm, double log_lik, double points, copse_fit *fit);
/* Whether a coefficient's standard error is that of an infinite estimate; n x n, the coefficients first. */
bool copse_i_glmm_is_flat(const copse_glmm_data *data, const double *covariance, size_t n);

/* ---- glmm_tell.c */
copse_status copse_i_glmm_tell(const copse_glmm_data *data, const copse_glmm_opts *opts,
                               const copse_i_glmm_problem *problem, const copse_i_glmm_peak *peak, bool random,
                               copse_fit *fit, copse_glmm *glmm, copse_error *err);

#endif
