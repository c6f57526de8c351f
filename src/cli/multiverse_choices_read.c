/* The choices of a multiverse, from the options to the library's terms. */
#include "multiverse_data.h"

#include <stdlib.h>
#include <string.h>

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

/* Splits at `separator`, blanks around the parts gone; the caller frees the parts, also after a failure. */
static copse_status split(const char *text, char separator, char **part, size_t most, size_t *count, copse_error *err)
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

static copse_i_choice_names *add_choice(copse_i_multiverse_choices *m, const char *name, copse_error *err)
{
    copse_i_choice_names *c = &m->choice[m->choices];
    c->name = copse_copy(name);
    if (c->name == NULL) {
        (void)copse_fail_memory(err);
        return NULL;
    }
    copse_one_line(c->name);
    m->choices++;
    return c;
}

static copse_status add_level(copse_i_choice_names *c, const char *text, copse_error *err)
{
    char *copy = copse_copy(text);
    if (copy == NULL) return copse_fail_memory(err);
    copse_one_line(copy);
    c->level[c->levels++] = copy;
    return COPSE_OK;
}

static copse_status check_twice(const char *const *name, size_t n, const char *option, copse_error *err)
{
    for (size_t i = 0; i < n; i++)
        for (size_t j = 0; j < i; j++)
            if (strcmp(name[i], name[j]) == 0)
                return copse_fail(err, COPSE_EUSAGE, "--%s: '%s' stands there twice", option, name[i]);
    return COPSE_OK;
}

static copse_status check_most(const copse_i_list *list, size_t most, const char *option, copse_error *err)
{
    if (list->count <= most) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--%s: more than %zu", option, most);
}

static copse_status add_measures(const copse_i_input_values *input, const copse_i_multiverse_values *values,
                                 copse_i_multiverse_choices *m, copse_error *err)
{
    const copse_i_list *given = &values->measures;
    if (given->count > 0 && input->measure >= 0)
        return copse_fail(err, COPSE_EUSAGE, "--measure and --measures: give one of them");
    copse_status status = check_most(given, COPSE_I_MOST_LEVELS, "measures", err);
    for (size_t i = 0; i < given->count && status == COPSE_OK; i++)
        if (copse_measure_find(given->item[i]) == NULL)
            status = copse_fail(err, COPSE_EUSAGE, "--measures: '%s' is no measure (copse effects --list has them)",
                                given->item[i]);
    if (status != COPSE_OK || given->count < 2) return status;
    copse_i_choice_names *c = add_choice(m, "measure", err);
    if (c == NULL) return COPSE_ENOMEM;
    m->of_measure = true;
    for (size_t i = 0; i < given->count && status == COPSE_OK; i++)
        status = add_level(c, copse_measure_find(given->item[i])->code, err);
    if (status != COPSE_OK) return status;
    return check_twice((const char *const *)c->level, c->levels, "measures", err);
}

static copse_status add_rules(const copse_i_input_values *input, const copse_i_multiverse_values *values,
                              copse_i_multiverse_choices *m, copse_error *err)
{
    if (values->rules == NULL) return COPSE_OK;
    if (input->dependent.choose != NULL) return copse_fail(err, COPSE_EUSAGE, "--choose and --rules: give one of them");
    if (input->dependent.trial == NULL)
        return copse_fail(err, COPSE_EUSAGE, "--rules needs --trial: which rows are of one trial");
    copse_i_choice_names *c = add_choice(m, "rule", err);
    if (c == NULL) return COPSE_ENOMEM;
    m->of_rule = true;
    const copse_status status = split(values->rules, '|', c->level, COPSE_I_MOST_LEVELS, &c->levels, err);
    if (status != COPSE_OK) return copse_error_prefix(err, "--rules: ");
    for (size_t i = 0; i < c->levels; i++) copse_one_line(c->level[i]);
    return check_twice((const char *const *)c->level, c->levels, "rules", err);
}

/* Each expression is a choice: keep all, or leave out. Its name is the expression. */
static copse_status add_exclusions(const copse_i_multiverse_values *values, copse_i_multiverse_choices *m,
                                   copse_error *err)
{
    char *part[COPSE_I_MOST_EXCLUSIONS];
    size_t count = 0;
    m->exclusions = m->choices;
    if (values->exclude == NULL) return COPSE_OK;
    copse_status status = split(values->exclude, ';', part, COPSE_I_MOST_EXCLUSIONS, &count, err);
    if (status != COPSE_OK) (void)copse_error_prefix(err, "--exclude: ");
    for (size_t i = 0; i < count; i++) {
        copse_i_choice_names *c = status == COPSE_OK ? add_choice(m, part[i], err) : NULL;
        if (status == COPSE_OK && c == NULL) status = COPSE_ENOMEM;
        if (status == COPSE_OK) status = add_level(c, "keep", err);
        if (status == COPSE_OK) status = add_level(c, "leave out", err);
        free(part[i]);
    }
    return status;
}

