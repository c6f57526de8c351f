/* The choices of a multiverse, from the options to their names. */
#include "multiverse_data.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define AT(member) .offset = offsetof(copse_i_multiverse_values, member)
const copse_i_option copse_i_multiverse_options[copse_i_multiverse_count] = {
    {.name = "measures",
     .kind = COPSE_I_LIST,
     .argument = "CODE[,CODE...]",
     .help = "measures of the effect (default: that of --measure)",
     AT(measures)},
    {.name = "methods",
     .kind = COPSE_I_LIST,
     .argument = "CODE[,CODE...]",
     .help = "estimators of the between-study variance, EE and FE among them (default: EE,DL,REML,PM)",
     AT(methods)},
    {.name = "tests",
     .kind = COPSE_I_LIST,
     .argument = "NAME[,NAME...]",
     .help = "tests and intervals of the effect (default: z,knha)",
     AT(tests)},
    {.name = "exclude",
     .kind = COPSE_I_TEXT,
     .argument = "EXPR[;EXPR...]",
     .help = "rows that may be left out, e.g. 'rob == \"high\"; year < 1990': each is a choice of its own, keep or "
             "leave out",
     AT(exclude)},
    {.name = "rules",
     .kind = COPSE_I_TEXT,
     .argument = "RULES[|RULES...]",
     .help = "ways to take one row of a trial, each as in --choose: 'largest-n | nearest:months=6'",
     AT(rules)},
    {.name = "adjust",
     .kind = COPSE_I_LIST,
     .argument = "NAME[,NAME...]",
     .help = "adjustments for small-study effects beside none: trimfill, pet, peese, pet-peese, limit; not in the "
             "joint test",
     AT(adjust)},
    {.name = "null",
     .kind = COPSE_I_NUMBER,
     .argument = "X",
     .help = "no effect, on the scale of analysis (default: the measure's)",
     AT(null)},
    {.name = "permutations",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "sign flips for the joint test; all where there are no more, 0 without (default: 4096)",
     .max = 1e7,
     AT(permutations)},
    {.name = "seed",
     .kind = COPSE_I_WHOLE,
     .argument = "N",
     .help = "of the random sign flips; the same seed gives the same bytes (default 1)",
     .max = 4294967295.0,
     AT(seed)},
    {.name = "threads",
     .kind = COPSE_I_INTEGER,
     .argument = "N",
     .help = "processors to use (default: all); the result does not depend on it",
     .min = 1,
     .max = 4096,
     AT(threads)},
};
#undef AT

static const char *trimmed(const char *from, const char *to, size_t *n)
{
    while (from < to && (*from == ' ' || *from == '\t')) from++;
    while (to > from && (to[-1] == ' ' || to[-1] == '\t')) to--;
    *n = (size_t)(to - from);
    return from;
}

/* Not within quotes, where an expression has its texts. */
static const char *next_separator(const char *text, char separator)
{
    char quote = '\0';
    for (; *text != '\0' && (quote != '\0' || *text != separator); text++) {
        if (quote != '\0' && *text == quote) quote = '\0';
        else if (quote != '\0') continue;
        else if (*text == '"' || *text == '\'' || *text == '`') quote = *text;
    }
    return text;
}

copse_status copse_i_multiverse_split(const char *text, char separator, char **part, size_t most, size_t *count,
                                      copse_error *err)
{
    for (*count = 0;; text++) {
        const char *end = next_separator(text, separator);
        size_t n;
        const char *from = trimmed(text, end, &n);
        if (n == 0) return copse_fail(err, COPSE_EUSAGE, "an empty part between '%c'", separator);
        if (*count == most) return copse_fail(err, COPSE_EUSAGE, "more than %zu parts", most);
        part[*count] = copse_copy_text(from, n);
        if (part[*count] == NULL) return copse_fail_memory(err);
        ++*count;
        text = end;
        if (*text == '\0') return COPSE_OK;
    }
}

