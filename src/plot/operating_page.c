/* What the plots of a simulation are drawn with. */
#include "operating_page.h"

#include "plot_text.h"
#include "text_metrics.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static void add_places(copse_text *out, const double *x, size_t n)
{
    char buf[COPSE_NUMBER_TEXT];
    for (size_t i = 0; i < n; i++)
        copse_text_printf(out, "%s%s", i > 0 ? " " : "", copse_format_fixed(buf, sizeof buf, x[i], 2));
}

void copse_i_operating_line(operating_page *page, double x1, double y1, double x2, double y2, double thick,
                            size_t method, bool grey)
{
    const double line[] = {x1, y1, x2, y2, thick};
    add_places(&page->lines, line, 5);
    copse_text_printf(&page->lines, " %d\n", grey ? -1 : (int)method);
}

void copse_i_operating_path(operating_page *page, double thick, size_t method, bool grey)
{
    const double width[] = {thick};
    if (page->at_path) copse_text_add(&page->paths, "\n\n");
    page->at_path = true;
    page->at_gap = false;
    add_places(&page->styles, width, 1);
    copse_text_printf(&page->styles, " %d\n", grey ? -1 : (int)method);
    copse_text_add(&page->paths, "# a line\nNaN NaN\n"); /* so that each has a point */
}

void copse_i_operating_point(operating_page *page, double x, double y)
{
    const double at[] = {x, y};
    if (page->at_gap) copse_text_add(&page->paths, "\n");
    page->at_gap = false;
    add_places(&page->paths, at, 2);
    copse_text_add(&page->paths, "\n");
}

void copse_i_operating_gap(operating_page *page)
{
    page->at_gap = true;
}

void copse_i_operating_band(operating_page *page, double x1, double low1, double high1, double x2, double low2,
                            double high2, size_t method)
{
    const double band[] = {x1, low1, high1, x2, low2, high2};
    add_places(&page->bands, band, 6);
    copse_text_printf(&page->bands, " %zu\n", method);
}

void copse_i_operating_text(operating_page *page, double x, double y, const char *how, double size, const char *text)
{
    const double at[] = {x, y};
    copse_text clean = {0};
    copse_i_clean_label(text, &clean);
    if (clean.failed) page->text.failed = true;
    const char *shown = copse_text_string(&clean);
    add_places(&page->text, at, 2);
    copse_text_printf(&page->text, " %s %.1f |", how, size);
    if (page->kind == PICTURE_TEX) {
        copse_text_printf(&page->text, "\\fontsize{%.1f}{%.1f}\\selectfont ", size, 1.2 * size);
        copse_i_latex_text(shown, strlen(shown), &page->text);
    } else {
        copse_text_add(&page->text, shown);
    }
    copse_text_add(&page->text, "\n");
    copse_text_free(&clean);
}

void copse_i_operating_cut(operating_page *page, double x, double y, const char *how, double size, double room,
                           const char *text)
{
    const bool bold = strchr(how, 'b') != NULL;
    copse_text line = {0};
    if (size * copse_i_text_width(text, bold) <= room) {
        copse_text_add(&line, text);
    } else {
        copse_text_add_bytes(&line, text, copse_i_line_bytes(text, room / size - 1, bold));
        copse_text_add(&line, "\u2026");
    }
    if (line.failed) page->text.failed = true;
    copse_i_operating_text(page, x, y, how, size, copse_text_string(&line));
    copse_text_free(&line);
}

double copse_i_operating_head(operating_page *page, const copse_operating_data *data, double left, double right,
                              double y)
{
    const double font = OPERATING_FONT;
    copse_text title = {0}, measure = {0};
    copse_i_clean_label(data->title != NULL ? data->title : "", &title);
    copse_i_operating_title(data, &measure);
    if (title.failed || measure.failed) page->text.failed = true;
    for (const char *rest = copse_text_string(&title); *rest != 0;) {
        const size_t n = copse_i_line_bytes(rest, (right - left) / (font + 1), true);
        copse_text line = {0};
        copse_text_add_bytes(&line, rest, n);
        if (line.failed) page->text.failed = true;
        copse_i_operating_text(page, left, y, "l b", font + 1, copse_text_string(&line));
        copse_text_free(&line);
        rest += n;
        y += (*rest != 0 ? 1.5 : 1.8) * font;
    }
    copse_i_operating_text(page, left, y, "l n", font + 0.5, copse_text_string(&measure));
    copse_text_free(&title);
    copse_text_free(&measure);
    return y + 1.9 * font;
}

