/* The choices of an outcome's multiverse: what they are called, and what an option of each means. The main analysis has the first
 * option of all of them. Measure, rules for one effect a trial, criteria to lift, rows to leave out, in this order. */
#include "curve.h"
#include "tables.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char *const LIFTED[] = {"apply", "lift"}, *const EXCLUDED[] = {"keep", "leave out"};

/* Where each kind of choice begins. */
typedef struct places {
    size_t rules, lifts, exclusions, end;
} places;

static places find_places(const copse_i_curve *curve)
{
    places p = {.rules = curve->main->outcome->other_measures > 0 ? 1 : 0};
    p.lifts = p.rules + (curve->asked->one_effect.count > 0 ? 1 : 0);
    p.exclusions = p.lifts + curve->asked->lift.count;
    p.end = p.exclusions + curve->asked->exclude.count;
    return p;
}

/* prefix + name, in the arena. */
static const char *join(copse_i_curve *curve, const char *prefix, const char *name)
{
    const size_t n = strlen(prefix) + strlen(name) + 1;
    char *text = copse_i_arena_take(&curve->arena, n, 1);
    if (text != NULL) (void)snprintf(text, n, "%s%s", prefix, name);
    return text;
}

static const char **name_measures(copse_i_curve *curve, size_t *levels)
{
    const copse_i_outcome *outcome = curve->main->outcome;
    *levels = 1 + outcome->other_measures;
    const char **name = copse_i_arena_take(&curve->arena, *levels, sizeof *name);
    for (size_t i = 0; name != NULL && i < *levels; i++)
        name[i] = (i == 0 ? outcome : &outcome->otherwise_measured[i - 1])->measure_entry->code;
    return name;
}

static const char **name_rules(copse_i_curve *curve, size_t *levels)
{
    *levels = 1 + curve->asked->one_effect.count;
    const char **name = copse_i_arena_take(&curve->arena, *levels, sizeof *name);
    for (size_t i = 0; name != NULL && i < *levels; i++) {
        const copse_i_other_rules *other = i > 0 ? copse_i_other_rules_at(curve->asked, i - 1) : NULL;
        name[i] = other == NULL ? "main analysis" : copse_i_or(other->title, other->name.text);
    }
    return name;
}

static void set_choice(copse_multiverse_option_names *choice, const char *name, const char *const *level, size_t levels)
{
    *choice = (copse_multiverse_option_names){.name = name, .level = level, .levels = levels};
}

copse_status copse_i_curve_choices(copse_i_curve *curve, copse_error *err)
{
    const places p = find_places(curve);
    copse_multiverse_option_names *names = copse_i_arena_take(&curve->arena, p.end + 1, sizeof *names);
    curve->key = copse_i_arena_take(&curve->arena, p.end + 1, sizeof *curve->key);
    curve->names = names;
    curve->choices = p.end;
    if (names == NULL || curve->key == NULL) return copse_fail_memory(err);
    for (size_t c = 0; c < p.end; c++) {
        size_t levels = 2;
        if (c < p.rules) {
            set_choice(&names[c], curve->key[c] = "measure", name_measures(curve, &levels), 0);
            names[c].levels = levels;
        } else if (c < p.lifts) {
            set_choice(&names[c], "one effect a trial", name_rules(curve, &levels), 0);
            names[c].levels = levels;
            curve->key[c] = "one_effect";
        } else if (c < p.exclusions) {
            const char *name = curve->asked->lift.text[c - p.lifts];
            set_choice(&names[c], join(curve, "criterion ", name), LIFTED, levels);
            curve->key[c] = join(curve, "lift_", name);
        } else {
            const copse_i_excluded *excluded = copse_i_excluded_at(curve->asked, c - p.exclusions);
            set_choice(&names[c], copse_i_or(excluded->title, excluded->name.text), EXCLUDED, levels);
            curve->key[c] = join(curve, "exclude_", excluded->name.text);
        }
        if (names[c].name == NULL || names[c].level == NULL || curve->key[c] == NULL) return copse_fail_memory(err);
    }
    return COPSE_OK;
}

void copse_i_curve_options_of(const copse_i_curve *curve, const size_t *level, copse_i_curve_options *options)
{
    const places p = find_places(curve);
    const copse_i_outcome *outcome = curve->main->outcome;
    options->outcome = p.rules > 0 && level[0] > 0 ? &outcome->otherwise_measured[level[0] - 1] : outcome;
    options->rules = NULL;
    if (p.lifts > p.rules && level[p.rules] > 0)
        options->rules = &copse_i_other_rules_at(curve->asked, level[p.rules] - 1)->rules;
    options->lifts = 0;
    for (size_t c = p.lifts; c < p.exclusions; c++)
        if (level[c] > 0) options->lift[options->lifts++] = curve->asked->lift.text[c - p.lifts];
}

copse_status copse_i_curve_exclude(const copse_i_run *run, const copse_i_curve *curve, const size_t *level,
                                   bool *left_out, copse_error *err)
{
    const places p = find_places(curve);
    const size_t rows = run->data.rows;
    bool *named = copse_alloc(rows, sizeof *named);
    if (named == NULL) return copse_fail_memory(err);
    copse_status status = COPSE_OK;
    for (size_t i = 0; i < rows; i++) left_out[i] = false;
    for (size_t c = p.exclusions; c < p.end && status == COPSE_OK; c++) {
        if (level[c] == 0) continue;
        status =
            copse_frame_where(&run->data, copse_i_excluded_at(curve->asked, c - p.exclusions)->where.text, named, err);
        for (size_t i = 0; i < rows && status == COPSE_OK; i++) left_out[i] = left_out[i] || named[i];
    }
    free(named);
    return status;
}

const char *copse_i_curve_key(const copse_i_curve *curve, size_t c)
{
    return c < curve->choices ? curve->key[c] : curve->data.choice[c];
}

size_t copse_i_curve_mover(const copse_i_curve *curve)
{
    const copse_multiverse *result = &curve->result;
    size_t most = result->choices;
    for (size_t c = 0; c < result->choices; c++)
        if (result->choice[c].moves > (most < result->choices ? result->choice[most].moves : 0)) most = c;
    return most;
}
