/* src/cli/option.h: what a command's options look like. One table is the parser, the usage line, the help text, the
 * shell completion and the man page at once. */
#ifndef COPSE_I_OPTION_H
#define COPSE_I_OPTION_H

#include <copse/base.h>

/** What an option takes, and the type that it is stored as. `Not given` is the value of an option without a default. */
typedef enum copse_i_kind {
    COPSE_I_FLAG,      /**< nothing; bool, false */
    COPSE_I_TEXT,      /**< any text; const char *, NULL */
    COPSE_I_PATH,      /**< a file; const char *, NULL */
    COPSE_I_LIST,      /**< texts with commas between; copse_i_list, empty */
    COPSE_I_NUMBER,    /**< double, NaN */
    COPSE_I_INTEGER,   /**< int, -1 */
    COPSE_I_WHOLE,     /**< a whole number from 0 to 2^53; uint64_t, COPSE_I_NOT_GIVEN */
    COPSE_I_CHOICE,    /**< one of `choice`; int, -1 */
    COPSE_I_CHARACTER, /**< one character, or "tab"; char, NUL */
    COPSE_I_SPAN       /**< two rising numbers with a comma between; copse_i_span, NaN */
} copse_i_kind;

#define COPSE_I_NOT_GIVEN UINT64_MAX

typedef struct copse_i_list {
    const char **item;
    size_t count;
    char *store;
} copse_i_list;

typedef struct copse_i_span {
    double low, high;
} copse_i_span;

typedef struct copse_i_option {
    const char *name; /**< without its dashes */
    copse_i_kind kind;
    char letter;                                 /**< short form, or NUL */
    bool open;                                   /**< min and max themselves are not legal */
    bool hidden;                                 /**< not in help, completion and manual */
    const char *argument;                        /**< what help calls the argument; NULL for a flag */
    const char *help;                            /**< a phrase without a full stop */
    const char *fallback;                        /**< default as a user would write it; NULL: none */
    size_t offset;                               /**< of its value in the struct of its group */
    double min, max;                             /**< legal numbers; both 0: all */
    const char *(*choice)(size_t i);             /**< name of choice i, NULL past the last */
    bool (*alias)(const char *text, int *value); /**< further names of the choices; NULL: none */
    const char *(*elsewhere)(const char *text);  /**< where a value belongs that is none here; NULL: nowhere */
    const char *formula;                      /**< the command's option, if it has it, that a value beginning with ~ is
                                                    meant for; NULL: none */
    const char *(*nearest)(const char *text); /**< the name that a misspelt one may be, of all names; NULL: of the
                                                    choices */
} copse_i_option;

/** Options that belong together, with one heading in help. */
typedef struct copse_i_group {
    const char *title;
    const copse_i_option *option;
    size_t count;
    size_t offset; /**< of the group's struct in the command's */
} copse_i_group;

/** Stores `text` as the value of `option`; group is the struct of its group. Errors name the option. */
COPSE_NODISCARD copse_status copse_i_option_store(const copse_i_option *option, const char *text, void *group,
                                                  copse_error *err);
/** Sets an option to its default, or to the value that says `not given`. */
COPSE_NODISCARD copse_status copse_i_option_reset(const copse_i_option *option, void *group, copse_error *err);
/** Frees what the value holds. */
void copse_i_option_release(const copse_i_option *option, void *group);

#endif
