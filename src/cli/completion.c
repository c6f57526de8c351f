/* Completion scripts for the shells. Names of data sets are asked of copse when they are needed. */
#include "usage.h"

#include <string.h>

static const char *const SHELL[] = {"bash", "zsh", "fish"};

const char *copse_i_completion_shell(size_t i)
{
    return i < COPSE_I_COUNT(SHELL) ? SHELL[i] : NULL;
}

/* Text within single quotes of a shell; zsh's _arguments also minds brackets and colons. */
static void quoted(copse_text *out, const char *text, const char *escape)
{
    for (; *text != '\0'; text++) {
        if (*text == '\'') copse_text_add(out, "'\\''");
        else if (strchr(escape, *text) != NULL) copse_text_printf(out, "\\%c", *text);
        else copse_text_add_bytes(out, text, 1);
    }
}

static void choices(copse_text *out, const char *(*choice)(size_t i))
{
    const char *name = NULL;
    for (size_t i = 0; (name = choice(i)) != NULL; i++) copse_text_printf(out, "%s%s", i > 0 ? " " : "", name);
}

/* The first words of commands, each once, or the second words of those that begin with `first`. */
static void command_words(copse_text *out, const char *first)
{
    const copse_i_command *command = NULL;
    const char *last = "";
    size_t last_length = 0;
    for (size_t i = 0; (command = copse_i_command_at(i)) != NULL; i++) {
        const size_t length = strcspn(command->name, " ");
        if (first == NULL) {
            if (length == last_length && strncmp(last, command->name, length) == 0) continue;
            copse_text_add_bytes(out, command->name, length);
            copse_text_add(out, " ");
            last = command->name;
            last_length = length;
        } else if (length == strlen(first) && strncmp(first, command->name, length) == 0) {
            copse_text_printf(out, "%s ", command->name + length + 1);
        }
    }
}

static const char *second_word(const copse_i_command *command)
{
    const char *space = strchr(command->name, ' ');
    return space != NULL ? space + 1 : NULL;
}

/* True for the first of the commands "plot ...": they stand side by side in the table. */
static bool opens_kinds(size_t i)
{
    const copse_i_command *command = copse_i_command_at(i);
    const size_t length = strcspn(command->name, " ");
    if (command->name[length] == '\0') return false;
    return i == 0 || strncmp(copse_i_command_at(i - 1)->name, command->name, length + 1) != 0;
}

/* ------------------------------------------------------------------------------------------------ bash */

static void bash_command(copse_text *out, const copse_i_command *command)
{
    copse_text_printf(out, "  '%s')\n    case $prev in\n", command->name);
    for (size_t g = 0; g < command->groups; g++)
        for (size_t i = 0; i < command->group[g].count; i++) {
            const copse_i_option *option = &command->group[g].option[i];
            if (option->kind == COPSE_I_FLAG || option->hidden) continue;
            copse_text_add(out, "      ");
            if (option->letter != '\0') copse_text_printf(out, "-%c|", option->letter);
            copse_text_printf(out, "--%s) ", option->name);
            if (option->choice != NULL) {
                copse_text_add(out, "words='");
                choices(out, option->choice);
                copse_text_add(out, "'");
            }
            copse_text_add(out, option->kind == COPSE_I_PATH ? "files=yes;;\n" : option->choice ? ";;\n" : ":;;\n");
        }
    copse_text_add(out, "      *) words='--help");
    for (size_t g = 0; g < command->groups; g++)
        for (size_t i = 0; i < command->group[g].count; i++)
            if (!command->group[g].option[i].hidden) copse_text_printf(out, " --%s", command->group[g].option[i].name);
    copse_text_add(out, "'");
    if (command->operand.choice != NULL) {
        copse_text_add(out, "; [[ $cur == -* ]] || words='");
        choices(out, command->operand.choice);
        copse_text_add(out, "'");
    } else if (command->operand.name != NULL) {
        copse_text_add(out, "; [[ $cur == -* ]] || { words=$(_copse_data); files=yes; }");
    }
    copse_text_add(out, ";;\n    esac;;\n");
}

