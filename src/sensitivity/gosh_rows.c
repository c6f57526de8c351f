/* Subsets one by one. */
#include "gosh_parts.h"

#include <math.h>
#include <stdlib.h>

static void fill_row(const copse_i_gosh_worker *w, uint64_t number, size_t lane, copse_gosh_row *row,
                     unsigned char *member)
{
    const copse_i_gosh_plan *plan = w->plan;
    double value[GOSH_VALUES] = {0};
    const bool fitted = w->fitted[lane];
    for (size_t j = 0; j < plan->width; j++) value[j] = fitted ? w->value[j][lane] : NAN;
    *row = (copse_gosh_row){.number = number,
                            .k = w->size[lane],
                            .status = w->live[lane] ? (copse_lane_status)w->fit.status[lane] : COPSE_LANE_TOO_FEW,
                            .critical = fitted ? w->fit.critical[lane] : NAN,
                            .I2 = value[plan->p + GOSH_I2],
                            .H2 = value[plan->p + GOSH_H2],
                            .tau2 = value[plan->p + GOSH_TAU2],
                            .Q = value[plan->p + GOSH_Q]};
    for (size_t j = 0; j < plan->p; j++) {
        row->coef[j] = value[j];
        row->se[j] = fitted ? w->fit.se[j][lane] : NAN;
    }
    for (size_t i = 0; i < plan->k; i++) member[i] = copse_i_gosh_has(w, lane, i) ? 1 : 0;
}

/* `shift`: past the empty set. */
static copse_status take_rows(copse_i_gosh_worker *w, uint64_t shift, uint64_t first, uint64_t count,
                              unsigned char *member, copse_gosh_take take, void *context, copse_error *err)
{
    for (uint64_t at = first + shift; at < first + shift + count;) {
        const uint64_t rest = first + shift + count - at, group = COPSE_LANES - at % COPSE_LANES;
        const size_t n = (size_t)(rest < group ? rest : group);
        copse_status st = copse_i_gosh_fit(w, at, n, err);
        const copse_watch *watch = w->plan->opts.watch;
        if (watch != NULL && at / COPSE_LANES % (w->study != NULL ? 1 : 1024) == 0 &&
            !watch->tick(watch->context, at - shift - first, count))
            return copse_fail(err, COPSE_EINTERRUPTED, "interrupted");
        for (size_t l = 0; l < n && st == COPSE_OK; l++) {
            copse_gosh_row row;
            fill_row(w, at + l + 1 - shift, l, &row, member);
            st = take(context, &row, member, err);
        }
        if (st != COPSE_OK) return st;
        at += n;
    }
    return COPSE_OK;
}

copse_status copse_gosh_rows(const copse_sensitivity_data *data, const copse_gosh_opts *opts, uint64_t first,
                             uint64_t count, copse_gosh_take take, void *context, copse_error *err)
{
    copse_i_gosh_plan plan;
    copse_i_gosh_worker worker = {0};
    copse_status st = copse_i_gosh_plan_init(data, opts, &plan, err);
    if (st != COPSE_OK) return st;
    const uint64_t all = plan.numbers - (plan.exact ? 1 : 0);
    if (first > all || count > all - first)
        return copse_fail(err, COPSE_EINVAL, "subsets %llu and the %llu after it, of %llu", (unsigned long long)first,
                          (unsigned long long)count, (unsigned long long)all);
    unsigned char *member = copse_alloc(plan.k, 1);
    st = member == NULL ? copse_fail_memory(err) : copse_i_gosh_worker_init(&plan, &worker, err);
    if (st == COPSE_OK) st = take_rows(&worker, plan.exact ? 1 : 0, first, count, member, take, context, err);
    copse_i_gosh_worker_free(&worker);
    free(member);
    return st;
}
