/* `copse bootstrap` for people and as CSV: the replicates, the intervals, the tests. */
#include "report_bootstrap.h"
#include "document.h"
#include "pool_tables.h"
#include "shown_number.h"

#include <math.h>
#include <stdio.h>

#define PERCENT_DECIMALS 2

static bool on_scale(copse_boot_statistic what, size_t coefficients)
{
    return what == COPSE_BOOT_STAT_MU || what == COPSE_BOOT_STAT_LEVEL || what == COPSE_BOOT_STAT_PI_LOWER ||
           what == COPSE_BOOT_STAT_PI_UPPER || (what == COPSE_BOOT_STAT_COEF && coefficients == 1);
}

bool copse_i_boot_shows(const copse_bootstrapped *b, size_t q)
{
    const copse_boot_statistic what = b->plan->quantity[q].what;
    const copse_transform transform = b->pooled.transform;
    if (transform == COPSE_TRANSFORM_NONE) return false;
    if (transform == COPSE_TRANSFORM_EXP && (what == COPSE_BOOT_STAT_DIFF || what == COPSE_BOOT_STAT_COEF)) return true;
    return on_scale(what, b->plan->p);
}

copse_interval copse_i_boot_shown(const copse_bootstrapped *b, size_t q, copse_interval limits)
{
    const copse_boot_quantity *quantity = &b->plan->quantity[q];
    const copse_subgroups *groups = b->pooled.subgroups;
    const bool level = quantity->what == COPSE_BOOT_STAT_LEVEL && groups != NULL && quantity->a < groups->levels;
    const copse_fit *fit = level ? &groups->fit[quantity->a] : b->pooled.fit;
    const bool single = quantity->what == COPSE_BOOT_STAT_PI_LOWER || quantity->what == COPSE_BOOT_STAT_PI_UPPER;
    const copse_transform_settings settings =
        single ? copse_i_prediction_settings(&b->pooled, fit) : copse_i_pooled_settings(&b->pooled, fit);
    return copse_i_show_interval(&b->pooled, &settings, limits, NULL);
}

static bool shows_any(const copse_bootstrapped *b)
{
    for (size_t q = 0; q < b->plan->quantities; q++)
        if (copse_i_boot_shows(b, q)) return true;
    return false;
}

static void name_cell(copse_document *document, const copse_bootstrapped *b, size_t q)
{
    copse_text name = {0};
    copse_boot_quantity_name(&b->plan->quantity[q], b->names, &name);
    copse_document_text(document, copse_text_string(&name));
    copse_document_check(document, copse_text_status(&name));
    copse_text_free(&name);
}

/* Decimals that the spread of the replicates deserves. */
static int decimals_of(const copse_bootstrapped *b, const copse_boot_result *result)
{
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    copse_i_spread_look(&spread, result->sd);
    return copse_i_decimals(b->pooled.digits, spread);
}

static void count_cell(copse_document *document, uint64_t n)
{
    char buf[32];
    (void)snprintf(buf, sizeof buf, "%llu", (unsigned long long)n);
    copse_document_number_as(document, (double)n, buf);
}

static void setting(copse_document *document, const char *name, const copse_text *value)
{
    copse_document_row(document);
    copse_document_text(document, name);
    copse_document_text(document, copse_text_string(value));
    copse_document_check(document, copse_text_status(value));
}

/* The headline has the formula. */
static void coefficients_row(copse_document *document, const copse_bootstrapped *b)
{
    copse_text names = {0};
    for (size_t j = 0; j < b->plan->p; j++)
        copse_text_printf(&names, "%s%s", j > 0 ? ", " : "", b->names->coefficient[j]);
    setting(document, "Coefficients", &names);
    copse_text_free(&names);
}

