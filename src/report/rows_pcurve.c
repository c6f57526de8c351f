/* What p-curve, p-uniform and p-uniform* say. */
#include "report_bias.h"

#include <math.h>

#define SET(object, key, value) copse_i_json_set(json, object, key, value)

static const char THIRD[] = "the studies have power 1/3";

static void z_row(copse_i_bias_rows *rows, const char *variant, const char *null, double z, double p)
{
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_PCURVE, variant);
    row->null = null;
    row->symbol = "z";
    row->statistic = z;
    row->p = p;
}

/* "of 5 t, 2 F"; of z alone nothing is said. */
static void tests_text(const copse_pcurve *c, copse_text *out)
{
    bool first = true;
    if (c->tests[COPSE_STUDY_TEST_Z] == c->significant) return;
    copse_text_add(out, "; tests: ");
    for (unsigned kind = 0; kind < COPSE_STUDY_TEST_COUNT; kind++) {
        if (c->tests[kind] == 0) continue;
        copse_text_printf(out, "%s%zu %s", first ? "" : ", ", c->tests[kind],
                          copse_study_test_code((copse_study_test_kind)kind));
        first = false;
    }
}

static void pcurve_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    char power[COPSE_NUMBER_TEXT], low[COPSE_NUMBER_TEXT], high[COPSE_NUMBER_TEXT];
    const copse_pcurve *c = report->pcurve;
    z_row(rows, "skew", NULL, c->skew.z, c->skew.p);
    copse_i_bias_row *row = &rows->row[rows->count - 1];
    if (rows->failed) return;
    row->estimate = c->effect;
    copse_text_printf(&row->remark, "%zu of %zu %s %s significant; power %s %% (%s to %s), %s", c->significant, c->k,
                      copse_plural(c->k, "result", "results"), copse_plural(c->significant, "is", "are"),
                      copse_format_fixed(power, sizeof power, 100 * c->power, 0),
                      copse_format_fixed(low, sizeof low, 100 * c->power_ci.lower, 0),
                      copse_format_fixed(high, sizeof high, 100 * c->power_ci.upper, 0),
                      c->evidential   ? "there is evidence of an effect"
                      : c->inadequate ? "flatter than studies of power 1/3 would give"
                                      : "neither evidence of an effect nor of its absence");
    if (c->significant < 3) copse_text_add(&row->remark, ", but so few results have no shape");
    if (c->opposed > 0) copse_text_printf(&row->remark, "; %zu of the other sign", c->opposed);
    tests_text(c, &row->remark);
    z_row(rows, "skew, half", NULL, c->skew.half_z, c->skew.half_p);
    z_row(rows, "flat", THIRD, c->flat.z, c->flat.p);
    z_row(rows, "flat, half", THIRD, c->flat.half_z, c->flat.half_p);
}

static json_t *test_json(copse_i_json *json, const copse_pcurve_test *test)
{
    json_t *out = json_object();
    SET(out, "z", copse_i_json_real(test->z));
    SET(out, "p", copse_i_json_real(test->p));
    SET(out, "half_z", copse_i_json_real(test->half_z));
    SET(out, "half_p", copse_i_json_real(test->half_p));
    SET(out, "binomial_p", copse_i_json_real(test->binomial_p));
    return out;
}

static json_t *shares_json(copse_i_json *json, const double *share)
{
    json_t *out = json_array();
    for (int i = 0; i < COPSE_PCURVE_BINS; i++) copse_i_json_append(json, out, copse_i_json_real(share[i]));
    return out;
}

static json_t *tests_json(copse_i_json *json, const size_t *count)
{
    json_t *out = json_object();
    for (unsigned kind = 0; kind < COPSE_STUDY_TEST_COUNT; kind++)
        SET(out, copse_study_test_code((copse_study_test_kind)kind), copse_i_json_count(count[kind]));
    return out;
}

