/* Which letters LaTeX can print. */
#include <copse/base.h>

#include <string.h>

/* Bytes of a UTF-8 sequence by its first byte; what is none counts as one. */
static size_t sequence(const unsigned char *at)
{
    const size_t n = at[0] >= 0xF0 ? 4 : at[0] >= 0xE0 ? 3 : at[0] >= 0xC2 ? 2 : 1;
    for (size_t i = 1; i < n; i++)
        if ((at[i] & 0xC0) != 0x80) return 1;
    return n;
}

static bool is_in_every_latex(const char *at, size_t n)
{
    /* Letters of U+0100 to U+017F that the encoding T1 lacks. */
    static const char *const lacking[] = {"Ħ", "ħ", "ĸ", "Ŀ", "ŀ", "ŉ", "Ŧ", "ŧ", "ſ"};
    static const char *const punctuation[] = {"–", "—", "‘", "’", "‚", "“", "”", "„", "†",
                                              "‡", "•", "…", "‰", "‹", "›", "€", "™"};
    if (n == 1) return true;
    if (n == 2 && (unsigned char)at[0] <= 0xC5) {
        for (size_t i = 0; i < sizeof lacking / sizeof lacking[0]; i++)
            if (memcmp(at, lacking[i], 2) == 0) return false;
        return true;
    }
    for (size_t i = 0; i < sizeof punctuation / sizeof punctuation[0]; i++)
        if (n == 3 && memcmp(at, punctuation[i], 3) == 0) return true;
    return false;
}

size_t copse_latex_foreign(const char *text)
{
    const size_t n = sequence((const unsigned char *)text);
    return is_in_every_latex(text, n) ? 0 : n;
}

const char *copse_latex_foreign_definition(void)
{
    /* The kernel's names of characters that were declared are u8:BYTES; \Umathcode exists in XeTeX and LuaTeX. */
    return "% Letters that the document's encoding may lack (load T2A for Cyrillic, say, or use LuaLaTeX): a box "
           "then.\n"
           "\\providecommand\\copseletter[1]{\\ifcsname u8:\\detokenize{#1}\\endcsname#1\\else\\ifdefined\\Umathcode#1"
           "\\else{\\setlength\\fboxsep{0pt}\\fbox{\\rule{0pt}{1.2ex}\\rule{.7ex}{0pt}}}\\fi\\fi}\n";
}
