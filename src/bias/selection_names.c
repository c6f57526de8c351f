/* Names and texts of selection models. */
#include <copse/bias.h>

#include <string.h>

typedef struct names {
    const char *name, *text, *weight, *paper;
} names;

static const names *names_of(copse_selmodel_type type)
{
    static const names TABLE[] = {
#define ROW(id, name, text, weight, paper) {name, text, weight, paper},
        COPSE_SELMODEL_LIST(ROW)
#undef ROW
            {"", "", "", ""}};
    return &TABLE[(unsigned)type < COPSE_SELMODEL_COUNT ? (unsigned)type : (unsigned)COPSE_SELMODEL_COUNT];
}

const char *copse_selmodel_name(copse_selmodel_type type)
{
    return names_of(type)->name;
}

const char *copse_selmodel_text(copse_selmodel_type type)
{
    return names_of(type)->text;
}

const char *copse_selmodel_weight_formula(copse_selmodel_type type)
{
    return names_of(type)->weight;
}

const char *copse_selmodel_paper(copse_selmodel_type type)
{
    return names_of(type)->paper;
}

copse_status copse_selmodel_find(const char *name, copse_selmodel_type *type)
{
    for (unsigned i = 0; i < COPSE_SELMODEL_COUNT; i++)
        if (strcmp(name, copse_selmodel_name((copse_selmodel_type)i)) == 0) {
            *type = (copse_selmodel_type)i;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

bool copse_selmodel_takes_precision(copse_selmodel_type type)
{
    return type >= COPSE_SELMODEL_HALFNORM && type <= COPSE_SELMODEL_NEGEXPPOW;
}

const char *copse_selmodel_side_name(copse_selmodel_side side)
{
    static const char *const NAMES[] = {"greater", "less", "two-sided"};
    return (unsigned)side < sizeof NAMES / sizeof *NAMES ? NAMES[side] : "";
}

const char *copse_selmodel_precision_name(copse_selmodel_precision precision)
{
    static const char *const NAMES[] = {"none", "sei", "vi", "ninv", "sqrtninv"};
    return (unsigned)precision < sizeof NAMES / sizeof *NAMES ? NAMES[precision] : "";
}

const char *copse_selmodel_state_text(copse_selmodel_state state)
{
    static const char *const TEXTS[] = {"", "fixed", "no p-values", "lower end", "upper end", "tied", "jumps"};
    return (unsigned)state < sizeof TEXTS / sizeof *TEXTS ? TEXTS[state] : "";
}
