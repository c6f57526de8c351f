/* A plan: checked, fitted once, and laid out. */
#include "boot.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

copse_boot_plan copse_boot_plan_default(void)
{
    return (copse_boot_plan){.p = 1, .jackknife = true, .fit = copse_fit_opts_default(), .isa = COPSE_ISA_BEST};
}

/* Every member of 0..count-1 has a study, and every study is a member. */
static copse_status check_parts(const char *what, const size_t *part, size_t k, size_t count, copse_error *err)
{
    if (part == NULL || count == 0 || count > k) return copse_fail(err, COPSE_EINVAL, "%s are not given", what);
    bool *seen = copse_alloc(count, sizeof *seen);
    if (seen == NULL) return copse_fail_memory(err);
    copse_status st = COPSE_OK;
    for (size_t i = 0; i < k && st == COPSE_OK; i++) {
        if (part[i] >= count) st = copse_fail(err, COPSE_EINVAL, "%s: study %zu has none", what, i + 1);
        else seen[part[i]] = true;
    }
    for (size_t j = 0; j < count && st == COPSE_OK; j++)
        if (!seen[j]) st = copse_fail(err, COPSE_EINVAL, "%s: number %zu has no study", what, j + 1);
    free(seen);
    return st;
}

static copse_status check_quantity(const copse_boot_plan *plan, const copse_boot_quantity *q, copse_error *err)
{
    const char *code = copse_boot_statistic_code(q->what);
    const bool design = plan->X != NULL;
    if ((unsigned)q->what >= COPSE_BOOT_STAT_COUNT) return copse_fail(err, COPSE_EINVAL, "no such quantity");
    if ((q->what == COPSE_BOOT_STAT_R2 || q->what == COPSE_BOOT_STAT_QM) && !design)
        return copse_fail(err, COPSE_EUSAGE, "quantity %s needs moderators (--mods)", code);
    if (q->what == COPSE_BOOT_STAT_COEF && q->a >= plan->p)
        return copse_fail(err, COPSE_EINVAL, "there is no coefficient %zu", q->a);
    if ((q->what == COPSE_BOOT_STAT_MU || q->what == COPSE_BOOT_STAT_PI_LOWER || q->what == COPSE_BOOT_STAT_PI_UPPER) &&
        design)
        return copse_fail(err, COPSE_EUSAGE, "quantity %s needs a model without moderators", code);
    const bool levels =
        q->what == COPSE_BOOT_STAT_LEVEL || q->what == COPSE_BOOT_STAT_DIFF || q->what == COPSE_BOOT_STAT_QB;
    if (levels && plan->group == NULL)
        return copse_fail(err, COPSE_EUSAGE, "quantity %s needs subgroups (--subgroup)", code);
    if (levels && (q->a >= plan->levels || q->b >= plan->levels))
        return copse_fail(err, COPSE_EINVAL, "there is no such level");
    if (q->what == COPSE_BOOT_STAT_QB && plan->levels < 2)
        return copse_fail(err, COPSE_EUSAGE, "quantity QB needs two levels");
    return COPSE_OK;
}

static copse_status check_tests(const copse_boot_plan *plan, copse_error *err)
{
    const bool moderators = plan->null[COPSE_BOOT_NULL_MODERATORS] || plan->null[COPSE_BOOT_NULL_PERMUTATION];
    if (moderators && plan->X == NULL && (plan->group == NULL || plan->levels < 2))
        return copse_fail(err, COPSE_EUSAGE,
                          "the tests of moderators need moderators (--mods) or two subgroups (--subgroup)");
    if (plan->nested == 1) return copse_fail(err, COPSE_EUSAGE, "a nested bootstrap needs 2 replicates or more");
    if (plan->nested > 0 && !copse_i_boot_can_nest(plan->kind))
        return copse_fail(err, COPSE_EUSAGE, "the %s bootstrap cannot be nested", copse_boot_kind_name(plan->kind));
    return COPSE_OK;
}

