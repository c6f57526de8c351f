/* Reports of a pooled analysis in every format: what they say, that JSON is the contract's, that nothing is lost. */
#include "ck_close.h"
#include "fail_alloc.h"
#include "json_schema_check.h"
#include "report_fixture.h"

#include <stdio.h>

typedef copse_status report_function(const copse_pooled *pooled, const copse_render_opts *opts, copse_text *out,
                                     copse_error *err);

static copse_text report(report_function *function, const copse_pooled *pooled, copse_format format)
{
    copse_text out = {0};
    copse_error err = {0};
    const copse_render_opts opts = {.format = format};
    const copse_status status = function(pooled, &opts, &out, &err);
    ck_assert_msg(status == COPSE_OK, "%s", err.text);
    return out;
}

static void check_report(report_function *function, const copse_pooled *pooled, copse_format format, const char *want)
{
    copse_text out = report(function, pooled, format);
    ck_assert_str_eq(copse_text_string(&out), want);
    copse_text_free(&out);
}

/* Field by field: numbers within 1e-14, as the last digit may hang on the C library; all else to the byte. */
static void check_csv(report_function *function, const copse_pooled *pooled, const char *want)
{
    copse_text out = report(function, pooled, COPSE_FORMAT_CSV);
    const char *got = copse_text_string(&out);
    while (*got != '\0' && *want != '\0') {
        const size_t n = strcspn(got, ",\n"), m = strcspn(want, ",\n");
        double x, y;
        if (copse_parse_number(got, n, '.', &x) && copse_parse_number(want, m, '.', &y)) {
            CK_CLOSE(x, y, 1e-14);
        } else {
            ck_assert_msg(n == m && memcmp(got, want, n) == 0, "<%.*s>, want <%.*s>", (int)n, got, (int)m, want);
        }
        ck_assert_int_eq(got[n], want[m]);
        got += n + (got[n] != '\0' ? 1 : 0);
        want += m + (want[m] != '\0' ? 1 : 0);
    }
    ck_assert_int_eq(*got, *want);
    copse_text_free(&out);
}

static void check_has(const copse_pooled *pooled, copse_format format, const char *part)
{
    copse_text out = report(copse_report_pool, pooled, format);
    ck_assert_msg(strstr(copse_text_string(&out), part) != NULL, "no <%s> in\n%s", part, copse_text_string(&out));
    copse_text_free(&out);
}

static void check_has_not(const copse_pooled *pooled, copse_format format, const char *part)
{
    copse_text out = report(copse_report_pool, pooled, format);
    ck_assert_msg(strstr(copse_text_string(&out), part) == NULL, "<%s> in\n%s", part, copse_text_string(&out));
    copse_text_free(&out);
}

START_TEST(pool_as_text)
{
    report_fixture f;
    fixture_init(&f, false);
    check_report(copse_report_pool, &f.pooled, COPSE_FORMAT_TEXT,
                 "Random-effects model (REML), k = 4\n"
                 "\n"
                 "Measure  Risk ratio (RR), analysed as log risk ratio\n"
                 "τ²       restricted maximum likelihood (REML; Viechtbauer 2005)\n"
                 "Test     Hartung-Knapp; 95 % intervals\n"
                 "Data     trials.csv: 4 of 6 rows; 1 left out, listed below; 1 not selected\n"
                 "\n"
                 "Studies\n"
                 "\n"
                 "Study               Risk ratio           95 % CI  Weight, %\n"
                 "───────────────────────────────────────────────────────────\n"
                 "O'Donnell 1999          0.6065  0.4098 to 0.8976      25.00\n"
                 "Rüsch 2014              1.2840  0.7866 to 2.0959      20.00\n"
                 "=cmd|' /C calc'!A0      0.3679  0.1381 to 0.9802      15.00\n"
                 "Høgh & 山田 2021        1.1331  0.9315 to 1.3785      40.00\n"
                 "\n"
                 "Pooled estimate\n"
                 "\n"
                 "         k  Risk ratio           95 % CI        t  df       p           95 % PI\n"
                 "───────────────────────────────────────────────────────────────────────────────\n"
                 "Overall  4      0.7788  0.3679 to 1.6487  -1.0000   3  0.3910  0.2231 to 2.7183\n"
                 "\n"
                 "On the scale of analysis (log risk ratio)\n"
                 "\n"
                 "         Estimate      SE            95 % CI            95 % PI\n"
                 "───────────────────────────────────────────────────────────────\n"
                 "Overall   -0.2500  0.2500  -1.0000 to 0.5000  -1.5000 to 1.0000\n"
                 "\n"
                 "Heterogeneity\n"
                 "\n"
                 "              Estimate      SE           95 % CI  df       p\n"
                 "────────────────────────────────────────────────────────────\n"
                 "τ²              0.1250  0.0625  0.0100 to 2.2500\n"
                 "τ               0.3536          0.1000 to 1.5000\n"
                 "I², %          81.2                 20.0 to 99.5\n"
                 "H²              5.33              1.25 to 200.00\n"
                 "I² from Q, %   75.0\n"
                 "Q              12.0000                             3  0.0074\n"
                 "\n"
                 "I² and H² compare τ² with the typical sampling variance, 0.02; I² from Q is (Q\n"
                 "- df)/Q.\n"
                 "\n"
                 "Fit (restricted likelihood)\n"
                 "\n"
                 "log likelihood  deviance      AIC     BIC     AICc\n"
                 "──────────────────────────────────────────────────\n"
                 "       -3.5000    7.0000  11.0000  9.1972  23.0000\n"
                 "\n"
                 "Left out\n"
                 "\n"
                 "Row  Study            Why\n"
                 "───────────────────────────────────────────────\n"
                 "  3  Smith \"x\", 2001  no events in either group\n"
                 "\n"
                 "Notes\n"
                 "\n"
                 "Warning: trials.csv:4: left out: no events in either group\n");
}
END_TEST