static void settings_table(copse_document *document, const copse_bootstrapped *b)
{
    char buf[COPSE_NUMBER_TEXT];
    const copse_boot_plan *plan = b->plan;
    copse_text how = {0}, number = {0};
    copse_text_printf(&how, "%s: %s", copse_boot_kind_name(plan->kind), copse_boot_kind_text(plan->kind));
    if (plan->kind == COPSE_BOOT_WILD) copse_text_printf(&how, " (%s)", copse_boot_wild_name(plan->wild));
    if (plan->kind == COPSE_BOOT_CLUSTER) copse_text_printf(&how, " (%s, %zu of them)", b->part, plan->clusters);
    if (plan->kind == COPSE_BOOT_STRATIFIED) copse_text_printf(&how, " (%s, %zu of them)", b->part, plan->strata);
    copse_text_printf(&number, "%llu, seed %u", (unsigned long long)b->summary->replicates, plan->seed);
    if (plan->nested > 0) copse_text_printf(&number, ", %zu within each", plan->nested);
    if (!isnan(b->until))
        copse_text_printf(&number, ", until the Monte Carlo errors are below %s, at most %llu",
                          copse_format_significant(buf, sizeof buf, b->until, 6), (unsigned long long)b->most);
    copse_document_heading(document, 2, "Bootstrap");
    copse_document_table(document, "bootstrap", NULL);
    copse_document_column(document, "name", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "value", "", COPSE_ALIGN_LEFT, 0);
    setting(document, "Kind", &how);
    setting(document, "Replicates", &number);
    if (b->plan->X != NULL) coefficients_row(document, b);
    copse_text_free(&how);
    copse_text_free(&number);
}

static void quantities_table(copse_document *document, const copse_bootstrapped *b)
{
    copse_document_heading(document, 2, "Quantities");
    copse_document_table(document, "quantities", NULL);
    copse_document_column(document, "quantity", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "estimate", "Estimate", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "bias", "Bias", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "sd", "SE", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "median", "Median", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "least", "Least", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "most", "Most", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "used", "Replicates", COPSE_ALIGN_RIGHT, 0);
    for (size_t q = 0; q < b->plan->quantities; q++) {
        const copse_boot_result *r = &b->summary->result[q];
        const int decimals = decimals_of(b, r);
        const double number[] = {r->estimate, r->bias, r->sd, r->median, r->least, r->most};
        copse_document_row(document);
        name_cell(document, b, q);
        for (size_t i = 0; i < sizeof number / sizeof *number; i++) copse_i_cell_number(document, number[i], decimals);
        count_cell(document, r->used);
    }
}

static void interval_row(copse_document *document, const copse_bootstrapped *b, size_t q, copse_boot_interval_kind kind,
                         bool first, bool shown)
{
    char buf[COPSE_NUMBER_TEXT];
    const copse_boot_result *r = &b->summary->result[q];
    const copse_boot_limits *limits = &r->interval[kind];
    const int decimals = decimals_of(b, r);
    const double number[] = {limits->limit.lower, limits->limit.upper};
    const copse_interval on_scale_shown = copse_i_boot_shown(b, q, limits->limit);
    const double as_shown[] = {on_scale_shown.lower, on_scale_shown.upper};
    const double error[] = {limits->error.lower, limits->error.upper};
    if (first && q > 0) copse_document_rule(document);
    copse_document_row(document);
    name_cell(document, b, q);
    copse_document_text(document, copse_boot_interval_text(kind));
    for (size_t i = 0; i < 2; i++) {
        copse_i_cell_number(document, number[i], decimals);
        copse_document_number_as(document, error[i],
                                 isnan(error[i]) ? "NA" : copse_format_significant(buf, sizeof buf, error[i], 2));
    }
    for (size_t i = 0; shown && i < 2; i++) {
        const bool has = copse_i_boot_shows(b, q);
        if (has) copse_i_cell_number(document, as_shown[i], b->pooled.digits < 4 ? b->pooled.digits : 4);
        else copse_document_text(document, NULL);
    }
}

