#include "typed_yaml.h"

#include <stdlib.h>
#include <string.h>
#include <yaml.h>

void *copse_i_arena_take(copse_i_arena *arena, size_t count, size_t size)
{
    if (copse_reserve((void **)&arena->block, &arena->capacity, arena->count + 1, sizeof *arena->block) != COPSE_OK)
        return NULL;
    void *block = copse_alloc(count, size);
    if (block != NULL) arena->block[arena->count++] = block;
    return block;
}

void copse_i_arena_free(copse_i_arena *arena)
{
    for (size_t i = 0; i < arena->count; i++) free(arena->block[i]);
    free(arena->block);
    *arena = (copse_i_arena){0};
}

typedef struct reader {
    const char *name;
    yaml_document_t *document;
    copse_i_arena *arena;
    size_t values;
    copse_error *err;
} reader;

static size_t line_of(const yaml_node_t *node)
{
    return node->start_mark.line + 1;
}

static const char *kind_text(const yaml_node_t *node)
{
    if (node->type == YAML_MAPPING_NODE) return "a mapping";
    if (node->type == YAML_SEQUENCE_NODE) return "a list";
    return "a single value";
}

static copse_status fail_kind(const reader *r, const char *key, const char *want, const yaml_node_t *node)
{
    return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' must be %s, not %s", r->name, line_of(node), key, want,
                      kind_text(node));
}

/* The node behind an index, counted, so that aliases cannot multiply without end. */
static yaml_node_t *node_at(reader *r, int index)
{
    r->values++;
    return yaml_document_get_node(r->document, index);
}

static copse_status read_string(reader *r, const char *key, const yaml_node_t *node, copse_i_string *out)
{
    if (node->type != YAML_SCALAR_NODE) return fail_kind(r, key, "a single value", node);
    const char *text = (const char *)node->data.scalar.value;
    const size_t n = node->data.scalar.length;
    const bool plain = node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
    if (n == 0 || (plain && (strcmp(text, "~") == 0 || strcmp(text, "null") == 0)))
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' has no value", r->name, line_of(node), key);
    if (strlen(text) != n)
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' holds a NUL character", r->name, line_of(node), key);
    char *copy = copse_i_arena_take(r->arena, n + 1, 1);
    if (copy == NULL) return copse_fail_memory(r->err);
    memcpy(copy, text, n);
    *out = (copse_i_string){.text = copy, .line = line_of(node)};
    return COPSE_OK;
}

static copse_status read_number(reader *r, const char *key, const yaml_node_t *node, copse_i_number *out)
{
    copse_i_string text = {0};
    const copse_status status = read_string(r, key, node, &text);
    if (status != COPSE_OK) return status;
    out->line = text.line;
    if (copse_parse_number(text.text, strlen(text.text), '.', &out->value)) return COPSE_OK;
    return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' must be a number, not '%s'", r->name, text.line, key,
                      text.text);
}

static copse_status read_flag(reader *r, const char *key, const yaml_node_t *node, copse_i_flag *out)
{
    copse_i_string text = {0};
    const copse_status status = read_string(r, key, node, &text);
    if (status != COPSE_OK) return status;
    const bool yes = strcmp(text.text, "true") == 0 || strcmp(text.text, "yes") == 0;
    const bool no = strcmp(text.text, "false") == 0 || strcmp(text.text, "no") == 0;
    *out = (copse_i_flag){.on = yes, .line = text.line};
    if (yes || no) return COPSE_OK;
    return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' must be true or false, not '%s'", r->name, text.line, key,
                      text.text);
}

static copse_status read_strings(reader *r, const char *key, const yaml_node_t *node, copse_i_strings *out)
{
    const bool list = node->type == YAML_SEQUENCE_NODE;
    if (node->type == YAML_MAPPING_NODE) return fail_kind(r, key, "a value or a list of values", node);
    const yaml_node_item_t *first = list ? node->data.sequence.items.start : NULL;
    const size_t n = list ? (size_t)(node->data.sequence.items.top - node->data.sequence.items.start) : 1;
    out->line = line_of(node);
    if (n == 0) return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' is an empty list", r->name, out->line, key);
    out->text = copse_i_arena_take(r->arena, n, sizeof *out->text);
    out->line_of = copse_i_arena_take(r->arena, n, sizeof *out->line_of);
    if (out->text == NULL || out->line_of == NULL) return copse_fail_memory(r->err);
    for (size_t i = 0; i < n; i++) {
        copse_i_string value = {0};
        const yaml_node_t *item = list ? node_at(r, first[i]) : node;
        const copse_status status = read_string(r, key, item, &value);
        if (status != COPSE_OK) return status;
        out->text[i] = value.text;
        out->line_of[i] = value.line;
        out->count = i + 1;
    }
    return COPSE_OK;
}

