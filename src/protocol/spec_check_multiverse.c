/* The part of a protocol about the multiverse: which choices there are, each with the main analysis's own option first, and of which
 * outcomes. */
#include "spec.h"
#include "spec_parts.h"

#include <string.h>

/* Room for the options of a list and the main analysis's own. */
static void *take(copse_protocol *p, const copse_i_strings *list, size_t size, copse_error *err)
{
    void *room = copse_i_arena_take(&p->arena, list->count + 1, size);
    if (room == NULL) (void)copse_fail_memory(err);
    return room;
}

static copse_i_string item(const copse_i_strings *list, size_t i)
{
    return (copse_i_string){.text = list->text[i], .line = list->line_of[i]};
}

static copse_status find_methods(copse_protocol *p, copse_i_multi *multi, copse_error *err)
{
    multi->method = take(p, &multi->methods, sizeof *multi->method, err);
    if (multi->method == NULL) return COPSE_ENOMEM;
    multi->method[multi->methods_found++] = p->spec.model.opts.method;
    for (size_t i = 0; i < multi->methods.count; i++) {
        copse_method found = COPSE_METHOD_REML;
        size_t same = 0;
        const copse_status status = copse_i_spec_method(p, item(&multi->methods, i), &found, err);
        if (status != COPSE_OK) return status;
        while (same < multi->methods_found && multi->method[same] != found) same++;
        if (same == multi->methods_found) multi->method[multi->methods_found++] = found;
    }
    return COPSE_OK;
}

static copse_status find_tests(copse_protocol *p, copse_i_multi *multi, copse_error *err)
{
    const bool joint = multi->permutations.line == 0 || multi->permutations.value > 0;
    multi->test = take(p, &multi->tests, sizeof *multi->test, err);
    if (multi->test == NULL) return COPSE_ENOMEM;
    multi->test[multi->tests_found++] = p->spec.model.opts.test;
    for (size_t i = 0; i < multi->tests.count; i++) {
        copse_test found = COPSE_TEST_Z;
        size_t same = 0;
        const copse_status status = copse_i_spec_test(p, item(&multi->tests, i), &found, err);
        if (status != COPSE_OK) return status;
        while (same < multi->tests_found && multi->test[same] != found) same++;
        if (same == multi->tests_found) multi->test[multi->tests_found++] = found;
    }
    for (size_t i = 0; i < multi->tests_found; i++)
        if (joint && !copse_test_is_symmetric(multi->test[i]))
            return copse_fail(err, COPSE_EPARSE,
                              "%s:%zu: the test %s has no place in the joint test of a multiverse; without one "
                              "('permutations: 0') it can be among the analyses",
                              p->name, multi->tests.line > 0 ? multi->tests.line : multi->line,
                              copse_test_code(multi->test[i]));
    return COPSE_OK;
}

static copse_status find_adjustments(copse_protocol *p, copse_i_multi *multi, copse_error *err)
{
    const char *names[COPSE_ADJUSTMENT_COUNT];
    const copse_i_strings *given = &multi->adjust;
    if (given->count == 0) return COPSE_OK;
    for (size_t i = 0; i < COPSE_ADJUSTMENT_COUNT; i++) names[i] = copse_adjustment_name((copse_adjustment)i);
    multi->adjustment = take(p, given, sizeof *multi->adjustment, err);
    if (multi->adjustment == NULL) return COPSE_ENOMEM;
    multi->adjustment[multi->adjustments_found++] = COPSE_ADJUSTMENT_NONE;
    for (size_t i = 0; i < given->count; i++) {
        copse_adjustment found;
        size_t same = 0;
        if (copse_adjustment_find(given->text[i], &found) != COPSE_OK)
            return copse_i_spec_choice(p, given->line_of[i], "adjustment", given->text[i], names,
                                       COPSE_ADJUSTMENT_COUNT, err);
        while (same < multi->adjustments_found && multi->adjustment[same] != found) same++;
        if (same == multi->adjustments_found) multi->adjustment[multi->adjustments_found++] = found;
    }
    return COPSE_OK;
}