static copse_status read_steps(const copse_i_multiverse_values *values, copse_i_multiverse_choices *m, copse_error *err)
{
    bool asked = false;
    for (size_t i = 0; i < m->adjustments; i++) asked = asked || m->adjustment[i] == COPSE_ADJUSTMENT_SELECTION_STEPS;
    if (values->steps.count > 0 && !asked)
        return copse_fail(err, COPSE_EUSAGE, "--steps needs --adjust selection-steps");
    const copse_status status = check_most(&values->steps, COPSE_I_MOST_LEVELS, "steps", err);
    if (status != COPSE_OK) return status;
    for (; m->steps < values->steps.count; m->steps++) {
        const char *text = values->steps.item[m->steps];
        double *step = &m->step[m->steps];
        if (!copse_parse_number(text, strlen(text), '.', step) || !(*step > (m->steps > 0 ? step[-1] : 0) && *step < 1))
            return copse_fail(err, COPSE_EUSAGE, "--steps: '%s' is not a rising p-value between 0 and 1", text);
    }
    return COPSE_OK;
}

static copse_status fail_adjustment(const char *given, copse_error *err)
{
    copse_text all = {0};
    for (int a = 1; a < COPSE_ADJUSTMENT_COUNT; a++)
        copse_text_printf(&all, "%s%s", a > 1 ? ", " : "", copse_adjustment_name((copse_adjustment)a));
    const copse_status status =
        copse_fail(err, COPSE_EUSAGE, "--adjust: '%s' is none of %s", given, copse_text_string(&all));
    copse_text_free(&all);
    return status;
}

static copse_status add_adjustments(const copse_i_multiverse_values *values, copse_i_multiverse_choices *m,
                                    copse_error *err)
{
    const copse_i_list *given = &values->adjust;
    bool slow = false;
    copse_status status = check_twice(given->item, given->count, "adjust", err);
    if (status == COPSE_OK && given->count > 0) m->adjustment[m->adjustments++] = COPSE_ADJUSTMENT_NONE;
    for (size_t i = 0; i < given->count && status == COPSE_OK; i++) {
        copse_adjustment *a = &m->adjustment[m->adjustments];
        if (copse_adjustment_find(given->item[i], a) != COPSE_OK || *a == COPSE_ADJUSTMENT_NONE)
            return fail_adjustment(given->item[i], err);
        slow = slow || !copse_adjustment_is_joint(*a);
        m->adjustments++;
    }
    if (status == COPSE_OK && values->joint_all && (!slow || values->permutations == 0))
        return copse_fail(err, COPSE_EUSAGE,
                          "--joint-all needs permutations, and a selection model, p-uniform* or Copas among --adjust");
    return status == COPSE_OK ? read_steps(values, m, err) : status;
}

static copse_status add_methods(const copse_i_multiverse_values *values, copse_i_multiverse_choices *m,
                                copse_error *err)
{
    static const copse_method USUAL[] = {COPSE_METHOD_EE, COPSE_METHOD_DL, COPSE_METHOD_REML, COPSE_METHOD_PM};
    const copse_i_list *given = &values->methods;
    copse_status status = check_most(given, COPSE_I_MOST_LEVELS, "methods", err);
    const char *code[COPSE_I_MOST_LEVELS];
    m->methods = given->count > 0 ? given->count : sizeof USUAL / sizeof *USUAL;
    for (size_t i = 0; i < m->methods && status == COPSE_OK; i++) {
        m->method[i] = given->count > 0 ? COPSE_METHOD_EE : USUAL[i];
        if (given->count > 0 && copse_method_find(given->item[i], &m->method[i]) != COPSE_OK)
            status = copse_fail(err, COPSE_EUSAGE, "--methods: '%s' is no estimator of the between-study variance",
                                given->item[i]);
        code[i] = copse_method_code(m->method[i]);
    }
    return status == COPSE_OK ? check_twice(code, m->methods, "methods", err) : status;
}

static copse_status add_tests(const copse_i_multiverse_values *values, copse_i_multiverse_choices *m, copse_error *err)
{
    static const copse_test USUAL[] = {COPSE_TEST_Z, COPSE_TEST_KNHA};
    const copse_i_list *given = &values->tests;
    copse_status status = check_most(given, COPSE_TEST_COUNT, "tests", err);
    const char *code[COPSE_I_MOST_LEVELS];
    m->tests = given->count > 0 ? given->count : sizeof USUAL / sizeof *USUAL;
    for (size_t i = 0; i < m->tests && status == COPSE_OK; i++) {
        m->test[i] = given->count > 0 ? COPSE_TEST_Z : USUAL[i];
        if (given->count > 0 && copse_test_find(given->item[i], &m->test[i]) != COPSE_OK)
            status = copse_fail(err, COPSE_EUSAGE, "--tests: '%s' is no test", given->item[i]);
        code[i] = copse_test_code(m->test[i]);
    }
    return status == COPSE_OK ? check_twice(code, m->tests, "tests", err) : status;
}

copse_status copse_i_multiverse_choices_read(const copse_i_input_values *input, const copse_i_multiverse_values *values,
                                             copse_i_multiverse_choices *choices, copse_error *err)
{
    copse_status status = add_measures(input, values, choices, err);
    if (status == COPSE_OK) status = add_rules(input, values, choices, err);
    if (status == COPSE_OK) status = add_exclusions(values, choices, err);
    if (status == COPSE_OK) status = add_adjustments(values, choices, err);
    if (status == COPSE_OK) status = add_methods(values, choices, err);
    if (status == COPSE_OK) status = add_tests(values, choices, err);
    return status;
}

void copse_i_multiverse_choices_free(copse_i_multiverse_choices *choices)
{
    if (choices == NULL) return;
    for (size_t c = 0; c < COPSE_I_MOST_CHOICES; c++) {
        free(choices->choice[c].name);
        for (size_t i = 0; i < choices->choice[c].levels; i++) free(choices->choice[c].level[i]);
    }
    free(choices);
}