static copse_status read_mapping(reader *r, const copse_i_schema *schema, const yaml_node_t *node, void *out);

static copse_status read_items(reader *r, const copse_i_field *field, const yaml_node_t *node, copse_i_items *out)
{
    const copse_i_schema *schema = field->sub;
    const bool one = node->type == YAML_MAPPING_NODE && field->kind == COPSE_KIND_ONE_OR_ITEMS;
    if (!one && node->type != YAML_SEQUENCE_NODE) return fail_kind(r, field->key, "a list", node);
    const yaml_node_item_t *first = one ? NULL : node->data.sequence.items.start;
    const size_t n = one ? 1 : (size_t)(node->data.sequence.items.top - first);
    out->line = line_of(node);
    if (n == 0)
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' is an empty list", r->name, out->line, field->key);
    out->item = copse_i_arena_take(r->arena, n, schema->size);
    if (out->item == NULL) return copse_fail_memory(r->err);
    for (size_t i = 0; i < n; i++) {
        const yaml_node_t *item = one ? node : node_at(r, first[i]);
        const copse_status status = read_mapping(r, schema, item, (char *)out->item + i * schema->size);
        if (status != COPSE_OK) return status;
        out->count = i + 1;
    }
    return COPSE_OK;
}

static copse_status read_field(reader *r, const copse_i_field *field, const yaml_node_t *node, void *at)
{
    switch (field->kind) {
    case COPSE_KIND_STRING:
        return read_string(r, field->key, node, at);
    case COPSE_KIND_NUMBER:
        return read_number(r, field->key, node, at);
    case COPSE_KIND_FLAG:
        return read_flag(r, field->key, node, at);
    case COPSE_KIND_STRINGS:
        return read_strings(r, field->key, node, at);
    case COPSE_KIND_MAPPING:
        return read_mapping(r, field->sub, node, at);
    case COPSE_KIND_ITEMS:
    case COPSE_KIND_ONE_OR_ITEMS:
        return read_items(r, field, node, at);
    }
    return COPSE_EINVAL;
}

static copse_status fail_key(const reader *r, const copse_i_schema *schema, const yaml_node_t *key)
{
    const char *text = (const char *)key->data.scalar.value;
    const char *names[64];
    size_t n = 0;
    for (; n < schema->fields && n < sizeof names / sizeof *names; n++) names[n] = schema->field[n].key;
    const char *near = copse_nearest(text, names, n);
    if (near != NULL)
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: unknown key '%s': did you mean '%s'?", r->name, line_of(key),
                          text, near);
    copse_text all = {0};
    for (size_t i = 0; i < n; i++) copse_text_printf(&all, "%s%s", i > 0 ? ", " : "", names[i]);
    const copse_status status = copse_fail(r->err, COPSE_EPARSE, "%s:%zu: unknown key '%s': %s has %s", r->name,
                                           line_of(key), text, schema->what, copse_text_string(&all));
    copse_text_free(&all);
    return status;
}

/* The field that a key names; a key that is no text, unknown, or given before is an error. */
static copse_status find_field(reader *r, const copse_i_schema *schema, const yaml_node_t *key, size_t *seen,
                               size_t *index)
{
    if (key->type != YAML_SCALAR_NODE)
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: a key must be a word, not %s", r->name, line_of(key),
                          kind_text(key));
    size_t i = 0;
    while (i < schema->fields && strcmp(schema->field[i].key, (const char *)key->data.scalar.value) != 0) i++;
    if (i == schema->fields) return fail_key(r, schema, key);
    if (seen[i] != 0)
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: '%s' is given twice (first on line %zu)", r->name,
                          line_of(key), schema->field[i].key, seen[i]);
    seen[i] = line_of(key);
    *index = i;
    return COPSE_OK;
}

static copse_status check_required(const reader *r, const copse_i_schema *schema, const size_t *seen, size_t line)
{
    for (size_t i = 0; i < schema->fields; i++)
        if (schema->field[i].required && seen[i] == 0)
            return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: %s needs the key '%s'", r->name, line, schema->what,
                              schema->field[i].key);
    return COPSE_OK;
}

