#include "rm5_values.h"

#include <math.h>
#include <string.h>

const char *copse_i_rm5_attribute(const char *const *attributes, const char *name)
{
    for (size_t i = 0; attributes[i] != NULL; i += 2)
        if (strcmp(attributes[i], name) == 0) return attributes[i + 1][0] != '\0' ? attributes[i + 1] : NULL;
    return NULL;
}

bool copse_i_rm5_type(const char *element, copse_review_type *type)
{
    static const char *const NAME[] = {"DICH_OUTCOME", "CONT_OUTCOME", "IV_OUTCOME", "IPD_OUTCOME", "OTHER_OUTCOME"};
    for (size_t i = 0; i < sizeof NAME / sizeof *NAME; i++) {
        if (strcmp(element, NAME[i]) != 0) continue;
        *type = (copse_review_type)i;
        return true;
    }
    return false;
}

/* A number of the data: nothing is missing, a word is an error. */
static copse_status read_number(const char *source, size_t line, const char *const *attributes, const char *name,
                                double *x, copse_error *err)
{
    const char *text = copse_i_rm5_attribute(attributes, name);
    if (text == NULL || copse_parse_number(text, strlen(text), '.', x) || strcmp(text, "NaN") == 0) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: %s is '%s', which is not a number", source, line, name,
                      copse_i_review_cut(text).text);
}

/* A result that RevMan stored: "NaN" and "Infinity" are as good as none. */
static void read_stored(const char *const *attributes, const char *name, double *x)
{
    const char *text = copse_i_rm5_attribute(attributes, name);
    if (text != NULL) (void)copse_parse_number(text, strlen(text), '.', x);
}

copse_status copse_i_rm5_number(const char *source, size_t line, const char *const *attributes, unsigned long *no,
                                copse_error *err)
{
    double x = (double)*no + 1;
    const copse_status status = read_number(source, line, attributes, "NO", &x, err);
    if (status != COPSE_OK) return status;
    if (!(x >= 1 && x < 1e6 && x == floor(x)))
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: NO is no number of a comparison or outcome", source, line);
    *no = (unsigned long)x;
    return COPSE_OK;
}

/* YES and NO; another word is an error. */
static copse_status read_flag(const char *source, size_t line, const char *const *attributes, const char *name,
                              bool *flag, copse_error *err)
{
    const char *text = copse_i_rm5_attribute(attributes, name);
    if (text == NULL) return COPSE_OK;
    *flag = strcmp(text, "YES") == 0;
    if (*flag || strcmp(text, "NO") == 0) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: %s is '%s', neither YES nor NO", source, line, name,
                      copse_i_review_cut(text).text);
}

static copse_status read_level(const char *source, size_t line, const char *const *attributes, const char *name,
                               double *level, copse_error *err)
{
    const copse_status status = read_number(source, line, attributes, name, level, err);
    if (status != COPSE_OK || (*level > 0 && *level < 100)) return status;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: %s is no level in percent", source, line, name);
}

static copse_status read_method(const char *source, size_t line, const char *const *attributes,
                                copse_review_settings *s, copse_error *err)
{
    const char *method = copse_i_rm5_attribute(attributes, "METHOD");
    const char *measure = copse_i_rm5_attribute(attributes, "EFFECT_MEASURE");
    s->method = s->type == COPSE_REVIEW_OBSERVED ? COPSE_REVIEW_PETO : COPSE_REVIEW_IV;
    if (s->type == COPSE_REVIEW_DICHOTOMOUS) s->method = COPSE_REVIEW_MH;
    if (method != NULL && !copse_i_review_method(method, &s->method))
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: METHOD is '%s'; known are MH, IV, PETO and EXP_O_E_VAR", source,
                          line, copse_i_review_cut(method).text);
    if (copse_i_review_measure(s, measure != NULL ? measure : "") != COPSE_OK) return copse_fail_memory(err);
    return COPSE_OK;
}

