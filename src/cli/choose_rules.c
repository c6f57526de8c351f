/* The text of --choose becomes rules. */
#include "choose_rules.h"

#include <stdlib.h>
#include <string.h>

typedef struct word {
    const char *name;
    copse_pick how;
    const char *form;
} word;

static const word WORDS[] = {
    {"prefer", COPSE_PICK_PREFER, "prefer:COL=BEST,NEXT"}, {"nearest", COPSE_PICK_NEAREST, "nearest:COL=NUMBER"},
    {"smallest", COPSE_PICK_SMALLEST, "smallest:COL"},     {"largest", COPSE_PICK_LARGEST, "largest:COL"},
    {"earliest", COPSE_PICK_SMALLEST, "earliest:COL"},     {"latest", COPSE_PICK_LARGEST, "latest:COL"},
};
enum { WORD_COUNT = sizeof WORDS / sizeof *WORDS };

/* Without the spaces around it, in place. */
static char *trim(char *text)
{
    text += strspn(text, " ");
    size_t n = strlen(text);
    while (n > 0 && text[n - 1] == ' ') text[--n] = '\0';
    return text;
}

/* What stands behind the first `sign`, which becomes the end of `text`; NULL where there is none. */
static char *cut(char *text, char sign)
{
    char *at = strchr(text, sign);
    if (at == NULL) return NULL;
    *at = '\0';
    return trim(at + 1);
}

/* The one rule without a column. */
static const char LARGEST_N[] = "largest-n";

static copse_status wrong_form(const word *w, copse_error *err)
{
    return copse_fail(err, COPSE_EUSAGE, "--choose: '%s' is written %s", w->name, w->form);
}

static copse_status unknown_word(const char *name, copse_error *err)
{
    const char *names[WORD_COUNT + 1] = {LARGEST_N};
    for (size_t i = 0; i < WORD_COUNT; i++) names[i + 1] = WORDS[i].name;
    const char *near = copse_nearest(name, names, WORD_COUNT + 1);
    if (near != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--choose: unknown rule '%s'; did you mean '%s'?", name, near);
    return copse_fail(err, COPSE_EUSAGE,
                      "--choose: unknown rule '%s'; known are prefer:COL=BEST,NEXT, nearest:COL=NUMBER, smallest:COL, "
                      "largest:COL, earliest:COL, latest:COL, largest-n and first",
                      name);
}

/* The list of a `prefer`, in the places that `value` has left. */
static copse_status read_values(char *list, const char **value, size_t *count, const word *w, copse_error *err)
{
    for (char *item = list; item != NULL;) {
        char *next = cut(item, ',');
        value[*count] = trim(item);
        if (value[(*count)++][0] == '\0') return wrong_form(w, err);
        item = next;
    }
    return COPSE_OK;
}

static copse_status read_rule(char *text, copse_i_choose_rules *rules, size_t *values, copse_error *err)
{
    copse_pick_rule *rule = &rules->rule[rules->count];
    char *column = cut(text, ':');
    const char *name = trim(text);
    size_t at = 0;
    if (column == NULL && strcmp(name, LARGEST_N) == 0) {
        *rule = (copse_pick_rule){.how = COPSE_PICK_LARGEST_N};
        rules->count++;
        return COPSE_OK;
    }
    while (at < WORD_COUNT && strcmp(WORDS[at].name, name) != 0) at++;
    if (at == WORD_COUNT) return unknown_word(name, err);
    const word *w = &WORDS[at];
    if (column == NULL) return wrong_form(w, err);
    *rule = (copse_pick_rule){.how = w->how};
    const bool more = w->how == COPSE_PICK_PREFER || w->how == COPSE_PICK_NEAREST;
    char *behind = more ? cut(column, '=') : NULL;
    rule->column = trim(column);
    if (rule->column[0] == '\0' || (more && behind == NULL)) return wrong_form(w, err);
    rules->count++;
    if (w->how == COPSE_PICK_NEAREST && behind != NULL &&
        !copse_parse_number(behind, strlen(behind), '.', &rule->target))
        return copse_fail(err, COPSE_EUSAGE, "--choose: nearest:%s: '%s' is not a number", rule->column, behind);
    if (w->how != COPSE_PICK_PREFER) return COPSE_OK;
    rule->value = rules->value + *values;
    const copse_status status = read_values(behind, rules->value + *values, &rule->values, w, err);
    *values += rule->values;
    return status;
}

copse_status copse_i_choose_rules_read(const char *text, copse_i_choose_rules *rules, copse_error *err)
{
    size_t parts = 1, values = 0;
    *rules = (copse_i_choose_rules){0};
    if (strcmp(text, "first") == 0) return COPSE_OK;
    for (const char *c = text; *c != '\0'; c++) parts += *c == ';' || *c == ',';
    rules->store = copse_copy(text);
    rules->rule = copse_alloc(parts, sizeof *rules->rule);
    rules->value = copse_alloc(parts, sizeof *rules->value);
    if (rules->store == NULL || rules->rule == NULL || rules->value == NULL) return copse_fail_memory(err);
    copse_status status = COPSE_OK;
    for (char *rule = rules->store; status == COPSE_OK && rule != NULL;) {
        char *next = cut(rule, ';');
        if (next == NULL && rules->count > 0 && trim(rule)[0] == '\0') break; /* a ; at the end */
        status = read_rule(rule, rules, &values, err);
        rule = next;
    }
    return status;
}

void copse_i_choose_rules_free(copse_i_choose_rules *rules)
{
    free(rules->rule);
    free(rules->value);
    free(rules->store);
    *rules = (copse_i_choose_rules){0};
}
