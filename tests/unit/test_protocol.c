/* Protocols: every error names its line; a run writes what its manifest says, the same bytes each time. */
#include "ck_close.h"
#include "run_folder.h"

#include <copse/frame.h>
#include <copse/protocol.h>

static const char data_text[] = "trial,outcome,role,arm,months,n,yi,sei,sign,status\n"
                                "Aa,pain,added,,3,50,0.30,0.20,1,ok\n"  /* 1 */
                                "Aa,pain,added,,6,48,0.50,0.25,1,ok\n"  /* 2: nearest to 6 months */
                                "Bb,pain,other,,6,30,0.10,0.15,1,ok\n"  /* 3 */
                                "Cc,pain,added,x,6,40,0.20,0.10,1,ok\n" /* 4, 5: arms of one trial */
                                "Cc,pain,added,y,6,40,0.40,0.20,1,ok\n"
                                "Dd,pain,other,,6,40,9.99,0.20,1,suspect\n" /* 6 */
                                "Ee,pain,other,,6,40,,,1,ok\n"              /* 7: no numbers */
                                "Ff,sleep,other,,6,40,0.25,0.30,-1,ok\n"    /* 8: the only trial */
                                "Gg,fatigue,other,,6,40,0.25,0.30,-1,ok\n"; /* 9: not in the protocol */

#define HEAD                                                                                                           \
    "copse: 1\n"                                                                                                       \
    "title: A test\n"                                                                                                  \
    "data: trials.csv\n"                                                                                               \
    "trial: trial\n"                                                                                                   \
    "outcomes:\n"                                                                                                      \
    "  - name: pain\n"                                                                                                 \
    "    where: outcome == \"pain\"\n"                                                                                 \
    "    measure: GEN\n"
/* what is appended to HEAD begins on line 9 */

static run_folder folder;

static void set_up(void)
{
    folder = run_folder_make();
    run_folder_put(&folder, "trials.csv", data_text, strlen(data_text));
}

static void tear_down(void)
{
    run_folder_remove(folder.path);
}

/* Reads and runs; the text of the error, "" where there is none. */
static copse_status try_bytes(const char *bytes, size_t n, copse_error *err)
{
    char path[512], out[512];
    copse_protocol *protocol = NULL;
    run_folder_put(&folder, "protocol.yaml", bytes, n);
    run_folder_join(path, sizeof path, folder.path, "protocol.yaml");
    run_folder_join(out, sizeof out, folder.path, "out");
    copse_status status = copse_protocol_read(path, &protocol, err);
    const copse_run_opts opts = {.directory = out};
    if (status == COPSE_OK) status = copse_protocol_run(protocol, &opts, NULL, NULL, err);
    else ck_assert_ptr_null(protocol);
    copse_protocol_free(protocol);
    return status;
}

static void expect_error(const char *yaml, const char *want)
{
    copse_error err = {0};
    const copse_status status = try_bytes(yaml, strlen(yaml), &err);
    ck_assert_msg(status != COPSE_OK, "no error, but wanted: %s", want);
    ck_assert_int_eq(status, err.status);
    ck_assert_msg(strstr(err.text, want) != NULL, "got '%s', wanted '%s'", err.text, want);
    ck_assert_uint_eq(run_folder_count(folder.path), 2); /* an error leaves nothing behind */
}

static void expect_after_head(const char *more, const char *want)
{
    char yaml[8192];
    const int n = snprintf(yaml, sizeof yaml, "%s%s", HEAD, more);
    ck_assert(n > 0 && (size_t)n < sizeof yaml);
    expect_error(yaml, want);
}

START_TEST(test_keys)
{
    expect_after_head("modle: {method: REML}\n", "protocol.yaml:9: unknown key 'modle': did you mean 'model'?");
    expect_after_head("model:\n  metod: REML\n", "protocol.yaml:10: unknown key 'metod': did you mean 'method'?");
    expect_after_head("model: {zzzzzzzz: 1}\n", "protocol.yaml:9: unknown key 'zzzzzzzz': 'model' has method, test");
    expect_after_head("    columns: {yi: yi, sse: sei}\n", "protocol.yaml:9: unknown key 'sse'");
    expect_after_head("title: again\n", "protocol.yaml:9: 'title' is given twice (first on line 2)");
    expect_after_head("model: {test: z, test: t}\n", "protocol.yaml:9: 'test' is given twice");
    expect_after_head("[a, b]: 1\n", "protocol.yaml:9: a key must be a word, not a list");
    expect_after_head("<<: {title: x}\n", "protocol.yaml:9: unknown key '<<'");
    expect_error("copse: 1\ntitle: x\n", "protocol.yaml:1: a protocol needs the key 'data'");
    expect_error("copse: 1\ntitle: x\ndata: trials.csv\ntrial: trial\noutcomes:\n  - name: a\n",
                 "protocol.yaml:6: an outcome needs the key 'measure'");
}
END_TEST

