#include <copse/lanes.h>

const char *copse_lane_status_text(copse_lane_status status)
{
    static const char *const text[COPSE_LANE_STATUS_COUNT] = {
#define COPSE_LANE_STATUS_TEXT(id, words) [COPSE_LANE_##id] = (words),
        COPSE_LANE_STATUS_LIST(COPSE_LANE_STATUS_TEXT)
#undef COPSE_LANE_STATUS_TEXT
    };
    return (unsigned)status < COPSE_LANE_STATUS_COUNT ? text[status] : "unknown";
}
