/* Tests of the tables that were pooled by Mantel-Haenszel or Peto. */
#include "document.h"
#include "pool_output.h"
#include "pool_tables.h"
#include "shown_number.h"

#include <math.h>
#include <string.h>

#define DECIMALS 4

typedef struct named_test {
    const char *key, *name;
    copse_table_test test;
} named_test;

enum { TESTS = 6 };

static void list_tests(const copse_table_tests *tests, bool rate, named_test list[TESTS])
{
    const char *plain = rate ? "Mantel-Haenszel" : "Cochran-Mantel-Haenszel";
    const char *corrected = rate ? "Mantel-Haenszel, corrected" : "Cochran-Mantel-Haenszel, corrected";
    list[0] = (named_test){"cmh", plain, tests->cmh};
    list[1] = (named_test){"cmh_corrected", corrected, tests->cmh_corrected};
    list[2] = (named_test){"cochran", "Cochran", tests->cochran};
    list[3] = (named_test){"cochran_corrected", "Cochran, corrected", tests->cochran_corrected};
    list[4] = (named_test){"breslow_day", "Breslow-Day", tests->breslow_day};
    list[5] = (named_test){"tarone", "Tarone", tests->tarone};
}

/* Person-times have no binomial variance. */
static bool of_rates(const copse_table_tests *tests)
{
    return isnan(tests->cochran.statistic) && !isnan(tests->cmh.statistic);
}

static bool any_test(const named_test list[TESTS])
{
    for (size_t i = 0; i < TESTS; i++)
        if (!isnan(list[i].test.statistic)) return true;
    return false;
}

static void columns(copse_document *document)
{
    copse_document_column(document, "name", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "statistic", "χ²", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "df", "df", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
}

/* Cochran's is nearly the first: for people one of them is enough. */
void copse_i_table_tests(copse_document *document, const copse_i_view *view)
{
    const copse_table_tests *tests = view->pooled->table_tests;
    named_test list[TESTS];
    if (tests == NULL) return;
    list_tests(tests, of_rates(tests), list);
    if (!any_test(list)) return;
    copse_document_heading(document, 2, "Tests of the tables");
    copse_document_table(document, "table_tests", NULL);
    columns(document);
    for (size_t i = 0; i < TESTS; i++) {
        if (isnan(list[i].test.statistic) || i == 2 || i == 3) continue;
        copse_document_row(document);
        copse_document_text(document, list[i].name);
        copse_i_cell_number(document, list[i].test.statistic, DECIMALS);
        copse_i_cell_df(document, list[i].test.df);
        copse_i_cell_p(document, list[i].test.p);
    }
    copse_document_paragraph(document, isnan(tests->tarone.statistic)
                                           ? "They ask whether there is no effect in any table."
                                           : "The first two ask whether there is no effect in any table, Breslow-Day "
                                             "and Tarone whether the odds ratio is the same in all.");
}

void copse_i_table_tests_csv(copse_document *document, const copse_pooled *pooled)
{
    named_test list[TESTS];
    if (pooled->table_tests == NULL) return;
    list_tests(pooled->table_tests, false, list);
    copse_document_table(document, "table_tests", NULL);
    copse_document_column(document, "test", "test", COPSE_ALIGN_LEFT, -1);
    copse_document_column(document, "statistic", "statistic", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "df", "df", COPSE_ALIGN_RIGHT, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_RIGHT, -1);
    for (size_t i = 0; i < TESTS; i++) {
        copse_document_row(document);
        copse_document_text(document, list[i].key);
        copse_document_number(document, list[i].test.statistic);
        copse_document_number(document, list[i].test.df);
        copse_document_number(document, list[i].test.p);
    }
}

void copse_i_table_tests_json(copse_i_json *json, const copse_pooled *pooled)
{
    const copse_table_tests *tests = pooled->table_tests;
    named_test list[TESTS];
    if (tests == NULL) return;
    list_tests(tests, false, list);
    json_t *object = json_object();
    for (size_t i = 0; i < TESTS; i++) {
        json_t *test = json_object();
        copse_i_json_set(json, test, "statistic", copse_i_json_real(list[i].test.statistic));
        copse_i_json_set(json, test, "df", copse_i_json_whole(list[i].test.df));
        copse_i_json_set(json, test, "p", copse_i_json_real(list[i].test.p));
        copse_i_json_set(json, object, list[i].key, test);
    }
    copse_i_json_set(json, object, "informative", copse_i_json_count(tests->informative));
    copse_i_json_set(json, object, "in_Q", copse_i_json_count(tests->in_Q));
    copse_i_json_add(json, "table_tests", object);
}

void copse_i_note_tables(const copse_pooled *pooled, copse_notes *notes)
{
    const copse_table_tests *tests = pooled->table_tests;
    if (tests == NULL || tests->in_Q >= pooled->fit->k) return;
    const char *measure = pooled->measure != NULL ? pooled->measure->code : "";
    const bool difference = strcmp(measure, "RD") == 0 || strcmp(measure, "IRD") == 0;
    const size_t gone = pooled->fit->k - tests->in_Q;
    copse_note(notes, "%zu of %zu studies %s no event, or nothing but events, in both groups: %s not in Q%s", gone,
               pooled->fit->k, copse_plural(gone, "has", "have"), copse_plural(gone, "it is", "they are"),
               difference ? "" : copse_plural(gone, " and weighs nothing", " and weigh nothing"));
}