START_TEST(test_types)
{
    expect_after_head("description: [a, b]\n", "protocol.yaml:9: 'description' must be a single value, not a list");
    expect_after_head("label: {a: b}\n", "protocol.yaml:9: 'label' must be a value or a list of values");
    expect_after_head("label: []\n", "protocol.yaml:9: 'label' is an empty list");
    expect_after_head("model: REML\n", "protocol.yaml:9: 'model' must be a mapping (key: value), not a single value");
    expect_after_head("sensitivity: {name: a}\n", "protocol.yaml:9: 'sensitivity' must be a list, not a mapping");
    expect_after_head("sensitivity: [a]\n", "protocol.yaml:9: a sensitivity analysis must be a mapping");
    expect_after_head("min_trials: two\n", "protocol.yaml:9: 'min_trials' must be a number, not 'two'");
    expect_after_head("min_trials: 0x10\n", "protocol.yaml:9: 'min_trials' must be a number");
    expect_after_head("min_trials: 1.5\n", "protocol.yaml:9: 'min_trials' must be a whole number from 1 to 1000");
    expect_after_head("plots: {forest: maybe}\n", "protocol.yaml:9: 'forest' must be true or false, not 'maybe'");
    expect_after_head("description:\n", "protocol.yaml:9: 'description' has no value");
    expect_after_head("description: ~\n", "protocol.yaml:9: 'description' has no value");
    expect_after_head("favours: [a, b, c]\n", "protocol.yaml:9: 'favours' must have two values");
    expect_error("- a\n- b\n", "protocol.yaml:1: a protocol must be a mapping (key: value), not a list");
    expect_error("just words\n", "protocol.yaml:1: a protocol must be a mapping");
}
END_TEST

START_TEST(test_malformed)
{
    copse_error err = {0};
    expect_error("", "protocol.yaml: the file is empty");
    expect_error("# nothing but a remark\n", "protocol.yaml: the file is empty");
    expect_after_head("model:\n\tmethod: REML\n", "protocol.yaml:10: found a tab");
    expect_after_head("label: [a, b\nmodel: {}\n", "protocol.yaml:10:");
    expect_after_head("---\ncopse: 1\n", "protocol.yaml:10: a second document");
    expect_after_head("description: *nowhere\n", "protocol.yaml:9: found undefined alias");
    expect_after_head("description: \"a\\0b\"\n", "protocol.yaml:9: 'description' holds a NUL character");
    expect_after_head("description: caf\xe9\n", "protocol.yaml:9: not valid UTF-8");
    ck_assert_int_eq(try_bytes("copse: 1\ntitle: \0\n", 18, &err), COPSE_EENCODING);
    ck_assert_str_eq(err.text, "protocol.yaml:2: holds a NUL byte");
}
END_TEST

/* Aliases and nesting must cost no more than the file is long. */
START_TEST(test_bombs)
{
    copse_text yaml = {0};
    copse_error err = {0};
    expect_after_head("label: &a [*a]\n", "protocol.yaml:9: 'label' must be a single value, not a list");
    copse_text_add(&yaml, HEAD "label: &a [");
    for (int i = 0; i < 1500; i++) copse_text_add(&yaml, "x,");
    copse_text_add(&yaml, "x]\nagree: *a\nfavours: *a\nsensitivity:\n");
    for (int i = 0; i < 20; i++) copse_text_printf(&yaml, "  - {name: s%d, lift: *a}\n", i);
    ck_assert_int_eq(try_bytes(yaml.bytes, yaml.length, &err), COPSE_EPARSE);
    ck_assert_msg(strstr(err.text, "more than 20000 values") != NULL, "%s", err.text);
    yaml.length = 0;
    copse_text_add(&yaml, HEAD "label: ");
    copse_text_add_char(&yaml, '[', 5000);
    ck_assert_int_eq(try_bytes(yaml.bytes, yaml.length, &err), COPSE_EPARSE);
    yaml.length = 0;
    copse_text_add(&yaml, HEAD);
    copse_text_add_char(&yaml, '#', (size_t)1 << 20);
    ck_assert_int_eq(try_bytes(yaml.bytes, yaml.length, &err), COPSE_EPARSE);
    ck_assert_msg(strstr(err.text, "larger than") != NULL, "%s", err.text);
    copse_text_free(&yaml);
}
END_TEST

