/* The tables of a data package: overall estimates and settings has the analyses, data rows the studies. */
#include "review_parts.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* A cell as text, "" where there is no such column, nothing, or #N/A. */
static const char *cell(const copse_frame *frame, const char *column, size_t row, char *buf)
{
    size_t index = 0;
    if (!copse_frame_has(frame, column) || copse_frame_column(frame, column, &index, NULL) != COPSE_OK) return "";
    const char *text = copse_frame_cell(frame, index, row, buf, COPSE_NUMBER_TEXT);
    return text == NULL || strcmp(text, "#N/A") == 0 ? "" : text;
}

static copse_status cell_number(const copse_frame *frame, const char *column, size_t row, double *x, copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    const char *text = cell(frame, column, row, buf);
    size_t n = strlen(text);
    while (n > 0 && (text[n - 1] == '%' || text[n - 1] == ' ')) n--;
    *x = NAN;
    if (n == 0 || copse_parse_number(text, n, '.', x)) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: column %s: '%s' is not a number", frame->source, frame->line[row],
                      column, copse_i_review_cut(text).text);
}

/* The same for what the review found: a word ("Infinity", "Not estimable") is as good as nothing. */
static double cell_stored(const copse_frame *frame, const char *column, size_t row)
{
    copse_error err = {0};
    double x = NAN;
    return cell_number(frame, column, row, &x, &err) == COPSE_OK ? x : NAN;
}

static bool cell_flag(const copse_frame *frame, const char *column, size_t row, bool fallback)
{
    char buf[COPSE_NUMBER_TEXT];
    const char *text = cell(frame, column, row, buf);
    if (text[0] == '\0') return fallback;
    return strcasecmp(text, "TRUE") == 0 || strcasecmp(text, "YES") == 0;
}

static copse_status cell_text(const copse_frame *frame, const char *column, size_t row, char **to, copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    const char *text = cell(frame, column, row, buf);
    return copse_i_review_text(to, text, strlen(text)) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

/* Group and number of the analysis that a row is of. */
static copse_status read_ids(const copse_frame *frame, size_t row, unsigned long id[2], copse_error *err)
{
    static const char *const NAME[] = {"Analysis group", "Analysis number"};
    for (int i = 0; i < 2; i++) {
        double x;
        const copse_status status = cell_number(frame, NAME[i], row, &x, err);
        if (status != COPSE_OK) return status;
        if (!(x >= 1 && x < 1e6 && x == floor(x)))
            return copse_fail(err, COPSE_EPARSE, "%s:%zu: column %s: no number of an analysis", frame->source,
                              frame->line[row], NAME[i]);
        id[i] = (unsigned long)x;
    }
    return COPSE_OK;
}

/* Versions differ in the word for data by arms, which the measure then tells apart. */
static copse_status read_type(const copse_frame *frame, size_t row, const char *measure, copse_review_type *type,
                              copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    const char *text = cell(frame, "Data type", row, buf);
    if (copse_i_review_begins(text, "dichotomous")) *type = COPSE_REVIEW_DICHOTOMOUS;
    else if (copse_i_review_begins(text, "continuous")) *type = COPSE_REVIEW_CONTINUOUS;
    else if (copse_i_review_begins(text, "contrast")) *type = COPSE_REVIEW_GENERIC;
    else if (copse_i_review_begins(text, "o-e")) *type = COPSE_REVIEW_OBSERVED;
    else if (copse_i_review_begins(text, "arm"))
        *type = strstr(measure, "ean diff") != NULL || strstr(measure, "MD") != NULL ? COPSE_REVIEW_CONTINUOUS
                                                                                     : COPSE_REVIEW_DICHOTOMOUS;
    else
        return copse_fail(err, COPSE_EPARSE,
                          "%s:%zu: column Data type: '%s' is none of Dichotomous, Continuous, Contrast level, O-E and "
                          "variance",
                          frame->source, frame->line[row], copse_i_review_cut(text).text);
    return COPSE_OK;
}

static copse_status read_method(const copse_frame *frame, size_t row, copse_review_settings *s, copse_error *err)
{
    char method[COPSE_NUMBER_TEXT], measure[COPSE_NUMBER_TEXT], model[COPSE_NUMBER_TEXT], buf[COPSE_NUMBER_TEXT];
    const char *name = cell(frame, "Effect measure", row, measure);
    copse_status status = read_type(frame, row, name, &s->type, err);
    if (status != COPSE_OK) return status;
    if (copse_i_review_measure(s, name) != COPSE_OK) return copse_fail_memory(err);
    const char *text = cell(frame, "Statistical method", row, method);
    if (!copse_i_review_method(text, &s->method))
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: column Statistical method: '%s' is not known", frame->source,
                          frame->line[row], copse_i_review_cut(text).text);
    const char *fixed = cell(frame, "Analysis model", row, model);
    s->random = copse_i_review_begins(fixed, "random");
    if (!s->random && !copse_i_review_begins(fixed, "fixed"))
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: column Analysis model: '%s' is neither Fixed nor Random effect",
                          frame->source, frame->line[row], copse_i_review_cut(fixed).text);
    const char *estimator = cell(frame, "Heterogeneity estimator", row, buf);
    s->reml = copse_i_review_begins(estimator, "restricted") || copse_i_review_begins(estimator, "reml");
    const char *interval = cell(frame, "CI method", row, buf);
    s->knapp = copse_i_review_begins(interval, "hartung") || copse_i_review_begins(interval, "hk");
    return COPSE_OK;
}

