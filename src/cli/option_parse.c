/* The arguments after a command's name, by the command's table of options. */
#include "command.h"

#include <stdlib.h>
#include <string.h>

#define MAX_OPTIONS 256

/* One argument list under way. */
typedef struct parser {
    const copse_i_command *command;
    int argc, next;
    char **argv;
    char *values;
    bool seen[MAX_OPTIONS];
    bool help;
} parser;

static const copse_i_option *option_at(const copse_i_command *command, size_t i, const copse_i_group **group)
{
    for (size_t g = 0; g < command->groups; g++) {
        *group = &command->group[g];
        if (i < (*group)->count) return &(*group)->option[i];
        i -= (*group)->count;
    }
    return NULL;
}

static copse_status unknown_option(const copse_i_command *command, const char *name, copse_error *err)
{
    const char *names[MAX_OPTIONS] = {"help"};
    const copse_i_group *group = NULL;
    const copse_i_option *option = NULL;
    size_t n = 1;
    for (size_t i = 0; n < MAX_OPTIONS && (option = option_at(command, i, &group)) != NULL; i++)
        if (!option->hidden) names[n++] = option->name;
    const char *near = name[0] == '-' && name[1] == '-' ? copse_nearest(name + 2, names, n) : NULL;
    if (near != NULL)
        return copse_fail(err, COPSE_EUSAGE, "%s: unknown option '%s'; did you mean '--%s'?", command->name, name,
                          near);
    return copse_fail(err, COPSE_EUSAGE, "%s: unknown option '%s' (copse %s --help lists the options)", command->name,
                      name, command->name);
}

static bool find_option(const copse_i_command *command, const char *name, size_t length, size_t *index)
{
    const copse_i_group *group = NULL;
    const copse_i_option *option = NULL;
    for (size_t i = 0; (option = option_at(command, i, &group)) != NULL; i++)
        if (strlen(option->name) == length && strncmp(option->name, name, length) == 0) {
            *index = i;
            return true;
        }
    return false;
}

/* The argument of an option: the next word. */
static copse_status next_word(parser *p, const copse_i_option *option, const char **argument, copse_error *err)
{
    if (p->next >= p->argc)
        return copse_fail(err, COPSE_EUSAGE, "--%s needs an argument: --%s %s", option->name, option->name,
                          option->argument);
    *argument = p->argv[p->next++];
    if (strncmp(*argument, "--", 2) != 0) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--%s needs an argument, but '%s' follows (if it is one: --%s=%s)",
                      option->name, *argument, option->name, *argument);
}

/* Stores one option; `argument` is what stood behind '=' or the letter, NULL: the next word, if it takes one. */
static copse_status take(parser *p, size_t index, const char *argument, copse_error *err)
{
    const copse_i_group *group = NULL;
    const copse_i_option *option = option_at(p->command, index, &group);
    if (option->kind == COPSE_I_FLAG && argument != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--%s takes no argument", option->name);
    if (option->kind != COPSE_I_FLAG && argument == NULL) {
        const copse_status status = next_word(p, option, &argument, err);
        if (status != COPSE_OK) return status;
    }
    if (option->formula != NULL && argument != NULL && argument[0] == '~' &&
        find_option(p->command, option->formula, strlen(option->formula), &index))
        option = option_at(p->command, index, &group);
    if (p->seen[index]) return copse_fail(err, COPSE_EUSAGE, "--%s is given twice", option->name);
    p->seen[index] = true;
    copse_i_option_release(option, p->values + group->offset);
    return copse_i_option_store(option, argument, p->values + group->offset, err);
}

static copse_status take_long(parser *p, const char *word, copse_error *err)
{
    const char *equals = strchr(word, '=');
    const size_t length = equals != NULL ? (size_t)(equals - word) : strlen(word);
    size_t index = 0;
    if (find_option(p->command, word + 2, length - 2, &index))
        return take(p, index, equals != NULL ? equals + 1 : NULL, err);
    char *name = copse_copy_text(word, length);
    if (name == NULL) return copse_fail_memory(err);
    const copse_status status = unknown_option(p->command, name, err);
    free(name);
    return status;
}

static copse_status take_short(parser *p, const char *word, copse_error *err)
{
    const copse_i_group *group = NULL;
    const copse_i_option *option = NULL;
    for (size_t i = 0; (option = option_at(p->command, i, &group)) != NULL; i++)
        if (option->letter != '\0' && option->letter == word[1])
            return take(p, i, word[2] != '\0' ? word + 2 : NULL, err);
    return unknown_option(p->command, word, err);
}

static copse_status take_operand(parser *p, const char *word, copse_error *err)
{
    const copse_i_operand *operand = &p->command->operand;
    if (operand->name == NULL)
        return copse_fail(err, COPSE_EUSAGE, "%s: unexpected argument '%s'", p->command->name, word);
    const char **value = (const char **)(void *)(p->values + operand->offset);
    if (*value != NULL && operand->more) return COPSE_OK;
    if (*value != NULL)
        return copse_fail(err, COPSE_EUSAGE, "%s: unexpected argument '%s': it takes one %s, and that is '%s'",
                          p->command->name, word, operand->name, *value);
    *value = word;
    return COPSE_OK;
}

static copse_status take_words(parser *p, copse_error *err)
{
    bool options = true;
    while (p->next < p->argc && !p->help) {
        const char *word = p->argv[p->next++];
        copse_status status = COPSE_OK;
        if (!options || word[0] != '-' || word[1] == '\0') status = take_operand(p, word, err);
        else if (strcmp(word, "--") == 0) options = false;
        else if (strcmp(word, "--help") == 0 || strcmp(word, "-h") == 0) p->help = true;
        else status = word[1] == '-' ? take_long(p, word, err) : take_short(p, word, err);
        if (status != COPSE_OK) return status;
    }
    const copse_i_operand *operand = &p->command->operand;
    if (!p->help && operand->required && *(const char **)(void *)(p->values + operand->offset) == NULL)
        return copse_fail(err, COPSE_EUSAGE, "%s needs a %s: %s", p->command->name, operand->name, operand->help);
    return COPSE_OK;
}

bool copse_i_is_given(const copse_i_call *call, const char *name)
{
    const size_t n = strlen(name);
    for (int i = 1; i < call->argc; i++) {
        const char *word = call->argv[i];
        if (strncmp(word, "--", 2) != 0 || strncmp(word + 2, name, n) != 0) continue;
        if (word[2 + n] == '\0' || word[2 + n] == '=') return true;
    }
    return false;
}

copse_status copse_i_values_parse(const copse_i_command *command, int argc, char **argv, void **values, bool *help,
                                  copse_error *err)
{
    parser p = {.command = command, .argc = argc, .argv = argv, .values = copse_alloc(1, command->size)};
    *values = p.values;
    if (p.values == NULL) return copse_fail_memory(err);
    const copse_i_group *group = NULL;
    const copse_i_option *option = NULL;
    for (size_t i = 0; (option = option_at(command, i, &group)) != NULL; i++) {
        const copse_status status = copse_i_option_reset(option, p.values + group->offset, err);
        if (status != COPSE_OK) return status;
    }
    const copse_status status = take_words(&p, err);
    *help = p.help;
    return status;
}

void copse_i_values_free(const copse_i_command *command, void *values)
{
    const copse_i_group *group = NULL;
    const copse_i_option *option = NULL;
    if (values == NULL) return;
    for (size_t i = 0; (option = option_at(command, i, &group)) != NULL; i++)
        copse_i_option_release(option, (char *)values + group->offset);
    free(values);
}
