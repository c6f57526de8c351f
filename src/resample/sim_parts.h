/* Inside the simulation: a cell made ready, the studies that are drawn, and what is summed over replicates. */
#ifndef COPSE_RESAMPLE_SIM_PARTS_H
#define COPSE_RESAMPLE_SIM_PARTS_H

#include <copse/math.h>
#include <copse/resample.h>

/* ------------------------------------------------------------------------------------------------------ draws
 * draw = part * 2^28 + try * 2^16 + study; the standard normals of a part come in pairs, 2j and 2j + 1 from draw
 * part * 2^28 + j. A study is the number of a study done, published or not; the last one is the new study that
 * prediction intervals are tried on. */
enum {
    COPSE_I_DRAW_EFFECT,    /* true effect; GEN with normal effects: the estimate itself */
    COPSE_I_DRAW_ERROR,     /* sampling error of GEN; then also the true effect given the estimate */
    COPSE_I_DRAW_COMPONENT, /* which part of a mixture the effect comes from */
    COPSE_I_DRAW_SIZE,
    COPSE_I_DRAW_VARIANCE,
    COPSE_I_DRAW_CONTROL,
    COPSE_I_DRAW_SECOND, /* + 0, 1, 2: the second gamma of a beta size, variance, control */
    COPSE_I_DRAW_GROUP1 = COPSE_I_DRAW_SECOND + 3,
    COPSE_I_DRAW_GROUP2,
    COPSE_I_DRAW_SPREAD1, /* chi-square of group 1, of an estimated variance, of a correlation */
    COPSE_I_DRAW_SPREAD2,
    COPSE_I_DRAW_PUBLISHED
};
#define COPSE_I_STUDIES 65536
#define COPSE_I_NEW_STUDY (COPSE_I_STUDIES - 1)
#define COPSE_I_TRIES 4096

static inline copse_address copse_i_draw_at(copse_address at, unsigned part, unsigned attempt, size_t study)
{
    at.draw = part << 28 | attempt << 16 | (uint32_t)study;
    return at;
}

/* Normal `study` of a part. */
static inline double copse_i_draw_normal(copse_address at, unsigned part, size_t study)
{
    double z[2];
    copse_draw_normals(copse_i_draw_at(at, part, 0, study / 2), z);
    return z[study % 2];
}

/* Value of a list for a study; `none` where the list is empty. */
static inline double copse_i_in_turn(copse_numbers list, size_t study, double none)
{
    if (list.count == 0) return none;
    return list.value[list.count == 1 ? 0 : study % list.count];
}

/* The variate of a study; part is DRAW_SIZE, DRAW_VARIANCE or DRAW_CONTROL. */
double copse_i_variate(const copse_variate *variate, copse_address at, unsigned part, size_t study);
/* The variates of studies 0..k-1 of eight replicates from at.replicate on, by lane: the same numbers. */
void copse_i_variate_lanes(const copse_variate *variate, copse_isa isa, copse_address at, unsigned part, size_t k,
                           double *out);
/* Are its values the same in every replicate? */
bool copse_i_variate_fixed(const copse_variate *variate);
/* Legal parameters; `what` is for the message. */
COPSE_NODISCARD copse_status copse_i_variate_check(const copse_variate *variate, const char *what, double least,
                                                   double most, copse_error *err);

/* ---------------------------------------------------------------------------------------------- true effects */

/* The normal distribution function from a table, of +, -, * alone, to 1e-12. */
#define COPSE_I_NORMAL_STEPS 32 /* a unit */
#define COPSE_I_NORMAL_END 9
#define COPSE_I_NORMAL_CELLS (2 * COPSE_I_NORMAL_END * COPSE_I_NORMAL_STEPS + 1)
typedef struct copse_i_normal_table {
    double lower[COPSE_I_NORMAL_CELLS], density[COPSE_I_NORMAL_CELLS];
} copse_i_normal_table;
void copse_i_normal_init(copse_i_normal_table *table);
double copse_i_normal_lower(const copse_i_normal_table *table, double x);

