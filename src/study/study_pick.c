/* One row for each value of a column, by rules. */
#include "study_classes.h"

#include <copse/study.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Room for one frame's rows. */
typedef struct room {
    size_t *id, *other, *first; /* classes of `by`, of another column; first row of each */
    double *score, *best;       /* of each row under a rule, smaller is better; the best of each class */
    size_t classes;
    copse_passed_over *passed; /* borrowed, or NULL */
} room;

static bool room_new(room *r, size_t n)
{
    r->id = copse_alloc(n, sizeof *r->id);
    r->other = copse_alloc(n, sizeof *r->other);
    r->first = copse_alloc(n, sizeof *r->first);
    r->score = copse_alloc(n, sizeof *r->score);
    r->best = copse_alloc(n, sizeof *r->best);
    return r->id && r->other && r->first && r->score && r->best;
}

static void room_free(room *r)
{
    free(r->id);
    free(r->other);
    free(r->first);
    free(r->score);
    free(r->best);
}

static copse_status classify(const copse_frame *frame, const char *name, const bool *use, size_t *id, size_t *first,
                             size_t *count, copse_error *err)
{
    size_t column = 0;
    const copse_status status = copse_frame_column(frame, name, &column, err);
    if (status != COPSE_OK) return status;
    const copse_i_keys keys = copse_i_column_keys(frame, column);
    if (copse_i_classify(&keys, frame->rows, use, id, first, count) != COPSE_OK) return copse_fail_memory(err);
    return COPSE_OK;
}

/* The place of a cell in the rule's list, its length for a value that is not listed. */
static double preference(const copse_pick_rule *rule, const char *cell)
{
    size_t at = 0;
    while (at < rule->values && strcmp(rule->value[at], cell) != 0) at++;
    return (double)at;
}

static copse_status score_preference(const copse_frame *frame, const copse_pick_rule *rule, const bool *keep, room *r,
                                     copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    size_t column = 0, values = 0;
    copse_status status = copse_frame_column(frame, rule->column, &column, err);
    if (status == COPSE_OK) status = classify(frame, rule->column, keep, r->other, r->first, &values, err);
    if (status != COPSE_OK) return status;
    for (size_t v = 0; v < values; v++) {
        r->best[v] = preference(rule, copse_frame_cell(frame, column, r->first[v], buf, sizeof buf));
    }
    for (size_t i = 0; i < frame->rows; i++) {
        if (!keep[i]) continue;
        const bool missing = r->other[i] == COPSE_I_NO_CLASS;
        r->score[i] = missing ? (double)rule->values + 1.0 : r->best[r->other[i]];
    }
    return COPSE_OK;
}

static copse_status score_number(const copse_frame *frame, const copse_pick_opts *opts, const copse_pick_rule *rule,
                                 const bool *keep, room *r, copse_error *err)
{
    const double *x = opts->n;
    if (rule->how != COPSE_PICK_LARGEST_N) {
        const copse_status status = copse_frame_numbers(frame, rule->column, &x, err);
        if (status != COPSE_OK) return status;
    }
    for (size_t i = 0; i < frame->rows; i++) {
        if (!keep[i]) continue;
        double score = -x[i];
        if (rule->how == COPSE_PICK_NEAREST) score = fabs(x[i] - rule->target);
        if (rule->how == COPSE_PICK_SMALLEST) score = x[i];
        r->score[i] = isnan(score) ? (double)INFINITY : score;
    }
    return COPSE_OK;
}

static void pass_over(const room *r, size_t row, size_t rule)
{
    if (r->passed) r->passed[row].rule = rule;
}

/* Drops the rows that another row of their class beats. */
static copse_status apply_rule(const copse_frame *frame, const copse_pick_opts *opts, size_t at, bool *keep, room *r,
                               copse_error *err)
{
    const copse_pick_rule *rule = &opts->rules[at];
    const bool by_list = rule->how == COPSE_PICK_PREFER;
    const copse_status status =
        by_list ? score_preference(frame, rule, keep, r, err) : score_number(frame, opts, rule, keep, r, err);
    if (status != COPSE_OK) return status;
    for (size_t c = 0; c < r->classes; c++) r->best[c] = (double)INFINITY;
    for (size_t i = 0; i < frame->rows; i++) {
        if (keep[i] && r->score[i] < r->best[r->id[i]]) r->best[r->id[i]] = r->score[i];
    }
    for (size_t i = 0; i < frame->rows; i++) {
        if (!keep[i] || r->score[i] <= r->best[r->id[i]]) continue;
        keep[i] = false;
        pass_over(r, i, at);
    }
    return COPSE_OK;
}

