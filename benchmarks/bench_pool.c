/* Processor time of a fit, in process: 13 studies by every method, then DL and REML on a thousand to a million studies. Each
 * figure is the fastest of several runs. Usage: bench_pool [largest k] */
#include <copse/model.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* splitmix64 */
static double uniform(uint64_t *state)
{
    uint64_t z = *state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return ((double)((z ^ (z >> 31)) >> 11) + 0.5) * 0x1p-53;
}

static double normal(uint64_t *state)
{
    const double u = uniform(state);
    return sqrt(-2 * log(u)) * cos(6.283185307179586 * uniform(state));
}

/* Sampling variances log-uniform over two decades, tau2 = 0.05. */
static void simulate(double *y, double *v, size_t k)
{
    uint64_t state = 20260101;
    for (size_t i = 0; i < k; i++) {
        v[i] = pow(10, -2.5 + 2 * uniform(&state));
        y[i] = 0.3 + sqrt(v[i] + 0.05) * normal(&state);
    }
}

static double fit_once(const double *y, const double *v, size_t k, copse_method method)
{
    copse_fit_opts opts = copse_fit_opts_default();
    opts.method = method;
    copse_fit fit;
    copse_error err = {0};
    if (copse_pool(y, v, NULL, k, 1, &opts, &fit, &err) != COPSE_OK) {
        (void)fprintf(stderr, "%s\n", err.text);
        exit(1);
    }
    const double tau2 = fit.het.tau2;
    copse_fit_free(&fit);
    return tau2;
}

/* Seconds of one fit: the fastest of `runs` runs of `repeats` fits. */
static double seconds(const double *y, const double *v, size_t k, copse_method method, int runs, int repeats)
{
    double best = INFINITY;
    for (int r = 0; r < runs; r++) {
        const double start = now();
        for (int i = 0; i < repeats; i++) (void)fit_once(y, v, k, method);
        best = fmin(best, (now() - start) / repeats);
    }
    return best;
}

int main(int argc, char **argv)
{
    const size_t largest = argc > 1 ? (size_t)strtoul(argv[1], NULL, 10) : 1000000;
    double *y = calloc(largest + 13, sizeof *y), *v = calloc(largest + 13, sizeof *v);
    if (y == NULL || v == NULL) return 1;
    simulate(y, v, largest + 13);
    for (copse_method m = 0; m < COPSE_METHOD_COUNT; m++) {
        const double t = seconds(y, v, 13, m, 10, 500);
        (void)printf("k = 13       %-5s %9.2f us  %10.0f fits/s\n", copse_method_code(m), 1e6 * t, 1 / t);
    }
    static const copse_method large[] = {COPSE_METHOD_EE, COPSE_METHOD_DL, COPSE_METHOD_PM, COPSE_METHOD_ML,
                                         COPSE_METHOD_REML};
    for (size_t k = 1000; k <= largest; k *= 10)
        for (size_t i = 0; i < sizeof large / sizeof *large; i++)
            (void)printf("k = %-8zu %-5s %9.2f ms\n", k, copse_method_code(large[i]),
                         1e3 * seconds(y, v, k, large[i], k < 100000 ? 10 : 3, 1));
    free(y);
    free(v);
    return 0;
}
