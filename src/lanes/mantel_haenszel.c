/* Names of the measures, and the way to the kernels. */
#include "kernels.h"

#include <strings.h>

static const char *const codes[COPSE_MH_COUNT] = {
#define COPSE_MH_CODE(id, code, text) [COPSE_MH_##id] = (code),
    COPSE_MH_LIST(COPSE_MH_CODE)
#undef COPSE_MH_CODE
};

const char *copse_mh_code(copse_mh measure)
{
    return (unsigned)measure < COPSE_MH_COUNT ? codes[measure] : "unknown";
}

const char *copse_mh_text(copse_mh measure)
{
    static const char *const text[COPSE_MH_COUNT] = {
#define COPSE_MH_TEXT(id, code, words) [COPSE_MH_##id] = (words),
        COPSE_MH_LIST(COPSE_MH_TEXT)
#undef COPSE_MH_TEXT
    };
    return (unsigned)measure < COPSE_MH_COUNT ? text[measure] : "unknown";
}

copse_status copse_mh_find(const char *code, copse_mh *measure)
{
    for (int i = 0; i < COPSE_MH_COUNT; i++)
        if (strcasecmp(codes[i], code) == 0) {
            *measure = (copse_mh)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

void copse_lanes_mh(copse_isa isa, const copse_lanes_tables *tables, copse_lanes_mh_fit *fit)
{
    copse_i_kernels_of(isa)->mantel_haenszel(tables, fit);
}
