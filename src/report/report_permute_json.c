/* JSON of a permutation test, version 1: docs/schema/copse-permute-1.schema.json. */
#include "pool_output.h"
#include "report_permute.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static json_t *count_json(uint64_t n)
{
    return json_integer((json_int_t)n);
}

static json_t *model_json(copse_i_json *json, const copse_permuted *p)
{
    const copse_fit *fit = p->pooled.fit;
    json_t *out = json_object(), *names = json_array();
    for (size_t j = 0; j < p->plan->p; j++)
        copse_i_json_append(json, names, copse_i_json_text(json, p->coefficient[j]));
    SET(out, "measure", copse_i_json_text(json, p->pooled.measure != NULL ? p->pooled.measure->code : NULL));
    SET(out, "method", copse_i_json_text(json, copse_fit_method_code(fit)));
    SET(out, "test", copse_i_json_text(json, copse_test_code(fit->test)));
    SET(out, "level", copse_i_json_whole(p->plan->fit.level));
    SET(out, "k", copse_i_json_count(fit->k));
    SET(out, "p", copse_i_json_count(fit->p));
    SET(out, "tau2", copse_i_json_real(fit->het.tau2));
    SET(out, "transform", copse_i_json_text(json, copse_transform_name(p->pooled.transform)));
    SET(out, "formula", copse_i_json_text(json, p->pooled.moderators != NULL ? p->pooled.moderators->formula : NULL));
    SET(out, "coefficients", names);
    return out;
}

static json_t *permutation_json(copse_i_json *json, const copse_permuted *p)
{
    const copse_perm_summary *s = p->summary;
    const uint64_t all = copse_perm_count(p->perm);
    json_t *out = json_object();
    SET(out, "kind", copse_i_json_text(json, p->plan->X == NULL ? "signs" : "rows"));
    SET(out, "exact", json_boolean(s->exact));
    SET(out, "possible", all == COPSE_PERM_COUNTLESS ? json_null() : count_json(all));
    SET(out, "permutations", count_json(s->permutations));
    SET(out, "used", count_json(s->used));
    SET(out, "failed", count_json(s->failed));
    SET(out, "seed", s->exact ? json_null() : count_json(p->plan->seed));
    SET(out, "statistic", copse_i_json_text(json, copse_perm_statistic_name(p->plan->statistic)));
    SET(out, "alternative", copse_i_json_text(json, copse_perm_alternative_name(p->alternative)));
    SET(out, "least_p", copse_i_json_real(s->least_p));
    return out;
}

static json_t *p_json(copse_i_json *json, const copse_perm_p *test)
{
    json_t *out = json_object();
    SET(out, "p", copse_i_json_real(test->p));
    SET(out, "error", copse_i_json_real(test->error));
    SET(out, "reached", count_json(test->reached));
    return out;
}

static json_t *limits_json(copse_i_json *json, const copse_permuted *p, size_t j)
{
    copse_interval shown;
    json_t *out = json_object();
    const copse_perm_interval *interval = &p->interval[j];
    SET(out, "lower", copse_i_json_real(interval->limit.lower));
    SET(out, "upper", copse_i_json_real(interval->limit.upper));
    SET(out, "lower_limit", copse_i_json_text(json, copse_perm_limit_text(interval->lower)));
    SET(out, "upper_limit", copse_i_json_text(json, copse_perm_limit_text(interval->upper)));
    if (copse_i_perm_shown(p, j, &shown)) SET(out, "transformed", copse_i_json_pair(json, shown.lower, shown.upper));
    return out;
}

static json_t *coefficient_json(copse_i_json *json, const copse_permuted *p, size_t j)
{
    static const char *const KEYS[COPSE_PERM_ALTERNATIVE_COUNT] = {"two_sided", "twice", "less", "greater"};
    const copse_coefficient *c = &p->pooled.fit->coef[j];
    const copse_perm_result *result = &p->summary->coef[j];
    json_t *out = json_object(), *all = json_object();
    SET(out, "name", copse_i_json_text(json, p->coefficient[j]));
    SET(out, "estimate", copse_i_json_real(c->estimate));
    SET(out, "se", copse_i_json_real(c->se));
    SET(out, "statistic", copse_i_json_real(c->statistic));
    SET(out, "df", copse_i_json_real(c->df));
    SET(out, "model_p", copse_i_json_real(c->p));
    SET(out, "model_ci", copse_i_json_pair(json, c->ci.lower, c->ci.upper));
    SET(out, "compared", copse_i_json_real(result->statistic));
    SET(out, "p", copse_i_json_real(result->p[p->alternative].p));
    for (size_t a = 0; a < COPSE_PERM_ALTERNATIVE_COUNT; a++) SET(all, KEYS[a], p_json(json, &result->p[a]));
    SET(out, "tests", all);
    SET(out, "interval", p->interval != NULL ? limits_json(json, p, j) : json_null());
    return out;
}

static json_t *moderators_json(copse_i_json *json, const copse_permuted *p)
{
    const copse_heterogeneity *het = &p->pooled.fit->het;
    if (isnan(p->summary->QM.p)) return json_null();
    json_t *out = json_object();
    SET(out, "QM", copse_i_json_real(het->QM));
    SET(out, "df", copse_i_json_real(het->QM_df));
    SET(out, "df2", copse_i_json_real(het->QM_df2));
    SET(out, "model_p", copse_i_json_real(het->QM_p));
    SET(out, "test", p_json(json, &p->summary->QM));
    return out;
}

copse_status copse_i_perm_json(const copse_permuted *p, copse_text *out)
{
    copse_i_json stream = {.out = out}, *json = &stream;
    copse_notes notes = {0};
    copse_i_perm_notes(p, &notes);
    copse_i_json_open(json, NULL, '{');
    copse_i_json_add(json, "copse", copse_i_json_text(json, copse_version()));
    copse_i_json_add(json, "command", copse_i_json_text(json, "permute"));
    copse_i_json_add(json, "input", copse_i_input_json(json, &p->pooled));
    copse_i_json_add(json, "model", model_json(json, p));
    copse_i_json_add(json, "permutation", permutation_json(json, p));
    copse_i_json_open(json, "coefficients", '[');
    for (size_t j = 0; j < p->plan->p; j++) copse_i_json_add(json, NULL, coefficient_json(json, p, j));
    copse_i_json_close(json, ']');
    copse_i_json_add(json, "moderators", moderators_json(json, p));
    copse_i_warnings_json(json, p->pooled.warnings, &notes);
    copse_i_json_close(json, '}');
    copse_status status = stream.status;
    if (status == COPSE_OK && notes.failed) status = COPSE_ENOMEM;
    if (status == COPSE_OK) status = copse_text_status(out);
    copse_notes_free(&notes);
    return status;
}