static json_t *pcurve_json(copse_i_json *json, const copse_bias_report *report)
{
    const copse_pcurve *c = report->pcurve;
    json_t *out = json_object();
    SET(out, "significant", copse_i_json_count(c->significant));
    SET(out, "half", copse_i_json_count(c->half));
    SET(out, "opposed", copse_i_json_count(c->opposed));
    SET(out, "tests", tests_json(json, c->tests));
    SET(out, "right_skew", test_json(json, &c->skew));
    SET(out, "flat", test_json(json, &c->flat));
    SET(out, "app_flat_half_z", copse_i_json_real(c->app_half_z));
    SET(out, "app_flat_half_p", copse_i_json_real(c->app_half_p));
    SET(out, "evidential", json_boolean(c->evidential));
    SET(out, "inadequate", json_boolean(c->inadequate));
    SET(out, "power", copse_i_json_real(c->power));
    SET(out, "power_ci", copse_i_json_pair(json, c->power_ci.lower, c->power_ci.upper));
    SET(out, "effect", copse_i_json_real(c->effect));
    SET(out, "distance", copse_i_json_real(c->distance));
    SET(out, "observed", shares_json(json, c->observed));
    SET(out, "expected_power_third", shares_json(json, c->expected));
    return out;
}

const copse_i_bias_part copse_i_bias_pcurve_part = {.rows = pcurve_rows, .json = pcurve_json};

static const char *statistic_of(copse_puniform_method method)
{
    switch (method) {
    case COPSE_PUNIFORM_P:
        return "z";
    case COPSE_PUNIFORM_ML:
        return "LR";
    case COPSE_PUNIFORM_KS:
    case COPSE_PUNIFORM_AD:
        return NULL;
    default:
        return "L";
    }
}

static const char *side_text(int side)
{
    return side > 0 ? "positive" : "negative";
}

static const char *by_text(bool own)
{
    return own ? " by their t-tests" : "";
}

static void puniform_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    const copse_puniform *u = report->puniform;
    char number[COPSE_NUMBER_TEXT];
    const double df = u->method == COPSE_PUNIFORM_ML ? 1 : NAN;
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_PUNIFORM, copse_puniform_method_code(u->method));
    row->symbol = statistic_of(u->method);
    row->statistic = u->bias_statistic;
    row->df = df;
    row->p = u->bias_p;
    row->estimate = u->estimate;
    row->ci = u->ci;
    copse_text_printf(&row->remark, "from the %zu of %zu %s that %s significant%s and %s", u->significant, u->k,
                      copse_plural(u->k, "result", "results"), copse_plural(u->significant, "is", "are"),
                      by_text(u->own_critical), side_text(u->side));
    if (!isnan(u->distance)) {
        copse_text_printf(&row->remark, "; distance %s, by which there are no limits and no tests",
                          copse_format_significant(number, sizeof number, u->distance, 4));
        return;
    }
    row = copse_i_bias_row_add(rows, COPSE_BIAS_PUNIFORM, "no effect");
    row->null = "no effect";
    row->symbol = statistic_of(u->method);
    row->statistic = u->statistic;
    row->df = df;
    row->p = u->p;
}

static json_t *puniform_json(copse_i_json *json, const copse_bias_report *report)
{
    const copse_puniform *u = report->puniform;
    json_t *out = json_object();
    SET(out, "method", copse_i_json_text(json, copse_puniform_method_code(u->method)));
    SET(out, "side", copse_i_json_text(json, u->side > 0 ? "right" : "left"));
    SET(out, "critical", copse_i_json_text(json, u->own_critical ? "own" : "z"));
    SET(out, "significant", copse_i_json_count(u->significant));
    SET(out, "estimate", copse_i_json_real(u->estimate));
    SET(out, "ci", copse_i_json_pair(json, u->ci.lower, u->ci.upper));
    SET(out, "statistic", copse_i_json_real(u->statistic));
    SET(out, "p", copse_i_json_real(u->p));
    SET(out, "bias_statistic", copse_i_json_real(u->bias_statistic));
    SET(out, "bias_p", copse_i_json_real(u->bias_p));
    SET(out, "distance", copse_i_json_real(u->distance));
    SET(out, "equal_effects", copse_i_json_real(u->equal_effects));
    return out;
}

