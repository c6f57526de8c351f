/* --contrast: from its text to tests. */
#include "contrast_text.h"
#include "regression_options.h"

#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Rows of weights that grow. */
typedef struct rows {
    const copse_i_task *task;
    double *L, *value;
    char **name;
    size_t m, p, name_capacity, value_capacity, l_capacity;
} rows;

static copse_status add_row(rows *r, char *name, const double *weight, double value)
{
    if (name == NULL) return COPSE_ENOMEM;
    copse_status status = copse_reserve((void **)&r->name, &r->name_capacity, r->m + 1, sizeof *r->name);
    if (status == COPSE_OK) status = copse_reserve((void **)&r->value, &r->value_capacity, r->m + 1, sizeof *r->value);
    if (status == COPSE_OK) status = copse_reserve((void **)&r->L, &r->l_capacity, (r->m + 1) * r->p, sizeof *r->L);
    if (status != COPSE_OK) {
        free(name);
        return status;
    }
    r->name[r->m] = name;
    r->value[r->m] = value;
    memcpy(r->L + r->m * r->p, weight, r->p * sizeof *weight);
    r->m++;
    return COPSE_OK;
}

/* Does `word` stand in `text` as a word of its own? */
static bool has_word(const char *text, const char *word)
{
    const size_t n = strlen(word);
    for (const char *at = strstr(text, word); at != NULL && n > 0; at = strstr(at + 1, word)) {
        const unsigned char before = at > text ? (unsigned char)at[-1] : ' ', after = (unsigned char)at[n];
        if (!isalnum(before) && before != '_' && before != '.' && !isalnum(after) && after != '_' && after != '.')
            return true;
    }
    return false;
}

static const copse_design_factor *find_factor(const copse_design *design, const char *name, copse_error *err)
{
    const copse_design_factor *found = NULL;
    size_t fits = 0;
    for (size_t f = 0; f < design->factors; f++) {
        if (strcmp(design->factor[f].name, name) == 0) return &design->factor[f];
        if (has_word(design->factor[f].name, name)) found = &design->factor[f], fits++;
    }
    if (fits == 1) return found;
    (void)copse_fail(err, COPSE_EUSAGE, "--contrast 'pairwise:%s': there is no such factor in --mods", name);
    return NULL;
}

/* The differences of a factor's levels are the same whatever the other moderators only where it meets none of them. */
static copse_status check_no_interaction(const copse_design *design, const copse_design_factor *factor,
                                         copse_error *err)
{
    for (size_t t = 0; t < design->terms; t++)
        if (strchr(design->term[t], ':') != NULL && strstr(design->term[t], factor->name) != NULL)
            return copse_fail(
                err, COPSE_EUSAGE,
                "--contrast 'pairwise:%s': the differences depend on the interaction %s: name coefficients",
                factor->name, design->term[t]);
    return COPSE_OK;
}

static copse_status put_texts(copse_frame *levels, const char *name, const char *same, bool varies,
                              const copse_design_factor *factor, copse_error *err)
{
    const char **text = copse_alloc(factor->levels, sizeof *text);
    if (text == NULL) return copse_fail_memory(err);
    for (size_t l = 0; l < factor->levels; l++) text[l] = varies ? factor->level[l] : same;
    const copse_status status = copse_frame_put_texts(levels, name, text, err);
    free(text);
    return status;
}

static copse_status put_numbers(copse_frame *levels, const char *name, double same, bool varies,
                                const copse_design_factor *factor, copse_error *err)
{
    copse_status status = COPSE_OK;
    double *number = copse_alloc(factor->levels, sizeof *number);
    if (number == NULL) return copse_fail_memory(err);
    for (size_t l = 0; status == COPSE_OK && l < factor->levels; l++) {
        const char *level = factor->level[l];
        if (!varies) number[l] = same;
        else if (!copse_parse_number(level, strlen(level), '.', &number[l]))
            status = copse_fail(err, COPSE_EUSAGE, "--contrast: level %s of %s is no value of column %s", level,
                                factor->name, name);
    }
    if (status == COPSE_OK) status = copse_frame_put_numbers(levels, name, number, err);
    free(number);
    return status;
}

/* A frame with a row for each level, in everything else like the first study. */
static copse_status put_column(copse_frame *levels, const copse_i_task *task, const char *name,
                               const copse_design_factor *factor, copse_error *err)
{
    size_t column = 0;
    const copse_status status = copse_frame_column(&task->file, name, &column, err);
    if (status != COPSE_OK) return status;
    const copse_column *from = &task->file.column[column];
    const size_t first = task->set.row[0] - 1;
    const bool varies = has_word(factor->name, name);
    return from->number == NULL ? put_texts(levels, name, from->text[first], varies, factor, err)
                                : put_numbers(levels, name, from->number[first], varies, factor, err);
}

