/* study: binding columns to a measure, what is refused and in which words, rows left out, groups, order; picking and
 * combining. */
#include <copse/study.h>

#include "ck_close.h"
#include "fail_alloc.h"

#include <stdlib.h>
#include <string.h>

/* A frame from text, and what came of binding it. */
typedef struct trial_file {
    copse_frame frame;
    copse_study_set set;
    copse_notes warnings;
    copse_error err;
} trial_file;

static trial_file read_text(const char *text)
{
    trial_file f = {0};
    const copse_status status = copse_frame_parse("trials.csv", text, strlen(text), NULL, &f.frame, &f.err);
    ck_assert_msg(status == COPSE_OK, "%s", f.err.text);
    return f;
}

static void close_file(trial_file *f)
{
    copse_study_set_free(&f->set);
    copse_frame_free(&f->frame);
    copse_notes_free(&f->warnings);
}

static copse_status bind_file(trial_file *f, const copse_binding *binding)
{
    copse_study_set_free(&f->set);
    copse_notes_free(&f->warnings);
    f->err = (copse_error){0};
    return copse_study_set_bind(&f->frame, binding, &f->set, &f->warnings, &f->err);
}

static copse_binding measure(const char *code)
{
    copse_binding binding = copse_binding_default();
    binding.measure = code;
    return binding;
}

static void expect_bound(trial_file *f, const copse_binding *binding, size_t k)
{
    const copse_status status = bind_file(f, binding);
    ck_assert_msg(status == COPSE_OK, "%s: %s", copse_status_name(status), f->err.text);
    ck_assert_uint_eq(f->set.k, k);
}

/* Binding `text` with `binding` fails with exactly this line. */
static void expect_error(const char *text, const copse_binding *binding, copse_status status, const char *message)
{
    trial_file f = read_text(text);
    ck_assert_int_eq(bind_file(&f, binding), status);
    ck_assert_str_eq(f.err.text, message);
    ck_assert_int_eq(f.err.status, status);
    ck_assert_uint_eq(f.set.k, 0);
    ck_assert_ptr_null(f.set.store);
    close_file(&f);
}

static const char tables[] = "study,ai,bi,ci,di,year,role\n"
                             "Alpha,4,119,11,128,1990,added\n"
                             "Beta,6,300,29,274,1985,substituted\n"
                             "Gamma,62,13536,248,12619,1985,added\n"
                             "Delta,5,2493,3,2338,2001,curriculum\n";

/* ------------------------------------------------------------------------------------------------ binding */

START_TEST(columns_of_standard_names)
{
    trial_file f = read_text(tables);
    const copse_binding binding = measure("RR");
    expect_bound(&f, &binding, 4);
    CK_CLOSE(f.set.yi[0], -0.88931133392020566, 1e-14);
    CK_CLOSE(f.set.vi[0], 0.32558476500396135, 1e-14);
    ck_assert_str_eq(f.set.label[3], "Delta");
    ck_assert_str_eq(f.set.measure->code, "RR");
    ck_assert(f.set.ni[0] == 262.0);
    ck_assert_uint_eq(f.set.row[3], 4);
    ck_assert_uint_eq(f.set.line[3], 5);
    ck_assert(copse_study_input(&f.set, 0, COPSE_IN_AI) == 4.0);
    ck_assert(copse_study_input(&f.set, 3, COPSE_IN_N1I) == 2498.0); /* completed */
    ck_assert(isnan(copse_study_input(&f.set, 0, COPSE_IN_M1I)));
    ck_assert_uint_eq(f.set.levels, 0);
    ck_assert_ptr_null(f.set.group);
    ck_assert_uint_eq(f.warnings.count, 0);
    close_file(&f);
}
END_TEST

START_TEST(named_columns_win)
{
    trial_file f = read_text("trial,tpos,tneg,cpos,cneg,ai,n1i,di\n1,4,119,11,128,9999,1,-5\n");
    copse_binding binding = measure("RR");
    binding.column[COPSE_IN_AI] = "tpos";
    binding.column[COPSE_IN_BI] = "tneg";
    binding.column[COPSE_IN_CI] = "cpos";
    binding.column[COPSE_IN_DI] = "cneg";
    expect_bound(&f, &binding, 1); /* n1i, which is something else, does not join in */
    CK_CLOSE(f.set.yi[0], -0.88931133392020566, 1e-14);
    ck_assert_str_eq(f.set.label[0], "1");
    close_file(&f);
}
END_TEST

START_TEST(columns_not_named_have_standard_names)
{
    trial_file f = read_text("study,events,bi,ci,di\nA,4,119,11,128\n");
    copse_binding binding = measure("RR");
    binding.column[COPSE_IN_AI] = "events";
    expect_bound(&f, &binding, 1);
    CK_CLOSE(f.set.yi[0], -0.88931133392020566, 1e-14);
    close_file(&f);
}
END_TEST

