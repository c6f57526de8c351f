/* A simulation design: read by the schema, its grid written out, checked. */
#include "simulation_parts.h"

#include <copse/frame.h>

#include <math.h>
#include <stdlib.h>
#include <string.h>

#define MOST_CELLS 1000000

/* What the file owns. */
typedef struct design_store {
    copse_i_arena arena;
    char *name;
    copse_i_sim_spec spec;
} design_store;

/* The levels of every factor; a list that is not given has one level, the default. */
typedef struct grid {
    copse_variate *size, *variance, *control;
    copse_shape *shape;
    copse_selection *selection;
    copse_numbers correlation, mu, tau2, I2, k;
} grid;

static copse_status read_levels(const copse_i_sim_reader *r, const copse_i_sim_spec *spec, grid *g)
{
    const bool rates = spec->measure.line != 0 && strcmp(spec->measure.text, "IRR") == 0;
    copse_status status = copse_i_sim_distributions(r, "sizes", &spec->sizes, !rates, &g->size);
    if (status == COPSE_OK) status = copse_i_sim_distributions(r, "variances", &spec->variances, false, &g->variance);
    if (status == COPSE_OK) status = copse_i_sim_distributions(r, "control", &spec->control, false, &g->control);
    if (status == COPSE_OK) status = copse_i_sim_shapes(r, &spec->effects, &g->shape);
    if (status == COPSE_OK) status = copse_i_sim_selections(r, &spec->selection, &g->selection);
    if (status == COPSE_OK) status = copse_i_sim_numbers(r, "correlation", &spec->correlation, &g->correlation);
    if (status == COPSE_OK) status = copse_i_sim_numbers(r, "mu", &spec->mu, &g->mu);
    if (status == COPSE_OK) status = copse_i_sim_numbers(r, "tau2", &spec->tau2, &g->tau2);
    if (status == COPSE_OK) status = copse_i_sim_numbers(r, "I2", &spec->I2, &g->I2);
    if (status == COPSE_OK) status = copse_i_sim_numbers(r, "k", &spec->k, &g->k);
    return status;
}

/* Numbers that the grid itself needs to be right; everything else is checked with the cells. */
static copse_status check_levels(const copse_i_sim_reader *r, const copse_i_sim_spec *spec, const grid *g)
{
    if (spec->tau2.line != 0 && spec->I2.line != 0)
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: give 'tau2' or 'I2', not both", r->name, spec->I2.line);
    for (size_t i = 0; i < g->k.count; i++)
        if (!(g->k.value[i] >= 1 && g->k.value[i] <= 65535 && g->k.value[i] == floor(g->k.value[i])))
            return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: 'k' must be a whole number from 1 to 65535, not %s",
                              r->name, spec->k.line_of[i], spec->k.text[i]);
    for (size_t i = 0; i < g->tau2.count; i++)
        if (!(g->tau2.value[i] >= 0))
            return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: 'tau2' must be 0 or more, not %s", r->name,
                              spec->tau2.line_of[i], spec->tau2.text[i]);
    for (size_t i = 0; i < g->I2.count; i++)
        if (!(g->I2.value[i] >= 0 && g->I2.value[i] < 100))
            return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: 'I2' must be at least 0 and below 100, not %s", r->name,
                              spec->I2.line_of[i], spec->I2.text[i]);
    for (size_t i = 0; i < g->correlation.count; i++)
        if (!(g->correlation.value[i] >= -1 && g->correlation.value[i] <= 1))
            return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: 'correlation' must be between -1 and 1, not %s", r->name,
                              spec->correlation.line_of[i], spec->correlation.text[i]);
    return COPSE_OK;
}

/* ------------------------------------------------------------------------------------------------------- cells */

enum { SIZE, VARIANCE, CONTROL, SHAPE, SELECTION, CORRELATION, MU, HETEROGENEITY, STUDIES, FACTORS };

static size_t at_least_one(size_t n)
{
    return n > 0 ? n : 1;
}

