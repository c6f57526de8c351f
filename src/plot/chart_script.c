/* A page becomes a script: settings and data, then the templates. */
#include "chart.h"

#include "plot_template.h"
#include "plot_text.h"

#include <copse/plot.h>

copse_status copse_i_chart_begin(chart *page, const chart_kind *kind, const char *picture, copse_error *err)
{
    *page = (chart){.width = 400,
                    .margin = 1.5 * CHART_FONT,
                    .kind = kind,
                    .layer = CHART_MIDDLE,
                    .picture = picture == NULL ? PICTURE_PDF : copse_i_picture_kind(picture)};
    return page->picture == PICTURE_UNKNOWN ? copse_plot_check_ending(picture, err) : COPSE_OK;
}

/* All layers, one behind the other, with what parts their blocks. */
static void join_layers(const copse_text *layer, const char *between, copse_text *out)
{
    for (size_t i = 0; i < CHART_LAYERS; i++) {
        if (layer[i].failed) out->failed = true;
        if (layer[i].length == 0) continue;
        if (out->length > 0) copse_text_add(out, between);
        copse_text_add(out, copse_text_string(&layer[i]));
    }
}

static void add_settings(const chart *page, const char *picture, copse_text *script)
{
    copse_text_printf(script,
                      "# A %s by copse %s. To draw it again: gnuplot THIS_FILE (5.4 or later).\n"
                      "# Settings and data come first, and may be edited; looks and the drawing follow. Lengths are in "
                      "points.\n\n",
                      page->kind->name, copse_version());
    copse_i_add_picture_name(picture, page->kind->file, page->picture, script);
    copse_text_printf(script, "terminal = \"%s\" # pdf svg png eps; tex needs its own script\n",
                      page->picture == PICTURE_GP ? "pdf" : copse_i_picture_ending(page->picture));
    copse_text_printf(script, "font = \"DejaVu Sans\"\nfont_size = %.1f\nwidth = %.1f\nheight = %.1f\n\n", CHART_FONT,
                      page->width, page->height);
}

static void add_description(const chart *page, copse_text *script)
{
    copse_text title = {0}, about = {0};
    copse_i_clean_label(copse_text_string(&page->title), &title);
    copse_i_clean_label(copse_text_string(&page->description), &about);
    if (title.failed || about.failed || page->title.failed || page->description.failed) script->failed = true;
    copse_text_printf(script,
                      "# Title and description for readers who cannot see the picture\n"
                      "$description << END_OF_DESCRIPTION\n|%s\n|%s\nEND_OF_DESCRIPTION\n\n",
                      title.length > 0 ? copse_text_string(&title) : page->kind->name, copse_text_string(&about));
    copse_text_free(&title);
    copse_text_free(&about);
}

copse_status copse_i_chart_finish(chart *page, double height, const char *picture, copse_text *script, copse_error *err)
{
    copse_text shapes = {0}, looks = {0};
    page->height = height;
    add_settings(page, picture, script);
    join_layers(page->shapes, "\n\n", &shapes);
    join_layers(page->looks, "", &looks);
    copse_text_add(script, "# How each block of $shapes is drawn, from behind: a look that has a name below, and the "
                           "width of its line where that\n# is another, or \"FILL LINE WIDTH DASH\"\n");
    copse_i_add_block(script, "looks", "END_OF_LOOKS", &looks);
    copse_text_add(script, "# x y of lines and areas: an empty line parts them, two part blocks\n");
    copse_i_add_block(script, "shapes", "END_OF_SHAPES", &shapes);
    add_description(page, script);
    copse_text_add(script, "# x y align(l r c v) face(n b g w) size|text: drawn as it stands\n");
    copse_i_add_block(script, "text", "END_OF_TEXT", &page->text);
    copse_text_free(&shapes);
    copse_text_free(&looks);
    copse_status status = copse_i_add_template("plots/style.gp", script, err);
    if (status == COPSE_OK && page->kind->looks_file != NULL)
        status = copse_i_add_template(page->kind->looks_file, script, err);
    if (status == COPSE_OK) status = copse_i_add_template("plots/chart.gp", script, err);
    if (status == COPSE_OK && copse_text_status(script) != COPSE_OK) status = copse_fail_memory(err);
    return status;
}

void copse_i_chart_free(chart *page)
{
    for (size_t i = 0; i < CHART_LAYERS; i++) {
        copse_text_free(&page->shapes[i]);
        copse_text_free(&page->looks[i]);
    }
    copse_text_free(&page->text);
    copse_text_free(&page->title);
    copse_text_free(&page->description);
}