static void intervals_table(copse_document *document, const copse_bootstrapped *b, const copse_i_view *view)
{
    char buf[COPSE_NUMBER_TEXT];
    const bool shown = shows_any(b);
    copse_text title = {0}, lower = {0};
    copse_text_printf(&title, "%s %% intervals", copse_format_significant(buf, sizeof buf, b->summary->level, 6));
    copse_text_printf(&lower, "%s, from", copse_text_string(&view->shown));
    copse_document_heading(document, 2, copse_text_string(&title));
    copse_document_table(document, "intervals", NULL);
    copse_document_column(document, "quantity", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "interval", "Interval", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "lower", "Lower", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "lower_error", "MC error", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "upper", "Upper", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "upper_error", "MC error", COPSE_ALIGN_DECIMAL, -1);
    if (shown) {
        copse_document_column(document, "lower_shown", copse_text_string(&lower), COPSE_ALIGN_DECIMAL, -1);
        copse_document_column(document, "upper_shown", "to", COPSE_ALIGN_DECIMAL, -1);
    }
    for (size_t q = 0; q < b->plan->quantities; q++) {
        bool first = true;
        for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++) {
            if (!copse_i_boot_has_interval(b, q, (copse_boot_interval_kind)i)) continue;
            interval_row(document, b, q, (copse_boot_interval_kind)i, first, shown);
            first = false;
        }
    }
    copse_document_check(document, copse_text_status(&title));
    copse_document_check(document, copse_text_status(&lower));
    copse_text_free(&title);
    copse_text_free(&lower);
}

/* Studentised limits only where there is a standard error. */
bool copse_i_boot_has_interval(const copse_bootstrapped *b, size_t q, copse_boot_interval_kind kind)
{
    if (!b->interval[kind]) return false;
    const copse_interval limit = b->summary->result[q].interval[kind].limit;
    return kind != COPSE_BOOT_STUDENTISED || !isnan(limit.lower) || !isnan(limit.upper);
}

static bool any_missing(const copse_bootstrapped *b)
{
    for (size_t q = 0; q < b->plan->quantities; q++)
        for (size_t r = 0; r < COPSE_BOOT_REASON_COUNT; r++)
            if (b->summary->result[q].missing[r] > 0) return true;
    return false;
}

static void missing_table(copse_document *document, const copse_bootstrapped *b)
{
    if (!any_missing(b)) return;
    copse_document_heading(document, 2, "Replicates without a value");
    copse_document_table(document, "missing", NULL);
    copse_document_column(document, "quantity", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "reason", "Reason", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "replicates", "Replicates", COPSE_ALIGN_RIGHT, 0);
    for (size_t q = 0; q < b->plan->quantities; q++)
        for (size_t r = 0; r < COPSE_BOOT_REASON_COUNT; r++) {
            if (b->summary->result[q].missing[r] == 0) continue;
            copse_document_row(document);
            name_cell(document, b, q);
            copse_document_text(document, copse_boot_reason_text((copse_boot_reason)r));
            count_cell(document, b->summary->result[q].missing[r]);
        }
}

static void tests_table(copse_document *document, const copse_bootstrapped *b)
{
    const bool levels = b->plan->group != NULL;
    const char *const statistic[] = {"Q", levels ? "QB" : "QM", levels ? "QB" : "QM"};
    const char *const text[] = {
        "no heterogeneity (parametric, τ² = 0)",
        levels ? "no difference of subgroups (parametric)" : "no effect of moderators (parametric)",
        levels ? "no difference of subgroups (permutation)" : "no effect of moderators (permutation)"};
    const copse_boot_test *test = b->summary->test;
    if (!test[0].made && !test[1].made && !test[2].made) return;
    copse_document_heading(document, 2, "Bootstrap tests");
    copse_document_table(document, "tests", NULL);
    copse_document_column(document, "hypothesis", "Hypothesis", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "statistic", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "observed", "Observed", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "p_error", "MC error", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "reached", "As large", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "used", "Replicates", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "failed", "Not fitted", COPSE_ALIGN_RIGHT, 0);
    for (size_t t = 0; t < COPSE_BOOT_NULL_COUNT; t++) {
        char buf[COPSE_NUMBER_TEXT];
        if (!test[t].made) continue;
        copse_document_row(document);
        copse_document_text(document, text[t]);
        copse_document_text(document, statistic[t]);
        copse_i_cell_number(document, test[t].statistic, 4);
        copse_i_cell_p(document, test[t].p);
        copse_document_number_as(document, test[t].p_error,
                                 copse_format_significant(buf, sizeof buf, test[t].p_error, 2));
        count_cell(document, test[t].reached);
        count_cell(document, test[t].used);
        count_cell(document, test[t].failed);
    }
}

