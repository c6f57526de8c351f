/* --from-to and --delta: estimates on another scale. */
#include "prepare_parts.h"

#include <math.h>
#include <stdlib.h>

typedef struct change {
    bool delta;
    const char *expression;
    copse_scale from, to;
    double *yi, *vi, *n1, *n2; /* what it takes; sizes may be NULL */
    double *out_y, *out_v;     /* what is there already */
    copse_text name_y, name_v; /* columns of the results */
    copse_text taken, source;  /* for the audit */
} change;

static copse_status find_scale(const char *name, copse_scale *scale, copse_error *err)
{
    if (copse_scale_find(name, scale) == COPSE_OK) return COPSE_OK;
    return copse_fail(err, COPSE_EUSAGE, "--from-to: '%s' is none of d, g, r, z, logor, logor-cox", name);
}

static bool either(copse_scale from, copse_scale to, copse_scale scale)
{
    return from == scale || to == scale;
}

/* By way of d: Hedges's J, Cox's 1.65, else the formulas of Borenstein's chapter 7. */
static const char *source_of(copse_scale from, copse_scale to)
{
    const bool g = either(from, to, COPSE_SCALE_G), cox = either(from, to, COPSE_SCALE_LOGOR_COX);
    const bool d = either(from, to, COPSE_SCALE_D);
    if (g && cox) return "Hedges 1981, Cox 1970";
    if (g) return d ? "Hedges 1981" : "Hedges 1981, Borenstein 2009";
    if (cox) return d ? "Cox 1970" : "Cox 1970, Borenstein 2009";
    return "Borenstein 2009";
}

static copse_status read_options(const copse_prepare_opts *values, change *c, copse_error *err)
{
    c->delta = values->delta != NULL;
    c->expression = values->delta;
    if (c->delta && values->from_to.count > 0)
        return copse_fail(err, COPSE_EUSAGE, "--delta and --from-to exclude each other");
    if (values->into.count != 0 && values->into.count != 2)
        return copse_fail(err, COPSE_EUSAGE, "--into needs two columns, for the estimates and for their variances");
    if (!c->delta && values->from_to.count != 2)
        return copse_fail(err, COPSE_EUSAGE, "--from-to needs two scales, e.g. d,logor");
    copse_status status = COPSE_OK;
    if (c->delta) {
        status = copse_delta_check(c->expression, err);
        if (status != COPSE_OK) {
            (void)copse_error_prefix(err, "--delta: ");
            err->status = COPSE_EUSAGE;
            return COPSE_EUSAGE;
        }
    } else {
        status = find_scale(values->from_to.item[0], &c->from, err);
        if (status == COPSE_OK) status = find_scale(values->from_to.item[1], &c->to, err);
        if (status != COPSE_OK) return status;
    }
    const char *suffix = c->delta ? "delta" : copse_scale_name(c->to);
    copse_text_printf(&c->name_y, values->into.count == 2 ? "%s" : "yi_%s",
                      values->into.count == 2 ? values->into.item[0] : suffix);
    copse_text_printf(&c->name_v, values->into.count == 2 ? "%s" : "vi_%s",
                      values->into.count == 2 ? values->into.item[1] : suffix);
    if (c->delta) copse_text_printf(&c->source, "%s, delta method", c->expression);
    else
        copse_text_printf(&c->source, "%s to %s, %s", copse_scale_name(c->from), copse_scale_name(c->to),
                          source_of(c->from, c->to));
    return c->name_y.failed || c->name_v.failed || c->source.failed ? copse_fail_memory(err) : COPSE_OK;
}

static copse_status blank(size_t rows, double **number, copse_error *err)
{
    if (*number != NULL) return COPSE_OK;
    *number = copse_alloc(rows, sizeof **number);
    for (size_t r = 0; *number != NULL && r < rows; r++) (*number)[r] = NAN;
    return *number != NULL ? COPSE_OK : copse_fail_memory(err);
}

/* "yi, vi or sei_adj": where the numbers are from. */
static copse_status name_taken(const copse_i_columns *columns, const copse_frame *frame, change *c, bool se,
                               copse_error *err)
{
    const bool there[] = {c->vi != NULL, se};
    const copse_quantity quantity[] = {COPSE_Q_VI, COPSE_Q_SEI};
    copse_text_add(&c->taken, columns->name[COPSE_Q_YI]);
    for (size_t i = 0; i < 2; i++) {
        copse_text adjusted = {0};
        if (!there[i]) continue;
        copse_text_printf(&adjusted, "%s_adj", columns->name[quantity[i]]);
        const bool adj = copse_frame_has(frame, copse_text_string(&adjusted));
        copse_text_printf(&c->taken, "%s%s", i == 1 && there[0] ? " or " : ", ",
                          adj ? copse_text_string(&adjusted) : columns->name[quantity[i]]);
        if (adjusted.failed) c->taken.failed = true;
        copse_text_free(&adjusted);
    }
    return copse_text_status(&c->taken) == COPSE_OK ? COPSE_OK : copse_fail_memory(err);
}

