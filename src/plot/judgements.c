/* Words for risk of bias. */
#include <copse/plot.h>

#include <string.h>

enum {
    ROB2 = 1 << COPSE_ROB_2,
    ROB1 = 1 << COPSE_ROB_1,
    QUADAS = 1 << COPSE_ROB_QUADAS2,
    ROBINS = 1 << COPSE_ROB_ROBINS_I
};
enum { FIRST = ROB1 | QUADAS, ALL = ROB2 | ROB1 | QUADAS | ROBINS };

static const struct {
    const char *name, *word[COPSE_JUDGEMENT_COUNT];
} TOOLS[COPSE_ROB_TOOL_COUNT] = {
    [COPSE_ROB_2] = {"rob2", {"Low", "Some concerns", "High", NULL, "No information"}},
    [COPSE_ROB_1] = {"rob1", {"Low", "Unclear", "High", NULL, "Not rated"}},
    [COPSE_ROB_QUADAS2] = {"quadas-2", {"Low", "Unclear", "High", NULL, "Not rated"}},
    [COPSE_ROB_ROBINS_I] = {"robins-i", {"Low", "Moderate", "Serious", "Critical", "No information"}},
};

/* Who knows a word, and what it says: "s" is some concerns in RoB 2, serious in ROBINS-I. */
static const struct {
    const char *word;
    int tools;
    copse_judgement judgement;
} WORDS[] = {
    {"low", ALL, COPSE_JUDGEMENT_LOW},
    {"l", ALL, COPSE_JUDGEMENT_LOW},
    {"+", ALL, COPSE_JUDGEMENT_LOW},
    {"yes", FIRST, COPSE_JUDGEMENT_LOW}, /* of the Cochrane tool before 2011, and of QUADAS's questions */
    {"some concerns", ROB2, COPSE_JUDGEMENT_SOME},
    {"some", ROB2, COPSE_JUDGEMENT_SOME},
    {"sc", ROB2, COPSE_JUDGEMENT_SOME},
    {"s", ROB2, COPSE_JUDGEMENT_SOME},
    {"-", ROB2 | ROBINS, COPSE_JUDGEMENT_SOME},
    {"unclear", FIRST, COPSE_JUDGEMENT_SOME},
    {"u", FIRST, COPSE_JUDGEMENT_SOME},
    {"?", FIRST, COPSE_JUDGEMENT_SOME},
    {"moderate", ROBINS, COPSE_JUDGEMENT_SOME},
    {"m", ROBINS, COPSE_JUDGEMENT_SOME},
    {"high", ROB2 | FIRST, COPSE_JUDGEMENT_HIGH},
    {"h", ROB2 | FIRST, COPSE_JUDGEMENT_HIGH},
    {"-", FIRST, COPSE_JUDGEMENT_HIGH},
    {"no", FIRST, COPSE_JUDGEMENT_HIGH},
    {"x", ROB2 | ROBINS, COPSE_JUDGEMENT_HIGH},
    {"serious", ROBINS, COPSE_JUDGEMENT_HIGH},
    {"s", ROBINS, COPSE_JUDGEMENT_HIGH},
    {"critical", ROBINS, COPSE_JUDGEMENT_CRITICAL},
    {"c", ROBINS, COPSE_JUDGEMENT_CRITICAL},
    {"!", ROBINS, COPSE_JUDGEMENT_CRITICAL},
    {"", ALL, COPSE_JUDGEMENT_NONE},
    {"na", ALL, COPSE_JUDGEMENT_NONE},
    {"n/a", ALL, COPSE_JUDGEMENT_NONE},
    {"not rated", ALL, COPSE_JUDGEMENT_NONE},
    {"not applicable", ALL, COPSE_JUDGEMENT_NONE},
    {"no information", ROB2 | ROBINS, COPSE_JUDGEMENT_NONE},
    {"ni", ROB2 | ROBINS, COPSE_JUDGEMENT_NONE},
    {"?", ROB2 | ROBINS, COPSE_JUDGEMENT_NONE},
};

const char *copse_rob_tool_name(copse_rob_tool tool)
{
    return (size_t)tool < COPSE_ROB_TOOL_COUNT ? TOOLS[tool].name : NULL;
}

const char *copse_rob_tool_word(copse_rob_tool tool, copse_judgement judgement)
{
    const bool are = (size_t)tool < COPSE_ROB_TOOL_COUNT && (size_t)judgement < COPSE_JUDGEMENT_COUNT;
    return are ? TOOLS[tool].word[judgement] : NULL;
}

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

copse_status copse_rob_tool_judge(copse_rob_tool tool, const char *text, copse_judgement *judgement)
{
    char word[64];
    if ((size_t)tool >= COPSE_ROB_TOOL_COUNT || text == NULL || strlen(text) >= sizeof word) return COPSE_ENOTFOUND;
    normalise(text, word, sizeof word);
    for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
        if ((WORDS[i].tools & (1 << tool)) != 0 && strcmp(WORDS[i].word, word) == 0) {
            *judgement = WORDS[i].judgement;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

copse_status copse_judgement_find(const char *text, copse_judgement *judgement)
{
    for (size_t tool = 0; tool < COPSE_ROB_TOOL_COUNT; tool++)
        if (copse_rob_tool_judge((copse_rob_tool)tool, text, judgement) == COPSE_OK) return COPSE_OK;
    return COPSE_ENOTFOUND;
}