/* Replicates of studies that are all alike have no standard error, and no studentised value. */
static void note_studentised(const copse_bootstrapped *b, copse_notes *notes)
{
    for (size_t q = 0; q < b->plan->quantities; q++) {
        const copse_boot_result *r = &b->summary->result[q];
        copse_text name = {0};
        if (!copse_i_boot_has_interval(b, q, COPSE_BOOT_STUDENTISED) || r->used_studentised == r->used) continue;
        copse_boot_quantity_name(&b->plan->quantity[q], b->names, &name);
        if (name.failed) notes->failed = true;
        copse_note(notes,
                   "%s: the studentised interval rests on %llu of %llu replicates, those whose standard error is "
                   "above 0",
                   copse_text_string(&name), (unsigned long long)r->used_studentised, (unsigned long long)r->used);
        copse_text_free(&name);
    }
}

/* BCa asks for the share of replicates below the estimate, which must be neither 0 nor 1. */
static void note_bca(const copse_bootstrapped *b, copse_notes *notes)
{
    for (size_t q = 0; q < b->plan->quantities; q++) {
        const copse_boot_result *r = &b->summary->result[q];
        if (!b->interval[COPSE_BOOT_BCA] || r->used < 2 || isfinite(r->interval[COPSE_BOOT_BCA].limit.lower)) continue;
        copse_text name = {0};
        copse_boot_quantity_name(&b->plan->quantity[q], b->names, &name);
        if (name.failed) notes->failed = true;
        copse_note(notes, "%s: no BCa interval: %s", copse_text_string(&name),
                   isfinite(r->bias_correction) ? "the jackknife gives no acceleration"
                                                : "none of the replicates, or all of them, lie below the estimate");
        copse_text_free(&name);
    }
}

/* Resamples of n units, whatever their order: 2n - 1 over n. Large ones need not be exact. */
static double resamples_of(size_t n)
{
    double all = 1;
    for (size_t i = 1; i < n && all < 1e6; i++) all = all * (double)(n + i) / (double)i;
    return all;
}

/* The resamples that there are: draws with replacement whose order does not matter, or weights of each residual. */
static double distinct(const copse_boot_plan *plan)
{
    static const double WEIGHTS[] = {2, 2, 6};
    double all = 1;
    switch (plan->kind) {
    case COPSE_BOOT_NONPARAMETRIC:
        return resamples_of(plan->k);
    case COPSE_BOOT_CLUSTER:
        return resamples_of(plan->clusters);
    case COPSE_BOOT_STRATIFIED:
        for (size_t s = 0; s < plan->strata && all < 1e6; s++) {
            size_t k = 0;
            for (size_t i = 0; i < plan->k; i++) k += plan->stratum[i] == s;
            all *= resamples_of(k);
        }
        return all;
    case COPSE_BOOT_WILD:
        return pow(WEIGHTS[plan->wild], (double)plan->k);
    default:
        return INFINITY;
    }
}

