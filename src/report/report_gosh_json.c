/* JSON of an all-subsets analysis, version 1: docs/schema/copse-gosh-1.schema.json. */
#include "pool_output.h"
#include "report_gosh.h"

/* Cells of the histogram that make one here. */
enum { COARSE = 8, COARSE_I2 = 2 };

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static json_t *whole(uint64_t n)
{
    return json_integer((json_int_t)n);
}

static json_t *model_json(copse_i_json *json, const copse_goshed *g)
{
    const copse_fit *fit = g->pooled.fit;
    json_t *out = json_object(), *names = json_array();
    for (size_t j = 0; j < g->gosh->p; j++)
        copse_i_json_append(json, names, copse_i_json_text(json, g->coefficient[j]));
    SET(out, "measure", copse_i_json_text(json, g->pooled.measure != NULL ? g->pooled.measure->code : NULL));
    SET(out, "method", copse_i_json_text(json, copse_fit_method_code(fit)));
    SET(out, "test", copse_i_json_text(json, copse_test_code(fit->test)));
    SET(out, "level", copse_i_json_whole(fit->opts.level));
    SET(out, "k", copse_i_json_count(fit->k));
    SET(out, "p", copse_i_json_count(fit->p));
    SET(out, "formula", copse_i_json_text(json, g->pooled.moderators != NULL ? g->pooled.moderators->formula : NULL));
    SET(out, "coefficients", names);
    return out;
}

static json_t *subsets_json(copse_i_json *json, const copse_goshed *g)
{
    const copse_gosh *gosh = g->gosh;
    json_t *out = json_object(), *failed = json_array();
    for (size_t s = 1; s < COPSE_LANE_STATUS_COUNT; s++)
        if (gosh->failed[s] > 0)
            copse_i_json_append(json, failed,
                                json_pack("{s:s,s:I}", "why", copse_i_goshed_why(g, (copse_lane_status)s), "subsets",
                                          (json_int_t)gosh->failed[s]));
    SET(out, "exact", json_boolean(gosh->exact));
    SET(out, "possible", gosh->possible == UINT64_MAX ? json_null() : whole(gosh->possible));
    SET(out, "subsets", whole(gosh->subsets));
    SET(out, "least", copse_i_json_count(gosh->least));
    SET(out, "seed", gosh->exact ? json_null() : whole(g->opts->seed));
    SET(out, "fitted", whole(gosh->fitted));
    SET(out, "failed", failed);
    SET(out, "coefficient", copse_i_json_text(json, g->coefficient[g->opts->coefficient]));
    SET(out, "null", copse_i_json_real(g->opts->null));
    SET(out, "significant", whole(gosh->significant));
    SET(out, "above", whole(gosh->above));
    SET(out, "below", whole(gosh->below));
    SET(out, "quartile_grain", copse_i_json_real(gosh->grain));
    return out;
}

static json_t *statistic_json(copse_i_json *json, const char *name, const copse_gosh_statistic *s, double of_all)
{
    json_t *out = json_object();
    SET(out, "statistic", copse_i_json_text(json, name));
    SET(out, "all_studies", copse_i_json_real(of_all));
    SET(out, "mean", copse_i_json_real(s->mean));
    SET(out, "sd", copse_i_json_real(s->sd));
    SET(out, "min", copse_i_json_real(s->least));
    SET(out, "q1", copse_i_json_real(s->quartile[0]));
    SET(out, "median", copse_i_json_real(s->quartile[1]));
    SET(out, "q3", copse_i_json_real(s->quartile[2]));
    SET(out, "max", copse_i_json_real(s->most));
    return out;
}

static json_t *half_json(copse_i_json *json, const copse_gosh_half *half)
{
    json_t *out = json_object();
    SET(out, "subsets", whole(half->subsets));
    SET(out, "mean", copse_i_json_real(half->mean));
    SET(out, "sd", copse_i_json_real(half->sd));
    SET(out, "I2", copse_i_json_real(half->I2));
    SET(out, "tau2", copse_i_json_real(half->tau2));
    SET(out, "significant", copse_i_json_real(half->significant));
    return out;
}

