/* Intervals of single studies from their counts. */
#include "forest_model.h"

#include <math.h>
#include <string.h>

static const struct {
    const char *name, *text;
    copse_row_interval kind;
    copse_interval_kind of_proportion;
} kinds[] = {
    {"wald", "Wald", COPSE_ROW_WALD, COPSE_INTERVAL_CLOPPER_PEARSON},
    {"clopper-pearson", "Clopper\u2013Pearson", COPSE_ROW_CLOPPER_PEARSON, COPSE_INTERVAL_CLOPPER_PEARSON},
    {"wilson", "Wilson score", COPSE_ROW_WILSON, COPSE_INTERVAL_WILSON},
    {"agresti-coull", "Agresti\u2013Coull", COPSE_ROW_AGRESTI_COULL, COPSE_INTERVAL_AGRESTI_COULL},
    {"jeffreys", "Jeffreys", COPSE_ROW_JEFFREYS, COPSE_INTERVAL_JEFFREYS},
    {"exact", NULL, COPSE_ROW_EXACT, COPSE_INTERVAL_CLOPPER_PEARSON},
};
#define KINDS (sizeof kinds / sizeof kinds[0])

const char *copse_row_interval_name(copse_row_interval kind)
{
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].kind == kind) return kinds[i].name;
    return NULL;
}

copse_status copse_row_interval_find(const char *name, copse_row_interval *kind)
{
    for (size_t i = 0; name != NULL && i < KINDS; i++)
        if (strcmp(kinds[i].name, name) == 0) {
            *kind = kinds[i].kind;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

bool copse_row_interval_fits(copse_row_interval kind, const copse_measure *measure)
{
    if (copse_row_interval_name(kind) == NULL || measure == NULL) return false;
    if (kind == COPSE_ROW_WALD || measure->family == COPSE_FAMILY_PROPORTION) return true;
    return kind == COPSE_ROW_EXACT && measure->family == COPSE_FAMILY_RATE;
}

/* The transform (of a mean: its plain form) after which a measure's numbers are proportions or rates. */
static const struct {
    const char *code;
    copse_transform natural;
} scales[] = {
    {"PR", COPSE_TRANSFORM_NONE},    {"PLN", COPSE_TRANSFORM_EXP},   {"PLO", COPSE_TRANSFORM_ILOGIT},
    {"PRZ", COPSE_TRANSFORM_PROBIT}, {"PAS", COPSE_TRANSFORM_ISIN2}, {"PFT", COPSE_TRANSFORM_PFT},
    {"IR", COPSE_TRANSFORM_NONE},    {"IRLN", COPSE_TRANSFORM_EXP},  {"IRS", COPSE_TRANSFORM_SQUARE},
    {"IRFT", COPSE_TRANSFORM_IRFT},
};

static bool is_natural(const forest_input *input)
{
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        if (strcmp(scales[i].code, input->set->measure->code) == 0)
            return copse_transform_plain(input->opts->transform) == scales[i].natural;
    return false;
}

static copse_transform natural_of(const copse_measure *measure)
{
    for (size_t i = 0; i < sizeof scales / sizeof *scales; i++)
        if (strcmp(scales[i].code, measure->code) == 0) return scales[i].natural;
    return COPSE_TRANSFORM_NONE;
}

copse_status copse_i_row_interval_check(const forest_input *input, copse_error *err)
{
    const copse_row_interval kind = input->opts->row_interval;
    const copse_measure *measure = input->set->measure;
    const char *name = copse_row_interval_name(kind);
    if (name == NULL) return copse_fail(err, COPSE_EINVAL, "no interval of studies has the number %d", (int)kind);
    if (kind == COPSE_ROW_WALD) return COPSE_OK;
    const bool rate = measure->family == COPSE_FAMILY_RATE;
    if (rate && kind != COPSE_ROW_EXACT)
        return copse_fail(err, COPSE_EUSAGE, "study intervals '%s' are for proportions; rates (%s) have 'exact'", name,
                          measure->code);
    if (!copse_row_interval_fits(kind, measure))
        return copse_fail(err, COPSE_EUSAGE,
                          "study intervals '%s' are for proportions (PR, PLN, PLO, PRZ, PAS, PFT)%s, not for %s", name,
                          kind == COPSE_ROW_EXACT ? " and rates (IR, IRLN, IRS, IRFT)" : "", measure->code);
    if (is_natural(input)) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE,
                      "study intervals '%s' are of the %s itself: show %s with the transform %s, not %s", name,
                      rate ? "rate" : "proportion", measure->code, copse_transform_name(natural_of(measure)),
                      copse_transform_name(input->opts->transform));
}

/* A study's events and what they are counted in; NaN where it has given only an estimate. */
static double counted_in(const forest_input *input, size_t study, double *events)
{
    const copse_study_set *set = input->set;
    *events = copse_study_input(set, study, COPSE_IN_XI);
    if (set->measure->family == COPSE_FAMILY_RATE) return copse_study_input(set, study, COPSE_IN_TI);
    const double size = copse_study_input(set, study, COPSE_IN_NI);
    return isfinite(size) ? size : *events + copse_study_input(set, study, COPSE_IN_MI);
}

bool copse_i_has_row_interval(const forest_input *input, size_t study)
{
    double events;
    const double size = counted_in(input, study, &events);
    return input->opts->row_interval != COPSE_ROW_WALD && isfinite(events) && isfinite(size);
}

copse_status copse_i_row_interval(const forest_input *input, size_t study, double *estimate, copse_interval *ci,
                                  copse_error *err)
{
    double events;
    const double size = counted_in(input, study, &events), level = input->opts->level;
    copse_status status = COPSE_EINVAL;
    if (input->set->measure->family == COPSE_FAMILY_RATE)
        status = copse_rate_interval(events, size, level, &ci->lower, &ci->upper);
    else
        for (size_t i = 0; i < KINDS; i++)
            if (kinds[i].kind == input->opts->row_interval)
                status = copse_proportion_interval(kinds[i].of_proportion, events, size, level, &ci->lower, &ci->upper);
    *estimate = events / size;
    if (status == COPSE_OK) return COPSE_OK;
    return copse_fail(err, status, "%s: no '%s' interval can be computed for %g of %g events", input->set->label[study],
                      copse_row_interval_name(input->opts->row_interval), events, size);
}

const char *copse_i_note_row_interval(const forest_input *input, forest_model *model)
{
    size_t counted = 0;
    const char *text = NULL;
    if (input->opts->row_interval == COPSE_ROW_WALD) return NULL;
    for (size_t i = 0; i < input->set->k; i++) counted += copse_i_has_row_interval(input, i);
    for (size_t i = 0; i < KINDS; i++)
        if (kinds[i].kind == input->opts->row_interval) text = kinds[i].text;
    if (input->set->measure->family == COPSE_FAMILY_RATE) text = "exact (Poisson)";
    else if (input->opts->row_interval == COPSE_ROW_EXACT) text = kinds[COPSE_ROW_CLOPPER_PEARSON].text;
    if (counted == 0) return "Study intervals: Wald, as no study has counts";
    return copse_i_forest_text(model, "Study intervals: %s, from raw counts%s", text,
                               counted == input->set->k ? "" : "; Wald without them");
}
