/* How much the studies differ: tau2 and what follows from it, Q, the levels of a subgroup, and the fit. */
#include "pool_tables.h"
#include "shown_number.h"

#include <math.h>

#define PERCENT_DECIMALS 1
#define RATIO_DECIMALS 2 /* H2 */
#define Q_DECIMALS 4

static copse_interval root(copse_interval interval)
{
    return (copse_interval){sqrt(interval.lower), sqrt(interval.upper)};
}

/* tau2 sets its own decimals; where it is 0 its interval does. */
static int tau2_decimals(int digits, const copse_heterogeneity *het)
{
    return copse_i_decimals_of(digits, het->tau2 > 0.0 ? het->tau2 : het->tau2_ci.upper);
}

static void blank(copse_document *document, int cells)
{
    for (int i = 0; i < cells; i++) copse_document_text(document, NULL);
}

static void interval_cell(copse_document *document, copse_interval interval, int decimals)
{
    copse_i_range range = {.decimals = decimals};
    copse_i_range_widen(&range, interval);
    copse_i_cell_range(document, &range, interval);
}

/* A quantity with its interval; se NaN leaves that cell blank. */
static void quantity(copse_document *document, const char *name, double x, double se, copse_interval interval,
                     int decimals)
{
    copse_document_row(document);
    copse_document_text(document, name);
    copse_i_cell_number(document, x, decimals);
    if (isnan(se)) {
        blank(document, 1);
    } else {
        copse_i_cell_number(document, se, decimals);
    }
    if (isnan(interval.lower) && isnan(interval.upper)) {
        blank(document, 1);
    } else {
        interval_cell(document, interval, decimals);
    }
}

static void test_row(copse_document *document, const char *name, double x, double df, double df2, double p)
{
    copse_document_row(document);
    copse_document_text(document, name);
    copse_i_cell_number(document, x,
                        copse_i_decimals_of(Q_DECIMALS, x) > Q_DECIMALS ? COPSE_I_SCIENTIFIC + 1 : Q_DECIMALS);
    blank(document, 2);
    copse_i_cell_df(document, df);
    copse_i_cell_p(document, p);
    if (!isnan(df2)) copse_i_cell_df(document, df2);
}

