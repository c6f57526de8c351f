#include "influence_numbers.h"

#include <math.h>

enum { STUDY_PANELS = 8, GROUP_PANELS = 5 };

size_t copse_i_influence_rows(const copse_influence_plot *plot)
{
    return plot->groups != NULL ? plot->groups->groups : plot->influence->k;
}

bool copse_i_influence_flagged(const copse_influence_plot *plot, size_t row)
{
    return plot->groups != NULL ? plot->groups->group[row].influential : plot->influence->study[row].influential;
}

size_t copse_i_influence_usual(const copse_influence_plot *plot)
{
    return plot->groups != NULL ? GROUP_PANELS : STUDY_PANELS;
}

static size_t coefficients_of(const copse_influence_plot *plot)
{
    return plot->groups != NULL ? plot->groups->p : plot->influence->p;
}

size_t copse_i_influence_panels(const copse_influence_plot *plot)
{
    return copse_i_influence_usual(plot) + (plot->dfbetas ? coefficients_of(plot) : 0);
}

static influence_panel of_study(const copse_influence_plot *plot, size_t panel)
{
    const copse_influence *in = plot->influence;
    const double k = (double)in->k, p = (double)in->p;
    const influence_panel all[STUDY_PANELS] = {
        {"Residual", 0, 1.959963984540054, true},        {"DFFITS", 0, in->dffits_limit, true},
        {"Cook's D", 0, in->cook_limit, false},          {"Cov. ratio", 1, NAN, false},
        {"τ² without", plot->all->het.tau2, NAN, false}, {"Q without", plot->all->het.Q, NAN, false},
        {"Hat value", p / k, in->hat_limit, false},      {"Weight %", 100 / k, NAN, false}};
    return all[panel];
}

static influence_panel of_group(const copse_influence_plot *plot, size_t panel)
{
    const influence_panel all[GROUP_PANELS] = {{"Residuals: χ²/df", 1, NAN, false},
                                               {"Cook's D", 0, plot->groups->cook_limit, false},
                                               {"Cov. ratio", 1, NAN, false},
                                               {"τ² without", plot->all->het.tau2, NAN, false},
                                               {"Q without", plot->all->het.Q, NAN, false}};
    return all[panel];
}

influence_panel copse_i_influence_panel(const copse_influence_plot *plot, size_t panel)
{
    const size_t usual = copse_i_influence_usual(plot);
    if (panel < usual) return plot->groups != NULL ? of_group(plot, panel) : of_study(plot, panel);
    const char *name = plot->coefficient != NULL ? plot->coefficient[panel - usual] : NULL;
    return (influence_panel){coefficients_of(plot) == 1 || name == NULL ? "DFBETAS" : name, 0, 1, true};
}

static double group_value(const copse_group_influence *groups, size_t row, size_t panel)
{
    const copse_influence_group *g = &groups->group[row];
    const copse_left_out_fit *without = &groups->leave_out.without[row];
    const bool fitted = without->state == COPSE_SUBSET_FITTED;
    const double value[GROUP_PANELS] = {g->chi2 / g->df, g->cook, g->cov_ratio,
                                        fitted ? without->fit.het.tau2 : (double)NAN,
                                        fitted ? without->fit.het.Q : (double)NAN};
    return panel < GROUP_PANELS ? value[panel] : groups->dfbetas[row * groups->p + panel - GROUP_PANELS];
}

double copse_i_influence_value(const copse_influence_plot *plot, size_t row, size_t panel)
{
    if (plot->groups != NULL) return group_value(plot->groups, row, panel);
    const copse_influence *in = plot->influence;
    const copse_influence_study *s = &in->study[row];
    const double value[STUDY_PANELS] = {s->rstudent, s->dffits, s->cook, s->cov_ratio,
                                        s->tau2,     s->Q,      s->hat,  s->weight};
    return panel < STUDY_PANELS ? value[panel] : in->dfbetas[row * in->p + panel - STUDY_PANELS];
}
