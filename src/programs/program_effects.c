/* Effect sizes as a program has them. */
#include <copse/programs.h>

#include <math.h>
#include <string.h>

static bool in_force(const copse_program_settings *s, copse_setting setting, int value, const copse_measure *measure)
{
    return !s->given[setting] && s->value[setting] == value && copse_setting_concerns(setting, measure);
}

copse_effect_opts copse_program_effect_opts(const copse_program_settings *s, const copse_measure *measure)
{
    copse_effect_opts opts = s->effect;
    if (in_force(s, COPSE_SETTING_SMD, COPSE_SMD_EXACT, measure)) opts.vtype = COPSE_VTYPE_WT;
    if (in_force(s, COPSE_SETTING_DOUBLE_ZERO, COPSE_DOUBLE_DROP, measure)) opts.drop00 = true;
    if (in_force(s, COPSE_SETTING_ZERO_CELLS, COPSE_ZERO_RATIOS, measure) && strcmp(measure->code, "RD") == 0)
        opts.to = COPSE_TO_NONE;
    return opts;
}

/* J = 1 - 3/(4m - 1), m = n1 + n2 - 2; Borenstein et al. 2009, eq 4.18 to 4.24. */
static void borenstein(double m1, double m2, double s1, double s2, double n1, double n2, double *yi, double *vi)
{
    const double m = n1 + n2 - 2, j = 1 - 3 / (4 * m - 1);
    const double s = sqrt(((n1 - 1) * s1 * s1 + (n2 - 1) * s2 * s2) / m), d = (m1 - m2) / s;
    *yi = j * d;
    *vi = j * j * ((n1 + n2) / (n1 * n2) + d * d / (2 * (n1 + n2)));
}

/* From means alone: what came as d, t, p or r stays as it is. */
static copse_status adjust_smd(int rule, const double *const in[COPSE_IN_COUNT], size_t k, double *yi, double *vi,
                               copse_error *err)
{
    static const copse_input NEED[] = {COPSE_IN_M1I,  COPSE_IN_M2I, COPSE_IN_SD1I,
                                       COPSE_IN_SD2I, COPSE_IN_N1I, COPSE_IN_N2I};
    for (size_t i = 0; i < k; i++) {
        double x[6] = {NAN, NAN, NAN, NAN, NAN, NAN};
        bool whole = isfinite(yi[i]);
        for (size_t j = 0; j < 6 && whole; j++) {
            whole = in[NEED[j]] != NULL && isfinite(in[NEED[j]][i]);
            if (whole) x[j] = in[NEED[j]][i];
        }
        if (!whole) continue;
        if (rule == COPSE_SMD_BORENSTEIN) {
            borenstein(x[0], x[1], x[2], x[3], x[4], x[5], &yi[i], &vi[i]);
            continue;
        }
        const copse_status status = copse_revman_smd(&x[0], &x[2], &x[4], &yi[i], &vi[i]);
        if (status != COPSE_OK) return copse_fail(err, status, "trial %zu: its SMD cannot be computed", i + 1);
    }
    return COPSE_OK;
}

/* The risk difference itself is of the counts; its variance is with the correction (metabin). */
static void adjust_rd(const double *const in[COPSE_IN_COUNT], size_t k, double *yi)
{
    const double *a = in[COPSE_IN_AI], *b = in[COPSE_IN_BI], *c = in[COPSE_IN_CI], *d = in[COPSE_IN_DI];
    if (a == NULL || b == NULL || c == NULL || d == NULL) return;
    for (size_t i = 0; i < k; i++) {
        const double difference = a[i] / (a[i] + b[i]) - c[i] / (c[i] + d[i]);
        if (isfinite(yi[i]) && isfinite(difference)) yi[i] = difference;
    }
}

/* log(((a + h)/(n1 + h))/((c + h)/(n2 + h))) with variance 1/(a + h) - 1/(n1 + h) + 1/(c + h) - 1/(n2 + h), h = add, in tables
 * with an empty cell. */
