#include <copse/base.h>

#include <stdint.h>
#include <string.h>

/* Length of the sequence that starts at s (n bytes left), 0 where it is not well formed (Unicode 15, table 3-7). */
static size_t sequence(const unsigned char *s, size_t n)
{
    const unsigned char a = s[0];
    if (a < 0x80) return 1;
    const size_t length = a >= 0xC2 && a <= 0xDF ? 2 : a >= 0xE0 && a <= 0xEF ? 3 : a >= 0xF0 && a <= 0xF4 ? 4 : 0;
    if (length == 0 || n < length) return 0;
    unsigned char low = 0x80, high = 0xBF;
    if (a == 0xE0) low = 0xA0;  /* no overlong forms */
    if (a == 0xED) high = 0x9F; /* no surrogates */
    if (a == 0xF0) low = 0x90;
    if (a == 0xF4) high = 0x8F; /* not above U+10FFFF */
    if (s[1] < low || s[1] > high) return 0;
    for (size_t i = 2; i < length; i++)
        if ((s[i] & 0xC0) != 0x80) return 0;
    return length;
}

bool copse_utf8_valid(const char *bytes, size_t n, size_t *bad)
{
    const unsigned char *s = (const unsigned char *)bytes;
    size_t i = 0;
    while (i < n) {
        uint64_t word;
        if (n - i >= sizeof word) { /* eight ASCII bytes at a time: most files are mostly that */
            memcpy(&word, s + i, sizeof word);
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                i += sizeof word;
                continue;
            }
        }
        const size_t length = sequence(s + i, n - i);
        if (length == 0) {
            if (bad != NULL) *bad = i;
            return false;
        }
        i += length;
    }
    return true;
}