START_TEST(test_meaning)
{
    expect_error("copse: 2\ntitle: x\ndata: d\ntrial: t\noutcomes: [{name: a, measure: GEN}]\n",
                 "protocol.yaml:1: 'copse' is the version of the protocol format and must be 1");
    expect_after_head("model:\n  method: REMM\n", "protocol.yaml:10: unknown method 'REMM': did you mean 'REML'?");
    expect_after_head("model: {test: qqqqqqqq}\n", "protocol.yaml:9: unknown test 'qqqqqqqq'; there are z, t, knha");
    expect_after_head("model: {level: 100}\n", "protocol.yaml:9: 'level' must lie between 0 and 100 (%)");
    expect_after_head("model: {level: nan}\n", "protocol.yaml:9: 'level' must be a number");
    expect_after_head("  - name: b\n    measure: RRR\n", "protocol.yaml:10: unknown measure 'RRR': did you mean 'RR'?");
    expect_after_head("subgroup: {column: role, tau2: comon}\n",
                      "protocol.yaml:9: unknown tau2 mode 'comon': did you mean 'common'?");
    expect_after_head(
        "one_effect:\n  - {largest: n, smallest: n}\n",
        "protocol.yaml:10: a rule of 'one_effect' is one of prefer, nearest, smallest, largest, earliest, "
        "latest and largest_n: true");
    expect_after_head("combine: {rho: 0.5, structure: CSS}\n",
                      "protocol.yaml:9: unknown structure 'CSS': did you mean 'CS'?");
    expect_after_head("combine: {rho: 0.5, by: means}\n",
                      "protocol.yaml:9: unknown way to combine 'means': did you mean 'mean'?");
    expect_after_head("combine: {column: arm}\n", "protocol.yaml:9: 'combine' needs the key 'rho' for structure CS");
    expect_after_head("combine: {structure: CAR, time: w}\n",
                      "protocol.yaml:9: 'combine' needs the key 'phi' for structure CAR");
    expect_after_head("combine: {structure: ID, rho: 0.5}\n", "protocol.yaml:9: structure ID has no 'rho'");
    expect_after_head("combine: {structure: CAR, phi: 2, time: w}\n",
                      "protocol.yaml:9: 'phi' must be a correlation from 0 to 1");
    expect_after_head("combine: {rho: 0.5}\nsensitivity: [{name: a, phi: 0.1}]\n",
                      "protocol.yaml:10: structure CS has no 'phi'");
    expect_after_head("combine: {column: arm, rho: 1.5}\n", "protocol.yaml:9: 'rho' must be a correlation from 0 to 1");
    expect_after_head("eligibility: [{name: good, where: n > 1, reason: r}]\nsensitivity:\n"
                      "  - name: a\n    lift: [goood]\n",
                      "protocol.yaml:12: unknown criterion 'goood': did you mean 'good'?");
    expect_after_head("sensitivity: [{name: main}]\n", "protocol.yaml:9: 'main' is the name of the main analysis");
    expect_after_head("sensitivity: [{name: a, rho: 0.1}]\n", "protocol.yaml:9: 'rho' needs the key 'combine'");
    expect_after_head("plots: {layout: jamma}\n", "protocol.yaml:9: unknown layout 'jamma': did you mean 'jama'?");
    expect_after_head("plots: {formats: [svgg]}\n", "protocol.yaml:9: unknown plot format 'svgg': did you mean 'svg'?");
    expect_after_head("outputs: {formats: [texxt]}\n", "protocol.yaml:9: unknown format 'texxt': did you mean 'text'?");
}
END_TEST

/* Keys with the names of the command's options; an outcome's own keys go on from line 9. */
START_TEST(test_measure_keys)
{
    static const struct {
        const char *keys, *want;
    } bad[] = {{"    vtype: XX\n", "protocol.yaml:9: measure GEN takes no variance type 'XX', but LS"},
               {"    vtype: LS2\n", "protocol.yaml:9: measure GEN takes no variance type 'LS2', but LS"},
               {"    uncorrected: true\n", "protocol.yaml:9: measure GEN has no bias correction to leave out"},
               {"    add: -1\n", "protocol.yaml:9: 'add' must be 0 or more"},
               {"    to: ally\n", "protocol.yaml:9: unknown value of 'to' 'ally': did you mean 'all'?"},
               {"    ci_level: 100\n", "protocol.yaml:9: 'ci_level' must lie between 0 and 100 (%)"},
               {"    transform: expp\n", "protocol.yaml:9: unknown transform 'expp': did you mean 'exp'?"},
               {"    transform: nnt\n", "protocol.yaml:9: transform nnt has no axis and no order"},
               {"    transform: dtomd\n", "protocol.yaml:9: transform dtomd "},
               {"    transform: dtomd\n    sd: 0\n", "protocol.yaml:10: 'sd' must be above 0"},
               {"    control_risk: 1\n", "protocol.yaml:9: 'control_risk' must lie between 0 and 1"},
               {"    transform: exp.int\nmodel: {method: FE}\n", "protocol.yaml:9: transform exp.int is a mean"},
               {"    transform: exp.int\nsensitivity: [{name: ee, method: EE}]\n", "method EE has exp"},
               {"    items: 0\n", "protocol.yaml:9: 'items' must lie between 1 and 1000000"},
               {"    scale: [3, 1]\n", "protocol.yaml:9: 'scale' is the lowest and the highest value"},
               {"    scale: [0, x]\n", "protocol.yaml:9: 'scale' is the lowest and the highest value"},
               {"    scale: [0]\n", "protocol.yaml:9: 'scale' is the lowest and the highest value"},
               {"warn: nothing\n", "protocol.yaml:9: unknown value of 'warn' 'nothing'; there are all, none"},
               {"warn: none\nstrict: true\n", "protocol.yaml:10: 'strict' makes errors of warnings"}};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) expect_after_head(bad[i].keys, bad[i].want);
}
END_TEST

START_TEST(test_names)
{
    static const char *const bad[] = {
        "../pain",     "/etc/pain",   "pain/../x", "PAIN",
        "pain pain",   "'.'",         "'..'",      "-rf",
        "\"pa\\nin\"", "p\xc3\xa4in", "'%s'",      "a2345678901234567890123456789012345678901234567890123456789012345"};
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        char more[256];
        (void)snprintf(more, sizeof more, "  - name: %s\n    measure: GEN\n", bad[i]);
        expect_after_head(more, "protocol.yaml:9: the name '");
        (void)snprintf(more, sizeof more, "described:\n  - name: %s\n    table: trials.csv\n    label: trial\n",
                       bad[i]);
        expect_after_head(more, "protocol.yaml:10: the name '");
    }
    expect_after_head("  - name: pain\n    measure: GEN\n", "protocol.yaml:9: the name 'pain' is taken (line 6)");
}
END_TEST

