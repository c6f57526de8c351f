/* Every profile on every kind of data, against its formulas worked out in R (make_programs.R). */
#include <copse/programs.h>

#include "ck_close.h"
#include "reference_csv.h"

enum { MOST = 64 };

typedef struct trials {
    double number[COPSE_IN_COUNT][MOST];
    const double *in[COPSE_IN_COUNT];
    size_t k;
} trials;

static void read_trials(const char *data, trials *t)
{
    char name[128];
    (void)snprintf(name, sizeof name, "data/programs_%s.csv", data);
    reference_csv csv = reference_read(name);
    *t = (trials){.k = csv.rows};
    ck_assert_uint_le(csv.rows, MOST);
    for (size_t c = 0; c < csv.columns; c++)
        for (copse_input input = 0; input < COPSE_IN_COUNT; input++) {
            if (strcmp(copse_input_name(input), csv.cell[c]) != 0) continue;
            t->in[input] = t->number[input];
            for (size_t i = 0; i < t->k; i++) t->number[input][i] = reference_number(&csv, i, csv.cell[c]);
        }
    reference_free(&csv);
}

static size_t compare(const reference_csv *csv, size_t row, const copse_program_numbers *n)
{
    const struct {
        const char *name;
        double value;
    } got[] = {{"k", (double)n->k},
               {"estimate", n->estimate},
               {"se", n->se},
               {"ci_lower", n->ci.lower},
               {"ci_upper", n->ci.upper},
               {"p", n->p},
               {"tau2", n->tau2},
               {"I2", n->I2},
               {"Q", n->Q},
               {"pi_lower", n->prediction.lower},
               {"pi_upper", n->prediction.upper}};
    size_t wrong = 0;
    for (size_t i = 0; i < sizeof got / sizeof *got; i++) {
        const double want = reference_number(csv, row, got[i].name);
        if (close_enough(got[i].value, want, 1e-8, 1e-12)) continue;
        wrong++;
        (void)fprintf(stderr, "%s %s: %s = %.17g, want %.17g\n", reference_text(csv, row, "program"),
                      reference_text(csv, row, "measure"), got[i].name, got[i].value, want);
    }
    return wrong;
}

static copse_status set_method(const char *code, copse_program_settings *settings)
{
    copse_method method = COPSE_METHOD_REML;
    const copse_status status = copse_method_find(code, &method);
    settings->value[COPSE_SETTING_METHOD] = (int)method;
    settings->given[COPSE_SETTING_METHOD] = true;
    return status;
}

START_TEST(every_row)
{
    reference_csv csv = reference_read("programs.csv");
    size_t wrong = 0;
    ck_assert_uint_gt(csv.rows, 65);
    for (size_t row = 0; row < csv.rows; row++) {
        trials t;
        copse_program program;
        copse_program_numbers numbers;
        copse_error err = {0};
        copse_program_settings settings = copse_program_settings_default();
        const copse_measure *measure = copse_measure_find(reference_text(&csv, row, "measure"));
        ck_assert_int_eq(copse_program_find(reference_text(&csv, row, "program"), &program), COPSE_OK);
        copse_program_apply(program, &settings);
        const char *method = reference_text(&csv, row, "method");
        if (method[0] != '\0') ck_assert_int_eq(set_method(method, &settings), COPSE_OK);
        read_trials(reference_text(&csv, row, "data"), &t);
        ck_assert_msg(copse_program_pool(&settings, measure, t.in, NULL, t.k, 1, &numbers, &err) == COPSE_OK, "%s",
                      err.text);
        wrong += compare(&csv, row, &numbers);
    }
    ck_assert_msg(wrong == 0, "%zu numbers disagree", wrong);
    reference_free(&csv);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("programs against their formulas");
    TCase *cases = tcase_create("rows");
    tcase_add_test(cases, every_row);
    suite_add_tcase(suite, cases);
    return run_suite(suite);
}
