#include "formula_lex.h"

#include <stdio.h>
#include <string.h>

enum { SHOWN_WHOLE = 400, SHOWN_BEFORE = 100, SHOWN_AFTER = 200 };

static bool continues_character(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80;
}

static size_t character_number(const char *text, size_t at)
{
    size_t number = 1;
    for (size_t i = 0; i < at; i++) number += !continues_character(text[i]);
    return number;
}

static size_t character_start(const char *text, size_t at)
{
    while (at > 0 && continues_character(text[at])) at--;
    return at;
}

copse_status copse_i_formula_fail(copse_error *err, copse_status status, const char *formula, size_t at,
                                  const char *format, ...)
{
    char message[COPSE_ERROR_TEXT / 2];
    va_list args;
    va_start(args, format);
    /* NOLINTNEXTLINE(clang-analyzer-valist.Uninitialized): it is started one line above */
    const int n = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (n < 0) message[0] = '\0';
    if (n >= (int)sizeof message) { /* cut between characters */
        size_t end = sizeof message - 2;
        while (end > 0 && continues_character(message[end])) end--;
        message[end] = '\0';
    }
    const size_t length = strlen(formula);
    size_t from = 0, to = length;
    if (length > SHOWN_WHOLE) {
        if (at > SHOWN_BEFORE) from = character_start(formula, at - SHOWN_BEFORE);
        if (at + SHOWN_AFTER < length) to = character_start(formula, at + SHOWN_AFTER);
    }
    return copse_fail(err, status, "formula: %s at character %zu: %s%.*s%s", message, character_number(formula, at),
                      from > 0 ? "\xe2\x80\xa6" : "", (int)(to - from), formula + from,
                      to < length ? "\xe2\x80\xa6" : "");
}

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static bool is_letter(char c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (unsigned char)c >= 0x80;
}

static bool starts_name(const char *s)
{
    return is_letter(*s) || (*s == '.' && !is_digit(s[1]));
}

static size_t name_length(const char *s)
{
    size_t n = 1;
    while (is_letter(s[n]) || is_digit(s[n]) || s[n] == '.' || s[n] == '_') n++;
    return n;
}

bool copse_i_formula_is_name(const char *text)
{
    static const char *const words[] = {"TRUE", "FALSE", "NULL",   "NA",       "NaN",  "Inf",   "if", "else",
                                        "for",  "while", "repeat", "function", "next", "break", "in"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcmp(text, words[i]) == 0) return false;
    return starts_name(text) && text[name_length(text)] == '\0';
}

/* Digits with one point, an exponent, and R's L of whole numbers. */
static copse_status lex_number(const char *formula, copse_i_word *word, copse_error *err)
{
    const char *s = formula + word->at;
    size_t n = 0;
    while (is_digit(s[n]) || s[n] == '.' || is_letter(s[n]) || s[n] == '_' ||
           ((s[n] == '+' || s[n] == '-') && n > 0 && (s[n - 1] == 'e' || s[n - 1] == 'E')))
        n++;
    word->kind = FORMULA_T_NUMBER;
    word->length = n;
    if (copse_parse_number(s, n - (s[n - 1] == 'L' ? 1 : 0), '.', &word->number)) return COPSE_OK;
    return copse_i_formula_fail(err, COPSE_EPARSE, formula, word->at,
                                "no number (a column whose name begins with a digit goes in `backticks`)");
}

static copse_status lex_quoted(const char *formula, copse_i_word *word, copse_error *err)
{
    const char *s = formula + word->at;
    for (size_t n = 1; s[n] != '\0'; n++) {
        if (s[n] == '\\' && s[n + 1] != '\0') {
            n++;
            continue;
        }
        if (s[n] != s[0]) continue;
        word->kind = s[0] == '`' ? FORMULA_T_NAME : FORMULA_T_STRING;
        word->quoted = true;
        word->length = n + 1;
        if (n == 1 && s[0] == '`')
            return copse_i_formula_fail(err, COPSE_EPARSE, formula, word->at, "a name without characters");
        return COPSE_OK;
    }
    return copse_i_formula_fail(err, COPSE_EPARSE, formula, word->at, "a quote (%c) is not closed that opens", s[0]);
}

