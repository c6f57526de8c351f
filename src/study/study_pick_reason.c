/* Why a row of a trial was not the one chosen, in words. */
#include <copse/study.h>

#include <math.h>
#include <string.h>

static const char *cell_or_missing(const copse_frame *frame, size_t column, size_t row, char *buf)
{
    const char *cell = copse_frame_cell(frame, column, row, buf, COPSE_NUMBER_TEXT);
    return cell ? cell : "missing";
}

void copse_pick_reason(const copse_frame *frame, const copse_pick_opts *opts, size_t row, copse_passed_over passed,
                       copse_text *out)
{
    char theirs[COPSE_NUMBER_TEXT], ours[COPSE_NUMBER_TEXT];
    size_t column = 0;
    copse_text_printf(out, "another effect of the same trial is used: row %zu", frame->row[passed.chosen]);
    if (passed.rule >= opts->count) {
        copse_text_add(out, opts->count > 0 ? " (they tie, and it comes first)" : " (it comes first)");
        return;
    }
    if (opts->rules[passed.rule].how == COPSE_PICK_LARGEST_N) {
        const double n = opts->n[row], other = opts->n[passed.chosen];
        copse_text_printf(out, " (n %s, here %s)", copse_format_exact(theirs, sizeof theirs, other),
                          isnan(n) ? "missing" : copse_format_exact(ours, sizeof ours, n));
        return;
    }
    const char *name = opts->rules[passed.rule].column;
    if (copse_frame_column(frame, name, &column, NULL) != COPSE_OK) return;
    copse_text_printf(out, " (%s %s, here %s)", name, cell_or_missing(frame, column, passed.chosen, theirs),
                      cell_or_missing(frame, column, row, ours));
}