/* More replicates do not help where there are few different ones. */
static void note_few(const copse_bootstrapped *b, copse_notes *notes)
{
    enum { FEW = 200 };
    const double all = distinct(b->plan);
    const bool wild = b->plan->kind == COPSE_BOOT_WILD, webb = b->plan->wild == COPSE_BOOT_WEBB;
    if (!(all < FEW)) return;
    copse_note(
        notes,
        "only %.0f different %s can be drawn: quantiles are coarse, and intervals and standard errors can be far "
        "too small%s",
        all, wild ? "sets of weights" : "resamples",
        wild && !webb                         ? "; --weights webb draws from more"
        : b->plan->kind != COPSE_BOOT_CLUSTER ? "; --kind parametric draws from the model"
                                              : "");
}

void copse_i_boot_notes(const copse_bootstrapped *b, copse_notes *notes)
{
    char buf[COPSE_NUMBER_TEXT];
    bool extreme = false, cells = false;
    double largest = 0;
    for (size_t q = 0; q < b->plan->quantities; q++) {
        const copse_boot_result *r = &b->summary->result[q];
        cells = cells || r->cell > 0;
        largest = fmax(largest, r->sd > 0 ? r->cell / r->sd : 0);
        for (size_t i = 0; i < COPSE_BOOT_INTERVAL_COUNT; i++)
            extreme =
                extreme || (copse_i_boot_has_interval(b, q, (copse_boot_interval_kind)i) && r->interval[i].extreme);
    }
    if (extreme)
        copse_note(notes, "a limit lies at the end of the replicates: more of them are needed (--replicates)%s",
                   cells ? ", or all of them kept (--keep)" : "");
    if (cells)
        copse_note(notes,
                   "the replicates were counted in %zu cells: each quantile is right to one cell, at most %s "
                   "bootstrap standard errors (--keep keeps all replicates and makes quantiles exact)",
                   COPSE_BOOT_CELLS, copse_format_significant(buf, sizeof buf, largest, 2));
    note_few(b, notes);
    note_bca(b, notes);
    note_studentised(b, notes);
    if (!isnan(b->until) && !(copse_boot_largest_error(b->summary, b->interval) < b->until))
        copse_note(notes, "the Monte Carlo errors did not come below %s in %llu replicates",
                   copse_format_significant(buf, sizeof buf, b->until, 6), (unsigned long long)b->summary->replicates);
}

static copse_status render(const copse_bootstrapped *b, const copse_render_opts *opts, copse_text *out,
                           copse_error *err)
{
    copse_i_view view = {.pooled = &b->pooled};
    copse_notes notes = {0};
    copse_document *document = copse_document_new(); /* NULL: building does nothing and rendering says why */
    copse_status status = copse_i_view_init(&b->pooled, &view, err);
    if (status == COPSE_OK) {
        copse_i_boot_notes(b, &notes);
        if (opts->format != COPSE_FORMAT_CSV) copse_i_headline(document, &view);
        settings_table(document, b);
        quantities_table(document, b);
        intervals_table(document, b, &view);
        tests_table(document, b);
        missing_table(document, b);
        copse_i_notes_section(document, &notes, b->pooled.warnings);
        status = notes.failed ? copse_fail_memory(err) : copse_document_render(document, opts, out, err);
    }
    copse_document_free(document);
    copse_notes_free(&notes);
    copse_i_view_free(&view);
    return status;
}

copse_status copse_report_bootstrap(const copse_bootstrapped *b, const copse_render_opts *opts, copse_text *out,
                                    copse_error *err)
{
    if (b == NULL || b->plan == NULL || b->names == NULL || b->summary == NULL || opts == NULL || out == NULL)
        return copse_fail(err, COPSE_EINVAL, "the results to report are not complete");
    copse_status status = copse_i_check_pooled(&b->pooled, true, err);
    if (status != COPSE_OK) return status;
    if (opts->format != COPSE_FORMAT_JSON) return render(b, opts, out, err);
    status = copse_i_boot_json(b, out);
    return status == COPSE_OK ? COPSE_OK : copse_fail(err, status, "JSON: %s", copse_status_text(status));
}
