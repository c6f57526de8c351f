/* All subsets on one thread: processor time with sums that one subset hands to the next, beside passes over the studies of each
 * for every function of tau2, in turn in one process. Usage: bench_subsets [K ...], by default 13 and 20 */
#include <copse/sensitivity.h>

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static double seconds(const copse_sensitivity_data *data, bool from_rows)
{
    copse_gosh_opts opts = copse_gosh_opts_default();
    opts.which = COPSE_GOSH_ALL;
    opts.threads = 1;
    opts.from_rows = from_rows;
    copse_gosh gosh;
    copse_error err = {0};
    const double begin = now();
    if (copse_gosh_run(data, &opts, &gosh, &err) != COPSE_OK) {
        (void)fprintf(stderr, "bench_subsets: %s\n", err.text);
        exit(1);
    }
    const double spent = now() - begin;
    copse_gosh_free(&gosh);
    return spent;
}

static void row(size_t k, copse_method method)
{
    double y[COPSE_GOSH_MOST_STUDIES], v[COPSE_GOSH_MOST_STUDIES];
    for (size_t i = 0; i < k; i++) { /* those of bench_gosh.sh */
        v[i] = exp(-4 + 3 * (double)((i * 7) % k) / (double)k);
        y[i] = 0.3 + sqrt(v[i] + 0.05) * sin(2.7 * (double)i);
    }
    copse_fit_opts fit = copse_fit_opts_default();
    fit.method = method;
    const copse_sensitivity_data data = {y, v, NULL, k, 1, &fit};
    double rows = INFINITY, sums = INFINITY;
    for (int turn = 0; turn < (k < 18 ? 30 : 3); turn++) {
        rows = fmin(rows, seconds(&data, true));
        sums = fmin(sums, seconds(&data, false));
    }
    const double subsets = ldexp(1, (int)k) - 1;
    printf("%4zu %8s %10.0f %12.4f %12.4f %10.1f %10.1f %8.2f\n", k, copse_method_code(method), subsets, rows, sums,
           1e9 * rows / subsets, 1e9 * sums / subsets, rows / sums);
}

int main(int argc, char **argv)
{
    static const copse_method METHOD[] = {COPSE_METHOD_EE, COPSE_METHOD_DL, COPSE_METHOD_SJ,
                                          COPSE_METHOD_PM, COPSE_METHOD_ML, COPSE_METHOD_REML};
    printf("%4s %8s %10s %12s %12s %10s %10s %8s\n", "k", "method", "subsets", "rows s", "sums s", "rows ns", "sums ns",
           "times");
    for (int a = 1; a < (argc < 2 ? 3 : argc); a++) {
        const long k = argc < 2 ? (a == 1 ? 13 : 20) : strtol(argv[a], NULL, 10);
        if (k < 2 || k > COPSE_GOSH_MOST_STUDIES) continue;
        for (size_t m = 0; m < sizeof METHOD / sizeof *METHOD; m++) row((size_t)k, METHOD[m]);
    }
    return 0;
}
