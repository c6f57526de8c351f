/* The part of checking a protocol that needs no data. */
#include "robustness_bias.h"
#include "spec.h"
#include "spec_parts.h"

#include <copse/bias.h>

#include <math.h>
#include <string.h>

copse_status copse_i_spec_choice(const copse_protocol *p, size_t line, const char *what, const char *given,
                                 const char *const *names, size_t n, copse_error *err)
{
    const char *near = copse_nearest(given, names, n);
    if (near != NULL)
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: unknown %s '%s': did you mean '%s'?", p->name, line, what, given,
                          near);
    copse_text all = {0};
    for (size_t i = 0; i < n; i++) copse_text_printf(&all, "%s%s", i > 0 ? ", " : "", names[i]);
    const copse_status status = copse_fail(err, COPSE_EPARSE, "%s:%zu: unknown %s '%s'; there are %s", p->name, line,
                                           what, given, copse_text_string(&all));
    copse_text_free(&all);
    return status;
}

copse_status copse_i_spec_method(const copse_protocol *p, copse_i_string given, copse_method *out, copse_error *err)
{
    const char *names[COPSE_METHOD_COUNT];
    if (given.line == 0 || copse_method_find(given.text, out) == COPSE_OK) return COPSE_OK;
    for (size_t i = 0; i < COPSE_METHOD_COUNT; i++) names[i] = copse_method_code((copse_method)i);
    return copse_i_spec_choice(p, given.line, "method", given.text, names, COPSE_METHOD_COUNT, err);
}

copse_status copse_i_spec_test(const copse_protocol *p, copse_i_string given, copse_test *out, copse_error *err)
{
    const char *names[COPSE_TEST_COUNT];
    if (given.line == 0 || copse_test_find(given.text, out) == COPSE_OK) return COPSE_OK;
    for (size_t i = 0; i < COPSE_TEST_COUNT; i++) names[i] = copse_test_code((copse_test)i);
    return copse_i_spec_choice(p, given.line, "test", given.text, names, COPSE_TEST_COUNT, err);
}

static copse_status check_tau2(const copse_protocol *p, copse_i_string given, copse_tau2_mode *out, copse_error *err)
{
    if (given.line == 0 || copse_tau2_mode_find(given.text, out) == COPSE_OK) return COPSE_OK;
    const char *const names[] = {copse_tau2_mode_name(COPSE_TAU2_SEPARATE), copse_tau2_mode_name(COPSE_TAU2_COMMON)};
    return copse_i_spec_choice(p, given.line, "tau2 mode", given.text, names, 2, err);
}

/* A whole number in [low, high]. */
copse_status copse_i_spec_whole(const copse_protocol *p, const char *key, copse_i_number x, double low, double high,
                                copse_error *err)
{
    if (x.line == 0 || (x.value >= low && x.value <= high && floor(x.value) == x.value)) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: '%s' must be a whole number from %g to %g", p->name, x.line, key, low,
                      high);
}

copse_status copse_i_spec_correlation(const copse_protocol *p, const char *key, copse_i_number x, copse_error *err)
{
    if (x.line == 0 || (x.value >= 0 && x.value <= 1)) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: '%s' must be a correlation from 0 to 1", p->name, x.line, key);
}

static copse_status check_pair(const copse_protocol *p, const char *key, const copse_i_strings *list, copse_error *err)
{
    if (list->line == 0 || list->count == 2) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: '%s' must have two values", p->name, list->line, key);
}

/* Names become file names and JSON values, so they are short slugs. */
static copse_status check_slug(const copse_protocol *p, copse_i_string name, copse_error *err)
{
    const size_t n = strlen(name.text);
    const bool good =
        strspn(name.text, "abcdefghijklmnopqrstuvwxyz0123456789_-") == n && n <= 64 && name.text[0] != '-';
    if (good) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE,
                      "%s:%zu: the name '%s' may only have a-z, 0-9, _ and -, at most 64 of them, and not begin with -",
                      p->name, name.line, name.text);
}

/* Every item's second member is its name; `items` of `size` bytes each. */
copse_status copse_i_spec_names(const copse_protocol *p, const copse_i_items *items, size_t size, copse_error *err)
{
    for (size_t i = 0; i < items->count; i++) {
        const char *item = (const char *)items->item + i * size;
        const copse_i_string name = *(const copse_i_string *)(const void *)(item + sizeof(size_t));
        const copse_status status = check_slug(p, name, err);
        if (status != COPSE_OK) return status;
        for (size_t j = 0; j < i; j++) {
            const char *earlier = (const char *)items->item + j * size;
            const copse_i_string other = *(const copse_i_string *)(const void *)(earlier + sizeof(size_t));
            if (strcmp(other.text, name.text) == 0)
                return copse_fail(err, COPSE_EPARSE, "%s:%zu: the name '%s' is taken (line %zu)", p->name, name.line,
                                  name.text, other.line);
        }
    }
    return COPSE_OK;
}

