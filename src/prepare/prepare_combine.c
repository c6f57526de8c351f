/* --combine-arms: one row of the arms of a trial that share a control. */
#include "arm_groups.h"
#include "prepare_parts.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Sums and pooled moments: of group 1, and of single groups. */
static const copse_quantity SUMS[] = {COPSE_Q_N1, COPSE_Q_EVENTS1, COPSE_Q_OTHERS1,
                                      COPSE_Q_N0, COPSE_Q_EVENTS0, COPSE_Q_OTHERS0};
static const copse_quantity MOMENTS[] = {COPSE_Q_MEAN1, COPSE_Q_SD1, COPSE_Q_MEAN0, COPSE_Q_SD0};

typedef struct combining {
    const copse_i_columns *columns;
    const copse_frame *frame;
    copse_i_arm_groups groups;
    copse_i_audit *audit;
    copse_notes *warnings;
    bool *keep;
    copse_text *left_empty; /* of each row: columns in which its arms differ */
    double *n, *mean, *sd;  /* of the arms of one group */
} combining;

static bool alone(const combining *c, size_t row)
{
    return c->groups.next[row] == COPSE_I_LAST;
}

static bool is_one_of(const combining *c, const char *name, const copse_quantity *list, size_t n)
{
    for (size_t i = 0; i < n; i++)
        if (strcmp(c->columns->name[list[i]], name) == 0) return true;
    return false;
}

static void leave_empty(combining *c, size_t row, const char *name)
{
    copse_text_printf(&c->left_empty[row], "%s%s", c->left_empty[row].length > 0 ? ", " : "", name);
}

/* What the rows of a group have in common: a sum, or the number that they share. */
static double common_number(combining *c, const copse_column *column, bool sum, size_t first)
{
    double x = column->number[first];
    for (size_t r = c->groups.next[first]; r != COPSE_I_LAST; r = c->groups.next[r]) {
        const double y = column->number[r];
        if (sum) {
            x += y;
        } else if (!(x == y || (isnan(x) && isnan(y)))) {
            leave_empty(c, first, column->name);
            return (double)NAN;
        }
    }
    return x;
}

static copse_status combine_numbers(combining *c, const copse_column *column, copse_frame *out, copse_error *err)
{
    const bool sum = is_one_of(c, column->name, SUMS, COPSE_I_LENGTH(SUMS));
    double *number = copse_alloc(out->rows, sizeof *number);
    if (number == NULL) return copse_fail_memory(err);
    for (size_t r = 0, at = 0; r < c->frame->rows; r++)
        if (c->keep[r]) number[at++] = common_number(c, column, sum, r);
    const copse_status status = copse_frame_put_numbers(out, column->name, number, err);
    free(number);
    return status;
}

/* "CBT + interpersonal": the texts that differ, once each. */
static void join_texts(const combining *c, const copse_column *column, size_t first, copse_text *text)
{
    for (size_t r = first; r != COPSE_I_LAST; r = c->groups.next[r]) {
        bool seen = column->text[r] == NULL;
        for (size_t s = first; !seen && s != r; s = c->groups.next[s])
            seen = column->text[s] != NULL && strcmp(column->text[s], column->text[r]) == 0;
        if (!seen) copse_text_printf(text, "%s%s", text->length > 0 ? " + " : "", column->text[r]);
    }
}

static copse_status combine_texts(combining *c, const copse_column *column, copse_frame *out, copse_error *err)
{
    copse_i_audit joined = {0};
    const char **text = copse_alloc(out->rows, sizeof *text);
    if (text == NULL) return copse_fail_memory(err);
    copse_status status = copse_i_audit_new(out->rows, &joined, err);
    for (size_t r = 0, at = 0; status == COPSE_OK && r < c->frame->rows; r++) {
        if (!c->keep[r]) continue;
        join_texts(c, column, r, &joined.row[at]);
        if (joined.row[at].failed) status = copse_fail_memory(err);
        text[at] = joined.row[at].length > 0 ? copse_text_string(&joined.row[at]) : NULL;
        at++;
    }
    if (status == COPSE_OK) status = copse_frame_put_texts(out, column->name, text, err);
    copse_i_audit_free(&joined);
    free(text);
    return status;
}

