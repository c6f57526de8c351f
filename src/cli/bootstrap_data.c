#include "bootstrap_data.h"

#include <copse/plot.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

static const char *interval_name(size_t i)
{
    return copse_boot_interval_name((copse_boot_interval_kind)i);
}

static const char *test_name(size_t i)
{
    return copse_boot_null_name((copse_boot_null)i);
}

/* Names of a list, each switching something on. */
static copse_status read_switches(const char *option, const copse_i_list *list, const char *(*name)(size_t i),
                                  size_t count, bool *on, copse_error *err)
{
    for (size_t i = 0; i < list->count; i++) {
        size_t found = 0;
        while (found < count && strcmp(name(found), list->item[i]) != 0) found++;
        if (found < count) {
            on[found] = true;
            continue;
        }
        copse_text all = {0};
        for (size_t j = 0; j < count; j++) copse_text_printf(&all, "%s%s", j > 0 ? ", " : "", name(j));
        const copse_status status = copse_fail(err, COPSE_EUSAGE, "--%s: unknown value '%s'; known are %s", option,
                                               list->item[i], copse_text_string(&all));
        copse_text_free(&all);
        return status;
    }
    return COPSE_OK;
}

uint64_t copse_i_bootstrap_most(const copse_i_bootstrap_values *asked)
{
    return isnan(asked->until) || asked->most < asked->replicates ? asked->replicates : asked->most;
}

bool copse_i_bootstrap_keeps(const copse_i_bootstrap_values *asked)
{
    return asked->keep || asked->replicates_out != NULL;
}

static copse_status check_kind(const copse_i_bootstrap_values *a, copse_error *err)
{
    const bool cluster = a->kind == COPSE_BOOT_CLUSTER, strata = a->kind == COPSE_BOOT_STRATIFIED;
    if (cluster && a->cluster == NULL) return copse_fail(err, COPSE_EUSAGE, "--kind cluster needs --cluster COL");
    if (!cluster && a->cluster != NULL) return copse_fail(err, COPSE_EUSAGE, "--cluster needs --kind cluster");
    if (strata && a->strata == NULL && a->input.subgroup == NULL)
        return copse_fail(err, COPSE_EUSAGE, "--kind stratified needs --strata COL, or --subgroup");
    if (!strata && a->strata != NULL) return copse_fail(err, COPSE_EUSAGE, "--strata needs --kind stratified");
    return COPSE_OK;
}

/* Options that would do nothing beside others are a misunderstanding. */
static copse_status check_together(const copse_i_bootstrap_values *a, copse_error *err)
{
    const bool counts = a->export_counts != NULL, replay = a->replay != COPSE_I_NOT_GIVEN;
    const char *stops = replay ? "--replay prints one replicate" : "--export-counts writes the counts", *beside = NULL;
    if (replay && counts) beside = "--export-counts";
    else if (a->plot != NULL) beside = "--plot";
    else if (a->replicates_out != NULL) beside = "--replicates-out";
    if ((replay || counts) && beside != NULL)
        return copse_fail(err, COPSE_EUSAGE, "%s and stops: give %s in a command of its own", stops, beside);
    if (isnan(a->until) && a->most != COPSE_I_BOOTSTRAP_MOST)
        return copse_fail(err, COPSE_EUSAGE, "--most needs --until; without it --replicates says how many there are");
    if (a->kind != COPSE_BOOT_WILD && a->wild != COPSE_BOOT_RADEMACHER)
        return copse_fail(err, COPSE_EUSAGE, "--weights needs --kind wild");
    return COPSE_OK;
}