/* A shape with its constants: a standardised effect is (draw - centre) * factor. */
typedef struct copse_i_shape {
    copse_shape_kind kind;
    double a, b, centre, factor;
    bool exact; /* its distribution function is at hand */
} copse_i_shape;
COPSE_NODISCARD copse_status copse_i_shape_init(const copse_shape *from, copse_i_shape *shape, copse_error *err);
/* Mean 0, variance 1. */
double copse_i_shape_draw(const copse_i_shape *shape, copse_address at, size_t study);
/* P(standardised effect in [low, high]), for exact shapes. */
double copse_i_shape_between(const copse_i_shape *shape, const copse_i_normal_table *normal, double low, double high);

/* ------------------------------------------------------------------------------------------------------ cells */

typedef struct copse_i_plan {
    copse_simulation_cell cell; /* tau2 as it is used */
    size_t index;
    double tau;
    copse_i_shape shape;
    bool marginal;      /* GEN, normal effects independent of size: the estimate is drawn at once */
    bool together;      /* GEN, all published: eight data sets are drawn together */
    bool shared;        /* marginal, with variances that are the same in every replicate, all published */
    double *v;          /* shared: k variances */
    double *spread;     /* shared: sqrt(tau2 + v) */
    double *mean;       /* k: mu and the moderators' part */
    double size_centre; /* mean and SD of the logarithms of sizes, for the correlation */
    double size_factor;
    size_t studies; /* done at most */
    double *cut;    /* selection: the steps, on the scale of z for p */
    double *x;      /* k x p design, NULL without moderators */
    size_t engine;  /* which of the engines fits this cell */
} copse_i_plan;

/* One search for tau2, for all methods that have the same estimator; with timing each method has its own. */
typedef struct copse_i_sim_fit {
    copse_method method;
    copse_test test[COPSE_TEST_COUNT];
    size_t tests;
} copse_i_sim_fit;

/* Bootstrap replicates that methods share: of one estimator, one kind, one number. */
typedef struct copse_i_sim_resampling {
    size_t fit;
    copse_boot_kind kind;
    uint32_t replicates;
    copse_test test[COPSE_TEST_COUNT]; /* of the replicates' fits: those of studentised intervals, else any one */
    size_t slot[COPSE_TEST_COUNT];     /* of these tests in the fit of the data set */
    size_t tests;
    bool studentised, plain, jackknife; /* intervals of (t* - t)/se*, of t*; BCa among them */
} copse_i_sim_resampling;

/* Where a method finds its fit: under test number `slot` of fit number `fit`; and its bootstrap: resampling number
 * `resampling` (SIZE_MAX: none), its se* under test number `studentised` of that. */
typedef struct copse_i_sim_place {
    size_t fit, slot, resampling, studentised;
} copse_i_sim_place;

struct copse_simulation {
    copse_simulation_design design;
    copse_i_plan *plan;
    size_t most_k, p, block;
    copse_i_sim_fit *fit;
    size_t fits;
    copse_i_sim_place *place; /* of each method */
    copse_i_sim_resampling *resampling;
    size_t resamplings;
    size_t engines;  /* of each fit */
    uint64_t blocks; /* of a cell */
    double tail;     /* (100 - level)/200 */
    double normal_critical;
    double *t_critical; /* 0..most_k */
    copse_i_normal_table normal;
};

/* Which methods share a fit, and which bootstrap replicates. */
COPSE_NODISCARD copse_status copse_i_share_fits(copse_simulation *simulation, copse_error *err);

/* Does a bootstrap give intervals of tau2: not EE and FE, whose tau2 is 0, nor studentised, for want of a standard error. */
static inline bool copse_i_has_tau2_interval(const copse_simulation_method *m)
{
    return m->bootstrap.replicates > 0 && m->bootstrap.interval != COPSE_BOOT_STUDENTISED &&
           m->method != COPSE_METHOD_EE && m->method != COPSE_METHOD_FE;
}

/* Size of study (whole numbers, or person-time), its variance, its control risk as drawn. */
typedef struct copse_i_study {
    double size, v, control, theta;
    double y, reported; /* GEN */
    double raw[COPSE_IN_COUNT];
    bool at_limit;
} copse_i_study;