/* Means and deviations of the arms of one group of rows, into the arrays; false where nothing is there. */
static size_t gather(combining *c, double *const in[3], size_t first)
{
    size_t k = 0;
    bool any = false;
    for (size_t r = first; r != COPSE_I_LAST; r = c->groups.next[r], k++) {
        c->n[k] = in[0][r];
        c->mean[k] = in[1][r];
        c->sd[k] = in[2][r];
        any = any || !isnan(c->mean[k]) || !isnan(c->sd[k]);
    }
    return any ? k : 0;
}

static copse_status write_moments(combining *c, const char *const name[3], double *const in[3], copse_frame *out,
                                  copse_error *err)
{
    copse_status status = COPSE_OK;
    double *mean = copse_alloc(out->rows, sizeof *mean), *sd = copse_alloc(out->rows, sizeof *sd);
    if (mean == NULL || sd == NULL) {
        free(mean);
        free(sd);
        return copse_fail_memory(err);
    }
    for (size_t r = 0, at = 0; r < c->frame->rows; r++) {
        if (!c->keep[r]) continue;
        double total;
        copse_error why = {0};
        mean[at] = in[1][r];
        sd[at] = in[2][r];
        const size_t k = alone(c, r) ? 0 : gather(c, in, r);
        if (k > 0 && copse_groups_combine(c->n, c->mean, c->sd, k, &total, &mean[at], &sd[at], &why) != COPSE_OK) {
            copse_text_printf(copse_i_audit_entry(c->audit, r), "%s, %s: %s", name[1], name[2], why.text);
            copse_note(c->warnings, "%s:%zu: %s, %s of the arms not combined: %s", c->frame->source, c->frame->line[r],
                       name[1], name[2], why.text);
        }
        at++;
    }
    if (status == COPSE_OK) status = copse_frame_put_numbers(out, name[1], mean, err);
    if (status == COPSE_OK) status = copse_frame_put_numbers(out, name[2], sd, err);
    free(mean);
    free(sd);
    return status;
}

/* A column, of missing values where there is none. */
static copse_status read_or_blank(const combining *c, const char *name, double **number, copse_error *err)
{
    const copse_status status = copse_i_column_read(c->frame, name, number, c->warnings, err);
    if (status != COPSE_OK || *number != NULL) return status;
    *number = copse_alloc(c->frame->rows, sizeof **number);
    if (*number == NULL) return copse_fail_memory(err);
    for (size_t r = 0; r < c->frame->rows; r++) (*number)[r] = NAN;
    return COPSE_OK;
}

static copse_status combine_moments(combining *c, unsigned group, copse_frame *out, copse_error *err)
{
    const char *const name[3] = {c->columns->name[COPSE_Q_N1 + group], c->columns->name[COPSE_Q_MEAN1 + group],
                                 c->columns->name[COPSE_Q_SD1 + group]};
    double *in[3] = {NULL, NULL, NULL};
    if (!copse_frame_has(c->frame, name[1]) && !copse_frame_has(c->frame, name[2])) return COPSE_OK;
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < 3; i++) status = read_or_blank(c, name[i], &in[i], err);
    if (status == COPSE_OK) status = write_moments(c, name, in, out, err);
    for (size_t i = 0; i < 3; i++) free(in[i]);
    return status;
}

static copse_status combine_columns(combining *c, copse_frame *out, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < c->frame->columns; i++) {
        const copse_column *column = &c->frame->column[i];
        if (is_one_of(c, column->name, MOMENTS, COPSE_I_LENGTH(MOMENTS))) continue;
        status = column->type == COPSE_COLUMN_NUMBER ? combine_numbers(c, column, out, err)
                                                     : combine_texts(c, column, out, err);
    }
    if (status == COPSE_OK) status = combine_moments(c, 0, out, err);
    return status == COPSE_OK ? combine_moments(c, 2, out, err) : status;
}