/* One tau2 is that of a regression on the levels, which the lanes fit up to a number of columns. */
static copse_status check_common(const copse_boot_plan *plan, copse_error *err)
{
    if (plan->tau2_mode == COPSE_TAU2_SEPARATE) return COPSE_OK;
    if (plan->tau2_mode != COPSE_TAU2_COMMON)
        return copse_fail(err, COPSE_EINVAL, "tau2 of subgroups is separate or common");
    if (plan->group == NULL) return copse_fail(err, COPSE_EUSAGE, "a common tau2 needs subgroups (--subgroup)");
    if (plan->levels <= COPSE_LANES_COLUMNS) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "%zu subgroups: with --tau2 common at most %d can be bootstrapped",
                      plan->levels, COPSE_LANES_COLUMNS);
}

/* What is common to the levels is given to each. */
static copse_status check_fit(const copse_boot_plan *plan, copse_error *err)
{
    copse_fit_opts opts = plan->fit;
    if (plan->tau2_mode == COPSE_TAU2_COMMON && isnan(opts.tau2)) opts.tau2 = 0;
    return copse_fit_opts_check(&opts, plan->p, err);
}

copse_status copse_i_boot_check(const copse_boot_plan *plan, copse_error *err)
{
    if (plan->y == NULL || plan->v == NULL || plan->k == 0) return copse_fail(err, COPSE_EINVAL, "no studies");
    if ((unsigned)plan->kind >= COPSE_BOOT_KIND_COUNT || (unsigned)plan->wild >= COPSE_BOOT_WILD_COUNT)
        return copse_fail(err, COPSE_EINVAL, "no such kind of bootstrap");
    if (plan->k > UINT32_MAX / 8) return copse_fail(err, COPSE_EINVAL, "%zu studies are too many", plan->k);
    if (plan->first % COPSE_BOOT_BLOCK != 0)
        return copse_fail(err, COPSE_EINVAL, "replicates must begin at a multiple of %d", COPSE_BOOT_BLOCK);
    if (plan->quantities == 0 || plan->quantity == NULL) return copse_fail(err, COPSE_EINVAL, "no quantities");
    if (plan->p == 0 || plan->p > COPSE_LANES_COLUMNS || (plan->X == NULL && plan->p != 1))
        return copse_fail(err, COPSE_EUSAGE, "%zu coefficients: the bootstrap takes 1 to %d", plan->p,
                          COPSE_LANES_COLUMNS);
    if (plan->X != NULL && plan->group != NULL)
        return copse_fail(err, COPSE_EUSAGE, "moderators and subgroups cannot be bootstrapped together");
    copse_status st = COPSE_OK;
    if (plan->group != NULL) st = check_parts("subgroups", plan->group, plan->k, plan->levels, err);
    if (st == COPSE_OK) st = check_common(plan, err);
    if (st == COPSE_OK) st = check_fit(plan, err);
    if (st == COPSE_OK && plan->kind == COPSE_BOOT_STRATIFIED)
        st = check_parts("strata", plan->stratum, plan->k, plan->strata, err);
    if (st == COPSE_OK && plan->kind == COPSE_BOOT_CLUSTER)
        st = check_parts("clusters", plan->cluster, plan->k, plan->clusters, err);
    for (size_t q = 0; q < plan->quantities && st == COPSE_OK; q++) st = check_quantity(plan, &plan->quantity[q], err);
    return st == COPSE_OK ? check_tests(plan, err) : st;
}