/* Of the rows that are left, the first of each class, or of each class and value of `combine`. */
static copse_status keep_first(const copse_frame *frame, const copse_pick_opts *opts, bool *keep, room *r,
                               copse_error *err)
{
    size_t count = 0;
    size_t *pair = copse_alloc(frame->rows, sizeof *pair);
    if (!pair) return copse_fail_memory(err);
    copse_status status = COPSE_OK;
    if (opts->combine) status = classify(frame, opts->combine, keep, r->other, r->first, &count, err);
    if (!opts->combine) memset(r->other, 0, frame->rows * sizeof *r->other);
    if (status == COPSE_OK) {
        const copse_i_keys keys = {.pair = {r->id, r->other}};
        status = copse_i_classify(&keys, frame->rows, keep, pair, r->first, &count);
        if (status != COPSE_OK) status = copse_fail_memory(err);
    }
    for (size_t i = 0; status == COPSE_OK && i < frame->rows; i++) {
        if (!keep[i] || r->first[pair[i]] == i) continue;
        keep[i] = false;
        if (r->passed) r->passed[i] = (copse_passed_over){.chosen = r->first[pair[i]], .rule = opts->count};
    }
    free(pair);
    return status;
}

/* Rows that a rule passed over learn which row of theirs was chosen: the first that was. */
static void name_chosen(const copse_frame *frame, const bool *considered, const bool *keep, room *r)
{
    for (size_t c = 0; c < r->classes; c++) r->first[c] = SIZE_MAX;
    for (size_t i = frame->rows; i-- > 0;) {
        if (keep[i]) r->first[r->id[i]] = i;
    }
    for (size_t i = 0; i < frame->rows; i++) {
        if (considered[i] && !keep[i] && r->passed[i].chosen == SIZE_MAX) r->passed[i].chosen = r->first[r->id[i]];
    }
}

static copse_status choose(const copse_frame *frame, const char *by, const copse_pick_opts *opts, bool *keep, room *r,
                           copse_error *err)
{
    copse_status status = classify(frame, by, keep, r->id, r->first, &r->classes, err);
    for (size_t i = 0; status == COPSE_OK && i < frame->rows; i++) {
        if (keep[i] && r->id[i] == COPSE_I_NO_CLASS) r->id[i] = r->classes++; /* no value: on its own */
    }
    for (size_t j = 0; status == COPSE_OK && j < opts->count; j++) {
        status = apply_rule(frame, opts, j, keep, r, err);
    }
    if (status == COPSE_OK && !opts->ties) status = keep_first(frame, opts, keep, r, err);
    return status;
}

copse_status copse_frame_choose(const copse_frame *frame, const char *by, const copse_pick_opts *opts, bool *keep,
                                copse_passed_over *passed, copse_error *err)
{
    room r = {.passed = passed};
    if (!frame || !by || !opts || !keep || (opts->count > 0 && !opts->rules)) {
        return copse_fail(err, COPSE_EINVAL, "nothing to pick from");
    }
    for (size_t j = 0; j < opts->count; j++) {
        if (opts->rules[j].how == COPSE_PICK_LARGEST_N && !opts->n) {
            return copse_fail(err, COPSE_EINVAL, "no sample sizes to pick by");
        }
    }
    bool *considered = copse_alloc(frame->rows, sizeof *considered);
    copse_status status = considered && room_new(&r, frame->rows) ? COPSE_OK : COPSE_ENOMEM;
    for (size_t i = 0; status == COPSE_OK && i < frame->rows; i++) {
        considered[i] = keep[i];
        if (passed) passed[i] = (copse_passed_over){.chosen = SIZE_MAX};
    }
    if (status == COPSE_OK) status = choose(frame, by, opts, keep, &r, err);
    if (status == COPSE_OK && passed) name_chosen(frame, considered, keep, &r);
    room_free(&r);
    free(considered);
    return status == COPSE_ENOMEM ? copse_fail_memory(err) : status;
}

copse_status copse_frame_pick(const copse_frame *frame, const char *by, const copse_pick_rule *rules, size_t count,
                              const char *combine, bool *keep, copse_error *err)
{
    const copse_pick_opts opts = {.rules = rules, .count = count, .combine = combine};
    return copse_frame_choose(frame, by, &opts, keep, NULL, err);
}