START_TEST(columns_of_other_families_are_not_looked_at)
{
    trial_file f = read_text("study,ci,ai,mi,yi,vi\nA,\"0.1 to 0.5\",yes,x,0.3,0.01\n");
    const copse_binding binding = copse_binding_default(); /* GEN */
    expect_bound(&f, &binding, 1);
    ck_assert(f.set.yi[0] == 0.3 && f.set.vi[0] == 0.01 && isnan(f.set.ni[0]));
    close_file(&f);
}
END_TEST

START_TEST(given_estimates)
{
    trial_file f = read_text("study,yi,sei,lower,upper,n1i,n2i\nA,0.3,0.1,,,10,20\nB,0.5,,0.1,0.9,30,40\n");
    copse_binding binding = copse_binding_default();
    expect_bound(&f, &binding, 2);
    CK_CLOSE(f.set.vi[0], 0.01, 1e-15);
    CK_CLOSE(f.set.vi[1], pow(0.4 / 1.959963984540054, 2), 1e-13); /* z of 0.975 */
    ck_assert(f.set.ni[0] == 30.0 && f.set.ni[1] == 70.0);
    binding.effect.ci_level = 90;
    expect_bound(&f, &binding, 2);
    CK_CLOSE(f.set.vi[1], pow(0.4 / 1.6448536269514722, 2), 1e-13); /* z of 0.95 */
    close_file(&f);
}
END_TEST

START_TEST(text_in_a_column_that_is_not_needed)
{
    trial_file f = read_text("study,yi,vi,lower,upper,ni\nA,0.3,0.01,low,high,ca. 40\n");
    const copse_binding binding = copse_binding_default();
    expect_bound(&f, &binding, 1);
    ck_assert(isnan(f.set.ni[0]));
    close_file(&f);
}
END_TEST

START_TEST(raw_numbers_and_given_estimates)
{
    const char *text = "study,m1i,sd1i,n1i,m2i,sd2i,n2i,yi,sei\n"
                       "A,10,2,30,9,3,25,,\n"
                       "B,,,30,,,25,0.4,0.2\n";
    trial_file f = read_text(text);
    copse_binding binding = measure("SMD");
    expect_bound(&f, &binding, 1); /* nobody said that yi is a standardized mean difference */
    ck_assert_str_eq(f.set.dropped[0].why, "m1i is missing");
    ck_assert_uint_eq(f.warnings.count, 2);
    ck_assert_str_eq(f.warnings.line[1], "trials.csv: column yi is not used; to take it as the standardized mean "
                                         "difference (Hedges' g) where raw numbers are missing, name both");
    binding.column[COPSE_IN_YI] = "yi"; /* named alone: then the raw numbers are not asked for */
    expect_bound(&f, &binding, 1);
    ck_assert_str_eq(f.set.label[0], "B");
    binding.column[COPSE_IN_M1I] = "m1i"; /* both: raw numbers first */
    expect_bound(&f, &binding, 2);
    ck_assert(f.set.yi[1] == 0.4 && f.set.ni[1] == 55.0);
    ck_assert_uint_eq(f.warnings.count, 0);
    close_file(&f);
}
END_TEST

