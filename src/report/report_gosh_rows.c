/* Every subset as a row of a file, written piece by piece. */
#include "report_gosh.h"

#include <string.h>

enum { PIECE = 1 << 16 }; /* bytes */

typedef struct rows {
    const copse_goshed *goshed;
    copse_output *output;
    copse_text piece;
} rows;

static copse_status hand_over(rows *r, copse_error *err)
{
    copse_status status = copse_text_status(&r->piece) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK && r->piece.length > 0)
        status = copse_output_write(r->output, r->piece.bytes, r->piece.length, err);
    r->piece.length = 0;
    return status;
}

/* A CSV cell; a name that a spreadsheet could take for a formula gets an apostrophe in front. */
static void add_name(copse_text *out, const char *name, const char *ending)
{
    const bool quoted = strpbrk(name, ",\"\n\r") != NULL;
    copse_text_add(out, quoted ? ",\"" : ",");
    if (name[0] != '\0' && strchr("=+-@", name[0]) != NULL) copse_text_add(out, "'");
    for (const char *c = name; *c != '\0'; c++) copse_text_add_char(out, *c, quoted && *c == '"' ? 2 : 1);
    copse_text_add(out, ending);
    if (quoted) copse_text_add(out, "\"");
}

static void add_header(rows *r)
{
    const copse_goshed *g = r->goshed;
    copse_text *out = &r->piece;
    copse_text_add(out, "subset,k,status");
    for (size_t j = 0; j < g->gosh->p; j++) {
        add_name(out, g->gosh->p == 1 ? "estimate" : g->coefficient[j], "");
        add_name(out, g->gosh->p == 1 ? "" : g->coefficient[j], g->gosh->p == 1 ? "se" : " se");
    }
    copse_text_add(out, ",tau2,I2,H2,Q");
    for (size_t i = 0; i < g->gosh->k; i++) add_name(out, g->pooled.label[i], "");
    copse_text_add(out, "\n");
}

static void add_number(copse_text *out, double x)
{
    copse_text_add(out, ",");
    copse_text_add_exact(out, x);
}

static copse_status take(void *context, const copse_gosh_row *row, const unsigned char *member, copse_error *err)
{
    rows *r = context;
    const copse_gosh *gosh = r->goshed->gosh;
    copse_text *out = &r->piece;
    if (row->k < gosh->least) return COPSE_OK;
    copse_text_printf(out, "%llu,%zu,%s", (unsigned long long)row->number, row->k,
                      row->status == COPSE_LANE_OK ? "fitted" : copse_i_goshed_why(r->goshed, row->status));
    for (size_t j = 0; j < gosh->p; j++) {
        add_number(out, row->coef[j]);
        add_number(out, row->se[j]);
    }
    const double het[] = {row->tau2, row->I2, row->H2, row->Q};
    for (size_t j = 0; j < sizeof het / sizeof *het; j++) add_number(out, het[j]);
    for (size_t i = 0; i < gosh->k; i++) copse_text_add(out, member[i] != 0 ? ",1" : ",0");
    copse_text_add(out, "\n");
    return out->length < PIECE ? COPSE_OK : hand_over(r, err);
}

copse_status copse_report_gosh_rows(const copse_goshed *goshed, const copse_sensitivity_data *data, const char *path,
                                    copse_error *err)
{
    rows r = {.goshed = goshed};
    const uint64_t count = goshed->gosh->exact ? ((uint64_t)1 << goshed->gosh->k) - 1 : goshed->gosh->subsets;
    copse_status status = copse_output_open(path, &r.output, err);
    if (status != COPSE_OK) return status;
    add_header(&r);
    status = copse_gosh_rows(data, goshed->opts, 0, count, take, &r, err);
    if (status == COPSE_OK) status = hand_over(&r, err);
    const copse_status closed = copse_output_close(r.output, status == COPSE_OK, status == COPSE_OK ? err : NULL);
    copse_text_free(&r.piece);
    return status == COPSE_OK ? closed : status;
}
