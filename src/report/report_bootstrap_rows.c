/* The replicates and their counts as files, written piece by piece. */
#include "report_bootstrap.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define PIECE 4096 /* replicates */

static bool ends_in(const char *path, const char *ending)
{
    const size_t n = strlen(path), m = strlen(ending);
    return n >= m && strcmp(path + n - m, ending) == 0;
}

/* A CSV cell; names with commas or quotes are quoted. */
static void add_name(copse_text *out, const char *name)
{
    if (strpbrk(name, ",\"\n") == NULL) {
        copse_text_add(out, name);
        return;
    }
    copse_text_add(out, "\"");
    for (const char *c = name; *c != '\0'; c++) copse_text_add_char(out, *c, *c == '"' ? 2 : 1);
    copse_text_add(out, "\"");
}

static copse_status hand_over(copse_output *output, copse_text *piece, copse_error *err)
{
    copse_status status = copse_text_status(piece) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
    if (status == COPSE_OK && piece->length > 0) status = copse_output_write(output, piece->bytes, piece->length, err);
    piece->length = 0;
    return status;
}

/* NumPy's format 1.0: magic, a header padded so that the data begin at a multiple of 64, the data. */
static void add_npy_header(const copse_bootstrapped *b, uint64_t replicates, copse_text *out)
{
    const uint16_t one = 1;
    unsigned char first = 0;
    memcpy(&first, &one, 1);
    copse_text head = {0};
    copse_text_printf(&head, "{'descr': '%cf8', 'fortran_order': False, 'shape': (%llu, %zu), }",
                      first == 1 ? '<' : '>', (unsigned long long)replicates, b->plan->quantities);
    const size_t lead = 10, all = (lead + head.length + 1 + 63) / 64 * 64;
    copse_text_add_char(&head, ' ', all - lead - head.length - 1);
    copse_text_add(&head, "\n");
    const size_t n = all - lead;
    const unsigned char start[] = {
        0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0, (unsigned char)(n & 0xff), (unsigned char)(n >> 8)};
    copse_text_add_bytes(out, (const char *)start, sizeof start);
    copse_text_add_bytes(out, copse_text_string(&head), head.length);
    if (head.failed) out->failed = true;
    copse_text_free(&head);
}

static void add_csv_header(const copse_bootstrapped *b, copse_text *out)
{
    copse_text_add(out, "replicate");
    for (size_t q = 0; q < b->plan->quantities; q++) {
        copse_text name = {0};
        copse_boot_quantity_name(&b->plan->quantity[q], b->names, &name);
        copse_text_add(out, ",");
        add_name(out, copse_text_string(&name));
        if (name.failed) out->failed = true;
        copse_text_free(&name);
    }
    copse_text_add(out, "\n");
}

static void add_csv_numbers(const double *number, size_t n, uint64_t replicate, copse_text *out)
{
    copse_text_printf(out, "%llu", (unsigned long long)replicate);
    for (size_t i = 0; i < n; i++) {
        copse_text_add_char(out, ',', 1);
        copse_text_add_exact(out, number[i]);
    }
    copse_text_add(out, "\n");
}

static copse_status write_replicates(const copse_bootstrapped *b, bool npy, uint64_t replicates, const double *rows,
                                     copse_output *output, copse_error *err)
{
    const size_t width = copse_boot_width(b->boot), quantities = b->plan->quantities;
    copse_text piece = {0};
    if (npy) add_npy_header(b, replicates, &piece);
    else add_csv_header(b, &piece);
    copse_status status = COPSE_OK;
    for (uint64_t r = 0; r < replicates && status == COPSE_OK; r++) {
        const double *row = rows + r * width;
        if (npy) copse_text_add_bytes(&piece, (const char *)row, quantities * sizeof *row);
        else add_csv_numbers(row, quantities, r, &piece);
        if (r % PIECE == PIECE - 1) status = hand_over(output, &piece, err);
    }
    if (status == COPSE_OK) status = hand_over(output, &piece, err);
    copse_text_free(&piece);
    return status;
}

/* Closes whatever happened; keeps only what is whole. */
static copse_status finish(copse_output *output, copse_status status, copse_error *err)
{
    const copse_status closed = copse_output_close(output, status == COPSE_OK, status == COPSE_OK ? err : NULL);
    return status == COPSE_OK ? closed : status;
}

copse_status copse_report_replicates(const copse_bootstrapped *b, const char *path, uint64_t replicates,
                                     const double *rows, copse_error *err)
{
    copse_output *output = NULL;
    const copse_status status = copse_output_open(path, &output, err);
    if (status != COPSE_OK) return status;
    return finish(output, write_replicates(b, ends_in(path, ".npy"), replicates, rows, output, err), err);
}

static copse_status write_counts(const copse_bootstrapped *b, uint64_t replicates, copse_output *output,
                                 copse_error *err)
{
    const size_t k = b->plan->k;
    double *counts = copse_alloc(PIECE * k, sizeof *counts);
    if (counts == NULL) return copse_fail_memory(err);
    copse_text piece = {0};
    copse_text_add(&piece, "replicate");
    for (size_t i = 0; i < k; i++) {
        copse_text_add(&piece, ",");
        add_name(&piece, b->pooled.label[i]);
    }
    copse_text_add(&piece, "\n");
    copse_status status = COPSE_OK;
    for (uint64_t first = 0; first < replicates && status == COPSE_OK; first += PIECE) {
        const size_t n = replicates - first < PIECE ? (size_t)(replicates - first) : PIECE;
        status = copse_boot_counts(b->boot, first, n, counts, err);
        for (size_t r = 0; r < n && status == COPSE_OK; r++) add_csv_numbers(counts + r * k, k, first + r, &piece);
        if (status == COPSE_OK) status = hand_over(output, &piece, err);
    }
    free(counts);
    copse_text_free(&piece);
    return status;
}

copse_status copse_report_counts(const copse_bootstrapped *b, const char *path, uint64_t replicates, copse_error *err)
{
    copse_output *output = NULL;
    const copse_status status = copse_output_open(path, &output, err);
    if (status != COPSE_OK) return status;
    return finish(output, write_counts(b, replicates, output, err), err);
}