START_TEST(subgroups_as_text)
{
    report_fixture f;
    fixture_init(&f, true);
    check_report(copse_report_pool, &f.pooled, COPSE_FORMAT_TEXT,
                 "Random-effects model (REML), k = 4\n"
                 "\n"
                 "Measure    Risk ratio (RR), analysed as log risk ratio\n"
                 "τ²         restricted maximum likelihood (REML; Viechtbauer 2005)\n"
                 "Test       Hartung-Knapp; 95 % intervals\n"
                 "Subgroups  role, 2 levels, τ² separate in each\n"
                 "Data       trials.csv: 4 of 6 rows; 1 left out, listed below; 1 not selected\n"
                 "\n"
                 "Studies\n"
                 "\n"
                 "Study               role        Risk ratio           95 % CI  Weight, %\n"
                 "───────────────────────────────────────────────────────────────────────\n"
                 "O'Donnell 1999      added           0.6065  0.4098 to 0.8976      25.00\n"
                 "Rüsch 2014          curriculum      1.2840  0.7866 to 2.0959      20.00\n"
                 "=cmd|' /C calc'!A0  added           0.3679  0.1381 to 0.9802      15.00\n"
                 "Høgh & 山田 2021    added           1.1331  0.9315 to 1.3785      40.00\n"
                 "\n"
                 "Pooled estimate\n"
                 "\n"
                 "role        k  Risk ratio           95 % CI   t or z  df         p           95 % PI\n"
                 "────────────────────────────────────────────────────────────────────────────────────\n"
                 "added       3      0.6873  0.2865 to 1.6487  -1.5000   2    0.2724  0.2231 to 2.7183\n"
                 "curriculum  1      1.2840  0.7866 to 2.0959   1.0000      < 0.0001                NA\n"
                 "────────────────────────────────────────────────────────────────────────────────────\n"
                 "Overall     4      0.7788  0.3679 to 1.6487  -1.0000   3    0.3910  0.2231 to 2.7183\n"
                 "\n"
                 "On the scale of analysis (log risk ratio)\n"
                 "\n"
                 "role        Estimate      SE            95 % CI            95 % PI\n"
                 "──────────────────────────────────────────────────────────────────\n"
                 "added        -0.3750  0.2500  -1.2500 to 0.5000  -1.5000 to 1.0000\n"
                 "curriculum    0.2500  0.2500  -0.2400 to 0.7400                 NA\n"
                 "──────────────────────────────────────────────────────────────────\n"
                 "Overall      -0.2500  0.2500  -1.0000 to 0.5000  -1.5000 to 1.0000\n"
                 "\n"
                 "Test for subgroup differences\n"
                 "\n"
                 "                      Q  df       p\n"
                 "───────────────────────────────────\n"
                 "Between levels   3.1250   1  0.0771\n"
                 "Within levels   12.0000   2  0.0025\n"
                 "\n"
                 "Heterogeneity within subgroups\n"
                 "\n"
                 "role        k      τ²           95 % CI  I², %       95 % CI  from Q, %        Q  df       p\n"
                 "────────────────────────────────────────────────────────────────────────────────────────────\n"
                 "added       3  0.1250  0.0100 to 2.2500   81.2  20.0 to 99.5       75.0  12.0000   3  0.0074\n"
                 "curriculum  1      NA\n"
                 "\n"
                 "Heterogeneity overall\n"
                 "\n"
                 "              Estimate      SE           95 % CI  df       p\n"
                 "────────────────────────────────────────────────────────────\n"
                 "τ²              0.1250  0.0625  0.0100 to 2.2500\n"
                 "τ               0.3536          0.1000 to 1.5000\n"
                 "I², %          81.2                 20.0 to 99.5\n"
                 "H²              5.33              1.25 to 200.00\n"
                 "I² from Q, %   75.0\n"
                 "Q              12.0000                             3  0.0074\n"
                 "\n"
                 "I² and H² compare τ² with the typical sampling variance, 0.02; I² from Q is (Q\n"
                 "- df)/Q.\n"
                 "\n"
                 "Fit (restricted likelihood)\n"
                 "\n"
                 "log likelihood  deviance      AIC     BIC     AICc\n"
                 "──────────────────────────────────────────────────\n"
                 "       -3.5000    7.0000  11.0000  9.1972  23.0000\n"
                 "\n"
                 "Left out\n"
                 "\n"
                 "Row  Study            Why\n"
                 "───────────────────────────────────────────────\n"
                 "  3  Smith \"x\", 2001  no events in either group\n"
                 "\n"
                 "Notes\n"
                 "\n"
                 "Note: role curriculum: one study: its own estimate and interval are shown; τ²\n"
                 "cannot be estimated.\n"
                 "\n"
                 "Warning: trials.csv:4: left out: no events in either group\n");
}
END_TEST

