/* See pool_program.h. */
#include "pool_program.h"

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

void copse_i_program_line(const copse_pooled *pooled, copse_text *line)
{
    const char *between = "; by option: ";
    if (pooled->program_settings == NULL) return;
    copse_text_printf(line, "of %s", copse_program_text(pooled->program));
    for (copse_setting s = 0; s < COPSE_SETTING_COUNT; s++) {
        if (!pooled->program_settings->given[s]) continue;
        copse_text_printf(line, "%s%s", between, copse_setting_key(s));
        between = ", ";
    }
}

void copse_i_program_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_program_settings *in_force = pooled->program_settings;
    if (in_force == NULL) return;
    json_t *object = json_object(), *settings = json_object();
    for (copse_setting s = 0; s < COPSE_SETTING_COUNT; s++) {
        json_t *one = json_object();
        const bool unsaid =
            s != COPSE_SETTING_METHOD && s != COPSE_SETTING_TEST && in_force->given[s]; /* the option says it */
        const char *value = unsaid ? NULL : copse_setting_value(s, in_force->value[s]);
        SET(one, "value", copse_i_json_text(json, value));
        SET(one, "by_option", json_boolean(in_force->given[s]));
        SET(settings, copse_setting_key(s), one);
    }
    SET(object, "as", copse_i_json_text(json, copse_program_code(pooled->program)));
    SET(object, "program", copse_i_json_text(json, copse_program_text(pooled->program)));
    SET(object, "settings", settings);
    copse_i_json_add(json, "program", object);
}