const copse_i_bias_part copse_i_bias_puniform_part = {.rows = puniform_rows, .json = puniform_json};

static void star_remark(const copse_puniform_star *u, copse_text *remark)
{
    char number[COPSE_NUMBER_TEXT];
    if (!u->identified) {
        copse_text_add(remark, "the likelihood rises for ever with the variance between studies: there is no estimate");
        return;
    }
    copse_text_printf(remark, "%zu of %zu %s %s significant%s and %s; tau2 %s", u->significant, u->k,
                      copse_plural(u->k, "result", "results"), copse_plural(u->significant, "is", "are"),
                      by_text(u->own_critical), side_text(u->side),
                      copse_format_significant(number, sizeof number, u->tau2, 3));
    if (isnan(u->ci.lower) || isnan(u->ci.upper)) copse_text_add(remark, "; the interval has no end on one side");
}

static void star_row(copse_i_bias_rows *rows, const char *variant, const char *null, const char *symbol,
                     double statistic, double df, double p)
{
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_PUNIFORM_STAR, variant);
    row->null = null;
    row->symbol = symbol;
    row->statistic = statistic;
    row->df = isnan(statistic) ? NAN : df;
    row->p = p;
}

static void star_rows(const copse_bias_report *report, copse_i_bias_rows *rows)
{
    const copse_puniform_star *u = report->puniform_star;
    const bool ml = u->method == COPSE_PUNIFORM_ML;
    copse_i_bias_row *row = copse_i_bias_row_add(rows, COPSE_BIAS_PUNIFORM_STAR, copse_puniform_method_code(u->method));
    row->symbol = ml ? "LR" : NULL;
    row->statistic = u->statistic;
    row->df = isnan(u->statistic) ? NAN : 1;
    row->p = u->p;
    row->estimate = u->estimate;
    row->ci = u->ci;
    star_remark(u, &row->remark);
    if (ml) star_row(rows, "no bias", "no publication bias", "LR", u->bias_statistic, 2, u->bias_p);
    star_row(rows, "tau2", "no variance between studies", ml ? "LR" : "L", u->tau2_statistic, ml ? 1 : NAN, u->tau2_p);
}

static json_t *star_json(copse_i_json *json, const copse_bias_report *report)
{
    const copse_puniform_star *u = report->puniform_star;
    json_t *out = json_object();
    SET(out, "method", copse_i_json_text(json, copse_puniform_method_code(u->method)));
    SET(out, "side", copse_i_json_text(json, u->side > 0 ? "right" : "left"));
    SET(out, "critical", copse_i_json_text(json, u->own_critical ? "own" : "z"));
    SET(out, "significant", copse_i_json_count(u->significant));
    SET(out, "identified", json_boolean(u->identified));
    SET(out, "estimate", copse_i_json_real(u->estimate));
    SET(out, "ci", copse_i_json_pair(json, u->ci.lower, u->ci.upper));
    SET(out, "tau2", copse_i_json_real(u->tau2));
    SET(out, "tau2_ci", copse_i_json_pair(json, u->tau2_ci.lower, u->tau2_ci.upper));
    SET(out, "log_lik", copse_i_json_real(u->log_lik));
    SET(out, "statistic", copse_i_json_real(u->statistic));
    SET(out, "p", copse_i_json_real(u->p));
    SET(out, "tau2_statistic", copse_i_json_real(u->tau2_statistic));
    SET(out, "tau2_p", copse_i_json_real(u->tau2_p));
    SET(out, "bias_statistic", copse_i_json_real(u->bias_statistic));
    SET(out, "bias_p", copse_i_json_real(u->bias_p));
    return out;
}

const copse_i_bias_part copse_i_bias_puniform_star_part = {.rows = star_rows, .json = star_json};