START_TEST(subgroups_as_csv)
{
    report_fixture f;
    fixture_init(&f, true);
    check_csv(
        copse_report_pool, &f.pooled,
        "study,row,yi,vi,sei,ci_lower,ci_upper,ni,transformed,transformed_ci_lower,transformed_ci_upper,level,weight\n"
        "O'Donnell "
        "1999,1,-0.5,0.04,0.2,-0.8919927969080108,-0.10800720309198919,120,0.6065306597126334,0.40983821410280374,0."
        "8976211307595722,added,25\n"
        "Rüsch "
        "2014,2,0.25,0.0625,0.25,-0.23999099613501346,0.7399909961350135,,1.2840254166877414,0.786634943789495,2."
        "0959166430589296,curriculum,20\n"
        "'=cmd|' /C "
        "calc'!A0,4,-1,0.25,0.5,-1.979981992270027,-0.020018007729973086,33,0.36787944117144233,0.13807172364682244,0."
        "980181022312654,added,15\n"
        "Høgh & 山田 "
        "2021,5,0.125,0.01,0.1,-0.0709963984540054,0.3209963984540054,1000,1.1331484530668263,0.9314652468364799,1."
        "3785006161514408,added,40\n"
        "\n"
        "level,name,k,estimate,se,statistic,df,p,ci_lower,ci_upper,pi_lower,pi_upper,pi_df,transformed,transformed_ci_"
        "lower,transformed_ci_upper,transformed_pi_lower,transformed_pi_upper\n"
        ",intrcpt,4,-0.25,0.25,-1,3,0.391,-1,0.5,-1.5,1,3,0.7788007830714049,0.36787944117144233,1.6487212707001282,0."
        "22313016014842982,2.718281828459045\n"
        "added,intrcpt,3,-0.375,0.25,-1.5,2,0.2724,-1.25,0.5,-1.5,1,3,0.6872892787909722,0.2865047968601901,1."
        "6487212707001282,0.22313016014842982,2.718281828459045\n"
        "curriculum,intrcpt,1,0.25,0.25,1,,1e-05,-0.24,0.74,,,,1.2840254166877414,0.7866278610665535,2."
        "0959355144943643,,\n"
        "\n"
        "level,tau2,tau2_se,tau2_ci_lower,tau2_ci_upper,tau,I2,I2_ci_lower,I2_ci_upper,H2,H2_ci_lower,H2_ci_upper,I2_Q,"
        "Q,Q_df,Q_p,typical_v,QM,QM_df,QM_df2,QM_p,R2\n"
        ",0.125,0.0625,0.01,2.25,0.3535533905932738,81.25,20,99.5,5.333333333333333,1.25,200,75,12,3,0.007383,0.02,,,,,"
        "\n"
        "added,0.125,0.0625,0.01,2.25,0.3535533905932738,81.25,20,99.5,5.333333333333333,1.25,200,75,12,3,0.007383,0."
        "02,,,,,\n"
        "curriculum,,,,,,,,,,,,,0,0,1,,,,,,\n"
        "\n"
        "level,method,test,level_percent,log_lik,deviance,AIC,BIC,AICc,iterations,stopped\n"
        ",REML,knha,95,-3.5,7,11,9.19722457733622,23,7,converged\n"
        "added,REML,knha,95,-3.5,7,11,9.19722457733622,23,7,converged\n"
        "curriculum,REML,z,95,,,,,,0,too few studies to estimate tau2\n"
        "\n"
        "test,Q,df,p\n"
        "between,3.125,1,0.0771\n"
        "within,12,2,0.002479\n"
        "\n"
        "row,study,why\n"
        "3,\"Smith \"\"x\"\", 2001\",no events in either group\n");
}
END_TEST