static copse_status read_level(const copse_frame *frame, size_t row, const char *column, double *level,
                               copse_error *err)
{
    double x;
    const copse_status status = cell_number(frame, column, row, &x, err);
    if (status != COPSE_OK || isnan(x)) return status;
    if (!(x > 0 && x < 100))
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: column %s: no level in percent", frame->source, frame->line[row],
                          column);
    *level = x;
    return COPSE_OK;
}

static copse_status read_settings(const copse_frame *frame, size_t row, copse_review_settings *s, copse_error *err)
{
    copse_status status = read_method(frame, row, s, err);
    if (status == COPSE_OK) status = read_level(frame, row, "Study CI", &s->study_level, err);
    if (status == COPSE_OK) status = read_level(frame, row, "Estimate CI", &s->level, err);
    if (status == COPSE_OK) status = read_level(frame, row, "CI/PI level", &s->level, err);
    if (status == COPSE_OK && copse_frame_has(frame, "CI/PI level")) s->study_level = s->level;
    if (status == COPSE_OK) status = cell_text(frame, "Experimental group label", row, &s->group[0], err);
    if (status == COPSE_OK) status = cell_text(frame, "Control group label", row, &s->group[1], err);
    if (status == COPSE_OK) status = cell_text(frame, "Graph label (left)", row, &s->favours[0], err);
    if (status == COPSE_OK) status = cell_text(frame, "Graph label (right)", row, &s->favours[1], err);
    const bool ratio = s->type == COPSE_REVIEW_OBSERVED ||
                       (s->measure != NULL && s->type == COPSE_REVIEW_DICHOTOMOUS && strcmp(s->measure, "RD") != 0);
    s->log = cell_flag(frame, "Log-scale data", row, ratio);
    s->swap_events = cell_flag(frame, "Swap event and non-event", row, false);
    s->totals = cell_flag(frame, "Overall estimates", row, true);
    s->subgroups = cell_flag(frame, "Subgroup estimates", row, false);
    s->subgroup_test = cell_flag(frame, "Test for subgroup differences", row, false);
    s->effect = cell_stored(frame, "Mean", row);
    s->lower = cell_stored(frame, "CI start", row);
    s->upper = cell_stored(frame, "CI end", row);
    s->tau2 = cell_stored(frame, "Heterogeneity Tau\xC2\xB2", row);
    s->Q = cell_stored(frame, "Heterogeneity Chi\xC2\xB2", row);
    s->I2 = cell_stored(frame, "Heterogeneity I\xC2\xB2", row);
    s->z = cell_stored(frame, "Effect Z", row);
    return status;
}