static void bash_script(copse_text *out)
{
    const copse_i_command *command = NULL;
    copse_text_add(out, "# bash completion for copse: source this file, or put it into bash-completion's folder\n"
                        "_copse_data() {\n"
                        "  copse data --format csv 2>/dev/null | sed -n '2,$s/^\\([^,]*\\),.*/@\\1/p'\n}\n"
                        "_copse() {\n"
                        "  local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD-1]} words='' files=''\n"
                        "  local name=${COMP_WORDS[1]}\n"
                        "  COMPREPLY=()\n"
                        "  if [[ $COMP_CWORD == 1 ]]; then\n    COMPREPLY=($(compgen -W '--help --version ");
    command_words(out, NULL);
    copse_text_add(out, "' -- \"$cur\"))\n    return\n  fi\n  case $name in\n");
    for (size_t i = 0; (command = copse_i_command_at(i)) != NULL; i++) {
        if (!opens_kinds(i)) continue;
        copse_text first = {0};
        copse_text_add_bytes(&first, command->name, strcspn(command->name, " "));
        if (first.failed) out->failed = true;
        copse_text_printf(out, "  %s)\n    if [[ $COMP_CWORD == 2 ]]; then\n      COMPREPLY=($(compgen -W '",
                          copse_text_string(&first));
        command_words(out, copse_text_string(&first));
        copse_text_add(out, "' -- \"$cur\"))\n      return\n    fi\n    name=\"$name ${COMP_WORDS[2]}\";;\n");
        copse_text_free(&first);
    }
    copse_text_add(out, "  esac\n  case $name in\n");
    for (size_t i = 0; (command = copse_i_command_at(i)) != NULL; i++) bash_command(out, command);
    copse_text_add(out, "  esac\n"
                        "  COMPREPLY=($(compgen -W \"$words\" -- \"$cur\"))\n"
                        "  if [[ $files ]]; then\n"
                        "    compopt -o filenames 2>/dev/null\n"
                        "    COMPREPLY+=($(compgen -f -- \"$cur\"))\n  fi\n}\n"
                        "complete -F _copse copse\n");
}

/* ------------------------------------------------------------------------------------------------ zsh */

static void zsh_option(copse_text *out, const copse_i_option *option)
{
    if (option->hidden) return;
    copse_text_printf(out, " \\\n        '--%s%s[", option->name, option->kind == COPSE_I_FLAG ? "" : "=");
    quoted(out, option->help, "[]:\\");
    copse_text_add(out, "]");
    if (option->kind != COPSE_I_FLAG) {
        copse_text_printf(out, ":%s:", option->argument);
        if (option->kind == COPSE_I_PATH) copse_text_add(out, "_files");
        if (option->choice != NULL) {
            copse_text_add(out, "(");
            choices(out, option->choice);
            copse_text_add(out, ")");
        }
    }
    copse_text_add(out, "'");
}

static void zsh_command(copse_text *out, const copse_i_command *command)
{
    copse_text_printf(out, "    '%s')\n      _arguments '(- *)'{-h,--help}'[help]'", command->name);
    for (size_t g = 0; g < command->groups; g++)
        for (size_t i = 0; i < command->group[g].count; i++) zsh_option(out, &command->group[g].option[i]);
    if (command->operand.choice != NULL) {
        copse_text_printf(out, " \\\n        '1:%s:(", command->operand.name);
        choices(out, command->operand.choice);
        copse_text_add(out, ")'");
    } else if (command->operand.name != NULL) {
        copse_text_printf(out, " \\\n        '1:%s:_copse_files'", command->operand.name);
    }
    copse_text_add(out, ";;\n");
}

static void zsh_script(copse_text *out)
{
    const copse_i_command *command = NULL;
    copse_text_add(out, "#compdef copse\n# zsh completion for copse: put it into a folder of $fpath as _copse\n"
                        "_copse_files() {\n"
                        "  compadd -- ${(f)\"$(copse data --format csv 2>/dev/null | "
                        "sed -n '2,$s/^\\([^,]*\\),.*/@\\1/p')\"}\n  _files\n}\n"
                        "_copse() {\n  local name\n  if (( CURRENT == 2 )); then\n    compadd -- --help --version ");
    command_words(out, NULL);
    copse_text_add(out, "\n    return\n  fi\n  name=$words[2]\n  shift words; (( CURRENT-- ))\n  case $name in\n");
    for (size_t i = 0; (command = copse_i_command_at(i)) != NULL; i++) {
        if (!opens_kinds(i)) continue;
        copse_text first = {0};
        copse_text_add_bytes(&first, command->name, strcspn(command->name, " "));
        if (first.failed) out->failed = true;
        copse_text_printf(out, "    %s)\n      if (( CURRENT == 2 )); then compadd -- ", copse_text_string(&first));
        command_words(out, copse_text_string(&first));
        copse_text_add(out, "; return; fi\n      name=\"$name $words[2]\"\n      shift words; (( CURRENT-- ));;\n");
        copse_text_free(&first);
    }
    copse_text_add(out, "  esac\n  case $name in\n");
    for (size_t i = 0; (command = copse_i_command_at(i)) != NULL; i++) zsh_command(out, command);
    copse_text_add(out, "  esac\n}\n_copse \"$@\"\n");
}