START_TEST(pool_as_markdown)
{
    report_fixture f;
    fixture_init(&f, false);
    check_report(copse_report_pool, &f.pooled, COPSE_FORMAT_MARKDOWN,
                 "# Random-effects model (REML), k = 4\n"
                 "\n"
                 "|         |                                                                   |\n"
                 "|:--------|:------------------------------------------------------------------|\n"
                 "| Measure | Risk ratio (RR), analysed as log risk ratio                       |\n"
                 "| τ²      | restricted maximum likelihood (REML; Viechtbauer 2005)            |\n"
                 "| Test    | Hartung-Knapp; 95 % intervals                                     |\n"
                 "| Data    | trials.csv: 4 of 6 rows; 1 left out, listed below; 1 not selected |\n"
                 "\n"
                 "## Studies\n"
                 "\n"
                 "| Study                | Risk ratio |          95 % CI | Weight, % |\n"
                 "|:---------------------|-----------:|-----------------:|----------:|\n"
                 "| O'Donnell 1999       |     0.6065 | 0.4098 to 0.8976 |     25.00 |\n"
                 "| Rüsch 2014           |     1.2840 | 0.7866 to 2.0959 |     20.00 |\n"
                 "| =cmd\\|' /C calc'\\!A0 |     0.3679 | 0.1381 to 0.9802 |     15.00 |\n"
                 "| Høgh \\& 山田 2021    |     1.1331 | 0.9315 to 1.3785 |     40.00 |\n"
                 "\n"
                 "## Pooled estimate\n"
                 "\n"
                 "|         | k | Risk ratio |          95 % CI |       t | df |      p |          95 % PI |\n"
                 "|:--------|--:|-----------:|-----------------:|--------:|---:|-------:|-----------------:|\n"
                 "| Overall | 4 |     0.7788 | 0.3679 to 1.6487 | -1.0000 |  3 | 0.3910 | 0.2231 to 2.7183 |\n"
                 "\n"
                 "## On the scale of analysis (log risk ratio)\n"
                 "\n"
                 "|         | Estimate |     SE |           95 % CI |           95 % PI |\n"
                 "|:--------|---------:|-------:|------------------:|------------------:|\n"
                 "| Overall |  -0.2500 | 0.2500 | -1.0000 to 0.5000 | -1.5000 to 1.0000 |\n"
                 "\n"
                 "## Heterogeneity\n"
                 "\n"
                 "|              | Estimate |     SE |          95 % CI | df |      p |\n"
                 "|:-------------|---------:|-------:|-----------------:|---:|-------:|\n"
                 "| τ²           |   0.1250 | 0.0625 | 0.0100 to 2.2500 |    |        |\n"
                 "| τ            |   0.3536 |        | 0.1000 to 1.5000 |    |        |\n"
                 "| I², %        |  81.2    |        |     20.0 to 99.5 |    |        |\n"
                 "| H²           |   5.33   |        |   1.25 to 200.00 |    |        |\n"
                 "| I² from Q, % |  75.0    |        |                  |    |        |\n"
                 "| Q            |  12.0000 |        |                  |  3 | 0.0074 |\n"
                 "\n"
                 "I² and H² compare τ² with the typical sampling variance, 0.02; I² from Q is (Q - df)/Q.\n"
                 "\n"
                 "## Fit (restricted likelihood)\n"
                 "\n"
                 "| log likelihood | deviance |     AIC |    BIC |    AICc |\n"
                 "|---------------:|---------:|--------:|-------:|--------:|\n"
                 "|        -3.5000 |   7.0000 | 11.0000 | 9.1972 | 23.0000 |\n"
                 "\n"
                 "## Left out\n"
                 "\n"
                 "| Row | Study           | Why                       |\n"
                 "|----:|:----------------|:--------------------------|\n"
                 "|   3 | Smith \"x\", 2001 | no events in either group |\n"
                 "\n"
                 "## Notes\n"
                 "\n"
                 "Warning: trials.csv:4: left out: no events in either group\n");
}
END_TEST

START_TEST(effects_as_text)
{
    report_fixture f;
    fixture_init(&f, false);
    f.pooled.fit = NULL;
    check_report(copse_report_effects, &f.pooled, COPSE_FORMAT_TEXT,
                 "Effect sizes: log risk ratio (RR)\n"
                 "\n"
                 "yi, vi and SE are on the scale of analysis (log risk ratio); Risk ratio and its\n"
                 "interval are back-transformed (exp).\n"
                 "\n"
                 "Study                    yi      vi      SE  Risk ratio           95 % CI     n\n"
                 "───────────────────────────────────────────────────────────────────────────────\n"
                 "O'Donnell 1999      -0.5000  0.0400  0.2000      0.6065  0.4098 to 0.8976   120\n"
                 "Rüsch 2014           0.2500  0.0625  0.2500      1.2840  0.7866 to 2.0959    NA\n"
                 "Smith \"x\", 2001          NA      NA\n"
                 "=cmd|' /C calc'!A0  -1.0000  0.2500  0.5000      0.3679  0.1381 to 0.9802    33\n"
                 "Høgh & 山田 2021     0.1250  0.0100  0.1000      1.1331  0.9315 to 1.3785  1000\n"
                 "\n"
                 "Left out\n"
                 "\n"
                 "Row  Study            Why\n"
                 "───────────────────────────────────────────────\n"
                 "  3  Smith \"x\", 2001  no events in either group\n"
                 "\n"
                 "Notes\n"
                 "\n"
                 "Warning: trials.csv:4: left out: no events in either group\n");
}
END_TEST

START_TEST(effects_as_csv)
{
    report_fixture f;
    fixture_init(&f, false);
    check_csv(copse_report_effects, &f.pooled,
              "study,row,yi,vi,sei,ci_lower,ci_upper,ni,transformed,transformed_ci_lower,transformed_ci_upper,why\n"
              "O'Donnell "
              "1999,1,-0.5,0.04,0.2,-0.8919927969080108,-0.10800720309198919,120,0.6065306597126334,0."
              "40983821410280374,0.8976211307595722,\n"
              "Rüsch "
              "2014,2,0.25,0.0625,0.25,-0.23999099613501346,0.7399909961350135,,1.2840254166877414,0.786634943789495,2."
              "0959166430589296,\n"
              "\"Smith \"\"x\"\", 2001\",3,,,,,,,,,,no events in either group\n"
              "'=cmd|' /C "
              "calc'!A0,4,-1,0.25,0.5,-1.979981992270027,-0.020018007729973086,33,0.36787944117144233,0."
              "13807172364682244,0.980181022312654,\n"
              "Høgh & 山田 "
              "2021,5,0.125,0.01,0.1,-0.0709963984540054,0.3209963984540054,1000,1.1331484530668263,0.9314652468364799,"
              "1.3785006161514408,\n");
}
END_TEST