copse_status copse_i_spec_rules(const copse_protocol *p, const copse_i_items *rules, copse_error *err)
{
    for (size_t i = 0; i < rules->count; i++) {
        const copse_i_rule *rule = copse_i_rule_at(rules, i);
        const int given = (rule->prefer.line > 0) + (rule->nearest.line > 0) + (rule->smallest.line > 0) +
                          (rule->largest.line > 0) + (rule->earliest.line > 0) + (rule->latest.line > 0) +
                          (rule->largest_n.line > 0 && rule->largest_n.on);
        if (given != 1)
            return copse_fail(err, COPSE_EPARSE,
                              "%s:%zu: a rule of 'one_effect' is one of prefer, nearest, smallest, largest, earliest, "
                              "latest and largest_n: true",
                              p->name, rule->line);
    }
    return COPSE_OK;
}

static copse_status check_model(copse_protocol *p, copse_error *err)
{
    copse_i_model *model = &p->spec.model;
    model->opts = copse_fit_opts_default();
    copse_status status = copse_i_spec_method(p, model->method, &model->opts.method, err);
    if (status == COPSE_OK) status = copse_i_spec_test(p, model->test, &model->opts.test, err);
    if (status == COPSE_OK) status = check_tau2(p, p->spec.subgroup.tau2, &p->spec.subgroup.mode, err);
    if (status != COPSE_OK || model->level.line == 0) return status;
    model->opts.level = model->level.value;
    if (model->opts.level > 0 && model->opts.level < 100) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'level' must lie between 0 and 100 (%%)", p->name, model->level.line);
}

copse_status copse_i_spec_lift(const copse_protocol *p, const copse_i_strings *lift, copse_error *err)
{
    const copse_i_items *criteria = &p->spec.eligibility;
    const char *names[64];
    size_t n = 0;
    for (; n < criteria->count && n < sizeof names / sizeof *names; n++)
        names[n] = copse_i_criterion_at(&p->spec, n)->name.text;
    for (size_t i = 0; i < lift->count; i++) {
        size_t found = 0;
        while (found < criteria->count && strcmp(copse_i_criterion_at(&p->spec, found)->name.text, lift->text[i]) != 0)
            found++;
        if (found == criteria->count)
            return copse_i_spec_choice(p, lift->line_of[i], "criterion", lift->text[i], names, n, err);
    }
    return COPSE_OK;
}

static copse_status check_sensitivity(copse_protocol *p, copse_i_sensitivity *analysis, copse_error *err)
{
    analysis->opts = p->spec.model.opts;
    analysis->mode = p->spec.subgroup.mode;
    if (strcmp(analysis->name.text, "main") == 0)
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'main' is the name of the main analysis", p->name,
                          analysis->name.line);
    copse_status status = copse_i_spec_method(p, analysis->method, &analysis->opts.method, err);
    if (status == COPSE_OK) status = copse_i_spec_test(p, analysis->test, &analysis->opts.test, err);
    if (status == COPSE_OK) status = check_tau2(p, analysis->tau2, &analysis->mode, err);
    if (status == COPSE_OK) status = copse_i_spec_correlation(p, "rho", analysis->rho, err);
    if (status == COPSE_OK) status = copse_i_spec_correlation(p, "phi", analysis->phi, err);
    if (status == COPSE_OK) status = copse_i_spec_lift(p, &analysis->lift, err);
    if (status != COPSE_OK) return status;
    status = copse_i_spec_check_replaced(p, "rho", analysis->rho, err);
    if (status == COPSE_OK) status = copse_i_spec_check_replaced(p, "phi", analysis->phi, err);
    if (status != COPSE_OK) return status;
    if (analysis->tau2.line > 0 && p->spec.subgroup.line == 0)
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'tau2' needs the key 'subgroup' in the protocol", p->name,
                          analysis->tau2.line);
    return COPSE_OK;
}

static copse_status check_outcome(copse_protocol *p, copse_i_outcome *outcome, copse_error *err)
{
    copse_status status = copse_i_spec_check_measure(p, outcome, err);
    if (status == COPSE_OK) status = check_pair(p, "favours", &outcome->favours, err);
    if (status == COPSE_OK) status = copse_i_spec_whole(p, "digits", outcome->digits, 0, 10, err);
    return status;
}