/* ------------------------------------------------------------------------------------------------ fish */

static void fish_command(copse_text *out, const copse_i_command *command)
{
    const int first = (int)strcspn(command->name, " ");
    copse_text condition = {0};
    copse_text_printf(&condition, "__fish_seen_subcommand_from %.*s", first, command->name);
    if (second_word(command) != NULL)
        copse_text_printf(&condition, "; and __fish_seen_subcommand_from %s", second_word(command));
    const char *when = copse_text_string(&condition);
    for (size_t g = 0; g < command->groups; g++)
        for (size_t i = 0; i < command->group[g].count; i++) {
            const copse_i_option *option = &command->group[g].option[i];
            if (option->hidden) continue;
            copse_text_printf(out, "complete -c copse -n '%s' -l %s", when, option->name);
            if (option->letter != '\0') copse_text_printf(out, " -s %c", option->letter);
            if (option->kind == COPSE_I_PATH) copse_text_add(out, " -r -F");
            else if (option->kind != COPSE_I_FLAG) copse_text_add(out, " -x");
            if (option->choice != NULL) {
                copse_text_add(out, " -a '");
                choices(out, option->choice);
                copse_text_add(out, "'");
            }
            copse_text_add(out, " -d '");
            quoted(out, option->help, "\\");
            copse_text_add(out, "'\n");
        }
    if (command->operand.choice != NULL) {
        copse_text_printf(out, "complete -c copse -n '%s' -f -a '", when);
        choices(out, command->operand.choice);
        copse_text_add(out, "'\n");
    } else if (command->operand.name != NULL) {
        copse_text_printf(out, "complete -c copse -n '%s' -F -a '(__copse_data)'\n", when);
    }
    if (condition.failed) out->failed = true;
    copse_text_free(&condition);
}

static void fish_script(copse_text *out)
{
    const copse_i_command *command = NULL;
    copse_text_add(out, "# fish completion for copse: put it into ~/.config/fish/completions/copse.fish\n"
                        "function __copse_data\n"
                        "    copse data --format csv 2>/dev/null | string match -rg '^([^,]+),' | "
                        "string replace -r '^' @\nend\ncomplete -c copse -f\n"
                        "complete -c copse -n __fish_use_subcommand -l version -d version\n"
                        "complete -c copse -l help -s h -d help\n");
    for (size_t i = 0; (command = copse_i_command_at(i)) != NULL; i++) {
        const int first = (int)strcspn(command->name, " ");
        const char *second = second_word(command);
        if (second == NULL)
            copse_text_printf(out, "complete -c copse -n __fish_use_subcommand -a %.*s", first, command->name);
        else
            copse_text_printf(out,
                              "complete -c copse -n __fish_use_subcommand -a %.*s\n"
                              "complete -c copse -n '__fish_seen_subcommand_from %.*s' -a %s",
                              first, command->name, first, command->name, second);
        copse_text_add(out, " -d '");
        quoted(out, command->summary, "\\");
        copse_text_add(out, "'\n");
    }
    for (size_t i = 0; (command = copse_i_command_at(i)) != NULL; i++) fish_command(out, command);
}

copse_status copse_i_completion(const char *shell, copse_text *out, copse_error *err)
{
    if (strcmp(shell, "bash") == 0) bash_script(out);
    else if (strcmp(shell, "zsh") == 0) zsh_script(out);
    else if (strcmp(shell, "fish") == 0) fish_script(out);
    else {
        const char *near = copse_nearest(shell, SHELL, COPSE_I_COUNT(SHELL));
        if (near != NULL) return copse_fail(err, COPSE_EUSAGE, "unknown shell '%s'; did you mean '%s'?", shell, near);
        return copse_fail(err, COPSE_EUSAGE, "unknown shell '%s'; known are bash, zsh and fish", shell);
    }
    return copse_text_status(out) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}