static bool lex_symbol(const char *s, copse_i_word *word)
{
    static const struct {
        const char *symbol;
        copse_i_word_kind kind;
        copse_i_formula_op op;
    } symbols[] = {
        {"%in%", FORMULA_T_OP, FORMULA_IN},     {"**", FORMULA_T_OP, FORMULA_POWER},
        {"==", FORMULA_T_OP, FORMULA_EQ},       {"!=", FORMULA_T_OP, FORMULA_NE},
        {"<=", FORMULA_T_OP, FORMULA_LE},       {">=", FORMULA_T_OP, FORMULA_GE},
        {"<", FORMULA_T_OP, FORMULA_LT},        {">", FORMULA_T_OP, FORMULA_GT},
        {"!", FORMULA_T_OP, FORMULA_NOT},       {"+", FORMULA_T_OP, FORMULA_PLUS},
        {"-", FORMULA_T_OP, FORMULA_MINUS},     {"*", FORMULA_T_OP, FORMULA_TIMES},
        {"/", FORMULA_T_OP, FORMULA_OVER},      {":", FORMULA_T_OP, FORMULA_COLON},
        {"^", FORMULA_T_OP, FORMULA_POWER},     {"&", FORMULA_T_OP, FORMULA_AND},
        {"|", FORMULA_T_OP, FORMULA_OR},        {"(", FORMULA_T_OPEN, FORMULA_NO_OP},
        {")", FORMULA_T_CLOSE, FORMULA_NO_OP},  {",", FORMULA_T_COMMA, FORMULA_NO_OP},
        {"=", FORMULA_T_ASSIGN, FORMULA_NO_OP}, {"~", FORMULA_T_TILDE, FORMULA_NO_OP},
    };
    for (size_t i = 0; i < sizeof symbols / sizeof *symbols; i++) {
        const size_t n = strlen(symbols[i].symbol);
        if (strncmp(s, symbols[i].symbol, n) != 0) continue;
        word->kind = symbols[i].kind;
        word->op = symbols[i].op;
        word->length = n;
        return true;
    }
    return false;
}

copse_status copse_i_formula_lex(const char *formula, size_t *offset, copse_i_word *word, copse_error *err)
{
    const char *s = formula + *offset;
    s += strspn(s, " \t\r\n");
    *word = (copse_i_word){.kind = FORMULA_T_END, .at = (size_t)(s - formula)};
    copse_status status = COPSE_OK;
    if (*s == '\0') word->length = 0;
    else if (is_digit(*s) || (*s == '.' && is_digit(s[1]))) status = lex_number(formula, word, err);
    else if (*s == '\'' || *s == '"' || *s == '`') status = lex_quoted(formula, word, err);
    else if (starts_name(s)) word->kind = FORMULA_T_NAME, word->length = name_length(s);
    else if (!lex_symbol(s, word))
        status = copse_i_formula_fail(err, COPSE_EPARSE, formula, word->at, "a character that has no meaning here");
    *offset = word->at + word->length;
    return status;
}

char *copse_i_formula_word_text(const char *formula, const copse_i_word *word, copse_i_formula_arena *arena)
{
    const char *s = formula + word->at;
    if (!word->quoted) return copse_i_formula_copy(arena, s, word->length);
    char *text = copse_i_formula_copy(arena, s + 1, word->length - 2);
    if (text == NULL) return NULL;
    size_t n = 0;
    for (const char *from = text; *from != '\0'; from++) {
        if (*from == '\\' && from[1] != '\0') from++;
        text[n++] = *from;
    }
    text[n] = '\0';
    return text;
}
