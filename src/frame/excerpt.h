/* Pieces of a user's text for messages. */
#ifndef COPSE_FRAME_EXCERPT_H
#define COPSE_FRAME_EXCERPT_H

#include <stddef.h>

enum { COPSE_I_EXCERPT = 64 };

/** text[0..n), or its first bytes and an ellipsis, cut between characters; a C string in buf. */
const char *copse_i_excerpt(char buf[COPSE_I_EXCERPT], const char *text, size_t n);
/** The last place at or before `at` where a character of UTF-8 begins (or the text ends). */
size_t copse_i_character_start(const char *text, size_t n, size_t at);

#endif