static copse_status level_rows(const copse_i_task *task, const copse_design_factor *factor, double *x, copse_error *err)
{
    copse_frame levels = {0};
    const char *const *column = NULL;
    const size_t columns = copse_formula_columns(task->moderators.formula, &column);
    copse_status status = copse_frame_new("--contrast", factor->levels, &levels, err);
    for (size_t c = 0; status == COPSE_OK && c < columns; c++)
        status = put_column(&levels, task, column[c], factor, err);
    if (status == COPSE_OK)
        status = copse_design_apply(&task->moderators.design, &levels, NULL, factor->levels, x, err);
    copse_frame_free(&levels);
    return status;
}

static char *difference(const char *a, const char *b)
{
    copse_text text = {0};
    copse_text_printf(&text, "%s - %s", a, b);
    if (copse_text_status(&text) != COPSE_OK) copse_text_free(&text);
    return text.bytes;
}

static copse_status add_pairs(rows *r, const char *name, copse_error *err)
{
    const copse_design *design = &r->task->moderators.design;
    const copse_design_factor *factor = find_factor(design, name, err);
    if (factor == NULL) return COPSE_EUSAGE;
    const size_t n = factor->levels, p = design->p;
    copse_status status = check_no_interaction(design, factor, err);
    if (status != COPSE_OK) return status;
    double *x = copse_alloc(n * p, sizeof *x), *L = copse_alloc(n * n * p, sizeof *L);
    if (x == NULL || L == NULL) {
        free(x);
        free(L);
        return copse_fail_memory(err);
    }
    status = level_rows(r->task, factor, x, err);
    if (status == COPSE_OK) copse_pairwise_rows(x, n, p, L);
    for (size_t a = 1, row = 0; status == COPSE_OK && a < n; a++)
        for (size_t b = 0; status == COPSE_OK && b < a; b++, row++)
            if (add_row(r, difference(factor->level[a], factor->level[b]), L + row * p, 0) != COPSE_OK)
                status = copse_fail_memory(err);
    free(x);
    free(L);
    return status;
}

static copse_status add_one(rows *r, const char *text, size_t n, copse_error *err)
{
    static const char PAIRWISE[] = "pairwise:";
    const size_t prefix = sizeof PAIRWISE - 1;
    while (n > 0 && isspace((unsigned char)text[0])) text++, n--;
    while (n > 0 && isspace((unsigned char)text[n - 1])) n--;
    char *name = copse_copy_text(text, n);
    if (name == NULL) return copse_fail_memory(err);
    if (n > prefix && strncmp(text, PAIRWISE, prefix) == 0) {
        const copse_status status = add_pairs(r, name + prefix, err);
        free(name);
        return status;
    }
    double value, *weight = copse_alloc(r->p, sizeof *weight);
    if (weight == NULL) {
        free(name);
        return copse_fail_memory(err);
    }
    copse_status status = copse_i_contrast_read(text, n, r->task->moderators.design.column, r->p, weight, &value, err);
    if (status != COPSE_OK) free(name);
    else if (add_row(r, name, weight, value) != COPSE_OK) status = copse_fail_memory(err);
    free(weight);
    return status;
}

static copse_status read_all(rows *r, const char *text, copse_error *err)
{
    copse_status status = COPSE_OK;
    for (const char *at = text; status == COPSE_OK; at++) {
        const size_t n = strcspn(at, ";");
        status = add_one(r, at, n, err);
        at += n;
        if (*at == '\0') break;
    }
    return status;
}

copse_status copse_i_contrasts_fill(const copse_i_regression_values *values, copse_i_task *task, copse_error *err)
{
    copse_i_regression *state = &task->regression;
    rows r = {.task = task, .p = task->moderators.design.p};
    const copse_contrast_opts opts = {.adjust = (copse_adjust)values->adjust, .level = (double)NAN};
    copse_status status = read_all(&r, values->contrast, err);
    if (status == COPSE_OK) status = copse_contrasts_of(&task->fit, r.L, r.value, r.m, &opts, &state->contrasts, err);
    if (status == COPSE_EDOM || status == COPSE_ENOTCOMPUTABLE) (void)copse_error_prefix(err, "--contrast: ");
    state->contrast = r.name;
    state->names = r.m;
    state->shown.contrasts = &state->contrasts;
    state->shown.contrast = (const char *const *)r.name;
    free(r.L);
    free(r.value);
    return status;
}
