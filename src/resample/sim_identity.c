/* Everything that the results of a simulation depend on, as text. */
#include "sim_parts.h"

static void add_number(copse_text *text, const char *key, double x)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text_printf(text, " %s=%s", key, copse_format_exact(buf, sizeof buf, x));
}

static void add_list(copse_text *text, const char *key, copse_numbers list)
{
    char buf[COPSE_NUMBER_TEXT];
    copse_text_printf(text, " %s=[", key);
    for (size_t i = 0; i < list.count; i++)
        copse_text_printf(text, "%s%s", i > 0 ? "," : "", copse_format_exact(buf, sizeof buf, list.value[i]));
    copse_text_add(text, "]");
}

static void add_variate(copse_text *text, const char *key, const copse_variate *v)
{
    if (v == NULL) return;
    copse_text_printf(text, " %s={%s %s whole=%d", key, v->name, copse_variate_name(v->kind), v->whole ? 1 : 0);
    add_list(text, "a", v->a);
    add_list(text, "b", v->b);
    add_list(text, "low", v->low);
    add_list(text, "high", v->high);
    copse_text_add(text, "}");
}

static void add_cell(copse_text *text, const copse_simulation_cell *c)
{
    copse_text_printf(text, "cell k=%zu", c->k);
    add_number(text, "mu", c->mu);
    add_number(text, "tau2", c->tau2);
    add_number(text, "I2", c->I2);
    add_number(text, "correlation", c->correlation);
    add_variate(text, "size", c->size);
    add_variate(text, "variance", c->variance);
    add_variate(text, "control", c->control);
    if (c->shape != NULL) {
        copse_text_printf(text, " shape={%s %s", c->shape->name, copse_shape_name(c->shape->kind));
        add_number(text, "a", c->shape->a);
        add_number(text, "b", c->shape->b);
        copse_text_add(text, "}");
    }
    if (c->selection != NULL) {
        copse_text_printf(text, " selection={%s %s negative=%d", c->selection->name,
                          copse_selection_name(c->selection->kind), c->selection->negative ? 1 : 0);
        add_list(text, "steps", c->selection->steps);
        add_list(text, "weights", c->selection->weights);
        copse_text_add(text, "}");
    }
    copse_text_add(text, "\n");
}

static void add_method(copse_text *text, const copse_simulation_method *m)
{
    copse_text_printf(text, "method %s %s %s %s interval=", m->name, copse_method_code(m->method),
                      copse_test_code(m->test), copse_prediction_name(m->prediction));
    if (m->bootstrap.replicates == 0) copse_text_add(text, "test\n");
    else
        copse_text_printf(text, "%s of %lu %s\n", copse_boot_interval_name(m->bootstrap.interval),
                          (unsigned long)m->bootstrap.replicates, copse_boot_kind_name(m->bootstrap.kind));
}

void copse_simulation_identity(const copse_simulation *simulation, copse_text *text)
{
    const copse_simulation_design *d = &simulation->design;
    copse_text_printf(text,
                      "simulate seed=%lu replicates=%llu measure=%s per_study=%d estimated=%d middle=%d timing=%d",
                      (unsigned long)d->seed, (unsigned long long)d->replicates, d->measure->code, d->per_study ? 1 : 0,
                      d->estimated ? 1 : 0, d->middle ? 1 : 0, d->timing ? 1 : 0);
    add_number(text, "level", d->level);
    add_number(text, "ratio", d->ratio);
    add_number(text, "sigma2", d->sigma2);
    add_number(text, "df", d->df);
    add_number(text, "sd", d->sd);
    add_number(text, "cap", d->cap);
    add_number(text, "add", d->effect.add);
    copse_text_printf(text, " to=%s drop00=%d\n", copse_add_to_name(d->effect.to), d->effect.drop00 ? 1 : 0);
    for (size_t m = 0; m < d->methods; m++) add_method(text, &d->method[m]);
    for (size_t j = 0; j < d->moderators; j++) {
        copse_text_printf(text, "moderator %s", d->moderator[j].name);
        add_number(text, "slope", d->moderator[j].slope);
        add_list(text, "values", d->moderator[j].values);
        copse_text_add(text, "\n");
    }
    for (size_t c = 0; c < d->cells; c++) add_cell(text, &simulation->plan[c].cell);
}