START_TEST(test_data)
{
    expect_after_head("label: tril\n", "protocol.yaml:9: ");
    expect_after_head("label: tril\n", "did you mean 'trial'");
    expect_after_head("    columns:\n      yi: effct\n", "protocol.yaml:10: ");
    expect_after_head("    columns:\n      yi: trial\n", "protocol.yaml:10: ");
    expect_after_head("eligibility:\n  - name: a\n    reason: b\n    where: n >\n", "protocol.yaml:12: ");
    expect_after_head("eligibility:\n  - name: a\n    reason: b\n    where: nn > 3\n", "protocol.yaml:12: ");
    expect_after_head("one_effect:\n  - nearest:\n      to: 6\n      column: month\n", "protocol.yaml:12: ");
    expect_after_head("sensitivity:\n  - name: a\n    also: monthz > 3\n", "protocol.yaml:11: ");
    expect_after_head("described: [{name: a, label: x,\n table: none.csv}]\n", "protocol.yaml:10: ");
    expect_after_head("described: [{name: a, table: trials.csv,\n label: trail}]\n", "protocol.yaml:10: ");
    expect_after_head("  - name: nausea\n    where: outcome == \"nausea\"\n    measure: GEN\n",
                      "protocol.yaml:10: outcome 'nausea' has no trials: no row of trials.csv meets");
    expect_after_head("eligibility: [{name: a, where: n > 1000, reason: b}]\n",
                      "protocol.yaml:6: outcome 'pain' has no trials: no row of it is eligible in any analysis");
    expect_after_head("agree: [outcome, role]\n",
                      "column role must agree in rows that are pooled: 'added' in row 1, 'other' in row 3");
    expect_after_head("  - {name: all, measure: GEN}\ndirection: sign\n",
                      "outcome 'all', main analysis: column sign: the effects of rows 1 and 8 point in opposite");
    expect_after_head("combine: {by: gls, structure: CAR, phi: 0.9, time: months}\n",
                      "protocol.yaml:6: outcome 'pain', main analysis: Cc (rows 4 to 5): the correlations of structure "
                      "CAR are not positive definite");
    expect_after_head("combine: {structure: CAR, phi: 0.9, time: monhts}\n", "protocol.yaml:9: ");
    expect_after_head("combine: {structure: CAR, phi: 0.9, time: role}\n", "protocol.yaml:9: ");
    expect_after_head("direction: months\n", "trials.csv:2: column months must be 1 or -1");
    expect_error("copse: 1\ntitle: x\ntrial: a\noutcomes: [{name: a, measure: GEN}]\ndata: none.csv\n",
                 "protocol.yaml:5: ");
    expect_error("copse: 1\ntitle: x\ntrial: a\noutcomes: [{name: a, measure: GEN}]\ndata: '@smit2032'\n", "smit2023");
}
END_TEST

