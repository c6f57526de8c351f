/* The measures by name: the list of the header, once. */
#include <copse/counts.h>

#include <strings.h>

static const char *const CODES[COPSE_MH_COUNT] = {
#define COPSE_MH_CODE(id, code, text) [COPSE_MH_##id] = (code),
    COPSE_MH_LIST(COPSE_MH_CODE)
#undef COPSE_MH_CODE
};

const char *copse_mh_code(copse_mh measure)
{
    return (unsigned)measure < COPSE_MH_COUNT ? CODES[measure] : "unknown";
}

const char *copse_mh_text(copse_mh measure)
{
    static const char *const TEXT[COPSE_MH_COUNT] = {
#define COPSE_MH_TEXT(id, code, words) [COPSE_MH_##id] = (words),
        COPSE_MH_LIST(COPSE_MH_TEXT)
#undef COPSE_MH_TEXT
    };
    return (unsigned)measure < COPSE_MH_COUNT ? TEXT[measure] : "unknown";
}

copse_status copse_mh_find(const char *code, copse_mh *measure)
{
    for (int i = 0; i < COPSE_MH_COUNT; i++)
        if (strcasecmp(CODES[i], code) == 0) {
            *measure = (copse_mh)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

bool copse_mh_is_rate(copse_mh measure)
{
    return measure == COPSE_MH_IRR || measure == COPSE_MH_IRD;
}