/* ------------------------------------------------------------------------------------------------------- axes */

void copse_i_operating_scale(operating_axis *axis, double low, double high)
{
    const double span = high > low ? high - low : fabs(high) > 0 ? fabs(high) : 1;
    const double rough = span / 4, power = pow(10, floor(log10(rough))), lead = rough / power;
    axis->step = power * (lead > 5 ? 10 : lead > 2 ? 5 : lead > 1 ? 2 : 1);
    axis->low = floor(low / axis->step + 1e-9) * axis->step;
    axis->high = ceil(high / axis->step - 1e-9) * axis->step;
    if (!(axis->high > axis->low)) axis->high = axis->low + axis->step;
    const double digits = -floor(log10(axis->step) + 1e-9);
    axis->decimals = digits > 0 ? (digits < 12 ? (int)digits : 12) : 0;
}

double copse_i_operating_y(const operating_axis *axis, double value)
{
    const double y = axis->bottom - (axis->bottom - axis->top) * (value - axis->low) / (axis->high - axis->low);
    return y < axis->top ? axis->top : y > axis->bottom ? axis->bottom : y;
}

void copse_i_operating_frame(operating_page *page, const operating_axis *axis, bool percent)
{
    char buf[COPSE_NUMBER_TEXT];
    const double font = OPERATING_FONT;
    const int decimals = percent && axis->decimals >= 2 ? axis->decimals - 2 : percent ? 0 : axis->decimals;
    copse_i_operating_line(page, axis->left, axis->top, axis->left, axis->bottom, 0.8, 0, false);
    copse_i_operating_line(page, axis->left, axis->bottom, axis->right, axis->bottom, 0.8, 0, false);
    const int ticks = (int)floor((axis->high - axis->low) / axis->step + 0.5);
    for (int i = 0; i <= ticks; i++) {
        const double value = axis->low + i * axis->step, y = copse_i_operating_y(axis, value);
        copse_i_operating_line(page, axis->left - 0.4 * font, y, axis->left, y, 0.8, 0, false);
        copse_i_operating_text(page, axis->left - 0.7 * font, y, "r n", font,
                               copse_format_fixed(buf, sizeof buf, percent ? 100 * value : value, decimals));
    }
}

/* What makes the lines of two methods differ: the estimator of tau2 always, the interval where it is measured, ... */
static bool interval_matters(const copse_operating_data *data)
{
    if (strcmp(data->parameter, "I2") == 0 || strcmp(data->parameter, "prediction") == 0) return false;
    return data->measure == COPSE_PERFORMANCE_COVERAGE || data->measure == COPSE_PERFORMANCE_WIDTH ||
           data->measure == COPSE_PERFORMANCE_REJECTION || data->measure == COPSE_PERFORMANCE_NO_INTERVAL ||
           data->measure == COPSE_PERFORMANCE_AT_END;
}

/* ... the test where standard errors are measured or an interval is made of them. */
static bool test_matters(const copse_operating_data *data, const copse_simulation_method *m)
{
    if (strcmp(data->parameter, "tau2") == 0 || strcmp(data->parameter, "I2") == 0) return false;
    if (interval_matters(data)) return m->bootstrap.replicates == 0 || m->bootstrap.interval == COPSE_BOOT_STUDENTISED;
    return data->measure != COPSE_PERFORMANCE_BIAS && data->measure != COPSE_PERFORMANCE_EMP_SE &&
           data->measure != COPSE_PERFORMANCE_MSE && data->measure != COPSE_PERFORMANCE_RMSE;
}

static bool same_interval(const copse_simulation_bootstrap *a, const copse_simulation_bootstrap *b)
{
    if (a->replicates == 0 || b->replicates == 0) return a->replicates == b->replicates;
    return a->replicates == b->replicates && a->kind == b->kind && a->interval == b->interval;
}

static bool same_line(const copse_operating_data *data, const copse_simulation_method *a,
                      const copse_simulation_method *b)
{
    return a->method == b->method && (!interval_matters(data) || same_interval(&a->bootstrap, &b->bootstrap)) &&
           (!test_matters(data, a) || a->test == b->test) &&
           (strcmp(data->parameter, "prediction") != 0 || a->prediction == b->prediction);
}

static bool is_first(const copse_operating_data *data, size_t method)
{
    const copse_simulation_method *all = copse_simulation_of(data->simulation)->method;
    for (size_t m = 0; m < method; m++)
        if (same_line(data, &all[m], &all[method])) return false;
    return true;
}

