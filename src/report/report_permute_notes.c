/* What a reader of a permutation test must know beside its numbers. */
#include "report_permute.h"

#include <math.h>

/* The smallest p-value against the level. */
static void note_power(const copse_permuted *p, copse_notes *notes)
{
    char least[COPSE_NUMBER_TEXT], alpha[COPSE_NUMBER_TEXT];
    const double level = p->plan->fit.level;
    const bool one_sided = p->alternative == COPSE_PERM_LESS || p->alternative == COPSE_PERM_GREATER;
    const bool halves = p->plan->X == NULL && p->summary->exact && one_sided;
    const double smallest = halves ? p->summary->least_p / 2 : p->summary->least_p;
    if (!(smallest * 100 > 100 - level)) return;
    copse_note(notes, "p cannot be smaller than %s with %s permutations: this test can never reject at %s %%",
               copse_format_significant(least, sizeof least, smallest, 4),
               p->summary->exact ? "so few" : "so few random",
               copse_format_significant(alpha, sizeof alpha, 100 - level, 6));
}

/* Too few permutations are so for every coefficient, and are told of once, with the level that there could be. */
static void note_too_few(const copse_permuted *p, copse_notes *notes)
{
    char level[COPSE_NUMBER_TEXT], most[COPSE_NUMBER_TEXT];
    const double all = p->summary->exact ? (double)copse_perm_count(p->perm) : (double)p->summary->permutations + 1;
    bool any = false;
    for (size_t j = 0; p->interval != NULL && j < p->plan->p; j++)
        any = any || p->interval[j].lower == COPSE_PERM_LIMIT_TOO_FEW;
    if (!any) return;
    copse_note(notes, "no %s %% interval by permutation: %.0f permutations allow a level of at most %s %%",
               copse_format_significant(level, sizeof level, p->plan->fit.level, 6), all,
               copse_format_significant(most, sizeof most, 100 - 200 / all, 6));
}

static void note_limits(const copse_permuted *p, copse_notes *notes)
{
    for (size_t j = 0; p->interval != NULL && j < p->plan->p; j++)
        for (int upper = 0; upper < 2; upper++) {
            const copse_perm_limit how = upper ? p->interval[j].upper : p->interval[j].lower;
            if (how == COPSE_PERM_LIMIT_FOUND || how == COPSE_PERM_LIMIT_TOO_FEW || how == COPSE_PERM_LIMIT_CONSTANT)
                continue;
            copse_note(notes, "%s: no %s limit by permutation: %s", p->coefficient[j], upper ? "upper" : "lower",
                       copse_perm_limit_text(how));
        }
}

void copse_i_perm_notes(const copse_permuted *p, copse_notes *notes)
{
    const copse_fit *fit = p->pooled.fit;
    note_power(p, notes);
    note_too_few(p, notes);
    note_limits(p, notes);
    if (p->summary->failed > 0)
        copse_note(notes, "%llu of %llu permutations could not be fitted and are left out of the p-values",
                   (unsigned long long)p->summary->failed, (unsigned long long)p->summary->permutations);
    if (!copse_fit_is_random(fit))
        copse_note(notes,
                   "%s takes no account of heterogeneity: the p-values hold all the same, but where effects differ a "
                   "random-effects statistic is apt to be more powerful",
                   copse_fit_method_code(fit));
}