static copse_status find_steps(copse_protocol *p, copse_i_multi *multi, copse_error *err)
{
    const copse_i_strings *given = &multi->steps;
    bool asked = false;
    for (size_t i = 0; i < multi->adjustments_found; i++)
        asked = asked || multi->adjustment[i] == COPSE_ADJUSTMENT_SELECTION_STEPS;
    if (given->count == 0) return COPSE_OK;
    if (!asked)
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'steps' needs 'selection-steps' among 'adjust'", p->name,
                          given->line);
    multi->step = take(p, given, sizeof *multi->step, err);
    if (multi->step == NULL) return COPSE_ENOMEM;
    for (size_t i = 0; i < given->count; i++) {
        const bool good = copse_parse_number(given->text[i], strlen(given->text[i]), '.', &multi->step[i]) &&
                          multi->step[i] > (i > 0 ? multi->step[i - 1] : 0) && multi->step[i] < 1;
        if (!good)
            return copse_fail(err, COPSE_EPARSE,
                              "%s:%zu: 'steps' are rising p-values between 0 and 1, e.g. [0.025, 0.5]", p->name,
                              given->line_of[i]);
    }
    return COPSE_OK;
}

/* Each is a choice of its own. */
static copse_status check_lift(const copse_protocol *p, const copse_i_multi *multi, copse_error *err)
{
    const copse_i_strings *lift = &multi->lift;
    for (size_t i = 0; i < lift->count; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(lift->text[i], lift->text[j]) == 0)
                return copse_fail(err, COPSE_EPARSE, "%s:%zu: criterion '%s' stands there twice", p->name,
                                  lift->line_of[i], lift->text[i]);
    return copse_i_spec_lift(p, lift, err);
}

static copse_status check_rules(const copse_protocol *p, const copse_i_multi *multi, copse_error *err)
{
    const size_t line = multi->one_effect.line;
    if (multi->one_effect.count > 0 && p->spec.one_effect.count == 0 && p->spec.combine.line == 0)
        return copse_fail(err, COPSE_EPARSE,
                          "%s:%zu: other rules for one effect a trial need the protocol's own key 'one_effect'",
                          p->name, line);
    copse_status status = copse_i_spec_names(p, &multi->one_effect, sizeof(copse_i_other_rules), err);
    for (size_t i = 0; status == COPSE_OK && i < multi->one_effect.count; i++)
        status = copse_i_spec_rules(p, &copse_i_other_rules_at(multi, i)->rules, err);
    return status;
}

static copse_status check_section(copse_protocol *p, copse_i_multi *multi, copse_error *err)
{
    copse_status status = find_methods(p, multi, err);
    if (status == COPSE_OK) status = find_tests(p, multi, err);
    if (status == COPSE_OK) status = find_adjustments(p, multi, err);
    if (status == COPSE_OK) status = find_steps(p, multi, err);
    if (status == COPSE_OK) status = check_lift(p, multi, err);
    if (status == COPSE_OK) status = check_rules(p, multi, err);
    if (status == COPSE_OK) status = copse_i_spec_names(p, &multi->exclude, sizeof(copse_i_excluded), err);
    if (status == COPSE_OK) status = copse_i_spec_whole(p, "permutations", multi->permutations, 0, 1e7, err);
    if (status == COPSE_OK) status = copse_i_spec_whole(p, "seed", multi->seed, 0, 4294967295.0, err);
    return status;
}

/* One number for the manifest. */
static copse_status check_seeds(const copse_protocol *p, copse_error *err)
{
    const copse_i_multi *first = copse_i_multi_at(&p->spec, 0);
    for (size_t i = 1; i < p->spec.multiverse.count; i++) {
        const copse_i_multi *multi = copse_i_multi_at(&p->spec, i);
        const double a = first->seed.line > 0 ? first->seed.value : 1, b = multi->seed.line > 0 ? multi->seed.value : 1;
        if (a != b)
            return copse_fail(err, COPSE_EPARSE, "%s:%zu: the entries of 'multiverse' must have one seed", p->name,
                              multi->seed.line > 0 ? multi->seed.line : multi->line);
    }
    return COPSE_OK;
}

copse_status copse_i_spec_check_multiverse(copse_protocol *p, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < p->spec.multiverse.count; i++)
        status = check_section(p, copse_i_multi_at(&p->spec, i), err);
    if (status == COPSE_OK && p->spec.multiverse.count > 0) status = check_seeds(p, err);
    return status == COPSE_OK ? copse_i_spec_assign_multiverse(p, err) : status;
}
