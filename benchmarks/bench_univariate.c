/* One pool of studies and what belongs to it, in process: for each case the processor time and the time on the wall of one
 * call, medians of five rounds. bench_univariate.R does the same work by metafor on the same numbers, in turn.
 * Usage: bench_univariate data FOLDER     writes the studies for R
 *        bench_univariate CASE...         one line each: case, seconds of processor, seconds on the wall
 *        bench_univariate cases           their names */

#include "univariate_cases.h"

#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { ROUNDS = 5, LARGEST = 1000000 };

static double seconds(clockid_t clock)
{
    struct timespec t;
    (void)clock_gettime(clock, &t);
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
static void make(const studies *s, size_t k)
{
    uint64_t state = 20260101;
    for (size_t i = 0; i < k; i++) {
        double *x = s->X + i * COLUMNS;
        s->v[i] = pow(10, -2.5 + 2 * uniform(&state));
        x[0] = 1;
        x[1] = uniform(&state);
        x[2] = normal(&state);
        s->y[i] = 0.3 + 0.2 * x[1] + sqrt(s->v[i] + 0.05) * normal(&state);
    }
}

static int write_data(const studies *s, const char *folder)
{
    char path[4096];
    (void)snprintf(path, sizeof path, "%s/studies.csv", folder);
    FILE *f = fopen(path, "w");
    if (f == NULL) return 1;
    (void)fputs("y,v,x1,x2\n", f);
    for (size_t i = 0; i < 4000; i++)
        (void)fprintf(f, "%.17g,%.17g,%.17g,%.17g\n", s->y[i], s->v[i], s->X[i * COLUMNS + 1], s->X[i * COLUMNS + 2]);
    return fclose(f) != 0;
}

/* ------------------------------------------------------------------------------------------------------- the clock */

static void time_once(const bench_case *c, const studies *s, int repeats, double spent[2])
{
    const double processor = seconds(CLOCK_PROCESS_CPUTIME_ID), wall = seconds(CLOCK_MONOTONIC);
    for (int i = 0; i < repeats; i++) {
        copse_error err = {0};
        if (c->work(s, c->k, c->variant, &err) == COPSE_OK) continue;
        (void)fprintf(stderr, "bench_univariate: %s: %s\n", c->name, err.text);
        exit(1);
    }
    spent[0] = (seconds(CLOCK_PROCESS_CPUTIME_ID) - processor) / repeats;
    spent[1] = (seconds(CLOCK_MONOTONIC) - wall) / repeats;
}

static int ascending(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Rounds of at least a fiftieth of a second each. */
static void measure(const bench_case *c, const studies *s)
{
    double spent[2], all[2][ROUNDS];
    time_once(c, s, 1, spent);
    const int repeats = (int)ceil(fmin(1e5, 0.02 / fmax(spent[0], 1e-7)));
    for (int r = 0; r < ROUNDS; r++) {
        time_once(c, s, repeats, spent);
        for (int t = 0; t < 2; t++) all[t][r] = spent[t];
    }
    for (int t = 0; t < 2; t++) qsort(all[t], ROUNDS, sizeof(double), ascending);
    (void)printf("%s %.4g %.4g\n", c->name, all[0][ROUNDS / 2], all[1][ROUNDS / 2]);
    (void)fflush(stdout);
}

int main(int argc, char **argv)
{
    const studies s = {calloc(LARGEST, sizeof(double)), calloc(LARGEST, sizeof(double)),
                       calloc(LARGEST, COLUMNS * sizeof(double))};
    if (s.y == NULL || s.v == NULL || s.X == NULL) return 1;
    size_t most = 4000;
    for (int a = 1; a < argc; a++)
        for (size_t c = 0; univariate_cases[c].name != NULL; c++)
            if (strcmp(argv[a], univariate_cases[c].name) == 0 && univariate_cases[c].k > most)
                most = univariate_cases[c].k;
    make(&s, most);
    int bad = 0;
    if (argc == 3 && strcmp(argv[1], "data") == 0) bad = write_data(&s, argv[2]);
    else
        for (int a = 1; a < argc; a++)
            for (size_t c = 0; univariate_cases[c].name != NULL; c++) {
                if (strcmp(argv[a], "cases") == 0) (void)puts(univariate_cases[c].name);
                else if (strcmp(argv[a], univariate_cases[c].name) == 0) measure(&univariate_cases[c], &s);
            }
    free(s.y);
    free(s.v);
    free(s.X);
    return bad;
}
