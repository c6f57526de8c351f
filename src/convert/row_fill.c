/* Fills in one row: every conversion in its turn, again and again until none gives anything new. */
#include "conversions.h"

#include <math.h>
#include <string.h>

enum { GROUPS = 3, FIRST_OF_TRIAL = COPSE_Q_ALL_EVENTS };

typedef struct filling {
    const copse_fill_opts *opts;
    double view[GROUPS][COPSE_QUANTITY_COUNT]; /* [g]: the quantities of group g in the place of those of group 1 */
    bool done[COPSE_QUANTITY_COUNT];           /* filled by a conversion */
    copse_filled *event;
    size_t capacity, count, failures; /* the failures lie after the first `count` */
} filling;

static void set(filling *f, size_t q, double x)
{
    f->view[0][q] = x;
    for (size_t g = 1; g < GROUPS; g++) {
        if (q >= FIRST_OF_TRIAL) f->view[g][q] = x;
        else if (q % GROUPS == g) f->view[g][q - g] = x;
    }
}

static size_t place(copse_quantity q, size_t g)
{
    return (size_t)q < FIRST_OF_TRIAL ? q + g : (size_t)q;
}

/* May the conversion give this quantity? */
static bool open(const filling *f, const copse_conversion *c, size_t q)
{
    return isnan(f->view[0][q]) || (f->opts->replace && !c->simple && !f->done[q]);
}

static bool wanted(const filling *f, const copse_conversion *c, size_t g)
{
    bool any = false, all = true;
    for (size_t i = 0; i < 4 && c->output[i] != COPSE_QUANTITY_COUNT; i++) {
        const bool is_open = open(f, c, place(c->output[i], g));
        any = any || is_open;
        all = all && is_open;
    }
    return c->whole ? all : any;
}

static bool supplied(const filling *f, const copse_conversion *c, size_t g)
{
    for (size_t i = 0; i < COPSE_CONVERSION_INPUTS && c->input[i] != COPSE_QUANTITY_COUNT; i++)
        if (isnan(f->view[g][c->input[i]]) || (c->raw && f->done[place(c->input[i], g)])) return false;
    return true;
}

static copse_filled *new_event(filling *f, const copse_conversion *c, size_t g)
{
    const size_t at = f->count + f->failures;
    if (at >= f->capacity) return NULL;
    f->event[at] = (copse_filled){.conversion = c, .group = (unsigned)g};
    return &f->event[at];
}

/* Which outputs it gives; false where none. */
static bool gives(const filling *f, const copse_conversion *c, size_t g, const double out[4], bool gave[4])
{
    bool any = false;
    for (size_t i = 0; i < 4; i++) {
        gave[i] = c->output[i] != COPSE_QUANTITY_COUNT && open(f, c, place(c->output[i], g)) && !isnan(out[i]);
        any = any || gave[i];
        if (c->output[i] == COPSE_QUANTITY_COUNT) break;
    }
    return any;
}

static void put_outputs(filling *f, const copse_conversion *c, size_t g, const double out[4], const bool gave[4])
{
    for (size_t i = 0; i < 4; i++) {
        if (!gave[i]) continue;
        set(f, place(c->output[i], g), out[i]);
        f->done[place(c->output[i], g)] = true;
    }
}

/* Was an impossible number met here before? */
static bool settled(const filling *f, const copse_conversion *c, size_t g)
{
    for (size_t i = 0; i < f->count; i++)
        if (f->event[i].conversion == c && f->event[i].group == g && f->event[i].status != COPSE_OK) return true;
    return false;
}

/* True when there was news: it gave something, or met an impossible number, which is told whatever comes of the rest. A
 * pass with news has no use for its other failures: they are tried again. */
static bool attempt(filling *f, const copse_conversion *c, size_t g)
{
    if (!f->opts->fill[c->fill] || !wanted(f, c, g) || !supplied(f, c, g) || settled(f, c, g)) return false;
    double out[4] = {NAN, NAN, NAN, NAN};
    bool gave[4] = {false};
    copse_error why = {0};
    char note[COPSE_CONVERSION_NOTE] = "";
    const copse_status status = c->compute(f->view[g], f->opts, out, note, &why);
    if (status == COPSE_EMISSING || (status == COPSE_OK && !gives(f, c, g, out, gave))) return false;
    const bool news = status == COPSE_OK || status == COPSE_EDOM;
    if (news) f->failures = 0;
    copse_filled *event = new_event(f, c, g);
    if (event == NULL) return false;
    event->status = status;
    for (size_t i = 0; i < COPSE_CONVERSION_INPUTS && c->option[i] != COPSE_QUANTITY_COUNT; i++)
        event->took[i] = !isnan(f->view[g][c->option[i]]);
    copse_i_remark(event->text, status == COPSE_OK ? note : why.text);
    memcpy(event->gave, gave, sizeof gave);
    if (news) f->count++;
    else f->failures++;
    if (status == COPSE_OK) put_outputs(f, c, g, out, gave);
    return news;
}

static bool pass(filling *f)
{
    bool progress = false;
    const copse_conversion *c;
    f->failures = 0;
    for (size_t i = 0; (c = copse_conversion_at(i)) != NULL; i++)
        for (size_t g = 0; g < (c->groups ? GROUPS : 1u); g++)
            if (attempt(f, c, g)) progress = true;
    return progress;
}

/* Failures of conversions whose outputs are there after all are no news. */
static size_t drop_idle_failures(filling *f)
{
    size_t kept = f->count;
    for (size_t i = f->count; i < f->count + f->failures; i++) {
        const copse_filled *e = &f->event[i];
        bool missing = false;
        for (size_t k = 0; k < 4 && e->conversion->output[k] != COPSE_QUANTITY_COUNT; k++)
            missing = missing || isnan(f->view[0][place(e->conversion->output[k], e->group)]);
        if (missing) f->event[kept++] = *e;
    }
    return kept;
}

copse_status copse_row_fill(double value[COPSE_QUANTITY_COUNT], const copse_fill_opts *opts, copse_filled *event,
                            size_t capacity, size_t *count, copse_error *err)
{
    const copse_fill_opts defaults = copse_fill_opts_default();
    filling f = {.opts = opts != NULL ? opts : &defaults, .event = event, .capacity = capacity};
    *count = 0;
    if (!(f.opts->level > 0.0 && f.opts->level < 100.0))
        return copse_fail(err, COPSE_EINVAL, "the level of intervals is not between 0 and 100");
    if (!(isnan(f.opts->correlation) || fabs(f.opts->correlation) <= 1.0))
        return copse_fail(err, COPSE_EINVAL, "the correlation is not between -1 and 1");
    for (size_t q = 0; q < COPSE_QUANTITY_COUNT; q++) {
        for (size_t g = 0; g < GROUPS; g++) f.view[g][q] = NAN;
    }
    for (size_t q = 0; q < COPSE_QUANTITY_COUNT; q++) set(&f, q, value[q]);
    while (pass(&f)) continue;
    *count = drop_idle_failures(&f);
    for (size_t q = 0; q < COPSE_QUANTITY_COUNT; q++) value[q] = f.view[0][q];
    return COPSE_OK;
}
