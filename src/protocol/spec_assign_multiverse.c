/* Which outcome is in which multiverse: in the entry that names it, else in the one that names none; and the outcome by the
 * other measures there. */
#include "spec.h"
#include "spec_parts.h"

#include <math.h>
#include <string.h>

/* NULL: the error says which there are. */
static copse_i_outcome *find_outcome(const copse_protocol *p, const copse_i_strings *given, size_t i, copse_error *err)
{
    const char *names[64];
    size_t n = 0;
    for (size_t o = 0; o < p->spec.outcomes.count; o++) {
        copse_i_outcome *outcome = copse_i_outcome_at(&p->spec, o);
        if (strcmp(outcome->name.text, given->text[i]) == 0) return outcome;
        if (n < sizeof names / sizeof *names) names[n++] = outcome->name.text;
    }
    (void)copse_i_spec_choice(p, given->line_of[i], "outcome", given->text[i], names, n, err);
    return NULL;
}

static copse_status assign_named(const copse_protocol *p, const copse_i_multi *multi, copse_error *err)
{
    for (size_t i = 0; i < multi->outcomes.count; i++) {
        copse_i_outcome *outcome = find_outcome(p, &multi->outcomes, i, err);
        if (outcome == NULL) return COPSE_EPARSE;
        if (outcome->multiverse != NULL)
            return copse_fail(err, COPSE_EPARSE, "%s:%zu: outcome '%s' is in a multiverse already (line %zu)", p->name,
                              multi->outcomes.line_of[i], outcome->name.text, outcome->multiverse->line);
        outcome->multiverse = multi;
    }
    return COPSE_OK;
}

static copse_status assign_others(const copse_protocol *p, copse_error *err)
{
    const copse_i_multi *all = NULL;
    for (size_t i = 0; i < p->spec.multiverse.count; i++) {
        const copse_i_multi *multi = copse_i_multi_at(&p->spec, i);
        if (multi->outcomes.line > 0) continue;
        if (all != NULL)
            return copse_fail(err, COPSE_EPARSE,
                              "%s:%zu: a second multiverse without 'outcomes': the one of line %zu has all that are "
                              "not named",
                              p->name, multi->line, all->line);
        all = multi;
    }
    for (size_t o = 0; o < p->spec.outcomes.count; o++) {
        copse_i_outcome *outcome = copse_i_outcome_at(&p->spec, o);
        if (outcome->multiverse == NULL) outcome->multiverse = all;
    }
    return COPSE_OK;
}

/* By another measure, computed from raw numbers alone: estimates as given are of the outcome's own measure. */
static copse_i_outcome measured_by(const copse_i_outcome *outcome, const char *code, size_t line)
{
    static const copse_input GIVEN[] = {COPSE_IN_YI, COPSE_IN_VI, COPSE_IN_SEI, COPSE_IN_LOWER, COPSE_IN_UPPER};
    copse_i_outcome other = *outcome;
    other.measure = (copse_i_string){.text = code, .line = line};
    other.vtype = other.transform = (copse_i_string){0};
    other.uncorrected = (copse_i_flag){0};
    other.control_risk = other.sd = (copse_i_number){0};
    for (size_t i = 0; i < sizeof GIVEN / sizeof *GIVEN; i++) other.columns.input[GIVEN[i]] = (copse_i_string){0};
    return other;
}

static copse_status measure_otherwise(copse_protocol *p, copse_i_outcome *outcome, copse_error *err)
{
    const copse_i_strings *given = &outcome->multiverse->measures;
    outcome->otherwise_measured = copse_i_arena_take(&p->arena, given->count, sizeof *outcome->otherwise_measured);
    if (outcome->otherwise_measured == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < given->count; i++) {
        copse_i_outcome *other = &outcome->otherwise_measured[outcome->other_measures];
        *other = measured_by(outcome, given->text[i], given->line_of[i]);
        const copse_status status = copse_i_spec_check_measure(p, other, err);
        if (status != COPSE_OK) return status;
        bool known = other->measure_entry == outcome->measure_entry;
        for (size_t j = 0; j < outcome->other_measures; j++)
            known = known || other->measure_entry == outcome->otherwise_measured[j].measure_entry;
        outcome->other_measures += known ? 0 : 1;
    }
    return COPSE_OK;
}

/* There must be a value of no effect. */
static copse_status check_null(const copse_protocol *p, const copse_i_outcome *outcome, copse_error *err)
{
    const bool has =
        outcome->measure_entry->family == COPSE_FAMILY_GIVEN || isfinite(outcome->measure_entry->null_value);
    if (has || outcome->multiverse->null.line > 0) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE,
                      "%s:%zu: measure %s of outcome '%s' has no value of no effect: 'null' gives one, on the scale of "
                      "analysis",
                      p->name, outcome->multiverse->line, outcome->measure_entry->code, outcome->name.text);
}

static copse_status check_size(const copse_protocol *p, const copse_i_outcome *outcome, copse_error *err)
{
    const copse_i_multi *multi = outcome->multiverse;
    const double adjusted = multi->adjustments_found > 0 ? (double)multi->adjustments_found : 1;
    const double size = (1 + (double)outcome->other_measures) * (1 + (double)multi->one_effect.count) *
                        exp2((double)(multi->lift.count + multi->exclude.count)) * adjusted *
                        (double)multi->methods_found * (double)multi->tests_found;
    if (size <= COPSE_MULTIVERSE_MOST) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: these choices make %.6g analyses of outcome '%s'; at most %d can be",
                      p->name, multi->line, size, outcome->name.text, COPSE_MULTIVERSE_MOST);
}

copse_status copse_i_spec_assign_multiverse(copse_protocol *p, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < p->spec.multiverse.count; i++)
        status = assign_named(p, copse_i_multi_at(&p->spec, i), err);
    if (status == COPSE_OK) status = assign_others(p, err);
    for (size_t o = 0; status == COPSE_OK && o < p->spec.outcomes.count; o++) {
        copse_i_outcome *outcome = copse_i_outcome_at(&p->spec, o);
        if (outcome->multiverse == NULL) continue;
        status = check_null(p, outcome, err);
        if (status == COPSE_OK && outcome->multiverse->measures.count > 0) status = measure_otherwise(p, outcome, err);
        if (status == COPSE_OK) status = check_size(p, outcome, err);
    }
    return status;
}
