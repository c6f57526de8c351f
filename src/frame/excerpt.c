#include "excerpt.h"

#include <string.h>

size_t copse_i_character_start(const char *text, size_t n, size_t at)
{
    if (at >= n) return n;
    while (at > 0 && ((unsigned char)text[at] & 0xC0) == 0x80) at--;
    return at;
}

const char *copse_i_excerpt(char buf[COPSE_I_EXCERPT], const char *text, size_t n)
{
    static const char ellipsis[] = "\xe2\x80\xa6";
    const size_t room = COPSE_I_EXCERPT - sizeof ellipsis;
    const size_t kept = n <= room ? n : copse_i_character_start(text, n, room);
    memcpy(buf, text, kept);
    memcpy(buf + kept, ellipsis, sizeof ellipsis);
    if (kept == n) buf[kept] = '\0';
    return buf;
}
