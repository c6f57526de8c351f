/* What the outputs of `copse bias` share. A check's file, rows_<part>.c, has a copse_i_bias_part for each of its checks and
 * says so in the table of report_bias.c; the common table, CSV and JSON follow from its rows. */
#ifndef COPSE_REPORT_BIAS_H
#define COPSE_REPORT_BIAS_H

#include "json_stream.h"
#include "pool_view.h"
#include "shown_number.h"

/* A row of the common table. Numbers that the check does not have are NaN. */
typedef struct copse_i_bias_row {
    copse_bias_check check; /* COPSE_BIAS_CHECK_COUNT: the pooled effect itself */
    const char *variant;    /* which of several rows of the check: "L0, REML"; NULL: it has one */
    const char *null;       /* what its p is of, where that is not the check's; NULL: it is */
    const char *symbol;     /* of the statistic: "t", "z", "chi2"; NULL without */
    double statistic, df, p;
    double estimate, se; /* the effect, adjusted, on the scale of analysis */
    copse_interval ci;
    copse_text remark; /* one line without a full stop; where the check could not be made: why */
    bool made;
} copse_i_bias_row;

typedef struct copse_i_bias_rows {
    copse_i_bias_row *row;
    size_t count, capacity;
    copse_i_bias_row spare; /* what a failed call gives */
    bool failed;
} copse_i_bias_rows;

/* One more row, all NaN; never NULL. `variant` and the symbol are borrowed (literals). The pointer holds until the next call. */
copse_i_bias_row *copse_i_bias_row_add(copse_i_bias_rows *rows, copse_bias_check check, const char *variant);
/* Puts a coefficient's test there: symbol "t" or "z", statistic, df, p. */
void copse_i_bias_row_test(copse_i_bias_row *row, const copse_coefficient *coefficient);
/* Puts an adjusted effect there. */
void copse_i_bias_row_effect(copse_i_bias_row *row, const copse_coefficient *effect);
/* "egger"; "pooled". */
const char *copse_i_bias_row_name(const copse_i_bias_row *row);
/* What its p is of; NULL for the pooled effect. */
const char *copse_i_bias_row_null(const copse_i_bias_row *row);
void copse_i_bias_rows_free(copse_i_bias_rows *rows);
void copse_i_bias_csv(copse_document *document, const copse_i_view *view, const copse_i_bias_rows *rows);

/* What a check gives; each function may be NULL, but for `rows`. None is called where the check was not made. */
typedef struct copse_i_bias_part {
    void (*rows)(const copse_bias_report *report, copse_i_bias_rows *rows);
    /* remarks that are too long for a row */
    void (*notes)(const copse_bias_report *report, copse_notes *notes);
    /* tables of its own, for people (each with a heading) and in CSV */
    void (*tables)(copse_document *document, const copse_i_view *view, const copse_bias_report *report);
    void (*csv)(copse_document *document, const copse_i_view *view, const copse_bias_report *report);
    /* its member of the object, named as the check with '_' for '-' */
    json_t *(*json)(copse_i_json *json, const copse_bias_report *report);
} copse_i_bias_part;

extern const copse_i_bias_part copse_i_bias_egger_part, copse_i_bias_begg_part, copse_i_bias_macaskill_part,
    copse_i_bias_harbord_part, copse_i_bias_peters_part, copse_i_bias_schwarzer_part, copse_i_bias_thompson_sharp_part,
    copse_i_bias_deeks_part, copse_i_bias_pustejovsky_rodgers_part;
extern const copse_i_bias_part copse_i_bias_pet_part, copse_i_bias_peese_part, copse_i_bias_pet_peese_part,
    copse_i_bias_limit_part, copse_i_bias_lfk_part, copse_i_bias_trimfill_part;
extern const copse_i_bias_part copse_i_bias_failsafe_part, copse_i_bias_tes_part, copse_i_bias_pcurve_part,
    copse_i_bias_puniform_part, copse_i_bias_puniform_star_part, copse_i_bias_henmi_copas_part, copse_i_bias_copas_part;
extern const copse_i_bias_part copse_i_bias_selection_part;

/* The part of a check; NULL: it has none. */
const copse_i_bias_part *copse_i_bias_part_of(copse_bias_check check);
/* The rows of all checks, in order, the pooled effect first. */
void copse_i_bias_rows_fill(const copse_bias_report *report, copse_i_bias_rows *rows);
void copse_i_bias_notes(const copse_bias_report *report, copse_notes *notes);
COPSE_NODISCARD copse_status copse_i_bias_json(const copse_bias_report *report, const copse_i_bias_rows *rows,
                                               copse_text *out);
json_t *copse_i_coefficient_json(copse_i_json *json, const copse_coefficient *c);
/* NULL where its estimate is NaN. */
json_t *copse_i_coefficient_or_null_json(copse_i_json *json, const copse_coefficient *c);
json_t *copse_i_egger_json(copse_i_json *json, const copse_egger *egger);
void copse_i_bias_rank_row(const copse_rank_correlation *rank, copse_bias_check check, const char *variant,
                           copse_i_bias_rows *rows);
json_t *copse_i_bias_rank_json(copse_i_json *json, const copse_rank_correlation *rank);
/* "; moderators: F(1, 10) 2.31, p 0.160"; nothing without them. `chi2`: what the statistic is called that is no F. */
void copse_i_bias_moderators_text(copse_text *out, const copse_omnibus *test, const char *chi2);
/* null without moderators */
json_t *copse_i_bias_moderators_json(copse_i_json *json, const copse_omnibus *test);
/* "slope 1.23 (SE 0.45)" */
void copse_i_bias_slope_text(copse_text *out, const copse_coefficient *slope);

#endif