static json_t *study_json(copse_i_json *json, const copse_goshed *g, size_t i)
{
    const copse_gosh_study *study = &g->gosh->study[i];
    json_t *out = json_object();
    SET(out, "label", copse_i_json_text(json, g->pooled.label[i]));
    SET(out, "with", half_json(json, &study->with));
    SET(out, "without", half_json(json, &study->without));
    SET(out, "explains", copse_i_json_real(study->explains));
    SET(out, "explains_I2", copse_i_json_real(study->explains_I2));
    SET(out, "outlier", json_boolean(study->outlier));
    return out;
}

/* Subsets in the cells of the histogram from (i, j) on that make one of the coarser one. */
static uint64_t coarse_count(const copse_gosh_grid *grid, size_t i, size_t j)
{
    uint64_t n = 0;
    for (size_t y = 0; y < COARSE_I2; y++)
        for (size_t x = 0; x < COARSE; x++) n += grid->count[(j * COARSE_I2 + y) * COPSE_GOSH_CELLS + i * COARSE + x];
    return n;
}

/* A coarser histogram: of cells that are not empty the column, the row and the count. */
static void grid_json(copse_i_json *json, const copse_gosh_grid *grid)
{
    const size_t cells = COPSE_GOSH_CELLS / COARSE, cells_I2 = COPSE_GOSH_CELLS_I2 / COARSE_I2;
    copse_i_json_open(json, "histogram", '{');
    copse_i_json_add(json, "lower", copse_i_json_real(grid->lower));
    copse_i_json_add(json, "width", copse_i_json_real(grid->width * COARSE));
    copse_i_json_add(json, "cells", copse_i_json_count(cells));
    copse_i_json_add(json, "cells_I2", copse_i_json_count(cells_I2));
    copse_i_json_add(json, "outside", whole(grid->outside));
    copse_i_json_open(json, "counts", '[');
    for (size_t j = 0; j < cells_I2; j++)
        for (size_t i = 0; i < cells; i++) {
            const uint64_t n = coarse_count(grid, i, j);
            if (n > 0) copse_i_json_add(json, NULL, json_pack("[I,I,I]", (json_int_t)i, (json_int_t)j, (json_int_t)n));
        }
    copse_i_json_close(json, ']');
    copse_i_json_close(json, '}');
}

copse_status copse_i_goshed_json(const copse_goshed *g, copse_text *out)
{
    copse_i_json stream = {.out = out}, *json = &stream;
    copse_notes notes = {0};
    const copse_gosh_statistic *s;
    const char *key;
    double all;
    copse_i_goshed_notes(g, &notes);
    copse_i_json_open(json, NULL, '{');
    copse_i_json_add(json, "copse", copse_i_json_text(json, copse_version()));
    copse_i_json_add(json, "command", copse_i_json_text(json, "gosh"));
    copse_i_json_add(json, "input", copse_i_input_json(json, &g->pooled));
    copse_i_json_add(json, "model", model_json(json, g));
    copse_i_json_add(json, "subsets", subsets_json(json, g));
    copse_i_json_open(json, "statistics", '[');
    for (size_t j = 0; (s = copse_i_goshed_statistic(g, j, &key, &all)) != NULL; j++)
        copse_i_json_add(json, NULL, statistic_json(json, key, s, all));
    copse_i_json_close(json, ']');
    copse_i_json_open(json, "studies", '[');
    for (size_t i = 0; i < g->gosh->k; i++) copse_i_json_add(json, NULL, study_json(json, g, i));
    copse_i_json_close(json, ']');
    grid_json(json, &g->gosh->all);
    copse_i_warnings_json(json, g->pooled.warnings, &notes);
    copse_i_json_close(json, '}');
    copse_status status = stream.status;
    if (status == COPSE_OK && notes.failed) status = COPSE_ENOMEM;
    if (status == COPSE_OK) status = copse_text_status(out);
    copse_notes_free(&notes);
    return status;
}
