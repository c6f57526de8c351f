/* JSON of influence diagnostics, version 1: docs/schema/copse-influence-1.schema.json. */
#include "influence_fragility.h"
#include "influence_groups.h"
#include "pool_output.h"
#include "report_influence.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static json_t *flags_json(copse_i_json *json, const copse_influence_study *s)
{
    const struct {
        bool on;
        const char *name;
    } flag[] = {{s->by_dffits, "dffits"}, {s->by_cook, "cook"}, {s->by_hat, "hat"}, {s->by_dfbetas, "dfbetas"}};
    json_t *out = json_array();
    for (size_t i = 0; i < sizeof flag / sizeof *flag; i++)
        if (flag[i].on) copse_i_json_append(json, out, copse_i_json_text(json, flag[i].name));
    return out;
}

static json_t *study_json(copse_i_json *json, const copse_influenced *in, size_t i)
{
    const copse_influence *all = in->influence;
    const copse_influence_study *s = &all->study[i];
    json_t *out = json_object(), *dfbetas = json_array();
    for (size_t j = 0; j < all->p; j++)
        copse_i_json_append(json, dfbetas, copse_i_json_real(all->dfbetas[i * all->p + j]));
    SET(out, "label", copse_i_json_text(json, in->pooled.label[i]));
    SET(out, "rstudent", copse_i_json_real(s->rstudent));
    SET(out, "dffits", copse_i_json_real(s->dffits));
    SET(out, "cook", copse_i_json_real(s->cook));
    SET(out, "cov_ratio", copse_i_json_real(s->cov_ratio));
    SET(out, "tau2", copse_i_json_real(s->tau2));
    SET(out, "Q", copse_i_json_real(s->Q));
    SET(out, "hat", copse_i_json_real(s->hat));
    SET(out, "weight", copse_i_json_real(s->weight));
    SET(out, "dfbetas", dfbetas);
    SET(out, "influential", json_boolean(s->influential));
    SET(out, "flags", flags_json(json, s));
    return out;
}

static json_t *limits_json(copse_i_json *json, const copse_influence *all)
{
    json_t *out = json_object();
    SET(out, "dffits", copse_i_json_real(all->dffits_limit));
    SET(out, "cook", copse_i_json_real(all->cook_limit));
    SET(out, "hat", copse_i_json_real(all->hat_limit));
    SET(out, "dfbetas", copse_i_json_whole(1));
    return out;
}

static json_t *all_limits_json(copse_i_json *json, const copse_influenced *in)
{
    if (in->groups != NULL) return copse_i_influence_group_limits_json(json, in->groups);
    const bool flags = in->influence != NULL && !isnan(in->influence->cook_limit);
    return flags ? limits_json(json, in->influence) : json_null();
}

/* Coefficients that Cook's distance is of; null: all. */
static json_t *chosen_json(copse_i_json *json, const copse_influenced *in)
{
    char name[64];
    if (in->chosen == NULL) return json_null();
    json_t *out = json_array();
    for (size_t j = 0; j < in->pooled.fit->p; j++)
        if (in->chosen[j])
            copse_i_json_append(json, out,
                                copse_i_json_text(json, copse_i_coefficient_name(&in->pooled, j, name, sizeof name)));
    return out;
}

copse_status copse_i_influence_json(const copse_influenced *in, const copse_i_influence_rows *rows,
                                    const copse_notes *notes, copse_text *out)
{
    copse_i_json stream = {.out = out}, *json = &stream;
    copse_i_json_open(json, NULL, '{');
    copse_i_json_add(json, "copse", copse_i_json_text(json, copse_version()));
    copse_i_json_add(json, "command", copse_i_json_text(json, "influence"));
    copse_i_json_add(json, "input", copse_i_input_json(json, &in->pooled));
    copse_i_json_add(json, "model", copse_i_subset_model_json(json, &in->pooled));
    copse_i_json_add(json, "by", copse_i_json_text(json, in->by));
    copse_i_json_add(json, "btt", chosen_json(json, in));
    copse_i_json_add(json, "limits", all_limits_json(json, in));
    copse_i_json_open(json, "studies", '[');
    for (size_t i = 0; in->influence != NULL && i < in->influence->k; i++)
        copse_i_json_add(json, NULL, study_json(json, in, i));
    copse_i_json_close(json, ']');
    copse_i_json_add(json, "groups", copse_i_influence_groups_json(json, in));
    copse_i_subset_json(json, "leave_out", &in->pooled, &rows->rows);
    copse_i_json_add(json, "fragility", copse_i_fragility_json(json, in));
    copse_i_json_add(json, "tipping", copse_i_tipping_json(json, in));
    copse_i_warnings_json(json, in->pooled.warnings, notes);
    copse_i_json_close(json, '}');
    return stream.status == COPSE_OK ? copse_text_status(out) : stream.status;
}
