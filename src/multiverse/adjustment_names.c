#include <copse/multiverse.h>

#include <string.h>

static const struct row {
    const char *name, *text;
    bool joint;
} ROWS[COPSE_ADJUSTMENT_COUNT] = {
#define ROW(id, name, text, joint) {name, text, joint},
    COPSE_ADJUSTMENT_LIST(ROW)
#undef ROW
};

const char *copse_adjustment_name(copse_adjustment adjustment)
{
    return adjustment < COPSE_ADJUSTMENT_COUNT ? ROWS[adjustment].name : NULL;
}

const char *copse_adjustment_text(copse_adjustment adjustment)
{
    return adjustment < COPSE_ADJUSTMENT_COUNT ? ROWS[adjustment].text : NULL;
}

bool copse_adjustment_is_joint(copse_adjustment adjustment)
{
    return adjustment < COPSE_ADJUSTMENT_COUNT && ROWS[adjustment].joint;
}

copse_status copse_adjustment_find(const char *name, copse_adjustment *adjustment)
{
    for (size_t i = 0; i < COPSE_ADJUSTMENT_COUNT; i++) {
        if (strcmp(ROWS[i].name, name) != 0) continue;
        *adjustment = (copse_adjustment)i;
        return COPSE_OK;
    }
    return COPSE_ENOTFOUND;
}

copse_adjust_opts copse_adjust_opts_default(void)
{
    static const double STEPS[] = {0.025, 0.5};
    return (copse_adjust_opts){.step = STEPS, .steps = sizeof STEPS / sizeof *STEPS};
}