/* A choice of `count` options; takes the texts. */
static copse_status add_choice(copse_i_multiverse *m, const char *name, char **text, size_t count, copse_error *err)
{
    copse_i_multiverse_choice_names *c = &m->choice[m->choices++];
    c->name = copse_copy(name);
    c->owned = copse_alloc(count, sizeof *c->owned);
    c->level = copse_alloc(count, sizeof *c->level);
    if (c->name == NULL || c->owned == NULL || c->level == NULL) {
        for (size_t i = 0; i < count; i++) free(text[i]);
        return copse_fail_memory(err);
    }
    copse_one_line(c->name);
    c->levels = count;
    for (size_t i = 0; i < count; i++) {
        if (text[i] != NULL) copse_one_line(text[i]);
        c->level[i] = c->owned[i] = text[i];
    }
    for (size_t i = 0; i < count; i++)
        if (text[i] == NULL) return copse_fail_memory(err);
    return COPSE_OK;
}

static copse_status check_twice(const copse_i_multiverse_choice_names *c, const char *option, copse_error *err)
{
    for (size_t i = 0; i < c->levels; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(c->level[i], c->level[j]) == 0)
                return copse_fail(err, COPSE_EUSAGE, "--%s: '%s' stands there twice", option, c->level[i]);
    return COPSE_OK;
}

enum { MOST_OPTIONS = 64 };

static copse_status add_measures(const copse_i_input_values *input, const copse_i_multiverse_values *values,
                                 copse_i_multiverse *m, copse_error *err)
{
    char *code[MOST_OPTIONS];
    const size_t count = values->measures.count;
    if (count > 0 && input->measure >= 0)
        return copse_fail(err, COPSE_EUSAGE, "--measure and --measures: give one of them");
    if (count > MOST_OPTIONS) return copse_fail(err, COPSE_EUSAGE, "--measures: more than %d", MOST_OPTIONS);
    if (count < 2 && (count == 0 || copse_measure_find(values->measures.item[0]) != NULL)) return COPSE_OK;
    for (size_t i = 0; i < count; i++)
        if (copse_measure_find(values->measures.item[i]) == NULL)
            return copse_fail(err, COPSE_EUSAGE, "--measures: '%s' is no measure (copse effects --list has them)",
                              values->measures.item[i]);
    for (size_t i = 0; i < count; i++) code[i] = copse_copy(copse_measure_find(values->measures.item[i])->code);
    const copse_status status = add_choice(m, "measure", code, count, err);
    return status == COPSE_OK ? check_twice(&m->choice[m->choices - 1], "measures", err) : status;
}

static copse_status add_rules(const copse_i_input_values *input, const copse_i_multiverse_values *values,
                              copse_i_multiverse *m, copse_error *err)
{
    char *part[MOST_OPTIONS];
    size_t count = 0;
    if (values->rules == NULL) return COPSE_OK;
    if (input->dependent.choose != NULL) return copse_fail(err, COPSE_EUSAGE, "--choose and --rules: give one of them");
    if (input->dependent.trial == NULL)
        return copse_fail(err, COPSE_EUSAGE, "--rules needs --trial: which rows are of one trial");
    copse_status status = copse_i_multiverse_split(values->rules, '|', part, MOST_OPTIONS, &count, err);
    if (status != COPSE_OK) {
        for (size_t i = 0; i < count; i++) free(part[i]);
        (void)copse_error_prefix(err, "--rules: ");
        return status;
    }
    status = add_choice(m, "rule", part, count, err);
    return status == COPSE_OK ? check_twice(&m->choice[m->choices - 1], "rules", err) : status;
}

/* Each expression is a choice: keep all, or leave out. Its name is the expression. */
static copse_status add_exclusions(const copse_i_multiverse_values *values, copse_i_multiverse *m, copse_error *err)
{
    char *part[COPSE_I_MOST_EXCLUSIONS];
    size_t count = 0;
    if (values->exclude == NULL) return COPSE_OK;
    copse_status status = copse_i_multiverse_split(values->exclude, ';', part, COPSE_I_MOST_EXCLUSIONS, &count, err);
    if (status != COPSE_OK) (void)copse_error_prefix(err, "--exclude: ");
    for (size_t i = 0; i < count; i++) {
        if (status == COPSE_OK) {
            char *option[] = {copse_copy("keep"), copse_copy("leave out")};
            status = add_choice(m, part[i], option, 2, err);
        }
        free(part[i]);
    }
    return status;
}