START_TEST(test_paths)
{
    copse_protocol *protocol = NULL;
    copse_error err = {0};
    ck_assert_int_eq(copse_protocol_read("/no/such/protocol.yaml", &protocol, &err), COPSE_EIO);
    ck_assert_ptr_null(protocol);
    ck_assert_int_eq(copse_protocol_read("@smit2032", &protocol, &err), COPSE_ENOTFOUND);
    ck_assert_ptr_null(protocol);
    ck_assert_int_eq(copse_protocol_read("@bcg", &protocol, &err), COPSE_ENOTFOUND);
    ck_assert_int_eq(copse_protocol_read("", &protocol, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_protocol_read(NULL, &protocol, NULL), COPSE_EINVAL);
    copse_protocol_free(NULL);
    ck_assert_int_eq(copse_protocol_read(folder.path, &protocol, &err), COPSE_EIO);
}
END_TEST

static const char run_text[] =
    HEAD "    effect: Score\n"
         "  - {name: sleep, where: outcome == \"sleep\", measure: GEN}\n"
         "outcome_column: outcome\n"
         "direction: sign\n"
         "favours: [them, us]\n"
         "eligibility: [{name: not_suspect, where: status != \"suspect\", reason: suspect, detail: status}]\n"
         "one_effect: [{nearest: {column: months, to: 6}}, {largest_n: yes}, {latest: n}]\n"
         "combine: {column: arm, rho: 0.5}\n"
         "subgroup: {column: role, levels: [added, substituted, other]}\n"
         "sensitivity: [{name: with_suspect, lift: not_suspect}, {name: dl, method: DL, rho: 0}]\n"
         "described: [{name: kept, table: trials.csv, label: trial, because: a test}]\n"
         "outputs: {formats: [text, markdown, csv, json, latex]}\n";

static void run_text_into(const char *text, const char *name, copse_text *summary, copse_notes *notes)
{
    char path[512], out[512];
    copse_protocol *protocol = NULL;
    copse_error err = {0};
    run_folder_put(&folder, "protocol.yaml", text, strlen(text));
    run_folder_join(path, sizeof path, folder.path, "protocol.yaml");
    run_folder_join(out, sizeof out, folder.path, name);
    ck_assert_msg(copse_protocol_read(path, &protocol, &err) == COPSE_OK, "%s", err.text);
    const copse_run_opts opts = {.directory = out, .command_line = "copse run protocol.yaml"};
    ck_assert_msg(copse_protocol_run(protocol, &opts, summary, notes, &err) == COPSE_OK, "%s", err.text);
    copse_protocol_free(protocol);
}

static void run_into(const char *name, copse_text *summary, copse_notes *notes)
{
    run_text_into(run_text, name, summary, notes);
}

static const json_t *analysis_of(const json_t *root, size_t outcome, size_t analysis)
{
    const json_t *analyses = json_object_get(json_array_get(json_object_get(root, "outcomes"), outcome), "analyses");
    return json_array_get(analyses, analysis);
}

static double number_in(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    ck_assert_msg(json_is_number(value), "no number '%s'", key);
    return json_number_value(value);
}

/* yi, vi and label of a study by hand: Aa's row 2, Bb, and Cc's arms combined with correlation rho. */
static void check_study(const json_t *analysis, size_t i, const char *label, double yi, double vi)
{
    const json_t *study = json_array_get(json_object_get(json_object_get(analysis, "result"), "studies"), i);
    ck_assert_str_eq(json_string_value(json_object_get(study, "label")), label);
    CK_CLOSE(number_in(study, "yi"), yi, 1e-14);
    CK_CLOSE(number_in(study, "vi"), vi, 1e-14);
}

START_TEST(test_rows)
{
    char out[512];
    run_into("out", NULL, NULL);
    run_folder_join(out, sizeof out, folder.path, "out");
    json_t *root = run_folder_json(out, "results.json");
    const json_t *pain = analysis_of(root, 0, 0);
    ck_assert_str_eq(json_string_value(json_object_get(pain, "state")), "pooled");
    ck_assert_int_eq(json_integer_value(json_object_get(pain, "k")), 3);
    check_study(pain, 0, "Aa", 0.5, 0.0625);
    check_study(pain, 1, "Bb", 0.1, 0.0225);
    check_study(pain, 2, "Cc (2 arms combined)", 0.3, (0.01 + 0.04 + 2 * 0.5 * 0.1 * 0.2) / 4);
    ck_assert_int_eq(json_integer_value(json_object_get(analysis_of(root, 0, 1), "k")), 4);
    check_study(analysis_of(root, 0, 2), 2, "Cc (2 arms combined)", 0.3, (0.01 + 0.04) / 4);
    ck_assert_str_eq(json_string_value(json_object_get(analysis_of(root, 1, 0), "state")), "too_few_trials");

    static const struct {
        int row;
        const char *why, *used_in;
    } want[] = {{1, "another effect of the same trial is used: row 2 (months 6, here 3)", NULL},
                {6, "suspect (suspect)", "with_suspect"},
                {7, NULL, NULL},
                {8, "too few trials of this outcome to pool (1)", NULL},
                {9, "not one of the protocol's outcomes (see the outcomes not pooled)", NULL}};
    const json_t *rows = json_object_get(root, "rows_not_used");
    ck_assert_uint_eq(json_array_size(rows), sizeof want / sizeof *want);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const json_t *row = json_array_get(rows, i);
        ck_assert_int_eq((int)number_in(row, "row"), want[i].row);
        const char *why = json_string_value(json_object_get(row, "reason"));
        ck_assert_ptr_nonnull(why);
        if (want[i].why != NULL) ck_assert_str_eq(why, want[i].why);
        const char *used = json_string_value(json_object_get(row, "used_in"));
        if (want[i].used_in == NULL) ck_assert_ptr_null(used);
        else ck_assert_str_eq(used, want[i].used_in);
    }
    ck_assert_uint_eq(json_array_size(json_object_get(root, "outcomes_not_pooled")), 2);
    ck_assert_uint_eq(json_array_size(json_object_get(json_object_get(root, "described"), "kept")), 9);
    json_decref(root);
}
END_TEST

/* Without a column, all rows of a trial that the rules leave are combined; here by their times, 3 and 6 months of Aa and
 * twice 6 months of Cc. */
START_TEST(test_combined_by_time)
{
    char out[512];
    run_text_into(HEAD "combine: {structure: CAR, phi: 0.9, time: months}\n"
                       "eligibility: [{name: not_suspect, where: status != \"suspect\", reason: suspect}]\n"
                       "sensitivity: [{name: weaker, phi: 0.5}]\n"
                       "plots: {forest: false}\n",
                  "timed", NULL, NULL);
    run_folder_join(out, sizeof out, folder.path, "timed");
    json_t *root = run_folder_json(out, "results.json");
    const json_t *pain = analysis_of(root, 0, 0);
    const double own = 0.20 * 0.20 + 0.25 * 0.25, cross = 2 * 0.20 * 0.25;
    check_study(pain, 0, "Aa (2 effects combined)", 0.4, (own + pow(0.9, 3) * cross) / 4);
    check_study(pain, 1, "Bb", 0.1, 0.0225);
    check_study(pain, 2, "Cc (2 effects combined)", 0.3, 0.0225);
    check_study(analysis_of(root, 0, 1), 0, "Aa (2 effects combined)", 0.4, (own + pow(0.5, 3) * cross) / 4);
    const json_t *result = json_object_get(pain, "result");
    const json_t *combined = json_object_get(json_object_get(result, "input"), "combined");
    ck_assert_uint_eq(json_array_size(combined), 2);
    ck_assert(number_in(json_array_get(combined, 1), "row") == 5 &&
              number_in(json_array_get(combined, 1), "into") == 4);
    ck_assert(number_in(json_array_get(json_object_get(result, "studies"), 0), "effects") == 2);
    json_decref(root);
}
END_TEST