size_t copse_i_operating_style(const copse_operating_data *data, size_t method)
{
    size_t n = 0;
    if (!is_first(data, method)) return 0;
    for (size_t m = 0; m <= method; m++) n += is_first(data, m) ? 1 : 0;
    return n;
}

size_t copse_i_operating_styles(const copse_operating_data *data)
{
    size_t n = 0;
    for (size_t m = 0; m < copse_simulation_of(data->simulation)->methods; m++) n += is_first(data, m) ? 1 : 0;
    return n;
}

/* The method's name; where others share its line, and neither test nor interval matters, the estimator's. */
static const char *line_name(const copse_operating_data *data, size_t method)
{
    const copse_simulation_design *d = copse_simulation_of(data->simulation);
    for (size_t m = method + 1; m < d->methods; m++)
        if (same_line(data, &d->method[m], &d->method[method]) && !interval_matters(data) &&
            !test_matters(data, &d->method[m]))
            return copse_method_code(d->method[method].method);
    return d->method[method].name;
}

double copse_i_operating_legend(operating_page *page, const copse_operating_data *data, double left, double right,
                                double y)
{
    const copse_simulation_design *d = copse_simulation_of(data->simulation);
    const double font = OPERATING_FONT;
    double x = left;
    for (size_t m = 0; m < d->methods; m++) {
        const size_t style = copse_i_operating_style(data, m);
        if (style == 0) continue;
        const char *name = line_name(data, m);
        const double wide = fmin(3.6 * font + font * copse_i_text_width(name, false), right - left);
        if (x > left && x + wide > right) {
            x = left;
            y += 1.5 * font;
        }
        copse_i_operating_line(page, x, y, x + 3 * font, y, 1.6, style, false);
        copse_i_operating_cut(page, x + 3.4 * font, y, "l n", font, right - x - 3.4 * font, name);
        x += wide + 1.6 * font;
    }
    return y + 1.5 * font;
}

/* ------------------------------------------------------------------------------------------------------ values */

copse_performance copse_i_operating_value(const copse_operating_data *data, size_t cell, size_t method)
{
    const copse_simulation_design *d = copse_simulation_of(data->simulation);
    const copse_performance none = {(double)NAN, (double)NAN};
    copse_simulation_summary s;
    copse_simulation_summarise(data->simulation, data->state, cell, method, &s);
    if (strcmp(data->parameter, "mu") == 0) return s.coef[0][data->measure];
    if (strcmp(data->parameter, "tau2") == 0) return s.tau2[data->measure];
    if (strcmp(data->parameter, "I2") == 0) return s.I2[data->measure];
    if (strcmp(data->parameter, "prediction") == 0) return s.prediction[data->measure];
    for (size_t j = 0; j < d->moderators; j++)
        if (strcmp(data->parameter, d->moderator[j].name) == 0) return s.coef[j + 1][data->measure];
    return none;
}

bool copse_i_operating_is_share(const copse_operating_data *data)
{
    return data->measure == COPSE_PERFORMANCE_COVERAGE || data->measure == COPSE_PERFORMANCE_REJECTION ||
           data->measure == COPSE_PERFORMANCE_ZERO || data->measure == COPSE_PERFORMANCE_NO_INTERVAL ||
           data->measure == COPSE_PERFORMANCE_AT_END;
}

void copse_i_operating_title(const copse_operating_data *data, copse_text *out)
{
    static const char *const words[COPSE_PERFORMANCE_COUNT] = {
        [COPSE_PERFORMANCE_BIAS] = "Bias of",
        [COPSE_PERFORMANCE_EMP_SE] = "Empirical standard error of",
        [COPSE_PERFORMANCE_MSE] = "Mean squared error of",
        [COPSE_PERFORMANCE_RMSE] = "Root mean squared error of",
        [COPSE_PERFORMANCE_MODEL_SE] = "Mean model-based standard error of",
        [COPSE_PERFORMANCE_SE_ERROR] = "Relative error (%) of the standard error of",
        [COPSE_PERFORMANCE_COVERAGE] = "Coverage (%) of",
        [COPSE_PERFORMANCE_WIDTH] = "Width of the interval of",
        [COPSE_PERFORMANCE_REJECTION] = "Rejections (%) of no effect:",
        [COPSE_PERFORMANCE_MEAN] = "Mean of",
        [COPSE_PERFORMANCE_ZERO] = "Estimates of 0 (%):",
        [COPSE_PERFORMANCE_NO_INTERVAL] = "Estimates without an interval (%):",
        [COPSE_PERFORMANCE_AT_END] = "Limits at the end of the replicates (%):"};
    const bool greek_mu = strcmp(data->parameter, "mu") == 0, greek_tau = strcmp(data->parameter, "tau2") == 0;
    copse_text_printf(out, "%s %s", words[data->measure],
                      greek_mu                                     ? "\xc2\xb5"
                      : greek_tau                                  ? "\xcf\x84\xc2\xb2"
                      : strcmp(data->parameter, "prediction") == 0 ? "the prediction interval"
                                                                   : data->parameter);
}

