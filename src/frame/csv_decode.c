#include "csv_decode.h"

#include <errno.h>
#include <iconv.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { LONGEST_CHARACTER = 16, LONGEST_NAME = 40, PIECE = 8192 };

struct copse_i_decoder {
    iconv_t how;
    const char *source;
    char name[LONGEST_NAME + 1];
    char rest[LONGEST_CHARACTER]; /* bytes of a character that is not whole yet */
    size_t rests;
    uint64_t offset; /* in the file, of the first byte that is not decoded */
    size_t line;
    bool after_cr;
};

/* Byte order marks; the longer first, as one begins like another. */
static const struct {
    const char *bytes;
    size_t n;
    const char *name, *family; /* the family leaves the order to the mark */
} MARKS[] = {
    {"\xFF\xFE\0\0", 4, "utf-32le", "utf-32"}, {"\0\0\xFE\xFF", 4, "utf-32be", "utf-32"},
    {"\xFF\xFE", 2, "utf-16le", "utf-16"},     {"\xFE\xFF", 2, "utf-16be", "utf-16"},
    {"\xEF\xBB\xBF", 3, "utf-8", "utf-8"},
};

/* For messages; iconv knows many more. */
static const char *const NAMES[] = {
    "utf-8",        "utf-16",       "utf-16le",     "utf-16be",     "utf-32",       "latin1",       "latin2",
    "latin5",       "latin9",       "iso-8859-1",   "iso-8859-2",   "iso-8859-5",   "iso-8859-7",   "iso-8859-9",
    "iso-8859-15",  "windows-1250", "windows-1251", "windows-1252", "windows-1253", "windows-1254", "windows-1255",
    "windows-1256", "windows-1257", "windows-1258", "macintosh",    "cp437",        "cp850",        "koi8-r",
    "shift_jis",    "euc-jp",       "gb18030",      "big5",         "euc-kr",       "ascii",
};