static void count_levels(const copse_i_sim_spec *spec, const grid *g, size_t levels[FACTORS])
{
    levels[SIZE] = at_least_one(spec->sizes.count);
    levels[VARIANCE] = at_least_one(spec->variances.count);
    levels[CONTROL] = at_least_one(spec->control.count);
    levels[SHAPE] = at_least_one(spec->effects.count);
    levels[SELECTION] = at_least_one(spec->selection.count);
    levels[CORRELATION] = at_least_one(g->correlation.count);
    levels[MU] = at_least_one(g->mu.count);
    levels[HETEROGENEITY] = at_least_one(g->I2.count > 0 ? g->I2.count : g->tau2.count);
    levels[STUDIES] = g->k.count;
}

static void find_level(size_t cell, const size_t levels[FACTORS], size_t level[FACTORS])
{
    for (size_t f = FACTORS; f-- > 0;) {
        level[f] = cell % levels[f];
        cell /= levels[f];
    }
}

static double pick(copse_numbers list, size_t i, double none)
{
    return list.count > 0 ? list.value[i] : none;
}

static copse_simulation_cell make_cell(const grid *g, const size_t level[FACTORS])
{
    return (copse_simulation_cell){
        .k = (size_t)g->k.value[level[STUDIES]],
        .mu = pick(g->mu, level[MU], 0),
        .tau2 = pick(g->tau2, g->I2.count > 0 ? 0 : level[HETEROGENEITY], 0),
        .I2 = pick(g->I2, level[HETEROGENEITY], (double)NAN),
        .size = g->size != NULL ? &g->size[level[SIZE]] : NULL,
        .variance = g->variance != NULL ? &g->variance[level[VARIANCE]] : NULL,
        .control = g->control != NULL ? &g->control[level[CONTROL]] : NULL,
        .shape = g->shape != NULL ? &g->shape[level[SHAPE]] : NULL,
        .selection = g->selection != NULL ? &g->selection[level[SELECTION]] : NULL,
        .correlation = pick(g->correlation, level[CORRELATION], 0),
    };
}

static copse_status write_out_cells(const copse_i_sim_reader *r, const copse_i_sim_spec *spec, const grid *g,
                                    copse_simulation_design *d)
{
    size_t levels[FACTORS], level[FACTORS], cells = 1;
    count_levels(spec, g, levels);
    for (size_t f = 0; f < FACTORS; f++) {
        if (levels[f] > MOST_CELLS / cells)
            return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: the grid has more than %d cells", r->name, spec->line,
                              MOST_CELLS);
        cells *= levels[f];
    }
    copse_simulation_cell *cell = copse_i_arena_take(r->arena, cells, sizeof *cell);
    if (cell == NULL) return copse_fail_memory(r->err);
    for (size_t c = 0; c < cells; c++) {
        find_level(c, levels, level);
        cell[c] = make_cell(g, level);
    }
    d->cell = cell;
    d->cells = cells;
    return COPSE_OK;
}

/* ---------------------------------------------------------------------------------------------------- constants */

static copse_status whole_number(const copse_i_sim_reader *r, const char *key, const copse_i_number *from, double most,
                                 uint64_t *to)
{
    if (from->line == 0) return COPSE_OK;
    if (!(from->value >= (strcmp(key, "seed") == 0 ? 0 : 1) && from->value <= most &&
          from->value == floor(from->value)))
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' must be a whole number up to %.0f", r->name, from->line,
                          key, most);
    *to = (uint64_t)from->value;
    return COPSE_OK;
}

static copse_status read_zero_cells(const copse_i_sim_reader *r, const copse_i_sim_zero_cells *from,
                                    copse_effect_opts *to)
{
    if (from->line == 0) return COPSE_OK;
    if (from->add.line != 0) to->add = from->add.value;
    if (from->drop00.line != 0) to->drop00 = from->drop00.on;
    if (from->to.line == 0 || copse_add_to_find(from->to.text, &to->to) == COPSE_OK) return COPSE_OK;
    return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: 'to' must be only0, all or none, not '%s'", r->name, from->to.line,
                      from->to.text);
}

