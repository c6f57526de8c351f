/* The program: finds the command, reads its options, runs it, and turns its status into an exit code. */
#include "commands.h"
#include "long_work.h"
#include "terminal.h"
#include "usage.h"

#include <copse/job.h>

#include <fcntl.h>
#include <gsl/gsl_errno.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

static copse_status print_program_help(copse_error *err)
{
    copse_text text = {0};
    copse_i_usage_program(&text, copse_i_terminal_bold());
    const copse_status status = copse_i_output(NULL, &text, err);
    copse_text_free(&text);
    return status;
}

static copse_status print_command_help(const copse_i_command *command, copse_error *err)
{
    copse_text text = {0};
    copse_i_usage_command(command, &text, copse_i_terminal_bold());
    const copse_status status = copse_i_output(NULL, &text, err);
    copse_text_free(&text);
    return status;
}

static copse_status print_version(copse_error *err)
{
    copse_text text = {0};
    copse_text_printf(&text, "copse %s\n", copse_version());
    const copse_status status = copse_i_output(NULL, &text, err);
    copse_text_free(&text);
    return status;
}

static bool is(const char *word, const char *name, const char *letter)
{
    return strcmp(word, name) == 0 || strcmp(word, letter) == 0;
}

static copse_status run_command(int argc, char **argv, copse_error *err)
{
    const copse_i_command *command = NULL;
    int words = 0;
    copse_status status = copse_i_command_find(argc, argv, &command, &words, err);
    if (status != COPSE_OK) return status;
    if (command == NULL) return print_program_help(err);
    if (copse_ranks_mine() != 0 && !copse_i_long_is(command)) return COPSE_OK;
    const copse_i_call call = {argc, argv};
    void *values = NULL;
    bool help = false;
    status = copse_i_values_parse(command, argc - 1 - words, argv + 1 + words, &values, &help, err);
    if (status == COPSE_OK) status = help ? print_command_help(command, err) : command->run(values, &call, err);
    copse_i_values_free(command, values);
    return status;
}

static copse_status start(int argc, char **argv, copse_error *err)
{
    if (argc < 2 || is(argv[1], "--help", "-h")) return print_program_help(err);
    if (is(argv[1], "--version", "-V")) return print_version(err);
    if (argv[1][0] == '-')
        return copse_fail(err, COPSE_EUSAGE, "'%s' stands where a command is expected (copse --help lists them)",
                          argv[1]);
    return run_command(argc, argv, err);
}

/* Of many ranks only the first is heard, whatever way its words take. */
static void silence_other_ranks(void)
{
    const int nowhere = copse_ranks_mine() != 0 ? open("/dev/null", O_WRONLY) : -1;
    if (nowhere < 0) return;
    (void)dup2(nowhere, STDOUT_FILENO);
    (void)close(nowhere);
}

int main(int argc, char **argv)
{
    copse_error err = {0};
    copse_ranks_begin(&argc, &argv);
    silence_other_ranks();
    gsl_set_error_handler_off();    /* the library checks what it asks of GSL; a miss must not abort */
    (void)signal(SIGPIPE, SIG_IGN); /* a reader that left is a failed write, not a death */
    (void)signal(SIGXFSZ, SIG_IGN); /* so is a file at its limit */
    copse_status status = start(argc, argv, &err);
    const bool met = copse_ranks_meet(&status, &err);
    const int code = copse_i_finish(status, &err, !met || copse_ranks_mine() == 0);
    copse_ranks_end(met, code);
    return code;
}
