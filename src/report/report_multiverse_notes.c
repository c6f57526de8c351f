/* What a reader of a multiverse must know beside its numbers. */
#include "report_multiverse.h"

#include <copse/bias.h>

#include <string.h>

const char *copse_i_multiversed_option(const copse_multiversed *m, size_t c, size_t s)
{
    return m->level[c][copse_multiverse_level_of(m->plan, c, s)];
}

void copse_i_multiversed_describe(const copse_multiversed *m, copse_text *out)
{
    const copse_multiverse *v = m->multiverse;
    const unsigned long long made = v->permutations;
    if (v->exact)
        copse_text_printf(out, "all %llu ways to flip the signs of %zu studies, opposite ones counted once", made,
                          m->plan->units);
    else
        copse_text_printf(out, "%llu random flips of the signs of %zu studies; seed %u", made, m->plan->units,
                          m->plan->seed);
    if (v->tested < v->fitted)
        copse_text_printf(out, "; of %zu of the specifications, selection models being too slow to be fitted as often",
                          v->tested);
}

/* Each reason once, with how many it is of. */
static void note_unfitted(const copse_multiversed *m, copse_notes *notes)
{
    const copse_multiverse *v = m->multiverse;
    for (size_t s = 0; s < v->specifications; s++) {
        const copse_specification *spec = &v->specification[s];
        size_t same = 0, before = 0;
        if (spec->fitted) continue;
        for (size_t t = 0; t < v->specifications; t++) {
            if (v->specification[t].fitted || strcmp(v->specification[t].why, spec->why) != 0) continue;
            same++;
            before += t < s;
        }
        if (before == 0) copse_note(notes, "%zu specifications could not be fitted: %s", same, spec->why);
    }
}

static void note_largest(const copse_multiversed *m, copse_notes *notes)
{
    const copse_multiverse *v = m->multiverse;
    char buf[COPSE_NUMBER_TEXT];
    size_t most = v->choices;
    for (size_t c = 0; c < v->choices; c++)
        if (v->choice[c].moves > (most < v->choices ? v->choice[most].moves : 0)) most = c;
    if (most == v->choices) return;
    copse_note(notes, "the choice that moves %s most is %s: by %s on average, the others being equal",
               m->plan->comparable ? "the estimate" : "z", m->choice[most],
               copse_format_significant(buf, sizeof buf, v->choice[most].moves, 2));
}

/* Adjustments of few studies are not to be trusted. */
static void note_few(const copse_multiversed *m, copse_notes *notes)
{
    const copse_multiverse *v = m->multiverse;
    size_t few = 0;
    for (size_t s = 0; s < v->specifications; s++) {
        const copse_specification *spec = &v->specification[s];
        const copse_multiverse_set *set = &m->plan->set[spec->set];
        few += spec->fitted && (set->adjustment > 0 || set->design[0] != NULL) && set->k < COPSE_BIAS_FEW;
    }
    if (few > 0)
        copse_note(notes,
                   "%zu adjusted specifications have fewer than %d studies: of so few such adjustments say little", few,
                   COPSE_BIAS_FEW);
}

void copse_i_multiversed_notes(const copse_multiversed *m, copse_notes *notes)
{
    note_largest(m, notes);
    note_unfitted(m, notes);
    note_few(m, notes);
    if (!m->plan->comparable)
        copse_note(notes, "estimates of different measures are on different scales: what is compared is z, with the "
                          "same p under a normal distribution");
    copse_note(notes,
               "Moves by: mean difference of two specifications that differ in that choice alone; Flips: how many of "
               "these pairs differ in sign or significance; Explains: share of the variance between its options");
}
