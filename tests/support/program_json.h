/* Runs the program as a user would, and finds values in its JSON. Test programs that include it define COPSE_PROGRAM, the
 * path of the program, and link jansson. */
#ifndef PROGRAM_JSON_H
#define PROGRAM_JSON_H

#include <check.h>
#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { PROGRAM_LONGEST = 1024 };

/* The value at a path such as coefficients.0.estimate. */
static inline const json_t *program_at(const json_t *value, const char *path)
{
    char keys[PROGRAM_LONGEST], *rest = NULL;
    (void)snprintf(keys, sizeof keys, "%s", path);
    for (char *key = strtok_r(keys, ".", &rest); key != NULL && value != NULL; key = strtok_r(NULL, ".", &rest)) {
        if (json_is_array(value)) value = json_array_get(value, (size_t)strtoul(key, NULL, 10));
        else value = json_object_get(value, key);
    }
    return value;
}

/* The JSON of `copse WORDS` in a folder of tests/; where, e.g. "examples.txt:3", is told when it fails. */
static inline json_t *program_run(const char *folder, const char *words, const char *where)
{
    char command[3 * PROGRAM_LONGEST];
    const int n = snprintf(command, sizeof command, "cd '%s/%s' && exec '%s' %s --format json --quiet",
                           COPSE_TEST_SOURCE, folder, COPSE_PROGRAM, words);
    ck_assert_msg(n > 0 && (size_t)n < sizeof command, "%s: too long", where);
    FILE *out = popen(command, "r"); /* NOLINT(cert-env33-c): the commands are the tests' own */
    ck_assert_ptr_nonnull(out);
    json_error_t error;
    json_t *result = json_loadf(out, 0, &error);
    ck_assert_msg(result != NULL, "%s: %s: %s", where, words, error.text);
    ck_assert_int_eq(pclose(out), 0);
    return result;
}

#endif