START_TEST(latex_rows_have_their_columns)
{
    report_fixture f;
    fixture_init(&f, true);
    copse_text out = report(copse_report_pool, &f.pooled, COPSE_FORMAT_LATEX);
    size_t columns = 0, separators = 0, tables = 0, rows = 0;
    int depth = 0;
    for (const char *c = copse_text_string(&out); *c != '\0'; c++) {
        const char *begin = "\\begin{tabular}{";
        if (strncmp(c, begin, strlen(begin)) == 0) {
            columns = 0;
            for (const char *at = c + strlen(begin); *at != '}'; at++) {
                columns += 1;
                if (*at == 'p') at = strchr(at, '}'); /* p{0.40\linewidth} */
            }
            tables += 1;
        }
        if (*c == '\\' && c[1] == '\\') {
            ck_assert_uint_eq(separators + 1, columns);
            separators = 0;
            rows += 1;
        }
        if (*c == '\\') {
            c += 1;
            continue;
        }
        separators += *c == '&' ? 1 : 0;
        depth += *c == '{' ? 1 : *c == '}' ? -1 : 0;
    }
    ck_assert_int_eq(depth, 0);
    ck_assert_uint_eq(tables, 9);
    ck_assert_uint_eq(rows, 5 + 5 + 4 + 4 + 3 + 3 + 7 + 2 + 2);
    copse_text_free(&out);
    check_has(&f.pooled, COPSE_FORMAT_LATEX, "$-$0.3750 & 0.2500 & $-$1.2500 to 0.5000 & $-$1.5000 to 1.0000 \\\\\n");
    check_has(&f.pooled, COPSE_FORMAT_LATEX,
              "Høgh \\& \\copseletter{山}\\copseletter{田} 2021 & added & 1.1331 & 0.9315 to 1.3785 & 40.00 \\\\\n");
}
END_TEST

START_TEST(what_went_otherwise_is_said)
{
    report_fixture f;
    fixture_init(&f, false);
    f.fit.test = COPSE_TEST_Z;
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "Test     Wald, normal; 95 % intervals\n");
    check_has(&f.pooled, COPSE_FORMAT_TEXT,
              "Note: the test asked for, Hartung-Knapp, cannot be computed from k = 4; in its");
    check_has(&f.pooled, COPSE_FORMAT_JSON,
              "\"the test asked for, Hartung-Knapp, cannot be computed from k = 4; in its place: Wald, normal\"");
    check_has_not(&f.pooled, COPSE_FORMAT_TEXT, "local maxima");
    f.fit.maxima = 2;
    check_has(&f.pooled, COPSE_FORMAT_TEXT,
              "Note: the likelihood has 2 local maxima in τ²: the highest is reported.\n");
    check_has(&f.pooled, COPSE_FORMAT_JSON, "\"the likelihood has 2 local maxima in τ²: the highest is reported\"");
    check_has_not(&f.pooled, COPSE_FORMAT_TEXT, "negative");
    f.fit.truncated = true;
    f.fit.opts.method = COPSE_METHOD_DL;
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "Note: the DL estimate of τ² was negative and is set to 0.\n");
    check_has(&f.pooled, COPSE_FORMAT_JSON, "\"truncated\": true");
    f.fit.truncated = false;
    f.fit.stop = COPSE_STOP_BOUNDARY;
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "Note: the DL estimate of τ² is 0, the boundary of its range.\n");
    f.fit.opts.tau2 = 0.05;
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "τ²       fixed at 0.05\n");
    f.fit.opts.method = COPSE_METHOD_EE;
    f.fit.opts.level = 90.0;
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "Equal-effects model (EE), k = 4\n");
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "90 % PI");
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "I² and H² are computed from Q.\n");
}
END_TEST

START_TEST(one_study)
{
    report_fixture f;
    fixture_init(&f, false);
    fixture_single(&f.fit, &f.coef[2], f.single_weight);
    f.pooled.k = 1;
    f.pooled.left_outs = 0;
    f.pooled.rows = 1;
    check_has(&f.pooled, COPSE_FORMAT_TEXT,
              "one study: its own estimate and interval are shown; τ² cannot be\nestimated.\n");
    check_has_not(&f.pooled, COPSE_FORMAT_TEXT, "in its place");
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "Data     trials.csv: 1 of 1 rows\n");
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "O'Donnell 1999      0.6065  0.4098 to 0.8976     100.00\n");
    check_has_not(&f.pooled, COPSE_FORMAT_TEXT, "% PI");
    check_has_not(&f.pooled, COPSE_FORMAT_TEXT, "Fit (");
    check_has_not(&f.pooled, COPSE_FORMAT_TEXT, "nan");
}
END_TEST

/* Decimals follow the uncertainty: nothing vanishes into 0.0000, nothing pretends to nine digits. */
START_TEST(digits_follow_the_scale)
{
    report_fixture f;
    const double scale[] = {1e-6, 1e6};
    const char *const want[] = {"O'Donnell 1999      -0.00000050  -0.00000089 to -0.00000011      25.00\n",
                                "O'Donnell 1999       -500000   -891993 to -108007      25.00\n"};
    for (size_t s = 0; s < 2; s++) {
        double yi[4], vi[4];
        fixture_init(&f, false);
        f.pooled.transform = COPSE_TRANSFORM_NONE;
        f.measure.title = "MD";
        for (size_t i = 0; i < 4; i++) {
            yi[i] = fixture_yi[i] * scale[s];
            vi[i] = fixture_vi[i] * scale[s] * scale[s];
        }
        f.pooled.yi = yi;
        f.pooled.vi = vi;
        check_has(&f.pooled, COPSE_FORMAT_TEXT, want[s]);
    }
}
END_TEST

