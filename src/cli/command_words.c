#include "command_words.h"

#include <string.h>

static const copse_i_option *find_option(const copse_i_command *command, const char *word)
{
    const bool is_long = word[1] == '-';
    const size_t length = strcspn(word, "=");
    for (size_t g = 0; g < command->groups; g++)
        for (size_t i = 0; i < command->group[g].count; i++) {
            const copse_i_option *option = &command->group[g].option[i];
            if (is_long && strlen(option->name) == length - 2 && strncmp(option->name, word + 2, length - 2) == 0)
                return option;
            if (!is_long && option->letter == word[1]) return option;
        }
    return NULL;
}

static bool has_argument_behind(const copse_i_option *option, const char *word)
{
    if (option == NULL || option->kind == COPSE_I_FLAG) return false;
    return word[1] == '-' ? strchr(word, '=') == NULL : word[2] == '\0';
}

void copse_i_words_visit(const copse_i_call *call, const copse_i_command *command, int words, copse_i_word_visit visit,
                         void *context)
{
    bool options = true;
    for (int i = 1 + words; i < call->argc; i++) {
        const char *word = call->argv[i];
        const bool dash = options && word[0] == '-' && word[1] != '\0';
        const bool last = dash && strcmp(word, "--") == 0;
        const copse_i_option *option = dash && !last ? find_option(command, word) : NULL;
        const bool more = has_argument_behind(option, word) && i + 1 < call->argc;
        visit(context, option, word, more ? call->argv[i + 1] : NULL);
        if (more) i++;
        if (last) options = false;
    }
}
