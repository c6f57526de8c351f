/* Checks a JSON value against the part of JSON Schema (draft 2020-12) that docs/schema uses: type, const, enum,
 * required, properties, additionalProperties, items, minItems, maxItems, minimum, maximum, exclusiveMinimum,
 * exclusiveMaximum, minLength, anyOf, $ref to "#/$defs/x". A keyword it does not know is a failure, never a pass. */
#ifndef JSON_SCHEMA_CHECK_H
#define JSON_SCHEMA_CHECK_H

#include <jansson.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>

typedef struct schema_check {
    const json_t *root;
    char why[512]; /* the first failure */
} schema_check;

static bool schema_valid(schema_check *check, const json_t *schema, const json_t *value, const char *path);

static inline bool schema_fail(schema_check *check, const char *path, const char *what)
{
    if (check->why[0] == '\0') (void)snprintf(check->why, sizeof check->why, "%.400s: %.100s", path, what);
    return false;
}

static inline bool schema_type_is(const char *type, const json_t *value)
{
    return (strcmp(type, "object") == 0 && json_is_object(value)) ||
           (strcmp(type, "array") == 0 && json_is_array(value)) ||
           (strcmp(type, "string") == 0 && json_is_string(value)) ||
           (strcmp(type, "number") == 0 && json_is_number(value)) ||
           (strcmp(type, "integer") == 0 && json_is_integer(value)) ||
           (strcmp(type, "boolean") == 0 && json_is_boolean(value)) ||
           (strcmp(type, "null") == 0 && json_is_null(value));
}

static inline bool schema_type(const json_t *type, const json_t *value)
{
    if (json_is_string(type)) return schema_type_is(json_string_value(type), value);
    for (size_t i = 0; i < json_array_size(type); i++) {
        if (schema_type_is(json_string_value(json_array_get(type, i)), value)) return true;
    }
    return false;
}

static inline bool schema_required(schema_check *check, const json_t *names, const json_t *value, const char *path)
{
    for (size_t i = 0; json_is_object(value) && i < json_array_size(names); i++) {
        const char *name = json_string_value(json_array_get(names, i));
        if (json_object_get(value, name) == NULL) return schema_fail(check, path, name);
    }
    return true;
}

static inline bool schema_members(schema_check *check, const json_t *schema, const json_t *value, const char *path)
{
    const json_t *properties = json_object_get(schema, "properties");
    const json_t *more = json_object_get(schema, "additionalProperties");
    const char *key;
    json_t *member;
    json_object_foreach((json_t *)value, key, member)
    {
        char at[420];
        (void)snprintf(at, sizeof at, "%.380s.%.30s", path, key);
        const json_t *rule = json_object_get(properties, key);
        if (rule == NULL) rule = more;
        if (rule == NULL || json_is_true(rule)) continue;
        if (json_is_false(rule)) return schema_fail(check, at, "not allowed");
        if (!schema_valid(check, rule, member, at)) return false;
    }
    return true;
}

static inline bool schema_items(schema_check *check, const json_t *rule, const json_t *value, const char *path)
{
    for (size_t i = 0; i < json_array_size(value); i++) {
        char at[420];
        (void)snprintf(at, sizeof at, "%.380s[%zu]", path, i);
        if (!schema_valid(check, rule, json_array_get(value, i), at)) return false;
    }
    return true;
}

/* anyOf and enum: one is enough. The failure told is that of the last branch. */
static inline bool schema_any(schema_check *check, const json_t *list, const json_t *value, const char *path,
                              bool literal)
{
    for (size_t i = 0; i < json_array_size(list); i++) {
        schema_check branch = {.root = check->root};
        const json_t *item = json_array_get(list, i);
        if (literal ? json_equal(item, value) : schema_valid(&branch, item, value, path)) return true;
        if (!literal && i + 1 == json_array_size(list)) return schema_fail(check, path, branch.why);
    }
    return schema_fail(check, path, "not one of the values");
}

static inline bool schema_number(schema_check *check, const char *keyword, const json_t *rule, const json_t *value,
                                 const char *path)
{
    if (!json_is_number(value)) return true;
    const double x = json_number_value(value), limit = json_number_value(rule);
    const bool fine = strcmp(keyword, "minimum") == 0            ? x >= limit
                      : strcmp(keyword, "maximum") == 0          ? x <= limit
                      : strcmp(keyword, "exclusiveMinimum") == 0 ? x > limit
                                                                 : x < limit;
    return fine || schema_fail(check, path, keyword);
}

static inline bool schema_size(schema_check *check, const char *keyword, const json_t *rule, const json_t *value,
                               const char *path)
{
    const size_t limit = (size_t)json_integer_value(rule);
    bool fine = true;
    if (strcmp(keyword, "minItems") == 0) fine = !json_is_array(value) || json_array_size(value) >= limit;
    if (strcmp(keyword, "maxItems") == 0) fine = !json_is_array(value) || json_array_size(value) <= limit;
    if (strcmp(keyword, "minLength") == 0) fine = !json_is_string(value) || json_string_length(value) >= limit;
    return fine || schema_fail(check, path, keyword);
}

static inline bool schema_keyword(schema_check *check, const json_t *schema, const char *keyword, const json_t *rule,
                                  const json_t *value, const char *path)
{
    if (keyword[0] == '$' && strcmp(keyword, "$ref") != 0) return true;
    if (strstr(" title description additionalProperties ", keyword) != NULL) return true; /* with properties */
    if (strcmp(keyword, "$ref") == 0) {
        const json_t *defs = json_object_get(check->root, "$defs");
        const json_t *target = json_object_get(defs, json_string_value(rule) + strlen("#/$defs/"));
        return target != NULL ? schema_valid(check, target, value, path) : schema_fail(check, path, "bad $ref");
    }
    if (strcmp(keyword, "type") == 0) return schema_type(rule, value) || schema_fail(check, path, "wrong type");
    if (strcmp(keyword, "const") == 0) return json_equal(rule, value) || schema_fail(check, path, "wrong constant");
    if (strcmp(keyword, "enum") == 0) return schema_any(check, rule, value, path, true);
    if (strcmp(keyword, "anyOf") == 0) return schema_any(check, rule, value, path, false);
    if (strcmp(keyword, "required") == 0) return schema_required(check, rule, value, path);
    if (strcmp(keyword, "properties") == 0) return schema_members(check, schema, value, path);
    if (strcmp(keyword, "items") == 0) return schema_items(check, rule, value, path);
    if (strstr(" minimum maximum exclusiveMinimum exclusiveMaximum ", keyword) != NULL) {
        return schema_number(check, keyword, rule, value, path);
    }
    if (strstr(" minItems maxItems minLength ", keyword) != NULL) {
        return schema_size(check, keyword, rule, value, path);
    }
    return schema_fail(check, path, keyword);
}

static bool schema_valid(schema_check *check, const json_t *schema, const json_t *value, const char *path)
{
    const char *keyword;
    json_t *rule;
    json_object_foreach((json_t *)schema, keyword, rule)
    {
        if (!schema_keyword(check, schema, keyword, rule, value, path)) return false;
    }
    const bool bare =
        json_object_get(schema, "properties") == NULL && json_object_get(schema, "additionalProperties") != NULL;
    return !bare || schema_members(check, schema, value, path);
}

#endif
