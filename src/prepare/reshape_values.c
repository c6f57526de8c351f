#include "reshape_values.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void copse_i_values_release(copse_i_value_list *list)
{
    for (size_t i = 0; i < list->texts; i++) free(list->own[i]);
    free(list->own);
    free(list->value);
    free(list->column);
    free(list->resolved);
    *list = (copse_i_value_list){0};
}

/* A copy that lives as long as the list, or NULL. */
static char *keep(copse_i_value_list *list, const char *text)
{
    if (copse_reserve((void **)&list->own, &list->text_capacity, list->texts + 1, sizeof *list->own) != COPSE_OK)
        return NULL;
    char *copy = copse_copy(text);
    if (copy != NULL) list->own[list->texts++] = copy;
    return copy;
}

/* The pattern without its signs: n#i is ni. */
static char *plain_name(copse_i_value_list *list, const char *pattern)
{
    char *name = keep(list, pattern);
    if (name == NULL) return NULL;
    char *to = name;
    for (const char *from = pattern; *from != '\0'; from++)
        if (*from != '#') *to++ = *from;
    *to = '\0';
    return name;
}

static copse_status bad_item(const char *item, copse_error *err)
{
    return copse_fail(err, COPSE_EUSAGE,
                      "--values: '%s' is none of NAME, PATTERN with a #, NAME=PATTERN and NAME=COL/COL", item);
}

/* A/B/C, from *next on in the list's room. */
static copse_status read_columns(char *text, const char *item, copse_reshape_value *value, const char **next,
                                 copse_error *err)
{
    value->column = next;
    for (char *at = text; at != NULL;) {
        char *slash = strchr(at, '/');
        if (slash != NULL) *slash = '\0';
        if (at[0] == '\0') return bad_item(item, err);
        next[value->columns++] = at;
        at = slash != NULL ? slash + 1 : NULL;
    }
    return value->columns >= 2 ? COPSE_OK : bad_item(item, err);
}

static copse_status read_item(const char *item, copse_i_value_list *list, size_t *used, copse_error *err)
{
    copse_reshape_value *value = &list->value[list->count];
    char *text = keep(list, item);
    if (text == NULL) return copse_fail_memory(err);
    char *wide = strchr(text, '=');
    if (wide != NULL) *wide++ = '\0';
    value->name = text;
    if (wide == NULL && strchr(text, '#') != NULL) {
        value->pattern = text;
        value->name = plain_name(list, text);
        if (value->name == NULL) return copse_fail_memory(err);
    } else if (wide != NULL && strchr(wide, '#') != NULL) {
        value->pattern = wide;
    } else if (wide != NULL) {
        const copse_status status = read_columns(wide, item, value, list->column + *used, err);
        *used += value->columns;
        if (status != COPSE_OK) return status;
    }
    if (value->name[0] == '\0') return bad_item(item, err);
    list->count++;
    return COPSE_OK;
}

static copse_status read_all(const char *const *item, size_t count, copse_i_value_list *list, copse_error *err)
{
    size_t columns = 0, used = 0;
    for (size_t i = 0; i < count; i++)
        for (const char *c = item[i]; *c != '\0'; c++) columns += *c == '/';
    list->value = copse_alloc(count, sizeof *list->value);
    list->column = copse_alloc(columns + count, sizeof *list->column);
    if (list->value == NULL || list->column == NULL) return copse_fail_memory(err);
    copse_status status = COPSE_OK;
    for (size_t i = 0; status == COPSE_OK && i < count; i++) status = read_item(item[i], list, &used, err);
    return status;
}

copse_status copse_i_values_read(const copse_names *items, copse_i_value_list *list, copse_error *err)
{
    return read_all(items->item, items->count, list, err);
}

copse_status copse_i_values_of_wide(const copse_frame *frame, copse_i_value_list *list, copse_error *err)
{
    static const struct {
        const char *first, *second, *item;
    } usual[] = {{"ai", "ci", "xi=ai/ci"},    {"bi", "di", "mi=bi/di"}, {"x1i", "x2i", "xi=x#i"},
                 {"t1i", "t2i", "ti=t#i"},    {"n1i", "n2i", "ni=n#i"}, {"m1i", "m2i", "mi=m#i"},
                 {"sd1i", "sd2i", "sdi=sd#i"}};
    const char *item[sizeof usual / sizeof *usual];
    size_t count = 0;
    for (size_t i = 0; i < sizeof usual / sizeof *usual; i++)
        if (copse_frame_has(frame, usual[i].first) && copse_frame_has(frame, usual[i].second))
            item[count++] = usual[i].item;
    return read_all(item, count, list, err);
}