/* The level of the studies' intervals sets their width: 1.6449 standard errors at 90 %. */
START_TEST(interval_level)
{
    report_fixture f;
    fixture_init(&f, false);
    f.pooled.transform = COPSE_TRANSFORM_NONE;
    f.pooled.level_percent = 90.0;
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "-0.8290 to -0.1710");
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "90 % CI");
}
END_TEST

static json_t *parse(report_function *function, const copse_pooled *pooled)
{
    copse_text out = report(function, pooled, COPSE_FORMAT_JSON);
    json_error_t error;
    json_t *value = json_loads(copse_text_string(&out), JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(value != NULL, "line %d: %s", error.line, error.text);
    copse_text_free(&out);
    return value;
}

static void check_schema(const json_t *value)
{
    json_error_t error;
    json_t *schema =
        json_load_file(COPSE_TEST_SOURCE "/../docs/schema/copse-1.schema.json", JSON_REJECT_DUPLICATES, &error);
    ck_assert_msg(schema != NULL, "schema, line %d: %s", error.line, error.text);
    schema_check check = {.root = schema};
    /* By the definition that the command names: its failures say more than those of an anyOf. */
    const char *command = json_string_value(json_object_get(value, "command"));
    char name[64];
    (void)snprintf(name, sizeof name, "%s_document", command != NULL ? command : "tables");
    const json_t *definition = json_object_get(json_object_get(schema, "$defs"), name);
    ck_assert_ptr_nonnull(definition);
    ck_assert_msg(schema_valid(&check, definition, value, "$"), "%s", check.why);
    ck_assert_msg(schema_valid(&check, schema, value, "$"), "%s", check.why);
    json_decref(schema);
}

static void check_keys(const json_t *object, const char *const *want)
{
    const char *key;
    json_t *member;
    size_t i = 0;
    json_object_foreach((json_t *)object, key, member)
    {
        if (want[i] == NULL) break;
        ck_assert_str_eq(key, want[i]);
        i += 1;
    }
    ck_assert_ptr_null(want[i]);
}
#define CHECK_KEYS(object, ...) check_keys(object, (const char *const[]){__VA_ARGS__, NULL})

/* Keys come in the contract's order, further ones behind them. */
START_TEST(json_keys_of_the_contract)
{
    report_fixture f;
    fixture_init(&f, true);
    json_t *root = parse(copse_report_pool, &f.pooled);
    CHECK_KEYS(root, "copse", "command", "input", "model", "coefficients", "prediction_interval", "heterogeneity",
               "fit", "studies", "subgroups", "subgroup_test", "warnings");
    CHECK_KEYS(json_object_get(root, "input"), "file", "sha256", "rows", "used", "dropped");
    CHECK_KEYS(json_object_get(root, "model"), "measure", "method", "test", "level", "k", "p", "transform", "converged",
               "iterations", "stopped");
    CHECK_KEYS(json_array_get(json_object_get(root, "coefficients"), 0), "name", "estimate", "se", "statistic", "df",
               "p", "ci_lower", "ci_upper", "transformed");
    CHECK_KEYS(json_object_get(root, "prediction_interval"), "lower", "upper", "df", "transformed");
    CHECK_KEYS(json_object_get(root, "heterogeneity"), "tau2", "tau2_se", "tau2_ci", "tau", "I2", "I2_ci", "H2",
               "H2_ci", "I2_Q", "Q", "Q_df", "Q_p", "QM", "QM_df", "QM_p", "R2");
    CHECK_KEYS(json_object_get(root, "fit"), "log_lik", "deviance", "AIC", "BIC", "AICc");
    CHECK_KEYS(json_array_get(json_object_get(root, "studies"), 0), "label", "yi", "vi", "weight");
    CHECK_KEYS(json_array_get(json_object_get(root, "subgroups"), 0), "level", "model", "coefficients",
               "prediction_interval", "heterogeneity", "fit");
    CHECK_KEYS(json_object_get(root, "subgroup_test"), "Q", "df", "p");
    check_schema(root);
    json_decref(root);
    root = parse(copse_report_effects, &f.pooled);
    CHECK_KEYS(root, "copse", "command", "measure");
    CHECK_KEYS(json_array_get(json_object_get(root, "rows"), 0), "label", "yi", "vi", "ni");
    check_schema(root);
    json_decref(root);
}
END_TEST

static double number_at(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    ck_assert_msg(value != NULL, "no key %s", key);
    return json_is_null(value) ? NAN : json_number_value(value);
}

/* Every double comes back as it was. */
START_TEST(json_numbers_are_exact)
{
    report_fixture f;
    fixture_init(&f, true);
    f.coef[0].estimate = -0.71453178251985012;
    f.fit.het.tau2 = 1.0 / 3.0;
    f.fit.het.tau2_ci.upper = INFINITY;
    json_t *root = parse(copse_report_pool, &f.pooled);
    const json_t *coef = json_array_get(json_object_get(root, "coefficients"), 0);
    const json_t *het = json_object_get(root, "heterogeneity");
    CK_CLOSE(number_at(coef, "estimate"), -0.71453178251985012, 0.0);
    CK_CLOSE(number_at(json_object_get(coef, "transformed"), "estimate"), exp(-0.71453178251985012), 1e-15);
    CK_CLOSE(number_at(het, "tau2"), 1.0 / 3.0, 0.0);
    CK_CLOSE(json_number_value(json_array_get(json_object_get(het, "tau2_ci"), 0)), 0.01, 0.0);
    ck_assert(json_is_null(json_array_get(json_object_get(het, "tau2_ci"), 1))); /* JSON has no infinity */
    CK_CLOSE(number_at(het, "QM"), NAN, 0.0);
    const json_t *studies = json_object_get(root, "studies");
    ck_assert_uint_eq(json_array_size(studies), 4);
    for (size_t i = 0; i < 4; i++) {
        const json_t *study = json_array_get(studies, i);
        ck_assert_str_eq(json_string_value(json_object_get(study, "label")), fixture_label[i]);
        CK_CLOSE(number_at(study, "yi"), fixture_yi[i], 0.0);
        CK_CLOSE(number_at(study, "vi"), fixture_vi[i], 0.0);
        CK_CLOSE(number_at(study, "weight"), f.weight[i], 0.0);
    }
    const json_t *level = json_array_get(json_object_get(root, "subgroups"), 1);
    ck_assert_str_eq(json_string_value(json_object_get(level, "level")), "curriculum");
    CK_CLOSE(number_at(json_object_get(level, "heterogeneity"), "tau2"), NAN, 0.0);
    ck_assert_str_eq(json_string_value(json_object_get(json_object_get(level, "model"), "test")), "z");
    json_decref(root);
}
END_TEST

START_TEST(json_without_subgroups_or_transform)
{
    report_fixture f;
    fixture_init(&f, false);
    f.pooled.transform = COPSE_TRANSFORM_NONE;
    f.pooled.file = f.pooled.sha256 = NULL;
    f.pooled.measure = NULL;
    json_t *root = parse(copse_report_pool, &f.pooled);
    const json_t *coef = json_array_get(json_object_get(root, "coefficients"), 0);
    ck_assert_ptr_null(json_object_get(coef, "transformed"));
    ck_assert(json_is_null(json_object_get(json_object_get(root, "input"), "file")));
    ck_assert_uint_eq(json_array_size(json_object_get(root, "subgroups")), 0);
    ck_assert(json_is_null(json_object_get(root, "subgroup_test")));
    check_schema(root);
    json_decref(root);
}
END_TEST

/* Rows of the file in its order, whatever the order of the studies; what could not be computed is null. */
START_TEST(json_effects_rows_in_file_order)
{
    report_fixture f;
    const size_t shuffled[4] = {5, 1, 4, 2};
    const double order[5] = {0.25, 0.125, NAN, -1.0, -0.5};
    fixture_init(&f, false);
    f.pooled.row = shuffled;
    json_t *root = parse(copse_report_effects, &f.pooled);
    const json_t *rows = json_object_get(root, "rows");
    ck_assert_uint_eq(json_array_size(rows), 5);
    for (size_t i = 0; i < 5; i++) {
        CK_CLOSE(number_at(json_array_get(rows, i), "yi"), order[i], 0.0);
        CK_CLOSE(number_at(json_array_get(rows, i), "row"), (double)i + 1.0, 0.0);
    }
    const json_t *gone = json_array_get(rows, 2);
    ck_assert(json_is_null(json_object_get(gone, "vi")));
    ck_assert_str_eq(json_string_value(json_object_get(gone, "why")), "no events in either group");
    json_decref(root);
}
END_TEST

/* The check itself must be able to fail. */
START_TEST(schema_refuses_what_is_wrong)
{
    report_fixture f;
    json_error_t error;
    fixture_init(&f, true);
    json_t *schema = json_load_file(COPSE_TEST_SOURCE "/../docs/schema/copse-1.schema.json", 0, &error);
    for (int wrong = 0; wrong < 6; wrong++) {
        json_t *root = parse(copse_report_pool, &f.pooled);
        schema_check check = {.root = schema};
        if (wrong == 0) (void)json_object_set_new(root, "surplus", json_true());
        if (wrong == 1) (void)json_object_del(root, "studies");
        if (wrong == 2) (void)json_object_set_new(json_object_get(root, "model"), "k", json_real(1.5));
        if (wrong == 3) (void)json_object_set_new(json_object_get(root, "model"), "method", json_string("XX"));
        if (wrong == 4)
            (void)json_array_append_new(json_object_get(json_object_get(root, "heterogeneity"), "I2_ci"), json_null());
        if (wrong == 5) (void)json_object_set_new(root, "command", json_string("effects"));
        ck_assert_msg(!schema_valid(&check, schema, root, "$"), "case %d passes", wrong);
        json_decref(root);
    }
    json_decref(schema);
}
END_TEST

START_TEST(incomplete_results_are_refused)
{
    report_fixture f;
    copse_text out = {0};
    copse_error err = {0};
    const copse_render_opts opts = {.format = COPSE_FORMAT_TEXT};
    ck_assert_int_eq(copse_report_pool(NULL, &opts, &out, &err), COPSE_EINVAL);
    fixture_init(&f, false);
    ck_assert_int_eq(copse_report_pool(&f.pooled, NULL, &out, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_report_pool(&f.pooled, &opts, NULL, &err), COPSE_EINVAL);
    f.pooled.fit = NULL;
    ck_assert_int_eq(copse_report_pool(&f.pooled, &opts, &out, &err), COPSE_EINVAL);
    ck_assert_int_eq(copse_report_effects(&f.pooled, &opts, &out, &err), COPSE_OK);
    fixture_init(&f, true);
    f.pooled.group = NULL;
    ck_assert_int_eq(copse_report_pool(&f.pooled, &opts, &out, &err), COPSE_EINVAL);
    copse_text_free(&out);
}
END_TEST

#if FAIL_ALLOC_WORKS
/* Fails the n-th allocation for every n: an error, or the whole report; never a part of it. */
START_TEST(short_memory_is_an_error)
{
    report_fixture f;
    fixture_init(&f, true);
    report_function *function = _i < 5 ? copse_report_pool : copse_report_effects;
    const copse_render_opts opts = {.format = (copse_format)(_i % 5)};
    copse_text want = report(function, &f.pooled, opts.format);
    copse_status status = COPSE_ENOMEM;
    long n = 1;
    for (; status != COPSE_OK && n < 100000; n++) {
        copse_text out = {0};
        const long live = fail_alloc_live;
        fail_alloc_left = n;
        status = function(&f.pooled, &opts, &out, NULL);
        fail_alloc_left = -1;
        const bool whole = status != COPSE_OK || strcmp(copse_text_string(&out), copse_text_string(&want)) == 0;
        copse_text_free(&out);
        const long leaked = fail_alloc_live - live; /* before any assertion: Check allocates, too */
        ck_assert_msg(status == COPSE_OK || status == COPSE_ENOMEM, "status %d at %ld", (int)status, n);
        ck_assert_msg(whole, "a part of the report at %ld", n);
        ck_assert_msg(leaked == 0, "%ld blocks leak at %ld", leaked, n);
    }
    ck_assert_int_eq(status, COPSE_OK);
    ck_assert_int_gt(n, 10);
    copse_text_free(&want);
}
END_TEST
#endif

/* A real analysis: two levels, one of them with a single study. Everything a report needs is there, and a level's
 * weights belong to its studies. */
START_TEST(real_analysis)
{
    report_fixture f;
    copse_fit fit = {0};
    copse_subgroups groups = {0};
    copse_error err = {0};
    fixture_init(&f, true);
    ck_assert_msg(copse_pool(fixture_yi, fixture_vi, NULL, 4, 1, NULL, &fit, &err) == COPSE_OK, "%s", err.text);
    ck_assert_msg(copse_pool_subgroups(fixture_yi, fixture_vi, fixture_group, 4, 2, NULL, COPSE_TAU2_SEPARATE, &groups,
                                       &err) == COPSE_OK,
                  "%s", err.text);
    f.pooled.fit = &fit;
    f.pooled.subgroups = &groups;
    json_t *root = parse(copse_report_pool, &f.pooled);
    check_schema(root);
    const json_t *level = json_array_get(json_object_get(root, "subgroups"), 0);
    const json_t *studies = json_object_get(level, "studies");
    const double tau2 = number_at(json_object_get(level, "heterogeneity"), "tau2");
    double sum = 0.0;
    ck_assert_uint_eq(json_array_size(studies), 3);
    for (size_t i = 0; i < 3; i++) sum += 1.0 / (number_at(json_array_get(studies, i), "vi") + tau2);
    for (size_t i = 0; i < 3; i++) {
        const json_t *study = json_array_get(studies, i);
        CK_CLOSE(number_at(study, "weight"), 100.0 / (number_at(study, "vi") + tau2) / sum, 1e-12);
    }
    json_decref(root);
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "Note: role curriculum: one study: its own estimate");
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "curriculum  1      NA\n");
    check_has_not(&f.pooled, COPSE_FORMAT_TEXT, "nan");
    copse_subgroups_free(&groups);
    ck_assert_msg(copse_pool_subgroups(fixture_yi, fixture_vi, fixture_group, 4, 2, NULL, COPSE_TAU2_COMMON, &groups,
                                       &err) == COPSE_OK,
                  "%s", err.text);
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "Subgroups  role, 2 levels, one τ² common to all: ");
    check_has(&f.pooled, COPSE_FORMAT_TEXT, "Note: role curriculum: one study: its own estimate, with an interval");
    copse_fit_free(&fit);
    copse_subgroups_free(&groups);
}
END_TEST

