/* Risk of bias beside the studies of a forest plot. */
#include "forest_model.h"

#include "rob_marks.h"

/* In em. */
#define FIRST_GAP 1.8
#define GAP 0.62
#define RADIUS 0.62

/* "A", "B", ... */
static const char *letter_of(forest_model *model, size_t domain)
{
    return copse_i_forest_text(model, "%c", (char)('A' + (int)domain));
}

void copse_i_light_columns(const forest_input *input, forest_model *model)
{
    const size_t n = input->opts->rob_domains;
    if (n == 0) return;
    model->lights = n;
    for (size_t d = 0; d < n; d++) {
        const size_t at = copse_i_forest_column(model, FOREST_CENTRE, d == 0 ? FIRST_GAP : GAP);
        if (d == 0) model->light_column = at;
        copse_i_forest_head(model, (forest_head){letter_of(model, d), at, at, 1, FOREST_CENTRE, false, 0.0});
    }
    const size_t first = model->light_column;
    copse_i_forest_head(
        model, (forest_head){n > 2 ? "Risk of bias" : "Bias", first, first + n - 1, 0, FOREST_CENTRE, false, 0.0});
}

void copse_i_light_cells(const forest_input *input, const forest_model *model, size_t study, forest_row *row)
{
    if (model->lights == 0) return;
    row->light = input->opts->rob + study * model->lights;
    for (size_t d = 0; d < model->lights; d++) row->cell[model->light_column + d] = copse_i_rob_sign(row->light[d]);
}

const char *copse_i_note_lights(const forest_input *input, forest_model *model)
{
    copse_text note = {0};
    bool any[COPSE_JUDGEMENT_COUNT] = {false};
    const size_t n = model->lights;
    if (n == 0) return NULL;
    copse_text_add(&note, "Risk of bias: ");
    for (size_t d = 0; d < n; d++) {
        const char *name = copse_i_forest_label(model, input->opts->rob_domain[d]);
        copse_text_printf(&note, "%s%s %s", d > 0 ? ", " : "", letter_of(model, d), name != NULL ? name : "");
    }
    for (size_t i = 0; i < input->set->k * n; i++) any[input->opts->rob[i]] = true;
    const char *between = "; ";
    for (size_t j = 0; j < COPSE_JUDGEMENT_COUNT; j++) {
        if (!any[j]) continue;
        const char *own = input->opts->rob_word != NULL ? input->opts->rob_word[j] : NULL;
        const char *word = own != NULL ? copse_i_forest_label(model, own) : NULL;
        copse_text_printf(&note, "%s%s %s", between, copse_i_rob_sign((copse_judgement)j),
                          word != NULL ? word : copse_i_rob_word((copse_judgement)j));
        between = ", ";
    }
    if (copse_text_status(&note) != COPSE_OK) model->failed = true;
    const char *text = copse_i_forest_text(model, "%s", copse_text_string(&note));
    copse_text_free(&note);
    return text;
}

void copse_i_write_lights(const forest_model *model, copse_text *script)
{
    char a[COPSE_NUMBER_TEXT], b[COPSE_NUMBER_TEXT];
    if (model->lights == 0) return;
    copse_text_printf(script,
                      "light_radius = %s\n# Risk of bias: x y judgement(1 low, 2 some concerns, 3 high, 4 critical, 5 "
                      "none)\n$lights << END_OF_LIGHTS\n",
                      copse_format_fixed(a, sizeof a, RADIUS * model->font, 2));
    for (size_t r = 0; r < model->rows; r++) {
        const forest_row *row = &model->row[r];
        for (size_t d = 0; row->light != NULL && d < model->lights; d++) {
            const forest_column *column = &model->column[model->light_column + d];
            copse_text_printf(script, "%s %s %d\n",
                              copse_format_fixed(a, sizeof a, 0.5 * (column->left + column->right), 2),
                              copse_format_fixed(b, sizeof b, row->y + 0.5 * row->height, 2), (int)row->light[d] + 1);
        }
    }
    copse_text_add(script, "END_OF_LIGHTS\n\n");
}
