/* See json_stream.h. */
#include "json_stream.h"

#include <math.h>
#include <string.h>

/* 17 significant digits give every double back. */
#define DUMP_FLAGS (JSON_ENCODE_ANY | JSON_REAL_PRECISION(17))

static void keep_status(copse_i_json *json, copse_status status)
{
    if (json->status == COPSE_OK) json->status = status;
}

static bool is_whole(double x)
{
    const double exact = 9007199254740992.0; /* 2^53: integers beyond it are no longer all doubles */
    return x == trunc(x) && fabs(x) <= exact;
}

static int to_text(const char *bytes, size_t n, void *out)
{
    copse_text_add_bytes(out, bytes, n);
    return copse_text_status(out) == COPSE_OK ? 0 : -1;
}

static void dump(copse_i_json *json, json_t *value)
{
    if (value == NULL || json_dump_callback(value, to_text, json->out, DUMP_FLAGS) != 0) {
        keep_status(json, COPSE_ENOMEM);
    }
    json_decref(value);
}

static void begin_member(copse_i_json *json, const char *key)
{
    if (json->started) copse_text_add_char(json->out, ',', 1);
    if (json->depth > 0) copse_text_add_char(json->out, '\n', 1);
    copse_text_add_char(json->out, ' ', 2 * json->depth);
    if (key != NULL) {
        dump(json, json_string(key));
        copse_text_add(json->out, ": ");
    }
    json->started = true;
}

void copse_i_json_open(copse_i_json *json, const char *key, char bracket)
{
    begin_member(json, key);
    copse_text_add_char(json->out, bracket, 1);
    json->depth += 1;
    json->started = false;
}

void copse_i_json_close(copse_i_json *json, char bracket)
{
    json->depth -= 1;
    if (json->started) {
        copse_text_add_char(json->out, '\n', 1);
        copse_text_add_char(json->out, ' ', 2 * json->depth);
    }
    copse_text_add_char(json->out, bracket, 1);
    if (json->depth == 0) copse_text_add_char(json->out, '\n', 1);
    json->started = true;
}

void copse_i_json_add(copse_i_json *json, const char *key, json_t *value)
{
    begin_member(json, key);
    dump(json, value);
}

void copse_i_json_row_open(copse_i_json *json)
{
    begin_member(json, NULL);
    copse_text_add_char(json->out, '{', 1);
    json->row_started = false;
}

/* Keys are the program's own: nothing in them needs an escape. */
static void begin_value(copse_i_json *json, const char *key)
{
    copse_text_add(json->out, json->row_started ? ", \"" : "\"");
    copse_text_add(json->out, key);
    copse_text_add(json->out, "\": ");
    json->row_started = true;
}

static bool needs_escape(const char *text)
{
    for (; *text != '\0'; text++)
        if ((unsigned char)*text < 0x20 || *text == '"' || *text == '\\') return true;
    return false;
}

void copse_i_json_row_text(copse_i_json *json, const char *key, const char *text)
{
    begin_value(json, key);
    if (text == NULL || needs_escape(text) || !copse_utf8_valid(text, strlen(text), NULL)) {
        dump(json, copse_i_json_text(json, text));
        return;
    }
    copse_text_add_char(json->out, '"', 1);
    copse_text_add(json->out, text);
    copse_text_add_char(json->out, '"', 1);
}

void copse_i_json_row_real(copse_i_json *json, const char *key, double x)
{
    char buf[COPSE_NUMBER_TEXT];
    begin_value(json, key);
    if (!isfinite(x)) {
        copse_text_add(json->out, "null");
        return;
    }
    copse_text_add(json->out, copse_format_exact(buf, sizeof buf, x));
    if (strpbrk(buf, ".e") == NULL) copse_text_add(json->out, ".0"); /* as everywhere else, a real looks like one */
}

void copse_i_json_row_whole(copse_i_json *json, const char *key, double x)
{
    char buf[COPSE_NUMBER_TEXT];
    if (!is_whole(x)) {
        copse_i_json_row_real(json, key, x);
        return;
    }
    begin_value(json, key);
    copse_text_add(json->out, copse_format_significant(buf, sizeof buf, x, 17));
}

void copse_i_json_row_close(copse_i_json *json)
{
    copse_text_add_char(json->out, '}', 1);
}

void copse_i_json_set(copse_i_json *json, json_t *object, const char *key, json_t *value)
{
    if (json_object_set_new(object, key, value) != 0) keep_status(json, COPSE_ENOMEM);
}

void copse_i_json_append(copse_i_json *json, json_t *array, json_t *value)
{
    if (json_array_append_new(array, value) != 0) keep_status(json, COPSE_ENOMEM);
}

json_t *copse_i_json_real(double x)
{
    return isfinite(x) ? json_real(x) : json_null();
}

json_t *copse_i_json_whole(double x)
{
    return is_whole(x) ? json_integer((json_int_t)x) : copse_i_json_real(x);
}

json_t *copse_i_json_count(size_t n)
{
    return json_integer((json_int_t)n);
}

json_t *copse_i_json_text(copse_i_json *json, const char *text)
{
    if (text == NULL) return json_null();
    if (!copse_utf8_valid(text, strlen(text), NULL)) {
        keep_status(json, COPSE_EENCODING);
        return json_null();
    }
    return json_string(text);
}

json_t *copse_i_json_pair(copse_i_json *json, double lower, double upper)
{
    json_t *pair = json_array();
    copse_i_json_append(json, pair, copse_i_json_real(lower));
    copse_i_json_append(json, pair, copse_i_json_real(upper));
    return pair;
}