START_TEST(given_estimates_of_a_named_measure)
{
    trial_file f = read_text("study,yi,vi,n1i,n2i\nA,0.3,0.01,20,22\n");
    const copse_binding binding = measure("SMD");
    expect_bound(&f, &binding, 1);
    ck_assert_str_eq(f.set.measure->code, "SMD");
    ck_assert(f.set.ni[0] == 42.0);
    ck_assert_uint_eq(f.warnings.count, 0);
    close_file(&f);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ errors */

START_TEST(errors_of_cells)
{
    copse_binding smd = measure("SMD"), rr = measure("RR"), cor = measure("COR");
    expect_error("study,m1i,sd1i,n1i,m2i,sd2i,n2i\nA,1,2,30,2,3,30\nB,1,-2.1,30,2,3,30\n", &smd, COPSE_EDOM,
                 "trials.csv:3: column sd1i: '-2.1' is not a positive number");
    expect_error("study,ai,n1i,ci,n2i\nA,12,10,3,20\n", &rr, COPSE_EDOM, "trials.csv:2: column ai: 12 events of 10");
    expect_error("study,ai,bi,ci,di\nA,-1,10,3,20\n", &rr, COPSE_EDOM,
                 "trials.csv:2: column ai: '-1' is negative, but counts events");
    expect_error("study,ri,ni\nA,1.2,10\n", &cor, COPSE_EDOM,
                 "trials.csv:2: column ri: '1.2' is not a correlation between -1 and 1");
    rr.column[COPSE_IN_AI] = "tpos";
    expect_error("study,tpos,n1i,ci,n2i\nA,12,10,3,20\n", &rr, COPSE_EDOM,
                 "trials.csv:2: column tpos: 12 events of 10");
    trial_file f = read_text("study,m1i,sd1i,n1i,m2i,sd2i,n2i\nA,1,two,30,2,3,30\n");
    ck_assert_int_eq(bind_file(&f, &smd), COPSE_EPARSE);
    ck_assert_msg(strncmp(f.err.text, "trials.csv:2: column sd1i: 'two'", 32) == 0, "%s", f.err.text);
    close_file(&f);
}
END_TEST

START_TEST(errors_of_columns)
{
    copse_binding rr = measure("RR");
    expect_error("study,ai,b1,ci,di\nA,1,2,3,4\n", &rr, COPSE_ENOTFOUND,
                 "trials.csv: measure RR needs ai, bi, ci, di (or ai, n1i, ci, n2i); found no bi: name it with --bi "
                 "COL; near: b1 for bi");
    const copse_binding cor = measure("COR"), given = copse_binding_default();
    expect_error("study,rho,number\nA,1,2\n", &cor, COPSE_ENOTFOUND,
                 "trials.csv: measure COR needs ri, ni (or ti, ni; or pi, ni); found no ri, ni: name them with --ri "
                 "COL --ni COL");
    expect_error("study,y1\nA,1\n", &given, COPSE_ENOTFOUND,
                 "trials.csv: measure GEN needs yi, vi (or yi, sei; or yi, lower, upper); found no yi, vi: name them "
                 "with --yi COL --vi COL; near: y1 for yi");
    rr.column[COPSE_IN_BI] = "tneq";
    expect_error("study,ai,tneg,ci,di\nA,1,2,3,4\n", &rr, COPSE_ENOTFOUND,
                 "trials.csv: no column 'tneq'; did you mean 'tneg'?");
}
END_TEST

START_TEST(named_raw_columns_are_not_forgotten_for_given_ones)
{
    copse_binding rr = measure("RR");
    rr.column[COPSE_IN_AI] = "events";
    expect_error("study,events,yi,vi\nA,1,2,3\n", &rr, COPSE_ENOTFOUND,
                 "trials.csv: measure RR needs ai, bi, ci, di (or ai, n1i, ci, n2i); found no bi, ci, di: name them "
                 "with --bi COL --ci COL --di COL");
}
END_TEST

START_TEST(errors_of_names)
{
    copse_binding binding = measure("SMDD");
    expect_error(tables, &binding, COPSE_ENOTFOUND, "no measure 'SMDD'; did you mean 'SMD'?");
    binding = measure("quite another");
    expect_error(tables, &binding, COPSE_ENOTFOUND, "no measure 'quite another'");
    binding = measure("RR");
    binding.subgroup = "rolle";
    expect_error(tables, &binding, COPSE_ENOTFOUND, "trials.csv: no column 'rolle'; did you mean 'role'?");
    binding = measure("RR");
    binding.order = "-yaer";
    expect_error(tables, &binding, COPSE_ENOTFOUND, "trials.csv: no column 'yaer'; did you mean 'year'?");
    binding = measure("RR");
    const char *label[] = {"studdy"};
    binding.label = label;
    binding.labels = 1;
    expect_error(tables, &binding, COPSE_ENOTFOUND, "trials.csv: no column 'studdy'; did you mean 'study'?");
    binding = measure("RR");
    binding.effect.add = -1;
    expect_error(tables, &binding, COPSE_EINVAL,
                 "measure RR: add must be a number from 0 and the level of intervals between 0 and 100");
}
END_TEST

START_TEST(nothing_to_bind)
{
    trial_file f = read_text(tables);
    const copse_binding binding = measure("RR");
    ck_assert_int_eq(copse_study_set_bind(NULL, &binding, &f.set, NULL, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_study_set_bind(&f.frame, NULL, &f.set, NULL, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_study_set_bind(&f.frame, &binding, NULL, NULL, NULL), COPSE_EINVAL);
    bool keep[4] = {false};
    copse_frame none = {0};
    ck_assert_int_eq(copse_frame_subset(&f.frame, keep, &none, &f.err), COPSE_OK);
    ck_assert_int_eq(copse_study_set_bind(&none, &binding, &f.set, NULL, &f.err), COPSE_ENODATA);
    copse_frame_free(&none);
    copse_study_set_free(NULL);
    close_file(&f);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ rows left out */

START_TEST(rows_left_out_are_listed)
{
    trial_file f = read_text("study,ai,bi,ci,di,role\n"
                             "A,4,119,11,128,x\n"
                             "B,4,,11,128,x\n"
                             "C,0,30,0,28,x\n"
                             ",4,119,11,128,\n"
                             "E,5,119,11,128,y\n");
    copse_binding binding = measure("RR");
    binding.subgroup = "role";
    binding.effect.to = COPSE_TO_NONE;
    expect_bound(&f, &binding, 2);
    ck_assert_uint_eq(f.set.drops, 3);
    ck_assert_uint_eq(f.set.dropped[0].row, 2);
    ck_assert_uint_eq(f.set.dropped[0].line, 3);
    ck_assert_str_eq(f.set.dropped[0].label, "B");
    ck_assert_str_eq(f.set.dropped[0].why, "bi is missing");
    ck_assert_str_eq(f.set.dropped[1].why, "no events in either group");
    ck_assert_str_eq(f.set.dropped[2].label, "Row 4");
    ck_assert_str_eq(f.set.dropped[2].why, "role is missing");
    ck_assert_uint_eq(f.warnings.count, 3);
    ck_assert_str_eq(f.warnings.line[1], "trials.csv:4: C left out: no events in either group");
    ck_assert_uint_eq(f.set.levels, 2);
    ck_assert_str_eq(f.set.label[1], "E");
    binding.missing_fails = true;
    ck_assert_int_eq(bind_file(&f, &binding), COPSE_EMISSING);
    ck_assert_str_eq(f.err.text, "trials.csv:3: column bi: missing");
    close_file(&f);
}
END_TEST

START_TEST(a_missing_group_fails_where_asked)
{
    copse_binding binding = copse_binding_default();
    binding.subgroup = "role";
    binding.missing_fails = true;
    expect_error("study,yi,vi,role\nA,1,2,x\nB,1,2,\n", &binding, COPSE_EMISSING, "trials.csv:3: column role: missing");
}
END_TEST

START_TEST(many_rows_left_out_are_counted)
{
    copse_text text = {0};
    copse_text_add(&text, "study,yi,vi\nA,1,1\n");
    for (int i = 0; i < 15; i++) copse_text_printf(&text, "S%d,,1\n", i);
    trial_file f = read_text(copse_text_string(&text));
    const copse_binding binding = copse_binding_default();
    expect_bound(&f, &binding, 1);
    ck_assert_uint_eq(f.set.drops, 15);
    ck_assert_uint_eq(f.warnings.count, 11);
    ck_assert_str_eq(f.warnings.line[9], "trials.csv:12: S9 left out: yi is missing");
    ck_assert_str_eq(f.warnings.line[10], "trials.csv: and 5 more rows left out");
    close_file(&f);
    copse_text_free(&text);
}
END_TEST

START_TEST(no_usable_row)
{
    const copse_binding binding = copse_binding_default();
    expect_error("study,yi,vi\nA,1,\nB,,1\n", &binding, COPSE_ENODATA,
                 "trials.csv: no usable rows: all 2 are left out, the first (line 2) because vi is missing");
}
END_TEST

/* ------------------------------------------------------------------------------------------------ labels, order, groups */

static void expect_label(const char *text, const char *const *columns, size_t count, const char *label)
{
    trial_file f = read_text(text);
    copse_binding binding = copse_binding_default();
    binding.label = columns;
    binding.labels = count;
    expect_bound(&f, &binding, 1);
    ck_assert_str_eq(f.set.label[0], label);
    close_file(&f);
}

START_TEST(labels_of_rows)
{
    expect_label("yi,vi,study,trial\n1,1,S,T\n", NULL, 0, "S");
    expect_label("yi,vi,trial,author,year\n1,1,T,A,1999\n", NULL, 0, "T");
    expect_label("yi,vi,author,year\n1,1,\xc3\x98sterg\xc3\xa5rd,1999\n", NULL, 0, "\xc3\x98sterg\xc3\xa5rd 1999");
    expect_label("yi,vi,author,year\n1,1,A,\n", NULL, 0, "A");
    expect_label("yi,vi,author,year\n1,1,,1999\n", NULL, 0, "1999");
    expect_label("yi,vi,author\n1,1,A\n", NULL, 0, "A");
    expect_label("yi,vi,year\n1,1,1999\n", NULL, 0, "Row 1");
    expect_label("yi,vi,study\n1,1,\n", NULL, 0, "Row 1");
    const char *columns[] = {"study", "arm", "dose"};
    expect_label("yi,vi,study,arm,dose\n1,1,S,b,2.50\n", columns, 3, "S b 2.5");
    expect_label("yi,vi,study,arm,dose\n1,1,S,,-3\n", columns, 3, "S -3");
    expect_label("yi,vi,study,arm,dose\n1,1,,,0\n", columns, 3, "0");
    expect_label("yi,vi,study,arm,dose\n1,1,,,123456789012345678\n", columns, 3, "1.2345678901234568e+17");
}
END_TEST

static void expect_order(trial_file *f, const char *order, const char *labels)
{
    copse_binding binding = measure("RR");
    binding.order = order;
    expect_bound(f, &binding, 4);
    char got[8] = {0};
    for (size_t i = 0; i < 4; i++) got[i] = f->set.label[i][0];
    ck_assert_str_eq(got, labels);
    for (size_t i = 0; i < 4; i++) { /* everything moves together */
        ck_assert_uint_eq(f->set.line[i], f->set.row[i] + 1);
        ck_assert_uint_eq(f->set.row[i], (size_t)(strchr("ABGD", got[i]) - "ABGD") + 1);
    }
}

START_TEST(order_of_studies)
{
    trial_file f = read_text(tables);
    expect_order(&f, NULL, "ABGD");
    expect_order(&f, "year", "BGAD"); /* stable */
    expect_order(&f, "-year", "DABG");
    expect_order(&f, "role", "AGDB");
    expect_order(&f, "-role", "BDAG");
    close_file(&f);
    f = read_text("study,yi,vi,x\nA,1,1,\nB,1,1,2\nC,1,1,1\n");
    copse_binding binding = copse_binding_default();
    binding.order = "x";
    expect_bound(&f, &binding, 3);
    ck_assert_str_eq(f.set.label[2], "A"); /* missing last */
    binding.order = "-x";
    expect_bound(&f, &binding, 3);
    ck_assert_str_eq(f.set.label[0], "B");
    ck_assert_str_eq(f.set.label[2], "A");
    close_file(&f);
}
END_TEST

START_TEST(groups)
{
    trial_file f = read_text(tables);
    copse_binding binding = measure("RR");
    binding.subgroup = "role";
    expect_bound(&f, &binding, 4);
    ck_assert_uint_eq(f.set.levels, 3);
    ck_assert_str_eq(f.set.subgroup, "role");
    ck_assert_str_eq(f.set.level[0], "added");
    ck_assert_str_eq(f.set.level[1], "substituted");
    ck_assert_str_eq(f.set.level[2], "curriculum");
    ck_assert(f.set.group[0] == 0 && f.set.group[1] == 1 && f.set.group[2] == 0 && f.set.group[3] == 2);
    const char *level[] = {"curriculum", "nobody", "substituted"};
    binding.level = level;
    binding.levels = 3;
    binding.order = "-year"; /* the order of studies does not change that of the levels */
    expect_bound(&f, &binding, 4);
    ck_assert_uint_eq(f.set.levels, 3);
    ck_assert_str_eq(f.set.level[0], "curriculum");
    ck_assert_str_eq(f.set.level[1], "substituted");
    ck_assert_str_eq(f.set.level[2], "added");
    ck_assert(f.set.group[0] == 0 && f.set.group[1] == 2 && f.set.group[2] == 1 && f.set.group[3] == 2);
    binding.level = NULL;
    binding.order = NULL;
    binding.subgroup = "year"; /* numbers */
    expect_bound(&f, &binding, 4);
    ck_assert_uint_eq(f.set.levels, 3);
    ck_assert_str_eq(f.set.level[1], "1985");
    ck_assert(f.set.group[1] == 1 && f.set.group[2] == 1);
    close_file(&f);
}
END_TEST

START_TEST(many_groups)
{
    enum { ROWS = 5000, LEVELS = 1250 };
    copse_text text = {0};
    copse_text_add(&text, "yi,vi,g,x\n");
    for (int i = 0; i < ROWS; i++) copse_text_printf(&text, "1,1,level %d,%d.5\n", i % LEVELS, i % LEVELS);
    trial_file f = read_text(copse_text_string(&text));
    copse_binding binding = copse_binding_default();
    const char *const column[] = {"g", "x"};
    for (int c = 0; c < 2; c++) {
        binding.subgroup = column[c];
        expect_bound(&f, &binding, ROWS);
        ck_assert_uint_eq(f.set.levels, LEVELS);
        for (size_t i = 0; i < ROWS; i++) ck_assert_uint_eq(f.set.group[i], i % LEVELS);
    }
    ck_assert_str_eq(f.set.level[1249], "1249.5");
    ck_assert_str_eq(f.set.label[4999], "Row 5000");
    close_file(&f);
    copse_text_free(&text);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ one row a trial */

static const char effects[] = "trial,arm,months,instrument,n,yi,vi,role\n"
                              "T1,a,3,RAS,30,0.1,0.04,x\n"
                              "T1,a,12,RAS,30,0.2,0.04,x\n"
                              "T1,b,12,RAS,40,0.3,0.09,x\n"
                              "T2,a,6,MHRM,20,0.4,0.01,x\n"
                              "T2,a,6,RAS,20,0.5,0.01,y\n"
                              ",a,6,RAS,20,0.6,0.01,y\n"
                              ",a,6,RAS,20,0.7,0.01,y\n";

/* kept: which of the seven rows, as a text of + and - */
static void expect_pick(const copse_pick_rule *rules, size_t count, const char *combine, const char *kept)
{
    trial_file f = read_text(effects);
    bool keep[7];
    char got[8] = {0};
    for (size_t i = 0; i < 7; i++) keep[i] = true;
    ck_assert_msg(copse_frame_pick(&f.frame, "trial", rules, count, combine, keep, &f.err) == COPSE_OK, "%s",
                  f.err.text);
    for (size_t i = 0; i < 7; i++) got[i] = keep[i] ? '+' : '-';
    ck_assert_str_eq(got, kept);
    close_file(&f);
}

START_TEST(picking)
{
    const char *best[] = {"RAS"};
    const copse_pick_rule prefer = {.how = COPSE_PICK_PREFER, .column = "instrument", .value = best, .values = 1};
    const copse_pick_rule longest = {.how = COPSE_PICK_LARGEST, .column = "months"};
    const copse_pick_rule shortest = {.how = COPSE_PICK_SMALLEST, .column = "months"};
    const copse_pick_rule near4 = {.how = COPSE_PICK_NEAREST, .column = "months", .target = 4};
    const copse_pick_rule both[] = {prefer, longest};
    expect_pick(NULL, 0, NULL, "+--+-++"); /* the first; a row of no trial is on its own */
    expect_pick(&prefer, 1, NULL, "+---+++");
    expect_pick(&longest, 1, NULL, "-+-+-++");
    expect_pick(&shortest, 1, NULL, "+--+-++");
    expect_pick(&near4, 1, NULL, "+--+-++");
    expect_pick(both, 2, NULL, "-+--+++");
    expect_pick(both, 2, "arm", "-++-+++"); /* both arms at twelve months */
    expect_pick(NULL, 0, "arm", "+-++-++");
}
END_TEST

START_TEST(picking_prefers_numbers_by_their_text_and_missing_comes_last)
{
    trial_file f = read_text("trial,dose,x\nT,,1\nT,5,2\nT,20,3\nT,10,4\n");
    bool keep[4] = {true, true, true, true};
    const char *values[] = {"10", "20"};
    copse_pick_rule rule = {.how = COPSE_PICK_PREFER, .column = "dose", .value = values, .values = 2};
    ck_assert_int_eq(copse_frame_pick(&f.frame, "trial", &rule, 1, NULL, keep, NULL), COPSE_OK);
    ck_assert(!keep[0] && !keep[1] && !keep[2] && keep[3]);
    bool fewer[4] = {true, true, false, false}; /* only rows that are flagged take part */
    ck_assert_int_eq(copse_frame_pick(&f.frame, "trial", &rule, 1, NULL, fewer, NULL), COPSE_OK);
    ck_assert(!fewer[0] && fewer[1] && !fewer[2] && !fewer[3]);
    bool all[4] = {true, true, true, true};
    rule = (copse_pick_rule){.how = COPSE_PICK_NEAREST, .column = "dose", .target = 16};
    ck_assert_int_eq(copse_frame_pick(&f.frame, "trial", &rule, 1, NULL, all, NULL), COPSE_OK);
    ck_assert(!all[0] && !all[1] && all[2] && !all[3]);
    close_file(&f);
}
END_TEST

START_TEST(picking_errors)
{
    trial_file f = read_text(effects);
    bool keep[7] = {true, true, true, true, true, true, true};
    copse_pick_rule rule = {.how = COPSE_PICK_SMALLEST, .column = "instrument"};
    ck_assert_int_eq(copse_frame_pick(&f.frame, "trial", &rule, 1, NULL, keep, &f.err), COPSE_EPARSE);
    ck_assert_ptr_nonnull(strstr(f.err.text, "trials.csv:2: column instrument: 'RAS'"));
    rule.column = "month";
    ck_assert_int_eq(copse_frame_pick(&f.frame, "trial", &rule, 1, NULL, keep, &f.err), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_frame_pick(&f.frame, "trail", NULL, 0, NULL, keep, &f.err), COPSE_ENOTFOUND);
    ck_assert_str_eq(f.err.text, "trials.csv: no column 'trail'; did you mean 'trial'?");
    ck_assert_int_eq(copse_frame_pick(&f.frame, "trial", NULL, 0, "arms", keep, &f.err), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_frame_pick(NULL, "trial", NULL, 0, NULL, keep, NULL), COPSE_EINVAL);
    ck_assert_int_eq(copse_frame_pick(&f.frame, "trial", NULL, 1, NULL, keep, NULL), COPSE_EINVAL);
    close_file(&f);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ combining */

START_TEST(combining)
{
    trial_file f = read_text(effects);
    const copse_binding binding = copse_binding_default();
    const char *trial[] = {"T1", "T1", "T1", "T2", "T2", NULL, NULL};
    expect_bound(&f, &binding, 7);
    ck_assert_int_eq(copse_study_set_combine(&f.set, trial, 0.5, &f.warnings, &f.err), COPSE_OK);
    ck_assert_uint_eq(f.set.k, 4);
    CK_CLOSE(f.set.yi[0], 0.2, 1e-15);
    /* (0.04 + 0.04 + 0.09 + 2*0.5*(0.04 + 0.06 + 0.06)) / 9 */
    CK_CLOSE(f.set.vi[0], 0.33 / 9, 1e-14);
    CK_CLOSE(f.set.yi[1], 0.45, 1e-15);
    CK_CLOSE(f.set.vi[1], 0.03 / 4, 1e-14);
    ck_assert(isnan(f.set.ni[0]) && isnan(copse_study_input(&f.set, 0, COPSE_IN_YI)));
    ck_assert(f.set.yi[2] == 0.6 && f.set.yi[3] == 0.7 && f.set.vi[3] == 0.01);
    ck_assert(copse_study_input(&f.set, 3, COPSE_IN_YI) == 0.7);
    ck_assert_uint_eq(f.set.row[3], 7);
    ck_assert_uint_eq(f.warnings.count, 2);
    ck_assert_str_eq(f.warnings.line[0], "T1: 3 effects combined, with correlation 0.5 between their errors");
    close_file(&f);
}
END_TEST

START_TEST(combining_wholly_or_not_correlated)
{
    const char *trial[] = {"T1", "T1", "T1", "T2", "T2", NULL, NULL};
    const copse_binding binding = copse_binding_default();
    trial_file f = read_text(effects);
    expect_bound(&f, &binding, 7);
    ck_assert_int_eq(copse_study_set_combine(&f.set, trial, 0.0, NULL, &f.err), COPSE_OK);
    CK_CLOSE(f.set.vi[0], 0.17 / 9, 1e-14);
    expect_bound(&f, &binding, 7);
    ck_assert_int_eq(copse_study_set_combine(&f.set, trial, 1.0, NULL, &f.err), COPSE_OK);
    CK_CLOSE(f.set.vi[0], 0.49 / 9, 1e-14); /* the squared mean of the standard errors */
    close_file(&f);
}
END_TEST

START_TEST(combining_errors)
{
    const char *trial[] = {"T1", "T1", "T1", "T2", "T2", NULL, NULL};
    trial_file f = read_text(effects);
    copse_binding binding = copse_binding_default();
    expect_bound(&f, &binding, 7);
    ck_assert_int_eq(copse_study_set_combine(&f.set, trial, 1.5, NULL, &f.err), COPSE_EDOM);
    ck_assert_int_eq(copse_study_set_combine(&f.set, trial, (double)NAN, NULL, &f.err), COPSE_EDOM);
    ck_assert_int_eq(copse_study_set_combine(&f.set, trial, -0.9, NULL, &f.err), COPSE_EDOM);
    ck_assert_str_eq(f.err.text, "T1 (rows 1 to 3): a correlation of -0.9 is not possible between 3 effects");
    ck_assert_int_eq(copse_study_set_combine(&f.set, NULL, 0.5, NULL, &f.err), COPSE_EINVAL);
    ck_assert_int_eq(copse_study_set_combine(NULL, trial, 0.5, NULL, &f.err), COPSE_EINVAL);
    ck_assert_uint_eq(f.set.k, 7); /* a failed call changes nothing */
    binding.subgroup = "role";
    expect_bound(&f, &binding, 7);
    ck_assert_int_eq(copse_study_set_combine(&f.set, trial, 0.5, NULL, &f.err), COPSE_EDOM);
    ck_assert_str_eq(f.err.text, "T2 (rows 4 and 5): effects to combine lie in different groups of role ('x' and 'y')");
    close_file(&f);
}
END_TEST

/* ------------------------------------------------------------------------------------------------ short memory */

#if FAIL_ALLOC_WORKS
/* Ends the failing; says whether an allocation failed. The assertions of Check allocate, too. */
static bool stop_failing(void)
{
    const bool reached = fail_alloc_left == 0;
    fail_alloc_left = -1;
    return reached;
}

/* Not under valgrind, which brings its own malloc. */
static bool failing_works(void)
{
    fail_alloc_left = 1;
    void *memory = copse_alloc(1, 1);
    (void)stop_failing();
    const bool works = memory == NULL;
    free(memory);
    return works;
}

/* Runs `work` with the first, second, … allocation failing until none is reached. A run may succeed all the same where
 * only a warning or the speed of a sort was lost; else it says COPSE_ENOMEM. */
static void expect_survival(copse_status (*work)(trial_file *, bool *))
{
    long n = 1;
    for (bool reached = true; reached; n++) {
        const long live = fail_alloc_live;
        trial_file f = read_text(tables);
        fail_alloc_left = n;
        const copse_status status = work(&f, &reached);
        if (reached) ck_assert_msg(status == COPSE_ENOMEM || status == COPSE_OK, "%s", copse_status_name(status));
        else ck_assert_int_eq(status, COPSE_OK);
        close_file(&f);
        ck_assert_int_eq(fail_alloc_live, live); /* nothing is left behind */
    }
    ck_assert(n > 5 || !failing_works());
}

static copse_status bind_everything(trial_file *f, bool *reached)
{
    copse_binding binding = measure("RR");
    const char *level[] = {"curriculum"};
    const char *label[] = {"study", "year"};
    binding.subgroup = "role";
    binding.order = "-year";
    binding.level = level;
    binding.levels = 1;
    binding.label = label;
    binding.labels = 2;
    f->frame.column[2].number[1] = (double)NAN; /* a row left out */
    const copse_status status = bind_file(f, &binding);
    *reached = stop_failing();
    ck_assert(status == COPSE_OK ? f->set.k == 3 : f->set.store == NULL);
    return status;
}

static copse_status fail_to_bind(trial_file *f, bool *reached)
{
    const copse_binding binding = measure("SMD");
    const copse_status status = bind_file(f, &binding);
    *reached = stop_failing();
    return status == COPSE_ENOTFOUND ? COPSE_OK : status;
}

static copse_status pick_and_combine(trial_file *f, bool *reached)
{
    const char *best[] = {"added"}, *trial[] = {"x", "x", NULL, "y"};
    const copse_pick_rule rules[] = {{.how = COPSE_PICK_PREFER, .column = "role", .value = best, .values = 1},
                                     {.how = COPSE_PICK_LARGEST, .column = "ai"}};
    bool keep[4] = {true, true, true, true};
    const copse_binding binding = measure("OR");
    copse_status status = copse_frame_pick(&f->frame, "year", rules, 2, "study", keep, &f->err);
    if (status == COPSE_OK) status = bind_file(f, &binding);
    const bool bound = status == COPSE_OK;
    if (bound) status = copse_study_set_combine(&f->set, trial, 0.5, &f->warnings, &f->err);
    *reached = stop_failing();
    ck_assert_uint_eq(f->set.k, !bound ? 0 : status == COPSE_OK ? 3 : 4);
    return status;
}

START_TEST(short_memory)
{
    expect_survival(bind_everything);
    expect_survival(fail_to_bind);
    expect_survival(pick_and_combine);
}
END_TEST
#endif

int main(void)
{
    Suite *suite = suite_create("study");
    TCase *binding = tcase_create("binding");
    tcase_add_test(binding, columns_of_standard_names);
    tcase_add_test(binding, named_columns_win);
    tcase_add_test(binding, columns_not_named_have_standard_names);
    tcase_add_test(binding, columns_of_other_families_are_not_looked_at);
    tcase_add_test(binding, given_estimates);
    tcase_add_test(binding, text_in_a_column_that_is_not_needed);
    tcase_add_test(binding, raw_numbers_and_given_estimates);
    tcase_add_test(binding, given_estimates_of_a_named_measure);
    TCase *errors = tcase_create("errors");
    tcase_add_test(errors, errors_of_cells);
    tcase_add_test(errors, errors_of_columns);
    tcase_add_test(errors, named_raw_columns_are_not_forgotten_for_given_ones);
    tcase_add_test(errors, errors_of_names);
    tcase_add_test(errors, nothing_to_bind);
    TCase *rows = tcase_create("rows");
    tcase_add_test(rows, rows_left_out_are_listed);
    tcase_add_test(rows, a_missing_group_fails_where_asked);
    tcase_add_test(rows, many_rows_left_out_are_counted);
    tcase_add_test(rows, no_usable_row);
    tcase_add_test(rows, labels_of_rows);
    tcase_add_test(rows, order_of_studies);
    tcase_add_test(rows, groups);
    tcase_add_test(rows, many_groups);
    TCase *trials = tcase_create("trials");
    tcase_add_test(trials, picking);
    tcase_add_test(trials, picking_prefers_numbers_by_their_text_and_missing_comes_last);
    tcase_add_test(trials, picking_errors);
    tcase_add_test(trials, combining);
    tcase_add_test(trials, combining_wholly_or_not_correlated);
    tcase_add_test(trials, combining_errors);
#if FAIL_ALLOC_WORKS
    TCase *memory = tcase_create("memory");
    tcase_add_test(memory, short_memory);
    suite_add_tcase(suite, memory);
#endif
    suite_add_tcase(suite, binding);
    suite_add_tcase(suite, errors);
    suite_add_tcase(suite, rows);
    suite_add_tcase(suite, trials);
    return run_suite(suite);
}
