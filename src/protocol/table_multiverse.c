/* The multiverse of each outcome in a row: on which sides of no effect the analyses lie, what moves them, and what they say
 * together. */
#include "curve_cells.h"
#include "tables.h"

#include <math.h>

static void numbers(copse_document *document, const char *const *name, size_t n)
{
    for (size_t i = 0; i < n; i++) copse_document_column(document, name[i], name[i], COPSE_ALIGN_RIGHT, -1);
}

/* ---------------------------------------------------------------------------------------------------- for a program */

static void machine_columns(copse_document *document)
{
    static const char *const counts[] = {"specifications", "fitted"};
    static const char *const values[] = {
        "median", "q1", "q3", "lowest", "highest", "above", "below", "significant_above", "significant_below"};
    static const char *const joint[] = {"joint_specifications", "joint_median_p", "joint_significant_p",
                                        "joint_stouffer_p"};
    copse_document_column(document, "outcome", "outcome", COPSE_ALIGN_LEFT, -1);
    numbers(document, counts, sizeof counts / sizeof *counts);
    copse_document_column(document, "compared", "compared", COPSE_ALIGN_LEFT, -1);
    numbers(document, values, sizeof values / sizeof *values);
    copse_document_column(document, "moves_most", "moves_most", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "moves_by", "moves_by", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "joint_signs", "joint_signs", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "joint_permutations", "joint_permutations", COPSE_ALIGN_RIGHT, -1);
    numbers(document, joint, sizeof joint / sizeof *joint);
}

static void machine_joint(copse_document *document, const copse_multiverse *result)
{
    const bool made = result->permutations > 0;
    const double p[] = {result->median.p, result->significant.p, result->stouffer.p};
    copse_document_text(document, !made ? NULL : result->exact ? "all" : "random");
    copse_document_number(document, made ? (double)result->permutations : (double)NAN);
    copse_document_number(document, made ? (double)result->tested : (double)NAN);
    for (size_t i = 0; i < 3; i++) copse_document_number(document, made ? p[i] : (double)NAN);
}

static void machine_row(copse_document *document, const copse_i_curve *curve)
{
    const copse_multiverse *result = &curve->result;
    const size_t mover = copse_i_curve_mover(curve);
    const double value[] = {result->quartile[1], result->quartile[0], result->quartile[2], result->least, result->most};
    const size_t count[] = {result->above, result->below, result->significant_above, result->significant_below};
    copse_document_row(document);
    copse_document_text(document, curve->main->outcome->name.text);
    copse_document_number(document, (double)result->specifications);
    copse_document_number(document, (double)result->fitted);
    copse_document_text(document, curve->data.plan.comparable ? "estimate" : "z");
    for (size_t i = 0; i < 5; i++) copse_document_number(document, copse_i_curve_shown(curve, value[i]));
    for (size_t i = 0; i < 4; i++) copse_document_number(document, (double)count[i]);
    copse_document_text(document, mover < result->choices ? copse_i_curve_key(curve, mover) : NULL);
    copse_document_number(document, mover < result->choices ? result->choice[mover].moves : (double)NAN);
    machine_joint(document, result);
}

/* ------------------------------------------------------------------------------------------------------ for a reader */

static void reader_columns(copse_document *document)
{
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "fitted", "Analyses", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "median", "Median [range]", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "above", "Above, %", COPSE_ALIGN_RIGHT, 1);
    copse_document_column(document, "significant_above", "signif.", COPSE_ALIGN_RIGHT, 1);
    copse_document_column(document, "below", "Below, %", COPSE_ALIGN_RIGHT, 1);
    copse_document_column(document, "significant_below", "signif.", COPSE_ALIGN_RIGHT, 1);
    copse_document_column(document, "moves_most", "Moves most", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_RIGHT, 3);
}

/* Of estimates on different scales. */
static void z_cell(copse_document *document, double median, copse_interval range)
{
    char middle[COPSE_NUMBER_TEXT], low[COPSE_NUMBER_TEXT], high[COPSE_NUMBER_TEXT];
    copse_text text = {0};
    copse_text_printf(&text, "z %s [%s; %s]", copse_format_fixed(middle, sizeof middle, median, 2),
                      copse_format_fixed(low, sizeof low, range.lower, 2),
                      copse_format_fixed(high, sizeof high, range.upper, 2));
    copse_document_text(document, copse_text_string(&text));
    copse_document_check(document, copse_text_status(&text));
    copse_text_free(&text);
}

