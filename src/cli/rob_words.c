/* See rob_words.h. */
#include "rob_words.h"

#include <string.h>

static char lower(char c)
{
    if (c >= 'A' && c <= 'Z') return (char)(c - 'A' + 'a');
    return c;
}

/* n bytes of a, without blanks at the ends, are b without them, in any case. */
static bool same_word(const char *a, size_t n, const char *b)
{
    size_t m = strlen(b);
    while (n > 0 && a[n - 1] == ' ') n--;
    while (m > 0 && b[m - 1] == ' ') m--;
    while (n > 0 && *a == ' ') a++, n--;
    while (m > 0 && *b == ' ') b++, m--;
    if (n != m) return false;
    for (size_t i = 0; i < n; i++)
        if (lower(a[i]) != lower(b[i])) return false;
    return true;
}

static copse_status read_own(const copse_i_list *list, copse_i_rob_reader *reader, copse_error *err)
{
    if (list->count > copse_i_own_words_most)
        return copse_fail(err, COPSE_EUSAGE, "--rob-words: at most %d words", copse_i_own_words_most);
    for (size_t i = 0; i < list->count; i++) {
        const char *text = list->item[i], *sign = strrchr(text, '=');
        copse_i_own_word *own = &reader->word[reader->own++];
        if (sign == NULL || sign == text || copse_judgement_find(sign + 1, &own->judgement) != COPSE_OK)
            return copse_fail(err, COPSE_EUSAGE,
                              "--rob-words: '%s' is not WORD=LEVEL, where LEVEL is low, some, high, critical or na",
                              text);
        own->word = text;
        own->length = (size_t)(sign - text);
    }
    return COPSE_OK;
}

copse_status copse_i_rob_reader_begin(const copse_i_rob_values *asked, copse_i_rob_reader *reader, copse_error *err)
{
    *reader = (copse_i_rob_reader){.tools = asked->tool >= 0 ? 1u << asked->tool : (1u << COPSE_ROB_TOOL_COUNT) - 1};
    if (asked->words.count == 0) return COPSE_OK;
    if (asked->tool >= 0) return copse_fail(err, COPSE_EUSAGE, "--rob-tool and --rob-words exclude each other");
    return read_own(&asked->words, reader, err);
}

static const copse_i_own_word *own_word(const copse_i_rob_reader *reader, const char *cell)
{
    for (size_t i = 0; i < reader->own; i++)
        if (same_word(reader->word[i].word, reader->word[i].length, cell)) return &reader->word[i];
    return NULL;
}

static bool is_blank(const char *cell)
{
    return cell[strspn(cell, " ")] == '\0' || same_word("NA", 2, cell);
}

copse_status copse_i_rob_reader_meet(copse_i_rob_reader *reader, const char *cell)
{
    copse_judgement judgement;
    unsigned tools = 0;
    if (reader->own > 0) return is_blank(cell) || own_word(reader, cell) != NULL ? COPSE_OK : COPSE_ENOTFOUND;
    for (int tool = 0; tool < COPSE_ROB_TOOL_COUNT; tool++)
        if (copse_rob_tool_judge((copse_rob_tool)tool, cell, &judgement) == COPSE_OK) tools |= 1u << tool;
    if ((tools & reader->tools) == 0) return COPSE_ENOTFOUND;
    reader->tools &= tools;
    return COPSE_OK;
}

static copse_rob_tool tool_of(const copse_i_rob_reader *reader)
{
    for (int tool = 0; tool < COPSE_ROB_TOOL_COUNT; tool++)
        if ((reader->tools >> tool & 1u) != 0) return (copse_rob_tool)tool;
    return COPSE_ROB_2;
}

copse_judgement copse_i_rob_reader_judge(const copse_i_rob_reader *reader, const char *cell)
{
    copse_judgement judgement = COPSE_JUDGEMENT_NONE;
    const copse_i_own_word *own = own_word(reader, cell);
    if (reader->own > 0) return own != NULL ? own->judgement : COPSE_JUDGEMENT_NONE;
    return copse_rob_tool_judge(tool_of(reader), cell, &judgement) == COPSE_OK ? judgement : COPSE_JUDGEMENT_NONE;
}

/* Own words of one level stand together: "3 / 4". */
static void own_words(const copse_i_rob_reader *reader, copse_judgement judgement, copse_text *out)
{
    size_t n = 0;
    for (size_t i = 0; i < reader->own; i++) {
        if (reader->word[i].judgement != judgement) continue;
        if (n++ > 0) copse_text_add(out, " / ");
        copse_text_add_bytes(out, reader->word[i].word, reader->word[i].length);
    }
    if (n == 0) copse_text_add(out, judgement == COPSE_JUDGEMENT_NONE ? "Not rated" : "");
}

void copse_i_rob_reader_words(const copse_i_rob_reader *reader, copse_i_rob_columns *rob)
{
    size_t from[COPSE_JUDGEMENT_COUNT];
    for (int j = 0; j < COPSE_JUDGEMENT_COUNT; j++) {
        rob->word[j] = reader->own > 0 ? NULL : copse_rob_tool_word(tool_of(reader), (copse_judgement)j);
        from[j] = rob->store.length;
        if (reader->own == 0) continue;
        own_words(reader, (copse_judgement)j, &rob->store);
        copse_text_add_char(&rob->store, '\0', 1);
    }
    for (int j = 0; reader->own > 0 && !rob->store.failed && j < COPSE_JUDGEMENT_COUNT; j++)
        rob->word[j] = rob->store.bytes + from[j];
}

void copse_i_rob_reader_say(const copse_i_rob_values *asked, const copse_i_rob_reader *reader, const char *cell,
                            copse_text *out)
{
    copse_judgement judgement;
    if (reader->own > 0) {
        copse_text_add(out, "none of --rob-words");
        return;
    }
    if (asked->tool < 0) {
        const bool mixed = copse_judgement_find(cell, &judgement) == COPSE_OK;
        copse_text_add(out, mixed ? "no word of the tool that has those before it: say --rob-tool, or --rob-words"
                                  : "no judgement of RoB 2, the first Cochrane tool, QUADAS-2 or ROBINS-I: --rob-words "
                                    "WORD=LEVEL,... takes others");
        return;
    }
    copse_text_printf(out, "no judgement of %s:", copse_rob_tool_name((copse_rob_tool)asked->tool));
    for (int j = 0; j < COPSE_JUDGEMENT_COUNT; j++) {
        const char *word = copse_rob_tool_word((copse_rob_tool)asked->tool, (copse_judgement)j);
        if (word != NULL) copse_text_printf(out, "%s %s", j > 0 ? "," : "", word);
    }
}