static copse_status read_mapping(reader *r, const copse_i_schema *schema, const yaml_node_t *node, void *out)
{
    if (node->type != YAML_MAPPING_NODE)
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: %s must be a mapping (key: value), not %s", r->name,
                          line_of(node), schema->what, kind_text(node));
    size_t seen[64] = {0};
    if (schema->fields > sizeof seen / sizeof *seen) return COPSE_EINVAL;
    *(size_t *)out = line_of(node);
    const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
    for (; pair < node->data.mapping.pairs.top; pair++) {
        size_t i = 0;
        copse_status status = find_field(r, schema, node_at(r, pair->key), seen, &i);
        if (status != COPSE_OK) return status;
        if (r->values > COPSE_YAML_VALUES)
            return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: more than %zu values", r->name, seen[i],
                              COPSE_YAML_VALUES);
        const copse_i_field *field = &schema->field[i];
        status = read_field(r, field, node_at(r, pair->value), (char *)out + field->offset);
        if (status != COPSE_OK) return status;
    }
    return check_required(r, schema, seen, line_of(node));
}

static copse_status fail_parser(const char *name, const yaml_parser_t *parser, copse_error *err)
{
    /* libyaml does not mark every failed allocation, but all other errors come with a text. */
    if (parser->error == YAML_MEMORY_ERROR || parser->problem == NULL) return copse_fail_memory(err);
    const size_t line = parser->problem_mark.line + 1;
    const char *what = parser->problem;
    if (parser->error == YAML_SCANNER_ERROR && strcmp(what, "found character that cannot start any token") == 0)
        what = "found a tab or another character that cannot start a value (indent with spaces)";
    return copse_fail(err, COPSE_EPARSE, "%s:%zu: %s", name, line, what);
}

/* Exactly one document. */
static copse_status read_document(reader *r, yaml_parser_t *parser, const copse_i_schema *schema, void *out)
{
    yaml_document_t extra;
    const yaml_node_t *root = yaml_document_get_root_node(r->document);
    if (root == NULL) return copse_fail(r->err, COPSE_EPARSE, "%s: the file is empty", r->name);
    const copse_status status = read_mapping(r, schema, root, out);
    if (status != COPSE_OK) return status;
    if (!yaml_parser_load(parser, &extra)) return fail_parser(r->name, parser, r->err);
    const yaml_node_t *second = yaml_document_get_root_node(&extra);
    const size_t line = second != NULL ? line_of(second) : 0;
    yaml_document_delete(&extra);
    if (line == 0) return COPSE_OK;
    return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: a second document; a protocol is one", r->name, line);
}

static copse_status check_bytes(const char *name, const char *bytes, size_t n, copse_error *err)
{
    if (n > COPSE_YAML_LIMIT)
        return copse_fail(err, COPSE_EPARSE, "%s: larger than %zu bytes, so hardly a protocol", name, COPSE_YAML_LIMIT);
    size_t bad = 0;
    const bool valid = copse_utf8_valid(bytes, n, &bad);
    const char *nul = memchr(bytes, '\0', n);
    if (valid && nul == NULL) return COPSE_OK;
    if (valid || (nul != NULL && (size_t)(nul - bytes) < bad)) bad = (size_t)(nul - bytes);
    size_t line = 1;
    for (size_t i = 0; i < bad; i++) line += bytes[i] == '\n';
    if (bytes[bad] == '\0') return copse_fail(err, COPSE_EENCODING, "%s:%zu: holds a NUL byte", name, line);
    return copse_fail(err, COPSE_EENCODING, "%s:%zu: not valid UTF-8", name, line);
}

copse_status copse_i_yaml_read(const char *name, const char *bytes, size_t n, const copse_i_schema *schema,
                               copse_i_arena *arena, void *out, copse_error *err)
{
    copse_status status = check_bytes(name, bytes, n, err);
    if (status != COPSE_OK) return status;
    yaml_parser_t parser;
    yaml_document_t document;
    if (!yaml_parser_initialize(&parser)) return copse_fail_memory(err);
    yaml_parser_set_input_string(&parser, (const unsigned char *)bytes, n);
    if (yaml_parser_load(&parser, &document)) {
        reader r = {.name = name, .document = &document, .arena = arena, .err = err};
        status = read_document(&r, &parser, schema, out);
        yaml_document_delete(&document);
    } else {
        status = fail_parser(name, &parser, err);
    }
    yaml_parser_delete(&parser);
    return status;
}
