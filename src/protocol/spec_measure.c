/* How an outcome's effects are computed, doubted and shown: the keys that bear the names of the command's options. */
#include "spec_parts.h"

#include <math.h>
#include <string.h>

static copse_status find_measure(const copse_protocol *p, copse_i_outcome *outcome, copse_error *err)
{
    const char *names[128];
    size_t n = 0;
    outcome->measure_entry = copse_measure_find(outcome->measure.text);
    if (outcome->measure_entry != NULL) return COPSE_OK;
    for (; n < sizeof names / sizeof *names && copse_measure_at(n) != NULL; n++) names[n] = copse_measure_at(n)->code;
    return copse_i_spec_choice(p, outcome->measure.line, "measure", outcome->measure.text, names, n, err);
}

/* The error lists the variance types that the measure takes. */
static copse_status find_vtype(const copse_protocol *p, copse_i_outcome *outcome, copse_error *err)
{
    const copse_i_string given = outcome->vtype;
    const copse_measure *measure = outcome->measure_entry;
    copse_vtype *vtype = &outcome->effect_opts.vtype;
    if (given.line == 0) return COPSE_OK;
    if (copse_vtype_find(given.text, vtype) == COPSE_OK && copse_measure_takes(measure, *vtype)) return COPSE_OK;
    copse_text known = {0};
    for (size_t v = 0; v < COPSE_VTYPE_COUNT; v++)
        if (copse_measure_takes(measure, (copse_vtype)v))
            copse_text_printf(&known, "%s%s", known.length > 0 ? ", " : "", copse_vtype_name((copse_vtype)v));
    const copse_status status = copse_fail(err, COPSE_EPARSE, "%s:%zu: measure %s takes no variance type '%s', but %s",
                                           p->name, given.line, measure->code, given.text, copse_text_string(&known));
    copse_text_free(&known);
    return status;
}

static copse_status find_to(const copse_protocol *p, copse_i_outcome *outcome, copse_error *err)
{
    const char *names[COPSE_TO_NONE + 1];
    const copse_i_string given = outcome->to;
    if (given.line == 0 || copse_add_to_find(given.text, &outcome->effect_opts.to) == COPSE_OK) return COPSE_OK;
    for (size_t i = 0; i <= COPSE_TO_NONE; i++) names[i] = copse_add_to_name((copse_add_to)i);
    return copse_i_spec_choice(p, given.line, "value of 'to'", given.text, names, COPSE_TO_NONE + 1, err);
}

static copse_status find_effect_opts(const copse_protocol *p, copse_i_outcome *outcome, copse_error *err)
{
    copse_effect_opts *opts = &outcome->effect_opts;
    *opts = copse_effect_opts_default();
    opts->drop00 = outcome->drop00.on;
    opts->uncorrected = outcome->uncorrected.on;
    if (outcome->uncorrected.on && !outcome->measure_entry->corrects)
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: measure %s has no bias correction to leave out", p->name,
                          outcome->uncorrected.line, outcome->measure_entry->code);
    if (outcome->add.line > 0) opts->add = outcome->add.value;
    if (outcome->add.line > 0 && !(opts->add >= 0))
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'add' must be 0 or more", p->name, outcome->add.line);
    if (outcome->ci_level.line > 0) opts->ci_level = outcome->ci_level.value;
    if (!(opts->ci_level > 0 && opts->ci_level < 100))
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'ci_level' must lie between 0 and 100 (%%)", p->name,
                          outcome->ci_level.line);
    const copse_status status = find_vtype(p, outcome, err);
    return status == COPSE_OK ? find_to(p, outcome, err) : status;
}

static copse_status find_doubts(const copse_protocol *p, copse_i_outcome *outcome, copse_error *err)
{
    const copse_i_strings *scale = &outcome->scale;
    copse_doubt_opts *doubt = &outcome->doubt;
    *doubt = copse_doubt_opts_default();
    if (outcome->items.line > 0) doubt->items = outcome->items.value;
    if (outcome->items.line > 0 && !(doubt->items >= 1 && doubt->items <= 1e6))
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'items' must lie between 1 and 1000000", p->name,
                          outcome->items.line);
    if (scale->line == 0) return COPSE_OK;
    const bool numbers = scale->count == 2 &&
                         copse_parse_number(scale->text[0], strlen(scale->text[0]), '.', &doubt->scale_low) &&
                         copse_parse_number(scale->text[1], strlen(scale->text[1]), '.', &doubt->scale_high);
    if (numbers && doubt->scale_low < doubt->scale_high) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'scale' is the lowest and the highest value, e.g. [0, 63]", p->name,
                      scale->line);
}

