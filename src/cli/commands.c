/* The table of commands. A new command is its file and a name here; commands of one section, and kinds of one first
 * word, stand side by side. */
#include "commands.h"

#include <string.h>

/* clang-format off: a section a line, a kind of plot a line */
static const copse_i_command *const COMMANDS[] = {
    /* Analysis */
    &copse_i_cmd_effects,
    &copse_i_cmd_pool,
    &copse_i_cmd_bias,
    &copse_i_cmd_influence,
    &copse_i_cmd_cumulate,
    &copse_i_cmd_gosh,
    &copse_i_cmd_multiverse,
    &copse_i_cmd_run,
    /* Many fits */
    &copse_i_cmd_bootstrap,
    &copse_i_cmd_permute,
    &copse_i_cmd_simulate,
    &copse_i_cmd_batch,
    &copse_i_cmd_merge,
    /* Plots */
    &copse_i_cmd_plot_forest,
    &copse_i_cmd_plot_funnel,
    &copse_i_cmd_plot_cumulative,
    &copse_i_cmd_plot_leave1out,
    &copse_i_cmd_plot_influence,
    &copse_i_cmd_plot_baujat,
    &copse_i_cmd_plot_radial,
    &copse_i_cmd_plot_qqnorm,
    &copse_i_cmd_plot_profile,
    &copse_i_cmd_plot_labbe,
    &copse_i_cmd_plot_bubble,
    &copse_i_cmd_plot_drapery,
    &copse_i_cmd_plot_rob,
    &copse_i_cmd_plot_selection,
    &copse_i_cmd_plot_gosh,
    &copse_i_cmd_plot_speccurve,
    /* Data */
    &copse_i_cmd_convert,
    &copse_i_cmd_data,
    /* About copse */
    &copse_i_cmd_help,
    &copse_i_cmd_completion,
};
/* clang-format on */

const copse_i_command *copse_i_command_at(size_t i)
{
    return i < COPSE_I_COUNT(COMMANDS) ? COMMANDS[i] : NULL;
}

/* True when `word` is the first of the two words of the command's name; *second is then the other. */
static bool is_first_word(const copse_i_command *command, const char *word, const char **second)
{
    const size_t length = strlen(word);
    if (strncmp(command->name, word, length) != 0 || command->name[length] != ' ') return false;
    *second = command->name + length + 1;
    return true;
}

/* `plot` without a known kind behind it. */
static copse_status unknown_kind(const char *word, const char *kind, copse_error *err)
{
    const char *kinds[COPSE_I_COUNT(COMMANDS)];
    size_t n = 0;
    for (size_t i = 0; i < COPSE_I_COUNT(COMMANDS); i++) n += is_first_word(COMMANDS[i], word, &kinds[n]) ? 1 : 0;
    if (kind == NULL || kind[0] == '-')
        return copse_fail(err, COPSE_EUSAGE, "%s needs a kind, such as copse %s %s (copse help lists them)", word, word,
                          kinds[0]);
    const char *near = copse_nearest(kind, kinds, n);
    if (near != NULL)
        return copse_fail(err, COPSE_EUSAGE, "unknown kind of %s '%s'; did you mean '%s'?", word, kind, near);
    return copse_fail(err, COPSE_EUSAGE, "unknown kind of %s '%s' (copse help lists them)", word, kind);
}

static copse_status unknown_command(const char *word, copse_error *err)
{
    const char *names[COPSE_I_COUNT(COMMANDS)];
    for (size_t i = 0; i < COPSE_I_COUNT(COMMANDS); i++) names[i] = COMMANDS[i]->name;
    const char *near = copse_nearest(word, names, COPSE_I_COUNT(COMMANDS));
    if (near != NULL) return copse_fail(err, COPSE_EUSAGE, "unknown command '%s'; did you mean '%s'?", word, near);
    return copse_fail(err, COPSE_EUSAGE, "unknown command '%s' (copse --help lists the commands)", word);
}

copse_status copse_i_command_find(int argc, char **argv, const copse_i_command **command, int *words, copse_error *err)
{
    const char *word = argv[1];
    const char *kind = argc > 2 ? argv[2] : NULL;
    bool has_kinds = false;
    for (size_t i = 0; i < COPSE_I_COUNT(COMMANDS); i++) {
        const char *second = NULL;
        *command = COMMANDS[i];
        *words = 1;
        if (strcmp(COMMANDS[i]->name, word) == 0) return COPSE_OK;
        if (!is_first_word(COMMANDS[i], word, &second)) continue;
        has_kinds = true;
        *words = 2;
        if (kind != NULL && strcmp(second, kind) == 0) return COPSE_OK;
    }
    *command = NULL;
    if (has_kinds && kind != NULL && (strcmp(kind, "--help") == 0 || strcmp(kind, "-h") == 0)) return COPSE_OK;
    return has_kinds ? unknown_kind(word, kind, err) : unknown_command(word, err);
}
