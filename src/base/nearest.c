#include <copse/base.h>

#include <string.h>

enum { LONGEST_NAME = 63 };

static unsigned char fold(char c)
{
    const unsigned char u = (unsigned char)c;
    return u >= 'A' && u <= 'Z' ? (unsigned char)(u + 32) : u;
}

static size_t smallest(size_t a, size_t b, size_t c)
{
    const size_t ab = a < b ? a : b;
    return ab < c ? ab : c;
}

/* Optimal string alignment distance: insertion, deletion, substitution, swap of neighbours. */
static size_t distance(const char *a, size_t n, const char *b, size_t m)
{
    size_t row[3][LONGEST_NAME + 1];
    size_t *before = row[0], *last = row[1], *now = row[2];
    for (size_t j = 0; j <= m; j++) last[j] = j;
    for (size_t i = 1; i <= n; i++) {
        now[0] = i;
        for (size_t j = 1; j <= m; j++) {
            const size_t cost = fold(a[i - 1]) != fold(b[j - 1]);
            now[j] = smallest(now[j - 1] + 1, last[j] + 1, last[j - 1] + cost);
            if (i > 1 && j > 1 && fold(a[i - 1]) == fold(b[j - 2]) && fold(a[i - 2]) == fold(b[j - 1]) &&
                before[j - 2] + 1 < now[j])
                now[j] = before[j - 2] + 1;
        }
        size_t *spare = before;
        before = last;
        last = now;
        now = spare;
    }
    return last[m];
}

const char *copse_nearest(const char *name, const char *const *names, size_t n)
{
    if (name == NULL || names == NULL) return NULL;
    const size_t length = strlen(name);
    if (length == 0 || length > LONGEST_NAME) return NULL;
    const char *best = NULL;
    size_t best_distance = length <= 2 ? 2 : length <= 5 ? 3 : length / 3 + 2; /* first distance that is too far */
    for (size_t i = 0; i < n; i++) {
        const size_t other = names[i] == NULL ? 0 : strlen(names[i]);
        if (other == 0 || other > LONGEST_NAME) continue;
        const size_t d = distance(name, length, names[i], other);
        if (d < best_distance && d < (length > other ? length : other)) {
            best = names[i];
            best_distance = d;
        }
    }
    return best;
}
