/* An option's argument becomes a checked value. */
#include "option.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static void *place(const copse_i_option *option, void *group)
{
    return (char *)group + option->offset;
}

static bool limited(const copse_i_option *option)
{
    return option->min < option->max;
}

static bool within(const copse_i_option *option, double x)
{
    if (!limited(option)) return isfinite(x);
    return option->open ? x > option->min && x < option->max : x >= option->min && x <= option->max;
}

static copse_status out_of_range(const copse_i_option *option, const char *text, copse_error *err)
{
    char low[COPSE_NUMBER_TEXT];
    char high[COPSE_NUMBER_TEXT];
    copse_format_exact(low, sizeof low, option->min);
    copse_format_exact(high, sizeof high, option->max);
    const bool whole = option->kind == COPSE_I_INTEGER || option->kind == COPSE_I_WHOLE;
    const char *what = whole ? "a whole number" : "a number";
    if (!limited(option)) return copse_fail(err, COPSE_EUSAGE, "--%s: '%s' is not %s", option->name, text, what);
    if (isinf(option->max))
        return copse_fail(err, COPSE_EUSAGE, "--%s: '%s' is not %s of %s or more", option->name, text, what, low);
    return copse_fail(err, COPSE_EUSAGE,
                      option->open ? "--%s: '%s' is not %s above %s and below %s"
                                   : "--%s: '%s' is not %s from %s to %s",
                      option->name, text, what, low, high);
}

static copse_status store_number(const copse_i_option *option, const char *text, void *group, copse_error *err)
{
    double x = NAN;
    if (!copse_parse_number(text, strlen(text), '.', &x) || !within(option, x)) return out_of_range(option, text, err);
    if (option->kind == COPSE_I_NUMBER) {
        *(double *)place(option, group) = x;
        return COPSE_OK;
    }
    if (x != floor(x)) return out_of_range(option, text, err);
    if (option->kind == COPSE_I_WHOLE) {
        if (!(x >= 0 && x <= 9007199254740992.0)) return out_of_range(option, text, err);
        *(uint64_t *)place(option, group) = (uint64_t)x;
        return COPSE_OK;
    }
    *(int *)place(option, group) = (int)x;
    return COPSE_OK;
}

static copse_status store_span(const copse_i_option *option, const char *text, void *group, copse_error *err)
{
    copse_i_span span = {NAN, NAN};
    const char *comma = strchr(text, ',');
    if (comma == NULL || !copse_parse_number(text, (size_t)(comma - text), '.', &span.low) ||
        !copse_parse_number(comma + 1, strlen(comma + 1), '.', &span.high) || !(span.low < span.high))
        return copse_fail(err, COPSE_EUSAGE, "--%s: '%s' is not two rising numbers with a comma between, such as 0.5,2",
                          option->name, text);
    *(copse_i_span *)place(option, group) = span;
    return COPSE_OK;
}

static copse_status store_character(const copse_i_option *option, const char *text, void *group, copse_error *err)
{
    char c = text[0];
    if (strcmp(text, "tab") == 0 || strcmp(text, "\\t") == 0) c = '\t';
    else if (strlen(text) != 1)
        return copse_fail(err, COPSE_EUSAGE, "--%s: '%s' is not one character, or the word tab", option->name, text);
    *(char *)place(option, group) = c;
    return COPSE_OK;
}

static size_t split_at_commas(char *text, const char **item)
{
    size_t n = 0;
    for (char *start = text;;) {
        char *comma = strchr(start, ',');
        if (comma != NULL) *comma = '\0';
        if (item != NULL) item[n] = start;
        n++;
        if (comma == NULL) return n;
        start = comma + 1;
    }
}

static copse_status store_list(const copse_i_option *option, const char *text, void *group, copse_error *err)
{
    copse_i_list *list = place(option, group);
    size_t commas = 0;
    for (const char *c = text; *c != '\0'; c++) commas += *c == ',';
    list->store = copse_copy(text);
    list->item = copse_alloc(commas + 1, sizeof *list->item);
    if (list->store == NULL || list->item == NULL) return copse_fail_memory(err);
    list->count = split_at_commas(list->store, list->item);
    for (size_t i = 0; i < list->count; i++)
        if (list->item[i][0] == '\0')
            return copse_fail(err, COPSE_EUSAGE, "--%s: '%s' has an empty part", option->name, text);
    return COPSE_OK;
}