/* Which fits are needed; the columns that carry studentised values. */
static copse_status lay_out(copse_boot *b, copse_error *err)
{
    const copse_boot_plan *plan = &b->plan;
    const size_t Q = plan->quantities;
    b->quantity = copse_alloc(Q, sizeof *b->quantity);
    b->source = copse_alloc(2 * Q, sizeof *b->source);
    b->column = copse_alloc(Q, sizeof *b->column);
    b->estimate = copse_alloc(2 * Q, sizeof *b->estimate);
    b->se = copse_alloc(Q, sizeof *b->se);
    b->scale = copse_alloc(2 * Q, sizeof *b->scale);
    b->fitted = copse_alloc(3 * plan->k, sizeof *b->fitted);
    if (b->quantity == NULL || b->source == NULL || b->column == NULL || b->estimate == NULL || b->se == NULL ||
        b->scale == NULL || b->fitted == NULL)
        return copse_fail_memory(err);
    b->spread = b->fitted + plan->k;
    b->null_spread = b->spread + plan->k;
    memcpy(b->quantity, plan->quantity, Q * sizeof *b->quantity);
    b->plan.quantity = b->quantity;
    for (size_t q = 0; q < Q; q++) {
        const copse_boot_statistic what = plan->quantity[q].what;
        const bool levels = what == COPSE_BOOT_STAT_LEVEL || what == COPSE_BOOT_STAT_DIFF || what == COPSE_BOOT_STAT_QB;
        b->by_level = b->by_level || levels;
        b->whole = b->whole || !levels;
        b->source[q] = q;
        b->column[q] = SIZE_MAX;
    }
    if (plan->nested > 0 && plan->kind == COPSE_BOOT_PARAMETRIC) {
        b->by_level = b->by_level || plan->group != NULL;
        b->whole = b->whole || plan->group == NULL;
    }
    if (plan->null[COPSE_BOOT_NULL_MODERATORS] || plan->null[COPSE_BOOT_NULL_PERMUTATION])
        b->by_level = b->by_level || plan->group != NULL;
    b->width = Q;
    return COPSE_OK;
}

/* Studies sorted by the part that they belong to, and where each part starts. */
static copse_status sort_by(const size_t *part, size_t k, size_t parts, size_t **order, size_t **start,
                            copse_error *err)
{
    *order = copse_alloc(k, sizeof **order);
    *start = copse_alloc(parts + 2, sizeof **start);
    if (*order == NULL || *start == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < k; i++) (*start)[part[i] + 2]++;
    for (size_t j = 0; j < parts; j++) (*start)[j + 2] += (*start)[j + 1];
    for (size_t i = 0; i < k; i++) (*order)[(*start)[part[i] + 1]++] = i;
    return COPSE_OK;
}

static copse_status sort_levels(copse_boot *b, copse_error *err)
{
    const copse_boot_plan *plan = &b->plan;
    if (plan->group == NULL) return COPSE_OK;
    const copse_status st = sort_by(plan->group, plan->k, plan->levels, &b->order, &b->start, err);
    if (st != COPSE_OK) return st;
    b->y_order = copse_alloc(plan->k, sizeof *b->y_order);
    b->v_order = copse_alloc(plan->k, sizeof *b->v_order);
    if (b->y_order == NULL || b->v_order == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < plan->k; i++) {
        b->y_order[i] = plan->y[b->order[i]];
        b->v_order[i] = plan->v[b->order[i]];
    }
    if (plan->tau2_mode != COPSE_TAU2_COMMON) return COPSE_OK;
    b->level_design = copse_alloc(plan->k * plan->levels, sizeof *b->level_design);
    if (b->level_design == NULL) return copse_fail_memory(err);
    for (size_t i = 0; i < plan->k; i++) b->level_design[i * plan->levels + plan->group[b->order[i]]] = 1;
    return COPSE_OK;
}

/* Strata or clusters, and the draw numbers that one data set takes. */
static copse_status sort_parts(copse_boot *b, copse_error *err)
{
    const copse_boot_plan *plan = &b->plan;
    const bool strata = plan->kind == COPSE_BOOT_STRATIFIED, clusters = plan->kind == COPSE_BOOT_CLUSTER;
    if (plan->kind == COPSE_BOOT_NONPARAMETRIC) b->draws = (plan->k + 3) / 4;
    else b->draws = (plan->k + 1) / 2;
    if (!strata && !clusters) return COPSE_OK;
    b->parts = strata ? plan->strata : plan->clusters;
    const copse_status st =
        sort_by(strata ? plan->stratum : plan->cluster, plan->k, b->parts, &b->part, &b->part_start, err);
    b->draws = clusters ? (b->parts + 3) / 4 : 0;
    for (size_t j = 0; st == COPSE_OK && strata && j < b->parts; j++)
        b->draws += (b->part_start[j + 1] - b->part_start[j] + 3) / 4;
    return st;
}

