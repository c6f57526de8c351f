/* Words for risk of bias. */
#include <copse/plot.h>

#include <string.h>

static const struct {
    const char *word;
    copse_judgement judgement;
} WORDS[] = {
    {"low", COPSE_JUDGEMENT_LOW},
    {"l", COPSE_JUDGEMENT_LOW},
    {"+", COPSE_JUDGEMENT_LOW},
    {"some concerns", COPSE_JUDGEMENT_SOME},
    {"some", COPSE_JUDGEMENT_SOME},
    {"sc", COPSE_JUDGEMENT_SOME},
    {"s", COPSE_JUDGEMENT_SOME},
    {"moderate", COPSE_JUDGEMENT_SOME},
    {"medium", COPSE_JUDGEMENT_SOME},
    {"unclear", COPSE_JUDGEMENT_SOME},
    {"u", COPSE_JUDGEMENT_SOME},
    {"m", COPSE_JUDGEMENT_SOME},
    {"-", COPSE_JUDGEMENT_SOME},
    {"high", COPSE_JUDGEMENT_HIGH},
    {"h", COPSE_JUDGEMENT_HIGH},
    {"serious", COPSE_JUDGEMENT_HIGH},
    {"x", COPSE_JUDGEMENT_HIGH},
    {"critical", COPSE_JUDGEMENT_CRITICAL},
    {"very high", COPSE_JUDGEMENT_CRITICAL},
    {"c", COPSE_JUDGEMENT_CRITICAL},
    {"!", COPSE_JUDGEMENT_CRITICAL},
    {"", COPSE_JUDGEMENT_NONE},
    {"na", COPSE_JUDGEMENT_NONE},
    {"n/a", COPSE_JUDGEMENT_NONE},
    {"no information", COPSE_JUDGEMENT_NONE},
    {"not rated", COPSE_JUDGEMENT_NONE},
    {"not applicable", COPSE_JUDGEMENT_NONE},
    {"ni", COPSE_JUDGEMENT_NONE},
    {"?", COPSE_JUDGEMENT_NONE},
};

/* Lower case, without "risk" and "risk of bias" at the end, blanks at the ends and one between words. */
static void normalise(const char *text, char *out, size_t size)
{
    static const char *const ends[] = {" of bias", " risk"};
    size_t n = 0;
    for (const char *at = text; *at != '\0' && n + 1 < size; at++) {
        const char c = *at;
        const bool blank = c == ' ' || c == '\t' || c == '_';
        if (blank && (n == 0 || out[n - 1] == ' ')) continue;
        out[n++] = c;
        if (blank) out[n - 1] = ' ';
        else if (c >= 'A' && c <= 'Z') out[n - 1] = (char)(c - 'A' + 'a');
    }
    while (n > 0 && out[n - 1] == ' ') n--;
    out[n] = '\0';
    for (size_t e = 0; e < 2; e++) {
        const size_t length = strlen(ends[e]);
        if (n > length && strcmp(out + n - length, ends[e]) == 0) out[n -= length] = '\0';
    }
}

copse_status copse_judgement_find(const char *text, copse_judgement *judgement)
{
    char word[64];
    if (text == NULL || strlen(text) >= sizeof word) return COPSE_ENOTFOUND;
    normalise(text, word, sizeof word);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if (strcmp(WORDS[i].word, word) == 0) {
            *judgement = WORDS[i].judgement;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}