#define MEASURED_HEAD                                                                                                  \
    "copse: 1\ntitle: A test\ndata: measured.csv\ntrial: trial\nplots: {forest: false}\noutputs: {formats: [csv]}\n"

/* Runs a protocol on these rows into a folder of that name, and reads its results. */
static json_t *measured(const char *rows, const char *keys, const char *name, copse_notes *notes)
{
    char yaml[1024], out[512];
    run_folder_put(&folder, "measured.csv", rows, strlen(rows));
    (void)snprintf(yaml, sizeof yaml, "%s%s", MEASURED_HEAD, keys);
    run_text_into(yaml, name, NULL, notes);
    run_folder_join(out, sizeof out, folder.path, name);
    return run_folder_json(out, "results.json");
}

static const json_t *pooled_estimate(const json_t *root)
{
    const json_t *result = json_object_get(analysis_of(root, 0, 0), "result");
    return json_object_get(json_array_get(json_object_get(result, "coefficients"), 0), "transformed");
}

/* By hand: 10 per group make d = 1 and 0.5; u = 0.2, N = 20. */
START_TEST(test_measure_options)
{
    static const char means[] = "trial,m1i,sd1i,n1i,m2i,sd2i,n2i\nA,1,1,10,0,1,10\nB,1,2,10,0,2,10\n";
    static const char tables[] = "trial,ai,n1i,ci,n2i\nA,0,10,2,10\nB,0,10,0,10\nC,3,10,4,10\n";
    json_t *root = measured(means, "outcomes: [{name: a, measure: SMD, uncorrected: true, transform: dtomd, sd: 10}]\n",
                            "m", NULL);
    check_study(analysis_of(root, 0, 0), 0, "A", 1, 0.2 + 1.0 / 40);
    check_study(analysis_of(root, 0, 0), 1, "B", 0.5, 0.2 + 0.25 / 40);
    const double w[] = {1 / 0.225, 1 / 0.20625};
    CK_CLOSE(number_in(pooled_estimate(root), "estimate"), 10 * (w[0] + 0.5 * w[1]) / (w[0] + w[1]), 1e-12);
    json_decref(root);
    root = measured(means, "outcomes: [{name: a, measure: MD, vtype: HO}]\n", "h", NULL);
    check_study(analysis_of(root, 0, 0), 1, "B", 1, 4 * 0.2);
    json_decref(root);
    root = measured(tables, "outcomes: [{name: a, measure: RD, add: 1, to: all, drop00: true}]\n", "t", NULL);
    ck_assert_int_eq(json_integer_value(json_object_get(analysis_of(root, 0, 0), "k")), 2);
    check_study(analysis_of(root, 0, 0), 0, "A", 1.0 / 12 - 3.0 / 12, (11.0 + 27.0) / (12 * 12 * 12));
    json_decref(root);
}
END_TEST

/* The side of no effect is on the shown scale; overlap has no sides. */
START_TEST(test_better_side)
{
    static const char means[] = "trial,m1i,sd1i,n1i,m2i,sd2i,n2i\nA,1,1,10,0,1,10\nB,1,2,10,0,2,10\n";
    char out[512], path[512];
    char *text = NULL;
    size_t n = 0;
    json_decref(measured(means,
                         "favours: [them, us]\noutcomes:\n- {name: a, measure: CLESN}\n"
                         "- {name: b, measure: SMD, transform: dtoovl}\n- {name: d, measure: SMD}\n",
                         "s", NULL));
    run_folder_join(out, sizeof out, folder.path, "s");
    run_folder_join(path, sizeof path, out, "tables/summary.csv");
    ck_assert_int_eq(copse_file_read(path, &text, &n, NULL), COPSE_OK);
    ck_assert_ptr_nonnull(strstr(text, "a,Common language effect size,> 0.5,2"));
    ck_assert_ptr_nonnull(strstr(text, "b,Overlap,,2"));
    ck_assert_ptr_nonnull(strstr(text, "d,Standardized mean difference,> 0,2"));
    free(text);
}
END_TEST

/* The level of intervals in the data is not that of the results. */
START_TEST(test_given_level)
{
    static const char rows[] = "trial,yi,lower,upper\nA,0.1,-0.3,0.5\nB,0.2,-0.2,0.6\n";
    json_t *root = measured(rows, "model: {level: 90}\noutcomes: [{name: a, measure: GEN}]\n", "p", NULL);
    const double v95 = (0.4 / 1.959963984540054) * (0.4 / 1.959963984540054);
    check_study(analysis_of(root, 0, 0), 0, "A", 0.1, v95);
    json_decref(root);
    root = measured(rows, "outcomes: [{name: a, measure: GEN, ci_level: 90, transform: exp}]\n", "q", NULL);
    const double v90 = (0.4 / 1.644853626951473) * (0.4 / 1.644853626951473);
    check_study(analysis_of(root, 0, 0), 1, "B", 0.2, v90);
    CK_CLOSE(number_in(pooled_estimate(root), "estimate"), exp(0.15), 1e-12);
    json_decref(root);
}
END_TEST

