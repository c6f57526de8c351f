/* Selection models in process: processor time of one fit (or of its profile intervals alone), and its log-likelihood.
 * bench_selection.R does the same by metafor, in turn.
 * Usage: bench_selection DATA.csv TYPE SIDE STEPS PRECISION ML|EE fit|profile     (STEPS "-": none)
 * DATA: yi and vi as the first two columns. Prints seconds (the median of five rounds) and the log-likelihood. */

#include <copse/bias.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 5, MOST = 5000 };

static double seconds(void)
{
    struct timespec t;
    (void)clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static size_t read_data(const char *path, double *y, double *v)
{
    char line[4096], *at;
    size_t k = 0;
    FILE *f = fopen(path, "r");
    if (f == NULL) return 0;
    while (fgets(line, sizeof line, f) != NULL && k < MOST) {
        y[k] = strtod(line, &at);
        if (at == line || *at != ',') continue; /* the header */
        v[k++] = strtod(at + 1, &at);
    }
    (void)fclose(f);
    return k;
}

static bool read_options(char **argv, copse_selmodel_opts *opts, double *step)
{
    if (copse_selmodel_find(argv[2], &opts->type) != COPSE_OK) return false;
    for (unsigned i = 0; i <= COPSE_SELMODEL_TWO_SIDED; i++)
        if (strcmp(argv[3], copse_selmodel_side_name((copse_selmodel_side)i)) == 0) opts->side = (copse_selmodel_side)i;
    for (char *at = argv[4]; *at != '\0' && *at != '-' && opts->steps < COPSE_SELMODEL_MOST_STEPS;
         at += *at == ',' ? 1 : 0)
        step[opts->steps++] = strtod(at, &at);
    for (unsigned i = 0; i <= COPSE_SELMODEL_SQRTNINV; i++)
        if (strcmp(argv[5], copse_selmodel_precision_name((copse_selmodel_precision)i)) == 0)
            opts->precision = (copse_selmodel_precision)i;
    opts->step = step;
    opts->equal_effects = strcmp(argv[6], "EE") == 0;
    return true;
}

/* Mean of as many calls as take a tenth of a second; negative: the fit failed. */
static double one_round(const double *y, const double *v, size_t k, const copse_selmodel_opts *opts, double *log_lik)
{
    const double start = seconds();
    double spent = 0;
    size_t calls = 0;
    while (spent < 0.1 || calls < 3) {
        copse_selmodel fit;
        copse_error err = {0};
        if (copse_selmodel_fit(y, v, NULL, NULL, k, 1, opts, &fit, &err) != COPSE_OK) {
            (void)fprintf(stderr, "%s\n", err.text);
            return -1;
        }
        *log_lik = fit.stat.log_lik;
        copse_selmodel_free(&fit);
        calls++;
        spent = seconds() - start;
    }
    return spent / (double)calls;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static double median_of(const double *y, const double *v, size_t k, const copse_selmodel_opts *opts, double *log_lik)
{
    double round[ROUNDS];
    for (int i = 0; i < ROUNDS; i++) round[i] = one_round(y, v, k, opts, log_lik);
    qsort(round, ROUNDS, sizeof *round, ascending);
    return round[0] < 0 ? -1 : round[ROUNDS / 2];
}

int main(int argc, char **argv)
{
    static double y[MOST], v[MOST], step[COPSE_SELMODEL_MOST_STEPS];
    copse_selmodel_opts opts = copse_selmodel_opts_default();
    double log_lik = 0;
    if (argc != 8 || !read_options(argv, &opts, step)) {
        (void)fprintf(stderr, "usage: bench_selection DATA.csv TYPE SIDE STEPS PRECISION ML|EE fit|profile\n");
        return 2;
    }
    const size_t k = read_data(argv[1], y, v);
    opts.without_profile = true;
    double spent = median_of(y, v, k, &opts, &log_lik);
    if (strcmp(argv[7], "profile") == 0 && spent >= 0) {
        opts.without_profile = false;
        spent = median_of(y, v, k, &opts, &log_lik) - spent;
    }
    if (!(spent >= 0)) return 1;
    (void)printf("%.9g %.12g\n", spent, log_lik);
    return 0;
}