/* An unknown choice names the nearest, or all where none is near. */
static copse_status unknown_choice(const copse_i_option *option, const char *text, copse_error *err)
{
    const char *names[128];
    size_t n = 0;
    while (n < sizeof names / sizeof *names && (names[n] = option->choice(n)) != NULL) n++;
    const char *elsewhere = option->elsewhere != NULL ? option->elsewhere(text) : NULL;
    if (elsewhere != NULL) return copse_fail(err, COPSE_EUSAGE, "--%s: '%s' is %s", option->name, text, elsewhere);
    const char *near = option->nearest != NULL ? option->nearest(text) : copse_nearest(text, names, n);
    if (near != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--%s: unknown value '%s'; did you mean '%s'?", option->name, text, near);
    copse_text all = {0};
    for (size_t i = 0; i < n; i++) copse_text_printf(&all, "%s%s", i > 0 ? ", " : "", names[i]);
    copse_status status = copse_text_status(&all) == COPSE_OK
                              ? copse_fail(err, COPSE_EUSAGE, "--%s: unknown value '%s'; known are %s", option->name,
                                           text, copse_text_string(&all))
                              : copse_fail_memory(err);
    copse_text_free(&all);
    return status;
}

static bool find_choice(const copse_i_option *option, const char *text, int (*compare)(const char *, const char *),
                        int *index)
{
    const char *name = NULL;
    for (size_t i = 0; (name = option->choice(i)) != NULL; i++) {
        if (compare(name, text) != 0) continue;
        *index = (int)i;
        return true;
    }
    return false;
}

static copse_status store_choice(const copse_i_option *option, const char *text, void *group, copse_error *err)
{
    int *value = place(option, group);
    if (find_choice(option, text, strcmp, value) || find_choice(option, text, strcasecmp, value)) return COPSE_OK;
    if (option->alias != NULL && option->alias(text, value)) return COPSE_OK;
    return unknown_choice(option, text, err);
}

copse_status copse_i_option_store(const copse_i_option *option, const char *text, void *group, copse_error *err)
{
    switch (option->kind) {
    case COPSE_I_FLAG:
        *(bool *)place(option, group) = true;
        return COPSE_OK;
    case COPSE_I_TEXT:
    case COPSE_I_PATH:
        *(const char **)place(option, group) = text;
        return COPSE_OK;
    case COPSE_I_LIST:
        return store_list(option, text, group, err);
    case COPSE_I_NUMBER:
    case COPSE_I_INTEGER:
    case COPSE_I_WHOLE:
        return store_number(option, text, group, err);
    case COPSE_I_CHOICE:
        return store_choice(option, text, group, err);
    case COPSE_I_CHARACTER:
        return store_character(option, text, group, err);
    case COPSE_I_SPAN:
        return store_span(option, text, group, err);
    }
    return copse_fail(err, COPSE_EINVAL, "--%s: no such kind of option", option->name);
}

copse_status copse_i_option_reset(const copse_i_option *option, void *group, copse_error *err)
{
    void *value = place(option, group);
    if (option->fallback != NULL) return copse_i_option_store(option, option->fallback, group, err);
    switch (option->kind) {
    case COPSE_I_FLAG:
        *(bool *)value = false;
        break;
    case COPSE_I_TEXT:
    case COPSE_I_PATH:
        *(const char **)value = NULL;
        break;
    case COPSE_I_LIST:
        *(copse_i_list *)value = (copse_i_list){0};
        break;
    case COPSE_I_NUMBER:
        *(double *)value = NAN;
        break;
    case COPSE_I_INTEGER:
    case COPSE_I_CHOICE:
        *(int *)value = -1;
        break;
    case COPSE_I_WHOLE:
        *(uint64_t *)value = COPSE_I_NOT_GIVEN;
        break;
    case COPSE_I_CHARACTER:
        *(char *)value = '\0';
        break;
    case COPSE_I_SPAN:
        *(copse_i_span *)value = (copse_i_span){NAN, NAN};
        break;
    }
    return COPSE_OK;
}

void copse_i_option_release(const copse_i_option *option, void *group)
{
    if (option->kind != COPSE_I_LIST) return;
    copse_i_list *list = place(option, group);
    free(list->item);
    free(list->store);
    *list = (copse_i_list){0};
}