/* Is this measure one that can be simulated? What must its control be? */
COPSE_NODISCARD copse_status copse_i_trial_check(const copse_simulation_design *design,
                                                 const copse_simulation_cell *cell, copse_error *err);
/* Raw numbers of a trial with this true effect, size and control. */
void copse_i_trial_draw(const copse_simulation_design *design, copse_address at, size_t study, copse_i_study *s);
/* Which inputs a measure's trials have, ended by COPSE_IN_COUNT. */
const copse_input *copse_i_trial_inputs(const copse_measure *measure);

/* One data set, in a sample with room for it; theta, where the estimate does not need it, only where it is wanted. */
typedef struct copse_i_made {
    uint64_t sets, studies, left_out, at_limit, unpublished;
} copse_i_made;
COPSE_NODISCARD copse_status copse_i_sample_reserve(const copse_simulation *simulation, size_t k,
                                                    copse_simulation_sample *sample);
void copse_i_data_set(const copse_simulation *simulation, const copse_i_plan *plan, uint32_t stream, uint64_t b,
                      bool want_theta, copse_simulation_sample *sample, copse_i_made *made);
/* Data sets b..b+7 of a cell whose plan says `together`, by lane; `size` is room for k x 8. */
void copse_i_given_lanes(const copse_simulation *simulation, const copse_i_plan *plan, uint32_t stream, uint64_t b,
                         double *size, double *y, double *v);
/* The true effect of a study of this mean, and of this size or variance. */
double copse_i_draw_effect(const copse_i_plan *plan, copse_address at, size_t study, double mean,
                           const copse_i_study *s);
/* Logarithm of the size, or of the precision where there is none. */
double copse_i_log_size(const copse_i_study *study);
/* The true effect of a study that is not in the data set. */
double copse_i_new_effect(const copse_simulation *simulation, const copse_i_plan *plan, uint32_t stream, uint64_t b);

/* ------------------------------------------------------------------------------------------------------ sums */

/* Of one coefficient, of one method. */
enum { SUM_E, SUM_E2, SUM_E4, SUM_SE2, SUM_SE4, SUM_H, SUM_H2, COPSE_I_COEF_SUMS };
enum {
    SUM_D,
    SUM_D2,
    SUM_D4,
    SUM_I2,
    SUM_I2_2,
    SUM_PI,
    SUM_PI2,
    SUM_PIW,
    SUM_PIW2,
    SUM_TAU2_H, /* of the interval of tau2, by bootstrap */
    SUM_TAU2_H2,
    COPSE_I_COMMON_SUMS
};
/* COUNT_CI: fits with a standard error and a critical value */
enum {
    COUNT_CI,
    COUNT_TAU2,
    COUNT_I2,
    COUNT_ZERO,
    COUNT_PI,
    COUNT_TAU2_CI,
    COUNT_TAU2_COVERED,
    COUNT_TAU2_AT_END,
    COPSE_I_COUNTS
};
/* Of one coefficient; AT_END: bootstrap limits at the least or greatest replicate. */
enum { COEF_INTERVALS, COEF_COVERED, COEF_REJECTED, COEF_AT_END, COPSE_I_COEF_COUNTS };

typedef struct copse_i_coef_state {
    copse_exact_sum sum[COPSE_I_COEF_SUMS];
    uint64_t count[COPSE_I_COEF_COUNTS];
} copse_i_coef_state;

/* Bootstrap replicates of all data sets, those without a fit by reason, and fitted ones without a standard error. */
typedef struct copse_i_resampled {
    uint64_t all, not_fitted[COPSE_LANE_STATUS_COUNT], not_studentised;
} copse_i_resampled;

typedef struct copse_i_method_state {
    copse_exact_sum sum[COPSE_I_COMMON_SUMS];
    uint64_t count[COPSE_I_COUNTS];
    uint64_t status[COPSE_LANE_STATUS_COUNT]; /* [COPSE_LANE_OK]: fitted */
    copse_i_resampled resampled;
    uint64_t nanoseconds, fits;
} copse_i_method_state;