double copse_i_operating_target(const copse_operating_data *data, size_t cell)
{
    const copse_simulation_design *d = copse_simulation_of(data->simulation);
    const copse_simulation_cell *c = copse_simulation_cell_at(data->simulation, cell);
    if (data->measure == COPSE_PERFORMANCE_COVERAGE) return d->level / 100;
    if (data->measure == COPSE_PERFORMANCE_BIAS || data->measure == COPSE_PERFORMANCE_SE_ERROR) return 0;
    if (data->measure == COPSE_PERFORMANCE_REJECTION && strcmp(data->parameter, "mu") == 0 && c->mu == 0)
        return 1 - d->level / 100;
    if (data->measure == COPSE_PERFORMANCE_MEAN && strcmp(data->parameter, "tau2") == 0) return c->tau2;
    return (double)NAN;
}

/* ----------------------------------------------------------------------------------------------------- factors */

static const char *const KEYS[OPERATING_FACTORS] = {"sizes",       "variances", "control", "effects", "selection",
                                                    "correlation", "mu",        "tau2",    "k"};

/* A cell's level of factor f: a name, or with name NULL a number. */
static const char *level_of(const copse_simulation_cell *c, size_t f, double *number)
{
    *number = 0;
    switch (f) {
    case 0:
        return c->size != NULL ? c->size->name : "";
    case 1:
        return c->variance != NULL ? c->variance->name : "";
    case 2:
        return c->control != NULL ? c->control->name : "";
    case 3:
        return c->shape != NULL ? c->shape->name : "normal";
    case 4:
        return c->selection != NULL ? c->selection->name : "none";
    case 5:
        *number = c->correlation;
        return NULL;
    case 6:
        *number = c->mu;
        return NULL;
    case 7:
        *number = isnan(c->I2) ? c->tau2 : c->I2;
        return NULL;
    default:
        *number = (double)c->k;
        return NULL;
    }
}

static bool same_level(const copse_simulation *s, size_t f, size_t a, size_t b)
{
    double x, y;
    const char *p = level_of(copse_simulation_cell_at(s, a), f, &x);
    const char *q = level_of(copse_simulation_cell_at(s, b), f, &y);
    return p != NULL && q != NULL ? strcmp(p, q) == 0 : x == y;
}

/* Numbers the levels of factor f in the order in which they come; `first` holds a cell of each. */
static size_t number_levels(const copse_simulation *s, size_t f, size_t cells, size_t *level, size_t *first)
{
    size_t levels = 0;
    for (size_t c = 0; c < cells; c++) {
        size_t i = 0;
        while (i < levels && !same_level(s, f, first[i], c)) i++;
        if (i == levels) first[levels++] = c;
        level[c] = i;
    }
    return levels;
}

copse_status copse_i_operating_factors(const copse_simulation *s, operating_factors *factors)
{
    const size_t cells = copse_simulation_of(s)->cells;
    *factors = (operating_factors){0};
    for (size_t f = 0; f < OPERATING_FACTORS; f++) {
        size_t *level = copse_alloc(cells, sizeof *level), *first = copse_alloc(cells, sizeof *first);
        const size_t n = factors->count;
        factors->level[n] = level;
        factors->first[n] = first;
        if (level == NULL || first == NULL) return COPSE_ENOMEM;
        factors->levels[n] = number_levels(s, f, cells, level, first);
        factors->index[n] = f;
        factors->key[n] = f == 7 && !isnan(copse_simulation_cell_at(s, 0)->I2) ? "I2" : KEYS[f];
        if (factors->levels[n] > 1) {
            factors->count++;
            continue;
        }
        free(level);
        free(first);
        factors->level[n] = factors->first[n] = NULL;
    }
    return COPSE_OK;
}

void copse_i_operating_factors_free(operating_factors *factors)
{
    for (size_t f = 0; f < OPERATING_FACTORS; f++) {
        free(factors->level[f]);
        free(factors->first[f]);
    }
    *factors = (operating_factors){0};
}

