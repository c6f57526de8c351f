#include <copse/base.h>

#include <string.h>

/* U+2028 to U+202E, U+2066 to U+2069: separators, embeddings, overrides, isolates (Unicode UAX 9). */
static bool steers_the_line(const unsigned char *s)
{
    return s[0] == 0xE2 &&
           ((s[1] == 0x80 && s[2] >= 0xA8 && s[2] <= 0xAE) || (s[1] == 0x81 && s[2] >= 0xA6 && s[2] <= 0xA9));
}

void copse_one_line(char *text)
{
    for (unsigned char *s = (unsigned char *)text; *s != '\0'; s++) {
        if (*s < 0x20 || *s == 0x7F) *s = ' ';
        else if (s[0] == 0xC2 && s[1] >= 0x80 && s[1] <= 0x9F) memcpy(s, "  ", 2);
        else if (steers_the_line(s)) memcpy(s, "\xEF\xBF\xBD", 3);
    }
}
