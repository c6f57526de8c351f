/* The names of what a trial may report. */
#include <copse/convert.h>

#include <string.h>

static const struct {
    const char *name, *text;
} QUANTITIES[COPSE_QUANTITY_COUNT] = {
#define GROUP(id, one, two, single, text)                                                                              \
    {one, text ", group 1"}, {two, text ", group 2"}, {single, text ", of a single group"},
    COPSE_GROUP_QUANTITY_LIST(GROUP)
#undef GROUP
#define TRIAL(id, name, text) {name, text},
        COPSE_TRIAL_QUANTITY_LIST(TRIAL)
#undef TRIAL
};

const char *copse_quantity_name(copse_quantity quantity)
{
    return (unsigned)quantity < COPSE_QUANTITY_COUNT ? QUANTITIES[quantity].name : NULL;
}

const char *copse_quantity_text(copse_quantity quantity)
{
    return (unsigned)quantity < COPSE_QUANTITY_COUNT ? QUANTITIES[quantity].text : NULL;
}

copse_status copse_quantity_find(const char *name, copse_quantity *quantity)
{
    if (name == NULL || quantity == NULL) return COPSE_EINVAL;
    for (int i = 0; i < COPSE_QUANTITY_COUNT; i++)
        if (strcmp(QUANTITIES[i].name, name) == 0) {
            *quantity = (copse_quantity)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

const char *copse_fill_name(copse_fill fill)
{
    static const char *const NAMES[COPSE_FILL_COUNT] = {"means", "se", "table", "change"};
    return (unsigned)fill < COPSE_FILL_COUNT ? NAMES[fill] : NULL;
}
