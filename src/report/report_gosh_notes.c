/* What a reader of an all-subsets analysis must know beside its numbers. */
#include "report_gosh.h"

#include <stdio.h>

void copse_i_goshed_describe(const copse_goshed *g, copse_text *out)
{
    const copse_gosh *gosh = g->gosh;
    const unsigned long long subsets = gosh->subsets;
    if (gosh->exact) copse_text_printf(out, "all %llu subsets of the %zu studies", subsets, gosh->k);
    else if (gosh->possible == UINT64_MAX)
        copse_text_printf(out, "%llu subsets of the %zu studies, drawn at random; seed %u", subsets, gosh->k,
                          g->opts->seed);
    else
        copse_text_printf(out, "%llu of the %llu subsets, drawn at random with replacement; seed %u", subsets,
                          (unsigned long long)gosh->possible, g->opts->seed);
    if (gosh->least > 1) copse_text_printf(out, "; of %zu studies or more", gosh->least);
}

/* Of counts what is beyond the range of numbers is a ratio of 0 or infinity, or a likelihood without a maximum. */
const char *copse_i_goshed_why(const copse_goshed *g, copse_lane_status status)
{
    const bool counts = g->pooled.fit->pooling != COPSE_POOLING_INVERSE_VARIANCE;
    return counts && status == COPSE_LANE_RANGE ? "their counts give no finite estimate"
                                                : copse_lane_status_text(status);
}

static void note_failures(const copse_goshed *g, copse_notes *notes)
{
    const copse_gosh *gosh = g->gosh;
    for (size_t s = 0; s < COPSE_LANE_STATUS_COUNT; s++)
        if (gosh->failed[s] > 0)
            copse_note(notes, "%llu of %llu subsets could not be fitted, and are left out: %s",
                       (unsigned long long)gosh->failed[s], (unsigned long long)gosh->subsets,
                       copse_i_goshed_why(g, (copse_lane_status)s));
}

static void note_outlier(const copse_goshed *g, size_t i, copse_notes *notes)
{
    char buf[COPSE_NUMBER_TEXT];
    const copse_gosh_study *s = &g->gosh->study[i];
    const bool of_I2 = !(s->explains > 50);
    copse_note(notes, "%s: whether it is in explains %s %% of the variance of %s over the subsets", g->pooled.label[i],
               copse_format_fixed(buf, sizeof buf, of_I2 ? s->explains_I2 : s->explains, 1),
               of_I2 ? "I\u00b2" : "the estimate");
}

void copse_i_goshed_notes(const copse_goshed *g, copse_notes *notes)
{
    const copse_gosh *gosh = g->gosh;
    note_failures(g, notes);
    copse_note(notes,
               "I\u00b2, significant subsets and what a study explains of the variance over the subsets are in %%");
    for (size_t i = 0; i < gosh->k; i++)
        if (gosh->study[i].outlier) note_outlier(g, i, notes);
    if (gosh->least <= gosh->p)
        copse_note(notes, gosh->p == 1
                              ? "a subset of one study is that study's estimate, with I\u00b2 and \u03c4\u00b2 of 0"
                              : "a subset of as many studies as coefficients has I\u00b2 and \u03c4\u00b2 of 0");
    if (gosh->grain > 0) copse_note(notes, "quartiles are those of a histogram of %.0f cells", 1 / gosh->grain);
}
