/* What permutation tests call their choices. */
#include <copse/resample.h>

typedef struct name_text {
    const char *name, *text;
} name_text;

#define ENTRY(id, name, text) {name, text},
static const name_text STATISTICS[] = {COPSE_PERM_STATISTIC_LIST(ENTRY)};
static const name_text ALTERNATIVES[] = {COPSE_PERM_ALTERNATIVE_LIST(ENTRY)};
#undef ENTRY

const char *copse_perm_statistic_name(copse_perm_statistic statistic)
{
    return (unsigned)statistic < COPSE_PERM_STATISTIC_COUNT ? STATISTICS[statistic].name : "unknown";
}

const char *copse_perm_statistic_text(copse_perm_statistic statistic)
{
    return (unsigned)statistic < COPSE_PERM_STATISTIC_COUNT ? STATISTICS[statistic].text : "unknown";
}

const char *copse_perm_alternative_name(copse_perm_alternative alternative)
{
    return (unsigned)alternative < COPSE_PERM_ALTERNATIVE_COUNT ? ALTERNATIVES[alternative].name : "unknown";
}

const char *copse_perm_alternative_text(copse_perm_alternative alternative)
{
    return (unsigned)alternative < COPSE_PERM_ALTERNATIVE_COUNT ? ALTERNATIVES[alternative].text : "unknown";
}

const char *copse_perm_limit_text(copse_perm_limit limit)
{
#define TEXT(id, text) text,
    static const char *const TEXTS[] = {COPSE_PERM_LIMIT_LIST(TEXT)};
#undef TEXT
    return (unsigned)limit < COPSE_PERM_LIMIT_COUNT ? TEXTS[limit] : "unknown";
}