copse_status copse_i_rm5_settings(const char *source, size_t line, const char *const *attributes,
                                  copse_review_settings *s, copse_error *err)
{
    const char *totals = copse_i_rm5_attribute(attributes, "TOTALS");
    s->totals = totals == NULL || strcmp(totals, "YES") == 0; /* SUB: of subgroups alone */
    copse_status status = read_method(source, line, attributes, s, err);
    if (status == COPSE_OK) status = read_flag(source, line, attributes, "RANDOM", &s->random, err);
    if (status == COPSE_OK) status = read_flag(source, line, attributes, "SWAP_EVENTS", &s->swap_events, err);
    if (status == COPSE_OK) status = read_flag(source, line, attributes, "SUBGROUPS", &s->subgroups, err);
    if (status == COPSE_OK) status = read_flag(source, line, attributes, "SUBGROUP_TEST", &s->subgroup_test, err);
    if (status == COPSE_OK) status = read_flag(source, line, attributes, "LOG_DATA", &s->log, err);
    if (status == COPSE_OK) status = read_level(source, line, attributes, "CI_STUDY", &s->study_level, err);
    if (status == COPSE_OK) status = read_level(source, line, attributes, "CI_TOTAL", &s->level, err);
    if (s->type == COPSE_REVIEW_OBSERVED) s->log = true;
    if (s->type == COPSE_REVIEW_DICHOTOMOUS) s->log = s->measure != NULL && strcmp(s->measure, "RD") != 0;
    if (s->type == COPSE_REVIEW_CONTINUOUS) s->log = false;
    const char *estimable = copse_i_rm5_attribute(attributes, "ESTIMABLE");
    if (estimable != NULL && strcmp(estimable, "NO") == 0) return status; /* zeros stand for results */
    read_stored(attributes, "EFFECT_SIZE", &s->effect);
    read_stored(attributes, "CI_START", &s->lower);
    read_stored(attributes, "CI_END", &s->upper);
    read_stored(attributes, "TAU2", &s->tau2);
    read_stored(attributes, "CHI2", &s->Q);
    read_stored(attributes, "I2", &s->I2);
    read_stored(attributes, "Z", &s->z);
    return status;
}

copse_status copse_i_rm5_row(const char *source, const char *const *attributes, const copse_review_analysis *analysis,
                             copse_i_review_row *row, copse_error *err)
{
    static const char *const NAME[] = {"EVENTS_1", "TOTAL_1", "EVENTS_2", "TOTAL_2", "MEAN_1", "SD_1",
                                       "MEAN_2",   "SD_2",    "ESTIMATE", "SE",      "O_E",    "VAR"};
    const char *id = copse_i_rm5_attribute(attributes, "STUDY_ID");
    if (id == NULL) return copse_fail(err, COPSE_EPARSE, "%s:%zu: data without a STUDY_ID", source, row->line);
    if (copse_i_review_text(&row->study, id, strlen(id)) != COPSE_OK) return copse_fail_memory(err);
    for (size_t i = 0; i < sizeof NAME / sizeof *NAME; i++) {
        const copse_status status = read_number(source, row->line, attributes, NAME[i], &row->number[i], err);
        if (status != COPSE_OK) return status;
    }
    const copse_status status = read_flag(source, row->line, attributes, "ESTIMABLE", &row->estimable, err);
    if (status != COPSE_OK) return status;
    if (row->estimable) read_stored(attributes, "EFFECT_SIZE", &row->number[COPSE_I_STORED]);
    read_stored(attributes, "WEIGHT", &row->number[COPSE_I_WEIGHT]);
    double *estimate = &row->number[COPSE_I_ESTIMATE];
    /* where the number that was entered does not stand there, the effect is it, shown */
    if (analysis->settings.type == COPSE_REVIEW_GENERIC && isnan(*estimate))
        *estimate = analysis->settings.log ? log(row->number[COPSE_I_STORED]) : row->number[COPSE_I_STORED];
    if (!isfinite(*estimate)) *estimate = NAN;
    return COPSE_OK;
}