/* The state is, for each cell: copse_i_made, then for each method copse_i_method_state and p copse_i_coef_state. */
static inline size_t copse_i_method_size(const copse_simulation *s)
{
    return sizeof(copse_i_method_state) + s->p * sizeof(copse_i_coef_state);
}

/* Bytes before the part of a cell, and of a method in it. */
static inline size_t copse_i_cell_offset(const copse_simulation *s, size_t cell)
{
    return cell * (sizeof(copse_i_made) + s->design.methods * copse_i_method_size(s));
}

static inline size_t copse_i_method_offset(const copse_simulation *s, size_t cell, size_t method)
{
    return copse_i_cell_offset(s, cell) + sizeof(copse_i_made) + method * copse_i_method_size(s);
}

/* The same places in a state that is written and in one that is only read. */
static inline copse_i_made *copse_i_state_made(const copse_simulation *s, void *state, size_t cell)
{
    return (copse_i_made *)((char *)state + copse_i_cell_offset(s, cell));
}

static inline const copse_i_made *copse_i_made_in(const copse_simulation *s, const void *state, size_t cell)
{
    return (const copse_i_made *)((const char *)state + copse_i_cell_offset(s, cell));
}

static inline copse_i_method_state *copse_i_state_method(const copse_simulation *s, void *state, size_t cell,
                                                         size_t method)
{
    return (copse_i_method_state *)((char *)state + copse_i_method_offset(s, cell, method));
}

static inline const copse_i_method_state *copse_i_method_in(const copse_simulation *s, const void *state, size_t cell,
                                                            size_t method)
{
    return (const copse_i_method_state *)((const char *)state + copse_i_method_offset(s, cell, method));
}

static inline copse_i_coef_state *copse_i_state_coef(const copse_simulation *s, void *state, size_t cell, size_t method)
{
    return (copse_i_coef_state *)(copse_i_state_method(s, state, cell, method) + 1);
}

static inline const copse_i_coef_state *copse_i_coef_in(const copse_simulation *s, const void *state, size_t cell,
                                                        size_t method)
{
    return (const copse_i_coef_state *)(copse_i_method_in(s, state, cell, method) + 1);
}

/* Sums of a block by lane: plain additions in the order of the replicates of a lane. */
typedef struct copse_i_tally {
    double coef[COPSE_LANES_COLUMNS][COPSE_I_COEF_SUMS][COPSE_LANES];
    double of_coef[COPSE_LANES_COLUMNS][COPSE_I_COEF_COUNTS][COPSE_LANES];
    double common[COPSE_I_COMMON_SUMS][COPSE_LANES];
    double count[COPSE_I_COUNTS][COPSE_LANES];
    uint64_t status[COPSE_LANE_STATUS_COUNT], nanoseconds, fits;
    copse_i_resampled resampled;
} copse_i_tally;

/* Bootstrap limits of eight data sets, by lane: of the coefficients 0..p-1, then of tau2; NaN where there are none. */
typedef struct copse_i_limits {
    copse_boot_limits of[COPSE_LANES_COLUMNS + 1][COPSE_LANES];
    copse_i_resampled resampled;
} copse_i_limits;

/* Eight replicates and their fits by one method. */
typedef struct copse_i_group {
    const copse_simulation *simulation;
    const copse_i_plan *plan;
    const double *new_effect;    /* by lane; NULL: by the distribution function */
    const unsigned char *wanted; /* by lane: 1 a data set, 0 none (past the end, or unpublished) */
    const double *k;             /* by lane: studies fitted */
} copse_i_group;
/* `limits` NULL: the intervals of the test. */
void copse_i_tally_add(copse_i_tally *tally, const copse_i_group *group, const copse_simulation_method *method,
                       const copse_lanes_fit *fit, const copse_i_limits *limits);
void copse_i_resampled_join(copse_i_resampled *to, const copse_i_resampled *from);
void copse_i_tally_close(copse_i_tally *tally, size_t p, copse_i_method_state *method, copse_i_coef_state *coef);

#endif