static copse_status read_analyses(const copse_frame *frame, copse_review *review, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t r = 0; status == COPSE_OK && r < frame->rows; r++) {
        unsigned long id[2] = {0, 0};
        status = read_ids(frame, r, id, err);
        if (status != COPSE_OK) break;
        copse_review_analysis *analysis = copse_i_review_add(review, id[0], id[1]);
        if (analysis == NULL) return copse_fail_memory(err);
        status = cell_text(frame, "Analysis name", r, &analysis->name, err);
        if (status == COPSE_OK) status = cell_text(frame, "Analysis group name", r, &analysis->comparison_name, err);
        if (status == COPSE_OK) status = read_settings(frame, r, &analysis->settings, err);
    }
    return status;
}

/* ------------------------------------------------------------------------------------------------ rows */

/* An analysis by its numbers. */
typedef struct analysis_key {
    unsigned long id[2];
    size_t index;
} analysis_key;

static int by_id(const void *a, const void *b)
{
    const analysis_key *x = a, *y = b;
    if (x->id[0] != y->id[0]) return x->id[0] < y->id[0] ? -1 : 1;
    return x->id[1] < y->id[1] ? -1 : x->id[1] > y->id[1];
}

static copse_status sort_analyses(const copse_review *review, analysis_key **keys, copse_error *err)
{
    *keys = copse_alloc(review->analyses, sizeof **keys);
    if (*keys == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < review->analyses; i++)
        (*keys)[i] = (analysis_key){{review->analysis[i].comparison, review->analysis[i].outcome}, i};
    qsort(*keys, review->analyses, sizeof **keys, by_id);
    return COPSE_OK;
}

static copse_status read_numbers(const copse_frame *frame, size_t r, copse_i_review_row *row, copse_error *err)
{
    static const char *const NAME[] = {"Experimental cases", "Experimental N",  "Control cases", "Control N",
                                       "Experimental mean",  "Experimental SD", "Control mean",  "Control SD",
                                       "GIV Mean",           "GIV SE",          "O-E",           "Variance"};
    for (size_t i = 0; i < sizeof NAME / sizeof *NAME; i++) {
        const copse_status status = cell_number(frame, NAME[i], r, &row->number[i], err);
        if (status != COPSE_OK) return status;
    }
    row->number[COPSE_I_STORED] = cell_stored(frame, "Mean", r);
    row->number[COPSE_I_WEIGHT] = cell_stored(frame, "Weight", r);
    return COPSE_OK;
}

/* The subgroup of a row: that of the row before, or a new one. */
static copse_status read_subgroup(const copse_frame *frame, size_t r, copse_review *review, size_t analysis,
                                  copse_i_review_row *row, copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_i_review_rows *rows = review->rows;
    const char *name = cell(frame, "Subgroup", r, buf);
    if (name[0] == '\0') return COPSE_OK;
    const size_t at = rows->rows - 1; /* adding a subgroup moves no row */
    if (at > 0 && rows->row[at - 1].analysis == analysis && rows->row[at - 1].subgroup != SIZE_MAX &&
        strcmp(rows->subgroup[rows->row[at - 1].subgroup], name) == 0) {
        row->subgroup = rows->row[at - 1].subgroup;
        return COPSE_OK;
    }
    row->subgroup = copse_i_review_add_subgroup(review, name, strlen(name));
    return row->subgroup != SIZE_MAX ? COPSE_OK : copse_fail_memory(err);
}

