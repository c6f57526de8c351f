/* JSON written member by member: jansson makes and prints each value, which is freed at once, so that a million
 * studies need no tree of a million objects. */
#ifndef COPSE_REPORT_JSON_STREAM_H
#define COPSE_REPORT_JSON_STREAM_H

#include <copse/base.h>

#include <jansson.h>

typedef struct copse_i_json {
    copse_text *out;
    copse_status status; /* the first thing that went wrong */
    size_t depth;
    bool started;     /* the open object or array has a member */
    bool row_started; /* the open row has one */
} copse_i_json;

/* Opens "{" or "[", as the member `key` of an object or, with key NULL, as the next element or the whole text. */
void copse_i_json_open(copse_i_json *json, const char *key, char bracket);
void copse_i_json_close(copse_i_json *json, char bracket);
/* Writes one member (key NULL: element) on a line of its own; takes `value`, NULL = memory was short. */
void copse_i_json_add(copse_i_json *json, const char *key, json_t *value);

/* A row: an object on one line, of simple values, that is written as it comes. Numbers have the fewest digits that give
 * them back. */
void copse_i_json_row_open(copse_i_json *json);
void copse_i_json_row_text(copse_i_json *json, const char *key, const char *text);
void copse_i_json_row_real(copse_i_json *json, const char *key, double x);
void copse_i_json_row_whole(copse_i_json *json, const char *key, double x);
void copse_i_json_row_close(copse_i_json *json);

/* Adds to an object or array; takes `value`. */
void copse_i_json_set(copse_i_json *json, json_t *object, const char *key, json_t *value);
void copse_i_json_append(copse_i_json *json, json_t *array, json_t *value);

/* Values. NaN and infinities are null; a whole number can be written as such ("level": 95). NULL text is null. */
json_t *copse_i_json_real(double x);
json_t *copse_i_json_whole(double x);
json_t *copse_i_json_count(size_t n);
json_t *copse_i_json_text(copse_i_json *json, const char *text);
json_t *copse_i_json_pair(copse_i_json *json, double lower, double upper);

#endif