/* The columns of studentised values: quantities with an analytic standard error, or all where it comes from nested
 * replicates. */
static void add_studentised(copse_boot *b)
{
    if (!b->plan.studentised) return;
    for (size_t q = 0; q < b->plan.quantities; q++) {
        if (b->plan.nested == 0 && !(b->se[q] > 0)) continue;
        b->column[q] = b->width;
        b->source[b->width++] = q;
    }
}

/* How far the values of column c lie apart: what they are scaled by, and the range of the cells. */
static void set_scale(copse_boot *b, size_t c, const double *rows)
{
    copse_lanes_scale *s = &b->scale[c];
    double least = INFINITY, most = -INFINITY;
    for (size_t r = 0; r < COPSE_BOOT_BLOCK; r++) {
        const double x = rows[r * b->width + c];
        if (!isfinite(x)) continue;
        least = fmin(least, x);
        most = fmax(most, x);
    }
    const double far = fmax(fabs(most - s->origin), fabs(least - s->origin));
    int exponent = 0;
    if (far > 0 && isfinite(far)) (void)frexp(far, &exponent);
    s->scale = ldexp(1, -exponent);
    s->below = s->origin - COPSE_I_BOOT_TIE * fmax(isfinite(far) ? far : 0, 1e-2 * fabs(s->origin));
    double span = most - least;
    if (!(span > 0) || !isfinite(span)) {
        span = fmax(fabs(s->origin), 1);
        least = most = isfinite(s->origin) ? s->origin : 0;
    }
    s->lower = least >= 0 && least - span < 0 ? 0 : least - span; /* what cannot be negative has a cell from 0 on */
    s->width = (most + span - s->lower) / (double)COPSE_BOOT_CELLS;
    s->inverse = 1 / s->width;
}

/* Reads the first block to learn the scales. A function of the plan alone, so that every process sets the same. */
static copse_status look_ahead(copse_boot *b, copse_error *err)
{
    double *rows = copse_alloc(COPSE_BOOT_BLOCK * b->width, sizeof *rows);
    void *state = copse_alloc(1, copse_boot_state_size(b)), *worker = NULL;
    copse_status st = COPSE_OK;
    if (rows == NULL || state == NULL) {
        st = copse_fail_memory(err);
        goto done;
    }
    st = copse_boot_open(b, &worker, err);
    if (st == COPSE_OK) st = copse_boot_work(b, worker, 0, COPSE_BOOT_BLOCK, rows, state, err);
    for (size_t c = 0; c < b->width && st == COPSE_OK; c++) set_scale(b, c, rows);
done:
    copse_boot_close(b, worker);
    free(rows);
    free(state);
    return st;
}

copse_status copse_boot_new(const copse_boot_plan *plan, copse_boot **boot, copse_error *err)
{
    *boot = NULL;
    copse_status st = copse_i_boot_check(plan, err);
    if (st != COPSE_OK) return st;
    copse_boot *b = copse_alloc(1, sizeof *b);
    if (b == NULL) return copse_fail_memory(err);
    b->plan = *plan;
    b->plan.histogram = false;
    b->isa = plan->isa == COPSE_ISA_BEST ? copse_isa_best() : plan->isa;
    st = lay_out(b, err);
    if (st == COPSE_OK) st = sort_levels(b, err);
    if (st == COPSE_OK) st = sort_parts(b, err);
    if (st == COPSE_OK) st = copse_i_boot_observe(b, err);
    if (st == COPSE_OK) {
        add_studentised(b);
        for (size_t c = 0; c < b->width; c++)
            b->scale[c] = (copse_lanes_scale){.origin = c < plan->quantities ? b->estimate[c] : 0,
                                              .scale = 1,
                                              .cells = (uint32_t)COPSE_BOOT_CELLS}; /* until the first block is seen */
        if (plan->jackknife) st = copse_i_boot_jackknife(b, err);
    }
    if (st == COPSE_OK) st = look_ahead(b, err);
    b->plan.histogram = plan->histogram;
    if (st == COPSE_OK) *boot = b;
    else copse_boot_free(b);
    return st;
}