static copse_status read_row(const copse_frame *frame, size_t r, copse_review *review, const analysis_key *keys,
                             copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    analysis_key wanted = {{0}, 0};
    copse_status status = read_ids(frame, r, wanted.id, err);
    if (status != COPSE_OK) return status;
    const analysis_key *key = bsearch(&wanted, keys, review->analyses, sizeof *keys, by_id);
    if (key == NULL)
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: analysis %lu.%lu is not among the settings", frame->source,
                          frame->line[r], wanted.id[0], wanted.id[1]);
    copse_i_review_row *row = copse_i_review_add_row(review, key->index);
    if (row == NULL) return copse_fail_memory(err);
    row->line = frame->line[r];
    status = cell_text(frame, "Study", r, &row->study, err);
    if (status == COPSE_OK && row->study[0] == '\0')
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: column Study is missing", frame->source, frame->line[r]);
    if (status == COPSE_OK && cell(frame, "Study year", r, buf)[0] != '\0')
        status = cell_text(frame, "Study year", r, &row->year, err);
    if (status == COPSE_OK) status = read_subgroup(frame, r, review, key->index, row, err);
    if (status == COPSE_OK) status = read_numbers(frame, r, row, err);
    return status;
}

/* A table of the archive, with its name in messages. */
static copse_status parse_table(const char *source, const char *name, const char *bytes, size_t n,
                                const char *const *needed, copse_frame *frame, copse_error *err)
{
    copse_text where = {0};
    copse_text_printf(&where, "%s: %s", source, name);
    copse_status status = copse_text_status(&where) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    const copse_frame_opts opts = {.delimiter = ',', .decimal = '.'};
    if (status == COPSE_OK) status = copse_frame_parse(where.bytes, bytes, n, &opts, frame, err);
    for (size_t i = 0, index; status == COPSE_OK && needed[i] != NULL; i++)
        status = copse_frame_column(frame, needed[i], &index, err);
    copse_text_free(&where);
    return status;
}

static copse_status read_tables(const copse_i_package *package, copse_review *review, copse_error *err)
{
    static const char *const SETTINGS[] = {"Analysis group", "Analysis number",    "Analysis name",  "Data type",
                                           "Effect measure", "Statistical method", "Analysis model", NULL};
    static const char *const ROWS[] = {"Analysis group", "Analysis number", "Study", NULL};
    copse_frame settings = {0}, rows = {0};
    analysis_key *keys = NULL;
    copse_status status = parse_table(review->source, package->settings_name, package->settings, package->settings_n,
                                      SETTINGS, &settings, err);
    if (status == COPSE_OK) status = read_analyses(&settings, review, err);
    if (status == COPSE_OK)
        status = parse_table(review->source, package->rows_name, package->rows, package->rows_n, ROWS, &rows, err);
    if (status == COPSE_OK) status = sort_analyses(review, &keys, err);
    for (size_t r = 0; status == COPSE_OK && r < rows.rows; r++) status = read_row(&rows, r, review, keys, err);
    free(keys);
    copse_frame_free(&settings);
    copse_frame_free(&rows);
    return status;
}

copse_status copse_i_package_parse(const char *bytes, size_t n, copse_review *review, copse_error *err)
{
    static const char PROGRAM[] = "RevMan Web data package";
    copse_i_package package;
    copse_status status = copse_i_package_open(review->source, bytes, n, &package, err);
    if (status != COPSE_OK) return status;
    if (package.parameters != NULL && package.settings == NULL)
        status = copse_fail(err, COPSE_EPARSE,
                            "%s: the data package of a review of diagnostic tests; only reviews of "
                            "interventions can be read",
                            review->source);
    else if (package.settings == NULL || package.rows == NULL)
        status = copse_fail(err, COPSE_EPARSE, "%s: no data package: it has no table ...-%s", review->source,
                            package.settings == NULL ? "overall-estimates-and-settings.csv" : "data-rows.csv");
    else if (copse_i_review_text(&review->program, PROGRAM, sizeof PROGRAM - 1) != COPSE_OK)
        status = copse_fail_memory(err);
    if (status == COPSE_OK) status = read_tables(&package, review, err);
    copse_i_package_free(&package);
    return status;
}
