/* A typed reader of YAML: a table says which keys a mapping has and of what type, and the values land in a struct, each
 * with the line it stands on, so that an error found later can name it. libyaml parses; unknown and repeated keys, wrong
 * types, empty values and missing keys are errors here. */
#ifndef COPSE_TYPED_YAML_H
#define COPSE_TYPED_YAML_H

#include <copse/base.h>

/** Values; line 0 = the key is not given. The strings live in the arena. */
typedef struct copse_i_string {
    const char *text;
    size_t line;
} copse_i_string;
typedef struct copse_i_number {
    double value;
    size_t line;
} copse_i_number;
typedef struct copse_i_flag {
    bool on;
    size_t line;
} copse_i_flag;
/** A sequence of strings; where one string may stand for a list of one, it does. */
typedef struct copse_i_strings {
    const char **text;
    size_t *line_of;
    size_t count;
    size_t line;
} copse_i_strings;
/** A sequence of mappings; `item` points to `count` structs of the sub-schema's size. */
typedef struct copse_i_items {
    void *item;
    size_t count;
    size_t line;
} copse_i_items;

typedef enum copse_i_kind {
    COPSE_KIND_STRING,
    COPSE_KIND_NUMBER,
    COPSE_KIND_FLAG, /**< true, false, yes, no */
    COPSE_KIND_STRINGS,
    COPSE_KIND_MAPPING,     /**< a struct inside the struct; its first member is the line */
    COPSE_KIND_ITEMS,       /**< structs whose first member is the line */
    COPSE_KIND_ONE_OR_ITEMS /**< the same; one mapping may stand for a list of one */
} copse_i_kind;

typedef struct copse_i_schema copse_i_schema;
typedef struct copse_i_field {
    const char *key;
    copse_i_kind kind;
    bool required;
    size_t offset;
    const copse_i_schema *sub;
} copse_i_field;
struct copse_i_schema {
    const char *what; /**< for messages: "an outcome" */
    size_t size;
    const copse_i_field *field;
    size_t fields;
};

/** Everything that a protocol owns, freed at once. Zero-initialise. */
typedef struct copse_i_arena {
    void **block;
    size_t count, capacity;
} copse_i_arena;
COPSE_NODISCARD void *copse_i_arena_take(copse_i_arena *arena, size_t count, size_t size);
void copse_i_arena_free(copse_i_arena *arena);

/** Reads bytes[0..n) into *out (zeroed before) by `schema`. `name` is for messages. Larger than COPSE_YAML_LIMIT bytes,
 *  not UTF-8, more than one document, or more than COPSE_YAML_VALUES values (aliases count each time) is an error. */
#define COPSE_YAML_LIMIT ((size_t)1 << 20)
#define COPSE_YAML_VALUES ((size_t)20000)
COPSE_NODISCARD copse_status copse_i_yaml_read(const char *name, const char *bytes, size_t n,
                                               const copse_i_schema *schema, copse_i_arena *arena, void *out,
                                               copse_error *err);

#endif
