/* Leave-one-out and influence: processor time of deletion from sums, beside refits of the studies left from nothing, in one
 * run and process; k = 13 to 4000, no, one and two moderators, REML with knha. Of refits a part is timed where all would take
 * long. Usage: bench_deletion [METHOD] */
#include <copse/sensitivity.h>

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MOST = 4000, COLUMNS = 3 };

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

static void stop_unless(bool good, const char *what)
{
    if (good) return;
    (void)fprintf(stderr, "bench_deletion: %s\n", what);
    exit(1);
}

/* Seconds of one refit without each of the first `fits` studies. */
static double refit_seconds(const copse_sensitivity_data *d, size_t fits)
{
    static double y[MOST], v[MOST], X[MOST * COLUMNS];
    copse_fit fit;
    const double begin = now();
    for (size_t i = 0; i < fits; i++) {
        size_t to = 0;
        for (size_t from = 0; from < d->k; from++) {
            if (from == i) continue;
            y[to] = d->y[from];
            v[to] = d->v[from];
            if (d->X != NULL) memcpy(X + to * d->p, d->X + from * d->p, d->p * sizeof *X);
            to++;
        }
        stop_unless(copse_pool(y, v, d->X == NULL ? NULL : X, to, d->p, d->opts, &fit, NULL) == COPSE_OK, "no refit");
        copse_fit_free(&fit);
    }
    return (now() - begin) / (double)fits;
}

static double leave_out_seconds(const copse_sensitivity_data *d)
{
    copse_leave_out out;
    const double begin = now();
    stop_unless(copse_leave_out_fit(d, NULL, 0, &out, NULL) == COPSE_OK, "nothing left out");
    const double spent = now() - begin;
    copse_leave_out_free(&out);
    return spent;
}

static double influence_seconds(const copse_sensitivity_data *d)
{
    copse_fit fit;
    copse_influence out;
    stop_unless(copse_pool(d->y, d->v, d->X, d->k, d->p, d->opts, &fit, NULL) == COPSE_OK, "no fit");
    const double begin = now();
    stop_unless(copse_influence_fit(d, &fit, &out, NULL) == COPSE_OK, "no influence");
    const double spent = now() - begin;
    copse_influence_free(&out);
    copse_fit_free(&fit);
    return spent;
}

static double fastest(double (*run)(const copse_sensitivity_data *), const copse_sensitivity_data *d)
{
    double best = INFINITY, spent = 0;
    for (int n = 0; n < 3 || (spent < 0.1 && n < 300); n++) {
        const double seconds = run(d);
        spent += seconds;
        best = fmin(best, seconds);
    }
    return best;
}

static void row(const copse_sensitivity_data *d)
{
    const size_t fits = d->k <= 100 ? d->k : d->k <= 1000 ? 50 : 5;
    double refits = INFINITY;
    for (int n = 0; n < 3; n++) refits = fmin(refits, refit_seconds(d, fits));
    const double out = fastest(leave_out_seconds, d), influence = fastest(influence_seconds, d);
    const double all = refits * (double)d->k;
    printf("%6zu %10zu %12.3f %12.3f %12.3f %10.1f\n", d->k, d->p - 1, 1e3 * all, 1e3 * out, 1e3 * influence,
           all / out);
}

int main(int argc, char **argv)
{
    static double y[MOST], v[MOST], X[MOST * COLUMNS];
    static const size_t K[] = {13, 100, 1000, MOST};
    copse_fit_opts opts = copse_fit_opts_default();
    opts.without_tau2_ci = opts.without_R2 = true;
    stop_unless(argc < 2 || copse_method_find(argv[1], &opts.method) == COPSE_OK, "no such method");
    printf(
        "%s, milliseconds of processor time for all k deletions; refits from nothing / deletion in the last column\n",
        copse_method_code(opts.method));
    printf("%6s %10s %12s %12s %12s %10s\n", "k", "moderators", "refits", "leave-out", "influence", "times");
    for (size_t a = 0; a < sizeof K / sizeof *K; a++)
        for (size_t p = 1; p <= COLUMNS; p++) {
            uint64_t state = 20260101;
            for (size_t i = 0; i < K[a]; i++) {
                v[i] = exp(3 * uniform(&state) - 4);
                y[i] = 0.3 + sqrt(v[i] + 0.05) * normal(&state);
                for (size_t j = 0; j < p; j++) X[i * p + j] = j == 0 ? 1 : normal(&state);
            }
            const copse_sensitivity_data d = {y, v, p == 1 ? NULL : X, K[a], p, &opts};
            row(&d);
        }
    return 0;
}