/* A name, and nothing that iconv would take for an order ("//IGNORE" leaves out what it cannot read) or a path. */
static bool plain_name(const char *name)
{
    const size_t n = strlen(name);
    return n > 0 && n <= LONGEST_NAME &&
           strspn(name, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.:+") == n;
}

static copse_status unknown(const char *name, copse_error *err)
{
    for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
        if (strcasecmp(name, NAMES[i]) == 0) /* a lack of memory can look like a lack of knowledge */
            return copse_fail(err, COPSE_ENOMEM,
                              "the converter of %s is not on this system, or there is no memory for it", NAMES[i]);
    const char *near = copse_nearest(name, NAMES, sizeof NAMES / sizeof *NAMES);
    if (near != NULL) return copse_fail(err, COPSE_EUSAGE, "unknown encoding '%s'; did you mean '%s'?", name, near);
    return copse_fail(err, COPSE_EUSAGE,
                      "unknown encoding '%s'; known are utf-8, utf-16, latin1, latin9, windows-1250 to windows-1258, "
                      "macintosh and what else `iconv -l` lists",
                      name);
}

static bool is_utf8(const char *name)
{
    return strcasecmp(name, "utf-8") == 0 || strcasecmp(name, "utf8") == 0;
}

/* The mark that the bytes begin with, or -1. */
static int find_mark(const char *bytes, size_t n)
{
    for (size_t i = 0; i < sizeof MARKS / sizeof *MARKS; i++)
        if (n >= MARKS[i].n && memcmp(bytes, MARKS[i].bytes, MARKS[i].n) == 0) return (int)i;
    return -1;
}

/* The encoding in force, by its name and the mark of the file; NULL for UTF-8. */
static copse_status choose(const char *source, const char *asked, int mark, const char **name, copse_error *err)
{
    const char *marked = mark >= 0 ? MARKS[mark].name : NULL;
    *name = asked != NULL ? asked : marked;
    if (*name != NULL && is_utf8(*name)) *name = NULL;
    if (asked == NULL) return COPSE_OK;
    if (!plain_name(asked)) return unknown(asked, err);
    if (mark >= 0 && strcasecmp(asked, MARKS[mark].family) != 0 && strcasecmp(asked, marked) != 0 &&
        !(is_utf8(asked) && is_utf8(marked)))
        return copse_fail(err, COPSE_EENCODING,
                          "%s: the file begins with the mark of %s, so it is not %s; without an encoding given it is "
                          "read as what it says",
                          source, marked, asked);
    if (mark >= 0 && *name != NULL) *name = marked;
    if (mark < 0 && (strcasecmp(asked, "utf-16") == 0 || strcasecmp(asked, "utf-32") == 0))
        return copse_fail(err, COPSE_EENCODING,
                          "%s: the file has no byte order mark, so which of %sle and %sbe it is has to be said", source,
                          asked, asked);
    return COPSE_OK;
}

copse_status copse_i_decoder_open(const char *source, const char *encoding, const char *bytes, size_t n,
                                  copse_i_decoder **decoder, size_t *skip, copse_error *err)
{
    const int mark = find_mark(bytes, n);
    const char *name = NULL;
    *decoder = NULL;
    *skip = 0;
    copse_status status = choose(source, encoding, mark, &name, err);
    if (status != COPSE_OK || name == NULL) return status;
    copse_i_decoder *made = copse_alloc(1, sizeof *made);
    if (made == NULL) return copse_fail_memory(err);
    made->how = iconv_open("UTF-8", name);
    if (made->how == (iconv_t)-1) { /* NOLINT(performance-no-int-to-ptr): as POSIX has it */
        status = errno == EINVAL ? unknown(name, err) : copse_fail_memory(err);
        free(made);
        return status;
    }
    *skip = mark >= 0 ? MARKS[mark].n : 0;
    made->source = source;
    made->line = 1;
    made->offset = *skip;
    memcpy(made->name, name, strlen(name) + 1);
    *decoder = made;
    return COPSE_OK;
}

void copse_i_decoder_close(copse_i_decoder *decoder)
{
    if (decoder == NULL) return;
    (void)iconv_close(decoder->how);
    free(decoder);
}

/* Takes what was made; NUL is the sign of a wrong encoding, and no text. */
static copse_status take(copse_i_decoder *decoder, const char *made, size_t n, copse_text *out, copse_error *err)
{
    copse_text_add_bytes(out, made, n);
    for (size_t i = 0; i < n; i++) {
        if (made[i] == '\0')
            return copse_fail(err, COPSE_EENCODING, "%s:%zu: a NUL; the file is no text, or not %s", decoder->source,
                              decoder->line, decoder->name);
        decoder->line += made[i] == '\r' || (made[i] == '\n' && !decoder->after_cr);
        decoder->after_cr = made[i] == '\r';
    }
    return copse_text_status(out) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

static copse_status undecodable(const copse_i_decoder *decoder, const char *at, bool cut_off, copse_error *err)
{
    const unsigned long long byte = decoder->offset + 1;
    if (cut_off)
        return copse_fail(err, COPSE_EENCODING, "%s:%zu: the file ends inside a character of %s, at byte %llu",
                          decoder->source, decoder->line, decoder->name, byte);
    return copse_fail(err, COPSE_EENCODING, "%s:%zu: byte %llu of the file (0x%02X) is not %s", decoder->source,
                      decoder->line, byte, (unsigned char)*at, decoder->name);
}

/* Decodes *from[0..*n) up to a character that is not whole. */
static copse_status decode(copse_i_decoder *decoder, char **from, size_t *n, copse_text *out, copse_error *err)
{
    char piece[PIECE];
    for (;;) {
        char *to = piece;
        size_t room = sizeof piece;
        const size_t before = *n;
        const size_t code = iconv(decoder->how, from, n, &to, &room);
        const int why = errno;
        const copse_status status = take(decoder, piece, (size_t)(to - piece), out, err);
        decoder->offset += before - *n;
        if (status != COPSE_OK) return status;
        if (code != (size_t)-1 || why == EINVAL) return COPSE_OK;
        if (why != E2BIG) return undecodable(decoder, *from, false, err);
    }
}

/* Some encodings hold a character back, which the next may change. */
static copse_status flush(copse_i_decoder *decoder, copse_text *out, copse_error *err)
{
    char piece[LONGEST_CHARACTER], *to = piece;
    size_t room = sizeof piece;
    if (iconv(decoder->how, NULL, NULL, &to, &room) == (size_t)-1) return undecodable(decoder, "", true, err);
    return take(decoder, piece, (size_t)(to - piece), out, err);
}

/* The character that was cut at the end of the bytes before, with as many of the next as it takes. */
static copse_status decode_rest(copse_i_decoder *decoder, char **from, size_t *n, copse_text *out, copse_error *err)
{
    while (decoder->rests > 0 && *n > 0) {
        if (decoder->rests == LONGEST_CHARACTER) return undecodable(decoder, decoder->rest, false, err);
        decoder->rest[decoder->rests++] = **from;
        ++*from;
        --*n;
        char *at = decoder->rest;
        const copse_status status = decode(decoder, &at, &decoder->rests, out, err);
        if (status != COPSE_OK) return status;
        memmove(decoder->rest, at, decoder->rests);
    }
    return COPSE_OK;
}

copse_status copse_i_decoder_add(copse_i_decoder *decoder, const char *bytes, size_t n, bool last, copse_text *out,
                                 copse_error *err)
{
    char *from = (char *)bytes; /* iconv's type; it writes nothing there */
    copse_status status = decode_rest(decoder, &from, &n, out, err);
    if (status == COPSE_OK && n > 0) status = decode(decoder, &from, &n, out, err);
    if (status != COPSE_OK) return status;
    if (n > LONGEST_CHARACTER) return undecodable(decoder, from, false, err);
    if (n > 0) memcpy(decoder->rest, from, n); /* decode_rest has left none before */
    if (n > 0) decoder->rests = n;
    if (last && decoder->rests > 0) return undecodable(decoder, decoder->rest, true, err);
    return last ? flush(decoder, out, err) : COPSE_OK;
}
