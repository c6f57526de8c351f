/* copse/multiverse.h: from the choices of a multiverse to the studies of each combination of them, and the adjustments for
 * small-study effects among these choices. The numbers are copse_multiverse_run's (copse/sensitivity.h). docs/methods-multiverse.md. */
#ifndef COPSE_MULTIVERSE_H
#define COPSE_MULTIVERSE_H

#include <copse/sensitivity.h>
#include <copse/study.h>

#ifdef __cplusplus
extern "C" {
#endif

/* ---------------------------------------------------------------------------------------------------- adjustments */

/** Adjustments of the effect for small-study effects (copse/bias.h): name as of `copse bias`, text, and whether it has a part in the
 *  joint test unless all are to have one. */
#define COPSE_ADJUSTMENT_LIST(X)                                                                                       \
    X(NONE, "none", "not adjusted", true)                                                                              \
    X(TRIMFILL, "trimfill", "trim and fill (L0)", true)                                                                \
    X(PET, "pet", "PET", true)                                                                                         \
    X(PEESE, "peese", "PEESE", true)                                                                                   \
    X(PET_PEESE, "pet-peese", "PET-PEESE", true)                                                                       \
    X(LIMIT, "limit", "limit meta-analysis", true)                                                                     \
    X(SELECTION, "selection", "selection model, one step (3PSM)", false)                                               \
    X(SELECTION_STEPS, "selection-steps", "selection model, several steps", false)                                     \
    X(PUNIFORM_STAR, "puniform-star", "p-uniform*", false)                                                             \
    X(COPAS, "copas", "Copas' selection model", false)
typedef enum copse_adjustment {
#define COPSE_ADJUSTMENT_ENUM(id, name, text, joint) COPSE_ADJUSTMENT_##id,
    COPSE_ADJUSTMENT_LIST(COPSE_ADJUSTMENT_ENUM)
#undef COPSE_ADJUSTMENT_ENUM
        COPSE_ADJUSTMENT_COUNT
} copse_adjustment;
COPSE_API const char *copse_adjustment_name(copse_adjustment adjustment); /**< "trimfill"; NULL beyond the last */
COPSE_API const char *copse_adjustment_text(copse_adjustment adjustment);
COPSE_API COPSE_NODISCARD copse_status copse_adjustment_find(const char *name, copse_adjustment *adjustment);
/** Is it cheap enough to be made anew in each of thousands of permutations? */
COPSE_API bool copse_adjustment_is_joint(copse_adjustment adjustment);

/** What adjustments need beside the studies; borrowed. */
typedef struct copse_adjust_opts {
    const double *step; /**< SELECTION_STEPS: rising one-sided p-values in (0, 1) */
    size_t steps;
} copse_adjust_opts;
/** Steps 0.025 and 0.5. */
COPSE_API copse_adjust_opts copse_adjust_opts_default(void);

/** A copse_multiverse_adjust: question->adjustment is a copse_adjustment other than NONE, PET, PEESE and PET_PEESE (which are designs of a
 *  set), context a copse_adjust_opts. LIMIT and the selection models have normal or likelihood-ratio tests of their own, the same
 *  whatever the test asked for; SELECTION, SELECTION_STEPS, PUNIFORM_STAR and COPAS are maximum likelihood whatever the method.
 *  Selection is on the side of the pooled effect (REML). */
COPSE_API COPSE_NODISCARD copse_status copse_adjust_effects(void *context, const copse_multiverse_question *question,
                                                            copse_multiverse_answer *answer, copse_error *err);

/** A copse_multiverse_adjust_eight: the same, trim and fill and limit meta-analysis in lanes. */
COPSE_API COPSE_NODISCARD copse_status copse_adjust_eight(void *context, const copse_multiverse_question *question,
                                                          copse_multiverse_answer *answer, copse_error *err);

/* ------------------------------------------------------------------------------------------------------- choices */

/** A choice of data and what its options are called. Borrowed. */
typedef struct copse_multiverse_option_names {
    const char *name;
    const char *const *level;
    size_t levels;
} copse_multiverse_option_names;

/** The studies of one combination. */
typedef struct copse_multiverse_studies {
    copse_study_set set;
    const char *
        *unit; /**< k names of the trials, by which the studies of different combinations are known to be the same;
                            those of one trial are mirrored together. The array is freed by free(), the names are borrowed.
                            NULL: by the set's labels, of one label the first, the second, ... each on its own */
} copse_multiverse_studies;

/** Finds the studies of a combination: level[c] is the option of choice c.
 *  COPSE_ENODATA: it leaves none, for the reason that the error tells (empty: "no effect can be computed"). Any other
 *  failure ends the whole. */
typedef copse_status (*copse_multiverse_bind)(void *context, const size_t *level, copse_multiverse_studies *studies,
                                              copse_error *err);

/** What is asked. All borrowed; must outlive the data that are made of it. */
typedef struct copse_multiverse_request {
    const copse_multiverse_option_names *choice; /**< of data; the last goes round fastest */
    size_t choices;
    copse_multiverse_bind bind;
    void *context;
    const copse_adjustment *adjustment; /**< a choice behind those of data, NONE first; none given: no such choice */
    size_t adjustments;
    copse_adjust_opts adjust;
    size_t adjust_least; /**< sets of fewer studies are not adjusted, and say so; default 0 */
    bool joint_all;      /**< every adjustment has a part in the joint test, the slow ones too */
    const copse_method *method;
    size_t methods;
    const copse_test *test;
    size_t tests;
    double null;     /**< NaN: that of the measure */
    bool comparable; /**< as of the plan, with what follows */
    double level;    /**< of intervals, in % */
    uint64_t permutations;
    uint32_t seed;
    int threads;
} copse_multiverse_request;
/** No choices, REML, knha, 95 %, estimates comparable; the rest as copse_multiverse_plan_default. */
COPSE_API copse_multiverse_request copse_multiverse_request_default(void);

/** Studies, plan, and the names of everything. Zero-initialise. */
typedef struct copse_multiverse_data {
    copse_multiverse_plan plan;
    size_t choices;                  /**< of data, the adjustment among them; then come "method" and "test" */
    const char **choice;             /**< choices + 2 names */
    const char *const **level;       /**< and the names of the options of each */
    copse_multiverse_studies *bound; /**< what `bind` found, adjustments aside */
    size_t bounds;
    void *store; /**< private */
} copse_multiverse_data;

/** Binds every combination. copse_multiverse_data_free takes *data, also after a failure.
 *  @return COPSE_OK, also where combinations leave no studies; COPSE_EUSAGE (too many; a measure without a value of no
 *          effect), COPSE_EINVAL, COPSE_ENOMEM, and what `bind` returns */
COPSE_API COPSE_NODISCARD copse_status copse_multiverse_make(const copse_multiverse_request *request,
                                                             copse_multiverse_data *data, copse_error *err);
COPSE_API void copse_multiverse_data_free(copse_multiverse_data *data);

/* ------------------------------------------------------------------------------------------------ choices of a file */

/** A data frame under choices: in this order which measure (where there are several), which rule for one row a trial (likewise, or one of
 *  several), and for each exclusion whether rows that it names are kept or left out. All borrowed. */
typedef struct copse_multiverse_frame {
    const copse_frame *frame;
    const char *where;            /**< NULL: all rows */
    const copse_binding *binding; /**< of each measure; one at least */
    size_t measures;
    const copse_trial_opts *rule; /**< of each rule; one at least */
    size_t rules;
    bool measure_is_choice, rule_is_choice; /**< each has its place among the choices; else there is one */
    const char *const *exclude;             /**< expressions, as of copse_frame_where */
    size_t excludes;
} copse_multiverse_frame;
/** A copse_multiverse_bind; context is a copse_multiverse_frame. An exclusion that is unknown of a row keeps it. */
COPSE_API COPSE_NODISCARD copse_status copse_multiverse_frame_bind(void *context, const size_t *level,
                                                                   copse_multiverse_studies *studies, copse_error *err);
/** Is exclusion e true of no row that `where` keeps? It is apt to be misspelt. */
COPSE_API COPSE_NODISCARD copse_status copse_multiverse_frame_is_idle(const copse_multiverse_frame *frame, size_t e,
                                                                      bool *idle, copse_error *err);

#ifdef __cplusplus
}
#endif
#endif
