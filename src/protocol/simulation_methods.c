/* The methods of a simulation design: each entry is the product of its lists. */
#include "simulation_parts.h"

#include <math.h>
#include <string.h>

#define DEFAULT_REPLICATES 999

/* Choices of a list; one that is not given has one, the default. */
static size_t choices(const copse_i_strings *list)
{
    return list->line != 0 ? list->count : 1;
}

/* The lists in the order in which they change, the last one fastest. */
enum { METHOD, TEST, PREDICTION, KIND, INTERVAL, LISTS };

static void find_lists(const copse_i_sim_method *from, const copse_i_strings *list[LISTS])
{
    list[METHOD] = &from->method;
    list[TEST] = &from->test;
    list[PREDICTION] = &from->prediction;
    list[KIND] = &from->bootstrap.kind;
    list[INTERVAL] = &from->bootstrap.interval;
}

static size_t entry_size(const copse_i_sim_method *from)
{
    const copse_i_strings *list[LISTS];
    size_t n = 1;
    find_lists(from, list);
    for (size_t i = 0; i < LISTS; i++) n *= choices(list[i]);
    return n;
}

/* --------------------------------------------------------------------------------------------------- bootstrap */

static copse_status read_interval(const copse_i_sim_reader *r, const copse_i_strings *list, size_t at, bool *of_test,
                                  copse_boot_interval_kind *interval)
{
    const char *names[COPSE_BOOT_INTERVAL_COUNT + 1];
    size_t index = 0;
    for (unsigned i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++)
        names[i] = copse_boot_interval_name((copse_boot_interval_kind)i);
    names[COPSE_BOOT_INTERVAL_COUNT] = "test";
    const copse_status status = copse_i_sim_word(r, "interval", list->text[at], list->line_of[at], names,
                                                 COPSE_BOOT_INTERVAL_COUNT + 1, &index);
    *of_test = index == COPSE_BOOT_INTERVAL_COUNT;
    if (status == COPSE_OK && !*of_test) *interval = (copse_boot_interval_kind)index;
    return status;
}

static copse_status read_kind(const copse_i_sim_reader *r, const copse_i_strings *list, size_t at,
                              copse_boot_kind *kind)
{
    static const copse_boot_kind kinds[] = {COPSE_BOOT_NONPARAMETRIC, COPSE_BOOT_PARAMETRIC};
    const char *names[] = {copse_boot_kind_name(kinds[0]), copse_boot_kind_name(kinds[1])};
    size_t index = 0;
    *kind = kinds[0];
    if (list->line == 0) return COPSE_OK;
    const copse_status status =
        copse_i_sim_word(r, "kind of bootstrap", list->text[at], list->line_of[at], names, 2, &index);
    if (status == COPSE_OK) *kind = kinds[index];
    return status;
}

static copse_status read_replicates(const copse_i_sim_reader *r, const copse_i_number *number, uint32_t *replicates)
{
    *replicates = DEFAULT_REPLICATES;
    if (number->line == 0) return COPSE_OK;
    const double x = number->value;
    if (!(x >= 2 && x <= (double)COPSE_SIMULATION_BOOT_SPACING && x == floor(x)))
        return copse_fail(r->err, COPSE_EPARSE,
                          "%s:%zu: 'replicates' of a bootstrap must be a whole number from 2 to %llu", r->name,
                          number->line, (unsigned long long)COPSE_SIMULATION_BOOT_SPACING);
    *replicates = (uint32_t)x;
    return COPSE_OK;
}

/* `test` among the intervals is a method without bootstrap, whatever the kind. */
static copse_status read_bootstrap(const copse_i_sim_reader *r, const copse_i_sim_bootstrap *from, size_t kind,
                                   size_t interval, copse_simulation_bootstrap *to)
{
    bool of_test = true;
    *to = (copse_simulation_bootstrap){0};
    if (from->line == 0) return COPSE_OK;
    copse_status status = read_kind(r, &from->kind, kind, &to->kind);
    if (status == COPSE_OK) status = read_interval(r, &from->interval, interval, &of_test, &to->interval);
    if (status == COPSE_OK) status = read_replicates(r, &from->replicates, &to->replicates);
    if (status == COPSE_OK && of_test) *to = (copse_simulation_bootstrap){0};
    return status;
}

/* ----------------------------------------------------------------------------------------------------- entries */