static copse_status add_adjustments(const copse_i_multiverse_values *values, copse_i_multiverse *m, copse_error *err)
{
    const size_t count = values->adjust.count + 1;
    char *name[MOST_OPTIONS];
    if (count == 1) return COPSE_OK;
    if (count > MOST_OPTIONS) return copse_fail(err, COPSE_EUSAGE, "--adjust: more than there are");
    m->adjustment = copse_alloc(count, sizeof *m->adjustment);
    if (m->adjustment == NULL) return copse_fail_memory(err);
    for (size_t i = 1; i < count; i++) {
        size_t a = 0;
        while (copse_i_adjustment_name(a) != NULL &&
               strcmp(copse_i_adjustment_name(a), values->adjust.item[i - 1]) != 0)
            a++;
        if (a == 0 || copse_i_adjustment_name(a) == NULL)
            return copse_fail(err, COPSE_EUSAGE, "--adjust: '%s' is not trimfill, pet, peese, pet-peese or limit",
                              values->adjust.item[i - 1]);
        m->adjustment[i] = a;
    }
    for (size_t i = 0; i < count; i++) name[i] = copse_copy(copse_i_adjustment_name(m->adjustment[i]));
    const copse_status status = add_choice(m, "adjustment", name, count, err);
    return status == COPSE_OK ? check_twice(&m->choice[m->choices - 1], "adjust", err) : status;
}

static copse_status add_methods(const copse_i_multiverse_values *values, copse_i_multiverse *m, copse_error *err)
{
    static const copse_method USUAL[] = {COPSE_METHOD_EE, COPSE_METHOD_DL, COPSE_METHOD_REML, COPSE_METHOD_PM};
    const size_t given = values->methods.count, count = given > 0 ? given : sizeof USUAL / sizeof *USUAL;
    char *code[MOST_OPTIONS];
    if (count > MOST_OPTIONS) return copse_fail(err, COPSE_EUSAGE, "--methods: more than %d", MOST_OPTIONS);
    m->method = copse_alloc(count, sizeof *m->method);
    if (m->method == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        m->method[i] = given > 0 ? COPSE_METHOD_EE : USUAL[i];
        if (given > 0 && copse_method_find(values->methods.item[i], &m->method[i]) != COPSE_OK)
            return copse_fail(err, COPSE_EUSAGE, "--methods: '%s' is no estimator of the between-study variance",
                              values->methods.item[i]);
    }
    for (size_t i = 0; i < count; i++) code[i] = copse_copy(copse_method_code(m->method[i]));
    const copse_status status = add_choice(m, "method", code, count, err);
    return status == COPSE_OK ? check_twice(&m->choice[m->choices - 1], "methods", err) : status;
}

static copse_status add_tests(const copse_i_multiverse_values *values, copse_i_multiverse *m, copse_error *err)
{
    static const copse_test USUAL[] = {COPSE_TEST_Z, COPSE_TEST_KNHA};
    const size_t given = values->tests.count, count = given > 0 ? given : sizeof USUAL / sizeof *USUAL;
    char *code[COPSE_TEST_COUNT];
    if (count > COPSE_TEST_COUNT) return copse_fail(err, COPSE_EUSAGE, "--tests: more than there are");
    m->test = copse_alloc(count, sizeof *m->test);
    if (m->test == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < count; i++) {
        m->test[i] = given > 0 ? COPSE_TEST_Z : USUAL[i];
        if (given > 0 && copse_test_find(values->tests.item[i], &m->test[i]) != COPSE_OK)
            return copse_fail(err, COPSE_EUSAGE, "--tests: '%s' is no test", values->tests.item[i]);
    }
    for (size_t i = 0; i < count; i++) code[i] = copse_copy(copse_test_code(m->test[i]));
    const copse_status status = add_choice(m, "test", code, count, err);
    return status == COPSE_OK ? check_twice(&m->choice[m->choices - 1], "tests", err) : status;
}

copse_status copse_i_multiverse_choices_read(const copse_i_input_values *input, const copse_i_multiverse_values *values,
                                             copse_i_multiverse *m, copse_error *err)
{
    m->choice = copse_alloc(COPSE_I_MOST_CHOICES, sizeof *m->choice);
    if (m->choice == NULL) return copse_fail_memory(err);
    copse_status status = add_measures(input, values, m, err);
    if (status == COPSE_OK) status = add_rules(input, values, m, err);
    if (status == COPSE_OK) status = add_exclusions(values, m, err);
    if (status == COPSE_OK) status = add_adjustments(values, m, err);
    const size_t of_data = m->choices;
    if (status == COPSE_OK) status = add_methods(values, m, err);
    if (status == COPSE_OK) status = add_tests(values, m, err);
    m->choices = of_data; /* method and test stand behind */
    return status;
}