/* The first of the names that the table has, or NULL. */
static const char *first_of(const copse_frame *frame, const char *const *name, size_t count)
{
    for (size_t i = 0; i < count; i++)
        if (copse_frame_has(frame, name[i])) return name[i];
    return NULL;
}

copse_status copse_i_values_of_arms(const copse_frame *frame, copse_i_value_list *list, copse_error *err)
{
    /* events of persons are ai and ci, of person-time x1i and x2i; mi beside events, without SDs, are those without */
    const bool time = copse_frame_has(frame, "ti");
    const bool deviation = copse_frame_has(frame, "sdi") || copse_frame_has(frame, "sd");
    const bool others = copse_frame_has(frame, "xi") && copse_frame_has(frame, "mi") && !deviation;
    const struct {
        const char *name[2], *wide;
    } usual[] = {{{"ni", "n"}, "n#i"},
                 {{"mi", "mean"}, others ? "bi/di" : "m#i"},
                 {{"sdi", "sd"}, "sd#i"},
                 {{"xi", "events"}, time ? "x#i" : "ai/ci"},
                 {{"ti", "ti"}, "t#i"},
                 /* what copse convert --fill takes */
                 {{"semi", "se"}, "se#i"},
                 {{"lowermi", "lower"}, "lower#i"},
                 {{"uppermi", "upper"}, "upper#i"},
                 {{"mini", "min"}, "min#i"},
                 {{"lqi", "lq"}, "lq#i"},
                 {{"medi", "median"}, "med#i"},
                 {{"uqi", "uq"}, "uq#i"},
                 {{"maxi", "max"}, "max#i"}};
    const size_t count = sizeof usual / sizeof *usual;
    char text[sizeof usual / sizeof *usual][32];
    const char *item[sizeof usual / sizeof *usual];
    size_t found = 0;
    for (size_t i = 0; i < count; i++) {
        const char *name = first_of(frame, usual[i].name, 2);
        if (name == NULL) continue;
        (void)snprintf(text[found], sizeof text[found], "%s=%s", name, usual[i].wide);
        item[found] = text[found];
        found++;
    }
    return read_all(item, found, list, err);
}

static void fill_pattern(const char *pattern, const char *level, copse_text *out)
{
    for (const char *c = pattern; *c != '\0'; c++) {
        if (*c == '#') copse_text_add(out, level);
        else copse_text_add_char(out, *c, 1);
    }
}

/* The column that the pattern gives for a number, or for the arm where that is there; NULL when memory is short. */
static const char *level_column(copse_i_value_list *list, const char *pattern, const char *arm, size_t number,
                                const copse_frame *frame)
{
    char digits[24];
    copse_text name = {0}, other = {0};
    (void)snprintf(digits, sizeof digits, "%zu", number);
    fill_pattern(pattern, digits, &name);
    if (arm != NULL) fill_pattern(pattern, arm, &other);
    const bool named = arm != NULL && (copse_frame_has(frame, copse_text_string(&other)) ||
                                       !copse_frame_has(frame, copse_text_string(&name)));
    const copse_text *found = named ? &other : &name;
    const char *column = copse_text_status(found) == COPSE_OK ? keep(list, copse_text_string(found)) : NULL;
    copse_text_free(&name);
    copse_text_free(&other);
    return column;
}

size_t copse_i_values_levels(copse_i_value_list *list, const copse_frame *frame)
{
    size_t levels = 2;
    for (size_t i = 0; i < list->count; i++) {
        const char *pattern = list->value[i].pattern, *column = NULL;
        if (list->value[i].column != NULL) return list->value[i].columns;
        while (pattern != NULL && (column = level_column(list, pattern, NULL, levels + 1, frame)) != NULL &&
               copse_frame_has(frame, column))
            levels++;
    }
    return levels;
}

copse_status copse_i_values_resolve(copse_i_value_list *list, const copse_frame *frame, const char *const *level,
                                    size_t levels, copse_error *err)
{
    list->resolved = copse_alloc(list->count, levels * sizeof *list->resolved);
    if (list->resolved == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < list->count; i++) {
        copse_reshape_value *value = &list->value[i];
        const char **column = list->resolved + i * levels;
        if (value->pattern == NULL || value->column != NULL) continue;
        for (size_t l = 0; l < levels; l++) {
            column[l] = level_column(list, value->pattern, level[l], l + 1, frame);
            if (column[l] == NULL) return copse_fail_memory(err);
        }
        value->column = column;
        value->columns = levels;
    }
    return COPSE_OK;
}