/* method+test; where the interval is a bootstrap's, method+interval, with the test where the entry names one. */
static void default_name(const copse_simulation_method *m, bool test_given, copse_text *name)
{
    const bool bootstrap = m->bootstrap.replicates > 0;
    copse_text_add(name, copse_method_code(m->method));
    if (!bootstrap || test_given) copse_text_printf(name, "+%s", copse_test_code(m->test));
    if (m->prediction != COPSE_PREDICTION_TEST) copse_text_printf(name, "+%s", copse_prediction_name(m->prediction));
    if (!bootstrap) return;
    if (m->bootstrap.kind != COPSE_BOOT_NONPARAMETRIC)
        copse_text_printf(name, "+%s", copse_boot_kind_name(m->bootstrap.kind));
    copse_text_printf(name, "+%s", copse_boot_interval_name(m->bootstrap.interval));
}

static copse_status read_method(const copse_i_sim_reader *r, const copse_i_sim_method *from, const size_t at[LISTS],
                                copse_simulation_method *to)
{
    const copse_i_strings *tests = &from->test, *kinds = &from->prediction;
    to->test = COPSE_TEST_KNHA;
    if (copse_method_find(from->method.text[at[METHOD]], &to->method) != COPSE_OK)
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: unknown method '%s'", r->name,
                          from->method.line_of[at[METHOD]], from->method.text[at[METHOD]]);
    if (tests->line != 0 && copse_test_find(tests->text[at[TEST]], &to->test) != COPSE_OK)
        return copse_fail(r->err, COPSE_EPARSE,
                          "%s:%zu: unknown test '%s': z, t, knha, adhoc, hk-iqwig, hk-ci, kr, hc0 to hc3", r->name,
                          tests->line_of[at[TEST]], tests->text[at[TEST]]);
    if (kinds->line != 0 && copse_prediction_find(kinds->text[at[PREDICTION]], &to->prediction) != COPSE_OK)
        return copse_fail(r->err, COPSE_EPARSE, "%s:%zu: unknown kind of prediction interval '%s': test, hts, normal",
                          r->name, kinds->line_of[at[PREDICTION]], kinds->text[at[PREDICTION]]);
    return read_bootstrap(r, &from->bootstrap, at[KIND], at[INTERVAL], &to->bootstrap);
}

/* Has a kind of bootstrap other than the first come upon the interval `test`? It would be the same method again. */
static bool is_repeated(const copse_simulation_method *m, const copse_i_sim_method *from, const size_t at[LISTS])
{
    return from->bootstrap.line != 0 && m->bootstrap.replicates == 0 && at[KIND] > 0;
}

/* One entry; *n counts on. */
static copse_status add_methods(const copse_i_sim_reader *r, const copse_i_sim_method *from,
                                copse_simulation_method *to, size_t *n)
{
    const copse_i_strings *list[LISTS];
    const size_t size = entry_size(from);
    find_lists(from, list);
    for (size_t i = 0; i < size; i++) {
        size_t at[LISTS], rest = i;
        copse_simulation_method *method = &to[*n];
        for (size_t l = LISTS; l-- > 0; rest /= choices(list[l])) at[l] = rest % choices(list[l]);
        copse_status status = read_method(r, from, at, method);
        if (status != COPSE_OK) return status;
        if (is_repeated(method, from, at)) continue;
        copse_text name = {0};
        default_name(method, from->test.line != 0, &name);
        status = copse_i_sim_level_name(r, &from->name, copse_text_string(&name), 0, &method->name);
        const bool failed = name.failed;
        copse_text_free(&name);
        if (status != COPSE_OK || failed) return copse_fail_memory(r->err);
        ++*n;
    }
    return COPSE_OK;
}

/* Has one of the methods before the last its name? */
static bool is_taken(const copse_simulation_method *method, size_t last)
{
    for (size_t i = 0; i < last; i++)
        if (method[i].name != NULL && method[last].name != NULL && strcmp(method[i].name, method[last].name) == 0)
            return true;
    return false;
}

copse_status copse_i_sim_methods(const copse_i_sim_reader *r, const copse_i_items *items,
                                 copse_simulation_method **methods, size_t *count)
{
    const copse_i_sim_method *from = items->item;
    size_t most = 0, n = 0;
    *count = 0;
    for (size_t i = 0; i < items->count; i++) most += entry_size(&from[i]);
    copse_simulation_method *to = copse_i_arena_take(r->arena, most, sizeof *to);
    if (to == NULL) return copse_fail_memory(r->err);
    for (size_t i = 0; i < items->count; i++) {
        size_t end = n;
        const copse_status status = add_methods(r, &from[i], to, &end);
        if (status != COPSE_OK) return status;
        for (; n < end; n++)
            if (is_taken(to, n)) return copse_i_sim_fail_name(r, from[i].line, "methods", to[n].name);
    }
    *methods = to;
    *count = n;
    return COPSE_OK;
}
