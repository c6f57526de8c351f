/* The statistics of every permutation as a file, written piece by piece. */
#include "report_permute.h"

#include <math.h>
#include <string.h>

#define PIECE 4096 /* rows */

/* A CSV cell; names with commas or quotes are quoted. */
static void add_name(copse_text *out, const char *name, const char *ending)
{
    const bool quoted = strpbrk(name, ",\"\n") != NULL;
    if (quoted) copse_text_add(out, "\"");
    for (const char *c = name; *c != '\0'; c++) copse_text_add_char(out, *c, quoted && *c == '"' ? 2 : 1);
    copse_text_add(out, ending);
    if (quoted) copse_text_add(out, "\"");
}

static void add_header(const copse_permuted *p, copse_text *out)
{
    copse_text_add(out, "permutation");
    for (size_t j = 0; j < p->plan->p; j++) {
        copse_text_add(out, ",");
        add_name(out, p->coefficient[j], " statistic");
    }
    for (size_t j = 0; j < p->plan->p; j++) {
        copse_text_add(out, ",");
        add_name(out, p->coefficient[j], " estimate");
    }
    copse_text_add(out, copse_perm_width(p->perm) > 2 * p->plan->p ? ",QM\n" : "\n");
}

static void add_row(uint64_t number, const double *row, size_t width, double sign, copse_text *out)
{
    copse_text_printf(out, "%llu", (unsigned long long)number);
    for (size_t i = 0; i < width; i++) {
        copse_text_add_char(out, ',', 1);
        copse_text_add_exact(out, sign * row[i] + 0.0); /* no -0 */
    }
    copse_text_add(out, "\n");
}

static copse_status hand_over(copse_output *output, copse_text *piece, copse_error *err)
{
    copse_status status = copse_text_status(piece) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK && piece->length > 0) status = copse_output_write(output, piece->bytes, piece->length, err);
    piece->length = 0;
    return status;
}

static copse_status write_rows(const copse_permuted *p, const double *rows, copse_output *output, copse_error *err)
{
    const size_t width = copse_perm_width(p->perm);
    const uint64_t n = copse_perm_replicates(p->perm);
    const uint64_t halves = p->plan->X == NULL && p->summary->exact ? 2 : 1;
    copse_text piece = {0};
    copse_status status = COPSE_OK;
    add_header(p, &piece);
    for (uint64_t half = 0; half < halves; half++)
        for (uint64_t r = 0; r < n && status == COPSE_OK; r++) {
            add_row(half * n + r, rows + r * width, width, half == 0 ? 1 : -1, &piece);
            if (r % PIECE == PIECE - 1) status = hand_over(output, &piece, err);
        }
    if (status == COPSE_OK) status = hand_over(output, &piece, err);
    copse_text_free(&piece);
    return status;
}

copse_status copse_report_permutations(const copse_permuted *p, const char *path, const double *rows, copse_error *err)
{
    copse_output *output = NULL;
    const copse_status opened = copse_output_open(path, &output, err);
    if (opened != COPSE_OK) return opened;
    const copse_status status = write_rows(p, rows, output, err);
    const copse_status closed = copse_output_close(output, status == COPSE_OK, status == COPSE_OK ? err : NULL);
    return status == COPSE_OK ? closed : status;
}
