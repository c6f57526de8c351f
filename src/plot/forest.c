#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "forest_script.h"
#include "plot_template.h"

static const struct {
    copse_layout layout;
    const char *name;
} layouts[] = {{COPSE_LAYOUT_DEFAULT, "default"}, {COPSE_LAYOUT_REVMAN, "revman"}, {COPSE_LAYOUT_JAMA, "jama"}};
#define LAYOUTS (sizeof layouts / sizeof layouts[0])

const char *copse_layout_name(copse_layout layout)
{
    for (size_t i = 0; i < LAYOUTS; i++)
        if (layouts[i].layout == layout) return layouts[i].name;
    return NULL;
}

copse_status copse_layout_find(const char *name, copse_layout *layout)
{
    for (size_t i = 0; name != NULL && i < LAYOUTS; i++)
        if (strcmp(name, layouts[i].name) == 0) {
            *layout = layouts[i].layout;
            return COPSE_OK;
        }
    return COPSE_ENOTFOUND;
}

copse_forest_opts copse_forest_opts_default(const copse_measure *measure)
{
    return (copse_forest_opts){.layout = COPSE_LAYOUT_DEFAULT,
                               .axis_min = NAN,
                               .axis_max = NAN,
                               .reference = NAN,
                               .transform = measure != NULL ? measure->transform : COPSE_TRANSFORM_NONE,
                               .digits = 2,
                               .level = 95.0,
                               .prediction = true,
                               .raw_columns = true};
}

copse_status copse_plot_forest(const copse_study_set *set, const copse_fit *fit, const copse_subgroups *subgroups,
                               const copse_forest_opts *opts, const char *picture, copse_text *script, copse_error *err)
{
    if (set == NULL || fit == NULL || script == NULL)
        return copse_fail(err, COPSE_EINVAL, "a forest plot needs studies and their fit");
    const picture_kind kind = picture == NULL ? PICTURE_PDF : copse_i_picture_kind(picture);
    if (kind == PICTURE_UNKNOWN) return copse_plot_check_ending(picture, err);
    const copse_forest_opts usual = copse_forest_opts_default(set->measure);
    const forest_input input = {.set = set, .fit = fit, .subgroups = subgroups, .opts = opts != NULL ? opts : &usual};
    forest_model model = {0};
    copse_status st = copse_i_forest_build(&input, &model, err);
    if (st != COPSE_OK) goto done;
    copse_i_axis_choose(&input, &model);
    if (model.failed) {
        st = copse_fail_memory(err);
        goto done;
    }
    copse_i_forest_layout(&model);
    if (model.failed) {
        st = copse_fail_memory(err);
        goto done;
    }
    copse_i_forest_write(&model, kind, picture, script);
    st = copse_i_add_template("plots/style.gp", script, err);
    if (st == COPSE_OK) st = copse_i_add_template("plots/forest.gp", script, err);
    if (st == COPSE_OK && copse_text_status(script) != COPSE_OK) st = copse_fail_memory(err);
done:
    copse_i_forest_free(&model);
    return st;
}