static copse_status read_estimates(const copse_i_columns *columns, const copse_frame *frame, change *c,
                                   copse_notes *warnings, copse_error *err)
{
    double *se = NULL;
    copse_status status = copse_i_column_read(frame, columns->name[COPSE_Q_YI], &c->yi, warnings, err);
    if (status == COPSE_OK) status = copse_i_adjusted_read(columns->name[COPSE_Q_VI], frame, &c->vi, warnings, err);
    if (status == COPSE_OK) status = copse_i_adjusted_read(columns->name[COPSE_Q_SEI], frame, &se, warnings, err);
    if (status == COPSE_OK) status = copse_i_column_read(frame, columns->name[COPSE_Q_N1], &c->n1, warnings, err);
    if (status == COPSE_OK) status = copse_i_column_read(frame, columns->name[COPSE_Q_N2], &c->n2, warnings, err);
    if (status == COPSE_OK && (c->yi == NULL || (c->vi == NULL && se == NULL)))
        status = copse_fail(err, COPSE_EUSAGE, "%s has no columns %s and %s or %s to convert (--from)", frame->source,
                            columns->name[COPSE_Q_YI], columns->name[COPSE_Q_VI], columns->name[COPSE_Q_SEI]);
    if (status == COPSE_OK) status = name_taken(columns, frame, c, se != NULL, err);
    if (status == COPSE_OK) status = blank(frame->rows, &c->vi, err);
    for (size_t r = 0; status == COPSE_OK && se != NULL && r < frame->rows; r++)
        if (isnan(c->vi[r]) && se[r] > 0.0) c->vi[r] = se[r] * se[r];
    free(se);
    return status;
}

static copse_status convert_one(const change *c, size_t r, double *y, double *v, copse_error *err)
{
    if (c->delta) return copse_delta(c->expression, c->yi[r], c->vi[r], y, v, err);
    const double n1 = c->n1 != NULL ? c->n1[r] : (double)NAN, n2 = c->n2 != NULL ? c->n2[r] : (double)NAN;
    return copse_scale_convert(c->from, c->to, c->yi[r], c->vi[r], n1, n2, y, v, err);
}

static void convert_rows(const copse_frame *frame, bool replace, change *c, copse_i_audit *audit, copse_notes *warnings)
{
    char one[COPSE_NUMBER_TEXT], two[COPSE_NUMBER_TEXT];
    const char *name_y = copse_text_string(&c->name_y), *name_v = copse_text_string(&c->name_v);
    for (size_t r = 0; r < frame->rows; r++) {
        copse_error why = {0};
        double y = NAN, v = NAN;
        if (!replace && !isnan(c->out_y[r]) && !isnan(c->out_v[r])) continue;
        if (convert_one(c, r, &y, &v, &why) != COPSE_OK) {
            copse_text_printf(copse_i_audit_entry(audit, r), "%s, %s: %s", name_y, name_v, why.text);
            copse_note(warnings, "%s:%zu: %s, %s not filled in: %s", frame->source, frame->line[r], name_y, name_v,
                       why.text);
            continue;
        }
        if (replace || isnan(c->out_y[r])) c->out_y[r] = y;
        if (replace || isnan(c->out_v[r])) c->out_v[r] = v;
        copse_text_printf(copse_i_audit_entry(audit, r), "%s: %s, %s: %s from %s (%s)", name_y,
                          copse_format_significant(one, sizeof one, c->out_y[r], 6), name_v,
                          copse_format_significant(two, sizeof two, c->out_v[r], 6), copse_text_string(&c->taken),
                          copse_text_string(&c->source));
    }
}

static copse_status run(const copse_prepare_opts *values, const copse_i_columns *columns, copse_frame *frame, change *c,
                        copse_i_audit *audit, copse_notes *warnings, copse_error *err)
{
    copse_status status = read_options(values, c, err);
    if (status == COPSE_OK) status = read_estimates(columns, frame, c, warnings, err);
    const char *name_y = copse_text_string(&c->name_y), *name_v = copse_text_string(&c->name_v);
    if (status == COPSE_OK) status = copse_i_column_read(frame, name_y, &c->out_y, warnings, err);
    if (status == COPSE_OK) status = copse_i_column_read(frame, name_v, &c->out_v, warnings, err);
    if (status == COPSE_OK) status = blank(frame->rows, &c->out_y, err);
    if (status == COPSE_OK) status = blank(frame->rows, &c->out_v, err);
    if (status != COPSE_OK) return status;
    convert_rows(frame, values->replace, c, audit, warnings);
    status = copse_i_column_write(frame, name_y, c->out_y, err);
    return status == COPSE_OK ? copse_i_column_write(frame, name_v, c->out_v, err) : status;
}

copse_status copse_i_change_scale(const copse_prepare_opts *values, const copse_i_columns *columns, copse_frame *frame,
                                  copse_i_audit *audit, copse_notes *warnings, copse_error *err)
{
    change c = {0};
    if (values->delta == NULL && values->from_to.count == 0)
        return values->into.count == 0
                   ? COPSE_OK
                   : copse_fail(err, COPSE_EUSAGE, "--into is of use with --from-to or --delta only");
    const copse_status status = run(values, columns, frame, &c, audit, warnings, err);
    double *const owned[] = {c.yi, c.vi, c.n1, c.n2, c.out_y, c.out_v};
    for (size_t i = 0; i < COPSE_I_LENGTH(owned); i++) free(owned[i]);
    copse_text_free(&c.name_y);
    copse_text_free(&c.name_v);
    copse_text_free(&c.source);
    copse_text_free(&c.taken);
    return status;
}
