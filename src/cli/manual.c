/* Manual pages in the man(7) macros. */
#include "usage.h"

#include <string.h>

/* Text as roff source: a backslash, a hyphen, and a full stop or apostrophe at the start of a line mean something; an
 * empty line ends a paragraph. */
static void roff(copse_text *out, const char *text)
{
    bool start = true;
    for (; *text != '\0'; text++) {
        if (start && (*text == '.' || *text == '\'')) copse_text_add(out, "\\&");
        start = *text == '\n';
        if (strncmp(text, "\n\n", 2) == 0) copse_text_add(out, "\n.PP");
        else if (*text == '-') copse_text_add(out, "\\-");
        else if (*text == '\\') copse_text_add(out, "\\e");
        else copse_text_add_bytes(out, text, 1);
    }
}

static void line(copse_text *out, const char *before, const char *text, const char *after)
{
    copse_text_add(out, before);
    roff(out, text);
    copse_text_add(out, after);
}

/* "plot forest" names the page copse-plot-forest. */
static void page_name(copse_text *out, const char *name)
{
    copse_text_add(out, "copse\\-");
    for (; *name != '\0'; name++) {
        if (*name == ' ') copse_text_add(out, "\\-");
        else copse_text_add_bytes(out, name, 1);
    }
}

static void option_entry(copse_text *out, const copse_i_option *option)
{
    if (option->hidden) return;
    copse_text text = {0};
    copse_text_add(out, ".TP\n");
    if (option->letter != '\0') copse_text_printf(out, "\\fB\\-%c\\fR, ", option->letter);
    line(out, "\\fB\\-\\-", option->name, "\\fR");
    if (option->argument != NULL) line(out, " \\fI", option->argument, "\\fR");
    copse_text_add(out, "\n");
    copse_i_usage_option_text(option, &text);
    if (copse_text_status(&text) != COPSE_OK) out->failed = true;
    line(out, "", copse_text_string(&text), "\n");
    copse_text_free(&text);
}

static void exit_status(copse_text *out)
{
    copse_text_add(out, ".SH EXIT STATUS\n.TP\n0\ndone\n.TP\n1\nthe analysis could not be done (data, convergence)\n"
                        ".TP\n2\nwrong usage\n.TP\n3\nfile or system error\n");
}

void copse_i_manual_command(const copse_i_command *command, copse_text *out)
{
    copse_text_add(out, ".TH ");
    page_name(out, command->name);
    copse_text_printf(out, " 1 \"\" \"copse %s\" \"copse manual\"\n.SH NAME\n", copse_version());
    page_name(out, command->name);
    line(out, " \\- ", command->summary, "\n.SH SYNOPSIS\n");
    line(out, "\\fBcopse ", command->name, "\\fR");
    if (command->operand.name != NULL)
        copse_text_printf(out, command->operand.required ? " \\fI%s\\fR" : " [\\fI%s\\fR]", command->operand.name);
    const bool options = command->groups > 0 && command->group[0].title != NULL;
    copse_text_add(out, options ? " [\\fIoptions\\fR]\n.SH DESCRIPTION\n" : "\n.SH DESCRIPTION\n");
    line(out, "", command->description, "\n");
    if (command->operand.name != NULL) {
        copse_text_printf(out, ".TP\n\\fI%s\\fR\n", command->operand.name);
        line(out, "", command->operand.help, "\n");
    }
    if (options) copse_text_add(out, ".SH OPTIONS\n");
    for (size_t g = 0; options && g < command->groups; g++) {
        line(out, ".SS \"", command->group[g].title, "\"\n");
        for (size_t i = 0; i < command->group[g].count; i++) option_entry(out, &command->group[g].option[i]);
    }
    exit_status(out);
    if (command->examples > 0) copse_text_add(out, ".SH EXAMPLES\n");
    for (size_t i = 0; i < command->examples; i++) {
        line(out, "", command->example[i].text, ":\n.PP\n.nf\n.RS\n");
        line(out, "", command->example[i].command, "\n.RE\n.fi\n.PP\n");
    }
    copse_text_add(out, ".SH SEE ALSO\n.BR copse (1)\n");
}

void copse_i_manual_program(copse_text *out)
{
    copse_text_printf(out, ".TH copse 1 \"\" \"copse %s\" \"copse manual\"\n", copse_version());
    copse_text_add(out,
                   ".SH NAME\ncopse \\- meta\\-analysis: pooled effects, heterogeneity, subgroups, forest plots\n"
                   ".SH SYNOPSIS\n\\fBcopse\\fR \\fICOMMAND\\fR [\\fIFILE\\fR] [\\fIoptions\\fR]\n"
                   ".SH DESCRIPTION\nThe numbers of trials go in; pooled effects, heterogeneity, subgroups, tables "
                   "and plots come out.\nFILE is a CSV file, \\- for standard input, or @name for a bundled data "
                   "set.\n");
    const copse_i_command *command = NULL;
    const char *section = "";
    for (size_t i = 0; (command = copse_i_command_at(i)) != NULL; i++) {
        if (strcmp(section, command->section) != 0) line(out, ".SS \"", command->section, "\"\n");
        section = command->section;
        copse_text_add(out, ".TP\n.BR ");
        page_name(out, command->name);
        line(out, " (1)\n", command->summary, "\n");
    }
    exit_status(out);
    copse_text_add(out, ".SH ENVIRONMENT\n"
                        ".TP\nCOPSE_DATADIR\na folder with datasets and plots to use in place of the installed one\n"
                        ".TP\nCOPSE_GNUPLOT\nthe gnuplot program to use\n"
                        ".TP\nNO_COLOR\nwhen set, no bold text on a terminal\n");
}