static copse_status name_shown(copse_protocol *p, copse_i_outcome *outcome, copse_error *err)
{
    copse_text label = {0};
    outcome->shown_name = outcome->measure_entry->shown;
    if (outcome->transform.line == 0) return COPSE_OK;
    copse_transform_label(outcome->shown_as, outcome->measure_entry, &label);
    char *copy = copse_i_arena_take(&p->arena, label.length + 1, 1);
    const bool good = copy != NULL && copse_text_status(&label) == COPSE_OK;
    if (good) memcpy(copy, label.bytes, label.length);
    copse_text_free(&label);
    if (!good) return copse_fail_memory(err);
    outcome->shown_name = copy;
    return COPSE_OK;
}

static copse_status find_transform(copse_protocol *p, copse_i_outcome *outcome, copse_error *err)
{
    const char *names[COPSE_TRANSFORM_COUNT];
    const copse_i_string given = outcome->transform;
    outcome->shown_as = outcome->measure_entry->transform;
    for (size_t i = 0; i < COPSE_TRANSFORM_COUNT; i++) names[i] = copse_transform_name((copse_transform)i);
    if (given.line > 0 && copse_transform_find(given.text, &outcome->shown_as) != COPSE_OK)
        return copse_i_spec_choice(p, given.line, "transform", given.text, names, COPSE_TRANSFORM_COUNT, err);
    if (outcome->shown_as == COPSE_TRANSFORM_NNT)
        return copse_fail(err, COPSE_EPARSE,
                          "%s:%zu: transform nnt has no axis and no order, as tables and plots of a protocol want; use "
                          "rd here, and copse pool for nnt",
                          p->name, given.line);
    const copse_i_number risk = outcome->control_risk, sd = outcome->sd;
    if (risk.line > 0 && !(risk.value > 0 && risk.value < 1))
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'control_risk' must lie between 0 and 1", p->name, risk.line);
    if (sd.line > 0 && !(sd.value > 0))
        return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'sd' must be above 0", p->name, sd.line);
    outcome->settings = (copse_transform_settings){.control_risk = risk.line > 0 ? risk.value : (double)NAN,
                                                   .sd = sd.line > 0 ? sd.value : (double)NAN,
                                                   .scale = copse_measure_scale(outcome->measure_entry)};
    if (copse_transform_check(outcome->shown_as, outcome->measure_entry, &outcome->settings, err) == COPSE_OK)
        return name_shown(p, outcome, err);
    return copse_error_prefix(err, "%s:%zu: ", p->name, given.line > 0 ? given.line : outcome->measure.line);
}

copse_status copse_i_spec_check_measure(copse_protocol *p, copse_i_outcome *outcome, copse_error *err)
{
    copse_status status = find_measure(p, outcome, err);
    if (status == COPSE_OK) status = find_effect_opts(p, outcome, err);
    if (status == COPSE_OK) status = find_doubts(p, outcome, err);
    if (status == COPSE_OK) status = find_transform(p, outcome, err);
    return status;
}

copse_status copse_i_spec_check_means(const copse_protocol *p, const copse_i_outcome *outcome, copse_error *err)
{
    if (!copse_transform_is_mean(outcome->shown_as)) return COPSE_OK;
    for (size_t v = 0; v <= p->spec.sensitivity.count; v++) {
        const copse_method method =
            v == 0 ? p->spec.model.opts.method : copse_i_sensitivity_at(&p->spec, v - 1)->opts.method;
        if (method != COPSE_METHOD_EE && method != COPSE_METHOD_FE) continue;
        return copse_fail(err, COPSE_EPARSE,
                          "%s:%zu: transform %s is a mean over the true effects of a random-effects model; method %s "
                          "has %s",
                          p->name, outcome->transform.line, outcome->transform.text, copse_method_code(method),
                          copse_transform_name(copse_transform_plain(outcome->shown_as)));
    }
    return COPSE_OK;
}

copse_status copse_i_spec_check_warn(const copse_protocol *p, copse_error *err)
{
    static const char *const names[] = {"all", "none"};
    const copse_i_string warn = p->spec.warn;
    if (warn.line > 0 && strcmp(warn.text, "all") != 0 && strcmp(warn.text, "none") != 0)
        return copse_i_spec_choice(p, warn.line, "value of 'warn'", warn.text, names, 2, err);
    if (!p->spec.strict.on || warn.line == 0 || strcmp(warn.text, "all") == 0) return COPSE_OK;
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: 'strict' makes errors of warnings, and 'warn: none' allows none",
                      p->name, p->spec.strict.line);
}