/* The audit of the rows that stay: what was said of the others goes to the first of each group. */
static copse_status combine_audit(combining *c, size_t rows, copse_i_audit *out, copse_error *err)
{
    copse_status status = copse_i_audit_new(rows, out, err);
    for (size_t r = 0, at = 0; status == COPSE_OK && r < c->frame->rows; r++) {
        if (!c->keep[r]) continue;
        for (size_t s = r; s != COPSE_I_LAST; s = c->groups.next[s]) {
            if (c->audit->row[s].failed) status = copse_fail_memory(err);
            if (c->audit->row[s].length == 0) continue;
            copse_text *text = copse_i_audit_entry(out, at);
            if (!alone(c, r)) copse_text_printf(text, "line %zu: ", c->frame->line[s]);
            copse_text_add(text, copse_text_string(&c->audit->row[s]));
        }
        if (!alone(c, r)) {
            copse_text *text = copse_i_audit_entry(out, at);
            copse_text_add(text, "arms combined, ");
            copse_i_arm_groups_lines(&c->groups, c->frame, r, text);
            copse_text_add(text, " (Cochrane Handbook 6.5.2.10)");
            if (c->left_empty[r].failed) status = copse_fail_memory(err);
            if (c->left_empty[r].length > 0)
                copse_text_printf(text, "; left empty, as the arms differ: %s", copse_text_string(&c->left_empty[r]));
        }
        at++;
    }
    return status;
}

static copse_status keep_first_rows(const combining *c, copse_frame *out, copse_error *err)
{
    copse_frame subset = {0};
    copse_status status = copse_frame_subset(c->frame, c->keep, &subset, err);
    if (status == COPSE_OK) status = copse_frame_copy(&subset, out, err);
    copse_frame_free(&subset);
    return status;
}

static copse_status prepare(combining *c, const copse_names *by, copse_error *err)
{
    const size_t rows = c->frame->rows;
    c->keep = copse_alloc(rows, sizeof *c->keep);
    c->left_empty = copse_alloc(rows, sizeof *c->left_empty);
    c->n = copse_alloc(rows, sizeof *c->n);
    c->mean = copse_alloc(rows, sizeof *c->mean);
    c->sd = copse_alloc(rows, sizeof *c->sd);
    if (c->keep == NULL || c->left_empty == NULL || c->n == NULL || c->mean == NULL || c->sd == NULL) {
        (void)copse_fail_memory(err);
        return COPSE_ENOMEM;
    }
    const copse_status status = copse_i_arm_groups_find("combine-arms", by, c->columns, c->frame, &c->groups, err);
    if (status != COPSE_OK) return status;
    for (size_t r = 0; r < rows; r++) c->keep[r] = c->groups.first[r] == r;
    return status;
}

copse_status copse_i_combine_arms(const copse_prepare_opts *values, const copse_i_columns *columns, copse_frame *frame,
                                  copse_i_audit *audit, copse_notes *warnings, copse_error *err)
{
    if (values->combine.count == 0) return COPSE_OK;
    combining c = {.columns = columns, .frame = frame, .audit = audit, .warnings = warnings};
    copse_frame out = {0};
    copse_i_audit out_audit = {0};
    copse_status status = prepare(&c, &values->combine, err);
    if (status == COPSE_OK) copse_i_arm_groups_warn(&c.groups, frame, "combined", audit, warnings);
    if (status == COPSE_OK) status = keep_first_rows(&c, &out, err);
    if (status == COPSE_OK) status = combine_columns(&c, &out, err);
    if (status == COPSE_OK) status = combine_audit(&c, out.rows, &out_audit, err);
    for (size_t r = 0; c.left_empty != NULL && r < frame->rows; r++) copse_text_free(&c.left_empty[r]);
    free(c.left_empty);
    free(c.keep);
    free(c.n);
    free(c.mean);
    free(c.sd);
    copse_i_arm_groups_free(&c.groups);
    if (status == COPSE_OK) {
        copse_frame_free(frame);
        copse_i_audit_free(audit);
        *frame = out;
        *audit = out_audit;
        return COPSE_OK;
    }
    copse_frame_free(&out);
    copse_i_audit_free(&out_audit);
    return status;
}