START_TEST(test_plausibility)
{
    static const char rows[] = "trial,m1i,sd1i,n1i,m2i,sd2i,n2i\nA,70,5,10,40,6,10\nB,30,5,12,28,6,11\n";
    const char *const outcome = "outcomes: [{name: a, measure: MD, scale: [0, 63]}]\n";
    char yaml[1024];
    copse_notes notes = {0}, none = {0};
    json_decref(measured(rows, outcome, "w", &notes));
    ck_assert_uint_eq(notes.count, 1);
    ck_assert_msg(strstr(notes.line[0], "measured.csv:2: A: ") != NULL, "%s", notes.line[0]);
    (void)snprintf(yaml, sizeof yaml, "warn: none\n%s", outcome);
    json_decref(measured(rows, yaml, "x", &none));
    ck_assert_uint_eq(none.count, 0);
    copse_error err = {0};
    (void)snprintf(yaml, sizeof yaml, "%sstrict: true\n%s", MEASURED_HEAD, outcome);
    ck_assert_int_ne(try_bytes(yaml, strlen(yaml), &err), COPSE_OK);
    ck_assert_msg(strstr(err.text, "protocol.yaml:8: outcome 'a', main analysis: ") != NULL, "%s", err.text);
    copse_notes_free(&notes);
    copse_notes_free(&none);
}
END_TEST

/* Everything that a manifest lists exists with its sha256, and nothing else is there. */
static size_t check_manifest(const char *out)
{
    json_t *manifest = run_folder_json(out, "manifest.json");
    const json_t *outputs = json_object_get(manifest, "outputs");
    const size_t n = json_array_size(outputs);
    for (size_t i = 0; i < n; i++) {
        char path[1024], hex[65];
        char *bytes = NULL;
        size_t size = 0;
        const char *name = json_string_value(json_object_get(json_array_get(outputs, i), "file"));
        ck_assert_ptr_nonnull(name);
        run_folder_join(path, sizeof path, out, name);
        ck_assert_int_eq(copse_file_read(path, &bytes, &size, NULL), COPSE_OK);
        copse_sha256(bytes, size, hex);
        ck_assert_str_eq(json_string_value(json_object_get(json_array_get(outputs, i), "sha256")), hex);
        free(bytes);
    }
    ck_assert_uint_eq(run_folder_count(out), n + 1);
    ck_assert_str_eq(json_string_value(json_object_get(manifest, "command_line")), "copse run protocol.yaml");
    ck_assert(json_is_null(json_object_get(manifest, "seed")));
    const json_t *inputs = json_object_get(manifest, "inputs");
    ck_assert_uint_eq(json_array_size(inputs), 1); /* trials.csv is read twice and listed once */
    ck_assert_str_eq(json_string_value(json_object_get(json_array_get(inputs, 0), "file")), "trials.csv");
    char *dump = json_dumps(manifest, 0);
    ck_assert_ptr_null(strstr(dump, folder.path)); /* no path of this machine */
    free(dump);
    json_decref(manifest);
    return n;
}

static void compare_files(const char *one, const char *two, const char *name)
{
    char path[1024];
    char *a = NULL, *b = NULL;
    size_t na = 0, nb = 0;
    run_folder_join(path, sizeof path, one, name);
    ck_assert_int_eq(copse_file_read(path, &a, &na, NULL), COPSE_OK);
    run_folder_join(path, sizeof path, two, name);
    ck_assert_int_eq(copse_file_read(path, &b, &nb, NULL), COPSE_OK);
    ck_assert_msg(na == nb && memcmp(a, b, na) == 0, "%s differs between two runs", name);
    free(a);
    free(b);
}

START_TEST(test_same_bytes)
{
    char one[512], two[512];
    copse_notes notes = {0};
    run_into("one", NULL, &notes);
    run_into("two", NULL, NULL);
    run_into("two", NULL, NULL); /* over what is there */
    run_folder_join(one, sizeof one, folder.path, "one");
    run_folder_join(two, sizeof two, folder.path, "two");
    const size_t n = check_manifest(one);
    ck_assert_uint_ge(n, 1 + 5 * 6 + 1); /* results, six tables in five formats, a script */
    ck_assert_uint_eq(check_manifest(two), n);
    json_t *manifest = run_folder_json(one, "manifest.json");
    for (size_t i = 0; i < n; i++)
        compare_files(
            one, two,
            json_string_value(json_object_get(json_array_get(json_object_get(manifest, "outputs"), i), "file")));
    compare_files(one, two, "manifest.json");
    json_decref(manifest);
    copse_notes_free(&notes);
}
END_TEST

START_TEST(test_without_gnuplot)
{
    char out[512];
    copse_notes notes = {0};
    copse_text summary = {0};
    ck_assert_int_eq(setenv("COPSE_GNUPLOT", "/no/such/gnuplot", 1), 0); /* NOLINT(concurrency-mt-unsafe) */
    run_into("out", &summary, &notes);
    run_folder_join(out, sizeof out, folder.path, "out");
    (void)check_manifest(out);
    size_t told = 0;
    for (size_t i = 0; i < notes.count; i++) told += strstr(notes.line[i], "gnuplot") != NULL;
    ck_assert_uint_ge(told, 1);
    char script[1024];
    run_folder_join(script, sizeof script, out, "plots/pain.gp");
    ck_assert_int_eq(access(script, R_OK), 0);
    ck_assert_ptr_nonnull(strstr(copse_text_string(&summary), "pain"));
    copse_text_free(&summary);
    copse_notes_free(&notes);
}
END_TEST