void copse_boot_free(copse_boot *boot)
{
    if (boot == NULL) return;
    free(boot->quantity);
    free(boot->source);
    free(boot->column);
    free(boot->estimate);
    free(boot->se);
    free(boot->scale);
    free(boot->fitted);
    free(boot->order);
    free(boot->start);
    free(boot->part);
    free(boot->part_start);
    free(boot->y_order);
    free(boot->v_order);
    free(boot->level_design);
    free(boot->jackknife);
    free(boot);
}

size_t copse_boot_width(const copse_boot *boot)
{
    return boot->width;
}

size_t copse_boot_state_size(const copse_boot *boot)
{
    const size_t cells = boot->plan.histogram ? (COPSE_BOOT_CELLS + 2) * sizeof(uint64_t) : 0;
    return sizeof(copse_i_boot_state) + boot->width * (sizeof(copse_i_boot_column) + cells);
}

double copse_boot_estimate(const copse_boot *boot, size_t quantity)
{
    return quantity < boot->plan.quantities ? boot->estimate[quantity] : NAN;
}

static void design_numbers(copse_text *out, const char *name, const double *x, size_t n)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text_printf(out, "%s", name);
    for (size_t i = 0; x != NULL && i < n; i++)
        copse_text_printf(out, " %s", copse_format_exact(buf, sizeof buf, x[i]));
    copse_text_add(out, "\n");
}

static void design_parts(copse_text *out, const char *name, const size_t *part, size_t n)
{
    copse_text_printf(out, "%s", name);
    for (size_t i = 0; part != NULL && i < n; i++) copse_text_printf(out, " %zu", part[i]);
    copse_text_add(out, "\n");
}

void copse_boot_design(const copse_boot *boot, copse_text *out)
{
    char buf[COPSE_NUMBER_TEXT];
    const copse_boot_plan *p = &boot->plan;
    copse_text_printf(out, "kind %s %s\nseed %u\nmethod %s test %s", copse_boot_kind_name(p->kind),
                      copse_boot_wild_name(p->wild), p->seed, copse_method_code(p->fit.method),
                      copse_test_code(p->fit.test));
    copse_text_printf(out, " level %s", copse_format_exact(buf, sizeof buf, p->fit.level));
    if (p->fit.pi != COPSE_PI_METAFOR) copse_text_printf(out, " pi %s", copse_pi_code(p->fit.pi));
    copse_text_printf(out, " tau2 %s\nquantities", copse_format_exact(buf, sizeof buf, p->fit.tau2));
    for (size_t q = 0; q < p->quantities; q++)
        copse_text_printf(out, " %s:%zu:%zu", copse_boot_statistic_code(p->quantity[q].what), p->quantity[q].a,
                          p->quantity[q].b);
    copse_text_printf(out, "\nstudentised %d nested %zu histogram %d tests %d %d %d\n", p->studentised, p->nested,
                      p->histogram, p->null[0], p->null[1], p->null[2]);
    if (p->stream != 0 || p->draw != 0 || p->first != 0)
        copse_text_printf(out, "draws %u %u %llu\n", p->stream, p->draw, (unsigned long long)p->first);
    design_numbers(out, "y", p->y, p->k);
    design_numbers(out, "v", p->v, p->k);
    design_numbers(out, "X", p->X, p->k * p->p);
    design_parts(out, "group", p->group, p->k);
    if (p->tau2_mode == COPSE_TAU2_COMMON) copse_text_add(out, "tau2 of levels common\n");
    if (p->kind == COPSE_BOOT_STRATIFIED) design_parts(out, "stratum", p->stratum, p->k);
    if (p->kind == COPSE_BOOT_CLUSTER) design_parts(out, "cluster", p->cluster, p->k);
}