static void overall_table(copse_document *document, const copse_i_view *view)
{
    const copse_interval none = {NAN, NAN};
    const copse_heterogeneity *het = &view->pooled->fit->het;
    const int decimals = tau2_decimals(view->pooled->digits, het);
    copse_document_table(document, "heterogeneity", NULL);
    copse_document_column(document, "name", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "estimate", "Estimate", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "se", "SE", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "ci", copse_text_string(&view->fit_ci), COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "df", "df", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    if (!isnan(het->QM_df2)) copse_document_column(document, "df2", "df 2", COPSE_ALIGN_DECIMAL, -1);
    quantity(document, "τ²", het->tau2, het->tau2_se, het->tau2_ci, decimals);
    quantity(document, "τ", het->tau, NAN, root(het->tau2_ci), copse_i_decimals_of(view->pooled->digits, het->tau));
    quantity(document, "I², %", het->I2, NAN, het->I2_ci, PERCENT_DECIMALS);
    quantity(document, "H²", het->H2, NAN, het->H2_ci, RATIO_DECIMALS);
    quantity(document, "I² from Q, %", het->I2_Q, NAN, none, PERCENT_DECIMALS);
    if (!isnan(het->R2)) quantity(document, "R², %", het->R2, NAN, none, PERCENT_DECIMALS);
    test_row(document, "Q", het->Q, het->Q_df, NAN, het->Q_p);
    if (!isnan(het->QM)) test_row(document, "Q of moderators", het->QM, het->QM_df, het->QM_df2, het->QM_p);
}

/* I2 has several definitions: which one stands in the table. */
static void definitions(copse_document *document, const copse_i_view *view)
{
    char buf[COPSE_NUMBER_TEXT];
    const copse_fit *fit = view->pooled->fit;
    const copse_program_settings *program = view->pooled->program_settings;
    const bool from_q = program != NULL && program->value[COPSE_SETTING_I2] == COPSE_I2_Q;
    if (from_q || !copse_fit_is_random(fit)) {
        copse_document_paragraph(document, "I² and H² are computed from Q.");
    } else if (!isnan(fit->het.typical_v)) {
        copse_document_paragraph(document,
                                 "I² and H² compare τ² with the typical sampling variance, %s; I² from Q is "
                                 "(Q - df)/Q.",
                                 copse_format_significant(buf, sizeof buf, fit->het.typical_v, 4));
    }
}

/* A common tau2 has no interval in a level. */
static bool has_intervals(const copse_i_view *view)
{
    return view->pooled->subgroups->mode == COPSE_TAU2_SEPARATE;
}

static void level_columns(copse_document *document, const copse_i_view *view)
{
    const bool separate = has_intervals(view);
    const char *ci = copse_text_string(&view->fit_ci);
    copse_document_column(document, "level", view->pooled->subgroup, COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "k", "k", COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "tau2", "τ²", COPSE_ALIGN_DECIMAL, -1);
    if (separate) copse_document_column(document, "tau2_ci", ci, COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "I2", "I², %", COPSE_ALIGN_DECIMAL, -1);
    if (separate) copse_document_column(document, "I2_ci", ci, COPSE_ALIGN_RIGHT, 0);
    copse_document_column(document, "I2_Q", "from Q, %", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "Q", "Q", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "df", "df", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
}

/* A level of one study has no heterogeneity to speak of: NA for tau2, blank for what follows from it. */
static void level_row(copse_document *document, const copse_i_view *view, const char *label, const copse_fit *fit,
                      int decimals)
{
    const copse_heterogeneity *het = &fit->het;
    copse_document_row(document);
    copse_document_text(document, label);
    copse_document_number(document, (double)fit->k);
    copse_i_cell_number(document, het->tau2, decimals);
    if (fit->k < 2) return;
    if (has_intervals(view)) interval_cell(document, het->tau2_ci, decimals);
    copse_i_cell_number(document, het->I2, PERCENT_DECIMALS);
    if (has_intervals(view)) interval_cell(document, het->I2_ci, PERCENT_DECIMALS);
    copse_i_cell_number(document, het->I2_Q, PERCENT_DECIMALS);
    copse_i_cell_number(document, het->Q, Q_DECIMALS);
    copse_i_cell_df(document, het->Q_df);
    copse_i_cell_p(document, het->Q_p);
}

static void levels_table(copse_document *document, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    const copse_subgroups *groups = pooled->subgroups;
    copse_i_spread spread = COPSE_I_SPREAD_INIT;
    for (size_t l = 0; l < groups->levels; l++) copse_i_spread_look(&spread, groups->fit[l].het.tau2);
    const int decimals = copse_i_decimals(pooled->digits, spread);
    copse_document_heading(document, 2, "Heterogeneity within subgroups");
    copse_document_table(document, "heterogeneity_levels", NULL);
    level_columns(document, view);
    for (size_t l = 0; l < groups->levels; l++) {
        level_row(document, view, pooled->level[l], &groups->fit[l], decimals);
    }
}

static void differences_table(copse_document *document, const copse_subgroups *groups)
{
    copse_document_heading(document, 2, "Test for subgroup differences");
    copse_document_table(document, "subgroup_test", NULL);
    copse_document_column(document, "name", "", COPSE_ALIGN_LEFT, 0);
    copse_document_column(document, "Q", "Q", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "df", "df", COPSE_ALIGN_DECIMAL, -1);
    copse_document_column(document, "p", "p", COPSE_ALIGN_DECIMAL, -1);
    const char *const name[] = {"Between levels", "Within levels"};
    const double Q[] = {groups->Q, groups->within_Q}, df[] = {groups->df, groups->within_df};
    const double p[] = {groups->p, groups->within_p};
    for (size_t i = 0; i < 2; i++) {
        copse_document_row(document);
        copse_document_text(document, name[i]);
        copse_i_cell_number(document, Q[i], Q_DECIMALS);
        copse_i_cell_df(document, df[i]);
        copse_i_cell_p(document, p[i]);
    }
}

void copse_i_heterogeneity_tables(copse_document *document, const copse_i_view *view)
{
    const copse_pooled *pooled = view->pooled;
    /* Penalised likelihood has one effect, the beta-binomial model a correlation: no statistic of these. */
    const bool none = pooled->glmm != NULL && isnan(pooled->fit->het.Q) && !(pooled->fit->het.tau2 > 0.0) &&
                      isnan(pooled->glmm->sigma2);
    if (pooled->subgroups != NULL) {
        differences_table(document, pooled->subgroups);
        if (!none) levels_table(document, view);
    }
    if (none) return;
    if (pooled->fit->k == 1) return; /* a note says so */
    copse_document_heading(document, 2,
                           pooled->subgroups != NULL ? "Heterogeneity overall"
                           : pooled->fit->p > 1      ? "Residual heterogeneity"
                                                     : "Heterogeneity");
    overall_table(document, view);
    definitions(document, view);
}

void copse_i_fit_table(copse_document *document, const copse_i_view *view)
{
    const copse_fit *fit = view->pooled->fit;
    const copse_fit_statistics *stat = &fit->stat;
    if (isnan(stat->log_lik)) return;
    const bool restricted = fit->opts.method == COPSE_METHOD_REML;
    copse_document_heading(document, 2, restricted ? "Fit (restricted likelihood)" : "Fit (likelihood)");
    copse_document_table(document, "fit", NULL);
    static const char *const key[] = {"log_lik", "deviance", "AIC", "BIC", "AICc"};
    static const char *const head[] = {"log likelihood", "deviance", "AIC", "BIC", "AICc"};
    for (size_t j = 0; j < 5; j++) copse_document_column(document, key[j], head[j], COPSE_ALIGN_DECIMAL, Q_DECIMALS);
    copse_document_row(document);
    const double value[] = {stat->log_lik, stat->deviance, stat->AIC, stat->BIC, stat->AICc};
    for (size_t j = 0; j < 5; j++) copse_document_number(document, value[j]);
}