static const char pools_text[] = "outcome,est,lo,hi,I2,sign,role,measure\n"
                                 "pain,-0.3,-0.5,-0.1,,-1,,A\n"
                                 "pain,0.4,0.1,0.7,0,1,other,A\n"
                                 "pain,0.4,0.1,0.7,,,all,A\n"
                                 "pain,0.4,0.1,0.7,,1,,B\n"
                                 "pain,0.4,0.1,0.7,,1,nobody,A\n"
                                 "sleep,2,1.25,4,,1,,A\n"
                                 "sleep,1.284,0.713,2.312,0,-1,,A\n"
                                 "snow,2,1,4,,1,,A\n";

static const char published_text[] =
    HEAD "  - {name: sleep, where: outcome == \"sleep\", measure: RR}\n"
         "direction: sign\n"
         "min_trials: 1\n"
         "eligibility: [{name: not_suspect, where: status != \"suspect\", reason: suspect}]\n"
         "subgroup: {column: role, levels: [added, other]}\n"
         "published: {table: pools.csv, outcome: outcome, estimate: est, ci_lower: lo, ci_upper: hi, sign: sign,\n"
         "  I2: I2, subgroup: role, measure: measure, measures: A, digits: 3}\n"
         "plots: {forest: false}\n";

/* Published numbers are turned to our direction: signs change, ratios are inverted, limits change places. */
START_TEST(test_published)
{
    static const struct {
        double estimate, lower, upper;
        const char *verdict;
    } want[] = {{0.3, 0.1, 0.5, "differs"},
                {0.4, 0.1, 0.7, "differs"},
                {0.4, 0.1, 0.7, "direction not stated"},
                {0.4, 0.1, 0.7, "another measure"},
                {0.4, 0.1, 0.7, "not recomputed"},
                {0.5, 0.25, 0.8, "differs"},
                {1.284, 0.713, 2.312, "agrees"}, /* exp(0.25 -+ 1.96 0.3) */
                {2, 1, 4, "not one of the protocol's outcomes"}};
    char out[512];
    copse_error err = {0};
    run_folder_put(&folder, "pools.csv", pools_text, strlen(pools_text));
    ck_assert_msg(try_bytes(published_text, strlen(published_text), &err) == COPSE_OK, "%s", err.text);
    run_folder_join(out, sizeof out, folder.path, "out");
    json_t *root = run_folder_json(out, "results.json");
    const json_t *rows = json_object_get(root, "published");
    ck_assert_uint_eq(json_array_size(rows), sizeof want / sizeof *want);
    for (size_t i = 0; i < sizeof want / sizeof *want; i++) {
        const json_t *row = json_array_get(rows, i);
        ck_assert_str_eq(json_string_value(json_object_get(row, "verdict")), want[i].verdict);
        CK_CLOSE(number_in(row, "published"), want[i].estimate, 1e-15);
        CK_CLOSE(number_in(row, "published_lower"), want[i].lower, 1e-15);
        CK_CLOSE(number_in(row, "published_upper"), want[i].upper, 1e-15);
    }
    ck_assert_uint_eq(json_array_size(json_object_get(root, "outcomes_not_pooled")), 1);
    json_decref(root);
}
END_TEST

START_TEST(test_bad_directory)
{
    char path[512], out[512];
    copse_protocol *protocol = NULL;
    copse_error err = {0};
    run_folder_put(&folder, "protocol.yaml", run_text, strlen(run_text));
    run_folder_join(path, sizeof path, folder.path, "protocol.yaml");
    run_folder_join(out, sizeof out, folder.path, "trials.csv");
    ck_assert_int_eq(copse_protocol_read(path, &protocol, &err), COPSE_OK);
    const copse_run_opts into_file = {.directory = out}, nowhere = {0};
    ck_assert_int_eq(copse_protocol_run(protocol, &into_file, NULL, NULL, &err), COPSE_EIO);
    ck_assert_int_eq(copse_protocol_run(protocol, &nowhere, NULL, NULL, &err), COPSE_EINVAL);
    const copse_run_opts bad_line = {.directory = folder.path, .command_line = "copse \xff"};
    ck_assert_int_eq(copse_protocol_run(protocol, &bad_line, NULL, NULL, &err), COPSE_EENCODING);
    ck_assert_int_eq(copse_protocol_run(NULL, &into_file, NULL, NULL, NULL), COPSE_EINVAL);
    copse_protocol_free(protocol);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("protocol");
    TCase *tests = tcase_create("protocol");
    tcase_add_checked_fixture(tests, set_up, tear_down);
    tcase_add_test(tests, test_keys);
    tcase_add_test(tests, test_types);
    tcase_add_test(tests, test_malformed);
    tcase_add_test(tests, test_bombs);
    tcase_add_test(tests, test_meaning);
    tcase_add_test(tests, test_measure_keys);
    tcase_add_test(tests, test_names);
    tcase_add_test(tests, test_data);
    tcase_add_test(tests, test_paths);
    tcase_add_test(tests, test_rows);
    tcase_add_test(tests, test_combined_by_time);
    tcase_add_test(tests, test_measure_options);
    tcase_add_test(tests, test_better_side);
    tcase_add_test(tests, test_given_level);
    tcase_add_test(tests, test_plausibility);
    tcase_add_test(tests, test_same_bytes);
    tcase_add_test(tests, test_without_gnuplot);
    tcase_add_test(tests, test_published);
    tcase_add_test(tests, test_bad_directory);
    suite_add_tcase(suite, tests);
    return run_suite(suite);
}
