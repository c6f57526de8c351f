/* Effect sizes against a reference file. Columns: measure, vtype, optionally correct, table, add, to, drop00, the inputs by
 * their standard names, yi, vi (the answers), source, rtol. Neighbouring rows that share measure, options and `table` are
 * one call. A given estimate that is itself an input stands in the columns given_yi and given_vi. */
#ifndef EFFECTS_REFERENCE_H
#define EFFECTS_REFERENCE_H

#include <copse/effect.h>

#include "ck_close.h"
#include "reference_csv.h"

enum { EFFECTS_LARGEST_TABLE = 64 };

/* How strictly a file is compared. */
typedef struct effects_reference {
    const char *name;                                          /* file, relative to tests/reference */
    bool default_vtype_only;                                   /* rows of vtype "LS" only */
    double (*rtol)(const reference_csv *csv, size_t row);      /* NULL: the column of that name */
    bool (*is_left_out)(const reference_csv *csv, size_t row); /* rows not compared; NULL: every row is */
} effects_reference;

static inline bool effects_column(const reference_csv *csv, const char *column)
{
    for (size_t c = 0; c < csv->columns; c++) {
        if (strcmp(csv->cell[c], column) == 0) return true;
    }
    return false;
}

static inline bool effects_same(const reference_csv *csv, size_t a, size_t b, const char *column)
{
    if (!effects_column(csv, column)) return true;
    return strcmp(reference_text(csv, a, column), reference_text(csv, b, column)) == 0;
}

static inline bool effects_same_call(const reference_csv *csv, size_t a, size_t b)
{
    static const char *const shared[] = {"measure", "vtype", "correct", "table", "add", "to", "drop00"};
    for (size_t i = 0; i < sizeof shared / sizeof *shared; i++) {
        if (!effects_same(csv, a, b, shared[i])) return false;
    }
    return true;
}

/* "NA" is the measure's default in every one of them. */
static inline copse_effect_opts effects_options(const reference_csv *csv, size_t row)
{
    copse_effect_opts opts = copse_effect_opts_default();
    const char *to = reference_text(csv, row, "to"), *vtype = reference_text(csv, row, "vtype");
    opts.add = reference_number(csv, row, "add");
    if (strcmp(to, "NA") != 0) ck_assert_int_eq(copse_add_to_find(to, &opts.to), COPSE_OK);
    if (strcmp(vtype, "NA") != 0) ck_assert_int_eq(copse_vtype_find(vtype, &opts.vtype), COPSE_OK);
    opts.drop00 = strcmp(reference_text(csv, row, "drop00"), "TRUE") == 0;
    if (effects_column(csv, "correct")) {
        opts.uncorrected = strcmp(reference_text(csv, row, "correct"), "FALSE") == 0;
    }
    return opts;
}

/* The column that holds an input, or NULL: yi and vi are the answers. */
static inline const char *effects_input_column(const reference_csv *csv, copse_input input)
{
    const char *name = copse_input_name(input);
    if (input == COPSE_IN_YI) name = "given_yi";
    if (input == COPSE_IN_VI) name = "given_vi";
    return effects_column(csv, name) ? name : NULL;
}

/* The input columns of rows first..first+k, by name; returns how many were found. */
static inline size_t effects_inputs(const reference_csv *csv, size_t first, size_t k,
                                    double data[][EFFECTS_LARGEST_TABLE], const double **in)
{
    size_t found = 0;
    for (copse_input input = 0; input < COPSE_IN_COUNT; input++) {
        const char *column = effects_input_column(csv, input);
        bool any = false;
        for (size_t i = 0; column && i < k; i++) {
            data[input][i] = reference_number(csv, first + i, column);
            any = any || !isnan(data[input][i]);
        }
        in[input] = any ? data[input] : NULL; /* a file may hold columns that this table does not use */
        found += any;
    }
    return found;
}

static inline void effects_check_row(const effects_reference *file, const reference_csv *csv, size_t at, double yi,
                                     double vi, const copse_effect_row *row)
{
    const double want_y = reference_number(csv, at, "yi"), want_v = reference_number(csv, at, "vi");
    const double rtol = file->rtol ? file->rtol(csv, at) : reference_number(csv, at, "rtol");
    const bool computable = !isnan(want_y) && want_v > 0.0;
    ck_assert_msg((row->status == COPSE_OK) == computable, "%s row %zu: %s (%s)", csv->name, at + 1,
                  copse_status_name(row->status), row->why);
    if (!computable) {
        ck_assert(isnan(yi) && isnan(vi));
        ck_assert_int_eq(row->status, COPSE_ENOTCOMPUTABLE);
        return;
    }
    ck_assert_msg(close_enough(yi, want_y, rtol, 1e-300), "%s row %zu: yi %.17g, want %.17g", csv->name, at + 1, yi,
                  want_y);
    ck_assert_msg(close_enough(vi, want_v, rtol, 0.0), "%s row %zu: vi %.17g, want %.17g", csv->name, at + 1, vi,
                  want_v);
}

/* Returns the number of rows compared. */
static inline size_t effects_check_call(const effects_reference *file, const reference_csv *csv, size_t first, size_t k)
{
    static double data[COPSE_IN_COUNT][EFFECTS_LARGEST_TABLE];
    const double *in[COPSE_IN_COUNT];
    double yi[EFFECTS_LARGEST_TABLE], vi[EFFECTS_LARGEST_TABLE], ni[EFFECTS_LARGEST_TABLE];
    copse_effect_row row[EFFECTS_LARGEST_TABLE];
    ck_assert_uint_le(k, EFFECTS_LARGEST_TABLE);
    ck_assert_uint_ge(effects_inputs(csv, first, k, data, in), 2);
    const copse_effect_opts opts = effects_options(csv, first);
    const copse_measure *measure = copse_measure_find(reference_text(csv, first, "measure"));
    ck_assert_msg(measure != NULL, "no measure %s", reference_text(csv, first, "measure"));
    ck_assert_msg(copse_effect_compute(measure, in, k, &opts, yi, vi, ni, row) == COPSE_OK, "%s row %zu: no call",
                  csv->name, first + 1);
    size_t compared = 0;
    for (size_t i = 0; i < k; i++) {
        if (file->is_left_out && file->is_left_out(csv, first + i)) continue;
        effects_check_row(file, csv, first + i, yi[i], vi[i], &row[i]);
        compared++;
    }
    return compared;
}

/* Returns the number of rows compared. */
static inline size_t effects_check_file(const effects_reference *file)
{
    reference_csv csv = reference_read(file->name);
    size_t compared = 0;
    for (size_t first = 0, next; first < csv.rows; first = next) {
        for (next = first + 1; next < csv.rows && effects_same_call(&csv, first, next);) next++;
        if (file->default_vtype_only && strcmp(reference_text(&csv, first, "vtype"), "LS") != 0) continue;
        compared += effects_check_call(file, &csv, first, next - first);
    }
    reference_free(&csv);
    return compared;
}

#endif