static void range_cell(copse_document *document, const copse_i_curve *curve)
{
    const copse_multiverse *result = &curve->result;
    copse_interval range = {copse_i_curve_shown(curve, result->least), copse_i_curve_shown(curve, result->most)};
    const double median = copse_i_curve_shown(curve, result->quartile[1]);
    if (range.lower > range.upper) range = (copse_interval){range.upper, range.lower};
    if (curve->data.plan.comparable)
        copse_i_interval_cell(document, median, range.lower, range.upper, copse_i_digits(curve->main->outcome));
    else z_cell(document, median, range);
}

static void mover_cell(copse_document *document, const copse_i_curve *curve)
{
    char by[COPSE_NUMBER_TEXT];
    const copse_multiverse *result = &curve->result;
    const size_t mover = copse_i_curve_mover(curve);
    copse_text text = {0};
    if (mover < result->choices)
        copse_text_printf(&text, "%s (%s%s)", curve->data.choice[mover], curve->data.plan.comparable ? "" : "z ",
                          copse_format_significant(by, sizeof by, result->choice[mover].moves, 2));
    copse_document_text(document, text.length > 0 ? copse_text_string(&text) : NULL);
    copse_document_check(document, copse_text_status(&text));
    copse_text_free(&text);
}

static void reader_row(copse_document *document, const copse_i_curve *curve)
{
    const copse_multiverse *result = &curve->result;
    const size_t count[] = {result->above, result->significant_above, result->below, result->significant_below};
    copse_document_row(document);
    copse_document_text(document, copse_i_outcome_title(curve->main->outcome));
    copse_document_number(document, (double)result->fitted);
    range_cell(document, curve);
    for (size_t i = 0; i < 4; i++) copse_i_fixed_cell(document, copse_i_curve_share(curve, count[i]), 1);
    mover_cell(document, curve);
    copse_i_p_cell(document, result->permutations > 0 ? result->median.p : (double)NAN);
}

static void explain(const copse_i_run *run, copse_document *document)
{
    char alpha[COPSE_NUMBER_TEXT];
    bool unlike = false, lacking = false, apart = false;
    (void)copse_format_exact(alpha, sizeof alpha, 100 - run->spec->model.opts.level);
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_curve *curve = copse_i_curve_of(run, o);
        if (curve == NULL) continue;
        unlike = unlike || !curve->data.plan.comparable;
        lacking = lacking || curve->result.fitted < curve->result.specifications;
        apart = apart || (curve->result.permutations > 0 && curve->result.tested < curve->result.fitted);
    }
    copse_document_paragraph(
        document,
        "Every combination of the protocol's choices. Above and below: shares of the analyses whose "
        "estimate lies on that side of no effect; signif.: significant at %s%%, too, in %% of all. "
        "Moves most: the choice whose options move the result most, the others being equal, and by "
        "how much on average (ratios: of their logarithm). p: of all analyses together, by the "
        "distance of their median from no effect when the signs of trials are flipped in all of "
        "them at once.%s%s%s",
        alpha,
        unlike ? " Where measures are among the choices, their estimates are on different scales: the "
                 "median and what moves it are of z."
               : "",
        lacking ? " Analyses that could not be made are not counted; multiverse_specifications says "
                  "why."
                : "",
        apart ? " Selection models are not in the joint test." : "");
}

copse_status copse_i_table_multiverse(const copse_i_run *run, bool machine, copse_document *document, copse_error *err)
{
    (void)err;
    copse_document_table(document, "multiverse", "All combinations of choices");
    if (machine) machine_columns(document);
    else reader_columns(document);
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_curve *curve = copse_i_curve_of(run, o);
        if (curve == NULL) continue;
        if (machine) machine_row(document, curve);
        else reader_row(document, curve);
    }
    if (!machine) explain(run, document);
    return COPSE_OK;
}
