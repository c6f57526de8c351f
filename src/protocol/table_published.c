/* Published pools beside the recomputed ones. Published numbers are turned to the direction and compared on the scale of
 * the recomputed ones: ratios with ratios. */
#include "tables.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct pair {
    const copse_i_analysis *analysis; /* NULL: the outcome is none of the protocol's */
    const copse_fit *fit;             /* recomputed; NULL where there is none */
    const char *group;
    double published[3]; /* estimate, lower, upper, in our direction */
    double recomputed[3];
    double published_I2, published_k, sign;
    const char *verdict;
} pair;

static const char *cell(const copse_frame *frame, copse_i_string name, size_t row, char *buf, size_t size)
{
    size_t column = 0;
    if (name.line == 0 || copse_frame_column(frame, name.text, &column, NULL) != COPSE_OK) return NULL;
    return copse_frame_cell(frame, column, row, buf, size);
}

static double number(const copse_frame *frame, copse_i_string name, size_t row)
{
    const double *numbers = NULL;
    if (name.line == 0 || copse_frame_numbers(frame, name.text, &numbers, NULL) != COPSE_OK) return NAN;
    return numbers[row];
}

/* The recomputed fit that a published row is about: overall, or one subgroup. */
static void find_fit(const copse_i_run *run, size_t row, pair *p)
{
    char buf[COPSE_NUMBER_TEXT];
    const copse_i_analysis *analysis = p->analysis;
    const char *group = cell(&run->published, run->spec->published.subgroup, row, buf, sizeof buf);
    p->group = "overall";
    p->fit = analysis->state == COPSE_I_POOLED ? &analysis->fit : NULL;
    if (group == NULL || strcmp(group, "all") == 0 || strcmp(group, "overall") == 0) return;
    p->fit = NULL;
    p->group = "another group";
    for (size_t l = 0; l < run->spec->subgroup.levels.count; l++)
        if (strcmp(run->spec->subgroup.levels.text[l], group) == 0) p->group = run->spec->subgroup.levels.text[l];
    for (size_t l = 0; analysis->has_subgroups && l < analysis->set.levels; l++)
        if (strcmp(analysis->set.level[l], group) == 0) {
            p->group = analysis->set.level[l];
            p->fit = &analysis->subgroups.fit[l];
        }
}

static bool measure_comparable(const copse_i_run *run, const pair *p, size_t row)
{
    char buf[COPSE_NUMBER_TEXT];
    const copse_i_strings *own = &p->analysis->outcome->published_measures;
    const copse_i_strings *list = own->line > 0 ? own : &run->spec->published.measures;
    const char *measure = cell(&run->published, run->spec->published.measure, row, buf, sizeof buf);
    if (list->line == 0) return true;
    for (size_t i = 0; measure != NULL && i < list->count; i++)
        if (strcmp(list->text[i], measure) == 0) return true;
    return false;
}

/* Turns the published numbers where theirs point the other way. */
static void turn(pair *p)
{
    if (p->analysis == NULL || !(p->sign * p->analysis->direction < 0)) return;
    const bool ratio = p->analysis->outcome->measure_entry->ratio;
    double turned[3];
    for (size_t i = 0; i < 3; i++) turned[i] = ratio ? 1 / p->published[i] : -p->published[i];
    p->published[0] = turned[0];
    p->published[1] = turned[2];
    p->published[2] = turned[1];
}

static bool same_digits(double recomputed, double published, int digits)
{
    const double scale = pow(10, digits);
    return fabs(round(recomputed * scale) - round(published * scale)) < 0.5;
}

static const char *judge(const copse_i_run *run, const pair *p)
{
    const copse_i_published *published = &run->spec->published;
    const int digits = published->digits.line > 0 ? (int)published->digits.value : 2;
    const int I2_digits = published->I2_digits.line > 0 ? (int)published->I2_digits.value : 0;
    if (p->fit == NULL) return "not recomputed";
    if (published->sign.line > 0 && !isfinite(p->sign)) return "direction not stated";
    if (!isfinite(p->published[0])) return "not published";
    if (published->verdict.line > 0 && strcmp(published->verdict.text, "interval") == 0)
        return p->published[0] >= p->recomputed[1] && p->published[0] <= p->recomputed[2] ? "inside our interval"
                                                                                          : "outside our interval";
    bool agrees = true;
    for (size_t i = 0; i < 3; i++) agrees = agrees && same_digits(p->recomputed[i], p->published[i], digits);
    if (isfinite(p->published_I2) && !isnan(p->fit->het.I2_Q)) /* one trial has none */
        agrees = agrees && same_digits(p->fit->het.I2_Q, p->published_I2, I2_digits);
    return agrees ? "agrees" : "differs";
}

static pair make_pair(const copse_i_run *run, const copse_i_analysis *analysis, size_t row)
{
    const copse_i_published *published = &run->spec->published;
    const copse_frame *frame = &run->published;
    pair p = {.analysis = analysis,
              .published = {number(frame, published->estimate, row), number(frame, published->ci_lower, row),
                            number(frame, published->ci_upper, row)},
              .recomputed = {NAN, NAN, NAN},
              .published_I2 = number(frame, published->I2, row),
              .published_k = number(frame, published->k, row),
              .sign = number(frame, published->sign, row)};
    if (analysis == NULL) {
        p.verdict = "not one of the protocol's outcomes";
        return p;
    }
    find_fit(run, row, &p);
    turn(&p);
    if (p.fit != NULL) {
        p.recomputed[0] = copse_i_shown(analysis, p.fit, p.fit->coef->estimate);
        const copse_interval ci = copse_i_shown_interval(analysis, p.fit, p.fit->coef->ci, false);
        p.recomputed[1] = ci.lower;
        p.recomputed[2] = ci.upper;
    }
    p.verdict = measure_comparable(run, &p, row) ? judge(run, &p) : "another measure";
    return p;
}

