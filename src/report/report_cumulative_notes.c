/* What a reader of a cumulative meta-analysis must know beside the numbers. */
#include "report_cumulative.h"

#include "shown_number.h"

#include <math.h>

double copse_i_required_participants(const copse_accumulated *a)
{
    const copse_trial_sequential *t = a->sequential;
    double n = 0;
    for (size_t i = 0; i < a->pooled.k; i++) n += a->pooled.ni != NULL ? a->pooled.ni[i] : NAN;
    return n * (t->required / t->look[t->looks - 1].information);
}

/* Since when the interval has stayed on one side of no effect. */
static void note_since(const copse_accumulated *a, copse_notes *notes)
{
    const copse_cumulative *all = a->cumulative;
    size_t since = all->count;
    while (since > 0 && all->step[since - 1].state == COPSE_SUBSET_FITTED &&
           copse_i_excludes_null(all->step[since - 1].fit.coef[0].ci))
        since--;
    if (since == all->count) copse_note(notes, "no effect lies inside the interval of all studies");
    else
        copse_note(notes, "from %s on (k = %zu) the interval lies on one side of no effect", a->step[since],
                   all->step[since].count);
}

/* A model of counts needs more than one study, and events in both groups. */
static void note_missing(const copse_accumulated *a, copse_notes *notes)
{
    const copse_cumulative *all = a->cumulative;
    size_t missing = 0, last = 0;
    for (size_t s = 0; s < all->count; s++)
        if (all->step[s].state != COPSE_SUBSET_FITTED) missing++, last = s;
    if (missing > 0)
        copse_note(notes, "%zu of %zu steps have no fit, the last of them that up to %s (k = %zu)", missing, all->count,
                   a->step[last], all->step[last].count);
}

/* ", times 1.08 for the looks" */
static void add_inflation(const copse_accumulated *a, copse_text *out)
{
    char number[COPSE_NUMBER_TEXT];
    const size_t plan = a->sequential_opts.plan;
    if (plan == 0) return;
    copse_text_printf(out, ", times %s for ", copse_format_fixed(number, sizeof number, a->sequential->inflation, 3));
    if (plan == COPSE_PLAN_MADE) copse_text_add(out, "the looks that are made and one at the end");
    else copse_text_printf(out, "%zu equally spaced look%s", plan, plan == 1 ? "" : "s");
}

static void note_requirement(const copse_accumulated *a, copse_notes *notes)
{
    const copse_trial_sequential *t = a->sequential;
    const copse_sequential_opts *o = &a->sequential_opts.bounds;
    char effect[COPSE_NUMBER_TEXT], alpha[COPSE_NUMBER_TEXT], power[COPSE_NUMBER_TEXT], d2[COPSE_NUMBER_TEXT],
        share[COPSE_NUMBER_TEXT], n[COPSE_NUMBER_TEXT];
    copse_text times = {0};
    add_inflation(a, &times);
    copse_note(
        notes,
        "required: the information that shows an effect of %s with %s %% power at the %s-sided level of %s %%%s, "
        "times 1/(1 - D²) for a diversity D² of %s %%; there is %s %% of it",
        copse_format_significant(effect, sizeof effect, a->shown_effect, 6),
        copse_format_significant(power, sizeof power, 100 * o->power, 6), o->one_sided ? "one" : "two",
        copse_format_significant(alpha, sizeof alpha, 100 * o->alpha, 6), copse_text_string(&times),
        copse_format_fixed(d2, sizeof d2, 100 * t->diversity, 1),
        copse_format_fixed(share, sizeof share, 100 * t->look[t->looks - 1].boundary.t, 1));
    copse_text_free(&times);
    const double participants = copse_i_required_participants(a);
    if (!isnan(participants))
        copse_note(notes, "that is about %s participants, at the information that each has brought so far",
                   copse_format_fixed(n, sizeof n, ceil(participants), 0));
    if (fabs(t->power - o->power) > 0.0005)
        copse_note(notes, "with these looks, and one at all of the required information, the power is %s %%%s",
                   copse_format_fixed(power, sizeof power, 100 * t->power, 1),
                   a->sequential_opts.plan == 0 ? "; --enlarge made asks for what gives them the planned one" : "");
    if (o->binding)
        copse_note(notes, "futility is binding: the boundaries keep their error only if a step inside it was the end");
}

static void note_verdict(const copse_accumulated *a, const copse_i_view *view, copse_notes *notes)
{
    const copse_trial_sequential *t = a->sequential;
    const copse_trial_look *last = &t->look[t->looks - 1];
    char low[COPSE_NUMBER_TEXT], high[COPSE_NUMBER_TEXT];
    if (t->crossed < t->looks)
        copse_note(notes, "the boundary is crossed at %s (k = %zu)", a->step[t->crossed],
                   a->cumulative->step[t->crossed].count);
    else copse_note(notes, "the boundary is not crossed: more studies are needed to tell, or the effect is smaller");
    if (t->futile < t->looks)
        copse_note(notes, "inside the boundary of futility at %s (k = %zu): the anticipated effect is unlikely",
                   a->step[t->futile], a->cumulative->step[t->futile].count);
    if (isnan(last->adjusted.lower)) return;
    const copse_transform_settings settings = copse_i_pooled_settings(&a->pooled, a->pooled.fit);
    const copse_interval shown = copse_i_show_interval(&a->pooled, &settings, last->adjusted, NULL);
    copse_format_significant(low, sizeof low, shown.lower, 4);
    copse_format_significant(high, sizeof high, shown.upper, 4);
    const char *name = copse_text_string(&view->shown);
    if (!isfinite(last->adjusted.lower))
        copse_note(notes, "bound of all studies adjusted for the looks: %s at most %s", name, high);
    else if (!isfinite(last->adjusted.upper))
        copse_note(notes, "bound of all studies adjusted for the looks: %s at least %s", name, low);
    else copse_note(notes, "interval of all studies adjusted for the looks: %s %s to %s", name, low, high);
}

static void note_anytime(const copse_accumulated *a, copse_notes *notes)
{
    char tau2[COPSE_NUMBER_TEXT];
    if (a->anytime_tau2 > 0)
        copse_note(notes,
                   "the confidence sequence takes the sampling variances and τ² = %s as known beforehand; with a τ² "
                   "estimated from the same studies its guarantee is approximate",
                   copse_format_significant(tau2, sizeof tau2, a->anytime_tau2, 4));
    else
        copse_note(notes, "the confidence sequence is of one effect common to all studies, with known sampling "
                          "variances: it holds at all steps together, whenever one stops");
}

void copse_i_cumulative_notes(const copse_accumulated *a, const copse_i_view *view, copse_notes *notes)
{
    note_since(a, notes);
    note_missing(a, notes);
    if (a->sequential != NULL) {
        note_requirement(a, notes);
        note_verdict(a, view, notes);
        if (copse_fit_is_random(a->pooled.fit))
            copse_note(notes, "boundaries are exact for known variances; with τ² estimated at each step they are "
                              "approximate");
    }
    if (a->anytime != NULL) note_anytime(a, notes);
    copse_i_pool_notes(&a->pooled, false, notes);
}