static copse_status read_words(const copse_i_sim_reader *r, const copse_i_sim_spec *spec, copse_simulation_design *d)
{
    static const char *const per[] = {"group", "study"};
    static const char *const placement[] = {"control", "middle"};
    size_t index = 0;
    copse_status status = COPSE_OK;
    if (spec->per.line != 0) status = copse_i_sim_word(r, "'per'", spec->per.text, spec->per.line, per, 2, &index);
    d->per_study = index == 1;
    index = 0;
    if (status == COPSE_OK && spec->placement.line != 0)
        status = copse_i_sim_word(r, "'placement'", spec->placement.text, spec->placement.line, placement, 2, &index);
    d->middle = index == 1;
    if (status != COPSE_OK || spec->measure.line == 0) return status;
    d->measure = copse_measure_find(spec->measure.text);
    if (d->measure != NULL) return COPSE_OK;
    return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: unknown measure '%s' (copse effects --list)", r->name,
                      spec->measure.line, spec->measure.text);
}

static copse_status read_constants(const copse_i_sim_reader *r, const copse_i_sim_spec *spec,
                                   copse_simulation_design *d)
{
    const struct {
        const copse_i_number *from;
        double *to;
    } numbers[] = {{&spec->level, &d->level}, {&spec->ratio, &d->ratio}, {&spec->sigma2, &d->sigma2},
                   {&spec->df, &d->df},       {&spec->sd, &d->sd},       {&spec->cap, &d->cap}};
    uint64_t seed = d->seed;
    if (spec->copse.value != 1)
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: this copse reads designs of version 1", r->name,
                          spec->copse.line);
    copse_status status = whole_number(r, "seed", &spec->seed, UINT32_MAX, &seed);
    d->seed = (uint32_t)seed;
    if (status == COPSE_OK) status = whole_number(r, "replicates", &spec->replicates, 1099511627776.0, &d->replicates);
    for (size_t i = 0; i < sizeof numbers / sizeof *numbers; i++)
        if (numbers[i].from->line != 0) *numbers[i].to = numbers[i].from->value;
    if (spec->estimated.line != 0) d->estimated = spec->estimated.on;
    if (status == COPSE_OK) status = read_words(r, spec, d);
    return status == COPSE_OK ? read_zero_cells(r, &spec->zero_cells, &d->effect) : status;
}

/* ------------------------------------------------------------------------------------------------------- checks */

static size_t item_line(const copse_i_items *items, size_t i, size_t size)
{
    return items->line == 0 ? 0 : *(const size_t *)((const char *)items->item + i * size);
}

/* Of the bootstrap with the fewest replicates, the one that can be at fault. */
static size_t bootstrap_line(const copse_i_sim_spec *spec)
{
    const copse_i_sim_method *method = spec->methods.item, *least = NULL;
    for (size_t i = 0; i < spec->methods.count; i++) {
        if (method[i].bootstrap.replicates.line == 0) continue;
        if (least == NULL || method[i].bootstrap.replicates.value < least->bootstrap.replicates.value)
            least = &method[i];
    }
    return least != NULL ? least->bootstrap.replicates.line : spec->methods.line;
}