static void triple_cells(copse_document *document, bool machine, const double *x, int digits)
{
    if (!machine) copse_i_interval_cell(document, x[0], x[1], x[2], digits);
    for (size_t i = 0; machine && i < 3; i++) copse_document_number(document, x[i]);
}

static void pair_row(const copse_i_run *run, bool machine, copse_document *document, const pair *p, size_t row)
{
    char buf[COPSE_NUMBER_TEXT];
    const copse_i_published *published = &run->spec->published;
    const int digits = published->digits.line > 0 ? (int)published->digits.value : 2;
    const copse_fit *fit = p->fit;
    copse_document_row(document);
    if (p->analysis == NULL) {
        copse_document_text(document, cell(&run->published, published->outcome, row, buf, sizeof buf));
        copse_document_text(document, cell(&run->published, published->subgroup, row, buf, sizeof buf));
    } else {
        copse_document_text(document,
                            machine ? p->analysis->outcome->name.text : copse_i_outcome_title(p->analysis->outcome));
        copse_document_text(document, p->group);
    }
    if (published->label.line > 0)
        copse_document_text(document, cell(&run->published, published->label, row, buf, sizeof buf));
    if (published->measure.line > 0)
        copse_document_text(document, cell(&run->published, published->measure, row, buf, sizeof buf));
    triple_cells(document, machine, p->published, digits);
    if (published->I2.line > 0) copse_document_number(document, p->published_I2);
    if (published->k.line > 0) copse_document_number(document, p->published_k);
    triple_cells(document, machine, p->recomputed, digits);
    copse_document_number(document, fit != NULL && fit->k > 1 ? fit->het.I2_Q : NAN);
    copse_document_number(document, fit != NULL ? (double)fit->k : NAN);
    copse_document_text(document, p->verdict);
}

static void triple_columns(copse_document *document, bool machine, const char *const *key, const char *head)
{
    copse_document_column(document, key[0], head, COPSE_ALIGN_RIGHT, -1);
    for (size_t i = 1; machine && i < 3; i++) copse_document_column(document, key[i], key[i], COPSE_ALIGN_RIGHT, -1);
}

static void pair_columns(const copse_i_published *published, bool machine, copse_document *document)
{
    static const char *const theirs[] = {"published", "published_lower", "published_upper"};
    static const char *const ours[] = {"recomputed", "recomputed_lower", "recomputed_upper"};
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "group", "Group", COPSE_ALIGN_LEFT, -1);
    if (published->label.line > 0) copse_document_column(document, "source", "Source", COPSE_ALIGN_LEFT, -1);
    if (published->measure.line > 0) copse_document_column(document, "measure", "Measure", COPSE_ALIGN_LEFT, -1);
    triple_columns(document, machine, theirs, "Published [CI]");
    if (published->I2.line > 0) copse_document_column(document, "published_I2", "I² (%)", COPSE_ALIGN_RIGHT, 0);
    if (published->k.line > 0) copse_document_column(document, "published_k", "Trials", COPSE_ALIGN_RIGHT, 0);
    triple_columns(document, machine, ours, "Recomputed [CI]");
    copse_document_column(document, "recomputed_I2_Q", "I² (%)", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "recomputed_k", "Trials", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "verdict", "Verdict", COPSE_ALIGN_LEFT, -1);
}

/* Whether a published row is about an outcome of the protocol. */
static bool is_about(const copse_i_run *run, size_t o, size_t row)
{
    char buf[COPSE_NUMBER_TEXT];
    const copse_i_outcome *outcome = copse_i_outcome_at(run->spec, o);
    const char *named = cell(&run->published, run->spec->published.outcome, row, buf, sizeof buf);
    return named != NULL && strcmp(named, copse_i_or(outcome->published, outcome->name.text)) == 0;
}

copse_status copse_i_table_published(const copse_i_run *run, bool machine, copse_document *document, copse_error *err)
{
    const copse_i_published *published = &run->spec->published;
    const copse_frame *frame = &run->published;
    copse_status status = COPSE_OK;
    bool *keep = copse_alloc(frame->rows, sizeof *keep);
    if (keep == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < frame->rows; i++) keep[i] = true;
    if (published->where.line > 0) status = copse_frame_where(frame, published->where.text, keep, err);
    copse_document_table(document, "published",
                         "Published pools beside the recomputed ones, turned to one direction; I² is (Q - df)/Q");
    pair_columns(published, machine, document);
    for (size_t o = 0; status == COPSE_OK && o < run->spec->outcomes.count; o++)
        for (size_t i = 0; i < frame->rows; i++) {
            if (!keep[i] || !is_about(run, o, i)) continue;
            const pair p = make_pair(run, copse_i_analysis_at(run, o, 0), i);
            pair_row(run, machine, document, &p, i);
        }
    for (size_t i = 0; status == COPSE_OK && i < frame->rows; i++) {
        bool known = false;
        for (size_t o = 0; o < run->spec->outcomes.count; o++) known = known || is_about(run, o, i);
        if (!keep[i] || known) continue;
        const pair p = make_pair(run, NULL, i);
        pair_row(run, machine, document, &p, i);
    }
    free(keep);
    return status;
}
