/* The table: what each program has by default, and where that is written. */
#include <copse/programs.h>

#include <math.h>
#include <stddef.h>

typedef struct entry {
    int value;
    const char *source;
} entry;

/* Sources that stand in several rows. */
#define ESCALC "metafor 5.1: escalc, default arguments"
#define RMA "metafor 5.1: rma.uni, default arguments"
#define PREDICT "metafor 5.1: predict.rma, predtype"
#define SETTINGS "meta 8: settings.meta, defaults (R/settings.meta.R)"
#define METABIN "meta 8: metabin, arguments incr, RR.Cochrane = FALSE, allstudies = FALSE"
#define ALGORITHMS "Deeks & Higgins 2010, Statistical algorithms in Review Manager 5"
#define COCHRANE "Cochrane Methods, Random-effects methods (May 2024, January 2025)"
#define ESIZE "Stata 18 Meta-Analysis Reference Manual, [META] meta esize"
#define SUMMARIZE "Stata 18 Meta-Analysis Reference Manual, [META] meta summarize"
#define BORENSTEIN "Borenstein, Hedges, Higgins & Rothstein 2009, Introduction to Meta-Analysis"

static const entry TABLE[COPSE_PROGRAM_COUNT][COPSE_SETTING_COUNT] = {
    [COPSE_PROGRAM_METAFOR] =
        {
            [COPSE_SETTING_SMD] = {COPSE_SMD_HEDGES, ESCALC " (vtype = \"LS\")"},
            [COPSE_SETTING_ZERO_CELLS] = {COPSE_ZERO_CELLS, ESCALC " (add = 1/2, to = \"only0\")"},
            [COPSE_SETTING_DOUBLE_ZERO] = {COPSE_DOUBLE_KEEP, ESCALC " (drop00 = FALSE)"},
            [COPSE_SETTING_METHOD] = {COPSE_METHOD_REML, RMA " (method = \"REML\")"},
            [COPSE_SETTING_FIXED] = {COPSE_FIXED_IV, RMA "; Mantel-Haenszel is another function, rma.mh"},
            [COPSE_SETTING_TAU2_ABOUT] = {COPSE_ABOUT_IV, RMA},
            [COPSE_SETTING_TEST] = {COPSE_TEST_Z, RMA " (test = \"z\")"},
            [COPSE_SETTING_TAU2_CI] = {COPSE_TAU2_CI_PROFILE, "metafor 5.1: confint.rma.uni, type = \"QP\""},
            [COPSE_SETTING_I2] = {COPSE_I2_TAU2, "metafor 5.1: print.rma, from tau2"},
            [COPSE_SETTING_PREDICTION] = {COPSE_PI_RULE_TEST, PREDICT},
        },
    [COPSE_PROGRAM_META] =
        {
            [COPSE_SETTING_SMD] = {COPSE_SMD_EXACT, SETTINGS " (method.smd = \"Hedges\", exact.smd = TRUE)"},
            [COPSE_SETTING_ZERO_CELLS] = {COPSE_ZERO_EVENTS, METABIN},
            [COPSE_SETTING_DOUBLE_ZERO] = {COPSE_DOUBLE_DROP, METABIN},
            [COPSE_SETTING_METHOD] = {COPSE_METHOD_REML, SETTINGS " (method.tau = \"REML\")"},
            [COPSE_SETTING_FIXED] = {COPSE_FIXED_MH_COUNTED,
                                     SETTINGS " (method = \"MH\", MH.exact = FALSE); metainc, too"},
            [COPSE_SETTING_TAU2_ABOUT] = {COPSE_ABOUT_MH, SETTINGS " (Q.Cochrane = TRUE; for method.tau = \"DL\")"},
            [COPSE_SETTING_TEST] = {COPSE_TEST_Z, SETTINGS " (method.random.ci = \"classic\")"},
            [COPSE_SETTING_TAU2_CI] = {COPSE_TAU2_CI_BY_METHOD,
                                       "meta 8: metagen, method.tau.ci: \"J\" for DL, else \"QP\""},
            [COPSE_SETTING_I2] = {COPSE_I2_Q, SETTINGS " (method.I2 = \"Q\")"},
            [COPSE_SETTING_PREDICTION] = {COPSE_PI_RULE_T1, SETTINGS " (method.predict = \"V\")"},
        },
    [COPSE_PROGRAM_REVMAN] =
        {
            [COPSE_SETTING_SMD] = {COPSE_SMD_REVMAN, ALGORITHMS "; not known to have changed"},
            [COPSE_SETTING_ZERO_CELLS] = {COPSE_ZERO_CELLS, ALGORITHMS "; not known to have changed"},
            [COPSE_SETTING_DOUBLE_ZERO] = {COPSE_DOUBLE_DROP, ALGORITHMS "; not known to have changed"},
            [COPSE_SETTING_METHOD] = {COPSE_METHOD_REML, COCHRANE ": REML is recommended, DL a choice"},
            [COPSE_SETTING_FIXED] = {COPSE_FIXED_MH, ALGORITHMS "; not known to have changed"},
            [COPSE_SETTING_TAU2_ABOUT] = {COPSE_ABOUT_IV, COCHRANE},
            [COPSE_SETTING_TEST] = {COPSE_TEST_KNHA, COCHRANE ": HKSJ is recommended, Wald (--test z) a choice"},
            [COPSE_SETTING_TAU2_CI] = {COPSE_TAU2_CI_PROFILE, COCHRANE ": Q-profile"},
            [COPSE_SETTING_I2] = {COPSE_I2_TAU2, COCHRANE ": I2 from tau2"},
            [COPSE_SETTING_PREDICTION] = {COPSE_PI_RULE_TEST, COCHRANE ": t or normal distribution; taken to follow "
                                                                       "the interval of the mean"},
        },
    [COPSE_PROGRAM_REVMAN5] =
        {
            [COPSE_SETTING_SMD] = {COPSE_SMD_REVMAN, ALGORITHMS ", section 3"},
            [COPSE_SETTING_ZERO_CELLS] = {COPSE_ZERO_CELLS, ALGORITHMS ", section 2"},
            [COPSE_SETTING_DOUBLE_ZERO] = {COPSE_DOUBLE_DROP, ALGORITHMS ", section 2"},
            [COPSE_SETTING_METHOD] = {COPSE_METHOD_DL, ALGORITHMS ", section 7"},
            [COPSE_SETTING_FIXED] = {COPSE_FIXED_MH, ALGORITHMS ": Mantel-Haenszel methods"},
            [COPSE_SETTING_TAU2_ABOUT] = {COPSE_ABOUT_MH, ALGORITHMS ", section 7 (M-H, random)"},
            [COPSE_SETTING_TEST] = {COPSE_TEST_Z, ALGORITHMS ", section 7"},
            [COPSE_SETTING_TAU2_CI] = {COPSE_TAU2_CI_NONE, ALGORITHMS},
            [COPSE_SETTING_I2] = {COPSE_I2_Q, ALGORITHMS ", section 7"},
            [COPSE_SETTING_PREDICTION] = {COPSE_PI_RULE_NONE, ALGORITHMS},
        },
    [COPSE_PROGRAM_STATA] =
        {
            [COPSE_SETTING_SMD] = {COPSE_SMD_HEDGES, ESIZE ": hedgesg, exact"},
            [COPSE_SETTING_ZERO_CELLS] = {COPSE_ZERO_RATIOS, ESIZE ": zerocells(0.5, only0), for ratios alone"},
            [COPSE_SETTING_DOUBLE_ZERO] = {COPSE_DOUBLE_KEEP, ESIZE ": zerocells(0.5, only0)"},
            [COPSE_SETTING_METHOD] = {COPSE_METHOD_REML, SUMMARIZE ": random(reml)"},
            [COPSE_SETTING_FIXED] = {COPSE_FIXED_MH, ESIZE ": fixed implies fixed(mhaenszel)"},
            [COPSE_SETTING_TAU2_ABOUT] = {COPSE_ABOUT_IV, SUMMARIZE},
            [COPSE_SETTING_TEST] = {COPSE_TEST_Z, SUMMARIZE ": normal unless se(khartung)"},
            [COPSE_SETTING_TAU2_CI] = {COPSE_TAU2_CI_NONE, SUMMARIZE},
            [COPSE_SETTING_I2] = {COPSE_I2_TAU2, SUMMARIZE ", Methods and formulas: tau2/(tau2 + s2)"},
            [COPSE_SETTING_PREDICTION] = {COPSE_PI_RULE_T2, SUMMARIZE ": predinterval, t with k - 2"},
        },
    [COPSE_PROGRAM_CMA] =
        {
            [COPSE_SETTING_SMD] = {COPSE_SMD_BORENSTEIN, BORENSTEIN ", eq 4.20 to 4.24"},
            [COPSE_SETTING_ZERO_CELLS] = {COPSE_ZERO_CELLS, BORENSTEIN ", chapter 5"},
            [COPSE_SETTING_DOUBLE_ZERO] = {COPSE_DOUBLE_DROP, BORENSTEIN ", chapter 33"},
            [COPSE_SETTING_METHOD] = {COPSE_METHOD_DL, BORENSTEIN ", chapter 12"},
            [COPSE_SETTING_FIXED] = {COPSE_FIXED_IV, BORENSTEIN ", chapter 11"},
            [COPSE_SETTING_TAU2_ABOUT] = {COPSE_ABOUT_IV, BORENSTEIN ", chapter 12"},
            [COPSE_SETTING_TEST] = {COPSE_TEST_Z, BORENSTEIN ", chapter 12"},
            [COPSE_SETTING_TAU2_CI] = {COPSE_TAU2_CI_NONE, BORENSTEIN ", chapter 16; not computed here"},
            [COPSE_SETTING_I2] = {COPSE_I2_Q, BORENSTEIN ", eq 16.9"},
            [COPSE_SETTING_PREDICTION] = {COPSE_PI_RULE_T2, BORENSTEIN ", eq 17.7"},
        },
};

