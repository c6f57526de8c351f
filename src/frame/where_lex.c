#include "where_lex.h"
#include "excerpt.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_WHOLE = 400, SHOWN_BEFORE = 100, SHOWN_AFTER = 200 };

static size_t character_number(const char *text, size_t at)
{
    size_t number = 1;
    for (size_t i = 0; i < at; i++) number += ((unsigned char)text[i] & 0xC0) != 0x80;
    return number;
}

copse_status copse_i_where_fail(copse_error *err, copse_status status, const char *expression, size_t at,
                                const char *format, ...)
{
    char message[COPSE_ERROR_TEXT / 2];
    va_list args;
    va_start(args, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): it is started one line above */
    const int n = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (n < 0) message[0] = '\0';
    if (n >= (int)sizeof message) /* cut between characters */
        message[copse_i_character_start(message, sizeof message - 1, sizeof message - 2)] = '\0';
    const size_t length = strlen(expression);
    size_t from = 0, to = length;
    if (length > SHOWN_WHOLE) {
        if (at > SHOWN_BEFORE) from = copse_i_character_start(expression, length, at - SHOWN_BEFORE);
        to = copse_i_character_start(expression, length, at + SHOWN_AFTER);
    }
    return copse_fail(err, status, "filter: %s at character %zu: %s%.*s%s", message, character_number(expression, at),
                      from > 0 ? "\xe2\x80\xa6" : "", (int)(to - from), expression + from,
                      to < length ? "\xe2\x80\xa6" : "");
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool starts_name(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_' || (unsigned char)c >= 0x80;
}

static bool starts_number(const char *s)
{
    if (*s == '+' || *s == '-') s++;
    return is_digit(s[0]) || (s[0] == '.' && is_digit(s[1]));
}

static bool word_is(const char *word, size_t n, const char *lower, const char *upper)
{
    return n == strlen(lower) && (memcmp(word, lower, n) == 0 || memcmp(word, upper, n) == 0);
}

static where_token_kind word_kind(const char *word, size_t n)
{
    static const struct {
        const char *lower, *upper;
        where_token_kind kind;
    } words[] = {{"and", "AND", WHERE_T_AND},
                 {"or", "OR", WHERE_T_OR},
                 {"not", "NOT", WHERE_T_NOT},
                 {"in", "IN", WHERE_T_IN},
                 {"is", "IS", WHERE_T_IS}};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (word_is(word, n, words[i].lower, words[i].upper)) return words[i].kind;
    return WHERE_T_NAME;
}

static void lex_name(const char *s, where_token *token)
{
    size_t n = 1;
    while (starts_name(s[n]) || is_digit(s[n]) || s[n] == '.') n++;
    token->length = n;
    token->kind = word_kind(s, n);
}

static copse_status lex_number(const char *expression, where_token *token, copse_error *err)
{
    const char *s = expression + token->at;
    size_t n = 1;
    while (is_digit(s[n]) || s[n] == '.' || starts_name(s[n]) ||
           ((s[n] == '+' || s[n] == '-') && (s[n - 1] == 'e' || s[n - 1] == 'E')))
        n++;
    token->kind = WHERE_T_NUMBER;
    token->length = n;
    if (copse_parse_number(s, n, '.', &token->number)) return COPSE_OK;
    char shown[COPSE_I_EXCERPT];
    return copse_i_where_fail(err, COPSE_EPARSE, expression, token->at,
                              "'%s' is not a number (a column whose name begins with a digit goes in `backticks`)",
                              copse_i_excerpt(shown, s, n));
}

static copse_status lex_quoted(const char *expression, where_token *token, copse_error *err)
{
    const char *s = expression + token->at;
    const char quote = s[0];
    for (size_t n = 1; s[n] != '\0'; n++) {
        if (s[n] != quote) continue;
        if (s[n + 1] == quote) {
            n++;
            continue;
        }
        token->kind = quote == '`' ? WHERE_T_NAME : WHERE_T_STRING;
        token->quoted = true;
        token->length = n + 1;
        return COPSE_OK;
    }
    return copse_i_where_fail(err, COPSE_EPARSE, expression, token->at, "a quote (%c) is not closed that opens", quote);
}

static bool lex_symbol(const char *s, where_token *token)
{
    static const struct {
        const char *symbol;
        where_token_kind kind;
    } symbols[] = {{"==", WHERE_T_EQ},  {"!=", WHERE_T_NE},   {"<=", WHERE_T_LE},
                   {">=", WHERE_T_GE},  {"<", WHERE_T_LT},    {">", WHERE_T_GT},
                   {"(", WHERE_T_OPEN}, {")", WHERE_T_CLOSE}, {",", WHERE_T_COMMA}};
    if (strncmp(s, "<>", 2) == 0) return false;
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        const size_t n = strlen(symbols[i].symbol);
        if (strncmp(s, symbols[i].symbol, n) != 0) continue;
        token->kind = symbols[i].kind;
        token->length = n;
        return true;
    }
    return false;
}

/* What people write who come from another language, and what it is called here. */
static copse_status lex_foreign(const char *expression, size_t at, copse_error *err)
{
    static const char *const foreign[][2] = {{"=", "=="}, {"<>", "!="}, {"!", "not"}, {"&", "and"}, {"|", "or"}};
    const char *s = expression + at;
    for (size_t i = 0; i < sizeof foreign / sizeof *foreign; i++)
        if (strncmp(s, foreign[i][0], strlen(foreign[i][0])) == 0)
            return copse_i_where_fail(err, COPSE_EPARSE, expression, at, "'%s' is written '%s'", foreign[i][0],
                                      foreign[i][1]);
    return copse_i_where_fail(err, COPSE_EPARSE, expression, at, "unexpected '%c'", *s);
}

copse_status copse_i_where_lex(const char *expression, size_t *offset, where_token *token, copse_error *err)
{
    const char *s = expression + *offset;
    s += strspn(s, " \t\r\n");
    *token = (where_token){.kind = WHERE_T_END, .at = (size_t)(s - expression)};
    copse_status status = COPSE_OK;
    if (*s == '\0') token->length = 0;
    else if (starts_number(s)) status = lex_number(expression, token, err);
    else if (starts_name(*s) || (*s == '.' && starts_name(s[1]))) lex_name(s, token);
    else if (*s == '\'' || *s == '"' || *s == '`') status = lex_quoted(expression, token, err);
    else if (!lex_symbol(s, token)) status = lex_foreign(expression, token->at, err);
    *offset = token->at + token->length;
    return status;
}

char *copse_i_where_token_text(const char *expression, const where_token *token)
{
    const char *s = expression + token->at;
    if (!token->quoted) return copse_copy_text(s, token->length);
    char *text = copse_copy_text(s + 1, token->length - 2);
    if (text == NULL) return NULL;
    size_t n = 0;
    for (const char *from = text; *from != '\0'; from++) {
        text[n++] = *from;
        if (*from == s[0]) from++; /* the second of two */
    }
    text[n] = '\0';
    return text;
}
