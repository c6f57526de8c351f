/* Methods, tests, stops and modes by name: the lists of the header, once. */
#include <copse/model.h>
#include <strings.h>

typedef struct method_entry { /* also of a pooling */
    const char *code, *text, *paper;
} method_entry;

static const method_entry METHODS[COPSE_METHOD_COUNT] = {
#define ENTRY(id, code, text, paper) {code, text, paper},
    COPSE_METHOD_LIST(ENTRY)
#undef ENTRY
};

typedef struct test_entry { /* also of a prediction interval */
    const char *code, *text;
} test_entry;

static const test_entry TESTS[COPSE_TEST_COUNT] = {
#define ENTRY(id, code, text) {code, text},
    COPSE_TEST_LIST(ENTRY)
#undef ENTRY
};

static const test_entry INTERVALS[COPSE_PI_COUNT] = {
#define ENTRY(id, code, text) {code, text},
    COPSE_PI_LIST(ENTRY)
#undef ENTRY
};

static const method_entry POOLINGS[COPSE_POOLING_COUNT] = {
#define ENTRY(id, code, text, paper) {code, text, paper},
    COPSE_POOLING_LIST(ENTRY)
#undef ENTRY
};

static bool is_method(copse_method method)
{
    return (unsigned)method < COPSE_METHOD_COUNT;
}

const char *copse_method_code(copse_method method)
{
    return is_method(method) ? METHODS[method].code : "";
}

const char *copse_method_text(copse_method method)
{
    return is_method(method) ? METHODS[method].text : "";
}

const char *copse_method_paper(copse_method method)
{
    return is_method(method) ? METHODS[method].paper : "";
}

/* Other names of the same estimators: Cochran's ANOVA and the variance component are Hedges', Mandel-Paule is Paule-Mandel. */
static const struct synonym {
    const char *code;
    copse_method method;
} SYNONYMS[] = {{"CO", COPSE_METHOD_HE}, {"VC", COPSE_METHOD_HE}, {"MP", COPSE_METHOD_PM}, {"RB0", COPSE_METHOD_RB}};

bool copse_method_can(copse_method method, size_t k, size_t p)
{
    if (method == COPSE_METHOD_EE || method == COPSE_METHOD_FE) return k >= p;
    if (method == COPSE_METHOD_HM || method == COPSE_METHOD_RB || method == COPSE_METHOD_RBP) return p == 1 && k > p;
    return k > p && (method != COPSE_METHOD_BMR || k - p >= 2);
}

copse_status copse_method_find(const char *code, copse_method *method)
{
    if (code == NULL || method == NULL) return COPSE_EINVAL;
    for (size_t i = 0; i < sizeof SYNONYMS / sizeof *SYNONYMS; i++)
        if (strcasecmp(code, SYNONYMS[i].code) == 0) {
            *method = SYNONYMS[i].method;
            return COPSE_OK;
        }
    for (int i = 0; i < COPSE_METHOD_COUNT; i++)
        if (strcasecmp(code, METHODS[i].code) == 0) {
            *method = (copse_method)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

static const method_entry *entry_of(const copse_fit *fit)
{
    const bool own = fit->pooling == COPSE_POOLING_INVERSE_VARIANCE || (unsigned)fit->pooling >= COPSE_POOLING_COUNT;
    static const method_entry NONE = {"", "", ""};
    if (!own) return &POOLINGS[fit->pooling];
    return is_method(fit->opts.method) ? &METHODS[fit->opts.method] : &NONE;
}

const char *copse_fit_method_code(const copse_fit *fit)
{
    return entry_of(fit)->code;
}

const char *copse_fit_method_text(const copse_fit *fit)
{
    return entry_of(fit)->text;
}

const char *copse_fit_method_paper(const copse_fit *fit)
{
    return entry_of(fit)->paper;
}

bool copse_fit_is_random(const copse_fit *fit)
{
    return fit->opts.method != COPSE_METHOD_EE && fit->opts.method != COPSE_METHOD_FE;
}

const char *copse_test_code(copse_test test)
{
    return (unsigned)test < COPSE_TEST_COUNT ? TESTS[test].code : "";
}

const char *copse_test_text(copse_test test)
{
    return (unsigned)test < COPSE_TEST_COUNT ? TESTS[test].text : "";
}

copse_status copse_test_find(const char *code, copse_test *test)
{
    if (code == NULL || test == NULL) return COPSE_EINVAL;
    if (strcasecmp(code, "hksj") == 0) {
        *test = COPSE_TEST_KNHA;
        return COPSE_OK;
    }
    for (int i = 0; i < COPSE_TEST_COUNT; i++)
        if (strcasecmp(code, TESTS[i].code) == 0) {
            *test = (copse_test)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

const char *copse_pi_code(copse_pi pi)
{
    return (unsigned)pi < COPSE_PI_COUNT ? INTERVALS[pi].code : "";
}

const char *copse_pi_text(copse_pi pi)
{
    return (unsigned)pi < COPSE_PI_COUNT ? INTERVALS[pi].text : "";
}

copse_status copse_pi_find(const char *code, copse_pi *pi)
{
    if (code == NULL || pi == NULL) return COPSE_EINVAL;
    for (int i = 0; i < COPSE_PI_COUNT; i++)
        if (strcasecmp(code, INTERVALS[i].code) == 0) {
            *pi = (copse_pi)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

bool copse_test_is_wald(copse_test test)
{
    return test == COPSE_TEST_Z || test == COPSE_TEST_T || test == COPSE_TEST_KNHA || test == COPSE_TEST_ADHOC;
}

const char *copse_stop_text(copse_stop stop)
{
    switch (stop) {
    case COPSE_STOP_CLOSED_FORM:
        return "closed form";
    case COPSE_STOP_CONVERGED:
        return "converged";
    case COPSE_STOP_BOUNDARY:
        return "estimate at the boundary 0";
    case COPSE_STOP_FIXED:
        return "tau2 fixed";
    case COPSE_STOP_NO_DF:
        return "too few studies to estimate tau2";
    }
    return "";
}

static const char *const MODES[] = {"separate", "common"};

const char *copse_tau2_mode_name(copse_tau2_mode mode)
{
    return (unsigned)mode < sizeof MODES / sizeof *MODES ? MODES[mode] : "";
}

copse_status copse_tau2_mode_find(const char *name, copse_tau2_mode *mode)
{
    if (name == NULL || mode == NULL) return COPSE_EINVAL;
    for (unsigned i = 0; i < sizeof MODES / sizeof *MODES; i++)
        if (strcasecmp(name, MODES[i]) == 0) {
            *mode = (copse_tau2_mode)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}