static copse_status check_published(const copse_protocol *p, copse_error *err)
{
    const copse_i_published *published = &p->spec.published;
    const char *const verdicts[] = {"digits", "interval"};
    copse_status status = copse_i_spec_whole(p, "digits", published->digits, 0, 10, err);
    if (status == COPSE_OK) status = copse_i_spec_whole(p, "I2_digits", published->I2_digits, 0, 10, err);
    if (status != COPSE_OK || published->verdict.line == 0) return status;
    for (size_t i = 0; i < 2; i++)
        if (strcmp(published->verdict.text, verdicts[i]) == 0) return COPSE_OK;
    return copse_i_spec_choice(p, published->verdict.line, "verdict", published->verdict.text, verdicts, 2, err);
}

static copse_status check_outputs(const copse_protocol *p, copse_error *err)
{
    const copse_i_strings *formats = &p->spec.outputs.formats;
    const char *names[COPSE_FORMAT_LATEX + 1];
    for (size_t i = 0; i <= COPSE_FORMAT_LATEX; i++) names[i] = copse_format_name((copse_format)i);
    for (size_t i = 0; i < formats->count; i++) {
        copse_format format;
        if (copse_format_find(formats->text[i], &format) != COPSE_OK)
            return copse_i_spec_choice(p, formats->line_of[i], "format", formats->text[i], names,
                                       COPSE_FORMAT_LATEX + 1, err);
    }
    return COPSE_OK;
}

static copse_status check_robustness(const copse_protocol *p, copse_error *err)
{
    const copse_i_strings *bias = &p->spec.robustness.bias;
    const char *names[COPSE_BIAS_CHECK_COUNT];
    size_t n = 0;
    for (; copse_i_adjusting_check(n) != NULL; n++) names[n] = copse_i_adjusting_check(n);
    for (size_t i = 0; i < bias->count; i++) {
        size_t found = 0;
        while (found < n && strcmp(names[found], bias->text[i]) != 0) found++;
        if (found == n)
            return copse_i_spec_choice(p, bias->line_of[i], "check that adjusts the effect", bias->text[i], names, n,
                                       err);
    }
    return COPSE_OK;
}

static copse_status check_top(const copse_protocol *p, copse_error *err)
{
    const copse_i_spec *spec = &p->spec;
    if (!(spec->copse.value == 1))
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'copse' is the version of the protocol format and must be 1",
                          p->name, spec->copse.line);
    copse_status status = check_pair(p, "favours", &spec->favours, err);
    if (status == COPSE_OK) status = check_pair(p, "arms", &spec->arms, err);
    if (status == COPSE_OK) status = copse_i_spec_whole(p, "min_trials", spec->min_trials, 1, 1000, err);
    if (status == COPSE_OK) status = copse_i_spec_names(p, &spec->eligibility, sizeof(copse_i_criterion), err);
    if (status == COPSE_OK) status = copse_i_spec_names(p, &spec->outcomes, sizeof(copse_i_outcome), err);
    if (status == COPSE_OK) status = copse_i_spec_names(p, &spec->sensitivity, sizeof(copse_i_sensitivity), err);
    if (status == COPSE_OK) status = copse_i_spec_names(p, &spec->described, sizeof(copse_i_described), err);
    return status;
}

copse_status copse_i_spec_check(copse_protocol *p, copse_error *err)
{
    copse_status status = check_top(p, err);
    if (status == COPSE_OK) status = copse_i_spec_check_warn(p, err);
    if (status == COPSE_OK) status = check_model(p, err);
    if (status == COPSE_OK) status = copse_i_spec_rules(p, &p->spec.one_effect, err);
    if (status == COPSE_OK) status = copse_i_spec_check_combine(p, err);
    for (size_t i = 0; status == COPSE_OK && i < p->spec.outcomes.count; i++)
        status = check_outcome(p, copse_i_outcome_at(&p->spec, i), err);
    for (size_t i = 0; status == COPSE_OK && i < p->spec.sensitivity.count; i++)
        status = check_sensitivity(p, copse_i_sensitivity_at(&p->spec, i), err);
    for (size_t i = 0; status == COPSE_OK && i < p->spec.outcomes.count; i++)
        status = copse_i_spec_check_means(p, copse_i_outcome_at(&p->spec, i), err);
    if (status == COPSE_OK) status = check_robustness(p, err);
    if (status == COPSE_OK) status = copse_i_spec_check_multiverse(p, err);
    if (status == COPSE_OK) status = check_published(p, err);
    if (status == COPSE_OK) status = copse_i_spec_check_plots(p, err);
    if (status == COPSE_OK) status = check_outputs(p, err);
    return status;
}