int main(void)
{
    Suite *suite = suite_create("report");
    TCase *people = tcase_create("people");
    tcase_add_test(people, pool_as_text);
    tcase_add_test(people, subgroups_as_text);
    tcase_add_test(people, pool_as_markdown);
    tcase_add_test(people, effects_as_text);
    tcase_add_test(people, latex_rows_have_their_columns);
    tcase_add_test(people, what_went_otherwise_is_said);
    tcase_add_test(people, one_study);
    tcase_add_test(people, digits_follow_the_scale);
    tcase_add_test(people, interval_level);
    suite_add_tcase(suite, people);
    TCase *machines = tcase_create("machines");
    tcase_add_test(machines, subgroups_as_csv);
    tcase_add_test(machines, effects_as_csv);
    tcase_add_test(machines, json_keys_of_the_contract);
    tcase_add_test(machines, json_numbers_are_exact);
    tcase_add_test(machines, json_without_subgroups_or_transform);
    tcase_add_test(machines, json_effects_rows_in_file_order);
    tcase_add_test(machines, schema_refuses_what_is_wrong);
    tcase_add_test(machines, real_analysis);
    suite_add_tcase(suite, machines);
    TCase *failures = tcase_create("failures");
    tcase_add_test(failures, incomplete_results_are_refused);
#if FAIL_ALLOC_WORKS
    if (fail_alloc_in_force()) tcase_add_loop_test(failures, short_memory_is_an_error, 0, 10);
#endif
    suite_add_tcase(suite, failures);
    return run_suite(suite);
}
