/* Settings of programs. */
#include "setting_value.h"

#include "document.h"

/* Where a setting in force is from. */
static const char *origin(const copse_program_settings *settings, copse_setting setting, copse_program as)
{
    if (settings->given[setting]) return "option";
    return as < COPSE_PROGRAM_COUNT ? copse_program_code(as) : "default";
}

/* What an option asked for where the value does not say it. */
const char *copse_i_setting_text(const copse_program_settings *settings, copse_setting setting)
{
    const bool said = setting == COPSE_SETTING_METHOD || setting == COPSE_SETTING_TEST;
    if (!settings->given[setting] || said) return copse_setting_value(setting, settings->value[setting]);
    if (setting == COPSE_SETTING_TAU2_CI) return copse_tau2_ci_text(settings->fit.setup.ci);
    if (setting == COPSE_SETTING_PREDICTION) return copse_pi_text(settings->fit.pi);
    return "as the option says";
}

static void settings_in_force(copse_document *document, const copse_program_settings *settings, copse_program as)
{
    copse_document_heading(document, 1, "Settings in force");
    copse_document_table(document, "settings", NULL);
    copse_document_wrap(document);
    copse_document_column(document, "setting", "Setting", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "value", "Value", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "from", "From", COPSE_ALIGN_LEFT, 0);
    for (copse_setting s = 0; s < COPSE_SETTING_COUNT; s++) {
        copse_document_row(document);
        copse_document_text(document, copse_setting_title(s));
        copse_document_text(document, copse_i_setting_text(settings, s));
        copse_document_text(document, origin(settings, s, as));
    }
}

static void program_table(copse_document *document, const copse_program_settings *settings, copse_program program)
{
    copse_program_settings its = *settings;
    for (copse_setting s = 0; s < COPSE_SETTING_COUNT; s++) its.given[s] = false;
    copse_program_apply(program, &its);
    copse_text head = {0};
    copse_text_printf(&head, "--as %s: %s", copse_program_code(program), copse_program_text(program));
    copse_document_heading(document, 2, copse_text_string(&head));
    copse_document_check(document, copse_text_status(&head));
    copse_text_free(&head);
    copse_document_table(document, copse_program_code(program), NULL);
    copse_document_wrap(document);
    copse_document_column(document, "setting", "Setting", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "value", "Value", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "changes", "Changes", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "source", "Source", COPSE_ALIGN_LEFT, 0);
    for (copse_setting s = 0; s < COPSE_SETTING_COUNT; s++) {
        const bool other = its.value[s] != settings->value[s];
        copse_document_row(document);
        copse_document_text(document, copse_setting_key(s));
        copse_document_text(document, copse_setting_value(s, its.value[s]));
        copse_document_text(document, settings->given[s] ? "no: option" : other ? "yes" : "no");
        copse_document_text(document, copse_program_source(program, s));
    }
}

copse_status copse_report_settings(const copse_program_settings *settings, copse_program as,
                                   const copse_render_opts *opts, copse_text *out, copse_error *err)
{
    if (settings == NULL || opts == NULL || out == NULL) return copse_fail(err, COPSE_EINVAL, "nothing to render");
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    settings_in_force(document, settings, as);
    for (copse_program p = 0; p < COPSE_PROGRAM_COUNT; p++) program_table(document, settings, p);
    const copse_status status = copse_document_render(document, opts, out, err);
    copse_document_free(document);
    return status;
}