void copse_i_operating_level_text(const copse_simulation *s, const operating_factors *factors, size_t f, size_t cell,
                                  copse_text *out)
{
    char buf[COPSE_NUMBER_TEXT];
    double x = 0;
    const char *name = level_of(copse_simulation_cell_at(s, cell), factors->index[f], &x);
    copse_text_add(out, name != NULL ? name : copse_format_significant(buf, sizeof buf, x, 6));
}

/* ------------------------------------------------------------------------------------------------------ script */

static copse_status add_template(const char *name, copse_text *script, copse_error *err)
{
    char *path = NULL, *bytes = NULL;
    size_t n = 0;
    copse_status status = copse_resource_path(name, &path, err);
    if (status == COPSE_OK) status = copse_file_read(path, &bytes, &n, err);
    if (status == COPSE_OK) copse_text_add_bytes(script, bytes, n);
    free(bytes);
    free(path);
    return status;
}

static void add_block(copse_text *script, const char *name, const char *end, const copse_text *block)
{
    copse_text_printf(script, "$%s << %s\n", name, end);
    copse_text_add(script, copse_text_string(block));
    if (block->failed) script->failed = true;
    copse_text_printf(script, "%s\n\n", end);
}

/* The name that the script writes to when its user runs it: without a folder, and never the "|command" of gnuplot. */
static void add_picture_name(const operating_page *page, const char *picture, copse_text *script)
{
    const char *slash = picture == NULL ? NULL : strrchr(picture, '/');
    const char *base = picture == NULL ? "simulation.pdf" : slash != NULL ? slash + 1 : picture;
    copse_text name = {0};
    copse_i_clean_label(base, &name);
    if (name.failed) script->failed = true;
    const char *clean = copse_text_string(&name);
    copse_text_printf(script, "$picture << END_OF_PICTURE\n%s%s%s\nEND_OF_PICTURE\n", clean[0] == '|' ? "./" : "",
                      clean, page->kind == PICTURE_GP ? ".pdf" : "");
    copse_text_free(&name);
}

copse_status copse_i_operating_script(const operating_page *page, const char *picture, copse_text *script,
                                      copse_error *err)
{
    copse_text_printf(script,
                      "# Results of a simulation by copse %s. To draw it again: gnuplot THIS_FILE (5.4 or later).\n"
                      "# Settings and data come first, and may be edited; the drawing follows. Lengths are in "
                      "points.\n\n",
                      copse_version());
    add_picture_name(page, picture, script);
    copse_text_printf(script, "terminal = \"%s\" # pdf svg png eps; tex needs its own script\n",
                      page->kind == PICTURE_GP ? "pdf" : copse_i_picture_ending(page->kind));
    copse_text_printf(script, "font = \"DejaVu Sans\"\nfont_size = %.1f\nwidth = %.1f\nheight = %.1f\n", OPERATING_FONT,
                      page->width, page->height);
    copse_text_add(script, "line_colour = \"#000000\"\ngrid_colour = \"#9a9a9a\"\n\n");
    copse_text_add(script, "# x1 low1 high1 x2 low2 high2 method\n");
    add_block(script, "bands", "END_OF_BANDS", &page->bands);
    copse_text_add(script, "# x1 y1 x2 y2 width method (0: black, -1: grey)\n");
    add_block(script, "lines", "END_OF_LINES", &page->lines);
    copse_text_add(script, "# Lines of many points: how each is drawn (width method), and x y of its points\n");
    add_block(script, "styles", "END_OF_STYLES", &page->styles);
    add_block(script, "paths", "END_OF_PATHS", &page->paths);
    copse_text_printf(script,
                      "# Title and description for readers who cannot see the picture\n"
                      "$description << END_OF_DESCRIPTION\n|%s\n|%s\nEND_OF_DESCRIPTION\n\n",
                      page->title, copse_text_string(&page->description));
    if (page->description.failed) script->failed = true;
    copse_text_add(script, "# x y align(l r c) face(n b e) size|text: drawn as it stands\n");
    add_block(script, "text", "END_OF_TEXT", &page->text);
    copse_status status = add_template("plots/style.gp", script, err);
    if (status == COPSE_OK) status = add_template("plots/operating.gp", script, err);
    if (status == COPSE_OK && copse_text_status(script) != COPSE_OK) status = copse_fail_memory(err);
    return status;
}

void copse_i_operating_free(operating_page *page)
{
    copse_text_free(&page->lines);
    copse_text_free(&page->bands);
    copse_text_free(&page->paths);
    copse_text_free(&page->styles);
    copse_text_free(&page->text);
    copse_text_free(&page->description);
}
