/* The names of kinds, statistics and quantities. */
#include "boot.h"

#include <stdlib.h>
#include <string.h>

#define NAME(id, name, text) name,
#define TEXT(id, name, text) text,
#define ONLY_TEXT(id, text) text,
static const char *const KIND_NAME[] = {COPSE_BOOT_KIND_LIST(NAME)};
static const char *const KIND_TEXT[] = {COPSE_BOOT_KIND_LIST(TEXT)};
static const char *const STATISTIC_CODE[] = {COPSE_BOOT_STATISTIC_LIST(NAME)};
static const char *const STATISTIC_TEXT[] = {COPSE_BOOT_STATISTIC_LIST(TEXT)};
static const char *const INTERVAL_NAME[] = {COPSE_BOOT_INTERVAL_LIST(NAME)};
static const char *const INTERVAL_TEXT[] = {COPSE_BOOT_INTERVAL_LIST(TEXT)};
static const char *const REASON_TEXT[] = {COPSE_BOOT_REASON_LIST(ONLY_TEXT)};
static const char *const WILD_NAME[] = {"rademacher", "mammen", "webb"};
static const char *const NULL_NAME[] = {"heterogeneity", "moderators", "permutation"};

static const char *pick(const char *const *list, size_t count, size_t i)
{
    return i < count ? list[i] : "?";
}
#define PICK(list, i) pick(list, sizeof(list) / sizeof *(list), (size_t)(i))

const char *copse_boot_kind_name(copse_boot_kind kind)
{
    return PICK(KIND_NAME, kind);
}

const char *copse_boot_kind_text(copse_boot_kind kind)
{
    return PICK(KIND_TEXT, kind);
}

const char *copse_boot_wild_name(copse_boot_wild wild)
{
    return PICK(WILD_NAME, wild);
}

const char *copse_boot_statistic_code(copse_boot_statistic statistic)
{
    return PICK(STATISTIC_CODE, statistic);
}

const char *copse_boot_statistic_text(copse_boot_statistic statistic)
{
    return PICK(STATISTIC_TEXT, statistic);
}

const char *copse_boot_null_name(copse_boot_null null)
{
    return PICK(NULL_NAME, null);
}

const char *copse_boot_reason_text(copse_boot_reason reason)
{
    return PICK(REASON_TEXT, reason);
}

const char *copse_boot_interval_name(copse_boot_interval_kind kind)
{
    return PICK(INTERVAL_NAME, kind);
}

const char *copse_boot_interval_text(copse_boot_interval_kind kind)
{
    return PICK(INTERVAL_TEXT, kind);
}

static bool find_text(const char *text, size_t n, const char *const *list, size_t count, size_t *index)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(list[i]) != n || memcmp(list[i], text, n) != 0) continue;
        *index = i;
        return true;
    }
    return false;
}

/* A coefficient by its name, or by its number counted from 0. */
static bool find_coefficient(const char *text, const copse_boot_names *names, size_t *index)
{
    double x = 0;
    if (find_text(text, strlen(text), names->coefficient, names->p, index)) return true;
    if (!copse_parse_number(text, strlen(text), '.', &x) || !(x >= 0 && x < (double)names->p)) return false;
    *index = (size_t)x;
    return (double)*index == x;
}

/* "A-B": names may have dashes of their own, so every dash is tried. */
static bool find_difference(const char *text, const copse_boot_names *names, copse_boot_quantity *q)
{
    for (const char *dash = strchr(text, '-'); dash != NULL; dash = strchr(dash + 1, '-')) {
        if (find_text(text, (size_t)(dash - text), names->level, names->levels, &q->a) &&
            find_text(dash + 1, strlen(dash + 1), names->level, names->levels, &q->b))
            return q->a != q->b;
    }
    return false;
}

static bool find(const char *text, const copse_boot_names *names, copse_boot_quantity *q)
{
    const size_t simple = sizeof STATISTIC_CODE / sizeof *STATISTIC_CODE;
    size_t i = 0;
    *q = (copse_boot_quantity){0};
    if (strncmp(text, "coef:", 5) == 0) {
        q->what = COPSE_BOOT_STAT_COEF;
        return find_coefficient(text + 5, names, &q->a);
    }
    if (strncmp(text, "level:", 6) == 0) {
        q->what = COPSE_BOOT_STAT_LEVEL;
        return find_text(text + 6, strlen(text + 6), names->level, names->levels, &q->a);
    }
    if (strncmp(text, "diff:", 5) == 0) {
        q->what = COPSE_BOOT_STAT_DIFF;
        return find_difference(text + 5, names, q);
    }
    if (find_text(text, strlen(text), STATISTIC_CODE, simple, &i) && i != COPSE_BOOT_STAT_COEF &&
        i != COPSE_BOOT_STAT_LEVEL && i != COPSE_BOOT_STAT_DIFF) {
        q->what = (copse_boot_statistic)i;
        return true;
    }
    q->what = COPSE_BOOT_STAT_COEF;
    return find_text(text, strlen(text), names->coefficient, names->p, &q->a);
}

static copse_status unknown(const char *text, const copse_boot_names *names, copse_error *err)
{
    copse_text all = {0};
    copse_text_add(&all, "mu, tau2, tau, I2, H2, R2, pi_lower, pi_upper, Q, QM");
    for (size_t i = 0; names->p > 1 && i < names->p; i++) copse_text_printf(&all, ", coef:%s", names->coefficient[i]);
    for (size_t i = 0; i < names->levels && i < 8; i++) copse_text_printf(&all, ", level:%s", names->level[i]);
    if (names->levels > 1) copse_text_printf(&all, ", diff:%s-%s, QB", names->level[0], names->level[1]);
    const copse_status st =
        copse_text_status(&all) == COPSE_OK
            ? copse_fail(err, COPSE_EUSAGE, "unknown quantity '%s'; known are %s", text, copse_text_string(&all))
            : copse_fail_memory(err);
    copse_text_free(&all);
    return st;
}

copse_status copse_boot_quantity_find(const char *text, const copse_boot_names *names, copse_boot_quantity *quantity,
                                      copse_error *err)
{
    return find(text, names, quantity) ? COPSE_OK : unknown(text, names, err);
}

void copse_boot_quantity_name(const copse_boot_quantity *quantity, const copse_boot_names *names, copse_text *out)
{
    switch (quantity->what) {
    case COPSE_BOOT_STAT_COEF:
        copse_text_printf(out, "coef:%s", pick(names->coefficient, names->p, quantity->a));
        break;
    case COPSE_BOOT_STAT_LEVEL:
        copse_text_printf(out, "level:%s", pick(names->level, names->levels, quantity->a));
        break;
    case COPSE_BOOT_STAT_DIFF:
        copse_text_printf(out, "diff:%s-%s", pick(names->level, names->levels, quantity->a),
                          pick(names->level, names->levels, quantity->b));
        break;
    default:
        copse_text_add(out, copse_boot_statistic_code(quantity->what));
    }
}