/* The line that an error of the library's check is about, from the word that it begins with. */
static size_t line_of_error(const copse_i_sim_spec *spec, const grid *g, size_t cell, const char *text)
{
    size_t levels[FACTORS], level[FACTORS];
    count_levels(spec, g, levels);
    find_level(cell, levels, level);
    const struct {
        const char *word;
        size_t line;
    } words[] = {
        {"sizes", item_line(&spec->sizes, level[SIZE], sizeof(copse_i_sim_distribution))},
        {"variances", item_line(&spec->variances, level[VARIANCE], sizeof(copse_i_sim_distribution))},
        {"'variances'", spec->variances.line},
        {"control", item_line(&spec->control, level[CONTROL], sizeof(copse_i_sim_distribution))},
        {"'control'", spec->control.line},
        {"selection", item_line(&spec->selection, level[SELECTION], sizeof(copse_i_sim_selection))},
        {"share", item_line(&spec->effects, level[SHAPE], sizeof(copse_i_sim_shape))},
        {"alpha", item_line(&spec->effects, level[SHAPE], sizeof(copse_i_sim_shape))},
        {"distance", item_line(&spec->effects, level[SHAPE], sizeof(copse_i_sim_shape))},
        {"factor", item_line(&spec->effects, level[SHAPE], sizeof(copse_i_sim_shape))},
        {"df", spec->df.line != 0 ? spec->df.line : item_line(&spec->effects, level[SHAPE], sizeof(copse_i_sim_shape))},
        {"correlation", spec->correlation.line},
        {"k = ", spec->k.line},
        {"with k", spec->moderators.line},
        {"moderator", spec->moderators.line},
        {"I2", spec->I2.line},
        {"bootstrap", bootstrap_line(spec)},
        {"level", spec->level.line},
        {"ratio", spec->ratio.line},
        {"sigma2", spec->sigma2.line},
        {"sd", spec->sd.line},
        {"cap", spec->cap.line},
        {"add", spec->zero_cells.line},
        {"a correction", spec->zero_cells.line},
        {"'estimated'", spec->estimated.line}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (words[i].line != 0 && strncmp(text, words[i].word, strlen(words[i].word)) == 0) return words[i].line;
    return spec->measure.line != 0 ? spec->measure.line : spec->line;
}

/* The library's own check, with the line put in place of the cell. */
static copse_status check_design(const copse_i_sim_reader *r, const copse_i_sim_spec *spec, const grid *g,
                                 const copse_simulation_design *d)
{
    copse_simulation *simulation = NULL;
    copse_error own = {0};
    const copse_status status = copse_simulation_new(d, &simulation, &own);
    copse_simulation_free(simulation);
    if (status == COPSE_OK) return COPSE_OK;
    if (status == COPSE_ENOMEM) return copse_fail_memory(r->err);
    const char *text = own.text;
    size_t cell = 0;
    if (strncmp(text, "cell ", 5) == 0) {
        char *end = NULL;
        cell = (size_t)strtoull(text + 5, &end, 10);
        if (end != NULL && end[0] == ':' && end[1] == ' ') text = end + 2;
        if (cell >= d->cells) cell = 0;
    }
    return copse_fail(r->err, status, "%s:%zu: %s", r->name, line_of_error(spec, g, cell, text), text);
}

static copse_status build(const copse_i_sim_reader *r, const copse_i_sim_spec *spec, copse_simulation_design *d)
{
    grid g = {0};
    copse_simulation_method *method = NULL;
    copse_simulation_moderator *moderator = NULL;
    copse_status status = read_constants(r, spec, d);
    if (status == COPSE_OK) status = read_levels(r, spec, &g);
    if (status == COPSE_OK) status = check_levels(r, spec, &g);
    if (status == COPSE_OK) status = copse_i_sim_moderators(r, &spec->moderators, &moderator);
    if (status == COPSE_OK) status = copse_i_sim_methods(r, &spec->methods, &method, &d->methods);
    d->method = method;
    d->moderator = moderator;
    d->moderators = spec->moderators.count;
    if (status == COPSE_OK) status = write_out_cells(r, spec, &g, d);
    return status == COPSE_OK ? check_design(r, spec, &g, d) : status;
}

copse_status copse_simulation_read(const char *path, copse_simulation_file *file, copse_error *err)
{
    if (path == NULL || file == NULL) return copse_fail(err, COPSE_EINVAL, "no path of a design");
    *file = (copse_simulation_file){.design = copse_simulation_design_default()};
    char *bytes = NULL;
    size_t n = 0;
    design_store *store = copse_alloc(1, sizeof *store);
    if (store == NULL) return copse_fail_memory(err);
    file->store = store;
    const char *slash = strrchr(path, '/');
    store->name = copse_copy(strcmp(path, "-") == 0 ? "<stdin>" : slash != NULL ? slash + 1 : path);
    if (store->name == NULL) return copse_fail_memory(err);
    file->name = store->name;
    const copse_i_sim_reader r = {.path = path, .name = store->name, .arena = &store->arena, .err = err};
    copse_status status = copse_file_read(path, &bytes, &n, err);
    if (status == COPSE_OK) copse_sha256(bytes, n, file->sha256);
    if (status == COPSE_OK)
        status = copse_i_yaml_read(r.name, bytes, n, &copse_i_sim_schema, &store->arena, &store->spec, err);
    free(bytes);
    if (status == COPSE_OK) status = build(&r, &store->spec, &file->design);
    file->title = store->spec.title.text;
    file->description = store->spec.description.text;
    return status;
}

void copse_simulation_file_free(copse_simulation_file *file)
{
    if (file == NULL) return;
    design_store *store = file->store;
    if (store != NULL) {
        copse_i_arena_free(&store->arena);
        free(store->name);
        free(store);
    }
    *file = (copse_simulation_file){0};
}
