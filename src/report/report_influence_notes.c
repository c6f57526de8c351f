/* What a reader of influence diagnostics must know beside the numbers. */
#include "report_influence.h"

#include "influence_fragility.h"
#include "influence_groups.h"
#include "shown_number.h"

#include <math.h>

static void note_flag(const copse_influenced *in, size_t i, copse_notes *notes)
{
    const copse_influence *all = in->influence;
    const copse_influence_study *s = &all->study[i];
    copse_text why = {0};
    double largest = 0;
    for (size_t j = 0; j < all->p; j++)
        if (fabs(all->dfbetas[i * all->p + j]) > fabs(largest)) largest = all->dfbetas[i * all->p + j];
    copse_i_influence_reason(&why, s->by_dffits, "DFFITS", s->dffits, all->dffits_limit);
    copse_i_influence_reason(&why, s->by_cook, "Cook's D", s->cook, all->cook_limit);
    copse_i_influence_reason(&why, s->by_hat, "hat", s->hat, all->hat_limit);
    copse_i_influence_reason(&why, s->by_dfbetas, "DFBETAS", largest, 1);
    copse_note(notes, "* %s: %s", in->pooled.label[i], copse_text_string(&why));
    notes->failed = notes->failed || why.failed;
    copse_text_free(&why);
}

static void note_flags(const copse_influenced *in, copse_notes *notes)
{
    size_t flagged = 0, known = 0;
    if (in->influence == NULL || isnan(in->influence->cook_limit)) return;
    for (size_t i = 0; i < in->influence->k; i++) {
        if (!isnan(in->influence->study[i].dffits)) known++;
        if (!in->influence->study[i].influential) continue;
        flagged++;
        note_flag(in, i, notes);
    }
    if (known == 0) copse_note(notes, "no influence diagnostics: too few studies, or estimates that are all alike");
    else if (flagged == 0)
        copse_note(notes, "no study is flagged as influential (by DFFITS, Cook's distance, hat value or DFBETAS)");
}

/* What the pooling has no diagnostics of. */
static void note_undefined(const copse_influenced *in, copse_notes *notes)
{
    const copse_pooling pooling = in->pooled.fit->pooling;
    if (pooling == COPSE_POOLING_INVERSE_VARIANCE) return;
    copse_note(
        notes,
        "%sDFFITS, Cook's distance, covariance ratios, hat values and DFBETAS are defined by weights by precision, "
        "and are not told of %s",
        in->influence != NULL ? "" : "residuals, ",
        pooling == COPSE_POOLING_MH || pooling == COPSE_POOLING_PETO ? "pooled counts"
        : copse_pooling_is_weighted(pooling)                         ? "other weights"
                                                                     : "models of counts");
}

/* Coefficients that --btt names. */
static void note_chosen(const copse_influenced *in, copse_notes *notes)
{
    copse_text names = {0};
    char name[64];
    if (in->chosen == NULL) return;
    for (size_t j = 0; j < in->pooled.fit->p; j++)
        if (in->chosen[j])
            copse_text_printf(&names, "%s%s", names.length > 0 ? ", " : "",
                              copse_i_coefficient_name(&in->pooled, j, name, sizeof name));
    copse_note(notes, "Cook's distance and the covariance ratio are of %s", copse_text_string(&names));
    notes->failed = notes->failed || names.failed;
    copse_text_free(&names);
}

/* The 0.975 quantile of the normal distribution, with which Viechtbauer & Cheung (2010) compare a residual. */
#define OUTLYING 1.959963984540054
#define OUTLIERS_NAMED 8

static void note_outliers(const copse_influenced *in, copse_notes *notes)
{
    copse_text names = {0};
    size_t outlying = 0;
    if (in->influence == NULL) return;
    for (size_t i = 0; i < in->influence->k; i++) {
        const double residual = in->influence->study[i].rstudent;
        char shown[COPSE_NUMBER_TEXT];
        if (!(fabs(residual) > OUTLYING) || ++outlying > OUTLIERS_NAMED) continue;
        copse_text_printf(&names, "%s%s (%s)", names.length > 0 ? ", " : "", in->pooled.label[i],
                          copse_format_fixed(shown, sizeof shown, residual, 2));
    }
    if (outlying > OUTLIERS_NAMED) copse_text_printf(&names, " and %zu more", outlying - OUTLIERS_NAMED);
    if (outlying > 0)
        copse_note(notes, "studentised deleted residual beyond 1.96, as that of 1 in 20 is by chance: %s",
                   copse_text_string(&names));
    notes->failed = notes->failed || names.failed;
    copse_text_free(&names);
}

static void note_missing(const copse_i_influence_rows *rows, copse_notes *notes)
{
    for (size_t i = 0; i < rows->rows.rows; i++)
        if (rows->row[i].fit == NULL) copse_note(notes, "without %s: %s", rows->row[i].name, rows->row[i].why);
}

/* How far the effect moves, and whether what it says of no effect hangs on one study. */
static void note_range(const copse_influenced *in, const copse_i_view *view, const copse_i_influence_rows *rows,
                       copse_notes *notes)
{
    const copse_pooled *pooled = &in->pooled;
    const copse_i_subset_row *low = NULL, *high = NULL;
    size_t fitted = 0, same = 0;
    if (pooled->fit->p != 1) return;
    const bool excludes = copse_i_excludes_null(pooled->fit->coef[0].ci);
    for (size_t i = 0; i < rows->rows.rows; i++) {
        const copse_i_subset_row *row = &rows->row[i];
        if (row->fit == NULL) continue;
        fitted++;
        if (copse_i_excludes_null(row->fit->coef[0].ci) == excludes) same++;
        if (low == NULL || row->fit->coef[0].estimate < low->fit->coef[0].estimate) low = row;
        if (high == NULL || row->fit->coef[0].estimate > high->fit->coef[0].estimate) high = row;
    }
    if (fitted < 2) return;
    const copse_transform_settings a = copse_i_pooled_settings(pooled, low->fit),
                                   b = copse_i_pooled_settings(pooled, high->fit);
    const double least = copse_i_show(pooled, &a, low->fit->coef[0].estimate),
                 most = copse_i_show(pooled, &b, high->fit->coef[0].estimate);
    const int decimals = copse_i_decimals_of(pooled->digits, most - least);
    char from[COPSE_NUMBER_TEXT], to[COPSE_NUMBER_TEXT];
    copse_note(notes, "%s: from %s (without %s) to %s (without %s)", copse_text_string(&view->shown),
               copse_i_number(from, sizeof from, least, decimals), low->name,
               copse_i_number(to, sizeof to, most, decimals), high->name);
    copse_note(notes, "%s; so it does in %zu of %zu fits without %s",
               excludes ? "the interval lies on one side of no effect" : "no effect lies inside the interval", same,
               fitted, in->group != NULL ? "one group" : "one study");
}

void copse_i_influence_notes(const copse_influenced *in, const copse_i_view *view, const copse_i_influence_rows *rows,
                             copse_notes *notes)
{
    note_flags(in, notes);
    copse_i_influence_groups_notes(in, notes);
    note_outliers(in, notes);
    note_chosen(in, notes);
    note_undefined(in, notes);
    note_range(in, view, rows, notes);
    note_missing(rows, notes);
    copse_i_fragility_notes(in, notes);
    copse_i_pool_notes(&in->pooled, false, notes);
}
