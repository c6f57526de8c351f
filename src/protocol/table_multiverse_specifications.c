/* The specifications of every multiverse: for a program all of them, for a reader the main analysis and the ends, quartiles and
 * middle of the curve. */
#include "curve_cells.h"
#include "tables.h"

#include <stdlib.h>
#include <string.h>

/* -------------------------------------------------------------------- which choices there are, of all outcomes together */

enum { MOST_CHOICES = 128 };

typedef struct heads {
    const char *key[MOST_CHOICES];
    size_t count;
} heads;

static size_t find_head(const heads *all, const char *key)
{
    size_t i = 0;
    while (i < all->count && strcmp(all->key[i], key) != 0) i++;
    return i;
}

/* Method and test, which all have, come last. */
static heads find_heads(const copse_i_run *run)
{
    heads all = {.count = 0};
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_curve *curve = copse_i_curve_of(run, o);
        for (size_t c = 0; curve != NULL && c < curve->data.choices && all.count + 2 < MOST_CHOICES; c++)
            if (find_head(&all, copse_i_curve_key(curve, c)) == all.count)
                all.key[all.count++] = copse_i_curve_key(curve, c);
    }
    all.key[all.count++] = "method";
    all.key[all.count++] = "test";
    return all;
}

static const char *option_under(const copse_i_curve *curve, const char *key, size_t s)
{
    for (size_t c = 0; c < curve->result.choices; c++)
        if (strcmp(copse_i_curve_key(curve, c), key) == 0) return copse_i_curve_option(curve, c, s);
    return NULL;
}

/* ------------------------------------------------------------------------------------------------------ one of them */

static copse_interval shown_interval(const copse_i_outcome *outcome, copse_interval ci)
{
    (void)copse_transform_interval(copse_transform_plain(outcome->shown_as), &ci.lower, &ci.upper, &outcome->settings);
    return ci;
}

static double shown(const copse_i_outcome *outcome, double x)
{
    return copse_transform_apply_with(copse_transform_plain(outcome->shown_as), x, &outcome->settings);
}

static void machine_row(copse_document *document, const copse_i_curve *curve, const heads *all, size_t s)
{
    const copse_specification *spec = &curve->result.specification[s];
    const copse_i_outcome *outcome = copse_i_curve_outcome(curve, s);
    const copse_interval ci = shown_interval(outcome, spec->ci);
    copse_document_row(document);
    copse_document_text(document, outcome->name.text);
    copse_document_number(document, (double)(s + 1));
    for (size_t c = 0; c < all->count; c++) copse_document_text(document, option_under(curve, all->key[c], s));
    copse_document_number(document, (double)spec->k);
    copse_document_number(document, shown(outcome, spec->estimate));
    copse_document_number(document, ci.lower);
    copse_document_number(document, ci.upper);
    copse_document_number(document, spec->p);
    copse_document_number(document, spec->z);
    copse_document_number(document, spec->tau2);
    copse_document_number(document, spec->I2);
    copse_document_text(document, spec->fitted ? NULL : spec->why);
}

static copse_status machine_table(const copse_i_run *run, copse_document *document)
{
    static const char *const numbers[] = {"k", "estimate", "ci_lower", "ci_upper", "p", "z", "tau2", "I2"};
    const heads all = find_heads(run);
    copse_document_table(document, "multiverse_specifications", "Every analysis of the multiverses");
    copse_document_column(document, "outcome", "outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "specification", "specification", COPSE_ALIGN_RIGHT, 0);
    for (size_t c = 0; c < all.count; c++)
        copse_document_column(document, all.key[c], all.key[c], COPSE_ALIGN_LEFT, -1);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        copse_document_column(document, numbers[i], numbers[i], COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "why", "why", COPSE_ALIGN_LEFT, -1);
    for (size_t o = 0; o < run->spec->outcomes.count; o++) {
        const copse_i_curve *curve = copse_i_curve_of(run, o);
        for (size_t s = 0; curve != NULL && s < curve->result.specifications; s++)
            machine_row(document, curve, &all, s);
    }
    return COPSE_OK;
}

/* -------------------------------------------------------------------------------------------------------- for a reader */

/* "criterion role lifted, PM, z": what differs from the main analysis. */
static void options_cell(copse_document *document, const copse_i_curve *curve, size_t s)
{
    copse_text text = {0};
    for (size_t c = 0; c < curve->result.choices; c++) {
        if (copse_multiverse_level_of(&curve->data.plan, c, s) == 0) continue;
        copse_text_add(&text, text.length > 0 ? ", " : "");
        copse_i_curve_phrase(curve, c, s, &text);
    }
    copse_document_text(document, text.length > 0 ? copse_text_string(&text) : "the main analysis");
    copse_document_check(document, copse_text_status(&text));
    copse_text_free(&text);
}

static void reader_row(copse_document *document, const copse_i_curve *curve, const char *where, size_t s, bool named)
{
    const copse_specification *spec = &curve->result.specification[s];
    const copse_i_outcome *outcome = copse_i_curve_outcome(curve, s);
    const copse_interval ci = shown_interval(outcome, spec->ci);
    copse_document_row(document);
    copse_document_text(document, named ? "" : copse_i_outcome_title(outcome));
    copse_document_text(document, where);
    copse_document_number(document, (double)spec->k);
    copse_i_interval_cell(document, shown(outcome, spec->estimate), ci.lower, ci.upper, copse_i_digits(outcome));
    copse_i_p_cell(document, spec->p);
    options_cell(document, curve, s);
}

static copse_status reader_rows(copse_document *document, const copse_i_curve *curve, copse_error *err)
{
    static const char *const where[] = {"lowest", "lower quartile", "median", "upper quartile", "highest"};
    const copse_multiverse *result = &curve->result;
    size_t n = 0, *order = copse_alloc(result->specifications, sizeof *order);
    copse_status status =
        order == NULL ? copse_fail_memory(err) : copse_multiverse_order(&curve->data.plan, result, order, &n, err);
    if (status == COPSE_OK) reader_row(document, curve, "main", 0, false);
    for (size_t i = 0; i < 5 && n > 0; i++) reader_row(document, curve, where[i], order[i * (n - 1) / 4], true);
    free(order);
    return status;
}

static copse_status reader_table(const copse_i_run *run, copse_document *document, copse_error *err)
{
    copse_status status = COPSE_OK;
    bool any = false;
    copse_document_table(document, "multiverse_specifications",
                         "Where the main analysis lies on the specification curve");
    copse_document_column(document, "outcome", "Outcome", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "where", "Place", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "k", "Trials", COPSE_ALIGN_RIGHT, 0);
    copse_i_estimate_column(document, "estimate", "Estimate", run->spec->model.opts.level);
    copse_document_column(document, "p", "p", COPSE_ALIGN_RIGHT, 3);
    copse_document_column(document, "options", "Otherwise than in the main analysis", COPSE_ALIGN_LEFT, -1);
    for (size_t o = 0; o < run->spec->outcomes.count && status == COPSE_OK; o++) {
        const copse_i_curve *curve = copse_i_curve_of(run, o);
        if (curve == NULL) continue;
        if (any) copse_document_rule(document);
        any = true;
        status = reader_rows(document, curve, err);
    }
    return status;
}

copse_status copse_i_table_multiverse_specifications(const copse_i_run *run, bool machine, copse_document *document,
                                                     copse_error *err)
{
    return machine ? machine_table(run, document) : reader_table(run, document, err);
}