static void adjust_rr(double add, const double *const in[COPSE_IN_COUNT], size_t k, double *yi, double *vi)
{
    const double *a = in[COPSE_IN_AI], *b = in[COPSE_IN_BI], *c = in[COPSE_IN_CI], *d = in[COPSE_IN_DI];
    if (a == NULL || c == NULL) return;
    for (size_t i = 0; i < k; i++) {
        const double n1 = b != NULL && isfinite(b[i]) ? a[i] + b[i]
                          : in[COPSE_IN_N1I] != NULL  ? in[COPSE_IN_N1I][i]
                                                      : NAN;
        const double n2 = d != NULL && isfinite(d[i]) ? c[i] + d[i]
                          : in[COPSE_IN_N2I] != NULL  ? in[COPSE_IN_N2I][i]
                                                      : NAN;
        if (!isfinite(yi[i]) || !isfinite(a[i] + c[i] + n1 + n2)) continue;
        if (a[i] != 0 && c[i] != 0 && a[i] != n1 && c[i] != n2) continue;
        yi[i] = log((a[i] + add) / (n1 + add)) - log((c[i] + add) / (n2 + add));
        vi[i] = 1 / (a[i] + add) - 1 / (n1 + add) + 1 / (c[i] + add) - 1 / (n2 + add);
    }
}

copse_status copse_program_adjust(const copse_program_settings *s, const copse_measure *measure,
                                  const double *const in[COPSE_IN_COUNT], size_t k, double *yi, double *vi,
                                  copse_error *err)
{
    if (s == NULL || measure == NULL || in == NULL || yi == NULL || vi == NULL)
        return copse_fail(err, COPSE_EINVAL, "a null pointer");
    const int smd = s->value[COPSE_SETTING_SMD];
    if (copse_setting_concerns(COPSE_SETTING_SMD, measure) && !s->given[COPSE_SETTING_SMD] &&
        (smd == COPSE_SMD_REVMAN || smd == COPSE_SMD_BORENSTEIN))
        return adjust_smd(smd, in, k, yi, vi, err);
    if (!in_force(s, COPSE_SETTING_ZERO_CELLS, COPSE_ZERO_EVENTS, measure)) return COPSE_OK;
    if (strcmp(measure->code, "RR") == 0) adjust_rr(0.5, in, k, yi, vi);
    if (strcmp(measure->code, "RD") == 0) adjust_rd(in, k, yi);
    return COPSE_OK;
}

copse_program_data copse_program_data_of(const bool has[COPSE_IN_COUNT])
{
    const bool n1 = has[COPSE_IN_N1I], n2 = has[COPSE_IN_N2I];
    const bool kind[COPSE_PROGRAM_DATA_COUNT] = {
        [COPSE_PROGRAM_DATA_TABLES] =
            has[COPSE_IN_AI] && has[COPSE_IN_CI] && (has[COPSE_IN_BI] || n1) && (has[COPSE_IN_DI] || n2),
        [COPSE_PROGRAM_DATA_MEANS] =
            has[COPSE_IN_M1I] && has[COPSE_IN_SD1I] && n1 && has[COPSE_IN_M2I] && has[COPSE_IN_SD2I] && n2,
        [COPSE_PROGRAM_DATA_RATES] = has[COPSE_IN_X1I] && has[COPSE_IN_T1I] && has[COPSE_IN_X2I] && has[COPSE_IN_T2I],
        [COPSE_PROGRAM_DATA_PROPORTIONS] = has[COPSE_IN_XI] && has[COPSE_IN_NI] && !has[COPSE_IN_TI],
        [COPSE_PROGRAM_DATA_SINGLE_RATES] = has[COPSE_IN_XI] && has[COPSE_IN_TI] && !has[COPSE_IN_NI],
        [COPSE_PROGRAM_DATA_SINGLE_MEANS] = has[COPSE_IN_MI] && has[COPSE_IN_SDI] && has[COPSE_IN_NI],
        [COPSE_PROGRAM_DATA_CORRELATIONS] = has[COPSE_IN_RI] && has[COPSE_IN_NI],
    };
    copse_program_data found = COPSE_PROGRAM_DATA_COUNT;
    size_t kinds = 0;
    for (copse_program_data d = 0; d < COPSE_PROGRAM_DATA_COUNT; d++)
        if (kind[d]) found = d, kinds++;
    return kinds == 1 ? found : COPSE_PROGRAM_DATA_COUNT;
}