copse_status copse_i_bootstrap_check(const copse_i_bootstrap_values *a, copse_error *err)
{
    copse_status status = copse_i_long_check(&a->work, err);
    if (status == COPSE_OK) status = check_kind(a, err);
    if (status == COPSE_OK) status = check_together(a, err);
    if (status == COPSE_OK) status = copse_i_prediction_check(&a->model, err);
    if (status != COPSE_OK) return status;
    if (!isnan(a->until) && a->work.shard != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--until cannot be told from one shard: give --replicates");
    if (!isnan(a->until) && !(a->until > 0)) return copse_fail(err, COPSE_EUSAGE, "--until is not above 0");
    if (a->moderators.mods != NULL && a->input.subgroup != NULL)
        return copse_fail(err, COPSE_EUSAGE, "--mods and --subgroup cannot be bootstrapped together");
    if (a->model.tau2 >= 0 && a->input.subgroup == NULL)
        return copse_fail(err, COPSE_EUSAGE, "--tau2 needs --subgroup: it says how subgroups share the variance");
    return a->plot != NULL ? copse_plot_check_ending(a->plot, err) : COPSE_OK;
}

/* The study's row of the file as read. */
static size_t row_of(const copse_i_bootstrap *b, size_t study)
{
    return b->task.set.row[study] - 1;
}

copse_status copse_i_bootstrap_read(copse_i_bootstrap *b, copse_error *err)
{
    const copse_i_bootstrap_values *a = b->asked;
    copse_i_input_values input = a->input;
    b->needed = copse_alloc(2, sizeof *b->needed);
    if (b->needed == NULL) return copse_fail_memory(err);
    if (a->cluster != NULL) b->needed[input.needs++] = a->cluster;
    if (a->strata != NULL) b->needed[input.needs++] = a->strata;
    input.needed = b->needed;
    const copse_status status = copse_i_moderators_read(a->file, &input, &a->moderators, &b->task, err);
    const size_t p = b->task.moderators.design.p;
    if (status == COPSE_OK && p > COPSE_LANES_COLUMNS)
        return copse_fail(err, COPSE_EUSAGE, "--mods: %zu coefficients; at most %d can be bootstrapped", p,
                          COPSE_LANES_COLUMNS);
    return status;
}

/* The study's cell of a column, as text of its own. */
static copse_status read_cell(const copse_i_bootstrap *b, size_t column, size_t study, copse_text *out,
                              copse_error *err)
{
    char buf[COPSE_NUMBER_TEXT];
    const char *cell = copse_frame_cell(&b->task.file, column, row_of(b, study), buf, sizeof buf);
    if (cell == NULL)
        return copse_fail(err, COPSE_EMISSING, "%s:%zu: column %s is missing", b->task.file.source,
                          b->task.set.line[study], b->part_column);
    copse_text_add(out, cell);
    return copse_text_status(out) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

/* Numbers the values of a column from 0 in order of appearance. */
static copse_status read_parts(copse_i_bootstrap *b, const char *column, size_t *count, copse_error *err)
{
    const size_t k = b->task.set.k;
    size_t at = 0;
    copse_text *seen = copse_alloc(k + 1, sizeof *seen); /* the last is for the cell being looked at */
    b->part = copse_alloc(k, sizeof *b->part);
    b->part_column = column;
    copse_status status = seen == NULL || b->part == NULL ? copse_fail_memory(err) : COPSE_OK;
    if (status == COPSE_OK) status = copse_frame_column(&b->task.file, column, &at, err);
    for (size_t i = 0; status == COPSE_OK && seen != NULL && b->part != NULL && i < k; i++) {
        status = read_cell(b, at, i, &seen[*count], err);
        if (status != COPSE_OK) break;
        size_t j = 0;
        while (strcmp(copse_text_string(&seen[j]), copse_text_string(&seen[*count])) != 0) j++;
        b->part[i] = j;
        if (j == *count) *count += 1;
        else copse_text_free(&seen[*count]);
    }
    for (size_t j = 0; seen != NULL && j <= k; j++) copse_text_free(&seen[j]);
    free(seen);
    return status;
}

/* Where nobody says which: what a reader of the analysis looks at first. */
static size_t usual_quantities(const copse_boot_plan *plan, copse_boot_quantity *q)
{
    size_t n = 0;
    if (plan->X != NULL) {
        for (size_t j = 0; j < plan->p; j++) q[n++] = (copse_boot_quantity){.what = COPSE_BOOT_STAT_COEF, .a = j};
        q[n++] = (copse_boot_quantity){.what = COPSE_BOOT_STAT_TAU2};
        return n;
    }
    q[n++] = (copse_boot_quantity){.what = COPSE_BOOT_STAT_MU};
    if (plan->group == NULL) {
        q[n++] = (copse_boot_quantity){.what = COPSE_BOOT_STAT_TAU2};
        q[n++] = (copse_boot_quantity){.what = COPSE_BOOT_STAT_I2};
        return n;
    }
    for (size_t l = 0; l < plan->levels; l++) q[n++] = (copse_boot_quantity){.what = COPSE_BOOT_STAT_LEVEL, .a = l};
    for (size_t l = 1; l < plan->levels; l++)
        q[n++] = (copse_boot_quantity){.what = COPSE_BOOT_STAT_DIFF, .a = l, .b = 0};
    return n;
}

/* tau2 of methods without it, and I2 of a single study, are no quantities to take unasked. */
static bool is_random(const copse_i_bootstrap *b)
{
    return b->plan.fit.method != COPSE_METHOD_EE && b->plan.fit.method != COPSE_METHOD_FE;
}

/* The quantity at *item of the list, which goes on behind it. Levels may have commas in their names: what is no quantity
 * is tried together with what follows. */
static copse_status find_quantity(const copse_i_bootstrap *b, size_t *item, copse_boot_quantity *out, copse_error *err)
{
    const copse_i_list *list = &b->asked->quantity;
    const size_t first = *item;
    copse_text name = {0};
    copse_status status = COPSE_EUSAGE;
    for (size_t i = first; status == COPSE_EUSAGE && i < list->count; i++) {
        copse_text_printf(&name, "%s%s", i > first ? "," : "", list->item[i]);
        status = copse_text_status(&name) == COPSE_OK
                     ? copse_boot_quantity_find(copse_text_string(&name), &b->names, out, NULL)
                     : copse_fail_memory(err);
        *item = i + 1;
    }
    copse_text_free(&name);
    return status == COPSE_EUSAGE ? copse_boot_quantity_find(list->item[first], &b->names, out, err) : status;
}

static copse_status choose_quantities(copse_i_bootstrap *b, copse_error *err)
{
    const copse_i_list *list = &b->asked->quantity;
    const size_t room = list->count > 0 ? list->count : 2 * (b->plan.levels + b->plan.p) + 3;
    b->quantity = copse_alloc(room, sizeof *b->quantity);
    if (b->quantity == NULL) return copse_fail_memory(err);
    b->plan.quantity = b->quantity;
    for (size_t i = 0; i < list->count; b->plan.quantities++) {
        const copse_status status = find_quantity(b, &i, &b->quantity[b->plan.quantities], err);
        if (status != COPSE_OK) return copse_error_prefix(err, "--quantity: ");
    }
    if (list->count == 0) b->plan.quantities = usual_quantities(&b->plan, b->quantity);
    if (list->count == 0 && !is_random(b) && b->plan.group == NULL) b->plan.quantities -= b->plan.X != NULL ? 1 : 2;
    return COPSE_OK;
}

static void fill_plan(copse_i_bootstrap *b)
{
    static const char *const INTERCEPT[] = {"intrcpt"};
    const copse_i_bootstrap_values *a = b->asked;
    const copse_study_set *set = &b->task.set;
    b->plan = copse_boot_plan_default();
    b->plan.kind = (copse_boot_kind)a->kind;
    b->plan.wild = (copse_boot_wild)a->wild;
    b->plan.y = set->yi;
    b->plan.v = set->vi;
    b->plan.k = set->k;
    b->plan.X = b->task.moderators.design.X;
    b->plan.p = b->plan.X != NULL ? b->task.moderators.design.p : 1;
    b->plan.group = set->group;
    b->plan.levels = set->levels;
    b->plan.tau2_mode = a->model.tau2 < 0 ? COPSE_TAU2_SEPARATE : (copse_tau2_mode)a->model.tau2;
    b->plan.fit.method = (copse_method)a->model.method;
    b->plan.fit.test = (copse_test)a->model.test;
    b->plan.fit.pi = (copse_pi)a->model.pi;
    b->plan.fit.level = a->output.level;
    b->plan.seed = copse_i_long_seed(&a->work, 1);
    b->plan.nested = (size_t)a->nested;
    b->names = (copse_boot_names){.coefficient = b->plan.X != NULL ? b->task.moderators.design.column : INTERCEPT,
                                  .p = b->plan.p,
                                  .level = (const char *const *)set->level,
                                  .levels = set->levels};
}

static copse_status find_parts(copse_i_bootstrap *b, copse_error *err)
{
    const copse_i_bootstrap_values *a = b->asked;
    copse_status status = COPSE_OK;
    if (a->kind == COPSE_BOOT_CLUSTER) {
        status = read_parts(b, a->cluster, &b->plan.clusters, err);
        b->plan.cluster = b->part;
    } else if (a->kind == COPSE_BOOT_STRATIFIED && a->strata != NULL) {
        status = read_parts(b, a->strata, &b->plan.strata, err);
        b->plan.stratum = b->part;
    } else if (a->kind == COPSE_BOOT_STRATIFIED) {
        b->part_column = a->input.subgroup;
        b->plan.stratum = b->plan.group;
        b->plan.strata = b->plan.levels;
    }
    return status;
}

copse_status copse_i_bootstrap_prepare(copse_i_bootstrap *b, copse_error *err)
{
    const copse_i_bootstrap_values *a = b->asked;
    fill_plan(b);
    copse_status status = copse_i_long_isa(&a->work, &b->plan.isa, err);
    if (status == COPSE_OK) status = find_parts(b, err);
    if (status == COPSE_OK)
        status = read_switches("interval", &a->interval, interval_name, COPSE_BOOT_INTERVAL_COUNT, b->interval, err);
    for (size_t i = 0; a->interval.count == 0 && i < COPSE_BOOT_INTERVAL_COUNT; i++) b->interval[i] = true;
    if (status == COPSE_OK)
        status = read_switches("bootstrap-test", &a->test, test_name, COPSE_BOOT_NULL_COUNT, b->plan.null, err);
    if (status == COPSE_OK) status = copse_i_task_fit(&a->model, a->output.level, &b->task, err);
    if (status == COPSE_OK) status = copse_i_task_transform_check(&b->task, &a->output, false, err);
    if (status == COPSE_OK) status = choose_quantities(b, err);
    if (status != COPSE_OK) return status;
    b->plan.studentised = b->interval[COPSE_BOOT_STUDENTISED];
    b->plan.jackknife = b->interval[COPSE_BOOT_BCA];
    b->plan.histogram = copse_i_bootstrap_most(a) > COPSE_BOOT_KEPT && !copse_i_bootstrap_keeps(a);
    return copse_boot_new(&b->plan, &b->boot, err);
}

void copse_i_bootstrap_free(copse_i_bootstrap *b)
{
    copse_boot_summary_free(&b->summary);
    copse_job_result_free(&b->result);
    copse_boot_free(b->boot);
    free(b->quantity);
    free(b->part);
    free(b->needed);
    copse_i_task_free(&b->task);
}