copse_program_settings copse_program_settings_default(void)
{
    copse_program_settings s = {.effect = copse_effect_opts_default(), .fit = copse_fit_opts_default()};
    for (size_t i = 0; i < COPSE_SETTING_COUNT; i++) s.value[i] = TABLE[COPSE_PROGRAM_METAFOR][i].value;
    s.value[COPSE_SETTING_METHOD] = (int)s.fit.method;
    s.value[COPSE_SETTING_TEST] = (int)s.fit.test;
    return s;
}

void copse_program_apply(copse_program program, copse_program_settings *settings)
{
    for (size_t i = 0; i < COPSE_SETTING_COUNT; i++)
        if (!settings->given[i]) settings->value[i] = TABLE[program][i].value;
}

const char *copse_program_source(copse_program program, copse_setting setting)
{
    return TABLE[program][setting].source;
}

static const char *const MEASURE[COPSE_PROGRAM_COUNT][COPSE_PROGRAM_DATA_COUNT] = {
    /* settings.meta: smbin, smcont, sminc, smprop, smrate, smmean, smcor */
    [COPSE_PROGRAM_META] = {"RR", "MD", "IRR", "PLO", "IRLN", "MN", "ZCOR"},
    /* meta esize: lnoratio, hedgesg, ftukeyprop, fisherz */
    [COPSE_PROGRAM_STATA] = {[COPSE_PROGRAM_DATA_TABLES] = "OR",
                             [COPSE_PROGRAM_DATA_MEANS] = "SMD",
                             [COPSE_PROGRAM_DATA_PROPORTIONS] = "PFT",
                             [COPSE_PROGRAM_DATA_CORRELATIONS] = "ZCOR"},
};

const char *copse_program_measure(copse_program program, copse_program_data data)
{
    if ((unsigned)program >= COPSE_PROGRAM_COUNT || (unsigned)data >= COPSE_PROGRAM_DATA_COUNT) return NULL;
    return MEASURE[program][data];
}

bool copse_program_has_moderators(copse_program program)
{
    return program != COPSE_PROGRAM_REVMAN && program != COPSE_PROGRAM_REVMAN5;
}
