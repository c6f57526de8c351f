#include <copse/base.h>

const char *copse_status_text(copse_status status)
{
    switch (status) {
#define STATUS_CASE(name, number, text)                                                                                \
    case COPSE_##name:                                                                                                 \
        return text;
        COPSE_STATUS_LIST(STATUS_CASE)
#undef STATUS_CASE
    }
    return "unknown status";
}

const char *copse_status_name(copse_status status)
{
    switch (status) {
#define STATUS_CASE(name, number, text)                                                                                \
    case COPSE_##name:                                                                                                 \
        return #name;
        COPSE_STATUS_LIST(STATUS_CASE)
#undef STATUS_CASE
    }
    return "EUNKNOWN";
}

const char *copse_version(void)
{
    return COPSE_VERSION_TEXT;
}
