/* --cluster-size, --icc: trials that randomised clusters. */
#include "prepare_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* A number for every row, or a column. */
static copse_status read_argument(const char *option, const char *text, const copse_frame *frame, double **number,
                                  copse_notes *warnings, copse_error *err)
{
    double x = NAN;
    size_t index;
    *number = NULL;
    if (text != NULL && !copse_parse_number(text, strlen(text), '.', &x)) {
        copse_status status = copse_frame_column(frame, text, &index, err);
        if (status != COPSE_OK) return copse_error_prefix(err, "--%s: ", option);
        status = copse_i_column_read(frame, text, number, warnings, err);
        if (status != COPSE_OK || *number != NULL) return status;
        return copse_fail(err, COPSE_EPARSE, "--%s: column %s holds no numbers", option, text);
    }
    *number = copse_alloc(frame->rows, sizeof **number);
    if (*number == NULL) return copse_fail_memory(err);
    for (size_t r = 0; r < frame->rows; r++) (*number)[r] = x;
    return COPSE_OK;
}

/* The design effect of each row: 1 where none is asked for, NaN where it is not known. */
static void design_effects(const double *m, const double *icc, const double *cv, bool cv_given,
                           const copse_frame *frame, double *effect, copse_i_audit *audit, copse_notes *warnings)
{
    char number[COPSE_NUMBER_TEXT];
    for (size_t r = 0; r < frame->rows; r++) {
        copse_error why = {0};
        effect[r] = 1.0;
        if (isnan(m[r])) continue;
        const double spread = cv_given ? cv[r] : 0.0;
        if (copse_design_effect(m[r], icc[r], spread, &effect[r], &why) == COPSE_OK) {
            copse_text *text = copse_i_audit_entry(audit, r);
            copse_text_printf(text, "design effect %s from clusters of ",
                              copse_format_significant(number, sizeof number, effect[r], 6));
            copse_text_add(text, copse_format_significant(number, sizeof number, m[r], 6));
            copse_text_printf(text, ", ICC %s", copse_format_significant(number, sizeof number, icc[r], 6));
            if (cv_given)
                copse_text_printf(text, ", CV %s", copse_format_significant(number, sizeof number, spread, 6));
            copse_text_printf(text, " (%s)", cv_given ? "Eldridge 2006" : "Cochrane Handbook 23.1.4");
            continue;
        }
        effect[r] = NAN;
        copse_text_printf(copse_i_audit_entry(audit, r), "no design effect: %s", why.text);
        copse_note(warnings, "%s:%zu: no design effect: %s", frame->source, frame->line[r], why.text);
    }
}

static const struct {
    copse_quantity quantity;
    double power; /* of the design effect */
} ADJUSTED[] = {
    {COPSE_Q_N1, -1},      {COPSE_Q_N2, -1},      {COPSE_Q_N0, -1},      {COPSE_Q_EVENTS1, -1},
    {COPSE_Q_OTHERS1, -1}, {COPSE_Q_EVENTS2, -1}, {COPSE_Q_OTHERS2, -1}, {COPSE_Q_EVENTS0, -1},
    {COPSE_Q_OTHERS0, -1}, {COPSE_Q_VI, 1},       {COPSE_Q_SEI, 0.5},
};

static copse_status adjust(const copse_prepare_opts *values, const copse_i_columns *columns, const double *effect,
                           copse_frame *frame, copse_notes *warnings, copse_error *err)
{
    bool any = false;
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < COPSE_I_LENGTH(ADJUSTED); i++) {
        const char *name = columns->name[ADJUSTED[i].quantity];
        double *number = NULL;
        status = copse_i_adjusted_read(name, frame, &number, warnings, err);
        if (status != COPSE_OK || number == NULL) continue;
        any = true;
        for (size_t r = 0; r < frame->rows; r++) {
            const double factor = ADJUSTED[i].power == 0.5 ? sqrt(effect[r]) : effect[r];
            number[r] = ADJUSTED[i].power < 0.0 ? number[r] / factor : number[r] * factor;
        }
        status = copse_i_adjusted_write(name, values->replace, number, frame, err);
        free(number);
    }
    if (status != COPSE_OK || any) return status;
    return copse_fail(err, COPSE_EUSAGE,
                      "%s has no column of sizes, events, vi or sei to allow for clusters in (--from)", frame->source);
}

copse_status copse_i_allow_for_clusters(const copse_prepare_opts *values, const copse_i_columns *columns,
                                        copse_frame *frame, copse_i_audit *audit, copse_notes *warnings,
                                        copse_error *err)
{
    if (values->cluster_size == NULL && values->icc == NULL && values->cluster_cv == NULL) return COPSE_OK;
    if (values->cluster_size == NULL || values->icc == NULL)
        return copse_fail(err, COPSE_EUSAGE, "--cluster-size and --icc go together");
    double *m = NULL, *icc = NULL, *cv = NULL, *effect = copse_alloc(frame->rows, sizeof *effect);
    if (effect == NULL) return copse_fail_memory(err);
    copse_status status = read_argument("cluster-size", values->cluster_size, frame, &m, warnings, err);
    if (status == COPSE_OK) status = read_argument("icc", values->icc, frame, &icc, warnings, err);
    if (status == COPSE_OK) status = read_argument("cluster-cv", values->cluster_cv, frame, &cv, warnings, err);
    if (status == COPSE_OK) {
        design_effects(m, icc, cv, values->cluster_cv != NULL, frame, effect, audit, warnings);
        status = adjust(values, columns, effect, frame, warnings, err);
    }
    free(m);
    free(icc);
    free(cv);
    free(effect);
    return status;
}
